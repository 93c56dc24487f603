// SPDX-License-Identifier: MIT
// Lines of parts.
#include "record/declared_end.h"

#include <algorithm>
#include <array>

namespace newlyn::record {
namespace {

constexpr std::string_view kAnchor = "anchor";
constexpr std::string_view kPointer = "pointer";

/// Takes what stands before a divider out of a text, and the divider.
std::string_view take_part(std::string_view& text, char divider) {
  const size_t end = std::min(text.find(divider), text.size());
  const std::string_view part = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return part;
}

}  // namespace

std::string DeclaredEnd::name() const { return domain.empty() ? key : domain + " " + key; }

std::string declared_ends_text(std::vector<DeclaredEnd> ends) {
  std::sort(ends.begin(), ends.end());
  ends.erase(std::unique(ends.begin(), ends.end()), ends.end());
  std::string text;
  for (const DeclaredEnd& end : ends) {
    if (!text.empty()) text += '\n';
    text += end.is_anchor ? kAnchor : kPointer;
    std::string parts;
    for (const std::string* part : {&end.domain, &end.key, &end.role, &end.from, &end.until}) {
      parts += '\t' + *part;
    }
    text += parts.substr(0, parts.find_last_not_of('\t') + 1);
  }
  return text;
}

std::vector<DeclaredEnd> read_declared_ends(std::string_view text) {
  std::vector<DeclaredEnd> ends;
  while (!text.empty()) {
    std::string_view line = take_part(text, '\n');
    const std::string_view side = take_part(line, '\t');
    DeclaredEnd end;
    end.is_anchor = side == kAnchor;
    for (std::string* part : {&end.domain, &end.key, &end.role, &end.from, &end.until}) {
      *part = take_part(line, '\t');
    }
    if ((end.is_anchor || side == kPointer) && !end.key.empty()) ends.push_back(std::move(end));
  }
  return ends;
}

}  // namespace newlyn::record
