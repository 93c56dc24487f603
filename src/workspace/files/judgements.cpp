// SPDX-License-Identifier: MIT
// The judgements that a run honours, and whether they agree with each other.
#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <map>
#include <numeric>

#include "base/error.h"
#include "workspace/files/judged_pairs.h"

namespace newlyn::workspace {
namespace {

/// A judgement and where it stands.
struct PlacedJudgement {
  RecordPair pair;
  bool same = false;
  size_t file = 0;
  uint64_t line = 0;
};

/// Judgements that say "same", as ways from record to record.
class SameWays {
 public:
  explicit SameWays(const std::vector<PlacedJudgement>& judgements) : judgements_(judgements) {
    for (size_t i = 0; i < judgements.size(); ++i) {
      if (!judgements[i].same) continue;
      ways_[judgements[i].pair.left].push_back(i);
      ways_[judgements[i].pair.right].push_back(i);
    }
  }

  /// The judgements that lead from the one record of a pair to the other; none when nothing does.
  std::vector<size_t> between(RecordPair pair) const {
    std::map<uint32_t, size_t> come_by = {{pair.left, kStart}};
    std::deque<uint32_t> open = {pair.left};
    while (!open.empty() && !come_by.contains(pair.right)) {
      const uint32_t record = open.front();
      open.pop_front();
      const auto ways = ways_.find(record);
      if (ways == ways_.end()) continue;
      for (const size_t way : ways->second) {
        if (come_by.emplace(other(way, record), way).second) open.push_back(other(way, record));
      }
    }
    std::vector<size_t> path;
    if (!come_by.contains(pair.right)) return path;
    for (uint32_t record = pair.right; record != pair.left;) {
      path.push_back(come_by.at(record));
      record = other(path.back(), record);
    }
    std::reverse(path.begin(), path.end());
    return path;
  }

 private:
  static constexpr size_t kStart = static_cast<size_t>(-1);
  uint32_t other(size_t way, uint32_t record) const {
    const RecordPair& pair = judgements_[way].pair;
    return pair.left == record ? pair.right : pair.left;
  }

  const std::vector<PlacedJudgement>& judgements_;
  std::map<uint32_t, std::vector<size_t>> ways_;
};

void refuse_contradiction(const std::vector<PlacedJudgement>& judgements,
                          const std::vector<std::string>& paths) {
  constexpr size_t kNamed = 6;
  const SameWays ways(judgements);
  const auto place = [&](const PlacedJudgement& judgement) {
    return fmt::format("{} line {}", paths[judgement.file], judgement.line);
  };
  for (const PlacedJudgement& judgement : judgements) {
    if (judgement.same) continue;
    const std::vector<size_t> path = ways.between(judgement.pair);
    if (path.empty()) continue;
    std::string places;
    for (size_t i = 0; i < std::min(path.size(), kNamed); ++i) {
      places += fmt::format("{}{}", i == 0 ? "" : ", ", place(judgements[path[i]]));
    }
    if (path.size() > kNamed) places += fmt::format(" and {} more", path.size() - kNamed);
    throw Error(Code::request_invalid,
                fmt::format("Judgements contradict each other: {} says that two records are "
                            "different, but they are the same by {}. Correct or take out one of "
                            "these lines.",
                            place(judgement), places));
  }
}

}  // namespace

std::vector<linkage::Judgement> read_judgements(LinkedFiles& files, const LinkFilesRequest& request,
                                                LinkFilesResponse& response, RunContext& run) {
  if (request.judgements.empty()) return {};
  const RecordIndex index(files);
  std::vector<PlacedJudgement> judgements;
  for (size_t file = 0; file < request.judgements.size(); ++file) {
    const std::string& path = request.judgements[file];
    const JudgedPairs pairs(path, run);
    JudgementFile told{path, pairs.content_hash(), 0, 0};
    uint64_t unknown = 0;
    for (size_t row = 0; row < pairs.row_count(); ++row) {
      const auto same = pairs.answer(row);
      if (!same) continue;
      const auto pair = pairs.pair(row, index);
      if (!pair) {
        ++unknown;
        continue;
      }
      ++(*same ? told.same : told.different);
      judgements.push_back({*pair, *same, file, JudgedPairs::line(row)});
    }
    if (unknown > 0) {
      response.warnings.push_back(fmt::format(
          "{}: {} judged pairs name a record that the input does not have, or has more than once; "
          "they were left out. Say which column holds the ids with --id.",
          path, unknown));
    }
    response.notes.push_back(fmt::format("{}: {} pairs judged the same and {} judged different.",
                                         path, told.same, told.different));
    files.judgement_files.push_back(std::move(told));
  }
  refuse_contradiction(judgements, request.judgements);
  std::vector<linkage::Judgement> list;
  for (const PlacedJudgement& judgement : judgements) {
    list.push_back({judgement.pair.left, judgement.pair.right, judgement.same});
  }
  return list;
}

}  // namespace newlyn::workspace
