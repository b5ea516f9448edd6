//! The tree of RFC 6962 over a partition's events: its right edge, its root, and proofs of inclusion and of consistency.
//!
//! The whole tree is never held. Appending needs only the right edge (one hash for each bit of the size);
//! a proof names the ranges of leaves whose hashes it consists of, and [`perfect`] cuts a range into
//! the complete subtrees that the table `log_node` keeps.

use std::ops::Range;

use sha2::{Digest, Sha256};

/// A SHA-256 value.
pub type Hash = [u8; 32];

/// The hash of one event: SHA-256(0x00 || bytes), RFC 6962 section 2.1.
pub fn leaf(bytes: &[u8]) -> Hash {
    Sha256::new().chain_update([0]).chain_update(bytes).finalize().into()
}

/// The hash of two subtrees: SHA-256(0x01 || left || right), RFC 6962 section 2.1.
pub fn inner(left: &Hash, right: &Hash) -> Hash {
    Sha256::new().chain_update([1]).chain_update(left).chain_update(right).finalize().into()
}

/// A complete subtree of 2^level leaves; `index` counts such subtrees from the left.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Node {
    /// 0 for a leaf.
    pub level: u32,
    /// The subtree covers the leaves `index << level .. (index + 1) << level`.
    pub index: u64,
}

/// The right edge of a tree: the roots of its complete subtrees, largest first.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Edge {
    size: u64,
    hashes: Vec<Hash>,
}

impl Edge {
    /// Reads the edge of a tree of `size` leaves; none when the bytes cannot belong to that size.
    pub fn read(size: u64, bytes: &[u8]) -> Option<Edge> {
        let (hashes, rest) = bytes.as_chunks::<32>();
        let fits = rest.is_empty() && hashes.len() == size.count_ones() as usize;
        fits.then(|| Edge { size, hashes: hashes.to_vec() })
    }

    /// The hashes one after the other, as `log_head.edge` holds them.
    pub fn bytes(&self) -> Vec<u8> {
        self.hashes.concat()
    }

    /// How many leaves the tree has.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Appends a leaf and tells `complete` each subtree of two leaves or more that it completes.
    pub fn push(&mut self, leaf: Hash, mut complete: impl FnMut(Node, Hash)) {
        let (mut hash, mut level) = (leaf, 0);
        while self.size >> level & 1 == 1 {
            let left = self.hashes.pop().expect("the edge has one hash for each bit of the size");
            hash = inner(&left, &hash);
            level += 1;
            complete(Node { level, index: self.size >> level }, hash);
        }
        self.hashes.push(hash);
        self.size += 1;
    }

    /// The root, RFC 6962 section 2.1; of the empty tree it is the hash of nothing.
    pub fn root(&self) -> Hash {
        fold(&self.hashes).unwrap_or_else(|| Sha256::digest([]).into())
    }
}

/// Joins neighbouring complete subtrees (largest first) to the hash of the range they cover; none for no subtree.
pub fn fold(hashes: &[Hash]) -> Option<Hash> {
    let (last, rest) = hashes.split_last()?;
    Some(rest.iter().rev().fold(*last, |right, left| inner(left, &right)))
}

/// The complete subtrees that make up a range, from the left. The range must begin at a multiple of a power of two
/// that is not smaller than its length, as all ranges of proofs do.
pub fn perfect(range: Range<u64>) -> Vec<Node> {
    let (mut at, mut nodes) = (range.start, Vec::new());
    while at < range.end {
        let level = (range.end - at).ilog2();
        nodes.push(Node { level, index: at >> level });
        at += 1 << level;
    }
    nodes
}

/// The largest power of two that is smaller than `size`, for a size of two or more.
fn split(size: u64) -> u64 {
    1 << (size - 1).ilog2()
}

/// The ranges whose hashes prove that leaf `index` is in the tree of `size` leaves: PATH of RFC 6962 2.1.1, leaf first.
pub fn inclusion(index: u64, size: u64) -> Vec<Range<u64>> {
    let (mut start, mut end, mut path) = (0, size, Vec::new());
    while end - start > 1 {
        let middle = start + split(end - start);
        if index < middle {
            path.push(middle..end);
            end = middle;
        } else {
            path.push(start..middle);
            start = middle;
        }
    }
    path.reverse();
    path
}

/// The ranges whose hashes prove that the tree of `old` leaves is the beginning of that of `new`: PROOF of RFC 6962 2.1.2.
pub fn consistency(old: u64, new: u64) -> Vec<Range<u64>> {
    let (mut start, mut end, mut path, mut whole) = (0, new, Vec::new(), true);
    if old == 0 || new <= old {
        return path;
    }
    while old < end {
        let middle = start + split(end - start);
        if old <= middle {
            path.push(middle..end);
            end = middle;
        } else {
            path.push(start..middle);
            start = middle;
            whole = false;
        }
    }
    if !whole {
        path.push(start..end);
    }
    path.reverse();
    path
}

/// Whether `proof` shows that the leaf with this hash stands at `index` in the tree of `size` leaves with this root (RFC 9162 2.1.3.2).
pub fn includes(root: &Hash, size: u64, index: u64, leaf: &Hash, proof: &[Hash]) -> bool {
    if size <= index {
        return false;
    }
    let (mut at, mut last, mut hash) = (index, size - 1, *leaf);
    for step in proof {
        if last == 0 {
            return false;
        }
        if at & 1 == 1 || at == last {
            hash = inner(step, &hash);
            while at & 1 == 0 && at != 0 {
                at >>= 1;
                last >>= 1;
            }
        } else {
            hash = inner(&hash, step);
        }
        at >>= 1;
        last >>= 1;
    }
    last == 0 && hash == *root
}

/// Whether `proof` shows that the tree (`old`, `old_root`) is the beginning of (`new`, `new_root`) (RFC 9162 2.1.4.2).
pub fn extends(old: u64, old_root: &Hash, new: u64, new_root: &Hash, proof: &[Hash]) -> bool {
    if old == new {
        return proof.is_empty() && old_root == new_root;
    }
    if old == 0 || new < old {
        return old == 0 && proof.is_empty();
    }
    let (first, rest) = match (old.is_power_of_two(), proof.split_first()) {
        (true, _) => (*old_root, proof),
        (false, Some((first, rest))) => (*first, rest),
        (false, None) => return false,
    };
    let shift = (old - 1).trailing_ones();
    let (mut at, mut last) = ((old - 1) >> shift, (new - 1) >> shift);
    let (mut before, mut after) = (first, first);
    for step in rest {
        if last == 0 {
            return false;
        }
        if at & 1 == 1 || at == last {
            before = inner(step, &before);
            after = inner(step, &after);
            while at & 1 == 0 && at != 0 {
                at >>= 1;
                last >>= 1;
            }
        } else {
            after = inner(&after, step);
        }
        at >>= 1;
        last >>= 1;
    }
    last == 0 && before == *old_root && after == *new_root
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// MTH of RFC 6962 2.1, word for word.
    fn naive(leaves: &[Hash]) -> Hash {
        match leaves {
            [] => Sha256::digest([]).into(),
            [one] => *one,
            _ => {
                let (left, right) = leaves.split_at(split(leaves.len() as u64) as usize);
                inner(&naive(left), &naive(right))
            }
        }
    }

    fn leaves(count: u64) -> Vec<Hash> {
        (0..count).map(|n| leaf(&n.to_be_bytes())).collect()
    }

    fn edge(leaves: &[Hash]) -> Edge {
        let mut edge = Edge::default();
        for leaf in leaves {
            edge.push(*leaf, |_, _| {});
        }
        edge
    }

    /// The hash of a range by way of its complete subtrees, as the record makes it.
    fn hash_of(all: &[Hash], range: Range<u64>) -> Hash {
        let parts: Vec<Hash> = perfect(range)
            .into_iter()
            .map(|n| naive(&all[(n.index << n.level) as usize..((n.index + 1) << n.level) as usize]))
            .collect();
        fold(&parts).expect("a proof has no empty range")
    }

    fn prove(all: &[Hash], ranges: Vec<Range<u64>>) -> Vec<Hash> {
        ranges.into_iter().map(|range| hash_of(all, range)).collect()
    }

    #[test]
    fn known_answers_of_rfc_6962() {
        let hex = |hash: Hash| hash.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
        assert_eq!(hex(Edge::default().root()), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        assert_eq!(hex(leaf(b"")), "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
    }

    #[test]
    fn every_subtree_is_told_once_when_it_is_complete() {
        let all = leaves(100);
        let (mut edge, mut told) = (Edge::default(), Vec::new());
        for leaf in &all {
            edge.push(*leaf, |node, hash| told.push((node, hash)));
        }
        for (node, hash) in &told {
            assert_eq!(*hash, hash_of(&all, node.index << node.level..(node.index + 1) << node.level));
        }
        assert_eq!(told.len(), 50 + 25 + 12 + 6 + 3 + 1);
    }

    #[test]
    fn small_trees_wholly() {
        for size in 0..=33 {
            let all = leaves(size);
            let root = edge(&all).root();
            assert_eq!(root, naive(&all));
            for old in 0..=size {
                let proof = prove(&all, consistency(old, size));
                assert!(extends(old, &naive(&all[..old as usize]), size, &root, &proof), "{old} of {size}");
                assert!(!extends(old, &leaf(b"other"), size, &root, &proof) || old == 0, "{old} of {size}");
            }
            for index in 0..size {
                let proof = prove(&all, inclusion(index, size));
                assert!(includes(&root, size, index, &all[index as usize], &proof), "{index} of {size}");
                for wrong in (0..size).filter(|wrong| *wrong != index) {
                    assert!(
                        !includes(&root, size, wrong, &all[index as usize], &proof),
                        "{index} as {wrong} of {size}"
                    );
                }
            }
        }
    }

    proptest! {
        #[test]
        fn any_tree(size in 1u64..3000, a in any::<u64>(), b in any::<u64>(), bit in 0usize..256) {
            let all = leaves(size);
            let edge = edge(&all);
            prop_assert_eq!(Edge::read(size, &edge.bytes()).expect("own bytes"), edge.clone());
            let root = edge.root();
            prop_assert_eq!(root, naive(&all));
            let (index, old) = (a % size, b % (size + 1));
            let mut path = prove(&all, inclusion(index, size));
            prop_assert!(includes(&root, size, index, &all[index as usize], &path));
            let grown = prove(&all, consistency(old, size));
            prop_assert!(extends(old, &naive(&all[..old as usize]), size, &root, &grown));
            if !path.is_empty() {
                let at = a as usize % path.len();
                path[at][bit / 8] ^= 1 << (bit % 8);
                prop_assert!(!includes(&root, size, index, &all[index as usize], &path));
            }
        }
    }
}
