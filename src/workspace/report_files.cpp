// SPDX-License-Identifier: MIT
// Links files and puts the page together.
#include "workspace/report_files.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "base/clock.h"
#include "base/error.h"
#include "linkage/evaluation.h"
#include "workspace/files/linked_files.h"
#include "workspace/files/report_page.h"
#include "workspace/files/report_sections.h"

namespace newlyn::workspace {
namespace {

/// With a known answer the curves begin below the threshold, at this probability.
constexpr double kCurveProbability = 0.001;

std::string number(uint64_t count) { return count_text(static_cast<double>(count)); }

std::string files_words(const LinkedFiles& files) {
  std::string words;
  for (const InputColumns& input : files.inputs) {
    words +=
        (words.empty() ? "" : ", ") + std::filesystem::path(input.table->path).filename().string();
  }
  return words;
}

/// Sentences for somebody who reads nothing else.
std::vector<std::string> summary_of(const ReportMatter& matter) {
  const LinkFilesResponse& response = matter.response;
  std::vector<std::string> summary;
  if (response.records == 0) return {"The files hold no record, so there is nothing to link."};
  const auto records = static_cast<double>(response.records);
  const auto entities = static_cast<double>(response.entities);
  summary.push_back(fmt::format(
      "Newlyn read {} and found that they belong to {}: {} beyond the first of their entity, which "
      "makes {} of all.",
      counted(records, "record", "records"),
      counted(entities, "person, body or other thing (an entity)",
              "different people, bodies or other things (entities)"),
      counted(static_cast<double>(response.duplicates), "record is", "records are"),
      share_text(static_cast<double>(response.duplicates) / records)));
  summary.push_back(fmt::format(
      "It compared {} and found {} of at least probability {}.",
      counted(static_cast<double>(response.pairs), "pair of records", "pairs of records"),
      counted(static_cast<double>(response.edges), "link", "links"),
      number_text(matter.request.threshold)));
  if (response.accuracy) {
    summary.push_back(fmt::format(
        "Against the known answer, {} of the pairs put together are right, and {} of the pairs "
        "that "
        "belong together were found.",
        share_text(response.accuracy->precision), share_text(response.accuracy->recall)));
  }
  return summary;
}

/// Where the page comes from, for the file.
PageSection origin_section(const ReportMatter& matter) {
  PageSection section{"origin", "How this page was made", {}, {}, {}};
  section.paragraphs = {
      matter.request.model.empty()
          ? "The model was chosen and trained by Newlyn from these files alone."
          : fmt::format("The model was {}.",
                        std::filesystem::path(matter.request.model).filename().string())};
  if (!matter.request.purpose.empty()) {
    section.paragraphs.push_back("Purpose: " + matter.request.purpose);
  }
  PageTable inputs;
  inputs.header = {"File", "Content (BLAKE2b-256)"};
  inputs.text_columns = 2;
  for (const InputColumns& input : matter.files.inputs) {
    inputs.rows.push_back(
        {std::filesystem::path(input.table->path).filename().string(), input.table->content_hash});
  }
  PageTable steps;
  steps.header = {"Step", "Seconds"};
  for (const StepTime& step : matter.response.steps) {
    steps.rows.push_back({step.name, fmt::format("{:.2f}", step.seconds)});
  }
  section.tables = {std::move(inputs), std::move(steps)};
  for (const std::string& note : matter.response.notes) section.paragraphs.push_back(note);
  return section;
}

Page page_of(const ReportMatter& matter, bool with_examples) {
  const LinkFilesResponse& response = matter.response;
  Page page;
  page.title = "Linkage report: " + files_words(matter.files);
  page.subtitle = "Made " + now_text();
  page.figures = {{"records", number(response.records)},
                  {"entities", number(response.entities)},
                  {"duplicates", number(response.duplicates)},
                  {"pairs compared", number(response.pairs)},
                  {"links", number(response.edges)}};
  page.summary = summary_of(matter);
  page.warnings = response.warnings;
  for (const std::string& warning : matter.result().training_warnings) {
    page.warnings.push_back(warning);
  }
  // What came of it first, then how it came about.
  page.sections = {columns_section(matter),    accuracy_section(matter), sizes_section(matter),
                   clusters_section(matter),   weakest_section(matter),  histogram_section(matter),
                   unlinkable_section(matter), blocking_section(matter), weights_section(matter),
                   shares_section(matter),     training_section(matter)};
  if (with_examples) {
    for (PageSection& section : example_sections(matter)) {
      page.sections.push_back(std::move(section));
    }
  }
  page.sections.push_back(origin_section(matter));
  page.foot = with_examples ? "This page holds values of records. Keep it as you keep the records."
                            : "This page holds counts and weights, and no value of any record.";
  return page;
}

void check_page(const ReportFilesRequest& request, OutputFiles& outputs) {
  if (request.page.empty()) {
    throw Error(Code::request_invalid, "No page is named. Name the HTML file to write.");
  }
  const std::string ending = std::filesystem::path(request.page).extension().string();
  if (ending != ".html" && ending != ".htm") {
    throw Error(Code::request_invalid,
                fmt::format("The report is an HTML page, but {} does not end in .html. The page "
                            "comes first: newlyn report OUT.html FILE.",
                            request.page));
  }
  outputs.check(request.page, request.files.files);
}

}  // namespace

ReportFilesResponse report_files(const ReportFilesRequest& request, RunContext& run) {
  OutputFiles outputs;
  check_page(request, outputs);
  check_request(request.files);
  ReportFilesResponse response;
  LinkedFiles files;
  files.keep_compared = request.with_examples;
  files.every_weight = true;
  if (!request.files.truth.empty()) files.edge_probability = kCurveProbability;
  link_inputs(files, request.files, response.files, run);
  if (!request.files.truth.empty()) {
    const linkage::Accuracy accuracy = linkage::evaluate_clusters(
        files.linkage->result().cluster_of_record, files.truth, files.side_of_record);
    response.files.accuracy =
        AccuracyReport{accuracy.precision, accuracy.recall, accuracy.f1, accuracy.b_cubed_f1};
  }
  LinkFilesRequest linked = request.files;
  if (!linked.threshold_given || linked.threshold == 0) linked.threshold = 0.5;
  const double weight = linkage::weight_of(std::clamp(linked.threshold, 1e-12, 1 - 1e-12));
  response.files.edges = static_cast<uint64_t>(
      std::count_if(files.linkage->result().edges.begin(), files.linkage->result().edges.end(),
                    [&](const linkage::Edge& edge) { return edge.weight >= weight; }));
  response.files.steps = run.steps();
  run.step("writing", [&] {
    const auto clusters = linkage::measure_clusters(files.linkage->result(), weight, run);
    response.files.clusters = describe_clusters(clusters);
    const ReportMatter matter{files, linked, response.files, weight, clusters};
    outputs.write_text(request.page, page_html(page_of(matter, request.with_examples)));
    run.check_stop();
    outputs.keep();
  });
  response.files.steps = run.steps();
  return response;
}

}  // namespace newlyn::workspace
