// SPDX-License-Identifier: MIT
// The table of verbs.
#include "workspace/verb_rules.h"

#include <algorithm>
#include <array>

namespace newlyn::workspace {
namespace {

using enum VerbEffect;

// Why entries of changes name no field.
constexpr std::string_view kSettings = "settings, which hold no value of a record";
constexpr std::string_view kWhole = "all fields that the records have";
constexpr std::string_view kPerson = "a person as a whole, whatever the records say";
constexpr std::string_view kByRule = "the fields that the rule names, which its certificate lists";
constexpr std::string_view kItem = "an entry or an item, no value of a record";
constexpr std::string_view kTakenBack = "a judgement that is taken back, and no value of a record";

/// A verb that asks the policy source by source.
constexpr VerbRule over_sources(std::string_view command, VerbEffect effect,
                                std::string_view entry = {}, std::string_view no_fields = {}) {
  return {command, effect, entry, no_fields, VerbLeave::of_sources};
}

/// A verb about a source as a whole that can show rows of it.
constexpr VerbRule with_rows(std::string_view command, VerbEffect effect,
                             std::string_view no_fields = {}, std::string_view entry = {}) {
  return {command, effect, entry, no_fields, VerbLeave::of_both};
}

constexpr std::array kRules = {
    VerbRule{"audit checkpoint", proof},
    VerbRule{"audit list", look},
    VerbRule{"audit prove", figures},
    VerbRule{"audit review", change, "", kItem},
    VerbRule{"audit unusual", look},
    VerbRule{"audit verify", proof},
    VerbRule{"audit what-did", look},
    VerbRule{"audit who-saw", look},
    VerbRule{"backup", change, "", kWhole},
    VerbRule{"blocking", outside},
    VerbRule{"breach report", look},
    VerbRule{"borough create", outside},
    VerbRule{"borough load", outside},
    VerbRule{"catalogue begin", change, "", kSettings},
    VerbRule{"catalogue check", figures},
    VerbRule{"catalogue export", change, "", kSettings},
    VerbRule{"catalogue show", figures},
    VerbRule{"check", proof},
    VerbRule{"compare", outside},
    VerbRule{"dedupe", outside},
    VerbRule{"demo", outside},
    over_sources("entity correct", change),
    over_sources("entity export", release, "export_entity"),
    over_sources("entity history", look),
    over_sources("entity how", look, "how"),
    over_sources("entity merge", change, "merge_entities"),
    over_sources("entity show", look, "show_entity"),
    over_sources("entity split", change, "split_entity"),
    over_sources("entity why", look, "why"),
    VerbRule{"evaluate", outside},
    VerbRule{"explain", outside},
    over_sources("export crosswalk", release),
    VerbRule{"export destroyed", change, "", kItem},
    over_sources("export duplicates", release),
    over_sources("export entities", release),
    over_sources("export golden", release),
    VerbRule{"export register", figures},
    over_sources("find", look),
    VerbRule{"governance equality", figures},
    VerbRule{"governance notice", figures},
    VerbRule{"governance report", figures},
    over_sources("household", look),
    VerbRule{"init", change, "", kSettings},
    over_sources("judge", change),
    VerbRule{"key export", change, "", kSettings},
    VerbRule{"key forget", change, "", kSettings},
    VerbRule{"key import", change, "", kSettings},
    VerbRule{"key rotate", change, "", kSettings},
    VerbRule{"key secret", change, "", kSettings},
    VerbRule{"key secrets", figures},
    VerbRule{"key show", figures},
    over_sources("link", change, "", kWhole),
    with_rows("map", change, kSettings),
    VerbRule{"match", outside},
    over_sources("network", look),
    over_sources("path", look),
    VerbRule{"policy list", figures},
    VerbRule{"policy put", change, "", kSettings},
    VerbRule{"policy show", figures},
    VerbRule{"policy test", figures},
    with_rows("profile", look),
    VerbRule{"purpose add", change, "", kSettings},
    VerbRule{"purpose approve", change, "", kSettings},
    VerbRule{"purpose check", figures},
    VerbRule{"purpose gateway", change, "", kSettings},
    VerbRule{"purpose key", change, "", kSettings},
    VerbRule{"purpose law", outside},
    VerbRule{"purpose list", figures},
    VerbRule{"purpose show", figures},
    with_rows("quality", change, kWhole),
    over_sources("record add", change),
    over_sources("record delete", change, "", kWhole),
    over_sources("record get", look),
    over_sources("record how", look),
    over_sources("record replace", change),
    over_sources("record search", look),
    over_sources("record why", look),
    VerbRule{"report", outside},
    VerbRule{"restore", outside},
    VerbRule{"retain", change, "", kByRule},
    over_sources("review agreement", figures),
    over_sources("review claim", change),
    over_sources("review decide", change),
    over_sources("review export", release),
    over_sources("review list", look),
    over_sources("review release", change, "", kItem),
    over_sources("rights access", release),
    VerbRule{"rights due", outside},
    over_sources("rights erase", change, "", kWhole),
    over_sources("rights object", change, "", kPerson),
    over_sources("rights rectify", change),
    VerbRule{"rights requests", look},
    over_sources("rights restrict", change, "", kPerson),
    over_sources("rights seal-identity", change, "", kPerson),
    over_sources("rights sealed-identities", look),
    VerbRule{"rights settle", change, "", kPerson},
    over_sources("rights unseal-identity", change, "", kPerson),
    VerbRule{"rollback", change, "", kWhole},
    VerbRule{"seal list", look},
    over_sources("seal open", change, "", kPerson),
    over_sources("search", look),
    VerbRule{"source add", change, "", kSettings},
    VerbRule{"source check", figures},
    VerbRule{"source limit", change, "", kSettings},
    with_rows("source link", look),
    VerbRule{"source list", figures},
    VerbRule{"source read", change, "", kWhole},
    VerbRule{"source remove", change, "", kWhole},
    VerbRule{"source schedule", figures},
    VerbRule{"source status", figures},
    VerbRule{"standardise", outside},
    VerbRule{"train", outside},
    VerbRule{"version", outside, "", "", VerbLeave::of_nobody},
};

/// Further names that entries of some verbs have, by what they do.
constexpr std::array kFurther = {
    over_sources("judge", figures, "list_judgements"),
    over_sources("judge", change, "withdraw_judgement", kTakenBack),
    with_rows("quality", look, "", "show_failing_rows"),
    VerbRule{"retain", figures, "certify_deletion"},
    VerbRule{"retain", figures, "plan_retention"},
    over_sources("rights erase", look, "plan_erasure"),
};

bool has_entry_name(const VerbRule& rule, std::string_view name) noexcept {
  if (!rule.entry.empty()) return rule.entry == name;
  const auto same = [](char own, char wanted) {
    return own == wanted || (wanted == '_' && (own == ' ' || own == '-'));
  };
  return std::equal(rule.command.begin(), rule.command.end(), name.begin(), name.end(), same);
}

}  // namespace

std::span<const VerbRule> verb_rules() noexcept { return kRules; }

std::string entry_name(std::string_view command) {
  std::string name(command);
  std::replace_if(
      name.begin(), name.end(), [](char letter) { return letter == ' ' || letter == '-'; }, '_');
  return name;
}

std::vector<std::string_view> further_entries(std::string_view command) {
  std::vector<std::string_view> names;
  for (const VerbRule& rule : kFurther) {
    if (rule.command == command) names.push_back(rule.entry);
  }
  return names;
}

const VerbRule* rule_of_entry(std::string_view name) noexcept {
  for (const std::span<const VerbRule> rules :
       {verb_rules(), std::span<const VerbRule>(kFurther)}) {
    for (const VerbRule& rule : rules) {
      if (has_entry_name(rule, name)) return &rule;
    }
  }
  return nullptr;
}

}  // namespace newlyn::workspace
