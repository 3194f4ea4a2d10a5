# `cpack` makes one Debian package: program, library, headers, documentation, data. Configure with the
# preset `package` (prefix /usr), or use ./dev deb.
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME ndrsim)
set(CPACK_PACKAGE_CONTACT "ndrsim maintainers <maintainers@ndrsim.invalid>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "Monte Carlo simulator of recurring revenue and net dollar retention")
set(CPACK_PACKAGE_DESCRIPTION "ndrsim simulates the monthly recurring revenue (MRR) and the net dollar
retention (NDR) of a subscription product, account by account and month by
month, many times over: what they will be, how sure that is, and which engine
drives them (more seats, more workflows per user, or more capacity per seat).
It starts from a scenario, or from a book of existing accounts.
.
This package holds the program, the C library with its headers, the scenarios,
the chart templates and the documentation.")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_RELEASE 1)
set(CPACK_DEBIAN_PACKAGE_SECTION math)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
# Charts are half of what a user comes for, and a package without them would look broken; the data
# files need neither.
set(CPACK_DEBIAN_PACKAGE_DEPENDS "gnuplot-nox | gnuplot, fonts-dejavu-core, libsqlite3-0 (>= 3.39)")
set(CPACK_DEBIAN_PACKAGE_SUGGESTS
  "pkg-config, libgsl-dev, libcjson-dev, libcsv-dev, nettle-dev, libnlopt-dev, libxlsxwriter-dev, libsqlite3-dev")
set(CPACK_DEBIAN_PACKAGE_GENERATE_SHLIBS ON)
set(CPACK_DEBIAN_PACKAGE_GENERATE_SHLIBS_POLICY ">=")
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA "${PROJECT_SOURCE_DIR}/packaging/triggers")
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_PRE_BUILD_SCRIPTS "${PROJECT_SOURCE_DIR}/cmake/package-compress.cmake")
include(CPack)
