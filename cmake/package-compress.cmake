# Run by cpack on the staged files: Debian wants manual pages and changelogs compressed, without the
# time in them, so that the same sources make the same package.
file(GLOB pages "${CPACK_TEMPORARY_INSTALL_DIRECTORY}/usr/share/man/man*/*.[0-9]")
file(GLOB changelog "${CPACK_TEMPORARY_INSTALL_DIRECTORY}/usr/share/doc/*/CHANGELOG.md")
foreach(file IN LISTS pages changelog)
  execute_process(COMMAND gzip -9nf "${file}" COMMAND_ERROR_IS_FATAL ANY)
endforeach()
file(GLOB license "${CPACK_TEMPORARY_INSTALL_DIRECTORY}/usr/share/doc/*/LICENSE")
file(REMOVE ${license}) # Debian has one copy for all; `copyright` points there
file(GLOB debian "${CPACK_TEMPORARY_INSTALL_DIRECTORY}/usr/share/doc/*/changelog.Debian")
execute_process(COMMAND gzip -9nf ${debian} COMMAND_ERROR_IS_FATAL ANY)
foreach(file IN LISTS changelog)
  get_filename_component(directory "${file}" DIRECTORY)
  file(RENAME "${file}.gz" "${directory}/changelog.gz")
endforeach()
