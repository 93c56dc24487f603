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

/// A gateway that an information-governance officer recorded for one version of a purpose: what
/// opens a source with a statutory limit.
struct RecordedGateway {
  std::string source;
  std::string gateway;
  std::string who;
  std::string on;  // a date
  std::string reason;
};

/// A field that a statutory limit closes, as one of the source's columns.
struct ClosedField {
  std::string field;  // of purposes: "account"
  std::string column;
};

/// What is known of a version of a purpose and of its sources, whatever the purpose says of them.
struct PurposeSetting {
  std::map<std::string, std::string> limits;   // source and the statutory limit that it carries
  std::vector<RecordedGateway> gateways;       // recorded for this version
  std::map<std::string, std::string> special;  // source and which of its columns are special
  std::string added_by;  // the account that added the version; empty: it was not recorded
  std::map<std::string, std::vector<ClosedField>> closed;  // by source
  bool is_public_authority = true;  // who does not rest tasks on legitimate interests
};

/// A version of a purpose as it lies in a workspace.
struct PurposeRecord {
  std::string_view toml;
  std::string_view approval;           // the note beside it; empty: none
  std::vector<std::string> approvers;  // public keys of those who may approve
  PurposeSetting setting;
};

/// Reads a purpose file. Throws Error(request_invalid) with the member and what it must be.
Purpose read_purpose(std::string_view toml);

/// What keeps a purpose from being right, whatever the day: no reason, an unknown basis, special
/// categories without their condition, a basis or a field that a statutory limit forbids. Empty: it
/// can be added.
std::vector<PurposeFinding> check_purpose(const Purpose& purpose,
                                          const PurposeSetting& setting = {});

/// Sources with a statutory limit for which no gateway is recorded, or one that does not open them.
/// What the purpose says of itself opens none.
std::vector<PurposeFinding> find_closed_sources(const Purpose& purpose,
                                                const PurposeSetting& setting);

/// What keeps a gateway from opening a source with this limit; nothing: it opens it.
std::optional<PurposeFinding> gateway_obstacle(const Purpose& purpose, const std::string& limit,
                                               const RecordedGateway& gateway);

/// Signs that `approver_key` (as key_pair_text writes it) approves the purpose in `toml`. Throws
/// Error: request_invalid for a key that is none, or a purpose with findings or closed sources;
/// access_refused for an approver who is its author or who added it.
std::string approve_purpose(std::string_view toml, std::string_view approver_key,
                            const std::string& date, const PurposeSetting& setting = {});

/// Whether two sign-in names are one person's: capitals do not count.
bool same_person(std::string_view left, std::string_view right);

/// Makes a person's key: the secret half to keep, and the public half to give out.
struct PersonKey {
  std::string secret;
  std::string public_half;
};

/// A fresh key for the person called `name`. Throws Error(request_invalid) for a name that is no
/// single word.
PersonKey make_person_key(const std::string& name);

/// Whose key it is of which this is the public half; nothing for another text.
std::optional<std::string> owner_of_key(std::string_view public_half);

/// Whether a purpose may be used on `today`, and if not why and what to do.
std::vector<PurposeFinding> purpose_obstacles(const PurposeRecord& record,
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
  /// Gateways that an officer may record where the source carries the limit; empty: `gateways`.
  std::vector<std::string_view> openers = {};
};

/// The statutory limits that travel with a source.
const std::vector<StatutoryLimit>& statutory_limits();

}  // namespace newlyn::governance
