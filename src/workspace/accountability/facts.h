// SPDX-License-Identifier: MIT
// What the workspace is and what was done in it, gathered once for all parts of the report.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "governance/agreement.h"
#include "governance/purpose.h"
#include "source/definition.h"
#include "workspace/home.h"
#include "workspace/rights/retention_rules.h"

namespace newlyn::workspace {

/// What only a person knows of the body, from organisation.toml. Empty: not said.
struct Organisation {
  std::string name;
  std::string contact;
  std::string joint_controllers;
  std::string data_protection_officer;
  std::string website;
  std::string contact_email;
  std::string senior_responsible_owner;
  std::string transfers;  // to other countries, and their safeguards
  std::string disk_encryption;
  std::string consultation;                 // who was asked about the impact assessment
  std::string public_authority;             // "no": its purposes may rest on legitimate interests
  std::string appropriate_policy_document;  // where it is, where special categories are used
  std::string complaints;                   // how to complain about the use of data, and to whom
};

/// A purpose as it stands, and its use.
struct PurposeFacts {
  governance::Purpose purpose;
  uint64_t version = 0;
  std::string approved_by;
  std::string approved_on;
  std::vector<governance::PurposeFinding> obstacles;
  std::vector<governance::RecordedGateway> gateways;  // by an officer, for this version
  governance::AgreementTerms agreement;               // of its sharing agreement
  std::vector<std::string> remarks;                   // on that
};

/// A source as it stands.
struct SourceFacts {
  source::Definition definition;
  uint64_t records = 0;
  std::string last_run;  // its end; empty: never read
};

/// What only a person knows of a model, from models/NAME.toml. Empty: not said.
struct ModelWords {
  std::string description;
  std::string url;
  std::string contact_email;
  std::string team;
  std::string senior_responsible_owner;
  std::string supplier;
  std::string access_terms;
  std::string scope;
  std::string benefit;
  std::string previous_process;
  std::string alternatives;
  std::string information_given;
  std::string frequency;
  std::string human_review;
  std::string training;
  std::string appeals;
  std::string impact_assessments;
  std::string mitigations;
};

/// A comparison of a model and the number of its levels.
struct ModelComparison {
  std::string column;
  uint64_t levels = 0;
};

/// A model of the workspace: one that was put into models/, or that an index is under.
struct ModelFacts {
  std::string name;
  std::string file;  // from the workspace's folder on
  std::string link_type;
  std::string prior;
  std::vector<ModelComparison> comparisons;
  std::vector<std::string> blocking_rules;
  ModelWords words;
};

/// How often something was asked, by whom and when.
struct UseFacts {
  uint64_t allowed = 0;
  uint64_t refused = 0;
  uint64_t records = 0;
  std::set<std::string> accounts;
  std::string first;
  std::string last;
};

/// Objections of people to a purpose.
struct ObjectionFacts {
  uint64_t open = 0;  // nobody has decided
  uint64_t upheld = 0;
};

/// All of it.
struct GovernanceFacts {
  std::string today;
  std::string demanded;  // when verbs over people demand a purpose: "always", "never"
  Organisation organisation;
  std::vector<PurposeFacts> purposes;
  std::vector<SourceFacts> sources;
  std::vector<ModelFacts> models;
  std::vector<RetentionRule> retention;              // the rules in force
  std::set<std::string> recipients;                  // to whom anything was handed, by the register
  std::map<std::string, UseFacts> uses;              // by purpose as entries have it
  std::map<std::string, UseFacts> verbs;             // by verb
  std::map<std::string, ObjectionFacts> objections;  // by purpose
  std::set<std::string> accounts;
  uint64_t entries = 0;
  bool log_whole = false;
  uint64_t approvers = 0;
  uint64_t staff = 0;  // rows of staff.csv
  uint64_t reviewed = 0;
  uint64_t misuse = 0;
  uint64_t broken_seals = 0;   // that nobody reviewed
  uint64_t kept_too_long = 0;  // that was handed out, and may be kept no longer
  bool policy_written = false;
  bool policy_closed = false;  // it cannot be read, so nobody is let in
  uint64_t policy_rules = 0;
  uint64_t policy_tests = 0;
  uint64_t policy_failed = 0;
  bool owner_only = false;  // nobody else may enter the workspace's folder
  bool key_inside = false;  // the workspace's key lies in its folder
  bool store_encrypted = false;
  std::string version;
};

/// The gateways that open its sources: the one that the purpose names, and those that an officer
/// recorded, once each.
std::vector<std::string> gateways_of(const PurposeFacts& known);

/// Gathers them. Verifies the log.
GovernanceFacts gather_facts(const Home& home);

/// What people wrote of the organisation, and of the model of a kind, whether it is there yet or
/// not; nothing else is gathered. Throws Error(request_invalid) for a file that cannot be read.
GovernanceFacts words_of_model(const Home& home, const std::string& kind);

}  // namespace newlyn::workspace
