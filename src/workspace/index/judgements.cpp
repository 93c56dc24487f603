// SPDX-License-Identifier: MIT
// What people say becomes judgements of the index; a merge or split is several of them in one step.
#include "workspace/judgements.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/error.h"
#include "workspace/governance/trace.h"
#include "workspace/index/desk.h"
#include "workspace/index/judging.h"
#include "workspace/index/standard_records.h"
#include "workspace/review/confirm_merge.h"

namespace newlyn::workspace {
namespace {

constexpr size_t kMergeMax = 100;    // entities without being sure
constexpr size_t kAboutBytes = 400;  // of what is told of a withdrawal; whom it is about is whole

const EntityKind* one_kind(const std::string& name) {
  return kinds_named(name.empty() ? "person" : name).front();
}

std::vector<index::RecordKey> records_of(const RecordPairs& pairs) {
  std::set<index::RecordKey> records;
  for (const auto& [left, right] : pairs) records.insert({left, right});
  return {records.begin(), records.end()};
}

/// Throws Error(request_invalid) where a judgement keeps two of these records apart; that it was
/// refused stands in the log.
void refuse_judged_apart(const Desk& desk, const RecordPairs& pairs, const std::string& about) {
  std::optional<std::string> apart;
  Answered what{0, "", about};
  look(desk, desk.kinds[0], [&](const index::View& index) {
    apart = judged_apart(index, pairs);
    what.subject = index.entity_of(pairs.front().first).value_or("");
    for (const auto& [left, right] : pairs) {
      what.others.push_back(index.entity_of(right).value_or(""));
    }
  });
  if (!apart) return;
  desk.access->change(what, [&]() -> uint64_t { throw Error(Code::request_invalid, *apart); });
}

/// The records that are meant, and all others of those that were named as entities.
struct MeantRecords {
  index::RecordKey left;
  index::RecordKey right;
  RecordPairs within;
  PartedPairs across;  // every record meant on one side with every one on the other
};

/// Every two records of two sides. Where a side is an entity that has the record on the other one,
/// its other records are meant.
PartedPairs pairs_meant(const index::View& view, const JudgeRequest& request,
                        const MeantRecords& meant) {
  const auto side = [&](const std::string& text, const index::RecordKey& key) {
    if (is_record_text(text)) return std::vector<index::RecordKey>{key};
    return view.records_of(view.entity_of(key).value_or(""));
  };
  const bool are_entities = !is_record_text(request.left) && !is_record_text(request.right);
  // One entity twice: that it is not itself is refused as of one record.
  if (are_entities && meant.left == meant.right) return {{{meant.left, meant.right}}, {}};
  const std::vector<index::RecordKey> lefts = side(request.left, meant.left);
  const std::vector<index::RecordKey> rights = side(request.right, meant.right);
  if (lefts.size() * rights.size() > kDifferentMax) {
    throw Error(
        Code::request_invalid,
        fmt::format("{} and {} have {} and {} records: every two of them are judged different, and "
                    "one command makes {} judgements at most. Nothing was judged. Name records, as "
                    "SOURCE:KEY, in place of the larger one.",
                    request.left, request.right, lefts.size(), rights.size(), kDifferentMax));
  }
  // An entity that has the record on the other side begins with it: those two are one record.
  const SameSets same(view.judgements());
  PartedPairs parted = same.part(lefts, rights, {meant.left, meant.right});
  const bool is_itself = parted.pairs.size() > 1 && meant.left == meant.right;
  if (is_itself) parted.pairs.erase(parted.pairs.begin());
  return parted;
}

MeantRecords meant_records(const Desk& desk, const JudgeRequest& request, index::Verdict verdict) {
  MeantRecords meant;
  look(desk, desk.kinds[0], [&](const index::View& index) {
    std::set<index::RecordKey> firsts;
    const auto find = [&](const std::string& text) {
      expect_shown(desk, index, text);
      index::RecordKey key = find_key_or_first(desk, index, text);
      if (!is_record_text(text)) firsts.insert(key);
      return key;
    };
    meant.left = find(request.left);
    meant.right = find(request.right);
    if (verdict == index::Verdict::same) meant.within = pairs_within(index, firsts);
    if (verdict == index::Verdict::different) meant.across = pairs_meant(index, request, meant);
  });
  return meant;
}

}  // namespace

JudgeResponse judge(const JudgeRequest& request, RunContext& run) {
  return answer_asked(request.context, {"judge", {request.left, request.right}}, [&] {
    check_reason(request.context);
    const index::Verdict verdict = verdict_named(request.verdict);
    const std::string& workspace = request.context.workspace;
    const EntityKind* kind = kind_of_text(workspace, request.left);
    if (kind != kind_of_text(workspace, request.right)) {
      throw Error(Code::request_invalid,
                  fmt::format("{} and {} are of different kinds. Judge two of one kind.",
                              request.left, request.right));
    }
    Judging judging(request.context, {"judge", kind, {request.left, request.right}}, run);
    const auto [left, right, within, across] = meant_records(judging.desk(), request, verdict);
    const std::string about =
        fmt::format("{} {} {}", key_text(left), request.verdict, key_text(right));
    for (const auto& [one, other] : across.pairs) judging.judge(one, other, verdict);
    judging.pass_over(across.passed_over);
    if (across.pairs.empty()) judging.judge(left, right, verdict);
    if (verdict == index::Verdict::same) {
      RecordPairs pairs{{left, right}};
      pairs.insert(pairs.end(), within.begin(), within.end());
      expect_joinable(judging.desk(), records_of(pairs));
      if (!within.empty()) refuse_judged_apart(judging.desk(), pairs, about);
      const WantedMerge merge{{{left, right}}, request.context.reason, within};
      if (auto waits = wait_for_confirmation(judging.desk(), merge)) return *waits;
      for (const auto& [first, other] : within) {
        judging.judge(first, other, index::Verdict::same);
      }
    }
    return judging.apply("judgement", about);
  });
}

JudgeResponse withdraw_judgements(const RequestContext& context, const std::string& kind,
                                  const std::vector<uint64_t>& numbers, RunContext& run) {
  return answer_asked(context, {"withdraw_judgement"}, [&] {
    check_reason(context);
    if (numbers.empty()) {
      throw Error(Code::request_invalid,
                  "No judgement is named. Give the numbers of those to withdraw: newlyn judge list "
                  "shows them.");
    }
    Judging judging(context, {"withdraw_judgement", one_kind(kind)}, run);
    std::map<uint64_t, index::NumberedJudgement> in_force;
    look(judging.desk(), judging.desk().kinds[0], [&](const index::View& index) {
      const index::SaidNumbers said = index.said_judgements();
      for (index::NumberedJudgement& one : index.judgements()) {
        if (!one.withdrawn) in_force.emplace(said.of(one.number), std::move(one));
      }
    });
    std::string about;
    for (const uint64_t number : numbers) {
      const auto found = in_force.find(number);
      if (found == in_force.end()) {
        throw Error(Code::request_invalid,
                    fmt::format("There is no judgement {} in force on {}. newlyn judge list shows "
                                "those there are. Nothing was withdrawn.",
                                number, one_kind(kind)->plural));
      }
      judging.withdraw(found->second);
      // By its records: a number is another one once a seal hides one before it.
      if (about.size() < kAboutBytes) {
        const JudgementLine line = judgement_line(*one_kind(kind), found->second);
        about += fmt::format("{}{} {} {}", about.empty() ? "" : ", ", line.left, line.verdict,
                             line.right);
      }
    }
    return judging.apply("withdrawal of judgement", about);
  });
}

std::vector<JudgementLine> list_judgements(const RequestContext& context, const std::string& kind,
                                           RunContext& run) {
  return answer_asked(context, {"list_judgements"}, [&] {
    const Desk desk = open_desk(
        {context, "list_judgements", "Looking at judgements", {one_kind(kind)}, true}, run);
    std::vector<JudgementLine> lines;
    Answered answer;
    look(desk, desk.kinds[0], [&](const index::View& index) {
      const index::SaidNumbers said = index.said_judgements();
      for (const index::NumberedJudgement& judgement : index.judgements()) {
        lines.push_back(judgement_line(*desk.kinds[0].kind, judgement));
        lines.back().number = said.of(judgement.number);
        for (const index::RecordKey& key : {judgement.judgement.left, judgement.judgement.right}) {
          answer.others.push_back(index.entity_of(key).value_or(""));
        }
        if (!judgement.judgement.why.empty()) desk.access->note_shown(kReason);
      }
    });
    answer.count = lines.size();
    desk.access->answered(answer);
    return lines;
  });
}

JudgeResponse merge_entities(const MergeRequest& request, RunContext& run) {
  return answer_asked(request.context, {"merge_entities", request.ids}, [&] {
    check_reason(request.context);
    if (request.ids.size() < 2) {
      throw Error(Code::request_invalid, "A merge needs two entities or more. Name their ids.");
    }
    const std::set<std::string> named(request.ids.begin(), request.ids.end());
    if (named.size() > kMergeMax && !request.is_sure) {
      throw Error(
          Code::request_invalid,
          fmt::format("This would make one entity out of {}. Look at the list again; if it is "
                      "right, add --yes.",
                      named.size()));
    }
    const EntityKind* kind = nullptr;
    for (const std::string& id : named) {
      const EntityKind* of_id = kind_of_text(request.context.workspace, id);
      if (kind != nullptr && of_id != kind) {
        throw Error(
            Code::request_invalid,
            fmt::format("{} is of another kind than the others. Merge entities of one kind.", id));
      }
      kind = of_id;
    }
    Judging judging(request.context, {"merge_entities", kind, {named.begin(), named.end()}}, run);
    std::set<index::RecordKey> firsts;
    RecordPairs within;
    look(judging.desk(), judging.desk().kinds[0], [&](const index::View& index) {
      std::set<std::string> entities;
      for (const std::string& id : named) {
        expect_shown(judging.desk(), index, id);
        const index::RecordKey first = find_key_or_first(judging.desk(), index, id);
        if (entities.insert(index.entity_of(first).value_or("")).second) firsts.insert(first);
      }
      within = pairs_within(index, firsts);
    });
    if (firsts.size() < 2) {
      throw Error(Code::request_invalid, "These ids lead to one entity already: nothing to merge.");
    }
    WantedMerge merge{{}, request.context.reason, std::move(within)};
    for (auto other = std::next(firsts.begin()); other != firsts.end(); ++other) {
      merge.pairs.emplace_back(*firsts.begin(), *other);
    }
    RecordPairs pairs = merge.pairs;
    pairs.insert(pairs.end(), merge.within.begin(), merge.within.end());
    expect_joinable(judging.desk(), records_of(pairs));
    const std::string about = fmt::format("{} entities", firsts.size());
    refuse_judged_apart(judging.desk(), pairs, about);
    if (auto waits = wait_for_confirmation(judging.desk(), merge)) return *waits;
    for (const auto& [left, right] : pairs) judging.judge(left, right, index::Verdict::same);
    return judging.apply("merge, judgement", about);
  });
}

JudgeResponse split_entity(const SplitRequest& request, RunContext& run) {
  return answer_asked(request.context, {"split_entity", {request.id}}, [&] {
    check_reason(request.context);
    const EntityKind* kind = kind_of_text(request.context.workspace, request.id);
    Judging judging(request.context, {"split_entity", kind, {request.id}}, run);
    std::set<index::RecordKey> parted;
    std::vector<index::RecordKey> rest;
    look(judging.desk(), judging.desk().kinds[0], [&](const index::View& index) {
      expect_shown(judging.desk(), index, request.id);
      const std::string id = resolve_id(index, request.id);
      for (const std::string& text : request.records) {
        const index::RecordKey key = find_key(judging.desk(), index, text);
        if (index.entity_of(key) != id) {
          throw Error(
              Code::request_invalid,
              fmt::format("The record {} is not in {} but in {}. Name records of one entity.", text,
                          id, index.entity_of(key).value_or("none")));
        }
        parted.insert(key);
      }
      for (index::RecordKey& key : index.records_of(id)) {
        if (!parted.contains(key)) rest.push_back(std::move(key));
      }
    });
    if (parted.empty() || rest.empty() || parted.size() * rest.size() > kDifferentMax) {
      throw Error(
          Code::request_invalid,
          fmt::format("A split names some records of an entity and leaves some: here {} of {}. "
                      "Name fewer, or one at least.",
                      parted.size(), parted.size() + rest.size()));
    }
    for (const index::RecordKey& left : parted) {
      for (const index::RecordKey& right : rest) {
        judging.judge(left, right, index::Verdict::different);
      }
    }
    return judging.apply("split, judgement", fmt::format("{} records", parted.size()));
  });
}

}  // namespace newlyn::workspace
