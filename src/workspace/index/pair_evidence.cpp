// SPDX-License-Identifier: MIT
// Weights and evidence of records that are in an index.
#include "workspace/index/pair_evidence.h"

#include <algorithm>

#include "record/declared_end.h"
#include "record/trusted_id.h"
#include "source/crawl.h"
#include "workspace/files/compared_values.h"
#include "workspace/files/describe_evidence.h"
#include "workspace/files/name_columns.h"
#include "workspace/index/standard_records.h"

namespace newlyn::workspace {
namespace {

NamedValues named_values(const linkage::FittedModel& fitted,
                         const std::vector<std::string>& complete) {
  NamedValues values;
  for (size_t c = 0; c < complete.size(); ++c) {
    values.emplace_back(fitted.columns()[c].name, complete[c]);
  }
  return values;
}

/// The values of a record that is seen in part.
std::vector<std::pair<std::string, std::string>> seen_values(const Desk& desk,
                                                             const index::View& index,
                                                             const index::RecordKey& key) {
  // A column of the source may hold what several fields were made of.
  std::vector<std::pair<std::string, std::string>> values;
  const index::Record record = *index.record(key);
  const auto& columns = desk.kinds[0].fitted->parts().columns;
  for (size_t c = 0; c < record.values.size(); ++c) {
    const bool is_shown = !record.values[c].empty() && !is_code_column(columns[c].name);
    if (is_shown) values.emplace_back(columns[c].name, record.values[c]);
  }
  for (const index::FieldValue& of : record.further) {
    if (of.field == record::kRelationField) continue;
    const bool is_trusted = of.field == record::kTrustedIdField;
    values.emplace_back(of.field, is_trusted ? record::trusted_ids_words(of.value) : of.value);
  }
  return values;
}

}  // namespace

std::vector<std::string> complete_values(const KindIndex& open, const index::Record& record) {
  return open.fitted->complete(record.values);
}

std::vector<double> weights_with(const KindIndex& open, const std::vector<std::string>& first,
                                 std::span<const std::vector<std::string>> others) {
  linkage::ValueRows rows{first.size(), {first.begin(), first.end()}};
  for (const auto& values : others) {
    rows.values.insert(rows.values.end(), values.begin(), values.end());
  }
  return open.fitted->weights_of_first(rows);
}

double weight_between(const KindIndex& open, const index::View& index, const index::RecordKey& left,
                      const index::RecordKey& right) {
  const std::vector<std::vector<std::string>> other{complete_values(open, *index.record(right))};
  return weights_with(open, complete_values(open, *index.record(left)), other).front();
}

std::vector<std::pair<std::string, std::string>> source_values(Desk& desk,
                                                               const index::RecordKey& key) {
  auto values = source::record_values(*desk.store, source_of(key), key.id);
  std::erase_if(values, [](const auto& value) { return value.first.starts_with("newlyn_"); });
  return values;
}

std::vector<std::pair<std::string, std::string>> record_values(Desk& desk, const index::View& index,
                                                               const index::RecordKey& key) {
  auto values = index.sees_all() ? source_values(desk, key) : seen_values(desk, index, key);
  for (const auto& [field, value] : values) {
    if (!value.empty()) desk.access->note_shown(field);
  }
  return values;
}

std::pair<index::RecordKey, index::RecordKey> likest(const KindIndex& open,
                                                     const index::View& index,
                                                     const std::vector<index::RecordKey>& left,
                                                     const std::vector<index::RecordKey>& right) {
  std::pair<index::RecordKey, index::RecordKey> best{left[0], right[0]};
  double most = -1e9;
  std::vector<std::vector<std::string>> complete;
  for (const index::RecordKey& key : right) {
    complete.push_back(complete_values(open, *index.record(key)));
  }
  for (const index::RecordKey& key : left) {
    const std::vector<double> weights =
        weights_with(open, complete_values(open, *index.record(key)), complete);
    for (size_t i = 0; i < weights.size(); ++i) {
      if (right[i] == key || weights[i] <= most) continue;
      most = weights[i];
      best = {key, right[i]};
    }
  }
  return best;
}

PairReport pair_report(Desk& desk, const index::View& index, const index::RecordKey& left,
                       const index::RecordKey& right) {
  return pair_report(
      desk.kinds[0],
      {{left.source, left.id, record_values(desk, index, left)}, *index.record(left)},
      {{right.source, right.id, record_values(desk, index, right)}, *index.record(right)});
}

PairReport pair_report(const KindIndex& open, const ComparedRecord& left,
                       const ComparedRecord& right) {
  PairReport report;
  report.left = left.report;
  report.right = right.report;
  const auto left_values = complete_values(open, left.record);
  const auto right_values = complete_values(open, right.record);
  linkage::ValueRows rows{left_values.size(), {left_values.begin(), left_values.end()}};
  rows.values.insert(rows.values.end(), right_values.begin(), right_values.end());
  const NamedValues left_named = named_values(*open.fitted, left_values);
  const NamedValues right_named = named_values(*open.fitted, right_values);
  describe_evidence(
      open.fitted->parts().model, open.fitted->evidence(rows),
      [&](const linkage::ModelComparison& comparison) {
        return std::pair(compared_value(comparison, left_named),
                         compared_value(comparison, right_named));
      },
      report);
  return report;
}

std::string broken_veto(const EntityKind& kind, const index::Record& left,
                        const index::Record& right) {
  const std::vector<std::string> names = vetoes_of(kind);
  for (size_t v = 0; v < names.size(); ++v) {
    const bool known = !left.vetoes[v].empty() && !right.vetoes[v].empty();
    if (known && left.vetoes[v] != right.vetoes[v]) return names[v];
  }
  const std::vector<record::TrustedId> of_right = index::trusted_ids_of(right);
  for (const record::TrustedId& one : index::trusted_ids_of(left)) {
    for (const record::TrustedId& other : of_right) {
      if (one.type == other.type && one.number != other.number)
        return record::trusted_type_words(one.type);
    }
  }
  return {};
}

std::optional<record::TrustedId> shared_trusted_id(const index::Record& left,
                                                   const index::Record& right) {
  const std::vector<record::TrustedId> of_right = index::trusted_ids_of(right);
  for (const record::TrustedId& one : index::trusted_ids_of(left)) {
    if (std::find(of_right.begin(), of_right.end(), one) != of_right.end()) return one;
  }
  return std::nullopt;
}

}  // namespace newlyn::workspace
