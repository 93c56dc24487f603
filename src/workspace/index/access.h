// SPDX-License-Identifier: MIT
// Whether a verb over entities may be done, and the entries it leaves in the audit log.
//
// 1. Nothing is answered before its entry is durable; nothing is changed before the intent is.
// 2. A refusal is an entry too, and names whom it was about.
// 3. An entry names everybody whom its answer shows, each under a key of their own.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "governance/audit_log.h"
#include "governance/facts.h"
#include "record/access_filter.h"
#include "workspace/governance/home_policy.h"
#include "workspace/home.h"
#include "workspace/request_context.h"

namespace newlyn::workspace {

/// What is asked: the verb as the policy and the log know it, in words, and over which sources.
struct AccessQuestion {
  std::string verb;   // "link"
  std::string words;  // as a sentence begins: "Linking"
  std::vector<std::string> sources;
  /// The answer is made of what the purpose leaves of the sources. Else it must cover them all.
  bool partly = false;
  /// Whether all whom it is about are among these, as the policy's `context.assigned` says;
  /// empty: it names nobody, and there is no such fact.
  std::function<bool(const std::vector<governance::Assignment>& assignments)> is_assigned = {};
  /// Whom the person named, ids or records: for the entry of a refusal.
  std::vector<std::string> named = {};
};

/// What an answer shows, for its entry. What is personal belongs to a subject, or was typed.
struct Answered {
  uint64_t count = 0;
  std::string subject;  // an entity id; empty: nobody's
  std::string about;    // what is said of the subject; kept encrypted under the subject's key
  std::vector<std::string> others = {};  // further entities that it shows
  std::string typed = {};                // the query; kept encrypted under a key of its own
};

/// A verb that may be done.
class Access {
 public:
  /// Asks governance. Throws Error(access_refused), after the entry that says so, where a purpose
  /// is demanded and there is none, or where the purpose named does not allow it.
  Access(const Home& home, const RequestContext& context, const AccessQuestion& question);

  /// What the purpose leaves of answers; null where it was asked without one: nothing is hidden.
  const record::AccessFilter* filter() const noexcept { return filter_ ? &*filter_ : nullptr; }
  const std::string& purpose() const noexcept { return entry_.purpose; }
  /// Whether the purpose has this kind of record.
  bool allows_kind(std::string_view kind) const;
  const std::string& who() const noexcept { return entry_.who; }
  const std::string& reason() const noexcept { return reason_; }
  /// Classes of restricted records that the one who asks is not cleared for.
  const std::vector<governance::RestrictedClass>& uncleared() const noexcept { return uncleared_; }
  /// For whom they work.
  const std::vector<governance::Assignment>& assignments() const noexcept { return assignments_; }
  /// Whether the purpose lets people be seen by those alone who work for them.
  bool needs_assignment() const noexcept { return needs_assignment_; }
  /// Makes the entry of an answer durable. Throws when it cannot: there is no answer then.
  void answered(const Answered& answer) const;
  /// Does a change between its entries "intended" and "done", which name the fields that were noted
  /// as shown or changed. `change` returns how many records it concerned.
  void change(const Answered& what, const std::function<uint64_t()>& change) const;
  /// Makes the entry durable by which something was opened on these terms, and gives it back as the
  /// log has it.
  governance::AuditRecord opened(const Answered& what, const std::string& terms) const;
  /// Notes that the answer shows a value of a field, or the change sets one. Its entry names the
  /// field, with its masking where the value is masked: "birth_date (year)".
  void note_shown(const std::string& field) const;
  /// What the entries of answers about an entity say besides of why it is seen.
  void remark_on(const std::string& entity, const std::string& remark);
  /// Refuses when the purpose may not be used any more: for long work, between its steps.
  void expect_still() const;
  /// The same for inside of a step: looks at most once a second.
  void expect_still_at_times() const;
  /// Refuses where the policy does not let the purpose have these further sources.
  void expect_policy(const std::vector<std::string>& sources) const;
  /// Refuses where the policy does not let records of these classes be opened.
  void expect_opening(const std::set<std::string>& classes) const;

  /// Refuses, after the entry that says so.
  [[noreturn]] void refuse(const std::string& rule, const std::string& why) const;
  /// Leaves the entry of a refusal in which the one who asks must not be told that it is one: the
  /// words of the error are the caller's.
  void note_refused(const std::string& rule) const;

 private:
  void know(const AccessQuestion& question);
  void allow_without_purpose(const AccessQuestion& question);
  void allow_by_purpose(const std::string& purpose, const AccessQuestion& question);
  governance::AuditEntry entry_of(const Answered& answer) const;
  void append(governance::AuditEntry entry) const;

  Home home_;
  std::string reason_;
  std::vector<std::string> named_;
  governance::AuditEntry entry_;                // what all entries of the verb have in common
  std::map<std::string, std::string> remarks_;  // by entity
  std::vector<std::string> own_roles_;          // where no policy is written: those of the purpose
  HomePolicy policy_;
  governance::Attributes facts_;  // of the sign-in and the question
  std::vector<governance::Assignment> assignments_;
  std::vector<governance::RestrictedClass> uncleared_;
  bool needs_assignment_ = false;
  mutable double looked_again_ = 0;      // seconds, when it was last made sure of
  mutable std::set<std::string> shown_;  // since the last answer
  std::optional<record::AccessFilter> filter_;
};

}  // namespace newlyn::workspace
