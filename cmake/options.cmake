# SPDX-License-Identifier: MIT
# Warnings, sanitizers and the libraries that rooms may name.
add_library(newlyn_options INTERFACE)
target_compile_options(newlyn_options INTERFACE -Wall -Wextra -Wshadow -Wconversion
                                                -Wno-sign-conversion -Werror)
if(NEWLYN_SANITIZE)
  target_compile_options(newlyn_options INTERFACE -fsanitize=${NEWLYN_SANITIZE}
                                                  -fno-omit-frame-pointer)
  target_link_options(newlyn_options INTERFACE -fsanitize=${NEWLYN_SANITIZE})
endif()

if(NEWLYN_FUZZ)
  target_compile_options(newlyn_options INTERFACE -fsanitize=fuzzer-no-link)
endif()

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
find_library(PHONENUMBER phonenumber REQUIRED)
if(NEWLYN_TESTS)
  find_package(GTest REQUIRED)
  find_library(RAPIDCHECK rapidcheck REQUIRED)
  add_library(rapidcheck INTERFACE)
  target_link_libraries(rapidcheck INTERFACE ${RAPIDCHECK})
endif()
