// SPDX-License-Identifier: MIT
// Compares the names in entries with those that seals hide.
#include "workspace/governance/sealed_entries.h"

#include <algorithm>
#include <string>
#include <vector>

#include "workspace/governance/log_reading.h"
#include "workspace/verb_rules.h"

namespace newlyn::workspace {
namespace {

/// Words of what an entry is about: "housing/person:1 same school/person:9 (reason: seen)".
std::vector<std::string> words_of(const std::string& text) {
  std::vector<std::string> words(1);
  for (const char letter : text) {
    if (letter != ' ' && letter != ',') {
      words.back() += letter;
    } else if (!words.back().empty()) {
      words.emplace_back();
    }
  }
  return words;
}

}  // namespace

bool SealedEntries::is_seal(const governance::AuditRecord& record) {
  const VerbRule* rule = rule_of_entry(record.entry.verb);
  return rule != nullptr && rule->command == "rights seal-identity" &&
         record.entry.outcome == "done";
}

const SubjectIndex& SealedEntries::people() {
  if (people_ == nullptr) {
    opened_ = std::make_unique<SubjectIndex>(home_);
    people_ = opened_.get();
  }
  return *people_;
}

std::optional<governance::AuditRecord> SealedEntries::shown(governance::AuditRecord record) {
  const std::string& outcome = record.entry.outcome;
  if (is_refusal(record) || outcome.starts_with("failed")) return record;
  const auto is_sealed = [&](const std::string& name) { return people().is_sealed(name); };
  std::vector<std::string> names{record.subject_name};
  for (const std::string& text : {record.entry.about, record.entry.typed}) {
    for (std::string& word : words_of(text)) names.push_back(std::move(word));
  }
  if (std::any_of(names.begin(), names.end(), is_sealed)) return std::nullopt;
  std::erase_if(record.other_names, is_sealed);
  return record;
}

}  // namespace newlyn::workspace
