// SPDX-License-Identifier: MIT
// What left the workspace: exports and backups, to whom, what for, and until when they may be kept.
// Tables newlyn_release, newlyn_release_entity and newlyn_release_end of the store, appended to
// alone.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "index/index.h"
#include "store/store.h"

namespace newlyn::workspace {

/// The kind of a release that holds nobody's values.
inline constexpr const char* kFiguresAlone = "figures";
/// What a person is told of themselves: who gets it is no recipient of data about others.
inline constexpr const char* kAccessPack = "access pack";

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
  std::vector<std::string> entities;  // that it holds; none: see holds_everybody
  std::string destroyed;              // when somebody said so; empty: nobody did
  std::string destroyed_by;
};

/// Whether it holds everybody there was, and so names nobody.
bool holds_everybody(const Release& release);

/// Whether it was to be kept until a day before `today`, and nobody said that it was destroyed.
bool is_over(const Release& release, const std::string& today);

/// Notes a release and returns its number.
uint64_t note_release(store::Store& store, const Release& release);

/// All of them, oldest first, without the entities that they hold.
std::vector<Release> all_releases(store::Store& store);

/// One of them with its entities. Throws Error(request_invalid) for one that there is not.
Release release_numbered(store::Store& store, uint64_t number);

/// Notes that every copy of a release was destroyed. Throws Error(request_invalid) for one that
/// there is not, and for one of which that was said.
void note_destroyed(store::Store& store, uint64_t number, const std::string& who);

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
