// SPDX-License-Identifier: MIT
// Recomputes the tree from the entries and compares every file with what it must hold.
#include "governance/audit_verify.h"

#include <fmt/format.h>
#include <sodium.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <mutex>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>

#include "base/check.h"
#include "base/error.h"
#include "base/threads.h"
#include "governance/audit/disk.h"
#include "governance/audit/entry_text.h"
#include "governance/audit/journal.h"
#include "governance/audit/merkle.h"
#include "governance/audit/note.h"
#include "governance/audit/tiles.h"
#include "governance/base64.h"

namespace newlyn::governance {
namespace {

namespace fs = std::filesystem;

constexpr size_t kProblemsMax = 20;

class Verification {
 public:
  Verification(const VerifyRequest& request, PublicKey key)
      : folder_(request.folder), key_(std::move(key)) {}

  VerifyReport run(const std::string& since);

 private:
  void problem(std::string text);
  std::optional<std::string> bytes_at(const std::string& path);
  void verify_bundles();
  void verify_bundle(uint64_t index, std::vector<Hash>& subtrees);
  void verify_levels(std::vector<Hash> subtrees);
  void verify_tile(unsigned level, uint64_t index, std::span<const Hash> hashes);
  void verify_partials();
  void verify_journal();
  void replay(const Journal& journal, CompactTree& tree);
  void verify_since(const std::string& since);
  NodeSource nodes();

  const std::string folder_;
  const PublicKey key_;
  VerifyReport report_;
  TreeHead published_;
  std::map<uint64_t, Hash> roots_;  // after each entry of the journal
  std::set<std::string> expected_;  // files below the folder
  std::optional<TileReader> reader_;
  std::mutex mutex_;
};

void Verification::problem(std::string text) {
  const std::lock_guard lock(mutex_);
  if (report_.problems.size() < kProblemsMax) report_.problems.push_back(std::move(text));
}

/// What a file of the log holds; one that is missing is told as that and as nothing else.
std::optional<std::string> Verification::bytes_at(const std::string& path) {
  auto bytes = read_whole(folder_ + "/" + path);
  if (!bytes) problem(fmt::format("{} is missing.", path));
  const std::lock_guard lock(mutex_);
  expected_.insert(path);
  return bytes;
}

NodeSource Verification::nodes() {
  return [this](unsigned level, uint64_t index) { return reader_->node(level, index); };
}

void Verification::verify_tile(unsigned level, uint64_t index, std::span<const Hash> hashes) {
  const std::string path = tile_path(std::to_string(level), index, hashes.size());
  const auto bytes = bytes_at(path);
  if (bytes && *bytes != tile_bytes(hashes)) {
    problem(fmt::format("{} does not hold the hashes of the entries.", path));
  }
}

void Verification::verify_bundle(uint64_t index, std::vector<Hash>& subtrees) {
  const uint64_t width = std::min(kTileWidth, published_.size - index * kTileWidth);
  const std::string path = tile_path("entries", index, width);
  const auto entries = bytes_at(path);
  const auto beside = bytes_at(tile_path("sealed", index, width));
  if (!entries || !beside) return;
  const auto records = read_bundles(*entries, *beside, width);
  if (!records) {
    problem(fmt::format("{} or what lies beside it cannot be read.", path));
    return;
  }
  std::vector<Hash> leaves;
  uint64_t sealed = 0;
  for (size_t i = 0; i < records->size(); ++i) {
    const LogRecord& record = (*records)[i];
    leaves.push_back(hash_leaf(record.entry));
    sealed += record.sealed.empty() ? 0 : 1;
    if (!sealed_fits(record)) {
      problem(
          fmt::format("The sealed values beside entry {} were changed.", index * kTileWidth + i));
    }
  }
  verify_tile(0, index, leaves);
  if (width == kTileWidth) subtrees[index] = hash_subtree(leaves);
  const std::lock_guard lock(mutex_);
  report_.sealed += sealed;
}

void Verification::verify_bundles() {
  const uint64_t count = (published_.size + kTileWidth - 1) / kTileWidth;
  std::vector<Hash> subtrees(published_.size / kTileWidth);
  parallel_ranges(count, 16, [&](size_t begin, size_t end) {
    for (size_t index = begin; index < end; ++index) verify_bundle(index, subtrees);
  });
  verify_levels(std::move(subtrees));
}

void Verification::verify_levels(std::vector<Hash> subtrees) {
  for (unsigned level = 1; !subtrees.empty(); ++level) {
    std::vector<Hash> above;
    for (uint64_t begin = 0; begin < subtrees.size(); begin += kTileWidth) {
      const auto width = std::min<uint64_t>(kTileWidth, subtrees.size() - begin);
      const auto hashes = std::span(subtrees).subspan(begin, width);
      verify_tile(level, begin / kTileWidth, hashes);
      if (width == kTileWidth) above.push_back(hash_subtree(hashes));
    }
    subtrees = std::move(above);
  }
}

/// Partial tiles of earlier checkpoints may lie about; each must be the beginning of ours.
void Verification::verify_partials() {
  for (const char* top : {"tile", "sealed"}) {
    std::error_code ignored;
    if (!fs::is_directory(fs::path(folder_) / top, ignored)) continue;
    for (const auto& entry : fs::recursive_directory_iterator(fs::path(folder_) / top)) {
      if (entry.is_directory()) continue;
      const std::string path = fs::relative(entry.path(), folder_).generic_string();
      if (expected_.contains(path)) continue;
      const size_t mark = path.find(".p/");
      const std::string stem = path.substr(0, mark) + ".p/";
      const auto later = std::find_if(expected_.begin(), expected_.end(), [&](const auto& ours) {
        return ours == path.substr(0, mark) || ours.starts_with(stem);
      });
      const std::string older = read_whole(entry.path().string()).value_or("");
      if (mark == path.npos || later == expected_.end() ||
          !read_whole(folder_ + "/" + *later).value_or("").starts_with(older)) {
        problem(fmt::format("{} does not belong to the log.", path));
      }
    }
  }
}

void Verification::replay(const Journal& journal, CompactTree& tree) {
  roots_[tree.size()] = tree.root();
  for (const JournalGroup& group : journal.groups) {
    for (const LogRecord& record : group.records) {
      if (!sealed_fits(record)) {
        problem(fmt::format("The sealed values beside entry {} were changed.", tree.size()));
      }
      if (tree.size() >= published_.size && !record.sealed.empty()) ++report_.sealed;
      tree.append(hash_leaf(record.entry));
      // A checkpoint that was kept may end inside of a group: whoever opens the log makes one group
      // of all that is not in tiles.
      roots_[tree.size()] = tree.root();
    }
    if (group.head.size != tree.size() || group.head.root != tree.root()) {
      problem(fmt::format("The journal's head at {} entries does not fit the entries before it.",
                          group.head.size));
    }
  }
}

void Verification::verify_journal() {
  const auto bytes = bytes_at("journal");
  if (!bytes) return;
  const auto journal = read_journal(*bytes, key_);
  if (!journal) return problem("The journal's beginning cannot be read.");
  if (journal->left_over != 0) {
    problem(
        fmt::format("The journal ends in {} bytes that are no entries with a valid signature. "
                    "If the last write was interrupted, opening the log once removes them.",
                    journal->left_over));
  }
  if (journal->base > published_.size) {
    return problem("The checkpoint is older than the journal.");
  }
  CompactTree tree = tree_at(nodes(), journal->base);
  replay(*journal, tree);
  report_.entries = std::max(published_.size, tree.size());
  report_.root = base64_of(bytes_of(tree.root()));
  if (!roots_.contains(published_.size) || roots_[published_.size] != published_.root) {
    problem("The journal does not continue the tree of the checkpoint.");
  }
  uint64_t promised = 0;
  for (const auto& slot : journal->slots) {
    if (!slot) {
      problem("A signed head at the beginning of the journal was changed.");
    } else if (!roots_.contains(slot->size) || roots_[slot->size] != slot->root) {
      problem(fmt::format("A head of {} entries was signed that the journal does not lead to.",
                          slot->size));
    }
    promised = std::max(promised, slot ? slot->size : 0);
  }
  if (promised != tree.size()) {
    problem(fmt::format("{} entries were acknowledged and {} are there.", promised, tree.size()));
  }
}

void Verification::verify_since(const std::string& since) {
  const auto earlier = open_head(since, key_, true);
  if (!earlier) {
    throw Error(Code::request_invalid,
                "The earlier checkpoint is none that this key signed. Give the file as it was "
                "kept.");
  }
  report_.since = earlier->size;
  const auto known = roots_.find(earlier->size);
  Hash root{};
  if (earlier->size <= published_.size) {
    root = tree_at(nodes(), earlier->size).root();
  } else if (known != roots_.end()) {
    root = known->second;
  } else {
    return problem(fmt::format("The earlier checkpoint is over {} entries, and now there are {}.",
                               earlier->size, report_.entries));
  }
  if (root != earlier->root) {
    problem(fmt::format("The first {} entries are not those of the earlier checkpoint.",
                        earlier->size));
  }
}

VerifyReport Verification::run(const std::string& since) {
  report_.log_name = key_.name;
  const auto checkpoint = bytes_at("checkpoint");
  if (!checkpoint) return report_;
  const auto head = open_head(*checkpoint, key_, true);
  if (!head) {
    problem("The checkpoint is not signed by this key.");
    return report_;
  }
  published_ = *head;
  report_.published = head->size;
  report_.entries = head->size;
  reader_.emplace(folder_, head->size);
  verify_bundles();
  if (!report_.problems.empty()) return report_;
  if (tree_at(nodes(), head->size).root() != head->root) {
    problem("The checkpoint's root is not that of the entries.");
  }
  verify_partials();
  verify_journal();
  if (!since.empty()) verify_since(since);
  return report_;
}

}  // namespace

VerifyReport verify_audit_log(const VerifyRequest& request) {
  NEWLYN_CHECK(sodium_init() >= 0, "libsodium starts");
  const auto key = read_public_key(request.public_key);
  if (!key) {
    throw Error(Code::request_invalid,
                "The public key is none. Give the content of log.pub as it was kept when the log "
                "was made.");
  }
  std::error_code ignored;
  if (!fs::is_directory(request.folder, ignored)) {
    throw Error(
        Code::source_missing,
        fmt::format("There is no folder {}. Name the one of an audit log.", request.folder));
  }
  Verification verification(request, *key);
  return verification.run(request.since);
}

std::string verify_audit_proof(const std::string& proof_json, const std::string& public_key) {
  NEWLYN_CHECK(sodium_init() >= 0, "libsodium starts");
  const auto key = read_public_key(public_key);
  if (!key) return "The public key is none.";
  const auto json = nlohmann::json::parse(proof_json, nullptr, false);
  if (!json.is_object()) return "The proof is no JSON object.";
  const auto head = open_head(json.value("checkpoint", std::string()), *key, true);
  if (!head) return "The proof's checkpoint is not signed by this key.";
  std::vector<Hash> path;
  for (const auto& step : json.value("path", nlohmann::json::array())) {
    const auto bytes = step.is_string() ? read_base64(step.get<std::string>()) : std::nullopt;
    if (!bytes || bytes->size() != sizeof(Hash)) return "The proof's path cannot be read.";
    std::copy(bytes->begin(), bytes->end(), path.emplace_back().begin());
  }
  const std::string entry = json.value("entry", std::string());
  if (!proves_inclusion(path, hash_leaf(entry), json.value("number", uint64_t{0}), *head)) {
    return "The entry is not in the log of that checkpoint.";
  }
  return "";
}

}  // namespace newlyn::governance
