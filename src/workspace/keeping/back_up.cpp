// SPDX-License-Identifier: MIT
// Copies of a workspace, made beside their name and given it last.
#include <fmt/format.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

#include "base/clock.h"
#include "base/error.h"
#include "workspace/governance/trace.h"
#include "workspace/home.h"
#include "workspace/index/kind_index.h"
#include "workspace/keep_workspace.h"
#include "workspace/keeping/manifest.h"
#include "workspace/rights/releases.h"

namespace newlyn::workspace {
namespace {

namespace fs = std::filesystem;

/// A folder that is made beside its name, and goes again unless it gets it.
class FolderInTheMaking {
 public:
  explicit FolderInTheMaking(const std::string& target)
      : target_(fs::absolute(target).lexically_normal().string()) {
    while (target_.size() > 1 && target_.ends_with('/')) target_.pop_back();
    if (fs::exists(target_)) {
      throw Error(
          Code::request_invalid,
          fmt::format("'{}' is there already. Name a folder that is not there yet.", target));
    }
    fs::remove_all(path());
    if (::mkdir(path().c_str(), 0700) != 0) {
      throw Error(Code::output_unwritable,
                  fmt::format("The folder '{}' cannot be made: {}. Look who may write there.",
                              target, std::strerror(errno)));
    }
  }
  ~FolderInTheMaking() {
    std::error_code ignored;
    if (!done_) fs::remove_all(path(), ignored);
  }
  FolderInTheMaking(const FolderInTheMaking&) = delete;
  FolderInTheMaking& operator=(const FolderInTheMaking&) = delete;

  std::string path() const { return target_ + ".new"; }
  const std::string& target() const { return target_; }
  void add(const std::string& from, const std::string& file) const {
    const fs::path to = fs::path(path()) / file;
    for (fs::path folder = fs::path(file).parent_path(); !folder.empty();
         folder = folder.parent_path()) {
      made_.push_back((fs::path(path()) / folder).string());
    }
    fs::create_directories(to.parent_path());
    fs::permissions(to.parent_path(), fs::perms::owner_all);
    copy_durably(from + "/" + file, to.string());
  }
  void finish() {
    for (const std::string& folder : made_) sync_folder(folder);
    sync_folder(path());
    fs::rename(path(), target_);
    done_ = true;
    sync_folder(fs::path(target_).parent_path().string());
  }

 private:
  std::string target_;
  mutable std::vector<std::string> made_;
  bool done_ = false;
};

BackupAnswer answer_of(const std::string& folder, const Manifest& manifest) {
  BackupAnswer answer{folder, manifest.made, manifest.files.size(), 0, hash_of(manifest)};
  for (const BackedUpFile& file : manifest.files) answer.bytes += file.bytes;
  return answer;
}

}  // namespace

BackupAnswer back_up(const BackupRequest& request, RunContext& run) {
  const Home home = find_home(request.workspace);
  const auto store = open_home_store(home);
  roll_back_link(home);
  FolderInTheMaking folder(request.target);
  const std::string inside = fs::relative(folder.path(), home.folder).string();
  if (!inside.starts_with("..")) {
    throw Error(Code::request_invalid,
                "A backup is kept outside the workspace. Name another folder.");
  }
  Manifest manifest;
  check_expiry(request.expires);
  make_change(home, {"backup", "a copy of the workspace", request.purpose}, [&] {
    run.step("copying", [&] {
      store->run("CHECKPOINT");
      for (const std::string& file : workspace_files(home.folder)) {
        run.check_stop();
        // The store last: closing a copy of it ends its lock.
        if (file != "store.duckdb") folder.add(home.folder, file);
      }
      folder.add(home.folder, "store.duckdb");
    });
    run.step("comparing", [&] {
      manifest = measure(folder.path(), workspace_files(folder.path()));
      manifest.made = now_text();
      write_manifest(folder.path(), manifest);
    });
    folder.finish();
    Release release;
    release.what = "backup";
    release.place = folder.target();
    release.expires = request.expires;
    release.purpose = request.purpose;
    release.who = principal();
    note_release(*store, release);
    return uint64_t{manifest.files.size()};
  });
  return answer_of(folder.target(), manifest);
}

BackupAnswer restore(const RestoreRequest& request, RunContext& run) {
  const Manifest manifest = read_manifest(request.backup);
  run.step("comparing", [&] { expect_equal(request.backup, manifest); });
  FolderInTheMaking folder(request.target);
  run.step("copying", [&] {
    for (const BackedUpFile& file : manifest.files) {
      run.check_stop();
      folder.add(request.backup, file.path);
    }
  });
  run.step("comparing again", [&] { expect_equal(folder.path(), manifest); });
  folder.finish();
  return answer_of(folder.target(), manifest);
}

}  // namespace newlyn::workspace
