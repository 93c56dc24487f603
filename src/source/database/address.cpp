// SPDX-License-Identifier: MIT
// Splits addresses and refuses those that carry a password.
#include "source/database/address.h"

#include <fmt/format.h>

#include "base/error.h"
#include "source/table/column_names.h"

namespace newlyn::source {
namespace {

int digit_of(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::string decoded(std::string_view text) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    const bool escape = text[i] == '%' && i + 2 < text.size() && digit_of(text[i + 1]) >= 0 &&
                        digit_of(text[i + 2]) >= 0;
    out += escape ? static_cast<char>(digit_of(text[i + 1]) * 16 + digit_of(text[i + 2])) : text[i];
    if (escape) i += 2;
  }
  return out;
}

// Takes what stands before `mark` off `text`; nothing where there is no mark.
std::string_view take_before(std::string_view& text, char mark) {
  const size_t at = text.find(mark);
  if (at == text.npos) return {};
  const std::string_view before = text.substr(0, at);
  text.remove_prefix(at + 1);
  return before;
}

constexpr std::string_view kPasswordWords =
    "The address holds a password. Take it out, put it into a variable or a file that only its "
    "owner may read, and name that with --secret env:NAME or --secret file:PATH.";

}  // namespace

std::string Address::label() const {
  return fmt::format("{}{}{}/{}", host, port.empty() ? "" : ":", port, database);
}

Address read_address(const std::string& from) {
  std::string_view rest = from;
  rest.remove_prefix(rest.find("://") + 3);
  Address address;
  std::string_view options;
  if (const size_t mark = rest.find('?'); mark != rest.npos) {
    options = rest.substr(mark + 1);
    rest = rest.substr(0, mark);
  }
  const size_t slash = rest.find('/');
  if (slash == rest.npos || slash + 1 == rest.size()) {
    throw Error(
        Code::request_invalid,
        fmt::format("'{}' names no database. Write it as postgres://user@host/database.", from));
  }
  address.database = decoded(rest.substr(slash + 1));
  std::string_view place = rest.substr(0, slash);
  if (const size_t at = place.rfind('@'); at != place.npos) {
    if (place.substr(0, at).find(':') != place.npos) {
      throw Error(Code::request_invalid, std::string(kPasswordWords));
    }
    address.user = decoded(place.substr(0, at));
    place.remove_prefix(at + 1);
  }
  const size_t colon = place.rfind(':');
  if (colon != place.npos && place.find(']', colon) == place.npos) {
    address.port = place.substr(colon + 1);
    place = place.substr(0, colon);
  }
  address.host = decoded(place);
  while (!options.empty()) {
    std::string_view option = options;
    if (options.find('&') != options.npos) {
      option = take_before(options, '&');
    } else {
      options = {};
    }
    const std::string_view name = take_before(option, '=');
    if (!name.empty()) address.options.emplace_back(decoded(name), decoded(option));
  }
  return address;
}

void check_address(const std::string& from, Place place) {
  if (place == Place::sqlite) return;
  if (place == Place::odbc) {
    // "Pwd = x" says the same.
    std::string words = lower(from);
    std::erase_if(words, [](unsigned char c) { return c == ' ' || (c >= '\t' && c <= '\r'); });
    if (words.find("pwd=") == words.npos && words.find("password=") == words.npos) return;
    throw Error(Code::request_invalid, std::string(kPasswordWords));
  }
  const Address address = read_address(from);
  for (const auto& [name, value] : address.options) {
    if (lower(name).find("password") != std::string::npos) {
      throw Error(Code::request_invalid, std::string(kPasswordWords));
    }
  }
}

}  // namespace newlyn::source
