// SPDX-License-Identifier: MIT
// The table newlyn_sealed_row_told of the store: a number made of each row's key, and no key.
#include "workspace/records/sealed_rows.h"

#include <algorithm>
#include <array>

#include "base/random.h"
#include "workspace/rights/request_book.h"

namespace newlyn::workspace {
namespace {

using store::Parameter;

constexpr const char* kTable = "CREATE TABLE IF NOT EXISTS newlyn_sealed_row_told (token BIGINT)";

int64_t token_of(const ArrivalSource& of, const std::string& native_id) {
  return static_cast<int64_t>(hash_bytes(of.definition.name + "\n" + native_id));
}

}  // namespace

bool SealedRows::is_told(const ArrivalSource& of, const std::string& native_id) const {
  desk_.store->run(kTable);
  return desk_.store
             ->rows("SELECT token FROM newlyn_sealed_row_told WHERE token = $1 LIMIT 1",
                    std::array{Parameter::of(token_of(of, native_id))})
             .rows.size() == 1;
}

void SealedRows::note_told(const ArrivalSource& of, const std::string& native_id) const {
  desk_.store->run(kTable);
  desk_.store->run("INSERT INTO newlyn_sealed_row_told VALUES ($1)",
                   std::array{Parameter::of(token_of(of, native_id))});
}

std::vector<bool> SealedRows::are_unknown(const ArrivalSource& of,
                                          const std::vector<std::string>& native_ids) const {
  std::vector<bool> unknown(native_ids.size(), false);
  for (const KindIndex& open : desk_.kinds) {
    open.entities->read([&](const index::EntityIndex& index) {
      const index::View view = index.view();
      for (const auto& record : of.later->mapping().records) {
        if (record.kind != open.kind->name) continue;
        const std::string source = of.definition.name + "/" + record.name;
        for (size_t i = 0; i < native_ids.size(); ++i) {
          unknown[i] = unknown[i] || view.hides({source, native_ids[i]});
        }
      }
    });
  }
  const auto any = std::find(unknown.begin(), unknown.end(), true);
  if (any == unknown.end()) return unknown;
  const bool may_know = is_governance_officer(desk_.home, desk_.access->who());
  for (size_t i = 0; i < native_ids.size(); ++i) {
    unknown[i] = unknown[i] && !may_know && !is_told(of, native_ids[i]);
  }
  return unknown;
}

}  // namespace newlyn::workspace
