// SPDX-License-Identifier: MIT
// Orders records by content and puts equal ones together.
#include "linkage/encoding/unique_rows.h"

#include <algorithm>
#include <numeric>

#include "base/random.h"
#include "base/threads.h"
#include "linkage/content_hash.h"

namespace newlyn::linkage {
namespace {

constexpr size_t kRecordGrain = 1u << 15;

std::vector<ContentHash> hash_contents(const LinkInput& input) {
  std::vector<ContentHash> hashes(input.record_count);
  for (const LinkColumn& source : input.columns) {
    const record::TextColumn& column = source.column;
    const uint64_t name = hash_bytes(column.name);
    std::vector<ContentHash> of_code(column.values.value_count() + 1);
    for (record::ValueCode code = 1; code < of_code.size(); ++code) {
      of_code[code] = ContentHash::of_value(column.values[code], name);
    }
    parallel_ranges(input.record_count, kRecordGrain, [&](size_t begin, size_t end) {
      for (size_t i = begin; i < end; ++i) {
        hashes[i].add(of_code[column.codes[i]]);
      }
    });
  }
  return hashes;
}

/// Codes are renumbered by first use in row order, so that they too depend on content alone.
pairs::PairColumn encode_column(record::TextColumn& column, const UniqueRows& rows) {
  pairs::PairColumn encoded;
  encoded.name = std::move(column.name);
  const size_t row_count = rows.record_offsets.size() - 1;
  encoded.codes.resize(row_count);
  std::vector<record::ValueCode> renumbered(column.values.value_count() + 1, 0);
  encoded.counts.push_back(0);
  for (size_t row = 0; row < row_count; ++row) {
    const auto records = rows.records_of(static_cast<uint32_t>(row));
    const record::ValueCode code = column.codes[records[0]];
    if (code != record::kNullCode && renumbered[code] == 0) {
      renumbered[code] = encoded.values.append(column.values[code]);
      encoded.counts.push_back(0);
    }
    encoded.codes[row] = renumbered[code];
    encoded.counts[renumbered[code]] += static_cast<uint32_t>(records.size());
  }
  column = record::TextColumn();
  return encoded;
}

}  // namespace

UniqueRows make_unique_rows(LinkInput& input, const LinkRequest& request) {
  const std::vector<ContentHash> hashes = hash_contents(input);
  const bool by_source = request.across_only || request.one_to_one;
  const auto source = [&](uint32_t record) {
    return by_source ? input.source_of_record[record] : 0U;
  };
  UniqueRows rows;
  rows.records.resize(input.record_count);
  std::iota(rows.records.begin(), rows.records.end(), 0U);
  const bool with_ids = input.record_ids.size() == input.record_count;
  std::sort(rows.records.begin(), rows.records.end(), [&](uint32_t a, uint32_t b) {
    if (source(a) != source(b)) return source(a) < source(b);
    if (hashes[a] != hashes[b]) return hashes[a] < hashes[b];
    if (with_ids && input.record_ids[a] != input.record_ids[b]) {
      return input.record_ids[a] < input.record_ids[b];
    }
    return a < b;
  });
  rows.row_of_record.resize(input.record_count);
  for (size_t i = 0; i < rows.records.size(); ++i) {
    const uint32_t record = rows.records[i];
    const bool begins = i == 0 || request.one_to_one ||
                        hashes[record] != hashes[rows.records[i - 1]] ||
                        source(record) != source(rows.records[i - 1]);
    if (begins) {
      rows.record_offsets.push_back(static_cast<uint32_t>(i));
      if (by_source) rows.source_of_row.push_back(source(record));
    }
    rows.row_of_record[record] = static_cast<uint32_t>(rows.record_offsets.size() - 1);
  }
  rows.record_offsets.push_back(static_cast<uint32_t>(input.record_count));
  rows.columns.row_count = rows.record_offsets.size() - 1;
  rows.columns.record_count = input.record_count;
  rows.columns.columns.resize(input.columns.size());
  parallel_ranges(input.columns.size(), 1, [&](size_t begin, size_t) {
    rows.columns.columns[begin] = encode_column(input.columns[begin].column, rows);
  });
  rows.columns.pack_rows();
  return rows;
}

}  // namespace newlyn::linkage
