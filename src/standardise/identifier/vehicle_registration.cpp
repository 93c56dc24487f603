// SPDX-License-Identifier: MIT
// Tells the form of a registration mark from the runs of letters and digits.
#include "standardise/identifier/vehicle_registration.h"

#include <vector>

#include "standardise/identifier.h"
#include "standardise/identifier/shape.h"
#include "standardise/text/fold.h"

namespace newlyn::standardise {
namespace {

constexpr std::string_view kCurrent = "aa99aaa";

// The lengths of the runs of letters and of digits: "ab12" has two and two, letters first.
struct Runs {
  bool letters_first = false;
  std::vector<size_t> lengths;
};

Runs runs_of(std::string_view text) {
  Runs runs;
  for (size_t at = 0; at < text.size(); ++at) {
    const bool letter = is_letter(text[at]);
    if (at == 0) runs.letters_first = letter;
    if (at == 0 || letter != is_letter(text[at - 1])) runs.lengths.push_back(0);
    ++runs.lengths.back();
  }
  return runs;
}

bool has_no(std::string_view text, std::string_view letters) {
  return text.find_first_of(letters) == std::string_view::npos;
}

// 02, 03 ... for March, 51, 52 ... for September; the letters are never I or Q (nor Z in front).
bool is_current(std::string_view text) {
  if (!fits(text, kCurrent)) return false;
  const int age = (text[2] - '0') * 10 + text[3] - '0';
  return has_no(text.substr(0, 2), "iqz") && has_no(text.substr(4), "iq") && age >= 2 && age != 50;
}

// The form, or nothing. Requires: letters and digits only.
std::string_view form_of(std::string_view text) {
  if (is_current(text)) return "current (since 2001)";
  const Runs runs = runs_of(text);
  const std::vector<size_t>& is = runs.lengths;
  if (is.size() == 3 && runs.letters_first && is[1] <= 3) {
    if (is[0] == 1 && is[2] == 3 && has_no(text.substr(0, 1), "ioquz"))
      return "prefix (1983 to 2001)";
    if (is[0] == 3 && is[2] == 1 && has_no(text.substr(text.size() - 1), "ioquz")) {
      return "suffix (1963 to 1983)";
    }
  }
  if (is.size() != 2) return {};
  const size_t letters = runs.letters_first ? is[0] : is[1];
  const size_t digits = runs.letters_first ? is[1] : is[0];
  const size_t zero = text.find_first_of("0123456789");
  if (letters > 3 || digits > 4 || text[zero] == '0') return {};
  return has_no(text, "iz") ? "without a date" : "Northern Ireland or without a date";
}

std::string written_form(std::string_view text) {
  if (fits(text, kCurrent)) return grouped(text, {4, 3});
  const Runs runs = runs_of(text);
  if (runs.lengths.size() == 2) return grouped(text, {runs.lengths[0]});
  if (runs.lengths.size() == 3 && runs.lengths[0] == 1) {
    return grouped(text, {1 + runs.lengths[1], runs.lengths[2]});
  }
  return grouped(text, {runs.lengths[0]});
}

bool is_special(std::string_view text) {
  const Runs runs = runs_of(text);
  const bool q_plate = text.starts_with('q') && runs.lengths.size() == 3 && runs.lengths[0] == 1 &&
                       runs.lengths[1] <= 3 && runs.lengths[2] == 3;
  return q_plate || (fits(text, "999a999") && (text[3] == 'd' || text[3] == 'x'));
}

}  // namespace

CheckedValue check_vehicle_registration(std::string_view text) {
  CheckedValue value;
  value.comparable = standardise_identifier(text);
  const std::string& standard = value.comparable;
  if (standard.empty()) {
    value.remark = "A registration has letters and digits, like AB12 CDE.";
    return value;
  }
  if (is_special(standard)) {
    value.value_class = ValueClass::special;
    value.written = written_form(standard);
    value.remark = standard[0] == 'q' ? "A Q plate: the age of the vehicle is not known."
                                      : "A plate of a diplomat or an international body.";
    return value;
  }
  if (const std::string_view form = form_of(standard); !form.empty()) {
    value.value_class = ValueClass::valid;
    value.written = written_form(standard);
    value.parts.push_back({"form", std::string(form)});
    return value;
  }
  if (fits(standard, kCurrent)) {
    value.value_class = ValueClass::impossible;
    value.written = written_form(standard);
    value.remark = "Of the form AB12 CDE, but with letters or digits that are never issued.";
    return value;
  }
  value.remark = "Not of a form of the United Kingdom, like AB12 CDE; it may be foreign.";
  const std::string meant = repaired(standard, kCurrent);
  if (is_current(meant)) value.suggestion = written_form(meant);
  return value;
}

}  // namespace newlyn::standardise
