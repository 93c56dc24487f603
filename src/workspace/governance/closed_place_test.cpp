// SPDX-License-Identifier: MIT
// Whichever way a path leads into a closed place, it is seen.
#include "workspace/governance/closed_place.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

namespace newlyn::workspace {
namespace {

namespace fs = std::filesystem;

/// A folder with a workspace, what an account keeps to itself, and what is everybody's.
class ClosedPlace : public testing::Test {
 protected:
  ClosedPlace() {
    std::string pattern = (fs::temp_directory_path() / "newlyn_closed_XXXXXX").string();
    folder_ = mkdtemp(pattern.data());
    open_up(folder_);
    for (const char* name : {"open", "council", "council/policy", "kept"}) {
      fs::create_directory(at(name));
      open_up(at(name));
    }
    for (const char* name : {"open/people.csv", "council/newlyn.toml", "council/policy/roles.toml",
                             "kept/people.csv", "open/password"}) {
      std::ofstream(at(name)) << "x";
      fs::permissions(at(name), fs::perms(0644));
    }
    fs::permissions(at("kept"), fs::perms(0700));
    fs::permissions(at("open/password"), fs::perms(0600));
  }
  ~ClosedPlace() override {
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
  }
  static void open_up(const std::string& path) { fs::permissions(path, fs::perms(0755)); }
  std::string at(const std::string& name) const { return folder_ + "/" + name; }
  bool is_closed(const std::string& name) const { return is_closed_place(at(name), getuid()); }

  std::string folder_;
};

TEST_F(ClosedPlace, a_workspace_is_closed_with_all_that_is_in_it) {
  for (const char* name : {"council", "council/newlyn.toml", "council/policy/roles.toml",
                           "council/not/there/yet.csv", "open/../council/policy/roles.toml"}) {
    EXPECT_TRUE(is_closed(name)) << name;
  }
  EXPECT_FALSE(is_closed("open/people.csv"));
  EXPECT_FALSE(is_closed("open/not_there_yet.csv"));
  EXPECT_FALSE(is_closed("."));
}

TEST_F(ClosedPlace, what_an_account_keeps_to_itself_is_closed) {
  EXPECT_TRUE(is_closed("kept/people.csv"));
  EXPECT_TRUE(is_closed("kept/not_there.csv"));
  EXPECT_TRUE(is_closed("open/password"));
  EXPECT_FALSE(is_closed_place(at("open/password"), getuid() + 1));
}

TEST_F(ClosedPlace, links_are_followed_also_to_what_is_not_there) {
  fs::create_symlink(at("council/policy/roles.toml"), at("open/link"));
  fs::create_symlink(at("council/policy"), at("open/folder"));
  fs::create_symlink(at("council/policy/new.csv"), at("open/dangling"));
  fs::create_symlink("dangling", at("open/twice"));
  fs::create_symlink("circle", at("open/circle"));
  fs::create_symlink("people.csv", at("open/good"));
  for (const char* name : {"open/link", "open/folder/new.csv", "open/dangling", "open/twice"}) {
    EXPECT_TRUE(is_closed(name)) << name;
  }
  EXPECT_FALSE(is_closed("open/good"));
  EXPECT_EQ(resolved_place(at("open/circle")), "");
}

TEST_F(ClosedPlace, what_is_open_already_stays_open) {
  for (const char* path : {"/dev/null", "/dev/stdout", "-", ""}) {
    EXPECT_FALSE(is_closed_place(path, getuid())) << path;
  }
  int pipe_ends[2];
  ASSERT_EQ(pipe(pipe_ends), 0);
  EXPECT_FALSE(is_closed_place("/dev/fd/" + std::to_string(pipe_ends[1]), getuid()));
  close(pipe_ends[0]);
  close(pipe_ends[1]);
}

TEST_F(ClosedPlace, a_path_from_a_folder_nested_too_deep_is_closed) {
  const fs::path before = fs::current_path();
  fs::current_path(folder_);
  const std::string name(200, 'a');
  for (int depth = 0; depth < 25; ++depth) {
    ASSERT_EQ(mkdir(name.c_str(), 0755), 0);
    ASSERT_EQ(chdir(name.c_str()), 0);
  }
  ASSERT_EQ(symlink(at("council/policy").c_str(), "link"), 0);
  const bool is_there = is_closed_place("link/roles.toml", getuid());
  const bool is_new = is_closed_place("link/new.csv", getuid());
  const bool is_word = is_closed_place(std::string(300, 'b'), getuid());
  fs::current_path(before);
  EXPECT_TRUE(is_there);
  EXPECT_TRUE(is_new);
  EXPECT_FALSE(is_word);
}

TEST_F(ClosedPlace, paths_are_found_inside_of_arguments) {
  const auto has = [](const std::string& argument, const std::string& path) {
    const auto paths = paths_in(argument);
    return std::find(paths.begin(), paths.end(), path) != paths.end();
  };
  EXPECT_TRUE(has("/a/b", "/a/b"));
  EXPECT_TRUE(has("--output=/a/b", "/a/b"));
  EXPECT_TRUE(has("-o/a/b", "/a/b"));
  EXPECT_TRUE(has("file:/a/b", "/a/b"));
  EXPECT_TRUE(has("odbc:Driver=x;Database=/a/b;Y=1", "/a/b"));
  EXPECT_TRUE(has(at("*/policy/*.toml"), at("council/policy/roles.toml")));
  EXPECT_TRUE(has("/a/b/*.csv", "/a/b/"));
  EXPECT_TRUE(paths_in("").empty());
}

TEST_F(ClosedPlace, folders_that_others_can_change_are_named) {
  EXPECT_EQ(changeable_folder(at("kept"), getuid()), "");
  fs::permissions(at("open"), fs::perms(0777));
  fs::create_directory(at("open/inner"));
  open_up(at("open/inner"));
  EXPECT_EQ(changeable_folder(at("open/inner"), getuid()), at("open"));
  fs::permissions(at("open"), fs::perms(01777));
  EXPECT_EQ(changeable_folder(at("open/inner"), getuid()), "");
  EXPECT_EQ(changeable_folder(at("open"), getuid()), at("open"));
  if (getuid() == 0) {
    ASSERT_EQ(chown(at("open").c_str(), 1, 1), 0);
    EXPECT_EQ(changeable_folder(at("open/inner"), 0), at("open"));
  }
}

}  // namespace
}  // namespace newlyn::workspace
