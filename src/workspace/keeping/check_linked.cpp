// SPDX-License-Identifier: MIT
// Source by source, key by key.
#include "workspace/keeping/check_linked.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <set>
#include <string_view>
#include <unordered_set>

#include "index/view.h"
#include "workspace/index/journal_book.h"
#include "workspace/index/standard_records.h"
#include "workspace/rights/suppression.h"

namespace newlyn::workspace {
namespace {

using store::quote_name;

/// A state of standard records: "17 mapping 2 ..." is the reading 17 by the mapping 2.
struct ReadState {
  int64_t run = 0;
  std::string_view mapping;
};

ReadState read_state(std::string_view made_of) {
  const size_t space = std::min(made_of.find(' '), made_of.size());
  ReadState state{0, made_of.substr(space)};
  std::from_chars(made_of.data(), made_of.data() + space, state.run);
  return state;
}

/// The rows of one query by key.
std::set<index::RecordKey> keys_of(store::Store& store, const std::string& source,
                                   const std::string& sql) {
  std::set<index::RecordKey> keys;
  const auto rows = store.columns(sql);
  for (size_t row = 0; row < rows[0].row_count(); ++row) {
    keys.insert({fmt::format("{}/{}", source, rows[1].text(row)), std::string(rows[0].text(row))});
  }
  return keys;
}

class LinkedCheck {
 public:
  LinkedCheck(const Home& home, store::Store& store, const KindIndex& open)
      : store_(store), open_(open), suppression_(home) {}

  std::vector<std::string> check() {
    for (const LinkedSourceState& state : linked_states(store_, *open_.kind)) {
      const std::string now = standard_state(store_, state.source);
      // Read by another mapping since, a row may stand for other records; a source may be gone.
      if (read_state(now).mapping != read_state(state.made_of).mapping) continue;
      check_source(state.source, read_state(state.made_of).run);
    }
    return std::move(findings_);
  }

 private:
  void check_source(const std::string& source, int64_t run) {
    const std::string standard = quote_name("standard_" + source);
    const std::string versions = quote_name("record_" + source);
    const std::string of_kind =
        fmt::format("s.newlyn_kind = {}", store::quote_text(open_.kind->name));
    const auto stored =
        keys_of(store_, source,
                fmt::format("SELECT s.newlyn_native_id, s.newlyn_record FROM {} s WHERE {}",
                            standard, of_kind));
    std::unordered_set<std::string> later;
    const auto rows = store_.columns(fmt::format(
        "SELECT DISTINCT newlyn_native_id FROM {} WHERE newlyn_run > {}", versions, run));
    for (size_t row = 0; row < rows[0].row_count(); ++row) later.emplace(rows[0].text(row));
    open_.entities->read([&](const index::EntityIndex& index) {
      const index::View whole = index.whole();
      uint64_t missing = 0;
      for (const index::RecordKey& key : stored) {
        if (later.contains(key.id) || whole.entity_of(key)) continue;
        missing += is_passed_over(key) ? 0 : 1;
      }
      uint64_t extra = 0;
      whole.each_key([&](const index::RecordKey& key, const std::string&) {
        if (source_of(key) != source || later.contains(key.id)) return;
        extra += stored.contains(key) ? 0 : 1;
      });
      tell(source, missing, extra);
    });
  }

  /// Whether a record is of somebody who was erased.
  bool is_passed_over(const index::RecordKey& key) {
    if (suppression_.is_empty() || open_.kind->name != "person") return false;
    std::vector<ColumnValue> values;
    const auto stored = stored_values(store_, key);
    for (const StoredValue& value : stored) {
      values.push_back({value.column, value.kind, value.value});
    }
    return suppression_.has_record(key, values);
  }

  void tell(const std::string& source, uint64_t missing, uint64_t extra) {
    if (missing > 0) {
      findings_.push_back(
          fmt::format("{} records of {} were linked and are not in the index. newlyn link puts "
                      "them in; what people said of them was lost with them.",
                      missing, source));
    }
    if (extra > 0) {
      findings_.push_back(
          fmt::format("{} records of {} are in the index and not in the store. Where the store "
                      "was put back from an earlier day, read the source again and link.",
                      extra, source));
    }
  }

  store::Store& store_;
  const KindIndex& open_;
  Suppression suppression_;
  std::vector<std::string> findings_;
};

}  // namespace

std::vector<std::string> check_linked(const Home& home, store::Store& store,
                                      const KindIndex& open) {
  return LinkedCheck(home, store, open).check();
}

}  // namespace newlyn::workspace
