# SPDX-License-Identifier: MIT
# One function per room: makes its library, its unit tests and its fuzzers, and refuses a USES list
# that differs from the table in src/README.md.

# Reads the row of `room` in src/README.md into `out` (a list of rooms it may use).
function(rooms_allowed room out)
  file(STRINGS "${PROJECT_SOURCE_DIR}/src/README.md" lines REGEX "^\\| ${room} \\|")
  list(LENGTH lines count)
  if(NOT count EQUAL 1)
    message(FATAL_ERROR "Room ${room} needs exactly one row in src/README.md.")
  endif()
  string(REGEX REPLACE "^.*\\|([^|]*)\\|[ \t]*$" "\\1" words "${lines}")
  string(STRIP "${words}" words)
  separate_arguments(words)
  set(${out} "${words}" PARENT_SCOPE)
endfunction()

# test_program(PROGRAM ROOM SOURCES a_test.cpp ... [LIBRARIES target ...]): tests of a room in a
# program of their own. A room has one by its name; tests that take minutes are apart, so that cores
# run them side by side.
function(test_program program room)
  cmake_parse_arguments(PROGRAM "" "" "SOURCES;LIBRARIES" ${ARGN})
  add_executable(${program} ${PROGRAM_SOURCES})
  # Tests call optimised rooms but need not be so themselves; they are the slowest to compile.
  target_compile_options(${program} PRIVATE -O1)
  target_link_libraries(${program} PRIVATE room_${room} ${PROGRAM_LIBRARIES} newlyn_options
                                           GTest::gtest_main rapidcheck)
  add_test(NAME ${program} COMMAND ${program} WORKING_DIRECTORY "${PROJECT_SOURCE_DIR}")
  # Generated input is the same in every run of the suite; other seeds come from running the
  # program by hand, which prints the one it took.
  set_tests_properties(${program} PROPERTIES ENVIRONMENT "RC_PARAMS=seed=20261122")
endfunction()

# room(NAME SOURCES a.cpp ... [TESTS a_test.cpp ...] [FUZZERS a_fuzz.cpp ...] [USES room ...]
#      [LIBRARIES target ...])
function(room name)
  cmake_parse_arguments(ROOM "" "" "SOURCES;TESTS;FUZZERS;USES;LIBRARIES" ${ARGN})
  rooms_allowed(${name} allowed)
  set(stated ${ROOM_USES})
  list(SORT allowed)
  list(SORT stated)
  if(NOT "${allowed}" STREQUAL "${stated}")
    message(FATAL_ERROR "Room ${name} uses '${stated}' but src/README.md allows '${allowed}'. "
                        "Make the two agree.")
  endif()
  set(used "")
  foreach(other IN LISTS ROOM_USES)
    list(APPEND used room_${other})
  endforeach()
  add_library(room_${name} STATIC ${ROOM_SOURCES})
  target_include_directories(room_${name} PUBLIC "${PROJECT_SOURCE_DIR}/src")
  target_link_libraries(room_${name} PUBLIC ${used} PRIVATE ${ROOM_LIBRARIES} newlyn_options)
  if(ROOM_TESTS AND NEWLYN_TESTS)
    test_program(${name}_test ${name} SOURCES ${ROOM_TESTS} LIBRARIES ${ROOM_LIBRARIES})
  endif()
  if(NEWLYN_FUZZ)
    foreach(fuzzer IN LISTS ROOM_FUZZERS)
      get_filename_component(stem "${fuzzer}" NAME_WE)
      add_executable(${stem} ${fuzzer})
      target_link_options(${stem} PRIVATE -fsanitize=fuzzer)
      target_link_libraries(${stem} PRIVATE room_${name} ${ROOM_LIBRARIES} newlyn_options)
    endforeach()
  endif()
endfunction()
