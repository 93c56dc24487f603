// SPDX-License-Identifier: MIT
// Opens the indexes for oversight.
#include "workspace/index/subjects.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <map>
#include <utility>
#include <vector>

#include "base/run_context.h"
#include "linkage/fitted_model.h"
#include "source/crawl.h"
#include "workspace/governance/staff_table.h"
#include "workspace/index/desk.h"
#include "workspace/index/kind_index.h"
#include "workspace/index/record_names.h"
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

std::set<std::string> sources_of(store::Store& store, const EntityKind& kind) {
  const std::vector<std::string> noted = noted_sources(store, {&kind});
  return {noted.begin(), noted.end()};
}

}  // namespace

struct SubjectIndex::State {
  Home home;
  std::unique_ptr<store::Store> store;
  std::vector<KindIndex> kinds;
  // What the records of a source are called in a kind, by both; filled when somebody first asks.
  std::map<std::pair<std::string, std::string_view>, std::vector<std::string>> names;
  std::set<std::string> sources;  // that the indexes hold
  std::set<std::string> former;   // records that seals name, as "people:17" and "people/person:17"

  std::vector<index::RecordKey> keys_of(const EntityKind& kind, const std::string& text);
  void note_former(const index::EntityIndex& index);
};

/// The records of a kind that "people:17" or "people/person:17" may mean, there or not, in order.
std::vector<index::RecordKey> SubjectIndex::State::keys_of(const EntityKind& kind,
                                                           const std::string& text) {
  if (text.find(':') == text.npos) return {};
  const index::RecordKey written = key_of_text(text);
  if (written.source.find('/') != written.source.npos) return {written};
  if (!sources.contains(written.source)) return {};
  const auto [known, is_new] = names.try_emplace({written.source, kind.name});
  if (is_new) known->second = record_names(*store, written.source, std::string(kind.name));
  std::vector<index::RecordKey> keys;
  for (const std::string& name : known->second) {
    keys.push_back({written.source + "/" + name, written.id});
  }
  return keys;
}

/// Whom seals in force name, also where their source is not there any more.
void SubjectIndex::State::note_former(const index::EntityIndex& index) {
  for (const index::NumberedSeal& kept : index.seals()) {
    if (kept.lifted) continue;
    for (const index::RecordKey& key : kept.seal.former) {
      former.insert({fmt::format("{}:{}", source_of(key), key.id), key_text(key)});
    }
  }
}

SubjectIndex::SubjectIndex(const Home& home) : state_(std::make_unique<State>()) {
  state_->home = home;
  state_->store = open_home_store(home);
  source::prepare_history(*state_->store);
  roll_back_link(home);
  RunContext run;
  for (const EntityKind& kind : kEntityKinds) {
    KindIndex open = open_kind_index(home, *state_->store, kind, run);
    if (open.entities == nullptr) continue;
    state_->sources.merge(sources_of(*state_->store, kind));
    open.entities->read([&](const index::EntityIndex& index) { state_->note_former(index); });
    state_->kinds.push_back(std::move(open));
  }
}

SubjectIndex::~SubjectIndex() = default;

bool SubjectIndex::is_sealed(const std::string& name) const {
  if (state_->former.contains(name)) return true;
  return std::any_of(state_->kinds.begin(), state_->kinds.end(), [&](const KindIndex& kind) {
    const std::vector<index::RecordKey> keys = state_->keys_of(*kind.kind, name);
    bool is_hidden = false;
    kind.entities->read([&](const index::EntityIndex& index) {
      const index::View view = index.view();
      is_hidden = std::any_of(keys.begin(), keys.end(),
                              [&](const index::RecordKey& key) { return view.hides(key); }) ||
                  (index.whole().resolve(name) && !view.resolve(name));
    });
    return is_hidden;
  });
}

bool SubjectIndex::is_linked() const { return !state_->kinds.empty(); }

std::string SubjectIndex::person_of(const std::string& subject) const {
  std::string person = subject;
  // People come first: a row that yields a person and a place is about the person.
  for (const KindIndex& kind : state_->kinds) {
    for (const index::RecordKey& key : state_->keys_of(*kind.kind, subject)) {
      std::optional<std::string> entity;
      kind.entities->read([&](const index::EntityIndex& index) { entity = index.entity_of(key); });
      if (entity) return *entity;
    }
  }
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
