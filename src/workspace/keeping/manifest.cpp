// SPDX-License-Identifier: MIT
// Files as they are held against a list.
#include "workspace/keeping/manifest.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/random.h"
#include "source/file_hash.h"
#include "workspace/governance/read_text.h"
#include "workspace/home.h"

namespace newlyn::workspace {
namespace {

namespace fs = std::filesystem;

constexpr uint64_t kManifestVersion = 1;

[[noreturn]] void refuse_copy(const std::string& folder, const std::string& why) {
  throw Error(Code::source_unreadable,
              fmt::format("The backup {} is not whole: {}. Take another one.", folder, why));
}

[[noreturn]] void cannot_write(const std::string& path, int error) {
  throw Error(error == ENOSPC || error == EDQUOT ? Code::storage_full : Code::output_unwritable,
              fmt::format("'{}' cannot be written: {}. Make room or give access, then try again.",
                          path, std::strerror(error)));
}

/// What is made anew whenever it is needed, or is half a file.
bool belongs(const std::string& path) {
  const std::string first = path.substr(0, path.find('/'));
  return first != "temporary" && first != "status.json" && path != kManifestName &&
         !path.ends_with(".new") && !path.ends_with(".part");
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
    for (ssize_t done = 0; done < got;) {
      const ssize_t put = ::write(to, portion.data() + done, static_cast<size_t>(got - done));
      if (put < 0 && errno == EINTR) continue;
      if (put < 0) cannot_write(path, errno);
      done += put;
    }
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

Manifest measure(const std::string& folder, const std::vector<std::string>& files) {
  Manifest manifest;
  for (const std::string& path : files) {
    const std::string whole = folder + "/" + path;
    manifest.files.push_back({path, fs::file_size(whole), source::file_hash(whole)});
  }
  return manifest;
}

void write_manifest(const std::string& folder, const Manifest& manifest) {
  nlohmann::ordered_json json;
  json["newlyn_backup"] = kManifestVersion;
  json["made"] = manifest.made;
  json["files"] = nlohmann::ordered_json::array();
  for (const BackedUpFile& file : manifest.files) {
    json["files"].push_back(
        {{"path", file.path}, {"bytes", file.bytes}, {"blake2b_256", file.hash}});
  }
  write_home_file(folder + "/" + std::string(kManifestName), json.dump(1) + "\n");
}

Manifest read_manifest(const std::string& folder) {
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
  if (json["newlyn_backup"] != kManifestVersion) {
    throw Error(
        Code::request_invalid,
        fmt::format("The backup {} was made by a later version of Newlyn. Use that version.",
                    folder));
  }
  Manifest manifest;
  try {
    manifest.made = json.at("made");
    for (const auto& file : json.at("files")) {
      manifest.files.push_back({file.at("path"), file.at("bytes"), file.at("blake2b_256")});
      const std::string& inside = manifest.files.back().path;
      const fs::path normal = fs::path(inside).lexically_normal();
      if (normal.is_absolute() || *normal.begin() == "..") {
        refuse_copy(folder, "its list names a file outside");
      }
    }
  } catch (const nlohmann::json::exception&) {
    refuse_copy(folder, "its list cannot be read");
  }
  return manifest;
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
  for (const std::string& path : workspace_files(folder)) {
    const bool known = std::any_of(manifest.files.begin(), manifest.files.end(),
                                   [&](const BackedUpFile& file) { return file.path == path; });
    if (!known) refuse_copy(folder, path + " is not in its list");
  }
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
  const int target = ::open(to.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (target < 0) {
    const int error = errno;
    ::close(source);
    cannot_write(to, error);
  }
  try {
    copy_bytes(source, target, to);
  } catch (...) {
    ::close(source);
    ::close(target);
    throw;
  }
  ::close(source);
  ::close(target);
}

namespace {

/// Copies and syncs with nothing but system calls: it runs in a child of a process with threads.
int copy_with_calls(const char* from, const char* to) noexcept {
  constexpr size_t kAtOnce = size_t{1} << 30;
  const int source = ::open(from, O_RDONLY | O_CLOEXEC);
  if (source < 0) return errno;
  const int target = ::open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (target < 0) return errno;
  for (;;) {
    const ssize_t sent = ::sendfile(target, source, nullptr, kAtOnce);
    if (sent == 0) break;
    if (sent < 0 && errno != EINTR) return errno;
  }
  return ::fsync(target) == 0 ? 0 : errno;
}

}  // namespace

void copy_apart(const std::string& from, const std::string& to) {
  const pid_t child = ::fork();
  if (child == 0) ::_exit(copy_with_calls(from.c_str(), to.c_str()));
  if (child < 0) cannot_write(to, errno);
  int status = 0;
  while (::waitpid(child, &status, 0) < 0) {
    if (errno != EINTR) cannot_write(to, errno);
  }
  if (!WIFEXITED(status)) cannot_write(to, EIO);
  if (WEXITSTATUS(status) != 0) cannot_write(to, WEXITSTATUS(status));
}

void sync_folder(const std::string& folder) {
  const int file = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (file < 0) cannot_write(folder, errno);
  const int failed = ::fsync(file) == 0 ? 0 : errno;
  ::close(file);
  if (failed != 0) cannot_write(folder, failed);
}

}  // namespace newlyn::workspace
