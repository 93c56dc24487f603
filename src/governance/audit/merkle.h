// SPDX-License-Identifier: MIT
// The Merkle tree of RFC 6962, section 2.1, over SHA-256: hashes, growing roots, proofs.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string_view>
#include <vector>

namespace newlyn::governance {

/// A SHA-256 value.
using Hash = std::array<uint8_t, 32>;

/// The bytes of a hash as text. The hash must outlive it.
std::string_view bytes_of(const Hash& hash) noexcept;

/// SHA-256 of bytes.
Hash hash_of(std::string_view bytes) noexcept;

/// The hash of a leaf: SHA-256(0x00, entry).
Hash hash_leaf(std::string_view entry) noexcept;

/// The hash of an inner node: SHA-256(0x01, left, right).
Hash hash_children(const Hash& left, const Hash& right) noexcept;

/// The hash of a complete subtree whose nodes at one level are `nodes`. Requires: a power of two.
Hash hash_subtree(std::span<const Hash> nodes) noexcept;

/// A tree that only grows: it keeps the complete subtrees of its right edge, one per set bit of
/// its size, largest first. Appending and the root cost a logarithm of the size.
class CompactTree {
 public:
  CompactTree() = default;
  /// A tree of `size` leaves whose complete subtrees are `subtrees`, largest first.
  CompactTree(uint64_t size, std::vector<Hash> subtrees);

  void append(const Hash& leaf);
  /// The root; of an empty tree the hash of nothing.
  Hash root() const;
  uint64_t size() const { return size_; }
  const std::vector<Hash>& subtrees() const { return subtrees_; }

 private:
  uint64_t size_ = 0;
  std::vector<Hash> subtrees_;
};

/// Gives the hash of a complete subtree: that of leaves [index << level, (index + 1) << level).
using NodeSource = std::function<Hash(unsigned level, uint64_t index)>;

/// The Merkle tree hash of leaves [begin, end). Requires: begin < end, begin a multiple of the
/// smallest power of two that is at least end - begin.
Hash range_hash(const NodeSource& node, uint64_t begin, uint64_t end);

/// The tree of the first `size` leaves.
CompactTree tree_at(const NodeSource& node, uint64_t size);

/// The audit path of leaf `index` in the tree of `size` leaves. Requires: index < size.
std::vector<Hash> inclusion_proof(const NodeSource& node, uint64_t index, uint64_t size);

/// The proof that the tree of `old_size` leaves is a prefix of the tree of `size` leaves.
/// Requires: old_size <= size.
std::vector<Hash> consistency_proof(const NodeSource& node, uint64_t old_size, uint64_t size);

/// A root of a tree of so many leaves.
struct TreeHead {
  uint64_t size = 0;
  Hash root{};
};

/// Whether `proof` shows that `leaf` is number `index` under `head`. RFC 9162, section 2.1.3.2.
bool proves_inclusion(std::span<const Hash> proof, const Hash& leaf, uint64_t index,
                      const TreeHead& head);

/// Whether `proof` shows that `before` is a prefix of `after`. RFC 9162, section 2.1.4.2.
bool proves_consistency(std::span<const Hash> proof, const TreeHead& before, const TreeHead& after);

}  // namespace newlyn::governance
