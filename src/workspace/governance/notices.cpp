// SPDX-License-Identifier: MIT
// Notices are files, so that telling of them costs a command nothing where there are none.
#include "workspace/notices.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <pwd.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>

#include "base/clock.h"
#include "base/error.h"
#include "governance/facts.h"
#include "governance/policy.h"
#include "workspace/governance/behind_account.h"
#include "workspace/governance/home_policy.h"
#include "workspace/governance/named_roles.h"
#include "workspace/governance/notice_files.h"
#include "workspace/governance/read_text.h"
#include "workspace/governance/trace.h"
#include "workspace/rights/request_book.h"

namespace newlyn::workspace {
namespace {

namespace fs = std::filesystem;

std::string notices_of(const Home& home) { return home.folder + "/notices"; }

std::string read_mark(const Home& home, uint64_t entry) {
  return fmt::format("{}/{}.read", notices_of(home), entry);
}

/// Waits until the names in a folder are on the device.
void sync_folder(const std::string& path) {
  const int folder = ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  const int failed = folder < 0 || ::fsync(folder) != 0 ? errno : 0;
  if (folder >= 0) ::close(folder);
  if (failed == 0) return;
  throw Error(Code::output_unwritable,
              fmt::format("The notice in '{}' cannot be made durable, so no seal is opened: {}. "
                          "Look at the disk.",
                          path, std::strerror(failed)));
}

/// "Head of customers" as a role or team would be called.
std::string as_name(std::string_view owner) {
  std::string name;
  for (const unsigned char letter : owner) {
    name += letter == ' ' ? '_' : static_cast<char>(std::tolower(letter));
  }
  return name;
}

/// Everybody whom the files of the workspace name, with their roles and teams.
struct Staff {
  std::set<std::string> accounts;
  governance::Policy policy;
};

Staff read_staff(const Home& home) {
  governance::Entities entities =
      governance::policy_entities(governance::read_roles(policy_file_text(home, "roles.toml")),
                                  governance::read_facts(policy_file_text(home, "facts.toml")), {});
  std::set<std::string> accounts = named_governance_officers(home);
  for (const auto& [name, of] : entities) {
    if (name.type == "User") accounts.insert(name.id);
  }
  return {std::move(accounts), governance::Policy::parse("", std::move(entities))};
}

bool is_account(const std::string& name) { return ::getpwnam(name.c_str()) != nullptr; }

bool is_owner(const Staff& staff, const std::string& who, std::string_view owner) {
  if (who == owner) return true;
  for (const std::string& name : {std::string(owner), as_name(owner)}) {
    for (const char* type : {"Role", "Team"}) {
      if (staff.policy.belongs({"User", who}, {type, name})) return true;
    }
  }
  return false;
}

/// Whether it is so for somebody who has an account here, the owner's own name among them.
template <typename Is>
bool is_any(const Staff& staff, std::string_view owner, Is is) {
  if (is_account(std::string(owner)) && is(std::string(owner))) return true;
  return std::any_of(staff.accounts.begin(), staff.accounts.end(),
                     [&](const std::string& who) { return is(who) && is_account(who); });
}

/// The number of a file of the folder; nothing for another file.
std::optional<uint64_t> entry_of(const fs::path& path) {
  if (path.extension() != ".json") return std::nullopt;
  const std::string stem = path.stem().string();
  uint64_t entry = 0;
  const auto read = std::from_chars(stem.data(), stem.data() + stem.size(), entry);
  const bool is_whole = read.ec == std::errc() && read.ptr == stem.data() + stem.size();
  return is_whole ? std::optional(entry) : std::nullopt;
}

/// To whom notice is that nobody has listed, with how many; empty where the folder is.
std::map<std::string, uint64_t> unread(const Home& home) {
  std::map<std::string, uint64_t> of_owner;
  std::error_code ignored;
  for (const auto& file : fs::directory_iterator(notices_of(home), ignored)) {
    const auto entry = entry_of(file.path());
    if (!entry || fs::exists(read_mark(home, *entry), ignored)) continue;
    const auto json = nlohmann::json::parse(read_text(file.path().string()), nullptr, false);
    if (!json.is_object()) continue;
    const auto to = json.find("to");
    if (to != json.end() && to->is_string()) ++of_owner[to->get<std::string>()];
  }
  return of_owner;
}

std::string line_of(const Home& home) {
  std::string line;
  bool is_own = true;
  for (const auto& [owner, count] : unread(home)) {
    const Told told = told_for(home, principal(), owner);
    if (told == Told::no) continue;
    is_own = is_own && told == Told::as_owner;
    line +=
        fmt::format("{}{} for {}{}: newlyn seal list --owner \"{}\"", line.empty() ? "" : "; ",
                    count, owner, told == Told::instead ? ", who has no account here" : "", owner);
  }
  if (line.empty()) return "";
  return fmt::format(
      "Notices that somebody broke a seal open under a purpose {} wait to be read, {}",
      is_own ? "of yours" : "that you answer for", line);
}

}  // namespace

std::string write_notice_file(const Home& home, uint64_t entry, const std::string& text) {
  make_home_folder(notices_of(home));
  const std::string path = fmt::format("notices/{}.json", entry);
  write_home_file(home.folder + "/" + path, text);
  sync_folder(notices_of(home));
  sync_folder(home.folder);
  return path;
}

Told told_for(const Home& home, const std::string& who, std::string_view owner) {
  const Staff staff = read_staff(home);
  if (is_owner(staff, who, owner)) return Told::as_owner;
  if (is_any(staff, owner, [&](const std::string& of) { return is_owner(staff, of, owner); })) {
    return Told::no;
  }
  const auto is_officer = [&](const std::string& other) {
    return is_governance_officer(home, other);
  };
  const bool stands_in =
      is_officer(who) || (!is_any(staff, owner, is_officer) && has_role(home, who, kAdministrator));
  return stands_in ? Told::instead : Told::no;
}

void note_notices_read(const Home& home, const std::vector<uint64_t>& entries) {
  std::error_code ignored;
  for (const uint64_t entry : entries) {
    const std::string mark = read_mark(home, entry);
    if (fs::exists(mark, ignored) || !fs::is_directory(notices_of(home), ignored)) continue;
    write_home_file(mark, fmt::format("{} {}\n", now_text(), principal()));
  }
}

std::string waiting_notices(const std::vector<std::string>& arguments) {
  try {
    const std::optional<Home> home = home_in_use(arguments);
    return home ? line_of(*home) : "";
  } catch (const Error&) {
    return "";  // what cannot be read is told by the verbs that need it
  } catch (const fs::filesystem_error&) {
    return "";
  }
}

}  // namespace newlyn::workspace
