// SPDX-License-Identifier: MIT
// Journals first, the store last: it is what tells whether anybody else is at work.
#include <fmt/chrono.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include "base/error.h"
#include "workspace/governance/trace.h"
#include "workspace/home/store_version.h"
#include "workspace/index/journal_book.h"
#include "workspace/index/kind_index.h"
#include "workspace/keep_workspace.h"

namespace newlyn::workspace {
namespace {

constexpr std::string_view kStorePart = "store";

/// The day on which a file was last written.
std::string day_written(const std::string& file) {
  struct stat state {};
  if (::stat(file.c_str(), &state) != 0) return "";
  return fmt::format("{:%Y-%m-%d}", fmt::gmtime(state.st_mtime));
}

RolledBackPart part_of(std::string_view part, int64_t version, const std::string& file) {
  return {std::string(part), version, file, "", day_written(file)};
}

/// What was kept, as far as it is asked for.
std::vector<RolledBackPart> kept_parts(const Home& home, const std::string& wanted) {
  std::vector<RolledBackPart> parts;
  for (const EntityKind& kind : kEntityKinds) {
    if (!wanted.empty() && wanted != kind.plural) continue;
    const auto kept = index::kept_journal(journal_path(home, kind));
    if (kept)
      parts.push_back(part_of(kind.plural, static_cast<int64_t>(kept->version), kept->kept));
  }
  if (!wanted.empty() && wanted != kStorePart) return parts;
  std::vector<KeptVersion> stores = kept_stores(home);
  std::erase_if(stores, [](const KeptVersion& kept) { return kept.version == kStoreVersion; });
  if (!stores.empty()) {
    parts.push_back(part_of(kStorePart, stores.back().version, stores.back().file));
  }
  return parts;
}

void expect_part(const std::string& part) {
  std::string names(kStorePart);
  if (part.empty() || part == kStorePart) return;
  for (const EntityKind& kind : kEntityKinds) {
    if (part == kind.plural) return;
    names += fmt::format(", {}", kind.plural);
  }
  throw Error(Code::request_invalid,
              fmt::format("'{}' is no part of a workspace. Name one of: {}.", part, names));
}

void put_back(const Home& home, store::Store& store, RolledBackPart& part) {
  if (part.part == kStorePart) {
    part.kept = roll_back_store(home, store)->file;
    return;
  }
  for (const EntityKind& kind : kEntityKinds) {
    if (part.part != kind.plural) continue;
    part.kept = index::roll_back_journal(journal_path(home, kind))->kept;
    forget_length(store, kind);
  }
}

}  // namespace

RollBackAnswer roll_back(const RollBackRequest& request) {
  const Home home = find_home(request.workspace);
  expect_part(request.part);
  RollBackAnswer answer{request.is_done, {}};
  make_change(
      home, {"rollback", "files of an earlier version", request.purpose}, [&]() -> uint64_t {
        const auto store = open_home_store(home);  // nobody else is at work
        roll_back_link(home);
        answer.parts = kept_parts(home, request.part);
        if (answer.parts.empty()) {
          throw Error(Code::request_invalid,
                      "Nothing was kept of an earlier version, so there is nothing to put back. "
                      "newlyn restore makes a workspace of a backup.");
        }
        if (!request.is_done) return 0;
        for (RolledBackPart& part : answer.parts) put_back(home, *store, part);
        return answer.parts.size();
      });
  return answer;
}

}  // namespace newlyn::workspace
