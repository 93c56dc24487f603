// SPDX-License-Identifier: MIT
// The verbs of review: list, claim, release, decide, agreement, export.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

#include "base/error.h"
#include "workspace/governance/trace.h"
#include "workspace/index/hand_over.h"
#include "workspace/index/judging.h"
#include "workspace/index/pair_evidence.h"
#include "workspace/index/standard_records.h"
#include "workspace/review.h"
#include "workspace/review/confirm_merge.h"
#include "workspace/review/refused_answers.h"
#include "workspace/review/review_queue.h"

namespace newlyn::workspace {
namespace {

constexpr std::array<const char*, 3> kVerdicts = {"same", "different", "unsure"};

const EntityKind* kind_of_name(const std::string& name) {
  return kinds_named(name.empty() ? "person" : name).front();
}

/// Whom an item shows, for its entry.
Answered shown_in(const index::EntityIndex& index, const QueuedItem& item) {
  Answered shown;
  shown.subject = index.entity_of(item.left).value_or("");
  shown.others = {index.entity_of(item.right).value_or("")};
  return shown;
}

bool has_decided(const QueuedItem& item, const std::string& who) {
  if (!item.asked.empty() && item.asked.front().who == who) return true;
  return std::any_of(item.decisions.begin(), item.decisions.end(),
                     [&](const ReviewEvent& event) { return event.who == who; });
}

/// Refuses an item that another person has in hand, or that `who` has decided.
void check_free(const QueuedItem& item, const std::string& who) {
  if (has_decided(item, who)) {
    throw Error(Code::request_invalid,
                fmt::format("You have {} {}. Another person is asked for the next opinion; "
                            "newlyn review decide {} withdraw --reason TEXT takes yours back.",
                            item.asked.empty() ? "decided" : "asked for", item.shown.name,
                            item.shown.name));
  }
  if (!item.claim || item.claim->who == who) return;
  throw Error(Code::request_invalid,
              fmt::format("{} has claimed {} until {}. Take another item: newlyn review claim.",
                          item.claim->who, item.shown.name, time_text(item.claim->until_micros)));
}

ReviewEvent event_on(const QueuedItem& item, const char* what, const std::string& who) {
  ReviewEvent event;
  event.item = item.shown.name;
  event.topic = item.shown.topic;
  event.what = what;
  event.who = who;
  event.left = item.left;
  event.right = item.right;
  event.weight = item.shown.weight;
  return event;
}

QueuedItem next_item(const std::vector<QueuedItem>& items, const std::string& who) {
  for (const QueuedItem& item : items) {
    const bool free = !item.claim || item.claim->who == who;
    if (free && !item.is_beyond && !has_decided(item, who)) return item;
  }
  throw Error(Code::request_invalid,
              "There is nothing to review that you could claim: all is decided, in other hands, or "
              "waits for another person's opinion.");
}

/// An answer and what it comes to.
struct Made {
  size_t place = 0;  // of the answer
  ReviewEvent event;
  Answered shown;  // whom it is about
  bool changes_index = true;
  RecordPairs within;  // that hold all records of two entities which the answer makes one
  std::vector<uint64_t> settled;
  size_t judgements = 0;
  bool needs_other = false;  // account, to confirm it
  ReviewDecision response;

  bool waits() const { return !response.judged.waits_as.empty(); }
};

/// Decisions on items of one kind, in one step of its index.
class Decisions {
 public:
  Decisions(const RequestContext& context, const std::vector<ReviewAnswer>& answers,
            const EntityKind* kind, RunContext& run)
      : context_(context),
        answers_(answers),
        judging_(context, {"review_decide", kind}, run),
        settings_(read_review_settings(judging_.desk().home)) {}

  ReviewDecisions make(RefusedAnswers& refused, RunContext& run);
  ReviewDecision take_back(RunContext& run);

 private:
  Made begin(const ReviewAnswer& answer, const QueuedItem& item) const;
  std::set<uint64_t> outvoted(const QueuedItem& item, const std::string& verdict) const;
  void hold_all(Made& made, const QueuedItem& item, const index::View& view) const;
  void leave_parted(std::vector<Made>& all, const ReviewQueue& queue) const;
  std::vector<Made> tried(const ReviewQueue& queue, RefusedAnswers& refused);
  void judge_all(std::vector<Made>& all, const ReviewQueue& queue, RefusedAnswers& refused);
  SameSets same_beside(const std::vector<Made>& all, const ReviewQueue& queue) const;
  WantedMerge merge_of(const Made& made) const;
  void ask_to_confirm(Made& made);
  void judge(Made& made, const QueuedItem& item);
  void judge_pair(Made& made, const index::RecordKey& left, const index::RecordKey& right);
  void judge_different(Made& made, const QueuedItem& item);
  bool is_judged(const Made& made) const { return made.changes_index && !made.needs_other; }
  void settle(Made& made, const QueuedItem& item);
  const index::NumberedJudgement* in_force(uint64_t number) const;
  void withdraw(uint64_t number);
  JudgeResponse keep(ReviewQueue& queue, std::vector<Made>& all, Answered what);
  std::string what_comes_next(const QueuedItem& item, const ReviewEvent& event) const;

  const RequestContext& context_;
  const std::vector<ReviewAnswer>& answers_;
  Judging judging_;
  ReviewSettings settings_;
  std::vector<index::NumberedJudgement> judgements_;  // shown, by number
  std::set<uint64_t> withdrawn_;                      // by this step
  SameSets same_;                                     // with what this step judges the same
};

/// The judgement of a number where it is in force; null where it was withdrawn, or is not shown.
const index::NumberedJudgement* Decisions::in_force(uint64_t number) const {
  const auto found = std::lower_bound(
      judgements_.begin(), judgements_.end(), number,
      [](const index::NumberedJudgement& one, uint64_t of) { return one.number < of; });
  const bool is_there = found != judgements_.end() && found->number == number && !found->withdrawn;
  return is_there ? &*found : nullptr;
}

void Decisions::withdraw(uint64_t number) {
  const index::NumberedJudgement* judgement = in_force(number);
  if (judgement != nullptr && withdrawn_.insert(number).second) judging_.withdraw(*judgement);
}

void Decisions::judge_pair(Made& made, const index::RecordKey& left,
                           const index::RecordKey& right) {
  judging_.judge(left, right, verdict_named(made.event.verdict), made.event.why);
  ++made.judgements;
}

/// Parts the two sides record by record, so that they stay two whichever of their records leave.
/// Records that people put with one of the other side are passed over.
void Decisions::judge_different(Made& made, const QueuedItem& item) {
  if (item.part.size() * item.rest.size() > kDifferentMax) {
    throw Error(
        Code::request_invalid,
        fmt::format(
            "{} is about {} and {} records: every two of them would be judged different, "
            "and one answer makes {} judgements at most. Nothing was judged. Answer unsure, "
            "and judge single records: newlyn judge {} {} different --reason TEXT.",
            item.shown.name, item.part.size(), item.rest.size(), kDifferentMax, key_text(item.left),
            key_text(item.right)));
  }
  for (const uint64_t number : item.against) withdraw(number);
  const PartedPairs parted = same_.part(item.part, item.rest, {item.left, item.right});
  for (const auto& [left, right] : parted.pairs) judge_pair(made, left, right);
  judging_.pass_over(parted.passed_over);
}

void Decisions::judge(Made& made, const QueuedItem& item) {
  if (item.decisions.size() > 1) settle(made, item);
  if (made.event.verdict == "different") {
    judge_different(made, item);
  } else if (!item.asked.empty()) {
    for (const ReviewEvent& pair : item.asked) judge_pair(made, pair.left, pair.right);
    if (made.event.verdict != "same") return;
    for (const ReviewEvent& pair : item.held) judge_pair(made, pair.left, pair.right);
  } else {
    judge_pair(made, item.left, item.right);
    for (const auto& [left, right] : made.within) judge_pair(made, left, right);
  }
}

/// The judgements in force that a third opinion speaks against.
std::set<uint64_t> Decisions::outvoted(const QueuedItem& item, const std::string& verdict) const {
  std::set<uint64_t> numbers;
  if (item.decisions.size() < 2 || verdict == "unsure") return numbers;
  for (const ReviewEvent& event : item.decisions) {
    if (event.verdict == verdict) continue;
    for (const uint64_t number : event.judgements) {
      if (in_force(number) != nullptr) numbers.insert(number);
    }
  }
  return numbers;
}

/// A third opinion: what was judged against it is withdrawn.
void Decisions::settle(Made& made, const QueuedItem& item) {
  for (const uint64_t number : outvoted(item, made.event.verdict)) {
    withdraw(number);
    made.settled.push_back(number);
  }
}

/// Whoever makes one of two entities means all records of both. Where judgements keep the two
/// apart, the question is which of them one record goes with, and the others stay.
void Decisions::hold_all(Made& made, const QueuedItem& item, const index::View& view) const {
  const bool makes_one = made.event.verdict == "same" && item.asked.empty() && made.changes_index &&
                         view.entity_of(item.left) != view.entity_of(item.right);
  if (!makes_one) return;
  RecordPairs pairs = pairs_within(view, {item.left, item.right});
  pairs.emplace_back(item.left, item.right);
  if (judged_apart(view, pairs, outvoted(item, made.event.verdict))) return;
  pairs.pop_back();
  made.within = std::move(pairs);
}

/// What another answer of the same step parts is not held together: pairs across its two sides, and
/// pairs by which the two that it was shown would come to be one. What people say of the records
/// that they are shown goes before what follows for the others of an entity.
void Decisions::leave_parted(std::vector<Made>& all, const ReviewQueue& queue) const {
  RecordPairs parted;
  for (const Made& made : all) {
    if (made.event.verdict != "different") continue;
    if (is_judged(made)) parted.emplace_back(made.event.left, made.event.right);
    const QueuedItem& item = queue.item(made.event.item);
    const std::set<index::RecordKey> part(item.part.begin(), item.part.end());
    const std::set<index::RecordKey> rest(item.rest.begin(), item.rest.end());
    for (Made& other : all) {
      std::erase_if(other.within, [&](const auto& pair) {
        return (part.contains(pair.first) && rest.contains(pair.second)) ||
               (rest.contains(pair.first) && part.contains(pair.second));
      });
    }
  }
  if (parted.empty()) return;
  SameSets same = same_beside(all, queue);
  for (Made& made : all) {
    if (!is_judged(made)) continue;
    std::erase_if(made.within, [&](const auto& pair) {
      if (same.would_join(pair, parted)) return true;
      same.join(pair.first, pair.second);
      return false;
    });
  }
}

std::string Decisions::what_comes_next(const QueuedItem& item, const ReviewEvent& event) const {
  std::vector<ReviewEvent> decisions = item.decisions;
  decisions.push_back(event);
  const std::string wanted = opinion_wanted(item.shown.name, decisions, settings_.second_share);
  if (wanted == "second opinion") return "A second reviewer is asked as well.";
  if (wanted == "disputed") {
    return "The first reviewer said the opposite. What the first said holds until a third one "
           "settles it.";
  }
  if (decisions.size() == 2) return "Both reviewers have spoken; the item is closed.";
  return decisions.size() > 2 ? "The third opinion settles it." : "The item is closed.";
}

Made Decisions::begin(const ReviewAnswer& answer, const QueuedItem& item) const {
  const std::string& who = judging_.desk().access->who();
  check_free(item, who);
  Made made;
  made.response.item = answer.item;
  made.response.verdict = answer.verdict;
  made.event = event_on(item, "decided", who);
  made.event.verdict = answer.verdict;
  made.event.why = answer.reason.empty() ? context_.reason : answer.reason;
  made.response.next = what_comes_next(item, made.event);
  const bool is_second = item.decisions.size() == 1;
  made.changes_index =
      !is_second || std::set<std::string>{item.decisions[0].verdict, answer.verdict} !=
                        std::set<std::string>{"same", "different"};
  return made;
}

WantedMerge Decisions::merge_of(const Made& made) const {
  return {{{made.event.left, made.event.right}}, made.event.why, made.within};
}

/// Keeps a merge above the set risk as an item for another account.
void Decisions::ask_to_confirm(Made& made) {
  if (auto waits = wait_for_confirmation(judging_.desk(), merge_of(made))) {
    made.response.judged = *waits;
    made.response.next = "Another account is asked to confirm it.";
  }
}

/// Notes what was decided, and makes the judgements of all of it as one step.
JudgeResponse Decisions::keep(ReviewQueue& queue, std::vector<Made>& all, Answered what) {
  if (all.empty()) return {};
  const std::string about =
      all.size() == 1 ? fmt::format("{} {}", all.front().event.item, all.front().event.verdict)
                      : fmt::format("{} items", all.size());
  const auto note = [&](const JudgeResponse& judged) {
    auto number = judged.numbers.begin();
    std::vector<ReviewEvent> events;
    for (Made& made : all) {
      if (made.waits()) continue;
      const auto end = number + static_cast<ptrdiff_t>(made.judgements);
      made.event.judgements.assign(number, end);
      made.event.settled = made.settled;
      number = end;
      events.push_back(made.event);
    }
    queue.book().add_all(std::move(events));
  };
  const bool judges =
      std::any_of(all.begin(), all.end(), [](const Made& made) { return made.judgements > 0; });
  if (judges) return judging_.apply("review, judgement", about, note);
  JudgeResponse judged;
  judged.kind = judging_.desk().kinds[0].kind->name;
  const bool notes =
      std::any_of(all.begin(), all.end(), [](const Made& made) { return !made.waits(); });
  if (!notes) return judged;
  judging_.desk().access->note_shown(kReason);
  what.about = about;
  judging_.desk().access->change(what, [&] {
    note(judged);
    return uint64_t{2 * all.size()};
  });
  return judged;
}

/// Withdraws the own decision on an item, with its judgements.
ReviewDecision Decisions::take_back(RunContext& run) {
  const std::string& name = answers_.front().item;
  const std::string who = judging_.desk().access->who();
  std::unique_ptr<ReviewQueue> queue;
  judging_.read([&](const index::EntityIndex& index) {
    judgements_ = index.judgements();
    queue = std::make_unique<ReviewQueue>(judging_.desk(), index, settings_, run);
  });
  std::vector<ReviewEvent> said = queue->book().decisions(name);
  for (const std::vector<ReviewEvent>& asked : queue->book().asked()) {
    if (asked.front().item == name) said.push_back(asked.front());
  }
  for (const ReviewEvent& own : said) {
    if (own.who != who) continue;
    ReviewDecision decision{name, "withdraw", {}, {}};
    ReviewEvent event = own;
    event.what = "taken back";
    event.verdict.clear();
    event.why = context_.reason;
    event.judgements.clear();
    event.settled.clear();
    bool changes_index = false;
    for (const uint64_t number : own.judgements) {
      changes_index |= in_force(number) != nullptr;
      withdraw(number);
    }
    decision.next = "Your decision is taken back; the item is asked again where it still stands.";
    const std::string about = fmt::format("{} ", name);
    if (changes_index) {
      decision.judged =
          judging_.apply("review, judgement", about, [&](const JudgeResponse& judged) {
            event.judgements = judged.numbers;
            queue->book().add(event);
          });
      return decision;
    }
    decision.judged.kind = judging_.desk().kinds[0].kind->name;
    judging_.desk().access->change({0, "", about}, [&] {
      queue->book().add(event);
      return uint64_t{2};
    });
    return decision;
  }
  throw Error(Code::request_invalid,
              fmt::format("You have no decision on {} that could be taken back. Whoever decided it "
                          "takes it back.",
                          name));
}

/// What is judged the same beside what the answers withdraw: by those in force, and by the answers
/// of the records that were shown.
SameSets Decisions::same_beside(const std::vector<Made>& all, const ReviewQueue& queue) const {
  std::set<uint64_t> but;
  for (const Made& made : all) {
    const QueuedItem& item = queue.item(made.event.item);
    but.merge(outvoted(item, made.event.verdict));
    if (made.event.verdict == "different") but.insert(item.against.begin(), item.against.end());
  }
  SameSets same(judgements_, but);
  for (const Made& made : all) {
    if (made.event.verdict == "same" && is_judged(made)) {
      same.join(made.event.left, made.event.right);
    }
  }
  return same;
}

/// Judges what the answers say, each as a part of the step.
void Decisions::judge_all(std::vector<Made>& all, const ReviewQueue& queue,
                          RefusedAnswers& refused) {
  same_ = same_beside(all, queue);
  for (const Made& made : all) {
    if (!is_judged(made)) continue;
    for (const auto& [left, right] : made.within) same_.join(left, right);
  }
  std::vector<size_t> places;
  for (Made& made : all) {
    if (!is_judged(made)) continue;
    judging_.begin_part();
    places.push_back(made.place);
    refused.attempt(made.place, [&] { judge(made, queue.item(made.event.item)); });
  }
  const auto why = judging_.refused_parts();
  for (size_t part = 0; part < places.size(); ++part) {
    if (why[part]) refused.refuse(places[part], *why[part]);
  }
}

/// What the answers come to that are not refused yet; `refused` grows by those that cannot be kept
/// beside the others.
std::vector<Made> Decisions::tried(const ReviewQueue& queue, RefusedAnswers& refused) {
  judging_.clear();
  withdrawn_.clear();
  std::vector<Made> all;
  judging_.read([&](const index::EntityIndex& index) {
    for (size_t place = 0; place < answers_.size(); ++place) {
      if (refused.has(place)) continue;
      refused.attempt(place, [&] {
        const QueuedItem& item = queue.item(answers_[place].item);
        Made made = begin(answers_[place], item);
        made.place = place;
        made.shown = shown_in(index, item);
        hold_all(made, item, queue.view());
        all.push_back(std::move(made));
      });
    }
  });
  for (Made& made : all) {
    const bool merges = made.changes_index && made.event.verdict == "same" &&
                        queue.item(made.event.item).asked.empty();
    made.needs_other = merges && needs_confirmation(judging_.desk(), merge_of(made));
  }
  leave_parted(all, queue);
  judge_all(all, queue, refused);
  return all;
}

ReviewDecisions Decisions::make(RefusedAnswers& refused, RunContext& run) {
  // The queue looks at the index while nothing changes; what it found is enough to go on with.
  std::unique_ptr<ReviewQueue> queue;
  judging_.read([&](const index::EntityIndex& index) {
    judgements_ = index.judgements();
    queue = std::make_unique<ReviewQueue>(judging_.desk(), index, settings_, run);
  });
  std::vector<Made> all;
  // Without those that were refused the others come to something else.
  for (size_t before = answers_.size() + 1; before != refused.count();) {
    before = refused.count();
    all = tried(*queue, refused);
  }
  Answered what;
  for (Made& made : all) {
    if (made.needs_other) ask_to_confirm(made);
    what.others.push_back(made.shown.subject);
    what.others.push_back(made.shown.others.front());
  }
  if (!what.others.empty()) what.subject = what.others.front();
  ReviewDecisions decided;
  decided.judged = keep(*queue, all, std::move(what));
  for (Made& made : all) decided.decisions.push_back(std::move(made.response));
  return decided;
}

size_t place_of(const std::string& verdict) {
  return static_cast<size_t>(std::find(kVerdicts.begin(), kVerdicts.end(), verdict) -
                             kVerdicts.begin());
}

/// Works out observed and expected agreement from the counts.
void measure(ReviewAgreement& agreement) {
  if (agreement.twice == 0) return;
  const double pairs = static_cast<double>(agreement.twice);
  for (size_t i = 0; i < kVerdicts.size(); ++i) {
    uint64_t first = 0;
    uint64_t second = 0;
    for (size_t j = 0; j < kVerdicts.size(); ++j) {
      first += agreement.counts[i][j];
      second += agreement.counts[j][i];
    }
    agreement.agreed += agreement.counts[i][i];
    agreement.expected += static_cast<double>(first) / pairs * static_cast<double>(second) / pairs;
  }
  agreement.observed = static_cast<double>(agreement.agreed) / pairs;
  if (agreement.expected < 1) {
    agreement.kappa = (agreement.observed - agreement.expected) / (1 - agreement.expected);
  }
}

/// The book of a kind, without finding items.
ReviewBook book_of(const Desk& desk) {
  std::optional<ReviewBook> book;
  desk.kinds[0].entities->read([&](const index::EntityIndex& index) {
    book.emplace(book_seen(desk, index, seen_by(desk, desk.kinds[0], index)));
  });
  return std::move(*book);
}

/// The answer that decisions come to: the last of three, else the one that decides something.
std::string outcome_of(const std::vector<ReviewEvent>& decisions) {
  if (decisions.size() > 2) return decisions.back().verdict;
  std::set<std::string> verdicts;
  for (const ReviewEvent& event : decisions) {
    if (event.verdict != "unsure") verdicts.insert(event.verdict);
  }
  return verdicts.size() == 1 ? *verdicts.begin() : "unsure";
}

}  // namespace

ReviewList review_list(const ReviewListRequest& request, RunContext& run) {
  return answer_asked(request.context, {"review_list"}, [&] {
    Desk desk = open_desk(
        {request.context, "review_list", "Reviewing", {kind_of_name(request.kind)}, true}, run);
    expect_whole(desk, "Reviewing");
    const ReviewSettings settings = read_review_settings(desk.home);
    ReviewList list;
    Answered answer;
    desk.kinds[0].entities->read([&](const index::EntityIndex& index) {
      const ReviewQueue queue(desk, index, settings, run);
      for (const QueuedItem& item : queue.items()) {
        const bool wanted = request.topic.empty() || item.shown.topic == request.topic;
        if (!wanted || has_decided(item, desk.access->who())) continue;
        list.beyond += item.is_beyond ? 1 : 0;
        if (item.is_beyond && !request.beyond) continue;
        const std::string& state = item.shown.state;
        list.open += state == "open" && !item.is_beyond ? 1 : 0;
        list.claimed += state == "claimed" ? 1 : 0;
        list.second += state == "second opinion" ? 1 : 0;
        list.disputed += state == "disputed" ? 1 : 0;
        if (list.items.size() >= request.count) continue;
        list.items.push_back(queue.describe(item));
        const Answered shown = shown_in(index, item);
        answer.others.push_back(shown.subject);
        answer.others.push_back(shown.others.front());
      }
    });
    answer.count = list.items.size();
    answer.typed = "the review queue";
    desk.access->answered(answer);
    return list;
  });
}

ReviewClaimed review_claim(const ReviewClaimRequest& request, RunContext& run) {
  return answer_asked(request.context, {"review_claim"}, [&] {
    const EntityKind* kind =
        request.item.empty() ? kind_of_name(request.kind) : kind_of_item(request.item);
    Desk desk = open_desk({request.context, "review_claim", "Reviewing", {kind}, true}, run);
    expect_whole(desk, "Reviewing");
    const ReviewSettings settings = read_review_settings(desk.home);
    const std::string who = desk.access->who();
    ReviewClaimed claimed;
    desk.kinds[0].entities->read([&](const index::EntityIndex& index) {
      ReviewQueue queue(desk, index, settings, run);
      const QueuedItem item =
          request.item.empty() ? next_item(queue.items(), who) : queue.item(request.item);
      check_free(item, who);
      claimed.item = queue.describe(item);
      claimed.pair = pair_report(desk, queue.view(), item.left, item.right);
      Answered shown = shown_in(index, item);
      shown.count = 2;
      shown.about = item.shown.name;
      desk.access->change(shown, [&] {
        queue.book().add(event_on(item, "claimed", who));
        return uint64_t{2};
      });
      const ReviewClaim claim = *queue.book().claim(item.shown.name, settings.claim_minutes);
      claimed.item.claimed_by = claim.who;
      claimed.item.claimed_until = time_text(claim.until_micros);
      if (claimed.item.state == "open") claimed.item.state = "claimed";
    });
    return claimed;
  });
}

void review_release(const RequestContext& context, const std::string& item, RunContext& run) {
  return answer_asked(context, {"review_release"}, [&] {
    Desk desk =
        open_desk({context, "review_release", "Reviewing", {kind_of_item(item)}, true}, run);
    const ReviewSettings settings = read_review_settings(desk.home);
    ReviewBook book = book_of(desk);
    desk.access->change({1, "", item}, [&] {
      const auto claim = book.claim(item, settings.claim_minutes);
      if (!claim || claim->who != desk.access->who()) {
        throw Error(Code::request_invalid,
                    fmt::format("You have no claim on {}{}.", item,
                                claim ? ": " + claim->who + " has it"
                                      : std::string(", so there is nothing to give back")));
      }
      ReviewEvent event;
      event.item = item;
      event.what = "released";
      event.who = desk.access->who();
      event.why = context.reason;
      book.add(std::move(event));
      return uint64_t{1};
    });
  });
}

ReviewDecision review_decide(const ReviewDecideRequest& request, RunContext& run) {
  return answer_asked(request.context, {"review_decide"}, [&] {
    check_reason(request.context);
    const std::vector<ReviewAnswer> answers{{0, request.item, request.verdict, ""}};
    if (request.verdict == "withdraw") {
      return Decisions(request.context, answers, kind_of_item(request.item), run).take_back(run);
    }
    ReviewDecisions decided = review_decide_all({request.context, answers}, run);
    ReviewDecision decision = std::move(decided.decisions.front());
    if (decision.judged.waits_as.empty()) decision.judged = std::move(decided.judged);
    return decision;
  });
}

ReviewDecisions review_decide_all(const ReviewDecideAllRequest& request, RunContext& run) {
  return answer_asked(request.context, {"review_decide"}, [&] {
    RefusedAnswers refused(request);
    refused.check();
    ReviewDecisions decided;
    if (const ReviewAnswer* first = refused.first()) {
      decided = Decisions(request.context, request.answers, kind_of_item(first->item), run)
                    .make(refused, run);
    }
    decided.refused = refused.told();
    return decided;
  });
}

ReviewAgreement review_agreement(const RequestContext& context, const std::string& kind,
                                 RunContext& run) {
  return answer_asked(context, {"review_agreement"}, [&] {
    const Desk desk =
        open_desk({context, "review_agreement", "Reviewing", {kind_of_name(kind)}, true}, run);
    expect_whole(desk, "Reviewing");
    ReviewAgreement agreement;
    agreement.kind = desk.kinds[0].kind->name;
    agreement.counts.assign(kVerdicts.size(), std::vector<uint64_t>(kVerdicts.size(), 0));
    const ReviewBook book = book_of(desk);
    for (const std::string& item : book.decided_items()) {
      const std::vector<ReviewEvent> decisions = book.decisions(item);
      ++agreement.decided;
      if (decisions.size() < 2) continue;
      ++agreement.twice;
      ++agreement.counts[place_of(decisions[0].verdict)][place_of(decisions[1].verdict)];
    }
    measure(agreement);
    desk.access->answered({agreement.decided, "", ""});
    return agreement;
  });
}

ExportResponse review_export(const ExportRequest& request, RunContext& run) {
  return answer_asked(request.context, {"review_export"}, [&] {
    const HandingTerms terms = check_output(request);
    const Desk desk = open_desk(
        {request.context, "review_export", "Exporting", {kind_of_name(request.kind)}, true}, run);
    expect_whole(desk, "Reviewing");
    ExportResponse response;
    response.columns = {"source_dataset_l", "unique_id_l", "source_dataset_r",
                        "unique_id_r",      "judgement",   "clerical_match_score",
                        "reviewers",        "decided"};
    std::map<std::pair<index::RecordKey, index::RecordKey>, std::vector<std::string>> rows;
    const ReviewBook book = book_of(desk);
    for (const std::string& item : book.decided_items()) {
      const std::vector<ReviewEvent> decisions = book.decisions(item);
      const ReviewEvent& last = decisions.back();
      index::RecordKey left{source_of(last.left), last.left.id};
      index::RecordKey right{source_of(last.right), last.right.id};
      if (right < left) std::swap(left, right);
      if (left == right) continue;  // two people of one row: files have no pair of it
      const std::string verdict = outcome_of(decisions);
      const std::string score = verdict == "unsure" ? "" : (verdict == "same" ? "1" : "0");
      std::vector<std::string> who;
      for (const ReviewEvent& event : decisions) who.push_back(event.who);
      std::vector<std::string>& row = rows[{left, right}];
      // Of two items on one pair the later one holds.
      if (!row.empty() && row.back() > last.when) continue;
      row = {left.source,
             left.id,
             right.source,
             right.id,
             verdict,
             score,
             fmt::format("{}", fmt::join(who, " ")),
             last.when};
    }
    Release release = release_on(terms, desk.access->who());
    std::set<std::string> held;
    look(desk, desk.kinds[0], [&](const index::View& index) {
      for (const auto& [pair, row] : rows) {
        for (const index::RecordKey& key : {pair.first, pair.second}) {
          if (const auto entity = index.entity_of(key)) held.insert(*entity);
        }
      }
    });
    for (auto& [pair, row] : rows) response.rows.push_back(std::move(row));
    release.what = "review export";
    release.kind = desk.kinds[0].kind->name;
    release.place = request.output;
    release.records = response.rows.size();
    release.entities.assign(held.begin(), held.end());
    desk.access->note_shown("native_id");
    leave_release(desk, release);
    hand_over(request, response, terms);
    return response;
  });
}

}  // namespace newlyn::workspace
