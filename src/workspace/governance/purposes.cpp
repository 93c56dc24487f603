// SPDX-License-Identifier: MIT
// Purposes in the workspace: purposes/NAME/N.toml with N.approval beside it, and the public keys of
// those who may approve in approvers/. No version is ever changed or taken away.
#include "workspace/purposes.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <optional>

#include "base/clock.h"
#include "base/error.h"
#include "governance/agreement.h"
#include "governance/purpose.h"
#include "workspace/governance/known_time.h"
#include "workspace/governance/purpose_gateways.h"
#include "workspace/governance/purpose_remarks.h"
#include "workspace/governance/purpose_setting.h"
#include "workspace/governance/purpose_state.h"
#include "workspace/governance/read_text.h"
#include "workspace/governance/trace.h"

namespace newlyn::workspace {
namespace {

namespace fs = std::filesystem;

std::string today() { return now_text().substr(0, 10); }

std::string folder_of(const Home& home, const std::string& name) {
  return home.folder + "/purposes/" + name;
}

/// The path of a version without its ending.
std::string version_path(const Home& home, const std::string& name, uint64_t version) {
  return fmt::format("{}/{}", folder_of(home, name), version);
}

std::string path_of(const Home& home, const std::string& name, uint64_t version,
                    const char* ending) {
  return fmt::format("{}/{}.{}", folder_of(home, name), version, ending);
}

uint64_t latest_version(const Home& home, const std::string& name) {
  uint64_t version = 0;
  std::error_code ignored;  // of a name that no file can have
  while (fs::exists(path_of(home, name, version + 1, "toml"), ignored)) ++version;
  return version;
}

std::vector<std::string> approvers_of(const Home& home) {
  std::vector<std::string> keys;
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(home.folder + "/approvers", ignored)) {
    if (entry.path().extension() == ".pub") keys.push_back(read_text(entry.path().string()));
  }
  return keys;
}

/// Refuses what does not come after the latest version: somebody added one that the author has not
/// seen. Returns the number of the latest.
uint64_t expect_after(const Home& home, const std::string& name, const std::string& after) {
  const uint64_t latest = latest_version(home, name);
  const std::string now =
      latest == 0 ? std::string()
                  : governance::version_of(read_text(path_of(home, name, latest, "toml")));
  if (now == after) return latest;
  if (latest == 0) {
    throw Error(Code::request_invalid,
                fmt::format("There is no purpose {} yet, so no version comes before yours. Leave "
                            "--after out.",
                            name));
  }
  throw Error(
      Code::request_invalid,
      fmt::format("{} has version {} now{}. Look at it with newlyn purpose show {}, bring "
                  "your change into it, and give --after {}.",
                  name, now,
                  after.empty() ? std::string() : fmt::format(", which was added after {}", after),
                  name, now));
}

/// A text and the version that it comes after.
struct NextVersion {
  const std::string& text;
  const std::string& after;
};

/// Writes a version after the one that is named. Of two people who do so at once the second one is
/// told.
uint64_t add_version(const Home& home, const std::string& name, const NextVersion& next) {
  const uint64_t version = expect_after(home, name, next.after) + 1;
  const std::string aside = fmt::format("{}/added.{}", folder_of(home, name), ::getpid());
  write_home_file(aside, next.text);
  std::error_code taken;
  fs::create_hard_link(aside, path_of(home, name, version, "toml"), taken);
  fs::remove(aside);
  if (!taken) {
    note_added(version_path(home, name, version), {principal(), today()});
    return version;
  }
  // Somebody was faster. Where they wrote the same text as the version before, this comes after it.
  const bool was_faster = taken == std::errc::file_exists && latest_version(home, name) >= version;
  if (was_faster) return add_version(home, name, next);
  throw Error(Code::output_unwritable,
              fmt::format("Version {} of {} cannot be written: {}. Look who may write there.",
                          version, name, taken.message()));
}

std::string approval_of(const Home& home, const std::string& name, uint64_t version) {
  const std::string path = path_of(home, name, version, "approval");
  return fs::exists(path) ? read_text(path) : "";
}

/// The rest of the line of an approval that begins with a word.
std::string line_after(const std::string& approval, const std::string& word) {
  const size_t begin = approval.find("\n" + word + " ");
  if (begin == std::string::npos) return "";
  const size_t from = begin + word.size() + 2;
  return approval.substr(from, approval.find('\n', from) - from);
}

/// All that is known of a version beside its text.
governance::PurposeSetting setting_of(const Home& home, const std::string& name, uint64_t version) {
  const std::string file = read_text(path_of(home, name, version, "toml"));
  return purpose_setting(home, governance::read_purpose(file), version_path(home, name, version));
}

std::vector<governance::PurposeFinding> obstacles_of(const Home& home, const std::string& name,
                                                     uint64_t version) {
  const std::string file = read_text(path_of(home, name, version, "toml"));
  const std::string approval = approval_of(home, name, version);
  return governance::purpose_obstacles(
      {file, approval, approvers_of(home), setting_of(home, name, version)}, known_today(home));
}

std::string join(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

using Statements = std::vector<std::pair<std::string, std::string>>;

Statements statements_of(const governance::Purpose& purpose) {
  std::vector<std::pair<std::string, std::string>> lines = {
      {"reason", purpose.reason},
      {"owner", purpose.owner},
      {"author", purpose.author},
      {"lawful basis", purpose.lawful_basis},
      {"special category", purpose.special_category},
      {"legal gateway", purpose.gateway},
      {"impact assessment", fmt::format("{} of {}, to be reviewed by {}", purpose.dpia_reference,
                                        purpose.dpia_date, purpose.dpia_review)}};
  if (purpose.agreement) {
    lines.emplace_back("sharing agreement",
                       fmt::format("{} between {} on {}, until {}", purpose.agreement->reference,
                                   join(purpose.agreement->parties),
                                   join(purpose.agreement->data_items), purpose.agreement->until));
  }
  lines.emplace_back("sources", join(purpose.sources));
  lines.emplace_back("kinds", purpose.kinds ? join(*purpose.kinds) : "all");
  std::vector<std::string> fields;
  for (const auto& [field, masking] : purpose.fields) {
    fields.push_back(fmt::format("{} ({})", field, record::masking_name(masking)));
  }
  lines.emplace_back("fields", join(fields));
  for (const record::RowRule& row : purpose.rows) {
    lines.emplace_back(
        "rows", fmt::format("{}{} is {}", row.source.empty() ? "" : row.source + ": ", row.field,
                            join(row.values)));
  }
  for (const record::RowRule& rule : purpose.sealed) {
    lines.emplace_back("sealed", rule.field.empty() ? rule.source
                                                    : fmt::format("{}: {} is {}", rule.source,
                                                                  rule.field, join(rule.values)));
  }
  if (!purpose.linked_without.empty()) {
    lines.emplace_back("linked without", join(purpose.linked_without));
  }
  lines.emplace_back("roles", join(purpose.roles));
  if (purpose.relationship_required) lines.emplace_back("relationship", "required");
  for (const auto& [source, limit] : purpose.limits) {
    lines.emplace_back("limit", fmt::format("{}: {}", source, limit));
  }
  lines.emplace_back("results kept", fmt::format("{} days", purpose.retention_days));
  lines.emplace_back("from", fmt::format("{} to {}", purpose.start, purpose.end));
  return lines;
}

/// What a version says, and what the workspace knows of its sources.
Statements all_statements(const Home& home, const std::string& name, uint64_t version) {
  const std::string file = read_text(path_of(home, name, version, "toml"));
  const governance::Purpose purpose = governance::read_purpose(file);
  const governance::PurposeSetting setting = setting_of(home, name, version);
  Statements lines = statements_of(purpose);
  for (const auto& [source, limit] : setting.limits) {
    lines.emplace_back("limit of source", fmt::format("{}: {}", source, limit));
  }
  for (const governance::RecordedGateway& row : setting.gateways) {
    lines.emplace_back("gateway recorded", fmt::format("{}: {}, by {} on {}: {}", row.source,
                                                       row.gateway, row.who, row.on, row.reason));
  }
  for (const auto& [source, columns] : setting.special) {
    lines.emplace_back("special columns", fmt::format("{}: {}", source, columns));
  }
  return lines;
}

/// A purpose that is there. Throws Error(request_invalid) for another name.
uint64_t expect_there(const Home& home, const std::string& name) {
  const uint64_t latest = latest_version(home, name);
  if (latest != 0 && name.find('/') == std::string::npos) return latest;
  throw Error(
      Code::request_invalid,
      fmt::format("There is no purpose {}. newlyn purpose list shows those there are.", name));
}

PurposeReport report_of(const Home& home, const std::string& name) {
  const uint64_t latest = expect_there(home, name);
  PurposeReport report;
  report.name = name;
  report.in_force = latest;
  for (uint64_t version = 1; version <= latest; ++version) {
    const std::string approval = approval_of(home, name, version);
    const AddedBy added = added_by(version_path(home, name, version));
    report.versions.push_back(
        {version, governance::version_of(read_text(path_of(home, name, version, "toml"))),
         added.who, added.on, line_after(approval, "by"), line_after(approval, "on")});
    if (!approval.empty()) report.in_force = version;
  }
  if (report.versions[report.in_force - 1].approved_by.empty()) report.in_force = latest;
  const std::string file = read_text(path_of(home, name, report.in_force, "toml"));
  const governance::Purpose purpose = governance::read_purpose(file);
  report.reason = purpose.reason;
  report.owner = purpose.owner;
  report.statements = all_statements(home, name, report.in_force);
  if (report.in_force != latest) report.waiting = all_statements(home, name, latest);
  for (const auto& finding : obstacles_of(home, name, report.in_force)) {
    report.obstacles.emplace_back(finding.what, finding.remedy);
  }
  return report;
}

/// The same with what its rules come to among the records there are; of the version that was added
/// last, which somebody is about to approve.
PurposeReport remarked_report(const Home& home, const std::string& name) {
  PurposeReport report = report_of(home, name);
  const std::string file = read_text(path_of(home, name, latest_version(home, name), "toml"));
  const governance::Purpose purpose = governance::read_purpose(file);
  report.remarks = purpose_remarks(home, purpose);
  for (std::string& remark : governance::agreement_remarks(
           purpose, governance::read_agreement_terms(file), known_today(home))) {
    report.remarks.push_back(std::move(remark));
  }
  return report;
}

/// Refuses whoever added a version. On one account nothing shows that two people agreed, whatever
/// the file says of its author and whatever keys there are.
void expect_other_person(const governance::PurposeSetting& setting, const std::string& name) {
  if (setting.added_by.empty()) {
    throw Error(Code::request_invalid,
                fmt::format("Nobody knows who added this version of {}, so nobody can tell that "
                            "another person approves it. Add it once more with newlyn purpose add "
                            "FILE --after VERSION.",
                            name));
  }
  if (!governance::same_person(setting.added_by, principal())) return;
  throw Error(Code::access_refused,
              fmt::format("{} added this version of {} and cannot approve it, whoever its file "
                          "names as the author. Another person approves it, signed in with an "
                          "account of their own: sudo -u ACCOUNT newlyn purpose approve ... where "
                          "the workspace belongs to ACCOUNT.",
                          principal(), name));
}

/// Whether an approval that is there does not count.
bool is_approval_invalid(const std::vector<governance::PurposeFinding>& findings) {
  return std::any_of(findings.begin(), findings.end(), [](const auto& finding) {
    return finding.what.find("approval is not valid") != std::string::npos;
  });
}

/// Refuses to approve what is approved. An approval that does not count is given anew.
void expect_to_be_approved(const Home& home, const std::string& name, uint64_t version) {
  const std::string approval = approval_of(home, name, version);
  if (approval.empty() || is_approval_invalid(obstacles_of(home, name, version))) return;
  throw Error(
      Code::request_invalid,
      fmt::format("Version {} of {} is approved already, by {} on {}. Nothing is left to do.",
                  version, name, line_after(approval, "by"), line_after(approval, "on")));
}

/// The latest version of a purpose and its approval by the key in a file.
std::pair<uint64_t, std::string> approval_by(const Home& home, const PurposeApproval& wanted) {
  const std::string& name = wanted.name;
  report_of(home, name);
  const uint64_t version = latest_version(home, name);
  expect_to_be_approved(home, name, version);
  // What is signed is the text that is compared, whatever becomes of the file meanwhile.
  const std::string file = read_text(path_of(home, name, version, "toml"));
  if (governance::version_of(file) != wanted.version) {
    throw Error(Code::request_invalid,
                fmt::format("The latest version of {} is {} and not {}: it was changed since that "
                            "was shown. Read it with newlyn purpose show {}, and name it with "
                            "--version {} if you approve it.",
                            name, governance::version_of(file), wanted.version, name,
                            governance::version_of(file)));
  }
  const governance::PurposeSetting setting = setting_of(home, name, version);
  expect_other_person(setting, name);
  // A clock that was set back does not bring back a day on which it could be approved.
  const std::string day = known_today(home);
  const std::string approval =
      governance::approve_purpose(file, read_text(wanted.key_file), day, setting);
  const std::string owner = line_after(approval, "by");
  if (!governance::same_person(owner, principal())) {
    throw Error(Code::access_refused,
                fmt::format("This is the key of {}, and {} asks. A person approves with their own "
                            "key, signed in as themselves.",
                            owner, principal()));
  }
  if (is_approval_invalid(
          governance::purpose_obstacles({file, approval, approvers_of(home), setting}, day))) {
    throw Error(Code::access_refused,
                fmt::format("This key of {} is not among those who may approve. Make one with "
                            "newlyn purpose key in this workspace, or have its public half "
                            "registered by an administrator.",
                            owner));
  }
  return {version, approval};
}

/// The number of the version that was read.
uint64_t number_of(const Home& home, const std::string& name, const std::string& version) {
  for (uint64_t number = expect_there(home, name); number > 0; --number) {
    const std::string file = read_text(path_of(home, name, number, "toml"));
    if (governance::version_of(file) == version) return number;
  }
  throw Error(
      Code::request_invalid,
      fmt::format("{} has no version {}. newlyn purpose show {} lists them.", name, version, name));
}

}  // namespace

PurposeReport purpose_add(const Asked& asked, const std::string& file, const std::string& after) {
  const Home home = find_home(asked.workspace);
  const std::string text = read_text(file);
  const Deed deed{"purpose add", "a purpose", asked.purpose};
  const governance::Purpose purpose = attempt(home, deed, [&] {
    governance::Purpose read = governance::read_purpose(text);
    for (const auto& finding : governance::check_purpose(read, source_setting(home, read))) {
      throw Error(Code::request_invalid,
                  fmt::format("{} is not added. {} {}", file, finding.what, finding.remedy));
    }
    expect_after(home, read.name, after);
    return read;
  });
  make_change(home, {"purpose add", purpose.name, asked.purpose}, [&]() -> uint64_t {
    make_home_folder(home.folder + "/purposes");
    make_home_folder(folder_of(home, purpose.name));
    return add_version(home, purpose.name, {text, after});
  });
  return remarked_report(home, purpose.name);
}

std::vector<PurposeReport> purpose_list(const Asked& asked) {
  const Home home = find_home(asked.workspace);
  return answer_traced(home, {"purpose list", "all purposes", asked.purpose}, [&](Deed& deed) {
    std::vector<PurposeReport> reports;
    for (const std::string& name : purpose_names(home)) reports.push_back(report_of(home, name));
    deed.count = reports.size();
    return reports;
  });
}

PurposeReport purpose_show(const Asked& asked, const std::string& name) {
  const Home home = find_home(asked.workspace);
  return answer_traced(home, {"purpose show", "purpose " + name, asked.purpose, 1},
                       [&](Deed&) { return remarked_report(home, name); });
}

PurposeReport purpose_check(const Asked& asked, const std::string& name) {
  const Home home = find_home(asked.workspace);
  return answer_traced(home, {"purpose check", "purpose " + name, asked.purpose, 1},
                       [&](Deed&) { return remarked_report(home, name); });
}

PurposeReport purpose_approve(const Asked& asked, const PurposeApproval& wanted) {
  const Home home = find_home(asked.workspace);
  const std::string& name = wanted.name;
  const Deed deed{"purpose approve", "purpose " + name, asked.purpose};
  const auto [version, approval] = attempt(home, deed, [&] { return approval_by(home, wanted); });
  const std::string who = line_after(approval, "by");
  const Deed change{"purpose approve", fmt::format("{} {} by {}", name, version, who),
                    asked.purpose};
  make_change(home, change, [&, number = version, text = approval] {
    write_home_file(path_of(home, name, number, "approval"), text);
    return number;
  });
  return remarked_report(home, name);
}

PurposeReport purpose_gateway(const Asked& asked, const PurposeGateway& wanted) {
  const Home home = find_home(asked.workspace);
  std::string version;
  const auto rows =
      attempt(home, {"purpose gateway", "purpose " + wanted.name, asked.purpose}, [&] {
        version = version_path(home, wanted.name, number_of(home, wanted.name, wanted.version));
        const std::string file = read_text(version + ".toml");
        return gateways_by(home, {version, governance::read_purpose(file)}, wanted);
      });
  for (const governance::RecordedGateway& row : rows) {
    const std::string what =
        fmt::format("{} {}: {} through {}", wanted.name, wanted.version, row.source,
                    row.gateway.empty() ? "no gateway any more" : row.gateway);
    make_change(home, {"purpose gateway", what, asked.purpose}, [&]() -> uint64_t {
      note_gateway(version, row);
      return 1;
    });
  }
  return remarked_report(home, wanted.name);
}

std::vector<LawLine> purpose_law() {
  std::vector<LawLine> lines;
  const auto add = [&](const char* what, const auto& rows) {
    for (const auto& row : rows) {
      lines.push_back({what, std::string(row.name), std::string(row.words), std::string(row.law)});
    }
  };
  add("lawful basis", governance::lawful_bases());
  add("condition", governance::special_conditions());
  add("gateway", governance::legal_gateways());
  add("limit", governance::statutory_limits());
  return lines;
}

std::vector<std::string> purpose_names(const Home& home) {
  std::vector<std::string> names;
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(home.folder + "/purposes", ignored)) {
    const std::string name = entry.path().filename().string();
    if (latest_version(home, name) != 0) names.push_back(name);
  }
  std::sort(names.begin(), names.end());
  return names;
}

governance::PurposeState purpose_state(const Home& home, const std::string& name) {
  const uint64_t version = report_of(home, name).in_force;
  const std::string file = read_text(path_of(home, name, version, "toml"));
  return {governance::read_purpose(file), obstacles_of(home, name, version)};
}

PurposeInForce purpose_in_force(const Home& home, const std::string& name) {
  const PurposeReport report = report_of(home, name);
  const PurposeVersion& version = report.versions[report.in_force - 1];
  return {purpose_state(home, name), version.number, version.approved_by, version.approved_on};
}

}  // namespace newlyn::workspace
