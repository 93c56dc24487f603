// SPDX-License-Identifier: MIT
// Makes and finds workspaces. What is made is readable by its owner alone from the first moment.
#include "workspace/home.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <string_view>

#include "base/error.h"
#include "governance/audit_log.h"
#include "workspace/governance/behind_account.h"
#include "workspace/governance/key_ring.h"
#include "workspace/governance/starter_policy.h"
#include "workspace/governance/trace.h"
#include "workspace/home/folder_refusal.h"
#include "workspace/home/home_named.h"
#include "workspace/home/settings.h"
#include "workspace/home/store_version.h"
#include "workspace/keeping/manifest.h"

namespace newlyn::workspace {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kSettings =
    R"(# A Newlyn workspace. This folder is the whole of it: copy it and you have everything.
#   store.duckdb  records as last read, their history, what was linked
#   sources/      one readable file for each source
#   index/        entities over time
#   models/       trained models
#   packs/        questions in a box
#   quality/      rules of your own on how good sources must be; made when there are some
#   catalogue/    what sources are, for those who may ask for them; made when it is begun
#   policy/       who may do what; policy/starter has one to begin with, which counts for nothing
#                 until it is put in place
#   rights/       what people asked for who are in the records, and what was done
#   audit/        who did what for which purpose
#   workspace.key what secrets and the keys of the audit log are sealed under; keep a copy
#                 elsewhere: newlyn key export
# Everything here is for the account that runs newlyn alone. Passwords never stand in these files.

[schedule]
# When sources are read and records are linked: "hourly" or a time of day. newlyn source schedule
# prints the systemd timer or the cron line for it.
# read = "02:00"
# link = "04:00"
# link_purpose = "NAME"

[store]
# store.duckdb and what large work spills are encrypted under a key made of the workspace's. With
# "none" they stay in clear, from the next newlyn key rotate on; the disk should be encrypted then.
# encryption = "none"
# "none" keeps store.duckdb without compression: larger, and in clear open to a search of its
# bytes.
# compression = "none"

[rights]
# Accounts that see the values of people who are restricted: newlyn rights restrict.
# officers = ["account.of.an.officer"]
# Accounts that may seal a person's former identity, see that it is and lift it: newlyn rights
# seal-identity.
# information_governance_officers = ["account.of.an.officer"]

[linking]
# From which probability on records are put together. To take two people for one harms more than
# to miss that they are one: 0.8 says four times more. Counts from the next newlyn link --refit.
threshold = 0.8

[exports]
# For how many days what is handed out may be kept, unless a purpose or --expires says it.
# keep_days = 30

[purposes]
# What needs an approved purpose (newlyn purpose --help): "across_sources" is linking several
# sources and asking about what was linked of them, "always" and "never" are what they say.
demanded = "across_sources"
)";

void make_folder(const std::string& folder) {
  if (::mkdir(folder.c_str(), 0700) == 0) return;
  int problem = errno;
  std::error_code failed;
  const bool is_empty =
      problem == EEXIST && fs::is_directory(folder, failed) && fs::is_empty(folder, failed);
  if (problem == EEXIST && !(is_empty && !failed)) {
    throw Error(Code::request_invalid,
                fmt::format("'{}' is there already and is no empty folder. Name a folder that is "
                            "not there yet.",
                            folder));
  }
  if (is_empty) {
    if (::chmod(folder.c_str(), 0700) == 0) return;
    problem = errno;
  }
  throw folder_refusal(folder, problem);
}

/// Whether a folder is a workspace. One that may not be looked into is none for who asks.
bool holds_settings(const fs::path& folder) {
  std::error_code ignored;
  return fs::exists(folder / "newlyn.toml", ignored);
}

/// The workspace in a folder. Throws Error(access_refused) for a backup of one.
Home home_at(const fs::path& folder) {
  std::error_code ignored;
  if (fs::exists(folder / kManifestName, ignored)) {
    throw Error(
        Code::access_refused,
        fmt::format("'{}' is not used: it is a backup. newlyn restore makes a workspace of it.",
                    folder.string()));
  }
  return {fs::absolute(folder).lexically_normal().string()};
}

/// Sets what newlyn.toml says of the store.
void set_compression(const Home& home, store::Store& store) {
  std::string compression;
  try {
    compression = read_settings(home)["store"]["compression"].value_or(std::string());
  } catch (const Error&) {
    return;  // who needs a setting that cannot be read says so
  }
  if (compression.empty()) return;
  if (compression != "none") {
    throw Error(Code::request_invalid,
                fmt::format("newlyn.toml: compression = \"{}\" under [store] is not known. Write "
                            "\"none\", or leave it out.",
                            compression));
  }
  store.run("SET force_compression = 'uncompressed'");
}

/// Opens the store with that key of the workspace which it was written under: while a rotation is
/// not finished there are several.
KeyedStore open_store(const Home& home) {
  store::StoreOptions options{home.store(), 0, home.temporary()};
  if (!fs::exists(options.path)) {
    throw Error(Code::store_failed,
                fmt::format("The store {} is not there. Nothing was made in its place. newlyn "
                            "restore makes a workspace of the last backup.",
                            options.path));
  }
  if (!store::is_encrypted(options.path)) return {store::Store::open(options), ""};
  const governance::KeyRing ring = needed_keys(home).ring;
  for (size_t i = 0; i + 1 < ring.size(); ++i) {
    options.key = store_key(ring[i]);
    try {
      return {store::Store::open(options), options.key};
    } catch (const Error& error) {
      if (error.code() != Code::access_refused) throw;
    }
  }
  options.key = store_key(ring.back());
  return {store::Store::open(options), options.key};
}

bool is_time_of_day(std::string_view text) {
  const auto digit = [&](size_t i) { return text[i] >= '0' && text[i] <= '9'; };
  return text.size() == 5 && text[2] == ':' && digit(0) && digit(1) && digit(3) && digit(4) &&
         text.substr(0, 2) < "24" && text[3] < '6';
}

}  // namespace

Home make_home(const std::string& folder) {
  make_folder(folder);
  const Home home{fs::canonical(folder).string()};
  for (const char* name : {"audit", "index", "sources", "models", "packs", "temporary"}) {
    make_folder(home.folder + "/" + name);
  }
  const HomeKeys keys = make_home_keys(home);
  const mode_t before = ::umask(077);
  {
    const auto store =
        store::Store::open({home.store(), 0, home.temporary(), store_key(keys.ring[0])});
    begin_store(*store);
  }
  ::umask(before);
  governance::AuditLog::create(home.folder + "/audit", "newlyn/audit", keys.ring);
  write_starter_policy(home);
  write_home_file(home.settings(), std::string(kSettings));
  make_change(home, {"init", "this workspace", ""}, [] { return uint64_t{1}; });
  return home;
}

Home home_named(const std::string& named) {
  std::string wish = named;
  if (wish.empty()) {
    const char* variable = std::getenv("NEWLYN_WORKSPACE");
    if (variable != nullptr) wish = variable;
  }
  if (!wish.empty()) {
    if (holds_settings(wish)) return home_at(wish);
    throw Error(Code::request_invalid,
                fmt::format("'{}' is no workspace: it holds no newlyn.toml. Make one with newlyn "
                            "init {}.",
                            wish, wish));
  }
  for (fs::path at = fs::current_path();; at = at.parent_path()) {
    if (holds_settings(at)) return home_at(at);
    if (at == at.parent_path()) break;
  }
  throw Error(Code::request_invalid,
              "There is no workspace here or above. Make one with newlyn init DIR, go into one, or "
              "name one with --workspace DIR.");
}

Home find_home(const std::string& named) { return reachable(home_named(named), named); }

std::unique_ptr<store::Store> open_home_store(const Home& home) {
  const mode_t before = ::umask(077);
  try {
    KeyedStore opened = open_store(home);
    bring_up_to_date(home, opened);
    ::umask(before);
    set_compression(home, *opened.store);
    return std::move(opened.store);
  } catch (const Error& error) {
    ::umask(before);
    const std::string_view message = error.what();
    if (message.find("not a valid DuckDB database") != message.npos) {
      throw Error(
          Code::store_failed,
          fmt::format("{} is not the store of a workspace. newlyn restore makes a workspace "
                      "of the last backup.",
                      home.store()));
    }
    const size_t process = message.find("(PID ");
    if (message.find("Conflicting lock") == message.npos) throw;
    const std::string_view number =
        process == message.npos
            ? "another"
            : message.substr(process + 5, message.find(')', process) - process - 5);
    throw Error(Code::store_failed,
                fmt::format("The workspace '{}' is in use by process {}. Try again when that has "
                            "ended.",
                            home.folder, number));
  }
}

std::unique_ptr<store::Store> open_scratch_store(const Home& home) {
  store::StoreOptions options{"", 0, home.temporary()};
  options.encrypts_spill = true;
  return store::Store::open(options);
}

void write_home_file(const std::string& path, const std::string& text) {
  const std::string part = path + ".part";
  const int file =
      ::open(part.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
  const bool written =
      file >= 0 && ::write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size()) &&
      ::fsync(file) == 0;
  std::string reason = written ? "" : std::strerror(errno);
  if (file >= 0) ::close(file);
  if (written && ::rename(part.c_str(), path.c_str()) == 0) return;
  if (written) reason = std::strerror(errno);
  ::unlink(part.c_str());
  throw Error(Code::output_unwritable,
              fmt::format("'{}' cannot be written: {}. Look at the place, who may write there, and "
                          "whether the disk is full.",
                          path, reason));
}

void make_home_folder(const std::string& folder) {
  if (::mkdir(folder.c_str(), 0700) == 0) return;
  const int problem = errno;
  std::error_code failed;
  if (problem == EEXIST && fs::is_directory(folder, failed)) return;
  throw folder_refusal(folder, problem);
}

toml::table read_settings(const Home& home) {
  try {
    return toml::parse_file(home.settings());
  } catch (const toml::parse_error& problem) {
    throw Error(Code::request_invalid,
                fmt::format("newlyn.toml:{}: {}. Correct it and try again.",
                            problem.source().begin.line, problem.description()));
  }
}

double read_link_threshold(const Home& home) {
  constexpr double kUsual = 0.8;
  constexpr double kLeast = 0.5;
  const toml::table settings = read_settings(home);
  const auto written = settings["linking"]["threshold"];
  if (!written) return kUsual;
  const double threshold = written.value_or(0.0);
  if (threshold >= kLeast && threshold < 1) return threshold;
  throw Error(
      Code::request_invalid,
      "newlyn.toml: threshold under [linking] is a probability of at least 0.5 and below 1, "
      "such as 0.8.");
}

HomeSchedule read_schedule(const Home& home) {
  HomeSchedule schedule;
  const toml::table settings = read_settings(home);
  schedule.read = settings["schedule"]["read"].value_or(std::string());
  schedule.link = settings["schedule"]["link"].value_or(std::string());
  schedule.link_purpose = settings["schedule"]["link_purpose"].value_or(std::string());
  const bool is_word =
      std::all_of(schedule.link_purpose.begin(), schedule.link_purpose.end(),
                  [](unsigned char c) { return std::isalnum(c) != 0 || c == '_' || c == '-'; });
  if (!is_word) {
    throw Error(Code::request_invalid,
                fmt::format("newlyn.toml: link_purpose = \"{}\" is no name of a purpose: it is one "
                            "word.",
                            schedule.link_purpose));
  }
  for (const std::string* time : {&schedule.read, &schedule.link}) {
    if (time->empty() || *time == "hourly" || is_time_of_day(*time)) continue;
    throw Error(Code::request_invalid,
                fmt::format("newlyn.toml: '{}' is no time to start at. Write \"hourly\" or a time "
                            "of day, \"02:00\".",
                            *time));
  }
  return schedule;
}

}  // namespace newlyn::workspace
