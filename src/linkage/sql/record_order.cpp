// SPDX-License-Identifier: MIT
// Orders records as Splink does: by id, or by "source-__-id" where there are several sources.
#include "linkage/sql/record_order.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <numeric>
#include <string>
#include <string_view>

#include "base/error.h"
#include "base/threads.h"

namespace newlyn::linkage {
namespace {

/// A number as DuckDB writes one: digits with or without a point, never with an exponent.
struct Digits {
  bool negative = false;
  std::string_view whole;  // without leading zeros
  std::string_view fraction;

  explicit Digits(std::string_view text) : negative(text.starts_with('-')) {
    if (negative) text.remove_prefix(1);
    const size_t point = std::min(text.find('.'), text.size());
    whole = text.substr(std::min(text.find_first_not_of('0'), point));
    whole = whole.substr(0, whole.size() - (text.size() - point));
    fraction = text.substr(std::min(point + 1, text.size()));
    fraction = fraction.substr(0, fraction.find_last_not_of('0') + 1);
    negative = negative && !(whole.empty() && fraction.empty());
  }
};

bool is_smaller(std::string_view one, std::string_view other) {
  const Digits a(one);
  const Digits b(other);
  if (a.negative != b.negative) return a.negative;
  const Digits& low = a.negative ? b : a;
  const Digits& high = a.negative ? a : b;
  if (low.whole.size() != high.whole.size()) return low.whole.size() < high.whole.size();
  return low.whole != high.whole ? low.whole < high.whole : low.fraction < high.fraction;
}

/// Sorts records by numbers, equal ones as they stood. Returns false, with nothing sorted, when a
/// text is no such number; an empty one counts as 0.
template <typename Number>
bool sort_by(const record::TextList& texts, std::vector<uint32_t>& records) {
  std::vector<Number> keys;
  for (size_t i = 0; i < texts.size(); ++i) {
    const std::string_view text = texts[i];
    Number number{};
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (!text.empty() && (problem != std::errc() || end != text.data() + text.size())) return false;
    keys.push_back(number);
  }
  // DuckDB puts what is no number after all others.
  std::stable_sort(records.begin(), records.end(), [&](uint32_t a, uint32_t b) {
    return keys[a] < keys[b] || (keys[a] == keys[a] && keys[b] != keys[b]);
  });
  return true;
}

/// Sorts records by numbers of any width: mostly they fit 64 bits; only floating point is ever
/// written with letters (1e+20, nan, inf).
void sort_by_number(const record::TextList& texts, std::vector<uint32_t>& records) {
  if (sort_by<int64_t>(texts, records)) return;
  bool floating = false;
  for (size_t i = 0; i < texts.size(); ++i) {
    floating |= texts[i].find_first_not_of("-.0123456789") != std::string_view::npos;
  }
  if (floating && sort_by<double>(texts, records)) return;
  std::stable_sort(records.begin(), records.end(),
                   [&](uint32_t a, uint32_t b) { return is_smaller(texts[a], texts[b]); });
}

/// The bytes of a text after the first `skipped`, as a number that orders as they do, up to eight.
uint64_t head_of(std::string_view text, size_t skipped) {
  uint64_t head = 0;
  for (size_t i = 0; i < sizeof(head); ++i) {
    const size_t place = skipped + i;
    head = head << 8 | (place < text.size() ? static_cast<uint8_t>(text[place]) : 0);
  }
  return head;
}

/// Sorts records by their texts, equal ones as they stood. Ids mostly begin alike: what they all
/// share is passed over, and what follows is compared as a number before it is as text.
void sort_by_text(const record::TextList& texts, std::vector<uint32_t>& records) {
  if (texts.empty()) return;
  size_t shared = texts[0].size();
  for (size_t i = 1; i < texts.size(); ++i) {
    const std::string_view first = texts[0];
    const std::string_view text = texts[i];
    const auto [here, there] = std::mismatch(first.begin(), first.end(), text.begin(), text.end());
    shared = std::min(shared, static_cast<size_t>(here - first.begin()));
  }
  struct Headed {
    uint64_t head;
    uint32_t record;
  };
  std::vector<Headed> headed;
  headed.reserve(records.size());
  for (const uint32_t record : records) headed.push_back({head_of(texts[record], shared), record});
  std::sort(headed.begin(), headed.end(), [&](const Headed& a, const Headed& b) {
    if (a.head != b.head) return a.head < b.head;
    const int order = texts[a.record].compare(texts[b.record]);
    return order != 0 ? order < 0 : a.record < b.record;
  });
  for (size_t i = 0; i < records.size(); ++i) records[i] = headed[i].record;
}

std::vector<uint32_t> records_by_id(const LinkInput& input) {
  std::vector<uint32_t> records(input.record_count);
  std::iota(records.begin(), records.end(), 0U);
  if (input.record_ids.size() != input.record_count) return records;
  if (input.source_names.size() > 1) {
    record::TextList keys;
    for (size_t i = 0; i < input.record_count; ++i) {
      keys.push_back(fmt::format("{}-__-{}", input.source_names[input.source_of_record[i]],
                                 input.record_ids[i]));
    }
    sort_by_text(keys, records);
  } else if (input.ids_are_numbers) {
    sort_by_number(input.record_ids, records);
  } else {
    sort_by_text(input.record_ids, records);
  }
  return records;
}

void refuse_repeated_ids(const LinkInput& input, const std::vector<uint32_t>& records) {
  if (input.record_ids.size() != input.record_count) return;
  size_t repeated = 0;
  uint32_t example = 0;
  for (size_t i = 1; i < records.size(); ++i) {
    const uint32_t a = records[i - 1];
    const uint32_t b = records[i];
    const bool same = input.record_ids[a] == input.record_ids[b] &&
                      input.source_of_record[a] == input.source_of_record[b];
    if (!same) continue;
    ++repeated;
    example = b;
  }
  if (repeated == 0) return;
  throw Error(Code::source_unreadable,
              fmt::format("{} records have the same id as another of their source, the first one "
                          "found in {}. A given model needs ids that are not repeated: name "
                          "another column with --id.",
                          repeated, input.source_names[input.source_of_record[example]]));
}

pairs::PairColumn permuted(record::TextColumn& column, const std::vector<uint32_t>& records) {
  pairs::PairColumn made;
  made.name = std::move(column.name);
  made.counts = column.counts();
  made.codes.reserve(records.size());
  for (const uint32_t record : records) made.codes.push_back(column.codes[record]);
  made.values = std::move(column.values);
  column = record::TextColumn();
  return made;
}

}  // namespace

std::vector<uint32_t> sorted_records(const LinkInput& input) {
  std::vector<uint32_t> records = records_by_id(input);
  refuse_repeated_ids(input, records);
  return records;
}

UniqueRows ordered_rows(const LinkInput& input, std::vector<uint32_t> records,
                        std::vector<record::TextColumn> values, bool with_sources) {
  UniqueRows rows;
  rows.records = std::move(records);
  rows.row_of_record.resize(input.record_count);
  for (uint32_t row = 0; row < rows.records.size(); ++row) {
    rows.row_of_record[rows.records[row]] = row;
    if (with_sources) rows.source_of_row.push_back(input.source_of_record[rows.records[row]]);
  }
  rows.record_offsets.resize(input.record_count + 1);
  std::iota(rows.record_offsets.begin(), rows.record_offsets.end(), 0U);
  rows.columns.row_count = input.record_count;
  rows.columns.record_count = input.record_count;
  rows.columns.record_of_row = rows.records;
  rows.columns.columns.resize(values.size());
  parallel_ranges(values.size(), 1, [&](size_t begin, size_t) {
    rows.columns.columns[begin] = permuted(values[begin], rows.records);
  });
  return rows;
}

UniqueRows order_records(const LinkInput& input, std::vector<record::TextColumn> values,
                         bool with_sources) {
  return ordered_rows(input, sorted_records(input), std::move(values), with_sources);
}

}  // namespace newlyn::linkage
