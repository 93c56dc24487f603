// SPDX-License-Identifier: MIT
// Files as they are held against a list.
#include "workspace/keeping/manifest.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/random.h"
#include "governance/base64.h"
#include "source/content_hash.h"
#include "source/file_hash.h"
#include "workspace/governance/read_text.h"
#include "workspace/home.h"
#include "workspace/keeping/sealed_copy.h"

namespace newlyn::workspace {
namespace {

namespace fs = std::filesystem;

constexpr uint64_t kClearVersion = 1;  // files and list in clear
constexpr uint64_t kManifestVersion = 2;
constexpr std::string_view kListMark = "the list of the backup";

[[noreturn]] void refuse_copy(const std::string& folder, const std::string& why) {
  throw Error(Code::source_unreadable,
              fmt::format("The backup {} is not whole: {}. Take another one.", folder, why));
}

/// What is made anew whenever it is needed, or is half a file.
bool belongs(const std::string& path) {
  const std::string first = path.substr(0, path.find('/'));
  return first != "temporary" && first != "status.json" && path != kManifestName &&
         !path.ends_with(".new") && !path.ends_with(".part");
}

int open_new(const std::string& path) {
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (file < 0) cannot_write(path, errno);
  return file;
}

void write_bytes(int file, std::string_view bytes, const std::string& path) {
  while (!bytes.empty()) {
    const ssize_t put = ::write(file, bytes.data(), bytes.size());
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) cannot_write(path, errno);
    bytes.remove_prefix(static_cast<size_t>(put));
  }
}

/// Copies bytes from one open file to another.
void copy_bytes(int from, int to, const std::string& path) {
  constexpr size_t kPortion = size_t{1} << 20;
  std::string portion(kPortion, '\0');
  for (;;) {
    const ssize_t got = ::read(from, portion.data(), portion.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) {
      throw Error(Code::source_unreadable,
                  fmt::format("'{}' cannot be copied: {}.", path, std::strerror(errno)));
    }
    if (got == 0) break;
    write_bytes(to, {portion.data(), static_cast<size_t>(got)}, path);
  }
  if (::fsync(to) != 0) cannot_write(path, errno);
}

}  // namespace

std::vector<std::string> workspace_files(const std::string& folder) {
  std::vector<std::string> files;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file()) continue;
    std::string path = fs::relative(entry.path(), folder).string();
    if (belongs(path)) files.push_back(std::move(path));
  }
  std::sort(files.begin(), files.end());
  return files;
}

namespace {

/// Length and hash of what a file of a backup holds.
BackedUpFile measured(const SealedFolder& backup, const std::string& path) {
  BackedUpFile file{path, 0, {}};
  source::ContentHash hash;
  read_sealed_copy({backup.folder + "/" + path, path}, backup.ring, [&](std::string_view part) {
    file.bytes += part.size();
    hash.add(part);
  });
  file.hash = hash.finish();
  return file;
}

/// Throws where a folder has files that its list does not name.
void expect_no_other(const std::string& folder, const Manifest& manifest) {
  for (const std::string& path : workspace_files(folder)) {
    const bool known = std::any_of(manifest.files.begin(), manifest.files.end(),
                                   [&](const BackedUpFile& file) { return file.path == path; });
    if (!known) refuse_copy(folder, path + " is not in its list");
  }
}

std::vector<BackedUpFile> listed_files(const std::string& folder, const nlohmann::json& list) {
  std::vector<BackedUpFile> files;
  for (const auto& file : list) {
    files.push_back({file.at("path"), file.at("bytes"), file.at("blake2b_256")});
    const fs::path normal = fs::path(files.back().path).lexically_normal();
    if (normal.is_absolute() || *normal.begin() == "..") {
      refuse_copy(folder, "its list names a file outside");
    }
  }
  return files;
}

/// The list in clear. Throws Error(access_refused) where its key is not in the ring.
std::string opened_list(const SealedFolder& backup, const nlohmann::json& json) {
  const auto sealed = governance::read_base64(json.at("files").get<std::string>());
  if (!sealed) refuse_copy(backup.folder, "its list cannot be read");
  const auto id = governance::sealed_with(*sealed);
  const bool here = id && std::any_of(backup.ring.begin(), backup.ring.end(),
                                      [&](const auto& key) { return key.id == *id; });
  if (id && !here) {
    throw Error(Code::access_refused,
                fmt::format("The backup {} is sealed with the workspace's key {}, which is not "
                            "here. Name it: --key with the workspace.key of that time, or with "
                            "what newlyn key export wrote and --passphrase-file; or give it in "
                            "NEWLYN_WORKSPACE_KEY.",
                            backup.folder, *id));
  }
  return governance::open_sealed(*sealed, kListMark, backup.ring);
}

}  // namespace

Manifest measure(const SealedFolder& backup, const std::vector<std::string>& files) {
  Manifest manifest;
  for (const std::string& path : files) manifest.files.push_back(measured(backup, path));
  return manifest;
}

void write_manifest(const SealedFolder& backup, const Manifest& manifest) {
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  for (const BackedUpFile& file : manifest.files) {
    list.push_back({{"path", file.path}, {"bytes", file.bytes}, {"blake2b_256", file.hash}});
  }
  nlohmann::ordered_json json;
  json["newlyn_backup"] = kManifestVersion;
  json["made"] = manifest.made;
  json["key"] = backup.ring[0].id;
  json["files"] = governance::base64_of(governance::seal_text(list.dump(), kListMark, backup.ring));
  write_home_file(backup.folder + "/" + std::string(kManifestName), json.dump(1) + "\n");
}

Manifest read_manifest(const SealedFolder& backup) {
  const std::string& folder = backup.folder;
  const std::string path = folder + "/" + std::string(kManifestName);
  if (!fs::exists(path)) {
    throw Error(Code::source_missing,
                fmt::format("'{}' is no backup: it holds no {}. Name a folder that newlyn backup "
                            "made.",
                            folder, kManifestName));
  }
  const auto json = nlohmann::json::parse(read_text(path), nullptr, false);
  if (!json.is_object() || !json.contains("newlyn_backup")) {
    refuse_copy(folder, "its list cannot be read");
  }
  const bool is_clear = json["newlyn_backup"] == kClearVersion;
  if (!is_clear && json["newlyn_backup"] != kManifestVersion) {
    throw Error(
        Code::request_invalid,
        fmt::format("The backup {} was made by a later version of Newlyn. Use that version.",
                    folder));
  }
  Manifest manifest;
  manifest.is_sealed = !is_clear;
  try {
    manifest.made = json.at("made");
    manifest.files = listed_files(
        folder, is_clear ? json.at("files") : nlohmann::json::parse(opened_list(backup, json)));
  } catch (const nlohmann::json::exception&) {
    refuse_copy(folder, "its list cannot be read");
  }
  return manifest;
}

void expect_whole(const SealedFolder& backup, const Manifest& manifest) {
  if (!manifest.is_sealed) return expect_equal(backup.folder, manifest);
  for (const BackedUpFile& file : manifest.files) {
    if (!fs::exists(backup.folder + "/" + file.path)) {
      refuse_copy(backup.folder, file.path + " is missing");
    }
    BackedUpFile found;
    try {
      found = measured(backup, file.path);
    } catch (const Error& error) {
      if (error.code() != Code::source_unreadable) throw;
    }
    if (found.bytes != file.bytes || found.hash != file.hash) {
      refuse_copy(backup.folder, file.path + " is not what was copied");
    }
  }
  expect_no_other(backup.folder, manifest);
}

void expect_equal(const std::string& folder, const Manifest& manifest) {
  for (const BackedUpFile& file : manifest.files) {
    const std::string path = folder + "/" + file.path;
    std::error_code missing;
    const auto bytes = fs::file_size(path, missing);
    if (missing) refuse_copy(folder, file.path + " is missing");
    if (bytes != file.bytes || source::file_hash(path) != file.hash) {
      refuse_copy(folder, file.path + " is not what was copied");
    }
  }
  expect_no_other(folder, manifest);
}

std::string hash_of(const Manifest& manifest) {
  uint64_t first = 0;
  uint64_t second = 1;
  for (const BackedUpFile& file : manifest.files) {
    const std::string line = file.path + "\n" + file.hash + "\n";
    first = hash_mix(first, hash_bytes(line));
    second = hash_mix(second, hash_bytes(line, 1));
  }
  return fmt::format("{:016x}{:016x}", first, second);
}

void copy_durably(const std::string& from, const std::string& to) {
  const int source = ::open(from.c_str(), O_RDONLY | O_CLOEXEC);
  if (source < 0) {
    throw Error(Code::source_unreadable,
                fmt::format("'{}' cannot be opened: {}.", from, std::strerror(errno)));
  }
  int target = -1;
  try {
    target = open_new(to);
    copy_bytes(source, target, to);
  } catch (...) {
    ::close(source);
    if (target >= 0) ::close(target);
    throw;
  }
  ::close(source);
  ::close(target);
}

void open_durably(const SealedFolder& backup, const std::string& path, const std::string& to) {
  const int target = open_new(to);
  try {
    read_sealed_copy({backup.folder + "/" + path, path}, backup.ring,
                     [&](std::string_view part) { write_bytes(target, part, to); });
    if (::fsync(target) != 0) cannot_write(to, errno);
  } catch (...) {
    ::close(target);
    throw;
  }
  ::close(target);
}

void cannot_write(const std::string& path, int error) {
  throw Error(error == ENOSPC || error == EDQUOT ? Code::storage_full : Code::output_unwritable,
              fmt::format("'{}' cannot be written: {}. Make room or give access, then try again.",
                          path, std::strerror(error)));
}

void sync_folder(const std::string& folder) {
  const int file = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (file < 0) cannot_write(folder, errno);
  const int failed = ::fsync(file) == 0 ? 0 : errno;
  ::close(file);
  if (failed != 0) cannot_write(folder, failed);
}

}  // namespace newlyn::workspace
