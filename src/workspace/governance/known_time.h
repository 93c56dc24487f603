// SPDX-License-Identifier: MIT
// What time it is at least: a clock that was set back brings nothing back that had ended.
#pragma once

#include <cstdint>
#include <string>

#include "workspace/home.h"

namespace newlyn::workspace {

/// The latest moment known, microseconds since 1970: now, or that of an entry of the audit log.
/// Requires: this process does not have the log open.
int64_t known_micros(const Home& home);

/// The day of it.
std::string known_today(const Home& home);

}  // namespace newlyn::workspace
