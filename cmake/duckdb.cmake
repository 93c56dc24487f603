# SPDX-License-Identifier: MIT
# DuckDB's shared library, header and extensions, as ./dev setup puts them under third_party/duckdb.
# Links in the build folder lay them out as the package does: lib/ and extensions/ beside programs.
set(DUCKDB_FOLDER "${PROJECT_SOURCE_DIR}/third_party/duckdb")
if(NOT EXISTS "${DUCKDB_FOLDER}/lib/libduckdb.so")
  message(FATAL_ERROR "DuckDB is not in third_party/duckdb. Run ./dev setup first.")
endif()
file(RELATIVE_PATH DUCKDB_FROM_BUILD "${PROJECT_BINARY_DIR}" "${DUCKDB_FOLDER}")
file(MAKE_DIRECTORY "${PROJECT_BINARY_DIR}/lib")
file(CREATE_LINK "../${DUCKDB_FROM_BUILD}/lib/libduckdb.so" "${PROJECT_BINARY_DIR}/lib/libduckdb.so"
     SYMBOLIC)
file(CREATE_LINK "${DUCKDB_FROM_BUILD}/extensions" "${PROJECT_BINARY_DIR}/extensions" SYMBOLIC)

add_library(duckdb SHARED IMPORTED)
set_target_properties(duckdb PROPERTIES
  IMPORTED_LOCATION "${PROJECT_BINARY_DIR}/lib/libduckdb.so"
  IMPORTED_SONAME libduckdb.so
  INTERFACE_INCLUDE_DIRECTORIES "${DUCKDB_FOLDER}/include")
