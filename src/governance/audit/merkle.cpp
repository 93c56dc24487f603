// SPDX-License-Identifier: MIT
// RFC 6962 hashing with libsodium's SHA-256; proofs as RFC 9162 writes them down.
#include "governance/audit/merkle.h"

#include <sodium.h>

#include <algorithm>
#include <bit>
#include <utility>

#include "base/check.h"

namespace newlyn::governance {
namespace {

/// The largest power of two below `count`. Requires: count >= 2.
uint64_t split_of(uint64_t count) { return std::bit_floor(count - 1); }

void add_subproof(const NodeSource& node, uint64_t known, std::pair<uint64_t, uint64_t> range,
                  std::vector<Hash>& proof) {
  const auto [begin, end] = range;
  const uint64_t count = end - begin;
  if (known == count) {
    if (begin != 0) proof.push_back(range_hash(node, begin, end));
    return;
  }
  const uint64_t split = split_of(count);
  if (known <= split) {
    add_subproof(node, known, {begin, begin + split}, proof);
    proof.push_back(range_hash(node, begin + split, end));
  } else {
    // The left half is wholly known: only the right one is looked into. It is no prefix of the
    // tree, so its own hash belongs into the proof when it is reached.
    add_subproof(node, known - split, {begin + split, end}, proof);
    proof.push_back(range_hash(node, begin, begin + split));
  }
}

/// One step of both verifications: folds `hash` of the proof into `root`, from the side that the
/// place `at` in a tree whose last place is `last` tells. Returns whether it came from the left.
bool fold_step(uint64_t& at, uint64_t& last, const Hash& hash, Hash& root) {
  const bool from_left = (at & 1) != 0 || at == last;
  if (from_left) {
    root = hash_children(hash, root);
    while ((at & 1) == 0 && at != 0) {
      at >>= 1;
      last >>= 1;
    }
  } else {
    root = hash_children(root, hash);
  }
  at >>= 1;
  last >>= 1;
  return from_left;
}

}  // namespace

std::string_view bytes_of(const Hash& hash) noexcept {
  return {reinterpret_cast<const char*>(hash.data()), hash.size()};
}

Hash hash_of(std::string_view bytes) noexcept {
  Hash hash;
  crypto_hash_sha256(hash.data(), reinterpret_cast<const unsigned char*>(bytes.data()),
                     bytes.size());
  return hash;
}

Hash hash_leaf(std::string_view entry) noexcept {
  constexpr unsigned char kLeaf = 0;
  crypto_hash_sha256_state state;
  crypto_hash_sha256_init(&state);
  crypto_hash_sha256_update(&state, &kLeaf, 1);
  crypto_hash_sha256_update(&state, reinterpret_cast<const unsigned char*>(entry.data()),
                            entry.size());
  Hash hash;
  crypto_hash_sha256_final(&state, hash.data());
  return hash;
}

Hash hash_children(const Hash& left, const Hash& right) noexcept {
  std::array<unsigned char, 65> bytes;
  bytes[0] = 1;
  std::copy(left.begin(), left.end(), bytes.begin() + 1);
  std::copy(right.begin(), right.end(), bytes.begin() + 33);
  Hash hash;
  crypto_hash_sha256(hash.data(), bytes.data(), bytes.size());
  return hash;
}

Hash hash_subtree(std::span<const Hash> nodes) noexcept {
  std::vector<Hash> level(nodes.begin(), nodes.end());
  while (level.size() > 1) {
    for (size_t i = 0; i < level.size() / 2; ++i) {
      level[i] = hash_children(level[2 * i], level[2 * i + 1]);
    }
    level.resize(level.size() / 2);
  }
  return level[0];
}

CompactTree::CompactTree(uint64_t size, std::vector<Hash> subtrees)
    : size_(size), subtrees_(std::move(subtrees)) {
  NEWLYN_CHECK(static_cast<size_t>(std::popcount(size_)) == subtrees_.size(),
               "a tree has one complete subtree per set bit of its size", size_);
}

void CompactTree::append(const Hash& leaf) {
  Hash hash = leaf;
  for (uint64_t bits = size_; (bits & 1) != 0; bits >>= 1) {
    hash = hash_children(subtrees_.back(), hash);
    subtrees_.pop_back();
  }
  subtrees_.push_back(hash);
  ++size_;
}

Hash CompactTree::root() const {
  if (subtrees_.empty()) return hash_of("");
  Hash hash = subtrees_.back();
  for (size_t i = subtrees_.size() - 1; i > 0; --i) hash = hash_children(subtrees_[i - 1], hash);
  return hash;
}

Hash range_hash(const NodeSource& node, uint64_t begin, uint64_t end) {
  const uint64_t count = end - begin;
  if (std::has_single_bit(count)) {
    const auto level = static_cast<unsigned>(std::countr_zero(count));
    return node(level, begin >> level);
  }
  const uint64_t split = split_of(count);
  return hash_children(range_hash(node, begin, begin + split),
                       range_hash(node, begin + split, end));
}

CompactTree tree_at(const NodeSource& node, uint64_t size) {
  std::vector<Hash> subtrees;
  uint64_t begin = 0;
  for (int bit = 63; bit >= 0; --bit) {
    if ((size >> bit & 1) == 0) continue;
    subtrees.push_back(node(static_cast<unsigned>(bit), begin >> bit));
    begin += uint64_t{1} << bit;
  }
  return {size, std::move(subtrees)};
}

std::vector<Hash> inclusion_proof(const NodeSource& node, uint64_t index, uint64_t size) {
  NEWLYN_CHECK(index < size, "the leaf is in the tree", index, size);
  std::vector<Hash> proof;
  uint64_t begin = 0;
  uint64_t end = size;
  while (end - begin > 1) {
    const uint64_t middle = begin + split_of(end - begin);
    if (index < middle) {
      proof.push_back(range_hash(node, middle, end));
      end = middle;
    } else {
      proof.push_back(range_hash(node, begin, middle));
      begin = middle;
    }
  }
  return {proof.rbegin(), proof.rend()};
}

std::vector<Hash> consistency_proof(const NodeSource& node, uint64_t old_size, uint64_t size) {
  NEWLYN_CHECK(old_size <= size, "the older tree is not the larger one", old_size, size);
  std::vector<Hash> proof;
  if (old_size != 0) add_subproof(node, old_size, {0, size}, proof);
  return proof;
}

bool proves_inclusion(std::span<const Hash> proof, const Hash& leaf, uint64_t index,
                      const TreeHead& head) {
  if (index >= head.size) return false;
  uint64_t at = index;
  uint64_t last = head.size - 1;
  Hash root = leaf;
  for (const Hash& hash : proof) {
    if (last == 0) return false;
    fold_step(at, last, hash, root);
  }
  return last == 0 && root == head.root;
}

bool proves_consistency(std::span<const Hash> proof, const TreeHead& before,
                        const TreeHead& after) {
  if (before.size > after.size) return false;
  if (before.size == after.size) return proof.empty() && before.root == after.root;
  if (before.size == 0) return proof.empty() && before.root == hash_of("");
  uint64_t at = before.size - 1;
  uint64_t last = after.size - 1;
  while ((at & 1) != 0) {
    at >>= 1;
    last >>= 1;
  }
  // A complete older tree is itself the first node of the path.
  const bool complete = std::has_single_bit(before.size);
  if (!complete && proof.empty()) return false;
  Hash old_root = complete ? before.root : proof[0];
  Hash new_root = old_root;
  for (const Hash& hash : proof.subspan(complete ? 0 : 1)) {
    if (last == 0) return false;
    if (fold_step(at, last, hash, new_root)) old_root = hash_children(hash, old_root);
  }
  return last == 0 && old_root == before.root && new_root == after.root;
}

}  // namespace newlyn::governance
