// SPDX-License-Identifier: MIT
// How somebody is written down by one system: what it asks, in which form, and what goes wrong.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "synthetic/records/truth.h"
#include "synthetic/town/households.h"
#include "synthetic/town/town.h"

namespace newlyn::synthetic {

/// How often things go wrong in a system, in ten thousand records that they can befall.
struct ErrorRates {
  int keying = 0;
  int hearing = 0;
  int scanning = 0;
  int day_month_swapped = 0;
  int names_swapped = 0;
  int placeholder = 0;
  int default_value = 0;
  int truncation = 0;
  int wrong_record = 0;
  int stale_address = 0;  // of those who lived elsewhere before
  int no_birth_date = 0;
  int no_phone = 0;
  int no_email = 0;
  int nickname = 0;
  int other_spelling = 0;
  int former_name = 0;  // of those who have one
};

/// The rates of a system like any other; sources say where they differ.
ErrorRates usual_rates() noexcept;

/// What a system asks of a person, as bits.
enum Asked : uint32_t {
  kAsksBirth = 1,
  kAsksAddress = 2,
  kAsksPhone = 4,
  kAsksEmail = 8,
  kAsksNino = 16,
  kAsksNhs = 32,
  kAsksUprn = 64,
};

/// What a system is like to write in.
struct Habits {
  uint32_t asks = kAsksBirth | kAsksAddress;
  size_t name_letters_max = 40;  // longer names are cut: the width of an old screen
  bool landline_first = false;   // one box for a number, and the landline goes into it
  ErrorRates rates = usual_rates();
};

/// A person as one record has her. What was not asked or is missing is empty.
struct Written {
  std::string title;
  std::string given;
  std::string middle;
  std::string family;
  Day born = kNever;         // kNever where it is missing
  std::string born_instead;  // a placeholder in its place
  std::string sex;           // "M" or "F"
  uint32_t place = kNowhere;
  std::string premises;
  std::string street;
  std::string locality;
  std::string town;
  std::string postcode;
  std::string uprn;
  std::string mobile;
  std::string phone;
  std::string email;
  std::string nino;
  std::string nhs;

  /// "Flat 3, 12 Mill Lane"
  std::string line() const;
  /// "Mrs Ann Mary Smith", without what is empty.
  std::string full_name() const;
};

/// Who is written down, in which role and when.
struct Entry {
  std::string_view record;
  uint32_t person = kNobody;
  std::string_view role;
  Day day = 0;
  uint32_t without = 0;  // bits of Asked that this role is not asked
};

/// Writes people down for one source.
class Clerk {
 public:
  /// The arguments must outlive the clerk.
  Clerk(const Town& town, const Words& words, const Habits& habits, RecordTruth& truth);

  Written write(const Entry& entry, Random& random);

  /// What is written from now on is looked at on `day`: one record in twenty-five has a mistake
  /// more until somebody corrects it in the last year of the story. Without it all are corrected.
  void look_on(Day day) { day_ = day; }

  /// The parts of an address anywhere, as it should be.
  void put_address(uint32_t place, Written& written) const;

 private:
  bool strikes(int rate, Random& random) const { return chance(random, rate); }
  void put_names(const Entry& entry, Written& written, Random& random);
  void put_place(const Entry& entry, Written& written, Random& random);
  void put_contacts(const Entry& entry, Written& written, Random& random);
  void slip(Written& written, Random& random);
  void slip_with(ErrorKind kind, Written& written, Random& random);
  void mistake(const Entry& entry, Written& written, Random& random);
  void lose(Written& written, Random& random);
  void err_until_corrected(const Entry& entry, Written& written);
  bool asks(Asked what) const { return (asked_ & what) != 0; }

  const Town& town_;
  const Words& words_;
  Habits habits_;
  uint32_t asked_;  // of the person who is being written down
  RecordTruth& truth_;
  Places outside_;
  Day day_ = kNever;
};

}  // namespace newlyn::synthetic
