# scenarios/starters/*.json as arrays of a C source, written when one of them changes.
#
# Included, it defines ndrsim_starters(OUT); run as a script (cmake -DOUT=... -DIN=... -P), it writes
# the source. No tool but CMake is needed.
if(NOT CMAKE_SCRIPT_MODE_FILE)
  set(NDRSIM_STARTERS_SCRIPT "${CMAKE_CURRENT_LIST_FILE}")

  # ndrsim_starters(OUT): puts the path of the generated source into OUT.
  function(ndrsim_starters out)
    file(GLOB starters CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/scenarios/starters/*.json")
    set(source "${PROJECT_BINARY_DIR}/generated/starters.c")
    list(JOIN starters "|" joined)
    add_custom_command(OUTPUT "${source}"
      COMMAND ${CMAKE_COMMAND} "-DOUT=${source}" "-DIN=${joined}" -P "${NDRSIM_STARTERS_SCRIPT}"
      DEPENDS ${starters} "${NDRSIM_STARTERS_SCRIPT}" COMMENT "Embedding the starter scenarios" VERBATIM)
    set(${out} "${source}" PARENT_SCOPE)
  endfunction()
  return()
endif()

cmake_policy(VERSION 3.25)

# A C array NAME of the bytes in HEX, with a 0 behind them.
function(array out name hex)
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${hex}")
  string(REGEX REPLACE "((0x..,){16})" "\\1\n" bytes "${bytes}")
  set(${out} "static const char ${name}[] = {\n${bytes}0};\n" PARENT_SCOPE)
endfunction()

string(REPLACE "|" ";" files "${IN}")
set(arrays "")
set(rows "")
foreach(file IN LISTS files)
  get_filename_component(family "${file}" NAME_WE)
  file(READ "${file}" hex HEX)
  array(text text_${family} "${hex}")
  file(READ "${file}" json)
  string(JSON title GET "${json}" title)
  string(HEX "${title}" hex)
  array(title title_${family} "${hex}")
  string(APPEND arrays "${text}${title}")
  string(APPEND rows "  {\"${family}\", title_${family}, text_${family}, sizeof text_${family} - 1},\n")
endforeach()
# Bytes above 127 would not fit a signed char, so the files are ASCII; a test says so.
file(WRITE "${OUT}" "/* Written by cmake/starters.cmake. */\n#include \"cli/starters.h\"\n\n${arrays}
const ndrsim_starter ndrsim_starters[] = {
${rows}};
const int ndrsim_n_starters = (int)(sizeof ndrsim_starters / sizeof ndrsim_starters[0]);\n")
