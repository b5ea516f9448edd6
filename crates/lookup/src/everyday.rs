//! Everyday words for what the tariff calls otherwise, as a table: `word<TAB>what the table of codes says`.

use crate::typed::{Alike, fold};

/// The most ways in which one text is said otherwise.
const MOST: usize = 16;

/// Everyday words and what they mean; and words that mark rare variants, which nobody means unless he types them.
#[derive(Clone, Debug)]
pub struct Everyday {
    /// How texts are compared, here and in every index that has these words.
    pub(crate) alike: Alike,
    means: Vec<(String, Vec<String>)>,
    pub(crate) rare: Vec<String>,
}

impl Everyday {
    /// No words at all.
    pub fn none(alike: Alike) -> Everyday {
        Everyday { alike, means: Vec::new(), rare: Vec::new() }
    }

    /// Reads lines of `word<TAB>meaning<TAB>meaning…`; a line `-<TAB>word…` names marks of rare variants; `#` opens a
    /// remark. Answers the numbers (from 1) of lines that are neither.
    pub fn read(text: &str, alike: Alike) -> Result<Everyday, Vec<usize>> {
        let mut all = Everyday::none(alike);
        let mut faults = Vec::new();
        for (number, line) in text.lines().enumerate() {
            if line.trim().is_empty() || line.starts_with('#') {
                continue;
            }
            let mut cells = line.split('\t').map(str::trim).filter(|cell| !cell.is_empty());
            let word = cells.next().unwrap_or_default();
            let rest: Vec<String> = cells.map(str::to_owned).collect();
            match (word, rest.is_empty()) {
                (_, true) => faults.push(number + 1),
                ("-", false) => all.rare.extend(rest.iter().map(|mark| fold(alike, mark))),
                (_, false) => all.means.push((fold(alike, word), rest)),
            }
        }
        // The longest word first: 「手机壳」 is not a 「手机」.
        all.means.sort_by_key(|(word, _)| std::cmp::Reverse(word.chars().count()));
        if faults.is_empty() { Ok(all) } else { Err(faults) }
    }

    /// What was typed (folded) with the everyday words in it replaced by each of their meanings, the longest word first; nothing
    /// if there is none in it.
    pub(crate) fn rephrase(&self, typed: &str) -> Vec<String> {
        let found = self.means.iter().find_map(|(word, means)| Some((typed.split_once(word.as_str())?, means)));
        let Some(((before, after), means)) = found else { return Vec::new() };
        let or_itself =
            |part: &str| Some(self.rephrase(part)).filter(|all| !all.is_empty()).unwrap_or(vec![part.into()]);
        let (before, after) = (or_itself(before), or_itself(after));
        let all = means.iter().flat_map(|mean| {
            let after = &after;
            before.iter().flat_map(move |b| after.iter().map(move |a| format!("{b}{mean}{a}")))
        });
        all.take(MOST).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Everyday, Vec<usize>> {
        Everyday::read(text, values::text::fold::fold)
    }

    #[test]
    fn the_longest_word_is_replaced() {
        let all = read("# remark\n甲\t子\n甲乙\t丑\t寅\n-\t罕").expect("reads");
        assert_eq!(all.rephrase("大甲乙"), ["大丑", "大寅"]);
        assert_eq!(all.rephrase("甲丙"), ["子丙"]);
        assert_eq!(all.rephrase("甲丙甲乙"), ["子丙丑", "子丙寅"]);
        assert_eq!(all.rephrase(&"甲乙".repeat(40)).len(), MOST);
        assert!(all.rephrase("丙").is_empty());
        assert_eq!(all.rare, ["罕"]);
    }

    #[test]
    fn a_line_without_a_meaning_is_named() {
        assert_eq!(read("甲\t子\n乙\n").err(), Some(vec![2]));
    }
}
