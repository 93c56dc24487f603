// SPDX-License-Identifier: MIT
// The answer of evaluate for programs.
#include "cli/evaluate_report.h"
#include "cli/pair_json.h"

namespace newlyn::cli {
namespace {

using Json = nlohmann::ordered_json;

Json share_json(const workspace::ShareReport& share) {
  return {{"value", share.value},
          {"low", share.low},
          {"high", share.high},
          {"part", share.part},
          {"whole", share.whole}};
}

Json estimate_json(const workspace::EstimateReport& estimate) {
  if (!estimate.known) return nullptr;
  return {{"value", estimate.value}, {"low", estimate.low}, {"high", estimate.high}};
}

Json figures_json(const workspace::FiguresReport& figures) {
  Json json;
  json["pairs_found"] = figures.found;
  json["pairs_true"] = figures.truly;
  json["pairs_right"] = figures.right;
  json["precision"] = share_json(figures.precision);
  json["recall"] = share_json(figures.recall);
  json["f1"] = figures.f1;
  return json;
}

Json group_json(const workspace::GroupReport& group) {
  Json json = figures_json(group.figures);
  json["value"] = group.value;
  json["records"] = group.records;
  json["precision_too_small"] = group.precision_too_small;
  json["recall_too_small"] = group.recall_too_small;
  json["precision_gap"] = estimate_json(group.precision_gap);
  json["recall_gap"] = estimate_json(group.recall_gap);
  return json;
}

Json losses_json(const workspace::LossReport& losses) {
  return {{"missed", losses.missed},
          {"never_compared", losses.never_compared},
          {"below_threshold", losses.below_threshold},
          {"kept_apart", losses.kept_apart},
          {"wrong", losses.wrong},
          {"wrong_by_weight", losses.wrong_by_weight},
          {"wrong_through_others", losses.wrong_through_others}};
}

Json strata_json(const std::vector<workspace::StratumReport>& strata, bool judged) {
  Json list = Json::array();
  for (const workspace::StratumReport& stratum : strata) {
    Json json;
    json["words"] = stratum.words;
    json["called"] = stratum.called;
    json["pairs"] = stratum.pairs;
    json["sampled"] = stratum.sampled;
    if (judged) {
      json["judged"] = stratum.judged;
      json["same"] = stratum.same;
      json["unsure"] = stratum.unsure;
      json["share_same"] = share_json(stratum.share);
    }
    list.push_back(std::move(json));
  }
  return list;
}

Json judged_json(const workspace::JudgedReport& judged) {
  Json json;
  json["pairs"] = judged.pairs;
  json["judged"] = judged.judged;
  json["unsure"] = judged.unsure;
  json["blank"] = judged.blank;
  json["precision"] = estimate_json(judged.precision);
  json["recall_likely"] = estimate_json(judged.recall_likely);
  json["recall_compared"] = estimate_json(judged.recall);
  json["recall_all"] = judged.recall_all ? estimate_json(*judged.recall_all) : Json();
  json["precision_unsure_different"] = judged.precision_unsure_different;
  json["precision_unsure_same"] = judged.precision_unsure_same;
  json["pairs_unjudged"] = judged.pairs_unjudged;
  json["strata"] = strata_json(judged.strata, true);
  return json;
}

Json sheet_json(const workspace::SheetReport& sheet) {
  Json json;
  json["sheet"] = sheet.sheet;
  json["page"] = sheet.page;
  json["key"] = sheet.key;
  json["pairs"] = sheet.pairs;
  json["strata"] = strata_json(sheet.strata, false);
  return json;
}

void add_known(const workspace::EvaluateResponse& response, Json& json) {
  json["records_known"] = response.records_known;
  json["entities_figures"] = figures_json(*response.figures);
  if (response.b_cubed) {
    json["b_cubed"] = {{"precision", response.b_cubed->precision},
                       {"recall", response.b_cubed->recall},
                       {"f1", response.b_cubed->f1}};
  }
  json["curve"] = Json::array();
  for (const workspace::CurveReport& point : response.curve) {
    json["curve"].push_back(
        {{"threshold", point.threshold},
         {"pairs", figures_json(point.pairs)},
         {"entities", point.entities ? figures_json(*point.entities) : Json()}});
  }
  json["calibration"] = Json::array();
  for (const workspace::BandReport& band : response.calibration) {
    json["calibration"].push_back({{"low", band.low},
                                   {"high", band.high},
                                   {"stated", band.stated},
                                   {"right", share_json(band.right)},
                                   {"verdict", band.verdict}});
  }
  json["sources"] = Json::array();
  for (const workspace::SourcePairReport& entry : response.sources) {
    Json source = figures_json(entry.figures);
    source["first"] = entry.first;
    source["second"] = entry.second;
    json["sources"].push_back(std::move(source));
  }
  json["groups"] = Json::array();
  for (const workspace::GroupingReport& grouping : response.groupings) {
    Json column;
    column["column"] = grouping.column;
    column["best_precision"] = grouping.best_precision;
    column["best_recall"] = grouping.best_recall;
    column["groups"] = Json::array();
    for (const auto& group : grouping.groups) column["groups"].push_back(group_json(group));
    json["groups"].push_back(std::move(column));
  }
  json["losses"] = losses_json(*response.losses);
  json["errors"] = Json::array();
  for (const workspace::ErrorReport& error : response.errors) {
    Json pair = pair_json(error.pair);
    pair["kind"] = error.kind;
    json["errors"].push_back(std::move(pair));
  }
}

}  // namespace

std::string evaluate_json(const workspace::EvaluateRequest&,
                          const workspace::EvaluateResponse& response) {
  Json json;
  json["basis"] = response.basis;
  json["threshold"] = response.threshold;
  if (!response.judged) {
    json["records"] = response.link.records;
    json["pairs"] = response.link.pairs;
    json["entities"] = response.link.entities;
    json["duplicates"] = response.link.duplicates;
  }
  if (response.figures) add_known(response, json);
  if (!response.expected.empty()) json["expected"] = Json::array();
  for (const workspace::ExpectedReport& figures : response.expected) {
    json["expected"].push_back({{"threshold", figures.threshold},
                                {"pairs_called", figures.called},
                                {"pairs_right", figures.matches},
                                {"precision", figures.precision},
                                {"recall", figures.recall}});
  }
  if (response.sheet) json["sheet"] = sheet_json(*response.sheet);
  if (response.judged) json["judged"] = judged_json(*response.judged);
  json["assumptions"] = response.assumptions;
  json["notes"] = response.link.notes;
  json["warnings"] = response.link.warnings;
  for (const std::string& warning : response.warnings) json["warnings"].push_back(warning);
  return json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace newlyn::cli
