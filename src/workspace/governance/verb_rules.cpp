// SPDX-License-Identifier: MIT
// The table of verbs.
#include "workspace/verb_rules.h"

#include <algorithm>
#include <array>

namespace newlyn::workspace {
namespace {

using enum VerbEffect;

constexpr std::array kRules = {
    VerbRule{"audit checkpoint", proof},
    VerbRule{"audit list", look},
    VerbRule{"audit prove", proof},
    VerbRule{"audit review", change},
    VerbRule{"audit unusual", look},
    VerbRule{"audit verify", proof},
    VerbRule{"audit what-did", look},
    VerbRule{"audit who-saw", look},
    VerbRule{"backup", change},
    VerbRule{"blocking", outside},
    VerbRule{"breach report", look},
    VerbRule{"borough create", outside},
    VerbRule{"borough load", outside},
    VerbRule{"catalogue begin", change},
    VerbRule{"catalogue check", figures},
    VerbRule{"catalogue export", change},
    VerbRule{"catalogue show", figures},
    VerbRule{"check", proof},
    VerbRule{"compare", outside},
    VerbRule{"dedupe", outside},
    VerbRule{"demo", outside},
    VerbRule{"entity correct", change},
    VerbRule{"entity export", release, "export_entity"},
    VerbRule{"entity history", look},
    VerbRule{"entity how", look, "how"},
    VerbRule{"entity merge", change, "merge_entities"},
    VerbRule{"entity show", look, "show_entity"},
    VerbRule{"entity split", change, "split_entity"},
    VerbRule{"entity why", look, "why"},
    VerbRule{"evaluate", outside},
    VerbRule{"explain", outside},
    VerbRule{"export crosswalk", release},
    VerbRule{"export duplicates", release},
    VerbRule{"export register", figures},
    VerbRule{"find", look},
    VerbRule{"governance equality", figures},
    VerbRule{"governance notice", figures},
    VerbRule{"governance report", figures},
    VerbRule{"household", look},
    VerbRule{"init", change},
    VerbRule{"judge", change},
    VerbRule{"key export", change},
    VerbRule{"key forget", change},
    VerbRule{"key import", change},
    VerbRule{"key rotate", change},
    VerbRule{"key secret", change},
    VerbRule{"key secrets", figures},
    VerbRule{"key show", figures},
    VerbRule{"link", change},
    VerbRule{"map", change},
    VerbRule{"match", outside},
    VerbRule{"network", look},
    VerbRule{"path", look},
    VerbRule{"policy list", figures},
    VerbRule{"policy put", change},
    VerbRule{"policy show", figures},
    VerbRule{"policy test", figures},
    VerbRule{"profile", look},
    VerbRule{"purpose add", change},
    VerbRule{"purpose approve", change},
    VerbRule{"purpose check", figures},
    VerbRule{"purpose key", change},
    VerbRule{"purpose law", outside},
    VerbRule{"purpose list", figures},
    VerbRule{"purpose show", figures},
    VerbRule{"quality", change},
    VerbRule{"record add", change},
    VerbRule{"record delete", change},
    VerbRule{"record get", look},
    VerbRule{"record how", look},
    VerbRule{"record replace", change},
    VerbRule{"record search", look},
    VerbRule{"record why", look},
    VerbRule{"report", outside},
    VerbRule{"restore", outside},
    VerbRule{"retain", change},
    VerbRule{"review agreement", figures},
    VerbRule{"review claim", change},
    VerbRule{"review decide", change},
    VerbRule{"review export", release},
    VerbRule{"review list", look},
    VerbRule{"review release", change},
    VerbRule{"rights access", release},
    VerbRule{"rights due", outside},
    VerbRule{"rights erase", change},
    VerbRule{"rights object", change},
    VerbRule{"rights rectify", change},
    VerbRule{"rights requests", look},
    VerbRule{"rights restrict", change},
    VerbRule{"rights seal-identity", change},
    VerbRule{"rights sealed-identities", look},
    VerbRule{"rights settle", change},
    VerbRule{"rights unseal-identity", change},
    VerbRule{"seal list", look},
    VerbRule{"seal open", change},
    VerbRule{"search", look},
    VerbRule{"source add", change},
    VerbRule{"source check", figures},
    VerbRule{"source link", look},
    VerbRule{"source list", figures},
    VerbRule{"source read", change},
    VerbRule{"source remove", change},
    VerbRule{"source schedule", figures},
    VerbRule{"source status", figures},
    VerbRule{"standardise", outside},
    VerbRule{"train", outside},
    VerbRule{"version", outside},
};

/// Further names that entries of some verbs have, by what they do.
constexpr std::array kFurther = {
    VerbRule{"judge", figures, "list_judgements"},  VerbRule{"judge", change, "withdraw_judgement"},
    VerbRule{"quality", look, "show_failing_rows"}, VerbRule{"retain", figures, "certify_deletion"},
    VerbRule{"retain", figures, "plan_retention"},  VerbRule{"rights erase", look, "plan_erasure"},
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
