// SPDX-License-Identifier: MIT
// Files whose rows name two records and say whether they are the same: judgements, labels, sheets.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "record/text_column.h"
#include "workspace/evaluation/candidate_pairs.h"
#include "workspace/files/linked_files.h"

namespace newlyn::workspace {

/// A name of a column or source without capitals, blanks, "_" and "-", to be found by.
std::string folded_name(std::string_view text);

/// What stands in a column of judgements.
enum class JudgementWord : uint8_t { blank, same, different, unsure };

/// The word of a cell, S, D and U included; nothing for one that is not known.
std::optional<JudgementWord> judgement_word(std::string_view text);

/// The message about a word that is not known, with its place.
[[noreturn]] void refuse_judgement_word(const std::string& path, uint64_t line);

/// Records by id, and by source and id.
class RecordIndex {
 public:
  explicit RecordIndex(const LinkedFiles& files);
  /// The record; nothing when there is none, or several and `source` does not say which.
  std::optional<uint32_t> find(std::string_view source, const std::string& id) const;

 private:
  static constexpr uint32_t kSeveral = 0xFFFF'FFFF;
  std::unordered_map<std::string, uint32_t> by_source_;
  std::unordered_map<std::string, uint32_t> by_id_;
};

/// A file of judged pairs: unique_id_l and unique_id_r (or record 1 and record 2, as on a sheet),
/// source_dataset_l and source_dataset_r (source 1, source 2) where ids repeat, and a column
/// judgement (same, different, unsure) or clerical_match_score (from 0.5 on the same).
class JudgedPairs {
 public:
  /// What a file says whose pairs have neither a judgement nor a score.
  enum class Unsaid : uint8_t { refused, same };
  /// Throws Error(request_invalid) when columns are missing, and what source::read_files throws.
  JudgedPairs(const std::string& path, RunContext& run, Unsaid unsaid = Unsaid::refused);

  size_t row_count() const noexcept { return row_count_; }
  /// The line of a row in the file.
  static uint64_t line(size_t row) noexcept { return row + 2; }
  const std::string& content_hash() const noexcept { return content_hash_; }

  /// True for the same, false for different, nothing where nobody has said. Throws
  /// Error(request_invalid) with the line for an unknown word or a score that is none.
  std::optional<bool> answer(size_t row) const;
  /// The pair; nothing when one of its records is not in the input, or both are one.
  std::optional<RecordPair> pair(size_t row, const RecordIndex& index) const;

 private:
  const record::TextColumn* find(std::string_view name) const;
  const record::TextColumn* find_one_of(std::string_view name, std::string_view other) const;
  std::optional<double> score(size_t row) const;

  std::string path_;
  std::string content_hash_;
  std::vector<record::TextColumn> columns_;
  size_t row_count_ = 0;
  const record::TextColumn* id_[2] = {nullptr, nullptr};
  const record::TextColumn* source_[2] = {nullptr, nullptr};
  const record::TextColumn* word_ = nullptr;
  const record::TextColumn* score_ = nullptr;
};

/// The judgements of a run's request, once each, ordered; what is said of the files goes into
/// `files.judgement_files`. Throws Error(request_invalid), with the lines, when judgements
/// contradict each other.
std::vector<linkage::Judgement> read_judgements(LinkedFiles& files, const LinkFilesRequest& request,
                                                LinkFilesResponse& response, RunContext& run);

}  // namespace newlyn::workspace
