// SPDX-License-Identifier: MIT
// Orders the values of each field by its rule and takes the first.
//
// How recent a value is: the start of its period where the record says one, else the day on which
// its source last changed the record where it says that, else the day on which it was read. That is
// also the latest that the others can be: what is to begin later is known since then.
#include "index/golden_record.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <set>

#include "base/error.h"

namespace newlyn::index {
namespace {

struct RuleRow {
  GoldenRule rule;
  std::string_view name;
  std::string_view words;
};

constexpr std::array<RuleRow, 5> kRules = {{
    {GoldenRule::trusted, "trusted", "most trusted source"},
    {GoldenRule::recent, "recent", "most recent"},
    {GoldenRule::frequent, "frequent", "most frequent"},
    {GoldenRule::longest, "longest", "longest"},
    {GoldenRule::verified, "verified", "verified first"},
}};

constexpr std::string_view kVerified = "verified";
constexpr std::string_view kUpdated = "last_updated";
constexpr std::string_view kStartEnding = "_start";
constexpr size_t kDayLetters = 10;
constexpr std::array<std::string_view, 4> kYes = {"yes", "y", "true", "1"};

// The fields in which a record says since when it has values, and the values that they are of.
constexpr std::array<std::string_view, 5> kStarts = {
    "address_start", "telephone_start", "email_start", "vehicle_start", "account_start"};
struct PeriodRow {
  std::string_view field;
  size_t start;
};
constexpr std::array<PeriodRow, 24> kPeriods = {{
    {"address_start", 0}, {"address_end", 0},   {"full_address", 0},  {"house_number", 0},
    {"street", 0},        {"town", 0},          {"county", 0},        {"postcode", 0},
    {"country", 0},       {"uprn", 0},          {"telephone", 1},     {"telephone_start", 1},
    {"telephone_end", 1}, {"email", 2},         {"email_start", 2},   {"email_end", 2},
    {"vehicle", 3},       {"vehicle_start", 3}, {"vehicle_end", 3},   {"account", 4},
    {"bank_account", 4},  {"held_account", 4},  {"account_start", 4}, {"account_end", 4},
}};

/// What says how recent a value is.
enum class DatedBy : uint8_t { reading, update, period };

/// A value of one field with what rules ask of it.
struct Candidate {
  ValueOrigin origin;
  uint64_t rank = 0;
  size_t frequency = 0;
  bool verified = false;
  std::string_view recent;  // the date that counts, as its record has it
  DatedBy dated_by = DatedBy::reading;
};

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::vector<std::string_view> words_of(std::string_view line) {
  std::vector<std::string_view> words;
  for (size_t from = 0; from < line.size();) {
    from = line.find_first_not_of(" \t\r", from);
    if (from == std::string_view::npos || line[from] == '#') break;
    const size_t to = std::min(line.find_first_of(" \t\r", from), line.size());
    words.push_back(line.substr(from, to - from));
    from = to;
  }
  return words;
}

[[noreturn]] void refuse(const std::string& name, size_t line, const std::string& what) {
  throw Error(Code::request_invalid, name + " line " + std::to_string(line) + " " + what);
}

GoldenRule rule_named(std::string_view word, const std::string& name, size_t line) {
  std::string known;
  for (const RuleRow& row : kRules) {
    if (row.name == word) return row.rule;
    known += (known.empty() ? "" : ", ") + std::string(row.name);
  }
  refuse(name, line, "has the rule \"" + std::string(word) + "\". Rules are: " + known + ".");
}

void read_line(std::span<const std::string_view> words, GoldenRules& rules,
               const std::pair<const std::string&, size_t>& place) {
  const auto& [name, line] = place;
  if (words[0] == "trust") {
    uint64_t rank = 0;
    const bool is_number =
        words.size() == 3 &&
        std::from_chars(words[2].data(), words[2].data() + words[2].size(), rank).ptr ==
            words[2].data() + words[2].size();
    if (!is_number) refuse(name, line, "must name a source and its rank: trust housing 1.");
    rules.rank_of_source[std::string(words[1])] = rank;
    return;
  }
  if (words.size() != 2) refuse(name, line, "must be a field and its rule: family_name recent.");
  const GoldenRule rule = rule_named(words[1], name, line);
  if (words[0] == "*") {
    rules.other = rule;
  } else {
    rules.of_field[std::string(words[0])] = rule;
  }
}

/// Yes, or the day on which it was verified: eight digits with or without marks between them.
bool is_yes(std::string_view text) {
  if (std::find(kYes.begin(), kYes.end(), text) != kYes.end()) return true;
  const auto digits = std::count_if(text.begin(), text.end(), is_digit);
  const bool is_date = std::all_of(text.begin(), text.end(), [](char c) {
    return is_digit(c) || std::string_view("-/. ").find(c) != std::string_view::npos;
  });
  const bool is_some_day = text.find_first_of("123456789") != std::string_view::npos;
  return digits == 8 && is_date && is_some_day;
}

/// What a record says of itself.
struct Told {
  bool verified = false;
  std::string_view read;  // the day
  std::string_view updated;
  std::array<std::string_view, kStarts.size()> starts;
};

Told told_by(const GoldenSource& record) {
  Told told;
  told.read = record.date;
  for (const FieldValue& of : record.fields) {
    if (of.field == kVerified) told.verified = is_yes(of.value);
    if (of.field == kUpdated) told.updated = of.value;
    if (!of.field.ends_with(kStartEnding)) continue;
    const auto start = std::find(kStarts.begin(), kStarts.end(), of.field);
    if (start != kStarts.end())
      told.starts[static_cast<size_t>(start - kStarts.begin())] = of.value;
  }
  return told;
}

/// Whether a text is a date, or the part of one that a purpose shows: "2025-12-01", "2025".
bool is_date(std::string_view text) {
  constexpr size_t kYearLetters = 4;
  if (text.size() < kYearLetters ||
      !std::all_of(text.begin(), text.begin() + kYearLetters, is_digit))
    return false;
  return std::all_of(text.begin(), text.end(), [](char c) { return is_digit(c) || c == '-'; });
}

/// Says how recent a value of a field is. A day after the one on which it was read counts as that.
void date_value(const Told& told, std::string_view field, Candidate& candidate) {
  candidate.recent = told.read;
  candidate.dated_by = DatedBy::reading;
  const auto row = std::find_if(kPeriods.begin(), kPeriods.end(),
                                [&](const PeriodRow& of) { return of.field == field; });
  const std::string_view start =
      row == kPeriods.end() ? std::string_view() : told.starts[row->start];
  const std::string_view said = (start.empty() ? told.updated : start).substr(0, kDayLetters);
  if (!is_date(said) || (!told.read.empty() && said > told.read)) return;
  candidate.recent = said;
  candidate.dated_by = start.empty() ? DatedBy::update : DatedBy::period;
}

/// What every rule falls back on: the later date, then source, then native id.
bool is_first_by_record(const Candidate& a, const Candidate& b) {
  if (a.recent != b.recent) return a.recent > b.recent;
  if (a.origin.record != b.origin.record) return a.origin.record < b.origin.record;
  return a.origin.value < b.origin.value;
}

bool is_first(const Candidate& a, const Candidate& b, GoldenRule rule) {
  switch (rule) {
    case GoldenRule::trusted:
      if (a.rank != b.rank) return a.rank < b.rank;
      break;
    case GoldenRule::frequent:
      if (a.frequency != b.frequency) return a.frequency > b.frequency;
      break;
    case GoldenRule::longest:
      if (a.origin.value.size() != b.origin.value.size()) {
        return a.origin.value.size() > b.origin.value.size();
      }
      break;
    case GoldenRule::verified:
      if (a.verified != b.verified) return a.verified;
      break;
    case GoldenRule::recent:
      break;
  }
  return is_first_by_record(a, b);
}

using Candidates = std::map<std::string, std::vector<Candidate>>;

Candidates candidates_of(const GoldenRequest& request, const GoldenRules& rules) {
  Candidates candidates;
  for (const GoldenSource& record : request.records) {
    const auto rank = rules.rank_of_source.find(record.key.source);
    Candidate candidate;
    candidate.rank =
        rank == rules.rank_of_source.end() ? std::numeric_limits<uint64_t>::max() : rank->second;
    const Told told = told_by(record);
    candidate.verified = told.verified;
    for (const FieldValue& field : record.fields) {
      if (field.value.empty() || field.field == kVerified) continue;
      candidate.origin = {field.value, record.key, record.date};
      date_value(told, field.field, candidate);
      candidates[field.field].push_back(candidate);
    }
  }
  for (auto& [field, of_field] : candidates) {
    std::map<std::string, size_t> counts;
    for (const Candidate& candidate : of_field) ++counts[candidate.origin.value];
    for (Candidate& candidate : of_field) candidate.frequency = counts[candidate.origin.value];
  }
  return candidates;
}

/// How the first is the most recent. Nobody can tell which of two different values of one day is.
std::string recency_words(std::span<const Candidate> candidates) {
  const Candidate& first = candidates.front();
  const bool is_tie = std::any_of(candidates.begin(), candidates.end(), [&](const Candidate& of) {
    return of.recent == first.recent && of.origin.value != first.origin.value;
  });
  std::string words = is_tie ? "as recent as another" : "most recent";
  if (first.dated_by == DatedBy::period) words += ", since " + std::string(first.recent);
  if (first.dated_by == DatedBy::update) words += ", last updated " + std::string(first.recent);
  return words;
}

GoldenValue choose(const std::string& field, std::vector<Candidate> candidates, GoldenRule rule) {
  std::sort(candidates.begin(), candidates.end(),
            [&](const Candidate& a, const Candidate& b) { return is_first(a, b, rule); });
  GoldenValue golden;
  golden.field = field;
  golden.chosen = candidates.front().origin;
  for (const RuleRow& row : kRules) {
    if (row.rule == rule) golden.rule = row.words;
  }
  if (rule == GoldenRule::recent) golden.rule = recency_words(candidates);
  if (rule == GoldenRule::verified && !candidates.front().verified) {
    golden.rule = recency_words(candidates) + ", none is verified";
  }
  std::set<std::string> seen{golden.chosen.value};
  for (const Candidate& candidate : candidates) {
    if (seen.insert(candidate.origin.value).second) golden.others.push_back(candidate.origin);
  }
  return golden;
}

/// Puts a person's word in the place of what a rule chose.
void correct(const Correction& correction, GoldenValue& golden) {
  if (correction.disputed) {
    golden.disputed = true;
    return;
  }
  golden.disputed = false;
  const ValueOrigin by_hand{correction.value, correction.record, correction.when};
  std::erase_if(golden.others,
                [&](const ValueOrigin& other) { return other.value == correction.value; });
  const bool differs = !golden.chosen.value.empty() && golden.chosen.value != correction.value;
  if (differs) golden.others.insert(golden.others.begin(), golden.chosen);
  golden.chosen = by_hand;
  const std::string why = correction.why.empty() ? "" : ": " + correction.why;
  golden.rule = "by hand (" + correction.who + why + ")";
}

}  // namespace

GoldenRules read_golden_rules(std::string_view text, const std::string& name) {
  GoldenRules rules;
  size_t line = 0;
  for (size_t from = 0; from < text.size();) {
    const size_t to = std::min(text.find('\n', from), text.size());
    ++line;
    const auto words = words_of(text.substr(from, to - from));
    if (!words.empty()) read_line(words, rules, {name, line});
    from = to + 1;
  }
  return rules;
}

std::vector<GoldenValue> golden_record(const GoldenRequest& request, const GoldenRules& rules) {
  std::map<std::string, GoldenValue> golden;
  for (const auto& [field, candidates] : candidates_of(request, rules)) {
    const auto rule = rules.of_field.find(field);
    golden[field] =
        choose(field, candidates, rule == rules.of_field.end() ? rules.other : rule->second);
  }
  for (const Correction& correction : request.corrections) {
    const auto found = golden.find(correction.field);
    if (found == golden.end() && correction.disputed) continue;
    GoldenValue& value = golden[correction.field];
    value.field = correction.field;
    correct(correction, value);
  }
  std::vector<GoldenValue> values;
  for (auto& [field, value] : golden) values.push_back(std::move(value));
  return values;
}

}  // namespace newlyn::index
