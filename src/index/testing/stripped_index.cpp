// SPDX-License-Identifier: MIT
// A picture of the index, its records replaced one by one, opened as a new index.
#include "index/testing/stripped_index.h"

#include <algorithm>
#include <filesystem>
#include <set>

#include "index/snapshot/snapshot_file.h"
#include "index/state/index_state.h"

namespace newlyn::index {
namespace {

using record::Masking;

/// The fields that decide about a column.
std::vector<std::string> fields_behind(const ViewPlan& view, const std::string& column) {
  std::vector<std::string> fields;
  if (view.made_of) fields = view.made_of(column);
  if (fields.empty()) fields.push_back(column);
  return fields;
}

bool is_whole(const ViewPlan& view, const std::string& column) {
  for (const std::string& field : fields_behind(view, column)) {
    if (view.filter.masking_of(field) != Masking::show) return false;
  }
  return true;
}

bool is_field(const ViewPlan& view, const std::string& column) {
  return !view.made_of || view.made_of(column).empty();
}

std::string value_in(const Record& record, const IndexPlan& plan, const std::string& field) {
  for (const FieldValue& of : record.further) {
    if (of.field == field) return of.value;
  }
  for (size_t c = 0; c < plan.fitted->parts().columns.size(); ++c) {
    if (plan.fitted->parts().columns[c].name == field) return record.values[c];
  }
  return {};
}

/// The value as the reader has it; empty for nothing.
std::string masked(const ViewPlan& view, const std::string& field, const std::string& value) {
  const Masking masking = view.filter.masking_of(field);
  if (masking == Masking::show || value.empty()) return value;
  if (masking == Masking::hide) return {};
  return view.mask(value, masking).value_or("");
}

Record strip(const ViewPlan& view, const IndexPlan& plan, Record record) {
  for (size_t c = 0; c < record.values.size(); ++c) {
    const std::string& name = plan.fitted->parts().columns[c].name;
    if (is_whole(view, name)) continue;
    record.values[c] = is_field(view, name) ? masked(view, name, record.values[c]) : "";
  }
  std::vector<FieldValue> further;
  for (const FieldValue& of : record.further) {
    const std::string value = masked(view, of.field, of.value);
    if (!value.empty()) further.push_back({of.field, value});
  }
  record.further = std::move(further);
  for (size_t v = 0; v < record.vetoes.size(); ++v) {
    bool is_seen = !view.veto_fields.at(v).empty();
    for (const std::string& field : view.veto_fields[v]) {
      is_seen = is_seen && view.filter.masking_of(field) == Masking::show;
    }
    if (!is_seen) record.vetoes[v].clear();
  }
  return record;
}

void strip_records(IndexPicture& picture, const IndexPlan& plan, const Stripping& stripping) {
  RecordTable& records = picture.records;
  std::vector<Record> kept;
  for (Slot slot = 0; slot < records.slot_count(); ++slot) {
    if (!records.is_live(slot)) continue;
    Record record = records.record(slot);
    records.take(slot, picture.sequence);
    if (stripping.keeps(record)) {
      kept.push_back(stripping.strip(std::move(record)));
    } else {
      picture.entities.leave(slot);
    }
  }
  picture.entities.end_step(records.slot_count(), picture.sequence);
  for (const Record& record : kept) records.put(record, false);
  records = records.anew(*plan.fitted, {});
  records.set_edges({});
}

void strip_words(IndexPicture& picture, const Stripping& stripping) {
  const auto is_kept = [&](const RecordKey& key) {
    const auto slot = picture.records.find(key);
    return slot && picture.records.is_live(*slot);
  };
  for (KeptJudgement& kept : picture.judgements) {
    Judgement& of = kept.judgement;
    if (!is_kept(of.left) || !is_kept(of.right)) {
      of = {};
      kept.withdrawn = true;
    }
    if (!stripping.keeps_reasons) of.why.clear();
  }
  for (NumberedCorrection& kept : picture.corrections) {
    std::optional<Correction> left;
    if (is_kept(kept.correction.record)) left = stripping.correction(kept.correction);
    if (!left) kept.withdrawn = true;
    kept.correction = left.value_or(Correction());
    if (!stripping.keeps_reasons) kept.correction.why.clear();
  }
}

/// Whether a plan's filter says that a record may be said to exist.
bool seals_record(const ViewPlan& view, const IndexPlan& plan, const Record& record) {
  for (const record::RowRule& rule : view.filter.sealed) {
    if (!rule.source.empty() && rule.source != record.key.source) continue;
    const std::string value = rule.field.empty() ? "" : value_in(record, plan, rule.field);
    if (rule.field.empty() || std::count(rule.values.begin(), rule.values.end(), value) > 0) {
      return true;
    }
  }
  return false;
}

/// What a plan says of whole entities.
enum class Shut { open, sealed, absent };

/// The word for each entity, by the ids of today.
std::function<Shut(const Record&)> shut_by(const ViewPlan& view, const EntityIndex& index) {
  const auto today = [&](const std::vector<std::string>& ids) {
    std::set<std::string> found;
    for (const std::string& id : ids) found.insert(index.resolve(id).value_or(""));
    return found;
  };
  return [&index, absent = today(view.absent), sealed = today(view.sealed),
          opened = today(view.opened), has_only = view.only.has_value(),
          only = today(view.only.value_or(std::vector<std::string>()))](const Record& record) {
    const std::string entity = *index.entity_of(record.key);
    if (absent.contains(entity)) return Shut::absent;
    if (opened.contains(entity)) return Shut::open;
    return sealed.contains(entity) || (has_only && !only.contains(entity)) ? Shut::sealed
                                                                           : Shut::open;
  };
}

}  // namespace

std::unique_ptr<EntityIndex> stripped_index(EntityIndex& index, const IndexPlan& plan,
                                            const Stripping& stripping, const std::string& folder) {
  const std::unique_ptr<IndexPicture> picture = index.take_picture();
  strip_records(*picture, plan, stripping);
  strip_words(*picture, stripping);
  picture->seals.clear();
  picture->words = EntitySearch(*plan.fitted, plan.unsearched);
  picture->words.build(picture->records);
  picture->shared = SharedValues(relations_of(plan), plan.fitted->parts().columns);
  picture->shared.build(picture->records);
  const EntityIndex::State made(plan);
  picture->plan_hash = made.plan_hash();
  const std::string path = folder + "/stripped.snapshot";
  SnapshotWriter writer(path, {});
  EntityIndex::save_picture(*picture, writer);
  writer.finish();
  auto twin = std::make_unique<EntityIndex>(plan);
  SnapshotReader reader(path);
  twin->open_picture(reader);
  return twin;
}

Stripping stripping_of(const ViewPlan& view, const IndexPlan& plan, const EntityIndex& index) {
  Stripping stripping;
  // Of a rule without a source: those whose records have the field.
  std::vector<std::set<std::string>> sources;
  for (const record::RowRule& rule : view.filter.rows) {
    std::set<std::string>& with = sources.emplace_back();
    index.each_record([&](const Record& record, const std::string&) {
      const bool has = rule.source.empty() ? !value_in(record, plan, rule.field).empty()
                                           : rule.source == record.key.source;
      if (has) with.insert(record.key.source);
    });
  }
  std::set<std::string> opened;  // entities, as they are today
  for (const std::string& id : view.opened) {
    if (auto today = index.resolve(id)) opened.insert(std::move(*today));
  }
  const auto keeps = [view, plan, sources, opened, &index](const Record& record) {
    const bool is_open = !opened.empty() && opened.contains(*index.entity_of(record.key));
    if (is_open && seals_record(view, plan, record)) return true;
    if (!view.filter.allows_source(record.key.source)) return false;
    for (size_t r = 0; r < sources.size(); ++r) {
      if (!sources[r].contains(record.key.source)) continue;
      const record::RowRule& rule = view.filter.rows[r];
      const std::string value = value_in(record, plan, rule.field);
      if (std::count(rule.values.begin(), rule.values.end(), value) == 0) return false;
    }
    return true;
  };
  const auto shut = shut_by(view, index);
  stripping.keeps = [keeps, shut](const Record& record) {
    return shut(record) == Shut::open && keeps(record);
  };
  stripping.seals = [view, plan, keeps, shut](const Record& record) {
    const Shut of = shut(record);
    if (of == Shut::absent) return false;
    return seals_record(view, plan, record) || (of == Shut::sealed && keeps(record));
  };
  stripping.strip = [view, plan](Record record) { return strip(view, plan, std::move(record)); };
  stripping.correction = [view](Correction correction) -> std::optional<Correction> {
    if (view.filter.masking_of(correction.field) == Masking::hide) return std::nullopt;
    const bool had_value = !correction.value.empty();
    correction.value = masked(view, correction.field, correction.value);
    if (had_value && correction.value.empty()) return std::nullopt;
    return correction;
  };
  stripping.keeps_reasons = view.filter.masking_of("reason") == Masking::show;
  return stripping;
}

ViewPlan twin_view(const ViewPlan& view, const IndexPlan& plan, const EntityIndex& index) {
  ViewPlan twin = view;
  twin.filter.rows.clear();
  twin.filter.sealed.clear();
  twin.opened.clear();
  twin.absent.clear();
  twin.sealed.clear();
  twin.only.reset();
  twin.made_of = {};
  twin.mask = [](std::string_view value, Masking) { return std::string(value); };
  std::set<std::string> names = {"reason"};
  std::set<std::string> sources;
  for (const linkage::FittedColumn& column : plan.fitted->parts().columns) {
    names.insert(column.name);
  }
  index.each_record([&](const Record& record, const std::string&) {
    sources.insert(record.key.source);
    for (const FieldValue& of : record.further) names.insert(of.field);
  });
  twin.filter.sources.assign(sources.begin(), sources.end());
  for (const std::string& name : names) {
    if (view.filter.masking_of(name) == Masking::hide) twin.filter.fields[name] = Masking::show;
  }
  return twin;
}

IndexPlan twin_plan(const ViewPlan& view, IndexPlan plan) {
  const auto& columns = plan.fitted->parts().columns;
  const bool whole = std::all_of(columns.begin(), columns.end(),
                                 [&](const auto& column) { return is_whole(view, column.name); });
  if (whole) return plan;
  for (size_t c = columns.size(); c < plan.fitted->width(); ++c) {
    plan.unsearched.push_back(plan.fitted->columns()[c].name);
  }
  return plan;
}

}  // namespace newlyn::index
