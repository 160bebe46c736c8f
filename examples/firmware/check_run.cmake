# Runs a program or an image and compares what it writes with a file: cmake -D EXPECTED=file -P check_run.cmake -- command...
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

# QEMU writes what comes by semihosting to its standard error.
execute_process(COMMAND ${command} INPUT_FILE /dev/null TIMEOUT 300
  RESULT_VARIABLE status OUTPUT_VARIABLE output ERROR_VARIABLE error)
message("${output}${error}status ${status}")
if(NOT status EQUAL 0)
  message(FATAL_ERROR "it should have succeeded, by its exit status")
endif()
file(READ "${EXPECTED}" expected)
if(NOT "${output}${error}" STREQUAL expected)
  message(FATAL_ERROR "it should have written, as on every machine:\n${expected}")
endif()
