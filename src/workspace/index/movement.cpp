// SPDX-License-Identifier: MIT
// Counts ids that stay, merged, ended and came, and records that are elsewhere.
#include "workspace/index/movement.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <string_view>

#include "index/view.h"
#include "workspace/index/standard_records.h"

namespace newlyn::workspace {
namespace {

/// The records of entity after entity, by place, each entity's in the order of their keys.
class Members {
 public:
  explicit Members(const Partition& partition)
      : partition_(partition), order_(partition.ids.size()) {
    std::iota(order_.begin(), order_.end(), size_t{0});
    std::stable_sort(order_.begin(), order_.end(),
                     [&](size_t a, size_t b) { return partition_.ids[a] < partition_.ids[b]; });
    for (size_t i = 0; i < order_.size(); ++i) {
      if (i == 0 || id_at(i) != id_at(i - 1)) starts_.push_back(i);
    }
    starts_.push_back(order_.size());
  }

  size_t count() const noexcept { return starts_.size() - 1; }
  const std::string& id(size_t entity) const { return id_at(starts_[entity]); }
  bool same_keys(size_t entity, const Members& others, size_t other) const {
    const auto key = [](const Members& of) {
      return [&of](size_t place) -> const auto& { return of.partition_.keys[place]; };
    };
    return std::ranges::equal(order_.begin() + at(entity), order_.begin() + at(entity + 1),
                              others.order_.begin() + others.at(other),
                              others.order_.begin() + others.at(other + 1), {}, key(*this),
                              key(others));
  }

 private:
  ptrdiff_t at(size_t entity) const { return static_cast<ptrdiff_t>(starts_[entity]); }
  const std::string& id_at(size_t i) const { return partition_.ids[order_[i]]; }

  const Partition& partition_;
  std::vector<size_t> order_;
  std::vector<size_t> starts_;  // of each entity in `order_`, and the end
};

void report_ids(const Partition& before, const Partition& now, const index::EntityIndex& after,
                LinkedKind& linked) {
  const Members members_before(before);
  const Members members_now(now);
  linked.ids_before = members_before.count();
  linked.entities = members_now.count();
  size_t still = 0;
  for (size_t entity = 0; entity < members_before.count(); ++entity) {
    const std::string& id = members_before.id(entity);
    while (still < members_now.count() && members_now.id(still) < id) ++still;
    if (still < members_now.count() && members_now.id(still) == id) {
      ++linked.ids_stay;
      if (!members_before.same_keys(entity, members_now, still)) ++linked.entities_changed;
    } else if (after.resolve(id).value_or(id) != id) {
      ++linked.merged;
    } else {
      ++linked.ended;
    }
  }
  linked.made = members_now.count() - linked.ids_stay;
}

void report_moved(const Partition& before, const Partition& now, LinkedKind& linked) {
  size_t place = 0;
  for (size_t i = 0; i < before.keys.size(); ++i) {
    const index::RecordKey& key = before.keys[i];
    while (place < now.keys.size() && now.keys[place] < key) ++place;
    if (place == now.keys.size() || now.keys[place] != key) continue;
    if (now.ids[place] == before.ids[i]) continue;
    ++linked.moved;
    linked.moved_records.push_back({key_text(key), before.ids[i], now.ids[place]});
  }
}

void report_sources(const Partition& now, LinkedKind& linked) {
  std::map<std::string, LinkedSource> sources;
  std::vector<std::pair<std::string_view, LinkedSource*>> held;  // entities with their sources
  held.reserve(now.keys.size());
  for (size_t i = 0; i < now.keys.size(); ++i) {
    LinkedSource& report = sources[source_of(now.keys[i])];
    ++report.records;
    held.emplace_back(now.ids[i], &report);
  }
  std::sort(held.begin(), held.end());
  size_t in_entity = 0;  // different sources of the entity at hand
  for (size_t i = 0; i < held.size(); ++i) {
    const bool begins = i == 0 || held[i].first != held[i - 1].first;
    if (begins) in_entity = 0;
    if (!begins && held[i].second == held[i - 1].second) {
      ++held[i].second->duplicates;
    } else if (++in_entity == 2) {
      ++linked.in_several_sources;
    }
  }
  for (auto& [source, report] : sources) {
    report.source = source;
    linked.sources.push_back(std::move(report));
  }
  linked.records = now.keys.size();
}

}  // namespace

Partition partition_of(const index::EntityIndex& index) {
  Partition partition;
  partition.keys.reserve(index.record_count());
  partition.ids.reserve(index.record_count());
  index.each_key([&](const index::RecordKey& key, const std::string& entity) {
    partition.keys.push_back(key);
    partition.ids.push_back(entity);
  });
  return partition;
}

void report_movement(const Partition& before, const index::EntityIndex& after, LinkedKind& linked) {
  const Partition now = partition_of(after);
  report_ids(before, now, after, linked);
  report_moved(before, now, linked);
  report_sources(now, linked);
}

}  // namespace newlyn::workspace
