// SPDX-License-Identifier: MIT
// Each kind of expectation: text, tables, entities, files, JSON values.
#include "checks.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <span>
#include <sstream>

#include "base/random.h"
#include "cells.h"
#include "json_check.h"
#include "text_match.h"

namespace newlyn::cases {
namespace {

using Words = std::span<const std::string>;

Verdict fails(std::string why) { return Verdict{false, std::move(why), std::nullopt}; }

std::optional<std::string> read_file(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in || std::filesystem::is_directory(path)) return std::nullopt;
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

std::string files_in(const std::filesystem::path& folder) {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    names.push_back(entry.path().filename().string());
  }
  std::sort(names.begin(), names.end());
  return fmt::format("{}", fmt::join(names, ", "));
}

std::string need_file(const Scene& scene, const std::string& name) {
  std::optional<std::string> text = read_file(scene.folder / name);
  if (!text) {
    throw fmt::format("There is no file {}; there are {}.", name, files_in(scene.folder));
  }
  return std::move(*text);
}

// The words after `count` of them as one text.
std::string text_after(Words words, size_t count) {
  return fmt::format("{}", fmt::join(words.subspan(std::min(count, words.size())), " "));
}

// The folder of a case has another name each time, so it is shown as <folder>.
std::string without_folder(std::string text, const std::filesystem::path& folder) {
  const std::string name = folder.string();
  for (size_t at = text.find(name); at != std::string::npos; at = text.find(name, at)) {
    text.replace(at, name.size(), "<folder>");
  }
  return text;
}

Verdict compare_text(const Block& block, const std::string& got) {
  std::vector<std::string> lines = split_lines(got);
  for (std::string& line : lines) line.erase(line.find_last_not_of(" \r") + 1);
  while (!lines.empty() && lines.back().empty()) lines.pop_back();
  if (matches_lines(block.lines, lines)) return {};
  return Verdict{false, "The text differs.\n" + side_by_side(block.lines, lines),
                 updated(block.lines, lines)};
}

Verdict check_text(const Block& block, const Scene& scene, const std::string& whole) {
  const std::string got = without_folder(whole, scene.folder);
  if (block.words.size() == 1) return compare_text(block, got);
  const bool lacks = block.words[1] == "lacks";
  if (block.words.size() < 3 || (!lacks && block.words[1] != "contains")) {
    throw CaseFault{block.line, "After 'expect " + block.words[0] +
                                    "' stands nothing, or contains TEXT, or lacks TEXT."};
  }
  const std::string wanted = text_after(block.words, 2);
  const bool there = got.find(wanted) != std::string::npos;
  if (there != lacks) return {};
  return fails(
      fmt::format("'{}' {} in the {}:\n{}", wanted, lacks ? "is" : "is not", block.words[0], got));
}

Cells names_of(const std::string& list) {
  Cells names;
  std::istringstream in(list);
  for (std::string name; std::getline(in, name, ',');) names.push_back(name);
  return names;
}

size_t column_in(const Table& table, const std::string& name, const std::string& file) {
  const auto found = std::find(table.header.begin(), table.header.end(), name);
  if (found == table.header.end()) {
    throw fmt::format("{} has no column {}; it has {}.", file, name, fmt::join(table.header, ", "));
  }
  return static_cast<size_t>(found - table.header.begin());
}

Table narrowed(const Table& table, const Cells& names, const std::string& file) {
  Table narrow{names, {}};
  std::vector<size_t> places;
  for (const std::string& name : names) places.push_back(column_in(table, name, file));
  for (const Cells& row : table.rows) {
    Cells cells;
    for (const size_t place : places) cells.push_back(place < row.size() ? row[place] : "");
    narrow.rows.push_back(std::move(cells));
  }
  return narrow;
}

bool row_matches(const Cells& pattern, const Cells& row) {
  return pattern.size() == row.size() &&
         std::equal(pattern.begin(), pattern.end(), row.begin(),
                    [](const std::string& left, const std::string& right) {
                      return matches(left, right);
                    });
}

// Whether every wanted row pairs off with a row of its own; rows without placeholders go first.
bool rows_match(std::vector<Cells> wanted, std::vector<Cells> got, bool in_order) {
  if (wanted.size() != got.size()) return false;
  if (in_order) return std::equal(wanted.begin(), wanted.end(), got.begin(), row_matches);
  std::stable_partition(wanted.begin(), wanted.end(), [](const Cells& row) {
    return std::none_of(row.begin(), row.end(), [](const std::string& cell) {
      return cell.find('<') != std::string::npos;
    });
  });
  for (const Cells& row : wanted) {
    const auto found = std::find_if(got.begin(), got.end(),
                                    [&row](const Cells& other) { return row_matches(row, other); });
    if (found == got.end()) return false;
    got.erase(found);
  }
  return true;
}

Verdict check_table(const Block& block, const Scene& scene) {
  if (block.words.size() < 2) throw CaseFault{block.line, "expect table needs a file name."};
  const std::string& file = block.words[1];
  const char delimiter = delimiter_of(file);
  Table got = from_delimited(need_file(scene, file), delimiter);
  bool in_order = false;
  for (size_t i = 2; i < block.words.size(); ++i) {
    if (block.words[i] == "columns" && i + 1 < block.words.size()) {
      got = narrowed(got, names_of(block.words[++i]), file);
    } else if (block.words[i] == "in" && i + 1 < block.words.size()) {
      in_order = block.words[++i] == "order";
    } else if (block.words[i] != "sorted") {
      throw CaseFault{block.line, fmt::format("'{}' is not known here. Known are columns a,b and "
                                              "in order.",
                                              block.words[i])};
    }
  }
  std::vector<Cells> wanted;
  for (size_t i = 0; i < block.lines.size(); ++i) {
    try {
      wanted.push_back(split_cells(block.lines[i]));
    } catch (const std::string& message) {
      throw CaseFault{block.numbers[i], message};
    }
  }
  const Cells header = wanted.empty() ? Cells{} : wanted.front();
  if (!wanted.empty()) wanted.erase(wanted.begin());
  if (header == got.header && rows_match(wanted, got.rows, in_order)) return {};
  if (!in_order) {  // the written rule: by the cells from left to right, byte by byte
    std::sort(wanted.begin(), wanted.end());
    std::sort(got.rows.begin(), got.rows.end());
  }
  wanted.insert(wanted.begin(), header);
  got.rows.insert(got.rows.begin(), got.header);
  const std::vector<std::string> lines = join_cells(got.rows);
  return Verdict{
      false, fmt::format("{} differs.\n", file) + side_by_side(join_cells(wanted), lines), lines};
}

// "2 10 1" and "1 2 10" are one entity: numbers in their order before texts in theirs.
std::string entity_line(Cells members) {
  std::sort(members.begin(), members.end(), [](const std::string& left, const std::string& right) {
    const auto digits = [](const std::string& text) {
      return !text.empty() && text.find_first_not_of("0123456789") == std::string::npos;
    };
    const bool both = digits(left) && digits(right);
    if (both && left.size() != right.size()) return left.size() < right.size();
    return left < right;
  });
  return fmt::format("{}", fmt::join(members, " "));
}

std::vector<std::string> entities_in(const Table& table, const Cells& by, const std::string& file) {
  const size_t cluster = column_in(table, "cluster_id", file);
  std::vector<size_t> places;
  for (const std::string& name : by) places.push_back(column_in(table, name, file));
  if (places.empty()) places.push_back(cluster == 0 ? 1 : 0);
  std::map<std::string, Cells> members;
  for (const Cells& row : table.rows) {
    Cells parts;
    for (const size_t place : places) {
      if (place < row.size()) parts.push_back(row[place]);
    }
    const std::string id = cluster < row.size() ? row[cluster] : "";
    members[id].push_back(fmt::format("{}", fmt::join(parts, ":")));
  }
  std::vector<std::string> lines;
  for (auto& [id, ids] : members) lines.push_back(entity_line(std::move(ids)));
  return lines;
}

Verdict check_entities(const Block& block, const Scene& scene) {
  if (block.words.size() < 2) throw CaseFault{block.line, "expect entities needs a file name."};
  const std::string& file = block.words[1];
  const bool by = block.words.size() == 4 && block.words[2] == "by";
  if (!by && block.words.size() != 2) {
    throw CaseFault{block.line, "After the file of expect entities stands nothing or by COLUMN."};
  }
  const Table table = from_delimited(need_file(scene, file), delimiter_of(file));
  std::vector<std::string> got = entities_in(table, by ? names_of(block.words[3]) : Cells{}, file);
  std::vector<std::string> wanted;
  for (const std::string& line : block.lines) {
    Cells members = split_words(line);
    const bool heading = members.size() == 1 && members[0] == "members";
    if (!members.empty() && !(heading && wanted.empty())) {
      wanted.push_back(entity_line(std::move(members)));
    }
  }
  const auto by_number = [](const std::string& left, const std::string& right) {
    return entity_line({left, right}) == left + " " + right && left != right;
  };
  std::sort(got.begin(), got.end());
  std::sort(wanted.begin(), wanted.end());
  if (got == wanted) return {};
  const auto first_of = [](const std::string& line) { return line.substr(0, line.find(' ')); };
  const auto before = [&](const std::string& left, const std::string& right) {
    return by_number(first_of(left), first_of(right));
  };
  std::stable_sort(got.begin(), got.end(), before);
  std::stable_sort(wanted.begin(), wanted.end(), before);
  return Verdict{false, "The entities differ.\n" + side_by_side(wanted, got), got};
}

Verdict check_absence(const Block& block, const Scene& scene) {
  if (block.words.size() == 3 && block.words[1] == "new" && block.words[2] == "files") {
    Cells strange;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(scene.folder)) {
      const std::string name = entry.path().lexically_relative(scene.folder).string();
      if (!scene.made.contains(name)) strange.push_back(name);
    }
    std::sort(strange.begin(), strange.end());
    if (strange.empty()) return {};
    return fails(fmt::format("The run left {} behind.", fmt::join(strange, ", ")));
  }
  if (block.words.size() != 3 || block.words[1] != "file") {
    throw CaseFault{block.line, "After 'expect no' stands file NAME or new files."};
  }
  if (!std::filesystem::exists(scene.folder / block.words[2])) return {};
  return fails(fmt::format("There is a file {}.", block.words[2]));
}

Verdict check_file(const Block& block, const Scene& scene) {
  if (block.words.size() < 2) throw CaseFault{block.line, "expect file needs a name."};
  const std::string got = need_file(scene, block.words[1]);
  if (block.words.size() == 2) return block.lines.empty() ? Verdict{} : compare_text(block, got);
  const bool lacks = block.words[2] == "lacks";
  if (block.words.size() < 4 || (!lacks && block.words[2] != "contains")) {
    throw CaseFault{block.line, "After the name stands nothing, contains TEXT or lacks TEXT."};
  }
  const std::string wanted = text_after(block.words, 3);
  if ((got.find(wanted) != std::string::npos) != lacks) return {};
  return fails(fmt::format("{} {} '{}'. It begins:\n{}", block.words[1],
                           lacks ? "holds" : "does not hold", wanted, got.substr(0, 400)));
}

Verdict check_value(const Block& block, const std::string& what, const std::string& got,
                    Words relation) {
  if (relation.size() < 2) {
    throw CaseFault{block.line, "A relation and a value follow: = != < > <= >= contains lacks."};
  }
  const std::string wanted = text_after(relation, 1);
  if (compares(got, relation[0], wanted)) return {};
  return fails(fmt::format("{} is {}, expected {} {}.", what, got, relation[0], wanted));
}

Verdict check_json(const Block& block, const Scene& scene) {
  Words words(block.words);
  const bool of_file = words.size() > 2 && words[1].ends_with(".json");
  const std::string text = of_file ? need_file(scene, words[1]) : scene.last.output;
  words = words.subspan(of_file ? 2 : 1);
  if (words.empty())
    throw CaseFault{block.line, "expect json needs a key: expect json records = 4"};
  return check_value(block, words[0], json_value(text, words[0]), words.subspan(1));
}

Verdict check_rows(const Block& block, const Scene& scene) {
  if (block.words.size() < 2) throw CaseFault{block.line, "expect rows needs a file name."};
  const std::string& file = block.words[1];
  const Table table = from_delimited(need_file(scene, file), delimiter_of(file));
  return check_value(block, "The number of rows", std::to_string(table.rows.size()),
                     Words(block.words).subspan(2));
}

// expect mode NAME = 700: who may do what with a file.
Verdict check_mode(const Block& block, const Scene& scene) {
  if (block.words.size() < 2) throw CaseFault{block.line, "expect mode needs a name."};
  const auto status = std::filesystem::status(scene.folder / block.words[1]);
  const std::string mode = fmt::format("{:o}", static_cast<unsigned>(status.permissions()) & 0777U);
  return check_value(block, "The mode", mode, Words(block.words).subspan(2));
}

// expect unchanged NAME: a file that the case put there holds the same bytes.
Verdict check_unchanged(const Block& block, const Scene& scene) {
  if (block.words.size() != 2) throw CaseFault{block.line, "expect unchanged needs one name."};
  const std::string& name = block.words[1];
  if (!scene.made.contains(name)) throw CaseFault{block.line, "The case made no such file."};
  if (scene.made.at(name) == hash_of_file(scene.folder / name)) return {};
  return fails(fmt::format("{} is not what it was.", name));
}

// expect stored WORKSPACE "SELECT ...": the rows in the store of a workspace.
Verdict check_stored(const Block& block, const Scene& scene) {
  if (block.words.size() != 3) {
    throw CaseFault{block.line, "expect stored needs a workspace and a query in quotes."};
  }
  const std::vector<Cells> got =
      scene.query((scene.folder / block.words[1] / "store.duckdb").string(), block.words[2]);
  std::vector<Cells> wanted;
  for (const std::string& line : block.lines) wanted.push_back(split_cells(line));
  const bool alike =
      got.size() == wanted.size() &&
      std::equal(got.begin(), got.end(), wanted.begin(),
                 [](const Cells& row, const Cells& pattern) { return row_matches(pattern, row); });
  if (alike) return {};
  return Verdict{false, "The rows differ.\n" + side_by_side(join_cells(wanted), join_cells(got)),
                 join_cells(got)};
}

// expect memory < 500: the megabytes that this case has needed at most so far.
Verdict check_memory(const Block& block) {
  std::ifstream status("/proc/self/status");
  std::string word;
  uint64_t kilobytes = 0;
  while (status >> word) {
    if (word == "VmHWM:") status >> kilobytes;
  }
  return check_value(block, "The memory in MB", std::to_string(kilobytes >> 10),
                     Words(block.words).subspan(1));
}

Verdict check_kind(const Block& block, const Scene& scene) {
  const std::string kind = block.words.empty() ? "" : block.words[0];
  if (kind == "output") return check_text(block, scene, scene.last.output);
  if (kind == "errors") return check_text(block, scene, scene.last.errors);
  if (kind == "table") return check_table(block, scene);
  if (kind == "entities") return check_entities(block, scene);
  if (kind == "no") return check_absence(block, scene);
  if (kind == "file") return check_file(block, scene);
  if (kind == "json") return check_json(block, scene);
  if (kind == "rows") return check_rows(block, scene);
  if (kind == "mode") return check_mode(block, scene);
  if (kind == "unchanged") return check_unchanged(block, scene);
  if (kind == "memory") return check_memory(block);
  if (kind == "stored") return check_stored(block, scene);
  throw CaseFault{block.line, fmt::format("'expect {}' is not known. Known are output, errors, "
                                          "table, entities, rows, json, mode, unchanged, stored, "
                                          "memory, file, no file, no new files.",
                                          kind)};
}

std::optional<double> number_of(const std::string& text) {
  std::istringstream in(text);
  double number = 0;
  in >> number;
  return in && in.peek() == EOF ? std::optional(number) : std::nullopt;
}

}  // namespace

uint64_t hash_of_file(const std::filesystem::path& path) {
  const std::optional<std::string> bytes = read_file(path);
  return bytes ? hash_bytes(*bytes) : 0;
}

bool compares(const std::string& got, const std::string& sign, const std::string& wanted) {
  if (sign == "contains") return got.find(wanted) != std::string::npos;
  if (sign == "lacks") return got.find(wanted) == std::string::npos;
  const auto left = number_of(got);
  const auto right = number_of(wanted);
  const bool numbers = left && right;
  const bool equal = numbers ? *left == *right : matches(wanted, got);
  const bool less = numbers ? *left < *right : got < wanted;
  if (sign == "=") return equal;
  if (sign == "!=") return !equal;
  if (sign == "<") return less;
  if (sign == "<=") return less || equal;
  if (sign == ">") return !less && !equal;
  if (sign == ">=") return !less;
  throw fmt::format("'{}' is no relation. Known are = != < > <= >=, contains and lacks.", sign);
}

Verdict check(const Block& block, const Scene& scene) {
  try {
    return check_kind(block, scene);
  } catch (const std::string& why) {
    return fails(why);
  }
}

}  // namespace newlyn::cases
