// SPDX-License-Identifier: MIT
// Goes over the dates that the records of an entity have.
#include "workspace/index/life_state.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

#include "base/clock.h"
#include "base/error.h"
#include "governance/subject_access.h"
#include "workspace/index/standard_records.h"

namespace newlyn::workspace {
namespace {

constexpr std::string_view kDeath = "death_date";
constexpr std::string_view kStart = "address_start";
constexpr std::string_view kEnd = "address_end";
constexpr std::string_view kProperty = "uprn";
constexpr std::array<std::string_view, 5> kPlaceFields = {"house_number", "full_address", "street",
                                                          "town", "postcode"};
constexpr size_t kDayLetters = 10;

/// What one record says of somebody's life.
struct Told {
  index::RecordKey key;
  std::string read;  // on which day
  std::string died;
  std::string from;
  std::string until;
  std::string property;  // its number; empty: not told
  std::string place;     // empty: none

  bool has_place() const { return !property.empty() || !place.empty(); }
  /// By the numbers of the properties where both tell one, else as the addresses are written.
  bool is_at(const Told& other) const {
    if (!property.empty() && !other.property.empty()) return property == other.property;
    return place == other.place;
  }
  std::string name() const { return key_text(key); }
};

std::string value_of(const KindIndex& open, const index::Record& record, std::string_view field) {
  for (const index::FieldValue& of : record.further) {
    if (of.field == field) return of.value;
  }
  const auto column = open.fitted->find(field);
  return column ? record.values[*column] : std::string();
}

std::vector<Told> told_by(const KindIndex& open, const index::View& view, const std::string& id) {
  std::vector<Told> all;
  for (const index::RecordKey& key : view.records_of(id)) {
    const index::Record record = *view.record(key);
    Told told{key,
              record.date,
              value_of(open, record, kDeath),
              value_of(open, record, kStart),
              value_of(open, record, kEnd),
              value_of(open, record, kProperty),
              {}};
    for (const std::string_view field : kPlaceFields) {
      const std::string value = value_of(open, record, field);
      if (!value.empty()) told.place += (told.place.empty() ? "" : ", ") + value;
    }
    all.push_back(std::move(told));
  }
  // What was read last comes first.
  std::stable_sort(all.begin(), all.end(),
                   [](const Told& a, const Told& b) { return a.read > b.read; });
  return all;
}

LifeState state_by(const Told& told, std::string_view field) {
  const bool has_died = field == kDeath;
  LifeState life;
  life.state = has_died ? "deceased" : "moved away";
  life.since = has_died ? told.died : told.until;
  life.field = field;
  life.source = source_of(told.key);
  life.record = told.name();
  life.date = told.read;
  return life;
}

void dispute(LifeState& life, const std::string& words) {
  life.dispute += (life.dispute.empty() ? "" : "; ") + words;
}

LifeState death_told(const std::vector<Told>& all, const std::string& day) {
  const auto has_died = [&](const Told& told) { return !told.died.empty() && told.died <= day; };
  const auto found = std::find_if(all.begin(), all.end(), has_died);
  if (found == all.end()) return {};
  LifeState life = state_by(*found, kDeath);
  for (const Told& other : all) {
    if (!other.died.empty() && other.died != found->died) {
      dispute(life, fmt::format("{} says {}", other.name(), other.died));
    }
    if (other.from > found->died && other.from <= day) {
      dispute(life, fmt::format("{} has an address from {} on", other.name(), other.from));
    }
  }
  return life;
}

LifeState move_told(const std::vector<Told>& all, const std::string& day) {
  const Told* last = nullptr;
  for (const Told& told : all) {
    const bool ended = !told.until.empty() && told.until <= day;
    if (ended && (last == nullptr || told.until > last->until)) last = &told;
  }
  if (last == nullptr) return {};
  LifeState life = state_by(*last, kEnd);
  for (const Told& other : all) {
    const bool is_open = other.until.empty() || other.until > day;
    if (!other.has_place() || !is_open || other.from > day) continue;
    if (!other.is_at(*last) || other.from > last->until) return {};
    dispute(life, fmt::format("{} has the address without an end", other.name()));
  }
  return life;
}

}  // namespace

void check_state_day(const std::string& day) {
  if (day.empty() || governance::read_day(day)) return;
  throw Error(Code::request_invalid, fmt::format("{} is no day. Write it as 2026-11-28.", day));
}

LifeState life_state(const KindIndex& open, const index::View& view, const std::string& id,
                     const std::string& day) {
  if (open.kind->name != "person") return {};
  const std::string as_of = day.empty() ? now_text().substr(0, kDayLetters) : day;
  const std::vector<Told> all = told_by(open, view, id);
  LifeState life = death_told(all, as_of);
  return life.state.empty() ? move_told(all, as_of) : life;
}

}  // namespace newlyn::workspace
