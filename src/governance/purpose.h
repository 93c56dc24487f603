// SPDX-License-Identifier: MIT
// Purposes: why data is used, on which law, by whom, until when, and which data.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "record/access_filter.h"

namespace newlyn::governance {

/// An agreement under which a source is shared.
struct SharingAgreement {
  std::string reference;
  std::vector<std::string> parties;
  std::vector<std::string> data_items;
  std::string until;  // a date; empty: no end
};

/// A purpose as its file says it. Dates are "2026-11-28".
struct Purpose {
  std::string name;    // one word: the file's name too
  std::string reason;  // in plain language
  std::string owner;
  std::string author;  // who wrote it down; never who approves it
  std::string lawful_basis;
  std::string special_category;  // the condition, where special-category data is used
  std::string gateway;           // the legal gateway, where data crosses between bodies
  std::string dpia_reference;
  std::string dpia_date;
  std::string dpia_review;
  std::optional<SharingAgreement> agreement;
  std::vector<std::string> sources;
  std::optional<std::vector<std::string>> kinds;  // of records; nothing: all
  std::map<std::string, record::Masking> fields;  // field and how it is shown
  std::vector<record::RowRule> rows;
  std::vector<record::RowRule> sealed;  // hidden records that are said to exist
  /// Sources that not even which records are one person may rest on.
  std::vector<std::string> linked_without;
  std::vector<std::string> roles;
  /// Whether people are seen by those alone who have their case.
  bool relationship_required = false;
  std::map<std::string, std::string> limits;  // the statutory limit that came with a source
  uint64_t retention_days = 0;                // of results
  std::string start;
  std::string end;
};

/// What is wrong with a purpose and what to do about it.
struct PurposeFinding {
  std::string what;
  std::string remedy;
};

/// Reads a purpose file. Throws Error(request_invalid) with the member and what it must be.
Purpose read_purpose(std::string_view toml);

/// What keeps a purpose from being right, whatever the day: no reason, an unknown basis, a
/// special-category field without its condition, a field that a statutory limit forbids. Empty: it
/// can be approved.
std::vector<PurposeFinding> check_purpose(const Purpose& purpose);

/// Signs that `approver_key` (as key_pair_text writes it) approves the purpose in `toml`. Throws
/// Error(request_invalid) for a key that is none, a purpose with findings, or an approver who is
/// its author.
std::string approve_purpose(std::string_view toml, std::string_view approver_key,
                            const std::string& date);

/// Makes a person's key: the secret half to keep, and the public half to give out.
struct PersonKey {
  std::string secret;
  std::string public_half;
};

/// A fresh key for the person called `name`. Throws Error(request_invalid) for a name that is no
/// single word.
PersonKey make_person_key(const std::string& name);

/// Whether a purpose may be used on `today`, and if not why and what to do. `approval` is the note
/// beside the purpose (empty: none); `approvers` the public keys of those who may approve.
std::vector<PurposeFinding> purpose_obstacles(std::string_view toml, std::string_view approval,
                                              const std::vector<std::string>& approvers,
                                              const std::string& today);

/// What names a version of a file that people write: the beginning of its SHA-256, twelve
/// hexadecimal digits.
std::string version_of(std::string_view text);

/// The filter that the purpose puts on every answer.
record::AccessFilter filter_of(const Purpose& purpose);

/// A lawful basis, special-category condition or legal gateway that a purpose can name.
struct LawRow {
  std::string_view name;
  std::string_view words;
  std::string_view law;
};

/// The lawful bases of Article 6 of the UK GDPR and of Part 3 of the Data Protection Act 2018.
const std::vector<LawRow>& lawful_bases();
/// The conditions for special-category data: Article 9 and Schedule 1.
const std::vector<LawRow>& special_conditions();
/// Gateways through which data may cross between bodies.
const std::vector<LawRow>& legal_gateways();

/// What the law says of one kind of source, whoever uses it.
struct StatutoryLimit {
  std::string_view name;
  std::string_view words;  // what it allows and forbids
  std::string_view law;
  std::vector<std::string_view> bases;     // lawful bases it allows; empty: any
  std::vector<std::string_view> gateways;  // one of them is needed; empty: none
  std::vector<std::string_view> hidden;    // fields that may not be shown
};

/// The statutory limits that travel with a source.
const std::vector<StatutoryLimit>& statutory_limits();

}  // namespace newlyn::governance
