// SPDX-License-Identifier: MIT
// newlyn_audit_verify FOLDER PUBLIC_KEY_FILE [EARLIER_CHECKPOINT_FILE]: verifies an audit log
// without Newlyn. Exit status 0: whole; 1: not whole; 2: the call is wrong.
#include <exception>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>
#include <vector>

#include "governance/audit_verify.h"

namespace {

std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(file), {});
}

int verify(const std::vector<std::string>& words) {
  if (words.size() < 2 || words.size() > 3) {
    std::cerr << "newlyn_audit_verify FOLDER PUBLIC_KEY_FILE [EARLIER_CHECKPOINT_FILE]\n";
    return 2;
  }
  newlyn::governance::VerifyRequest request{words[0], read_file(words[1]), ""};
  if (words.size() == 3) {
    request.since = read_file(words[2]);
    if (request.since.empty()) {
      std::cerr << "newlyn_audit_verify: " << words[2] << " cannot be read.\n";
      return 2;
    }
  }
  const auto report = newlyn::governance::verify_audit_log(request);
  for (const std::string& problem : report.problems) std::cout << problem << "\n";
  std::cout << report.log_name << ": " << report.entries << " entries, "
            << (report.problems.empty() ? "whole" : "NOT whole") << ".\n";
  if (report.problems.empty()) std::cout << "root " << report.root << "\n";
  return report.problems.empty() ? 0 : 1;
}

}  // namespace

int main(int count, char** words) {
  try {
    return verify({words + 1, words + count});
  } catch (const std::exception& problem) {
    std::cerr << "newlyn_audit_verify: " << problem.what() << "\n";
    return 2;
  }
}
