# The package that find_package(chainrule) finds: chainrule::chainrule and chainrule::reproducible.
include(CMakePackageConfigHelpers)
include(GNUInstallDirs)

set(chainrule_package ${CMAKE_INSTALL_DATADIR}/cmake/chainrule)

install(DIRECTORY include/chainrule DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} FILES_MATCHING PATTERN "*.hpp")
install(TARGETS chainrule chainrule_reproducible EXPORT chainrule INCLUDES DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(EXPORT chainrule NAMESPACE chainrule:: FILE chainrule-targets.cmake DESTINATION ${chainrule_package})

configure_package_config_file(cmake/chainrule-config.cmake.in ${CMAKE_CURRENT_BINARY_DIR}/chainrule-config.cmake
  INSTALL_DESTINATION ${chainrule_package} NO_SET_AND_CHECK_MACRO)
write_basic_package_version_file(${CMAKE_CURRENT_BINARY_DIR}/chainrule-config-version.cmake
  COMPATIBILITY SameMinorVersion ARCH_INDEPENDENT)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/chainrule-config.cmake
  ${CMAKE_CURRENT_BINARY_DIR}/chainrule-config-version.cmake DESTINATION ${chainrule_package})
