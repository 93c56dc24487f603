// SPDX-License-Identifier: MIT
// A town in three sources, what a reader may see of it, and the town as it is with other values in
// the place of what the reader may not see, or without it.
//
// What a reader sees is worked out here, from the words of the files that the workspace is given;
// none of it is asked of the rooms that decide and mask.
#pragma once

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "base/random.h"

namespace newlyn::cli {

inline constexpr size_t kPeopleOfTown = 14;

/// A column of the sources, the fields that the mapping makes of it, and the masking that fits it
/// beside those that fit all.
struct TownColumn {
  std::string name;
  std::vector<std::string> fields;
  std::string masking;
};
inline const std::vector<TownColumn> kTownColumns = {
    {"first_name", {"given_name"}, "known"}, {"last_name", {"family_name"}, "pseudonym"},
    {"dob", {"birth_date"}, "year"},         {"street", {"street", "house_number"}, "known"},
    {"postcode", {"postcode"}, "outcode"},   {"phone", {"telephone"}, "last3"},
    {"email", {"email"}, "known"},           {"county", {"county"}, "known"}};
inline const std::vector<std::string> kTownSources = {"housing", "care", "school"};
inline const std::vector<std::string> kTownCounties = {"northshire", "southshire", "eastshire"};

using Row = std::map<std::string, std::string>;          // by column
using Table = std::map<std::string, Row>;                // by key
using Town = std::map<std::string, Table, std::less<>>;  // by source

/// The key of a person's row in a source, and whose row has a key.
inline std::string town_key(const std::string& source, size_t person) {
  return source.substr(0, 1) + std::to_string(person);
}
inline size_t person_of(const std::string& key) { return std::stoull(key.substr(1)); }

/// What somebody may see.
struct Reader {
  std::string name;                            // of the purpose
  std::vector<std::string> sources;            // of the purpose
  std::map<std::string, std::string> masking;  // by column; "hide": the field is not named
  std::string ruled;                           // a source of which some counties are shown
  std::vector<std::string> counties;
  std::string sealed;              // a source whose people are sealed; empty: none
  std::string denied;              // a source that the policy forbids; empty: none
  size_t denied_by = 0;            // in which words it does so
  std::set<size_t> restricted;     // people that the reader is not cleared for
  bool restricted_sealed = false;  // who are sealed then; else absent
  bool by_case = false;            // the purpose shows those people alone
  std::set<size_t> cases;          // whose case the reader has

  bool has(const std::string& source) const {
    return std::find(sources.begin(), sources.end(), source) != sources.end();
  }
  /// Whether a row is of those that purpose and policy show, whoever it is about.
  bool covers(const std::string& source, const Row& row) const {
    if (!has(source) || source == denied) return false;
    if (source != ruled) return true;
    return std::find(counties.begin(), counties.end(), row.at("county")) != counties.end();
  }
};

/// What becomes of a row in the two workspaces.
enum class RowIs : uint8_t {
  shown,   // its fields as the masking says
  kept,    // it says that somebody is sealed: as it is in both
  hidden,  // other values, or none
};

inline RowIs row_is(const Town& town, const Reader& reader, const std::string& source,
                    const std::string& key) {
  const Row& row = town.at(source).at(key);
  const size_t person = person_of(key);
  const bool is_covered = reader.covers(source, row);
  const bool is_restricted = reader.restricted.contains(person);
  if (is_restricted && !reader.restricted_sealed) return RowIs::hidden;
  const bool is_closed = is_restricted || (reader.by_case && !reader.cases.contains(person));
  if (is_covered) return is_closed ? RowIs::kept : RowIs::shown;
  // Somebody of whom nothing is seen is sealed by what the purpose seals.
  if (source != reader.sealed || source == reader.denied) return RowIs::hidden;
  for (const auto& [other, table] : town) {
    const auto found = table.find(town_key(other, person));
    if (found != table.end() && reader.covers(other, found->second)) return RowIs::hidden;
  }
  return RowIs::kept;
}

inline std::string quoted(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "\"" : ", \"") + word + "\"";
  return text;
}

inline std::string purpose_text(const Reader& reader) {
  std::string text =
      "name = \"" + reader.name +
      "\"\nreason = \"To try.\"\nowner = \"Head\"\nauthor = \"a.haddad\"\n"
      "lawful_basis = \"public_task\"\nsources = [" +
      quoted(reader.sources) +
      "]\nkinds = [\"person\"]\nroles = [\"officer\"]\nretention_days = 30\nstart = 2020-01-01\n" +
      (reader.by_case ? "relationship = \"required\"\n" : "") +
      "end = 2999-11-30\ndpia = { reference = \"D\", date = 2020-01-01, review = 2999-10-01 }\n"
      "[fields]\n";
  for (const TownColumn& column : kTownColumns) {
    const std::string& masking = reader.masking.at(column.name);
    if (masking == "hide") continue;
    for (const std::string& field : column.fields) text += field + " = \"" + masking + "\"\n";
  }
  if (!reader.ruled.empty()) {
    text += "[[rows]]\nsource = \"" + reader.ruled + "\"\nfield = \"county\"\nvalues = [" +
            quoted(reader.counties) + "]\n";
  }
  if (!reader.sealed.empty()) text += "[[sealed]]\nsource = \"" + reader.sealed + "\"\n";
  return text;
}

/// The rules of the policy. The same source is forbidden in several ways.
inline std::string policy_text(const Reader& reader) {
  const std::string all = "@id(\"all\") permit (principal, action, resource);\n";
  if (reader.denied.empty()) return all;
  const std::string source = "Source::\"" + reader.denied + "\"";
  switch (reader.denied_by) {
    case 0:
      return all + "@id(\"no\") forbid (principal, action, resource == " + source + ");\n";
    case 1:
      return all +
             "@id(\"no\") forbid (principal in Role::\"officer\", action, resource in "
             "Group::\"sensitive\") unless { context.purpose == \"another\" };\n";
    case 2:
      return "@id(\"most\") permit (principal, action, resource) unless { resource == " + source +
             " };\n";
    default:
      return all + "@id(\"no\") forbid (principal, action, resource == " + source +
             ") when { context.basis == \"public_task\" && context.purpose like \"p*\" };\n";
  }
}

/// The facts beside them; `ids` are of the people.
inline std::string facts_text(const Reader& reader, const std::map<size_t, std::string>& ids) {
  std::string text = "[team.refuge]\nmembers = [\"nobody.here\"]\n[group.sensitive]\nsources = [" +
                     (reader.denied.empty() ? "" : "\"" + reader.denied + "\"") + "]\n";
  if (reader.restricted.empty()) return text;
  std::vector<std::string> entities;
  for (const size_t person : reader.restricted) entities.push_back(ids.at(person));
  return text + "[restricted.staff]\nteams = [\"refuge\"]\nshown = \"" +
         (reader.restricted_sealed ? "sealed" : "absent") + "\"\nentities = [" + quoted(entities) +
         "]\n";
}

inline std::string cases_text(const Reader& reader, const std::string& who,
                              const std::map<size_t, std::string>& ids) {
  std::string text = "account,team,entity,household,from,until,why\n";
  for (const size_t person : reader.cases) text += who + ",," + ids.at(person) + ",,,,case\n";
  return text;
}

/// Readers take turns at what is out of the ordinary, so that each kind of it is tried.
inline Reader make_reader(size_t number, Random& random) {
  Reader reader;
  reader.name = "p" + std::to_string(number);
  for (const std::string& source : kTownSources) {
    if (random.below(3) != 0) reader.sources.push_back(source);
  }
  if (reader.sources.empty()) reader.sources = {kTownSources[random.below(kTownSources.size())]};
  for (const TownColumn& column : kTownColumns) {
    const uint64_t drawn = random.below(12);
    const std::string& fits = column.masking;
    reader.masking[column.name] =
        drawn < 6   ? "show"
        : drawn < 9 ? "hide"
                    : std::vector<std::string>{fits, "known", "pseudonym"}[drawn - 9];
  }
  if (number % 5 == 3) {
    for (auto& [column, masking] : reader.masking) masking = "show";
  }
  if (random.below(2) == 0) {
    reader.ruled = reader.sources[random.below(reader.sources.size())];
    reader.masking["county"] = "show";
    reader.counties = {kTownCounties[random.below(kTownCounties.size())]};
    if (random.below(2) == 0) {
      reader.counties.push_back(kTownCounties[random.below(kTownCounties.size())]);
    }
  }
  if (number % 3 == 1) reader.sealed = kTownSources[random.below(kTownSources.size())];
  if (number % 4 == 2) {
    reader.denied = kTownSources[random.below(kTownSources.size())];
    reader.denied_by = number / 4 % 4;
  }
  if (number % 2 == 1) {
    for (int n = 0; n < 3; ++n) reader.restricted.insert(random.below(kPeopleOfTown));
    reader.restricted_sealed = number % 4 == 3;
  }
  if (number % 5 == 4) {
    reader.by_case = true;
    for (int n = 0; n < 8; ++n) reader.cases.insert(random.below(kPeopleOfTown));
  }
  return reader;
}

/// Two live at each address; each person stands in one to three of the sources, in each with a
/// county of its own.
inline Town make_town(Random& random) {
  static const std::vector<std::string> kGiven = {"Amal",    "Karim", "Edith", "Joan",  "Omar",
                                                  "Leila",   "Piotr", "Anna",  "Grace", "Kofi",
                                                  "Mairead", "Owen",  "Sofia", "Henry"};
  static const std::vector<std::string> kFamily = {"Haddad", "Maynard", "Pryce", "Novak",
                                                   "Mensah", "Byrne",   "Castle"};
  Town town;
  for (size_t person = 0; person < kPeopleOfTown; ++person) {
    const std::string number = std::to_string(person);
    const size_t home = person / 2;
    Row row = {{"first_name", kGiven[person]},
               {"last_name", kFamily[home]},
               {"dob", std::to_string(1950 + 3 * person) + "-1" + std::to_string(person % 3) +
                           "-1" + std::to_string(person % 10)},
               {"street", std::to_string(home + 1) + " West Close"},
               {"postcode", "AC" + std::to_string(home + 1) + " 2AB"},
               {"phone", "07700 9001" + std::to_string(10 + person)},
               {"email", "p" + number + "@example.org"}};
    bool is_anywhere = false;
    for (const std::string& source : kTownSources) {
      const bool is_last = source == kTownSources.back() && !is_anywhere;
      if (!is_last && random.below(3) == 0) continue;
      is_anywhere = true;
      row["county"] = kTownCounties[random.below(kTownCounties.size())];
      town[source][town_key(source, person)] = row;
    }
  }
  return town;
}

/// What is put in place of what a reader does not see of a value. A masking keeps its part.
inline std::string other_value(const TownColumn& column, const std::string& masking,
                               const std::string& value, bool is_taken) {
  const size_t sum = value.size() + static_cast<unsigned char>(value[value.size() / 2]);
  constexpr size_t kGroups = 5;  // of strangers
  if (masking == "year") return value.substr(0, 4) + (is_taken ? "-02-03" : "-05-06");
  if (masking == "outcode") return value.substr(0, value.find(' ')) + (is_taken ? " 8XX" : " 9YY");
  if (masking == "last3") return (is_taken ? "020 7946 0" : "0161 496 0") + value.substr(9);
  if (masking == "pseudonym") return value;
  if (masking == "hide" && is_taken) return "";
  // Strangers share it.
  const std::string letter(1, static_cast<char>('a' + sum % kGroups));
  const std::string mark = (is_taken ? "zyx" : "wvu") + letter;
  if (column.name == "dob") return "19" + std::to_string(21 + sum % kGroups) + "-03-04";
  if (column.name == "postcode") return "ZE1 " + std::to_string(sum % kGroups) + "AA";
  if (column.name == "phone") return "01632 96050" + std::to_string(sum % kGroups);
  if (column.name == "email") return mark + "@example.org";
  if (column.name == "street") return std::to_string(91 + sum % kGroups) + " " + mark + " Lane";
  return mark;
}

/// The town as it becomes: with other values where the reader does not see some, or without them.
inline Town changed(const Town& town, const Reader& reader, bool is_taken) {
  Town result;
  for (const auto& [source, table] : town) {
    Table& rows = result[source];
    for (const auto& [key, row] : table) {
      const RowIs is = row_is(town, reader, source, key);
      if (is == RowIs::hidden && is_taken) continue;
      Row& after = rows[key] = row;
      if (is != RowIs::shown) continue;
      for (const TownColumn& column : kTownColumns) {
        const std::string& masking = reader.masking.at(column.name);
        if (masking == "show") continue;
        after[column.name] = other_value(column, masking, row.at(column.name), is_taken);
      }
    }
  }
  return result;
}

}  // namespace newlyn::cli
