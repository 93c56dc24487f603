// SPDX-License-Identifier: MIT
// Nearness of entities, kept from time to time in newlyn_review_entity and newlyn_review_near.
#include "workspace/review/near_entities.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>
#include <mutex>
#include <set>
#include <tuple>

#include "base/random.h"
#include "base/threads.h"
#include "workspace/index/pair_evidence.h"

namespace newlyn::workspace {
namespace {

using store::Parameter;

constexpr size_t kGrain = 64;  // entities that one thread takes at a time

/// An entity as it stands, or as it stood when it was looked at.
struct KnownEntity {
  uint64_t content = 0;  // of its records, with their keys
  double hold = std::numeric_limits<double>::infinity();
  std::vector<index::RecordKey> keys;
};

using Entities = std::map<std::string, KnownEntity>;

Entities entities_of(const index::View& view) {
  Entities entities;
  view.each_record([&](const index::Record& record, const std::string& entity) {
    uint64_t content = hash_mix(hash_bytes(record.key.source), hash_bytes(record.key.id));
    for (const std::string& value : record.values) content = hash_mix(content, hash_bytes(value));
    for (const record::TrustedId& id : index::trusted_ids_of(record)) {
      content = hash_mix(content, hash_bytes(id.type + '\t' + id.number));
    }
    KnownEntity& known = entities[entity];
    known.content = hash_mix(known.content, content);
    known.keys.push_back(record.key);
  });
  // What people judged the same holds an entity together, so it is part of what it is.
  for (const index::NumberedJudgement& judgement : view.judgements()) {
    const auto entity = view.entity_of(judgement.judgement.left);
    if (judgement.withdrawn || judgement.judgement.verdict != index::Verdict::same || !entity) {
      continue;
    }
    KnownEntity& known = entities.at(*entity);
    known.content = hash_mix(known.content, judgement.number);
  }
  return entities;
}

void prepare(store::Store& store) {
  store.run(
      "CREATE TABLE IF NOT EXISTS newlyn_review_entity (kind VARCHAR, look VARCHAR, entity "
      "VARCHAR, "
      "content VARCHAR, hold DOUBLE); "
      "CREATE TABLE IF NOT EXISTS newlyn_review_near (kind VARCHAR, left_entity VARCHAR, "
      "right_entity VARCHAR, left_source VARCHAR, left_id VARCHAR, right_source VARCHAR, right_id "
      "VARCHAR, weight DOUBLE)");
}

/// What the last look at a kind found, as long as it looked for the same.
class Kept {
 public:
  Kept(store::Store& store, const EntityKind& kind, std::string look)
      : store_(store), kind_(kind), look_(std::move(look)) {
    prepare(store_);
  }

  Entities entities() const {
    Entities entities;
    const auto rows = store_.rows(
        "SELECT entity, content, hold FROM newlyn_review_entity WHERE kind = $1 AND look = $2",
        std::array{Parameter::of(kind_.name), Parameter::of(std::string_view(look_))});
    for (const auto& row : rows.rows) {
      KnownEntity& known = entities[row[0].value_or("")];
      known.content = std::stoull(row[1].value_or("0"));
      if (row[2]) known.hold = std::stod(*row[2]);
    }
    return entities;
  }

  std::vector<NearEntities> near() const {
    std::vector<NearEntities> near;
    const auto rows = store_.rows(
        "SELECT left_entity, right_entity, left_source, left_id, right_source, right_id, weight "
        "FROM newlyn_review_near WHERE kind = $1",
        std::array{Parameter::of(kind_.name)});
    for (const auto& row : rows.rows) {
      const auto text = [&row](size_t column) { return row[column].value_or(""); };
      near.push_back({text(0),
                      text(1),
                      {text(2), text(3)},
                      {text(4), text(5)},
                      std::stod(row[6].value_or("0"))});
    }
    return near;
  }

  void keep(const Entities& entities, const std::vector<NearEntities>& near) const {
    const std::array kind{Parameter::of(kind_.name)};
    store_.run("DELETE FROM newlyn_review_entity WHERE kind = $1", kind);
    store_.run("DELETE FROM newlyn_review_near WHERE kind = $1", kind);
    keep_near(near);
    // Entities come last: what is near counts only between entities that are there.
    const auto known = store_.append("newlyn_review_entity");
    for (const auto& [entity, of] : entities) {
      known->add_text(kind_.name);
      known->add_text(look_);
      known->add_text(entity);
      known->add_text(std::to_string(of.content));
      if (std::isfinite(of.hold)) {
        known->add_real(of.hold);
      } else {
        known->add_null();
      }
      known->end_row();
    }
    known->close();
  }

 private:
  void keep_near(const std::vector<NearEntities>& near) const {
    const auto pairs = store_.append("newlyn_review_near");
    for (const NearEntities& pair : near) {
      for (const std::string_view text :
           {kind_.name, std::string_view(pair.left_entity), std::string_view(pair.right_entity),
            std::string_view(pair.left.source), std::string_view(pair.left.id),
            std::string_view(pair.right.source), std::string_view(pair.right.id)}) {
        pairs->add_text(text);
      }
      pairs->add_real(pair.weight);
      pairs->end_row();
    }
    pairs->close();
  }

  store::Store& store_;
  const EntityKind& kind_;
  std::string look_;
};

using EntityPairs = std::map<std::pair<std::string, std::string>, NearEntities>;

/// Keeps the likest of several pairs of two entities; of equally like ones that of the least keys.
void offer(EntityPairs& pairs, NearEntities pair) {
  if (pair.left_entity > pair.right_entity) {
    std::swap(pair.left_entity, pair.right_entity);
    std::swap(pair.left, pair.right);
  }
  const auto [place, is_new] =
      pairs.try_emplace(std::pair(pair.left_entity, pair.right_entity), pair);
  if (is_new) return;
  NearEntities& best = place->second;
  const bool better = pair.weight > best.weight ||
                      (pair.weight == best.weight &&
                       std::tie(pair.left, pair.right) < std::tie(best.left, best.right));
  if (better) best = std::move(pair);
}

/// Looks at entities in parallel.
class Look {
 public:
  Look(const KindIndex& open, const index::View& view, double weight_min)
      : open_(open), view_(view), weight_min_(weight_min), same_(same_judgements(view)) {}

  void at(Entities& entities, const std::vector<std::string>& changed, EntityPairs& pairs,
          RunContext& run) const {
    std::mutex lock;
    parallel_ranges(changed.size(), kGrain, [&](size_t begin, size_t end) {
      run.check_stop();
      EntityPairs found;
      for (size_t i = begin; i < end; ++i) {
        KnownEntity& entity = entities.at(changed[i]);
        find_around(changed[i], entity.keys, found);
        const auto cut = weakest_cut({open_, view_, same_}, entity.keys);
        if (cut) entity.hold = cut->weight;
      }
      const std::lock_guard held(lock);
      for (auto& [names, pair] : found) offer(pairs, std::move(pair));
    });
  }

 private:
  void find_around(const std::string& entity, const std::vector<index::RecordKey>& keys,
                   EntityPairs& found) const {
    for (const index::RecordKey& key : keys) {
      for (const index::Match& match : view_.matches(view_.record(key)->values, weight_min_)) {
        if (match.entity == entity) continue;
        offer(found, {entity, match.entity, key, match.key, match.weight});
      }
    }
  }

  const KindIndex& open_;
  const index::View& view_;
  double weight_min_;
  SameJudgements same_;
};

/// Records with the weights between them, grown into a tree of strongest ties.
class TieTree {
 public:
  TieTree(const CutRequest& request, const std::vector<index::RecordKey>& keys)
      : keys_(keys), weights_(keys.size()) {
    std::vector<std::vector<std::string>> complete;
    for (const index::RecordKey& key : keys) {
      complete.push_back(complete_values(request.open, *request.view.record(key)));
    }
    for (size_t i = 0; i < keys.size(); ++i) weigh(request.open, complete, i);
    judge(request.same);
  }

  std::optional<EntityCut> weakest() const {
    std::vector<Tie> ties = grow();
    std::optional<EntityCut> weakest;
    for (size_t skipped = 0; skipped < ties.size(); ++skipped) {
      if (!std::isfinite(ties[skipped].weight)) continue;  // by judgement, or equal
      EntityCut cut = cut_at(ties, skipped);
      if (!weakest || cut.weight < weakest->weight) weakest = std::move(cut);
    }
    return weakest;
  }

 private:
  static constexpr double kHeld = std::numeric_limits<double>::infinity();

  struct Tie {
    size_t from = 0;
    size_t to = 0;
    double weight = 0;
  };

  void weigh(const KindIndex& open, const std::vector<std::vector<std::string>>& complete,
             size_t first) {
    weights_[first] = weights_with(open, complete[first], complete);
    for (size_t other = 0; other < complete.size(); ++other) {
      if (complete[other] == complete[first]) weights_[first][other] = kHeld;
    }
  }

  /// What people judged the same holds, whatever it weighs.
  void judge(const SameJudgements& same) {
    std::map<index::RecordKey, size_t> places;
    for (size_t i = 0; i < keys_.size(); ++i) places.emplace(keys_[i], i);
    for (size_t i = 0; i < keys_.size(); ++i) {
      const auto judged = same.find(keys_[i]);
      if (judged == same.end()) continue;
      for (const index::RecordKey& other : judged->second) {
        const auto place = places.find(other);
        if (place != places.end()) weights_[i][place->second] = kHeld;
      }
    }
  }

  /// Prim's tree, strongest ties first.
  std::vector<Tie> grow() const {
    std::vector<Tie> ties;
    std::vector<bool> is_in(keys_.size(), false);
    std::vector<Tie> best(keys_.size(), {0, 0, -kHeld});
    size_t joined = 0;
    while (true) {
      is_in[joined] = true;
      size_t next = keys_.size();
      for (size_t i = 0; i < keys_.size(); ++i) {
        if (is_in[i]) continue;
        if (weights_[joined][i] > best[i].weight) best[i] = {joined, i, weights_[joined][i]};
        if (next == keys_.size() || best[i].weight > best[next].weight) next = i;
      }
      if (next == keys_.size()) return ties;
      ties.push_back(best[next]);
      joined = next;
    }
  }

  EntityCut cut_at(const std::vector<Tie>& ties, size_t skipped) const {
    std::vector<bool> on_side(keys_.size(), false);
    on_side[ties[skipped].to] = true;
    // Ties are in the order of growing, so that one pass from the cut on marks all behind it.
    for (size_t i = skipped + 1; i < ties.size(); ++i) {
      if (on_side[ties[i].from]) on_side[ties[i].to] = true;
    }
    const size_t count = static_cast<size_t>(std::count(on_side.begin(), on_side.end(), true));
    const bool smaller = count * 2 <= keys_.size();
    EntityCut cut;
    cut.tie = ties[skipped].weight;
    cut.left = keys_[smaller ? ties[skipped].to : ties[skipped].from];
    cut.right = keys_[smaller ? ties[skipped].from : ties[skipped].to];
    double sum = 0;
    for (size_t i = 0; i < keys_.size(); ++i) {
      (on_side[i] == smaller ? cut.part : cut.rest).push_back(keys_[i]);
      for (size_t j = 0; on_side[i] && j < keys_.size(); ++j) {
        if (!on_side[j]) sum += weights_[i][j];
      }
    }
    cut.weight = sum / (static_cast<double>(count) * static_cast<double>(keys_.size() - count));
    return cut;
  }

  const std::vector<index::RecordKey>& keys_;
  std::vector<std::vector<double>> weights_;
};

}  // namespace

Nearness find_near(const Desk& desk, const index::View& view, double weight_min, RunContext& run) {
  const KindIndex& open = desk.kinds[0];
  const Kept kept(*desk.store, *open.kind,
                  fmt::format("{} {}", open.fitted->parts().version, weight_min));
  const Entities before = kept.entities();
  Entities entities = entities_of(view);
  std::vector<std::string> changed;
  for (auto& [entity, now] : entities) {
    const auto then = before.find(entity);
    if (then != before.end() && then->second.content == now.content) {
      now.hold = then->second.hold;
    } else {
      changed.push_back(entity);
    }
  }
  const std::set<std::string> is_changed(changed.begin(), changed.end());
  EntityPairs pairs;
  for (NearEntities& pair : kept.near()) {
    const auto stays = [&](const std::string& entity) {
      return before.contains(entity) && entities.contains(entity) && !is_changed.contains(entity);
    };
    if (stays(pair.left_entity) && stays(pair.right_entity)) offer(pairs, std::move(pair));
  }
  Look(open, view, weight_min).at(entities, changed, pairs, run);
  Nearness found;
  for (const auto& [names, pair] : pairs) found.near.push_back(pair);
  for (const auto& [entity, known] : entities) {
    if (std::isfinite(known.hold)) found.holds.push_back({entity, known.hold});
  }
  const bool is_new = !changed.empty() || entities.size() != before.size();
  if (is_new && view.sees_all()) kept.keep(entities, found.near);
  return found;
}

SameJudgements same_judgements(const index::View& view) {
  SameJudgements same;
  for (const index::NumberedJudgement& judgement : view.judgements()) {
    const index::Judgement& of = judgement.judgement;
    if (judgement.withdrawn || of.verdict != index::Verdict::same) continue;
    same[of.left].push_back(of.right);
    same[of.right].push_back(of.left);
  }
  // So do trusted ids, where they do.
  std::map<std::pair<std::string, record::TrustedId>, index::RecordKey> last;
  view.each_record([&](const index::Record& record, const std::string& entity) {
    for (record::TrustedId& id : index::trusted_ids_of(record)) {
      const auto [place, is_new] = last.try_emplace({entity, std::move(id)}, record.key);
      if (is_new) continue;
      same[place->second].push_back(record.key);
      same[record.key].push_back(place->second);
      place->second = record.key;
    }
  });
  return same;
}

std::optional<EntityCut> weakest_cut(const CutRequest& request,
                                     const std::vector<index::RecordKey>& keys) {
  constexpr size_t kRecordsMax = 300;  // of larger ones the first
  if (keys.size() < 2) return std::nullopt;
  if (keys.size() <= kRecordsMax) return TieTree(request, keys).weakest();
  const std::vector<index::RecordKey> first(keys.begin(), keys.begin() + kRecordsMax);
  return TieTree(request, first).weakest();
}

}  // namespace newlyn::workspace
