// SPDX-License-Identifier: MIT
// The twin of a view: an index with the same entities and ids from which what may not be seen was
// taken away before anything of it was made.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "index/index.h"
#include "index/view.h"

namespace newlyn::index {

/// Which records are left, and as what.
struct Stripping {
  std::function<bool(const Record&)> keeps;
  /// Whether a record that is not kept may be said to exist where no other of its entity is kept.
  std::function<bool(const Record&)> seals;
  std::function<Record(Record)> strip;
  /// A correction of a record that is kept; nothing where it is not seen.
  std::function<std::optional<Correction>(Correction)> correction;
  bool keeps_reasons = false;
};

/// Makes the twin of `index` under a plan of the same columns and ids. Records that are not kept,
/// judgements on them and corrections of them are gone without a trace; entities, ids and history
/// are as they were. `folder` is for a file of its own.
std::unique_ptr<EntityIndex> stripped_index(EntityIndex& index, const IndexPlan& plan,
                                            const Stripping& stripping, const std::string& folder);

/// What a plan leaves, as one would write it who goes over each record by itself. The index must
/// outlive it.
Stripping stripping_of(const ViewPlan& view, const IndexPlan& plan, const EntityIndex& index);

/// How the twin of `index` is looked at: all that it has is shown, masked values as they stand
/// there.
ViewPlan twin_view(const ViewPlan& view, const IndexPlan& plan, const EntityIndex& index);

/// The plan of a twin: what follows from columns that are not whole is not searched.
IndexPlan twin_plan(const ViewPlan& view, IndexPlan plan);

}  // namespace newlyn::index
