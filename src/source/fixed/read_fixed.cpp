// SPDX-License-Identifier: MIT
// Line by line; the characters of a line are found by walking over its UTF-8.
#include "source/fixed/read_fixed.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"
#include "base/limits.h"
#include "source/table/column_names.h"

namespace newlyn::source {
namespace {

// Where each character of a line begins, and where the line ends.
void find_characters(std::string_view line, std::vector<size_t>& begins) {
  begins.clear();
  for (size_t i = 0; i < line.size(); ++i) {
    if ((static_cast<unsigned char>(line[i]) & 0xC0) != 0x80) begins.push_back(i);
  }
  begins.push_back(line.size());
}

class FixedReader {
 public:
  FixedReader(InputTableWriter& writer, const std::vector<FixedColumn>& layout)
      : writer_(writer), layout_(layout) {}

  void add(std::string_view line, uint64_t number) {
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (trim(line).empty()) return;
    find_characters(line, begins_);
    const size_t width = begins_.size() - 1;
    const size_t last = layout_.back().last;
    if (width > last && !trim(line.substr(begins_[last])).empty()) {
      writer_.reject_row(number, fmt::format("the line goes on after character {}, where the "
                                             "layout ends",
                                             last));
      return;
    }
    values_.clear();
    for (const FixedColumn& column : layout_) {
      const size_t from = std::min(column.first - 1, width);
      const size_t to = std::min(column.last, width);
      values_.push_back(trim(line.substr(begins_[from], begins_[to] - begins_[from])));
    }
    writer_.add_row(values_, {number});
  }

 private:
  InputTableWriter& writer_;
  const std::vector<FixedColumn>& layout_;
  std::vector<size_t> begins_;
  std::vector<std::string_view> values_;
};

}  // namespace

void read_fixed(ReadingDesk& desk, TextStream& stream, const std::vector<FixedColumn>& layout,
                InputTable& input) {
  ColumnNames names;
  for (const FixedColumn& column : layout) names.add(column.name);
  input.format = "fixed width";
  InputTableWriter writer(desk, input, names.names());
  writer.refuse_nul();
  FixedReader reader(writer, layout);
  std::string buffer;
  uint64_t number = 0;
  for (bool more = true; more;) {
    more = stream.more(buffer);
    size_t begin = 0;
    for (size_t end = buffer.find('\n'); end != buffer.npos; end = buffer.find('\n', begin)) {
      reader.add(std::string_view(buffer).substr(begin, end - begin), ++number);
      begin = end + 1;
    }
    if (!more) reader.add(std::string_view(buffer).substr(begin), ++number);
    buffer.erase(0, begin);
    if (buffer.size() <= limits::kLineBytesMax) continue;
    throw Error(Code::source_unreadable,
                fmt::format("'{}' line {} is longer than {} bytes. It is no file of fixed width.",
                            input.path, number + 1, limits::kLineBytesMax));
  }
  writer.finish();
  input.bytes_repaired = stream.repaired();
}

}  // namespace newlyn::source
