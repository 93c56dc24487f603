// SPDX-License-Identifier: MIT
// How risky a merge is, and the item that it waits as.
#include "workspace/review/confirm_merge.h"

#include <fmt/format.h>

#include <limits>
#include <set>

#include "base/clock.h"
#include "base/random.h"
#include "workspace/index/pair_evidence.h"
#include "workspace/index/standard_records.h"
#include "workspace/review/review_book.h"

namespace newlyn::workspace {
namespace {

/// Of the entities that each pair brings together, what the likest records weigh at least.
double least_weight(const KindIndex& open, const index::EntityIndex& index,
                    const WantedMerge& merge) {
  double least = std::numeric_limits<double>::infinity();
  for (const auto& [left, right] : merge.pairs) {
    const auto one = index.entity_of(left);
    const auto other = index.entity_of(right);
    if (!one || !other || one == other) continue;
    const auto [first, second] =
        likest(open, index, index.records_of(*one), index.records_of(*other));
    least = std::min(least, weight_between(open, index, first, second));
  }
  return least;
}

/// Why another account is needed; empty where it is not.
std::string risk_of(const Desk& desk, const index::EntityIndex& index, const WantedMerge& merge) {
  const ReviewSettings settings = read_review_settings(desk.home);
  if (settings.confirm_records == 0 && !settings.confirm_weight) return {};
  std::set<std::string> entities;
  uint64_t records = 0;
  for (const auto& [left, right] : merge.pairs) {
    for (const index::RecordKey& key : {left, right}) {
      const auto entity = index.entity_of(key);
      if (entity && entities.insert(*entity).second) records += index.records_of(*entity).size();
    }
  }
  if (entities.size() < 2) return {};
  if (settings.confirm_records > 0 && records > settings.confirm_records) {
    return fmt::format("it makes one of {} records, more than confirm_records = {} in newlyn.toml",
                       records, settings.confirm_records);
  }
  if (!settings.confirm_weight) return {};
  const double least = least_weight(desk.kinds[0], index, merge);
  if (least >= *settings.confirm_weight) return {};
  return fmt::format(
      "its likest records weigh {:+.2f}, less than confirm_weight = {} in newlyn.toml", least,
      *settings.confirm_weight);
}

std::string name_of(const std::string& entity, const WantedMerge& merge) {
  uint64_t hash = hash_bytes(now_text());
  for (const auto& [left, right] : merge.pairs) {
    hash = hash_mix(hash, hash_bytes(key_text(left) + " " + key_text(right)));
  }
  return fmt::format("merge-{}-{:06x}", entity, hash & 0xFF'FFFF);
}

}  // namespace

bool needs_confirmation(const Desk& desk, const WantedMerge& merge) {
  bool is_needed = false;
  desk.kinds[0].entities->read(
      [&](const index::EntityIndex& index) { is_needed = !risk_of(desk, index, merge).empty(); });
  return is_needed;
}

std::optional<JudgeResponse> wait_for_confirmation(const Desk& desk, const WantedMerge& merge) {
  JudgeResponse response;
  response.kind = desk.kinds[0].kind->name;
  std::string subject;
  desk.kinds[0].entities->read([&](const index::EntityIndex& index) {
    response.waits_why = risk_of(desk, index, merge);
    subject = index.entity_of(merge.pairs.front().first).value_or("");
  });
  if (response.waits_why.empty()) return std::nullopt;
  // How many records there are, and what the likest weigh, is not for whoever does not see all.
  if (desk.access->filter() != nullptr) response.waits_why = "newlyn.toml asks for it";
  response.waits_as = name_of(subject, merge);
  ReviewBook book(*desk.store, *desk.kinds[0].kind, {});
  desk.access->change({0, subject, response.waits_as}, [&] {
    // All pairs or none: whoever confirms it confirms what was asked.
    std::vector<ReviewEvent> events;
    RecordPairs all = merge.pairs;
    all.insert(all.end(), merge.within.begin(), merge.within.end());
    for (const auto& [left, right] : all) {
      ReviewEvent& event = events.emplace_back();
      event.item = response.waits_as;
      event.topic = "merge to confirm";
      event.what = "asked";
      event.who = desk.access->who();
      event.why = merge.reason;
      event.left = left;
      event.right = right;
    }
    book.add_all(std::move(events));
    return uint64_t{all.size() + 1};
  });
  return response;
}

}  // namespace newlyn::workspace
