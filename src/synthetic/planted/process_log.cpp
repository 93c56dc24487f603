// SPDX-License-Identifier: MIT
// The log of a long process: every case runs through all steps, some of them twice.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "synthetic/planted/extras.h"
#include "synthetic/writers/text_file.h"

namespace newlyn::synthetic {
namespace {

struct Step {
  std::string_view name;
  std::string_view system;
  bool needed;
  std::string_view asks;  // what the candidate is asked for
};

constexpr std::array<Step, 71> kSteps = {{
    {"raise vacancy", "HR", true, ""},
    {"print vacancy form", "paper", false, ""},
    {"sign vacancy form", "paper", false, ""},
    {"scan vacancy form", "DMS", false, ""},
    {"send to finance", "e-mail", false, ""},
    {"wait for finance", "e-mail", false, ""},
    {"check budget", "finance", true, ""},
    {"send back to manager", "e-mail", false, ""},
    {"approve vacancy", "HR", true, ""},
    {"retype vacancy in job board", "job board", false, ""},
    {"publish advert", "job board", true, ""},
    {"receive application", "job board", true, "name address birth_date phone"},
    {"print application", "paper", false, ""},
    {"retype application in HR", "HR", false, "name address birth_date phone"},
    {"acknowledge by post", "paper", false, ""},
    {"forward to panel", "e-mail", false, ""},
    {"remind panel", "e-mail", false, ""},
    {"shortlist", "HR", true, ""},
    {"type shortlist again", "spreadsheet", false, ""},
    {"ask for availability", "phone", false, "phone"},
    {"book room", "rooms", false, ""},
    {"invite to interview", "HR", true, ""},
    {"confirm by post", "paper", false, "address"},
    {"interview", "panel", true, ""},
    {"write up scores", "paper", false, ""},
    {"scan scores", "DMS", false, ""},
    {"chase missing scores", "e-mail", false, ""},
    {"choose candidate", "HR", true, ""},
    {"approve choice", "e-mail", false, ""},
    {"make offer by phone", "phone", true, ""},
    {"draft offer letter", "word processor", false, "name address"},
    {"check offer letter", "e-mail", false, ""},
    {"post offer letter", "paper", false, ""},
    {"wait for signed offer", "paper", false, ""},
    {"scan signed offer", "DMS", false, ""},
    {"send health form", "paper", false, "name birth_date address"},
    {"receive health form", "paper", false, ""},
    {"send health form on", "occupational health", false, ""},
    {"clear health", "occupational health", true, "name birth_date gp"},
    {"ask for identity papers", "e-mail", false, "passport address_proof"},
    {"see identity papers", "front desk", true, "passport address_proof"},
    {"copy identity papers", "paper", false, ""},
    {"scan identity papers", "DMS", false, ""},
    {"check right to work", "HR", true, "passport"},
    {"retype for record check", "record check", false, "name address birth_date ni_number"},
    {"send record check", "record check", true, "name address birth_date ni_number"},
    {"ask for five years of addresses", "e-mail", false, "address"},
    {"wait for record check", "record check", false, ""},
    {"see certificate", "front desk", false, ""},
    {"note certificate", "spreadsheet", false, ""},
    {"ask for referees", "e-mail", false, "referees"},
    {"write to first referee", "paper", false, ""},
    {"write to second referee", "paper", false, ""},
    {"chase referees", "phone", false, ""},
    {"receive references", "e-mail", true, ""},
    {"retype references", "HR", false, ""},
    {"manager reads references", "e-mail", false, ""},
    {"agree start date", "phone", true, ""},
    {"write start form", "paper", false, "name address birth_date ni_number bank_account"},
    {"sign start form", "paper", false, ""},
    {"send start form to payroll", "e-mail", false, ""},
    {"retype in payroll", "payroll", false, "name address birth_date ni_number bank_account"},
    {"check payroll entry", "payroll", false, ""},
    {"ask for bank details again", "e-mail", false, "bank_account"},
    {"set up payroll", "payroll", true, ""},
    {"ask for account", "service desk", false, "name"},
    {"create account", "service desk", true, ""},
    {"order badge", "front desk", false, "name photograph"},
    {"order equipment", "stores", false, ""},
    {"book induction", "training", false, "name"},
    {"first day", "HR", false, ""},
}};

constexpr int kHoursBetween = 53;  // twice the mean wait: 71 waits make about 79 days

std::string stamp(int64_t minute) {
  return fmt::format("{}T{:02}:{:02}:00", iso_date(static_cast<Day>(minute / 1440)),
                     minute / 60 % 24, minute % 60);
}

}  // namespace

void write_process_log(const Town& town, const std::string& folder, Planted& planted) {
  TextFile file(folder + "/process_log.csv");
  file.add("case_id,event,activity,started,completed,team,system,asked_for\n");
  const uint64_t cases = std::clamp<uint64_t>(town.people.size() / 400, 40, 1500);
  constexpr std::array<std::string_view, 5> kTeams = {"HR", "care", "finance", "payroll",
                                                      "service desk"};
  for (uint64_t number = 1; number <= cases; ++number) {
    Random random(hash_mix(town.seed ^ 0x70726F, number));
    int64_t minute = int64_t{town.today - 120 - between(random, 0, 700)} * 1440 + 540;
    int event = 0;
    for (size_t step = 0; step < kSteps.size(); ++step) {
      const int work = between(random, 2, 70);
      const Step& at = kSteps[step];
      file.add(fmt::format("C{:05},{},{},{},{},{},{},{}\n", number, ++event, at.name, stamp(minute),
                           stamp(minute + work), kTeams[random.below(kTeams.size())], at.system,
                           at.asks));
      minute += work + int64_t{between(random, 0, kHoursBetween * 60)};
      const bool again = step > 2 && chance(random, 300);
      if (again) --step;  // something was missing: once more
    }
  }
  file.close();
  std::string given;
  for (const Step& step : kSteps) {
    if (step.needed) planted["process_steps_needed"].push_back(std::string(step.name));
    if (step.asks.empty()) continue;
    const size_t first = given.find(step.asks.substr(0, step.asks.find(' ')));
    if (first != std::string::npos) {
      planted["process_asked_again"].push_back(fmt::format("{},{}", step.name, step.asks));
    }
    given += std::string(step.asks) + " ";
  }
}

}  // namespace newlyn::synthetic
