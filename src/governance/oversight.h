// SPDX-License-Identifier: MIT
// Oversight of looks: which of them a manager should ask about first. It accuses nobody: each item
// says what is unusual about it, and a person finds out why.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace newlyn::governance {

/// A person under the standard schema, as far as is known; empty texts are not known.
struct PersonFacts {
  std::string given_name;
  std::string family_name;
  std::string birth_date;
  std::string house_number;
  std::string street;
  std::string postcode;  // without a space: "ac12ab"
};

/// When somebody works, in the time of the United Kingdom. An end before the start is on the next
/// day.
struct WorkingHours {
  uint8_t days = 0b0011111;  // from Monday, the lowest bit
  int start_minute = 7 * 60;
  int end_minute = 19 * 60;
};

/// Reads "mon-fri 07:00-19:00"; days are "mon-fri", "sat" or several of these with commas. Throws
/// Error(request_invalid) that says how it is written.
WorkingHours read_hours(std::string_view text);

/// Whether a moment lies within the hours.
bool is_at_work(const WorkingHours& hours, int64_t micros) noexcept;

/// A moment as clocks in the United Kingdom show it.
struct ClockTime {
  std::string date;  // "2026-11-28"
  int hour = 0;      // 0 to 23
  int minute = 0;
  std::string_view weekday;  // "mon" to "sun"
};
ClockTime clock_time(int64_t micros);

/// One of the staff.
struct StaffMember {
  std::string account;  // as audit entries name them
  std::string team;
  WorkingHours hours;
  PersonFacts person;
};

/// Somebody whom the curious look up: a councillor, a player, a person in the news.
struct WellKnownPerson {
  std::string entity;  // an entity id or "source:key"; empty: by the facts
  PersonFacts person;
};

/// One look at one person, or one that was refused.
struct Look {
  uint64_t number = 0;  // of the entry in the log
  int64_t micros = 0;
  std::string who;
  std::string subject;
  bool followed = false;  // the same account then did something about the person
  bool listed = false;    // the person was one of several in an answer, and not the first
  bool refused = false;   // nothing was shown
};

/// What is looked through. Looks before `from` tell what is usual; items are of [from, to).
struct UnusualQuestion {
  std::vector<Look> looks;  // in order of time
  std::map<std::string, PersonFacts> subjects;
  /// What single records say of them otherwise: another spelling, another home. They tell who
  /// somebody is and with whom they live or lived.
  std::map<std::string, std::vector<PersonFacts>> otherwise = {};
  std::vector<StaffMember> staff;
  std::vector<WellKnownPerson> well_known;
  int64_t from = 0;
  int64_t to = 0;
  size_t budget = 20;  // items a week
};

/// One thing that is unusual. `name` is self, household, colleague, well_known, street, surname,
/// after_hours, volume, no_action or refused.
struct UnusualSign {
  std::string name;
  std::string words;
  double weight = 0;  // log2 of how much likelier it is among looks out of curiosity
};

/// The looks of one account at one person in one week; or, without a subject, how many people the
/// account looked at.
struct UnusualItem {
  int64_t week = 0;  // microseconds of its first moment
  std::string who;
  std::string subject;
  std::vector<uint64_t> entries;
  double score = 0;
  std::vector<UnusualSign> signs;  // strongest first
};

/// The items a week's budget allows, highest score first within each week, weeks in order. Ties go
/// by account, then subject. The weight of a sign is log2 of its assumed share among looks out of
/// curiosity over its share among all looks of the question, so what happens all the time weighs
/// nothing. Of several ties to one person (colleague, same street) the strongest counts. Looks that
/// were refused are unusual from the second on. Somebody who was only listed is unusual by a tie to
/// that one person, not by a name or street that many share.
std::vector<UnusualItem> find_unusual(const UnusualQuestion& question);

}  // namespace newlyn::governance
