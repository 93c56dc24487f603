// SPDX-License-Identifier: MIT
// Tokens by line; what stands in a row is hashed by the store, so that a million rows take seconds.
#include "workspace/rights/withheld_rows.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>

#include "base/error.h"
#include "governance/suppression.h"
#include "workspace/rights/suppression.h"

namespace newlyn::workspace {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;
using store::quote_name;

constexpr std::string_view kFormat = "newlyn withheld 1";
constexpr char kBetween = '\x1f';
// Half of a token tells two rows apart as surely as the whole one.
constexpr size_t kTokenLetters = 32;

std::string file_of(const Home& home, uint64_t number) {
  return fmt::format("{}/withheld-{}.tokens", home.rights(), number);
}

std::string token(const std::string& secret, const std::string& text) {
  return governance::suppression_token(secret, text).substr(0, kTokenLetters);
}

std::string row_token(const std::string& secret, const std::string& source, std::string_view id) {
  return token(secret, fmt::format("withheld{0}{1}{0}{2}", kBetween, source, id));
}

/// What stood in a row, bound to the row.
std::string content_token(const std::string& secret, const std::string& row,
                          std::string_view hash) {
  return token(secret, fmt::format("content{0}{1}{0}{2}", kBetween, row, hash));
}

/// SQL of a hash over columns that is the same in every version of the store.
std::string content_sql(const std::vector<std::string>& columns) {
  std::vector<std::string> parts = {"''"};
  for (const std::string& column : columns) {
    parts.push_back(
        fmt::format("coalesce(CAST({} AS VARCHAR), chr(30)), chr(31)", quote_name(column)));
  }
  return fmt::format("sha256(concat({}))", fmt::join(parts, ", "));
}

/// The columns by which a row is known again.
std::vector<std::string> content_columns(store::Store& store, const RowGroup& group) {
  std::vector<std::string> columns = group.columns;
  if (!group.is_part) columns = stored_columns(store, group.source);
  std::sort(columns.begin(), columns.end());
  return columns;
}

std::string group_lines(store::Store& store, const RowGroup& group, const std::string& secret) {
  const std::vector<std::string> columns = content_columns(store, group);
  const Json head = {{"source", group.source}, {"part", group.is_part}, {"columns", columns}};
  std::string text = "group " + head.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
  const std::set<std::string_view> going(group.ids.begin(), group.ids.end());
  const auto rows = store.columns(fmt::format(
      "SELECT newlyn_native_id, {} AS content FROM {} QUALIFY newlyn_version = max(newlyn_version) "
      "OVER (PARTITION BY newlyn_native_id)",
      content_sql(columns), quote_name("record_" + group.source)));
  for (size_t at = 0; at < rows[0].row_count(); ++at) {
    const std::string_view id = rows[0].text(at);
    if (!going.contains(id)) continue;
    const std::string row = row_token(secret, group.source, id);
    text += fmt::format("{} {}\n", row, content_token(secret, row, rows[1].text(at)));
  }
  return text;
}

[[noreturn]] void refuse(const std::string& file) {
  throw Error(Code::source_unreadable,
              fmt::format("{} is damaged, so nobody can tell what a rule of retention deleted. Put "
                          "it back from a copy of the workspace.",
                          file));
}

}  // namespace

void withhold_rows(const Home& home, store::Store& store, uint64_t number,
                   const std::vector<RowGroup>& groups) {
  if (fs::exists(file_of(home, number))) return;
  const std::string secret = make_secret(home);
  std::string text = fmt::format("{}\n", kFormat);
  for (const RowGroup& group : groups) {
    if (!group.ids.empty()) text += group_lines(store, group, secret);
  }
  write_home_file(file_of(home, number), text + "end\n");
}

WithheldRows::WithheldRows(const Home& home, const std::string& source) : source_(source) {
  std::error_code none;
  for (const auto& entry : fs::directory_iterator(home.rights(), none)) {
    const std::string file = entry.path().string();
    if (!entry.path().filename().string().starts_with("withheld-")) continue;
    std::ifstream lines(file, std::ios::binary);
    std::string line;
    if (!std::getline(lines, line) || line != kFormat) refuse(file);
    bool is_own = false;
    bool is_whole = false;
    while (!is_whole && std::getline(lines, line)) {
      is_whole = line == "end";
      if (is_whole) break;
      if (line.starts_with("group ")) {
        const Json head = Json::parse(line.substr(6), nullptr, false);
        if (!head.is_object()) refuse(file);
        is_own = head.value("source", "") == source;
        if (!is_own) continue;
        groups_.push_back(
            {head.value("part", false), head.value("columns", std::vector<std::string>()), {}});
        continue;
      }
      if (line.size() != 2 * kTokenLetters + 1) refuse(file);
      if (is_own) {
        groups_.back().tokens[line.substr(0, kTokenLetters)] = line.substr(kTokenLetters + 1);
      }
    }
    if (!is_whole) refuse(file);
  }
  if (!groups_.empty()) secret_ = open_secret(home);
}

void WithheldRows::add_to(source::LeftOut& left_out, store::Store& store,
                          const source::Taking& taking) const {
  std::set<std::string> out(left_out.rows.begin(), left_out.rows.end());
  std::set<std::string> kept_away;
  std::set<std::string> changed;
  for (const Group& group : groups_) {
    const bool is_whole =
        std::all_of(group.columns.begin(), group.columns.end(), [&](const std::string& column) {
          return std::find(taking.columns.begin(), taking.columns.end(), column) !=
                 taking.columns.end();
        });
    const auto rows = store.columns(fmt::format("SELECT newlyn_native_id, {} AS content FROM {}",
                                                is_whole ? content_sql(group.columns) : "''",
                                                quote_name(taking.table)));
    for (size_t at = 0; at < rows[0].row_count(); ++at) {
      const std::string id(rows[0].text(at));
      const std::string row = row_token(secret_, source_, id);
      const auto found = group.tokens.find(row);
      if (found == group.tokens.end()) continue;
      // A column that is missing in the delivery leaves nothing to compare: the row stays away.
      if (is_whole && found->second != content_token(secret_, row, rows[1].text(at))) {
        changed.insert(id);
        continue;
      }
      kept_away.insert(id);
      if (!group.is_part) {
        if (out.insert(id).second) left_out.rows.push_back(id);
        continue;
      }
      std::vector<std::string> columns = group.columns;
      std::erase_if(columns, [&](const std::string& column) {
        return std::find(taking.columns.begin(), taking.columns.end(), column) ==
               taking.columns.end();
      });
      left_out.columns.emplace_back(id, std::move(columns));
    }
  }
  if (!kept_away.empty()) {
    left_out.reasons.push_back(
        {"{} of the rows were deleted by a rule of retention and have not changed since: they stay "
         "away.",
         {kept_away.size()}});
  }
  for (const std::string& id : kept_away) changed.erase(id);
  if (changed.empty()) return;
  left_out.reasons.push_back(
      {"{} of the rows were deleted by a rule of retention and have changed in their source since: "
       "they are taken again.",
       {changed.size()}});
}

}  // namespace newlyn::workspace
