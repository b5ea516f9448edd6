//! What an older edition does not say because no program asked for it then: supplied from texts built into this program, marked
//! as provisional, so that an edition which any program accepted loads for ever. Only what is new must say everything itself.

use super::markdown::{self, Block};
use super::sheets::{Sheets, law_text, shape_called, shape_of};
use super::source::Source;
use super::table::{Reading, Shape};
use super::{Flags, demand, law};
use std::collections::BTreeSet;
use values::text::{Language, Text};

/// A text of the program: language, name of the file, content.
pub type Supply = (Language, &'static str, &'static str);

/// The texts that are built in; the legal texts which the others cite stand under `law/`.
pub const TEXTS: &[Supply] = &[
    (Language::Zh, "law/supplied.md", include_str!("../supplied/zh/law.md")),
    (Language::Zh, "refusals.md", include_str!("../supplied/zh/refusals.md")),
    (Language::Zh, "files.md", include_str!("../supplied/zh/files.md")),
    (Language::Zh, "retention.md", include_str!("../supplied/zh/retention.md")),
    (Language::Zh, "governance.md", include_str!("../supplied/zh/governance.md")),
    (Language::En, "law/supplied.md", include_str!("../supplied/en/law.md")),
    (Language::En, "refusals.md", include_str!("../supplied/en/refusals.md")),
    (Language::En, "files.md", include_str!("../supplied/en/files.md")),
    (Language::En, "retention.md", include_str!("../supplied/en/retention.md")),
    (Language::En, "governance.md", include_str!("../supplied/en/governance.md")),
];

/// English names of the tables that an edition must have and that an older one may be without.
pub const TABLES: &[&str] = &["files taken", "retention", "ways of making", "course of proposals"];

/// Where supplied rows say that they stand.
pub(crate) const FOLDER: &str = "supplied/";

/// Adds to the sheets of an edition that was kept what it lacks, with the legal texts that this cites; says what it was.
pub(crate) fn supply(sheets: &mut Sheets, flags: &Flags, reading: &mut Reading) -> (Vec<law::LawText>, Vec<Text>) {
    let said: BTreeSet<String> = sheets.rows(&demand::REFUSALS).iter().map(|row| row.text("refusal")).collect();
    let lacking = |shape: &Shape, row: &str| {
        if shape.name == demand::REFUSALS.name {
            flags.reasons.contains(&row) && !said.contains(row)
        } else {
            flags.tables.contains(&shape.name.en.as_ref()) && sheets.rows(shape).is_empty()
        }
    };
    let (mut added, mut named, mut laws) = (Vec::new(), Vec::new(), Vec::new());
    for (_, file, content) in flags.texts.iter().filter(|(language, ..)| *language == reading.vocabulary.language) {
        let file = format!("{FOLDER}{file}");
        if law_text(&file) {
            laws.push((file, *content));
            continue;
        }
        let mut blocks = markdown::read(&file, content, &mut reading.faults);
        for block in &mut blocks {
            let Block::Table(header, rows) = block else { continue };
            let Some(shape) = shape_of(&file, header) else { continue };
            let by_row = shape.name == demand::REFUSALS.name;
            rows.retain(|cells| lacking(shape, &cells[0].text));
            let name = &shape.name;
            if by_row {
                let row = |cells: &Vec<_>| named_row(name, cells);
                named.extend(rows.iter().map(row));
            } else if !rows.is_empty() {
                named.push(name.clone());
            }
        }
        added.push((file, blocks));
    }
    sheets.documents.extend(added);
    if named.is_empty() {
        return (Vec::new(), named);
    }
    let laws = laws.iter().filter_map(|(file, content)| super::statute::read_text(file, content, reading)).collect();
    (laws, named)
}

fn named_row(table: &Text, cells: &[markdown::Spot]) -> Text {
    let row = cells.first().map_or("", |cell| cell.text.as_str());
    Text::new(format!("{}：{row}", table.zh), format!("{}: {row}", table.en))
}

/// Every table that an edition must have is there.
pub(crate) fn prove_tables(sheets: &Sheets, tables: &[&str], reading: &mut Reading) {
    let shapes = tables.iter().filter_map(|name| shape_called(name));
    for shape in shapes.filter(|shape| sheets.rows(shape).is_empty()) {
        let Text { zh, en } = &shape.name;
        let wanted = Text::new(format!("表「{zh}」"), format!("the table '{en}'"));
        reading.fault_at(&Source::new("region.md", 1), "", wanted);
    }
}
