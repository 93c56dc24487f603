// SPDX-License-Identifier: MIT
// Versions with the times of the readings that brought them; whose they are by the mapping of
// today.
#include "workspace/rights/row_versions.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <map>
#include <set>

#include "source/mapping.h"
#include "workspace/index/desk.h"
#include "workspace/index/entity_kinds.h"
#include "workspace/index/step_times.h"

namespace newlyn::workspace {
namespace {

using store::Parameter;
using store::quote_name;

constexpr size_t kHidden = 2;  // columns of the answer that are no values

bool has_table(store::Store& store, const std::string& table) {
  return store.number(
             "SELECT count(*) FROM duckdb_tables() WHERE database_name = 'store' AND table_name = "
             "$1",
             std::array{Parameter::of(std::string_view(table))}) > 0;
}

/// The words of a text in small letters.
std::vector<std::string> words_of(const std::string& text) {
  std::vector<std::string> words(1);
  for (const char letter : text) {
    const auto byte = static_cast<unsigned char>(letter);
    if (byte < 0x80 && std::isalnum(byte) == 0 && letter != '-' && letter != '\'') {
      if (!words.back().empty()) words.emplace_back();
    } else {
      words.back() += static_cast<char>(byte < 0x80 ? std::tolower(byte) : byte);
    }
  }
  if (words.back().empty()) words.pop_back();
  return words;
}

/// The columns that say who the records of a row are about.
struct IdentityColumns {
  std::set<std::string> given;
  std::set<std::string> family;
  std::set<std::string> full;
  std::set<std::string> birth;
};

IdentityColumns identity_columns(const Home& home, const std::string& source,
                                 const std::vector<std::string>& records) {
  IdentityColumns columns;
  const auto mapping = source::read_mapping(home.mapping_of(source));
  if (!mapping) return columns;
  for (const source::MappedRecord& record : mapping->records) {
    if (std::find(records.begin(), records.end(), record.name) == records.end()) continue;
    for (const source::MappedField& field : record.fields) {
      if (field.column.empty()) continue;
      if (field.field == "name.given") columns.given.insert(field.column);
      if (field.field == "name.family") columns.family.insert(field.column);
      if (field.field == "name.full") columns.full.insert(field.column);
      if (field.field == "birth_date") columns.birth.insert(field.column);
    }
  }
  return columns;
}

/// What a version says in each of the columns that it has a value in.
std::vector<std::vector<std::string>> said_by_column(const RowVersion& version,
                                                     const std::set<std::string>& columns) {
  std::vector<std::vector<std::string>> said;
  for (const std::string& column : columns) {
    auto words = words_of(version.value_of(column));
    if (!words.empty()) said.push_back(std::move(words));
  }
  return said;
}

/// The names that a version says: whole ones, and each given name with each family name.
std::vector<std::vector<std::string>> names_of(const RowVersion& version,
                                               const IdentityColumns& columns) {
  std::vector<std::vector<std::string>> names = said_by_column(version, columns.full);
  auto given = said_by_column(version, columns.given);
  auto family = said_by_column(version, columns.family);
  if (given.empty() != family.empty()) (given.empty() ? given : family).emplace_back();
  for (const auto& first : given) {
    for (const auto& last : family) {
      std::vector<std::string>& name = names.emplace_back(first);
      name.insert(name.end(), last.begin(), last.end());
    }
  }
  return names;
}

/// All words of names or dates.
std::set<std::string> joined(const std::vector<std::vector<std::string>>& said) {
  std::set<std::string> words;
  for (const auto& one : said) words.insert(one.begin(), one.end());
  return words;
}

bool meet(const std::set<std::string>& left, const std::set<std::string>& right) {
  return std::any_of(left.begin(), left.end(),
                     [&](const std::string& word) { return right.contains(word); });
}

/// What two versions say of whom they are about.
struct Likeness {
  bool share_name = false;    // a word of a name
  bool same_names = false;    // all of them
  bool same_birth = false;    // both say one
  bool other_birth = false;   // both say one, and not the same
  bool says_nothing = false;  // one of them has neither
};

Likeness likeness_of(const RowVersion& left, const RowVersion& right,
                     const IdentityColumns& columns) {
  const auto left_names = joined(names_of(left, columns));
  const auto right_names = joined(names_of(right, columns));
  const auto left_birth = joined(said_by_column(left, columns.birth));
  const auto right_birth = joined(said_by_column(right, columns.birth));
  const bool have_birth = !left_birth.empty() && !right_birth.empty();
  const bool have_names = !left_names.empty() && !right_names.empty();
  return {meet(left_names, right_names), have_names && left_names == right_names,
          have_birth && left_birth == right_birth, have_birth && left_birth != right_birth,
          !have_birth && !have_names};
}

/// `then` and `today`: in which entity the index had and has the record, where that is known. That
/// both are one proves nothing by itself: an entity of one row goes where the row goes.
VersionOf owner_of(const Likeness& likeness, const std::optional<std::string>& then,
                   const std::optional<std::string>& today) {
  const bool was_same = then && today && *then == *today;
  const bool was_other = then && today && *then != *today;
  if (likeness.share_name && !likeness.other_birth) return VersionOf::theirs;
  if (likeness.same_names && was_same) return VersionOf::theirs;
  if (was_other) return VersionOf::others;
  if (likeness.same_birth || likeness.says_nothing) return VersionOf::theirs;
  return likeness.share_name ? VersionOf::not_known : VersionOf::others;
}

/// The entity, by its id of today, that the index had a record in while a version counted; nothing
/// where that is not known.
std::optional<std::string> entity_then(const index::EntityIndex& index,
                                       const std::map<uint64_t, StepNote>& notes,
                                       const index::RecordKey& key, const RowVersion& version) {
  const index::View view = index.view();
  uint64_t last = 0;
  for (const auto& [step, note] : notes) {
    if (note.when < version.since || (!version.until.empty() && note.when >= version.until)) {
      continue;
    }
    last = step;
  }
  if (last == 0 || last < view.past_from()) return std::nullopt;
  const auto entity = view.then(last).entity_of(key);
  return entity ? index.resolve(*entity) : std::nullopt;
}

}  // namespace

std::string resolve_kept(const index::EntityIndex& index, const std::string& id) {
  // As everybody is told: a seal may give an id another meaning.
  const auto today = index.view().resolve(id);
  const bool is_kept = today && !index.former_records_of(*today).empty();
  return is_kept ? *today : resolve_id(index, id);
}

std::vector<index::RecordKey> kept_records_of(const index::EntityIndex& index,
                                              const std::string& id) {
  std::vector<index::RecordKey> keys = index.records_of(id);
  for (index::RecordKey& key : index.former_records_of(id)) keys.push_back(std::move(key));
  return keys;
}

bool is_under_seal(const index::EntityIndex& index, const std::vector<index::RecordKey>& keys) {
  const auto has = [&](const std::vector<index::RecordKey>& side) {
    return std::any_of(side.begin(), side.end(), [&](const index::RecordKey& key) {
      return std::find(keys.begin(), keys.end(), key) != keys.end();
    });
  };
  const std::vector<index::NumberedSeal> seals = index.seals();
  return std::any_of(seals.begin(), seals.end(), [&](const index::NumberedSeal& of) {
    return !of.lifted && (has(of.seal.present) || has(of.seal.former));
  });
}

std::string RowVersion::value_of(const std::string& column) const {
  const auto found = std::find_if(values.begin(), values.end(),
                                  [&](const auto& value) { return value.first == column; });
  return found == values.end() ? std::string() : found->second;
}

std::vector<RowVersion> versions_of(store::Store& store, const std::string& source,
                                    const std::string& native_id) {
  std::vector<RowVersion> versions;
  if (!has_table(store, "record_" + source)) return versions;
  const auto rows = store.rows(
      fmt::format(
          "SELECT strftime(make_timestamp(b.began), '%Y-%m-%dT%H:%M:%SZ') AS newlyn_since, "
          "v.newlyn_operation, v.* EXCLUDE (newlyn_native_id, newlyn_version, newlyn_sequence, "
          "newlyn_operation, newlyn_run, newlyn_row_hash) FROM {} v LEFT JOIN source_run_begun b "
          "ON b.run = v.newlyn_run WHERE v.newlyn_native_id = $1 ORDER BY v.newlyn_version",
          quote_name("record_" + source)),
      std::array{Parameter::of(std::string_view(native_id))});
  for (const auto& row : rows.rows) {
    const std::string since = row[0].value_or("");
    if (!versions.empty()) versions.back().until = since;
    // A row that left its source says what it said last.
    if (row[1].value_or("") == "gone" && !versions.empty()) {
      versions.back().is_gone = true;
      continue;
    }
    if (!versions.empty()) versions.back().is_gone = false;
    RowVersion& version = versions.emplace_back();
    version.since = since;
    for (size_t c = kHidden; c < rows.columns.size(); ++c) {
      if (row[c] && !row[c]->empty()) version.values.emplace_back(rows.columns[c], *row[c]);
    }
  }
  std::reverse(versions.begin(), versions.end());
  return versions;
}

std::vector<VersionOf> owners_of(store::Store& store, const Home& home,
                                 const index::EntityIndex& index, const OwnRow& row) {
  const std::vector<RowVersion>& versions = row.versions;
  std::vector<VersionOf> owners(versions.size(), VersionOf::theirs);
  if (versions.size() < 2) return owners;
  const IdentityColumns columns = identity_columns(home, row.source, row.records);
  const auto notes = step_notes(store, kEntityKinds[0]);
  const index::RecordKey key{row.source + "/" + row.records.front(), row.native_id};
  const auto today = index.view().last_entity_of(key);
  for (size_t i = 1; i < versions.size(); ++i) {
    const Likeness likeness = likeness_of(versions[i], versions.front(), columns);
    owners[i] = owner_of(likeness, entity_then(index, notes, key, versions[i]), today);
  }
  return owners;
}

std::vector<std::vector<std::string>> names_in(store::Store& store, const Home& home,
                                               const std::vector<ErasedRow>& rows) {
  std::set<std::vector<std::string>> names;
  for (const ErasedRow& row : rows) {
    const IdentityColumns columns = identity_columns(home, row.source, row.records);
    for (const RowVersion& version : versions_of(store, row.source, row.native_id)) {
      for (std::vector<std::string>& name : names_of(version, columns)) {
        names.insert(std::move(name));
      }
    }
  }
  return {names.begin(), names.end()};
}

}  // namespace newlyn::workspace
