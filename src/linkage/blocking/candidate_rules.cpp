// SPDX-License-Identifier: MIT
// Makes candidate blocking rules. Which of them are used is decided by what each is estimated to
// bring, so this list is generous.
#include "linkage/blocking/candidate_rules.h"

#include <algorithm>
#include <iterator>
#include <string_view>

namespace newlyn::linkage {
namespace {

using record::FieldKind;

/// A part and how it may be combined. `field` keeps two cuts of one field apart.
struct Choice {
  uint16_t part = 0;
  FieldKind field = FieldKind::text;
  bool alone = false;   // tells enough to be a rule by itself
  bool coarse = false;  // tells little; for triples
};

/// The cuts offered for columns of one name.
struct CutRow {
  std::string_view column;
  FieldKind field;
  KeyCut cut;
  uint8_t length;
  bool alone;
  bool coarse;
};

constexpr CutRow kCuts[] = {
    {"given_name", FieldKind::given_name, KeyCut::whole, 0, false, false},
    {"given_name_phonetic", FieldKind::given_name, KeyCut::whole, 0, false, false},
    {"given_name", FieldKind::given_name, KeyCut::first_letters, 1, false, true},
    {"family_name", FieldKind::family_name, KeyCut::whole, 0, true, false},
    {"family_name_phonetic", FieldKind::family_name, KeyCut::whole, 0, false, true},
    {"family_name", FieldKind::family_name, KeyCut::first_letters, 4, false, false},
    {"middle_name", FieldKind::middle_name, KeyCut::whole, 0, false, false},
    {"birth_date", FieldKind::birth_date, KeyCut::whole, 0, true, false},
    {"birth_date", FieldKind::birth_date, KeyCut::year, 0, false, true},
    {"birth_date", FieldKind::birth_date, KeyCut::month, 0, false, true},
    {"birth_date", FieldKind::birth_date, KeyCut::day_of_year, 0, false, true},
    {"postcode", FieldKind::postcode, KeyCut::whole, 0, true, false},
    {"postcode", FieldKind::postcode, KeyCut::first_letters, 3, false, true},
    {"door", FieldKind::address_line, KeyCut::whole, 0, true, false},
    {"street", FieldKind::address_line, KeyCut::whole, 0, false, false},
    {"house_number", FieldKind::house_number, KeyCut::whole, 0, false, true},
    {"town", FieldKind::town, KeyCut::whole, 0, false, true},
    {"telephone", FieldKind::telephone, KeyCut::each_word, 0, true, false},
    {"email", FieldKind::email, KeyCut::each_word, 0, true, false},
    {"email_name", FieldKind::email, KeyCut::whole, 0, true, false},
    {"organisation_name", FieldKind::organisation_name, KeyCut::whole, 0, true, false},
    {"organisation_name", FieldKind::organisation_name, KeyCut::each_word, 0, true, false},
    {"organisation_name", FieldKind::organisation_name, KeyCut::first_letters, 5, true, false},
};

bool is_other(FieldKind kind) {
  return kind == FieldKind::text || kind == FieldKind::free_text || kind == FieldKind::category ||
         kind == FieldKind::number || kind == FieldKind::date;
}

bool is_identifier(FieldKind kind) {
  return kind == FieldKind::national_id || kind == FieldKind::account;
}

/// Of more columns of unknown meaning than this, those with most distinct values are used: rules
/// grow with the square of their number.
constexpr size_t kOtherColumnsMax = 12;

/// The columns of unknown meaning that rules are made of, ascending.
std::vector<uint16_t> other_columns(const pairs::PairColumns& columns,
                                    const std::vector<FieldKind>& kinds) {
  std::vector<uint16_t> found;
  for (uint16_t column = 0; column < columns.columns.size(); ++column) {
    if (is_other(kinds[column])) found.push_back(column);
  }
  if (found.size() <= kOtherColumnsMax) return found;
  std::stable_sort(found.begin(), found.end(), [&](uint16_t a, uint16_t b) {
    return columns.columns[a].values.value_count() > columns.columns[b].values.value_count();
  });
  found.resize(kOtherColumnsMax);
  std::sort(found.begin(), found.end());
  return found;
}

std::vector<Choice> choices(const pairs::PairColumns& columns, const std::vector<FieldKind>& kinds,
                            KeyTable& table) {
  std::vector<Choice> found;
  const auto is_filled = [&](uint16_t column) {
    const pairs::PairColumn& values = columns.columns[column];
    return values.values.value_count() >= 1 && columns.record_count - values.counts[0] >= 2;
  };
  for (const CutRow& row : kCuts) {
    const auto column = columns.find(row.column);
    if (!column || !is_filled(*column)) continue;
    const uint16_t part = table.add({std::string(row.column), row.cut, row.length});
    found.push_back({part, row.field, row.alone, row.coarse});
  }
  for (uint16_t column = 0; column < columns.columns.size(); ++column) {
    if (!is_identifier(kinds[column]) || !is_filled(column)) continue;
    const uint16_t part = table.add({columns.columns[column].name, KeyCut::each_word, 0});
    found.push_back({part, kinds[column], true, false});
  }
  for (const uint16_t column : other_columns(columns, kinds)) {
    if (!is_filled(column)) continue;
    const std::string& name = columns.columns[column].name;
    const bool telling = columns.columns[column].values.value_count() * 20 > columns.record_count;
    // A field of its own for every column: two of them may be combined.
    const auto field = static_cast<FieldKind>(100 + column % 100);
    found.push_back({table.add({name, KeyCut::whole, 0}), field, telling, !telling});
    if (kinds[column] == FieldKind::text || kinds[column] == FieldKind::free_text) {
      found.push_back({table.add({name, KeyCut::first_letters, 5}), field, false, false});
    }
  }
  return found;
}

/// Adds the rules of two coarse parts and each later one of a third field.
void add_triples(const std::vector<Choice>& coarse, std::pair<size_t, size_t> two,
                 std::vector<PartList>& rules) {
  const auto& [i, j] = two;
  for (size_t k = j + 1; k < coarse.size(); ++k) {
    if (coarse[k].field == coarse[i].field || coarse[k].field == coarse[j].field) continue;
    rules.push_back({coarse[i].part, coarse[j].part, coarse[k].part});
  }
}

}  // namespace

std::vector<PartList> candidate_rules(const pairs::PairColumns& columns,
                                      const std::vector<FieldKind>& kinds, KeyTable& table) {
  const std::vector<Choice> parts = choices(columns, kinds, table);
  std::vector<PartList> rules;
  const auto words = [&](const Choice& choice) {
    return table.part(choice.part).cut == KeyCut::each_word;
  };
  for (const Choice& a : parts) {
    if (a.alone) rules.push_back({a.part});
  }
  for (size_t i = 0; i < parts.size(); ++i) {
    for (size_t j = i + 1; j < parts.size(); ++j) {
      if (parts[i].field == parts[j].field || (words(parts[i]) && words(parts[j]))) continue;
      rules.push_back({parts[i].part, parts[j].part});
    }
  }
  std::vector<Choice> coarse;
  std::copy_if(parts.begin(), parts.end(), std::back_inserter(coarse),
               [](const Choice& choice) { return choice.coarse; });
  for (size_t i = 0; i < coarse.size(); ++i) {
    for (size_t j = i + 1; j < coarse.size(); ++j) {
      if (coarse[i].field != coarse[j].field) add_triples(coarse, {i, j}, rules);
    }
  }
  return rules;
}

}  // namespace newlyn::linkage
