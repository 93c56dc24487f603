// SPDX-License-Identifier: MIT
// Opens the indexes for oversight.
#include "workspace/index/subjects.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <unordered_map>
#include <vector>

#include "base/run_context.h"
#include "linkage/fitted_model.h"
#include "source/crawl.h"
#include "workspace/governance/staff_table.h"
#include "workspace/index/desk.h"
#include "workspace/index/kind_index.h"
#include "workspace/index/standard_records.h"

namespace newlyn::workspace {
namespace {

using governance::PersonFacts;

/// A value as standard records have it, also where the best view has the source's own spelling.
std::string plain(std::string text, bool with_spaces) {
  for (char& letter : text) {
    letter = static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
  }
  if (!with_spaces) std::erase(text, ' ');
  return text;
}

/// What one record says, by the columns of its model.
PersonFacts facts_in(const std::vector<linkage::FittedColumn>& columns,
                     const std::vector<std::string>& values) {
  PersonFacts facts;
  for (size_t column = 0; column < columns.size(); ++column) {
    for (const FactRow& row : kFacts) {
      if (row.column != columns[column].name) continue;
      facts.*row.member = plain(values[column], row.column != "postcode");
    }
  }
  return facts;
}

}  // namespace

struct SubjectIndex::State {
  Home home;
  std::unique_ptr<store::Store> store;
  std::vector<KindIndex> kinds;
  std::unordered_map<std::string, std::string> entity_of_record;  // "people:17"
  std::set<std::string> sealed_records;                           // likewise
};

SubjectIndex::SubjectIndex(const Home& home) : state_(std::make_unique<State>()) {
  state_->home = home;
  state_->store = open_home_store(home);
  source::prepare_history(*state_->store);
  roll_back_link(home);
  RunContext run;
  for (const EntityKind& kind : kEntityKinds) {
    KindIndex open = open_kind_index(home, *state_->store, kind, run);
    if (open.entities == nullptr) continue;
    open.entities->read([&](const index::EntityIndex& index) {
      index.each_record([&](const index::Record& record, const std::string& entity) {
        // People come first: a row that yields a person and a place is about the person.
        state_->entity_of_record.try_emplace(
            fmt::format("{}:{}", source_of(record.key), record.key.id), entity);
        state_->entity_of_record.try_emplace(key_text(record.key), entity);
      });
    });
    note_sealed(open);
    state_->kinds.push_back(std::move(open));
  }
}

SubjectIndex::~SubjectIndex() = default;

void SubjectIndex::note_sealed(const KindIndex& open) {
  open.entities->read([&](const index::EntityIndex& index) {
    const auto note = [&](const index::RecordKey& key) {
      state_->sealed_records.insert(fmt::format("{}:{}", source_of(key), key.id));
      state_->sealed_records.insert(key_text(key));
    };
    for (const index::NumberedSeal& kept : index.seals()) {
      if (!kept.lifted) std::for_each(kept.seal.former.begin(), kept.seal.former.end(), note);
    }
    const index::View view = index.view();
    if (state_->sealed_records.empty()) return;
    index.whole().each_key([&](const index::RecordKey& key, const std::string&) {
      if (view.hides(key)) note(key);
    });
  });
}

bool SubjectIndex::is_sealed(const std::string& name) const {
  if (state_->sealed_records.contains(name)) return true;
  return std::any_of(state_->kinds.begin(), state_->kinds.end(), [&](const KindIndex& kind) {
    bool is_hidden = false;
    kind.entities->read([&](const index::EntityIndex& index) {
      is_hidden = index.whole().resolve(name) && !index.resolve(name);
    });
    return is_hidden;
  });
}

bool SubjectIndex::is_linked() const { return !state_->kinds.empty(); }

std::string SubjectIndex::person_of(const std::string& subject) const {
  const auto record = state_->entity_of_record.find(subject);
  if (record != state_->entity_of_record.end()) return record->second;
  std::string person = subject;
  for (const KindIndex& kind : state_->kinds) {
    kind.entities->read([&](const index::EntityIndex& index) {
      if (const auto resolved = index.resolve(subject)) person = *resolved;
    });
  }
  return person;
}

store::Store& SubjectIndex::store() const { return *state_->store; }

bool SubjectIndex::has_source(const std::string& entity, const std::string& source) const {
  bool has = false;
  for (const KindIndex& kind : state_->kinds) {
    kind.entities->read([&](const index::EntityIndex& index) {
      const auto resolved = index.resolve(entity);
      if (!resolved) return;
      for (const index::RecordKey& key : index.records_of(*resolved)) {
        has = has || source_of(key) == source;
      }
    });
  }
  return has;
}

std::set<std::string> SubjectIndex::entities_of(std::string_view kind) const {
  std::set<std::string> ids;
  for (const KindIndex& open : state_->kinds) {
    if (open.kind->name != kind) continue;
    open.entities->read([&](const index::EntityIndex& index) {
      index.each_key([&](const index::RecordKey&, const std::string& id) { ids.insert(id); });
    });
  }
  return ids;
}

bool SubjectIndex::is_of_kind(const std::string& entity, std::string_view kind) const {
  bool is_one = false;
  for (const KindIndex& open : state_->kinds) {
    if (!kind.empty() && open.kind->name != kind) continue;
    open.entities->read([&](const index::EntityIndex& index) {
      const auto resolved = index.resolve(entity);
      is_one = is_one || (resolved && !index.records_of(*resolved).empty());
    });
  }
  return is_one;
}

bool SubjectIndex::is_in_use(const std::string& entity) const { return is_of_kind(entity, {}); }

std::optional<PersonFacts> SubjectIndex::facts_of(const std::string& entity) const {
  for (const KindIndex& kind : state_->kinds) {
    if (kind.kind->name != "person") continue;
    std::optional<PersonFacts> facts;
    kind.entities->read([&](const index::EntityIndex& index) {
      const auto resolved = index.resolve(entity);
      if (!resolved || index.records_of(*resolved).empty()) return;
      facts.emplace();
      for (const EntityValue& value : best_view(state_->home, index, *resolved)) {
        for (const FactRow& row : kFacts) {
          if (row.column != value.field) continue;
          (*facts).*row.member = plain(value.chosen.value, row.column != "postcode");
        }
      }
    });
    return facts;
  }
  return std::nullopt;
}

std::vector<PersonFacts> SubjectIndex::facts_of_records(const std::string& entity) const {
  std::vector<PersonFacts> all;
  for (const KindIndex& open : state_->kinds) {
    if (open.kind->name != "person") continue;
    const auto& columns = open.fitted->parts().columns;
    open.entities->read([&](const index::EntityIndex& index) {
      const auto resolved = index.resolve(entity);
      if (!resolved) return;
      for (const index::RecordKey& key : index.records_of(*resolved)) {
        all.push_back(facts_in(columns, index.record(key)->values));
      }
    });
  }
  return all;
}

}  // namespace newlyn::workspace
