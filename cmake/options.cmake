# SPDX-License-Identifier: MIT
# Warnings, sanitizers and the libraries that rooms may name.
add_library(newlyn_options INTERFACE)
target_compile_options(newlyn_options INTERFACE -Wall -Wextra -Wshadow -Wconversion
                                                -Wno-sign-conversion -Werror)
# g++ 12 sees overlapping copies in plain string concatenation at -O3 where there are none.
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  target_compile_options(newlyn_options INTERFACE -Wno-restrict)
endif()
# Any 64-bit processor since 2009 runs the program: no AVX is taken for granted.
if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64")
  target_compile_options(newlyn_options INTERFACE -march=x86-64-v2)
endif()
if(NEWLYN_SANITIZE)
  target_compile_options(newlyn_options INTERFACE -fsanitize=${NEWLYN_SANITIZE}
                                                  -fno-sanitize-recover=all
                                                  -fno-omit-frame-pointer)
  target_link_options(newlyn_options INTERFACE -fsanitize=${NEWLYN_SANITIZE})
endif()

if(NEWLYN_FUZZ)
  target_compile_options(newlyn_options INTERFACE -fsanitize=fuzzer-no-link)
endif()

# One compiler needs up to 1.5 GB; more of them than the memory holds would end the build.
cmake_host_system_information(RESULT NEWLYN_MEMORY_MB QUERY TOTAL_PHYSICAL_MEMORY)
math(EXPR NEWLYN_COMPILERS "${NEWLYN_MEMORY_MB} / 1500")
if(NEWLYN_COMPILERS LESS 1)
  set(NEWLYN_COMPILERS 1)
endif()
set_property(GLOBAL PROPERTY JOB_POOLS compilers=${NEWLYN_COMPILERS} linkers=2)
set(CMAKE_JOB_POOL_COMPILE compilers)
set(CMAKE_JOB_POOL_LINK linkers)

find_program(CCACHE ccache)
if(CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER "${CCACHE}")
endif()

find_package(fmt REQUIRED)
find_package(TBB REQUIRED)
find_package(ICU REQUIRED COMPONENTS uc i18n)
find_package(CLI11 REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(ZLIB REQUIRED)
find_package(PkgConfig REQUIRED)
pkg_check_modules(ZSTD REQUIRED IMPORTED_TARGET libzstd)
pkg_check_modules(SODIUM REQUIRED IMPORTED_TARGET libsodium)
pkg_check_modules(SQLITE REQUIRED IMPORTED_TARGET sqlite3)
pkg_check_modules(XLSXWRITER REQUIRED IMPORTED_TARGET xlsxwriter)
find_library(PHONENUMBER phonenumber REQUIRED)
if(NEWLYN_TESTS)
  find_package(GTest REQUIRED)
  find_library(RAPIDCHECK rapidcheck REQUIRED)
  add_library(rapidcheck INTERFACE)
  target_link_libraries(rapidcheck INTERFACE ${RAPIDCHECK})
endif()
