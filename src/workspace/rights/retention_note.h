// SPDX-License-Identifier: MIT
// What a deletion by rule is about to take away, kept while it is at work, and its certificate.
//
// rights/retain.begun stands from before the first change until the certificate is written. As soon
// as everything is gone it holds no key and no value any more. A certificate holds none ever.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "linkage/fitted_model.h"
#include "workspace/home.h"
#include "workspace/retain.h"
#include "workspace/rights/erased_rows.h"

namespace newlyn::workspace {

/// One deletion.
struct Retention {
  RetainAnswer answer;  // what was planned
  std::string made;
  std::string who;
  std::string rules_hash;  // SHA-256 of the file of rules
  bool is_gone = false;    // everything went; the certificate is still to be written
  std::vector<RowGroup> groups;
  std::vector<std::string> values;  // drawn from what goes: to be searched for afterwards
  /// By kind, what records that lose fields had alone in the index.
  std::map<std::string, std::vector<linkage::ColumnTexts>> texts;
};

/// The deletion that was begun and not finished.
std::optional<Retention> begun_retention(const Home& home);
void begin_retention(const Home& home, const Retention& retention);
void end_retention(const Home& home);

/// The number that the next certificate gets.
uint64_t next_certificate(const Home& home);

/// The certificate as JSON, and in sentences.
std::string certificate_json(const Retention& retention);
std::string certificate_text(const Retention& retention);

}  // namespace newlyn::workspace
