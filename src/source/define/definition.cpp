// SPDX-License-Identifier: MIT
// What a definition may say, the secrets it refers to, and the links it gives.
#include "source/definition.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "base/error.h"
#include "source/database/address.h"
#include "source/define/reading_query.h"
#include "source/table/column_names.h"

namespace newlyn::source {
namespace {

constexpr size_t kNameMax = 40;

[[noreturn]] void refuse(const std::string& why) { throw Error(Code::request_invalid, why); }

bool is_name(std::string_view name) {
  return !name.empty() && name.size() <= kNameMax && name[0] >= 'a' && name[0] <= 'z' &&
         std::all_of(name.begin(), name.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
         });
}

void check_place(const Definition& definition) {
  if (definition.from.empty()) refuse("A source needs a place: --from PATH or --from URL.");
  const Place place = place_of(definition);
  if (place == Place::files) {
    if (!definition.table.empty() || !definition.query.empty()) {
      refuse(fmt::format("'{}' is no database, so it has no table and no query. Leave them out.",
                         definition.from));
    }
    if (definition.from.find("://") != std::string::npos) {
      refuse(
          fmt::format("'{}' is no place that Newlyn reads. It reads files of this machine and "
                      "databases (postgres://, mysql://, odbc:). Have what lies elsewhere "
                      "delivered into a folder, and name that.",
                      definition.from));
    }
    if (!definition.watermark.empty()) {
      refuse(
          "A watermark is for databases. A file is read whole whenever it has changed, so leave "
          "the watermark out.");
    }
    return;
  }
  if (definition.table.empty() == definition.query.empty()) {
    refuse("A database needs either a table (--table) or a query (--query), not both.");
  }
  if (!definition.query.empty()) {
    if (const std::string fault = why_not_reading(definition); !fault.empty()) refuse(fault);
  }
  check_address(definition.from, place);
}

// A link is opened by whoever looks at a record, so nothing that runs may stand in it.
void check_link(const std::string& link) {
  if (link.empty()) return;
  const std::string words = lower(link);
  const bool web = words.starts_with("https://") || words.starts_with("http://");
  size_t open = 0;
  bool paired = true;
  for (const char c : link) {
    if (c == '{') paired = paired && open++ == 0;
    if (c == '}') paired = paired && open-- == 1;
  }
  if (web && paired && open == 0) return;
  refuse(
      fmt::format("The link '{}' is no address of a record. Write it as "
                  "https://system.example.org/record/{{id}}, where the names of columns stand in "
                  "curly brackets.",
                  link));
}

}  // namespace

Place place_of(const Definition& definition) {
  const std::string& from = definition.from;
  if (from.starts_with("postgres://") || from.starts_with("postgresql://")) return Place::postgres;
  if (from.starts_with("mysql://") || from.starts_with("mariadb://")) return Place::mysql;
  if (lower(from.substr(0, 5)) == "odbc:") return Place::odbc;
  char head[16] = {};
  std::error_code failed;
  // Looking into a pipe would take away what it holds.
  if (!std::filesystem::is_regular_file(from, failed)) return Place::files;
  std::ifstream(from, std::ios::binary).read(head, sizeof head);
  const bool sqlite = std::string_view(head, sizeof head).starts_with("SQLite format 3");
  return sqlite ? Place::sqlite : Place::files;
}

void check_definition(const Definition& definition) {
  if (!is_name(definition.name)) {
    refuse(
        fmt::format("'{}' is no name for a source. Use small letters, digits and _, a letter "
                    "first, at most {} of them: housing_repairs.",
                    definition.name, kNameMax));
  }
  check_place(definition);
  check_link(definition.link);
  seconds_of(definition.latency);
  if (definition.gone_after == 0) refuse("gone_after is at least 1.");
  if (definition.fall_limit < 0 || definition.fall_limit > 100) {
    refuse("fall_limit is a number of per cent from 0 to 100.");
  }
  if (!definition.secret.empty() && !definition.secret.starts_with("env:") &&
      !definition.secret.starts_with("file:") && !definition.secret.starts_with("secret:")) {
    refuse(
        "A secret is named, never written: env:NAME for a variable of the environment, file:PATH "
        "for a file that only its owner may read, or secret:NAME for what newlyn key secret "
        "keeps.");
  }
  for (const MappedColumn& column : definition.columns) {
    if (column.kind != "free_text" || definition.with_text) continue;
    refuse(
        fmt::format("The column '{}' is free text, which is copied only when it is asked for: "
                    "--with-text, or with_text = true in the definition.",
                    column.name));
  }
}

int64_t seconds_of(std::string_view duration) {
  duration = trim(duration);
  if (duration.empty()) return 0;
  int64_t count = 0;
  const auto [end, failed] =
      std::from_chars(duration.data(), duration.data() + duration.size(), count);
  std::string unit(trim(duration.substr(static_cast<size_t>(end - duration.data()))));
  if (unit.ends_with("s")) unit.pop_back();
  if (failed == std::errc() && count > 0) {
    if (unit == "minute") return count * 60;
    if (unit == "hour") return count * 3600;
    if (unit == "day") return count * 86'400;
    if (unit == "week") return count * 604'800;
  }
  refuse(fmt::format("'{}' is no duration. Write it as 30 minutes, 12 hours, 1 day or 2 weeks.",
                     duration));
}

std::string secret_of(const Definition& definition) {
  if (!definition.secret.starts_with("secret:")) return fetch_secret(definition.secret);
  if (!definition.opened.empty()) return definition.opened;
  throw Error(Code::access_refused,
              fmt::format("The workspace keeps no secret '{}'. Keep it with newlyn key secret {}.",
                          definition.secret.substr(7), definition.secret.substr(7)));
}

std::string fetch_secret(const std::string& reference) {
  if (reference.empty()) return {};
  if (reference.starts_with("env:")) {
    const char* value = std::getenv(reference.c_str() + 4);
    if (value != nullptr) return value;
    throw Error(Code::access_refused,
                fmt::format("The password is to come from the variable {}, which is not set. Set "
                            "it for the account that runs newlyn.",
                            reference.substr(4)));
  }
  const std::string path = reference.substr(5);
  struct stat found {};
  if (::stat(path.c_str(), &found) != 0) {
    throw Error(
        Code::access_refused,
        fmt::format("The password is to come from the file '{}', which is not there.", path));
  }
  if ((found.st_mode & 077) != 0) {
    throw Error(Code::access_refused,
                fmt::format("The file '{}' holds a password and may be read by others. Run "
                            "chmod 600 on it; Newlyn does not use it before.",
                            path));
  }
  std::ifstream file(path, std::ios::binary);
  std::string secret((std::istreambuf_iterator<char>(file)), {});
  while (!secret.empty() && (secret.back() == '\n' || secret.back() == '\r')) secret.pop_back();
  return secret;
}

std::string record_link(const Definition& definition,
                        const std::vector<std::pair<std::string, std::string>>& values) {
  std::string link;
  std::string_view rest = definition.link;
  for (size_t open = rest.find('{'); open != rest.npos; open = rest.find('{')) {
    const size_t close = rest.find('}', open);
    if (close == rest.npos) break;
    const std::string_view column = rest.substr(open + 1, close - open - 1);
    link += rest.substr(0, open);
    const auto found = std::find_if(values.begin(), values.end(),
                                    [&](const auto& value) { return value.first == column; });
    if (found == values.end()) {
      refuse(
          fmt::format("The link of source '{}' needs the column '{}', which is not copied or "
                      "has no value in this record.",
                      definition.name, column));
    }
    for (const char c : found->second) {
      const bool plain = std::isalnum(static_cast<unsigned char>(c)) != 0 ||
                         std::string_view("-._~").find(c) != std::string_view::npos;
      link += plain ? std::string(1, c)
                    : fmt::format("%{:02X}", static_cast<unsigned>(static_cast<unsigned char>(c)));
    }
    rest.remove_prefix(close + 1);
  }
  return link.append(rest);
}

}  // namespace newlyn::source
