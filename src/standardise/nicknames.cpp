// SPDX-License-Identifier: MIT
// Builds the table of name groups from the lists "nicknames" and "name_variants": one group a
// line, names divided by commas.
#include "standardise/nicknames.h"

#include <algorithm>
#include <unordered_map>
#include <vector>

#include "standardise/text/lexicon.h"

namespace newlyn::standardise {
namespace {

struct NameGroups {
  std::unordered_map<std::string_view, std::vector<uint32_t>> groups;
  std::vector<std::vector<std::string_view>> names;  // by group
  uint32_t count = 0;

  void add_list(std::string_view text) {
    while (!text.empty()) {
      const size_t end = text.find('\n');
      std::string_view line = text.substr(0, end);
      text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
      if (!line.empty() && line.front() != '#') add_group(line);
    }
  }

  void add_group(std::string_view line) {
    std::vector<std::string_view>& members = names.emplace_back();
    while (!line.empty()) {
      const Fields fields = split_field(line);
      std::vector<uint32_t>& own = groups[fields.first];
      if (own.empty() || own.back() != count) own.push_back(count);
      members.push_back(fields.first);
      line = fields.rest;
    }
    ++count;
  }
};

const NameGroups& table() {
  static const NameGroups made = [] {
    NameGroups groups;
    groups.add_list(lexicon_text("nicknames"));
    groups.add_list(lexicon_text("name_variants"));
    return groups;
  }();
  return made;
}

}  // namespace

std::span<const uint32_t> name_groups(std::string_view standard_given_name) noexcept {
  const auto& groups = table().groups;
  const auto found = groups.find(standard_given_name);
  if (found == groups.end()) return {};
  return found->second;
}

std::vector<std::string_view> name_variants(std::string_view standard_given_name) {
  std::vector<std::string_view> variants;
  for (const uint32_t group : name_groups(standard_given_name)) {
    for (const std::string_view name : table().names[group]) {
      if (name != standard_given_name) variants.push_back(name);
    }
  }
  std::sort(variants.begin(), variants.end());
  variants.erase(std::unique(variants.begin(), variants.end()), variants.end());
  return variants;
}

std::string_view sex_of_name(std::string_view standard_given_name) noexcept {
  const std::string_view whole = given_name_sexes().find(standard_given_name);
  if (!whole.empty()) return whole;
  return given_name_sexes().find(standard_given_name.substr(0, standard_given_name.find(' ')));
}

std::string_view sex_of_title(std::string_view standard_title) noexcept {
  return sexes().find(standard_title);
}

}  // namespace newlyn::standardise
