// SPDX-License-Identifier: MIT
// Looking up a value in a JSON text by a path of keys and places.
#include "json_check.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

namespace newlyn::cases {
namespace {

// The member `key` of `value`, or null.
const nlohmann::json* member_of(const nlohmann::json& value, const std::string& key) {
  if (value.is_object()) {
    const auto found = value.find(key);
    return found == value.end() ? nullptr : &*found;
  }
  const bool digits = !key.empty() && key.find_first_not_of("0123456789") == std::string::npos;
  if (!value.is_array() || !digits || key.size() > 9) return nullptr;
  const size_t place = std::stoul(key);
  return place < value.size() ? &value[place] : nullptr;
}

std::string keys_of(const nlohmann::json& value) {
  if (value.is_array()) return fmt::format("an array of {}", value.size());
  if (!value.is_object()) return value.dump();
  std::string keys;
  for (const auto& [key, inner] : value.items()) keys += (keys.empty() ? "" : ", ") + key;
  return "the keys " + keys;
}

}  // namespace

std::string json_value(const std::string& text, const std::string& path) {
  const nlohmann::json whole = nlohmann::json::parse(text, nullptr, false);
  if (whole.is_discarded()) {
    throw fmt::format("What came out is not one JSON value: {}", text.substr(0, 200));
  }
  const nlohmann::json* value = &whole;
  for (size_t begin = 0; begin <= path.size();) {
    const size_t end = std::min(path.find('.', begin), path.size());
    const std::string key = path.substr(begin, end - begin);
    begin = end + 1;
    const nlohmann::json* inner = member_of(*value, key);
    const bool last = begin > path.size();
    if (inner == nullptr && last && key == "length" && value->is_structured()) {
      return std::to_string(value->size());
    }
    if (inner == nullptr) throw fmt::format("There is no '{}'; there is {}.", key, keys_of(*value));
    value = inner;
  }
  return value->is_string() ? value->get<std::string>() : value->dump();
}

}  // namespace newlyn::cases
