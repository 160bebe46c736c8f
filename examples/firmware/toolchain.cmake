# The cross compiler of one board of boards/, for CMake's --toolchain; with -DBOARD=microbit and the like.
#
# Defines for the project: BOARD_FAMILY (cortex_m or riscv) and BOARD_EMULATOR (a QEMU command that takes an image; without it
# images are built and looked into, but not run).
set(CMAKE_SYSTEM_NAME Generic)
set(CMAKE_TRY_COMPILE_TARGET_TYPE STATIC_LIBRARY)
list(APPEND CMAKE_TRY_COMPILE_PLATFORM_VARIABLES BOARD RISCV_CXX_HEADERS)

set(BOARD "" CACHE STRING "one of boards/*.cmake")
if(NOT EXISTS ${CMAKE_CURRENT_LIST_DIR}/boards/${BOARD}.cmake)
  message(FATAL_ERROR "There is no board \"${BOARD}\" in ${CMAKE_CURRENT_LIST_DIR}/boards.")
endif()
include(${CMAKE_CURRENT_LIST_DIR}/boards/${BOARD}.cmake)

if(BOARD_FAMILY STREQUAL "cortex_m")
  set(CMAKE_SYSTEM_PROCESSOR arm)
  set(CMAKE_CXX_COMPILER arm-none-eabi-g++)
  set(CMAKE_C_COMPILER arm-none-eabi-gcc)
  set(family_link_flags "--specs=nano.specs")
else()
  set(CMAKE_SYSTEM_PROCESSOR riscv)
  # As a linker g++ would ask for a libstdc++, which Debian does not have for RISC-V; nothing here needs more than its headers,
  # and newlib's for ARM serve.
  set(CMAKE_CXX_COMPILER riscv64-unknown-elf-gcc)
  set(CMAKE_C_COMPILER riscv64-unknown-elf-gcc)
  file(GLOB found LIST_DIRECTORIES true /usr/include/newlib/c++/*)
  list(POP_BACK found newest)
  set(RISCV_CXX_HEADERS "${newest}" CACHE PATH "C++ standard headers for RISC-V; empty where the compiler has its own")
  if(RISCV_CXX_HEADERS)
    set(cxx_headers "-isystem ${RISCV_CXX_HEADERS} -isystem ${RISCV_CXX_HEADERS}/arm-none-eabi/thumb/v6-m/nofp")
  endif()
endif()

# No exceptions, no RTTI, no guards around local statics, nothing to destroy at exit; one section a function, so that the linker
# drops what nobody calls. No errno, so that a square root is one instruction where the processor has it.
string(JOIN " " CMAKE_C_FLAGS_INIT ${BOARD_FLAGS} -ffunction-sections -fdata-sections -fno-math-errno)
string(JOIN " " CMAKE_CXX_FLAGS_INIT ${CMAKE_C_FLAGS_INIT} -fno-exceptions -fno-rtti -fno-threadsafe-statics
  -fno-use-cxa-atexit ${cxx_headers})
# Neither the C library's startup code nor its stubs for an operating system: whatever allocates or prints does not link.
string(JOIN " " CMAKE_EXE_LINKER_FLAGS_INIT -nostartfiles ${family_link_flags} -Wl,--gc-sections
  -L${CMAKE_CURRENT_LIST_DIR}/boards -T${BOARD}.ld)
