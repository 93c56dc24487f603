// SPDX-License-Identifier: MIT
// Notes that are renamed from hand to hand.
#include "workspace/keeping/backup_queue.h"

#include <fmt/format.h>
#include <signal.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
#include <thread>

#include "base/error.h"
#include "workspace/governance/read_text.h"

namespace newlyn::workspace {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds kPause{50};

std::string folder_of(const Home& home) { return home.temporary() + "/backups"; }

void remove_quietly(const std::string& path) {
  std::error_code ignored;
  fs::remove(path, ignored);
}

std::string ask_text(const BackupRequest& request) {
  const nlohmann::ordered_json json = {{"target", fs::absolute(request.target).string()},
                                       {"purpose", request.purpose},
                                       {"expires", request.expires}};
  return json.dump() + "\n";
}

std::string answer_text(const BackupAnswer& answer) {
  const nlohmann::ordered_json json = {{"folder", answer.folder},
                                       {"made", answer.made},
                                       {"files", answer.files},
                                       {"bytes", answer.bytes},
                                       {"hash", answer.hash}};
  return json.dump() + "\n";
}

BackupAnswer answer_of(const std::string& path) {
  const auto json = nlohmann::json::parse(read_text(path));
  return {json.at("folder"), json.at("made"), json.at("files"), json.at("bytes"), json.at("hash")};
}

[[noreturn]] void throw_failure(const std::string& path) {
  const auto json = nlohmann::json::parse(read_text(path));
  throw Error(static_cast<Code>(json.at("code").get<int>()), json.at("message").get<std::string>());
}

/// A note of this process, taken away at the end whatever became of it.
class Note {
 public:
  Note(const Home& home, const BackupRequest& request)
      : path_(fmt::format("{}/{}-{}", folder_of(home), ::getpid(),
                          Clock::now().time_since_epoch().count())) {
    make_home_folder(folder_of(home));
    write_home_file(path_ + ".ask", ask_text(request));
  }
  ~Note() {
    for (const char* end : {".ask", ".taken", ".done", ".failed"}) remove_quietly(path_ + end);
  }
  Note(const Note&) = delete;
  Note& operator=(const Note&) = delete;

  /// The answer, once there is one. Throws what the other process answered.
  std::optional<BackupAnswer> answer() const {
    if (fs::exists(path_ + ".failed")) throw_failure(path_ + ".failed");
    if (!fs::exists(path_ + ".done")) return std::nullopt;
    return answer_of(path_ + ".done");
  }
 private:
  std::string path_;
};

void serve_one(const OpenWorkspace& open, const std::string& note, RunContext& run) {
  BackupRequest request;
  try {
    const auto json = nlohmann::json::parse(read_text(note + ".taken"));
    request.target = json.at("target");
    request.purpose = json.at("purpose");
    request.expires = json.at("expires");
    write_home_file(note + ".done", answer_text(copy_open(open, request, run)));
  } catch (const Error& error) {
    const nlohmann::ordered_json json = {{"code", static_cast<int>(error.code())},
                                         {"message", error.what()}};
    write_home_file(note + ".failed", json.dump() + "\n");
    if (error.code() == Code::interrupted) throw;
  } catch (const nlohmann::json::exception&) {
    remove_quietly(note + ".taken");  // nobody of ours wrote that
  }
}

}  // namespace

void serve_backups(const OpenWorkspace& open, RunContext& run) {
  std::error_code none;
  std::vector<std::string> notes;
  for (const auto& entry : fs::directory_iterator(folder_of(open.home), none)) {
    const fs::path& path = entry.path();
    if (path.extension() == ".ask") notes.push_back(fs::path(path).replace_extension().string());
  }
  for (const std::string& note : notes) {
    // Who was killed while waiting wants no copy any more.
    const int asked_by = std::atoi(fs::path(note).filename().c_str());
    if (asked_by <= 0 || (::kill(asked_by, 0) != 0 && errno == ESRCH)) {
      remove_quietly(note + ".ask");
      continue;
    }
    if (::rename((note + ".ask").c_str(), (note + ".taken").c_str()) != 0) continue;
    serve_one(open, note, run);
  }
}

std::unique_ptr<store::Store> open_or_ask(const Home& home, const BackupRequest& request,
                                          BackupAnswer& answer, RunContext& run) {
  std::optional<Note> note;
  const auto until = Clock::now() + std::chrono::seconds(request.wait_seconds);
  for (;;) {
    run.check_stop();
    std::unique_ptr<store::Store> store;
    try {
      store = open_home_store(home);
    } catch (const Error& error) {
      const bool in_use = std::string_view(error.what()).find("is in use by") != std::string::npos;
      if (!in_use || Clock::now() >= until) throw;
    }
    // The other process may have made it and ended.
    const auto made = note ? note->answer() : std::nullopt;
    if (made) {
      answer = *made;
      return nullptr;
    }
    if (store != nullptr) return store;
    if (!note) note.emplace(home, request);
    std::this_thread::sleep_for(kPause);
  }
}

}  // namespace newlyn::workspace
