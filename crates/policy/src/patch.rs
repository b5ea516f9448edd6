//! What of one edition is otherwise in another, entry by entry and without loss, and the same put into whatever edition governs then.
//!
//! A file is cut into pieces: each row of a table is one, and so is what stands between rows: a heading with its words, its fenced
//! text and the header of its table. A piece is known by the heading that it stands under, by what it is called there, and by its
//! turn among those of the same name. [`edits`] says what of one edition is otherwise in another, [`apply`] does the same to a
//! third, where every edited entry still says what it said. So two proposals that touch different entries never stand in each
//! other's way, and two that touch one entry always do.

use super::entry::{Edit, Entry, Place};
use super::markdown::cells;
use super::sheets::shape_of;
use std::collections::{BTreeMap, BTreeSet};

/// Files by name.
type Files = [(String, String)];

/// A piece of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Piece {
    heading: String,
    name: String,
    turn: u32,
    table: Option<String>,
    text: String,
}

impl Piece {
    fn is(&self, heading: &str, name: &str, turn: u32) -> bool {
        self.heading == heading && self.name == name && self.turn == turn
    }

    fn place(&self) -> Place {
        Place { heading: self.heading.clone(), name: self.name.clone(), turn: self.turn }
    }

    fn key(&self) -> (&str, &str, u32) {
        (&self.heading, &self.name, self.turn)
    }
}

/// What is otherwise in `after`, entry by entry; the order of entries counts for nothing.
pub fn edits(before: &Files, after: &Files) -> Vec<Edit> {
    let by_name = |files: &Files| -> BTreeMap<String, String> { files.iter().cloned().collect() };
    let (before, after) = (by_name(before), by_name(after));
    let names: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    let mut found = Vec::new();
    for name in names.into_iter().filter(|name| before.get(*name) != after.get(*name)) {
        let of = |files: &BTreeMap<String, String>| files.get(name).map_or_else(Vec::new, |text| pieces(name, text));
        let (was, is) = (of(&before), of(&after));
        let behind = |all: &[Piece], at: usize| all[..at].last().map(Piece::place);
        for (at, piece) in is.iter().enumerate() {
            let old = was.iter().find(|old| old.key() == piece.key());
            if old.is_none_or(|old| old.text != piece.text) {
                let behind = if old.is_none() { behind(&is, at) } else { None };
                found.push(edit(name, piece, old.map(|old| old.text.clone()), Some(piece.text.clone()), behind));
            }
        }
        let gone = was.iter().enumerate().filter(|(_, old)| is.iter().all(|piece| piece.key() != old.key()));
        found.extend(gone.map(|(at, old)| edit(name, old, Some(old.text.clone()), None, behind(&was, at))));
    }
    found
}

fn edit(file: &str, piece: &Piece, before: Option<String>, after: Option<String>, behind: Option<Place>) -> Edit {
    let entry = Entry { file: file.to_owned(), heading: piece.heading.clone(), name: piece.name.clone() };
    Edit { entry, turn: piece.turn, table: piece.table.clone(), before, after, behind }
}

/// Puts edits into an edition.
///
/// # Errors
/// The entries that do not say there what the edits take them to say.
pub fn apply(files: &Files, edits: &[Edit]) -> Result<Vec<(String, String)>, Vec<Entry>> {
    let mut all: BTreeMap<String, String> = files.iter().cloned().collect();
    let mut moved = Vec::new();
    let names: BTreeSet<&String> = edits.iter().map(|edit| &edit.entry.file).collect();
    for name in names {
        let of_file: Vec<&Edit> = edits.iter().filter(|edit| edit.entry.file == *name).collect();
        let mut there = all.get(name).map_or_else(Vec::new, |text| pieces(name, text));
        let says = |edit: &Edit| {
            let Entry { heading, name, .. } = &edit.entry;
            there.iter().find(|piece| piece.is(heading, name, edit.turn)).map(|piece| &piece.text)
        };
        moved.extend(of_file.iter().filter(|edit| says(edit) != edit.before.as_ref()).map(|edit| edit.entry.clone()));
        of_file.into_iter().for_each(|edit| put(&mut there, edit));
        let text: String = there.into_iter().map(|piece| piece.text).collect();
        if text.is_empty() { drop(all.remove(name)) } else { drop(all.insert(name.clone(), text)) }
    }
    moved.sort();
    moved.dedup();
    if moved.is_empty() { Ok(all.into_iter().collect()) } else { Err(moved) }
}

/// The same edits on top of what each entry says in an edition by now: what was changed since is changed again.
pub fn rebased(files: &Files, edits: &[Edit]) -> Vec<Edit> {
    let now = |edit: &Edit| {
        let Entry { file, heading, name } = &edit.entry;
        let text = files.iter().find(|(known, _)| known == file).map(|(_, text)| text)?;
        pieces(file, text).into_iter().find(|piece| piece.is(heading, name, edit.turn)).map(|piece| piece.text)
    };
    let on_top = |edit: &Edit| Edit { before: now(edit), ..edit.clone() };
    edits.iter().map(on_top).filter(|edit| edit.before != edit.after).collect()
}

fn put(there: &mut Vec<Piece>, edit: &Edit) {
    let Entry { heading, name, .. } = &edit.entry;
    let at = there.iter().position(|piece| piece.is(heading, name, edit.turn));
    match (at, &edit.after) {
        (Some(at), Some(text)) => there[at].text.clone_from(text),
        (Some(at), None) => drop(there.remove(at)),
        (None, Some(text)) => {
            let piece = Piece {
                heading: heading.clone(),
                name: name.clone(),
                turn: edit.turn,
                table: edit.table.clone(),
                text: text.clone(),
            };
            let at = place_of(there, edit);
            there.insert(at, piece);
        }
        (None, None) => {}
    }
}

/// Where a new piece goes: behind the one that it names, or behind the last of its table, or at the end.
fn place_of(there: &[Piece], edit: &Edit) -> usize {
    let Some(behind) = &edit.behind else { return 0 };
    let named = there.iter().position(|piece| piece.is(&behind.heading, &behind.name, behind.turn));
    let of_table = || {
        let same = |piece: &Piece| piece.heading == edit.entry.heading && piece.table == edit.table;
        there.iter().rposition(same)
    };
    named.or_else(of_table).map_or(there.len(), |at| at + 1)
}

/// What a file says under the name of an entry, as it stands there; empty if it says nothing.
pub fn text_of(files: &Files, entry: &Entry) -> String {
    let Some((_, text)) = files.iter().find(|(name, _)| *name == entry.file) else { return String::new() };
    let own = |piece: &Piece| piece.heading == entry.heading && piece.name == entry.name;
    pieces(&entry.file, text).into_iter().filter(own).map(|piece| piece.text).collect()
}

/// The pieces of a file in their order: of which entry each is, and what it says.
pub fn read(file: &str, text: &str) -> Vec<(Entry, String)> {
    let own = |piece: Piece| {
        let entry = Entry { file: file.to_owned(), heading: piece.heading, name: piece.name };
        (entry, piece.text)
    };
    pieces(file, text).into_iter().map(own).collect()
}

/// A file in which the piece at a place says something else; nothing takes it away.
pub fn with_piece(file: &str, text: &str, at: usize, says: &str) -> String {
    let mut all = pieces(file, text);
    if let Some(piece) = all.get_mut(at).filter(|piece| piece.text.trim_end() != says.trim_end()) {
        // Blanks between it and what follows stay, whatever was typed.
        let blank = piece.text.len() - piece.text.trim_end().len();
        let blank = piece.text[piece.text.len() - blank..].to_owned();
        piece.text = if says.trim().is_empty() { String::new() } else { format!("{}{blank}", says.trim_end()) };
    }
    all.into_iter().map(|piece| piece.text).collect()
}

/// A file with an entry more: a row behind its last row, anything else at its end.
pub fn with_more(file: &str, text: &str, says: &str) -> String {
    let (says, mut all) = (says.trim(), pieces(file, text));
    let last = all.iter().rposition(|piece| piece.table.is_some());
    let row = says.starts_with('|');
    let at = last.filter(|_| row).map_or(all.len(), |at| at + 1);
    // No blank line before it: that would be of the entry before, which is not to be touched.
    let text = format!("{says}\n");
    let (heading, name) = (String::new(), String::new());
    all.insert(at, Piece { heading, name, turn: 0, table: None, text });
    all.into_iter().map(|piece| piece.text).collect()
}

/// A file cut into pieces that together are the whole of it.
fn pieces(file: &str, text: &str) -> Vec<Piece> {
    let mut cut = Cut { file, pieces: Vec::new(), turns: BTreeMap::new() };
    if file.ends_with(".md") {
        of_markdown(text, &mut cut);
    } else if file.ends_with(".csv") {
        for (n, line) in text.lines().enumerate() {
            let name = if n == 0 { file } else { line.split(',').next().unwrap_or(file) };
            cut.push("", name, None, line);
        }
    } else if file.ends_with(".toml") {
        of_blocks(text, &mut cut);
    } else if !text.is_empty() {
        cut.push("", file, None, text.strip_suffix('\n').unwrap_or(text));
    }
    cut.pieces
}

/// What is cut so far, and how often each name was there.
struct Cut<'a> {
    file: &'a str,
    pieces: Vec<Piece>,
    turns: BTreeMap<(String, String), u32>,
}

impl Cut<'_> {
    fn push(&mut self, heading: &str, name: &str, table: Option<&str>, text: &str) {
        let turn = self.turns.entry((heading.to_owned(), name.to_owned())).or_default();
        let (heading, name, table) = (heading.to_owned(), name.to_owned(), table.map(str::to_owned));
        self.pieces.push(Piece { heading, name, turn: *turn, table, text: format!("{text}\n") });
        *turn += 1;
    }
}

fn of_markdown(text: &str, cut: &mut Cut) {
    let lines: Vec<&str> = text.lines().collect();
    let (mut heading, mut words, mut at) = (String::new(), Vec::new(), 0);
    let spoken = |heading: &str, words: &mut Vec<&str>, cut: &mut Cut| {
        if !words.is_empty() {
            let name = if heading.is_empty() { cut.file } else { heading };
            let text = std::mem::take(words).join("\n");
            cut.push(heading, name, None, &text);
        }
    };
    while at < lines.len() {
        let trimmed = lines[at].trim();
        if trimmed.starts_with("```") {
            let close = lines[at + 1..].iter().position(|line| line.trim().starts_with("```"));
            let end = close.map_or(lines.len(), |n| at + n + 2);
            words.extend(&lines[at..end]);
            at = end;
        } else if trimmed.starts_with('|') {
            let end = lines[at..].iter().position(|line| !line.trim().starts_with('|')).map_or(lines.len(), |n| at + n);
            let header = cells(lines[at], 0);
            let shape = shape_of(cut.file, &header);
            words.extend(&lines[at..end.min(at + 2)]);
            spoken(&heading, &mut words, cut);
            for line in &lines[end.min(at + 2)..end] {
                let name = cells(line, 0).first().map_or_else(String::new, |cell| cell.text.clone());
                cut.push(&heading, &name, shape.map(|shape| &*shape.name.en), line);
            }
            at = end;
        } else {
            let marks = trimmed.bytes().take_while(|byte| *byte == b'#').count();
            if (1..=6).contains(&marks) && trimmed[marks..].starts_with([' ', '\t', '　']) {
                spoken(&heading, &mut words, cut);
                // The title is what the file is called, and what follows it is said by the file.
                heading = if marks == 1 { String::new() } else { trimmed[marks..].trim().to_owned() };
            }
            words.push(lines[at]);
            at += 1;
        }
    }
    spoken(&heading, &mut words, cut);
}

/// Examples: one a block that begins with two brackets.
fn of_blocks(text: &str, cut: &mut Cut) {
    let mut blocks: Vec<Vec<&str>> = vec![Vec::new()];
    for line in text.lines() {
        if line.starts_with("[[") {
            blocks.push(Vec::new());
        }
        blocks.last_mut().expect("there is a first one").push(line);
    }
    for block in blocks.into_iter().filter(|block| !block.is_empty()) {
        let named = block.iter().find_map(|line| line.strip_prefix("name"));
        let name = named.map(|rest| rest.trim_start_matches([' ', '=']).trim_matches('"').to_owned());
        let name = name.unwrap_or_else(|| cut.file.to_owned());
        cut.push("", &name, None, &block.join("\n"));
    }
}
