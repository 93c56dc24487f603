// SPDX-License-Identifier: MIT
// Proposes limits by words, keeps who set them, and is the verb that sets them.
#include "workspace/sources/source_limit.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "base/clock.h"
#include "base/error.h"
#include "base/toml.h"
#include "governance/purpose.h"
#include "workspace/governance/read_text.h"
#include "workspace/governance/trace.h"
#include "workspace/home.h"
#include "workspace/rights/request_book.h"
#include "workspace/sources.h"

namespace newlyn::workspace {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

/// Words that tell of a limit, folded to small letters and digits with "_" around each.
struct Telling {
  std::string_view limit;
  std::string_view words;
};

/// Of names, tables and files.
constexpr std::array<Telling, 19> kNames = {{
    {"electoral_register", "_electoral_"},
    {"electoral_register", "_electors_"},
    {"electoral_register", "_electorate_"},
    {"council_tax", "_council_tax_"},
    {"council_tax", "_counciltax_"},
    {"council_tax", "_ctax_"},
    {"benefit", "_benefit_"},
    {"benefit", "_benefits_"},
    {"benefit", "_universal_credit_"},
    {"school_census", "_school_census_"},
    {"school_census", "_pupil_census_"},
    {"registration", "_births_"},
    {"registration", "_deaths_"},
    {"registration", "_marriages_"},
    {"registration", "_registrar_"},
    {"registration", "_registrars_"},
    {"registration", "_civil_registration_"},
    {"registration", "_birth_registrations_"},
    {"registration", "_death_registrations_"},
}};

/// Of columns that no other kind of source has.
constexpr std::array<Telling, 12> kColumns = {{
    {"electoral_register", "_elector_number_"},
    {"electoral_register", "_electoral_number_"},
    {"electoral_register", "_franchise_"},
    {"council_tax", "_ctax_account_"},
    {"council_tax", "_council_tax_account_"},
    {"council_tax", "_liable_party_"},
    {"benefit", "_benefit_type_"},
    {"benefit", "_housing_benefit_"},
    {"school_census", "_upn_"},
    {"school_census", "_unique_pupil_number_"},
    {"registration", "_cause_of_death_"},
    {"registration", "_registration_district_"},
}};

/// "Council-Tax 2026" as "_council_tax_2026_".
std::string folded(std::string_view text) {
  std::string out = "_";
  for (const char letter : text) {
    const bool is_upper = letter >= 'A' && letter <= 'Z';
    const bool is_word =
        is_upper || (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9');
    if (is_word) {
      out += is_upper ? static_cast<char>(letter - 'A' + 'a') : letter;
    } else if (out.back() != '_') {
      out += '_';
    }
  }
  return out.back() == '_' ? out : out + "_";
}

template <typename Tellings>
std::string told_by(const Tellings& tellings, std::string_view text) {
  const std::string words = folded(text);
  const auto found = std::find_if(tellings.begin(), tellings.end(), [&](const Telling& telling) {
    return words.find(telling.words) != std::string::npos;
  });
  return found == tellings.end() ? std::string() : std::string(found->limit);
}

std::string book_of(const Home& home, const std::string& name) {
  return fmt::format("{}/{}.limit", home.sources(), name);
}

/// What was set and by whom, oldest first.
Json read_book(const Home& home, const std::string& name) {
  const std::string path = book_of(home, name);
  if (!fs::exists(path)) return Json::array();
  try {
    Json book = Json::parse(read_text(path));
    for (const Json& row : book.at("limits")) row.at("limit").get_ref<const std::string&>();
    return book.at("limits");
  } catch (const Json::exception&) {
    throw Error(Code::source_unreadable,
                fmt::format("{} is damaged, so nobody can tell what {} may be used for. Put it "
                            "back from a copy of the workspace.",
                            path, name));
  }
}

/// The limit that a definition names.
std::string written_limit(const std::string& path) {
  try {
    const toml::table table = toml::parse_file(path);
    const toml::node* limit = table.get("limit");
    if (limit == nullptr) return "";
    if (const auto text = limit->value_exact<std::string>()) return *text;
  } catch (const toml::parse_error&) {
    // Told as what has no limit that can be read.
  }
  throw Error(Code::request_invalid,
              fmt::format("{} cannot be read, or its limit is no text in quotes, so nobody can "
                          "tell what the source may be used for. Mend the file.",
                          path));
}

void expect_known(const std::string& limit) {
  const auto& rows = governance::statutory_limits();
  const bool is_known =
      std::any_of(rows.begin(), rows.end(), [&](const auto& row) { return row.name == limit; });
  if (is_known) return;
  std::vector<std::string_view> names;
  for (const auto& row : rows) names.push_back(row.name);
  throw Error(Code::request_invalid,
              fmt::format("There is no statutory limit '{}'. Name one of {}: newlyn purpose law "
                          "says what each allows.",
                          limit, fmt::join(names, ", ")));
}

void expect_leave(const Home& home, const SourceLimitRequest& request) {
  const std::string before = limit_of_source(home, request.source);
  if (before.empty() || before == request.limit || is_governance_officer(home, principal())) return;
  throw Error(Code::access_refused,
              fmt::format("{} carries the limit {}, which an information-governance officer alone "
                          "changes. Ask one: newlyn.toml names them with "
                          "information_governance_officers under [rights], policy/roles.toml gives "
                          "the role information_governance_officer.",
                          request.source, before));
}

void check_request(const Home& home, const SourceLimitRequest& request) {
  source::read_definition(home.definition_of(request.source), request.source);
  if (request.limit.empty() == request.none) {
    expect_leave(home, request);
    if (!request.none) expect_known(request.limit);
    if (!request.reason.empty()) return;
    throw Error(Code::request_invalid,
                "A limit is set or taken away with a reason. Give it with --reason TEXT.");
  }
  throw Error(Code::request_invalid,
              "Name the limit, or give --none: newlyn purpose law lists "
              "those there are.");
}

}  // namespace

// The line that sets it, or shows how it is written, is replaced.
std::string with_limit(const std::string& text, const std::string& limit) {
  const std::string line =
      limit.empty() ? "# limit = \"council_tax\"\n" : fmt::format("limit = \"{}\"\n", limit);
  std::string out;
  bool is_set = false;
  bool in_table = false;
  for (size_t from = 0; from < text.size();) {
    const size_t end = std::min(text.find('\n', from), text.size() - 1) + 1;
    const std::string_view one(text.data() + from, end - from);
    from = end;
    if (!in_table && one.starts_with("[")) {
      in_table = true;
      if (!is_set) out += line;
      is_set = true;
    }
    const bool is_limit = !in_table && (one.starts_with("limit =") || one.starts_with("limit=") ||
                                        one.starts_with("# limit ="));
    if (!is_limit) {
      out += one;
    } else if (!is_set) {
      out += line;
      is_set = true;
    }
  }
  return out;
}

std::string limit_of_source(const Home& home, const std::string& name) {
  const Json book = read_book(home, name);
  const std::string noted = book.empty() ? "" : book.back().at("limit").get<std::string>();
  if (!noted.empty()) return noted;
  const std::string path = home.definition_of(name);
  return fs::exists(path) ? written_limit(path) : "";
}

std::optional<ProposedLimit> propose_limit(const source::Definition& definition) {
  const bool is_address = definition.from.find("://") != std::string::npos;
  const std::string file = is_address ? "" : fs::path(definition.from).stem().string();
  for (const auto& [text, why] : {std::pair(&definition.name, "its name says so"),
                                  std::pair(&definition.table, "its table's name says so"),
                                  std::pair(&file, "its file's name says so")}) {
    const std::string limit = told_by(kNames, *text);
    if (!limit.empty()) return ProposedLimit{limit, why};
  }
  for (const source::MappedColumn& column : definition.columns) {
    const std::string limit = told_by(kColumns, column.name);
    if (!limit.empty()) {
      return ProposedLimit{limit, fmt::format("its column {} says so", column.name)};
    }
  }
  return std::nullopt;
}

void note_limit(const Home& home, const std::string& name, const ProposedLimit& limit) {
  Json book = {{"limits", read_book(home, name)}};
  book["limits"].push_back(
      {{"limit", limit.limit}, {"who", principal()}, {"when", now_text()}, {"reason", limit.why}});
  write_home_file(book_of(home, name), book.dump(2) + "\n");
}

SourceLimitResponse source_limit(const SourceLimitRequest& request) {
  const Home home = find_home(request.asked.workspace);
  const Deed deed{"source limit", "source " + request.source, request.asked.purpose};
  SourceLimitResponse response{request.source, "", request.limit};
  attempt(home, deed, [&] {
    check_request(home, request);
    response.before = limit_of_source(home, request.source);
  });
  const std::string what = fmt::format("source {}: {} in place of {}", request.source,
                                       request.none ? "no limit" : request.limit,
                                       response.before.empty() ? "no limit" : response.before);
  make_change(home, {"source limit", what, request.asked.purpose}, [&]() -> uint64_t {
    const std::string path = home.definition_of(request.source);
    note_limit(home, request.source, {request.limit, request.reason});
    write_home_file(path, with_limit(read_text(path), request.limit));
    return 1;
  });
  return response;
}

}  // namespace newlyn::workspace
