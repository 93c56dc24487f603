// SPDX-License-Identifier: MIT
// Making the bytes of tables and files.
#include "content.h"

#include <fmt/format.h>
#include <zlib.h>

#include <charconv>
#include <optional>
#include <string_view>

#include "cells.h"

namespace newlyn::cases {
namespace {

constexpr uint64_t kTimesMax = 100'000'000;

std::optional<uint64_t> number_in(std::string_view text) {
  uint64_t number = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool whole = fault == std::errc{} && end == text.data() + text.size();
  return whole && number <= kTimesMax ? std::optional(number) : std::nullopt;
}

uint64_t number_after(const Block& block, size_t place) {
  const bool there = place + 1 < block.words.size();
  const auto number = there ? number_in(block.words[place + 1]) : std::nullopt;
  if (!number) {
    throw CaseFault{block.line, fmt::format("A number follows '{}'.", block.words[place])};
  }
  return *number;
}

std::string counted(std::string text, uint64_t n) {
  const std::string number = std::to_string(n);
  for (size_t at = text.find("{n}"); at != std::string::npos; at = text.find("{n}", at)) {
    text.replace(at, 3, number);
  }
  return text;
}

// Appends TEXT of "@times N TEXT" N times.
void append_times(std::string& out, std::string_view line, size_t number) {
  line.remove_prefix(std::string_view("@times ").size());
  const size_t space = line.find(' ');
  const auto times = number_in(line.substr(0, space));
  if (!times || space == std::string_view::npos) {
    throw CaseFault{number, "@times needs a number and a text: @times 3 abc"};
  }
  const std::string text(line.substr(space + 1));
  const bool counts = text.find("{n}") != std::string::npos;
  for (uint64_t n = 1; n <= *times; ++n) out += counts ? counted(text, n) : text;
}

int digit_of(char letter, std::string_view alphabet) {
  const size_t place = alphabet.find(letter);
  return place == std::string_view::npos ? -1 : static_cast<int>(place);
}

// Reads bytes written with `bits` bits a letter.
std::string decoded(const Block& block, std::string_view alphabet, int bits) {
  std::string bytes;
  unsigned held = 0;
  int count = 0;
  for (size_t i = 0; i < block.lines.size(); ++i) {
    for (char letter : block.lines[i]) {
      if (letter == ' ' || letter == '=') continue;
      if (bits == 4 && letter >= 'A' && letter <= 'F') letter = static_cast<char>(letter + 32);
      const int digit = digit_of(letter, alphabet);
      if (digit < 0) {
        throw CaseFault{block.numbers[i], fmt::format("'{}' does not belong here.", letter)};
      }
      held = (held << bits | static_cast<unsigned>(digit)) & 0xFFFFU;
      count += bits;
      if (count < 8) continue;
      count -= 8;
      bytes += static_cast<char>(held >> count & 0xFFU);
    }
  }
  return bytes;
}

std::string plain_text(const Block& block, std::string_view line_end, bool ended) {
  std::string text;
  for (size_t i = 0; i < block.lines.size(); ++i) {
    std::string_view line = block.lines[i];
    const bool goes_on = line.ends_with('\\');
    if (goes_on) line.remove_suffix(1);
    if (line.starts_with("@times ")) {
      append_times(text, line, block.numbers[i]);
    } else {
      text += line;
    }
    const bool last = i + 1 == block.lines.size();
    if (!goes_on && (ended || !last)) text += line_end;
  }
  return text;
}

// Calls `take` with every code point of UTF-8 text.
template <typename Take>
void each_code_point(std::string_view text, const Take& take) {
  for (size_t at = 0; at < text.size();) {
    const auto lead = static_cast<unsigned char>(text[at++]);
    const int more = lead >= 0xF0 ? 3 : lead >= 0xE0 ? 2 : lead >= 0xC0 ? 1 : 0;
    char32_t point = more == 0 ? lead : lead & (0x3FU >> more);
    for (int i = 0; i < more && at < text.size(); ++i) {
      point = point << 6 | (static_cast<unsigned char>(text[at++]) & 0x3FU);
    }
    take(point);
  }
}

std::string utf16(std::string_view text) {
  std::string bytes = "\xFF\xFE";  // the mark of the little-endian form
  const auto put = [&bytes](char32_t unit) {
    bytes += static_cast<char>(unit & 0xFFU);
    bytes += static_cast<char>(unit >> 8 & 0xFFU);
  };
  each_code_point(text, [&](char32_t point) {
    if (point < 0x10000) {
      put(point);
    } else {
      put(0xD800 + ((point - 0x10000) >> 10));
      put(0xDC00 + ((point - 0x10000) & 0x3FF));
    }
  });
  return bytes;
}

std::string windows1252(std::string_view text) {
  std::string bytes;
  each_code_point(text, [&bytes](char32_t point) {
    const bool quote = point == 0x2019;  // of the letters that moved, the one names hold
    bytes += quote ? '\x92' : point < 0x100 ? static_cast<char>(point) : '?';
  });
  return bytes;
}

constexpr int kGzipWindow = 15 + 16;
constexpr int kBareWindow = -15;  // without head and tail, as archives hold it

std::string deflated(const std::string& bytes, int window) {
  z_stream stream{};
  deflateInit2(&stream, 6, Z_DEFLATED, window, 8, Z_DEFAULT_STRATEGY);
  std::string packed(deflateBound(&stream, bytes.size()) + 32, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  deflate(&stream, Z_FINISH);
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  return packed;
}

void put_number(std::string& out, uint64_t number, int bytes) {
  for (int i = 0; i < bytes; ++i) out += static_cast<char>(number >> 8 * i & 0xFFU);
}

// What the head of a file in an archive and its entry in the directory say alike.
std::string zip_facts(const std::string& name, const std::string& bytes, size_t packed) {
  std::string facts;
  put_number(facts, 20, 2);  // the version that reads it
  put_number(facts, 0, 2);
  put_number(facts, 8, 2);  // deflated
  put_number(facts, 0, 4);  // when it was written
  put_number(facts, crc32_z(0, reinterpret_cast<const Bytef*>(bytes.data()), bytes.size()), 4);
  put_number(facts, packed, 4);
  put_number(facts, bytes.size(), 4);
  put_number(facts, name.size(), 2);
  put_number(facts, 0, 2);
  return facts;
}

// A zip archive of the files that lines "@part NAME" begin.
std::string zip(std::string_view text) {
  constexpr std::string_view kMark = "@part ";
  std::string archive;
  std::string directory;
  size_t count = 0;
  for (size_t at = text.find(kMark); at != text.npos; ++count) {
    const size_t line_end = text.find('\n', at);
    const size_t next = text.find(kMark, line_end);
    const std::string name(text.substr(at + kMark.size(), line_end - at - kMark.size()));
    const std::string bytes(text.substr(line_end + 1, next - line_end - 1));
    const std::string packed = deflated(bytes, kBareWindow);
    const std::string facts = zip_facts(name, bytes, packed.size());
    directory += "PK\x01\x02\x14" + std::string(1, '\0') + facts + std::string(10, '\0');
    put_number(directory, archive.size(), 4);
    directory += name;
    archive += "PK\x03\x04" + facts + name + packed;
    at = next;
  }
  const size_t offset = archive.size();
  archive += directory + "PK\x05\x06" + std::string(4, '\0');
  for (int i = 0; i < 2; ++i) put_number(archive, count, 2);
  put_number(archive, directory.size(), 4);
  put_number(archive, offset, 4);
  put_number(archive, 0, 2);
  return archive;
}

// What the words after the name of a file ask for.
struct FileWishes {
  bool base64 = false;
  bool hex = false;
  bool wide = false;
  bool western = false;
  bool crlf = false;
  bool ended = true;
  bool packed = false;
  bool archive = false;
  std::optional<uint64_t> first;
};

FileWishes wishes_of(const Block& block) {
  FileWishes wishes;
  for (size_t i = 1; i < block.words.size(); ++i) {
    const std::string& word = block.words[i];
    if (word == "base64") {
      wishes.base64 = true;
    } else if (word == "hex") {
      wishes.hex = true;
    } else if (word == "utf16") {
      wishes.wide = true;
    } else if (word == "windows1252") {
      wishes.western = true;
    } else if (word == "crlf") {
      wishes.crlf = true;
    } else if (word == "unended") {
      wishes.ended = false;
    } else if (word == "gzip") {
      wishes.packed = true;
    } else if (word == "zip") {
      wishes.archive = true;
    } else if (word == "first") {
      wishes.first = number_after(block, i++);
    } else {
      throw CaseFault{block.line,
                      fmt::format("'{}' is not known after the name of a file. Known are base64, "
                                  "hex, utf16, windows1252, crlf, unended, gzip, zip, first N.",
                                  word)};
    }
  }
  return wishes;
}

}  // namespace

Content table_content(const Block& block) {
  if (block.words.empty()) throw CaseFault{block.line, "A table needs a name."};
  uint64_t times = 1;
  if (block.words.size() > 1 && block.words[1] == "times") {
    times = number_after(block, 1);
  } else if (block.words.size() > 1) {
    throw CaseFault{block.line,
                    fmt::format("'{}' is not known here; 'times N' is.", block.words[1])};
  }
  Table pattern;
  for (size_t i = 0; i < block.lines.size(); ++i) {
    Cells cells;
    try {
      cells = split_cells(block.lines[i]);
    } catch (const std::string& message) {
      throw CaseFault{block.numbers[i], message};
    }
    if (i == 0) {
      pattern.header = std::move(cells);
      continue;
    }
    if (cells.size() != pattern.header.size()) {
      throw CaseFault{block.numbers[i],
                      fmt::format("This row has {} cells and its header {}. For a ragged file "
                                  "write a file block.",
                                  cells.size(), pattern.header.size())};
    }
    pattern.rows.push_back(std::move(cells));
  }
  if (pattern.header.empty()) throw CaseFault{block.line, "A table needs a header line."};
  Table table{pattern.header, {}};
  for (uint64_t n = 1; n <= times; ++n) {
    for (Cells row : pattern.rows) {
      for (std::string& cell : row) cell = counted(std::move(cell), n);
      table.rows.push_back(std::move(row));
    }
  }
  std::string name = block.words[0];
  if (name.find('.') == std::string::npos) name += ".csv";
  return Content{name, to_delimited(table, delimiter_of(name))};
}

Content file_content(const Block& block) {
  if (block.words.empty()) throw CaseFault{block.line, "A file needs a name."};
  const FileWishes wishes = wishes_of(block);
  constexpr std::string_view kBase64 =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string bytes;
  if (wishes.base64) {
    bytes = decoded(block, kBase64, 6);
  } else if (wishes.hex) {
    bytes = decoded(block, "0123456789abcdef", 4);
  } else {
    bytes = plain_text(block, wishes.crlf ? "\r\n" : "\n", wishes.ended);
  }
  if (wishes.wide) bytes = utf16(bytes);
  if (wishes.western) bytes = windows1252(bytes);
  if (wishes.packed) bytes = deflated(bytes, kGzipWindow);
  if (wishes.archive) bytes = zip(bytes);
  if (wishes.first && *wishes.first < bytes.size()) bytes.resize(*wishes.first);
  return Content{block.words[0], std::move(bytes)};
}

}  // namespace newlyn::cases
