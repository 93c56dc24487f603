// SPDX-License-Identifier: MIT
// Makes tables and people from seeded random numbers.
#include "linkage/testing/made_records.h"

#include <fmt/format.h>

#include "base/random.h"
#include "record/text_column.h"

namespace newlyn::linkage {
namespace {

/// A word of `syllables` syllables; low numbers come more often, as names do.
std::string make_word(Random& random, size_t syllables) {
  static const std::vector<std::string> kSyllables = {
      "ma",  "jo",   "ter", "li", "san", "wil", "ro",  "ben", "ha", "den",
      "ley", "ford", "ka",  "ru", "mi",  "vel", "nor", "pat", "gu", "ster"};
  std::string word;
  for (size_t i = 0; i < syllables; ++i) {
    const double place = random.fraction() * random.fraction();
    word += kSyllables[static_cast<size_t>(place * static_cast<double>(kSyllables.size()))];
  }
  return word;
}

std::string make_date(Random& random) {
  return fmt::format("{}-{:02}-{:02}", 1930 + random.below(80), 1 + random.below(12),
                     1 + random.below(28));
}

/// One slip of the keyboard.
std::string misspell(std::string text, Random& random) {
  if (text.size() < 3) return text;
  const size_t place = 1 + random.below(text.size() - 2);
  const bool digit = text[place] >= '0' && text[place] <= '9';
  if (digit) {
    text[place] = static_cast<char>('0' + (text[place] - '0' + 1 + random.below(8)) % 10);
  } else if (random.below(2) == 0) {
    text.erase(place, 1);
  } else {
    std::swap(text[place], text[place + 1]);
  }
  return text;
}

using Person = std::vector<std::string>;

Person make_person(Random& random, const Person* housemate) {
  if (housemate != nullptr) {
    Person person = *housemate;
    person[0] = make_word(random, 2);
    person[2] = make_date(random);
    return person;
  }
  return {make_word(random, 2),
          make_word(random, 3),
          make_date(random),
          std::to_string(1 + random.below(120)),
          make_word(random, 3) + " road",
          make_word(random, 2) + " town",
          fmt::format("q{}{}{}{}", static_cast<char>('a' + random.below(20)), random.below(10),
                      random.below(10), make_word(random, 1).substr(0, 2))};
}

Person make_second_record(const Person& person, Random& random) {
  Person second = person;
  for (std::string& value : second) {
    const uint64_t fate = random.below(20);
    if (fate == 0) value.clear();
    if (fate == 1 || fate == 2) value = misspell(value, random);
  }
  return second;
}

}  // namespace

record::FieldKind kind_of(const std::string& name) {
  if (name == "street" || name == "door") return record::FieldKind::address_line;
  if (name == "email_name") return record::FieldKind::email;
  if (name.starts_with("given_name")) return record::FieldKind::given_name;
  if (name.starts_with("family_name")) return record::FieldKind::family_name;
  return record::field_kind_named(name).value_or(record::FieldKind::text);
}

std::vector<record::FieldKind> kinds_of(const std::vector<std::string>& names) {
  std::vector<record::FieldKind> kinds;
  for (const std::string& name : names) kinds.push_back(kind_of(name));
  return kinds;
}

LinkInput make_input(const std::vector<std::string>& names, const TextRows& rows) {
  LinkInput input;
  input.record_count = rows.size();
  input.source_names = {"one"};
  input.source_of_record.assign(rows.size(), 0);
  for (size_t c = 0; c < names.size(); ++c) {
    record::TextColumnBuilder builder(names[c]);
    for (const auto& row : rows) builder.add(row[c]);
    input.columns.push_back({kind_of(names[c]), builder.finish()});
  }
  return input;
}

pairs::PairColumns make_columns(const std::vector<std::string>& names, const TextRows& rows) {
  pairs::PairColumns columns;
  columns.row_count = columns.record_count = rows.size();
  for (LinkColumn& source : make_input(names, rows).columns) {
    pairs::PairColumn column;
    column.name = source.column.name;
    column.counts = source.column.counts();
    column.codes = source.column.codes;
    column.values = std::move(source.column.values);
    columns.columns.push_back(std::move(column));
  }
  columns.pack_rows();
  return columns;
}

const std::vector<std::string>& people_columns() {
  static const std::vector<std::string> kColumns = {
      "given_name", "family_name", "birth_date", "house_number", "street", "town", "postcode"};
  return kColumns;
}

People make_people(const PeoplePlan& plan) {
  Random random(plan.seed);
  People people;
  std::vector<uint32_t> sources;
  const auto add = [&](const Person& person, uint32_t who, uint32_t source) {
    people.rows.push_back(person);
    people.truth.push_back(who);
    sources.push_back(source);
  };
  Person last;
  for (uint32_t who = 0; who < plan.people; ++who) {
    const bool housemate = who > 0 && random.below(3) == 0;
    const Person person = make_person(random, housemate ? &last : nullptr);
    add(person, who, 0);
    if (random.below(5) < 3) {
      add(make_second_record(person, random), who, plan.second_source ? 1 : 0);
    }
    if (plan.with_copies && random.below(4) == 0) add(person, who, plan.second_source ? 1 : 0);
    last = person;
  }
  people.input = make_input(people_columns(), people.rows);
  people.input.source_of_record = std::move(sources);
  if (plan.second_source) people.input.source_names = {"one", "two"};
  for (size_t i = 0; i < people.rows.size(); ++i) {
    people.input.record_ids.push_back(fmt::format("record {:05}", i));
  }
  return people;
}

LinkInput reorder(const People& people, const std::vector<uint32_t>& order) {
  TextRows rows;
  for (const uint32_t record : order) rows.push_back(people.rows[record]);
  LinkInput input = make_input(people_columns(), rows);
  input.source_names = people.input.source_names;
  for (size_t i = 0; i < order.size(); ++i) {
    input.source_of_record[i] = people.input.source_of_record[order[i]];
    input.record_ids.push_back(people.input.record_ids[order[i]]);
  }
  return input;
}

}  // namespace newlyn::linkage
