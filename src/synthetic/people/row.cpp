// SPDX-License-Identifier: MIT
// Writing a record down: choice of the values in force, forms, slips, gaps, in that order.
#include "synthetic/people/row.h"

#include <fmt/format.h>

#include <algorithm>
#include <span>

namespace newlyn::synthetic {
namespace {

constexpr std::array<std::string_view, 8> kNoText = {"N/A",     "unknown", "Not known", "-",
                                                     "UNKNOWN", "n/a",     "none",      "XXX"};
constexpr std::array<std::string_view, 4> kNoDate = {"1900-01-01", "01/01/1900", "1901-01-01",
                                                     "0000-00-00"};
constexpr std::array<std::string_view, 4> kNoPhone = {"000 000", "00000000000", "0", "unknown"};
constexpr std::array<std::string_view, 3> kNoEmail = {"none@none.invalid", "N/A", "noemail"};

std::string initial_of(const std::string& name) {
  const std::string plain = without_accents(name);
  return plain.substr(0, 1);
}

// The end of a name is lost: one half of a double name, else its last letters.
std::string cut(const std::string& name, Random& random) {
  const size_t joint = name.find_first_of(" -");
  if (joint != std::string::npos && joint > 0) {
    return chance(random, 5000) ? name.substr(0, joint) : name.substr(joint + 1);
  }
  const std::string plain = without_accents(name);
  if (plain.size() < 6) return plain;
  return plain.substr(0,
                      static_cast<size_t>(between(random, 4, static_cast<int>(plain.size()) - 1)));
}

// Marks between the parts of a name are written in several ways: O'Brien, OBrien, O Brien.
std::string joints_changed(std::string name, Random& random) {
  const size_t at = name.find_first_of("'-");
  if (at != std::string::npos && chance(random, 2500)) {
    if (chance(random, 5000)) {
      name.erase(at, 1);
    } else {
      name[at] = ' ';
    }
  }
  return name;
}

std::string swapped_date(const Date& born) {
  return fmt::format("{:04}-{:02}-{:02}", born.year, born.day, born.month);
}

std::string spaced_phone(const std::string& digits, Random& random) {
  const std::string_view all = digits;
  switch (between(random, 0, 4)) {
    case 0:
      return fmt::format("{} {}", all.substr(0, 5), all.substr(5));
    case 1:
      return fmt::format("+44{}", all.substr(1));
    case 2:
      return fmt::format("+44 {} {}", all.substr(1, 4), all.substr(5));
    case 3:
      return fmt::format("{} {} {}", all.substr(0, 5), all.substr(5, 3), all.substr(8));
    default:
      return fmt::format("({}) {}", all.substr(0, 5), all.substr(5));
  }
}

std::string postcode_slipped(std::string postcode, Random& random) {
  const size_t at = 2 + random.below(postcode.size() - 2);  // the area stays one never issued
  const char old = postcode[at];
  if (old == ' ') return postcode.substr(0, at) + postcode.substr(at + 1);
  if (old >= '0' && old <= '9') return digit_changed(std::move(postcode), random);
  if (at + 1 < postcode.size() && chance(random, 4000) && postcode[at + 1] != ' ') {
    std::swap(postcode[at], postcode[at + 1]);
    return postcode;
  }
  postcode[at] = static_cast<char>('A' + (old - 'A' + between(random, 1, 25)) % 26);
  return postcode;
}

const std::string* other_form(const Forms& forms, const std::string& word, Random& random) {
  const auto found = forms.find(word);
  return found == forms.end() ? nullptr : &one_of<std::string>(random, found->second);
}

}  // namespace

// What the writing of one record needs at hand.
struct RowWriter::Pen {
  Row row;
  FaultCounts& counts;
  Random& random;
  bool strikes(Fault fault) { return synthetic::strikes(fault, counts, random); }
};

Row RowWriter::write(const Person& person, FaultCounts& counts, Random& random) const {
  Pen pen{{}, counts, random};
  const int earliest = std::min(std::max(person.born.year, kFirstYear), kLastYear);
  const int year = between(random, earliest, kLastYear);
  write_names(person, year, pen);
  write_birth(person, pen);
  write_place(person, year, pen);
  write_contact(person, year, pen);
  if (pen.strikes(Fault::names_unaccented)) {
    for (std::string& cell : pen.row.cells) cell = without_accents(cell);
  }
  if (pen.strikes(Fault::written_in_capitals)) {
    for (std::string& cell : pen.row.cells) cell = upper_case(cell);
  }
  lose_values(pen);
  return std::move(pen.row);
}

void RowWriter::write_names(const Person& person, int year, Pen& pen) const {
  Random& random = pen.random;
  std::string given = person.given;
  std::string middle = person.middle;
  std::string family = in_force(person.family, year);
  if (person.family.size() > 1 && pen.strikes(Fault::family_former)) {
    family = person.family.front().value;
  }
  const bool by_middle = !middle.empty() && pen.strikes(Fault::given_is_middle);
  if (by_middle) {
    std::swap(given, middle);
    if (chance(random, 5000)) middle.clear();
  }
  const std::string* nickname = other_form(words_.nicknames, given, random);
  const std::string* spelling = other_form(words_.spellings, given, random);
  if (nickname != nullptr && pen.strikes(Fault::given_nickname)) {
    given = *nickname;
  } else if (spelling != nullptr && pen.strikes(Fault::given_spelling)) {
    given = *spelling;
  } else if (pen.strikes(Fault::given_initial)) {
    given = initial_of(given);
  }
  if (pen.strikes(Fault::given_keyed)) given = slipped(given, random);
  if (pen.strikes(Fault::given_cut)) given = cut(given, random);
  if (!middle.empty() && pen.strikes(Fault::middle_initial)) middle = initial_of(middle);
  family = joints_changed(std::move(family), random);
  const std::string* other = other_form(words_.spellings, family, random);
  if (other != nullptr && pen.strikes(Fault::family_spelling)) family = *other;
  if (pen.strikes(Fault::family_keyed)) family = slipped(family, random);
  if (pen.strikes(Fault::family_cut)) family = cut(family, random);
  if (pen.strikes(Fault::names_swapped)) std::swap(given, family);
  pen.row[Column::first_name] = std::move(given);
  pen.row[Column::middle_name] = std::move(middle);
  pen.row[Column::last_name] = std::move(family);
}

void RowWriter::write_birth(const Person& person, Pen& pen) const {
  Date born = person.born;
  if (pen.strikes(Fault::born_year_off)) {
    const int off = chance(pen.random, 7000) ? 1 : 10;
    born.year += chance(pen.random, 5000) ? off : -off;
  }
  std::string text = fmt::format("{:04}-{:02}-{:02}", born.year, born.month, born.day);
  const bool can_swap = born.day <= 12 && born.day != born.month;
  if (can_swap && pen.strikes(Fault::born_swapped)) {
    text = swapped_date(born);
  } else if (pen.strikes(Fault::born_keyed)) {
    // The last digits of year, month and day are the ones that go wrong and leave a date.
    constexpr std::array<size_t, 3> kPlaces = {3, 6, 9};
    const size_t at = kPlaces[pen.random.below(kPlaces.size())];
    text[at] = static_cast<char>('0' + between(pen.random, 1, at == 6 && text[5] == '1' ? 2 : 8));
  }
  if (pen.strikes(Fault::born_other_form)) {
    text = fmt::format("{}/{}/{}", text.substr(8, 2), text.substr(5, 2), text.substr(0, 4));
  }
  pen.row[Column::dob] = std::move(text);
  const bool male = (person.sex == Sex::male) != pen.strikes(Fault::sex_wrong);
  pen.row[Column::sex] = male ? "M" : "F";
}

void RowWriter::write_place(const Person& person, int year, Pen& pen) const {
  Random& random = pen.random;
  Home home = in_force(person.homes, year);
  if (person.homes.size() > 1 && pen.strikes(Fault::home_stale)) {
    home = person.homes.front().value;
  }
  const Street street = places_.street(home.street);
  std::string postcode = postcode_of(home, street);
  if (pen.strikes(Fault::house_number_off)) home.number += between(random, 1, 9);
  std::string road = street.name;
  const size_t space = road.rfind(' ');
  const auto shorter = words_.short_streets.find(
      space == std::string::npos ? std::string_view() : std::string_view(road).substr(space + 1));
  if (shorter != words_.short_streets.end() && pen.strikes(Fault::address_short)) {
    road = road.substr(0, space + 1) + shorter->second.front();
  }
  if (pen.strikes(Fault::address_keyed)) road = slipped(road, random);
  std::string line = home.house_name.empty() ? fmt::format("{} {}", home.number, road)
                                             : fmt::format("{}, {}", home.house_name, road);
  if (home.flat > 0) {
    line = chance(random, 8000) ? fmt::format("Flat {}, {}", home.flat, line)
                                : fmt::format("{}/{}", home.flat, line);
  }
  std::string town = street.town;
  if (pen.strikes(Fault::town_keyed)) town = slipped(town, random);
  if (pen.strikes(Fault::postcode_keyed)) postcode = postcode_slipped(std::move(postcode), random);
  if (pen.strikes(Fault::postcode_no_space)) std::erase(postcode, ' ');
  pen.row[Column::address] = std::move(line);
  pen.row[Column::town] = std::move(town);
  pen.row[Column::postcode] = std::move(postcode);
}

void RowWriter::write_contact(const Person& person, int year, Pen& pen) const {
  Random& random = pen.random;
  const std::string& landline = in_force(person.homes, year).landline;
  std::string phone;
  if (!person.mobiles.empty()) phone = in_force(person.mobiles, year);
  const bool at_home = phone.empty() || chance(random, 2200);
  if (!landline.empty() && at_home) phone = landline;
  if (!phone.empty()) {
    if (pen.strikes(Fault::phone_keyed)) {  // the last three digits, so that it stays nobody's
      phone = phone.substr(0, 8) + digit_changed(phone.substr(8), random);
    }
    if (pen.strikes(Fault::phone_other_form)) phone = spaced_phone(phone, random);
  }
  std::string email;
  if (!person.emails.empty()) {
    email = in_force(person.emails, year);
    const size_t at = email.find('@');  // the host keeps to names reserved for examples
    if (pen.strikes(Fault::email_keyed)) {
      email = slipped(email.substr(0, at), random) + email.substr(at);
    }
  }
  pen.row[Column::phone] = std::move(phone);
  pen.row[Column::email] = std::move(email);
}

void RowWriter::lose_values(Pen& pen) const {
  constexpr auto kFirst = static_cast<size_t>(Fault::given_missing);
  const std::string kept = pen.row[Column::dob];
  for (size_t place = 0; place < kColumnNames.size(); ++place) {
    // The faults of missing values stand in the order of the columns.
    std::string& cell = pen.row.cells[place];
    if (cell.empty() || !pen.strikes(static_cast<Fault>(kFirst + place))) continue;
    cell.clear();
    if (!pen.strikes(Fault::placeholder_for_missing)) continue;
    const auto column = static_cast<Column>(place);
    std::span<const std::string_view> choices = kNoText;
    if (column == Column::dob) choices = kNoDate;
    if (column == Column::phone) choices = kNoPhone;
    if (column == Column::email) choices = kNoEmail;
    cell = one_of(pen.random, choices);
  }
  const Row& row = pen.row;
  const bool lost = row[Column::dob].empty() && row[Column::postcode].empty() &&
                    row[Column::phone].empty() && row[Column::email].empty();
  if (lost) pen.row[Column::dob] = kept;  // a bare name is nobody's record
}

}  // namespace newlyn::synthetic
