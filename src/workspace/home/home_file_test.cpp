// SPDX-License-Identifier: MIT
// A file of a workspace is written beside its place, and not through a link that somebody laid
// there.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/error.h"
#include "workspace/home.h"

namespace newlyn::workspace {
namespace {

namespace fs = std::filesystem;

std::string text_of(const fs::path& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

TEST(HomeFile, is_not_written_through_a_link) {
  const fs::path folder = fs::path(::testing::TempDir()) / "home_file";
  fs::remove_all(folder);
  fs::create_directories(folder);
  const fs::path other = folder / "other.txt";
  std::ofstream(other) << "of somebody else";
  fs::create_symlink(other, folder / "facts.toml.part");

  EXPECT_THROW(write_home_file(folder / "facts.toml", "mine"), Error);
  EXPECT_EQ(text_of(other), "of somebody else");
  EXPECT_FALSE(fs::exists(folder / "facts.toml"));

  // The link is gone with the refusal, so the next one finds its place.
  write_home_file(folder / "facts.toml", "mine");
  EXPECT_EQ(text_of(folder / "facts.toml"), "mine");
  EXPECT_EQ(text_of(other), "of somebody else");
  fs::remove_all(folder);
}

}  // namespace
}  // namespace newlyn::workspace
