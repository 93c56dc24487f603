// SPDX-License-Identifier: MIT
// Line patterns, alignment of two texts, and their view side by side.
#include "text_match.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace newlyn::cases {
namespace {

constexpr std::string_view kAnyLines = "<any lines>";
constexpr std::array<std::string_view, 4> kMarks = {"<number>", "<seconds>", "<path>", "<any>"};
constexpr size_t kAlignedMax = 1500;  // longer texts are compared line by line in place
constexpr size_t kShownMax = 60;

std::string_view mark_at(std::string_view pattern) {
  for (const std::string_view mark : kMarks) {
    if (pattern.starts_with(mark)) return mark;
  }
  return {};
}

size_t number_length(std::string_view text) {
  size_t at = text.starts_with('-') || text.starts_with('+') ? 1 : 0;
  const size_t first = at;
  const auto digit = [&text](size_t place) {
    return place < text.size() && text[place] >= '0' && text[place] <= '9';
  };
  while (digit(at) || (at > first && (text.substr(at, 1) == "." || text.substr(at, 1) == ",") &&
                       digit(at + 1))) {
    ++at;
  }
  if (at == first) return 0;
  if (text.substr(at, 1) == "e" && (digit(at + 1) || digit(at + 2))) {
    at += 2;
    while (digit(at)) ++at;
  }
  return at;
}

using Pair = std::pair<const std::string*, const std::string*>;  // expected, got; null: none

// Pairs the lines of both texts along a longest common subsequence.
std::vector<Pair> aligned(const std::vector<std::string>& expected,
                          const std::vector<std::string>& got) {
  const size_t rows = expected.size();
  const size_t columns = got.size();
  std::vector<Pair> pairs;
  if (rows > kAlignedMax || columns > kAlignedMax) {
    for (size_t i = 0; i < std::max(rows, columns); ++i) {
      pairs.emplace_back(i < rows ? &expected[i] : nullptr, i < columns ? &got[i] : nullptr);
    }
    return pairs;
  }
  std::vector<std::vector<int>> length(rows + 1, std::vector<int>(columns + 1, 0));
  std::vector<std::vector<bool>> same(rows, std::vector<bool>(columns));
  for (size_t i = rows; i-- > 0;) {
    for (size_t j = columns; j-- > 0;) {
      same[i][j] = matches(expected[i], got[j]);
      length[i][j] =
          same[i][j] ? length[i + 1][j + 1] + 1 : std::max(length[i + 1][j], length[i][j + 1]);
    }
  }
  size_t i = 0;
  size_t j = 0;
  while (i < rows || j < columns) {
    if (i < rows && j < columns && same[i][j]) {
      pairs.emplace_back(&expected[i++], &got[j++]);
    } else if (j == columns || (i < rows && length[i + 1][j] >= length[i][j + 1])) {
      pairs.emplace_back(&expected[i++], nullptr);
    } else {
      pairs.emplace_back(nullptr, &got[j++]);
    }
  }
  return pairs;
}

// A line only expected directly before a line only got is one line that differs.
std::vector<Pair> joined(const std::vector<Pair>& pairs) {
  std::vector<Pair> shown;
  for (size_t i = 0; i < pairs.size();) {
    size_t lost_end = i;
    while (lost_end < pairs.size() && pairs[lost_end].second == nullptr) ++lost_end;
    size_t won_end = lost_end;
    while (won_end < pairs.size() && pairs[won_end].first == nullptr) ++won_end;
    if (won_end == i) {
      shown.push_back(pairs[i++]);
      continue;
    }
    for (size_t k = 0; k < std::max(lost_end - i, won_end - lost_end); ++k) {
      shown.emplace_back(i + k < lost_end ? pairs[i + k].first : nullptr,
                         lost_end + k < won_end ? pairs[lost_end + k].second : nullptr);
    }
    i = won_end;
  }
  return shown;
}

char sign_of(const Pair& pair) {
  if (pair.second == nullptr) return '-';
  if (pair.first == nullptr) return '+';
  return matches(*pair.first, *pair.second) ? '=' : '!';
}

size_t letters_in(std::string_view text) {
  return static_cast<size_t>(std::count_if(text.begin(), text.end(), [](char letter) {
    return (static_cast<unsigned char>(letter) & 0xC0) != 0x80;
  }));
}

}  // namespace

bool matches(std::string_view pattern, std::string_view text) {
  while (!pattern.empty()) {
    const std::string_view mark = mark_at(pattern);
    if (mark.empty()) {
      if (text.empty() || text.front() != pattern.front()) return false;
      pattern.remove_prefix(1);
      text.remove_prefix(1);
      continue;
    }
    const std::string_view after = pattern.substr(mark.size());
    size_t longest = text.size();
    if (mark == "<path>") longest = std::min(text.find(' '), text.size());
    if (mark == "<number>" || mark == "<seconds>") longest = number_length(text);
    const size_t least = mark == "<any>" ? 0 : 1;
    if (longest < least) return false;
    if (mark == "<number>" || mark == "<seconds>") return matches(after, text.substr(longest));
    for (size_t taken = longest + 1; taken-- > least;) {
      if (matches(after, text.substr(taken))) return true;
    }
    return false;
  }
  return text.empty();
}

bool matches_lines(const std::vector<std::string>& pattern, const std::vector<std::string>& text) {
  // reach[j]: the pattern read so far can stand for the first j lines.
  std::vector<bool> reach(text.size() + 1, false);
  reach[0] = true;
  for (const std::string& line : pattern) {
    std::vector<bool> next(text.size() + 1, false);
    bool open = false;
    for (size_t j = 0; j <= text.size(); ++j) {
      if (line == kAnyLines) {
        open = open || reach[j];
        next[j] = open;
      } else if (j > 0) {
        next[j] = reach[j - 1] && matches(line, text[j - 1]);
      }
    }
    reach = std::move(next);
  }
  return reach[text.size()];
}

std::string side_by_side(const std::vector<std::string>& expected,
                         const std::vector<std::string>& got) {
  const std::vector<Pair> pairs = joined(aligned(expected, got));
  size_t width = 8;
  for (const std::string& line : expected) width = std::max(width, letters_in(line));
  width = std::min<size_t>(width, 70);
  const auto padded = [width](const std::string& text) {
    const size_t letters = letters_in(text);
    return letters < width ? text + std::string(width - letters, ' ') : text;
  };
  std::string view = fmt::format("      {}   got\n", padded("expected"));
  size_t shown = 0;
  for (size_t i = 0; i < pairs.size(); ++i) {
    const auto near_change = [&] {
      const size_t first = i < 2 ? 0 : i - 2;
      const size_t last = std::min(i + 3, pairs.size());
      return std::any_of(pairs.begin() + static_cast<std::ptrdiff_t>(first),
                         pairs.begin() + static_cast<std::ptrdiff_t>(last),
                         [](const Pair& pair) { return sign_of(pair) != '='; });
    };
    if (!near_change()) continue;
    if (++shown > kShownMax) return view + "      ... and more\n";
    const std::string left = pairs[i].first == nullptr ? "" : *pairs[i].first;
    const std::string right = pairs[i].second == nullptr ? "" : *pairs[i].second;
    view += fmt::format("    {} {} | {}\n", sign_of(pairs[i]), padded(left), right);
  }
  return view;
}

std::vector<std::string> updated(const std::vector<std::string>& expected,
                                 const std::vector<std::string>& got) {
  if (matches_lines(expected, got)) return expected;
  std::vector<std::string> lines;
  for (const Pair& pair : aligned(expected, got)) {
    if (pair.second == nullptr) continue;
    const bool kept = pair.first != nullptr && matches(*pair.first, *pair.second);
    lines.push_back(kept ? *pair.first : *pair.second);
  }
  return lines;
}

}  // namespace newlyn::cases
