# SPDX-License-Identifier: MIT
# DuckDB's shared library and header, as tools/setup puts them under third_party/duckdb.
set(DUCKDB_FOLDER "${PROJECT_SOURCE_DIR}/third_party/duckdb")
if(NOT EXISTS "${DUCKDB_FOLDER}/lib/libduckdb.so")
  message(FATAL_ERROR "DuckDB is not in third_party/duckdb. Run ./dev setup first.")
endif()
add_library(duckdb SHARED IMPORTED)
set_target_properties(duckdb PROPERTIES
  IMPORTED_LOCATION "${DUCKDB_FOLDER}/lib/libduckdb.so"
  INTERFACE_INCLUDE_DIRECTORIES "${DUCKDB_FOLDER}/include")
