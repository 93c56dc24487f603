// SPDX-License-Identifier: MIT
// Copies of a workspace, sealed, made beside their name and given it last.
#include <fmt/format.h>
#include <sys/stat.h>

#include <cerrno>
#include <filesystem>
#include <set>

#include "base/clock.h"
#include "base/error.h"
#include "workspace/governance/key_ring.h"
#include "workspace/governance/trace.h"
#include "workspace/home.h"
#include "workspace/home/folder_refusal.h"
#include "workspace/index/kind_index.h"
#include "workspace/keep_workspace.h"
#include "workspace/keeping/backup_queue.h"
#include "workspace/keeping/manifest.h"
#include "workspace/keeping/sealed_copy.h"
#include "workspace/rights/handing.h"

namespace newlyn::workspace {
namespace {

namespace fs = std::filesystem;

/// A folder that is made beside its name, and goes again unless it gets it.
class FolderInTheMaking {
 public:
  explicit FolderInTheMaking(const std::string& target)
      : target_(fs::absolute(target).lexically_normal().string()) {
    while (target_.size() > 1 && target_.ends_with('/')) target_.pop_back();
    std::error_code failed;
    if (fs::exists(target_, failed)) {
      throw Error(
          Code::request_invalid,
          fmt::format("'{}' is there already. Name a folder that is not there yet.", target));
    }
    fs::remove_all(path(), failed);
    if (failed) throw folder_refusal(target, failed.value());
    if (::mkdir(path().c_str(), 0700) != 0) throw folder_refusal(target, errno);
  }
  ~FolderInTheMaking() {
    std::error_code ignored;
    if (!done_) fs::remove_all(path(), ignored);
  }
  FolderInTheMaking(const FolderInTheMaking&) = delete;
  FolderInTheMaking& operator=(const FolderInTheMaking&) = delete;

  std::string path() const { return target_ + ".new"; }
  const std::string& target() const { return target_; }
  /// Where a file of that path in a workspace goes; its folder is there then.
  SealedPlace place_of(const std::string& file) const {
    make(fs::path(file).parent_path());
    return {path() + "/" + file, file};
  }
  /// Makes a folder in it, and those above.
  void make(const fs::path& inside) const {
    for (fs::path folder = inside; !folder.empty(); folder = folder.parent_path()) {
      made_.push_back((fs::path(path()) / folder).string());
    }
    const fs::path folder = fs::path(path()) / inside;
    std::error_code failed;
    fs::create_directories(folder, failed);
    if (!failed) fs::permissions(folder, fs::perms::owner_all, failed);
    if (failed) throw folder_refusal(folder.string(), failed.value());
  }
  void finish() {
    for (const std::string& folder : made_) sync_folder(folder);
    sync_folder(path());
    std::error_code failed;
    fs::rename(path(), target_, failed);
    if (failed) cannot_write(target_, failed.value());
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

/// The files that an open index copies itself, by their path in the workspace.
std::set<std::string> files_of(const Home& home, const std::vector<KindIndex>& kinds) {
  std::set<std::string> files;
  for (const KindIndex& open : kinds) {
    const std::string journal = fmt::format("{}/{}.journal", home.index(), open.kind->name);
    for (const std::string& path : {journal, index::snapshot_path(journal)}) {
      files.insert(fs::relative(path, home.folder).string());
    }
  }
  return files;
}

void copy_files(const OpenWorkspace& open, const FolderInTheMaking& folder,
                const governance::SealingKey& key, RunContext& run) {
  open.store.run("CHECKPOINT");
  const std::set<std::string> of_indexes = files_of(open.home, open.kinds);
  for (const std::string& file : workspace_files(open.home.folder)) {
    run.check_stop();
    if (file == "store.duckdb" || of_indexes.contains(file)) continue;
    seal_copy_of(open.home.folder + "/" + file, folder.place_of(file), key);
  }
  const auto seal = [&](int file, uint64_t bytes, const std::string& to) {
    seal_copy(file, bytes, {to, fs::relative(to, folder.path()).string()}, key);
  };
  for (const KindIndex& one : open.kinds) {
    folder.make("index");
    one.entities->backup(folder.path() + "/index", seal);
  }
  // A process that closes a file ends its lock on it: so another one copies the store.
  seal_copy_apart(open.home.store(), folder.place_of("store.duckdb"), key);
}

/// The keys that a restore was given.
governance::KeyRing ring_for(const RestoreRequest& request) {
  if (!request.key.empty()) return read_keys(request.key, request.passphrase);
  return outside_keys().ring;
}

}  // namespace

BackupAnswer copy_open(const OpenWorkspace& open, const BackupRequest& request, RunContext& run) {
  FolderInTheMaking folder(request.target);
  const std::string inside = fs::relative(folder.path(), open.home.folder).string();
  if (!inside.starts_with("..")) {
    throw Error(Code::request_invalid,
                "A backup is kept outside the workspace. Name another folder.");
  }
  Manifest manifest;
  const SealedFolder sealed{folder.path(), needed_keys(open.home).ring};
  const HandingTerms terms =
      agreed_terms_for(open.home, {request.purpose, {}, request.expires}, "a copy for safety");
  make_change(open.home, {"backup", "a copy of the workspace", request.purpose}, [&] {
    run.step("copying", [&] { copy_files(open, folder, sealed.ring[0], run); });
    run.step("comparing", [&] {
      manifest = measure(sealed, workspace_files(folder.path()));
      manifest.made = now_text();
      write_manifest(sealed, manifest);
    });
    folder.finish();
    Release release = release_on(terms, principal());
    release.what = "backup";
    release.place = folder.target();
    note_release(open.store, release);
    return uint64_t{manifest.files.size()};
  });
  return answer_of(folder.target(), manifest);
}

BackupAnswer back_up(const BackupRequest& request, RunContext& run) {
  const Home home = find_home(request.workspace);
  BackupAnswer answer;
  const auto store = open_or_ask(home, request, answer, run);
  if (store == nullptr) return answer;
  roll_back_link(home);
  std::vector<KindIndex> none;
  return copy_open({home, *store, none}, request, run);
}

BackupAnswer restore(const RestoreRequest& request, RunContext& run) {
  const SealedFolder backup{request.backup, ring_for(request)};
  const Manifest manifest = read_manifest(backup);
  run.step("comparing", [&] { expect_whole(backup, manifest); });
  FolderInTheMaking folder(request.target);
  run.step("copying", [&] {
    for (const BackedUpFile& file : manifest.files) {
      run.check_stop();
      const std::string to = folder.place_of(file.path).to;
      manifest.is_sealed ? open_durably(backup, file.path, to)
                         : copy_durably(request.backup + "/" + file.path, to);
    }
  });
  run.step("comparing again", [&] { expect_equal(folder.path(), manifest); });
  folder.finish();
  return answer_of(folder.target(), manifest);
}

}  // namespace newlyn::workspace
