// SPDX-License-Identifier: MIT
// Scores each delimiter by how well the first records agree under it.
#include "source/delimited/dialect.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>

#include "source/table/column_names.h"

namespace newlyn::source {
namespace {

constexpr size_t kTriedRecords = 500;
constexpr double kAgreementMin = 0.5;

// A text already in memory.
class MemoryText final : public TextStream {
 public:
  explicit MemoryText(std::string_view text) : text_(text) {}
  bool more(std::string& buffer) override {
    if (text_.empty()) return false;
    buffer.append(text_);
    text_ = {};
    return true;
  }
  uint64_t repaired() const override { return 0; }

 private:
  std::string_view text_;
};

// The beginning of a file, and what a quote is taken for that is still open where it ends: a stray
// one, or the beginning of a value that is longer than all of this.
struct Head {
  std::string_view text;
  bool whole;
  bool open_quote_is_value = false;
};

struct Trial {
  Dialect dialect;
  size_t field_count = 1;
  double agreement = 0;
  bool first_agrees = false;
  double score = 0;
};

// True when a record has `count` fields, or more that are all empty beyond them.
bool has_fields(const std::vector<std::string>& record, size_t count) {
  return record.size() >= count &&
         std::all_of(record.begin() + static_cast<std::ptrdiff_t>(count), record.end(),
                     [](const std::string& field) { return trim(field).empty(); });
}

// Judges a dialect by the number of fields most records have (of two equally frequent, the
// larger), or by that of the first record where more records agree with it.
Trial try_dialect(const Head& head, const Dialect& dialect) {
  Sample sample = read_sample(head.text, head.whole, dialect, kTriedRecords);
  if (head.open_quote_is_value && sample.before_open_quote < sample.records.size()) {
    sample.records.resize(sample.before_open_quote);
  }
  Trial trial;
  trial.dialect = dialect;
  if (sample.records.empty()) return trial;
  std::map<size_t, size_t> counts;
  for (const auto& record : sample.records) ++counts[record.size()];
  size_t most = 0;
  for (const auto& [fields, records] : counts) {
    if (records < most) continue;
    most = records;
    trial.field_count = fields;
  }
  const size_t first = sample.records.front().size();
  const auto agreeing = static_cast<size_t>(
      std::count_if(sample.records.begin(), sample.records.end(),
                    [&](const auto& record) { return has_fields(record, first); }));
  if (first > 1 && agreeing > most) {
    most = agreeing;
    trial.field_count = first;
  }
  trial.agreement = static_cast<double>(most) / static_cast<double>(sample.records.size());
  trial.first_agrees = first == trial.field_count;
  trial.score = trial.agreement * std::log2(static_cast<double>(trial.field_count));
  if (!trial.first_agrees) trial.score /= 2;
  return trial;
}

std::optional<Trial> best_of(const Head& head, std::string_view delimiters, const Dialect& base) {
  std::optional<Trial> best;
  for (const char delimiter : delimiters) {
    if (head.text.find(delimiter) == std::string_view::npos) continue;
    Dialect dialect = base;
    dialect.delimiter = delimiter;
    const Trial trial = try_dialect(head, dialect);
    if (trial.field_count < 2 || trial.agreement < kAgreementMin) continue;
    if (!best || trial.score > best->score) best = trial;
  }
  return best;
}

Trial best_trial(Head head, const Dialect& base) {
  constexpr std::string_view kUsual = ",;\t|";
  if (const auto usual = best_of(head, kUsual, base)) return *usual;
  const auto rare = best_of(head, "^~:\x1f\x01", base);
  if (rare && rare->first_agrees && rare->agreement > 0.9) return *rare;
  head.open_quote_is_value = !head.whole;
  if (head.open_quote_is_value) {
    if (const auto usual = best_of(head, kUsual, base)) return *usual;
  }
  Dialect dialect = base;
  dialect.delimiter = 0;
  head.open_quote_is_value = false;
  return try_dialect(head, dialect);
}

// A "sep=;" line names the delimiter; spreadsheet programs write it.
size_t named_delimiter(std::string_view head, Dialect& dialect) {
  if (head.size() < 6 || (!head.starts_with("sep=") && !head.starts_with("SEP="))) return 0;
  const size_t end = head.find_first_of("\r\n", 4);
  if (end != 5) return 0;
  dialect.delimiter = head[4];
  return head.substr(5).starts_with("\r\n") ? 7 : 6;
}

// True when backslashes stand before quotes inside values, where a doubled quote would be usual.
bool escapes_with_backslash(std::string_view head, char delimiter) {
  size_t inside = 0;
  for (size_t at = head.find("\\\""); at != std::string_view::npos;
       at = head.find("\\\"", at + 2)) {
    const char following = at + 2 < head.size() ? head[at + 2] : '\n';
    inside += following != delimiter && following != '\n' && following != '\r';
  }
  return inside > 0;
}

// True when most fields that are not empty stand between single quotes.
bool quotes_singly(std::string_view head, bool whole, const Dialect& dialect) {
  const Sample sample = read_sample(head, whole, dialect, kTriedRecords);
  size_t filled = 0;
  size_t quoted = 0;
  for (const auto& record : sample.records) {
    for (const std::string& field : record) {
      filled += !field.empty();
      quoted += field.size() >= 2 && field.front() == '\'' && field.back() == '\'';
    }
  }
  return quoted * 2 > filled;
}

}  // namespace

Sample read_sample(std::string_view head, bool whole, const Dialect& dialect, size_t records_max) {
  MemoryText text(head);
  RecordReader reader(text, {}, dialect, "the beginning of the file");
  Sample sample;
  Record record;
  bool more = true;
  while (sample.records.size() < records_max + 1 && (more = reader.next(record))) {
    if (record.quote_open) {
      sample.before_open_quote = std::min(sample.before_open_quote, sample.records.size());
      continue;
    }
    sample.records.emplace_back(record.fields.begin(), record.fields.end());
    sample.lines.push_back(record.line);
  }
  sample.whole = whole && !more;
  const bool cut = !more && !whole && sample.records.size() > 1;
  if (cut || sample.records.size() > records_max) {
    sample.records.pop_back();
    sample.lines.pop_back();
  }
  return sample;
}

DialectFinding find_dialect(std::string_view head, bool whole) {
  DialectFinding finding;
  Dialect base;
  if (head.find('\n') == std::string_view::npos && head.find('\r') != std::string_view::npos) {
    base.line_end = '\r';
  }
  finding.skipped_bytes = named_delimiter(head, base);
  head.remove_prefix(finding.skipped_bytes);
  const auto find = [&] {
    return finding.skipped_bytes != 0 ? try_dialect({head, whole}, base)
                                      : best_trial({head, whole}, base);
  };
  Trial trial = find();
  if (escapes_with_backslash(head, trial.dialect.delimiter)) {
    base.backslash = true;
    trial = find();
  }
  if (quotes_singly(head, whole, trial.dialect)) {
    base.quote = '\'';
    trial = find();
  }
  finding.dialect = trial.dialect;
  finding.field_count = trial.field_count;
  finding.agreement = trial.agreement;
  return finding;
}

std::string delimiter_words(const Dialect& dialect) {
  switch (dialect.delimiter) {
    case 0:
      return "";
    case '\t':
      return "tab";
    case '\x1f':
      return "unit separator";
    case '\x01':
      return "control-A";
    default:
      return std::string(1, dialect.delimiter);
  }
}

}  // namespace newlyn::source
