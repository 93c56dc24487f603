// SPDX-License-Identifier: MIT
// What verbs leave in the audit log. The person is the account of the operating system, never a
// claim; no verb answers whose entry cannot be written.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/error.h"
#include "governance/audit_log.h"
#include "workspace/home.h"
#include "workspace/request_context.h"

namespace newlyn::workspace {

/// Opens the workspace's audit log. Waits a while for another process that is writing its entry.
/// Throws Error(source_unreadable) when the log that init made is gone.
std::unique_ptr<governance::AuditLog> open_audit(const Home& home);

/// The account that asks: the one that signed in, also where it has become another one since.
std::string principal();

/// Whether the system knows who signed in: no service runs the program.
bool is_signed_in();

/// An entry of the account that runs the program.
governance::AuditEntry own_entry(const std::string& verb, const std::string& rule);

/// An error that is in the log already, so that nobody leaves it a second entry.
class NotedError : public Error {
 public:
  using Error::Error;
};

/// Makes an entry durable and returns its number. More subjects than one entry holds are named by
/// further entries of the same, whose numbers follow.
uint64_t append_entry(governance::AuditLog& log, governance::AuditEntry entry);

/// Names in an entry whom a person named: ids of entities and records become its subjects. What is
/// neither is something that was typed.
void name_subjects(const Home& home, const std::vector<std::string>& named,
                   governance::AuditEntry& entry);

/// What a verb is about to show or to do.
struct Deed {
  std::string command;  // as verb_rules has it
  std::string what;     // on what, without a personal value: "source people"
  std::string purpose;  // as the person said it
  uint64_t count = 0;   // records shown or changed
  std::vector<std::string> fields = {};
  std::string subject = {};  // whom it is about: an entity id, or "source:key"
  std::string about = {};    // what is personal of it: sealed with the subject's key
};

/// Refuses where what the person said is the name of a purpose of the workspace that may not be
/// used. For work that asks no more of a purpose, at its beginning and between its steps; `words`
/// end the sentence that begins with the purpose: "may not be used".
void expect_usable(const Home& home, const std::string& purpose,
                   const std::string& words = "may not be used");

/// What of a purpose that ended meanwhile is said.
inline constexpr const char* kEndedMeanwhile =
    "may not be used any more, so this stops and keeps nothing";

/// Leaves the entry of an answer that is ready. Throws Error when it is not durable: the caller
/// must not answer.
void leave_look(const Home& home, const Deed& deed);

/// The outcome of what was refused or failed, as entries have it.
std::string outcome_of(const Error& error);

/// Leaves the entry of a request that could not be answered.
void leave_failure(const Home& home, const Deed& deed, const Error& error);

/// Does something that must leave an entry also when it is refused or fails.
template <typename Make>
auto attempt(const Home& home, const Deed& deed, const Make& make) {
  try {
    expect_usable(home, deed.purpose);
    return make();
  } catch (const NotedError&) {
    throw;
  } catch (const Error& error) {
    leave_failure(home, deed, error);
    throw NotedError(error.code(), error.what());
  }
}

/// A question about entities: the verb as entries name it, and whom the person named.
struct AskedOf {
  std::string verb;  // "show_entity"
  std::vector<std::string> named = {};
};

/// Leaves the entry of a question about entities that could not be answered.
void leave_unanswered(const RequestContext& context, const AskedOf& asked, const Error& error);

/// Answers a question about entities. `answer` leaves its own entries; where it fails before it
/// left one, this does.
template <typename Answer>
auto answer_asked(const RequestContext& context, const AskedOf& asked, const Answer& answer) {
  try {
    return answer();
  } catch (const NotedError&) {
    throw;
  } catch (const Error& error) {
    leave_unanswered(context, asked, error);
    throw NotedError(error.code(), error.what());
  }
}

/// Works an answer out and hands it on once its entry is durable. `make` is given the deed, so that
/// it can say how many records are shown.
template <typename Make>
auto answer_traced(const Home& home, Deed deed, const Make& make) {
  auto answer = attempt(home, deed, [&] { return make(deed); });
  leave_look(home, deed);
  return answer;
}

/// Makes a change between two entries: "intended", durable before it, and "done" after it with
/// what `change` counted, or "failed" with the kind of error.
void make_change(const Home& home, const Deed& deed, const std::function<uint64_t()>& change);

}  // namespace newlyn::workspace
