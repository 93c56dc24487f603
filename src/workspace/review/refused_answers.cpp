// SPDX-License-Identifier: MIT
// What is wrong with answers, by their places in a list.
#include "workspace/review/refused_answers.h"

#include <fmt/format.h>

#include <set>

#include "base/error.h"
#include "workspace/index/judging.h"

namespace newlyn::workspace {

const EntityKind* kind_of_item(const std::string& item) {
  const size_t dash = item.find('-');
  if (dash != std::string::npos) {
    const std::string id = item.substr(dash + 1, item.find('-', dash + 1) - dash - 1);
    if (const EntityKind* kind = entity_kind_of_id(id)) return kind;
  }
  throw Error(Code::request_invalid,
              fmt::format("{} is no item to review. newlyn review list shows their names.", item));
}

void RefusedAnswers::refuse(size_t place, const std::string& why) {
  const ReviewAnswer& answer = request_.answers[place];
  if (request_.keeps_others) {
    why_.emplace(place, why);
  } else if (answer.line == 0) {
    throw Error(Code::request_invalid, why);
  } else {
    const size_t count = request_.answers.size();
    const std::string rest = count == 1
                                 ? "Nothing was kept."
                                 : fmt::format(
                                       "None of the {} answers was kept. Mend the line, or add "
                                       "--keep-others to keep all that nothing stands against.",
                                       count);
    throw Error(Code::request_invalid, fmt::format("Line {}, {} {}: {} {}", answer.line,
                                                   answer.item, answer.verdict, why, rest));
  }
}

void RefusedAnswers::attempt(size_t place, const std::function<void()>& act) {
  std::string why;
  try {
    act();
    return;
  } catch (const Error& error) {
    if (error.code() != Code::request_invalid) throw;
    why = error.what();
  }
  refuse(place, why);
}

const ReviewAnswer* RefusedAnswers::first() const {
  for (size_t place = 0; place < request_.answers.size(); ++place) {
    if (!has(place)) return &request_.answers[place];
  }
  return nullptr;
}

void RefusedAnswers::check() {
  if (request_.answers.empty()) {
    throw Error(Code::request_invalid,
                "There is no answer to keep: standard input is empty. Write one a line: ITEM, same "
                "or different or unsure, and a reason if you like.");
  }
  std::set<std::string> items;
  const EntityKind* kind = nullptr;
  std::string of_kind;
  for (size_t place = 0; place < request_.answers.size(); ++place) {
    const ReviewAnswer& answer = request_.answers[place];
    attempt(place, [&] {
      if (answer.reason.empty() && request_.context.reason.empty()) {
        throw Error(Code::request_invalid,
                    fmt::format("{} is answered without a reason that others can follow. Write it "
                                "after the verdict, or give one for all with --reason TEXT.",
                                answer.item));
      }
      verdict_named(answer.verdict);
      const EntityKind* own = kind_of_item(answer.item);
      if (kind != nullptr && own != kind) {
        throw Error(Code::request_invalid,
                    fmt::format("{} and {} are of two kinds. Answer each kind by itself.", of_kind,
                                answer.item));
      }
      if (!items.insert(answer.item).second) {
        throw Error(Code::request_invalid,
                    fmt::format("{} is answered twice. Leave one of its lines out.", answer.item));
      }
      if (kind == nullptr) of_kind = answer.item;
      kind = own;
    });
  }
}

std::vector<RefusedAnswer> RefusedAnswers::told() const {
  std::vector<RefusedAnswer> told;
  for (const auto& [place, why] : why_) {
    const ReviewAnswer& answer = request_.answers[place];
    told.push_back({answer.line, answer.item, answer.verdict, why});
  }
  return told;
}

}  // namespace newlyn::workspace
