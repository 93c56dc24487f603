// SPDX-License-Identifier: MIT
// What a workspace knows of a version of a purpose beside its text: who added it, which gateways an
// officer recorded for it, and what its sources carry.
//
//   purposes/NAME/N.added      the account that added version N, and the day
//   purposes/NAME/N.gateways   the gateways recorded for it, oldest first; an empty one takes the
//                              one before it back
#pragma once

#include <string>

#include "governance/purpose.h"
#include "workspace/home.h"

namespace newlyn::workspace {

/// Who added a version; both empty where it was not recorded.
struct AddedBy {
  std::string who;
  std::string on;  // a date
};

/// `version` is the path of a version without its ending: "council/purposes/debt/1".
AddedBy added_by(const std::string& version);
void note_added(const std::string& version, const AddedBy& added);

/// Notes a gateway for a version, or that it is taken back where none is named in it.
void note_gateway(const std::string& version, const governance::RecordedGateway& gateway);

/// All that is known of a version whose text says `purpose`.
governance::PurposeSetting purpose_setting(const Home& home, const governance::Purpose& purpose,
                                           const std::string& version);

/// The same of what is no version yet: nobody added it, and no gateway is recorded.
governance::PurposeSetting source_setting(const Home& home, const governance::Purpose& purpose);

}  // namespace newlyn::workspace
