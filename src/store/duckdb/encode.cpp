// SPDX-License-Identifier: MIT
// Fetches a batch of chunks, then encodes each column of the batch on its own, in parallel. A batch
// is small enough to stay within a few dozen megabytes even for thousands of columns.
#include "store/duckdb/encode.h"

#include <algorithm>
#include <string_view>

#include "base/check.h"
#include "base/threads.h"
#include "store/duckdb/query.h"

namespace newlyn::store {
namespace {

// DuckDB allocates 2,048 values of 16 bytes for every column of a chunk.
constexpr size_t kBatchBytes = size_t{48} << 20;
constexpr size_t kBatchChunksMax = 128;

/// The texts of a column of a chunk; null has no bytes.
std::vector<std::string_view> texts_of(duckdb_data_chunk chunk, size_t column) {
  const idx_t rows = duckdb_data_chunk_get_size(chunk);
  duckdb_vector vector = duckdb_data_chunk_get_vector(chunk, column);
  auto* texts = static_cast<duckdb_string_t*>(duckdb_vector_get_data(vector));
  uint64_t* valid = duckdb_vector_get_validity(vector);
  std::vector<std::string_view> views(rows);
  for (idx_t row = 0; row < rows; ++row) {
    const bool null = valid != nullptr && (valid[row / 64] >> (row % 64) & 1) == 0;
    if (null) continue;
    views[row] = {duckdb_string_t_data(&texts[row]), duckdb_string_t_length(texts[row])};
  }
  return views;
}

}  // namespace

std::vector<record::TextColumn> encode_columns(Result& result, EmptyText empty,
                                               const std::function<void(uint64_t)>& watch) {
  const size_t column_count = duckdb_column_count(result.get());
  std::vector<record::TextColumnBuilder> builders;
  builders.reserve(column_count);
  for (size_t i = 0; i < column_count; ++i) {
    NEWLYN_CHECK(duckdb_column_type(result.get(), i) == DUCKDB_TYPE_VARCHAR,
                 "a column to encode is VARCHAR", duckdb_column_name(result.get(), i));
    builders.emplace_back(duckdb_column_name(result.get(), i), empty == EmptyText::kept);
  }
  const size_t chunk_bytes = std::max<size_t>(1, column_count) * duckdb_vector_size() * 16;
  const size_t batch_chunks = std::clamp<size_t>(kBatchBytes / chunk_bytes, 1, kBatchChunksMax);
  uint64_t rows = 0;
  std::vector<Chunk> batch;
  for (bool more = true; more;) {
    batch.clear();
    while (batch.size() < batch_chunks) {
      Chunk chunk = fetch(result);
      if (!chunk) {
        more = false;
        break;
      }
      rows += duckdb_data_chunk_get_size(chunk.get());
      batch.push_back(std::move(chunk));
    }
    parallel_ranges(column_count, 1, [&](size_t begin, size_t end) {
      for (size_t column = begin; column < end; ++column) {
        for (const Chunk& chunk : batch) {
          builders[column].add_all(texts_of(chunk.get(), column));
        }
      }
    });
    if (watch) watch(rows);
  }
  std::vector<record::TextColumn> columns(column_count);
  parallel_ranges(column_count, 1, [&](size_t begin, size_t end) {
    for (size_t column = begin; column < end; ++column) {
      columns[column] = builders[column].finish();
    }
  });
  return columns;
}

record::TextList list_texts(Result& result, const std::function<void(uint64_t)>& watch) {
  NEWLYN_CHECK(duckdb_column_type(result.get(), 0) == DUCKDB_TYPE_VARCHAR,
               "a column to list is VARCHAR", duckdb_column_name(result.get(), 0));
  record::TextList texts;
  while (Chunk chunk = fetch(result)) {
    for (const std::string_view text : texts_of(chunk.get(), 0)) texts.push_back(text);
    if (watch) watch(texts.size());
  }
  return texts;
}

}  // namespace newlyn::store
