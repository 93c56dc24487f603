// SPDX-License-Identifier: MIT
// DuckDB asks for a chunk, the maker of the rows fills it through an appender. One thread at a time
// asks, so that rows keep their order.
#include "store/duckdb/row_stream.h"

#include <algorithm>
#include <vector>

#include "base/check.h"
#include "store/duckdb/failure.h"

namespace newlyn::store {
namespace {

constexpr const char* kFunction = "newlyn_rows";

duckdb_type type_of(MadeColumn::Type type) {
  switch (type) {
    case MadeColumn::Type::text:
      return DUCKDB_TYPE_VARCHAR;
    case MadeColumn::Type::integer:
      return DUCKDB_TYPE_INTEGER;
    case MadeColumn::Type::real:
      return DUCKDB_TYPE_DOUBLE;
  }
  return DUCKDB_TYPE_INVALID;
}

// Writes the values of rows into the vectors of a chunk.
class ChunkRows final : public Appender {
 public:
  ChunkRows(duckdb_data_chunk chunk, const std::vector<MadeColumn>& columns) : columns_(columns) {
    for (size_t column = 0; column < columns.size(); ++column) {
      vectors_.push_back(duckdb_data_chunk_get_vector(chunk, column));
      data_.push_back(duckdb_vector_get_data(vectors_.back()));
    }
  }

  void add_text(std::string_view value) override {
    const size_t column = next(MadeColumn::Type::text);
    duckdb_vector_assign_string_element_len(vectors_[column], row_, value.data(), value.size());
  }
  void add_integer(int64_t value) override {
    static_cast<int32_t*>(data_[next(MadeColumn::Type::integer)])[row_] =
        static_cast<int32_t>(value);
  }
  void add_real(double value) override {
    static_cast<double*>(data_[next(MadeColumn::Type::real)])[row_] = value;
  }
  void add_null() override {
    NEWLYN_CHECK(column_ < columns_.size(), "a made row has its columns", column_);
    duckdb_vector_ensure_validity_writable(vectors_[column_]);
    duckdb_validity_set_row_invalid(duckdb_vector_get_validity(vectors_[column_]), row_);
    ++column_;
  }
  void end_row() override {
    NEWLYN_CHECK(column_ == columns_.size(), "a made row has its columns", column_);
    column_ = 0;
    ++row_;
  }
  void close() override {}

  uint64_t rows() const noexcept { return row_; }

 private:
  size_t next(MadeColumn::Type type) {
    NEWLYN_CHECK(column_ < columns_.size() && columns_[column_].type == type,
                 "a made value has the type of its column", column_);
    return column_++;
  }

  const std::vector<MadeColumn>& columns_;
  std::vector<duckdb_vector> vectors_;
  std::vector<void*> data_;
  size_t column_ = 0;
  uint64_t row_ = 0;
};

using TableFunction = Owned<duckdb_table_function, duckdb_destroy_table_function>;

}  // namespace

RowStreams::RowStreams(duckdb_connection session) {
  const TableFunction function(duckdb_create_table_function());
  duckdb_table_function_set_name(function.get(), kFunction);
  duckdb_table_function_set_extra_info(function.get(), this, nullptr);
  duckdb_table_function_set_bind(function.get(), bind);
  duckdb_table_function_set_init(function.get(), init);
  duckdb_table_function_set_function(function.get(), give);
  if (duckdb_register_table_function(session, function.get()) != DuckDBSuccess) {
    throw failure("read rows as they are made", nullptr);
  }
}

void RowStreams::begin(const MadeRows& rows) {
  rows_ = &rows;
  next_ = 0;
  thrown_ = nullptr;
}

std::exception_ptr RowStreams::end() noexcept {
  rows_ = nullptr;
  return std::exchange(thrown_, nullptr);
}

void RowStreams::bind(duckdb_bind_info info) {
  const RowStreams& streams = of(duckdb_bind_get_extra_info(info));
  if (streams.rows_ == nullptr) return duckdb_bind_set_error(info, "no rows are being made");
  for (const MadeColumn& column : streams.rows_->columns) {
    const LogicalType type(duckdb_create_logical_type(type_of(column.type)));
    duckdb_bind_add_result_column(info, column.name.c_str(), type.get());
  }
  duckdb_bind_set_cardinality(info, streams.rows_->count, true);
}

void RowStreams::init(duckdb_init_info info) { duckdb_init_set_max_threads(info, 1); }

void RowStreams::give(duckdb_function_info info, duckdb_data_chunk chunk) {
  RowStreams& streams = of(duckdb_function_get_extra_info(info));
  try {
    streams.fill(chunk);
  } catch (...) {
    // Nothing may be thrown through DuckDB's C interface.
    streams.thrown_ = std::current_exception();
    duckdb_function_set_error(info, "making the rows failed");
  }
}

void RowStreams::fill(duckdb_data_chunk chunk) {
  const uint64_t end = std::min<uint64_t>(rows_->count, next_ + duckdb_vector_size());
  ChunkRows made(chunk, rows_->columns);
  if (next_ < end) rows_->make(next_, end, made);
  NEWLYN_CHECK(made.rows() == end - next_, "all rows asked for are made", made.rows());
  next_ = end;
  duckdb_data_chunk_set_size(chunk, made.rows());
}

}  // namespace newlyn::store
