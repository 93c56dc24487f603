// SPDX-License-Identifier: MIT
// Parties by words first, then by numbers, then by prefixes; what names nobody goes back.
#include "profile/parties.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <map>
#include <set>
#include <string_view>
#include <utility>

#include "profile/evidence/header_sense.h"

namespace newlyn::profile {
namespace {

using record::FieldKind;
using record::TextColumn;
using Words = std::vector<std::string>;

constexpr std::array<std::string_view, 46> kPeople = {
    "tenant",   "joint",    "applicant",   "claimant", "partner",    "spouse",    "husband",
    "wife",     "bride",    "groom",       "landlord", "owner",      "keeper",    "child",
    "pupil",    "student",  "parent",      "mother",   "father",     "guardian",  "carer",
    "director", "employee", "witness",     "agent",    "executor",   "occupier",  "contact",
    "client",   "patient",  "member",      "customer", "donor",      "informant", "deceased",
    "referrer", "sibling",  "dependant",   "nominee",  "proprietor", "trustee",   "driver",
    "holder",   "resident", "beneficiary", "kin"};
constexpr std::array<std::string_view, 11> kOrganisations = {
    "school",   "employer", "company",  "organisation", "organization", "provider",
    "supplier", "practice", "business", "college",      "nursery"};
constexpr std::array<std::string_view, 4> kProperties = {"property", "premises", "dwelling",
                                                         "site"};
// What a header that only refers to somebody ends with: "client_id".
constexpr std::array<std::string_view, 12> kReferences = {"id",     "ref",   "reference", "no",
                                                          "number", "num",   "key",       "code",
                                                          "type",   "count", "status",    "role"};
// Before a name these say which name, not whose.
constexpr std::array<std::string_view, 14> kWhichName = {
    "preferred", "known", "legal",   "former",   "previous", "maiden", "old",
    "new",       "alias", "current", "original", "full",     "birth",  "other"};

struct Spelling {
  std::string_view word;
  std::string_view means;
};
constexpr std::array<Spelling, 19> kSpellings = {{{"jt", "joint"},
                                                  {"nok", "kin"},
                                                  {"appl", "applicant"},
                                                  {"clmt", "claimant"},
                                                  {"ptnr", "partner"},
                                                  {"p", "partner"},
                                                  {"sp", "spouse"},
                                                  {"mum", "mother"},
                                                  {"dad", "father"},
                                                  {"mothers", "mother"},
                                                  {"fathers", "father"},
                                                  {"parents", "parent"},
                                                  {"first", "1"},
                                                  {"1st", "1"},
                                                  {"second", "2"},
                                                  {"2nd", "2"},
                                                  {"third", "3"},
                                                  {"3rd", "3"},
                                                  {"prop", "property"}}};

std::string meaning_of(const std::string& word) {
  for (const Spelling& spelling : kSpellings) {
    if (spelling.word == word) return std::string(spelling.means);
  }
  return word;
}

template <typename List>
bool holds(const List& list, std::string_view word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

bool is_ordinal(const std::string& word) {
  return word.size() == 1 && word[0] >= '1' && word[0] <= '9';
}

std::string joined(const Words& words, char between) {
  std::string text;
  for (const std::string& word : words) {
    if (!text.empty()) text += between;
    text += word;
  }
  return text;
}

/// Where a column stands while parties are being found.
struct Place {
  Words all;   // words of the header
  Words rest;  // those that are not the party's
  std::string party;
  PartyKind kind = PartyKind::subject;
  bool stripped = false;  // recognised by `rest` instead of the whole header

  void give_back() { *this = {all, all, "", PartyKind::subject, false}; }
};

/// A header that says which name, which birth: somebody is named by it.
bool names_somebody(const Words& rest) {
  const HeaderSense sense = read_header(joined(rest, ' '));
  return std::any_of(sense.points.begin(), sense.points.end(), [](double p) { return p > 0; }) &&
         (sense.points[place(FieldKind::family_name)] >= 2 ||
          sense.points[place(FieldKind::given_name)] >= 2 ||
          sense.points[place(FieldKind::full_name)] >= 2);
}

bool is_reference(const Words& rest) {
  return rest.size() == 1 && holds(kReferences, rest.front());
}

template <typename List>
bool any_word(const Words& words, const List& list) {
  return std::any_of(words.begin(), words.end(),
                     [&](const std::string& word) { return holds(list, meaning_of(word)); });
}

/// Takes the words for people, and a number right behind one of them, out of a header.
Place by_people(const Words& words) {
  Place found{words, {}, "", PartyKind::person, true};
  bool after_party = false;
  const bool of_kin = holds(words, "kin");
  for (const std::string& word : words) {
    if (of_kin && (word == "next" || word == "of")) continue;
    const std::string meaning = meaning_of(word);
    const bool person = holds(kPeople, meaning) && word.size() > 1;
    if (person || (after_party && is_ordinal(word))) {
      if (!found.party.empty()) found.party += '_';
      found.party += meaning;
    } else {
      found.rest.push_back(word);
    }
    after_party = person;
  }
  return found;
}

/// "second_applicant_surname": the ordinal before the person is the person's.
void move_ordinal(Place& found) {
  if (found.party.empty() || found.rest.empty()) return;
  const std::string first = meaning_of(found.rest.front());
  const bool spelled = is_ordinal(first) && first != found.rest.front();
  const bool of_person = found.all.size() > 1 && holds(kPeople, meaning_of(found.all[1]));
  if (!spelled || !of_person || found.all.front() != found.rest.front()) return;
  found.party += '_' + first;
  found.rest.erase(found.rest.begin());
}

Place by_words(const std::string& header) {
  Place none{header_words_of(header), {}, "", PartyKind::subject, false};
  none.rest = none.all;
  Place person = by_people(none.all);
  move_ordinal(person);
  if (!person.party.empty()) {
    if (is_reference(person.rest)) return none;
    return person;
  }
  if (any_word(none.all, kProperties)) {
    Place property{none.all, {}, "", PartyKind::property, true};
    for (const std::string& word : none.all) {
      const std::string meaning = meaning_of(word);
      if (holds(kProperties, meaning)) {
        property.party = meaning;
      } else {
        property.rest.push_back(word);
      }
    }
    return property.rest.empty() || is_reference(property.rest) ? none : property;
  }
  if (any_word(none.all, kOrganisations) && !holds(none.all, "id")) {
    return {none.all, none.all, "organisation", PartyKind::organisation, false};
  }
  return none;
}

/// The headers behind one number or prefix, by column.
using Group = std::map<size_t, Words>;

size_t different(const Group& group) {
  std::set<std::string> rests;
  for (const auto& [column, rest] : group) rests.insert(joined(rest, ' '));
  return rests.size();
}

bool names_people(const Group& group) {
  return different(group) >= 2 && std::any_of(group.begin(), group.end(), [](const auto& one) {
           return names_somebody(one.second);
         });
}

/// "first_surname" and "second_surname", "Surname" and "Surname 2".
void find_numbers(std::vector<Place>& places) {
  // Numbers before and behind headers are kept apart: "second name", "address 2".
  std::map<std::pair<bool, std::string>, Group> groups;
  for (size_t i = 0; i < places.size(); ++i) {
    const Words& words = places[i].all;
    if (!places[i].party.empty() || words.size() < 2) continue;
    const bool leads = is_ordinal(meaning_of(words.front()));
    if (!leads && !is_ordinal(words.back())) continue;
    Words rest =
        leads ? Words(words.begin() + 1, words.end()) : Words(words.begin(), words.end() - 1);
    groups[{leads, meaning_of(leads ? words.front() : words.back())}][i] = std::move(rest);
  }
  const bool several = std::any_of(groups.begin(), groups.end(), [](const auto& group) {
    return group.first.second != "1" && names_people(group.second);
  });
  if (!several) return;
  for (const auto& [number, group] : groups) {
    if (!names_people(group)) continue;
    for (const auto& [column, rest] : group) {
      places[column] = {places[column].all, rest, number.second, PartyKind::person, true};
    }
  }
}

/// "SURNAME" and "P_SURNAME".
void find_prefixes(std::vector<Place>& places) {
  std::set<std::string> plain;
  for (const Place& one : places) {
    if (one.party.empty()) plain.insert(joined(one.all, ' '));
  }
  std::map<std::string, Group> groups;
  for (size_t i = 0; i < places.size(); ++i) {
    const Words& words = places[i].all;
    if (!places[i].party.empty() || words.size() < 2 || holds(kWhichName, words.front())) continue;
    const Words rest(words.begin() + 1, words.end());
    if (plain.contains(joined(rest, ' '))) groups[words.front()][i] = rest;
  }
  for (const auto& [prefix, group] : groups) {
    if (!names_people(group)) continue;
    for (const auto& [column, rest] : group) {
      places[column] = {places[column].all, rest, meaning_of(prefix), PartyKind::person, true};
    }
  }
}

/// A party of which no header gives a name is none: its columns only speak about it.
void give_nameless_back(std::vector<Place>& places) {
  std::set<std::string> named;
  for (const Place& one : places) {
    if (one.kind == PartyKind::person && (one.rest.empty() || names_somebody(one.rest))) {
      named.insert(one.party);
    }
  }
  for (Place& one : places) {
    if (one.kind == PartyKind::person && !named.contains(one.party)) one.give_back();
  }
}

std::vector<Place> find_parties(const std::vector<TextColumn>& columns) {
  std::vector<Place> places;
  for (const TextColumn& column : columns) places.push_back(by_words(column.name));
  find_numbers(places);
  find_prefixes(places);
  give_nameless_back(places);
  return places;
}

bool is_name(FieldKind kind) {
  return kind == FieldKind::full_name || kind == FieldKind::given_name ||
         kind == FieldKind::family_name;
}

/// The wishes about `from` as wishes about `to`.
void rename_wishes(const ColumnWishes& wishes, const std::string& from, const std::string& to,
                   ColumnWishes& renamed) {
  for (const auto& [name, kind] : wishes.kinds) {
    if (name == from) renamed.kinds[to] = kind;
  }
  if (wishes.id_column == from) renamed.id_column = to;
  if (wishes.truth_column == from) renamed.truth_column = to;
  if (holds(wishes.ignored, from)) renamed.ignored.push_back(to);
}

}  // namespace

std::vector<PartyColumn> recognise_parties(const std::vector<TextColumn>& columns,
                                           const ColumnWishes& wishes) {
  const std::vector<Place> places = find_parties(columns);
  std::map<std::string, std::vector<size_t>> groups;
  for (size_t i = 0; i < places.size(); ++i) groups[places[i].party].push_back(i);
  std::vector<PartyColumn> found(columns.size());
  for (const auto& [party, members] : groups) {
    std::vector<TextColumn> own;
    ColumnWishes own_wishes;
    for (const size_t i : members) {
      own.push_back(columns[i]);
      if (places[i].stripped) own.back().name = joined(places[i].rest, ' ');
      rename_wishes(wishes, columns[i].name, own.back().name, own_wishes);
    }
    const auto recognised = recognise_columns(own, own_wishes);
    for (size_t at = 0; at < members.size(); ++at) {
      const size_t i = members[at];
      found[i] = {recognised[at], places[i].kind, party, places[i].rest};
      found[i].column.name = columns[i].name;
      // "owner" over the names of teams names no person.
      if (places[i].rest.empty() && !is_name(recognised[at].kind)) {
        found[i].kind = PartyKind::subject;
        found[i].party.clear();
        found[i].words = places[i].all;
      }
    }
  }
  return found;
}

}  // namespace newlyn::profile
