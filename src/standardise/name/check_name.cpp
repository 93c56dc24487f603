// SPDX-License-Identifier: MIT
// Shows how names and sexes are read.
#include "standardise/name/check_name.h"

#include <algorithm>

#include "standardise/name/person_name.h"
#include "standardise/name/sex.h"
#include "standardise/nicknames.h"
#include "standardise/text/fold.h"

namespace newlyn::standardise {
namespace {

void add_part(std::string_view name, const std::string& text, CheckedValue& value) {
  if (text.empty()) return;
  value.parts.push_back({std::string(name), text});
  if (!value.comparable.empty()) value.comparable.push_back(' ');
  value.comparable += text;
}

CheckedValue check_parts(const PersonName& name) {
  CheckedValue value;
  add_part("given_name", name.given, value);
  add_part("middle_name", name.middle, value);
  add_part("family_name", name.family, value);
  if (!name.generation.empty()) value.parts.push_back({"generation", name.generation});
  value.value_class = value.comparable.empty() ? ValueClass::unreadable : ValueClass::valid;
  if (value.comparable.empty()) value.remark = "No name is left without titles and signs.";
  return value;
}

bool are_variants(std::string_view left, std::string_view right) {
  const auto of_left = name_groups(left);
  const auto of_right = name_groups(right);
  return std::any_of(of_left.begin(), of_left.end(), [&](uint32_t group) {
    return std::find(of_right.begin(), of_right.end(), group) != of_right.end();
  });
}

}  // namespace

CheckedValue check_full_name(std::string_view text) { return check_parts(parse_full_name(text)); }

CheckedValue check_family_name(std::string_view text) {
  return check_parts(standardise_family_name(text));
}

std::vector<CheckedValue> check_given_names(const std::vector<std::string>& column) {
  // Beyond this many values nobody reads which of them are variants of each other.
  constexpr size_t kComparedMax = 100;
  std::vector<CheckedValue> values;
  for (const std::string& text : column) {
    values.push_back(check_parts(standardise_given_name(text)));
  }
  if (values.size() > kComparedMax) return values;
  for (CheckedValue& value : values) {
    for (const CheckedValue& other : values) {
      const bool same = other.comparable == value.comparable;
      if (same || !are_variants(value.comparable, other.comparable)) continue;
      value.remark += (value.remark.empty() ? "A form of: " : ", ") + other.comparable;
    }
    if (!value.remark.empty() && value.value_class == ValueClass::valid) value.remark += ".";
  }
  return values;
}

std::vector<CheckedValue> check_sexes(const std::vector<std::string>& column) {
  std::vector<std::string> all;
  for (const std::string& text : column) all.push_back(fold_words(text));
  const auto has = [&](std::string_view words) {
    return std::find(all.begin(), all.end(), words) != all.end();
  };
  const SexCodes codes{has("2"), has("h") && has("m") && !has("f"), has("h") && has("f")};
  std::vector<CheckedValue> values;
  for (const std::string& words : all) {
    CheckedValue value;
    value.comparable = standardise_sex(words, codes);
    if (words == "0" || words == "9" || words == "u") {
      value.value_class = ValueClass::missing;
      value.remark = "The code for a sex that is not known or not told.";
    } else if (value.comparable.empty()) {
      value.remark = words == "1" || words == "h" ? "The other values do not tell what it means."
                                                  : "No word or code for a sex that is known.";
    } else {
      value.value_class = ValueClass::valid;
      value.written = value.comparable == "f"   ? "female"
                      : value.comparable == "m" ? "male"
                                                : "other";
    }
    values.push_back(std::move(value));
  }
  return values;
}

}  // namespace newlyn::standardise
