# Runs a program and compares how it ends: cmake [-D ...] -P expect.cmake -- program arguments...
#
#   OUTPUT  what its standard output must match, where it must succeed
#   ERROR   what its standard error must match, where it must fail: one line, and nothing else there
#   WRITES  a file that it must write, or leave, equal to the file EQUAL_TO
cmake_minimum_required(VERSION 3.25)

set(command)
set(collecting FALSE)
math(EXPR last "${CMAKE_ARGC} - 1")
foreach(i RANGE ${last})
  if(collecting)
    list(APPEND command "${CMAKE_ARGV${i}}")
  elseif("${CMAKE_ARGV${i}}" STREQUAL "--")
    set(collecting TRUE)
  endif()
endforeach()

execute_process(COMMAND ${command} RESULT_VARIABLE status OUTPUT_VARIABLE output ERROR_VARIABLE error)
message("${output}${error}status ${status}")

if(DEFINED ERROR)
  if(NOT status MATCHES "^[1-9][0-9]*$")
    message(FATAL_ERROR "it should have failed, by its exit status")
  endif()
  if(NOT error MATCHES "^[^\n]+\n$" OR NOT error MATCHES "${ERROR}")
    message(FATAL_ERROR "one line should have matched: ${ERROR}")
  endif()
elseif(NOT status EQUAL 0 OR NOT error STREQUAL "")
  message(FATAL_ERROR "it should have succeeded, in silence on standard error")
endif()
if(DEFINED OUTPUT AND NOT output MATCHES "${OUTPUT}")
  message(FATAL_ERROR "the output should have matched: ${OUTPUT}")
endif()
if(DEFINED WRITES)
  execute_process(COMMAND ${CMAKE_COMMAND} -E compare_files "${WRITES}" "${EQUAL_TO}" RESULT_VARIABLE differs)
  if(differs)
    message(FATAL_ERROR "${WRITES} differs from ${EQUAL_TO}")
  endif()
endif()
