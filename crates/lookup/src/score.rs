//! How near a name is to what was typed: how much of the typed stands in it, and how little else.

use std::collections::HashMap;

/// One character, or two that stand together.
pub(crate) type Gram = (char, Option<char>);

/// The grams of a folded text, each once for each place.
pub(crate) fn grams(text: &str) -> impl Iterator<Item = Gram> + '_ {
    let next = text.chars().skip(1).map(Some).chain([None]);
    text.chars().zip(next).flat_map(|(a, b)| [Some((a, None)), b.map(|b| (a, Some(b)))].into_iter().flatten())
}

/// Which names hold which gram, by number of the name, ascending.
#[derive(Clone, Debug, Default)]
pub(crate) struct Postings {
    of: HashMap<Gram, Vec<u32>>,
    names: u32,
}

impl Postings {
    /// Adds the next name, folded.
    pub(crate) fn push(&mut self, name: &str) {
        for gram in grams(name) {
            let list = self.of.entry(gram).or_default();
            if list.last() != Some(&self.names) {
                list.push(self.names);
            }
        }
        self.names += 1;
    }

    /// The share (0 to 1) of the typed text, by the weight of its grams, that each name holds; only names that hold some.
    pub(crate) fn cover(&self, typed: &str) -> HashMap<u32, f32> {
        let mut cover: HashMap<u32, f32> = HashMap::new();
        let mut whole = 0.0;
        for gram in grams(typed) {
            let list = self.of.get(&gram);
            let weight = self.weight(gram, list.map_or(0, Vec::len));
            whole += weight;
            for name in list.into_iter().flatten() {
                *cover.entry(*name).or_default() += weight;
            }
        }
        cover.values_mut().for_each(|share| *share /= whole);
        cover
    }

    /// Rare grams say more than common ones, two characters together more than one.
    #[expect(clippy::cast_precision_loss, reason = "a weight, not a count")]
    fn weight(&self, gram: Gram, held: usize) -> f32 {
        let rarity = ((self.names as f32 + 1.0) / (held as f32 + 1.0)).ln() + 0.1;
        if gram.1.is_some() { rarity * 1.5 } else { rarity * 0.5 }
    }
}

/// What stands in the name beside the share that is covered. All texts are folded; the answer is 0 to about 100.
#[expect(clippy::cast_precision_loss, reason = "a weight, not a count")]
pub(crate) fn near(typed: &str, name: &str, cover: f32, rare: &[String]) -> f32 {
    let (t, n) = (typed.chars().count() as f32, name.chars().count().max(1) as f32);
    let mut score = 60.0 * cover + 15.0 * cover * (t / n).min(1.0);
    if name == typed {
        score += 25.0;
    } else if name.ends_with(typed) {
        // The head of a Chinese name stands at its end.
        score += 12.0;
    } else if name.starts_with(typed) {
        score += 9.0;
    } else if name.contains(typed) {
        score += 6.0;
    } else if 1.0 < t && in_order(typed, name) {
        // Words of the name between those typed: 冻牛肉 is 冻藏的去骨牛肉 before it is 冻牛舌.
        score += 10.0;
    }
    let odd = rare.iter().filter(|mark| name.contains(mark.as_str()) && !typed.contains(mark.as_str()));
    score - 10.0 * odd.count() as f32
}

/// Whether all characters stand in the name, in this order.
pub(crate) fn in_order(typed: &str, name: &str) -> bool {
    let mut rest = name.chars();
    typed.chars().all(|c| rest.any(|other| other == c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_has_all_that_was_typed_is_nearer_than_one_that_lacks_the_head() {
        let mut all = Postings::default();
        ["冻藏的去骨牛肉", "冻牛舌"].iter().for_each(|name| all.push(name));
        let cover = all.cover("冻牛肉");
        assert!(near("冻牛肉", "冻藏的去骨牛肉", cover[&0], &[]) > near("冻牛肉", "冻牛舌", cover[&1], &[]));
    }

    #[test]
    fn a_name_that_ends_with_the_word_is_nearer_than_one_that_has_it_within() {
        assert!(near("苹果", "鲜苹果", 1.0, &[]) > near("苹果", "苹果汁", 1.0, &[]));
        assert!(near("牛肉", "冻野牛肉", 1.0, &["野".into()]) < near("牛肉", "其他牛肉", 1.0, &["野".into()]));
    }

    #[test]
    fn the_whole_of_the_typed_is_one() {
        let mut all = Postings::default();
        all.push("鲜苹果");
        all.push("苹果汁");
        let cover = all.cover("苹果");
        assert!((cover[&0] - 1.0).abs() < 1e-5 && (cover[&1] - 1.0).abs() < 1e-5);
        assert!(all.cover("鲜苹果")[&1] < 1.0);
    }
}
