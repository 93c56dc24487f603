// SPDX-License-Identifier: MIT
// Evaluation as a list of named steps: link, then score, or draw a sheet; or read a sheet back.
#include "workspace/evaluate_files.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>

#include "base/error.h"
#include "linkage/evaluation.h"
#include "workspace/evaluation/figures.h"
#include "workspace/evaluation/judgement_sheet.h"
#include "workspace/evaluation/reclustering.h"
#include "workspace/evaluation/truth.h"
#include "workspace/files/linked_files.h"

namespace newlyn::workspace {
namespace {

constexpr std::array kUsualThresholds = {0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99};
// Forming entities at every threshold scores all pairs again; beyond this it is done when asked.
constexpr uint64_t kPairsScoredAgainMax = 3'000'000;
constexpr double kUsualThreshold = 0.5;
constexpr double kLeastProbability = 1e-12;

/// One evaluation; each member function is one step.
class Evaluation {
 public:
  Evaluation(const EvaluateRequest& request, RunContext& run) : request_(request), run_(run) {}
  EvaluateResponse run();

 private:
  void link();
  void score();
  void score_curve(const Truth& known, const CandidatePairs& candidates);
  void warn_if_compared(const std::string& column);
  void show_errors(const Truth& known, const JudgedRun& judged);
  void expect();
  void write_sheet();
  bool has_answer() const { return !request_.link.truth.empty() || !request_.labels.empty(); }
  bool wants_sheet() const { return !request_.sheet.empty(); }
  std::vector<double> thresholds() const;
  double pairs_possible() const;

  const EvaluateRequest& request_;
  RunContext& run_;
  LinkedFiles files_;
  OutputFiles outputs_;
  std::vector<uint32_t> clusters_;
  EvaluateResponse response_;
};

std::vector<double> Evaluation::thresholds() const {
  std::vector<double> thresholds = request_.thresholds;
  if (thresholds.empty()) thresholds.assign(kUsualThresholds.begin(), kUsualThresholds.end());
  thresholds.push_back(response_.threshold);
  std::sort(thresholds.begin(), thresholds.end());
  thresholds.erase(std::unique(thresholds.begin(), thresholds.end()), thresholds.end());
  return thresholds;
}

void Evaluation::link() {
  LinkFilesRequest link = request_.link;
  link.ignored.insert(link.ignored.end(), request_.by.begin(), request_.by.end());
  // As for dedupe: entities are formed at the usual threshold when 0 is asked for.
  const bool given = link.threshold_given && link.threshold > 0;
  response_.threshold = given ? link.threshold : kUsualThreshold;
  // What was left apart matters as well, and where it lies.
  if (has_answer() || wants_sheet()) files_.edge_probability = 0;
  files_.every_weight = !has_answer();
  link_inputs(files_, link, response_.link, run_);
  clusters_ = files_.linkage->result().cluster_of_record;
}

void Evaluation::score_curve(const Truth& known, const CandidatePairs& candidates) {
  const uint64_t truly = response_.figures->truly;
  const auto answers = known.candidate_answers(candidates);
  response_.calibration = bands_of(answers);
  const std::vector<double> points = thresholds();
  for (const linkage::CurvePoint& point : linkage::curve_of(answers, points)) {
    response_.curve.push_back({point.threshold, figures_of({point.found, truly, point.right}), {}});
  }
  const bool affordable =
      !request_.thresholds.empty() ||
      candidates.count() * points.size() <= kPairsScoredAgainMax * kUsualThresholds.size();
  Reclustering again(files_, request_.link);
  for (CurveReport& point : response_.curve) {
    if (point.threshold == response_.threshold) {
      point.entities = response_.figures;
    } else if (affordable) {
      point.entities = figures_of(known.counts(again.at(point.threshold, run_)));
    }
  }
  if (!affordable) {
    response_.warnings.push_back(fmt::format(
        "Entities were formed at the threshold {} only, because each further one scores all {} "
        "pairs again. Ask for some with --thresholds 0.3,0.7,0.95.",
        response_.threshold, candidates.count()));
  }
}

void Evaluation::show_errors(const Truth& known, const JudgedRun& judged) {
  constexpr std::array<std::string_view, kErrorKinds> kWords = {
      "put together, but different", "missed: never compared", "missed: weighed too little",
      "missed: weighed enough, but kept apart"};
  const ErrorPairs errors = known.errors(judged, request_.errors, request_.link.seed);
  for (size_t kind = 0; kind < kErrorKinds; ++kind) {
    for (const RecordPair& pair : errors.of_kind[kind]) {
      response_.errors.push_back(
          {std::string(kWords[kind]), describe_pair(files_, pair.left, pair.right)});
    }
  }
}

/// A given model compares what its SQL says, whatever is asked here.
void Evaluation::warn_if_compared(const std::string& column) {
  const linkage::Model& model = files_.linkage->result().model;
  if (!model.raw_columns) return;
  bool compared = false;
  for (const linkage::ModelComparison& comparison : model.comparisons) {
    for (const linkage::ModelLevel& level : comparison.levels) {
      compared |= level.sql.find(column + "_l") != std::string::npos ||
                  level.sql.find(column + "\"_l") != std::string::npos ||
                  level.sql.find("l.\"" + column) != std::string::npos;
    }
  }
  if (compared) {
    response_.warnings.push_back(fmt::format(
        "The given model compares {} itself, so the figures by {} are not of a linkage without it.",
        column, column));
  }
}

void Evaluation::score() {
  const bool by_labels = !request_.labels.empty();
  response_.basis = by_labels ? "labels" : "truth";
  const auto known = by_labels ? truth_of_labels(files_, request_.labels, response_.warnings, run_)
                               : truth_of_records(files_);
  response_.records_known = known->record_count();
  response_.figures = figures_of(known->counts(clusters_));
  response_.b_cubed = known->b_cubed(clusters_);
  const CandidatePairs candidates(files_.linkage->result());
  score_curve(*known, candidates);
  if (files_.source_names.size() > 1) {
    for (const linkage::SourcePairCounts& entry : known->sources(clusters_)) {
      response_.sources.push_back({files_.source_names[entry.first],
                                   files_.source_names[entry.second], figures_of(entry.counts)});
    }
  }
  for (const std::string& column : request_.by) {
    warn_if_compared(column);
    response_.groupings.push_back(
        grouping_report(read_grouping(files_, column, run_), *known, clusters_));
  }
  const JudgedRun judged{clusters_, candidates,
                         linkage::weight_of(std::clamp(response_.threshold, kLeastProbability,
                                                       1 - kLeastProbability))};
  response_.losses = known->losses(judged);
  if (request_.errors > 0) show_errors(*known, judged);
  if (by_labels) {
    response_.assumptions.push_back(
        "The figures are over the labelled pairs only. They speak for all pairs as far as the "
        "labelled ones were chosen without regard to how hard they are.");
  }
  if (response_.records_known < files_.record_count && !by_labels) {
    response_.assumptions.push_back(
        fmt::format("{} of {} records have no known answer and are left out of every figure.",
                    files_.record_count - response_.records_known, files_.record_count));
  }
  response_.assumptions.push_back(
      "Intervals take pairs as independent. Pairs of one large entity are not, so with few large "
      "entities the true range is wider.");
}

/// Pairs of different records that could be one: equal records are counted once.
double Evaluation::pairs_possible() const {
  const auto records = static_cast<double>(files_.record_count);
  const auto equal = static_cast<double>(files_.linkage->result().identical_records);
  if (files_.side_of_record.empty()) return (records - equal) * (records - equal - 1) / 2;
  const auto right = static_cast<double>(
      std::count(files_.side_of_record.begin(), files_.side_of_record.end(), 1U));
  const double share = records > 0 ? (records - equal) / records : 1;
  return right * (records - right) * share * share;
}

void Evaluation::expect() {
  response_.basis = "model";
  const linkage::LinkResult& result = files_.linkage->result();
  const double by_prior = result.model.prior * std::max(0.0, pairs_possible());
  const std::vector<double> points = thresholds();
  for (const linkage::ExpectedFigures& figures :
       linkage::expect_figures({result.weights.pairs, linkage::WeightHistogram::kFirst,
                                linkage::WeightHistogram::kStep},
                               by_prior, points)) {
    response_.expected.push_back(
        {figures.threshold, figures.called, figures.matches, figures.precision, figures.recall});
  }
  response_.assumptions = {
      "There is no known answer: these are the model's own expectations, not a measurement. They "
      "are right only as far as its probabilities are: of the pairs it gives 0.9, nine in ten must "
      "be right. A model that is too sure expects too much of itself.",
      fmt::format("The matches that there are to find are taken from the model's prior ({:.3g} of "
                  "all pairs, about {:.0f} pairs), so recall counts pairs never compared as far as "
                  "the prior is right.",
                  result.model.prior, by_prior),
      "They are about candidate pairs of different content; forming entities adds and removes "
      "some, and records equal in everything compared are not counted.",
      "To measure instead of expect: draw a sheet with --sample 200 --sheet sheet.csv, have it "
      "judged, and read it back with --judged sheet.csv."};
}

void Evaluation::write_sheet() {
  if (!has_answer()) response_.basis = "sheet";
  const CandidatePairs candidates(files_.linkage->result());
  std::vector<SampleStratum> strata =
      draw_sample({files_, clusters_, candidates, response_.threshold}, request_);
  Sheet sheet = make_sheet(files_, std::move(strata), request_, run_);
  sheet.threshold = response_.threshold;
  SheetReport report{
      request_.sheet, request_.page, key_path(request_.sheet), sheet.pairs.size(), {}};
  for (const SampleStratum& stratum : sheet.strata) {
    StratumReport entry;
    entry.words = stratum.words();
    entry.pairs = stratum.pairs;
    entry.called = stratum.called;
    entry.sampled = stratum.drawn.size();
    report.strata.push_back(std::move(entry));
  }
  const auto left_out = static_cast<uint64_t>(
      std::count_if(report.strata.begin(), report.strata.end(),
                    [](const StratumReport& stratum) { return stratum.sampled == 0; }));
  if (left_out > 0 && report.pairs > 0) {
    response_.warnings.push_back(fmt::format(
        "{} of {} kinds of pair have none on the sheet; what people say will not speak for them. "
        "Draw more with --sample.",
        left_out, report.strata.size()));
  }
  if (report.pairs == 0) {
    response_.warnings.push_back("There is no pair to judge, so the sheet is empty.");
  }
  outputs_.write_text(request_.sheet, sheet_csv(sheet));
  outputs_.write_text(report.key, sheet_key(sheet));
  if (!request_.page.empty()) {
    const std::string name = std::filesystem::path(request_.sheet).filename().string();
    outputs_.write_text(request_.page, sheet_page(sheet, name));
  }
  run_.check_stop();
  outputs_.keep();
  response_.sheet = std::move(report);
}

[[noreturn]] void refuse(const std::string& sentence) {
  throw Error(Code::request_invalid, sentence);
}

void check_known_answer(const EvaluateRequest& request) {
  if (!request.link.truth.empty() && !request.labels.empty()) {
    refuse("--truth and --labels are two known answers. Give one of them.");
  }
  if (request.link.truth.empty() && request.labels.empty() && !request.by.empty()) {
    refuse(
        "--by tells errors apart, which needs a known answer. Give it with --truth or --labels.");
  }
  for (const double threshold : request.thresholds) {
    if (threshold >= 0 && threshold <= 1) continue;
    refuse(
        fmt::format("--thresholds: {} is not a probability. Give numbers from 0 to 1, such as "
                    "0.5,0.9,0.99.",
                    threshold));
  }
}

void check_sheet(const EvaluateRequest& request, OutputFiles& outputs) {
  const bool sampling = request.sample > 0 || request.sample_unblocked > 0;
  if (sampling && request.sheet.empty()) {
    refuse(
        "--sample draws pairs to judge, but it is not said where to. Name a file with --sheet "
        "OUT.csv.");
  }
  if (!sampling && !request.sheet.empty()) {
    refuse("--sheet wants to know how many pairs to draw. Say so with --sample 200.");
  }
  if (!request.page.empty() && request.sheet.empty()) {
    refuse("--html is the page of a sheet. Name the sheet too, with --sample 200 --sheet OUT.csv.");
  }
  if (request.sheet.empty()) return;
  if (std::filesystem::path(request.sheet).extension() != ".csv") {
    refuse(fmt::format("{}: a sheet is CSV. Name a file that ends in .csv.", request.sheet));
  }
  outputs.check(request.sheet, request.link.files);
  outputs.check(key_path(request.sheet), request.link.files);
  if (!request.page.empty()) outputs.check(request.page, request.link.files);
}

EvaluateResponse Evaluation::run() {
  if (!request_.judged.empty()) {
    response_.basis = "judged";
    run_.step("reading the sheet",
              [&] { response_.judged = read_judged(request_.judged, request_.key, run_); });
    response_.threshold = response_.judged->threshold;
    return std::move(response_);
  }
  check_request(request_.link);
  check_known_answer(request_);
  check_sheet(request_, outputs_);
  link();
  // Scoring forms entities again and again, which are steps of their own.
  if (has_answer()) score();
  if (!has_answer() && !wants_sheet()) run_.step("evaluating", [&] { expect(); });
  if (wants_sheet()) run_.step("drawing pairs", [&] { write_sheet(); });
  response_.link.steps = run_.steps();
  return std::move(response_);
}

}  // namespace

EvaluateResponse evaluate_files(const EvaluateRequest& request, RunContext& run) {
  return Evaluation(request, run).run();
}

}  // namespace newlyn::workspace
