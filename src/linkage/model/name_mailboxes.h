// SPDX-License-Identifier: MIT
// Whether e-mail addresses are made of people's names: then strangers of one name have such as are
// nearly the same, which says nothing beyond the name.
#pragma once

#include <vector>

#include "pairs/pair_columns.h"

namespace newlyn::linkage {

/// The columns that are looked at, by place.
struct MailboxColumns {
  uint16_t given = 0;
  uint16_t family = 0;
  uint16_t birth_date = 0;
  uint16_t email = 0;
};

/// Of different e-mail addresses of people with the same given and family name who were born years
/// apart, the share that differs by slips or by the provider alone. 0 where too few can be seen.
double alike_mailboxes_of_namesakes(const pairs::PairColumns& columns, const MailboxColumns& of);

}  // namespace newlyn::linkage
