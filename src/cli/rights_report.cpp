// SPDX-License-Identifier: MIT
// Renders what the verbs about rights answer.
#include "cli/rights_report.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "cli/governance_report.h"
#include "cli/link_report.h"

namespace newlyn::cli {
namespace {

using Json = nlohmann::ordered_json;

}  // namespace

std::string elsewhere_text(const workspace::EraseElsewhere& release) {
  return fmt::format("  {}  {} of {}: {}{}, {}\n", release.number, release.what, release.made,
                     release.place,
                     release.recipient.empty() ? "" : ", handed to " + release.recipient,
                     release.expires.empty() ? "kept for nobody said how long"
                                             : "to be kept until " + release.expires);
}

std::string proof_text(const workspace::EraseProof& proof) {
  std::string text = fmt::format(
      "Searched {} files, {} bytes, and {} columns of the store for {} values: ",
      grouped(proof.files), grouped(proof.bytes), grouped(proof.columns), grouped(proof.values));
  text += proof.found.empty() ? "none is there any more.\n" : "some are still there.\n";
  for (const auto& [file, count] : proof.found) {
    text += fmt::format("  {} holds {} of them: correct it by hand\n", file, count);
  }
  if (proof.store_is_sealed) {
    text +=
        "store.duckdb is encrypted or compressed, so no search of its bytes sees a value: for it "
        "counts that it was written anew without the rows, and what its columns say.\n";
  }
  if (proof.of_others + proof.too_short > 0) {
    text += fmt::format(
        "{} further values stand in records of others too, and {} are too short to tell.\n",
        grouped(proof.of_others), grouped(proof.too_short));
  }
  return text;
}

std::string pack_text(const workspace::AccessPackAnswer& answer) {
  std::string text = fmt::format(
      "{}: {} records, {} values; {} values about others are left out; {} looks.\n"
      "Written: {} and {}\nRead it before it is sent: free text may name others.\n",
      answer.entity, grouped(answer.records), grouped(answer.values), grouped(answer.redacted),
      grouped(answer.looks), answer.page, answer.document);
  return answer.due.due.empty() && answer.due.note.empty() ? text : text + due_text(answer.due);
}

std::string pack_json(const workspace::AccessPackAnswer& answer) {
  const Json json = {{"entity", answer.entity},       {"page", answer.page},
                     {"document", answer.document},   {"records", answer.records},
                     {"values", answer.values},       {"left_out", answer.redacted},
                     {"looks", answer.looks},         {"due", answer.due.due},
                     {"tell_by", answer.due.tell_by}, {"note", answer.due.note}};
  return json.dump(2) + "\n";
}

std::string requests_text(const std::vector<workspace::PersonRequest>& requests) {
  if (requests.empty()) return "There is no request.\n";
  std::string text;
  for (const workspace::PersonRequest& request : requests) {
    text += fmt::format("{}  {}  {} of {}{}: {}{}\n", request.number, request.made, request.kind,
                        request.entity, request.concerns.empty() ? "" : ", " + request.concerns,
                        request.state, request.ticket.empty() ? "" : ", ticket " + request.ticket);
  }
  return text;
}

std::string requests_json(const std::vector<workspace::PersonRequest>& requests) {
  Json json = {{"requests", Json::array()}};
  for (const workspace::PersonRequest& request : requests) {
    json["requests"].push_back({{"number", request.number},
                                {"kind", request.kind},
                                {"entity", request.entity},
                                {"made", request.made},
                                {"who", request.who},
                                {"reason", request.reason},
                                {"concerns", request.concerns},
                                {"state", request.state},
                                {"settled", request.settled},
                                {"ticket", request.ticket}});
  }
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string erase_text(const workspace::EraseAnswer& answer) {
  const bool is_done = answer.proof.has_value();
  std::string text = fmt::format("Plan: what would be erased of {}.\n", answer.entity);
  if (is_done) {
    text = fmt::format("Erasure {}: {} is erased{}.\n", answer.number, answer.entity,
                       answer.stays.empty() ? "" : " but for what stays");
  }
  for (const workspace::EraseLine& line : answer.goes) {
    text += fmt::format("  {} {}: {}\n", grouped(line.count), line.what, line.words);
  }
  if (!answer.stays.empty()) text += "What stays, and why:\n";
  for (const workspace::EraseStay& stay : answer.stays) {
    text += fmt::format("  {}: {}\n", stay.what, stay.reason);
  }
  if (!answer.elsewhere.empty()) {
    text += "Left the workspace before, and may hold the person:\n";
    for (const auto& release : answer.elsewhere) text += elsewhere_text(release);
    text += "Tell those who have them. A backup that is restored needs the erasure again.\n";
  }
  if (is_done) return text + proof_text(*answer.proof);
  return text + "Nothing was changed. --yes --reason TEXT does it; it cannot be undone.\n";
}

nlohmann::ordered_json elsewhere_json(const std::vector<workspace::EraseElsewhere>& elsewhere) {
  Json json = Json::array();
  for (const workspace::EraseElsewhere& release : elsewhere) {
    json.push_back({{"number", release.number},
                    {"what", release.what},
                    {"made", release.made},
                    {"place", release.place},
                    {"recipient", release.recipient},
                    {"expires", release.expires}});
  }
  return json;
}

std::string erase_json(const workspace::EraseAnswer& answer) {
  Json json = {
      {"erasure", answer.number}, {"entity", answer.entity}, {"done", answer.proof.has_value()}};
  json["goes"] = Json::array();
  for (const workspace::EraseLine& line : answer.goes) {
    json["goes"].push_back({{"what", line.what}, {"count", line.count}, {"words", line.words}});
  }
  json["stays"] = Json::array();
  for (const workspace::EraseStay& stay : answer.stays) {
    json["stays"].push_back({{"what", stay.what}, {"reason", stay.reason}});
  }
  json["elsewhere"] = elsewhere_json(answer.elsewhere);
  if (answer.proof) {
    json["proof"] = {{"values", answer.proof->values},
                     {"of_others", answer.proof->of_others},
                     {"too_short", answer.proof->too_short},
                     {"files", answer.proof->files},
                     {"bytes", answer.proof->bytes},
                     {"columns", answer.proof->columns},
                     {"store_is_sealed", answer.proof->store_is_sealed}};
    json["proof"]["found"] = Json::array();
    for (const auto& [file, count] : answer.proof->found) {
      json["proof"]["found"].push_back({{"file", file}, {"values", count}});
    }
  }
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace newlyn::cli
