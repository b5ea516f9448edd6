//! Reading rules: the block of a rule, or the measures of a row, with the place of what cannot be read.

mod grammar;
mod measures;

use super::text::{Said, TITLES, placed};
use super::{Measured, Rule, Scope, Unless};
use crate::Citation;
use crate::Condition;
use crate::law::{cited, without_notes};
use crate::markdown::{Block, Spot};
use crate::sentence::{Misread, Reader, Vocabulary};
use crate::source::Source;
use crate::table::Reading;
use grammar::Grammar;
use values::calendar::{Day, Period};
use values::direction::Direction;
use values::text::{Language, Text};

/// Longest block, in bytes.
const MAX_BLOCK: usize = 8_000;

/// A rule as a block says it, before its clauses are looked up.
struct Written {
    id: (Box<str>, usize),
    direction: Option<Direction>,
    from: Option<Day>,
    until: Option<Day>,
    author: Box<str>,
    provisional: bool,
    basis: Option<(usize, usize)>,
    scope: Scope,
    when: Option<Condition>,
    unless: Vec<Unless>,
    measures: Vec<Measured>,
    lenient: bool,
}

/// Reads the rule of a fence below its heading, in the region's language.
pub(super) fn block(
    file: &str,
    heading: &Spot,
    title: Option<&Spot>,
    body: &Spot,
    reading: &mut Reading,
) -> Option<Rule> {
    let own = reading.language();
    let said = match parse(&body.text, &reading.vocabulary, own) {
        Ok(said) => said,
        Err(misread) => {
            reading.faults.push(placed(file, body, misread));
            return None;
        }
    };
    let title = titled(named(heading).1.trim(), title, own);
    let author = Text::fixed("起草单位：起草「…」", "its author: drafted by \"…\"");
    let author = said.author.is_empty().then_some(author);
    for wanted in lacks(&said, heading, &title, own).into_iter().chain(author) {
        reading.fault(file, &within(file, body, said.id.1, &said.id.0), wanted);
    }
    let (from, (start, end)) = (said.from?, said.basis?);
    let cited = within(file, body, start, &body.text[start..end]);
    let basis = reading.library.citations(&cited, from, file, &mut reading.faults)?;
    let noted = [&cited.text, &heading.text].iter().any(|text| marked(text));
    let source = Source { file: file.into(), line: heading.line };
    Some(said.rule(title, basis, from, noted, source))
}

impl Written {
    fn rule(self, title: Said, basis: Vec<Citation>, from: Day, noted: bool, source: Source) -> Rule {
        Rule {
            id: self.id.0,
            title,
            direction: self.direction,
            scope: self.scope,
            when: self.when,
            unless: self.unless,
            measures: self.measures,
            per_line: false,
            lenient: self.lenient,
            basis,
            author: self.author,
            period: Period { from, until: self.until },
            provisional: self.provisional || noted,
            source,
        }
    }
}

/// A part of a body, with its place in the file.
fn within(file: &str, body: &Spot, at: usize, text: &str) -> Spot {
    let offset = u32::try_from(body.text[..at].chars().count()).unwrap_or(u32::MAX);
    let place = placed(file, body, Misread { offset, found: String::new(), wanted: Text::fixed("", "") });
    Spot { text: text.to_owned(), line: place.line, column: place.column }
}

/// The number and the name that a heading gives.
fn named(heading: &Spot) -> (&str, String) {
    let (number, name) = heading.text.split_once(char::is_whitespace).unwrap_or((&heading.text, ""));
    (number, without_notes(name))
}

/// What a rule does not say that every rule must.
fn lacks(said: &Written, heading: &Spot, title: &Said, own: Language) -> Vec<Text> {
    let number = named(heading).0;
    let other_number =
        || Text::new(format!("与标题相同的编号「{number}」"), format!("the number of the heading, \"{number}\""));
    let early = said.until.zip(said.from).filter(|(until, from)| until < from);
    let checks = [
        (number != &*said.id.0).then(other_number),
        said.from.is_none().then_some(Text::fixed("起日：自 2015-09-01", "its first day: from 2015-09-01")),
        said.basis
            .is_none()
            .then_some(Text::fixed("依据：依据「简称」第四条", "its clause: by \"Short name\" article 4")),
        title.given(own).is_empty().then_some(Text::fixed("标题中的名称", "a title in the heading")),
        early.map(|(_, from)| Text::new(format!("不早于 {from} 的止日"), format!("a last day not before {from}"))),
    ];
    checks.into_iter().flatten().collect()
}

fn marked(text: &str) -> bool {
    text.contains("暂定") || text.contains("provisional")
}

fn titled(name: &str, second: Option<&Spot>, own: Language) -> Said {
    let given = second.and_then(|spot| {
        let (language, word) = TITLES.iter().find(|(_, word)| spot.text.starts_with(word))?;
        Some((*language, without_notes(&spot.text[word.len()..]).trim().to_owned()))
    });
    match given {
        None => Said::own(own, name, ""),
        Some((Language::En, english)) => Said::new(name, &english),
        Some((Language::Zh, chinese)) => Said::new(&chinese, name),
    }
}

/// Reads a whole block as it would be rendered, in either language; `own` is the region's. Clauses and authors are not looked up.
pub(super) fn again(text: &str, vocabulary: &Vocabulary, own: Language) -> Result<Rule, Misread> {
    let blocks = crate::markdown::read("again.md", text, &mut Vec::new());
    let mut heading = None;
    let mut title = None;
    for block in blocks {
        match block {
            Block::Heading(_, spot) => heading = Some(spot),
            Block::Line(spot) => title = Some(spot),
            Block::Fence(_, body) => {
                let said = parse(&body.text, vocabulary, own)?;
                let heading: Spot = heading.unwrap_or(Spot { text: String::new(), line: 1, column: 1 });
                let title = titled(named(&heading).1.trim(), title.as_ref(), own);
                if let Some(wanted) = lacks(&said, &heading, &title, own).into_iter().next() {
                    return Err(Misread { offset: 0, found: heading.text, wanted });
                }
                let (start, end) = said.basis.unwrap_or_default();
                let basis = cited(&body.text[start..end]);
                let source = Source { file: "again.md".into(), line: heading.line };
                let from = said.from.unwrap_or(Day(0));
                return Ok(said.rule(title, basis, from, false, source).settled());
            }
            Block::Table(..) | Block::Quote(_) => {}
        }
    }
    Err(Misread { offset: 0, found: String::new(), wanted: Text::fixed("规则", "a rule") })
}

fn parse(text: &str, vocabulary: &Vocabulary, own: Language) -> Result<Written, Misread> {
    let mut reader = Reader::new(text, vocabulary);
    if text.len() > MAX_BLOCK {
        return Err(reader.wrong("不超过 8000 字节的规则", "a rule of 8000 bytes at most"));
    }
    Grammar { reader: &mut reader, own, lenient: false }.rule()
}

/// The measures of a cell, in the region's language, and whether a mode without their step does without them.
pub(super) fn measures(text: &str, vocabulary: &Vocabulary) -> Result<(Vec<Measured>, bool), Misread> {
    let mut reader = Reader::new(text, vocabulary);
    let own = vocabulary.language;
    let mut grammar = Grammar { reader: &mut reader, own, lenient: false };
    let measures = grammar.measures()?;
    let lenient = grammar.lenient;
    ended(&mut reader)?;
    Ok((measures, lenient))
}

/// The exceptions of a cell.
pub(super) fn unless(text: &str, vocabulary: &Vocabulary) -> Result<Vec<Unless>, Misread> {
    let mut reader = Reader::new(text, vocabulary);
    let own = vocabulary.language;
    let unless = Grammar { reader: &mut reader, own, lenient: false }.unless()?;
    ended(&mut reader)?;
    Ok(unless)
}

fn ended(reader: &mut Reader) -> Result<(), Misread> {
    reader.skip();
    if reader.rest().is_empty() {
        return Ok(());
    }
    Err(reader.wrong("「；」或者到此为止", "';' or the end"))
}
