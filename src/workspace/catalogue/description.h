// SPDX-License-Identifier: MIT
// What people wrote about a source for those who look for data: one readable file a source, and one
// with what holds for all.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "workspace/describe_sources.h"
#include "workspace/home.h"

namespace newlyn::workspace {

/// A key of the file.
struct DescriptionKey {
  std::string_view name;
  bool needed;             // without it a description is not complete
  bool list;               // several texts
  std::string_view words;  // what to write
  std::string_view example;
};

/// All keys in the order of the file.
const std::vector<DescriptionKey>& description_keys();

/// A text of a description and the place it was read from.
struct DescribedText {
  std::vector<std::string> texts;
  std::string place;  // "catalogue/people.toml:4"
};

/// A description as it was written: the file of the source over that of all.
struct WrittenDescription {
  std::map<std::string, DescribedText, std::less<>> keys;
  struct Field {
    std::string description;
    std::string sensitivity;
    std::string place;
  };
  std::map<std::string, Field, std::less<>> fields;  // by column

  /// The first text of a key; empty where it is not written.
  std::string text(std::string_view key) const;
};

/// Reads both files; what is not there is empty. Throws Error(request_invalid) with file, line and
/// remedy for what is no TOML, or a key that is not known.
WrittenDescription read_description(const Home& home, const std::string& source);

/// The gaps of a description: what is lacking or not as the model wants it, and where to write it.
std::vector<CatalogueGap> gaps_of(const WrittenDescription& written,
                                  const SourceDescription& description);

/// The file of a source to begin with, and the one of all.
std::string description_text(const SourceDescription& description);
std::string shared_description_text();

}  // namespace newlyn::workspace
