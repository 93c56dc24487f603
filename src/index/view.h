// SPDX-License-Identifier: MIT
// An index as one reader sees it: what may not be seen is not there when answers are worked out.
//
// 1. Every answer is the one of an index with the same entities and ids, from which all hidden
//    records and fields were taken away before anything was computed: searched, ranked, counted,
//    chosen, weighed, joined. What the fitted model holds is the same for both.
// 2. A masked value is shown in its masked form and takes no other part: it is not searched, not
//    weighed, joins nobody, and keeps nobody apart.
// 3. Which records are one entity, and the ids, may rest on what is hidden: linkage was allowed
//    for its own purpose. Where the filter names sources that linking may not rest on either
//    (linked_without), entities are those of an index that never had their records.
// 4. What the seal on a former identity hides is hidden in every view, and so is the seal: it is as
//    if those records had never come.
// 5. An entity of which nothing is seen is absent, as if its id had never been given, or sealed:
//    that it exists is said, by its id, and to somebody who names it well enough.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "index/index.h"
#include "index/said_numbers.h"
#include "record/access_filter.h"

namespace newlyn::index {

/// What a view is made by. The filter's fields are columns of the model and further fields. The
/// words that people wrote to judgements and corrections are the field "reason".
struct ViewPlan {
  record::AccessFilter filter;
  /// A value under a masking that is neither "show" nor "hide"; nothing where it is hidden.
  /// Requires: it is there when the filter has such a masking.
  std::function<std::optional<std::string>(std::string_view value, record::Masking)> mask = {};
  /// The source that the filter names, of that of a record's key. Empty: the same.
  std::function<std::string(std::string_view)> source_of = {};
  /// The fields that a column was made of, when it is none itself: it is seen when all are shown
  /// as they are. Empty, or none for a column: the column is a field.
  std::function<std::vector<std::string>(const std::string& column)> made_of = {};
  /// By veto of the index the fields it is read from: it is seen when all are shown as they are.
  /// One without any is not seen.
  std::vector<std::vector<std::string>> veto_fields = {};
  /// Entities whose seal somebody broke open: their records that are sealed are seen, each as the
  /// filter shows its fields. Ids that were never given are passed over.
  std::vector<std::string> opened = {};
  /// Entities of which nothing is seen whatever their records are: as if they were not there.
  std::vector<std::string> absent = {};
  /// Entities of which nothing is seen until their seal is broken open: where the filter shows or
  /// seals a record of theirs, it is said that they exist.
  std::vector<std::string> sealed = {};
  /// Where it is given, all entities but these are sealed like that.
  std::optional<std::vector<std::string>> only = {};
};

/// What is seen of an entity.
enum class Presence : uint8_t {
  absent,  // nothing, not even that it exists
  sealed,  // that it exists
  seen,
};

class Sight;
struct GraphSide;

/// Answers, each as its namesake of EntityIndex gives it. Safe to ask from many threads.
///
/// A view of what there was at the end of a step (then) resolves ids and has records, entities,
/// corrections and golden values as they were; it has no other answers. It hides what the reader
/// may not see of today: a record is seen that the filter shows as it was then and as it is now, or
/// as it was last. Nothing is told of a former identity that is sealed today.
class View {
 public:
  /// For EntityIndex alone. Requires: without a sight, all is seen.
  View(const EntityIndex::State& state, std::shared_ptr<const Sight> sight)
      : state_(state), sight_(std::move(sight)) {}
  /// An index is a view of everything.
  View(const EntityIndex& index) : View(index.view()) {}  // NOLINT: they are alike

  /// The same reader's view of what there was at the end of a step; that of now where the step is
  /// the last one. Nothing is seen where entities are put together without some records (is_cut).
  View then(uint64_t sequence) const;
  /// The step that brought what a record says, in a view of then what it said. Requires: seen.
  uint64_t since(const RecordKey& key) const;
  /// The entity that a record is in now or was in last, whoever sees it; nothing for one that never
  /// was in any.
  std::optional<std::string> last_entity_of(const RecordKey& key) const;

  /// The step from whose end on it is known what there was.
  uint64_t past_from() const noexcept;

  /// Whether nothing is hidden from this reader that others see.
  bool sees_all() const noexcept;
  /// Whether a seal hides a record, there or gone.
  bool hides(const RecordKey& key) const;
  /// How a field is shown.
  record::Masking masking_of(const std::string& field) const;
  /// Whether nobody may propose that two entities are one, whatever their records weigh.
  bool keeps_apart(std::string_view left, std::string_view right) const;
  /// Whether nothing that is not shown stands against judging records the same.
  bool can_be_judged_same(const std::vector<RecordKey>& keys) const;
  /// What is seen of the entity that an id leads to.
  Presence presence(std::string_view id) const;

  /// Nothing also for an entity of which nothing is seen, unless all is seen.
  std::optional<std::string> resolve(std::string_view id) const;
  /// Whether entities are put together without some of the records: ids are then not those that
  /// others are told, and no history is.
  bool is_cut() const noexcept;
  /// The entities that are seen of the one that an id leads to for whoever sees all.
  std::vector<std::string> all_of(std::string_view id) const;
  std::optional<std::string> entity_of(const RecordKey& key) const;
  /// Masked values stand among the further ones.
  std::optional<Record> record(const RecordKey& key) const;
  void each_record(const std::function<void(const Record&, const std::string& entity)>& take) const;
  void each_key(const std::function<void(const RecordKey&, const std::string& entity)>& take) const;
  std::vector<RecordKey> records_of(std::string_view id) const;
  /// Leaves out what concerns an entity of which nothing is seen.
  std::vector<EntityStep> history(std::string_view id) const;
  /// Those of which both records are seen.
  std::vector<NumberedJudgement> judgements_of(const RecordKey& key) const;
  std::vector<NumberedJudgement> judgements() const;
  std::vector<NumberedCorrection> corrections_of(const RecordKey& key) const;
  /// The numbers under which judgements and corrections are said, the same for all readers.
  SaidNumbers said_judgements() const;
  SaidNumbers said_corrections() const;
  std::vector<Match> matches(const std::vector<std::string>& values, double weight_min) const;
  /// Sealed entities of which a record weighs so much, by id. What is hidden or masked for the
  /// reader does not weigh here either.
  std::vector<std::string> sealed_matches(const std::vector<std::string>& values,
                                          double weight_min) const;
  std::vector<GoldenValue> golden(std::string_view id, const GoldenRules& rules) const;
  /// What a word tells follows from how many of the records seen have it. Sealed entities are
  /// named when three terms or more were given, a record of theirs has each as it is in fields
  /// that are shown, and no more than `count` are like this.
  SearchAnswer search(const SearchRequest& request) const;
  /// Several indexes whose ids differ, one a kind.
  using Views = std::vector<const View*>;
  std::optional<Network> network(const NetworkRequest& request) const;
  static std::optional<Network> network(const Views& views, const NetworkRequest& request);
  std::optional<PathAnswer> paths(const PathRequest& request) const;
  static std::optional<PathAnswer> paths(const Views& views, const PathRequest& request);
  /// The declared relations of an entity alone, by the ids of both: links, and names that very many
  /// point at as hubs. Nothing for an entity that none of the views has.
  static std::optional<Network> declared(const Views& views, const NetworkRequest& request);
  std::vector<Household> households(std::string_view id) const;

 private:
  static std::vector<GraphSide> sides_of(const Views& views);
  /// In which of the views an entity is seen, and its number there.
  static std::optional<std::pair<uint32_t, uint32_t>> seen_in(const Views& views,
                                                              std::string_view id);
  bool sees(uint32_t slot) const;
  bool hides(uint32_t entity) const;
  bool names(uint32_t entity) const;
  uint32_t entity_at(uint32_t slot) const;
  std::vector<uint32_t> seen_slots() const;
  std::optional<uint32_t> seen_entity(std::string_view id) const;
  std::optional<uint32_t> seen_slot(const RecordKey& key) const;
  std::optional<NumberedJudgement> shown(const NumberedJudgement& judgement) const;
  std::vector<std::string> sealed_found(const SearchRequest& request) const;
  std::optional<std::string> past_id(std::string_view id) const;
  std::optional<std::string> past_entity_of(const RecordKey& key) const;
  std::optional<Record> past_record(uint32_t slot) const;
  std::vector<uint32_t> past_slots(uint32_t entity) const;
  std::vector<RecordKey> past_records_of(std::string_view id) const;
  std::vector<NumberedCorrection> past_corrections_of(const RecordKey& key) const;
  std::optional<uint32_t> past_slot(const RecordKey& key) const;

  const EntityIndex::State& state_;
  std::shared_ptr<const Sight> sight_;
  std::optional<uint64_t> at_;  // the step at whose end; nothing: now
};

}  // namespace newlyn::index
