// SPDX-License-Identifier: MIT
// Builds values from the events of nlohmann's parser, which hands over the text of numbers.
#include "source/json/json_value.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>

namespace newlyn::source {
namespace {

using Json = nlohmann::json;

// Deep nesting has no use in records and would overflow the stack when values are destroyed.
constexpr size_t kDepthMax = 64;

class Builder final : public nlohmann::json_sax<Json> {
 public:
  explicit Builder(JsonValue& root) : root_(root) {}

  bool null() override { return place({}); }
  bool boolean(bool value) override { return scalar(value ? "true" : "false"); }
  bool number_integer(number_integer_t value) override { return scalar(fmt::to_string(value)); }
  bool number_unsigned(number_unsigned_t value) override { return scalar(fmt::to_string(value)); }
  bool number_float(number_float_t, const string_t& text) override { return scalar(text); }
  bool string(string_t& text) override {
    return place({JsonValue::Kind::text, std::move(text), {}, {}});
  }
  bool binary(binary_t&) override { return false; }
  bool start_object(size_t) override { return open(JsonValue::Kind::object); }
  bool start_array(size_t) override { return open(JsonValue::Kind::array); }
  bool key(string_t& text) override {
    open_.back()->keys.push_back(std::move(text));
    return true;
  }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }
  bool parse_error(size_t, const std::string&, const Json::exception&) override { return false; }

 private:
  bool scalar(std::string text) {
    return place({JsonValue::Kind::scalar, std::move(text), {}, {}});
  }

  bool place(JsonValue value) {
    if (open_.empty()) {
      root_ = std::move(value);
    } else {
      open_.back()->children.push_back(std::move(value));
    }
    return true;
  }

  bool open(JsonValue::Kind kind) {
    if (open_.size() >= kDepthMax) return false;
    place({kind, {}, {}, {}});
    open_.push_back(open_.empty() ? &root_ : &open_.back()->children.back());
    return true;
  }

  bool close() {
    open_.pop_back();
    return true;
  }

  JsonValue& root_;
  // A parent gets no further child while a child of it is open, so the pointers stay good.
  std::vector<JsonValue*> open_;
};

void write(const JsonValue& value, std::string& out) {
  switch (value.kind) {
    case JsonValue::Kind::null:
      out += "null";
      return;
    case JsonValue::Kind::scalar:
      out += value.text;
      return;
    case JsonValue::Kind::text:
      out += Json(value.text).dump(-1, ' ', false, Json::error_handler_t::replace);
      return;
    case JsonValue::Kind::array:
    case JsonValue::Kind::object:
      break;
  }
  out += value.is_object() ? '{' : '[';
  for (size_t i = 0; i < value.children.size(); ++i) {
    if (i != 0) out += ',';
    if (value.is_object()) {
      out += Json(value.keys[i]).dump(-1, ' ', false, Json::error_handler_t::replace) + ":";
    }
    write(value.children[i], out);
  }
  out += value.is_object() ? '}' : ']';
}

// The text with every \u escape that is half of a surrogate pair without the other half made
// \ufffd; empty when there is none. Adds how many there were to `halves`.
std::string without_lone_surrogates(std::string_view json, uint64_t& halves) {
  // The number of an escape that begins at `at`; 0 when there is none.
  const auto escaped = [&](size_t at) {
    uint32_t number = 0;
    const std::string_view text = json.substr(std::min(at, json.size()), 6);
    if (text.size() < 6 || !text.starts_with("\\u")) return uint32_t{0};
    const auto [end, problem] = std::from_chars(text.data() + 2, text.data() + 6, number, 16);
    return problem == std::errc() && end == text.data() + 6 ? number : uint32_t{0};
  };
  std::string repaired;
  for (size_t at = json.find('\\'); at < json.size(); at = json.find('\\', at)) {
    const uint32_t number = escaped(at);
    const bool is_half = number >= 0xD800 && number <= 0xDFFF;
    const uint32_t next = number >= 0xD800 && number < 0xDC00 ? escaped(at + 6) : 0;
    const bool has_both = next >= 0xDC00 && next <= 0xDFFF;
    if (is_half && !has_both) {
      if (repaired.empty()) repaired = json;
      repaired.replace(at, 6, "\\ufffd");
      ++halves;
    }
    at += has_both ? 12 : 2;
  }
  return repaired;
}

}  // namespace

const JsonValue* JsonValue::find(std::string_view key) const noexcept {
  for (size_t i = 0; i < keys.size(); ++i) {
    if (keys[i] == key) return &children[i];
  }
  return nullptr;
}

bool parse_json(std::string_view json, JsonValue& value, uint64_t* halves) {
  const auto parse = [&](std::string_view text) {
    value = {};
    Builder builder(value);
    return Json::sax_parse(text.begin(), text.end(), &builder);
  };
  if (parse(json)) return true;
  uint64_t lone = 0;
  const std::string repaired = without_lone_surrogates(json, lone);
  if (lone == 0 || !parse(repaired)) return false;
  if (halves != nullptr) *halves += lone;
  return true;
}

std::string write_json(const JsonValue& value) {
  std::string out;
  write(value, out);
  return out;
}

}  // namespace newlyn::source
