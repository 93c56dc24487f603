// SPDX-License-Identifier: MIT
// Consistency proofs over the tiles of a log, as text.
#include <fmt/format.h>
#include <sodium.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>

#include "base/check.h"
#include "base/error.h"
#include "governance/audit/disk.h"
#include "governance/audit/merkle.h"
#include "governance/audit/note.h"
#include "governance/audit/tiles.h"
#include "governance/audit_growth.h"
#include "governance/base64.h"

namespace newlyn::governance {
namespace {

constexpr const char* kFormat = "newlyn audit growth 1";

PublicKey key_of(const std::string& text) {
  NEWLYN_CHECK(sodium_init() >= 0, "libsodium starts");
  const auto key = read_public_key(text);
  if (key) return *key;
  throw Error(Code::request_invalid,
              "The public key is none. Give the content of log.pub as it was kept when the log "
              "was made.");
}

/// The head of a checkpoint that somebody kept.
TreeHead kept_head(const std::string& text, const PublicKey& key) {
  const auto head = open_head(text, key, true);
  if (head) return *head;
  throw Error(Code::request_invalid,
              "The earlier checkpoint is none that this key signed: it is another log's, or was "
              "changed. Give the file as it was kept.");
}

std::string text_in(const nlohmann::json& json, const char* key) {
  const auto found = json.find(key);
  return found != json.end() && found->is_string() ? found->get<std::string>() : std::string();
}

/// The hashes of a proof; nothing where one cannot be read.
std::optional<std::vector<Hash>> path_in(const nlohmann::json& json) {
  std::vector<Hash> path;
  for (const auto& step : json.value("path", nlohmann::json::array())) {
    const auto bytes = step.is_string() ? read_base64(step.get<std::string>()) : std::nullopt;
    if (!bytes || bytes->size() != sizeof(Hash)) return std::nullopt;
    std::copy(bytes->begin(), bytes->end(), path.emplace_back().begin());
  }
  return path;
}

}  // namespace

std::string prove_growth(const GrowthRequest& request) {
  const PublicKey key = key_of(request.public_key);
  const TreeHead before = kept_head(request.since, key);
  const std::string checkpoint = read_whole(request.folder + "/checkpoint").value_or("");
  const auto after = open_head(checkpoint, key, true);
  if (!after) {
    throw Error(Code::source_unreadable,
                "The checkpoint of the log is not signed by its key. newlyn audit verify says what "
                "is wrong; put the folder audit back from a backup.");
  }
  if (before.size > after->size) {
    throw Error(Code::source_unreadable,
                fmt::format("The log has {} entries and had {} under the earlier checkpoint: the "
                            "last ones are gone, so it cannot be proved to go on from there. Keep "
                            "it as it is, and compare it with a backup.",
                            after->size, before.size));
  }
  TileReader reader(request.folder, after->size);
  const NodeSource node = [&](unsigned level, uint64_t index) { return reader.node(level, index); };
  if (tree_at(node, before.size).root() != before.root) {
    throw Error(Code::source_unreadable,
                fmt::format("The first {} entries of the log are not those of the earlier "
                            "checkpoint: it was written anew, so it cannot be proved to go on from "
                            "there. Keep it as it is, and compare it with a backup.",
                            before.size));
  }
  nlohmann::ordered_json json = {{"format", kFormat},
                                 {"before", before.size},
                                 {"after", after->size},
                                 {"path", nlohmann::ordered_json::array()},
                                 {"earlier_checkpoint", request.since},
                                 {"checkpoint", checkpoint}};
  for (const Hash& hash : consistency_proof(node, before.size, after->size)) {
    json["path"].push_back(base64_of(bytes_of(hash)));
  }
  return json.dump(2) + "\n";
}

bool is_growth_proof(const std::string& proof_json) {
  const auto json = nlohmann::json::parse(proof_json, nullptr, false);
  return json.is_object() && text_in(json, "format") == kFormat;
}

GrowthReport verify_growth(const std::string& proof_json, const std::string& public_key,
                           const std::string& since) {
  const PublicKey key = key_of(public_key);
  GrowthReport report;
  const auto json = nlohmann::json::parse(proof_json, nullptr, false);
  if (!json.is_object() || text_in(json, "format") != kFormat) {
    report.problem = "The file is no proof of how a log grew.";
    return report;
  }
  const auto before = open_head(text_in(json, "earlier_checkpoint"), key, true);
  const auto after = open_head(text_in(json, "checkpoint"), key, true);
  const auto path = path_in(json);
  if (!before || !after || !path) {
    report.problem = !path ? "The proof's path cannot be read."
                           : "A checkpoint of the proof is not signed by this key.";
    return report;
  }
  report.before = before->size;
  report.after = after->size;
  const TreeHead kept = since.empty() ? *before : kept_head(since, key);
  if (kept.size != before->size || kept.root != before->root) {
    report.problem = fmt::format(
        "The proof begins with another checkpoint than the one that was kept, which is over {} "
        "entries.",
        kept.size);
  } else if (!proves_consistency(*path, kept, *after)) {
    report.problem = fmt::format(
        "The proof does not show that the first {} entries are those of the earlier checkpoint.",
        kept.size);
  }
  return report;
}

}  // namespace newlyn::governance
