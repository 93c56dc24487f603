// SPDX-License-Identifier: MIT
// Every command in the pages for people is one that the program has, with options that its help
// names.
#include <cctype>

#include "cli/testing/verb_workspace.h"

namespace newlyn::cli {
namespace {

/// A command line in a page, as far as it says which command and options it is about.
struct Mention {
  std::string place;
  std::vector<std::string> words;  // after "newlyn"
};

bool is_word(const std::string& text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](unsigned char letter) {
    return std::islower(letter) != 0 || letter == '-';
  });
}

std::vector<std::string> words_of(const std::string& text) {
  std::vector<std::string> words;
  std::istringstream stream(text);
  for (std::string word; stream >> word;) words.push_back(word);
  return words;
}

/// Cuts off what comes after the command: a remark, a pipe, the next command.
std::string command_of(const std::string& text) {
  size_t end = text.size();
  for (const char* stop : {" #", " |", " &&", ";", " <", " >"})
    end = std::min(end, text.find(stop));
  return text.substr(0, end);
}

/// What stands between backticks in prose, and after "newlyn" in a block of commands.
std::vector<Mention> mentions_in(const std::string& path) {
  std::vector<Mention> mentions;
  std::ifstream file(path);
  size_t number = 0;
  std::string continued;
  for (std::string line; std::getline(file, line);) {
    ++number;
    const std::string place = path + ":" + std::to_string(number);
    line = continued + line;
    continued.clear();
    if (line.ends_with("\\")) {
      continued = line.substr(0, line.size() - 1);
      continue;
    }
    if (line.starts_with("    newlyn ") || line.starts_with("    build/release/newlyn ")) {
      mentions.push_back({place, words_of(command_of(line.substr(line.find("newlyn ") + 7)))});
      continue;
    }
    for (size_t at = line.find("`newlyn "); at != line.npos; at = line.find("`newlyn ", at + 1)) {
      const size_t end = line.find('`', at + 1);
      if (end == line.npos) break;
      mentions.push_back({place, words_of(command_of(line.substr(at + 8, end - at - 8)))});
    }
  }
  return mentions;
}

std::vector<std::string> pages() {
  std::vector<std::string> paths = {"README.md"};
  for (const char* folder : {"docs", "docs/guides"}) {
    for (const auto& entry : fs::directory_iterator(folder)) {
      if (entry.path().extension() == ".md") paths.push_back(entry.path().string());
    }
  }
  std::sort(paths.begin(), paths.end());
  return paths;
}

/// Whether a help names an option, and not only one that begins like it.
bool names_option(const std::string& help, const std::string& option) {
  for (size_t at = help.find(option); at != help.npos; at = help.find(option, at + 1)) {
    const size_t after = at + option.size();
    const char next = after < help.size() ? help[after] : ' ';
    if (std::isalnum(static_cast<unsigned char>(next)) == 0 && next != '-') return true;
  }
  return false;
}

void check(const Mention& mention, const std::set<std::string>& verbs) {
  if (mention.words.empty() || !is_word(mention.words[0])) return;
  std::string command = mention.words[0];
  const bool is_command = std::any_of(verbs.begin(), verbs.end(), [&](const std::string& verb) {
    return verb == command || verb.starts_with(command + " ");
  });
  ASSERT_TRUE(is_command) << mention.place << ": newlyn " << command << " is no command";
  const bool has_verbs = !verbs.contains(command);
  if (has_verbs && mention.words.size() > 1 && is_word(mention.words[1]) &&
      !mention.words[1].starts_with("-")) {
    command += " " + mention.words[1];
    ASSERT_TRUE(verbs.contains(command))
        << mention.place << ": newlyn " << command << " is no command";
  }
  const std::string help = ask(command + " --help").out;
  for (const std::string& word : mention.words) {
    if (!word.starts_with("--") || word.size() < 4) continue;
    const std::string option = word.substr(0, word.find_first_of("=,.)"));
    if (option == "--help") continue;
    EXPECT_TRUE(names_option(help, option))
        << mention.place << ": newlyn " << command << " has no " << option;
  }
}

TEST(docs, every_command_in_the_pages_is_one_of_the_program) {
  const std::set<std::string> verbs = all_verbs();
  size_t checked = 0;
  for (const std::string& path : pages()) {
    for (const Mention& mention : mentions_in(path)) {
      check(mention, verbs);
      ++checked;
    }
  }
  EXPECT_GT(checked, 200U) << "pages without commands prove nothing";
}

}  // namespace
}  // namespace newlyn::cli
