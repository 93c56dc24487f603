// SPDX-License-Identifier: MIT
// Reads a judged sheet back with its key and estimates precision and recall from it.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>

#include "base/error.h"
#include "linkage/intervals.h"
#include "workspace/evaluation/figures.h"
#include "workspace/evaluation/judgement_sheet.h"
#include "workspace/files/judged_pairs.h"

namespace newlyn::workspace {
namespace {

using Json = nlohmann::json;

// Pairs that the model gives less than this are counted in one of the two recalls only.
constexpr double kLikelyFrom = 0.001;

using Word = JudgementWord;

/// A key read.
struct Key {
  double threshold = 0.5;
  std::vector<SampleStratum> strata;
  std::map<std::string, size_t> stratum_of_pair;
  std::vector<std::string> words;
};

[[noreturn]] void refuse_key(const std::string& path, const std::string& why) {
  throw Error(Code::request_invalid,
              fmt::format("{} is not the key of a sheet: {}. Name the .key.json file that was "
                          "written together with the sheet, with --key FILE.",
                          path, why));
}

Key read_key(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    throw Error(Code::source_missing,
                fmt::format("The key {} cannot be opened. It was written beside the sheet; say "
                            "where it is with --key FILE.",
                            path));
  }
  Key key;
  try {
    const Json json = Json::parse(file);
    if (json.at("format") != "newlyn judgement key 1") refuse_key(path, "its format is another");
    key.threshold = json.at("threshold");
    for (const Json& stratum : json.at("strata")) {
      key.strata.push_back({stratum.at("low"),
                            stratum.at("high"),
                            stratum.at("called"),
                            stratum.at("compared"),
                            stratum.at("pairs"),
                            {}});
      key.words.push_back(stratum.at("words"));
    }
    for (const Json& pair : json.at("pairs")) {
      const size_t stratum = pair.at("stratum");
      if (stratum >= key.strata.size()) refuse_key(path, "a pair has no stratum");
      key.stratum_of_pair[pair.at("pair")] = stratum;
    }
  } catch (const Json::exception&) {
    refuse_key(path, "it is not JSON of that form");
  }
  return key;
}

/// The two columns of a sheet that are read back.
struct SheetColumns {
  const record::TextColumn* pair = nullptr;
  const record::TextColumn* judgement = nullptr;
};

SheetColumns find_columns(const std::vector<record::TextColumn>& columns, const std::string& path) {
  SheetColumns found;
  for (const record::TextColumn& column : columns) {
    if (folded_name(column.name) == "pair") found.pair = &column;
    if (folded_name(column.name) == "judgement") found.judgement = &column;
  }
  if (found.pair == nullptr || found.judgement == nullptr) {
    throw Error(Code::request_invalid,
                fmt::format("{} needs the columns pair and judgement, as the sheet had them when "
                            "it was written. Give the sheet as it came back.",
                            path));
  }
  return found;
}

/// The judgement of every pair of a sheet.
std::map<std::string, Word> read_words(const std::string& path, const Key& key, RunContext& run) {
  const auto store = store::Store::open({});
  const source::Reading reading = source::read_files(*store, {{path, ""}}, run);
  const auto table = source::load_columns(*store, reading.tables.at(0), run);
  const SheetColumns columns = find_columns(table, path);
  std::map<std::string, Word> words;
  for (size_t row = 0; row < columns.pair->row_count(); ++row) {
    const std::string name(columns.pair->text(row));
    const std::optional<Word> word = judgement_word(columns.judgement->text(row));
    if (name.empty() && word == Word::blank) continue;
    if (!key.stratum_of_pair.contains(name)) {
      throw Error(Code::request_invalid,
                  fmt::format("{} line {}: the key knows no such pair. Use the key that was "
                              "written together with this sheet (--key FILE), and leave the column "
                              "pair as it is.",
                              path, row + 2));
    }
    if (!word) refuse_judgement_word(path, row + 2);
    const auto [known, is_new] = words.emplace(name, *word);
    if (!is_new && known->second != *word) {
      throw Error(Code::request_invalid,
                  fmt::format("{} line {}: the pair {} is judged twice and differently. Keep one "
                              "of the two lines.",
                              path, row + 2, name));
    }
  }
  return words;
}

/// Which strata a recall counts.
enum class Reach : uint8_t { likely, compared, all };

bool within(const SampleStratum& stratum, Reach reach) {
  const bool compared = stratum.compared || stratum.called;
  if (reach == Reach::all || stratum.called) return true;
  if (!compared) return false;
  return reach == Reach::compared || stratum.high > kLikelyFrom;
}

linkage::SampleEstimates estimate(const Key& key, const std::vector<StratumReport>& reports,
                                  Reach reach, const std::vector<uint64_t>& unsure_as_same) {
  std::vector<linkage::Stratum> strata;
  for (size_t i = 0; i < reports.size(); ++i) {
    if (!within(key.strata[i], reach)) continue;
    linkage::Stratum stratum{reports[i].pairs, reports[i].called, reports[i].judged,
                             reports[i].same};
    if (!unsure_as_same.empty()) {
      stratum.judged += reports[i].unsure;
      stratum.same += unsure_as_same[i];
    }
    strata.push_back(stratum);
  }
  return linkage::estimate_from_sample(strata);
}

void estimate_all(const Key& key, JudgedReport& report) {
  const linkage::SampleEstimates likely = estimate(key, report.strata, Reach::likely, {});
  const linkage::SampleEstimates compared = estimate(key, report.strata, Reach::compared, {});
  report.precision = estimate_report(likely.precision);
  report.recall_likely = estimate_report(likely.recall);
  report.recall = estimate_report(compared.recall);
  report.pairs_unjudged = compared.pairs_unjudged;
  const bool unblocked =
      std::any_of(report.strata.begin(), report.strata.end(), [&](const StratumReport& stratum) {
        const SampleStratum& kind =
            key.strata[static_cast<size_t>(&stratum - report.strata.data())];
        return !kind.compared && !kind.called && stratum.judged > 0;
      });
  if (unblocked) {
    report.recall_all = estimate_report(estimate(key, report.strata, Reach::all, {}).recall);
  }
  std::vector<uint64_t> none(report.strata.size(), 0);
  std::vector<uint64_t> all;
  for (const StratumReport& stratum : report.strata) all.push_back(stratum.unsure);
  report.precision_unsure_different =
      estimate(key, report.strata, Reach::likely, none).precision.value;
  report.precision_unsure_same = estimate(key, report.strata, Reach::likely, all).precision.value;
}

}  // namespace

JudgedReport read_judged(const std::string& sheet_path, const std::string& key_file,
                         RunContext& run) {
  const std::string path = key_file.empty() ? key_path(sheet_path) : key_file;
  const Key key = read_key(path);
  const std::map<std::string, Word> words = read_words(sheet_path, key, run);
  JudgedReport report;
  report.threshold = key.threshold;
  report.pairs = key.stratum_of_pair.size();
  for (size_t i = 0; i < key.strata.size(); ++i) {
    StratumReport stratum;
    stratum.words = key.words[i];
    stratum.pairs = key.strata[i].pairs;
    stratum.called = key.strata[i].called;
    report.strata.push_back(std::move(stratum));
  }
  for (const auto& [pair, number] : key.stratum_of_pair) {
    StratumReport& stratum = report.strata[number];
    ++stratum.sampled;
    const auto found = words.find(pair);
    const Word word = found == words.end() ? Word::blank : found->second;
    if (word == Word::unsure) ++stratum.unsure;
    if (word == Word::same) ++stratum.same;
    if (word == Word::same || word == Word::different) ++stratum.judged;
  }
  for (StratumReport& stratum : report.strata) {
    stratum.share = share_report(linkage::wilson_share(stratum.same, stratum.judged));
    report.judged += stratum.judged;
    report.unsure += stratum.unsure;
  }
  report.blank = report.pairs - report.judged - report.unsure;
  if (report.judged == 0) {
    throw Error(Code::request_invalid,
                fmt::format("{} holds no judgement yet. Write same, different or unsure into its "
                            "column judgement.",
                            sheet_path));
  }
  estimate_all(key, report);
  return report;
}

}  // namespace newlyn::workspace
