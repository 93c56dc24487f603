// SPDX-License-Identifier: MIT
// The table [review] of newlyn.toml, every key checked.
#include "workspace/review/settings.h"

#include <fmt/format.h>

#include <array>
#include <string>
#include <string_view>

#include "base/error.h"
#include "linkage/linkage.h"
#include "workspace/home/settings.h"

namespace newlyn::workspace {
namespace {

/// A number with the range that it may be in.
struct Range {
  std::string_view key;
  double least = 0;
  double most = 0;
};

constexpr double kWeightMost = 100;  // bits; no sum of evidence comes near it
constexpr std::array<Range, 8> kRanges = {{{"possible_from", 1e-6, 1 - 1e-6},
                                           {"certain_from", 1e-6, 1 - 1e-6},
                                           {"near_miss", 0, 20},
                                           {"claim_minutes", 1, 10'080},
                                           {"second_share", 0, 1},
                                           {"asked_share", 0, 1},
                                           {"confirm_records", 0, 1e9},
                                           {"confirm_weight", -kWeightMost, kWeightMost}}};

[[noreturn]] void refuse(const std::string& why) {
  throw Error(Code::request_invalid, "newlyn.toml: " + why);
}

double checked_number(const std::string& key, const toml::node& node) {
  for (const Range& range : kRanges) {
    if (range.key != key) continue;
    const auto value = node.value<double>();
    if (value && *value >= range.least && *value <= range.most) return *value;
    refuse(
        fmt::format("{} under [review] is a number from {} to {}.", key, range.least, range.most));
  }
  std::string known;
  for (const Range& range : kRanges) known += fmt::format(" {}", range.key);
  refuse(fmt::format("'{}' under [review] is not known. There are:{}.", key, known));
}

void take(ReviewSettings& settings, const std::string& key, double value) {
  if (key == "possible_from") settings.possible_from = value;
  if (key == "certain_from") settings.certain_from = value;
  if (key == "near_miss") settings.near_miss = value;
  if (key == "claim_minutes") settings.claim_minutes = static_cast<int64_t>(value);
  if (key == "second_share") settings.second_share = value;
  if (key == "asked_share") settings.asked_share = value;
  if (key == "confirm_records") settings.confirm_records = static_cast<uint64_t>(value);
  if (key == "confirm_weight") settings.confirm_weight = value;
}

}  // namespace

double ReviewSettings::weight_min() const { return linkage::weight_of(possible_from) - near_miss; }

double ReviewSettings::weight_max() const { return linkage::weight_of(certain_from) + near_miss; }

ReviewSettings read_review_settings(const Home& home) {
  ReviewSettings settings;
  const toml::table written = read_settings(home);
  if (!written.contains("review")) return settings;
  const toml::table* review = written["review"].as_table();
  if (review == nullptr) refuse("review is no table. Write its keys under [review].");
  for (const auto& [key, node] : *review) {
    const std::string name(key.str());
    take(settings, name, checked_number(name, node));
  }
  if (settings.possible_from < settings.certain_from) return settings;
  refuse("possible_from under [review] must be below certain_from.");
}

}  // namespace newlyn::workspace
