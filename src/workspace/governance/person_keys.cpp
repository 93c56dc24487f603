// SPDX-License-Identifier: MIT
// The keys of people who approve: each makes their own; an administrator registers what somebody
// made elsewhere. A key that one person made in another's name would approve in that name.
#include <fmt/format.h>

#include <filesystem>

#include "base/error.h"
#include "governance/purpose.h"
#include "workspace/governance/named_roles.h"
#include "workspace/governance/read_text.h"
#include "workspace/governance/trace.h"
#include "workspace/purposes.h"

namespace newlyn::workspace {
namespace {

namespace fs = std::filesystem;

/// The public half that somebody gave out, as it is registered.
std::string registered_half(const Home& home, const PurposeKeyRequest& request) {
  if (!has_role(home, principal(), kAdministrator)) {
    throw Error(Code::access_refused,
                fmt::format("The key of somebody else is registered by those alone who have the "
                            "role {} in policy/roles.toml. Ask one of them.",
                            kAdministrator));
  }
  std::string half = read_text(request.public_half);
  const auto owner = governance::owner_of_key(half);
  if (owner && *owner == request.person) return half.ends_with('\n') ? half : half + "\n";
  throw Error(Code::request_invalid,
              fmt::format("{} is not the public half of a key of {}. It is the file that newlyn "
                          "purpose key writes into approvers/ of a workspace of theirs.",
                          request.public_half, request.person));
}

governance::PersonKey made_key(const PurposeKeyRequest& request) {
  governance::PersonKey key = governance::make_person_key(request.person);
  if (request.person != principal()) {
    throw Error(Code::access_refused,
                fmt::format("{} asks, and a key is made by the person whose it is. {} runs this, "
                            "signed in with an account of their own; or an administrator registers "
                            "the public half that they made elsewhere, with --public FILE.",
                            principal(), request.person));
  }
  return key;
}

void expect_free(const PurposeKeyRequest& request, const std::string& place) {
  if (fs::exists(place)) {
    throw Error(
        Code::request_invalid,
        fmt::format("{} has a key already. Approve with that one; where it is lost, whoever "
                    "keeps the workspace takes {} away.",
                    request.person, place));
  }
  const bool is_file = request.public_half.empty() && request.output != "-";
  std::error_code ignored;  // who cannot write it is told by whoever tries
  if (!is_file || !fs::exists(request.output, ignored)) return;
  throw Error(Code::request_invalid,
              fmt::format("{} is there already. Name another file with --output.", request.output));
}

}  // namespace

PurposeKeyAnswer purpose_key(const Asked& asked, const PurposeKeyRequest& request) {
  const Home home = find_home(asked.workspace);
  const std::string place = fmt::format("{}/approvers/{}.pub", home.folder, request.person);
  const Deed deed{"purpose key", request.person, asked.purpose};
  const governance::PersonKey key = attempt(home, deed, [&]() -> governance::PersonKey {
    governance::PersonKey made = request.public_half.empty()
                                     ? made_key(request)
                                     : governance::PersonKey{"", registered_half(home, request)};
    if (request.person.find('/') != std::string::npos) {
      throw Error(Code::request_invalid, "A sign-in name has no /. Give the sign-in name.");
    }
    expect_free(request, place);
    return made;
  });
  const bool is_file = !key.secret.empty() && request.output != "-";
  make_change(home, deed, [&]() -> uint64_t {
    make_home_folder(home.folder + "/approvers");
    if (is_file) write_home_file(request.output, key.secret);
    write_home_file(place, key.public_half);
    return 1;
  });
  return {place, is_file ? std::string() : key.secret};
}

}  // namespace newlyn::workspace
