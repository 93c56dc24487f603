// SPDX-License-Identifier: MIT
// Roots and proofs against published vectors and against the definition. The vectors are facts from
// the tests of transparency-dev/merkle (proof/verify_test.go), which go back to those of RFC 6962's
// first implementation.
#include "governance/audit/merkle.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace newlyn::governance {
namespace {

Hash from_hex(const std::string& text) {
  Hash hash;
  for (size_t i = 0; i < hash.size(); ++i) {
    hash[i] = static_cast<uint8_t>(std::stoi(text.substr(2 * i, 2), nullptr, 16));
  }
  return hash;
}

const std::vector<std::string>& leaves() {
  static const std::vector<std::string> list = {
      "",
      std::string("\x00", 1),
      "\x10",
      "\x20\x21",
      "\x30\x31",
      "\x40\x41\x42\x43",
      "\x50\x51\x52\x53\x54\x55\x56\x57",
      "\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f"};
  return list;
}

const std::vector<std::string> kRoots = {
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"};

/// Section 2.1 of the RFC, word for word.
Hash slow_root(const std::vector<Hash>& hashes, size_t begin, size_t end) {
  if (begin == end) return hash_of("");
  if (end - begin == 1) return hashes[begin];
  size_t split = 1;
  while (split * 2 < end - begin) split *= 2;
  return hash_children(slow_root(hashes, begin, begin + split),
                       slow_root(hashes, begin + split, end));
}

std::vector<Hash> hashes_of(const std::vector<std::string>& entries) {
  std::vector<Hash> hashes;
  for (const std::string& entry : entries) hashes.push_back(hash_leaf(entry));
  return hashes;
}

NodeSource source_of(const std::vector<Hash>& hashes) {
  return [&hashes](unsigned level, uint64_t index) {
    return slow_root(hashes, index << level, (index + 1) << level);
  };
}

std::vector<Hash> path_of(const std::vector<std::string>& texts) {
  std::vector<Hash> path;
  for (const std::string& text : texts) path.push_back(from_hex(text));
  return path;
}

struct InclusionVector {
  uint64_t leaf;  // counted from 1, as published
  uint64_t size;
  std::vector<std::string> proof;
};

const std::vector<InclusionVector> kInclusion = {
    {1, 1, {}},
    {1,
     8,
     {"96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
      "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
      "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"}},
    {6,
     8,
     {"bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
      "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
      "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"}},
    {3, 3, {"fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"}},
    {2,
     5,
     {"6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
      "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
      "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"}}};

const std::vector<InclusionVector> kConsistency = {
    {1, 1, {}},
    {1,
     8,
     {"96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
      "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
      "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"}},
    {6,
     8,
     {"0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
      "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
      "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"}},
    {2,
     5,
     {"5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
      "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"}},
    {6,
     7,
     {"0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
      "b08693ec2e721597130641e8211e7eedccb4c26413963eee6c1e2ed16ffb1a5f",
      "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"}}};

TEST(merkle, roots_are_those_published) {
  EXPECT_EQ(CompactTree().root(),
            from_hex("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"));
  CompactTree tree;
  for (size_t i = 0; i < leaves().size(); ++i) {
    tree.append(hash_leaf(leaves()[i]));
    EXPECT_EQ(tree.root(), from_hex(kRoots[i])) << i;
  }
}

TEST(merkle, proofs_are_those_published) {
  const std::vector<Hash> hashes = hashes_of(leaves());
  const NodeSource node = source_of(hashes);
  for (const InclusionVector& vector : kInclusion) {
    const auto proof = inclusion_proof(node, vector.leaf - 1, vector.size);
    EXPECT_EQ(proof, path_of(vector.proof)) << vector.leaf << " of " << vector.size;
    EXPECT_TRUE(proves_inclusion(proof, hashes[vector.leaf - 1], vector.leaf - 1,
                                 {vector.size, from_hex(kRoots[vector.size - 1])}));
  }
  for (const InclusionVector& vector : kConsistency) {
    const auto proof = consistency_proof(node, vector.leaf, vector.size);
    EXPECT_EQ(proof, path_of(vector.proof)) << vector.leaf << " to " << vector.size;
    EXPECT_TRUE(proves_consistency(proof, {vector.leaf, from_hex(kRoots[vector.leaf - 1])},
                                   {vector.size, from_hex(kRoots[vector.size - 1])}));
  }
}

TEST(merkle, changed_proofs_prove_nothing) {
  const std::vector<Hash> hashes = hashes_of(leaves());
  const Hash other = from_hex("abacaba000000000000000000000000000000000000000000060061e00123456");
  for (const InclusionVector& vector : kInclusion) {
    const auto proof = path_of(vector.proof);
    const uint64_t index = vector.leaf - 1;
    const TreeHead head{vector.size, from_hex(kRoots[vector.size - 1])};
    const Hash leaf = hashes[index];
    EXPECT_FALSE(proves_inclusion(proof, leaf, index + 1, head));
    EXPECT_FALSE(proves_inclusion(proof, leaf, index - 1, head));
    EXPECT_FALSE(proves_inclusion(proof, leaf, index, {vector.size * 2, head.root}));
    EXPECT_FALSE(proves_inclusion(proof, leaf, index, {vector.size / 2, head.root}));
    EXPECT_FALSE(proves_inclusion(proof, other, index, head));
    EXPECT_FALSE(proves_inclusion(proof, leaf, index, {vector.size, other}));
    auto longer = proof;
    longer.push_back(head.root);
    EXPECT_FALSE(proves_inclusion(longer, leaf, index, head));
    longer = proof;
    longer.insert(longer.begin(), head.root);
    EXPECT_FALSE(proves_inclusion(longer, leaf, index, head));
    for (size_t i = 0; i < proof.size(); ++i) {
      auto changed = proof;
      changed[i][0] ^= 8;
      EXPECT_FALSE(proves_inclusion(changed, leaf, index, head));
      changed = proof;
      changed.erase(changed.begin() + static_cast<ptrdiff_t>(i));
      EXPECT_FALSE(proves_inclusion(changed, leaf, index, head));
    }
  }
}

TEST(merkle, time_does_not_run_backwards) {
  const Hash root = from_hex(kRoots[0]);
  EXPECT_FALSE(proves_consistency({}, {2, from_hex(kRoots[1])}, {1, root}));
  EXPECT_FALSE(proves_consistency({}, {1, root}, {2, from_hex(kRoots[1])}));
  EXPECT_FALSE(proves_consistency({}, {1, root}, {1, from_hex(kRoots[1])}));
  EXPECT_TRUE(proves_consistency({}, {0, hash_of("")}, {1, root}));
  EXPECT_FALSE(proves_consistency(std::vector<Hash>{root}, {1, root}, {1, root}));
}

RC_GTEST_PROP(merkle, proofs_hold_for_trees_of_any_size, ()) {
  const auto size = *rc::gen::inRange<uint64_t>(1, 600);
  const auto index = *rc::gen::inRange<uint64_t>(0, size);
  const auto before = *rc::gen::inRange<uint64_t>(0, size + 1);
  std::vector<Hash> hashes;
  CompactTree tree;
  for (uint64_t i = 0; i < size; ++i) {
    hashes.push_back(hash_leaf(std::to_string(i)));
    tree.append(hashes.back());
  }
  const Hash root = slow_root(hashes, 0, size);
  RC_ASSERT(tree.root() == root);
  const NodeSource node = source_of(hashes);
  RC_ASSERT(tree_at(node, before).root() == slow_root(hashes, 0, before));
  auto path = inclusion_proof(node, index, size);
  RC_ASSERT(proves_inclusion(path, hashes[index], index, {size, root}));
  auto proof = consistency_proof(node, before, size);
  const TreeHead older{before, slow_root(hashes, 0, before)};
  RC_ASSERT(proves_consistency(proof, older, {size, root}));
  if (!proof.empty()) {
    proof[*rc::gen::inRange<size_t>(0, proof.size())][5] ^= 1;
    RC_ASSERT(!proves_consistency(proof, older, {size, root}));
  }
}

}  // namespace
}  // namespace newlyn::governance
