// SPDX-License-Identifier: MIT
// For the tests of this room: small files in a folder of their own, and what reading them gives.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/check.h"
#include "base/error.h"
#include "source/source.h"
#include "source/text/text_stream.h"

namespace newlyn::source {

/// A folder that is removed with all its files.
class SampleFolder {
 public:
  SampleFolder() {
    std::string name = std::filesystem::temp_directory_path() / "newlyn-source-test-XXXXXX";
    path_ = ::mkdtemp(name.data());
  }
  SampleFolder(const SampleFolder&) = delete;
  SampleFolder& operator=(const SampleFolder&) = delete;
  ~SampleFolder() { std::filesystem::remove_all(path_); }

  const std::string& path() const { return path_; }
  /// Writes a file and returns its path.
  std::string write(const std::string& name, std::string_view bytes) const {
    const std::string file = path_ + "/" + name;
    std::ofstream(file, std::ios::binary) << bytes;
    return file;
  }
  /// How many files and folders lie in the folder.
  size_t count() const {
    size_t files = 0;
    for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator(path_)) ++files;
    return files;
  }

 private:
  std::string path_;
};

/// A store and what was read into it.
struct Read {
  std::unique_ptr<store::Store> store;
  Reading reading;
  RunContext run;

  const InputTable& table(size_t i = 0) const { return reading.tables.at(i); }
  /// The rows of a table as text, in their order; null as "".
  std::vector<std::vector<std::string>> rows(size_t i = 0) {
    const auto columns = load_columns(*store, table(i), run);
    std::vector<std::vector<std::string>> rows(columns.empty() ? 0 : columns[0].row_count());
    for (const auto& column : columns) {
      for (size_t row = 0; row < rows.size(); ++row) rows[row].emplace_back(column.text(row));
    }
    return rows;
  }
  /// True when a warning holds `words`.
  bool warns(std::string_view words) const {
    for (const std::string& warning : reading.warnings) {
      if (warning.find(words) != std::string::npos) return true;
    }
    return false;
  }
};

inline Read read(const std::vector<FileRequest>& requests, ProgressListener* listener = nullptr,
                 const std::atomic<bool>* stop = nullptr) {
  store::StoreOptions options;
  options.memory_bytes_max = size_t{2} << 30;
  Read result{store::Store::open(options), {}, RunContext(listener, stop)};
  result.reading = read_files(*result.store, requests, result.run);
  for (const InputTable& table : result.reading.tables) {
    NEWLYN_CHECK(table.rows_read == table.rows_kept + table.rows_rejected, "counts add up");
    NEWLYN_CHECK(result.store->number("SELECT count(*) FROM " + table.table) ==
                     static_cast<int64_t>(table.rows_kept),
                 "the table holds the rows kept");
    NEWLYN_CHECK(table.content_hash.size() == 64u, "the hash has 64 digits");
  }
  return result;
}

inline Read read(const std::string& path) { return read(std::vector<FileRequest>{{path, ""}}); }

/// Writes `bytes` to a file called `name` and reads it.
inline Read read_bytes(std::string_view bytes, const std::string& name = "people.csv") {
  const SampleFolder folder;
  return read(folder.write(name, bytes));
}

/// The code and the message a call fails with.
struct Failure {
  Code code = Code::internal;
  std::string message;
  bool says(std::string_view words) const { return message.find(words) != std::string::npos; }
};

inline Failure failure_of(const std::function<void()>& call) {
  try {
    call();
  } catch (const Error& error) {
    return {error.code(), error.what()};
  }
  return {Code::internal, "the call did not fail"};
}

/// A text handed out in pieces of a given size, as a file would be.
class PiecewiseText final : public TextStream {
 public:
  PiecewiseText(std::string text, size_t piece) : text_(std::move(text)), piece_(piece) {}
  bool more(std::string& buffer) override {
    const size_t count = std::min(piece_, text_.size() - at_);
    buffer.append(text_, at_, count);
    at_ += count;
    return count != 0;
  }
  uint64_t repaired() const override { return 0; }

 private:
  std::string text_;
  size_t piece_;
  size_t at_ = 0;
};

}  // namespace newlyn::source
