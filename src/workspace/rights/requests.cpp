// SPDX-License-Identifier: MIT
// Requests are written down, and take effect: in the index, in tickets, in what is shown.
#include "workspace/requests.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "base/clock.h"
#include "base/error.h"
#include "workspace/catalogue/description.h"
#include "workspace/governance/purpose_state.h"
#include "workspace/governance/trace.h"
#include "workspace/index/desk.h"
#include "workspace/index/judging.h"
#include "workspace/index/standard_records.h"
#include "workspace/index/standard_value.h"
#include "workspace/rights/request_book.h"

namespace newlyn::workspace {
namespace {

using Json = nlohmann::ordered_json;

void check_request(const RequestContext& context, const std::string& entity) {
  if (is_record_text(entity) || kind_of_text(context.workspace, entity)->name != "person") {
    throw Error(Code::request_invalid,
                fmt::format("{} is no person's entity. Name one by its id: newlyn search finds it.",
                            entity));
  }
  if (context.reason.empty()) {
    throw Error(Code::request_invalid,
                "A request needs a reason that others can follow. Give it with --reason TEXT.");
  }
}

/// One request that is being written down.
class Asking {
 public:
  Asking(const RequestContext& context, const std::string& entity, const char* verb,
         RunContext& run)
      : desk_(open_desk(
            {context, verb, "Answering a person", kinds_named("person"), false, {entity}}, run)),
        book_(read_requests(desk_.home)) {
    read([&](const index::EntityIndex& index) { request_.entity = resolve_id(index, entity); });
    expect_cleared(desk_, request_.entity);
    request_.number = book_.size() + 1;
    request_.made = now_text();
    request_.who = desk_.access->who();
    request_.reason = context.reason;
    request_.state = "open";
  }

  Desk& desk() { return desk_; }
  PersonRequest& request() { return request_; }
  const std::vector<PersonRequest>& book() const { return book_; }
  template <typename Ask>
  void read(Ask ask) const {
    desk_.kinds[0].entities->read(ask);
  }
  /// Does what follows from it and keeps it, between two entries of the log.
  template <typename Follow>
  PersonRequest keep(const Follow& follow) {
    desk_.access->change({1, request_.entity, request_.kind}, [&] {
      follow();
      book_.push_back(request_);
      write_requests(desk_.home, book_);
      return uint64_t{1};
    });
    return request_;
  }

 private:
  Desk desk_;
  std::vector<PersonRequest> book_;
  PersonRequest request_;
};

/// The value that an entity shows in a field.
EntityValue shown_value(const Desk& desk, const index::EntityIndex& index,
                        const Rectification& wrong, const std::string& entity) {
  std::vector<std::string> fields;
  for (EntityValue& value : best_view(desk.home, index, entity)) {
    if (value.field == wrong.field) return std::move(value);
    fields.push_back(value.field);
  }
  throw Error(Code::request_invalid, fmt::format("The entity shows no field '{}'. It shows: {}.",
                                                 wrong.field, fmt::join(fields, ", ")));
}

/// What the owner of a source is told.
struct Ticket {
  const PersonRequest& request;
  index::RecordKey key;
  std::string value_now;
  std::string value_asked_for;
  std::string contact_name;  // of the source, from its description
  std::string contact_email;
};

void write_ticket(const Home& home, const Ticket& ticket) {
  make_home_folder(home.rights());
  make_home_folder(home.rights() + "/tickets");
  const Json json = {{"format", "newlyn ticket 1"},
                     {"request", ticket.request.number},
                     {"made", ticket.request.made},
                     {"source", source_of(ticket.key)},
                     {"contact_name", ticket.contact_name},
                     {"contact_email", ticket.contact_email},
                     {"record", ticket.key.id},
                     {"field", ticket.request.concerns},
                     {"value_now", ticket.value_now},
                     {"value_asked_for", ticket.value_asked_for},
                     {"reason", ticket.request.reason}};
  write_home_file(home.folder + "/" + ticket.request.ticket,
                  json.dump(1, ' ', false, Json::error_handler_t::replace) + "\n");
}

const std::map<std::string, std::vector<std::string>>& outcomes() {
  static const std::map<std::string, std::vector<std::string>> known = {
      {"restriction", {"lifted"}},
      {"objection", {"upheld", "refused", "withdrawn"}},
      {"rectification", {"corrected", "refused"}}};
  return known;
}

PersonRequest& open_request(std::vector<PersonRequest>& book, uint64_t number,
                            const std::string& outcome) {
  if (number == 0 || number > book.size()) {
    throw Error(Code::request_invalid,
                fmt::format("There is no request {}. newlyn rights requests lists those there are.",
                            number));
  }
  PersonRequest& request = book[number - 1];
  // What was upheld lasts until the person agrees again.
  const bool is_agreed =
      request.kind == "objection" && request.state == "upheld" && outcome == "withdrawn";
  if (request.state != "open" && !is_agreed) {
    throw Error(Code::request_invalid,
                fmt::format("Request {} is settled already: {}. Nothing is left to do.", number,
                            request.state));
  }
  const auto& known = outcomes().at(request.kind);
  if (std::find(known.begin(), known.end(), outcome) == known.end()) {
    throw Error(Code::request_invalid,
                fmt::format("'{}' is no outcome of {}. Take {}.", outcome,
                            with_article(request.kind), fmt::join(known, " or ")));
  }
  return request;
}

/// Ends the dispute of a rectification.
void end_dispute(const RequestContext& context, const PersonRequest& request, RunContext& run) {
  Desk desk =
      open_desk({context, "rights_settle", "Answering a person", kinds_named("person")}, run);
  index::Change change;
  change.kind = index::Change::Kind::withdraw_correction;
  change.correction_number = request.correction;
  correct_value(desk, change);
  note_last_step(desk, fmt::format("request {} settled", request.number));
}

}  // namespace

PersonRequest rights_restrict(const RequestContext& context, const std::string& entity,
                              RunContext& run) {
  return answer_asked(context, {"rights_restrict", {entity}}, [&] {
    check_request(context, entity);
    Asking asking(context, entity, "rights_restrict", run);
    asking.request().kind = "restriction";
    for (const PersonRequest& other : asking.book()) {
      if (other.kind != "restriction" || other.state != "open") continue;
      if (other.entity != asking.request().entity) continue;
      throw Error(Code::request_invalid,
                  fmt::format("{} is restricted already, by request {}. newlyn rights settle {} "
                              "--outcome lifted ends it.",
                              other.entity, other.number, other.number));
    }
    return asking.keep([] {});
  });
}

PersonRequest rights_object(const RequestContext& context, const std::string& entity,
                            const std::string& purpose, RunContext& run) {
  return answer_asked(context, {"rights_object", {entity}}, [&] {
    check_request(context, entity);
    Asking asking(context, entity, "rights_object", run);
    const auto names = purpose_names(asking.desk().home);
    if (std::find(names.begin(), names.end(), purpose) == names.end()) {
      throw Error(
          Code::request_invalid,
          fmt::format("There is no purpose {} to object to. newlyn purpose list shows those "
                      "there are.",
                      purpose));
    }
    asking.request().kind = "objection";
    asking.request().concerns = purpose;
    return asking.keep([] {});
  });
}

PersonRequest rights_rectify(const RequestContext& context, const Rectification& wrong,
                             RunContext& run) {
  return answer_asked(context, {"rights_rectify", {wrong.entity}}, [&] {
    check_request(context, wrong.entity);
    if (wrong.value.empty()) {
      throw Error(Code::request_invalid,
                  fmt::format("It is not said what {} should be. Give the right value with --value "
                              "TEXT.",
                              wrong.field));
    }
    Asking asking(context, wrong.entity, "rights_rectify", run);
    PersonRequest& request = asking.request();
    request.kind = "rectification";
    request.concerns = wrong.field;
    request.ticket = fmt::format("rights/tickets/{}.json", request.number);
    EntityValue shown;
    asking.read([&](const index::EntityIndex& index) {
      shown = shown_value(asking.desk(), index, wrong, request.entity);
    });
    const index::RecordKey key = key_of_text(shown.chosen.record);
    asking.desk().access->note_shown(wrong.field);
    asking.desk().access->note_shown(kReason);
    // In the dispute as records have it, in the ticket as the person wrote it.
    const std::string standard = standard_value(asking.desk().kinds[0], wrong.field, wrong.value);
    const WrittenDescription source = read_description(asking.desk().home, source_of(key));
    return asking.keep([&] {
      index::Change change;
      change.kind = index::Change::Kind::correct;
      change.correction = {key,         wrong.field,    standard,
                           request.who, request.reason, request.made.substr(0, 10),
                           true};
      request.correction = correct_value(asking.desk(), change);
      note_last_step(asking.desk(), fmt::format("request {}", request.number));
      write_ticket(asking.desk().home, {request, key, shown.chosen.value, wrong.value,
                                        source.text("contact_name"), source.text("contact_email")});
    });
  });
}

PersonRequest rights_settle(const RequestContext& context, uint64_t number,
                            const std::string& outcome, RunContext& run) {
  const Home home = find_home(context.workspace);
  PersonRequest settled;
  const Deed deed{"rights settle", fmt::format("request {}", number), context.purpose, 1};
  make_change(home, deed, [&] {
    std::vector<PersonRequest> book = read_requests(home);
    PersonRequest& request = open_request(book, number, outcome);
    if (request.correction != 0) end_dispute(context, request, run);
    request.state = outcome;
    request.settled = now_text();
    if (!context.reason.empty()) request.reason += "; settled: " + context.reason;
    write_requests(home, book);
    settled = request;
    return uint64_t{1};
  });
  return settled;
}

std::vector<PersonRequest> rights_requests(const Asked& asked, bool open) {
  const Home home = find_home(asked.workspace);
  return answer_traced(home, {"rights requests", "requests", asked.purpose}, [&](Deed& deed) {
    std::vector<PersonRequest> requests = read_requests(home);
    if (open) {
      std::erase_if(requests, [](const PersonRequest& request) { return request.state != "open"; });
    }
    deed.count = requests.size();
    return requests;
  });
}

}  // namespace newlyn::workspace
