// SPDX-License-Identifier: MIT
// The words of maskings, and what two filters allow together.
#include "record/access_filter.h"

#include <algorithm>
#include <array>

namespace newlyn::record {
namespace {

constexpr std::array<std::string_view, 7> kNames = {"show",    "hide",  "known",    "year",
                                                    "outcode", "last3", "pseudonym"};

std::vector<std::string> in_both(const std::vector<std::string>& left,
                                 const std::vector<std::string>& right) {
  std::vector<std::string> kept;
  for (const std::string& word : left) {
    if (std::find(right.begin(), right.end(), word) != right.end()) kept.push_back(word);
  }
  return kept;
}

/// Of two different partial views neither may be given; that there is a value both would tell.
Masking narrower(Masking left, Masking right) {
  if (left == right || right == Masking::show) return left;
  if (left == Masking::show) return right;
  if (left == Masking::hide || right == Masking::hide) return Masking::hide;
  return Masking::known;
}

}  // namespace

std::string_view masking_name(Masking masking) noexcept {
  return kNames[static_cast<size_t>(masking)];
}

std::optional<Masking> masking_named(std::string_view name) noexcept {
  const auto found = std::find(kNames.begin(), kNames.end(), name);
  if (found == kNames.end()) return std::nullopt;
  return static_cast<Masking>(found - kNames.begin());
}

bool AccessFilter::allows_source(std::string_view source) const {
  return whole || std::find(sources.begin(), sources.end(), source) != sources.end();
}

Masking AccessFilter::masking_of(std::string_view field) const {
  if (whole) return Masking::show;
  const auto found = fields.find(std::string(field));
  return found == fields.end() ? Masking::hide : found->second;
}

bool AccessFilter::allows_row(std::string_view source, std::string_view field,
                              std::string_view value) const {
  return whole || std::all_of(rows.begin(), rows.end(), [&](const RowRule& rule) {
           if (rule.field != field || (!rule.source.empty() && rule.source != source)) return true;
           return std::find(rule.values.begin(), rule.values.end(), value) != rule.values.end();
         });
}

bool AccessFilter::seals_source(std::string_view source) const {
  return std::any_of(sealed.begin(), sealed.end(), [&](const RowRule& rule) {
    return rule.source.empty() || rule.source == source;
  });
}

AccessFilter both(const AccessFilter& left, const AccessFilter& right) {
  if (left.whole) return right;
  if (right.whole) return left;
  AccessFilter result;
  result.sources = in_both(left.sources, right.sources);
  result.kinds = left.kinds && right.kinds ? in_both(*left.kinds, *right.kinds)
                                           : (left.kinds ? left.kinds : right.kinds);
  for (const auto& [field, masking] : left.fields) {
    const Masking narrow = narrower(masking, right.masking_of(field));
    if (narrow != Masking::hide) result.fields[field] = narrow;
  }
  result.rows = left.rows;
  result.rows.insert(result.rows.end(), right.rows.begin(), right.rows.end());
  result.linked_without = left.linked_without;
  for (const std::string& source : right.linked_without) {
    const auto& kept = result.linked_without;
    if (std::find(kept.begin(), kept.end(), source) == kept.end()) {
      result.linked_without.push_back(source);
    }
  }
  for (const RowRule& rule : left.sealed) {
    const bool is_in_both =
        std::find(right.sealed.begin(), right.sealed.end(), rule) != right.sealed.end();
    if (is_in_both) result.sealed.push_back(rule);
  }
  return result;
}

}  // namespace newlyn::record
