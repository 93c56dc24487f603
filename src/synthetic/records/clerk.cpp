// SPDX-License-Identifier: MIT
// Writing down: what was true on the day, then other forms of names, then mistakes, then gaps.
#include "synthetic/records/clerk.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "base/random.h"
#include "synthetic/people/faults.h"

namespace newlyn::synthetic {
namespace {

// Addresses outside come from a town far larger than the borough.
constexpr uint64_t kOutsideHouseholds = 4'000'000;

// Of ten thousand records, how many are corrected in the last year.
constexpr int kCorrected = 400;

constexpr std::array<std::string_view, 5> kNoName = {"UNKNOWN", "N/A", "TBC", "NOT KNOWN", "-"};
constexpr std::array<std::string_view, 3> kNoBirth = {"1900-01-01", "1901-01-01", "1800-01-01"};
constexpr std::array<std::string_view, 3> kNoPhone = {"00000000000", "N/A", "0"};

const std::string* other_form(const Forms& forms, const std::string& word, Random& random) {
  const auto found = forms.find(word);
  return found == forms.end() ? nullptr : &one_of<std::string>(random, found->second);
}

uint32_t before(const Resident& resident, const Stay& stay) {
  for (size_t i = 1; i < resident.stays.size(); ++i) {
    if (resident.stays[i].from == stay.from) return resident.stays[i - 1].place;
  }
  return kNowhere;
}

void cut(std::string& text, size_t letters_max) {
  if (text.size() <= letters_max) return;
  while (letters_max > 0 && (static_cast<unsigned char>(text[letters_max]) & 0xC0) == 0x80) {
    --letters_max;
  }
  text.resize(letters_max);
}

std::string slipped_as(ErrorKind kind, const std::string& text, Random& random) {
  if (kind == ErrorKind::hearing) return misheard(text, random);
  return kind == ErrorKind::scanning ? misread(text, random) : keyed(text, random);
}

// One number for all that a record says of somebody.
uint64_t content_of(const Written& written) {
  uint64_t content = hash_mix(static_cast<uint64_t>(written.born), written.place);
  for (const std::string* text :
       {&written.title, &written.given, &written.middle, &written.family, &written.born_instead,
        &written.premises, &written.street, &written.postcode, &written.mobile, &written.phone,
        &written.email, &written.nino, &written.nhs}) {
    content = hash_bytes(*text, content);
  }
  return content;
}

}  // namespace

ErrorRates usual_rates() noexcept {
  ErrorRates rates;
  rates.keying = 950;
  rates.hearing = 350;
  rates.day_month_swapped = 150;
  rates.names_swapped = 90;
  rates.placeholder = 200;
  rates.default_value = 150;
  rates.truncation = 150;
  rates.wrong_record = 50;
  rates.stale_address = 2700;
  rates.no_birth_date = 1200;
  rates.no_phone = 2500;
  rates.no_email = 3500;
  rates.nickname = 600;
  rates.other_spelling = 600;
  rates.former_name = 900;
  return rates;
}

std::string Written::line() const {
  const bool numbered =
      !premises.empty() && premises.find_last_of("0123456789") + 2 >= premises.size();
  return premises.empty() ? street : fmt::format("{}{}{}", premises, numbered ? " " : ", ", street);
}

std::string Written::full_name() const {
  std::string name = title;
  for (const std::string* part : {&given, &middle, &family}) {
    if (!part->empty()) name += (name.empty() ? "" : " ") + *part;
  }
  return name;
}

Clerk::Clerk(const Town& town, const Words& words, const Habits& habits, RecordTruth& truth)
    : town_(town),
      words_(words),
      habits_(habits),
      asked_(habits.asks),
      truth_(truth),
      outside_(words, town.seed, kOutsideHouseholds) {}

Written Clerk::write(const Entry& entry, Random& random) {
  truth_.about_person(entry.record, entry.person, entry.role);
  asked_ = habits_.asks & ~entry.without;
  Written written;
  put_names(entry, written, random);
  written.sex = town_.people[entry.person].named.sex == Sex::male ? "M" : "F";
  if (asks(kAsksBirth)) written.born = town_.people[entry.person].born;
  if (asks(kAsksAddress)) put_place(entry, written, random);
  put_contacts(entry, written, random);
  lose(written, random);
  mistake(entry, written, random);
  err_until_corrected(entry, written);
  truth_.written(content_of(written));
  return written;
}

// A mistake that is found and corrected in the last year; the chance is the record's own.
void Clerk::err_until_corrected(const Entry& entry, Written& written) {
  const uint64_t own = hash_mix(hash_bytes(entry.record, town_.seed ^ 0x636F'7272), entry.person);
  Random random(own);
  if (!chance(random, kCorrected)) return;
  const Day corrected = draw_day(last_day(kSeenFrom) + 1, last_day(kStoryEnds), random);
  if (day_ >= corrected) return;
  slip_with(chance(random, 6000) ? ErrorKind::keying : ErrorKind::hearing, written, random);
}

void Clerk::put_names(const Entry& entry, Written& written, Random& random) {
  const Resident& resident = town_.people[entry.person];
  written.title = title_of(town_, entry.person, entry.day);
  written.given = resident.named.given;
  written.middle = resident.named.middle;
  written.family = town_.family_at(entry.person, entry.day);
  const bool renamed = !resident.former.empty() && written.family != resident.former.front().family;
  if (renamed && strikes(habits_.rates.former_name, random)) {
    written.family = resident.former.front().family;
    truth_.wrong(ErrorKind::former_name, "family");
  }
  const std::string* nickname = other_form(words_.nicknames, written.given, random);
  const std::string* spelling = other_form(words_.spellings, written.given, random);
  if (nickname != nullptr && strikes(habits_.rates.nickname, random)) {
    written.given = *nickname;
    truth_.wrong(ErrorKind::nickname, "given");
  } else if (spelling != nullptr && strikes(habits_.rates.other_spelling, random)) {
    written.given = *spelling;
    truth_.wrong(ErrorKind::other_spelling, "given");
  }
  const std::string* other = other_form(words_.spellings, written.family, random);
  if (other != nullptr && strikes(habits_.rates.other_spelling, random)) {
    written.family = *other;
    truth_.wrong(ErrorKind::other_spelling, "family");
  }
  // Systems have a box for the family name; who bears one name only gets it twice, or a dot.
  if (written.family.empty()) written.family = strikes(6000, random) ? written.given : ".";
  if (strikes(6000, random)) cut(written.middle, 1);
}

void Clerk::put_address(uint32_t place, Written& written) const {
  written.place = place;
  if (place == kNowhere) return;
  if (is_outside(place)) {
    const uint64_t drawn = hash_mix(town_.seed ^ 0x6F7574, place);
    const Street street = outside_.street(drawn % 200'000);
    const int number = 1 + static_cast<int>(drawn / 200'000 % 120);
    written.premises = fmt::format("{}", number);
    written.street = street.name;
    written.locality.clear();
    written.town = street.town;
    written.postcode = number <= 60 ? street.postcode : street.postcode_high;
    return;
  }
  const Property& at = town_.gazetteer.properties[place];
  const BoroughStreet& street = town_.gazetteer.streets[at.street];
  written.premises = premises_of(at);
  written.street = street.name;
  written.locality = street.locality;
  written.town = town_.gazetteer.borough;
  written.postcode = borough_postcode(at.postcode, town_.seed);
  if (asks(kAsksUprn)) written.uprn = uprn_of(place);
}

void Clerk::put_place(const Entry& entry, Written& written, Random& random) {
  const Stay& stay = town_.stay_at(entry.person, entry.day);
  uint32_t place = stay.place;
  const uint32_t earlier = before(town_.people[entry.person], stay);
  if (earlier != kNowhere && earlier != place && strikes(habits_.rates.stale_address, random)) {
    place = earlier;
    truth_.wrong(ErrorKind::stale_address, "address");
  }
  put_address(place, written);
  const size_t space = written.street.rfind(' ');
  if (space == std::string::npos || !strikes(2500, random)) return;
  const auto shorter =
      words_.short_streets.find(std::string_view(written.street).substr(space + 1));
  if (shorter == words_.short_streets.end()) return;
  written.street = written.street.substr(0, space + 1) + shorter->second.front();
}

void Clerk::put_contacts(const Entry& entry, Written& written, Random& random) {
  const uint32_t person = entry.person;
  if (asks(kAsksPhone) && !strikes(habits_.rates.no_phone, random)) {
    written.mobile = mobile_of(town_, person, entry.day);
    const uint32_t place = town_.stay_at(person, entry.day).place;
    if (!is_outside(place)) written.phone = landline_of(town_, place);
    if (habits_.landline_first && !written.phone.empty()) written.mobile = written.phone;
    if (strikes(4000, random) && written.mobile.size() == 11) written.mobile.insert(5, " ");
  }
  if (asks(kAsksEmail) && !strikes(habits_.rates.no_email, random)) {
    written.email = email_of(town_, person, entry.day);
  }
  const bool adult = town_.is_adult(person, entry.day);
  if (asks(kAsksNino) && adult && !strikes(1500, random)) written.nino = nino_of(town_, person);
  if (asks(kAsksNhs) && !strikes(2200, random)) written.nhs = nhs_number_of(town_, person);
}

// One slip in one of the texts that the record has; tried again where it would change nothing.
void Clerk::slip_with(ErrorKind kind, Written& written, Random& random) {
  for (int tries = 0; tries < 6; ++tries) {
    const int drawn = between(random, 0, 9);
    const bool letters = drawn < 7 || kind != ErrorKind::keying;
    if (letters) {
      std::string& text = drawn < 3 ? written.family : drawn < 5 ? written.given : written.street;
      std::string changed = slipped_as(kind, text, random);
      if (changed == text) continue;
      text = std::move(changed);
      truth_.wrong(kind, drawn < 3 ? "family" : drawn < 5 ? "given" : "street");
      return;
    }
    if (drawn == 7 && written.born != kNever) {
      Date date = date_of(written.born);
      date.day = date.day > 9 ? date.day - 9 : date.day + 1;
      written.born = day_of(date);
      truth_.wrong(kind, "birth_date");
      return;
    }
    if (drawn == 8 && written.postcode.size() > 4) {
      const size_t at = written.postcode.find(' ') + 1;
      written.postcode[at] = static_cast<char>('0' + (written.postcode[at] - '0' + 1) % 10);
      truth_.wrong(kind, "postcode");
      return;
    }
    if (drawn == 9 && written.mobile.size() >= 11) {
      std::string changed = digit_changed(written.mobile.substr(8), random);
      written.mobile.replace(8, std::string::npos, changed);
      truth_.wrong(kind, "phone");
      return;
    }
  }
}

void Clerk::slip(Written& written, Random& random) {
  const ErrorRates& rates = habits_.rates;
  if (strikes(rates.keying, random)) slip_with(ErrorKind::keying, written, random);
  if (strikes(rates.hearing, random)) slip_with(ErrorKind::hearing, written, random);
  if (strikes(rates.scanning, random)) slip_with(ErrorKind::scanning, written, random);
  for (std::string* name : {&written.given, &written.family}) {
    const bool half = name->size() > 5 && strikes(rates.truncation / 2, random);
    const size_t letters = half ? 4 + random.below(name->size() - 5) : habits_.name_letters_max;
    if (letters >= name->size()) continue;
    cut(*name, letters);
    truth_.wrong(ErrorKind::truncation, name == &written.given ? "given" : "family");
  }
  if (strikes(rates.names_swapped, random) && written.given != written.family) {
    std::swap(written.given, written.family);
    truth_.wrong(ErrorKind::names_swapped, "given");
  }
}

void Clerk::mistake(const Entry& entry, Written& written, Random& random) {
  const ErrorRates& rates = habits_.rates;
  slip(written, random);
  if (written.born != kNever) {
    Date date = date_of(written.born);
    const bool can_swap = date.day <= 12 && date.day != date.month;
    if (can_swap && strikes(rates.day_month_swapped * 5 / 2, random)) {
      std::swap(date.day, date.month);
      written.born = day_of(date);
      truth_.wrong(ErrorKind::day_month_swapped, "birth_date");
    } else if ((date.day != 1 || date.month != 1) && strikes(rates.default_value, random)) {
      written.born = day_of(Date{date.year, 1, 1});
      truth_.wrong(ErrorKind::default_value, "birth_date");
    }
  }
  if (strikes(rates.wrong_record, random)) {
    // The next line of a list of hits was taken: somebody else's date of birth or number.
    const auto other =
        static_cast<uint32_t>((entry.person + 1 + random.below(40)) % town_.people.size());
    if (!written.nino.empty()) {
      written.nino = nino_of(town_, other);
      truth_.wrong(ErrorKind::wrong_record, "nino");
    } else if (written.born != kNever && written.born != town_.people[other].born) {
      written.born = town_.people[other].born;
      truth_.wrong(ErrorKind::wrong_record, "birth_date");
    } else if (asks(kAsksEmail)) {
      std::string email = email_of(town_, other, entry.day);
      if (email.empty() || email == written.email) return;
      written.email = std::move(email);
      truth_.wrong(ErrorKind::wrong_record, "email");
    }
  }
}

void Clerk::lose(Written& written, Random& random) {
  const ErrorRates& rates = habits_.rates;
  if (asks(kAsksBirth) && strikes(rates.no_birth_date, random)) {
    written.born = kNever;
    truth_.wrong(ErrorKind::no_birth_date, "birth_date");
  }
  if (!strikes(rates.placeholder, random)) return;
  if (written.born == kNever && asks(kAsksBirth)) {
    written.born_instead = kNoBirth[random.below(kNoBirth.size())];
    truth_.wrong(ErrorKind::placeholder, "birth_date");
  } else if (asks(kAsksPhone) && written.mobile.empty()) {
    written.mobile = kNoPhone[random.below(kNoPhone.size())];
    truth_.wrong(ErrorKind::placeholder, "phone");
  } else {
    written.given = kNoName[random.below(kNoName.size())];
    truth_.wrong(ErrorKind::placeholder, "given");
  }
}

}  // namespace newlyn::synthetic
