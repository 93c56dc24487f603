// SPDX-License-Identifier: MIT
// Asks the rule of the kind and hands its answer on as plain values.
#include "workspace/standardise_values.h"

#include <fmt/format.h>

#include "base/error.h"
#include "standardise/checked_value.h"

namespace newlyn::workspace {

std::vector<ValueKindLine> value_kinds() {
  std::vector<ValueKindLine> lines;
  for (const standardise::ValueKind& kind : standardise::value_kinds()) {
    lines.push_back({std::string(kind.name), std::string(kind.words), std::string(kind.example)});
  }
  return lines;
}

std::vector<StandardisedValue> standardise_values(const std::string& kind,
                                                  const std::vector<std::string>& values) {
  const standardise::ValueKind* rule = standardise::value_kind_named(kind);
  if (rule == nullptr) {
    std::string names;
    for (const ValueKindLine& line : value_kinds()) {
      names += (names.empty() ? "" : ", ") + line.name;
    }
    throw Error(Code::request_invalid,
                fmt::format("There is no kind of value called {}. Kinds: {}.", kind, names));
  }
  std::vector<StandardisedValue> answers;
  for (const standardise::CheckedValue& checked : standardise::check_values(*rule, values)) {
    StandardisedValue answer{values[answers.size()],
                             checked.comparable,
                             checked.written,
                             std::string(class_name(checked.value_class)),
                             checked.remark,
                             checked.suggestion,
                             {}};
    for (const standardise::ValuePart& part : checked.parts) {
      answer.parts.emplace_back(part.name, part.text);
    }
    answers.push_back(std::move(answer));
  }
  return answers;
}

}  // namespace newlyn::workspace
