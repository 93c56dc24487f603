// SPDX-License-Identifier: MIT
// Who is who in the audit log: entities by all their ids, and the records they hold today.
#pragma once

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "governance/oversight.h"
#include "store/store.h"
#include "workspace/home.h"
#include "workspace/index/kind_index.h"

namespace newlyn::workspace {

/// The indexes of a workspace, opened to tell whom entries are about. Asks nobody for a purpose: it
/// shows no value, but for the facts that oversight compares.
class SubjectIndex {
 public:
  /// Opens the store and the indexes; of a workspace that was never linked none.
  explicit SubjectIndex(const Home& home);
  ~SubjectIndex();
  SubjectIndex(const SubjectIndex&) = delete;
  SubjectIndex& operator=(const SubjectIndex&) = delete;

  /// Whether anything was linked.
  bool is_linked() const;
  /// The entity that a subject of the log is today: an id leads to what it was merged into, a
  /// record
  /// ("people:17") to the entity it belongs to. What is neither is itself.
  std::string person_of(const std::string& subject) const;
  /// Whether a name is of somebody whom a seal hides today: an id, or a record, also one that is
  /// gone, as "people:17" or "people/person:17".
  bool is_sealed(const std::string& name) const;
  /// The store that it has open.
  store::Store& store() const;
  /// Whether a record of the source is in the entity today.
  bool has_source(const std::string& entity, const std::string& source) const;
  /// All entities of a kind that have a record today.
  std::set<std::string> entities_of(std::string_view kind) const;
  /// Whether an entity with a record today is of a kind; of any.
  bool is_of_kind(const std::string& entity, std::string_view kind) const;
  bool is_in_use(const std::string& entity) const;
  /// What oversight compares of an entity; nothing for what is none, or is no person.
  std::optional<governance::PersonFacts> facts_of(const std::string& entity) const;
  /// The same as each of its records says it.
  std::vector<governance::PersonFacts> facts_of_records(const std::string& entity) const;

 private:
  struct State;

  std::unique_ptr<State> state_;
};

}  // namespace newlyn::workspace
