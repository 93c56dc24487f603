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

/// An empty folder to make workspaces in.
class VerbFolder : public testing::Test {
 protected:
  VerbFolder() : before_(fs::current_path()) {
    std::string pattern = (place() / "newlyn_verbs_XXXXXX").string();
    folder_ = mkdtemp(pattern.data());
    fs::current_path(folder_);
  }
  ~VerbFolder() override {
    unsetenv("NEWLYN_WORKSPACE");
    fs::current_path(before_);
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
  }
  static void write(const std::string& path, const std::string& text) {
    std::ofstream(path) << text;
  }
  /// The workspace that is asked from now on.
  void use(const std::string& name) {
    setenv("NEWLYN_WORKSPACE", (folder_ + "/" + name).c_str(), 1);
  }

  fs::path before_;
  std::string folder_;

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
};

}  // namespace newlyn::cli
