// SPDX-License-Identifier: MIT
// A case file as text: a story in comment lines, then blocks in the order they happen.
//
// A block is one head line whose first word is a keyword, and the lines up to the next head. Empty
// lines at the end of a block do not belong to it. Comment lines after an empty line and directly
// before a head are comments; elsewhere in the text of a file, a database or a server they are
// text, and in other blocks comments. A content line that starts with a backslash loses it, so that
// a line may look like a head or a comment.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace newlyn::cases {

enum class BlockKind : uint8_t {
  table,
  file,
  grow,
  folder,
  copy,
  remove,
  symlink,
  written,
  clock,
  signed_in,
  database,
  server,
  set,
  not_under,
  run,
  run_fails,
  run_killed,
  expect
};

/// One block: its head and its lines.
struct Block {
  BlockKind kind = BlockKind::run;
  size_t line = 0;                 // of the head; the first line of a file is 1
  std::string rest;                // the head after its keyword
  std::vector<std::string> words;  // `rest` split as a shell does, quotes taken off
  std::vector<std::string> lines;  // the content, backslashes taken off
  std::vector<size_t> numbers;     // the line of each content line
  size_t content_end = 0;          // line after the last line of content
};

struct CaseFile {
  std::filesystem::path path;
  std::vector<std::string> raw;  // every line as it stands in the file
  std::vector<Block> blocks;
};

/// What is wrong with a case file, with its line.
struct CaseFault {
  size_t line;
  std::string message;
};

/// Reads the text of a case file.
/// Throws CaseFault where the text is no case: no story, content before a head, nothing is run.
CaseFile parse_case(const std::filesystem::path& path, std::string_view text);

/// Splits `text` at spaces; parts in single or double quotes stay together.
/// Throws std::string, a sentence, when a quote is not closed.
std::vector<std::string> split_words(std::string_view text);

/// `text` as content lines stand in a case file: with a backslash where one is needed.
std::vector<std::string> as_content(const std::vector<std::string>& lines);

/// Whether a line of a case file looks like a comment.
bool is_comment(std::string_view line);

/// The lines of `text`, without their line ends.
std::vector<std::string> split_lines(std::string_view text);

}  // namespace newlyn::cases
