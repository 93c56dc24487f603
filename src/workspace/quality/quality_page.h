// SPDX-License-Identifier: MIT
// The page of `newlyn quality`.
#pragma once

#include "workspace/files/report_page.h"
#include "workspace/measure_quality.h"

namespace newlyn::workspace {

/// Puts the page together: what needs are missed, then source by source its dimensions, rules and
/// scores over time. It holds no value of a record.
Page quality_page(const QualityResponse& response);

}  // namespace newlyn::workspace
