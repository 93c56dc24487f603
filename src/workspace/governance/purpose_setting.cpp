// SPDX-License-Identifier: MIT
// Small files beside the versions, and what definitions say of columns.
#include "workspace/governance/purpose_setting.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <vector>

#include "base/error.h"
#include "base/toml.h"
#include "profile/measure.h"
#include "record/field_kind.h"
#include "record/recognised_column.h"
#include "source/definition.h"
#include "workspace/governance/read_text.h"
#include "workspace/sources/column_fields.h"
#include "workspace/sources/source_limit.h"

namespace newlyn::workspace {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

/// What a file beside a version says; nothing where it is not there.
Json read_beside(const std::string& path) {
  if (!fs::exists(path)) return Json();
  try {
    return Json::parse(read_text(path));
  } catch (const Json::exception&) {
    throw Error(Code::source_unreadable,
                fmt::format("{} is damaged, so the purpose cannot be used. Put it back from a copy "
                            "of the workspace.",
                            path));
  }
}

std::string member_of(const Json& row, const char* name) {
  const auto member = row.find(name);
  return member != row.end() && member->is_string() ? member->get<std::string>() : std::string();
}

/// The columns of a source that are likely of special categories, with what they tell: the words of
/// newlyn profile.
std::string special_columns(const Home& home, const std::string& source) {
  const std::string path = home.definition_of(source);
  if (!fs::exists(path)) return "";
  std::vector<std::string> special;
  for (const source::MappedColumn& column : source::read_definition(path, source).columns) {
    record::RecognisedColumn recognised;
    recognised.name = column.name;
    recognised.kind = record::field_kind_named(column.kind).value_or(record::FieldKind::text);
    const auto [sense, words] = profile::personal_sense(recognised);
    if (sense == profile::PersonalClass::special) {
      special.push_back(fmt::format("{} ({})", column.name, words));
    }
  }
  return fmt::format("{}", fmt::join(special, ", "));
}

/// Parts of the names of columns that are what a limit closes.
struct ClosedWord {
  std::string_view hidden;  // as limits have it
  std::string_view part;
};

constexpr std::array<ClosedWord, 15> kClosed = {{
    {"electoral_number", "elector_number"},
    {"electoral_number", "electoral_number"},
    {"absent_voter", "absent_vot"},
    {"absent_voter", "postal_vot"},
    {"absent_voter", "proxy_vot"},
    {"bank_account", "bank"},
    {"bank_account", "sort_code"},
    {"bank_account", "iban"},
    {"medical_evidence", "medical"},
    {"nationality", "nationality"},
    {"country_of_birth", "country_of_birth"},
    {"country_of_birth", "birth_country"},
    {"cause_of_death", "cause_of_death"},
    {"cause_of_death", "death_cause"},
    {"adoption", "adopt"},
}};

std::string small(std::string text) {
  for (char& letter : text) {
    if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
    if (letter == ' ' || letter == '-') letter = '_';
  }
  return text;
}

/// The fields of purposes that are, by the columns of a source, what its limit closes.
std::vector<governance::ClosedField> closed_fields(const Home& home, const std::string& source,
                                                   const std::string& limit) {
  std::vector<governance::ClosedField> closed;
  const auto& rows = governance::statutory_limits();
  const auto row =
      std::find_if(rows.begin(), rows.end(), [&](const auto& one) { return one.name == limit; });
  const std::string path = home.definition_of(source);
  if (row == rows.end() || !fs::exists(path)) return closed;
  for (const source::MappedColumn& column : source::read_definition(path, source).columns) {
    const std::string name = small(column.name);
    const bool is_closed = std::any_of(kClosed.begin(), kClosed.end(), [&](const ClosedWord& word) {
      return name.find(word.part) != std::string::npos &&
             std::find(row->hidden.begin(), row->hidden.end(), word.hidden) != row->hidden.end();
    });
    if (!is_closed) continue;
    for (const auto& fields : {fields_of_column(home, source, column.name),
                               held_fields_of_column(home, source, column.name)}) {
      for (const std::string& field : fields) closed.push_back({field, column.name});
    }
  }
  return closed;
}

/// What organisation.toml says; without a word the organisation is one.
bool is_public_authority(const Home& home) {
  const std::string path = home.folder + "/organisation.toml";
  if (!fs::exists(path)) return true;
  try {
    return toml::parse_file(path)["public_authority"].value_or(std::string()) != "no";
  } catch (const toml::parse_error&) {
    return true;
  }
}

/// The gateways that count: of each source the one recorded last, unless it was taken back.
std::vector<governance::RecordedGateway> gateways_of(const std::string& version) {
  std::map<std::string, governance::RecordedGateway> last;
  for (const Json& row : read_beside(version + ".gateways")) {
    governance::RecordedGateway gateway{member_of(row, "source"), member_of(row, "gateway"),
                                        member_of(row, "who"), member_of(row, "on"),
                                        member_of(row, "reason")};
    last[gateway.source] = std::move(gateway);
  }
  std::vector<governance::RecordedGateway> gateways;
  for (auto& [source, gateway] : last) {
    if (!gateway.gateway.empty()) gateways.push_back(std::move(gateway));
  }
  return gateways;
}

}  // namespace

AddedBy added_by(const std::string& version) {
  const Json added = read_beside(version + ".added");
  return {member_of(added, "who"), member_of(added, "on")};
}

void note_added(const std::string& version, const AddedBy& added) {
  write_home_file(version + ".added", Json{{"who", added.who}, {"on", added.on}}.dump(2) + "\n");
}

void note_gateway(const std::string& version, const governance::RecordedGateway& gateway) {
  Json all = read_beside(version + ".gateways");
  if (!all.is_array()) all = Json::array();
  all.push_back({{"source", gateway.source},
                 {"gateway", gateway.gateway},
                 {"who", gateway.who},
                 {"on", gateway.on},
                 {"reason", gateway.reason}});
  write_home_file(version + ".gateways", all.dump(2) + "\n");
}

governance::PurposeSetting source_setting(const Home& home, const governance::Purpose& purpose) {
  governance::PurposeSetting setting;
  setting.is_public_authority = is_public_authority(home);
  for (const std::string& source : purpose.sources) {
    if (source.find('/') != std::string::npos) continue;  // is the name of no source
    const std::string limit = limit_of_source(home, source);
    if (!limit.empty()) setting.limits[source] = limit;
    auto closed = closed_fields(home, source, limit);
    if (!closed.empty()) setting.closed[source] = std::move(closed);
    const std::string special = special_columns(home, source);
    if (!special.empty()) setting.special[source] = special;
  }
  return setting;
}

governance::PurposeSetting purpose_setting(const Home& home, const governance::Purpose& purpose,
                                           const std::string& version) {
  governance::PurposeSetting setting = source_setting(home, purpose);
  setting.gateways = gateways_of(version);
  setting.added_by = added_by(version).who;
  return setting;
}

}  // namespace newlyn::workspace
