// SPDX-License-Identifier: MIT
// Records come in batches: the keys of a batch are known before its rows are written, so that
// columns are added rarely and one pass over the file is enough.
#include "source/json/read_json.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <set>
#include <unordered_map>

#include "base/error.h"
#include "source/json/json_splitter.h"
#include "source/json/senzing.h"
#include "source/table/column_names.h"

namespace newlyn::source {
namespace {

constexpr size_t kBatchRecords = 2000;
constexpr size_t kBatchBytes = size_t{32} << 20;

struct Rejected {
  uint64_t line;
  const char* reason;
};

class JsonTable {
 public:
  JsonTable(ReadingDesk& desk, InputTable& input, const std::string& label)
      : desk_(desk), input_(input), label_(label) {}

  void read(JsonSplitter& splitter) {
    JsonPiece piece;
    size_t bytes = 0;
    while (splitter.next(piece)) {
      add(piece);
      bytes += piece.text.size();
      if (batch_.size() < kBatchRecords && bytes < kBatchBytes) continue;
      write_batch();
      bytes = 0;
    }
    write_batch();
    finish();
  }

 private:
  void add(const JsonPiece& piece) {
    JsonValue value;
    if (!parse_json(piece.text, value, &halves_)) {
      rejected_.push_back({piece.line, "the JSON of this record is broken or too deeply nested"});
    } else if (!value.is_object()) {
      rejected_.push_back({piece.line, "this is not a JSON object"});
    } else {
      if (records_ == 0 && batch_.empty()) senzing_ = is_senzing_record(value);
      batch_.push_back(senzing_ ? flatten_senzing(value) : flatten_object(value));
      lines_.push_back(piece.line);
    }
    if (first_rejected_.reason == nullptr && !rejected_.empty()) first_rejected_ = rejected_[0];
  }

  void write_batch() {
    std::vector<std::string> fresh = fresh_keys();
    if (senzing_) {
      std::stable_sort(fresh.begin(), fresh.end(), [](const auto& left, const auto& right) {
        return senzing_rank(left) < senzing_rank(right);
      });
    }
    std::vector<std::string> columns;
    for (const std::string& key : fresh) {
      place_of_.emplace(key, names_.names().size());
      columns.push_back(names_.add(key));
    }
    if (writer_ == nullptr && columns.empty()) return;
    if (writer_ == nullptr) {
      writer_ = std::make_unique<InputTableWriter>(desk_, input_, columns);
    } else {
      writer_->add_columns(columns);
    }
    for (size_t i = 0; i < batch_.size(); ++i) write_record(batch_[i], lines_[i]);
    records_ += batch_.size();
    for (const Rejected& rejected : rejected_) {
      writer_->reject_row(rejected.line, rejected.reason);
    }
    batch_.clear();
    lines_.clear();
    rejected_.clear();
  }

  // Keys of the batch that have no column yet, in the order they were met.
  std::vector<std::string> fresh_keys() const {
    std::vector<std::string> fresh;
    std::set<std::string_view> seen;
    for (const FlatRecord& record : batch_) {
      for (const auto& [key, value] : record) {
        if (!place_of_.contains(key) && seen.insert(key).second) fresh.push_back(key);
      }
    }
    return fresh;
  }

  void write_record(const FlatRecord& record, uint64_t line) {
    row_.assign(names_.names().size(), std::string_view());
    for (const auto& [key, value] : record) {
      row_[place_of_.at(key)] = value;
      if (senzing_ && key == "DATA_SOURCE" && sources_.size() < 2) sources_.insert(value);
    }
    writer_->add_row(row_, {line});
  }

  void finish() {
    if (writer_ == nullptr) refuse();
    writer_->finish();
    input_.format = senzing_ ? "Senzing JSON" : "JSON";
    if (sources_.size() == 1 && !sources_.begin()->empty()) input_.source_name = *sources_.begin();
    if (halves_ > 0) {
      desk_.warn(
          fmt::format("'{}' has {} escapes that are half of a character (lone surrogates, such as "
                      "\\ud800); each was replaced by U+FFFD.",
                      input_.path, halves_));
    }
    if (!names_.repeated().empty()) {
      desk_.warn(
          fmt::format("'{}' has keys that differ only in case, as '{}'. Later ones were "
                      "given a number.",
                      input_.path, names_.repeated().front()));
    }
  }

  [[noreturn]] void refuse() const {
    if (first_rejected_.reason == nullptr) {
      throw Error(Code::source_unreadable, fmt::format("{} holds no records.", label_));
    }
    throw Error(Code::source_unreadable,
                fmt::format("{}: none of its records can be read. The JSON breaks at line {}: {}. "
                            "Write one object a line, or one array of objects.",
                            label_, first_rejected_.line, first_rejected_.reason));
  }

  ReadingDesk& desk_;
  InputTable& input_;
  const std::string& label_;
  bool senzing_ = false;
  uint64_t halves_ = 0;  // lone surrogates
  uint64_t records_ = 0;
  std::vector<FlatRecord> batch_;
  std::vector<uint64_t> lines_;  // of the batch
  std::vector<Rejected> rejected_;
  Rejected first_rejected_{0, nullptr};
  ColumnNames names_;
  std::unordered_map<std::string, size_t> place_of_;
  std::set<std::string> sources_;
  std::vector<std::string_view> row_;
  std::unique_ptr<InputTableWriter> writer_;
};

}  // namespace

void read_json(ReadingDesk& desk, TextStream& stream, const std::string& label, InputTable& input) {
  JsonSplitter splitter(stream, {}, label);
  JsonTable table(desk, input, label);
  table.read(splitter);
  input.bytes_repaired = stream.repaired();
}

}  // namespace newlyn::source
