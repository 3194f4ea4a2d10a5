# What `cmake --install` puts where, and the Debian package. Everything may be moved as a whole: the
# program and the library find their data beside themselves, pkg-config and CMake files their prefix.
include(CMakePackageConfigHelpers)

install(DIRECTORY include/ndrsim DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} FILES_MATCHING PATTERN "*.h")
install(DIRECTORY scenarios/ DESTINATION ${CMAKE_INSTALL_DATADIR}/ndrsim/scenarios
  FILES_MATCHING PATTERN "*.json" PATTERN "*.csv")
install(DIRECTORY stresses/ DESTINATION ${CMAKE_INSTALL_DATADIR}/ndrsim/stresses
  FILES_MATCHING PATTERN "*.json")
install(DIRECTORY plots/ DESTINATION ${CMAKE_INSTALL_DATADIR}/ndrsim/plots
  FILES_MATCHING PATTERN "*.gp" PATTERN "README.md")
install(DIRECTORY docs/ DESTINATION ${CMAKE_INSTALL_DOCDIR}/docs FILES_MATCHING PATTERN "*.md"
  PATTERN "*.png" PATTERN "man" EXCLUDE)
install(FILES README.md CHANGELOG.md LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(FILES examples/forecast.c examples/two_caps.cpp examples/CMakeLists.txt
  DESTINATION ${CMAKE_INSTALL_DOCDIR}/examples)
if(CMAKE_INSTALL_PREFIX STREQUAL "/usr") # a Debian package: see cmake/package.cmake
  install(FILES packaging/changelog DESTINATION ${CMAKE_INSTALL_DOCDIR} RENAME changelog.Debian)
  install(FILES packaging/lintian-overrides DESTINATION ${CMAKE_INSTALL_DATADIR}/lintian/overrides
    RENAME ndrsim)
endif()
install(FILES packaging/copyright DESTINATION ${CMAKE_INSTALL_DOCDIR})
file(GLOB man_pages "${PROJECT_SOURCE_DIR}/docs/man/*.1")
install(FILES ${man_pages} DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)

# Debian's zsh looks in vendor-completions for packages and in site-functions below /usr/local.
if(CMAKE_INSTALL_PREFIX STREQUAL "/usr")
  set(zsh_dir ${CMAKE_INSTALL_DATADIR}/zsh/vendor-completions)
else()
  set(zsh_dir ${CMAKE_INSTALL_DATADIR}/zsh/site-functions)
endif()
install(FILES completions/ndrsim.bash DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions
  RENAME ndrsim OPTIONAL)
install(FILES completions/_ndrsim DESTINATION ${zsh_dir} OPTIONAL)
install(FILES completions/ndrsim.fish DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d
  OPTIONAL)

if(TARGET ndrsim_cli)
  install(TARGETS ndrsim_cli RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
endif()
if(NOT TARGET ndrsim)
  return()
endif()
install(TARGETS ${ndrsim_libraries} EXPORT ndrsimTargets
  ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR})
set(cmake_dir ${CMAKE_INSTALL_LIBDIR}/cmake/ndrsim)
install(EXPORT ndrsimTargets NAMESPACE ndrsim:: DESTINATION ${cmake_dir})
configure_package_config_file(cmake/ndrsimConfig.cmake.in "${PROJECT_BINARY_DIR}/ndrsimConfig.cmake"
  INSTALL_DESTINATION ${cmake_dir})
# Before 1.0 a minor version may break a program; ndrsimTargets are looked for by major.minor.
write_basic_package_version_file("${PROJECT_BINARY_DIR}/ndrsimConfigVersion.cmake"
  COMPATIBILITY SameMinorVersion)
install(FILES "${PROJECT_BINARY_DIR}/ndrsimConfig.cmake" "${PROJECT_BINARY_DIR}/ndrsimConfigVersion.cmake"
  DESTINATION ${cmake_dir})
file(RELATIVE_PATH NDRSIM_PC_TO_PREFIX "/${CMAKE_INSTALL_LIBDIR}/pkgconfig" "/")
string(REGEX REPLACE "/$" "" NDRSIM_PC_TO_PREFIX "${NDRSIM_PC_TO_PREFIX}")
configure_file(cmake/ndrsim.pc.in "${PROJECT_BINARY_DIR}/ndrsim.pc" @ONLY)
install(FILES "${PROJECT_BINARY_DIR}/ndrsim.pc" DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)

include(cmake/package.cmake)
