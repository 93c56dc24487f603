# SPDX-License-Identifier: MIT
# Writes word lists of this folder into one C++ file of a room: cmake -DFOLDER=... -DFILES=a,b
# -DOUTPUT=... -DROOM=standardise -DHEADER=standardise/text/lexicon.h -P embed.cmake
string(REPLACE "," ";" files "${FILES}")
set(text "// SPDX-License-Identifier: MIT\n// Made from lexicon/ by embed.cmake.\n")
string(APPEND text "#include \"${HEADER}\"\n\nnamespace newlyn::${ROOM} {\n\n")
string(APPEND text "std::string_view lexicon_text(std::string_view list) noexcept {\n")
foreach(file IN LISTS files)
  file(READ "${FOLDER}/${file}.csv" words)
  string(APPEND text "  if (list == \"${file}\") {\n    return R\"lexicon(")
  string(APPEND text "${words}")
  string(APPEND text ")lexicon\";\n  }\n")
endforeach()
string(APPEND text "  return {};\n}\n\n}  // namespace newlyn::${ROOM}\n")
file(WRITE "${OUTPUT}" "${text}")
