//! What one edition says otherwise than another, in words: entry by entry of tables, rule by rule, section by section.

use super::header;
use super::markdown::{self, Block, Spot};
use super::sheets::shape_of;
use std::collections::BTreeMap;
use values::text::Text;

/// What became of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Became {
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// It says something else.
    Changed,
}

impl Became {
    /// The stable word.
    pub fn word(self) -> &'static str {
        match self {
            Became::Added => "added",
            Became::Removed => "removed",
            Became::Changed => "changed",
        }
    }
}

/// A cell of an entry that is otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    /// The column, or what the words are.
    pub column: Text,
    /// What it said; empty where nothing stood.
    pub before: String,
    /// What it says.
    pub after: String,
}

/// An entry that is otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The file.
    pub file: String,
    /// The table that it stands in, or what else it is.
    pub part: Text,
    /// The heading that it stands under; empty before the first.
    pub heading: String,
    /// The entry, as it is called there.
    pub entry: String,
    /// What became of it.
    pub became: Became,
    /// Its cells that are otherwise; all that say something of one that is new or gone.
    pub cells: Vec<Cell>,
}

/// Parts of a text that tell where a risk is seen: their words are for officers alone.
const CONFIDENTIAL: [&str; 9] = [
    "rule",
    "rules",
    "checks",
    "treatment triggers",
    "definitions",
    "named lists",
    "goods groups",
    "sampling plans",
    "examples",
];
/// Files whose prose may do so too.
const FILES_OF_RULES: [&str; 5] = ["rules.md", "checks.md", "treatment.md", "lists.md", "definitions.md"];

impl Change {
    /// Whether everybody may read it.
    pub fn public(&self) -> bool {
        let of_rules = FILES_OF_RULES.iter().any(|file| self.file.ends_with(file)) || self.file.starts_with("cases/");
        !of_rules && !CONFIDENTIAL.contains(&self.part.en.as_ref())
    }
}

/// A piece of a file that is compared as one.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Piece {
    entry: String,
    cells: Vec<(Text, String)>,
}

/// Where a piece stands: heading and part.
type Place = (String, Text);

/// Everything that is otherwise in `after`, by file; files are names with contents.
pub fn difference(before: &[(String, String)], after: &[(String, String)]) -> Vec<Change> {
    let by_name = |files: &[(String, String)]| -> BTreeMap<String, String> { files.iter().cloned().collect() };
    let (before, after) = (by_name(before), by_name(after));
    let mut names: Vec<&String> = before.keys().chain(after.keys()).collect();
    names.sort_unstable();
    names.dedup();
    let of = |files: &BTreeMap<String, String>, name: &str| files.get(name).map(|text| pieces(name, text));
    let mut changes = Vec::new();
    for name in names.into_iter().filter(|name| before.get(*name) != after.get(*name)) {
        let there = changes.len();
        let (was, is) = (of(&before, name).unwrap_or_default(), of(&after, name).unwrap_or_default());
        compare(name, was, is, &mut changes);
        if changes.len() == there {
            // Blanks, the order of entries, or an empty file: no word is otherwise, and the edition is.
            changes.push(whole(name, before.contains_key(name), after.contains_key(name)));
        }
    }
    changes
}

fn whole(file: &str, before: bool, after: bool) -> Change {
    let became = match (before, after) {
        (false, _) => Became::Added,
        (true, false) => Became::Removed,
        (true, true) => Became::Changed,
    };
    let part = Text::fixed("文件（空白或者次序）", "file (blanks or order)");
    Change { file: file.to_owned(), part, heading: String::new(), entry: file.to_owned(), became, cells: Vec::new() }
}

fn compare(file: &str, mut was: Vec<(Place, Vec<Piece>)>, is: Vec<(Place, Vec<Piece>)>, changes: &mut Vec<Change>) {
    for (place, mut new) in is {
        let mut old = match was.iter().position(|(other, _)| *other == place) {
            Some(at) => was.remove(at).1,
            None => Vec::new(),
        };
        // What is the same in both is no change, wherever it moved.
        new.retain(|piece| match old.iter().position(|other| other == piece) {
            Some(at) => {
                old.remove(at);
                false
            }
            None => true,
        });
        for piece in new {
            let before = old.iter().position(|other| other.entry == piece.entry).map(|at| old.remove(at));
            changes.push(change(file, &place, before.as_ref(), Some(&piece)));
        }
        changes.extend(old.iter().map(|piece| change(file, &place, Some(piece), None)));
    }
    for (place, gone) in was {
        changes.extend(gone.iter().map(|piece| change(file, &place, Some(piece), None)));
    }
}

fn change(file: &str, (heading, part): &Place, before: Option<&Piece>, after: Option<&Piece>) -> Change {
    let said = |piece: Option<&Piece>, column: &Text| {
        let found = piece.and_then(|piece| piece.cells.iter().find(|(known, _)| known == column));
        found.map(|(_, text)| text.clone()).unwrap_or_default()
    };
    let mut columns: Vec<&Text> = Vec::new();
    for (column, _) in before.into_iter().chain(after).flat_map(|piece| &piece.cells) {
        if !columns.contains(&column) {
            columns.push(column);
        }
    }
    let cells = columns.into_iter().map(|column| Cell {
        column: column.clone(),
        before: said(before, column),
        after: said(after, column),
    });
    Change {
        file: file.to_owned(),
        part: part.clone(),
        heading: heading.clone(),
        entry: after.or(before).map(|piece| piece.entry.clone()).unwrap_or_default(),
        became: match (before, after) {
            (Some(_), Some(_)) => Became::Changed,
            (None, _) => Became::Added,
            (Some(_), None) => Became::Removed,
        },
        cells: cells.filter(|cell| cell.before != cell.after).collect(),
    }
}

/// The pieces of a file by where they stand.
fn pieces(file: &str, text: &str) -> Vec<(Place, Vec<Piece>)> {
    let mut found = Found::default();
    if file.ends_with(".md") {
        of_markdown(file, text, &mut found);
    } else if file.ends_with(".csv") {
        of_lines(text, &mut found);
    } else if file.ends_with(".toml") {
        of_examples(text, &mut found);
    } else {
        let cells = vec![(WORDS, text.to_owned())];
        found.push((String::new(), Text::fixed("文件", "file")), Piece { entry: file.to_owned(), cells });
    }
    found.0
}

#[derive(Default)]
struct Found(Vec<(Place, Vec<Piece>)>);

impl Found {
    fn push(&mut self, place: Place, piece: Piece) {
        match self.0.iter_mut().find(|(known, _)| *known == place) {
            Some((_, pieces)) => pieces.push(piece),
            None => self.0.push((place, vec![piece])),
        }
    }
}

const WORDS: Text = Text::fixed("文字", "words");

fn of_markdown(file: &str, text: &str, found: &mut Found) {
    let (mut heading, mut words) = (String::new(), Vec::new());
    let spoken = |heading: &str, words: &mut Vec<String>, found: &mut Found| {
        if !words.is_empty() {
            let entry = if heading.is_empty() { file } else { heading }.to_owned();
            let piece = Piece { entry, cells: vec![(WORDS, std::mem::take(words).join("\n"))] };
            found.push((heading.to_owned(), Text::fixed("条文和说明", "words")), piece);
        }
    };
    for block in markdown::read(file, text, &mut Vec::new()) {
        match block {
            Block::Heading(level, spot) => {
                spoken(&heading, &mut words, found);
                heading = spot.text;
                if level == 1 {
                    let part = Text::fixed("标题", "title");
                    let piece = Piece { entry: file.to_owned(), cells: vec![(WORDS, std::mem::take(&mut heading))] };
                    found.push((String::new(), part), piece);
                }
            }
            Block::Table(header, rows) => {
                let named = shape_of(file, &header).map(|shape| shape.name.clone());
                let part = named.unwrap_or(Text::fixed("表", "table"));
                for row in rows {
                    found.push((heading.clone(), part.clone()), of_row(&header, &row));
                }
            }
            Block::Line(spot) | Block::Quote(spot) => words.push(spot.text),
            Block::Fence(word, spot) => {
                let part = if word.text.is_empty() { Text::fixed("示例", "illustration") } else { RULE };
                let piece = Piece { entry: heading.clone(), cells: vec![(WORDS, spot.text)] };
                found.push((heading.clone(), part), piece);
            }
        }
    }
    spoken(&heading, &mut words, found);
}

const RULE: Text = Text::fixed("规则", "rule");

fn of_row(header: &[Spot], row: &[Spot]) -> Piece {
    let cells = header.iter().zip(row).map(|(column, cell)| (column_name(&column.text), cell.text.clone()));
    Piece { entry: row.first().map_or_else(String::new, |cell| cell.text.clone()), cells: cells.collect() }
}

fn column_name(written: &str) -> Text {
    match header::key(written) {
        Some(key) => Text::new(written.to_owned(), key.to_owned()),
        None => Text::new(written.to_owned(), written.to_owned()),
    }
}

/// A code table: a line a code.
fn of_lines(text: &str, found: &mut Found) {
    let mut lines = text.lines();
    let columns: Vec<Text> = lines.next().unwrap_or("").split(',').map(column_name).collect();
    for line in lines.filter(|line| !line.trim().is_empty()) {
        let split: Vec<&str> = line.split(',').collect();
        let cells = if line.contains('"') || split.len() != columns.len() {
            vec![(WORDS, line.to_owned())]
        } else {
            columns.iter().cloned().zip(split.iter().map(|cell| (*cell).to_owned())).collect()
        };
        let piece = Piece { entry: split.first().copied().unwrap_or("").to_owned(), cells };
        found.push((String::new(), Text::fixed("代码表", "code table")), piece);
    }
}

/// Examples: one a block that begins with two brackets.
fn of_examples(text: &str, found: &mut Found) {
    let mut blocks: Vec<Vec<&str>> = vec![Vec::new()];
    for line in text.lines() {
        if line.starts_with("[[") {
            blocks.push(Vec::new());
        }
        blocks.last_mut().expect("there is a first one").push(line);
    }
    for block in blocks.into_iter().filter(|block| block.iter().any(|line| !line.trim().is_empty())) {
        let named = block.iter().find_map(|line| line.strip_prefix("name"));
        let entry = named.map(|rest| rest.trim_start_matches([' ', '=']).trim_matches('"').to_owned());
        let piece =
            Piece { entry: entry.unwrap_or_default(), cells: vec![(WORDS, block.join("\n").trim().to_owned())] };
        found.push((String::new(), Text::fixed("案例", "examples")), piece);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(all: &[(&str, &str)]) -> Vec<(String, String)> {
        all.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect()
    }

    fn told(before: &[(&str, &str)], after: &[(&str, &str)]) -> Vec<String> {
        let cells = |change: &Change| {
            let cell = |cell: &Cell| format!("{} {:?}->{:?}", cell.column.en, cell.before, cell.after);
            change.cells.iter().map(cell).collect::<Vec<_>>().join(", ")
        };
        let line = |change: &Change| {
            format!("{} {} {} {}: {}", change.file, change.part.en, change.became.word(), change.entry, cells(change))
        };
        difference(&files(before), &files(after)).iter().map(line).collect()
    }

    const KEEPS: &str = "# 保存\n\n| 保存内容 | 日数 | 依据 | 自 |\n|---|---|---|---|\n| 草稿 | 90 | 「a」第一条 | |\n| 令牌 | 9 | 「a」第一条 | |\n";

    #[test]
    fn rows_are_told_one_by_one_whatever_their_order() {
        let same = KEEPS.replace(
            "| 草稿 | 90 | 「a」第一条 | |\n| 令牌 | 9 | 「a」第一条 | |",
            "| 令牌 | 9 | 「a」第一条 | |\n| 草稿 | 90 | 「a」第一条 | |",
        );
        assert_eq!(told(&[("k.md", KEEPS)], &[("k.md", KEEPS)]), [""; 0]);
        assert_eq!(told(&[("k.md", KEEPS)], &[("k.md", &same)]), ["k.md file (blanks or order) changed k.md: "]);
        let other = KEEPS.replace("| 90 |", "| 91 |");
        assert_eq!(told(&[("k.md", KEEPS)], &[("k.md", &other)]), ["k.md retention changed 草稿: days \"90\"->\"91\""]);
        let fewer = KEEPS.replace("| 令牌 | 9 | 「a」第一条 | |\n", "");
        let removed = "k.md retention removed 令牌: kept \"令牌\"->\"\", days \"9\"->\"\", basis \"「a」第一条\"->\"\"";
        assert_eq!(told(&[("k.md", KEEPS)], &[("k.md", &fewer)]), [removed]);
        let added = "k.md retention added 令牌: kept \"\"->\"令牌\", days \"\"->\"9\", basis \"\"->\"「a」第一条\"";
        assert_eq!(told(&[("k.md", &fewer)], &[("k.md", KEEPS)]), [added]);
        assert_eq!(told(&[("k.md", KEEPS)], &[]).len(), 3, "the title and two rows go with their file");
    }

    #[test]
    fn rules_sections_codes_and_examples_are_told_by_their_names() {
        let rule = "## 一\n话\n\n### r-1 名\n\n```规则\n当 甲\n```\n";
        let changed = rule.replace("当 甲", "当 乙");
        assert_eq!(
            told(&[("r.md", rule)], &[("r.md", &changed)]),
            ["r.md rule changed r-1 名: words \"当 甲\"->\"当 乙\""]
        );
        let spoken = rule.replace("话", "别的话");
        assert_eq!(told(&[("r.md", rule)], &[("r.md", &spoken)]), ["r.md words changed 一: words \"话\"->\"别的话\""]);
        let codes = |name: &str| format!("code,zh\n1,{name}\n2,b\n");
        let told_codes = told(&[("c.csv", &codes("a"))], &[("c.csv", &codes("z"))]);
        assert_eq!(told_codes, ["c.csv code table changed 1: zh \"a\"->\"z\""]);
        let example = "[[case]]\nname = \"one\"\nday = 1\n\n[[case]]\nname = \"two\"\n";
        let more = example.replace("day = 1", "day = 2");
        let words = "words \"[[case]]\\nname = \\\"one\\\"\\nday = 1\"->\"[[case]]\\nname = \\\"one\\\"\\nday = 2\"";
        assert_eq!(
            told(&[("e.toml", example)], &[("e.toml", &more)]),
            [format!("e.toml examples changed one: {words}")]
        );
    }
}
