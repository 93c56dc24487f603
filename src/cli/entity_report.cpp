// SPDX-License-Identifier: MIT
// Entities in plain text.
#include "cli/entity_report.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cctype>

#include "cli/columns_text.h"
#include "cli/explain_report.h"
#include "cli/link_report.h"

namespace newlyn::cli {
namespace {

constexpr size_t kFieldWidth = 20;
constexpr size_t kValueWidth = 28;

std::string probability_words(double probability) {
  return probability > 0.9999 ? "over 0.9999" : fmt::format("{:.4f}", probability);
}

std::string records_text(uint64_t count) {
  return fmt::format("{} {}", grouped(count), count == 1 ? "record" : "records");
}

/// How the source wrote it, where more differs than capital letters.
std::string written_text(const workspace::EntityValueOrigin& origin) {
  const bool is_same = std::equal(
      origin.written.begin(), origin.written.end(), origin.value.begin(), origin.value.end(),
      [](unsigned char a, unsigned char b) { return std::tolower(a) == std::tolower(b); });
  return origin.written.empty() || is_same ? "" : fmt::format(", written {}", origin.written);
}

std::string origin_text(const workspace::EntityValueOrigin& origin) {
  return origin.record + (origin.date.empty() ? "" : " of " + origin.date);
}

bool is_sealed(const workspace::FoundEntity& found) { return found.grade == "sealed"; }

std::string found_text(const workspace::FoundEntity& found) {
  if (is_sealed(found)) return fmt::format("  {}  {}\n", found.entity, found.summary);
  return fmt::format("  {}  {:<13}  {:<11}  {}\n      like {}{}\n", found.entity, found.grade,
                     probability_words(found.probability), found.summary, found.record,
                     found.reason.empty() ? "" : ", but " + found.reason);
}

std::string list_line(const workspace::FoundRecordLine& line) {
  if (line.found.empty()) return fmt::format("  {:<16}  nobody\n", line.row);
  const workspace::FoundEntity& best = line.found[0];
  std::string text =
      fmt::format("  {:<16}  {}  {:<13}  {}", line.row, best.entity, best.grade,
                  is_sealed(best) ? std::string() : probability_words(best.probability));
  for (size_t i = 1; i < line.found.size(); ++i) {
    const workspace::FoundEntity& found = line.found[i];
    text += fmt::format("{}{} {}", i == 1 ? "  or " : ", ", found.entity,
                        is_sealed(found) ? found.grade : fmt::format("{:.4f}", found.probability));
  }
  return text + "\n";
}

/// Who points at whom: "Principal of 6RHKGWP universal exports (REFERENCE 2071)".
std::string relations_text(const workspace::EntityView& view) {
  std::string text;
  for (const workspace::EntityRelation& one : view.relations) {
    const std::string other = fmt::format("{}  {}", one.entity, one.summary);
    const std::string role = one.role.empty() ? "points at" : one.role + " of";
    text +=
        one.points ? fmt::format("  {} {}", role, other) : fmt::format("  {}: {} it", other, role);
    text += fmt::format(" ({}", one.domain.empty() ? one.key : one.domain + " " + one.key);
    if (!one.from.empty()) text += fmt::format(", from {}", one.from);
    if (!one.until.empty()) text += fmt::format(", until {}", one.until);
    text += ")\n";
  }
  for (const workspace::RelationHub& hub : view.hubs) {
    text += fmt::format("  {} entities{} point at {}\n", grouped(hub.entities),
                        hub.or_more ? " or more" : "", hub.name);
  }
  return text.empty() ? "" : "Declared relations\n" + text;
}

/// Numbers with runs put together: "5-104", "3,7".
std::string ranges_text(std::vector<uint64_t> numbers) {
  std::sort(numbers.begin(), numbers.end());
  std::string text;
  for (size_t i = 0; i < numbers.size();) {
    size_t last = i;
    while (last + 1 < numbers.size() && numbers[last + 1] == numbers[last] + 1) ++last;
    text += fmt::format("{}{}", text.empty() ? "" : ",", numbers[i]);
    if (last > i) text += fmt::format("-{}", numbers[last]);
    i = last + 1;
  }
  return text;
}

}  // namespace

std::string redirect_text(const std::string& asked, const std::string& id) {
  const bool same = asked.size() == id.size() &&
                    std::equal(asked.begin(), asked.end(), id.begin(), [](char a, char b) {
                      return (a >= 'a' && a <= 'z' ? a - 'a' + 'A' : a) == b;
                    });
  return same ? "" : fmt::format("{} leads to {} today: they were merged.\n", asked, id);
}

std::string search_text(const std::vector<workspace::SearchLine>& lines,
                        const std::vector<std::string>& notes) {
  std::string text;
  for (const std::string& note : notes) text += "Note: " + note + "\n";
  if (lines.empty()) {
    return text +
           "Nothing was found. Try fewer words, or part of a name; what is in quotes must stand "
           "there as it is.\n";
  }
  for (const workspace::SearchLine& line : lines) {
    if (line.sealed) {
      text += fmt::format("  {}  {:<13} {}\n", line.entity, line.kind, line.summary);
      continue;
    }
    const std::string state =
        line.state.empty() ? "" : fmt::format(" ({} since {})", line.state, line.since);
    text +=
        fmt::format("  {}  {:<13} {}{}\n      {}, {}, {:.1f} bits, {}: {}\n", line.entity,
                    line.kind, line.summary, state, line.grade, probability_words(line.probability),
                    line.score, line.record, fmt::join(line.reasons, "; "));
  }
  return text;
}

std::string find_text(const workspace::FindRequest& request,
                      const workspace::FindResponse& response) {
  std::string text;
  for (const std::string& note : response.notes) text += "Note: " + note + "\n";
  if (request.file.empty()) {
    for (const auto& found : response.rows[0].found) text += found_text(found);
    const bool is_nobody = response.rows[0].found.empty();
    return text + (is_nobody ? "Nobody in the index is likely to be this record.\n" : "");
  }
  if (request.output.empty()) {
    for (const auto& line : response.rows) text += list_line(line);
  }
  uint64_t found = 0;
  for (const auto& line : response.rows) found += line.found.empty() ? 0 : 1;
  text += fmt::format("{} rows read = {} answered + {} rejected; {} have somebody in the index\n",
                      grouped(response.rows_read), grouped(response.rows.size()),
                      grouped(response.rows_rejected), grouped(found));
  if (!request.output.empty()) text += fmt::format("Written: {}\n", request.output);
  return text;
}

std::string entity_text(const workspace::EntityView& view) {
  std::string text = redirect_text(view.asked, view.id);
  if (!view.as_at.empty()) {
    if (!text.empty()) text = fmt::format("{} led to {} then.\n", view.asked, view.id);
    text += fmt::format("As at the end of {}{}\n", view.as_at,
                        view.records.empty() ? ": nothing was known of it." : ".");
  }
  text += fmt::format("{}, {}, {}\n", view.id, view.kind, records_text(view.records.size()));
  if (!view.life.state.empty()) {
    text += fmt::format("  {} since {}: {} of {}\n", view.life.state, view.life.since,
                        view.life.record, view.life.date);
  }
  if (!view.life.dispute.empty()) text += fmt::format("  disputed: {}\n", view.life.dispute);
  for (const workspace::EntityValue& value : view.values) {
    text += fmt::format("  {} {} {}, {}{}{}\n", cell(value.field, kFieldWidth),
                        cell(value.chosen.value, kValueWidth), origin_text(value.chosen),
                        value.rule, written_text(value.chosen), value.disputed ? ", disputed" : "");
    for (const auto& other : value.others) {
      text +=
          fmt::format("  {} not {} {}{}\n", cell("", kFieldWidth),
                      cell(other.value, kValueWidth - 4), origin_text(other), written_text(other));
    }
  }
  text += relations_text(view);
  if (!view.corrections.empty()) text += "Corrections\n";
  for (const workspace::CorrectionLine& line : view.corrections) {
    text += "  " + correction_text(line);
  }
  text += "Records\n";
  for (const workspace::EntityRecord& record : view.records) {
    text += fmt::format("  {} {}\n", cell(record.record, kFieldWidth + kValueWidth), record.date);
  }
  return text;
}

std::string correction_text(const workspace::CorrectionLine& line) {
  return fmt::format("Correction {}: {} {}, by {} on {}: {}{}\n", line.number, line.field,
                     line.disputed ? std::string("is disputed") : "is " + line.value, line.who,
                     line.when, line.why, line.withdrawn ? " (withdrawn)" : "");
}

std::string history_text(const workspace::EntityHistory& history) {
  std::string text = redirect_text(history.asked, history.id);
  text += history.id + "\n";
  for (const workspace::EntityEventLine& event : history.events) {
    text +=
        fmt::format("  {:<20}  {}", event.when.empty() ? "time not known" : event.when, event.what);
    if (!event.cause.empty()) text += fmt::format(" ({} by {})", event.cause, event.who);
    text += "\n";
  }
  return text;
}

std::string why_text(const workspace::WhyResponse& why) {
  std::string text = why.words + "\n";
  text += fmt::format("{} {} is in {}, {} {} in {}.\n", why.pair.left.source, why.pair.left.id,
                      why.left_entity, why.pair.right.source, why.pair.right.id, why.right_entity);
  for (const workspace::JudgementLine& line : why.judgements) {
    text += fmt::format("Judgement {}: {} and {} are {}, by {}: {}{}\n", line.number, line.left,
                        line.right, line.verdict, line.who, line.why,
                        line.withdrawn ? " (withdrawn)" : "");
  }
  return text + "\n" + pair_values_text(why.pair) + "\n" + waterfall_text(why.pair);
}

std::string how_text(const workspace::HowResponse& how) {
  std::string text = redirect_text(how.asked, how.id);
  text += fmt::format("{}, {}, by their strongest ties\n", how.id, records_text(how.records));
  for (const workspace::HowStep& step : how.steps) {
    text += fmt::format("  {} with {}: {}, weight {:+.2f}, probability {}\n", step.record,
                        step.with, step.by, step.weight, probability_words(step.probability));
  }
  if (how.records > how.steps.size() + 1) {
    text += fmt::format("Only the first {} records were looked at.\n", how.steps.size() + 1);
  }
  return text;
}

std::string judged_text(const workspace::JudgeResponse& response, const std::string& what) {
  if (!response.waits_as.empty()) {
    return fmt::format("Not judged yet: {}. It waits as {} until another account confirms it.\n",
                       response.waits_why, response.waits_as);
  }
  std::string text = fmt::format("{} {}\n", what, ranges_text(response.numbers));
  constexpr size_t kShown = 20;
  for (size_t i = 0; i < response.judged.size() && i < kShown; ++i) {
    const workspace::JudgedPair& pair = response.judged[i];
    text += fmt::format("  {} and {} are judged {}\n", pair.left, pair.right, pair.verdict);
  }
  if (response.judged.size() > kShown) {
    text += fmt::format("  and {} more pairs\n", response.judged.size() - kShown);
  }
  for (size_t i = 0; i < response.passed_over.size() && i < kShown; ++i) {
    const workspace::JudgedPair& pair = response.passed_over[i];
    text += fmt::format("  {} and {} stay {}, as people judged them: passed over\n", pair.left,
                        pair.right, pair.verdict);
  }
  if (response.passed_over.size() > kShown) {
    text += fmt::format("  and {} more such pairs\n", response.passed_over.size() - kShown);
  }
  for (size_t i = 0; i < response.records.size() && i < kShown; ++i) {
    const workspace::JudgedRecord& record = response.records[i];
    text += record.before == record.after
                ? fmt::format("  {} stays in {}\n", record.record, record.after)
                : fmt::format("  {} was in {}, is now in {}\n", record.record, record.before,
                              record.after);
  }
  if (response.records.size() > kShown) {
    text += fmt::format("  and {} more records\n", response.records.size() - kShown);
  }
  if (what != "Withdrawn:") {
    text += fmt::format("Undo it with: newlyn judge withdraw {}{} --reason TEXT\n",
                        ranges_text(response.numbers),
                        response.kind == "person" ? "" : " --kind " + response.kind);
  }
  return text;
}

std::string judgements_text(const std::vector<workspace::JudgementLine>& lines) {
  if (lines.empty()) return "Nobody has judged anything of this kind yet.\n";
  std::string text;
  for (const workspace::JudgementLine& line : lines) {
    text += fmt::format("  {:>4}  {}  {} and {} are {}, by {}: {}{}\n", line.number, line.when,
                        line.left, line.right, line.verdict, line.who, line.why,
                        line.withdrawn ? " (withdrawn)" : "");
  }
  return text;
}

}  // namespace newlyn::cli
