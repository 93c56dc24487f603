// SPDX-License-Identifier: MIT
// newlyn_audit_verify: verifies an audit log, or a proof, without Newlyn. Exit status 0: whole, or
// proved; 1: not; 2: the call is wrong.
//
//   newlyn_audit_verify FOLDER PUBLIC_KEY_FILE [EARLIER_CHECKPOINT_FILE]
//   newlyn_audit_verify --proof PROOF_FILE PUBLIC_KEY_FILE [EARLIER_CHECKPOINT_FILE]
#include <exception>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>
#include <vector>

#include "governance/audit_growth.h"
#include "governance/audit_verify.h"

namespace {

using Words = std::vector<std::string>;

std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(file), {});
}

/// What a call is about: two files, and perhaps an earlier checkpoint.
struct Call {
  std::string of;
  std::string key;
  std::string since;
};

/// Reads the words of a call; says what is wrong with it and returns false.
bool read_call(const Words& words, Call& call) {
  if (words.size() < 2 || words.size() > 3) {
    std::cerr << "newlyn_audit_verify FOLDER PUBLIC_KEY_FILE [EARLIER_CHECKPOINT_FILE]\n"
                 "newlyn_audit_verify --proof PROOF_FILE PUBLIC_KEY_FILE "
                 "[EARLIER_CHECKPOINT_FILE]\n";
    return false;
  }
  call.of = words[0];
  call.key = read_file(words[1]);
  if (words.size() < 3) return true;
  call.since = read_file(words[2]);
  if (call.since.empty()) {
    std::cerr << "newlyn_audit_verify: " << words[2] << " cannot be read.\n";
  }
  return !call.since.empty();
}

int verify_log(const Call& call) {
  const auto report = newlyn::governance::verify_audit_log({call.of, call.key, call.since});
  for (const std::string& problem : report.problems) std::cout << problem << "\n";
  std::cout << report.log_name << ": " << report.entries << " entries, "
            << (report.problems.empty() ? "whole" : "NOT whole") << ".\n";
  if (report.problems.empty()) std::cout << "root " << report.root << "\n";
  return report.problems.empty() ? 0 : 1;
}

int verify_proof(const Call& call) {
  const std::string proof = read_file(call.of);
  if (!newlyn::governance::is_growth_proof(proof)) {
    const std::string problem = newlyn::governance::verify_audit_proof(proof, call.key);
    std::cout << (problem.empty() ? "The entry is in the log of the checkpoint in its proof."
                                  : problem + "\nNOT proved.")
              << "\n";
    return problem.empty() ? 0 : 1;
  }
  const auto report = newlyn::governance::verify_growth(proof, call.key, call.since);
  if (!report.problem.empty()) {
    std::cout << report.problem << "\nNOT proved.\n";
    return 1;
  }
  std::cout << "The log went on from " << report.before << " entries to " << report.after
            << ": none of the first was changed or taken out.\n";
  return 0;
}

int verify(Words words) {
  const bool is_proof = !words.empty() && words[0] == "--proof";
  if (is_proof) words.erase(words.begin());
  Call call;
  if (!read_call(words, call)) return 2;
  return is_proof ? verify_proof(call) : verify_log(call);
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
