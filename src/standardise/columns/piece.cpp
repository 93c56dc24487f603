// SPDX-License-Identifier: MIT
// Work per distinct value, merging by row, and the final dictionary encoding.
#include "standardise/columns/piece.h"

#include <algorithm>
#include <array>
#include <iterator>

#include "base/random.h"
#include "base/threads.h"

namespace newlyn::standardise {
namespace {

using record::TextColumn;
using record::ValueCode;

constexpr size_t kValuesPerTask = 4096;

// Finds the first row with the same tuple of codes: an open-addressing table of row numbers.
class TupleRows {
 public:
  explicit TupleRows(const std::vector<Piece>& pieces) : pieces_(pieces) {
    size_t size = 64;
    while (size < pieces.front().codes.size() * 2) size *= 2;
    slots_.assign(size, 0);
  }

  /// The first row seen with the codes of `row`, which may be `row` itself.
  size_t first_row(size_t row) {
    uint64_t hash = 0;
    for (const Piece& piece : pieces_) hash = hash_mix(hash, piece.codes[row]);
    size_t slot = hash & (slots_.size() - 1);
    while (slots_[slot] != 0 && !same(slots_[slot] - 1, row)) {
      slot = (slot + 1) & (slots_.size() - 1);
    }
    if (slots_[slot] == 0) slots_[slot] = static_cast<uint32_t>(row + 1);
    return slots_[slot] - 1;
  }

 private:
  bool same(size_t left, size_t right) const {
    return std::all_of(pieces_.begin(), pieces_.end(),
                       [&](const Piece& piece) { return piece.codes[left] == piece.codes[right]; });
  }

  const std::vector<Piece>& pieces_;
  std::vector<uint32_t> slots_;
};

// Calls `make` once for every distinct tuple of codes over the rows of `pieces` and gives the
// rows the text made for them.
Piece combine(const std::vector<Piece>& pieces,
              const std::function<std::string(const std::vector<std::string_view>&)>& make) {
  Piece out;
  const size_t rows = pieces.front().codes.size();
  out.codes.resize(rows);
  out.values.emplace_back();
  TupleRows tuples(pieces);
  std::vector<std::string_view> texts(pieces.size());
  for (size_t row = 0; row < rows; ++row) {
    const size_t first = tuples.first_row(row);
    if (first != row) {
      out.codes[row] = out.codes[first];
      continue;
    }
    for (size_t at = 0; at < pieces.size(); ++at) texts[at] = pieces[at].text(row);
    std::string made = make(texts);
    if (made.empty()) continue;
    out.codes[row] = static_cast<ValueCode>(out.values.size());
    out.values.push_back(std::move(made));
  }
  return out;
}

std::string sorted_words(const std::vector<std::string_view>& texts) {
  std::vector<std::string_view> words;
  for (std::string_view text : texts) {
    while (!text.empty()) {
      const size_t end = text.find(' ');
      words.push_back(text.substr(0, end));
      text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    }
  }
  std::sort(words.begin(), words.end());
  words.erase(std::unique(words.begin(), words.end()), words.end());
  std::string out;
  for (const std::string_view word : words) {
    if (!out.empty()) out.push_back(' ');
    out += word;
  }
  return out;
}

}  // namespace

void for_each_value(const TextColumn& column, const std::function<void(ValueCode)>& work) {
  parallel_ranges(column.values.value_count(), kValuesPerTask, [&](size_t begin, size_t end) {
    for (size_t at = begin; at < end; ++at) work(static_cast<ValueCode>(at + 1));
  });
}

void for_each_index(size_t count, const std::function<void(size_t)>& work) {
  parallel_ranges(count, kValuesPerTask, [&](size_t begin, size_t end) {
    for (size_t at = begin; at < end; ++at) work(at);
  });
}

void count_outcomes(const TextColumn& column, const std::vector<Outcome>& outcomes,
                    std::string_view source_name, Findings& findings) {
  constexpr std::array<std::string_view, 5> kReasons = {
      "", "", "form not understood", "no such day in the calendar", "lies in the future"};
  std::array<uint64_t, 5> rows{};
  const std::vector<uint32_t> counts = column.counts();
  for (size_t code = 1; code < counts.size(); ++code) {
    rows[static_cast<size_t>(outcomes[code])] += counts[code];
  }
  if (rows[1] > 0) {
    findings.placeholders.push_back({std::string(source_name), column.name, rows[1]});
  }
  for (size_t at = 2; at < rows.size(); ++at) {
    if (rows[at] == 0) continue;
    findings.unreadable.push_back(
        {std::string(source_name), column.name, rows[at], std::string(kReasons[at])});
  }
}

Piece first_of(Piece first, Piece second) {
  if (first.empty()) return second;
  if (second.empty()) return first;
  const auto offset = static_cast<ValueCode>(first.values.size());
  bool used = false;
  for (size_t row = 0; row < first.codes.size(); ++row) {
    if (!first.text(row).empty() || second.text(row).empty()) continue;
    first.codes[row] = offset + second.codes[row];
    used = true;
  }
  if (used) {
    first.values.insert(first.values.end(), std::make_move_iterator(second.values.begin()),
                        std::make_move_iterator(second.values.end()));
  }
  return first;
}

Piece all_of(std::vector<Piece> pieces) {
  std::erase_if(pieces, [](const Piece& piece) { return piece.empty(); });
  if (pieces.empty()) return {};
  if (pieces.size() == 1) return std::move(pieces.front());
  return combine(pieces, sorted_words);
}

Piece joined(std::vector<Piece> pieces) {
  std::erase_if(pieces, [](const Piece& piece) { return piece.empty(); });
  if (pieces.empty()) return {};
  if (pieces.size() == 1) return std::move(pieces.front());
  return combine(pieces, [](const std::vector<std::string_view>& texts) {
    std::string out;
    for (const std::string_view text : texts) {
      if (text.empty()) continue;
      if (!out.empty()) out += ", ";
      out += text;
    }
    return out;
  });
}

Piece piece_of(const TextColumn& column) {
  Piece piece;
  piece.codes = column.codes;
  piece.values.reserve(column.values.value_count() + 1);
  for (ValueCode code = 0; code <= column.values.value_count(); ++code) {
    piece.values.emplace_back(column.values[code]);
  }
  return piece;
}

TextColumn stack(std::string_view name, const std::vector<Piece*>& pieces,
                 const std::vector<size_t>& rows) {
  TextColumn column;
  column.name = std::string(name);
  record::ValueIndex index;
  size_t total = 0;
  for (const size_t count : rows) total += count;
  column.codes.reserve(total);
  for (size_t input = 0; input < pieces.size(); ++input) {
    Piece* piece = pieces[input];
    if (piece == nullptr || piece->empty()) {
      column.codes.resize(column.codes.size() + rows[input], record::kNullCode);
      continue;
    }
    // A value gets its number when its first row is met, so that no unused value is numbered.
    constexpr ValueCode kUnseen = 0xFFFF'FFFF;
    std::vector<ValueCode> numbers(piece->values.size(), kUnseen);
    for (const ValueCode code : piece->codes) {
      ValueCode& number = numbers[code];
      if (number == kUnseen) number = index.code_of(piece->values[code]);
      column.codes.push_back(number);
    }
    *piece = {};
  }
  column.values = index.take();
  return column;
}

}  // namespace newlyn::standardise
