// SPDX-License-Identifier: MIT
// Any bytes as the description of a source in the catalogue: read, or refused with the place.
//
// Holds: every text that is read has a place, no text is empty, and the gaps of what was read can
// be told, each with a remedy.
#include <unistd.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <string>

#include "base/error.h"
#include "base/fuzz_text.h"
#include "workspace/catalogue/description.h"

namespace newlyn::workspace {
namespace {

constexpr auto kWords = std::to_array<std::string_view>({"identifier = ",
                                                         "title = ",
                                                         "description = ",
                                                         "summary = ",
                                                         "alternative_title = ",
                                                         "owner = ",
                                                         "publisher = ",
                                                         "creator = ",
                                                         "theme = ",
                                                         "licence = ",
                                                         "contact_email = ",
                                                         "contact_name = ",
                                                         "issued = ",
                                                         "media_type = ",
                                                         "access_rights = ",
                                                         "security = ",
                                                         "sensitivity = ",
                                                         "keyword = ",
                                                         "update_frequency = ",
                                                         "[fields]\n",
                                                         "id = ",
                                                         "surname = ",
                                                         "{ description = ",
                                                         "{ sensitivity = ",
                                                         ", sensitivity = ",
                                                         " }",
                                                         "\"urn:uuid:1\"",
                                                         "\"text/csv\"",
                                                         "\"a@example.org\"",
                                                         "\"personal\"",
                                                         "\"2024-04-01\"",
                                                         "2024-04-01",
                                                         "12:00:00",
                                                         "[\"a\", \"b\"]",
                                                         "[",
                                                         "]",
                                                         "\"\"",
                                                         "\"x\"",
                                                         "1",
                                                         "nan",
                                                         "\n",
                                                         "\"",
                                                         "# ",
                                                         "\"\"\"",
                                                         ", ",
                                                         " = ",
                                                         "\n---\n"});

/// A workspace with two files, in memory, gone with the program.
class MemoryHome {
 public:
  MemoryHome() {
    home_.folder = "/dev/shm/newlyn_description_fuzz_" + std::to_string(::getpid());
    std::filesystem::create_directories(home_.catalogue());
  }
  MemoryHome(const MemoryHome&) = delete;
  MemoryHome& operator=(const MemoryHome&) = delete;
  ~MemoryHome() { std::filesystem::remove_all(home_.folder); }
  const Home& home() const { return home_; }

 private:
  Home home_;
};

const Home& home() {
  static const MemoryHome place;
  return place.home();
}

void write(const std::string& name, std::string_view text) {
  std::ofstream(home().catalogue() + "/" + name, std::ios::binary) << text;
}

SourceDescription source_with_one_column() {
  SourceDescription description;
  description.source = "people";
  description.file = "catalogue/people.toml";
  description.fields.resize(1);
  description.fields[0].name = "surname";
  return description;
}

void check(std::string_view text) {
  // What stands before a line of dashes holds for all sources.
  const size_t half = text.find("\n---\n");
  const bool both = half != std::string_view::npos;
  write("all.toml", both ? text.substr(0, half) : "");
  write("people.toml", both ? text.substr(half + 5) : text);
  WrittenDescription written;
  try {
    written = read_description(home(), "people");
  } catch (const Error& error) {
    require(error.code() == Code::request_invalid);
    return;
  }
  for (const auto& [key, described] : written.keys) {
    require(!described.texts.empty() && !described.place.empty());
    for (const std::string& one : described.texts) require(!one.empty());
  }
  for (const CatalogueGap& gap : gaps_of(written, source_with_one_column())) {
    require(!gap.what.empty() && !gap.where.empty() && !gap.remedy.empty());
  }
}

}  // namespace
}  // namespace newlyn::workspace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  if (size == 0) return 0;
  const std::string_view input(reinterpret_cast<const char*>(bytes), size);
  const bool raw = bytes[0] % 2 == 0;
  const std::string_view rest = input.substr(1);
  newlyn::workspace::check(raw ? std::string(rest)
                               : newlyn::text_of_words(newlyn::workspace::kWords, rest));
  return 0;
}
