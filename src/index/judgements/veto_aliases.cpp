// SPDX-License-Identifier: MIT
// Disjoint sets of values, the least value of each its root.
#include "index/judgements/veto_aliases.h"

#include <algorithm>

namespace newlyn::index {
namespace {

using Roots = std::map<std::string, std::string>;

std::string root_of(const Roots& roots, std::string value) {
  for (auto found = roots.find(value); found != roots.end() && found->second != value;) {
    value = found->second;
    found = roots.find(value);
  }
  return value;
}

void join(Roots& roots, const std::string& left, const std::string& right) {
  const std::string a = root_of(roots, left);
  const std::string b = root_of(roots, right);
  roots.try_emplace(a, a);
  roots.try_emplace(b, b);
  roots[std::max(a, b)] = std::min(a, b);
}

}  // namespace

std::set<std::pair<size_t, std::string>> VetoAliases::renew(
    const std::vector<std::vector<const Record*>>& sets) {
  std::set<std::pair<size_t, std::string>> changed;
  for (size_t veto = 0; veto < first_of_.size(); ++veto) {
    Roots roots;
    for (const std::vector<const Record*>& set : sets) {
      const std::string* known = nullptr;
      for (const Record* record : set) {
        const std::string& value = record->vetoes[veto];
        if (value.empty()) continue;
        if (known != nullptr && *known != value) join(roots, *known, value);
        known = &value;
      }
    }
    Roots flat;
    for (const auto& [value, parent] : roots) flat.emplace(value, root_of(roots, value));
    for (const auto& [value, root] : flat) {
      if (of(veto, value) != root) changed.emplace(veto, value);
    }
    for (const auto& [value, root] : first_of_[veto]) {
      const auto now = flat.find(value);
      if ((now == flat.end() ? value : now->second) != root) changed.emplace(veto, value);
    }
    first_of_[veto] = std::move(flat);
  }
  return changed;
}

}  // namespace newlyn::index
