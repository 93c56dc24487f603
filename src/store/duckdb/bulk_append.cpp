// SPDX-License-Identifier: MIT
// Adds rows through DuckDB's appender and writes them to the table a few megabytes at a time.
#include "store/duckdb/bulk_append.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <optional>
#include <vector>

#include "store/duckdb/failure.h"

namespace newlyn::store {
namespace {

using AppenderHandle = duckdb_appender;

// Rows wait in DuckDB's memory until they are written, which it does every 204,800 rows. Wide rows
// would fill the memory before. Writing more often than needed is costly too: each time may take
// a block of 256 KB for every column.
constexpr uint64_t kFlushBytes = uint64_t{1} << 30;
constexpr uint64_t kValueBytes = 16;

class DuckAppender final : public Appender {
 public:
  DuckAppender(duckdb_connection session, const std::string& table) {
    if (duckdb_appender_create(session, nullptr, table.c_str(), &handle_) != DuckDBSuccess) {
      const char* reason = handle_ == nullptr ? nullptr : duckdb_appender_error(handle_);
      const Error error = failure(fmt::format("append to the table {}", quote_name(table)), reason);
      duckdb_appender_destroy(&handle_);
      throw error;
    }
    columns_ = duckdb_appender_column_count(handle_);
  }
  DuckAppender(const DuckAppender&) = delete;
  DuckAppender& operator=(const DuckAppender&) = delete;
  // Destroying DuckDB's appender writes what is left. Rows not closed are dropped instead.
  ~DuckAppender() override {
    if (handle_ != nullptr) drop();
  }

  void add_text(std::string_view value) override {
    check(duckdb_append_varchar_length(handle_, value.data(), value.size()));
    bytes_ += value.size();
  }
  void add_integer(int64_t value) override { check(duckdb_append_int64(handle_, value)); }
  void add_real(double value) override { check(duckdb_append_double(handle_, value)); }
  void add_null() override { check(duckdb_append_null(handle_)); }

  void end_row() override {
    check(duckdb_appender_end_row(handle_));
    add_bytes(columns_ * kValueBytes);
  }

  // Adds rows whose texts have so many bytes.
  void add_chunk(duckdb_data_chunk chunk, uint64_t bytes) {
    check(duckdb_append_data_chunk(handle_, chunk));
    add_bytes(bytes + duckdb_data_chunk_get_size(chunk) * columns_ * kValueBytes);
  }

  void close() override {
    check(duckdb_appender_close(handle_));
    duckdb_appender_destroy(&handle_);
    handle_ = nullptr;
  }

 private:
  void check(duckdb_state state) {
    if (state != DuckDBSuccess) throw failure("append rows", duckdb_appender_error(handle_));
  }

  void add_bytes(uint64_t bytes) {
    bytes_ += bytes;
    if (bytes_ < kFlushBytes) return;
    check(duckdb_appender_flush(handle_));
    bytes_ = 0;
  }

  void drop() noexcept {
    // An unfinished row makes the final flush fail, which is how the C interface drops rows.
    duckdb_append_null(handle_);
    duckdb_appender_destroy(&handle_);
  }

  AppenderHandle handle_ = nullptr;
  uint64_t columns_ = 0;
  uint64_t bytes_ = 0;
};

// A text as DuckDB has it: short ones inside, longer ones where they lie.
duckdb_string_t pointing_at(std::string_view text) {
  duckdb_string_t value{};
  if (text.size() <= sizeof(value.value.inlined.inlined)) {
    value.value.inlined.length = static_cast<uint32_t>(text.size());
    std::memcpy(value.value.inlined.inlined, text.data(), text.size());
    return value;
  }
  value.value.pointer.length = static_cast<uint32_t>(text.size());
  std::memcpy(value.value.pointer.prefix, text.data(), sizeof(value.value.pointer.prefix));
  // DuckDB copies what is appended and writes to none of it.
  value.value.pointer.ptr = const_cast<char*>(text.data());
  return value;
}

// Fills a column of a chunk with the text that each row has, or none; returns the bytes of its
// texts.
template <typename TextOf>
uint64_t fill_vector(duckdb_vector vector, size_t count, TextOf text_of) {
  uint64_t bytes = 0;
  auto* texts = static_cast<duckdb_string_t*>(duckdb_vector_get_data(vector));
  duckdb_vector_ensure_validity_writable(vector);
  uint64_t* valid = duckdb_vector_get_validity(vector);
  for (size_t row = 0; row < count; ++row) {
    const std::optional<std::string_view> text = text_of(row);
    if (text) {
      texts[row] = pointing_at(*text);
      bytes += text->size();
    } else {
      duckdb_validity_set_row_invalid(valid, row);
    }
  }
  return bytes;
}

// Appends rows of texts, a chunk at a time; `fill` fills the vector of a column with rows from
// `begin` on and returns the bytes of their texts.
template <typename Fill>
void append_chunks(DuckAppender& appender, size_t columns, size_t rows, Fill fill) {
  const LogicalType text(duckdb_create_logical_type(DUCKDB_TYPE_VARCHAR));
  std::vector<duckdb_logical_type> types(columns, text.get());
  const Chunk chunk(duckdb_create_data_chunk(types.data(), types.size()));
  const size_t step = duckdb_vector_size();
  for (size_t begin = 0; begin < rows; begin += step) {
    const size_t count = std::min(step, rows - begin);
    uint64_t bytes = 0;
    duckdb_data_chunk_reset(chunk.get());
    for (size_t column = 0; column < columns; ++column) {
      bytes += fill(duckdb_data_chunk_get_vector(chunk.get(), column), column, begin, count);
    }
    duckdb_data_chunk_set_size(chunk.get(), count);
    appender.add_chunk(chunk.get(), bytes);
  }
  appender.close();
}

}  // namespace

void append_coded(duckdb_connection session, const std::string& table,
                  std::span<const CodedRows> columns) {
  DuckAppender appender(session, table);
  const size_t rows = columns.empty() ? 0 : columns[0].codes.size();
  append_chunks(appender, columns.size(), rows,
                [&](duckdb_vector vector, size_t column, size_t begin, size_t count) {
                  const CodedRows& own = columns[column];
                  return fill_vector(vector, count, [&](size_t row) {
                    const record::ValueCode code = own.codes[begin + row];
                    return code == record::kNullCode ? std::nullopt
                                                     : std::optional((*own.values)[code]);
                  });
                });
}

void append_texts(duckdb_connection session, const std::string& table,
                  std::span<const std::string_view> texts) {
  DuckAppender appender(session, table);
  append_chunks(appender, 1, texts.size(),
                [&](duckdb_vector vector, size_t, size_t begin, size_t count) {
                  return fill_vector(vector, count, [&](size_t row) {
                    const std::string_view text = texts[begin + row];
                    return text.data() == nullptr ? std::nullopt : std::optional(text);
                  });
                });
}

std::unique_ptr<Appender> open_appender(duckdb_connection session, const std::string& table) {
  return std::make_unique<DuckAppender>(session, table);
}

}  // namespace newlyn::store
