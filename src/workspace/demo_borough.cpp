// SPDX-License-Identifier: MIT
// The whole way on a synthetic borough, each step by the verb that people call.
#include "workspace/demo_borough.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <tuple>

#include "base/clock.h"
#include "base/error.h"
#include "workspace/borough/town_list.h"
#include "workspace/borough/town_sources.h"
#include "workspace/crosswalk.h"
#include "workspace/governance/read_text.h"
#include "workspace/home.h"
#include "workspace/map_source.h"
#include "workspace/profile_files.h"
#include "workspace/sources.h"

namespace newlyn::workspace {
namespace {

namespace fs = std::filesystem;

constexpr size_t kPeopleShown = 5;

/// The steps as people think of them; those of the verbs inside are only shown while they run.
class DemoRun {
 public:
  explicit DemoRun(RunContext& run, std::vector<StepTime>& steps) : run_(run), steps_(steps) {}

  template <typename Work>
  void step(const std::string& name, const Work& work) {
    const double begin = monotonic_seconds();
    work(run_);
    steps_.push_back({name, monotonic_seconds() - begin});
  }

 private:
  RunContext& run_;
  std::vector<StepTime>& steps_;
};

const DemoQuestion* question_of(const DemoBoroughRequest& request) {
  if (request.question.empty()) return nullptr;
  std::string names;
  for (const DemoQuestion& question : demo_questions()) {
    if (question.name == request.question) return &question;
    names += fmt::format("{}{}", names.empty() ? "" : ", ", question.name);
  }
  throw Error(Code::request_invalid,
              fmt::format("There is no question '{}'. Questions: {}.", request.question, names));
}

void check_folder(const std::string& folder) {
  std::error_code ignored;  // who cannot make it is told by whoever tries
  if (!fs::exists(folder, ignored)) return;
  throw Error(
      Code::request_invalid,
      fmt::format("{} is there already, perhaps from an earlier demonstration. Look into it "
                  "(newlyn search NAME --workspace {}/council), remove it, or name another "
                  "folder with --output.",
                  folder, folder));
}

/// Tables of the borough that the question needs, or all.
std::vector<TownTable> wanted_tables(const DemoBoroughRequest& request, const std::string& town) {
  const DemoQuestion* question = question_of(request);
  std::vector<TownTable> tables = read_town(town);
  std::erase_if(tables, [&](const TownTable& table) {
    return question != nullptr && std::find(question->sources.begin(), question->sources.end(),
                                            table.source) == question->sources.end();
  });
  for (const TownTable& table : tables) {
    const std::string& server = table.delivery == "postgres" ? request.postgres : request.mariadb;
    if (!on_server(table) || !server.empty()) continue;
    throw Error(
        Code::request_invalid,
        fmt::format("{} of {} lives on a server. Say with --{} where it was loaded, or make "
                    "the borough with --without-servers.",
                    table.source, town, table.delivery));
  }
  return tables;
}

/// "PostgreSQL", "Windows-1252 CSV", as a person would call it.
std::string delivery_words(const std::string& delivery) {
  static const std::map<std::string, std::string> kWords = {{"oracle_csv", "CSV of Oracle"},
                                                            {"csv", "CSV"},
                                                            {"windows_csv", "CSV in Windows-1252"},
                                                            {"utf16_tsv", "TSV in UTF-16"},
                                                            {"fixed_width", "fixed width"},
                                                            {"json_lines", "JSON lines"},
                                                            {"xml", "XML"},
                                                            {"parquet", "Parquet"},
                                                            {"sqlite", "SQLite"},
                                                            {"workbook", "Excel workbook"},
                                                            {"postgres", "PostgreSQL"},
                                                            {"mariadb", "MariaDB"}};
  const auto found = kWords.find(delivery);
  return found == kWords.end() ? delivery : found->second;
}

/// Nobody of the borough exists, so nothing has to be approved before they are looked at.
void demand_no_purpose(const Home& home) {
  std::string settings = read_text(home.settings());
  const std::string demanded = "demanded = \"across_sources\"";
  const size_t at = settings.find(demanded);
  if (at == std::string::npos) {
    throw Error(
        Code::store_failed,
        fmt::format("{} does not say what needs a purpose. Remove the folder and try again.",
                    home.settings()));
  }
  settings.replace(at, demanded.size(),
                   "demanded = \"never\"  # a demonstration: nobody in it exists");
  write_home_file(home.settings(), settings);
}

/// Adds one source, has its mapping proposed, and reads it.
DemoSource take_in(const Asked& asked, const source::Definition& definition, RunContext& run) {
  SourceAddRequest add;
  add.asked = asked;
  add.definition = definition;
  source_add(add, run);
  const MapProposal proposal = map_propose(asked, definition.name, run);
  std::set<std::string> columns;
  for (const ProposedField& field : proposal.fields) columns.insert(field.column);
  const source::CrawlReport report = source_read(asked, definition.name, {}, run);
  return {definition.name, "", report.run.rows_kept, columns.size()};
}

/// Those people whom the most sources know, told by the fewest records.
std::vector<EntityView> well_known_people(const RequestContext& context, RunContext& run) {
  struct Known {
    std::set<std::string> sources;
    size_t records = 0;
  };
  ExportRequest request;
  request.context = context;
  request.kind = "person";
  std::map<std::string, Known> people;
  for (const auto& row : export_crosswalk(request, run).rows) {
    Known& known = people[row[0]];
    known.sources.insert(row[2]);
    ++known.records;
  }
  std::vector<std::tuple<int64_t, size_t, std::string>> order;
  for (const auto& [id, known] : people) {
    order.emplace_back(-static_cast<int64_t>(known.sources.size()), known.records, id);
  }
  const size_t shown = std::min(kPeopleShown, order.size());
  std::partial_sort(order.begin(), order.begin() + static_cast<ptrdiff_t>(shown), order.end());
  std::vector<EntityView> views;
  for (size_t i = 0; i < shown; ++i) {
    views.push_back(entity_show(context, std::get<2>(order[i]), {}, run));
  }
  return views;
}

void make_town(const DemoBoroughRequest& request, DemoBoroughResponse& response, RunContext& run) {
  CreateBoroughRequest create;
  create.folder = response.town;
  create.people = request.people;
  create.seed = request.seed;
  create.server_files = true;
  response.residents = create_borough(create, run).summary.residents;
}

void measure(DemoBoroughResponse& response, const std::string& pages, RunContext& run) {
  ProfileFilesRequest profile;
  profile.workspace = response.home;
  profile.page = response.profile_page = pages + "/profile.html";
  QualityRequest quality;
  quality.workspace = response.home;
  quality.page = response.quality_page = pages + "/quality.html";
  for (const DemoSource& source : response.sources) profile.inputs.push_back(source.name);
  profile_files(profile, run);
  response.quality = measure_quality(quality, run);
}

}  // namespace

std::span<const DemoQuestion> demo_questions() {
  static const std::vector<DemoQuestion> kQuestions = {
      {"discounts",
       "Who has the single person's discount and lives with other grown people?",
       {"council_tax", "electoral_register"}},
      {"empty_tenancies",
       "Which tenants live somewhere else?",
       {"housing_tenancies", "council_tax", "electoral_register"}},
      {"declared_income",
       "Who declares less income than another service has seen?",
       {"housing_benefit", "housing_tenancies", "adult_social_care"}},
      {"permits_after_death",
       "Whose permit is used although they have died?",
       {"permits", "registrars"}},
      {"not_claiming",
       "Which families are entitled to help that they do not claim?",
       {"housing_tenancies", "housing_benefit", "school_census"}},
      {"early_signs",
       "Which households slide towards a crisis?",
       {"housing_tenancies", "council_tax", "school_census", "contacts", "adult_social_care"}},
      {"asked_twice",
       "Of whom does more than one service keep the same things?",
       {"council_tax", "library_members", "permits", "school_admissions"}},
  };
  return kQuestions;
}

DemoBoroughResponse demo_borough(const DemoBoroughRequest& request, RunContext& run) {
  question_of(request);
  check_folder(request.folder);
  const std::string folder = fs::absolute(request.folder).lexically_normal().string();
  make_home_folder(folder);
  DemoBoroughResponse response;
  response.town = request.town.empty() ? folder + "/town" : fs::absolute(request.town).string();
  DemoRun demo(run, response.steps);
  if (request.town.empty()) {
    demo.step("making the borough",
              [&](RunContext& inner) { make_town(request, response, inner); });
  }
  const std::vector<TownTable> tables = wanted_tables(request, response.town);
  const Home home = make_home(folder + "/council");
  response.home = home.folder;
  demand_no_purpose(home);
  demo.step("reading its systems", [&](RunContext& inner) {
    const auto definitions =
        town_sources(response.town, tables, {request.postgres, request.mariadb, request.secret});
    for (size_t i = 0; i < definitions.size(); ++i) {
      response.sources.push_back(take_in({home.folder}, definitions[i], inner));
      response.sources.back().delivery = delivery_words(tables[i].delivery);
    }
  });
  make_home_folder(folder + "/pages");
  demo.step("measuring them",
            [&](RunContext& inner) { measure(response, folder + "/pages", inner); });
  const RequestContext context{home.folder, "", "demonstration"};
  demo.step("linking", [&](RunContext& inner) {
    response.linked = link_workspace({context, {}, false}, inner);
  });
  demo.step("looking at five people",
            [&](RunContext& inner) { response.people = well_known_people(context, inner); });
  return response;
}

}  // namespace newlyn::workspace
