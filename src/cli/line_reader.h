// SPDX-License-Identifier: MIT
// Lines of a file or of standard input, as many at once as are there.
#pragma once

#include <cstdint>
#include <functional>
#include <iosfwd>
#include <string>
#include <vector>

namespace newlyn::cli {

/// A line with its number from 1.
struct NumberedLine {
  uint64_t number = 0;
  std::string text;
};

/// Reads lines. A slow stream gives what has come; a fast one as many as are wanted.
class LineReader {
 public:
  /// `path` is a file, or "-" for `in`. Throws Error(source_missing).
  LineReader(const std::string& path, std::istream& in);
  ~LineReader();
  LineReader(const LineReader&) = delete;
  LineReader& operator=(const LineReader&) = delete;

  /// The next lines, at least one and at most `count`; none at the end. Empty lines are passed over
  /// and counted in their numbers. `idle` is called while nothing comes, and may throw.
  std::vector<NumberedLine> next(size_t count, const std::function<void()>& idle);

 private:
  bool take_line(std::vector<NumberedLine>& lines);
  bool fill(bool wait, const std::function<void()>& idle);

  std::istream* in_ = nullptr;  // where it is no file that can be waited for
  int file_ = -1;
  std::string rest_;   // read and not yet taken
  size_t taken_ = 0;   // of it
  size_t looked_ = 0;  // up to here there is no end of a line
  bool ended_ = false;
  uint64_t number_ = 0;
};

}  // namespace newlyn::cli
