# Looks for what an image must not hold, and for where its objects lie:
#
#   cmake -D NM=nm -D READELF=readelf -D IMAGE=file [-D NO_DOUBLE=bool] [-D NO_DATA=bool]
#         [-D "PLACED=object:section:memory;..." -D MEMORIES=board.ld] -P check_image.cmake
#
#   always     allocation, exceptions, errno, printf, the C library's state, guards of local statics, static constructors,
#              virtual functions
#   NO_DOUBLE  arithmetic in double precision by the compiler's library
#   NO_DATA    objects in RAM
#   PLACED     each object, by its C++ name, lies in the section, and that in the memory of the board's linker script
cmake_minimum_required(VERSION 3.25)

execute_process(COMMAND ${NM} ${IMAGE} OUTPUT_VARIABLE symbols COMMAND_ERROR_IS_FATAL ANY)
string(REGEX MATCHALL "[^\n]+" symbols "${symbols}")
list(LENGTH symbols count)
if(NOT symbols MATCHES " [TtW] (reset|Reset_Handler|_start)(;|$)" OR NOT symbols MATCHES " [Tt] main(;|$)")
  message(FATAL_ERROR "this is not an image: ${count} symbols, no reset handler or no main")
endif()

set(refused "_?(malloc|calloc|realloc|free|sbrk)(_r)?" "_sbrk.*" "__malloc_.*" "_Zn[wa].*" "_Zd[la].*"  # the heap
  "__cxa_.*" "_Unwind_.*" "__gxx_.*" "_ZSt.*throw.*" "_ZSt9terminatev" "abort"                          # exceptions
  "__errno" "errno" "_?(global_)?impure_.*" "_?reent.*" ".*printf.*" "_?(puts|write)(_r)?"              # the C library
  "_ZGV.*" "_GLOBAL__.*" "atexit" "__register_exitproc"                                                 # before main, after it
  "_ZT[VIS].*")                                                                                         # virtual, RTTI
if(NO_DOUBLE)
  list(APPEND refused "__aeabi_(d|cd).*" "__aeabi_.*2d" "__[a-z]+df[a-z0-9]*")
endif()
foreach(name IN LISTS refused)
  set(found ${symbols})
  list(FILTER found INCLUDE REGEX " ${name}$")
  if(found)
    message(SEND_ERROR "refused by ${name}: ${found}")
  endif()
endforeach()

# Sections as number, name, type, address, offset, size.
execute_process(COMMAND ${READELF} --sections --wide ${IMAGE} OUTPUT_VARIABLE sections COMMAND_ERROR_IS_FATAL ANY)
if(NOT sections MATCHES "\\] \\.text +PROGBITS")
  message(FATAL_ERROR "there is no .text in:\n${sections}")
endif()
if(sections MATCHES "\\] (\\.(preinit_array|init_array|ctors)[^ ]*) +[A-Z_]+ +[0-9a-f]+ [0-9a-f]+ 0*[1-9a-f]")
  message(SEND_ERROR "a constructor before main, in ${CMAKE_MATCH_1}")
endif()

if(NO_DATA)
  list(FILTER symbols INCLUDE REGEX " [dDbBgGsS] ")
  list(FILTER symbols EXCLUDE REGEX " ((data|bss|fast_ram)_(begin|end)|stack_top|__global_pointer.)$")
  if(symbols)
    message(SEND_ERROR "in RAM: ${symbols}")
  endif()
endif()

if(PLACED)
  file(READ ${MEMORIES} memories)
  execute_process(COMMAND ${NM} --demangle --format=sysv ${IMAGE} OUTPUT_VARIABLE table COMMAND_ERROR_IS_FATAL ANY)
endif()
foreach(place IN LISTS PLACED)
  string(REPLACE ":" ";" place "${place}")
  list(GET place 0 object)
  list(GET place 1 section)
  list(GET place 2 memory)
  # name |address|class|type|size|line|section
  if(NOT table MATCHES "\n([^\n|]*::)?${object} *[|]([0-9a-f]+)[|][^|\n]*[|] *OBJECT[|]([0-9a-f]+)[|][^|\n]*[|]([^ \n]+)")
    message(SEND_ERROR "there is no object ${object}")
    continue()
  endif()
  set(is_in ${CMAKE_MATCH_4})
  math(EXPR address "0x${CMAKE_MATCH_2}")
  math(EXPR end "0x${CMAKE_MATCH_2} + 0x${CMAKE_MATCH_3}")
  if(NOT memories MATCHES "[ \n]${memory} \\([rwx]+\\) : ORIGIN = (0x[0-9a-f]+), LENGTH = ([0-9]+)([KM])")
    message(FATAL_ERROR "there is no memory ${memory} in ${MEMORIES}")
  endif()
  set(kilobytes ${CMAKE_MATCH_2})
  if(CMAKE_MATCH_3 STREQUAL "M")
    math(EXPR kilobytes "${kilobytes} * 1024")
  endif()
  math(EXPR memory_begin "${CMAKE_MATCH_1}")
  math(EXPR memory_end "${memory_begin} + ${kilobytes} * 1024")
  message("${object}: ${address} to ${end} in ${is_in}, ${memory} is ${memory_begin} to ${memory_end}")
  if(NOT is_in STREQUAL section)
    message(SEND_ERROR "${object} should be in ${section}")
  endif()
  if(address LESS memory_begin OR end GREATER memory_end)
    message(SEND_ERROR "${object} should be in ${memory}")
  endif()
endforeach()
