// SPDX-License-Identifier: MIT
// Forking a process per case and gathering what they report through pipes.
#include "fleet.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdio>

#include "base/clock.h"
#include "base/error.h"

namespace newlyn::cases {
namespace {

// A running child: its report begins with one letter, the state.
struct Child {
  pid_t pid = 0;
  int pipe = -1;
  double began = 0;
  std::filesystem::path path;
  std::string said;
};

bool is_slow(const std::filesystem::path& path) { return path.extension() == ".case_slow"; }

[[noreturn]] void be_child(const std::filesystem::path& path, const RunSettings& settings,
                           int pipe) {
  const CaseResult result = run_case(path, settings);
  std::string said(1, static_cast<char>('0' + static_cast<int>(result.state)));
  said += result.report;
  std::string_view left = said;
  while (!left.empty()) {
    const ssize_t written = write(pipe, left.data(), left.size());
    if (written <= 0) break;
    left.remove_prefix(static_cast<size_t>(written));
  }
  std::fflush(nullptr);
  _exit(0);
}

Child start(const std::filesystem::path& path, const RunSettings& settings,
            const FleetSettings& fleet) {
  int ends[2];
  // A server that a case started must not hold the pipe: where the case dies, it runs on until
  // somebody sees that its owner is gone, which we do when the pipe ends.
  if (pipe2(ends, O_CLOEXEC) != 0)
    throw Error(Code::resource_exhausted, "No pipe can be made for a case.");
  std::fflush(nullptr);
  const pid_t pid = fork();
  if (pid < 0) throw Error(Code::resource_exhausted, "No process can be started for a case.");
  if (pid == 0) {
    close(ends[0]);
    alarm(is_slow(path) ? fleet.slow_seconds_max : fleet.fast_seconds_max);
    be_child(path, settings, ends[1]);
  }
  close(ends[1]);
  return Child{pid, ends[0], monotonic_seconds(), path, {}};
}

// Takes what the child says; false when it has ended.
bool listen(Child& child) {
  char buffer[65536];
  const ssize_t count = read(child.pipe, buffer, sizeof buffer);
  if (count > 0) child.said.append(buffer, static_cast<size_t>(count));
  return count > 0;
}

FleetResult finish(const Child& child) {
  close(child.pipe);
  int status = 0;
  waitpid(child.pid, &status, 0);
  FleetResult ended{child.path, {}, monotonic_seconds() - child.began};
  if (!child.said.empty()) {
    ended.result.state = static_cast<CaseState>(child.said[0] - '0');
    ended.result.report = child.said.substr(1);
    return ended;
  }
  ended.result.state = CaseState::failed;
  const int signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
  const std::string how = signal == SIGALRM ? "took too long and was stopped"
                          : signal != 0     ? fmt::format("crashed with signal {}", signal)
                                            : "ended the process without a word";
  ended.result.report =
      fmt::format("{}:1: The case {} after {:.1f} s.\n", child.path.string(), how, ended.seconds);
  return ended;
}

}  // namespace

void run_fleet(const std::vector<std::filesystem::path>& paths, const RunSettings& settings,
               const FleetSettings& fleet, const std::function<void(const FleetResult&)>& done) {
  std::vector<Child> children;
  size_t next = 0;
  while (next < paths.size() || !children.empty()) {
    while (next < paths.size() && children.size() < std::max<size_t>(1, fleet.jobs)) {
      children.push_back(start(paths[next++], settings, fleet));
    }
    std::vector<pollfd> waits;
    for (const Child& child : children) waits.push_back(pollfd{child.pipe, POLLIN, 0});
    poll(waits.data(), waits.size(), -1);
    for (size_t i = children.size(); i-- > 0;) {
      if (waits[i].revents == 0 || listen(children[i])) continue;
      done(finish(children[i]));
      children.erase(children.begin() + static_cast<std::ptrdiff_t>(i));
    }
  }
}

std::vector<std::filesystem::path> find_cases(const std::filesystem::path& folder,
                                              const std::vector<std::string>& patterns,
                                              bool slow_too) {
  std::vector<std::filesystem::path> found;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    const std::filesystem::path& path = entry.path();
    const std::string name = path.string();
    const bool meant = patterns.empty() ||
                       std::any_of(patterns.begin(), patterns.end(), [&](const std::string& word) {
                         return name.find(word) != std::string::npos;
                       });
    if (meant && (path.extension() == ".case" || (slow_too && is_slow(path)))) {
      found.push_back(path);
    }
  }
  std::sort(found.begin(), found.end());
  return found;
}

}  // namespace newlyn::cases
