# Tests of what the compiler must refuse: one source, two tests. As written it must compile; with the mistake it must be
# refused, for the stated reason. Both compilers are asked, whichever one builds the project.
find_program(chainrule_gcc g++ REQUIRED)
find_program(chainrule_clang clang++-19 REQUIRED)

set(chainrule_compile_flags -std=c++20 -fsyntax-only -I${PROJECT_SOURCE_DIR}/include)
foreach(directory IN LISTS Boost_INCLUDE_DIRS)
  # A compiler's own directory, named again, would hide its headers from one another.
  if(NOT directory IN_LIST CMAKE_CXX_IMPLICIT_INCLUDE_DIRECTORIES)
    list(APPEND chainrule_compile_flags -isystem ${directory})
  endif()
endforeach()

# One test: EXPECT <definitions for check.cmake> OPTIONS <options of the compiler>
function(chainrule_add_compile_test name compiler source)
  cmake_parse_arguments(PARSE_ARGV 3 arg "" "" "EXPECT;OPTIONS")
  if(compiler STREQUAL "clang")
    # It would repair a misspelt name and go on.
    list(APPEND arg_OPTIONS -fno-spell-checking)
  endif()
  add_test(NAME compile_fail.${name}.${compiler}
    COMMAND ${CMAKE_COMMAND} ${arg_EXPECT} -P ${PROJECT_SOURCE_DIR}/tests/compile_fail/check.cmake --
      ${chainrule_${compiler}} ${chainrule_compile_flags} ${arg_OPTIONS} ${CMAKE_CURRENT_SOURCE_DIR}/${source})
  set_tests_properties(compile_fail.${name}.${compiler} PROPERTIES LABELS compile_fail TIMEOUT 120)
endfunction()

# The source compiles: compile_control(<name> <source> [OPTIONS <option>...])
function(compile_control name source)
  cmake_parse_arguments(PARSE_ARGV 2 arg "" "" "OPTIONS")
  foreach(compiler gcc clang)
    chainrule_add_compile_test(control.${name} ${compiler} ${source} OPTIONS ${arg_OPTIONS})
  endforeach()
endfunction()

# In a regex, @4@, @4:b@, @4:b*@ and @4:f2*@ are what a compiler prints for a dimension: the extent, its axis (plain, batch or
# the features at a place), and a * for the dual. g++ prints the names of enumerators, clang++ their numbers.
function(chainrule_expand_dims result compiler regex)
  if(compiler STREQUAL "gcc")
    set(axes chainrule::axis::plain chainrule::axis::batch chainrule::axis::feature)
  else()
    set(axes 0 1 2)
  endif()
  while(regex MATCHES "@([0-9]+)(:([bf])([0-9]*))?([*]?)@")
    set(token ${CMAKE_MATCH_0})
    set(extent ${CMAKE_MATCH_1})
    set(place 0)
    set(is_dual false)
    if("${CMAKE_MATCH_5}" STREQUAL "*")
      set(is_dual true)
    endif()
    if("${CMAKE_MATCH_3}" STREQUAL "f")
      set(place ${CMAKE_MATCH_4})
      list(GET axes 2 along)
    elseif("${CMAKE_MATCH_3}" STREQUAL "b")
      list(GET axes 1 along)
    else()
      list(GET axes 0 along)
    endif()
    string(REPLACE "${token}" "(chainrule::)?dim.${extent}, ${along}, ${place}, ${is_dual}." regex "${regex}")
  endwhile()
  set(${result} "${regex}" PARENT_SCOPE)
endfunction()

# The source compiles as it is and is refused with the mistake:
#
#   compile_fail(<name> <source>
#     DIAGNOSTIC <regex>...           each matches a line of the first error, with its notes
#     [GCC <regex>... CLANG <regex>...]  the same for one compiler
#     [MISTAKE <option>]              default -DMISTAKE
#     [OPTIONS <option>...]           given with and without the mistake
#     [AT_MOST <lines>]               length of the output from the first error on; then there is one error only
#     [SHARED_CONTROL])               the control is that of another case
function(compile_fail name source)
  cmake_parse_arguments(PARSE_ARGV 2 arg "SHARED_CONTROL" "MISTAKE;AT_MOST" "DIAGNOSTIC;GCC;CLANG;OPTIONS")
  if(NOT DEFINED arg_MISTAKE)
    set(arg_MISTAKE -DMISTAKE)
  endif()
  set(diagnostic_of_gcc ${arg_GCC} ${arg_DIAGNOSTIC})
  set(diagnostic_of_clang ${arg_CLANG} ${arg_DIAGNOSTIC})
  foreach(compiler gcc clang)
    if(NOT diagnostic_of_${compiler})
      message(FATAL_ERROR "compile_fail: ${name} does not say why ${compiler} refuses it")
    endif()
    set(regexes)
    foreach(regex IN LISTS diagnostic_of_${compiler})
      chainrule_expand_dims(regex ${compiler} "${regex}")
      list(APPEND regexes "${regex}")
    endforeach()
    string(REPLACE ";" "\\;" regexes "${regexes}")
    set(expectations "-DREFUSES=${regexes}")
    if(DEFINED arg_AT_MOST)
      list(APPEND expectations -DAT_MOST=${arg_AT_MOST})
    endif()
    chainrule_add_compile_test(${name} ${compiler} ${source} EXPECT ${expectations} OPTIONS ${arg_OPTIONS} ${arg_MISTAKE})
  endforeach()
  if(NOT arg_SHARED_CONTROL)
    compile_control(${name} ${source} OPTIONS ${arg_OPTIONS})
  endif()
endfunction()
