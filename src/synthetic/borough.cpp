// SPDX-License-Identifier: MIT
// Making a borough: let it live, write its sources side by side, then the truth.
#include "synthetic/borough.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <memory>
#include <optional>
#include <utility>

#include "base/error.h"
#include "base/threads.h"
#include "synthetic/people/tables.h"
#include "synthetic/planted/extras.h"
#include "synthetic/records/truth_files.h"
#include "synthetic/sources/source.h"
#include "synthetic/town/life.h"
#include "synthetic/writers/sqlite_sink.h"
#include "synthetic/writers/text_file.h"
#include "synthetic/writers/text_sinks.h"
#include "synthetic/writers/workbook_sink.h"

namespace newlyn::synthetic {
namespace {

namespace fs = std::filesystem;

struct DeliveryRow {
  Delivery delivery;
  std::string_view name;
  std::string_view ending;
};

constexpr std::array<DeliveryRow, 12> kDeliveries = {{
    {Delivery::oracle_csv, "oracle_csv", ".csv"},
    {Delivery::csv, "csv", ".csv"},
    {Delivery::windows_csv, "windows_csv", ".csv"},
    {Delivery::utf16_tsv, "utf16_tsv", ".tsv"},
    {Delivery::fixed_width, "fixed_width", ".txt"},
    {Delivery::json_lines, "json_lines", ".jsonl"},
    {Delivery::xml, "xml", ".xml"},
    {Delivery::parquet, "parquet", ".parquet"},
    {Delivery::sqlite, "sqlite", ".sqlite"},
    {Delivery::workbook, "workbook", ".xlsx"},
    {Delivery::postgres, "postgres", ".postgres.sql"},
    {Delivery::mariadb, "mariadb", ".mariadb.sql"},
}};

const DeliveryRow& row_of(Delivery delivery) { return kDeliveries[static_cast<size_t>(delivery)]; }

std::string file_of(const Source& source) {
  return fmt::format("{}{}", source.name, row_of(source.delivery).ending);
}

std::unique_ptr<TableSink> sink_of(const Source& source, const std::string& path,
                                   const BoroughRequest& request) {
  const bool several = source.tables.size() > 1;
  switch (source.delivery) {
    case Delivery::oracle_csv:
      return delimited_sink(path, {',', TextEncoding::utf8, true, true, "\r\n"}, several);
    case Delivery::csv:
      return delimited_sink(path, {}, several);
    case Delivery::windows_csv:
      return delimited_sink(path, {';', TextEncoding::windows1252, false, false, "\r\n"}, several);
    case Delivery::utf16_tsv:
      return delimited_sink(path, {'\t', TextEncoding::utf16, false, false, "\r\n"}, several);
    case Delivery::fixed_width:
      return fixed_width_sink(path);
    case Delivery::json_lines:
      return json_lines_sink(path);
    case Delivery::xml:
      return xml_sink(path);
    case Delivery::parquet:
      return request.parquet(path);
    case Delivery::sqlite:
      return sqlite_sink(path);
    case Delivery::workbook:
      return workbook_sink(path, std::string(source.title));
    case Delivery::postgres:
      return postgres_sink(path);
    case Delivery::mariadb:
      return mariadb_sink(path);
  }
  return {};
}

std::vector<Source> sources_for(const BoroughRequest& request) {
  std::vector<Source> sources = all_sources();
  for (Source& source : sources) {
    const bool served =
        source.delivery == Delivery::postgres || source.delivery == Delivery::mariadb;
    if (served && request.server_files) source.delivery = Delivery::sqlite;
  }
  return sources;
}

// Passes rows on and asks now and then whether the person wants to stop.
class WatchedSink final : public TableSink {
 public:
  WatchedSink(std::unique_ptr<TableSink> inner, const RunContext& run)
      : inner_(std::move(inner)), run_(run) {}
  void begin(const TableSpec& table) override { inner_->begin(table); }
  void row(std::span<const std::string> cells) override {
    if (++rows_ % kRowsBetween == 0) run_.check_stop();
    inner_->row(cells);
  }
  void end() override { inner_->end(); }
  void close() override {
    run_.check_stop();
    inner_->close();
  }

 private:
  static constexpr uint64_t kRowsBetween = 1024;
  std::unique_ptr<TableSink> inner_;
  const RunContext& run_;
  uint64_t rows_ = 0;
};

// The folder while it is being written: renamed at the end, or taken away.
class PartFolder {
 public:
  explicit PartFolder(std::string folder) : folder_(std::move(folder)), part_(folder_ + ".part") {
    std::error_code problem;
    const bool taken = fs::exists(folder_, problem) && !fs::is_empty(folder_, problem);
    if (problem) fail(problem);
    if (taken) {
      throw Error(
          Code::request_invalid,
          fmt::format("{} is there already and is no empty folder. Name a new folder.", folder_));
    }
    fs::remove_all(part_, problem);
    fs::create_directories(part_ / "sources", problem);
    if (!problem) fs::create_directories(part_ / "extras", problem);
    if (!problem) fs::create_directories(part_ / "truth" / "planted", problem);
    if (problem) fail(problem);
  }
  PartFolder(const PartFolder&) = delete;
  PartFolder& operator=(const PartFolder&) = delete;
  ~PartFolder() {
    std::error_code ignored;
    fs::remove_all(part_, ignored);
  }

  std::string sub(std::string_view name) const { return (part_ / name).string(); }

  void keep() {
    std::error_code problem;
    fs::remove(folder_, problem);
    fs::rename(part_, folder_, problem);
    if (problem) fail(problem);
  }

 private:
  [[noreturn]] void fail(const std::error_code& problem) const {
    throw Error(Code::output_unwritable,
                fmt::format("The folder {} cannot be made: {}. Choose another place.", folder_,
                            problem.message()));
  }

  std::string folder_;
  fs::path part_;
};

// The file of one table: delimited sources with several tables have one each.
std::string file_of_table(const SourceSummary& source, const TableSummary& table) {
  const bool apart = source.tables.size() > 1 && source.file.ends_with(".csv");
  return apart ? fmt::format("{}_{}.csv", source.name, table.name) : source.file;
}

// The list of what is there, which `borough load` reads: one line per table.
void write_manifest(const BoroughSummary& summary, const BoroughRequest& request,
                    const std::string& path) {
  TextFile file(path);
  file.add(fmt::format("# The synthetic borough of {}: {} people, seed {}.\n", summary.borough,
                       request.people, request.seed));
  if (!request.as_of.empty()) file.add(fmt::format("# As it stood on {}.\n", request.as_of));
  file.add("# Nobody in it exists. source, delivery, file, table, rows:\n");
  for (const SourceSummary& source : summary.sources) {
    for (const TableSummary& table : source.tables) {
      file.add(fmt::format("{},{},{},{},{}\n", source.name, source.delivery,
                           file_of_table(source, table), table.name, table.rows));
    }
  }
  file.close();
}

SourceSummary summary_of(const Source& source, const SourceRun& run) {
  SourceSummary summary;
  summary.name = source.name;
  summary.file = file_of(source);
  summary.delivery = row_of(source.delivery).name;
  for (size_t i = 0; i < source.tables.size(); ++i) {
    summary.tables.push_back({std::string(source.tables[i].name), run.table_rows[i]});
  }
  summary.rows = run.rows;
  summary.person_records = run.truth.records;
  summary.mistaken = run.truth.mistaken;
  summary.stale = run.truth.stale;
  const bool never_asked = (source.habits.asks & kAsksBirth) == 0;
  summary.without_birth = never_asked ? run.truth.records : run.truth.without_birth;
  return summary;
}

Day day_of(const BoroughRequest& request, const Town& town) {
  if (request.as_of.empty()) return town.today;
  const std::optional<Day> day = read_iso_date(request.as_of);
  if (day && *day >= last_day(kSeenFrom) && *day <= town.today) return *day;
  throw Error(Code::request_invalid,
              fmt::format("A borough can be looked at on a day from {} to {}, not on '{}'.",
                          iso_date(last_day(kSeenFrom)), iso_date(town.today), request.as_of));
}

void add_planted(const Planted& from, Planted& all) {
  for (const auto& [kind, lines] : from) {
    auto& into = all[kind];
    into.insert(into.end(), lines.begin(), lines.end());
  }
}

}  // namespace

BoroughSummary create_borough(const BoroughRequest& request, RunContext& run) {
  PartFolder folder(request.folder);
  const Words words = read_words(words_table());
  BoroughSummary summary;
  Town town;
  std::vector<Episode> episodes;
  Day day = 0;
  run.step("living", [&] {
    town = live(words, {request.people, request.seed, [&run] { run.check_stop(); }});
    episodes = episodes_of(town);
    day = day_of(request, town);
    for (uint32_t person = 0; person < town.people.size(); ++person) {
      summary.residents += town.lives_here(person, day) ? 1 : 0;
    }
  });
  const Scene scene{town, words, episodes, day};
  const std::vector<Source> sources = sources_for(request);
  std::vector<std::optional<RecordTruth>> truths(sources.size());
  std::vector<Planted> planted(sources.size());
  summary.sources.resize(sources.size());
  run.step("writing sources", [&] {
    parallel_ranges(sources.size(), 1, [&](size_t begin, size_t) {
      run.check_stop();
      const Source& source = sources[begin];
      WatchedSink sink(sink_of(source, folder.sub("sources/" + file_of(source)), request), run);
      SourceRun writing(scene, source, sink);
      source.write(writing);
      writing.finish();
      summary.sources[begin] = summary_of(source, writing);
      truths[begin].emplace(std::move(writing.truth));
      planted[begin] = std::move(writing.planted);
    });
  });
  run.step("writing truth", [&] {
    Planted all;
    for (const Planted& of_source : planted) add_planted(of_source, all);
    write_process_log(town, folder.sub("extras"), all);
    write_rounds(town, folder.sub("extras"), all);
    write_ledgers(town, folder.sub("extras"), all);
    write_office(town, {folder.sub("extras"), folder.sub("truth")}, all);
    std::vector<const RecordTruth*> of_records;
    for (const auto& truth : truths) of_records.push_back(&*truth);
    write_town_truth(town, day, folder.sub("truth"));
    write_record_truth(of_records, folder.sub("truth"));
    if (!request.as_of.empty()) write_record_contents(of_records, folder.sub("truth"));
    write_planted_truth(all, folder.sub("truth/planted"));
    for (const auto& [kind, lines] : all) summary.planted.push_back({kind, lines.size()});
    for (const SourceSummary& source : summary.sources) summary.rows += source.rows;
    summary.borough = town.gazetteer.borough;
    summary.people = town.people.size();
    summary.properties = town.gazetteer.properties.size();
    write_manifest(summary, request, folder.sub("borough.csv"));
  });
  run.check_stop();
  folder.keep();
  return summary;
}

}  // namespace newlyn::synthetic
