// SPDX-License-Identifier: MIT
// What a purpose must have, approval by another person, and whether it may be used today.
#include "governance/purpose.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/error.h"
#include "governance/audit/merkle.h"
#include "governance/audit/note.h"

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
}

void find_unlawful(const Purpose& purpose, Findings& findings) {
  if (!has_row(lawful_bases(), purpose.lawful_basis)) {
    findings.push_back({fmt::format("Its lawful basis \"{}\" is not known.", purpose.lawful_basis),
                        fmt::format("Take one of {}.", names_of(lawful_bases()))});
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

void find_beyond_limit(const Purpose& purpose, const std::string& source,
                       const StatutoryLimit& limit, Findings& findings) {
  const auto add = [&](const std::string& what, const std::string& remedy) {
    findings.push_back(
        {fmt::format("{} ({}: {}; {}).", what, source, limit.words, limit.law), remedy});
  };
  if (!limit.bases.empty() && !lists(limit.bases, purpose.lawful_basis)) {
    add(fmt::format("The basis {} does not open {}", purpose.lawful_basis, source),
        "Take a basis the law allows for it, or leave the source out.");
  }
  if (!limit.gateways.empty() && !lists(limit.gateways, purpose.gateway)) {
    std::string known;
    for (const std::string_view gateway : limit.gateways) {
      known += fmt::format("{}{}", known.empty() ? "" : ", ", gateway);
    }
    add(fmt::format("{} needs a legal gateway", source),
        fmt::format("Give gateway as one of {}, or leave the source out.", known));
  }
  for (const std::string_view field : limit.hidden) {
    const auto shown = purpose.fields.find(std::string(field));
    if (shown == purpose.fields.end() || shown->second == record::Masking::hide) continue;
    add(fmt::format("The field {} may not be shown", field), "Take it out of [fields].");
  }
}

void find_beyond_limits(const Purpose& purpose, Findings& findings) {
  for (const auto& [source, name] : purpose.limits) {
    const auto limit = std::find_if(statutory_limits().begin(), statutory_limits().end(),
                                    [&](const StatutoryLimit& row) { return row.name == name; });
    if (limit == statutory_limits().end()) {
      findings.push_back({fmt::format("The statutory limit {} of {} is not known.", name, source),
                          "Take electoral_register, council_tax, benefit, school_census or "
                          "registration."});
    } else if (lists(purpose.sources, source)) {
      find_beyond_limit(purpose, source, *limit, findings);
    }
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

std::string approval_text(std::string_view toml, const Purpose& purpose, const std::string& who,
                          const std::string& date) {
  return fmt::format("newlyn approval of a purpose\npurpose {}\nfile {}\nby {}\non {}\n",
                     purpose.name, hex_of(bytes_of(hash_of(toml))), who, date);
}

bool same_person(std::string_view left, std::string_view right) {
  const auto small = [](char letter) {
    return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
  };
  return std::equal(left.begin(), left.end(), right.begin(), right.end(),
                    [&](char a, char b) { return small(a) == small(b); });
}

/// Whether the note is an approval of exactly this file by somebody who may approve it.
bool is_approved(std::string_view toml, const Purpose& purpose, std::string_view approval,
                 const std::vector<std::string>& approvers) {
  return std::any_of(approvers.begin(), approvers.end(), [&](const std::string& text) {
    const auto key = read_public_key(text);
    if (!key || same_person(key->name, purpose.author)) return false;
    const auto note = open_note(approval, *key);
    const size_t date = note ? note->rfind("\non ") : std::string::npos;
    return date != std::string::npos && note->size() > date + 5 &&
           *note == approval_text(toml, purpose, key->name,
                                  note->substr(date + 4, note->size() - date - 5));
  });
}

}  // namespace

Findings check_purpose(const Purpose& purpose) {
  Findings findings;
  find_missing(purpose, findings);
  find_unlawful(purpose, findings);
  find_beyond_limits(purpose, findings);
  find_contradictions(purpose, findings);
  return findings;
}

std::string approve_purpose(std::string_view toml, std::string_view approver_key,
                            const std::string& date) {
  const Purpose purpose = read_purpose(toml);
  const auto key = read_key_pair(approver_key);
  if (!key) {
    throw Error(Code::request_invalid,
                "That is no key of a person. Make one with newlyn purpose key.");
  }
  const Findings findings = check_purpose(purpose);
  if (!findings.empty()) {
    throw Error(Code::request_invalid, fmt::format("{} cannot be approved. {} {}", purpose.name,
                                                   findings[0].what, findings[0].remedy));
  }
  if (same_person(key->name, purpose.author)) {
    throw Error(Code::access_refused,
                fmt::format("{} wrote {} and cannot approve it. Ask another person to.",
                            purpose.author, purpose.name));
  }
  return sign_note(approval_text(toml, purpose, key->name, date), *key);
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

Findings purpose_obstacles(std::string_view toml, std::string_view approval,
                           const std::vector<std::string>& approvers, const std::string& today) {
  const Purpose purpose = read_purpose(toml);
  Findings findings = check_purpose(purpose);
  const auto add = [&](std::string what, std::string remedy) {
    findings.push_back({std::move(what), std::move(remedy)});
  };
  if (approval.empty()) {
    add("It is not approved.",
        fmt::format("Somebody other than {} reads it with newlyn purpose show {} and approves it "
                    "with newlyn purpose approve {} --version {}.",
                    purpose.author, purpose.name, purpose.name, version_of(toml)));
  } else if (!is_approved(toml, purpose, approval, approvers)) {
    add("Its approval is not valid: the file was changed since, or its signature is not by a "
        "person who may approve it.",
        fmt::format("Have it approved again with newlyn purpose approve {} --version {}.",
                    purpose.name, version_of(toml)));
  }
  if (!purpose.start.empty() && today < purpose.start) {
    add(fmt::format("It starts on {}.", purpose.start), "Wait, or add a version that starts now.");
  }
  if (!purpose.end.empty() && today > purpose.end) {
    add(fmt::format("It ended on {}.", purpose.end),
        "Add a version with a later end and have it approved, or stop using it.");
  }
  if (!purpose.dpia_review.empty() && today > purpose.dpia_review) {
    add(fmt::format("Its impact assessment was to be reviewed by {}.", purpose.dpia_review),
        fmt::format("{} reviews it, and adds a version with the new dates.", purpose.owner));
  }
  if (purpose.agreement && !purpose.agreement->until.empty() && today > purpose.agreement->until) {
    add(fmt::format("Its sharing agreement {} ended on {}.", purpose.agreement->reference,
                    purpose.agreement->until),
        "Renew the agreement, and add a version with the new date.");
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
