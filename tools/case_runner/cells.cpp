// SPDX-License-Identifier: MIT
// Cells between bars and delimited text.
#include "cells.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace newlyn::cases {
namespace {

std::string_view trimmed(std::string_view text) {
  const size_t first = text.find_first_not_of(" \t\r");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

std::string resolved(std::string_view text) {
  if (text == "\"\"") return {};
  std::string plain;
  for (size_t at = 0; at < text.size(); ++at) {
    if (text[at] != '\\') {
      plain += text[at];
      continue;
    }
    const char mark = ++at < text.size() ? text[at] : '\0';
    unsigned code = 0;
    if (mark == 'n') {
      plain += '\n';
    } else if (mark == 't') {
      plain += '\t';
    } else if (mark == '\\' || mark == '|') {
      plain += mark;
    } else if (mark == 'x' && at + 2 < text.size() &&
               std::from_chars(&text[at + 1], &text[at + 1] + 2, code, 16).ptr == &text[at] + 3) {
      plain += static_cast<char>(code);
      at += 2;
    } else {
      throw fmt::format("'\\{}' is no escape in a cell. Known are \\n \\t \\\\ \\| and \\xNN.",
                        mark);
    }
  }
  return plain;
}

std::string escaped(std::string_view text) {
  if (text.empty()) return {};
  std::string cell;
  for (size_t at = 0; at < text.size(); ++at) {
    const char letter = text[at];
    const bool edge = at == 0 || at + 1 == text.size();
    if (letter == '\n') {
      cell += "\\n";
    } else if (letter == '\t') {
      cell += "\\t";
    } else if (letter == '\\' || letter == '|') {
      cell += '\\';
      cell += letter;
    } else if (static_cast<unsigned char>(letter) < 0x20 || (letter == ' ' && edge)) {
      cell += fmt::format("\\x{:02x}", static_cast<unsigned char>(letter));
    } else {
      cell += letter;
    }
  }
  return cell;
}

// Letters rather than bytes, so that columns line up.
size_t width_of(std::string_view text) {
  return static_cast<size_t>(std::count_if(text.begin(), text.end(), [](char letter) {
    return (static_cast<unsigned char>(letter) & 0xC0) != 0x80;
  }));
}

void append_delimited(std::string& out, const Cells& cells, char delimiter) {
  for (size_t i = 0; i < cells.size(); ++i) {
    if (i > 0) out += delimiter;
    const std::string& cell = cells[i];
    const bool plain = cell.find_first_of("\"\n\r") == std::string::npos &&
                       cell.find(delimiter) == std::string::npos;
    if (plain) {
      out += cell;
      continue;
    }
    out += '"';
    for (const char letter : cell) {
      if (letter == '"') out += '"';
      out += letter;
    }
    out += '"';
  }
  out += '\n';
}

// One row off the front of `text`.
Cells take_row(std::string_view& text, char delimiter) {
  Cells row(1);
  bool quoted = false;
  size_t at = 0;
  for (; at < text.size(); ++at) {
    const char letter = text[at];
    if (quoted && letter == '"' && at + 1 < text.size() && text[at + 1] == '"') {
      row.back() += text[at++];
    } else if (letter == '"') {
      quoted = !quoted;
    } else if (quoted) {
      row.back() += letter;
    } else if (letter == '\n') {
      break;
    } else if (letter == delimiter) {
      row.emplace_back();
    } else if (letter != '\r') {
      row.back() += letter;
    }
  }
  text.remove_prefix(std::min(at + 1, text.size()));
  return row;
}

}  // namespace

Cells split_cells(std::string_view line) {
  Cells cells;
  size_t begin = 0;
  for (size_t at = 0; at <= line.size(); ++at) {
    if (at < line.size() && line[at] == '\\') {
      ++at;
    } else if (at == line.size() || line[at] == '|') {
      cells.push_back(resolved(trimmed(line.substr(begin, at - begin))));
      begin = at + 1;
    }
  }
  if (begin <= line.size() && begin > 0 && cells.empty()) cells.emplace_back();
  return cells;
}

std::vector<std::string> join_cells(const std::vector<Cells>& rows) {
  std::vector<size_t> widths;
  std::vector<Cells> shown;
  for (const Cells& row : rows) {
    Cells cells;
    for (const std::string& cell : row) cells.push_back(escaped(cell));
    if (cells.size() == 1 && cells[0].empty()) cells[0] = "\"\"";
    widths.resize(std::max(widths.size(), cells.size()));
    for (size_t i = 0; i < cells.size(); ++i) widths[i] = std::max(widths[i], width_of(cells[i]));
    shown.push_back(std::move(cells));
  }
  std::vector<std::string> lines;
  for (const Cells& cells : shown) {
    std::string line;
    for (size_t i = 0; i < cells.size(); ++i) {
      if (i > 0) line += " | ";
      line += cells[i];
      if (i + 1 < cells.size()) line.append(widths[i] - width_of(cells[i]), ' ');
    }
    line.erase(line.find_last_not_of(' ') + 1);
    lines.push_back(std::move(line));
  }
  return lines;
}

std::string to_delimited(const Table& table, char delimiter) {
  std::string text;
  append_delimited(text, table.header, delimiter);
  for (const Cells& row : table.rows) append_delimited(text, row, delimiter);
  return text;
}

Table from_delimited(std::string_view text, char delimiter) {
  Table table;
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  if (!text.empty()) table.header = take_row(text, delimiter);
  while (!text.empty()) table.rows.push_back(take_row(text, delimiter));
  return table;
}

char delimiter_of(std::string_view name) noexcept {
  if (name.ends_with(".tsv")) return '\t';
  if (name.ends_with(".psv")) return '|';
  return ',';
}

}  // namespace newlyn::cases
