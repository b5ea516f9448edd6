//! What the page of the queue says: of each task, and of the choices above them.

use super::looks::{List, ONLY, Row, SORTS, Which};
use super::{goods, way};
use crate::frame;
use crate::frame::Frame;
use crate::part::Moment;
use crate::words;
use desk::names::Names;
use policy::Word;
use policy::rule::Precedence;
use values::calendar::{Day, Timestamp};
use values::text::Language;

/// A filter above the queue: how many wait of a kind.
pub struct Filter {
    pub(super) path: String,
    pub(super) word: String,
    pub(super) count: Option<i64>,
    pub(super) here: bool,
}

/// Two lines of the queue: what it is, and why it needs somebody.
pub struct TaskView {
    pub(super) path: String,
    /// The case and its version, as a batch takes them.
    pub(super) value: String,
    pub(super) number: Vec<String>,
    pub(super) direction: &'static str,
    pub(super) mode: String,
    pub(super) way: String,
    pub(super) goods: String,
    pub(super) owner: String,
    pub(super) what: String,
    pub(super) why: Vec<String>,
    /// Checks are not met.
    pub(super) missing: bool,
    /// What else must be seen at once, with the kind of its tag.
    pub(super) tags: Vec<(String, &'static str)>,
    pub(super) since: Moment,
    /// How long such a step usually takes there.
    pub(super) usual: String,
    pub(super) due: Option<Moment>,
    /// It waits for much longer than is usual.
    pub(super) old: bool,
    pub(super) late: bool,
    pub(super) pressing: bool,
    /// A rule leaves it to a person of a skill that the reader has not.
    pub(super) greyed: bool,
}

/// The filters above the queue: what waits at the own places by kind, what any office may do, what other roles do.
pub fn filters(frame: &Frame, counts: &[(String, i64)], (all, anywhere): (i64, i64), list: &List) -> Vec<Filter> {
    let to = |list: List, word: &str, count, here| Filter { path: list.path(), word: word.to_owned(), count, here };
    let of_kind = |kind: &str| List { kind: kind.to_owned(), ..list.clone() };
    let whole = to(of_kind(""), frame.say("queue.all"), Some(all), list.kind.is_empty());
    let each = counts.iter().map(|(kind, count)| {
        let word = words::say_owned(frame.language, &format!("task.{kind}"));
        to(of_kind(kind), word, Some(*count), *kind == list.kind)
    });
    // What any office may do, and what other roles do, are on request; and so is the way back.
    let turn = |which, key, count| {
        let on = list.which == which;
        let other = List { which: if on { Which::Own } else { which }, kind: String::new(), ..list.clone() };
        to(other, frame.say(if on { "queue.own" } else { key }), count, false)
    };
    let to_any = turn(Which::Any, "queue.any", (list.which != Which::Any).then_some(anywhere));
    let to_all = (list.which != Which::Any).then(|| turn(Which::All, "queue.others", None));
    std::iter::once(whole).chain(each).chain(std::iter::once(to_any)).chain(to_all).collect()
}

/// In which order the tasks stand, and which of them.
pub fn orders(frame: &Frame, list: &List) -> Vec<(&'static str, Vec<Filter>)> {
    let filter = |list: List, key: String, here| {
        let word = words::say_owned(frame.language, &key).to_owned();
        Filter { path: list.path(), word, count: None, here }
    };
    let key = |of: &str, word: &str| format!("queue.{of}.{}", if word.is_empty() { "all" } else { word });
    let sorts = SORTS
        .iter()
        .map(|(sort, word)| filter(List { sort: *sort, ..list.clone() }, key("sort", word), list.sort == *sort));
    let only = ONLY
        .iter()
        .map(|(only, word)| filter(List { only: *only, ..list.clone() }, key("only", word), list.only == *only));
    vec![
        (words::say(frame.language, "queue.sort"), sorts.collect()),
        (words::say(frame.language, "queue.only"), only.collect()),
    ]
}

pub fn task(frame: &Frame, names: &Names, (list, others, skills): (&str, &[&str], &[String]), row: Row) -> TaskView {
    let (why, mut tags) = (reasons(frame, names, &row), tags(frame, &row, others));
    let lacks = row.why.lacks(skills).filter(|_| row.line.kind == "review");
    let greyed = lacks.is_some();
    tags.extend(lacks.map(|skill| (frame.say_with("queue.skill", &[("skill", skill)]), "idle")));
    let complete = row.why.unmet.is_empty();
    let Row { line, usual, due, late, pressing, old, .. } = row;
    TaskView {
        path: format!("/case/{}{list}", frame::in_query(&line.no)),
        value: format!("{}@{}", line.no, line.version),
        number: names.number(&line.no),
        direction: names.direction(line.direction),
        way: way(names, line.direction, &line.port, &line.inland),
        goods: goods(names, &line.goods, line.lines),
        owner: names.enterprise(&line.owner),
        mode: line.mode,
        what: words::say_owned(frame.language, &format!("task.{}", line.kind)).to_owned(),
        missing: line.kind == "review" && !complete,
        why,
        tags,
        since: frame.age(Timestamp(line.since)),
        usual: usual.map_or_else(String::new, |usual| frame.usual(usual)),
        old,
        due: due.map(|due| frame.due(due)),
        late,
        pressing,
        greyed,
    }
}

/// Why a task needs a person, in words: what is missing or what is to be done, the entries that name the goods, the term that runs.
fn reasons(frame: &Frame, names: &Names, Row { line, why, .. }: &Row) -> Vec<String> {
    let missing = why.unmet.iter().filter(|_| line.kind == "review").map(|check| {
        // A text without English says it in the region's words.
        let said = match frame.language {
            Language::En if !check.english.is_empty() => &check.english,
            Language::Zh | Language::En => &check.wanted,
        };
        frame.say_with("queue.missing", &[("what", said)])
    });
    let mut told: Vec<String> = missing.collect();
    let rules = why.rules.iter().filter(|_| line.kind == "review");
    told.extend(rules.map(|wish| {
        let (title, measure) = (wish.title.pick(frame.language), wish.measure.pick(frame.language));
        frame.say_with("queue.rule", &[("rule", &wish.rule), ("title", title), ("measure", measure)])
    }));
    if told.is_empty() {
        let words = words::say_owned(frame.language, &format!("why.{}", line.kind));
        told.push(words::fill(words, &[("step", &names.step(&line.mode, &line.step))]));
    }
    if !why.entries.is_empty() {
        let entries: Vec<&str> = why.entries.iter().map(|entry| entry.as_str()).collect();
        told.push(frame.say_with("queue.entries", &[("entries", &entries.join(frame.comma()))]));
    }
    if let Some(grade) = &why.grade {
        told.push(frame.say_with("queue.grade", &[("grade", grade)]));
    }
    if let Some(running) = why.presses() {
        told.push(frame.say_with("queue.running", &[("term", &running.name)]));
    }
    told
}

/// What must be seen at once: that the goods are held, who is restricted, what came of such goods before, who else is at it.
fn tags(frame: &Frame, row: &Row, others: &[&str]) -> Vec<(String, &'static str)> {
    let mut tags = Vec::new();
    if row.line.held {
        tags.push((frame.say("case.held").to_owned(), "stop"));
    }
    if row.why.blacklisted {
        tags.push((frame.say("queue.blacklisted").to_owned(), "stop"));
    }
    // Beside the grade that it follows from: who may not know the one is not told the other.
    let kind = match row.line.precedence {
        Precedence::First => Some("pass"),
        Precedence::Last => Some("wait"),
        Precedence::Usual => None,
    };
    let told = kind.filter(|_| row.why.grade.is_some());
    tags.extend(told.map(|kind| (row.line.precedence.called(frame.language).to_owned(), kind)));
    if let Some(found) = row.why.found {
        let (key, kind) = if found.failed { ("queue.failed", "stop") } else { ("queue.passed", "pass") };
        tags.push((frame.say_with(key, &[("day", &Day(found.day).to_string())]), kind));
    }
    tags.extend(others.iter().map(|account| (frame.say_with("queue.lease", &[("account", account)]), "wait")));
    tags
}
