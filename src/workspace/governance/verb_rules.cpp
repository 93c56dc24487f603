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
    VerbRule{"blocking", outside},
    VerbRule{"breach report", look},
    VerbRule{"borough create", outside},
    VerbRule{"borough load", outside},
    VerbRule{"compare", outside},
    VerbRule{"dedupe", outside},
    VerbRule{"demo", outside},
    VerbRule{"evaluate", outside},
    VerbRule{"explain", outside},
    VerbRule{"governance report", figures},
    VerbRule{"init", change},
    VerbRule{"key export", change},
    VerbRule{"key forget", change},
    VerbRule{"key import", change},
    VerbRule{"key rotate", change},
    VerbRule{"key secret", change},
    VerbRule{"key secrets", figures},
    VerbRule{"key show", figures},
    VerbRule{"map", change},
    VerbRule{"match", outside},
    VerbRule{"policy test", figures},
    VerbRule{"profile", look},
    VerbRule{"purpose add", change},
    VerbRule{"purpose approve", change},
    VerbRule{"purpose check", figures},
    VerbRule{"purpose key", change},
    VerbRule{"purpose law", outside},
    VerbRule{"purpose list", figures},
    VerbRule{"purpose show", figures},
    VerbRule{"report", outside},
    VerbRule{"rights due", outside},
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

}  // namespace

std::span<const VerbRule> verb_rules() noexcept { return kRules; }

std::string entry_name(std::string_view command) {
  std::string name(command);
  std::replace_if(
      name.begin(), name.end(), [](char letter) { return letter == ' ' || letter == '-'; }, '_');
  return name;
}

const VerbRule* rule_of_entry(std::string_view name) noexcept {
  for (const VerbRule& rule : kRules) {
    const auto same = [](char own, char wanted) {
      return own == wanted || (wanted == '_' && (own == ' ' || own == '-'));
    };
    if (std::equal(rule.command.begin(), rule.command.end(), name.begin(), name.end(), same)) {
      return &rule;
    }
  }
  return nullptr;
}

}  // namespace newlyn::workspace
