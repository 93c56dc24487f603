// SPDX-License-Identifier: MIT
// Append-only: a run is one row a source and dimension, and one a rule.
#include "workspace/quality/history.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/clock.h"

namespace newlyn::workspace {
namespace {

using store::Parameter;

Parameter text(std::string_view value) { return Parameter::of(value); }
Parameter number(uint64_t value) { return Parameter::of(static_cast<int64_t>(value)); }

void keep_source(store::Store& store, int64_t run, int64_t now, const SourceQuality& source) {
  for (const DimensionScore& one : source.dimensions) {
    store.run("INSERT INTO quality_score VALUES ($1, $2, $3, $4, $5, $6, $7)",
              std::array{Parameter::of(run), Parameter::of(now), text(source.name),
                         Parameter::of(source.last.run), number(source.rows),
                         text(profile::dimension_name(one.dimension)),
                         one.score ? Parameter::of(*one.score) : Parameter{}});
  }
  for (const QualityOutcome& one : source.rules) {
    store.run("INSERT INTO quality_rule VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
              std::array{Parameter::of(run), text(source.name), text(one.rule.name),
                         text(profile::dimension_name(one.rule.dimension)),
                         Parameter::of(one.rule.weight), number(one.counts.rows),
                         number(one.counts.passed), number(one.counts.failed)});
  }
}

}  // namespace

void prepare_quality_history(store::Store& store) {
  store.run(
      "CREATE TABLE IF NOT EXISTS quality_score (run BIGINT, measured BIGINT, source VARCHAR, "
      "source_run BIGINT, rows BIGINT, dimension VARCHAR, score DOUBLE);"
      "CREATE TABLE IF NOT EXISTS quality_rule (run BIGINT, source VARCHAR, rule VARCHAR, "
      "dimension "
      "VARCHAR, weight DOUBLE, rows BIGINT, passed BIGINT, failed BIGINT)");
}

int64_t keep_quality(store::Store& store, const std::vector<SourceQuality>& sources) {
  prepare_quality_history(store);
  const int64_t run = store.number("SELECT coalesce(max(run), 0) + 1 FROM quality_score");
  const int64_t now = now_micros();
  store.run("BEGIN TRANSACTION");
  for (const SourceQuality& source : sources) keep_source(store, run, now, source);
  store.run("COMMIT");
  return run;
}

std::vector<QualityPast> quality_past(store::Store& store, const std::string& source) {
  const auto rows = store.rows(
      "SELECT run, measured, source_run, rows, dimension, score FROM quality_score WHERE source = "
      "$1 AND run IN (SELECT run FROM quality_score WHERE source = $1 GROUP BY run ORDER BY run "
      "DESC LIMIT 100) ORDER BY run",
      std::array{text(source)});
  std::vector<QualityPast> past;
  for (const auto& row : rows.rows) {
    const int64_t run = std::stoll(row[0].value_or("0"));
    if (past.empty() || past.back().run != run) {
      QualityPast one;
      one.run = run;
      one.measured = std::stoll(row[1].value_or("0"));
      one.source_run = std::stoll(row[2].value_or("0"));
      one.rows = std::stoull(row[3].value_or("0"));
      past.push_back(std::move(one));
    }
    const auto dimension = profile::dimension_named(row[4].value_or(""));
    if (!dimension) continue;
    std::optional<double> score;
    if (row[5]) score = std::stod(*row[5]);
    past.back().scores.emplace_back(*dimension, score);
  }
  for (QualityPast& one : past) std::sort(one.scores.begin(), one.scores.end());
  return past;
}

}  // namespace newlyn::workspace
