// SPDX-License-Identifier: MIT
// What a plan leaves of an index: records, columns, values. What concerns all records is worked out
// when a search first needs it.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "index/seals/sealed_identities.h"
#include "index/search/seen_words.h"
#include "index/state/index_state.h"
#include "index/view.h"
#include "index/view/entity_cut.h"

namespace newlyn::index {

class Sight {
 public:
  /// Requires: the state stays as it is.
  Sight(const EntityIndex::State& state, ViewPlan plan);
  /// Everything but what seals hide.
  explicit Sight(const EntityIndex::State& state);

  /// Whether nothing is hidden but by seals. What is not there for anybody counts for nobody, so
  /// that answers are those of an index that never had it, down to what words tell.
  bool is_common() const noexcept { return is_common_; }
  /// Whether a seal hides an entity, or a record that is there or gone.
  bool hides(uint32_t entity) const { return hidden_.entities.contains(entity); }
  bool hides(const RecordKey& key) const { return is_hidden(state_, hidden_, key); }

  /// What seals say of proposing that two entities are one, and of judging records the same.
  bool keeps_apart(uint32_t left, uint32_t right) const {
    return index::keeps_apart(state_, hidden_, slots_of(left), slots_of(right));
  }
  bool can_be_judged_same(const std::vector<RecordKey>& keys) const {
    return index::can_be_judged_same(state_, hidden_, keys);
  }

  record::Masking masking_of(const std::string& field) const {
    return is_common_ ? record::Masking::show : plan_.filter.masking_of(field);
  }
  /// Whether a slot holds a record that is there and seen.
  bool sees(Slot slot) const;
  Presence presence(uint32_t entity) const;
  /// What follows is about entities as the filter lets records make them; it leaves out what may
  /// not be linked.
  bool is_cut() const noexcept { return cut_ != nullptr; }
  uint32_t entity_of(Slot slot) const;
  std::vector<Slot> slots_of(uint32_t entity) const;
  /// The number of the entity that an id leads to.
  std::optional<uint32_t> number_of(std::string_view id) const;
  /// The entities that hold records of the one of the index that an id leads to.
  std::vector<uint32_t> all_of(std::string_view id) const;
  /// The record as answers are worked out from it: what is hidden or masked is not in it.
  Record computed(Slot slot) const;
  /// The record as it is shown: masked forms are among the further values.
  Record shown(Slot slot) const;
  /// A record as it was at the end of a step, as it is shown; nothing where it is not seen. It is
  /// as it was and as it is now, or was last, that the filter must show it.
  std::optional<Record> shown_then(Slot slot, uint64_t sequence) const;
  /// A correction as it is shown; nothing where its field is hidden.
  std::optional<Correction> shown(Correction correction) const;
  /// Whether the words are shown that people wrote to what they did.
  bool shows_reasons() const;
  /// Rows that a record with these complete values may match, weighed by what is shown alone.
  std::vector<Neighbour> compare(const std::vector<std::string>& complete) const;
  /// For search among records that are seen.
  const SeenWords& words() const;
  /// For search among records of sealed entities that make them so; null where none can be.
  const SeenWords* sealed_words() const;
  /// Whether a record is one that makes its entity, of which nothing is seen, sealed.
  bool is_sealed(Slot slot) const;

 private:
  using Rules = std::vector<const record::RowRule*>;
  /// What the plan says of an entity whatever its records are.
  enum class Closing : uint8_t { none, sealed, absent };
  /// What is known of a source as keys name it.
  struct SourceSight {
    bool is_allowed = false;
    bool seals = false;
    Rules rows;    // that a record must meet
    Rules sealed;  // of which one must be met
  };

  std::string source_named(std::string_view key) const;
  const SourceSight& source(TextCode code) const;
  SourceSight look_at(TextCode code) const;
  bool has_field(TextCode source, const std::string& field) const;
  std::string value_of(const Record& record, const std::string& field) const;
  bool meets(const Record& record, const record::RowRule& rule) const;
  Closing closing_of(uint32_t entity) const;
  Closing closing_at(Slot slot) const;
  std::set<uint32_t> numbers_of(const std::vector<std::string>& ids) const;
  bool shows(Slot slot, const SourceSight& of) const;
  bool passes_then(Slot slot, const Record& version) const;
  bool had_field(TextCode source, const std::string& field) const;
  bool tells_of_former(Slot slot, const Record& version) const;
  bool sees(Slot slot, const SourceSight& of) const;
  bool meets_seal(Slot slot, const SourceSight& of) const;
  bool meets_seal(const Record& record, const SourceSight& of) const;
  bool seals(Slot slot, const SourceSight& of) const;
  bool is_opened(Slot slot, const SourceSight& of) const;
  void hide_parts();
  Record without(Record record, bool masked) const;
  SeenRecords gather(bool sealed) const;
  HiddenRecords gather_hidden() const;

  const EntityIndex::State& state_;
  ViewPlan plan_;
  std::set<uint32_t> opened_;  // entities whose seals are open
  std::set<uint32_t> absent_;
  std::set<uint32_t> sealed_entities_;
  std::optional<std::set<uint32_t>> only_;
  std::unique_ptr<const EntityCut> cut_;  // null: as the index has them
  bool is_common_ = false;
  HiddenIdentities hidden_;               // former ones that are sealed
  std::vector<record::Masking> columns_;  // of those that records bring
  bool shows_columns_ = true;             // all of them, as they are
  mutable std::mutex lock_;               // of the three that follow
  mutable std::map<TextCode, SourceSight> sources_;
  mutable std::map<std::string, std::set<TextCode>> sources_with_;  // by field of a rule
  mutable std::map<std::pair<TextCode, std::string>, bool> had_;    // by source and field of a rule
  mutable std::once_flag words_made_;
  mutable std::unique_ptr<SeenWords> words_;
  mutable std::once_flag sealed_made_;
  mutable std::unique_ptr<SeenWords> sealed_;
};

}  // namespace newlyn::index
