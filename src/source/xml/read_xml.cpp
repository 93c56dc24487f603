// SPDX-License-Identifier: MIT
// One pass over the beginning to find which element is a record, one over the whole to read them.
// Records come in batches, so that columns that appear late are added rarely.
#include "source/xml/read_xml.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <memory>
#include <unordered_map>

#include "base/error.h"
#include "base/limits.h"
#include "source/json/flatten.h"
#include "source/table/column_names.h"
#include "source/workbook/xml_reader.h"

namespace newlyn::source {
namespace {

constexpr size_t kHeadBytes = size_t{1} << 20;
constexpr size_t kBatchRecords = 2000;
constexpr size_t kBatchBytes = size_t{32} << 20;
constexpr size_t kDepthMax = 100;
constexpr size_t kRepeatsMax = 50;

[[noreturn]] void refuse(const InputTable& input, const std::string& why) {
  throw Error(Code::source_unreadable, fmt::format("'{}' {}", input.path, why));
}

// The text of a stream as bytes, after what was taken from it already.
class TextBytes final : public ByteReader {
 public:
  TextBytes(std::string_view begun, TextStream* rest) : begun_(begun), rest_(rest) {}
  size_t read(std::span<char> room) override {
    if (begun_.empty()) {
      buffer_.clear();
      if (rest_ == nullptr || !rest_->more(buffer_)) return 0;
      begun_ = buffer_;
    }
    const size_t count = std::min(room.size(), begun_.size());
    std::copy_n(begun_.begin(), count, room.begin());
    begun_.remove_prefix(count);
    return count;
  }

 private:
  std::string_view begun_;
  TextStream* rest_;
  std::string buffer_;
};

// The highest path that occurs more than once in the beginning; else that below the root.
std::string find_records(std::string_view head) {
  TextBytes bytes(head, nullptr);
  XmlReader reader(bytes);
  std::map<std::string, size_t> counts;
  std::vector<std::string> paths{""};
  std::string first;
  std::string found;
  size_t found_depth = kDepthMax;
  for (auto event = reader.next(); event != XmlReader::Event::over; event = reader.next()) {
    if (event == XmlReader::Event::begin && paths.size() <= kDepthMax) {
      paths.push_back(paths.back() + (paths.size() > 1 ? "/" : "") + reader.name());
      if (paths.size() == 3 && first.empty()) first = paths.back();
      if (++counts[paths.back()] > 1 && paths.size() < found_depth) {
        found = paths.back();
        found_depth = paths.size();
      }
    } else if (event == XmlReader::Event::end && paths.size() > 1) {
      paths.pop_back();
    }
  }
  return found.empty() ? first : found;
}

// Rows whose columns become known as they come.
class GrowingTable {
 public:
  GrowingTable(ReadingDesk& desk, InputTable& input) : desk_(desk), input_(input) {}

  void add(FlatRecord record) {
    for (const auto& [name, value] : record) bytes_ += value.size();
    batch_.push_back(std::move(record));
    if (batch_.size() >= kBatchRecords || bytes_ >= kBatchBytes) write();
  }

  // False when there was no record with a value.
  bool finish() {
    write();
    if (writer_ == nullptr) return false;
    writer_->finish();
    return true;
  }

 private:
  void write() {
    std::vector<std::string> fresh;
    for (const FlatRecord& record : batch_) {
      for (const auto& [key, value] : record) {
        if (place_of_.contains(key)) continue;
        place_of_.emplace(key, names_.names().size());
        fresh.push_back(names_.add(key));
      }
    }
    if (writer_ == nullptr && fresh.empty()) {
      empty_ += batch_.size();
      batch_.clear();
      return;
    }
    if (writer_ == nullptr) {
      writer_ = std::make_unique<InputTableWriter>(desk_, input_, fresh);
      writer_->refuse_nul();
    } else {
      writer_->add_columns(fresh);
    }
    for (; empty_ > 0; --empty_) reject_empty();
    for (const FlatRecord& record : batch_) {
      if (record.empty()) {
        reject_empty();
        continue;
      }
      row_.assign(names_.names().size(), std::string_view());
      for (const auto& [key, value] : record) row_[place_of_.at(key)] = value;
      writer_->add_row(row_, {0, "record", ++count_});
    }
    batch_.clear();
    bytes_ = 0;
  }

  void reject_empty() { writer_->reject_row(0, fmt::format("record {}: it is empty", ++count_)); }

  ReadingDesk& desk_;
  InputTable& input_;
  uint64_t empty_ = 0;  // records before the first that has a value
  std::vector<FlatRecord> batch_;
  size_t bytes_ = 0;    // of the batch
  uint64_t count_ = 0;  // of records that are written
  ColumnNames names_;
  std::unordered_map<std::string, size_t> place_of_;
  std::vector<std::string_view> row_;
  std::unique_ptr<InputTableWriter> writer_;
};

class XmlRecords {
 public:
  XmlRecords(const InputTable& input, std::string records, GrowingTable& table)
      : input_(input), records_(std::move(records)), table_(table) {}

  // What of the records was left out, or nothing.
  std::string left_out() const {
    if (records_over_ == 0) return {};
    return fmt::format(
        "'{}' has {} with an element more than {} times, as '{}'. Only the first {} of each were "
        "taken; where they are records themselves, name their path with --records.",
        input_.path,
        records_over_ == 1 ? std::string("a record") : fmt::format("{} records", records_over_),
        kRepeatsMax, first_over_, kRepeatsMax);
  }

  void read(XmlReader& reader) {
    for (auto event = reader.next(); event != XmlReader::Event::over; event = reader.next()) {
      if (event == XmlReader::Event::begin) begin(reader);
      if (event == XmlReader::Event::text && inside_) text_ += reader.text();
      if (event == XmlReader::Event::end) end();
      if (text_.size() + record_bytes_ > limits::kLineBytesMax) refuse_long();
    }
    if (reader.too_long()) refuse_long();
    if (reader.broken()) {
      refuse(input_, fmt::format("is broken or cut short after {} records. Have it written again.",
                                 count_));
    }
  }

 private:
  [[noreturn]] void refuse_long() const {
    refuse(input_, fmt::format("holds more than {} MB in its record {}. This is no table of "
                               "records; have the documents inside left out of the export.",
                               limits::kLineBytesMax >> 20, count_ + 1));
  }

  void begin(const XmlReader& reader) {
    if (lengths_.size() >= kDepthMax) {
      refuse(input_,
             fmt::format("is nested more than {} elements deep. That is no file of records.",
                         kDepthMax));
    }
    if (inside_) {
      add_text();
      lengths_.push_back(inner_.size());
      inner_ += (inner_.empty() ? "" : ".") + reader.name();
    } else {
      lengths_.push_back(outer_.size());
      outer_ += (outer_.empty() ? "" : "/") + reader.name();
      if (outer_ == records_) begin_record();
    }
    if (!inside_) return;
    for (const auto& [name, value] : reader.attributes()) {
      put(inner_.empty() ? name : inner_ + "." + name, value);
    }
  }

  void begin_record() {
    inside_ = true;
    record_depth_ = lengths_.size();
    inner_.clear();
    text_.clear();
    record_.clear();
    record_bytes_ = 0;
  }

  void end() {
    if (lengths_.empty()) return;
    if (inside_) add_text();
    if (inside_ && lengths_.size() == record_depth_) {
      inside_ = false;
      ++count_;
      table_.add(std::move(record_));
      record_.clear();
      if (!over_.empty()) ++records_over_;
      over_.clear();
      record_bytes_ = 0;
    }
    (inside_ ? inner_ : outer_).resize(lengths_.back());
    lengths_.pop_back();
  }

  void add_text() {
    const std::string value(trim(text_));
    text_.clear();
    if (!inside_ || value.empty()) return;
    put(inner_.empty() ? "value" : inner_, value);
  }

  // A name that is taken in this record gets a number.
  void put(const std::string& name, const std::string& value) {
    std::string wish = name;
    const auto taken = [&] {
      return std::any_of(record_.begin(), record_.end(),
                         [&](const auto& entry) { return entry.first == wish; });
    };
    for (size_t n = 2; taken(); ++n) {
      if (n > kRepeatsMax) {
        over_ = first_over_ = name;
        return;
      }
      wish = fmt::format("{}_{}", name, n);
    }
    record_.emplace_back(wish, value);
    record_bytes_ += wish.size() + value.size();
  }

  const InputTable& input_;
  std::string records_;
  GrowingTable& table_;
  std::vector<size_t> lengths_;  // of the path before each open element
  std::string outer_;            // path down to the record
  std::string inner_;            // path inside the record
  std::string text_;
  FlatRecord record_;
  size_t record_depth_ = 0;
  size_t record_bytes_ = 0;
  uint64_t count_ = 0;
  bool inside_ = false;
  std::string over_;        // an element that this record repeats too often
  std::string first_over_;  // one that some record does
  uint64_t records_over_ = 0;
};

}  // namespace

void read_xml(ReadingDesk& desk, TextStream& stream, const std::string& records,
              InputTable& input) {
  std::string head;
  while (head.size() < kHeadBytes && stream.more(head)) continue;
  if (head.find("<!ENTITY") != head.npos) {
    refuse(input,
           "declares entities of its own, which can grow to any size. Newlyn does not expand them. "
           "Have it written without a document type.");
  }
  input.format = "XML";
  std::string path = records.empty() ? find_records(head) : records;
  if (path.starts_with('/')) path.erase(0, 1);
  GrowingTable table(desk, input);
  TextBytes bytes(head, &stream);
  XmlReader reader(bytes);
  XmlRecords found(input, path, table);
  found.read(reader);
  if (const std::string left_out = found.left_out(); !left_out.empty()) desk.warn(left_out);
  if (!table.finish()) {
    refuse(input, fmt::format("has no record at {}. Name the path of the element that is a record "
                              "with --records: people/person.",
                              path.empty() ? std::string("any path") : path));
  }
  input.bytes_repaired = stream.repaired();
}

}  // namespace newlyn::source
