// SPDX-License-Identifier: MIT
// The governance report and the papers beside it.
#include "workspace/governance_report.h"

#include <fmt/format.h>

#include "base/error.h"
#include "workspace/accountability/papers.h"
#include "workspace/governance/trace.h"
#include "workspace/rights/releases.h"

namespace newlyn::workspace {
namespace {

/// Refuses, before any work, an output that is no page and an expiry that is none.
void check_paper(const PaperRequest& request) {
  check_expiry(request.expires);
  if (!request.transparency.empty() && !request.transparency.ends_with(".csv")) {
    throw Error(Code::request_invalid,
                fmt::format("'{}' is no table: the name of a file of transparency records must end "
                            "in .csv.",
                            request.transparency));
  }
  if (request.output.empty() && request.transparency.empty()) {
    if (request.recipient.empty() && request.expires.empty()) return;
    throw Error(Code::request_invalid,
                "Name with --output the file that is handed out: --recipient and --expires are "
                "about it.");
  }
  if (request.output.empty() || request.output.ends_with(".html")) return;
  throw Error(Code::request_invalid,
              fmt::format("'{}' is no page: its name must end in .html.", request.output));
}

/// A file that is handed out.
struct HandedFile {
  std::string what;
  std::string place;
  std::string text;
};

/// Writes it and notes it in the register.
void hand_out(const Home& home, const PaperRequest& request, const HandedFile& file) {
  write_home_file(file.place, file.text);
  Release release;
  release.what = file.what;
  release.kind = kFiguresAlone;
  release.place = file.place;
  release.recipient = request.recipient;
  release.purpose = request.asked.purpose;
  release.expires = request.expires;
  release.who = principal();
  note_release(*open_home_store(home), release);
}

/// A paper that is about to be handed out.
struct Handing {
  std::string what;
  Page page;
};

/// Writes the page where that is asked for, saying on it to whom it goes and until when, and notes
/// it in the register. Returns it.
std::string handed_page(const Home& home, const PaperRequest& request, Handing handing) {
  if (!request.recipient.empty()) handing.page.foot += " For " + request.recipient + ".";
  if (!request.asked.purpose.empty()) {
    handing.page.foot += " Purpose: " + request.asked.purpose + ".";
  }
  if (!request.expires.empty()) {
    handing.page.foot += " To be kept until " + request.expires + ".";
  }
  std::string text = page_html(handing.page);
  if (!request.output.empty()) hand_out(home, request, {handing.what, request.output, text});
  return text;
}
std::vector<std::pair<std::string, std::string>> open_of(const Document& document) {
  std::vector<std::pair<std::string, std::string>> open;
  for (const Document& point : document["open"]) {
    open.emplace_back(point["what"].get<std::string>(), point["remedy"].get<std::string>());
  }
  return open;
}

}  // namespace

GovernanceReport governance_report(const PaperRequest& request) {
  const Home home = find_home(request.asked.workspace);
  return answer_traced(
      home, {"governance report", "the whole workspace", request.asked.purpose}, [&](Deed& deed) {
        check_paper(request);
        const GovernanceFacts facts = gather_facts(home);
        const Document document = report_document(facts);
        if (!request.transparency.empty()) {
          hand_out(home, request,
                   {"transparency records", request.transparency, transparency_csv(facts)});
        }
        GovernanceReport report;
        report.page = handed_page(home, request, {"governance report", report_page(document)});
        report.json = document.dump(2) + "\n";
        report.purposes = facts.purposes.size();
        report.sources = facts.sources.size();
        report.models = facts.models.size();
        report.entries = facts.entries;
        report.open = open_of(document);
        deed.count = report.purposes;
        return report;
      });
}

GovernancePaper privacy_notice(const PaperRequest& request) {
  const Home home = find_home(request.asked.workspace);
  return answer_traced(
      home, {"governance notice", "the privacy notice", request.asked.purpose}, [&](Deed& deed) {
        check_paper(request);
        const Document notice = privacy_notice_document(gather_facts(home));
        GovernancePaper paper;
        paper.text = privacy_notice_text(notice);
        paper.json = notice.dump(2) + "\n";
        paper.page = handed_page(home, request, {"privacy notice", privacy_notice_page(notice)});
        paper.open = open_of(notice);
        deed.count = notice["sections"].size();
        return paper;
      });
}

GovernancePaper equality_evidence(const PaperRequest& request, RunContext& run) {
  const Home home = find_home(request.asked.workspace);
  return answer_traced(
      home, {"governance equality", "groups of people", request.asked.purpose}, [&](Deed& deed) {
        check_paper(request);
        const Document evidence = equality_document(home, run);
        GovernancePaper paper;
        paper.text = equality_text(evidence);
        paper.json = evidence.dump(2, ' ', false, Document::error_handler_t::replace) + "\n";
        paper.page = handed_page(home, request, {"equality evidence", equality_page(evidence)});
        deed.count = evidence["measured"].size();
        return paper;
      });
}

}  // namespace newlyn::workspace
