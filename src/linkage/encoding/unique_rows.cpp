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
constexpr size_t kPiles = 1024;
constexpr size_t kRecordsPiledMin = 1u << 14;
constexpr size_t kSourcesPiled = 64;  // of more the piles are small as they are
constexpr size_t kPileGrain = 16;

std::vector<ContentHash> hash_contents(const LinkInput& input) {
  std::vector<ContentHash> hashes(input.record_count);
  for (const LinkColumn& source : input.columns) {
    const record::TextColumn& column = source.column;
    const uint64_t name = hash_bytes(column.name);
    std::vector<ContentHash> of_code(column.values.value_count() + 1);
    parallel_ranges(column.values.value_count(), kRecordGrain, [&](size_t begin, size_t end) {
      for (size_t code = begin + 1; code <= end; ++code) {
        const auto value = static_cast<record::ValueCode>(code);
        of_code[code] = ContentHash::of_value(column.values[value], name);
      }
    });
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

/// All records in the order of their sources, where that is asked, and then of their content; equal
/// ones in the order of their ids. Put into piles by source and first bits, which are sorted in
/// parallel.
std::vector<uint32_t> records_by_content(const LinkInput& input,
                                         const std::vector<ContentHash>& hashes, bool by_source) {
  size_t sources = 1;
  if (by_source) {
    for (const uint32_t source : input.source_of_record) {
      sources = std::max<size_t>(sources, size_t{source} + 1);
    }
  }
  const bool is_worth_it = sources <= kSourcesPiled && input.record_count >= kRecordsPiledMin;
  const size_t piles = is_worth_it ? kPiles : 1;  // of a source
  const auto pile_of = [&](uint32_t record) {
    const size_t source = by_source ? input.source_of_record[record] : 0;
    return source * piles + (hashes[record].first >> 32) * piles / (uint64_t{1} << 32);
  };
  std::vector<size_t> begins(sources * piles + 1, 0);
  for (uint32_t record = 0; record < input.record_count; ++record) ++begins[pile_of(record) + 1];
  std::partial_sum(begins.begin(), begins.end(), begins.begin());
  std::vector<uint32_t> records(input.record_count);
  std::vector<size_t> next(begins.begin(), begins.end() - 1);
  for (uint32_t record = 0; record < input.record_count; ++record) {
    records[next[pile_of(record)]++] = record;
  }
  const bool with_ids = input.record_ids.size() == input.record_count;
  const auto stands_before = [&](uint32_t a, uint32_t b) {
    if (hashes[a] != hashes[b]) return hashes[a] < hashes[b];
    if (with_ids && input.record_ids[a] != input.record_ids[b]) {
      return input.record_ids[a] < input.record_ids[b];
    }
    return a < b;
  };
  parallel_ranges(begins.size() - 1, kPileGrain, [&](size_t begin, size_t end) {
    for (size_t pile = begin; pile < end; ++pile) {
      std::sort(records.begin() + static_cast<ptrdiff_t>(begins[pile]),
                records.begin() + static_cast<ptrdiff_t>(begins[pile + 1]), stands_before);
    }
  });
  return records;
}

}  // namespace

UniqueRows make_unique_rows(LinkInput& input, const LinkRequest& request) {
  const std::vector<ContentHash> hashes = hash_contents(input);
  const bool by_source = request.across_only || request.one_to_one;
  const auto source = [&](uint32_t record) {
    return by_source ? input.source_of_record[record] : 0U;
  };
  UniqueRows rows;
  rows.records = records_by_content(input, hashes, by_source);
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
