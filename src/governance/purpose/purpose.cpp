// SPDX-License-Identifier: MIT
// What a purpose must have, approval by another person, and whether it may be used today.
#include "governance/purpose.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/error.h"
#include "governance/agreement.h"
#include "governance/audit/merkle.h"
#include "governance/audit/note.h"
#include "governance/purpose/limits.h"

namespace newlyn::governance {
namespace {

using Findings = std::vector<PurposeFinding>;

/// Fields whose use needs a condition of Article 9 whatever their source.
constexpr std::array<std::string_view, 10> kSpecialFields = {
    "ethnicity", "religion",    "health",     "disability",       "sexual_orientation",
    "politics",  "trade_union", "biometrics", "medical_evidence", "genetics"};

bool is_word(std::string_view name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), [](char letter) {
    return (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9') || letter == '_';
  });
}

bool has_row(const std::vector<LawRow>& rows, std::string_view name) {
  return std::any_of(rows.begin(), rows.end(), [&](const LawRow& row) { return row.name == name; });
}

std::string names_of(const std::vector<LawRow>& rows) {
  std::string text;
  for (const LawRow& row : rows) text += fmt::format("{}{}", text.empty() ? "" : ", ", row.name);
  return text;
}

template <typename Texts>
bool lists(const Texts& texts, std::string_view text) {
  return std::find(texts.begin(), texts.end(), text) != texts.end();
}

void find_missing(const Purpose& purpose, Findings& findings) {
  const auto demand = [&](bool there, const char* what, const char* remedy) {
    if (!there) findings.push_back({what, remedy});
  };
  demand(is_word(purpose.name), "Its name is no single word.",
         "Use small letters, digits and _, such as homelessness_prevention.");
  demand(!purpose.reason.empty(), "It gives no reason.",
         "Say in plain language why the data is used.");
  demand(!purpose.owner.empty(), "It has no owner.", "Name the person who answers for it.");
  demand(!purpose.author.empty(), "It has no author.", "Name who wrote it down.");
  demand(!purpose.sources.empty(), "It names no sources.", "List the sources it may use.");
  demand(!purpose.fields.empty(), "It names no fields.",
         "List under [fields] what it may see and how.");
  demand(!purpose.roles.empty(), "It names no roles.", "List the roles that may use it.");
  demand(purpose.retention_days != 0, "It does not say how long results are kept.",
         "Give retention_days.");
  demand(!purpose.start.empty() && !purpose.end.empty(), "It has no start or no end.",
         "Give start and end as dates; an end can be moved by a new version.");
  demand(purpose.end.empty() || purpose.start <= purpose.end, "It ends before it starts.",
         "Mend start or end.");
  // Matching people across sources is on the list of what needs an assessment.
  demand(
      !purpose.dpia_reference.empty() && !purpose.dpia_date.empty() && !purpose.dpia_review.empty(),
      "It has no data protection impact assessment.",
      "Give [dpia] with reference, date and review.");
  demand(purpose.dpia_review.empty() || purpose.dpia_date < purpose.dpia_review,
         "Its impact assessment is not to be reviewed after the day on which it was made.",
         "Mend date or review under [dpia].");
}

/// Sources with columns of special categories, under a purpose without a condition for them.
void find_special(const Purpose& purpose, const PurposeSetting& setting, Findings& findings) {
  if (!purpose.special_category.empty()) return;
  for (const auto& [source, columns] : setting.special) {
    if (!lists(purpose.sources, source)) continue;
    findings.push_back(
        {fmt::format("{} holds special categories of data or criminal offences, as its columns "
                     "tell: {}.",
                     source, columns),
         "Give special_category (newlyn purpose law lists the conditions), leave the source out, "
         "or take the columns out of its definition."});
  }
}

void find_unlawful(const Purpose& purpose, const PurposeSetting& setting, Findings& findings) {
  if (!has_row(lawful_bases(), purpose.lawful_basis)) {
    findings.push_back({fmt::format("Its lawful basis \"{}\" is not known.", purpose.lawful_basis),
                        fmt::format("Take one of {}.", names_of(lawful_bases()))});
  }
  if (purpose.lawful_basis == "legitimate_interests" && setting.is_public_authority) {
    findings.push_back(
        {"A public authority does not rest its tasks on legitimate interests (UK GDPR Article "
         "6(1)).",
         "Take public_task or legal_obligation. Where the organisation is no public authority, say "
         "public_authority = \"no\" in organisation.toml."});
  }
  const std::string& condition = purpose.special_category;
  if (!condition.empty() && !has_row(special_conditions(), condition)) {
    findings.push_back(
        {fmt::format("Its special-category condition \"{}\" is not known.", condition),
         fmt::format("Take one of {}.", names_of(special_conditions()))});
  }
  if (!purpose.gateway.empty() && !has_row(legal_gateways(), purpose.gateway)) {
    findings.push_back({fmt::format("Its legal gateway \"{}\" is not known.", purpose.gateway),
                        fmt::format("Take one of {}.", names_of(legal_gateways()))});
  }
  for (const auto& [field, masking] : purpose.fields) {
    if (!condition.empty() || masking == record::Masking::hide || !lists(kSpecialFields, field)) {
      continue;
    }
    findings.push_back(
        {fmt::format("It uses {} without a condition for special categories.", field),
         "Give special_category, or hide the field."});
  }
  if (purpose.gateway.starts_with("dea_") &&
      (!purpose.agreement || purpose.agreement->parties.size() < 2 ||
       purpose.agreement->data_items.empty())) {
    findings.push_back(
        {"Sharing under the Digital Economy Act needs an information-sharing agreement.",
         "Give [agreement] with reference, at least two parties, data_items and until."});
  }
}

/// Sources that nothing may rest on and that are used all the same.
void find_contradictions(const Purpose& purpose, Findings& findings) {
  for (const std::string& source : purpose.linked_without) {
    if (lists(purpose.sources, source)) {
      findings.push_back(
          {fmt::format("It uses {}, which under linked_without nothing may rest on.", source),
           "Take it out of sources or out of linked_without."});
    }
    const bool is_sealed =
        std::any_of(purpose.sealed.begin(), purpose.sealed.end(),
                    [&](const record::RowRule& rule) { return rule.source == source; });
    if (is_sealed) {
      findings.push_back({fmt::format("It says of whom {} knows that they exist, and under "
                                      "linked_without nothing may rest on it.",
                                      source),
                          "Take it out of [[sealed]] or out of linked_without."});
    }
  }
}

/// What is approved, and by whom it was added.
struct Approved {
  std::string_view toml;
  const Purpose& purpose;
  const std::string& added_by;  // empty: by a version of Newlyn that did not record it
};

std::string approval_text(const Approved& approved, const std::string& who,
                          const std::string& date) {
  const std::string& added_by = approved.added_by;
  return fmt::format("newlyn approval of a purpose\npurpose {}\nfile {}\n{}by {}\non {}\n",
                     approved.purpose.name, hex_of(bytes_of(hash_of(approved.toml))),
                     added_by.empty() ? "" : fmt::format("added by {}\n", added_by), who, date);
}

/// Whether the note is an approval of exactly this file by somebody who may approve it.
bool is_approved(const Approved& approved, std::string_view approval,
                 const std::vector<std::string>& approvers) {
  return std::any_of(approvers.begin(), approvers.end(), [&](const std::string& text) {
    const auto key = read_public_key(text);
    if (!key || same_person(key->name, approved.purpose.author) ||
        same_person(key->name, approved.added_by)) {
      return false;
    }
    const auto note = open_note(approval, *key);
    const size_t date = note ? note->rfind("\non ") : std::string::npos;
    return date != std::string::npos && note->size() > date + 5 &&
           *note ==
               approval_text(approved, key->name, note->substr(date + 4, note->size() - date - 5));
  });
}

}  // namespace

bool same_person(std::string_view left, std::string_view right) {
  const auto small = [](char letter) {
    return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
  };
  return std::equal(left.begin(), left.end(), right.begin(), right.end(),
                    [&](char a, char b) { return small(a) == small(b); });
}

Findings check_purpose(const Purpose& purpose, const PurposeSetting& setting) {
  Findings findings;
  find_missing(purpose, findings);
  find_unlawful(purpose, setting, findings);
  find_special(purpose, setting, findings);
  find_beyond_limits(purpose, setting, findings);
  find_contradictions(purpose, findings);
  return findings;
}

std::string approve_purpose(std::string_view toml, std::string_view approver_key,
                            const std::string& date, const PurposeSetting& setting) {
  const Purpose purpose = read_purpose(toml);
  const auto key = read_key_pair(approver_key);
  if (!key) {
    throw Error(Code::request_invalid,
                "What was given is no key of a person. Give the file that newlyn purpose key "
                "wrote, or make one with it.");
  }
  Findings findings = check_purpose(purpose, setting);
  for (PurposeFinding& closed : find_closed_sources(purpose, setting)) {
    findings.push_back(std::move(closed));
  }
  // An approval says that somebody will look at the assessment again.
  if (!purpose.dpia_review.empty() && purpose.dpia_review <= date) {
    findings.push_back(
        {fmt::format("Its impact assessment was to be reviewed by {}.", purpose.dpia_review),
         fmt::format("{} reviews it, and adds a version with a day of review to come.",
                     purpose.owner)});
  }
  if (!findings.empty()) {
    throw Error(Code::request_invalid, fmt::format("{} cannot be approved. {} {}", purpose.name,
                                                   findings[0].what, findings[0].remedy));
  }
  if (same_person(key->name, purpose.author)) {
    throw Error(Code::access_refused,
                fmt::format("{} wrote {} and cannot approve it. Ask another person to.",
                            purpose.author, purpose.name));
  }
  if (same_person(key->name, setting.added_by)) {
    throw Error(Code::access_refused,
                fmt::format("{} added this version of {} and cannot approve it, whoever its file "
                            "names as the author. Ask another person to.",
                            setting.added_by, purpose.name));
  }
  return sign_note(approval_text({toml, purpose, setting.added_by}, key->name, date), *key);
}

PersonKey make_person_key(const std::string& name) {
  if (!is_key_name(name)) {
    throw Error(Code::request_invalid,
                fmt::format("\"{}\" cannot name a key. Take the sign-in name: one word without "
                            "spaces and plus signs.",
                            name));
  }
  const KeyPair pair = make_key_pair(name);
  return {key_pair_text(pair), public_key_text(public_half(pair)) + "\n"};
}

std::optional<std::string> owner_of_key(std::string_view public_half) {
  const auto key = read_public_key(public_half);
  if (!key) return std::nullopt;
  return key->name;
}

Findings purpose_obstacles(const PurposeRecord& record, const std::string& today) {
  const Purpose purpose = read_purpose(record.toml);
  Findings findings = check_purpose(purpose, record.setting);
  for (PurposeFinding& closed : find_closed_sources(purpose, record.setting)) {
    findings.push_back(std::move(closed));
  }
  const auto add = [&](std::string what, std::string remedy) {
    findings.push_back({std::move(what), std::move(remedy)});
  };
  if (record.approval.empty()) {
    add("It is not approved.",
        fmt::format("Somebody other than {} reads it with newlyn purpose show {} and approves it "
                    "with newlyn purpose approve {} --version {}.",
                    purpose.author, purpose.name, purpose.name, version_of(record.toml)));
  } else if (!is_approved({record.toml, purpose, record.setting.added_by}, record.approval,
                          record.approvers)) {
    add("Its approval is not valid: the file was changed since, or its signature is not by a "
        "person who may approve it.",
        fmt::format("Have it approved again with newlyn purpose approve {} --version {}.",
                    purpose.name, version_of(record.toml)));
  }
  if (!purpose.start.empty() && today < purpose.start) {
    add(fmt::format("It starts on {}.", purpose.start), "Wait, or add a version that starts now.");
  }
  if (!purpose.end.empty() && today > purpose.end) {
    add(fmt::format("It ended on {}.", purpose.end),
        "Add a version with a later end and have it approved, or stop using it.");
  }
  if (today < purpose.dpia_date) {
    add(fmt::format("Its impact assessment is of {}, which is still to come.", purpose.dpia_date),
        "Give the day on which it was made: nothing is used before it is assessed.");
  }
  if (!purpose.dpia_review.empty() && today > purpose.dpia_review) {
    add(fmt::format("Its impact assessment was to be reviewed by {}.", purpose.dpia_review),
        fmt::format("{} reviews it, and adds a version with the new dates.", purpose.owner));
  }
  for (PurposeFinding& finding :
       agreement_obstacles(purpose, read_agreement_terms(record.toml), today)) {
    findings.push_back(std::move(finding));
  }
  return findings;
}

std::string version_of(std::string_view text) {
  constexpr size_t kDigits = 12;
  return hex_of(bytes_of(hash_of(text))).substr(0, kDigits);
}

record::AccessFilter filter_of(const Purpose& purpose) {
  return {purpose.sources, purpose.kinds,  purpose.fields,
          purpose.rows,    purpose.sealed, purpose.linked_without};
}

}  // namespace newlyn::governance
