// SPDX-License-Identifier: MIT
// What left the workspace: exports and backups, to whom, what for, and until when they may be kept.
// Tables newlyn_release and newlyn_release_entity of the store, appended to alone.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "index/index.h"
#include "store/store.h"

namespace newlyn::workspace {

/// The kind of a release that holds nobody's values.
inline constexpr const char* kFiguresAlone = "figures";

/// One thing that left.
struct Release {
  uint64_t number = 0;  // given when it is noted
  std::string made;
  std::string what;  // "export crosswalk", "backup"
  std::string kind;  // of entities; empty: all; kFiguresAlone: none
  std::string place;
  std::string recipient;
  std::string purpose;
  std::string expires;  // a day; empty: nobody said
  std::string who;
  uint64_t records = 0;
  std::vector<std::string> entities;  // that it holds; none: all there were
};

/// Notes a release and returns its number.
uint64_t note_release(store::Store& store, const Release& release);

/// All of them, oldest first.
std::vector<Release> all_releases(store::Store& store);

/// An entity by its id of today, and when its first record was read.
struct ReleasedPerson {
  std::string entity;
  std::string since;
};

/// Those that may hold a person, under whatever id that leads to theirs.
std::vector<Release> releases_with(store::Store& store, const index::EntityIndex& index,
                                   const ReleasedPerson& person);

/// Throws Error(request_invalid) for an expiry that is no day or is over.
void check_expiry(const std::string& expires);

}  // namespace newlyn::workspace
