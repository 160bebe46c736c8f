# Before find_package(Boost), or add_subdirectory of chainrule, in a project for a board. Boost is headers only, but it often
# lies in /usr/include, which would mix this computer's C library with that of the board. So it comes in through a folder with
# one link to it.
if(CMAKE_CROSSCOMPILING)
  find_path(BOOST_HEADERS boost/hana/tuple.hpp PATHS /usr/include /usr/local/include REQUIRED NO_CMAKE_FIND_ROOT_PATH)
  file(MAKE_DIRECTORY ${CMAKE_BINARY_DIR}/boost_only)
  file(CREATE_LINK ${BOOST_HEADERS}/boost ${CMAKE_BINARY_DIR}/boost_only/boost SYMBOLIC)
  set(Boost_INCLUDE_DIR ${CMAKE_BINARY_DIR}/boost_only)
  set(Boost_NO_BOOST_CMAKE ON)
endif()
