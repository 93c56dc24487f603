// SPDX-License-Identifier: MIT
// Sources by their number, rows by the rules of their source, columns by their fields.
#include "index/view/sight.h"

#include <algorithm>

namespace newlyn::index {
namespace {

using record::Masking;
using record::RowRule;

constexpr std::string_view kReasonField = "reason";

bool is_partly_shown(Masking masking) {
  return masking != Masking::show && masking != Masking::hide;
}

bool has_further(const Record& record, const std::string& field) {
  return std::any_of(record.further.begin(), record.further.end(),
                     [&](const FieldValue& of) { return of.field == field; });
}

}  // namespace

Sight::Sight(const EntityIndex::State& state, ViewPlan plan)
    : state_(state), plan_(std::move(plan)), hidden_(hidden_identities(state)) {
  for (const linkage::FittedColumn& column : state_.plan.fitted->parts().columns) {
    const auto fields = plan_.made_of ? plan_.made_of(column.name) : std::vector<std::string>();
    Masking masking = fields.empty() ? plan_.filter.masking_of(column.name) : Masking::show;
    for (const std::string& field : fields) {
      if (plan_.filter.masking_of(field) != Masking::show) masking = Masking::hide;
    }
    columns_.push_back(masking);
    shows_columns_ = shows_columns_ && masking == Masking::show;
  }
  const std::vector<std::string>& without = plan_.filter.linked_without;
  if (!without.empty()) {
    cut_ = std::make_unique<const EntityCut>(state_, [&](std::string_view key) {
      return std::find(without.begin(), without.end(), source_named(key)) != without.end();
    });
  }
  if (cut_) hide_parts();
  for (const std::string& id : plan_.opened) {
    if (const auto number = number_of(id)) opened_.insert(*number);
  }
  absent_ = numbers_of(plan_.absent);
  sealed_entities_ = numbers_of(plan_.sealed);
  if (plan_.only) only_ = numbers_of(*plan_.only);
}

std::set<uint32_t> Sight::numbers_of(const std::vector<std::string>& ids) const {
  std::set<uint32_t> numbers;
  for (const std::string& id : ids) {
    for (const uint32_t number : all_of(id)) numbers.insert(number);
  }
  return numbers;
}

/// What is said of the entity of a record. Where nothing is said of any, no entity is worked out.
Sight::Closing Sight::closing_at(Slot slot) const {
  const bool any = !absent_.empty() || !sealed_entities_.empty() || only_.has_value();
  return any ? closing_of(entity_of(slot)) : Closing::none;
}

Sight::Closing Sight::closing_of(uint32_t entity) const {
  if (absent_.contains(entity)) return Closing::absent;
  const bool is_sealed = sealed_entities_.contains(entity) || (only_ && !only_->contains(entity));
  return is_sealed && !opened_.contains(entity) ? Closing::sealed : Closing::none;
}

Sight::Sight(const EntityIndex::State& state)
    : state_(state),
      is_common_(true),
      hidden_(hidden_identities(state)),
      columns_(state.plan.fitted->parts().columns.size(), Masking::show) {}

/// Hides what is put together with a former identity where entities are others.
void Sight::hide_parts() {
  for (const SealedSides& sides : hidden_.sides) {
    for (const Slot former : sides.former) {
      if (!cut_->keeps(former)) continue;
      const std::vector<Slot> part = cut_->slots_of(cut_->entity_of(former));
      hidden_.slots.insert(part.begin(), part.end());
    }
  }
}

/// Whether a record of the source has the field: a rule without a source is about those that do.
bool Sight::has_field(TextCode source, const std::string& field) const {
  const auto [place, is_new] = sources_with_.try_emplace(field);
  if (is_new) {
    for (Slot slot = 0; slot < state_.records.slot_count(); ++slot) {
      const TextCode code = state_.records.source_code(slot);
      if (!state_.records.is_live(slot) || hidden_.slots.contains(slot)) continue;
      if (place->second.contains(code)) continue;
      if (!value_of(state_.records.record(slot), field).empty()) place->second.insert(code);
    }
  }
  return place->second.contains(source);
}

/// The source that the filter names, of that of a record's key.
std::string Sight::source_named(std::string_view key) const {
  return plan_.source_of ? plan_.source_of(key) : std::string(key);
}

uint32_t Sight::entity_of(Slot slot) const {
  return cut_ ? cut_->entity_of(slot) : state_.entities.entity_of(slot);
}

std::vector<Slot> Sight::slots_of(uint32_t entity) const {
  return cut_ ? cut_->slots_of(entity) : state_.entities.slots_of(entity);
}

std::optional<uint32_t> Sight::number_of(std::string_view id) const {
  if (cut_) return cut_->number_of(id);
  const auto number = state_.number_of(id);
  return number ? std::optional(state_.entities.resolve(*number)) : std::nullopt;
}

std::vector<uint32_t> Sight::all_of(std::string_view id) const {
  const auto number = state_.number_of(id);
  if (!number) return {};
  const uint32_t entity = state_.entities.resolve(*number);
  return cut_ ? cut_->parts_of(entity) : std::vector{entity};
}

Sight::SourceSight Sight::look_at(TextCode code) const {
  const std::string name = source_named(state_.records.texts()[code]);
  const std::vector<std::string>& without = plan_.filter.linked_without;
  const bool is_linked = std::find(without.begin(), without.end(), name) == without.end();
  SourceSight sight;
  sight.is_allowed = is_linked && plan_.filter.allows_source(name);
  sight.seals = is_linked && plan_.filter.seals_source(name);
  for (const RowRule& rule : plan_.filter.rows) {
    const bool applies = rule.source.empty() ? has_field(code, rule.field) : rule.source == name;
    if (applies) sight.rows.push_back(&rule);
  }
  for (const RowRule& rule : plan_.filter.sealed) {
    if (rule.source.empty() || rule.source == name) sight.sealed.push_back(&rule);
  }
  return sight;
}

const Sight::SourceSight& Sight::source(TextCode code) const {
  const std::lock_guard held(lock_);
  const auto found = sources_.find(code);
  if (found != sources_.end()) return found->second;
  return sources_.emplace(code, look_at(code)).first->second;
}

std::string Sight::value_of(const Record& record, const std::string& field) const {
  for (const FieldValue& further : record.further) {
    if (further.field == field) return further.value;
  }
  const auto column = state_.plan.fitted->find(field);
  return column ? record.values[*column] : std::string();
}

bool Sight::meets(const Record& record, const RowRule& rule) const {
  const std::string value = value_of(record, rule.field);
  return std::find(rule.values.begin(), rule.values.end(), value) != rule.values.end();
}

bool Sight::sees(Slot slot) const {
  if (!state_.records.is_live(slot)) return false;
  if (is_common_) return !hidden_.slots.contains(slot);
  return sees(slot, source(state_.records.source_code(slot)));
}

bool Sight::sees(Slot slot, const SourceSight& of) const {
  if (hidden_.slots.contains(slot)) return false;
  if (closing_at(slot) != Closing::none) return false;
  return shows(slot, of) || is_opened(slot, of);
}

/// Whether the filter shows a record, of whomever it is.
bool Sight::shows(Slot slot, const SourceSight& of) const {
  if (!of.is_allowed) return false;
  if (of.rows.empty()) return true;
  const Record record = state_.records.record(slot);
  return std::all_of(of.rows.begin(), of.rows.end(),
                     [&](const RowRule* rule) { return meets(record, *rule); });
}

/// Whether a record is seen although it is hidden: somebody broke its seal open.
bool Sight::is_opened(Slot slot, const SourceSight& of) const {
  return !opened_.empty() && opened_.contains(entity_of(slot)) && meets_seal(slot, of);
}

/// Whether a hidden record may be said to exist.
bool Sight::seals(Slot slot, const SourceSight& of) const {
  if (hidden_.slots.contains(slot)) return false;
  const Closing closing = closing_at(slot);
  if (closing == Closing::absent) return false;
  return meets_seal(slot, of) || (closing == Closing::sealed && shows(slot, of));
}

/// Whether the filter seals a record, of whomever it is.
bool Sight::meets_seal(Slot slot, const SourceSight& of) const {
  return of.seals && meets_seal(state_.records.record(slot), of);
}

bool Sight::meets_seal(const Record& record, const SourceSight& of) const {
  return of.seals && std::any_of(of.sealed.begin(), of.sealed.end(), [&](const RowRule* rule) {
           return rule->field.empty() || meets(record, *rule);
         });
}

Presence Sight::presence(uint32_t entity) const {
  Presence presence = Presence::absent;
  if (is_common_) {
    const std::vector<Slot> slots = state_.entities.slots_of(entity);
    const bool is_seen = std::any_of(slots.begin(), slots.end(), [&](Slot of) { return sees(of); });
    return is_seen ? Presence::seen : presence;
  }
  for (const Slot slot : slots_of(entity)) {
    const SourceSight& of = source(state_.records.source_code(slot));
    if (sees(slot, of)) return Presence::seen;
    if (seals(slot, of)) presence = Presence::sealed;
  }
  return presence;
}

bool Sight::is_sealed(Slot slot) const {
  return state_.records.is_live(slot) && seals(slot, source(state_.records.source_code(slot))) &&
         presence(entity_of(slot)) == Presence::sealed;
}

Record Sight::without(Record record, bool masked) const {
  if (is_common_) return record;
  std::vector<FieldValue> further;
  for (FieldValue& of : record.further) {
    const Masking masking = plan_.filter.masking_of(of.field);
    if (masking == Masking::show) further.push_back(std::move(of));
    if (!masked || !is_partly_shown(masking) || of.value.empty()) continue;
    if (auto value = plan_.mask(of.value, masking)) further.push_back({of.field, *value});
  }
  for (size_t c = 0; c < columns_.size(); ++c) {
    if (columns_[c] == Masking::show) continue;
    const std::string value = std::exchange(record.values[c], {});
    const std::string& name = state_.plan.fitted->parts().columns[c].name;
    // What is shown besides stands for the compared value of its name.
    const bool is_shown = masked && is_partly_shown(columns_[c]) && !value.empty();
    if (!is_shown || has_further(record, name)) continue;
    if (auto form = plan_.mask(value, columns_[c])) further.push_back({name, *form});
  }
  std::sort(further.begin(), further.end(),
            [](const auto& a, const auto& b) { return a.field < b.field; });
  record.further = std::move(further);
  for (size_t veto = 0; veto < record.vetoes.size(); ++veto) {
    const auto fields =
        veto < plan_.veto_fields.size() ? plan_.veto_fields[veto] : std::vector<std::string>();
    const bool is_seen =
        !fields.empty() && std::all_of(fields.begin(), fields.end(), [&](const std::string& field) {
          return plan_.filter.masking_of(field) == Masking::show;
        });
    if (!is_seen) record.vetoes[veto].clear();
  }
  return record;
}

Record Sight::computed(Slot slot) const { return without(state_.records.record(slot), false); }

Record Sight::shown(Slot slot) const { return without(state_.records.record(slot), true); }

bool Sight::shows_reasons() const { return masking_of(std::string(kReasonField)) == Masking::show; }

std::optional<Correction> Sight::shown(Correction correction) const {
  const Masking masking = masking_of(correction.field);
  if (masking == Masking::hide) return std::nullopt;
  if (is_partly_shown(masking) && !correction.value.empty()) {
    const auto value = plan_.mask(correction.value, masking);
    if (!value) return std::nullopt;
    correction.value = *value;
  }
  if (!shows_reasons()) correction.why.clear();
  return correction;
}

std::vector<Neighbour> Sight::compare(const std::vector<std::string>& complete) const {
  const RecordTable& records = state_.records;
  if (shows_columns_) return records.compare(complete);
  const linkage::FittedModel& fitted = *state_.plan.fitted;
  linkage::ValueRows rows{complete.size(), {complete.begin(), complete.end()}};
  const std::vector<uint64_t> asked = fitted.keys(rows.row(0));
  std::vector<Neighbour> found;
  std::vector<std::vector<std::string>> kept;
  std::vector<std::string_view> views;
  for (const Row row : records.candidates(complete)) {
    bool is_wanted = false;
    records.each_slot(row,
                      [&](Slot slot) { is_wanted = is_wanted || sees(slot) || is_sealed(slot); });
    if (!is_wanted) continue;
    const Record record = computed(records.first_slot(row));
    std::vector<std::string> values = fitted.complete(record.values);
    views.assign(values.begin(), values.end());
    const std::vector<uint64_t> keys = fitted.keys(views);
    std::vector<uint64_t> shared;
    std::set_intersection(asked.begin(), asked.end(), keys.begin(), keys.end(),
                          std::back_inserter(shared));
    if (shared.empty()) continue;
    found.push_back({row, 0});
    kept.push_back(std::move(values));
  }
  for (const auto& values : kept)
    rows.values.insert(rows.values.end(), values.begin(), values.end());
  const std::vector<double> weights = fitted.weights_of_first(rows);
  for (size_t i = 0; i < found.size(); ++i) found[i].weight = weights[i];
  return found;
}

SeenRecords Sight::gather(bool sealed) const {
  const RecordTable& records = state_.records;
  SeenRecords seen;
  seen.slots.assign(records.slot_count(), 0);
  seen.of_row.assign(records.row_count(), 0);
  const SourceSight* of = nullptr;
  TextCode code = 0;  // of `of`: records of a source mostly lie together
  for (Slot slot = 0; slot < records.slot_count(); ++slot) {
    if (!records.is_live(slot)) continue;
    if (of == nullptr || code != records.source_code(slot)) {
      code = records.source_code(slot);
      of = &source(code);
    }
    const bool may_seal = of->seals || !sealed_entities_.empty() || only_;
    if (sealed ? !may_seal || !is_sealed(slot) : !sees(slot, *of)) continue;
    seen.slots[slot] = 1;
    ++seen.of_row[records.row(slot)];
    ++seen.count;
  }
  // What follows from other columns is searched where all of these are shown; their words stand in
  // the columns themselves.
  seen.columns.resize(records.width());
  for (size_t c = 0; c < seen.columns.size(); ++c) {
    const bool is_shown = c < columns_.size() ? columns_[c] == Masking::show : shows_columns_;
    seen.columns[c] = is_shown && !state_.words.is_unsearched(c);
  }
  return seen;
}

HiddenRecords Sight::gather_hidden() const {
  HiddenRecords hidden;
  std::set<Row> rows;
  for (const Slot slot : hidden_.slots) {
    hidden.slots.insert(slot);
    rows.insert(state_.records.row(slot));
  }
  for (const Row row : rows) {
    bool is_shared = false;
    state_.records.each_slot(
        row, [&](Slot slot) { is_shared = is_shared || !hidden.slots.contains(slot); });
    if (is_shared) continue;
    hidden.rows.insert(row);
    std::vector<std::string_view> values;
    state_.records.values_of(row, values);
    for (size_t c = 0; c < values.size(); ++c) {
      if (state_.words.is_unsearched(c)) values[c] = {};
    }
    for (const std::string& word : words_in(values)) ++hidden.words[word];
  }
  return hidden;
}

const SeenWords& Sight::words() const {
  std::call_once(words_made_, [&] {
    if (is_common_) {
      words_ = std::make_unique<SeenWords>(state_.words.words(), state_.records, gather_hidden());
      return;
    }
    words_ = std::make_unique<SeenWords>(state_.words.words(), state_.records, gather(false));
  });
  return *words_;
}

const SeenWords* Sight::sealed_words() const {
  if (plan_.filter.sealed.empty() && sealed_entities_.empty() && !only_) return nullptr;
  std::call_once(sealed_made_, [&] {
    sealed_ = std::make_unique<SeenWords>(state_.words.words(), state_.records, gather(true));
  });
  return sealed_.get();
}

}  // namespace newlyn::index
