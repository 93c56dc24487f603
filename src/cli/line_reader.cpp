// SPDX-License-Identifier: MIT
// Waits with poll, so that a line that came alone is answered alone.
#include "cli/line_reader.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <iostream>

#include "base/error.h"

namespace newlyn::cli {
namespace {

constexpr size_t kPortion = size_t{1} << 18;
constexpr int kPauseMs = 100;

}  // namespace

LineReader::LineReader(const std::string& path, std::istream& in) {
  // Behind sudo the pipe is another account's, and can be read and not opened again.
  const bool is_standard_input = path == "-" || path == "/dev/stdin";
  if (is_standard_input && &in != &std::cin) {
    in_ = &in;
    return;
  }
  file_ = is_standard_input ? STDIN_FILENO : ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file_ >= 0) return;
  throw Error(Code::source_missing,
              fmt::format("'{}' cannot be opened: {}.", path, std::strerror(errno)));
}

LineReader::~LineReader() {
  if (file_ > STDIN_FILENO) ::close(file_);
}

bool LineReader::take_line(std::vector<NumberedLine>& lines) {
  const size_t end = rest_.find('\n', looked_);
  if (end == rest_.npos) {
    looked_ = rest_.size();
    if (!ended_ || taken_ == rest_.size()) return false;
  }
  const size_t stop = end == rest_.npos ? rest_.size() : end;
  std::string text = rest_.substr(taken_, stop - taken_);
  if (!text.empty() && text.back() == '\r') text.pop_back();
  taken_ = looked_ = end == rest_.npos ? rest_.size() : end + 1;
  ++number_;
  if (text.find_first_not_of(" \t") != text.npos) lines.push_back({number_, std::move(text)});
  return true;
}

/// Reads what is there. Returns false at the end, or where nothing is there and it need not wait.
bool LineReader::fill(bool wait, const std::function<void()>& idle) {
  rest_.erase(0, taken_);
  looked_ -= taken_;
  taken_ = 0;
  if (in_ != nullptr) {
    std::string line;
    if (!std::getline(*in_, line)) {
      ended_ = true;
      return false;
    }
    rest_ += line + "\n";
    return true;
  }
  for (;;) {
    pollfd waited{file_, POLLIN, 0};
    const int ready = ::poll(&waited, 1, wait ? kPauseMs : 0);
    if (ready > 0) break;
    if (!wait) return false;
    if (idle) idle();
  }
  const size_t before = rest_.size();
  rest_.resize(before + kPortion);
  const ssize_t got = ::read(file_, rest_.data() + before, kPortion);
  rest_.resize(before + static_cast<size_t>(std::max<ssize_t>(got, 0)));
  if (got < 0 && errno != EINTR) {
    throw Error(Code::source_unreadable,
                fmt::format("Lines cannot be read: {}.", std::strerror(errno)));
  }
  ended_ = got == 0;
  return got != 0;
}

std::vector<NumberedLine> LineReader::next(size_t count, const std::function<void()>& idle) {
  std::vector<NumberedLine> lines;
  while (lines.size() < count) {
    if (take_line(lines)) continue;
    if (ended_) break;
    const bool more = fill(lines.empty(), idle);
    if (!more && !ended_ && !lines.empty()) break;
  }
  return lines;
}

}  // namespace newlyn::cli
