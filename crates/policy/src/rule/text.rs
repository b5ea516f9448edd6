//! Words of a rule in both languages, and the blocks of a text that are rules: heading, other title, fence.

use super::{Rule, read};
use crate::markdown::{Block, Spot};
use crate::sentence::Misread;
use crate::table::Reading;
use values::fault::TextFault;
use values::text::{Language, Text};

/// Something said in the region's language and, where the text gives it, in the other.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Said {
    zh: Box<str>,
    en: Box<str>,
}

impl Said {
    /// Both languages; what is empty was not given. Blanks at the ends do not count.
    pub fn new(zh: &str, en: &str) -> Said {
        Said { zh: zh.trim().into(), en: en.trim().into() }
    }

    /// In the region's language, and in the other if it is not empty.
    pub fn own(language: Language, own: &str, other: &str) -> Said {
        match language {
            Language::Zh => Said::new(own, other),
            Language::En => Said::new(other, own),
        }
    }

    /// What stands in that language; empty if the text does not give it.
    pub fn given(&self, language: Language) -> &str {
        match language {
            Language::Zh => &self.zh,
            Language::En => &self.en,
        }
    }

    /// For readers of that language: the other one's words where there are none.
    pub fn pick(&self, language: Language) -> &str {
        let (first, second) = match language {
            Language::Zh => (&self.zh, &self.en),
            Language::En => (&self.en, &self.zh),
        };
        if first.is_empty() { second } else { first }
    }

    /// The same for readers of one language only.
    pub(super) fn only(&self, language: Language) -> Said {
        Said::own(language, self.pick(language), "")
    }

    /// For readers of both.
    pub fn words(&self) -> Text {
        Text::new(self.pick(Language::Zh).to_owned(), self.pick(Language::En).to_owned())
    }
}

/// The other language.
pub(super) fn other(language: Language) -> Language {
    match language {
        Language::Zh => Language::En,
        Language::En => Language::Zh,
    }
}

/// Words that begin the line with the title in the other language.
pub(super) const TITLES: [(Language, &str); 6] = [
    (Language::En, "英文："),
    (Language::En, "英文:"),
    (Language::En, "English:"),
    (Language::Zh, "中文："),
    (Language::Zh, "中文:"),
    (Language::Zh, "Chinese:"),
];

/// Info words of a fence that is a rule.
pub(crate) const FENCES: [&str; 2] = ["规则", "rule"];

/// The rules that stand as blocks in a file, in its order.
pub(crate) fn blocks(file: &str, document: &[Block], reading: &mut Reading) -> Vec<Rule> {
    let (mut heading, mut title): (Option<&Spot>, Option<&Spot>) = (None, None);
    let mut found = Vec::new();
    for block in document {
        match block {
            Block::Heading(_, spot) => (heading, title) = (Some(spot), None),
            Block::Line(spot) if TITLES.iter().any(|(_, word)| spot.text.starts_with(word)) => title = Some(spot),
            Block::Fence(word, body) if FENCES.contains(&word.text.as_str()) => {
                let Some(heading) = heading.take() else {
                    let wanted = Text::fixed(
                        "规则之前有「### 编号 名称」一行，每条规则一个标题",
                        "a heading '### NUMBER title' before the rule, one for each",
                    );
                    reading.fault(file, word, wanted);
                    continue;
                };
                found.extend(read::block(file, heading, title.take(), body, reading));
            }
            Block::Table(..) | Block::Quote(_) | Block::Line(_) | Block::Fence(..) => {}
        }
    }
    found
}

/// The place in a file of a place in a body that begins on a line of its own.
pub(super) fn placed(file: &str, body: &Spot, misread: Misread) -> TextFault {
    let (mut line, mut column) = (body.line, 1);
    for c in body.text.chars().take(misread.offset as usize) {
        if c == '\n' {
            (line, column) = (line + 1, 1);
        } else {
            column += 1;
        }
    }
    TextFault { file: file.into(), line, column, found: misread.found, wanted: misread.wanted }
}
