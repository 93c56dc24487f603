// SPDX-License-Identifier: MIT
// Lines of type and number.
#include "record/trusted_id.h"

#include <algorithm>
#include <map>

namespace newlyn::record {

std::string trusted_ids_text(std::vector<TrustedId> ids) {
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  std::string text;
  for (const TrustedId& id : ids) text += (text.empty() ? "" : "\n") + id.type + "\t" + id.number;
  return text;
}

std::string trusted_type_words(const std::string& type) {
  return type.empty() ? "trusted id" : "trusted id of " + type;
}

std::string trusted_ids_words(std::string_view text) {
  std::string words;
  for (const char symbol : text) {
    if (symbol == '\n') words += ", ";
    if (symbol == '\t' && !words.empty() && words.back() != ' ') words += ' ';
    if (symbol != '\n' && symbol != '\t') words += symbol;
  }
  return words;
}

std::vector<TrustedId> read_trusted_ids(std::string_view text) {
  std::map<std::string, std::vector<std::string>> numbers;  // by type
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    const size_t tab = line.find('\t');
    if (tab == line.npos || tab + 1 == line.size()) continue;
    std::vector<std::string>& of_type = numbers[std::string(line.substr(0, tab))];
    const std::string number(line.substr(tab + 1));
    if (std::find(of_type.begin(), of_type.end(), number) == of_type.end()) {
      of_type.push_back(number);
    }
  }
  std::vector<TrustedId> ids;
  for (auto& [type, of_type] : numbers) {
    if (of_type.size() == 1) ids.push_back({type, std::move(of_type.front())});
  }
  return ids;
}

}  // namespace newlyn::record
