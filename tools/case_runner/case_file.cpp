// SPDX-License-Identifier: MIT
// Reading the text of a case into blocks.
#include "case_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace newlyn::cases {
namespace {

constexpr std::array<std::pair<std::string_view, BlockKind>, 18> kKeywords = {{
    {"table", BlockKind::table},
    {"file", BlockKind::file},
    {"grow", BlockKind::grow},
    {"folder", BlockKind::folder},
    {"copy", BlockKind::copy},
    {"remove", BlockKind::remove},
    {"symlink", BlockKind::symlink},
    {"written", BlockKind::written},
    {"clock", BlockKind::clock},
    {"signed_in", BlockKind::signed_in},
    {"database", BlockKind::database},
    {"server", BlockKind::server},
    {"set", BlockKind::set},
    {"not_under", BlockKind::not_under},
    {"run", BlockKind::run},
    {"run_fails", BlockKind::run_fails},
    {"run_killed", BlockKind::run_killed},
    {"expect", BlockKind::expect},
}};

const std::pair<std::string_view, BlockKind>* keyword_of(std::string_view line) {
  const std::string_view word = line.substr(0, line.find(' '));
  if (word.size() == line.size()) return nullptr;  // a keyword always has something after it
  const auto found = std::find_if(kKeywords.begin(), kKeywords.end(),
                                  [&](const auto& keyword) { return keyword.first == word; });
  return found == kKeywords.end() ? nullptr : &*found;
}

bool is_blank(std::string_view line) {
  return line.find_first_not_of(" \t\r") == std::string_view::npos;
}

// Whether the comment at `at` belongs to the head that follows it.
bool comments_a_head(const std::vector<std::string>& raw, size_t at) {
  size_t first = at;
  while (first > 0 && is_comment(raw[first - 1])) --first;
  if (first > 0 && !is_blank(raw[first - 1])) return false;
  size_t next = at;
  while (next < raw.size() && is_comment(raw[next])) ++next;
  return next == raw.size() || keyword_of(raw[next]) != nullptr;
}

Block head_of(const std::string& line, size_t number) {
  const auto& [word, kind] = *keyword_of(line);
  Block block;
  block.kind = kind;
  block.line = number;
  block.rest = line.substr(word.size() + 1);
  try {
    block.words = split_words(block.rest);
  } catch (const std::string& message) {
    throw CaseFault{number, message};
  }
  block.content_end = number + 1;
  return block;
}

void add_content(Block& block, const std::string& line, size_t number) {
  const bool text = block.kind == BlockKind::file || block.kind == BlockKind::server ||
                    block.kind == BlockKind::database;
  if (!text && is_comment(line)) return;
  block.lines.push_back(line.starts_with('\\') ? line.substr(1) : line);
  block.numbers.push_back(number);
  if (!is_blank(line)) block.content_end = number + 1;
}

// Empty lines at the end of a block only part it from the next one.
void drop_blank_tail(Block& block) {
  while (!block.numbers.empty() && block.numbers.back() >= block.content_end) {
    block.numbers.pop_back();
    block.lines.pop_back();
  }
}

}  // namespace

bool is_comment(std::string_view line) { return line.starts_with('#'); }

std::vector<std::string> split_lines(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n'), text.size());
    lines.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

std::vector<std::string> split_words(std::string_view text) {
  std::vector<std::string> words;
  bool open = false;  // a word has begun
  char quote = 0;
  for (const char letter : text) {
    if (quote != 0) {
      if (letter == quote) {
        quote = 0;
      } else {
        words.back() += letter;
      }
      continue;
    }
    if (letter == ' ') {
      open = false;
      continue;
    }
    if (!open) words.emplace_back();
    open = true;
    if (letter == '"' || letter == '\'') {
      quote = letter;
    } else {
      words.back() += letter;
    }
  }
  if (quote != 0) throw fmt::format("A quote ({}) is not closed.", quote);
  return words;
}

std::vector<std::string> as_content(const std::vector<std::string>& lines) {
  std::vector<std::string> content;
  for (const std::string& line : lines) {
    const bool guarded = line.starts_with('\\') || line.starts_with('#') || is_blank(line) ||
                         keyword_of(line) != nullptr;
    const bool inner_blank = is_blank(line) && &line != &lines.back();
    content.push_back(guarded && !inner_blank ? "\\" + line : line);
  }
  return content;
}

CaseFile parse_case(const std::filesystem::path& path, std::string_view text) {
  CaseFile file{path, split_lines(text), {}};
  if (file.raw.empty() || !is_comment(file.raw[0])) {
    throw CaseFault{1, "A case starts with its story: lines that begin with #."};
  }
  for (size_t at = 0; at < file.raw.size(); ++at) {
    const std::string& line = file.raw[at];
    const size_t number = at + 1;
    if (is_comment(line) && comments_a_head(file.raw, at)) continue;
    if (keyword_of(line) != nullptr) {
      file.blocks.push_back(head_of(line, number));
    } else if (!file.blocks.empty()) {
      add_content(file.blocks.back(), line, number);
    } else if (!is_blank(line) && !is_comment(line)) {
      throw CaseFault{number,
                      fmt::format("'{}' begins no block. A block begins with table, file, grow, "
                                  "folder, copy, remove, symlink, written, clock, "
                                  "signed_in, database, server, set, not_under, run, run_fails, "
                                  "run_killed or expect and something after it.",
                                  line)};
    }
  }
  const bool runs = std::any_of(file.blocks.begin(), file.blocks.end(), [](const Block& block) {
    return block.kind == BlockKind::run || block.kind == BlockKind::run_fails;
  });
  if (!runs) throw CaseFault{file.raw.size(), "The case runs nothing. Add a run line."};
  for (Block& block : file.blocks) drop_blank_tail(block);
  return file;
}

}  // namespace newlyn::cases
