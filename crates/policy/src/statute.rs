//! How a legal text is read from its file: its particulars, its sections, and the library of all.

use super::law::{LawText, Library, Section, section_name};
use super::markdown::{self, Block, Spot};
use super::source::Source;
use super::table::{Reading, Row, Shape, sheet};
use std::sync::Arc;
use values::fault::TextFault;
use values::text::Text;

/// The name of a section in a heading: before the colon or, in Chinese, the blank.
fn heading_name(text: &str) -> String {
    let head = text.split(['：', ':', '—', '　']).next().unwrap_or(text);
    let chinese = head.chars().next().is_some_and(|c| !c.is_ascii());
    section_name(if chinese { head.split_whitespace().next().unwrap_or(head) } else { head })
}

const HEAD: Shape =
    Shape { name: Text::fixed("文本说明", "particulars"), required: &["item", "value"], optional: &[] };

/// Reads one file of `law/`.
pub(crate) fn read_text(file: &str, content: &str, reading: &mut Reading) -> Option<LawText> {
    let blocks = markdown::read(file, content, &mut reading.faults);
    let mut title: Option<&Spot> = None;
    let mut head: Vec<Row> = Vec::new();
    let mut sections: Vec<Section> = Vec::new();
    for block in &blocks {
        match block {
            Block::Heading(1, spot) if title.is_none() => title = Some(spot),
            Block::Heading(1, spot) => reading.fault(file, spot, Text::fixed("每个文件一部文本", "one text a file")),
            Block::Heading(_, spot) => sections.push(section(file, spot, &sections, reading)),
            Block::Table(header, rows) if sections.is_empty() && head.is_empty() => {
                head = sheet(file, header, rows, &HEAD).unwrap_or_default();
            }
            Block::Line(spot) | Block::Quote(spot) => {
                if let Some(section) = sections.last_mut() {
                    section.text.push_str(if section.text.is_empty() { "" } else { "\n" });
                    section.text.push_str(&spot.text);
                }
            }
            Block::Table(..) | Block::Fence(..) => {}
        }
    }
    let wanted = Text::fixed("标题：# 「简称」 全称", "a title: # \"Short name\" full title");
    let Some(spot) = title else {
        reading.faults.push(TextFault { file: file.into(), line: 1, column: 1, found: String::new(), wanted });
        return None;
    };
    let Some((short, full)) = short_name(&spot.text) else {
        reading.fault(file, spot, wanted);
        return None;
    };
    let value = |key: &str| head.iter().find(|r| r.setting() == Some(key)).map(|r| r.spot("value").clone());
    let Some(from) = value("from") else {
        reading.fault(file, spot, Text::fixed("表中一行「自」", "a row 'from' in the table"));
        return None;
    };
    let period = reading.period_of(file, &from, value("until").as_ref())?;
    let text = |key: &str| value(key).map(|s| s.text).unwrap_or_default();
    let provisional = Some(text("provisional")).filter(|t| !t.is_empty()).map(Into::into);
    Some(LawText {
        short: short.into(),
        title: full.into(),
        english: text("english name").into(),
        number: text("number").into(),
        period,
        provisional,
        sections,
        source: Source::new(file, spot.line),
    })
}

/// A section that begins; its name must be new.
fn section(file: &str, spot: &Spot, before: &[Section], reading: &mut Reading) -> Section {
    let name: Box<str> = heading_name(&spot.text).into();
    if let Some(twin) = before.iter().find(|s| s.name == name) {
        let line = twin.source.line;
        let wanted =
            Text::new(format!("不同的节名，第 {line} 行已有此节"), format!("another name; line {line} has this one"));
        reading.fault(file, spot, wanted);
    }
    Section { name, text: String::new(), source: Source::new(file, spot.line) }
}

fn short_name(title: &str) -> Option<(&str, &str)> {
    let mark = title.chars().next()?;
    let close = match mark {
        '「' => '」',
        '“' => '”',
        '"' => '"',
        _ => return None,
    };
    let (short, full) = title[mark.len_utf8()..].split_once(close)?;
    (!short.trim().is_empty()).then(|| (short.trim(), full.trim()))
}

impl Library {
    /// Adds the texts; two versions of one text in force on one day are a fault that names both.
    pub(crate) fn of(texts: Vec<Arc<LawText>>, reading: &mut Reading) -> Library {
        reading.unambiguous(&texts, |t| t.short.to_string(), |t| t.period, |t| &t.source);
        Library { texts }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_name_sections() {
        let names = ["第四条", "第四条 报检范围", "三（二）", "Article 4: Scope"].map(heading_name);
        assert_eq!(names, ["第四条", "第四条", "三(二)", "article 4"]);
    }
}
