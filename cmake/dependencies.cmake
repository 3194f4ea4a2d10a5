# What ndrsim links with, gathered in one interface target, `ndrsim_dependencies`.
#
# Random123 and libcsv ship neither CMake nor pkg-config files, so every plain C library is looked
# up the same way: a header, a library, and a message that names the Debian package.

# ndrsim_find(NAME HEADER LIBRARY PACKAGE): an imported target `ndrsim_dep_NAME`; LIBRARY may be
# "" for a library that is only headers.
function(ndrsim_find name header library package)
  find_path(NDRSIM_${name}_INCLUDE ${header})
  mark_as_advanced(NDRSIM_${name}_INCLUDE)
  set(found ${NDRSIM_${name}_INCLUDE})
  if(library)
    find_library(NDRSIM_${name}_LIBRARY ${library})
    mark_as_advanced(NDRSIM_${name}_LIBRARY)
    if(NOT NDRSIM_${name}_LIBRARY)
      set(found NOTFOUND)
    endif()
  endif()
  if(NOT found)
    message(FATAL_ERROR "ndrsim needs ${name}: install ${package} (apt-get install ${package}), "
      "or point NDRSIM_${name}_INCLUDE (the directory of ${header}) and NDRSIM_${name}_LIBRARY at it.")
  endif()
  add_library(ndrsim_dep_${name} INTERFACE)
  target_include_directories(ndrsim_dep_${name} SYSTEM INTERFACE ${NDRSIM_${name}_INCLUDE})
  if(library)
    target_link_libraries(ndrsim_dep_${name} INTERFACE ${NDRSIM_${name}_LIBRARY})
  endif()
endfunction()

ndrsim_find(gsl gsl/gsl_cdf.h gsl libgsl-dev)
ndrsim_find(gslcblas gsl/gsl_cblas.h gslcblas libgsl-dev)
ndrsim_find(cjson cjson/cJSON.h cjson libcjson-dev)
ndrsim_find(random123 Random123/philox.h "" librandom123-dev)
ndrsim_find(libcsv csv.h csv libcsv-dev)
ndrsim_find(nettle nettle/sha2.h nettle nettle-dev)
ndrsim_find(nlopt nlopt.h nlopt libnlopt-dev)
ndrsim_find(xlsxwriter xlsxwriter.h xlsxwriter libxlsxwriter-dev)
ndrsim_find(sqlite3 sqlite3.h sqlite3 libsqlite3-dev)

find_package(OpenMP COMPONENTS C)
if(NOT OpenMP_C_FOUND)
  message(FATAL_ERROR "ndrsim needs OpenMP: it comes with gcc; clang wants libomp-dev "
    "(apt-get install libomp-dev).")
endif()

add_library(ndrsim_dependencies INTERFACE)
target_link_libraries(ndrsim_dependencies INTERFACE ndrsim_dep_gsl ndrsim_dep_gslcblas
  ndrsim_dep_cjson ndrsim_dep_random123 ndrsim_dep_libcsv ndrsim_dep_nettle ndrsim_dep_nlopt
  ndrsim_dep_xlsxwriter ndrsim_dep_sqlite3 OpenMP::OpenMP_C m)

# Only the tests want it, so a demo does not.
if(NDRSIM_BUILD_TESTS)
  ndrsim_find(cmocka cmocka.h cmocka libcmocka-dev)
endif()
