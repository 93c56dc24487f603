// SPDX-License-Identifier: MIT
// The command as a test asks it, and an empty folder to make workspaces in.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "cli/command.h"

namespace newlyn::cli {

namespace fs = std::filesystem;

struct Answer {
  int status = 0;
  std::string out;
  std::string err;
};

inline Answer ask(const std::string& line) {
  std::vector<std::string> arguments;
  std::istringstream words(line);
  for (std::string word; words >> word;) arguments.push_back(word);
  std::ostringstream out;
  std::ostringstream err;
  std::istringstream in;
  const Terminal terminal{in, out, err};
  const int status = run(arguments, terminal);
  return {status, out.str(), err.str()};
}

/// Folders of this process, which go when it ends.
class ProcessFolder {
 public:
  ProcessFolder() {
    std::string pattern = (place() / "newlyn_verbs_XXXXXX").string();
    path_ = mkdtemp(pattern.data());
  }
  ~ProcessFolder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  ProcessFolder(const ProcessFolder&) = delete;
  ProcessFolder& operator=(const ProcessFolder&) = delete;

  const std::string& path() const noexcept { return path_; }

 private:
  /// In memory where the system has a place there: thousands of entries are made durable, which is
  /// not what these tests try.
  static fs::path place() {
    const fs::path memory = "/dev/shm";
    std::error_code ignored;
    return ::access(memory.c_str(), W_OK) == 0 && fs::is_directory(memory, ignored)
               ? memory
               : fs::temp_directory_path();
  }

  std::string path_;
};

/// An empty folder to make workspaces in, which every test of a process has under the same name: a
/// workspace that was made there once can be put back, although it knows where its files lie.
class VerbFolder : public testing::Test {
 protected:
  VerbFolder() : before_(fs::current_path()), folder_(of_process() + "/now") {
    fs::create_directory(folder_);
    fs::current_path(folder_);
  }
  ~VerbFolder() override {
    unsetenv("NEWLYN_WORKSPACE");
    fs::current_path(before_);
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
  }
  static const std::string& of_process() {
    static const ProcessFolder folder;
    return folder.path();
  }
  static void write(const std::string& path, const std::string& text) {
    std::ofstream(path) << text;
  }
  /// Copies a folder with the times of its files, by which a source knows whether it was changed.
  static void copy_folder(const fs::path& from, const fs::path& to) {
    fs::copy(from, to, fs::copy_options::recursive);
    for (const auto& entry : fs::recursive_directory_iterator(from)) {
      if (!entry.is_regular_file()) continue;
      fs::last_write_time(to / fs::relative(entry.path(), from), entry.last_write_time());
    }
  }
  /// The workspace that is asked from now on.
  void use(const std::string& name) {
    setenv("NEWLYN_WORKSPACE", (folder_ + "/" + name).c_str(), 1);
  }

  fs::path before_;
  std::string folder_;
};

}  // namespace newlyn::cli
