// SPDX-License-Identifier: MIT
// What goes wrong with a record: the table of faults with their rates, and the changes of letters
// behind them.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "synthetic/people/draw.h"

namespace newlyn::synthetic {

/// One way in which a record differs from the truth.
enum class Fault : uint8_t {
  given_nickname,
  given_initial,
  given_spelling,
  given_keyed,
  given_cut,
  given_is_middle,
  family_spelling,
  family_keyed,
  family_cut,
  family_former,
  names_swapped,
  names_unaccented,
  written_in_capitals,
  middle_initial,
  born_keyed,
  born_swapped,
  born_year_off,
  born_other_form,
  address_short,
  address_keyed,
  house_number_off,
  home_stale,
  postcode_keyed,
  postcode_no_space,
  town_keyed,
  phone_keyed,
  phone_other_form,
  email_keyed,
  sex_wrong,
  given_missing,
  middle_missing,
  family_missing,
  born_missing,
  sex_missing,
  address_missing,
  town_missing,
  postcode_missing,
  phone_missing,
  email_missing,
  placeholder_for_missing,
};

/// The rate of a fault among the values it can befall, in ten thousand.
struct FaultRow {
  Fault fault;
  std::string_view name;
  int rate;
  std::string_view meaning;
};

inline constexpr std::array<FaultRow, 40> kFaults = {{
    {Fault::given_nickname, "given_nickname", 900, "Bill for William, where there is such a form"},
    {Fault::given_initial, "given_initial", 180, "W for William"},
    {Fault::given_spelling, "given_spelling", 900, "Sara for Sarah, where there is such a form"},
    {Fault::given_keyed, "given_keyed", 300, "a slip of the keys, the ear or the scanner"},
    {Fault::given_cut, "given_cut", 50, "the end of the name is lost"},
    {Fault::given_is_middle, "given_is_middle", 200, "called by the middle name"},
    {Fault::family_spelling, "family_spelling", 600,
     "Clarke for Clark, where there is such a form"},
    {Fault::family_keyed, "family_keyed", 350, "a slip of the keys, the ear or the scanner"},
    {Fault::family_cut, "family_cut", 60, "the end, or one half of a double name, is lost"},
    {Fault::family_former, "family_former", 700, "the name before marriage, long after it"},
    {Fault::names_swapped, "names_swapped", 80, "given and family name change places"},
    {Fault::names_unaccented, "names_unaccented", 6500, "Lukasz for Łukasz, for the whole record"},
    {Fault::written_in_capitals, "written_in_capitals", 1200, "the whole record in capitals"},
    {Fault::middle_initial, "middle_initial", 3500, "J for James"},
    {Fault::born_keyed, "born_keyed", 150, "one digit of the date is wrong"},
    {Fault::born_swapped, "born_swapped", 120, "day and month change places, where both can be"},
    {Fault::born_year_off, "born_year_off", 80, "the year is one or ten off"},
    {Fault::born_other_form, "born_other_form", 400, "31/12/1999 instead of 1999-12-31"},
    {Fault::address_short, "address_short", 1500, "Rd for Road"},
    {Fault::address_keyed, "address_keyed", 250, "a slip in the street"},
    {Fault::house_number_off, "house_number_off", 150, "a wrong house number"},
    {Fault::home_stale, "home_stale", 900, "the first known address, after a move"},
    {Fault::postcode_keyed, "postcode_keyed", 200, "one character of the postcode is wrong"},
    {Fault::postcode_no_space, "postcode_no_space", 600, "AC12AB for AC1 2AB"},
    {Fault::town_keyed, "town_keyed", 150, "a slip in the town"},
    {Fault::phone_keyed, "phone_keyed", 120, "one digit of the number is wrong"},
    {Fault::phone_other_form, "phone_other_form", 4500, "+44 7100 123456 and other spacings"},
    {Fault::email_keyed, "email_keyed", 120, "a slip in the e-mail address"},
    {Fault::sex_wrong, "sex_wrong", 60, "the other sex"},
    {Fault::given_missing, "given_missing", 400, "no given name"},
    {Fault::middle_missing, "middle_missing", 2000, "no middle name, though there is one"},
    {Fault::family_missing, "family_missing", 200, "no family name"},
    {Fault::born_missing, "born_missing", 1667, "no birth date: one record in six"},
    {Fault::sex_missing, "sex_missing", 1500, "no sex"},
    {Fault::address_missing, "address_missing", 1800, "no address line"},
    {Fault::town_missing, "town_missing", 2000, "no town"},
    {Fault::postcode_missing, "postcode_missing", 1800, "no postcode"},
    {Fault::phone_missing, "phone_missing", 1500, "no telephone, though there is one"},
    {Fault::email_missing, "email_missing", 1500, "no e-mail, though there is one"},
    {Fault::placeholder_for_missing, "placeholder_for_missing", 500,
     "of what is missing: N/A, unknown, 1900-01-01 and the like"},
}};

/// Returns the row of `fault`.
constexpr const FaultRow& fault_row(Fault fault) noexcept {
  return kFaults[static_cast<size_t>(fault)];
}

/// How often each fault was possible and how often it was planted.
struct FaultCounts {
  std::array<uint64_t, kFaults.size()> possible{};
  std::array<uint64_t, kFaults.size()> planted{};
};

/// True when `fault` befalls a value that it can befall; counted in `counts`.
inline bool strikes(Fault fault, FaultCounts& counts, Random& random) noexcept {
  const auto place = static_cast<size_t>(fault);
  ++counts.possible[place];
  const bool struck = chance(random, kFaults[place].rate);
  if (struck) ++counts.planted[place];
  return struck;
}

/// `text` with one slip: a neighbouring key, a letter lost, doubled or out of order, a sound
/// written otherwise, or a shape misread by a scanner. Only ASCII letters are touched; text with
/// fewer than three of them comes back as it was.
std::string slipped(const std::string& text, Random& random);

/// `text` with one slip of the keys: a neighbouring key, a letter lost, doubled or out of order.
std::string keyed(const std::string& text, Random& random);
/// `text` with one sound written otherwise; as it was when nothing in it sounds like another.
std::string misheard(const std::string& text, Random& random);
/// `text` with one shape misread by a scanner; as it was when nothing in it looks like another.
std::string misread(const std::string& text, Random& random);

/// `text` with one of its digits changed to another. Unchanged when it has none.
std::string digit_changed(std::string text, Random& random);

}  // namespace newlyn::synthetic
