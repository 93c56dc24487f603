// SPDX-License-Identifier: MIT
// The health of sources, for people and for monitoring.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <limits>
#include <nlohmann/json.hpp>

#include "base/clock.h"
#include "base/error.h"
#include "workspace/governance/trace.h"
#include "workspace/home.h"
#include "workspace/index/source_look.h"
#include "workspace/quality/age.h"
#include "workspace/sources.h"
#include "workspace/sources/write_status.h"

namespace newlyn::workspace {
namespace {

namespace fs = std::filesystem;

constexpr size_t kRunsShown = 10;
constexpr size_t kTrend = 5;

// Says how a source is, worst first.
void judge(SourceHealth& health, int64_t agreed_seconds) {
  const source::SourceRun* last = health.runs.empty() ? nullptr : &health.runs.front();
  if (last == nullptr) {
    health.health = "never read";
    health.message = fmt::format("Read it: newlyn source read {}.", health.name);
  } else if (last->state == "held") {
    health.health = "held";
    health.message = fmt::format("{} Look at it; newlyn source read {} --accept takes it.",
                                 last->message, health.name);
  } else if (last->state == "failed") {
    health.health = "failing";
    health.message = last->message;
  } else if (last->state == "interrupted") {
    health.health = "interrupted";
    health.message = "The last run was stopped before its end. Read again.";
  } else if (agreed_seconds != 0 && health.age_seconds > agreed_seconds) {
    health.health = "stale";
    health.message =
        fmt::format("What is stored is older than the {} that were agreed.", health.latency);
  } else {
    health.health = "ok";
  }
}

SourceHealth health_of(store::Store& store, const Home& home, const std::string& name) {
  SourceHealth health;
  health.name = name;
  health.runs = source::source_runs(store, name, kRunsShown);
  health.records = source::record_count(store, name);
  health.columns = source::known_columns(store, name);
  const SourceAge age = age_of(health.runs);
  health.read_at = age.read_at;
  health.age_seconds = age.seconds;
  for (const source::SourceRun& run : health.runs) {
    const bool whole = run.kind != "incremental" && run.kind != "arrivals";
    if (run.state == "complete" && whole && health.trend.size() < kTrend) {
      health.trend.insert(health.trend.begin(), run.rows_kept);
    }
  }
  int64_t agreed = 0;
  try {
    const auto definition = source::read_definition(home.definition_of(name), name);
    health.latency = definition.latency;
    agreed = source::seconds_of(definition.latency);
  } catch (const Error& error) {
    health.health = "failing";
    health.message = error.what();
    return health;
  }
  judge(health, agreed);
  const auto unfinished = source::interrupted_run(store, name, std::numeric_limits<int64_t>::max());
  if (unfinished) {
    health.health = "interrupted";
    health.message = fmt::format(
        "Run {} was cut off; nothing of it is stored as records. Read again, which goes on from "
        "what it has kept: newlyn source read {}.",
        *unfinished, name);
  }
  return health;
}

/// The columns by which rows of a source are named; none where its definition cannot be read.
std::vector<std::string> key_of(const Home& home, const std::string& source) {
  try {
    return source::read_definition(home.definition_of(source), source).key;
  } catch (const Error&) {
    return {};  // its health says so
  }
}

/// Takes out what is counted, and what is said of counts.
void hide_figures(SourceHealth& health) {
  health.figures_hidden = true;
  health.records = 0;
  health.trend.clear();
  health.runs.clear();
  if (!health.message.empty()) {
    health.message = "What is the matter is told to whoever is shown all of the source.";
  }
}

}  // namespace

std::vector<std::string> source_names(const Home& home) {
  std::vector<std::string> names;
  std::error_code failed;
  for (const auto& entry : fs::directory_iterator(home.sources(), failed)) {
    const std::string name = entry.path().stem().string();
    const bool mapping = name.find('.') != name.npos;
    if (entry.path().extension() == ".toml" && !mapping) names.push_back(name);
  }
  std::sort(names.begin(), names.end());
  return names;
}

void write_status(const Home& home, store::Store& store) {
  nlohmann::ordered_json json;
  json["format"] = "newlyn status 1";
  json["written"] = now_text();
  json["ok"] = true;
  json["sources"] = nlohmann::ordered_json::array();
  for (const std::string& name : source_names(home)) {
    const SourceHealth health = health_of(store, home, name);
    if (health.health != "ok") json["ok"] = false;
    json["sources"].push_back({{"name", name},
                               {"health", health.health},
                               {"message", health.message},
                               {"age_seconds", health.age_seconds},
                               {"records", health.records},
                               {"last_run", health.runs.empty() ? 0 : health.runs[0].run}});
  }
  write_home_file(home.status(), json.dump(2) + "\n");
}

std::vector<source::Definition> source_list(const Asked& asked) {
  const Home home = find_home(asked.workspace);
  return answer_traced(home, {"source list", "all sources", asked.purpose}, [&](Deed& deed) {
    std::vector<source::Definition> definitions;
    for (const std::string& name : source_names(home)) {
      definitions.push_back(source::read_definition(home.definition_of(name), name));
    }
    deed.count = definitions.size();
    return definitions;
  });
}

std::vector<SourceHealth> source_status(const Asked& asked, const std::string& name) {
  const Home home = find_home(asked.workspace);
  const std::string what = name.empty() ? "all sources" : "source " + name;
  return answer_traced(home, {"source status", what, asked.purpose}, [&](Deed& deed) {
    if (!name.empty()) source::read_definition(home.definition_of(name), name);
    const auto store = open_home_store(home);
    source::prepare_history(*store);
    std::vector<SourceHealth> all;
    RunContext run;
    for (const std::string& source : name.empty() ? source_names(home) : std::vector{name}) {
      SourceHealth& health = all.emplace_back(health_of(*store, home, source));
      FiguresQuestion figures{asked, "source_status", source, {}};
      const std::vector<std::string> key = key_of(home, source);
      for (const source::KnownColumn& column : health.columns) {
        const bool is_key = std::find(key.begin(), key.end(), column.name) != key.end();
        if (column.copied && !is_key) figures.columns.push_back(column.name);
      }
      if (!shows_whole(home, *store, figures, run)) hide_figures(health);
    }
    write_status(home, *store);
    deed.count = all.size();
    return all;
  });
}

}  // namespace newlyn::workspace
