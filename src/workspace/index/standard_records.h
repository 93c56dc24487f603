// SPDX-License-Identifier: MIT
// The standard records of one kind, of several sources, as linkage and the index take them.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "index/change.h"
#include "linkage/fitted_model.h"
#include "store/store.h"
#include "workspace/index/entity_kinds.h"

namespace newlyn::workspace {

/// Records of one kind, one below the other. Columns without any value are left out.
struct KindRecords {
  std::vector<linkage::LinkColumn> columns;  // with the sound and the variants of names
  std::vector<index::RecordKey> keys;
  std::vector<std::string> dates;  // the day on which this version was read

  size_t passed_over = 0;

  size_t count() const noexcept { return keys.size(); }
};

/// The source of a key, without the name of the record.
std::string source_of(const index::RecordKey& key);
/// The name of the record of a key.
std::string record_name_of(const index::RecordKey& key);
/// A key as people write it: "tenancies/tenant_1:T1".
std::string key_text(const index::RecordKey& key);
/// The key that key_text wrote.
index::RecordKey key_of_text(const std::string& text);

/// The row of a source that a record was made of, where two whom one row names are two; empty for
/// kinds of which a row may name one twice, such as an address for letters that is the home.
std::string parting_row(const EntityKind& kind, const index::RecordKey& key);

/// What records of a kind may not differ in.
std::vector<std::string> vetoes_of(const EntityKind& kind);

/// A value with its column.
struct ColumnValue {
  std::string_view column;
  record::FieldKind kind = record::FieldKind::text;
  std::string_view value;
};

/// Whether a record is passed over. Empty: none is.
using PassesOver =
    std::function<bool(const index::RecordKey& key, const std::vector<ColumnValue>& values)>;

/// Reads the records of `kind` from the tables of standard records of the sources. A key's source
/// is the source and the name of the record in its mapping: "tenancies/tenant_1".
KindRecords load_records(store::Store& store, const std::vector<std::string>& sources,
                         const EntityKind& kind, const PassesOver& passes_over = {});

/// The values of one record of a source as they stand in its table of standard records.
struct StoredValue {
  std::string column;
  record::FieldKind kind = record::FieldKind::text;
  std::string value;
};
std::vector<StoredValue> stored_values(store::Store& store, const index::RecordKey& key);

/// The veto values of a record of `kind`. Of several different valid numbers none counts: it cannot
/// be known which one is right.
std::vector<std::string> veto_values(const EntityKind& kind,
                                     const std::vector<ColumnValue>& values);

/// Makes records of the index out of rows: what the model has no column for is shown besides.
class RecordMaker {
 public:
  RecordMaker(const EntityKind& kind, const KindRecords& records,
              const linkage::FittedModel& fitted);
  index::Record make(size_t row) const;

 private:
  const EntityKind& kind_;
  const KindRecords& records_;
  size_t width_;
  std::vector<std::optional<size_t>> places_;  // of each column among those of the model
};

}  // namespace newlyn::workspace
