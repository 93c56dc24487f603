// SPDX-License-Identifier: MIT
// Reads markers from the standard records, and finds whom they are about in the index.
#include "workspace/index/closed_entities.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

#include "index/view.h"
#include "source/mapping.h"
#include "workspace/governance/known_time.h"

namespace newlyn::workspace {
namespace {

using governance::RestrictedClass;
using store::Parameter;
using store::quote_name;

constexpr std::string_view kMarkerKind = "marker";
constexpr std::string_view kSubject = "subject";

/// Words as SQL texts, as they are compared.
std::string word_list(const std::vector<std::string>& words) {
  std::vector<std::string> texts;
  for (const std::string& word : words) {
    texts.push_back(fmt::format("lower(trim({}))", store::quote_text(word)));
  }
  return texts.empty() ? "NULL" : fmt::format("{}", fmt::join(texts, ", "));
}

/// The markers of one source.
class Markers {
 public:
  Markers(store::Store& store, const std::string& source, const source::Mapping& mapping)
      : store_(store), source_(source), mapping_(mapping) {}

  bool are_there() {
    const bool has_kind =
        std::any_of(mapping_.records.begin(), mapping_.records.end(),
                    [](const source::MappedRecord& one) { return one.kind == kMarkerKind; });
    const std::string table = "value_" + source_;
    return has_kind && store_.number("SELECT count(*) FROM duckdb_columns() WHERE table_name = $1",
                                     std::array{Parameter::of(std::string_view(table))}) > 0;
  }

  /// The keys of records of a kind that markers of the class are about.
  std::vector<index::RecordKey> subjects(const RestrictedClass& of, const EntityKind& kind,
                                         const std::string& today) {
    std::vector<index::RecordKey> keys;
    for (const source::MappedRecord& marker : mapping_.records) {
      if (marker.kind != kMarkerKind) continue;
      const std::vector<std::string> records = records_about(marker.name, kind);
      for (const auto& row : store_.rows(in_force_sql(of, marker.name, today)).rows) {
        for (const std::string& record : records) {
          keys.push_back({source_ + "/" + record, row[0].value_or("")});
        }
      }
    }
    return keys;
  }

 private:
  /// The records of a kind in the row of a marker that it is about.
  std::vector<std::string> records_about(const std::string& marker, const EntityKind& kind) const {
    std::set<std::string> about;
    for (const source::MappedRelation& relation : mapping_.relations) {
      if (relation.kind == kSubject && relation.from == marker) about.insert(relation.to);
    }
    std::vector<std::string> records;
    for (const source::MappedRecord& record : mapping_.records) {
      const bool is_meant = about.empty() || about.contains(record.name);
      if (is_meant && record.kind == kind.name) records.push_back(record.name);
    }
    return records;
  }

  /// A marker is over by one of the words for it, or by an end that is a day and past.
  std::string in_force_sql(const RestrictedClass& of, const std::string& marker,
                           const std::string& today) {
    const std::string standard = "standard_" + source_;
    const bool has_end =
        store_.number(
            "SELECT count(*) FROM duckdb_columns() WHERE table_name = $1 AND column_name = 'end'",
            std::array{Parameter::of(std::string_view(standard))}) > 0;
    const std::string ended =
        has_end ? fmt::format(
                      "SELECT newlyn_native_id FROM {} WHERE newlyn_record = {} AND "
                      "regexp_full_match(\"end\", '[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}') AND \"end\" "
                      "< {}",
                      quote_name(standard), store::quote_text(marker), store::quote_text(today))
                : std::string("SELECT NULL WHERE false");
    return fmt::format(
        "SELECT newlyn_native_id FROM {} WHERE newlyn_record = {} GROUP BY newlyn_native_id HAVING "
        "bool_or(field = 'type' AND lower(trim(value)) IN ({})) AND NOT coalesce(bool_or(field = "
        "'status' AND lower(trim(value)) IN ({})), false) AND newlyn_native_id NOT IN ({})",
        quote_name("value_" + source_), store::quote_text(marker), word_list(of.markers),
        word_list(of.over), ended);
  }

  store::Store& store_;
  std::string source_;
  const source::Mapping& mapping_;
};

/// The sources that have standard records.
std::vector<std::string> standard_sources(store::Store& store) {
  std::vector<std::string> sources;
  constexpr std::string_view kPrefix = "standard_";
  const auto rows = store.rows(
      "SELECT table_name FROM duckdb_tables() WHERE starts_with(table_name, 'standard_') ORDER BY "
      "1");
  for (const auto& row : rows.rows) sources.push_back(row[0].value_or("").substr(kPrefix.size()));
  return sources;
}

void close(ClosedEntities& closed, const RestrictedClass& of, const std::string& entity) {
  (of.sealed ? closed.sealed : closed.absent).insert(entity);
  closed.classes[entity].insert(of.name);
}

}  // namespace

ClosedEntities restricted_entities(const Home& home, store::Store& store, const KindIndex& open,
                                   const std::vector<RestrictedClass>& classes) {
  ClosedEntities closed;
  if (classes.empty()) return closed;
  open.entities->read([&](const index::EntityIndex& index) {
    for (const RestrictedClass& of : classes) {
      for (const std::string& id : of.entities) {
        if (const auto today = index.resolve(id)) close(closed, of, *today);
      }
    }
  });
  const bool has_markers = std::any_of(classes.begin(), classes.end(),
                                       [](const auto& of) { return !of.markers.empty(); });
  if (!has_markers) return closed;
  const std::string today = known_today(home);
  for (const std::string& source : standard_sources(store)) {
    const auto mapping = source::read_mapping(home.mapping_of(source));
    if (!mapping) continue;
    Markers markers(store, source, *mapping);
    if (!markers.are_there()) continue;
    for (const RestrictedClass& of : classes) {
      if (of.markers.empty()) continue;
      const auto keys = markers.subjects(of, *open.kind, today);
      open.entities->read([&](const index::EntityIndex& index) {
        for (const index::RecordKey& key : keys) {
          if (const auto entity = index.entity_of(key)) close(closed, of, *entity);
        }
      });
    }
  }
  return closed;
}

std::set<std::string> assigned_entities(const index::EntityIndex& index,
                                        const std::vector<governance::Assignment>& assignments,
                                        const std::string& today) {
  std::set<std::string> assigned;
  for (const governance::Assignment& one : assignments) {
    const auto entity = index.resolve(one.entity.empty() ? one.household : one.entity);
    if (!entity) continue;
    assigned.insert(*entity);
    if (one.household.empty()) continue;
    for (const index::Household& household : index.view().households(*entity)) {
      if (household.or_more) continue;  // an institution is nobody's household
      const auto is_there = [&](const index::HouseholdMember& member) {
        return member.until.empty() || member.until > today;
      };
      const bool still = std::any_of(
          household.members.begin(), household.members.end(),
          [&](const auto& member) { return member.entity == *entity && is_there(member); });
      for (const index::HouseholdMember& member : household.members) {
        if (still && is_there(member)) assigned.insert(member.entity);
      }
    }
  }
  return assigned;
}

}  // namespace newlyn::workspace
