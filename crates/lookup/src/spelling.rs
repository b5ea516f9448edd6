//! How a Chinese name is spelt: its syllables in pinyin and their initials.

use crate::typed::{Alike, fold};
use pinyin::ToPinyin;

/// The spelling of one name.
#[derive(Clone, Debug, Default)]
pub(crate) struct Spelling {
    /// First letters of all syllables, letters and digits of other scripts as they are.
    pub(crate) initials: Box<str>,
    /// Whole syllables, joined.
    pub(crate) whole: Box<str>,
    /// Where in `whole` a syllable begins, ascending.
    starts: Box<[u16]>,
}

impl Spelling {
    /// The spelling of a name by the commonest reading of each character.
    pub(crate) fn of(alike: Alike, name: &str) -> Spelling {
        let (mut initials, mut whole, mut starts) = (String::new(), String::new(), Vec::new());
        for c in fold(alike, name).chars() {
            let Ok(start) = u16::try_from(whole.len()) else { break };
            starts.push(start);
            if let Some(syllable) = c.to_pinyin() {
                initials.push_str(&syllable.plain()[..1]);
                whole.push_str(syllable.plain());
            } else {
                initials.push(c);
                whole.push(c);
            }
        }
        Spelling { initials: initials.into(), whole: whole.into(), starts: starts.into() }
    }

    /// Where the typed letters stand as initials or as syllables, in characters of the name.
    pub(crate) fn find(&self, typed: &str) -> Option<usize> {
        let initial = self.initials.find(typed).map(|at| self.initials[..at].chars().count());
        initial.or_else(|| self.syllables(typed))
    }

    fn syllables(&self, typed: &str) -> Option<usize> {
        let found = self.whole.match_indices(typed);
        found.filter_map(|(at, _)| self.starts.binary_search(&u16::try_from(at).ok()?).ok()).next()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_and_syllables_are_found_where_they_begin() {
        let name = Spelling::of(values::text::fold::fold, "鲜苹果");
        assert_eq!((&*name.initials, &*name.whole), ("xpg", "xianpingguo"));
        assert_eq!(name.find("pg"), Some(1));
        assert_eq!(name.find("pingguo"), Some(1));
        assert_eq!(name.find("ingguo"), None, "a syllable is not found from its middle");
    }
}
