// SPDX-License-Identifier: MIT
// The story of one case: files in, commands run, expectations checked, folder removed.
#include "case_run.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <pwd.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <functional>
#include <sstream>

#include "base/error.h"
#include "checks.h"
#include "content.h"
#include "server.h"
#include "signed_in_run.h"

namespace newlyn::cases {
namespace {

// A temporary folder that is the current one while it lives.
class CaseFolder {
 public:
  CaseFolder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "newlyn_case_XXXXXX").string();
    if (mkdtemp(pattern.data()) == nullptr) {
      throw Error(Code::output_unwritable, "No temporary folder can be made. Set TMPDIR.");
    }
    path_ = std::filesystem::canonical(pattern);
    before_ = std::filesystem::current_path();
    std::filesystem::current_path(path_);
  }
  ~CaseFolder() {
    std::error_code ignored;
    std::filesystem::current_path(before_, ignored);
    if (!kept_) std::filesystem::remove_all(path_, ignored);
  }
  CaseFolder(const CaseFolder&) = delete;
  CaseFolder& operator=(const CaseFolder&) = delete;
  const std::filesystem::path& path() const { return path_; }
  void keep() { kept_ = true; }

 private:
  std::filesystem::path path_;
  std::filesystem::path before_;
  bool kept_ = false;
};

// A file as the standard input of this process while it lives: commands may read either that or
// the stream they are given.
class StandardInput {
 public:
  explicit StandardInput(const std::filesystem::path& path) : before_(dup(STDIN_FILENO)) {
    const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0) return;
    dup2(file, STDIN_FILENO);
    close(file);
  }
  ~StandardInput() {
    dup2(before_, STDIN_FILENO);
    close(before_);
  }
  StandardInput(const StandardInput&) = delete;
  StandardInput& operator=(const StandardInput&) = delete;

 private:
  int before_;
};

// Mounts a small file system in memory at `folder`, seen by this process alone. False where the
// machine does not let us.
bool mount_small(const std::filesystem::path& folder, const std::string& size) {
  if (unshare(CLONE_NEWNS) != 0 && unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0) return false;
  mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr);
  return mount("newlyn_case", folder.c_str(), "tmpfs", 0, ("size=" + size).c_str()) == 0;
}

std::string read_text(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

// The last lines of a text, set in, for a report.
std::string last_lines(const std::string& text) {
  constexpr size_t kShown = 6;
  const std::vector<std::string> lines = split_lines(text);
  std::string shown;
  for (size_t i = lines.size() > kShown ? lines.size() - kShown : 0; i < lines.size(); ++i) {
    shown += fmt::format("    {}\n", lines[i].substr(0, 400));
  }
  return shown;
}

const CodeRow& code_named(const Block& block) {
  const std::string name = block.words.empty() ? "" : block.words[0];
  const auto row = std::find_if(kCodes.begin(), kCodes.end(),
                                [&](const CodeRow& code) { return code.name == name; });
  if (row != kCodes.end()) return *row;
  std::string names;
  for (const CodeRow& code : kCodes)
    names += fmt::format("{}{}", names.empty() ? "" : ", ", code.name);
  throw CaseFault{block.line, fmt::format("'{}' is no error code. Known are {}.", name, names)};
}

// Microseconds since 1970 of "2026-01-31T12:00:00Z".
int64_t micros_of(const Block& block, const std::string& text) {
  tm parts{};
  const char* end = strptime(text.c_str(), "%Y-%m-%dT%H:%M:%SZ", &parts);
  if (end == nullptr || *end != 0) {
    throw CaseFault{block.line, "A time is written 2026-01-31T12:00:00Z."};
  }
  return static_cast<int64_t>(timegm(&parts)) * 1'000'000;
}

// Runs `program` with `words` and kills it when `wait` returns. False when it ended before.
bool kill_after(const std::filesystem::path& program, std::vector<std::string> words,
                const std::function<void()>& wait) {
  words.insert(words.begin(), program.string());
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  const pid_t child = fork();
  if (child == 0) {
    const int nothing = open("/dev/null", O_RDWR);
    for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) dup2(nothing, stream);
    execv(arguments[0], arguments.data());
    _exit(127);
  }
  wait();
  int status = 0;
  const bool running = child > 0 && waitpid(child, &status, WNOHANG) == 0;
  if (running) {
    kill(child, SIGKILL);
    waitpid(child, &status, 0);
  }
  return running;
}

// One walk through the blocks of a case.
class Walk {
 public:
  Walk(const CaseFile& file, const RunSettings& settings, Scene scene)
      : file_(file), settings_(settings), scene_(std::move(scene)), servers_(settings.root) {}

  CaseResult through() {
    CaseResult result;
    for (const auto& [name, value] : settings_.configuration.variables) {
      setenv(name.c_str(), value.c_str(), 1);
    }
    const bool is_signed_in =
        std::any_of(file_.blocks.begin(), file_.blocks.end(),
                    [](const Block& block) { return block.kind == BlockKind::signed_in; });
    if (is_signed_in) sign_in_ = sign_in_allowed();
    for (const Block& block : file_.blocks) {
      if (!step(block)) {
        result.state = CaseState::skipped;
        return result;
      }
    }
    if (!report_.empty()) result.state = CaseState::failed;
    if (report_.empty() && !changes_.empty()) result.state = write_changes();
    result.report = report_;
    return result;
  }

 private:
  // Whether the walk goes on.
  bool step(const Block& block) {
    switch (block.kind) {
      case BlockKind::table:
        put(block, table_content(block));
        break;
      case BlockKind::file:
        put(block, file_content(block));
        break;
      case BlockKind::grow:
        grow(block);
        break;
      case BlockKind::folder:
        return put_folder(block);
      case BlockKind::copy:
        put_copy(block);
        break;
      case BlockKind::remove:
        std::filesystem::remove_all(scene_.folder / block.words.at(0));
        break;
      case BlockKind::symlink:
        put_symlink(block);
        break;
      case BlockKind::written:
        put_time(block);
        break;
      case BlockKind::clock:
        settings_.set_clock(micros_of(block, block.words.at(0)));
        break;
      case BlockKind::signed_in:
        return become(block);
      case BlockKind::database:
        put_database(block);
        break;
      case BlockKind::server:
        return servers_.step(block);
      case BlockKind::set:
        put_variable(block);
        break;
      case BlockKind::not_under:
        return std::find(block.words.begin(), block.words.end(), settings_.configuration.name) ==
               block.words.end();
      case BlockKind::run:
      case BlockKind::run_fails:
        run(block);
        break;
      case BlockKind::run_killed:
        run_killed(block);
        break;
      case BlockKind::expect:
        expect(block);
        break;
    }
    return true;
  }

  // Writes a file, and makes the folders that it lies in.
  void put(const Block& block, const Content& content) {
    const std::filesystem::path path = scene_.folder / content.name;
    std::filesystem::path folder = std::filesystem::path(content.name).parent_path();
    for (; !folder.empty() && !std::filesystem::exists(scene_.folder / folder);
         folder = folder.parent_path()) {
      note_made(folder.string());
    }
    std::error_code failed;
    std::filesystem::create_directories(path.parent_path(), failed);
    std::ofstream out(path, std::ios::binary);
    out << servers_.with_addresses(content.bytes);
    if (!out.flush()) {
      throw CaseFault{block.line, fmt::format("The file {} cannot be written.", content.name)};
    }
    note_made(content.name);
  }

  void note_made(const std::string& name) {
    scene_.made[name] = hash_of_file(scene_.folder / name);
  }

  // Appends one text many times, in pieces, so that a file may be larger than memory.
  void grow(const Block& block) {
    const uint64_t times =
        block.words.size() == 3 ? std::strtoull(block.words[1].c_str(), nullptr, 10) : 0;
    if (times == 0) throw CaseFault{block.line, "Write grow NAME TIMES TEXT."};
    std::ofstream out(scene_.folder / block.words[0], std::ios::binary | std::ios::app);
    constexpr uint64_t kAtOnce = 1 << 16;
    std::string piece;
    for (uint64_t i = 0; i < std::min(times, kAtOnce); ++i) piece += block.words[2];
    for (uint64_t left = times; left > 0 && out; left -= std::min(left, kAtOnce)) {
      const uint64_t bytes = std::min(left, kAtOnce) * block.words[2].size();
      out.write(piece.data(), static_cast<std::streamsize>(bytes));
    }
    for (const std::string& line : block.lines) out << line << '\n';
    if (!out.flush()) throw CaseFault{block.line, "The file cannot be grown so far."};
  }

  void put_symlink(const Block& block) {
    const std::filesystem::path link = scene_.folder / block.words.at(0);
    std::filesystem::create_symlink(block.words.at(1), link);
    note_made(block.words[0]);
  }

  // The time at which a file was last written.
  void put_time(const Block& block) {
    const int64_t micros = micros_of(block, block.words.at(1));
    timespec times[2];
    times[0] = times[1] = {micros / 1'000'000, 0};
    const std::filesystem::path file = scene_.folder / block.words[0];
    if (utimensat(AT_FDCWD, file.c_str(), times, 0) != 0) {
      throw CaseFault{block.line, fmt::format("There is no file {}.", block.words[0])};
    }
  }

  // Goes on as if another account of the machine had signed in and become this one, as people
  // behind sudo do. False where the machine does not allow it.
  bool become(const Block& block) {
    const passwd* account = getpwnam(block.words.at(0).c_str());
    if (account == nullptr || sign_in_ == SignIn::impossible) return false;
    if (sign_in_ == SignIn::kept_by_kernel) return keep_sign_in(account->pw_uid);
    starter_ = account->pw_uid;
    return true;
  }

  // An SQLite database made by the content as SQL.
  void put_database(const Block& block) {
    const std::string name = block.words.at(0);
    const std::filesystem::path script = scene_.folder / ".database_sql";
    std::ofstream(script, std::ios::binary) << fmt::format("{}", fmt::join(block.lines, "\n"));
    const std::string command = fmt::format(
        "python3 -c 'import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); "
        "c.executescript(sys.stdin.read()); c.close()' '{}' < '{}'",
        (scene_.folder / name).string(), script.string());
    const int status = std::system(command.c_str());
    std::filesystem::remove(script);
    if (status != 0) throw CaseFault{block.line, "The SQL of this database fails."};
    note_made(name);
  }

  // False when the machine does not allow a folder of limited size.
  bool put_folder(const Block& block) {
    const std::string& name = block.words.at(0);
    std::filesystem::create_directories(scene_.folder / name);
    note_made(name);
    if (block.words.size() == 1) return true;
    if (block.words.size() != 3 || block.words[1] != "size") {
      throw CaseFault{block.line, "After the name of a folder stands nothing or size 64k."};
    }
    return mount_small(scene_.folder / name, block.words[2]);
  }

  void put_copy(const Block& block) {
    const std::filesystem::path from = settings_.root / block.words.at(0);
    if (!std::filesystem::exists(from)) {
      throw CaseFault{block.line, fmt::format("The repository has no {}.", block.words[0])};
    }
    const std::string name = block.words.size() > 1 ? block.words[1] : from.filename().string();
    put(block, Content{name, read_text(from)});
  }

  void put_variable(const Block& block) {
    const size_t equals = block.rest.find('=');
    if (equals == std::string::npos) throw CaseFault{block.line, "Write set NAME=VALUE."};
    const std::string value = servers_.with_addresses(block.rest.substr(equals + 1));
    setenv(block.rest.substr(0, equals).c_str(), value.c_str(), 1);
  }

  void run(const Block& block) {
    const bool may_fail = block.kind == BlockKind::run_fails;
    const int wanted = may_fail ? code_named(block).exit_status : 0;
    std::vector<std::string> words(block.words.begin() + (may_fail ? 1 : 0), block.words.end());
    if (words.empty() || words[0] != "newlyn") {
      throw CaseFault{block.line, "What is run begins with newlyn."};
    }
    words.erase(words.begin());
    for (std::string& word : words) word = servers_.with_addresses(word);
    std::filesystem::path input = "/dev/null";
    const auto redirect = std::find(words.begin(), words.end(), "<");
    if (redirect != words.end() && redirect + 1 != words.end()) {
      input = scene_.folder / *(redirect + 1);
      words.erase(redirect, redirect + 2);
    }
    const StandardInput real(input);
    std::ifstream in(input, std::ios::binary);
    words = configured(std::move(words), settings_.configuration);
    const CommandEnd end = ended([&](std::ostream& out, std::ostream& err) {
      return settings_.command(words, in, out, err);
    });
    const int status = end.status;
    scene_.last = Outcome{status, servers_.without_addresses(end.output),
                          servers_.without_addresses(end.errors)};
    ran_ = true;
    if (status != wanted) {
      complain(block, fmt::format("The exit status is {}, expected {}{}. It said:\n{}{}", status,
                                  wanted, may_fail ? " (" + block.words[0] + ")" : std::string(),
                                  last_lines(scene_.last.errors), last_lines(scene_.last.output)));
    } else if (may_fail && scene_.last.errors.empty()) {
      complain(block, "The run failed without a word on standard error.");
    }
  }

  // Runs a command here, or where whoever signed in starts it. The program asks once in a process
  // who that is, so all commands of such a case have their own.
  CommandEnd ended(const std::function<int(std::ostream&, std::ostream&)>& command) const {
    if (sign_in_ == SignIn::by_parent) return run_started_by(starter_, command);
    std::ostringstream out;
    std::ostringstream err;
    const int status = command(out, err);
    return {status, out.str(), err.str()};
  }

  // Runs the program beside this one and kills it after some seconds, as a power cut would.
  void run_killed(const Block& block) {
    const std::string wish = block.words.empty() ? "" : block.words[0];
    const double seconds = std::strtod(wish.c_str(), nullptr);
    const bool asleep = wish == "postgres" || wish == "mariadb";
    if ((seconds <= 0 && !asleep) || block.words.size() < 2 || block.words[1] != "newlyn") {
      throw CaseFault{block.line,
                      "Write run_killed SECONDS newlyn ..., or the server it waits in."};
    }
    const std::filesystem::path program =
        std::filesystem::read_symlink("/proc/self/exe").parent_path() / "newlyn";
    std::vector<std::string> words(block.words.begin() + 2, block.words.end());
    for (std::string& word : words) word = servers_.with_addresses(word);
    const bool killed = kill_after(program, std::move(words), [&] {
      if (asleep) return servers_.wait_until_asleep(block, wish);
      usleep(static_cast<useconds_t>(seconds * 1e6));
    });
    scene_.last = Outcome{};
    ran_ = true;
    if (!killed) complain(block, "It had ended by itself before it was to be killed.");
  }

  void expect(const Block& block) {
    if (!ran_) throw CaseFault{block.line, "Something must be run before anything is expected."};
    Verdict verdict = check(block, scene_);
    if (verdict.held) return;
    if (settings_.update && verdict.content) {
      changes_.emplace_back(&block, as_content(*verdict.content));
      return;
    }
    complain(block, verdict.why);
  }

  void complain(const Block& block, const std::string& why) {
    report_ += fmt::format("{}:{}: {}\n  {}\n", file_.path.string(), block.line,
                           file_.raw[block.line - 1], why);
  }

  // Puts the new contents into the file, from its end so that line numbers hold. Comments among
  // the lines of an expectation stay, before what it expects now.
  CaseState write_changes() {
    std::vector<std::string> lines = file_.raw;
    std::reverse(changes_.begin(), changes_.end());
    for (const auto& [block, content] : changes_) {
      const auto begin = lines.begin() + static_cast<std::ptrdiff_t>(block->line);
      const auto end = lines.begin() + static_cast<std::ptrdiff_t>(block->content_end) - 1;
      const auto old = std::stable_partition(begin, std::max(begin, end), is_comment);
      const auto at = lines.erase(old, std::max(begin, end));
      lines.insert(at, content.begin(), content.end());
    }
    std::ofstream out(file_.path, std::ios::binary);
    for (const std::string& line : lines) out << line << '\n';
    out.close();
    if (!out) report_ += fmt::format("{} cannot be written.\n", file_.path.string());
    return report_.empty() ? CaseState::updated : CaseState::failed;
  }

  const CaseFile& file_;
  const RunSettings& settings_;
  Scene scene_;
  Servers servers_;
  SignIn sign_in_ = SignIn::kept_by_kernel;
  uid_t starter_ = 0;  // who starts the commands, where the kernel keeps no sign-in
  bool ran_ = false;
  std::string report_;
  std::vector<std::pair<const Block*, std::vector<std::string>>> changes_;
};

}  // namespace

CaseResult run_case(const std::filesystem::path& path, const RunSettings& settings) {
  try {
    const CaseFile file = parse_case(std::filesystem::absolute(path), read_text(path));
    CaseFolder folder;
    Scene scene;
    scene.folder = folder.path();
    scene.query = settings.query;
    CaseResult result = Walk(file, settings, std::move(scene)).through();
    if (result.state == CaseState::failed && settings.keep) {
      folder.keep();
      result.report += fmt::format("  Its folder is kept: {}\n", folder.path().string());
    }
    return result;
  } catch (const CaseFault& fault) {
    return {CaseState::failed,
            fmt::format("{}:{}: {}\n", path.string(), fault.line, fault.message)};
  } catch (const std::exception& error) {
    return {CaseState::failed, fmt::format("{}: {}\n", path.string(), error.what())};
  }
}

}  // namespace newlyn::cases
