// SPDX-License-Identifier: MIT
// What people are asked about, found and put in order.
//
// The value of an item is how open the question is, in bits, times how many records the answer
// moves (log2 of one more), times one and the number of sources that would meet or part: a mistake
// between services costs more than one inside a source. What contradicts something known counts as
// fully open, and twice. Whether an entity is one is as open as its strongest tie across the cut:
// the mean over all pairs there is low wherever records say little or old things.
//
// In a year people are asked about a share of the records, in that order; what is left says so.
#include "workspace/review/review_queue.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/clock.h"
#include "base/error.h"
#include "base/random.h"
#include "workspace/index/pair_evidence.h"
#include "workspace/index/standard_records.h"

namespace newlyn::workspace {
namespace {

constexpr double kContradiction = 2;
constexpr size_t kAskedAtLeast = 100;  // items in a year, however few records there are
constexpr int64_t kYearMicros = int64_t{365} * 24 * 3600 * 1'000'000;

std::pair<std::string, std::string> ordered(const std::string& left, const std::string& right) {
  return left < right ? std::pair(left, right) : std::pair(right, left);
}

/// A short name for records or values.
std::string short_hash(const std::vector<std::string>& texts) {
  uint64_t hash = 0;
  for (const std::string& text : texts) hash = hash_mix(hash, hash_bytes(text));
  return fmt::format("{:06x}", hash & 0xFF'FFFF);
}

std::vector<std::string> texts_of(const std::vector<index::RecordKey>& keys) {
  std::vector<std::string> texts;
  for (const index::RecordKey& key : keys) texts.push_back(key_text(key));
  return texts;
}

/// How open a question of this probability is, in bits.
double openness(double probability) {
  if (probability <= 0 || probability >= 1) return 0;
  return -probability * std::log2(probability) - (1 - probability) * std::log2(1 - probability);
}

std::set<std::string> sources_of(const std::vector<index::RecordKey>& keys) {
  std::set<std::string> sources;
  for (const index::RecordKey& key : keys) sources.insert(source_of(key));
  return sources;
}

/// Sources on one side alone.
size_t meeting_sources(const QueuedItem& item) {
  const std::set<std::string> left = sources_of(item.part);
  const std::set<std::string> right = sources_of(item.rest);
  std::vector<std::string> alone;
  std::set_symmetric_difference(left.begin(), left.end(), right.begin(), right.end(),
                                std::back_inserter(alone));
  return alone.size();
}

std::string counted(size_t count, const char* one, const char* several) {
  return fmt::format("{} {}", count, count == 1 ? one : several);
}

}  // namespace

std::string opinion_wanted(const std::string& item, const std::vector<ReviewEvent>& decisions,
                           double second_share) {
  if (item.starts_with("merge-")) return "";  // two accounts have had to do with it
  if (decisions.size() == 1) {
    const double drawn = static_cast<double>(hash_bytes(item, 1) >> 11) * 0x1.0p-53;
    const bool second = drawn < second_share || decisions[0].verdict == "unsure";
    return second ? "second opinion" : "";
  }
  if (decisions.size() != 2) return "";
  const std::set<std::string> verdicts{decisions[0].verdict, decisions[1].verdict};
  return verdicts == std::set<std::string>{"same", "different"} ? "disputed" : "";
}

ReviewQueue::ReviewQueue(Desk& desk, const index::EntityIndex& index,
                         const ReviewSettings& settings, RunContext& run)
    : desk_(desk),
      open_(desk.kinds[0]),
      view_(seen_by(desk, open_, index)),
      settings_(settings),
      judgements_(view_.judgements()),
      said_(index.view().said_judgements()),
      book_(book_seen(desk, index, view_)),
      same_(same_judgements(view_)) {
  gather();
  Nearness found = find_near(desk, view_, settings.weight_min(), run);
  std::erase_if(found.near, [&](const NearEntities& near) {
    return view_.keeps_apart(near.left_entity, near.right_entity);
  });
  find_merges();
  find_judged_different();
  find_rivals(found);
  find_different_numbers();
  find_contradicted();
  find_barely_joined(found);
  find_possible(found);
  find_undecided();
  std::stable_sort(items_.begin(), items_.end(), [](const QueuedItem& a, const QueuedItem& b) {
    return a.shown.value != b.shown.value ? a.shown.value > b.shown.value
                                          : a.shown.name < b.shown.name;
  });
  leave_beyond();
}

/// Marks what is of too little value to be asked about this year. What contradicts something known,
/// and what somebody has had in hand, is asked in any case and before all else.
void ReviewQueue::leave_beyond() {
  size_t records = 0;
  for (const auto& [entity, facts] : entities_) records += facts.keys.size();
  const auto share = static_cast<size_t>(settings_.asked_share * static_cast<double>(records));
  size_t left = std::max(share, kAskedAtLeast);
  for (const std::string& name : book_.decided_items()) {
    const bool recent = book_.decisions(name).back().micros > now_micros() - kYearMicros;
    if (recent && left > 0) --left;
  }
  const auto is_asked_anyway = [](const QueuedItem& item) {
    return item.is_contradiction || item.claim || !item.decisions.empty();
  };
  for (const QueuedItem& item : items_) {
    const bool counts = is_asked_anyway(item) && item.decisions.empty();
    if (counts && left > 0) --left;
  }
  for (QueuedItem& item : items_) {
    if (is_asked_anyway(item)) continue;
    item.is_beyond = left == 0;
    if (left > 0) --left;
  }
}

/// Of records that are judged the same, also through others, the one that stands for all.
void ReviewQueue::group_same() {
  for (const auto& [first, others] : same_) {
    if (stand_in_.contains(first)) continue;
    std::vector<index::RecordKey> open{first};
    while (!open.empty()) {
      const index::RecordKey key = open.back();
      open.pop_back();
      if (!stand_in_.emplace(key, first).second) continue;
      const std::vector<index::RecordKey>& next = same_.at(key);
      open.insert(open.end(), next.begin(), next.end());
    }
  }
}

const index::RecordKey& ReviewQueue::stands_for(const index::RecordKey& key) const {
  const auto found = stand_in_.find(key);
  return found == stand_in_.end() ? key : found->second;
}

void ReviewQueue::gather() {
  group_same();
  view_.each_record([&](const index::Record& record, const std::string& entity) {
    EntityFacts& facts = entities_[entity];
    facts.keys.push_back(record.key);
    facts.sources.insert(source_of(record.key));
    const std::string row = parting_row(*open_.kind, record.key);
    if (!row.empty()) facts.rows.insert(row);
    facts.numbers.resize(record.vetoes.size());
    for (size_t v = 0; v < record.vetoes.size(); ++v) {
      if (!record.vetoes[v].empty()) facts.numbers[v].insert(record.vetoes[v]);
    }
    for (record::TrustedId& id : index::trusted_ids_of(record)) {
      facts.trusted[id.type].insert(std::move(id.number));
    }
  });
  // What was judged of a record that is gone holds for those judged the same as it.
  std::map<index::RecordKey, std::string> entity_of_set;
  for (const auto& [key, first] : stand_in_) {
    if (auto entity = view_.entity_of(key)) entity_of_set.try_emplace(first, std::move(*entity));
  }
  const auto entity_of = [&](const index::RecordKey& key) {
    auto entity = view_.entity_of(key);
    const auto set = entity_of_set.find(stands_for(key));
    if (!entity && set != entity_of_set.end()) entity = set->second;
    return entity;
  };
  for (const index::NumberedJudgement& judgement : judgements_) {
    const auto left = entity_of(judgement.judgement.left);
    const auto right = entity_of(judgement.judgement.right);
    const bool same = judgement.judgement.verdict == index::Verdict::same;
    if (!judgement.withdrawn) {
      const index::RecordKey& one = stands_for(judgement.judgement.left);
      const index::RecordKey& other = stands_for(judgement.judgement.right);
      judged_pairs_.insert({one, other});
      judged_pairs_.insert({other, one});
    }
    if (judgement.withdrawn || same || !left || !right) continue;
    apart_[ordered(*left, *right)].push_back(&judgement);
  }
}

bool ReviewQueue::numbers_differ(const EntityFacts& left, const EntityFacts& right) const {
  for (size_t v = 0; v < left.numbers.size(); ++v) {
    const std::set<std::string>& one = left.numbers[v];
    const std::set<std::string>& other = right.numbers[v];
    const bool shared = std::any_of(
        one.begin(), one.end(), [&](const std::string& value) { return other.contains(value); });
    if (!one.empty() && !other.empty() && !shared) return true;
  }
  for (const auto& [type, one] : left.trusted) {
    const auto other = right.trusted.find(type);
    const bool differ = other != right.trusted.end() &&
                        std::none_of(one.begin(), one.end(), [&](const std::string& id) {
                          return other->second.contains(id);
                        });
    if (differ) return true;
  }
  return false;
}

/// Whether one row names somebody of each: then they are two, and nobody has to be asked.
bool ReviewQueue::share_a_row(const EntityFacts& left, const EntityFacts& right) {
  return std::any_of(left.rows.begin(), left.rows.end(),
                     [&](const std::string& row) { return right.rows.contains(row); });
}

void ReviewQueue::find_possible(const Nearness& found) {
  for (const NearEntities& near : found.near) {
    const EntityFacts& left = entities_.at(near.left_entity);
    const EntityFacts& right = entities_.at(near.right_entity);
    const auto names = ordered(near.left_entity, near.right_entity);
    const bool answered = apart_.contains(names) || waiting_.contains(names);
    if (answered || numbers_differ(left, right) || share_a_row(left, right)) continue;
    QueuedItem item;
    item.shown.name = fmt::format("possible-{}-{}", near.left_entity, near.right_entity);
    item.shown.topic = "possible match";
    item.shown.weight = near.weight;
    item.left = near.left;
    item.right = near.right;
    item.part = left.keys;
    item.rest = right.keys;
    const bool enough = near.weight >= open_.fitted->edge_weight_min();
    const bool near_miss = near.weight < linkage::weight_of(settings_.possible_from);
    item.evidence = enough ? "These two weigh enough alone; as groups their records do not fit."
                    : near_miss ? "A near miss: just below what is asked about."
                                : "What they say of themselves is not enough, and not too little.";
    add(std::move(item));
  }
}

void ReviewQueue::find_barely_joined(const Nearness& found) {
  const double enough = open_.fitted->edge_weight_min();
  for (const EntityHold& hold : found.holds) {
    const bool asked = apart_.contains({hold.entity, hold.entity});
    if (hold.weight >= settings_.weight_max() || asked) continue;
    auto cut = weakest_cut({open_, view_, same_}, entities_.at(hold.entity).keys);
    if (!cut) continue;
    QueuedItem item;
    const bool is_weak = cut->weight < enough;
    if (!is_weak && cut->tie >= settings_.weight_max()) continue;
    item.shown.name = fmt::format("{}-{}-{}", is_weak ? "weak" : "barely", hold.entity,
                                  short_hash(texts_of(cut->part)));
    item.shown.topic = is_weak ? "weak entity" : "barely joined";
    item.shown.weight = cut->tie;
    item.left = cut->left;
    item.right = cut->right;
    item.evidence = fmt::format(
        "{} of {} hang together with the others of {} by {:+.2f} on the mean, where {:+.2f} is "
        "needed; the strongest tie across weighs {:+.2f}.",
        cut->part.size(), cut->part.size() + cut->rest.size(), hold.entity, cut->weight, enough,
        cut->tie);
    item.part = std::move(cut->part);
    item.rest = std::move(cut->rest);
    add(std::move(item));
  }
}

/// The likest records across that nobody has judged; nothing where none weigh enough for one.
std::optional<NearEntities> ReviewQueue::likest_unjudged(const EntityFacts& left,
                                                         const EntityFacts& right) const {
  std::optional<NearEntities> best;
  std::vector<std::vector<std::string>> complete;
  for (const index::RecordKey& key : right.keys) {
    complete.push_back(complete_values(open_, *view_.record(key)));
  }
  for (const index::RecordKey& key : left.keys) {
    const std::vector<double> weights =
        weights_with(open_, complete_values(open_, *view_.record(key)), complete);
    for (size_t i = 0; i < right.keys.size(); ++i) {
      const double weight = weights[i];
      const bool enough = weight >= open_.fitted->edge_weight_min();
      const bool better = enough && (!best || weight > best->weight);
      if (better && !judged_pairs_.contains({stands_for(key), stands_for(right.keys[i])})) {
        best = NearEntities{"", "", key, right.keys[i], weight};
      }
    }
  }
  return best;
}

/// Two entities that were judged different, and a record that came since and weighs enough for
/// both.
void ReviewQueue::find_judged_different() {
  for (const auto& [names, judgements] : apart_) {
    const auto& [left, right] = names;
    const auto different =
        std::find_if(judgements.rbegin(), judgements.rend(), [](const auto* judgement) {
          return judgement->judgement.verdict == index::Verdict::different;
        });
    if (left == right || different == judgements.rend()) continue;
    const auto near = likest_unjudged(entities_.at(left), entities_.at(right));
    const index::NumberedJudgement& judgement = **different;
    if (!near) continue;
    const bool left_is_new = came_since(near->left, judgement);
    if (!left_is_new && !came_since(near->right, judgement)) continue;
    QueuedItem item;
    item.is_contradiction = true;
    item.shown.name = fmt::format("between-{}-{}-{}", left, right,
                                  short_hash({key_text(near->left), key_text(near->right)}));
    item.shown.topic = "judged different";
    item.shown.weight = near->weight;
    item.left = near->left;
    item.right = near->right;
    item.part = entities_.at(left).keys;
    item.rest = entities_.at(right).keys;
    item.evidence = fmt::format(
        "{} came since judgement {} by {} said that {} and {} are different, and fits both: it "
        "weighs {:+.2f} with {}.",
        key_text(left_is_new ? near->left : near->right), said_.of(judgement.number),
        judgement.judgement.who, left, right, near->weight,
        key_text(left_is_new ? near->right : near->left));
    add(std::move(item));
  }
}

/// An entity that weighs enough with two others that were judged different.
void ReviewQueue::find_rivals(const Nearness& found) {
  std::map<std::string, std::vector<const NearEntities*>> around;
  for (const NearEntities& near : found.near) {
    const bool judged = apart_.contains(ordered(near.left_entity, near.right_entity));
    if (near.weight < open_.fitted->edge_weight_min() || judged) continue;
    around[near.left_entity].push_back(&near);
    around[near.right_entity].push_back(&near);
  }
  const auto other_of = [](const NearEntities& near, const std::string& entity) {
    return near.left_entity == entity ? near.right_entity : near.left_entity;
  };
  for (auto& [entity, pairs] : around) {
    std::sort(pairs.begin(), pairs.end(),
              [](const auto* a, const auto* b) { return a->weight > b->weight; });
    for (size_t i = 1; i < pairs.size(); ++i) {
      const std::string best = other_of(*pairs[0], entity);
      const std::string next = other_of(*pairs[i], entity);
      const auto judged = apart_.find(ordered(best, next));
      if (judged == apart_.end()) continue;
      const index::NumberedJudgement& judgement = *judged->second.front();
      if (judgement.judgement.verdict != index::Verdict::different) continue;
      QueuedItem item;
      item.is_contradiction = true;
      item.shown.name =
          fmt::format("possible-{}-{}", pairs[0]->left_entity, pairs[0]->right_entity);
      item.shown.topic = "judged different";
      item.shown.weight = pairs[0]->weight;
      item.left = pairs[0]->left;
      item.right = pairs[0]->right;
      item.part = entities_.at(pairs[0]->left_entity).keys;
      item.rest = entities_.at(pairs[0]->right_entity).keys;
      item.evidence = fmt::format(
          "{} fits {} ({:+.2f}) and {} ({:+.2f}), which judgement {} by {} says are different. "
          "Asked is about the likelier one.",
          entity, best, pairs[0]->weight, next, pairs[i]->weight, said_.of(judgement.number),
          judgement.judgement.who);
      add(std::move(item));
      break;
    }
  }
}

/// Records of one entity that differ in a number which one person has once.
void ReviewQueue::find_different_numbers() {
  const std::vector<std::string> names = vetoes_of(*open_.kind);
  for (const auto& [entity, facts] : entities_) {
    for (size_t v = 0; v < facts.numbers.size(); ++v) {
      if (facts.numbers[v].size() < 2) continue;
      QueuedItem item;
      item.is_contradiction = true;
      item.shown.topic = "different numbers";
      const std::string& first = *facts.numbers[v].begin();
      for (const index::RecordKey& key : facts.keys) {
        const std::string number = view_.record(key)->vetoes[v];
        if (number.empty()) continue;
        (number == first ? item.part : item.rest).push_back(key);
      }
      item.left = item.part.front();
      item.right = item.rest.front();
      item.shown.name = fmt::format("numbers-{}-{}", entity,
                                    short_hash({facts.numbers[v].begin(), facts.numbers[v].end()}));
      item.shown.weight = weight_between(open_, view_, item.left, item.right);
      item.evidence =
          fmt::format("{} and {} are both in {}, each with a valid {}, and these differ.",
                      key_text(item.left), key_text(item.right), entity, names[v]);
      for (const index::NumberedJudgement& judgement : judgements_) {
        const index::Judgement& of = judgement.judgement;
        const std::set<index::RecordKey> sides{of.left, of.right};
        const bool joins = !judgement.withdrawn && of.verdict == index::Verdict::same &&
                           sides == std::set<index::RecordKey>{item.left, item.right};
        if (joins) item.against.push_back(judgement.number);
      }
      add(std::move(item));
    }
  }
}

/// Judgements "same" on records of which one came since and now says otherwise.
void ReviewQueue::find_contradicted() {
  const double possible = linkage::weight_of(settings_.possible_from);
  for (const index::NumberedJudgement& judgement : judgements_) {
    const index::Judgement& of = judgement.judgement;
    const bool in_force = !judgement.withdrawn && of.verdict == index::Verdict::same;
    if (!in_force || !view_.entity_of(of.left) || !view_.entity_of(of.right)) continue;
    const double weight = weight_between(open_, view_, of.left, of.right);
    if (weight >= possible) continue;
    const bool left_is_new = came_since(of.left, judgement);
    if (!left_is_new && !came_since(of.right, judgement)) continue;
    QueuedItem item;
    item.is_contradiction = true;
    const std::string entity = *view_.entity_of(of.left);
    std::vector<std::string> values = view_.record(of.left)->values;
    const std::vector<std::string> right = view_.record(of.right)->values;
    values.insert(values.end(), right.begin(), right.end());
    item.shown.name = fmt::format("contradicted-{}-{}-{}", entity, said_.of(judgement.number),
                                  short_hash(values));
    item.shown.topic = "contradicted merge";
    item.shown.weight = weight;
    item.left = of.left;
    item.right = of.right;
    item.part = {of.left};
    item.rest = {of.right};
    item.against = {judgement.number};
    item.evidence = fmt::format(
        "{} changed since judgement {} by {} put it together with {}: what they say of themselves "
        "now weighs {:+.2f}.",
        key_text(left_is_new ? of.left : of.right), said_.of(judgement.number), of.who,
        key_text(left_is_new ? of.right : of.left), weight);
    add(std::move(item));
  }
}

/// Merges above the set risk, which another account than the one that asked confirms.
void ReviewQueue::find_merges() {
  for (const std::vector<ReviewEvent>& pairs : book_.asked()) {
    QueuedItem item;
    std::set<std::string> entities;
    for (const ReviewEvent& pair : pairs) {
      const auto left = view_.entity_of(pair.left);
      const auto right = view_.entity_of(pair.right);
      if (!left || !right) continue;  // gone
      if (left == right) {
        item.held.push_back(pair);
        continue;
      }
      waiting_.insert(ordered(*left, *right));
      item.asked.push_back(pair);
      entities.insert(*left);
      if (!entities.insert(*right).second) continue;
      const std::vector<index::RecordKey>& keys = entities_.at(*right).keys;
      item.rest.insert(item.rest.end(), keys.begin(), keys.end());
    }
    if (item.asked.empty()) continue;
    const ReviewEvent& first = item.asked.front();
    item.shown.name = first.item;
    item.shown.topic = first.topic;
    item.left = first.left;
    item.right = first.right;
    item.shown.weight = weight_between(open_, view_, item.left, item.right);
    item.part = entities_.at(*view_.entity_of(item.left)).keys;
    item.is_contradiction = true;
    item.evidence =
        fmt::format("{} asks to make one of {} entities{}{}. Another account decides.", first.who,
                    entities.size(), first.why.empty() ? "" : ": ", first.why);
    add(std::move(item));
  }
}

/// The weakest cut of an entity as it would be without some of the judgements.
std::optional<EntityCut> ReviewQueue::cut_without(const std::vector<index::RecordKey>& keys,
                                                  const std::set<uint64_t>& judgements) const {
  SameJudgements same = same_;
  for (const index::NumberedJudgement& judgement : judgements_) {
    const index::Judgement& of = judgement.judgement;
    if (!judgements.contains(judgement.number) || of.verdict != index::Verdict::same) continue;
    std::erase(same[of.left], of.right);
    std::erase(same[of.right], of.left);
  }
  return weakest_cut({open_, view_, same}, keys);
}

/// The records on either side of what was decided already: all of two entities; of one entity the
/// part that was asked about, or what the decisions hold together with either record.
void ReviewQueue::find_sides(QueuedItem& item, const std::vector<ReviewEvent>& decisions) const {
  item.part = {item.left};
  item.rest = {item.right};
  // It is asked about two records, whoever else there is.
  if (item.shown.topic == "contradicted merge") return;
  const std::string left = *view_.entity_of(item.left);
  const std::string right = *view_.entity_of(item.right);
  if (left != right) {
    item.part = entities_.at(left).keys;
    item.rest = entities_.at(right).keys;
    return;
  }
  std::set<uint64_t> decided;
  for (const ReviewEvent& event : decisions) {
    decided.insert(event.judgements.begin(), event.judgements.end());
  }
  if (item.shown.topic == "weak entity" || item.shown.topic == "barely joined") {
    auto cut = cut_without(entities_.at(left).keys, decided);
    if (!cut || !item.shown.name.ends_with("-" + short_hash(texts_of(cut->part)))) return;
    item.part = std::move(cut->part);
    item.rest = std::move(cut->rest);
    return;
  }
  for (const index::NumberedJudgement& judgement : judgements_) {
    const index::Judgement& of = judgement.judgement;
    const bool holds = decided.contains(judgement.number) && view_.entity_of(of.right) == left &&
                       of.verdict == index::Verdict::same && of.right != item.right;
    if (holds && of.left == item.left) item.part.push_back(of.right);
    if (holds && of.left == item.right) item.rest.push_back(of.right);
  }
}

/// Items that were decided and wait for another opinion.
void ReviewQueue::find_undecided() {
  for (const std::string& name : book_.decided_items()) {
    if (names_.contains(name)) continue;
    const std::vector<ReviewEvent> decisions = book_.decisions(name);
    const ReviewEvent& first = decisions.front();
    const auto left = view_.entity_of(first.left);
    const auto right = view_.entity_of(first.right);
    if (!left || !right) continue;  // a record is gone: there is nothing to ask any more
    const bool is_named_by_values =
        first.topic == "different numbers" || first.topic == "contradicted merge";
    if (is_named_by_values && !view_.sees_all()) continue;  // by values that may not be shown
    QueuedItem item;
    item.shown.name = name;
    item.shown.topic = first.topic;
    item.left = first.left;
    item.right = first.right;
    // Somebody else weighed it by what they saw.
    item.shown.weight =
        view_.sees_all() ? first.weight : weight_between(open_, view_, item.left, item.right);
    find_sides(item, decisions);
    add(std::move(item));
  }
}

/// Whether nobody may be asked about two entities.
bool ReviewQueue::is_unproposed(const QueuedItem& item) const {
  const auto left = view_.entity_of(item.left);
  const auto right = view_.entity_of(item.right);
  return left && right && left != right && view_.keeps_apart(*left, *right);
}

void ReviewQueue::add(QueuedItem item) {
  if (is_unproposed(item) || !names_.insert(item.shown.name).second) return;
  item.decisions = book_.decisions(item.shown.name);
  item.shown.state = "open";
  if (!item.decisions.empty()) {
    item.shown.state = opinion_wanted(item.shown.name, item.decisions, settings_.second_share);
    if (item.shown.state.empty()) return;
    item.evidence = item.shown.state == "disputed"
                        ? "Two reviewers said the opposite; a third one settles it."
                        : "One reviewer has decided; a second opinion is asked, without the first.";
    item.is_contradiction = item.shown.state == "disputed";
  }
  item.claim = book_.claim(item.shown.name, settings_.claim_minutes);
  if (item.claim) {
    item.shown.claimed_by = item.claim->who;
    item.shown.claimed_until = time_text(item.claim->until_micros);
    if (item.shown.state == "open") item.shown.state = "claimed";
  }
  item.shown.kind = open_.kind->name;
  weigh(item);
  items_.push_back(std::move(item));
}

void ReviewQueue::weigh(QueuedItem& item) const {
  ReviewItem& shown = item.shown;
  shown.probability = linkage::probability_of(shown.weight);
  shown.records = item.part.size() + item.rest.size();
  const size_t meeting = meeting_sources(item);
  const double open = item.is_contradiction ? 1 : openness(shown.probability);
  shown.value = open * std::log2(1 + static_cast<double>(shown.records)) *
                (1 + static_cast<double>(meeting)) * (item.is_contradiction ? kContradiction : 1);
  std::string question = fmt::format("{:.2f} bits open at {:.3f}", open, shown.probability);
  if (item.is_contradiction) question = "a contradiction counts as 1.00 bit, twice";
  if (!item.asked.empty()) question = "somebody waits for it, so 1.00 bit, twice";
  shown.order = fmt::format("{:.2f}: {}; {}; {} on one side alone", shown.value, question,
                            counted(shown.records, "record", "records"),
                            counted(meeting, "source", "sources"));
}

/// Whether what a record says came into the index after a judgement was made: by the order of the
/// steps, whenever its source was read and whatever the clock said.
bool ReviewQueue::came_since(const index::RecordKey& key,
                             const index::NumberedJudgement& judgement) const {
  if (view_.since(key) <= judgement.sequence) return false;
  if (view_.sees_all()) return true;
  // That something changed which is not shown is not told.
  const auto then = view_.then(std::max(judgement.sequence, view_.past_from())).record(key);
  const index::Record now = *view_.record(key);
  return !then || then->values != now.values || then->vetoes != now.vetoes ||
         then->further != now.further;
}

std::string ReviewQueue::summary_of_record(const index::RecordKey& key) const {
  const index::Record record = *view_.record(key);
  std::vector<EntityValue> values;
  for (size_t c = 0; c < record.values.size(); ++c) {
    values.emplace_back();
    values.back().field = open_.fitted->parts().columns[c].name;
    values.back().chosen.value = record.values[c];
  }
  for (const index::FieldValue& further : record.further) {
    values.emplace_back();
    values.back().field = further.field;
    values.back().chosen.value = further.value;
  }
  note_summary(desk_, values);
  return summary_of(values);
}

ReviewItem ReviewQueue::describe(const QueuedItem& item) const {
  ReviewItem shown = item.shown;
  shown.left = key_text(item.left);
  shown.right = key_text(item.right);
  shown.left_summary = summary_of_record(item.left);
  shown.right_summary = summary_of_record(item.right);
  shown.evidence = item.evidence;
  return shown;
}

const QueuedItem& ReviewQueue::item(const std::string& name) const {
  for (const QueuedItem& item : items_) {
    if (item.shown.name == name) return item;
  }
  if (!view_.sees_all()) {
    throw Error(Code::request_invalid,
                fmt::format("There is no item {} to review that the purpose shows. newlyn review "
                            "list shows those there are.",
                            name));
  }
  const std::vector<ReviewEvent> decisions = book_.decisions(name);
  if (decisions.empty()) {
    throw Error(Code::request_invalid,
                fmt::format("There is no item {} to review: it was mistyped, or what it asked was "
                            "answered or has changed. newlyn review list shows those there are.",
                            name));
  }
  const ReviewEvent& last = decisions.back();
  throw Error(
      Code::request_invalid,
      fmt::format("{} decided {} on {}: {}. Who decided can take it back with newlyn review "
                  "decide {} withdraw --reason TEXT.",
                  last.who, name, last.when, last.verdict, name));
}

}  // namespace newlyn::workspace
