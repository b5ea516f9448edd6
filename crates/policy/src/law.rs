//! The library of legal texts, and citations that resolve into it.

use super::markdown::Spot;
use super::near::nearest;
use super::source::Source;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use values::calendar::{Day, Period};
use values::fault::TextFault;
use values::text::{Language, Text};

/// A clause of a legal text: 「本方案」三(二).
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Citation {
    /// The short name of the text.
    pub text: Box<str>,
    /// The section, brackets as ASCII: `三(二)`, `第四条`.
    pub section: Box<str>,
}

impl Citation {
    /// The citation as it is written in the language.
    pub fn to_text(&self, language: Language) -> String {
        match language {
            Language::Zh => format!("「{}」{}", self.text, self.section),
            Language::En => format!("\"{}\" {}", self.text, self.section),
        }
    }
}

/// One version of a legal text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LawText {
    /// The short name by which it is cited.
    pub short: Box<str>,
    /// The full title.
    pub title: Box<str>,
    /// The title in English; empty if none is given.
    pub english: Box<str>,
    /// Number of the document (文号).
    pub number: Box<str>,
    /// When it is in force.
    pub period: Period,
    /// What is not verified about it, if anything.
    pub provisional: Option<Box<str>>,
    /// Its sections, in the order of the file.
    pub sections: Vec<Section>,
    /// Where it stands.
    pub source: Source,
}

/// A section of a legal text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// Its name as citations write it.
    pub name: Box<str>,
    /// Its words or a faithful summary.
    pub text: String,
    /// Where it stands.
    pub source: Source,
}

/// All legal texts of a region.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Library {
    pub(crate) texts: Vec<Arc<LawText>>,
}

impl Library {
    /// Every version of every text.
    pub fn texts(&self) -> &[Arc<LawText>] {
        &self.texts
    }

    /// The version of a text in force on a day.
    pub fn text(&self, short: &str, day: Day) -> Option<&LawText> {
        self.texts.iter().find(|t| &*t.short == short && t.period.contains(day)).map(|text| &**text)
    }

    /// The section that a citation names, as it stands on a day.
    pub fn section(&self, citation: &Citation, day: Day) -> Option<&Section> {
        self.text(&citation.text, day)?.sections.iter().find(|s| s.name == citation.section)
    }

    /// Reads a cell of citations; each must resolve on the day.
    pub(crate) fn citations(
        &self,
        spot: &Spot,
        day: Day,
        file: &str,
        faults: &mut Vec<TextFault>,
    ) -> Option<Vec<Citation>> {
        let cited = cited(&spot.text);
        if cited.is_empty() {
            let wanted = Text::fixed("依据，如「简称」第四条", "a citation such as \"Short name\" article 4");
            faults.push(spot.fault(file, wanted));
            return None;
        }
        let mut complete = true;
        for citation in &cited {
            if self.section(citation, day).is_none() {
                complete = false;
                let mut fault = spot.fault(file, self.missing(citation, day));
                fault.found = citation.to_text(Language::Zh);
                faults.push(fault);
            }
        }
        complete.then_some(cited)
    }

    /// Reads one citation and resolves it on a day; `None` if it is not one or the library has it not.
    pub fn cite(&self, text: &str, day: Day) -> Option<Citation> {
        cited(text).into_iter().next().filter(|citation| self.section(citation, day).is_some())
    }

    fn missing(&self, citation: &Citation, day: Day) -> Text {
        if let Some(text) = self.text(&citation.text, day) {
            let names: Vec<&str> = text.sections.iter().map(|s| &*s.name).collect();
            let (near_zh, near_en) = offered(&citation.section, names.iter().copied());
            let names = names.join("、");
            return Text::new(
                format!("{near_zh}该文本的一节：{names}"),
                format!("{near_en}a section of that text: {names}"),
            );
        }
        if self.texts.iter().any(|t| t.short == citation.text) {
            return Text::new(format!("{day} 有效的文本"), format!("a text in force on {day}"));
        }
        let (near_zh, near_en) = offered(&citation.text, self.texts.iter().map(|text| &*text.short));
        Text::new(format!("{near_zh}law/ 中 {day} 有效的文本"), format!("{near_en}a text of law/ in force on {day}"))
    }
}

/// The known name nearest to one that nobody knows, as it is put before what was wanted.
fn offered<'a>(written: &str, known: impl Iterator<Item = &'a str>) -> (String, String) {
    nearest(written, known).map_or_else(Default::default, |near| (format!("「{near}」？"), format!("\"{near}\"? ")))
}

/// The citations in a text: what stands in quotation marks, and the section up to the next.
pub(crate) fn cited(text: &str) -> Vec<Citation> {
    let mut found = Vec::new();
    let text = without_notes(text);
    let mut rest = text.as_str();
    while let Some(open) = rest.find(['「', '“', '"']) {
        let mark = rest[open..].chars().next().unwrap_or('"');
        let close = match mark {
            '「' => '」',
            '“' => '”',
            _ => '"',
        };
        let inner = &rest[open + mark.len_utf8()..];
        let Some(end) = inner.find(close) else { break };
        let after = &inner[end + close.len_utf8()..];
        let next = after.find(['「', '“', '"']).unwrap_or(after.len());
        let section = section_name(&after[..next]);
        found.push(Citation { text: inner[..end].trim().into(), section: section.into() });
        rest = &after[next..];
    }
    found
}

/// Brackets that mark something as provisional say nothing about the section.
pub(crate) fn without_notes(text: &str) -> String {
    let mut out = text.to_owned();
    while let Some((start, end)) = note(&out) {
        out.replace_range(start..end, "");
    }
    out
}

/// Bounds of the first bracket whose words say "provisional".
fn note(text: &str) -> Option<(usize, usize)> {
    let mut from = 0;
    while let Some(open) = text[from..].find(['（', '(']).map(|i| i + from) {
        let mut depth = 0usize;
        for (i, c) in text[open..].char_indices() {
            match c {
                '（' | '(' => depth += 1,
                '）' | ')' => depth = depth.saturating_sub(1),
                _ => {}
            }
            if depth == 0 {
                let end = open + i + c.len_utf8();
                if text[open..end].contains("暂定") || text[open..end].contains("provisional") {
                    return Some((open, end));
                }
                break;
            }
        }
        from = open + text[open..].chars().next().map_or(1, char::len_utf8);
    }
    None
}

pub(crate) fn section_name(text: &str) -> String {
    let ends = |c: char| c.is_whitespace() || "、，；,;。和及与".contains(c);
    let text = text.trim_matches(ends);
    let mut name = String::new();
    for c in text.chars() {
        match c {
            '（' => name.push('('),
            '）' => name.push(')'),
            // A blank counts between English words only.
            c if c.is_whitespace() => {
                name.push_str(if name.ends_with(|l: char| l.is_ascii() && l != ' ') { " " } else { "" })
            }
            c => {
                if !c.is_ascii() && name.ends_with(' ') {
                    name.pop();
                }
                name.push(c.to_ascii_lowercase());
            }
        }
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(text: &str) -> Vec<(String, String)> {
        cited(text).into_iter().map(|c| (c.text.into(), c.section.into())).collect()
    }

    #[test]
    fn citations_are_taken_apart() {
        let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
        assert_eq!(one("「本方案」三(二)、「商检法」第五条"), [pair("本方案", "三(二)"), pair("商检法", "第五条")]);
        assert_eq!(one("「本方案」三（条件暂定，参照「某规定」第四条放宽）")[0], pair("本方案", "三"));
        assert_eq!(one("「签证规定」第二十条（暂定）"), [pair("签证规定", "第二十条")]);
        assert_eq!(one("\"Plan\" article 3 (2)"), [pair("Plan", "article 3 (2)")]);
        assert_eq!(one("没有引号"), []);
    }
}
