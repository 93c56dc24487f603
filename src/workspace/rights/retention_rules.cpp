// SPDX-License-Identifier: MIT
// Rules and holds out of TOML; a member that is not known is refused, so that a slip of the pen
// deletes nothing and keeps nothing for ever.
#include "workspace/rights/retention_rules.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>

#include "base/clock.h"
#include "base/error.h"
#include "base/toml.h"
#include "governance/subject_access.h"
#include "workspace/files/plain_label.h"
#include "workspace/governance/log_reading.h"
#include "workspace/governance/read_text.h"

namespace newlyn::workspace {
namespace {

namespace fs = std::filesystem;

constexpr uint64_t kMonthsMax = 1200;

[[noreturn]] void refuse(const std::string& name, const std::string& why) {
  throw Error(Code::request_invalid, fmt::format("{}: {}", name, why));
}

/// One table of the file.
class Section {
 public:
  Section(const toml::node& node, std::string place, std::vector<std::string> members)
      : place_(std::move(place)) {
    if (node.as_table() == nullptr) refuse(place_, "it is no table. Write [[rule]] or [[hold]].");
    table_ = node.as_table();
    for (const auto& [key, value] : *table_) {
      const std::string member(key.str());
      if (std::find(members.begin(), members.end(), member) != members.end()) continue;
      refuse(place_,
             fmt::format("'{}' is not known. It can have: {}.", member, fmt::join(members, ", ")));
    }
  }
  std::string text(const std::string& member, bool is_needed) const {
    const toml::node* node = table_->get(member);
    if (node != nullptr && node->is_string()) return node->value_or(std::string());
    if (node != nullptr && node->is_date()) {
      const auto day = node->value<toml::date>();
      return fmt::format("{:04}-{:02}-{:02}", day->year, day->month, day->day);
    }
    if (node != nullptr) {
      refuse(place_, fmt::format("'{}' is no text. Put it into quotes.", member));
    }
    if (is_needed) {
      refuse(place_, fmt::format("'{0}' is missing. Write {0} = \"...\" below it.", member));
    }
    return "";
  }
  uint64_t number(const std::string& member) const {
    const toml::node* node = table_->get(member);
    const int64_t number = node != nullptr ? node->value_or(int64_t{-1}) : -1;
    if (number >= 0 && static_cast<uint64_t>(number) <= kMonthsMax) {
      return static_cast<uint64_t>(number);
    }
    refuse(place_, fmt::format("'{0}' {1} a whole number of months, 0 to {2}. Write {0} = 72.",
                               member, node == nullptr ? "is missing:" : "is not", kMonthsMax));
  }
  std::vector<std::string> texts(const std::string& member) const {
    std::vector<std::string> texts;
    const toml::node* node = table_->get(member);
    if (node == nullptr) return texts;
    const toml::array* list = node->as_array();
    if (list == nullptr || list->empty()) {
      refuse(place_, fmt::format("'{0}' is no list of names. Write {0} = [\"contact.email\"], or "
                                 "leave it out for all.",
                                 member));
    }
    size_t number = 0;
    for (const toml::node& one : *list) {
      ++number;
      if (!one.is_string()) {
        refuse(place_,
               fmt::format("number {} of '{}' is no text. Put it into quotes.", number, member));
      }
      texts.push_back(one.value_or(std::string()));
    }
    return texts;
  }
  bool has(const std::string& member) const { return table_->contains(member); }
  const std::string& place() const { return place_; }

 private:
  std::string place_;
  const toml::table* table_ = nullptr;
};

/// Refuses a day that no calendar has, with the place where it stands.
void expect_day(const Section& section, const std::string& member, const std::string& day) {
  if (governance::read_day(day)) return;
  refuse(section.place(),
         fmt::format("'{}' names {}, which is no day. Write it as 2026-11-28.", member, day));
}

void check_trigger(const Section& section, const std::string& trigger) {
  std::string known;
  for (const RetentionTrigger& one : kTriggers) {
    const bool is_open = one.name.back() == ' ';
    if (is_open ? trigger.starts_with(one.name) && trigger.size() > one.name.size()
                : trigger == one.name) {
      if (one.name == "date ") expect_day(section, "trigger", trigger.substr(one.name.size()));
      return;
    }
    const char* after = one.name == "column " ? "NAME" : one.name == "date " ? "DAY" : "";
    known += fmt::format("{}\"{}{}\" ({})", known.empty() ? "" : ", ", one.name, after, one.words);
  }
  refuse(section.place(),
         fmt::format("trigger = \"{}\" is not known. Write one of {}.", trigger, known));
}

RetentionRule rule_of(const Section& section) {
  RetentionRule rule;
  rule.source = section.text("source", true);
  rule.record = section.text("record", false);
  rule.kind = section.text("kind", false);
  rule.type = section.text("type", false);
  rule.fields = section.texts("fields");
  rule.trigger = section.text("trigger", true);
  if (section.has("months") || !rule.trigger.starts_with("date ")) {
    rule.months = section.number("months");
  }
  rule.reason = section.text("reason", true);
  const std::string erasure = section.text("erasure", false);
  if (!erasure.empty() && erasure != "waits" && erasure != "goes_before") {
    refuse(section.place(),
           fmt::format("erasure = \"{}\" is not known. Write \"waits\" where nobody may be erased "
                       "before the time is over, \"goes_before\" or nothing otherwise.",
                       erasure));
  }
  rule.erasure_waits = erasure == "waits";
  check_trigger(section, rule.trigger);
  if (!rule.record.empty() && !rule.kind.empty()) {
    refuse(section.place(), "'record' and 'kind' are two ways to say the same. Give one.");
  }
  if (!rule.type.empty() && rule.record.empty() && rule.kind.empty()) {
    refuse(section.place(), "'type' needs 'record' or 'kind', whose type it is.");
  }
  return rule;
}

RetentionHold hold_of(const Section& section) {
  RetentionHold hold;
  hold.name = section.text("name", true);
  hold.source = section.text("source", false);
  hold.entity = section.text("entity", false);
  hold.record = section.text("record", false);
  hold.reason = section.text("reason", true);
  hold.who = section.text("who", false);
  hold.until = section.text("until", false);
  if (!hold.until.empty()) expect_day(section, "until", hold.until);
  if (!hold.record.empty() && hold.record.find(':') == std::string::npos) {
    refuse(section.place(),
           fmt::format("record = \"{}\" names no record. Write SOURCE:KEY, such as "
                       "\"library:{}\".",
                       hold.record, hold.record));
  }
  return hold;
}

/// The items of a list of tables, with the place that messages name.
template <typename Take>
void each_section(const toml::table& file, const std::string& name, const char* list,
                  const Take& take) {
  const toml::node* node = file.get(list);
  if (node == nullptr) return;
  if (!node->is_array()) {
    refuse(name, fmt::format("'{0}' is no list of tables. Write [[{0}]] with two brackets.", list));
  }
  size_t number = 0;
  for (const toml::node& one : *node->as_array()) {
    take(one, fmt::format("{}: {} {}", name, list, ++number));
  }
}

}  // namespace

std::string retained_words(const RetentionRule& rule) {
  std::string words = rule.record + rule.kind;  // one of them at most
  if (!rule.fields.empty()) {
    std::vector<std::string> labels;
    for (const std::string& field : rule.fields) labels.push_back(plain_label(field));
    words = fmt::format("{}{}", fmt::join(labels, ", "), words.empty() ? "" : " of " + words);
  }
  if (words.empty()) return "everything";
  return rule.type.empty() ? words : fmt::format("{}, of the type {}", words, rule.type);
}

std::string retention_words(const RetentionRule& rule) {
  const bool is_day = rule.trigger.starts_with("date ");
  const std::string day = is_day ? rule.trigger.substr(5) : "";
  if (is_day && rule.months == 0) return "until " + day;
  if (is_day) return fmt::format("for {} months from {}", rule.months, day);
  if (rule.trigger.starts_with("column ")) {
    return fmt::format("for {} months from the date in {}", rule.months, rule.trigger.substr(7));
  }
  const auto trigger =
      std::find_if(std::begin(kTriggers), std::end(kTriggers),
                   [&](const RetentionTrigger& one) { return rule.trigger == one.name; });
  return fmt::format("for {} months from when {}", rule.months, trigger->words);
}

RetentionRules parse_retention(std::string_view text, const std::string& name) {
  toml::table file;
  try {
    file = toml::parse(text);
  } catch (const toml::parse_error& problem) {
    refuse(fmt::format("{}:{}", name, problem.source().begin.line),
           fmt::format("{}. Mend the line.", problem.description()));
  }
  for (const auto& [key, value] : file) {
    if (key.str() == "rule" || key.str() == "hold") continue;
    refuse(name, fmt::format("'{}' is not known. Write [[rule]] and [[hold]].", key.str()));
  }
  RetentionRules read;
  each_section(file, name, "rule", [&](const toml::node& node, const std::string& place) {
    read.rules.push_back(rule_of(Section(
        node, place,
        {"source", "record", "kind", "fields", "type", "trigger", "months", "reason", "erasure"})));
  });
  const std::string today = day_of(now_micros());
  each_section(file, name, "hold", [&](const toml::node& node, const std::string& place) {
    RetentionHold hold = hold_of(
        Section(node, place, {"name", "source", "entity", "record", "reason", "who", "until"}));
    if (hold.until.empty() || hold.until >= today) read.holds.push_back(std::move(hold));
  });
  return read;
}

RetentionRules read_retention(const Home& home) {
  uint64_t version = 0;
  const auto file = [&](uint64_t of) {
    return fmt::format("{}/retention/{}.toml", home.folder, of);
  };
  while (fs::exists(file(version + 1))) ++version;
  if (version == 0) return {};
  RetentionRules rules =
      parse_retention(read_text(file(version)), fmt::format("retention/{}.toml", version));
  rules.version = version;
  return rules;
}

}  // namespace newlyn::workspace
