// SPDX-License-Identifier: MIT
// Adds points by neighbours, then gives each single kind to its strongest column.
#include "profile/evidence/table_sense.h"

#include <algorithm>
#include <cstdint>

namespace newlyn::profile {
namespace {

using record::FieldKind;

// Kinds that a table holds once. A whole name is not among them: it can stand beside another
// spelling of itself.
constexpr FieldKind kSingleKinds[] = {
    FieldKind::given_name,   FieldKind::middle_name,
    FieldKind::family_name,  FieldKind::birth_date,
    FieldKind::birth_day,    FieldKind::birth_month,
    FieldKind::birth_year,   FieldKind::sex,
    FieldKind::entity_type,  FieldKind::full_address,
    FieldKind::house_number, FieldKind::town,
    FieldKind::county,       FieldKind::postcode,
    FieldKind::country,      FieldKind::organisation_name,
    FieldKind::generation,
};

// Kinds that a column is never given as a second choice without a header that says so.
constexpr FieldKind kNameKinds[] = {FieldKind::full_name, FieldKind::given_name,
                                    FieldKind::middle_name, FieldKind::family_name};

constexpr double kNeighbour = 3.5;
constexpr double kBelieved = 2;  // points a fallback kind needs from its own values

double& at(Candidate& candidate, FieldKind kind) { return candidate.evidence.points[place(kind)]; }
double header(const Candidate& candidate, FieldKind kind) {
  return candidate.evidence.header.points[place(kind)];
}
double share(const Candidate& candidate, Shape shape) {
  return candidate.evidence.shape.share(shape);
}

bool is_kind(const Candidate& candidate, FieldKind kind) { return candidate.kind == kind; }

bool any_kind(std::span<const Candidate> candidates, FieldKind kind) {
  return std::any_of(candidates.begin(), candidates.end(),
                     [&](const Candidate& candidate) { return is_kind(candidate, kind); });
}

void choose(std::span<Candidate> candidates) {
  for (Candidate& candidate : candidates) {
    if (!candidate.fixed) candidate.kind = best_kind(candidate.evidence.points);
  }
}

bool could_be_family(const Candidate& candidate) {
  return !candidate.fixed && candidate.evidence.header.silent() &&
         share(candidate, Shape::name_like) > 0.9 && share(candidate, Shape::several_words) < 0.6 &&
         share(candidate, Shape::initial) < 0.5 && candidate.evidence.shape.distinct > 3;
}

// A column of single words beside the given name. The one after it comes first.
void find_family_name(std::span<Candidate> candidates) {
  if (any_kind(candidates, FieldKind::family_name)) return;
  for (size_t i = 0; i < candidates.size(); ++i) {
    if (!is_kind(candidates[i], FieldKind::given_name)) continue;
    const auto lift = [&](size_t place_of) {
      Candidate& candidate = candidates[place_of];
      if (!could_be_family(candidate)) return false;
      at(candidate, FieldKind::family_name) += kNeighbour;
      const double given = at(candidate, FieldKind::given_name);
      if (is_kind(candidate, FieldKind::given_name)) {
        at(candidate, FieldKind::family_name) =
            std::max(at(candidate, FieldKind::family_name), given - 1);
      }
      candidate.note = "stands beside the given name";
      return true;
    };
    if (i + 1 < candidates.size() && lift(i + 1)) return;
    if (i > 0 && lift(i - 1)) return;
  }
}

// Numbers just before or after streets that have none.
void find_house_number(std::span<Candidate> candidates) {
  for (size_t i = 0; i < candidates.size(); ++i) {
    if (!is_kind(candidates[i], FieldKind::address_line)) continue;
    if (share(candidates[i], Shape::digit) > 0.3) continue;
    for (const size_t other : {i - 1, i + 1}) {
      if (other >= candidates.size()) continue;  // i - 1 of the first column wraps to a huge number
      Candidate& candidate = candidates[other];
      if (candidate.fixed || !candidate.evidence.header.silent()) continue;
      if (share(candidate, Shape::house) < 0.9) continue;
      at(candidate, FieldKind::house_number) += kNeighbour;
      candidate.note = "stands beside streets without numbers";
    }
  }
}

// Five digits within two columns of an address or town, where no column is a postcode yet.
void find_postcode(std::span<Candidate> candidates) {
  if (any_kind(candidates, FieldKind::postcode)) return;
  const auto is_place = [&](size_t i) {
    return i < candidates.size() &&
           (is_kind(candidates[i], FieldKind::address_line) ||
            is_kind(candidates[i], FieldKind::town) || is_kind(candidates[i], FieldKind::county));
  };
  for (size_t i = 0; i < candidates.size(); ++i) {
    Candidate& candidate = candidates[i];
    if (candidate.fixed || !candidate.evidence.header.silent()) continue;
    if (share(candidate, Shape::five_postcode) < 0.95) continue;
    if (is_kind(candidate, FieldKind::record_key)) continue;
    // Of the first columns i - 1 and i - 2 wrap to huge numbers, which are no places.
    if (!is_place(i - 1) && !is_place(i - 2) && !is_place(i + 1) && !is_place(i + 2)) continue;
    at(candidate, FieldKind::postcode) += kNeighbour + 1;
    candidate.note = "stands beside an address";
    return;
  }
}

// Day and month beside a year of birth, all without headers.
void find_birth_parts(std::span<Candidate> candidates) {
  const auto small = [&](size_t i) {
    return i < candidates.size() && !candidates[i].fixed &&
           candidates[i].evidence.header.silent() && share(candidates[i], Shape::day) > 0.95;
  };
  for (size_t i = 0; i < candidates.size(); ++i) {
    if (!is_kind(candidates[i], FieldKind::birth_year)) continue;
    size_t first = i + 1;
    if (i >= 2 && small(i - 2) && small(i - 1)) first = i - 2;
    if (!small(first) || !small(first + 1)) continue;
    const bool first_is_month = share(candidates[first], Shape::month) > 0.95;
    const bool second_is_month = share(candidates[first + 1], Shape::month) > 0.95;
    if (first_is_month == second_is_month) continue;
    at(candidates[first + (first_is_month ? 0 : 1)], FieldKind::birth_month) += kNeighbour + 2;
    at(candidates[first + (first_is_month ? 1 : 0)], FieldKind::birth_day) += kNeighbour + 2;
  }
}

// "name" beside "surname" holds given names; "nom" beside "prenom" is a family name.
void split_name(std::span<Candidate> candidates) {
  const bool family = any_kind(candidates, FieldKind::family_name);
  const bool given = any_kind(candidates, FieldKind::given_name);
  if (family == given) return;
  for (Candidate& candidate : candidates) {
    if (candidate.fixed || !is_kind(candidate, FieldKind::full_name)) continue;
    const bool plain = header(candidate, FieldKind::full_name) < 8;  // "name", not "full name"
    if (!plain || share(candidate, Shape::several_words) > 0.4) continue;
    const FieldKind part = family ? FieldKind::given_name : FieldKind::family_name;
    at(candidate, part) = std::max(at(candidate, part), at(candidate, FieldKind::full_name) + 1);
    candidate.note = family ? "stands with a family name" : "stands with a given name";
    return;
  }
}

// "NAME_FIRST_2" keeps its kind beside "NAME_FIRST".
bool is_variant(const Candidate& keeper, const Candidate& other) {
  const HeaderSense& left = keeper.evidence.header;
  const HeaderSense& right = other.evidence.header;
  return !left.phrase.empty() && left.phrase == right.phrase && left.role == right.role &&
         left.ordinal != right.ordinal;
}

// The next best kind of a column that lost `kind`.
FieldKind fallback(Candidate& candidate, FieldKind kind, std::span<const FieldKind> settled) {
  KindPoints points = candidate.evidence.points;
  for (const FieldKind taken : settled) points[place(taken)] = -100;
  points[place(kind)] = -100;
  for (const FieldKind name : kNameKinds) {
    if (header(candidate, name) <= 0) points[place(name)] = -100;
  }
  if (kind == FieldKind::birth_date) points[place(FieldKind::date)] += kBelieved;
  const bool locality = kind == FieldKind::town && header(candidate, FieldKind::town) > 0 &&
                        candidate.evidence.header.role.empty();
  if (locality) points[place(FieldKind::address_line)] += kBelieved + 2;
  if (kind == FieldKind::full_address) points[place(FieldKind::address_line)] += kBelieved;
  const FieldKind best = best_kind(points);
  return points[place(best)] >= kBelieved ? best : FieldKind::text;
}

void keep_one(std::span<Candidate> candidates, FieldKind kind, std::span<const FieldKind> settled) {
  const Candidate* keeper = nullptr;
  for (const Candidate& candidate : candidates) {
    if (!is_kind(candidate, kind)) continue;
    const bool better =
        keeper == nullptr || (candidate.fixed && !keeper->fixed) ||
        (candidate.fixed == keeper->fixed &&
         candidate.evidence.points[place(kind)] > keeper->evidence.points[place(kind)] + 0.75);
    if (better) keeper = &candidate;
  }
  if (keeper == nullptr) return;
  for (Candidate& candidate : candidates) {
    if (&candidate == keeper || candidate.fixed || !is_kind(candidate, kind)) continue;
    if (is_variant(*keeper, candidate)) continue;
    candidate.kind = fallback(candidate, kind, settled);
    candidate.lost.push_back(kind);
    candidate.note =
        "another column fits better as " + std::string(record::field_kind_row(kind).words);
  }
}

// Without a header, words with few given names among them are a whole name only where no other
// column is much more of one.
void keep_firm_whole_names(std::span<Candidate> candidates) {
  double best = 0;
  for (Candidate& candidate : candidates) {
    if (!is_kind(candidate, FieldKind::full_name)) continue;
    best = std::max(best, candidate.fixed ? 100 : at(candidate, FieldKind::full_name));
  }
  for (Candidate& candidate : candidates) {
    if (candidate.fixed || !is_kind(candidate, FieldKind::full_name)) continue;
    if (header(candidate, FieldKind::full_name) > 0) continue;
    if (at(candidate, FieldKind::full_name) >= best - kBelieved) continue;
    candidate.kind = fallback(candidate, FieldKind::full_name, {});
    candidate.lost.push_back(FieldKind::full_name);
    candidate.note = "another column fits better as whole name";
  }
}

// The share of rows with a value in `column` that have one in `other` too.
double filled_together(const record::TextColumn& column, const record::TextColumn& other) {
  uint64_t filled = 0;
  uint64_t both = 0;
  const size_t rows = std::min(column.row_count(), other.row_count());
  for (size_t row = 0; row < rows; ++row) {
    if (column.codes[row] == record::kNullCode) continue;
    ++filled;
    both += other.codes[row] != record::kNullCode;
  }
  return filled == 0 ? 0 : static_cast<double>(both) / static_cast<double>(filled);
}

// The first family name that is not a contact's.
size_t find_person(std::span<const Candidate> candidates) {
  for (size_t i = 0; i < candidates.size(); ++i) {
    const std::string& role = candidates[i].evidence.header.role;
    const bool contact = role.find("contact") != std::string::npos;
    if (is_kind(candidates[i], FieldKind::family_name) && !contact) return i;
  }
  return candidates.size();
}

// "company" in a list of people says where they work.
void find_employer(std::span<Candidate> candidates, std::span<const record::TextColumn> columns) {
  const size_t person = find_person(candidates);
  if (person == candidates.size()) return;
  for (size_t i = 0; i < candidates.size(); ++i) {
    Candidate& candidate = candidates[i];
    const std::string& phrase = candidate.evidence.header.phrase;
    const bool workplace = phrase == "company" || phrase == "companyname" || phrase == "firm" ||
                           phrase == "organisation" || phrase == "organization";
    if (candidate.fixed || !workplace) continue;
    if (!is_kind(candidate, FieldKind::organisation_name)) continue;
    if (filled_together(columns[i], columns[person]) < 0.5) continue;
    candidate.kind = FieldKind::text;
    candidate.lost.push_back(FieldKind::organisation_name);
    at(candidate, FieldKind::text) += kBelieved;
    candidate.note = "stands beside people's names, so it says where they work";
  }
}

}  // namespace

FieldKind best_kind(const KindPoints& points) {
  const auto best = std::max_element(points.begin(), points.end());
  return static_cast<FieldKind>(best - points.begin());
}

void settle_kinds(std::span<Candidate> candidates, std::span<const record::TextColumn> columns) {
  choose(candidates);
  find_family_name(candidates);
  find_house_number(candidates);
  find_postcode(candidates);
  find_birth_parts(candidates);
  split_name(candidates);
  choose(candidates);
  std::vector<FieldKind> settled;
  for (const FieldKind kind : kSingleKinds) {
    keep_one(candidates, kind, settled);
    settled.push_back(kind);
  }
  keep_firm_whole_names(candidates);
  find_employer(candidates, columns);
}

}  // namespace newlyn::profile
