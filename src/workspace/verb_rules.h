// SPDX-License-Identifier: MIT
// What every verb does to the data, and so what it leaves in the audit log. A verb without a row
// here cannot leave an entry, and a test fails that asks every door for its verbs.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace newlyn::workspace {

/// What a verb does.
enum class VerbEffect : uint8_t {
  outside,  // works on files that a person names, and keeps nothing in a workspace
  proof,    // proves the log or what rests on it, and answers also where the log is damaged
  figures,  // shows settings and numbers, no value of a record
  look,     // shows values of records
  release,  // hands values of records out of the workspace, into a file
  change,   // changes the workspace
};

/// Whose leave a verb needs where a person asks through a service account.
enum class VerbLeave : uint8_t {
  of_workspace,  // the policy's, over the workspace as a whole: settings, sources, the log
  of_sources,    // the policy's, source by source, which the verb asks itself
  of_both,       // the policy's over the workspace; for rows the verb asks source by source as well
  of_nobody,     // it tells nothing
};

/// One verb.
struct VerbRule {
  std::string_view command;  // "source read"
  VerbEffect effect;
  std::string_view entry = {};  // its name in audit entries, where that is not entry_name(command)
  std::string_view no_fields = {};  // of a change: why its entries name no field
  VerbLeave leave = VerbLeave::of_workspace;
};

/// All verbs, in the order of their commands.
std::span<const VerbRule> verb_rules() noexcept;

/// The name of a verb in audit entries: "source_read".
std::string entry_name(std::string_view command);

/// Further names that entries of a verb have, by what it does.
std::vector<std::string_view> further_entries(std::string_view command);

/// The rule of a verb by its name in audit entries, or nullptr.
const VerbRule* rule_of_entry(std::string_view name) noexcept;

}  // namespace newlyn::workspace
