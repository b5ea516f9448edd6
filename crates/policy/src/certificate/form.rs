//! Forms of papers: blocks, one row each, in the order in which they stand on the paper.

use super::stated::Stated;
use crate::source::Source;
use crate::table::{Reading, Row, Shape, split};
use crate::words::{Named, Word};
use values::text::Text;

/// What a block of a form is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BlockKind {
    /// 题名.
    Title,
    /// 项目: what the record says, under a label.
    Field,
    /// 货物表: a row for each lot that the paper is about.
    Lots,
    /// 用语: one of the sentences that the form offers.
    Phrase,
    /// 文字: the drafter's own words.
    Wording,
    /// 声明: a sentence that always stands there.
    Statement,
    /// 签署: place, day, name and signature.
    Signature,
    /// 终止线: nothing stands below.
    End,
}

impl Word for BlockKind {
    const NAMES: &'static [Named<Self>] = &[
        (BlockKind::Title, &["题名"], &["title"]),
        (BlockKind::Field, &["项目"], &["field"]),
        (BlockKind::Lots, &["货物表"], &["goods"]),
        (BlockKind::Phrase, &["用语"], &["phrase"]),
        (BlockKind::Wording, &["文字"], &["wording"]),
        (BlockKind::Statement, &["声明"], &["statement"]),
        (BlockKind::Signature, &["签署"], &["signature"]),
        (BlockKind::End, &["终止线"], &["end mark"]),
    ];
}

impl BlockKind {
    /// Whether a drafter says something there.
    pub fn is_said(self) -> bool {
        matches!(self, BlockKind::Phrase | BlockKind::Wording)
    }

    /// Whether a paper has words of its own there, which are compared before it is signed.
    pub fn is_stated(self) -> bool {
        self.is_said() || matches!(self, BlockKind::Field | BlockKind::Lots)
    }
}

/// The most characters of a block that a drafter writes.
pub const WORDING_MAX: u16 = 2_000;

/// A block of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormBlock {
    /// What it is called in the form.
    pub name: Box<str>,
    /// What it is.
    pub kind: BlockKind,
    /// What stands above or before it; of a statement the sentence itself.
    pub label: Text,
    /// What of the record it states.
    pub states: Vec<Stated>,
    /// The most characters that may be written there, per language.
    pub longest: u16,
    /// Something must stand there.
    pub required: bool,
    /// The sentences that it offers.
    pub phrases: Vec<FormPhrase>,
    /// Where it stands.
    pub source: Source,
}

/// A sentence that a form offers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormPhrase {
    /// What it is called in the form.
    pub name: Box<str>,
    /// The block that it is for.
    pub block: Box<str>,
    /// The sentence.
    pub says: Text,
    /// Where it stands.
    pub source: Source,
}

/// The form of a kind of paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Form {
    /// Code of the kind: the name of its file.
    pub code: Box<str>,
    /// What stands on it, from the top.
    pub blocks: Vec<FormBlock>,
    /// Where it stands.
    pub source: Source,
}

impl Form {
    /// A block by its name.
    pub fn block(&self, name: &str) -> Option<&FormBlock> {
        self.blocks.iter().find(|block| &*block.name == name)
    }
}

pub(crate) const BLOCKS: Shape = Shape {
    name: Text::fixed("单证栏目", "blocks of a paper"),
    required: &["block", "kind of block", "states", "at most", "chinese"],
    optional: &[],
};

pub(crate) const PHRASES: Shape = Shape {
    name: Text::fixed("单证用语", "phrases of a paper"),
    required: &["paper phrase", "block", "chinese"],
    optional: &[],
};

/// The code of the kind whose form a file is.
pub(crate) fn code_of(file: &str) -> &str {
    let name = file.rsplit('/').next().unwrap_or(file);
    name.strip_suffix(".md").unwrap_or(name)
}

/// The form of one file, from the rows of its tables.
pub(crate) fn form(file: &str, blocks: &[Row], phrases: &[Row], reading: &mut Reading) -> Option<Form> {
    let source = blocks.first().or(phrases.first())?.source();
    let phrases: Vec<FormPhrase> = phrases.iter().filter_map(|row| phrase(row, reading)).collect();
    let mut read: Vec<FormBlock> = blocks.iter().filter_map(|row| block(row, reading)).collect();
    for phrase in phrases {
        match read.iter_mut().find(|block| block.name == phrase.block && block.kind == BlockKind::Phrase) {
            Some(block) => block.phrases.push(phrase),
            None => {
                let wanted = Text::fixed("本样式中的一个用语栏目", "a block of phrases of this form");
                reading.fault_at(&phrase.source, &phrase.block, wanted);
            }
        }
    }
    Some(Form { code: code_of(file).into(), blocks: read, source })
}

fn block(row: &Row, reading: &mut Reading) -> Option<FormBlock> {
    let (name, kind) = (row.need("block", reading), row.word::<BlockKind>("kind of block", reading));
    let states = stated(row, reading);
    let longest = longest(row, kind, reading);
    let (name, kind) = (name?, kind?);
    let (longest, required) = longest?;
    Some(FormBlock {
        label: said(row, &name),
        name,
        kind,
        states: states?,
        longest,
        required,
        phrases: Vec::new(),
        source: row.source(),
    })
}

/// Chinese and English; what is left out is what the block is called.
fn said(row: &Row, name: &str) -> Text {
    let or = |text: String| if text.is_empty() { name.to_owned() } else { text };
    Text::new(or(row.text("chinese")), or(row.text("english")))
}

fn stated(row: &Row, reading: &mut Reading) -> Option<Vec<Stated>> {
    let text = row.text("states");
    let read: Option<Vec<Stated>> = split(&text).into_iter().map(Stated::named).collect();
    if read.is_none() {
        row.fault("states", Stated::wanted(), reading);
    }
    read
}

/// How many characters may be written; of what nobody writes it is left out, and `*` behind it says that something must.
fn longest(row: &Row, kind: Option<BlockKind>, reading: &mut Reading) -> Option<(u16, bool)> {
    let text = row.text("at most");
    let (number, required) = match text.strip_suffix('*') {
        Some(number) => (number.trim(), true),
        None => (text.as_str(), false),
    };
    let written = kind == Some(BlockKind::Wording);
    let read = if number.is_empty() && !written { Some(0) } else { number.parse().ok().filter(|n| *n <= WORDING_MAX) };
    let fits = read.is_some_and(|longest: u16| written == (0 < longest));
    if !fits {
        let wanted = Text::new(
            format!("文字栏目 1 至 {WORDING_MAX}，其他栏目不填；必填的加 *"),
            format!("1 to {WORDING_MAX} for wording, else nothing; * where something must stand"),
        );
        row.fault("at most", wanted, reading);
        return None;
    }
    read.map(|longest| (longest, required))
}

fn phrase(row: &Row, reading: &mut Reading) -> Option<FormPhrase> {
    let (name, block) = (row.need("paper phrase", reading), row.need("block", reading));
    let says = row.need("chinese", reading);
    let english = row.text("english");
    let says = says?;
    Some(FormPhrase {
        name: name?,
        block: block?,
        says: Text::new(says.to_string(), if english.is_empty() { says.to_string() } else { english }),
        source: row.source(),
    })
}
