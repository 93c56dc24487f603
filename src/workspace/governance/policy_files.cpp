// SPDX-License-Identifier: MIT
// Versions of the policy's files: policy/history/NAME/N with N.by beside it, which says who and
// when. A put compares and writes under a lock, so of two at once the second sees the first one's
// version.
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>

#include "base/clock.h"
#include "base/error.h"
#include "governance/facts.h"
#include "governance/purpose.h"
#include "workspace/governance/home_policy.h"
#include "workspace/governance/named_roles.h"
#include "workspace/governance/policy_remarks.h"
#include "workspace/governance/read_text.h"
#include "workspace/governance/trace.h"
#include "workspace/index/entity_kinds.h"
#include "workspace/policy.h"

namespace newlyn::workspace {
namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 5> kFiles = {"rules.policy", "roles.toml", "facts.toml",
                                                    "assigned.csv", "tests.toml"};

/// Holds the lock of the policy's folder; others wait.
class PolicyLock {
 public:
  explicit PolicyLock(const Home& home) {
    make_home_folder(home.folder + "/policy");
    const std::string path = home.folder + "/policy";
    file_ = ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (file_ >= 0 && ::flock(file_, LOCK_EX) == 0) return;
    const int problem = errno;
    if (file_ >= 0) ::close(file_);
    throw Error(Code::output_unwritable,
                fmt::format("The folder {} cannot be locked: {}. Look who may write there.", path,
                            std::strerror(problem)));
  }
  ~PolicyLock() { ::close(file_); }
  PolicyLock(const PolicyLock&) = delete;
  PolicyLock& operator=(const PolicyLock&) = delete;

 private:
  int file_ = -1;
};

void check_name(const std::string& name) {
  if (std::find(kFiles.begin(), kFiles.end(), name) != kFiles.end()) return;
  throw Error(Code::request_invalid,
              fmt::format("'{}' is no file of a policy. Name rules.policy, roles.toml, facts.toml, "
                          "assigned.csv or tests.toml.",
                          name));
}

std::string history_of(const Home& home, const std::string& name) {
  return policy_file(home, "history/" + name);
}

std::string kept_path(const Home& home, const std::string& name, uint64_t number) {
  return fmt::format("{}/{}", history_of(home, name), number);
}

uint64_t kept_count(const Home& home, const std::string& name) {
  uint64_t count = 0;
  while (fs::exists(kept_path(home, name, count + 1))) ++count;
  return count;
}

PolicyFileLine line_of(const Home& home, const std::string& name) {
  PolicyFileLine line;
  line.name = name;
  line.kept = kept_count(home, name);
  if (!fs::exists(policy_file(home, name))) return line;
  const std::string text = policy_file_text(home, name);
  line.version = governance::version_of(text);
  if (line.kept == 0 || read_text(kept_path(home, name, line.kept)) != text) return line;
  const std::string by = read_text(kept_path(home, name, line.kept) + ".by");
  const size_t end = by.find('\n');
  line.who = by.substr(0, end);
  if (end != by.npos) line.when = by.substr(end + 1, by.find('\n', end + 1) - end - 1);
  return line;
}

/// Keeps a text as the next version; who is empty for one that was found there.
void keep(const Home& home, const std::string& name, const std::string& text,
          const std::string& who) {
  const std::string path = kept_path(home, name, kept_count(home, name) + 1);
  write_home_file(path + ".by", who.empty() ? "\n" : fmt::format("{}\n{}\n", who, now_text()));
  write_home_file(path, text);
}

/// A policy as it would be with one file changed.
struct NextPolicy {
  const Home& home;
  const std::string& name;
  const std::string& text;

  std::string of(const std::string& file) const {
    return file == name ? text : policy_file_text(home, file);
  }
};

void check_facts(const std::string& text) {
  for (const governance::RestrictedClass& of : governance::read_facts(text).restricted) {
    for (const std::string& id : of.entities) {
      if (entity_kind_of_id(id) != nullptr) continue;
      throw Error(Code::request_invalid,
                  fmt::format("restricted.{} in the facts names '{}', which is no id of an entity. "
                              "Look whether it was mistyped.",
                              of.name, id));
    }
  }
}

/// Reads all of it. Returns how many tests fail. Throws for what cannot be read.
uint64_t check_policy(const NextPolicy& next, const std::string& file) {
  if (next.name == "assigned.csv") read_assignments_file(file);
  check_facts(next.of("facts.toml"));
  const std::string tests = next.of("tests.toml");
  const auto users = tests.empty() ? std::vector<std::string>() : governance::tested_users(tests);
  const auto policy = governance::Policy::parse(
      next.of("rules.policy"),
      governance::policy_entities(governance::read_roles(next.of("roles.toml")),
                                  governance::read_facts(next.of("facts.toml")), users));
  uint64_t failed = 0;
  if (tests.empty()) return failed;
  for (const auto& result : governance::run_policy_tests(policy, tests)) {
    failed += result.passed ? 0 : 1;
  }
  return failed;
}

/// Where somebody is an administrator, nobody else changes the policy.
void expect_administrator(const Home& home) {
  if (!is_role_given(home, kAdministrator) || has_role(home, principal(), kAdministrator)) return;
  throw Error(Code::access_refused,
              fmt::format("The policy is changed by those alone who have the role {} in "
                          "policy/roles.toml. Ask one of them.",
                          kAdministrator));
}

void expect_after(const PolicyFileLine& now, const std::string& after) {
  if (now.version == after) return;
  if (now.version.empty()) {
    throw Error(Code::request_invalid,
                fmt::format("There is no {} yet, so none comes before yours. Leave --after out.",
                            now.name));
  }
  const std::string by =
      now.who.empty() ? "by hand" : fmt::format("by {} on {}", now.who, now.when);
  if (after.empty()) {
    throw Error(
        Code::request_invalid,
        fmt::format("There is a {} already, version {}, put there {}. Look at it with newlyn "
                    "policy show {}, and say with --after {} that yours comes after it.",
                    now.name, now.version, by, now.name, now.version));
  }
  throw Error(Code::request_invalid,
              fmt::format("{} is not version {} any more: version {} was put there {}, and yours "
                          "would undo it. Look at it with newlyn policy show {}, bring your change "
                          "into it, and give --after {}.",
                          now.name, after, now.version, by, now.name, now.version));
}

}  // namespace

std::vector<std::string> remarks_of_policy(const std::string& workspace, bool starter) {
  const Home home = find_home(workspace);
  const std::string folder = starter ? "starter/" : "";
  if (!fs::exists(policy_file(home, folder + "rules.policy"))) return {};
  try {
    return policy_remarks(home, {policy_file_text(home, folder + "rules.policy"),
                                 policy_file_text(home, folder + "roles.toml"),
                                 policy_file_text(home, folder + "facts.toml")});
  } catch (const Error& error) {
    // What cannot be read lets nobody in, which is said where somebody asks.
    if (error.code() != Code::request_invalid) throw;
    return {};
  }
}

std::vector<PolicyFileLine> policy_list(const Asked& asked) {
  const Home home = find_home(asked.workspace);
  return answer_traced(home, {"policy list", "the policy", asked.purpose}, [&](Deed& deed) {
    std::vector<PolicyFileLine> lines;
    for (const std::string_view name : kFiles) {
      lines.push_back(line_of(home, std::string(name)));
      if (name == "rules.policy") lines.back().remarks = remarks_of_policy(asked.workspace, false);
    }
    deed.count = lines.size();
    return lines;
  });
}

PolicyFileText policy_show(const Asked& asked, const std::string& name) {
  const Home home = find_home(asked.workspace);
  return answer_traced(home, {"policy show", "the policy", asked.purpose, 1}, [&](Deed&) {
    check_name(name);
    if (!fs::exists(policy_file(home, name))) {
      throw Error(Code::request_invalid,
                  fmt::format("There is no {} yet. newlyn policy put makes one.", name));
    }
    return PolicyFileText{line_of(home, name), policy_file_text(home, name)};
  });
}

PolicyPutAnswer policy_put(const PolicyPutRequest& request) {
  const Home home = find_home(request.asked.workspace);
  const std::string name =
      request.name.empty() ? fs::path(request.file).filename().string() : request.name;
  const Deed deed{"policy put", "the policy", request.asked.purpose};
  PolicyPutAnswer answer;
  std::unique_ptr<PolicyLock> lock;
  const std::string text = attempt(home, deed, [&] {
    check_name(name);
    const std::string given = read_text(request.file);
    expect_administrator(home);
    lock = std::make_unique<PolicyLock>(home);
    expect_after(line_of(home, name), request.after);
    answer.failed_tests = check_policy({home, name, given}, request.file);
    return given;
  });
  const std::string version = governance::version_of(text);
  make_change(home, {"policy put", fmt::format("{} {}", name, version), request.asked.purpose},
              [&]() -> uint64_t {
                make_home_folder(policy_file(home, "history"));
                make_home_folder(history_of(home, name));
                const PolicyFileLine before = line_of(home, name);
                if (!before.version.empty() && before.who.empty()) {
                  keep(home, name, policy_file_text(home, name), "");
                }
                keep(home, name, text, principal());
                write_home_file(policy_file(home, name), text);
                return 1;
              });
  answer.line = line_of(home, name);
  answer.remarks = remarks_of_policy(request.asked.workspace, false);
  return answer;
}

}  // namespace newlyn::workspace
