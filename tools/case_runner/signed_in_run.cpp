// SPDX-License-Identifier: MIT
// Asks the kernel what it allows, and forks.
#include "signed_in_run.h"

#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <iterator>
#include <sstream>

#include "base/check.h"

namespace newlyn::cases {
namespace {

constexpr const char* kLogin = "/proc/self/loginuid";
constexpr const char* kUnset = "4294967295";
constexpr int kNotStarted = 126;

int status_of(pid_t child) {
  int ended = 0;
  if (child < 0 || waitpid(child, &ended, 0) != child) return kNotStarted;
  return WIFSIGNALED(ended) ? 128 + WTERMSIG(ended) : WEXITSTATUS(ended);
}

/// A file in memory that processes share.
class SharedText {
 public:
  SharedText() : file_(memfd_create("newlyn_case", MFD_CLOEXEC)) {
    NEWLYN_CHECK(file_ >= 0, "a file in memory can be made");
  }
  ~SharedText() { close(file_); }
  SharedText(const SharedText&) = delete;
  SharedText& operator=(const SharedText&) = delete;

  void write(const std::string& text) const { std::ofstream(path(), std::ios::binary) << text; }
  std::string read() const {
    std::ifstream in(path(), std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }

 private:
  std::string path() const { return "/proc/self/fd/" + std::to_string(file_); }

  int file_;
};

}  // namespace

SignIn sign_in_allowed() {
  // In a process of its own: what was set there once stays. To set it once everybody is allowed; to
  // set it again, as cases do, takes a right that containers do not have.
  const pid_t child = fork();
  if (child == 0) _exit(keep_sign_in(getuid()) && keep_sign_in(getuid()) ? 0 : 1);
  if (status_of(child) == 0) return SignIn::kept_by_kernel;
  std::string kept;
  std::ifstream(kLogin) >> kept;
  return geteuid() == 0 && kept == kUnset ? SignIn::by_parent : SignIn::impossible;
}

bool keep_sign_in(uid_t account) {
  std::ofstream file(kLogin);
  return (file << account << std::flush).good();
}

CommandEnd run_started_by(uid_t account,
                          const std::function<int(std::ostream&, std::ostream&)>& command) {
  const SharedText output;
  const SharedText errors;
  const pid_t person = fork();
  if (person == 0) {
    // The rights stay those of this program, as sudo leaves them; whose it is changes.
    if (setresuid(account, 0, 0) != 0) _exit(kNotStarted);
    const pid_t program = fork();
    if (program == 0) {
      if (setresuid(0, 0, 0) != 0) _exit(kNotStarted);
      std::ostringstream out;
      std::ostringstream err;
      const int status = command(out, err);
      output.write(out.str());
      errors.write(err.str());
      _exit(status);
    }
    _exit(status_of(program));
  }
  const int status = status_of(person);
  return {status, output.read(), errors.read()};
}

}  // namespace newlyn::cases
