//! A paper as a page shows it: block by block in each of its languages, and the steps that it went through.

pub use super::after::says;
use super::after::{self, Marked};
use super::read::field;
use crate::frame::Frame;
use crate::part::Moment;
use crate::words;
use clearance::case::Case;
use clearance::case::certificate::{AMENDED, Certificate, CertificateState};
use clearance::event::certificate::BlockText;
use desk::names::Names;
use desk::seal;
use policy::certificate::{At, BlockKind, FormBlock};
use policy::reference::TableName;
use policy::{ChainStep, Word};
use values::id::SheetNo;
use values::text::{Language, Text};

/// A text with the language that it is in, as browsers name it.
pub type InIts = (&'static str, String);

/// A paper, ready to be read or printed.
pub struct Paper {
    /// Which region's offices issue it, in its languages.
    pub region: Vec<InIts>,
    /// Its title, in its languages.
    pub title: Vec<InIts>,
    /// Its number, once it has one.
    pub number: String,
    /// How it follows a paper that was issued before, in its languages.
    pub follows: Vec<InIts>,
    /// Its check code, once it was issued.
    pub code: String,
    /// What stands between title and signature.
    pub blocks: Vec<Block>,
    /// Where, when and by whom it is signed; nothing of papers that are not.
    pub signature: Option<Signature>,
    /// What ends it, in its languages.
    pub end: Vec<InIts>,
    /// What the seal of its office is worth, in words, and how it is shown; nothing of what was never issued.
    pub seal: Option<(&'static str, &'static str)>,
    /// Its mark, where it does not count.
    pub mark: Option<&'static str>,
}

/// A block of a paper.
pub struct Block {
    /// What stands above it, in each language.
    pub labels: Vec<InIts>,
    /// What it says, in each language.
    pub texts: Vec<Words>,
    /// A table of goods: its heads, and a row for each lot.
    pub table: Option<Table>,
}

/// Words in one language, with the field by which an engrosser sets them.
pub struct Words {
    /// What stands there.
    pub text: String,
    /// Its field.
    pub field: String,
    /// Number of the block, for its guard.
    pub block: usize,
    /// It stands between marks.
    pub guarded: bool,
    /// The language, as browsers name it.
    pub lang: &'static str,
}

/// A table of goods.
pub struct Table {
    /// What its columns are, in each language.
    pub heads: Vec<Vec<InIts>>,
    /// A row for each lot, of cells in each language.
    pub rows: Vec<Vec<Vec<Words>>>,
}

/// Where a paper is signed.
pub struct Signature {
    /// What stands above it, in each language.
    pub labels: Vec<InIts>,
    /// The office, in each language.
    pub office: Vec<InIts>,
    /// The day, once it is issued.
    pub day: String,
    /// Whether somebody signed; nothing of what nobody signs.
    pub signed: Option<bool>,
}

/// A step of the chain.
pub struct Step {
    /// What it is called.
    pub name: &'static str,
    /// Whether it was done, is next, or waits.
    pub state: &'static str,
    /// Where.
    pub office: String,
    /// With which account, once it was done.
    pub by: String,
    /// When.
    pub at: Option<Moment>,
}

/// A paper in a list.
pub struct Line {
    /// What it is called.
    pub kind: String,
    /// Its number.
    pub number: String,
    /// Its page.
    pub path: String,
    /// What became of it, and the kind of tag.
    pub state: (&'static str, &'static str),
    /// Whose turn it is.
    pub next: String,
}

/// What a paper is called, by the text that it was drafted under.
pub fn kind(names: &Names, paper: &Certificate) -> String {
    let code = paper.draft.kind.as_str();
    let known = names.policy.certificates_on(names.day).find(|kind| kind.code.as_str() == code);
    known.map_or_else(|| names.code(TableName::Document, code), |kind| kind.name.pick(names.language).to_owned())
}

/// What became of a paper, and the kind of tag that says so.
pub fn state(paper: &Certificate, language: Language) -> (&'static str, &'static str) {
    let (key, tag) = match &paper.state {
        CertificateState::Open if paper.sent_back.is_some() => ("certificate.sent_back", "stop"),
        CertificateState::Open => ("certificate.open", "wait"),
        CertificateState::Issued if paper.suspended.is_some() => ("certificate.suspended", "stop"),
        CertificateState::Issued => ("certificate.issued", "pass"),
        CertificateState::Superseded { .. } => ("certificate.superseded", "idle"),
        CertificateState::Void { .. } => ("certificate.void", "idle"),
        CertificateState::Withdrawn { .. } => ("certificate.withdrawn", "stop"),
    };
    (words::say(language, key), tag)
}

/// Why a paper was sent back: in the words of who did, or because the declaration changed under it.
pub fn sent_back(paper: &Certificate, language: Language) -> Option<String> {
    let said = |reason: &String| {
        if reason == AMENDED { words::say(language, "certificate.redeclared").to_owned() } else { reason.clone() }
    };
    paper.sent_back.as_ref().map(said)
}

/// Whose turn a paper is, in a sentence; nothing of one for which nothing is left to do.
pub fn next(names: &Names, case: &Case, paper: &Certificate) -> String {
    let (key, step, office) = match paper.next() {
        Some(step) => ("certificate.next", step.called(names.language), place(names, case, paper, step)),
        None if paper.counts(case) && paper.handed.is_empty() => {
            ("certificate.to_fetch", "", names.short_office(case.documents_office().as_str()))
        }
        None => return String::new(),
    };
    words::fill(words::say(names.language, key), &[("step", step), ("office", &office)])
}

/// Where a step is done, in words.
fn place(names: &Names, case: &Case, paper: &Certificate, step: ChainStep) -> String {
    let drafted = paper.done(ChainStep::Draft).map(|done| &done.office);
    let office = match step.at() {
        At::Inspecting => drafted.or_else(|| case.inspecting_offices().first().copied()),
        At::Documents => Some(case.documents_office()),
        At::Any => return words::say(names.language, "certificate.any").to_owned(),
    };
    office.map_or(String::new(), |office| names.short_office(office.as_str()))
}

/// The steps of a paper, done and to come.
pub fn chain(frame: &Frame, names: &Names, case: &Case, paper: &Certificate) -> Vec<Step> {
    let next = paper.next();
    let one = |step: &ChainStep| {
        let done = paper.done(*step);
        let state = match done {
            Some(_) => "done",
            None if next == Some(*step) => "now",
            None => "later",
        };
        Step {
            name: step.called(names.language),
            state,
            office: done
                .map_or_else(|| place(names, case, paper, *step), |done| names.short_office(done.office.as_str())),
            by: done.map_or(String::new(), |done| done.account.to_string()),
            at: done.map(|done| frame.moment(done.at)),
        }
    };
    paper.draft.chain.iter().map(one).collect()
}

/// How it was handed over.
pub fn handed(frame: &Frame, names: &Names, paper: &Certificate) -> Vec<String> {
    let one = |handed: &clearance::case::certificate::Handed| {
        let office = names.short_office(handed.office.as_str());
        let sheets: Vec<&str> = handed.sheets.iter().map(SheetNo::as_str).collect();
        let how = if handed.electronic {
            format!(" · {}", frame.say("certificate.as_file"))
        } else if sheets.is_empty() {
            String::new()
        } else {
            format!(" · {} {}", frame.say("certificate.on_sheets"), sheets.join(names.comma()))
        };
        format!("{} · {office} · {}{how}", handed.to, frame.moment(handed.at).exact)
    };
    paper.handed.iter().map(one).collect()
}

/// Where, when and on what it was used.
pub fn used(frame: &Frame, names: &Names, paper: &Certificate) -> Option<String> {
    let used = paper.used.as_ref()?;
    let office = names.short_office(used.office.as_str());
    Some(format!("{office} · {} · {}", frame.moment(used.at).exact, used.note))
}

/// A paper in the list of its case.
pub fn line(names: &Names, case: &Case, number: u16, paper: &Certificate) -> Line {
    Line {
        kind: kind(names, paper),
        number: paper.number.as_ref().map_or(String::new(), ToString::to_string),
        path: format!("/case/{}/certificates/{number}", case.no),
        state: state(paper, names.language),
        next: next(names, case, paper),
    }
}

/// The paper itself, as it is engrossed or else drafted.
pub fn paper(names: &Names, case: &Case, paper: &Certificate) -> Paper {
    let languages = &paper.draft.languages;
    let each = |text: &Text| in_each(languages, |language| text.pick(language).to_owned());
    let region = in_each(languages, |language| names.policy.region.called(language).to_owned());
    let mut shown = Paper {
        region,
        title: vec![(lang(names.language), kind(names, paper))],
        number: paper.number.as_ref().map_or(String::new(), ToString::to_string),
        follows: paper.draft.amends.map_or_else(Vec::new, |_| {
            in_each(languages, |language| after::following(case, paper, language).unwrap_or_default())
        }),
        code: paper.code.as_ref().map_or(String::new(), ToString::to_string),
        blocks: Vec::new(),
        signature: None,
        end: Vec::new(),
        seal: seal::worth(names.region(), case, paper)
            .filter(|_| paper.draft.chain.contains(&ChainStep::Draft))
            .map(|worth| after::of_seal(worth, names.language)),
        mark: paper.mark(names.language),
    };
    let content = paper.content();
    let Some(form) = names.policy.form(paper.draft.kind.as_str()) else {
        shown.blocks = content.iter().enumerate().map(|(at, block)| plain(at, block, languages)).collect();
        return shown;
    };
    for block in &form.blocks {
        match block.kind {
            BlockKind::Title => shown.title = each(&block.label),
            BlockKind::Statement => {
                shown.blocks.push(Block { labels: each(&block.label), texts: Vec::new(), table: None })
            }
            BlockKind::Signature => shown.signature = Some(signature(names, case, paper, each(&block.label))),
            BlockKind::End => shown.end = each(&block.label),
            BlockKind::Lots => shown.blocks.push(goods(block, content, languages)),
            BlockKind::Field | BlockKind::Phrase | BlockKind::Wording => {
                let found = content.iter().enumerate().find(|(_, said)| said.block == *block.name);
                let said = found.map(|(at, said)| Block { labels: each(&block.label), ..plain(at, said, languages) });
                shown.blocks.extend(said.filter(|said| said.texts.iter().any(|one| !one.text.is_empty())));
            }
        }
    }
    shown
}

/// A text in each language.
fn in_each(languages: &[Language], text: impl Fn(Language) -> String) -> Vec<InIts> {
    languages.iter().map(|language| (lang(*language), text(*language))).collect()
}

fn lang(language: Language) -> &'static str {
    match language {
        Language::Zh => "zh-CN",
        Language::En => "en",
    }
}

fn texts(at: usize, block: &BlockText, languages: &[Language]) -> Vec<Words> {
    let each = block.texts.iter().zip(languages).enumerate();
    let one = |(n, (text, language)): (usize, (&String, &Language))| Words {
        text: text.clone(),
        field: field(at, n),
        block: at,
        guarded: block.guarded,
        lang: lang(*language),
    };
    each.map(one).collect()
}

/// A block without the form that names it.
fn plain(at: usize, block: &BlockText, languages: &[Language]) -> Block {
    Block { labels: vec![("", block.block.clone())], texts: texts(at, block, languages), table: None }
}

fn goods(block: &FormBlock, content: &[BlockText], languages: &[Language]) -> Block {
    let mut rows: Vec<Vec<Vec<Words>>> = Vec::new();
    let mut lots = Vec::new();
    for (at, said) in content.iter().enumerate().filter(|(_, said)| said.block == *block.name) {
        let Some(cell) = said.cell else { continue };
        if lots.last() != Some(&cell.lot) {
            lots.push(cell.lot);
            rows.push(Vec::new());
        }
        rows.last_mut().expect("a row was begun").push(texts(at, said, languages));
    }
    let heads = block.states.iter().map(|stated| in_each(languages, |language| stated.called(language).to_owned()));
    let labels = in_each(languages, |language| block.label.pick(language).to_owned());
    Block { labels, texts: Vec::new(), table: Some(Table { heads: heads.collect(), rows }) }
}

fn signature(names: &Names, case: &Case, paper: &Certificate, labels: Vec<InIts>) -> Signature {
    let signed = paper.done(ChainStep::Sign);
    let given = paper.issued.as_ref().map_or_else(|| case.documents_office(), |issued| &issued.office);
    let office = signed.map_or(given, |done| &done.office);
    let found = names.policy.offices().iter().find(|known| known.code == *office);
    let named = |language| {
        found.map_or_else(|| office.to_string(), |office| desk::names::office_name(office, language).to_owned())
    };
    let day = paper.issued.as_ref().map_or(String::new(), |issued| issued.day.to_string());
    Signature {
        labels,
        office: in_each(&paper.draft.languages, named),
        day,
        signed: paper.draft.chain.contains(&ChainStep::Sign).then_some(signed.is_some()),
    }
}
