// SPDX-License-Identifier: MIT
// Reads the number of the register out of an entry, and whom it stands for out of the register.
#include "workspace/rights/release_entries.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace newlyn::workspace {
namespace {

constexpr std::string_view kBefore = "; number ";
constexpr std::string_view kAfter = " of the register";

}  // namespace

std::string release_mark(uint64_t release) {
  return fmt::format("{}{}{}", kBefore, release, kAfter);
}

std::optional<uint64_t> release_of(const governance::AuditRecord& record) {
  const std::string& rule = record.entry.rule;
  const size_t at = rule.rfind(kBefore);
  if (at == rule.npos || !rule.ends_with(kAfter)) return std::nullopt;
  uint64_t number = 0;
  const char* begin = rule.data() + at + kBefore.size();
  const char* end = rule.data() + rule.size() - kAfter.size();
  const auto read = std::from_chars(begin, end, number);
  return read.ec == std::errc() && read.ptr == end ? std::optional(number) : std::nullopt;
}

std::optional<Release> released_by(store::Store& store, const governance::AuditRecord& record) {
  const auto number = release_of(record);
  if (!number) return std::nullopt;
  const std::vector<Release> all = all_releases(store);
  const bool is_there = std::any_of(all.begin(), all.end(), [&](const Release& release) {
    return release.number == *number && release.who == record.entry.who;
  });
  return is_there ? std::optional(release_numbered(store, *number)) : std::nullopt;
}

std::set<uint64_t> releases_naming(store::Store& store,
                                   const std::function<bool(const std::string& entity)>& is_meant) {
  std::set<uint64_t> numbers;
  if (all_releases(store).empty()) return numbers;
  for (const auto& row : store.rows("SELECT DISTINCT entity FROM newlyn_release_entity").rows) {
    const std::string id = row[0].value_or("");
    if (!is_meant(id)) continue;
    const auto naming =
        store.rows("SELECT DISTINCT release FROM newlyn_release_entity WHERE entity = $1",
                   std::array{store::Parameter::of(std::string_view(id))});
    for (const auto& release : naming.rows) numbers.insert(std::stoull(release[0].value_or("0")));
  }
  return numbers;
}

}  // namespace newlyn::workspace
