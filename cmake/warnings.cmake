# What the project's own code must be clean under, as errors.
add_library(chainrule_warnings INTERFACE)
target_compile_options(chainrule_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wshadow -Wdouble-promotion -Wold-style-cast -Wundef -Werror
  $<$<CXX_COMPILER_ID:Clang>:-fconstexpr-steps=100000000>
  $<$<CXX_COMPILER_ID:GNU>:-fconstexpr-ops-limit=1000000000>)
