// SPDX-License-Identifier: MIT
// Reads files of judged pairs.
#include "workspace/files/judged_pairs.h"

#include <fmt/format.h>

#include <cctype>
#include <charconv>

#include "base/error.h"

namespace newlyn::workspace {
namespace {

constexpr double kSameFrom = 0.5;

}  // namespace

std::string folded_name(std::string_view text) {
  std::string lower;
  for (const char letter : text) {
    if (letter != '_' && letter != ' ' && letter != '-') {
      lower += static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
    }
  }
  return lower;
}

std::optional<JudgementWord> judgement_word(std::string_view text) {
  const std::string word = folded_name(text);
  if (word.empty()) return JudgementWord::blank;
  if (word == "same" || word == "s") return JudgementWord::same;
  if (word == "different" || word == "d") return JudgementWord::different;
  if (word == "unsure" || word == "u") return JudgementWord::unsure;
  return std::nullopt;
}

void refuse_judgement_word(const std::string& path, uint64_t line) {
  throw Error(Code::request_invalid,
              fmt::format("{} line {}: the word in the column judgement is not known. Write same, "
                          "different or unsure, or leave it empty.",
                          path, line));
}

RecordIndex::RecordIndex(const LinkedFiles& files) {
  for (uint32_t record = 0; record < files.record_count; ++record) {
    const std::string id = files.id_of(record);
    const auto [named, is_first] =
        by_source_.emplace(folded_name(files.source_name_of(record)) + "\x1f" + id, record);
    if (!is_first) named->second = kSeveral;
    const auto [found, is_new] = by_id_.emplace(id, record);
    if (!is_new) found->second = kSeveral;
  }
}

std::optional<uint32_t> RecordIndex::find(std::string_view source, const std::string& id) const {
  const auto exact = by_source_.find(folded_name(source) + "\x1f" + id);
  if (exact != by_source_.end() && exact->second != kSeveral) return exact->second;
  // The sources may be called otherwise in the file; an id that only one record has will do.
  const auto found = by_id_.find(id);
  if (found == by_id_.end() || found->second == kSeveral) return std::nullopt;
  return found->second;
}

JudgedPairs::JudgedPairs(const std::string& path, RunContext& run, Unsaid unsaid) : path_(path) {
  const auto store = store::Store::open({});
  const source::Reading reading = source::read_files(*store, {{path, ""}}, run);
  columns_ = source::load_columns(*store, reading.tables.at(0), run);
  content_hash_ = reading.tables[0].content_hash;
  row_count_ = reading.tables[0].rows_kept;
  id_[0] = find_one_of("uniqueidl", "record1");
  id_[1] = find_one_of("uniqueidr", "record2");
  source_[0] = find_one_of("sourcedatasetl", "source1");
  source_[1] = find_one_of("sourcedatasetr", "source2");
  word_ = find("judgement");
  score_ = find("clericalmatchscore");
  const bool is_said = word_ != nullptr || score_ != nullptr || unsaid == Unsaid::same;
  if (id_[0] != nullptr && id_[1] != nullptr && is_said) return;
  throw Error(Code::request_invalid,
              fmt::format("The file of judged pairs {} needs the columns unique_id_l, unique_id_r "
                          "and judgement (same, different or unsure) or clerical_match_score (1 or "
                          "0), and source_dataset_l, source_dataset_r where there are several "
                          "sources. Rename its columns so.",
                          path));
}

const record::TextColumn* JudgedPairs::find(std::string_view name) const {
  for (const record::TextColumn& column : columns_) {
    if (folded_name(column.name) == name) return &column;
  }
  return nullptr;
}

const record::TextColumn* JudgedPairs::find_one_of(std::string_view name,
                                                   std::string_view other) const {
  const record::TextColumn* found = find(name);
  return found != nullptr ? found : find(other);
}

std::optional<double> JudgedPairs::score(size_t row) const {
  const std::string_view text = score_->text(row);
  if (text.empty()) return std::nullopt;
  double score = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), score);
  if (problem != std::errc() || end != text.data() + text.size() || !(score >= 0 && score <= 1)) {
    throw Error(Code::request_invalid,
                fmt::format("{} line {}: the clerical_match_score is no number from 0 to 1. Write "
                            "1 for the same, 0 for different, or leave it empty.",
                            path_, line(row)));
  }
  return score;
}

std::optional<bool> JudgedPairs::answer(size_t row) const {
  if (word_ == nullptr && score_ == nullptr) return true;
  if (word_ == nullptr) {
    const auto number = score(row);
    if (!number) return std::nullopt;
    return *number >= kSameFrom;
  }
  const auto word = judgement_word(word_->text(row));
  if (!word) refuse_judgement_word(path_, line(row));
  if (*word == JudgementWord::same) return true;
  if (*word == JudgementWord::different) return false;
  return std::nullopt;
}

std::optional<RecordPair> JudgedPairs::pair(size_t row, const RecordIndex& index) const {
  std::optional<uint32_t> records[2];
  for (const size_t side : {0U, 1U}) {
    const std::string_view source = source_[side] == nullptr ? "" : source_[side]->text(row);
    records[side] = index.find(source, std::string(id_[side]->text(row)));
  }
  if (!records[0] || !records[1] || *records[0] == *records[1]) return std::nullopt;
  return ordered_pair(*records[0], *records[1]);
}

}  // namespace newlyn::workspace
