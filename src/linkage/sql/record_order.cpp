// SPDX-License-Identifier: MIT
// Orders records as Splink does: by id, or by "source-__-id" where there are several sources.
#include "linkage/sql/record_order.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <numeric>
#include <string>
#include <string_view>

#include "base/error.h"
#include "base/threads.h"

namespace newlyn::linkage {
namespace {

int64_t whole_number(std::string_view text) {
  int64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

/// The bytes of a text after the first `skipped`, as a number that orders as they do, up to eight.
uint64_t head_of(std::string_view text, size_t skipped) {
  uint64_t head = 0;
  for (size_t i = 0; i < sizeof(head); ++i) {
    const size_t place = skipped + i;
    head = head << 8 | (place < text.size() ? static_cast<uint8_t>(text[place]) : 0);
  }
  return head;
}

/// Sorts records by their texts, equal ones as they stood. Ids mostly begin alike: what they all
/// share is passed over, and what follows is compared as a number before it is as text.
void sort_by_text(const record::TextList& texts, std::vector<uint32_t>& records) {
  if (texts.empty()) return;
  size_t shared = texts[0].size();
  for (size_t i = 1; i < texts.size(); ++i) {
    const std::string_view first = texts[0];
    const std::string_view text = texts[i];
    const auto [here, there] = std::mismatch(first.begin(), first.end(), text.begin(), text.end());
    shared = std::min(shared, static_cast<size_t>(here - first.begin()));
  }
  struct Headed {
    uint64_t head;
    uint32_t record;
  };
  std::vector<Headed> headed;
  headed.reserve(records.size());
  for (const uint32_t record : records) headed.push_back({head_of(texts[record], shared), record});
  std::sort(headed.begin(), headed.end(), [&](const Headed& a, const Headed& b) {
    if (a.head != b.head) return a.head < b.head;
    const int order = texts[a.record].compare(texts[b.record]);
    return order != 0 ? order < 0 : a.record < b.record;
  });
  for (size_t i = 0; i < records.size(); ++i) records[i] = headed[i].record;
}

std::vector<uint32_t> records_by_id(const LinkInput& input) {
  std::vector<uint32_t> records(input.record_count);
  std::iota(records.begin(), records.end(), 0U);
  if (input.record_ids.size() != input.record_count) return records;
  if (input.source_names.size() > 1) {
    record::TextList keys;
    for (size_t i = 0; i < input.record_count; ++i) {
      keys.push_back(fmt::format("{}-__-{}", input.source_names[input.source_of_record[i]],
                                 input.record_ids[i]));
    }
    sort_by_text(keys, records);
  } else if (input.ids_are_numbers) {
    std::vector<int64_t> keys;
    for (size_t i = 0; i < input.record_count; ++i) {
      keys.push_back(whole_number(input.record_ids[i]));
    }
    std::stable_sort(records.begin(), records.end(),
                     [&](uint32_t a, uint32_t b) { return keys[a] < keys[b]; });
  } else {
    sort_by_text(input.record_ids, records);
  }
  return records;
}

void refuse_repeated_ids(const LinkInput& input, const std::vector<uint32_t>& records) {
  if (input.record_ids.size() != input.record_count) return;
  size_t repeated = 0;
  uint32_t example = 0;
  for (size_t i = 1; i < records.size(); ++i) {
    const uint32_t a = records[i - 1];
    const uint32_t b = records[i];
    const bool same = input.record_ids[a] == input.record_ids[b] &&
                      input.source_of_record[a] == input.source_of_record[b];
    if (!same) continue;
    ++repeated;
    example = b;
  }
  if (repeated == 0) return;
  throw Error(Code::source_unreadable,
              fmt::format("{} records have the same id as another of their source, the first one "
                          "found in {}. A given model needs ids that are not repeated: name "
                          "another column with --id.",
                          repeated, input.source_names[input.source_of_record[example]]));
}

pairs::PairColumn permuted(record::TextColumn& column, const std::vector<uint32_t>& records) {
  pairs::PairColumn made;
  made.name = std::move(column.name);
  made.counts = column.counts();
  made.codes.reserve(records.size());
  for (const uint32_t record : records) made.codes.push_back(column.codes[record]);
  made.values = std::move(column.values);
  column = record::TextColumn();
  return made;
}

}  // namespace

std::vector<uint32_t> sorted_records(const LinkInput& input) {
  std::vector<uint32_t> records = records_by_id(input);
  refuse_repeated_ids(input, records);
  return records;
}

UniqueRows ordered_rows(const LinkInput& input, std::vector<uint32_t> records,
                        std::vector<record::TextColumn> values, bool with_sources) {
  UniqueRows rows;
  rows.records = std::move(records);
  rows.row_of_record.resize(input.record_count);
  for (uint32_t row = 0; row < rows.records.size(); ++row) {
    rows.row_of_record[rows.records[row]] = row;
    if (with_sources) rows.source_of_row.push_back(input.source_of_record[rows.records[row]]);
  }
  rows.record_offsets.resize(input.record_count + 1);
  std::iota(rows.record_offsets.begin(), rows.record_offsets.end(), 0U);
  rows.columns.row_count = input.record_count;
  rows.columns.record_count = input.record_count;
  rows.columns.record_of_row = rows.records;
  rows.columns.columns.resize(values.size());
  parallel_ranges(values.size(), 1, [&](size_t begin, size_t) {
    rows.columns.columns[begin] = permuted(values[begin], rows.records);
  });
  return rows;
}

UniqueRows order_records(const LinkInput& input, std::vector<record::TextColumn> values,
                         bool with_sources) {
  return ordered_rows(input, sorted_records(input), std::move(values), with_sources);
}

}  // namespace newlyn::linkage
