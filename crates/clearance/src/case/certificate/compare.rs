//! Whether an engrossed paper says what its draft says: one character of difference is one too many (「本方案」三(三)一).

use crate::event::certificate::{BlockText, Cell};
use values::text::Text;

/// The mark by which an engrosser ends a line. It and nothing else may differ from the draft; a guard is a mark of its own.
pub const BREAK: char = '\n';

/// Where a paper says otherwise than its draft.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The block.
    pub block: String,
    /// Which cell, of a table of goods.
    pub cell: Option<Cell>,
    /// Which of the languages, from 0.
    pub language: usize,
    /// Which character, from 1, breaks not counted.
    pub at: usize,
    /// What the draft has there; nothing where it ends.
    pub draft: Option<char>,
    /// What the paper has there.
    pub paper: Option<char>,
}

/// The first difference, if there is one.
pub fn difference(draft: &[BlockText], paper: &[BlockText]) -> Option<Difference> {
    let none = |block: &BlockText| Difference {
        block: block.block.clone(),
        cell: block.cell,
        language: 0,
        at: 0,
        draft: None,
        paper: None,
    };
    for (at, block) in draft.iter().enumerate() {
        let same = |other: &&BlockText| other.block == block.block && other.cell == block.cell;
        let Some(other) = paper.get(at).filter(same) else { return Some(none(block)) };
        if other.texts.len() != block.texts.len() {
            return Some(none(block));
        }
        for (language, (one, two)) in block.texts.iter().zip(&other.texts).enumerate() {
            if let Some((at, one, two)) = first(one, two) {
                return Some(Difference { language, at, draft: one, paper: two, ..none(block) });
            }
        }
    }
    paper.get(draft.len()).map(none)
}

/// Where two texts first differ when breaks are taken out of both.
fn first(one: &str, two: &str) -> Option<(usize, Option<char>, Option<char>)> {
    let mut one = one.chars().filter(|c| *c != BREAK);
    let mut two = two.chars().filter(|c| *c != BREAK);
    for at in 1.. {
        match (one.next(), two.next()) {
            (None, None) => return None,
            (a, b) if a == b => {}
            (a, b) => return Some((at, a, b)),
        }
    }
    None
}

impl Difference {
    /// In words.
    pub fn words(&self) -> Text {
        let Difference { block, cell, at, .. } = self;
        let of_lot = |zh: bool| match cell {
            Some(cell) if zh => format!("第 {} 批第 {} 列", cell.lot, cell.column + 1),
            Some(cell) => format!(", lot {}, column {}", cell.lot, cell.column + 1),
            None => String::new(),
        };
        let (block, english) = (format!("{block}{}", of_lot(true)), format!("{block}{}", of_lot(false)));
        if *at == 0 {
            return Text::new(format!("「{block}」栏有无不一"), format!("\"{english}\" is there in one only"));
        }
        let zh = |c: Option<char>| c.map_or("无字".to_owned(), |c| format!("“{c}”"));
        let en = |c: Option<char>| c.map_or("nothing".to_owned(), |c| format!("\"{c}\""));
        let (draft, paper) = (self.draft, self.paper);
        Text::new(
            format!("「{block}」第 {at} 字，拟稿为{}，缮制为{}", zh(draft), zh(paper)),
            format!("\"{english}\", character {at}: {} in the draft, {} on the paper", en(draft), en(paper)),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(texts: &[&str]) -> Vec<BlockText> {
        let texts = texts.iter().map(|text| (*text).to_owned()).collect();
        vec![BlockText { block: "货物".into(), cell: None, texts, guarded: false }]
    }

    #[test]
    fn plan_3_3_1_one_character_of_difference_is_found_and_breaks_are_not() {
        assert_eq!(difference(&said(&["苹果汁", "APPLE JUICE"]), &said(&["苹\n果汁", "APPLE \nJUICE"])), None);
        let guarded = vec![BlockText { guarded: true, ..said(&["1,000"]).remove(0) }];
        assert_eq!(difference(&said(&["1,000"]), &guarded), None);
        for (draft, paper, at, of) in [
            ("苹果汁", "苹果计", 3, (Some('汁'), Some('计'))),
            ("10", "100", 3, (None, Some('0'))),
            ("100", "10", 3, (Some('0'), None)),
            ("A B", "A  B", 3, (Some('B'), Some(' '))),
            ("A", "Ａ", 1, (Some('A'), Some('Ａ'))),
            ("", " ", 1, (None, Some(' '))),
        ] {
            let found = difference(&said(&[draft]), &said(&[paper])).unwrap();
            assert_eq!((found.at, (found.draft, found.paper)), (at, of), "{draft} {paper}");
        }
        assert!(difference(&said(&["a"]), &said(&["a", "b"])).is_some());
        assert!(difference(&said(&["a"]), &[]).is_some() && difference(&[], &said(&["a"])).is_some());
    }
}
