// SPDX-License-Identifier: MIT
// What the store knows of the indexes: how far each journal was, and what was linked into it. A
// journal that is lost, or put back from an earlier day, is told by it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "store/store.h"
#include "workspace/index/entity_kinds.h"

namespace newlyn::workspace {

/// SQL that makes the tables of the book where they are not there.
std::string journal_book_sql();

/// The last step that is known to be in the journal of a kind; nothing where none was ever made.
std::optional<uint64_t> noted_sequence(store::Store& store, const EntityKind& kind);

/// Notes that a journal has steps up to this one. A lower one than is noted changes nothing.
void note_sequence(store::Store& store, const EntityKind& kind, uint64_t sequence);

/// Leaves known that there is a journal, and not how long it is: for one that is put back on
/// purpose.
void forget_length(store::Store& store, const EntityKind& kind);

/// Takes out all that is known of a journal and of when its steps were: for one that begins anew.
void forget_journal(store::Store& store, const EntityKind& kind);

/// What the standard records of a source were made of when they were last linked.
struct LinkedSourceState {
  std::string source;
  std::string made_of;  // see standard_state
};

/// What the standard records of a source are made of now: a reading, and a version of the mapping.
/// Empty where there are none.
std::string standard_state(store::Store& store, const std::string& source);

/// Notes that the records of sources were linked as they are now.
void note_linked(store::Store& store, const EntityKind& kind,
                 const std::vector<std::string>& sources);

/// The sources of which all records were linked, and their state of then.
std::vector<LinkedSourceState> linked_states(store::Store& store, const EntityKind& kind);

}  // namespace newlyn::workspace
