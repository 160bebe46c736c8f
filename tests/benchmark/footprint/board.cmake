# Prints, a line each, how examples/firmware builds for a board and runs on it; see the list below.
#   cmake -DBOARD=mps2-an386 -P board.cmake
cmake_minimum_required(VERSION 3.25)
set(firmware ${CMAKE_CURRENT_LIST_DIR}/../../../examples/firmware)
include(${firmware}/toolchain.cmake)
set(CMAKE_CROSSCOMPILING TRUE)
include(${firmware}/boost_only.cmake)

foreach(name BOARD_FAMILY BOARD_EMULATOR CMAKE_C_COMPILER CMAKE_C_FLAGS_INIT CMAKE_CXX_COMPILER CMAKE_CXX_FLAGS_INIT
        CMAKE_EXE_LINKER_FLAGS_INIT Boost_INCLUDE_DIR)
  string(REPLACE ";" " " value "${${name}}")
  execute_process(COMMAND ${CMAKE_COMMAND} -E echo "${name}=${value}")
endforeach()
