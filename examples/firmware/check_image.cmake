# Looks for what an image must not hold: cmake -D NM=nm -D IMAGE=file -D NO_DOUBLE=bool -D NO_DATA=bool -P check_image.cmake
#
#   always     allocation, exceptions, errno, printf, guards of local statics
#   NO_DOUBLE  arithmetic in double precision by the compiler's library
#   NO_DATA    objects in RAM
cmake_minimum_required(VERSION 3.25)

execute_process(COMMAND ${NM} ${IMAGE} OUTPUT_VARIABLE symbols COMMAND_ERROR_IS_FATAL ANY)
string(REGEX MATCHALL "[^\n]+" symbols "${symbols}")
list(LENGTH symbols count)
if(NOT symbols MATCHES " [Tt] reset(;|$)" OR NOT symbols MATCHES " [Tt] main(;|$)")
  message(FATAL_ERROR "this is not an image: ${count} symbols, no reset or no main")
endif()

set(refused "_?(malloc|calloc|realloc|free|sbrk)(_r)?" "_sbrk.*" "_Zn[wa].*" "_Zd[la].*" "__cxa_.*" "_Unwind_.*" "__gxx_.*"
  "__errno" "errno" ".*printf.*" "atexit" "abort")
if(NO_DOUBLE)
  list(APPEND refused "__aeabi_(d|cd).*" "__aeabi_.*2d" "__[a-z]+df[a-z0-9]*")
endif()
foreach(name IN LISTS refused)
  list(APPEND found ${symbols})
  list(FILTER found INCLUDE REGEX " ${name}$")
  if(found)
    message(SEND_ERROR "refused by ${name}: ${found}")
  endif()
  set(found)
endforeach()
if(NO_DATA)
  list(FILTER symbols INCLUDE REGEX " [dDbBgGsS] ")
  list(FILTER symbols EXCLUDE REGEX " (data_begin|data_end|bss_begin|bss_end|stack_top|__global_pointer.)$")
  if(symbols)
    message(SEND_ERROR "in RAM: ${symbols}")
  endif()
endif()
