// SPDX-License-Identifier: MIT
// Purposes, policy tests and the audit log as text and JSON.
#pragma once

#include <string>
#include <vector>

#include "workspace/audit.h"
#include "workspace/purposes.h"
#include "workspace/rights.h"

namespace newlyn::cli {

/// One purpose.
std::string purpose_text(const workspace::PurposeReport& report);
/// What may hide more or less than was meant, a line each.
std::string remarks_text(const workspace::PurposeReport& report);
std::string purpose_json(const workspace::PurposeReport& report);

/// All purposes, one line each.
std::string purposes_text(const std::vector<workspace::PurposeReport>& reports);
std::string purposes_json(const std::vector<workspace::PurposeReport>& reports);

/// The law that purposes can name.
std::string law_text(const std::vector<workspace::LawLine>& lines);

/// The tests of a policy.
std::string policy_text(const workspace::PolicyTestResponse& response);
std::string policy_json(const workspace::PolicyTestResponse& response);
/// How many of them failed.
size_t failed_tests(const workspace::PolicyTestResponse& response);

/// What verification found.
std::string verify_text(const workspace::AuditVerifyResponse& response);
std::string verify_json(const workspace::AuditVerifyResponse& response);

/// When a request is due.
std::string due_text(const workspace::RightsDueResponse& response);
std::string due_json(const workspace::RightsDueResponse& response);

/// Entries of the log.
std::string entries_text(const std::vector<workspace::AuditLine>& lines);
std::string entries_json(const std::vector<workspace::AuditLine>& lines);

}  // namespace newlyn::cli
