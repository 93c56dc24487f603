// SPDX-License-Identifier: MIT
// Values set right by hand.
#include "workspace/corrections.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/clock.h"
#include "base/error.h"
#include "workspace/governance/trace.h"
#include "workspace/index/desk.h"
#include "workspace/index/judging.h"
#include "workspace/index/standard_records.h"
#include "workspace/index/standard_value.h"

namespace newlyn::workspace {
namespace {

constexpr size_t kDayLetters = 10;  // of "2026-11-28T12:00:00Z"
constexpr size_t kValueBytesMax = 1'000;

const EntityValue* value_of(const std::vector<EntityValue>& values, const std::string& field) {
  const auto found =
      std::find_if(values.begin(), values.end(), [&](const auto& of) { return of.field == field; });
  return found == values.end() ? nullptr : &*found;
}

/// One correction of one entity.
class Correcting {
 public:
  Correcting(const CorrectRequest& request, RunContext& run)
      : request_(request),
        desk_(open_desk({request.context,
                         "entity_correct",
                         "Correcting",
                         {kind_of_text(request.context.workspace, request.id)},
                         true,
                         {request.id}},
                        run)) {
    expect_whole(desk_, "Correcting");
  }

  CorrectResponse make();

 private:
  index::Change correction(const std::vector<EntityValue>& shown, const index::View& index) const;
  index::Change withdrawal(const index::View& index) const;
  std::string standard_value(const std::vector<EntityValue>& shown) const;
  void apply(const index::Change& change);

  const CorrectRequest& request_;
  Desk desk_;
  CorrectResponse response_;
};

/// The value as records have it. A field that no record has yet must be one that is compared.
std::string Correcting::standard_value(const std::vector<EntityValue>& shown) const {
  const KindIndex& open = desk_.kinds[0];
  const auto column = open.fitted->find(request_.field);
  const bool is_shown = value_of(shown, request_.field) != nullptr;
  const record::AccessFilter* filter = desk_.access->filter();
  if (filter != nullptr && filter->masking_of(request_.field) != record::Masking::show) {
    desk_.access->refuse("purpose " + desk_.access->purpose(),
                         fmt::format("The purpose {} does not show {} as it is, so it cannot be "
                                     "set right under it.",
                                     desk_.access->purpose(), request_.field));
  }
  if (!column && !is_shown) {
    std::string known;
    for (const EntityValue& value : shown) known += " " + value.field;
    throw Error(Code::request_invalid, fmt::format("There is no field '{}'. {} shows:{}.",
                                                   request_.field, response_.id, known));
  }
  if (request_.value.empty() || request_.value.size() > kValueBytesMax) {
    throw Error(Code::request_invalid,
                fmt::format("A correction needs a value of at most {} letters: --value TEXT. To "
                            "doubt the value that is shown, give --dispute.",
                            kValueBytesMax));
  }
  return workspace::standard_value(open, request_.field, request_.value);
}

index::Change Correcting::correction(const std::vector<EntityValue>& shown,
                                     const index::View& index) const {
  index::Change change;
  change.kind = index::Change::Kind::correct;
  index::Correction& correction = change.correction;
  correction.field = request_.field;
  correction.disputed = request_.disputes;
  correction.who = desk_.access->who();
  correction.why = request_.context.reason;
  correction.when = now_text().substr(0, kDayLetters);
  desk_.access->note_shown(request_.field);
  desk_.access->note_shown(kReason);
  const EntityValue* there = value_of(shown, request_.field);
  if (!request_.disputes) {
    correction.value = standard_value(shown);
  } else if (there == nullptr) {
    throw Error(Code::request_invalid,
                fmt::format("{} shows no {} that could be doubted.", response_.id, request_.field));
  }
  // It goes where the record goes whose value it replaces.
  for (const index::RecordKey& key : index.records_of(response_.id)) {
    const bool is_chosen = there != nullptr && key_text(key) == there->chosen.record;
    if (correction.record.source.empty() || is_chosen) correction.record = key;
  }
  return change;
}

index::Change Correcting::withdrawal(const index::View& index) const {
  index::Change change;
  change.kind = index::Change::Kind::withdraw_correction;
  change.correction_number = index.said_corrections().meant_by(*request_.withdraw);
  return change;
}

void Correcting::apply(const index::Change& change) {
  const uint64_t made = correct_value(desk_, change);
  const uint64_t number = request_.withdraw ? change.correction_number : made;
  note_last_step(
      desk_,
      fmt::format("{} {}", request_.withdraw ? "withdrawal of correction" : "correction", number));
  look(desk_, desk_.kinds[0], [&](const index::View& index) {
    const uint64_t said = index.said_corrections().of(number);
    for (const CorrectionLine& line : corrections_on(index, response_.id)) {
      if (line.number == said) response_.correction = line;
    }
    const auto shown = best_view(desk_.home, index, response_.id);
    const EntityValue* value = value_of(shown, response_.correction.field);
    if (value != nullptr) response_.value = *value;
  });
}

CorrectResponse Correcting::make() {
  index::Change change;
  std::string about =
      fmt::format("{} {}", request_.field, request_.disputes ? "disputed" : request_.value);
  look(desk_, desk_.kinds[0], [&](const index::View& index) {
    expect_shown(desk_, index, request_.id);
    response_.id = resolve_id(index, request_.id);
    if (!request_.withdraw) {
      change = correction(best_view(desk_.home, index, response_.id), index);
      return;
    }
    const auto lines = corrections_on(index, response_.id);
    const auto line = std::find_if(lines.begin(), lines.end(), [&](const auto& one) {
      return one.number == *request_.withdraw && !one.withdrawn;
    });
    if (line == lines.end()) {
      throw Error(
          Code::request_invalid,
          fmt::format("There is no correction {} in force on {}. newlyn entity show {} lists "
                      "those there are.",
                      *request_.withdraw, response_.id, response_.id));
    }
    desk_.access->note_shown(line->field);
    change = withdrawal(index);
    about = fmt::format("withdrawal of a correction of {}", line->field);
  });
  desk_.access->change({0, response_.id, about}, [&] {
    apply(change);
    return uint64_t{1};
  });
  return std::move(response_);
}

}  // namespace

CorrectResponse entity_correct(const CorrectRequest& request, RunContext& run) {
  return answer_asked(request.context, {"entity_correct", {request.id}}, [&] {
    check_reason(request.context);
    if (!request.withdraw && request.field.empty()) {
      throw Error(Code::request_invalid,
                  "Say which field: --field birth_date --value 2001-04-10, or --withdraw NUMBER.");
    }
    return Correcting(request, run).make();
  });
}

std::vector<CorrectionLine> corrections_on(const index::View& index, const std::string& id) {
  std::vector<CorrectionLine> lines;
  for (const index::RecordKey& key : index.records_of(id)) {
    for (const index::NumberedCorrection& kept : index.corrections_of(key)) {
      const index::Correction& of = kept.correction;
      lines.push_back({kept.number, key_text(key), of.field, of.value, of.who, of.why, of.when,
                       of.disputed, kept.withdrawn});
    }
  }
  std::sort(lines.begin(), lines.end(),
            [](const CorrectionLine& a, const CorrectionLine& b) { return a.number < b.number; });
  if (lines.empty()) return lines;
  const index::SaidNumbers said = index.said_corrections();
  for (CorrectionLine& line : lines) line.number = said.of(line.number);
  return lines;
}

}  // namespace newlyn::workspace
