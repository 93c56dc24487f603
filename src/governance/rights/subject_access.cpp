// SPDX-License-Identifier: MIT
// Counts months, pauses and working days.
#include "governance/subject_access.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <set>

#include "base/error.h"
#include "governance/rights/lexicon.h"

namespace newlyn::governance {
namespace {

namespace chrono = std::chrono;

constexpr std::array<std::string_view, 3> kNations = {"england_and_wales", "scotland",
                                                      "northern_ireland"};
constexpr unsigned kMonths = 1;
constexpr unsigned kMonthsExtended = 3;
constexpr chrono::days kHabit{28};

struct Holidays {
  std::array<std::set<chrono::sys_days>, 3> days;
  int first_year = 9999;
  int last_year = 0;
};

Holidays read_holidays() {
  Holidays holidays;
  std::string_view text = lexicon_text("uk_bank_holidays");
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    const auto day = read_day(line.substr(0, 10));
    if (!day) continue;
    const std::string_view nations = line.substr(0, line.rfind(','));
    for (size_t i = 0; i < kNations.size(); ++i) {
      if (nations.find(kNations[i]) != nations.npos) holidays.days[i].insert(*day);
    }
    holidays.first_year = std::min(holidays.first_year, static_cast<int>(day->year()));
    holidays.last_year = std::max(holidays.last_year, static_cast<int>(day->year()));
  }
  return holidays;
}

const Holidays& known_holidays() {
  static const Holidays holidays = read_holidays();
  return holidays;
}

void demand_day(const Day& day) {
  if (!day.ok()) {
    throw Error(Code::request_invalid,
                fmt::format("{:04}-{:02}-{:02} is a day that no calendar has. Mend the days of the "
                            "request.",
                            static_cast<int>(day.year()), static_cast<unsigned>(day.month()),
                            static_cast<unsigned>(day.day())));
  }
}

/// The same day so many months later, or the last day of that month.
Day months_later(const Day& day, unsigned months) {
  const Day later = day + chrono::months(months);
  if (later.ok()) return later;
  return later.year() / later.month() / chrono::last;
}

Day next_working_day(Day day, Nation nation) {
  while (!is_working_day(day, nation)) day = chrono::sys_days(day) + chrono::days(1);
  return day;
}

/// Days without the clock since it started; overlapping questions count once. Nothing while one is
/// open.
std::optional<uint64_t> paused_days(const SubjectAccessRequest& request, const Day& start) {
  std::set<chrono::sys_days> days;
  bool open = false;
  for (const ClarificationPause& pause : request.pauses) {
    demand_day(pause.asked);
    if (!pause.answered) {
      open = true;
      continue;
    }
    demand_day(*pause.answered);
    if (*pause.answered < pause.asked) {
      throw Error(Code::request_invalid,
                  fmt::format("A clarification was answered on {} and asked on {}. Mend the days.",
                              day_text(*pause.answered), day_text(pause.asked)));
    }
    // Waiting before the clock runs puts nothing off.
    for (chrono::sys_days day = std::max(pause.asked, start);
         day < chrono::sys_days(*pause.answered); day += chrono::days(1)) {
      days.insert(day);
    }
  }
  if (open) return std::nullopt;
  return days.size();
}

}  // namespace

std::optional<Day> read_day(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const auto number = [&](size_t at, size_t size) {
    int value = -1;
    const char* end = text.data() + at + size;
    const auto [stop, problem] = std::from_chars(text.data() + at, end, value);
    return problem == std::errc{} && stop == end ? value : -1;
  };
  const int month = number(5, 2);
  const int day = number(8, 2);
  const Day read = chrono::year(number(0, 4)) / month / day;
  if (month < 0 || day < 0 || !read.ok() || read.year() < chrono::year(0)) return std::nullopt;
  return read;
}

std::string day_text(const Day& day) {
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(day.year()),
                     static_cast<unsigned>(day.month()), static_cast<unsigned>(day.day()));
}

bool is_working_day(const Day& day, Nation nation) {
  const chrono::weekday weekday{chrono::sys_days(day)};
  if (weekday == chrono::Saturday || weekday == chrono::Sunday) return false;
  return !known_holidays().days[static_cast<size_t>(nation)].contains(day);
}

int last_known_holiday_year() { return known_holidays().last_year; }

SubjectAccessDeadline subject_access_deadline(const SubjectAccessRequest& request) {
  demand_day(request.received);
  Day start = request.received;
  if (request.identity_shown) {
    demand_day(*request.identity_shown);
    start = std::max(start, *request.identity_shown);
  }
  SubjectAccessDeadline deadline;
  const auto paused = paused_days(request, start);
  if (!paused) {
    deadline.note = "The clock stands still until the person answers the clarification.";
    return deadline;
  }
  deadline.paused_days = *paused;
  const auto due = [&](unsigned months) {
    const Day day = months_later(start, months);
    return next_working_day(chrono::sys_days(day) + chrono::days(*paused), request.nation);
  };
  deadline.due = due(request.extended ? kMonthsExtended : kMonths);
  deadline.habit = chrono::sys_days(start) + kHabit + chrono::days(*paused);
  if (request.extended) {
    deadline.tell_by = due(kMonths);
    deadline.note = fmt::format("The person must be told of the extension and why by {}.",
                                day_text(*deadline.tell_by));
  }
  const int year = static_cast<int>(deadline.due->year());
  const Holidays& known = known_holidays();
  if (year < known.first_year || year > known.last_year) {
    deadline.note += fmt::format(
        "{}Bank holidays are known from {} to the end of {}, so {} may be one: look at "
        "gov.uk/bank-holidays whether it is, and take the next working day then. A later version "
        "of newlyn knows later years.",
        deadline.note.empty() ? "" : " ", known.first_year, known.last_year,
        day_text(*deadline.due));
  }
  return deadline;
}

}  // namespace newlyn::governance
