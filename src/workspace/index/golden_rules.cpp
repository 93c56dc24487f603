// SPDX-License-Identifier: MIT
// The file golden.rules, and the table newlyn_golden_rules of the store with what it said when.
#include "workspace/index/golden_rules.h"

#include <array>
#include <filesystem>
#include <optional>

#include "base/clock.h"
#include "base/error.h"
#include "workspace/governance/read_text.h"

namespace newlyn::workspace {
namespace {

using store::Parameter;

constexpr size_t kDayLetters = 10;  // of "2026-11-28T12:00:00Z"

/// Empty where there is no file: the most recent value wins.
std::string rules_text(const Home& home) {
  const std::string file = home.folder + "/golden.rules";
  return std::filesystem::exists(file) ? read_text(file) : "";
}

void prepare(store::Store& store) {
  store.run(
      "CREATE TABLE IF NOT EXISTS newlyn_golden_rules (sequence BIGINT, \"when\" VARCHAR, content "
      "VARCHAR)");
}

}  // namespace

index::GoldenRules golden_rules(const Home& home) {
  return index::read_golden_rules(rules_text(home), "golden.rules");
}

void note_golden_rules(const Home& home, store::Store& store) {
  prepare(store);
  const std::string now = rules_text(home);
  try {
    index::read_golden_rules(now, "golden.rules");
  } catch (const Error&) {
    return;  // whoever needs them is told what is wrong
  }
  const auto last = store.rows(
      "SELECT sequence, content FROM newlyn_golden_rules ORDER BY sequence DESC LIMIT 1");
  if (!last.rows.empty() && last.rows[0][1].value_or("") == now) return;
  const int64_t sequence = last.rows.empty() ? 1 : std::stoll(last.rows[0][0].value_or("0")) + 1;
  const std::string when = now_text();
  store.run("INSERT INTO newlyn_golden_rules VALUES ($1, $2, $3)",
            std::array{Parameter::of(sequence), Parameter::of(std::string_view(when)),
                       Parameter::of(std::string_view(now))});
}

index::GoldenRules golden_rules_then(store::Store& store, const std::string& day) {
  prepare(store);
  std::optional<std::string> content;
  const auto noted =
      store.rows("SELECT \"when\", content FROM newlyn_golden_rules ORDER BY sequence");
  for (const auto& row : noted.rows) {
    const bool is_then = row[0].value_or("").substr(0, kDayLetters) <= day;
    if (is_then || !content) content = row[1].value_or("");
  }
  return index::read_golden_rules(content.value_or(""), "golden.rules of " + day);
}

}  // namespace newlyn::workspace
