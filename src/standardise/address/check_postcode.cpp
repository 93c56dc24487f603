// SPDX-License-Identifier: MIT
// Classes postcodes and takes them apart.
#include "standardise/address/check_postcode.h"

#include <fmt/format.h>

#include <algorithm>

#include "standardise/address/postcode.h"
#include "standardise/identifier/shape.h"
#include "standardise/text/fold.h"
#include "standardise/text/lexicon.h"

namespace newlyn::standardise {
namespace {

constexpr size_t kInward = 3;

std::string spaced(std::string_view compact_text) {
  return grouped(compact_text, {compact_text.size() - kInward});
}

void add_parts(std::string_view postcode, CheckedValue& value) {
  const std::string_view district = postcode.substr(0, postcode.size() - kInward);
  const size_t letters = std::min(postcode.find_first_of("0123456789"), district.size());
  value.parts = {{"area", std::string(postcode.substr(0, letters))},
                 {"district", std::string(district)},
                 {"sector", std::string(postcode.substr(0, district.size() + 1))},
                 {"unit", std::string(postcode)}};
}

bool is_forces_number(std::string_view text) {
  return text.starts_with("bfpo") && text.size() > 4 && text.size() <= 8 &&
         is_digits(text.substr(4));
}

bool is_pseudo(std::string_view text) { return fits(text, "aa999aa") && text.starts_with("zz99"); }

std::string pseudo_words(std::string_view text) {
  if (text == "zz993vz") return "A code of health systems: no fixed abode.";
  if (text == "zz993wz") return "A code of health systems: the address is not known.";
  return "A code of health systems for an address abroad or one not known in full.";
}

// True when it was recognised as something outside the usual scheme.
bool judge_special(std::string_view text, CheckedValue& value) {
  if (is_forces_number(text)) {
    value.written = fmt::format("BFPO {}", text.substr(4));
    value.remark = "Forces' post: no place in the United Kingdom.";
  } else if (is_pseudo(text)) {
    value.written = spaced(text);
    value.remark = pseudo_words(text);
  } else if (text.starts_with("bf1") && is_uk_postcode(text)) {
    value.written = spaced(text);
    value.remark = "Forces' post: no place in the United Kingdom.";
    add_parts(text, value);
  } else {
    return false;
  }
  value.value_class = ValueClass::special;
  return true;
}

std::string list_of(const std::vector<std::string>& postcodes) {
  std::string list;
  for (const std::string& one : postcodes) list += (list.empty() ? "" : " or ") + spaced(one);
  return list;
}

void judge_other(std::string_view text, CheckedValue& value) {
  const std::vector<std::string> repairs = uk_postcode_repairs(text);
  const size_t letters = std::min(text.find_first_of("0123456789"), text.size());
  value.suggestion = repairs.size() == 1 ? spaced(repairs.front()) : std::string();
  if (!repairs.empty()) {
    value.remark = fmt::format("No postcode as it stands; {} if O and 0 or I and 1 were mixed up.",
                               list_of(repairs));
  } else if (text.size() < 2 || letters == 0 || letters > 2) {
    value.remark = "Not of a form of the United Kingdom, like SW1A 1AA; it may be foreign.";
  } else if (!uk_postcode_areas().has(text.substr(0, letters))) {
    value.remark =
        fmt::format("There is no postcode area {}.", in_capitals(text.substr(0, letters)));
    value.value_class = ValueClass::impossible;
  } else {
    value.remark = "Not of a form of the United Kingdom, like SW1A 1AA.";
  }
}

}  // namespace

CheckedValue check_postcode(std::string_view text) {
  CheckedValue value;
  value.comparable = standardise_postcode(text, PostcodeCountry::unknown);
  const std::string as_it_stands = compact(fold_ascii(text));
  if (judge_special(as_it_stands, value)) return value;
  if (is_uk_postcode(as_it_stands)) {
    value.value_class = ValueClass::valid;
    value.written = spaced(as_it_stands);
    add_parts(as_it_stands, value);
  } else if (is_uk_outcode(as_it_stands)) {
    value.value_class = ValueClass::partial;
    value.written = in_capitals(as_it_stands);
    value.remark = "Only the first half, which names a district.";
  } else {
    judge_other(as_it_stands, value);
  }
  return value;
}

}  // namespace newlyn::standardise
