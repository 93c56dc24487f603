// SPDX-License-Identifier: MIT
// Reads the files of the policy, and asks the kernel about the sign-in.
#include "workspace/governance/home_policy.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <sstream>

#include "base/clock.h"
#include "base/error.h"
#include "governance/oversight.h"
#include "workspace/governance/named_roles.h"
#include "workspace/governance/read_text.h"
#include "workspace/governance/trace.h"
#include "workspace/index/entity_kinds.h"

namespace newlyn::workspace {
namespace {

using governance::Assignment;

constexpr std::string_view kOwnPolicy = R"(
@id("account_of_the_workspace")
permit (principal, action, resource is Source);
@id("cleared")
permit (principal, action, resource is Restricted)
when { principal.clearance.contains(resource.class) };
@id("sealed_records_can_be_opened")
permit (principal, action == Action::"seal_open", resource is Restricted)
when { resource.shown == "sealed" };
)";

/// A column of assigned.csv and where it goes.
struct AssignedColumn {
  std::string_view name;
  std::string Assignment::*member;  // null: a remark for people
};

constexpr std::array<AssignedColumn, 7> kColumns = {{
    {"account", &Assignment::account},
    {"team", &Assignment::team},
    {"entity", &Assignment::entity},
    {"household", &Assignment::household},
    {"from", &Assignment::from},
    {"until", &Assignment::until},
    {"why", nullptr},
}};

[[noreturn]] void refuse_row(const std::string& path, size_t row, std::string_view what) {
  throw Error(Code::request_invalid,
              fmt::format("{}, row {}: {} Mend the row.", path, row + 1, what));
}

bool is_day(const std::string& text) {
  return text.size() == 10 && text[4] == '-' && text[7] == '-' &&
         std::count_if(text.begin(), text.end(),
                       [](char letter) { return letter >= '0' && letter <= '9'; }) == 8;
}

void check_row(const std::string& path, size_t row, const Assignment& one) {
  if (one.account.empty() == one.team.empty()) {
    refuse_row(path, row, "a case is an account's or a team's: give one of the two.");
  }
  if (one.entity.empty() == one.household.empty()) {
    refuse_row(path, row, "a case is a person or a household: give entity or household.");
  }
  const std::string& id = one.entity.empty() ? one.household : one.entity;
  if (entity_kind_of_id(id) == nullptr) {
    refuse_row(path, row, fmt::format("'{}' is no id of an entity.", id));
  }
  for (const std::string& day : {one.from, one.until}) {
    if (!day.empty() && !is_day(day)) {
      refuse_row(path, row, fmt::format("'{}' is no day such as 2026-11-28.", day));
    }
  }
}

/// The controlling terminal as the kernel has it, "pts/3"; empty: none. A device number is eight
/// bits of the major, the rest of the minor.
std::string terminal() {
  std::ifstream file("/proc/self/stat");
  const std::string stat(std::istreambuf_iterator<char>(file), {});
  const size_t name_end = stat.rfind(')');
  if (name_end == stat.npos) return "";
  // state, parent, group, session, terminal
  std::istringstream fields(stat.substr(name_end + 1));
  std::string state;
  int64_t parent = 0;
  int64_t group = 0;
  int64_t session = 0;
  int64_t device = 0;
  if (!(fields >> state >> parent >> group >> session >> device) || device == 0) return "";
  constexpr int64_t kFirstOfPts = 136;
  constexpr int64_t kLastOfPts = 143;
  constexpr int64_t kConsole = 4;
  const int64_t major = (device >> 8) & 0xFFF;
  const int64_t minor = (device & 0xFF) | ((device >> 12) & 0xFFF00);
  if (major >= kFirstOfPts && major <= kLastOfPts) {
    return fmt::format("pts/{}", (major - kFirstOfPts) * 256 + minor);
  }
  return major == kConsole ? fmt::format("tty{}", minor) : fmt::format("{}:{}", major, minor);
}

}  // namespace

std::string policy_file(const Home& home, const std::string& name) {
  return home.folder + "/policy/" + name;
}

std::string policy_file_text(const Home& home, const std::string& name) {
  const std::string path = policy_file(home, name);
  return std::filesystem::exists(path) ? read_text(path) : std::string();
}

HomePolicy read_home_policy(const Home& home, const std::string& who,
                            const std::vector<std::string>& own_roles) {
  const governance::PolicyFacts facts =
      governance::read_facts(policy_file_text(home, "facts.toml"));
  const bool is_written = std::filesystem::exists(policy_file(home, "rules.policy"));
  governance::Entities roles = governance::read_roles(policy_file_text(home, "roles.toml"));
  const bool is_given = std::any_of(own_roles.begin(), own_roles.end(),
                                    [&](const auto& role) { return is_role_given(home, role); });
  if (!is_written && !is_given) {
    for (const std::string& role : own_roles) {
      roles[{"User", who}].parents.push_back({"Role", role});
    }
  }
  const auto entities = governance::policy_entities(std::move(roles), facts, {who});
  return {
      is_written,
      governance::Policy::parse_or_close(
          is_written ? policy_file_text(home, "rules.policy") : std::string(kOwnPolicy), entities),
      facts.restricted};
}

std::vector<Assignment> read_assignments(const Home& home) {
  const std::string path = policy_file(home, "assigned.csv");
  if (!std::filesystem::exists(path)) return {};
  return read_assignments_file(path);
}

std::vector<Assignment> read_assignments_file(const std::string& path) {
  std::vector<Assignment> all;
  const auto columns = read_kept_table(path);
  all.resize(columns.empty() ? 0 : columns[0].row_count());
  for (const record::TextColumn& column : columns) {
    const auto known = std::find_if(kColumns.begin(), kColumns.end(),
                                    [&](const auto& row) { return row.name == column.name; });
    if (known == kColumns.end()) {
      throw Error(Code::request_invalid,
                  fmt::format("{} has a column '{}', which is none of its columns. Columns: "
                              "account, team, entity, household, from, until, why.",
                              path, column.name));
    }
    if (known->member == nullptr) continue;
    for (size_t row = 0; row < all.size(); ++row) all[row].*known->member = column.text(row);
  }
  for (size_t row = 0; row < all.size(); ++row) check_row(path, row, all[row]);
  return all;
}

governance::Attributes sign_in_facts() {
  const governance::ClockTime time = governance::clock_time(now_micros());
  governance::Attributes facts = {{"date", {time.date}},
                                  {"hour", {int64_t{time.hour}}},
                                  {"minute", {int64_t{time.minute}}},
                                  {"weekday", {std::string(time.weekday)}},
                                  {"signed_in", {is_signed_in()}}};
  const std::string device = terminal();
  if (!device.empty()) facts["terminal"] = {device};
  return facts;
}

}  // namespace newlyn::workspace
