// SPDX-License-Identifier: MIT
// Events of reviewers in the store.
#include "workspace/review/review_book.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <ctime>
#include <sstream>

#include "base/clock.h"

namespace newlyn::workspace {
namespace {

using store::Parameter;

constexpr int64_t kMicrosOfMinute = 60'000'000;

void prepare(store::Store& store) {
  store.run(
      "CREATE TABLE IF NOT EXISTS newlyn_review_event (kind VARCHAR, sequence BIGINT, item "
      "VARCHAR, "
      "topic VARCHAR, \"when\" VARCHAR, micros BIGINT, who VARCHAR, what VARCHAR, verdict VARCHAR, "
      "why VARCHAR, judgements VARCHAR, settled VARCHAR, left_source VARCHAR, left_id VARCHAR, "
      "right_source VARCHAR, right_id VARCHAR, weight DOUBLE)");
}

std::vector<uint64_t> read_numbers(const std::string& text) {
  std::vector<uint64_t> numbers;
  std::istringstream in(text);
  for (uint64_t number = 0; in >> number;) numbers.push_back(number);
  return numbers;
}

/// An event with its place in the book.
struct KeptEvent {
  std::string_view kind;
  int64_t sequence = 0;
  const ReviewEvent& event;
};

void append_event(store::Appender& appender, const KeptEvent& kept) {
  const ReviewEvent& event = kept.event;
  appender.add_text(kept.kind);
  appender.add_integer(kept.sequence);
  for (const std::string& text : {event.item, event.topic, event.when}) appender.add_text(text);
  appender.add_integer(event.micros);
  for (const std::string& text :
       {event.who, event.what, event.verdict, event.why,
        fmt::format("{}", fmt::join(event.judgements, " ")),
        fmt::format("{}", fmt::join(event.settled, " ")), event.left.source, event.left.id,
        event.right.source, event.right.id}) {
    appender.add_text(text);
  }
  appender.add_real(event.weight);
  appender.end_row();
}

ReviewEvent event_of(const std::vector<std::optional<std::string>>& row) {
  const auto text = [&](size_t column) { return row[column].value_or(""); };
  ReviewEvent event;
  event.item = text(0);
  event.topic = text(1);
  event.when = text(2);
  event.micros = std::stoll(row[3].value_or("0"));
  event.who = text(4);
  event.what = text(5);
  event.verdict = text(6);
  event.why = text(7);
  event.judgements = read_numbers(text(8));
  event.settled = read_numbers(text(9));
  event.left = {text(10), text(11)};
  event.right = {text(12), text(13)};
  event.weight = std::stod(row[14].value_or("0"));
  return event;
}

}  // namespace

ReviewBook::ReviewBook(store::Store& store, const EntityKind& kind, std::set<uint64_t> withdrawn)
    : store_(store), kind_(kind), withdrawn_(std::move(withdrawn)) {
  prepare(store_);
  const auto rows = store_.rows(
      "SELECT item, topic, \"when\", micros, who, what, verdict, why, judgements, settled, "
      "left_source, left_id, right_source, right_id, weight FROM newlyn_review_event WHERE kind = "
      "$1 ORDER BY sequence",
      std::array{Parameter::of(kind_.name)});
  for (const auto& row : rows.rows) {
    ReviewEvent event = event_of(row);
    events_[event.item].push_back(std::move(event));
  }
}

void ReviewBook::leave_hidden(const index::View& view) {
  const auto is_hidden = [&](const index::RecordKey& key) {
    return view.sees_all() ? view.hides(key) : !view.entity_of(key);
  };
  std::erase_if(events_, [&](const auto& item) {
    return std::any_of(item.second.begin(), item.second.end(), [&](const ReviewEvent& event) {
      return is_hidden(event.left) || is_hidden(event.right);
    });
  });
  if (view.masking_of(kReason) == record::Masking::show) return;
  for (auto& [item, events] : events_) {
    for (ReviewEvent& event : events) event.why.clear();
  }
}

/// Whether all that a decision said was withdrawn by somebody, other than by settling it.
bool ReviewBook::is_void(const ReviewEvent& event, const std::set<uint64_t>& settled) const {
  if (event.judgements.empty()) return false;
  return std::all_of(event.judgements.begin(), event.judgements.end(), [&](uint64_t number) {
    return withdrawn_.contains(number) && !settled.contains(number);
  });
}

std::vector<ReviewEvent> ReviewBook::decisions(const std::string& item) const {
  std::vector<ReviewEvent> decided;
  const auto found = events_.find(item);
  if (found == events_.end()) return decided;
  std::set<uint64_t> settled;
  for (const ReviewEvent& event : found->second) {
    settled.insert(event.settled.begin(), event.settled.end());
  }
  for (const ReviewEvent& event : found->second) {
    if (event.what == "taken back") {
      std::erase_if(decided, [&](const ReviewEvent& of) { return of.who == event.who; });
    } else if (event.what == "decided" && !is_void(event, settled)) {
      decided.push_back(event);
    }
  }
  return decided;
}

std::optional<ReviewClaim> ReviewBook::claim(const std::string& item, int64_t claim_minutes) const {
  const auto found = events_.find(item);
  if (found == events_.end()) return std::nullopt;
  const auto last = std::find_if(found->second.rbegin(), found->second.rend(),
                                 [](const ReviewEvent& event) { return event.what != "asked"; });
  if (last == found->second.rend() || last->what != "claimed") return std::nullopt;
  const int64_t lasts = claim_minutes * kMicrosOfMinute;
  const int64_t until = last->micros + lasts;
  // A clock that was set back by more than a claim lasts would let it hold for as long as that.
  const bool is_ahead = last->micros - lasts > now_micros();
  if (until < now_micros() || is_ahead) return std::nullopt;
  return ReviewClaim{last->who, until};
}

std::vector<std::string> ReviewBook::decided_items() const {
  std::vector<std::string> items;
  for (const auto& [item, events] : events_) {
    if (!decisions(item).empty()) items.push_back(item);
  }
  return items;
}

std::vector<std::vector<ReviewEvent>> ReviewBook::asked() const {
  std::vector<std::vector<ReviewEvent>> waiting;
  for (const auto& [item, events] : events_) {
    std::vector<ReviewEvent> pairs;
    for (const ReviewEvent& event : events) {
      if (event.what == "asked") pairs.push_back(event);
      const bool ended = event.what == "decided" || (event.what == "taken back" && !pairs.empty() &&
                                                     event.who == pairs.front().who);
      if (ended) pairs.clear();
    }
    if (!pairs.empty()) waiting.push_back(std::move(pairs));
  }
  return waiting;
}

void ReviewBook::add(ReviewEvent event) {
  std::vector<ReviewEvent> events;
  events.push_back(std::move(event));
  add_all(std::move(events));
}

void ReviewBook::add_all(std::vector<ReviewEvent> events) {
  const int64_t now = now_micros();
  const std::string when = now_text();
  store_.run("BEGIN TRANSACTION");
  try {
    int64_t last = store_.number("SELECT coalesce(max(sequence), 0) FROM newlyn_review_event");
    const auto appender = store_.append("newlyn_review_event");
    for (ReviewEvent& event : events) {
      event.micros = now;
      event.when = when;
      append_event(*appender, {kind_.name, ++last, event});
    }
    appender->close();
    store_.run("COMMIT");
  } catch (...) {
    store_.run("ROLLBACK");
    throw;
  }
  for (ReviewEvent& event : events) events_[event.item].push_back(std::move(event));
}

ReviewBook book_seen(const Desk& desk, const index::EntityIndex& index, const index::View& view) {
  std::set<uint64_t> in_force;
  for (const index::NumberedJudgement& judgement : view.judgements()) {
    if (!judgement.withdrawn) in_force.insert(judgement.number);
  }
  // A decision stands on those of its judgements that are shown.
  std::set<uint64_t> others;
  for (const index::NumberedJudgement& judgement : index.judgements()) {
    if (!in_force.contains(judgement.number)) others.insert(judgement.number);
  }
  ReviewBook book(*desk.store, *desk.kinds[0].kind, std::move(others));
  book.leave_hidden(view);
  return book;
}

std::string time_text(int64_t micros) {
  const std::time_t seconds = micros / 1'000'000;
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", parts.tm_year + 1900, parts.tm_mon + 1,
                     parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec);
}

}  // namespace newlyn::workspace
