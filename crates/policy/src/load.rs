//! Loading: in which order the files are read, and what is made of them.

use super::markdown::{self, Block, Spot};
use super::measure::{DayKind, SpecialDay};
use super::parts::Parts;
use super::sheets::{SHAPES, Sheets, law_text, rows_of, shape_of, table_named};
use super::table::{Reading, Row, Shape, keys};
use super::{
    Flags, Policy, certificate, deadline, demand, edition, filed, governance, law, list, measure, member, named,
    number, paperless, proof, reason, retention, rule, slogan, statute, steps, supply, waiver,
};
use std::collections::HashMap;
use std::sync::Arc;
use values::calendar::{Day, WorkCalendar};
use values::direction::Direction;
use values::fault::TextFault;
use values::text::{Language, Text};

/// How a policy is read, the parts of others, and the files by name.
type Given<'a> = (&'a Flags<'a>, &'a Parts, &'a [(&'a str, &'a str)]);

/// The list of entry has its own file, and so has that of exit.
const LIST_FILES: [(&str, Direction); 2] = [("list-entry.md", Direction::Entry), ("list-exit.md", Direction::Exit)];
pub(super) fn read(files: &[(String, String)], flags: &Flags) -> Result<Policy, Vec<TextFault>> {
    let mut texts: Vec<(&str, &str)> = files.iter().map(|(f, c)| (f.as_str(), c.as_str())).collect();
    texts.retain(|(file, _)| edition::is_text(file));
    texts.sort_unstable();
    let mut reading = Reading::new();
    let mut documents = Vec::new();
    for (file, content) in texts.iter().filter(|(file, _)| !law_text(file)) {
        let blocks = markdown::read(file, content, &mut reading.faults);
        documents.push(((*file).to_owned(), blocks));
    }
    let mut sheets = Sheets { documents };
    for (file, blocks) in &sheets.documents {
        recognise(file, blocks, &mut reading);
    }
    let particulars = sheets.rows(&member::PARTICULARS);
    read_language(&particulars, &mut reading);
    begin(&particulars, &sheets.rows(&member::MEMBERS), &mut reading);
    let (supplied_laws, supplied) =
        if flags.kept { supply::supply(&mut sheets, flags, &mut reading) } else { <_>::default() };
    let none = Parts::default();
    let parts = flags.parts.unwrap_or(&none);
    let mut laws: Vec<Arc<law::LawText>> = Vec::new();
    for (file, content) in texts.iter().filter(|(file, _)| law_text(file)) {
        laws.extend(parts.law((file, content), &mut reading, |reading| statute::read_text(file, content, reading)));
    }
    laws.extend(supplied_laws.into_iter().map(Arc::new));
    reading.library = law::Library::of(laws, &mut reading);
    let ordered = sheets.rows(&measure::ORDER);
    let ordered = if ordered.is_empty() { sheets.rows(&measure::GRADES) } else { ordered };
    reading.vocabulary.grades = grade_names(&ordered);
    let version = edition::version(files, flags.hashing);
    let policy = assemble(&sheets, &particulars, (flags, parts, &texts), &mut reading);
    let policy = policy.map(|policy| Policy { version, supplied, ..policy });
    // What was kept was proved by the program of its time.
    if let Some(policy) = policy.as_ref().filter(|_| !flags.kept) {
        proof::prove(policy, flags.reasons, &mut reading);
        supply::prove_tables(&sheets, flags.tables, &mut reading);
    }
    reading.faults.sort();
    reading.faults.dedup();
    match policy {
        Some(policy) if reading.faults.is_empty() => Ok(policy),
        Some(_) | None => {
            if reading.faults.is_empty() {
                let wanted = Text::fixed("region.md 中的表「项、值」", "the table 'item, value' in region.md");
                reading.faults.push(TextFault {
                    file: "region.md".into(),
                    line: 1,
                    column: 1,
                    found: String::new(),
                    wanted,
                });
            }
            Err(reading.faults)
        }
    }
}

/// A table that no shape fits would be law that nobody reads.
fn recognise(file: &str, blocks: &[Block], reading: &mut Reading) {
    for block in blocks {
        let Block::Table(header, _) = block else { continue };
        if shape_of(file, header).is_some() {
            continue;
        }
        let known = keys(header);
        let unknown = header.iter().zip(&known).find(|(_, key)| key.is_none()).map(|(spot, _)| spot);
        let spot: &Spot = unknown.unwrap_or(&header[0]);
        let found: Vec<&str> = known.into_iter().flatten().collect();
        let near = SHAPES.iter().max_by_key(|s| {
            let shared = s.required.iter().filter(|k| found.contains(*k)).count();
            let missing = s.required.len() - shared;
            (shared * 2, usize::MAX - missing)
        });
        let Some(near) = near else { continue };
        let missing: Vec<&str> = near.required.iter().copied().filter(|k| !found.contains(k)).collect();
        let missing = if missing.is_empty() { String::new() } else { missing.join("、") };
        let wanted = Text::new(
            format!("一种已知的表；最近的是「{}」，缺的列：{missing}", near.name.zh),
            format!("a known table; the nearest is '{}', missing columns: {missing}", near.name.en),
        );
        reading.fault(file, spot, wanted);
    }
}

/// The region begins on the day that it says, or else with its first member; rows without a day hold from then.
fn begin(particulars: &[Row], members: &[Row], reading: &mut Reading) {
    if let Some(row) = particulars.iter().find(|r| r.setting() == Some("from")) {
        reading.start = row.day("value", reading).unwrap_or(reading.start);
        return;
    }
    let first = members.iter().filter_map(|r| Day::parse(&r.text("from")).ok()).min();
    reading.start = first.unwrap_or(reading.start);
}

/// The region's language is needed before anything else is read.
fn read_language(particulars: &[Row], reading: &mut Reading) {
    for row in particulars {
        match row.setting() {
            Some("language") => {
                if let Some(language) = row.word::<Language>("value", reading) {
                    reading.vocabulary.language = language;
                }
            }
            Some(_) => {}
            None => row.fault("item", Text::fixed("代号、名称、语言、时区等已知的项", "a known item"), reading),
        }
    }
    let first = particulars.first().filter(|_| !particulars.iter().any(|r| r.setting() == Some("language")));
    if let Some(row) = first {
        row.fault("item", Text::fixed("一行「语言」", "a row 'language'"), reading);
    }
}

/// Grades are ordered as the table first names them: from best to worst.
fn grade_names(rows: &[Row]) -> Vec<Box<str>> {
    let mut names: Vec<Box<str>> = Vec::new();
    for row in rows.iter().filter(|row| !measure::is_ungraded(row)) {
        let name: Box<str> = row.text("grade").into();
        if !name.is_empty() && !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

fn assemble(sheets: &Sheets, particulars: &[Row], (flags, parts, texts): Given, r: &mut Reading) -> Option<Policy> {
    let region = if particulars.is_empty() { None } else { member::region(particulars, r) };
    let rest = region.as_ref().map_or(&[][..], |g| &g.rest);
    let calendar = calendar(rest, &sheets.read(&measure::DAYS, r, measure::special_day), r);
    let lists = lists(sheets, flags, r);
    let modes = sheets.documents.iter().flat_map(|(file, blocks)| steps::modes(file, blocks, r)).collect();
    let digits = sheets.read(&number::DIGITS, r, number::digit);
    let rates = rates(sheets.read(&measure::RATES, r, measure::rate), r);
    let rules = rules(sheets, (parts, texts), r);
    let asked = rules.iter().flat_map(|rule| rule.facts()).filter_map(|fact| fact.past());
    Some(Policy {
        version: String::new(),
        supplied: Vec::new(),
        without_demonstration: flags.without_demonstration,
        slogans: sheets.read(&slogan::SLOGANS, r, slogan::slogan),
        members: sheets.read(&member::MEMBERS, r, member::member),
        offices: sheets.read(&member::OFFICES, r, member::office),
        exceptions: sheets.read(&member::EXCEPTIONS, r, member::exception),
        gates: sheets.read(&member::GATES, r, member::gate),
        readiness: sheets.read(&member::READINESS, r, member::readiness),
        pilots: sheets.read(&member::PILOTS, r, member::pilot),
        modes,
        selection: sheets.read(&steps::SELECTION, r, steps::selection),
        severity: steps::severity(&sheets.rows(&steps::SEVERITY), r),
        definitions: sheets.read(&demand::DEFINITIONS, r, demand::definition),
        past: asked.map(|(subject, _)| subject).collect(),
        rules,
        groups: sheets.read(&named::GROUPS, r, named::group),
        port_kinds: sheets.read(&named::PORT_KINDS, r, named::port_kind),
        sampling: sheets.read(&named::SAMPLING, r, named::sampling),
        on_lists: sheets.read(&named::LISTS, r, named::on_list),
        deadlines: sheets.read(&deadline::DEADLINES, r, deadline::deadline),
        hauls: sheets.read(&deadline::HAULS, r, deadline::haul),
        numbers: sheets.read(&number::NUMBERS, r, |row, r| number::number(row, &digits, r)),
        rates,
        units: sheets.read(&measure::UNITS, r, measure::unit),
        packages: sheets.read(&measure::PACKAGES, r, measure::package),
        metrics: sheets.read(&measure::METRICS, r, measure::metric),
        reasons: sheets.read(&reason::REASONS, r, reason::reason),
        phrases: sheets.read(&reason::PHRASES, r, reason::phrase),
        keeps: sheets.read(&retention::KEEPS, r, retention::keep),
        certificates: sheets.read(&certificate::KINDS, r, certificate::kind::kind),
        blanks: sheets.read(&certificate::BLANKS, r, certificate::blank),
        forms: forms(sheets, r),
        ways: sheets.read(&governance::WAYS, r, |row, r| governance::way(row, r, &table_named)),
        course: sheets.read(&governance::COURSE, r, governance::permitted),
        refusals: sheets.read(&demand::REFUSALS, r, demand::refusal),
        purposes: sheets.read(&demand::PURPOSES, r, demand::purpose),
        remarks: sheets.read(&demand::REMARKS, r, demand::remark),
        waivable: sheets.read(&waiver::WAIVERS, r, waiver::waivable),
        takes: sheets.read(&filed::FILES, r, filed::taken),
        promised: sheets.read(&paperless::PAPERLESS, r, paperless::promised),
        ungraded: ungraded(sheets, r),
        grades: r.vocabulary.grades.clone(),
        library: r.library.clone(),
        lists,
        calendar: calendar?,
        region: region?,
    })
}

/// What counts of whoever has no grade.
fn ungraded(sheets: &Sheets, r: &mut Reading) -> Vec<measure::Ungraded> {
    let rows = sheets.rows(&measure::GRADES);
    rows.iter().filter(|row| measure::is_ungraded(row)).filter_map(|row| measure::ungraded(row, r)).collect()
}

/// The forms of papers, one a file.
fn forms(sheets: &Sheets, r: &mut Reading) -> Vec<certificate::Form> {
    let form = |(file, blocks): &(String, Vec<Block>)| {
        let rows = |shape: &Shape| rows_of(file, blocks, shape);
        certificate::form::form(file, &rows(&certificate::BLOCKS), &rows(&certificate::PHRASES), r)
    };
    sheets.documents.iter().filter_map(form).collect()
}

fn lists(sheets: &Sheets, flags: &Flags, r: &mut Reading) -> list::Lists {
    let own = sheets.read(&list::APPROVALS, r, list::approval);
    list::Lists::new(entries(sheets, r), own, flags.approvals, flags.without_demonstration)
}

/// Rules of every form by their numbers, so that nothing hangs on the order of files and rows.
fn rules(sheets: &Sheets, (parts, texts): (&Parts, &[(&str, &str)]), r: &mut Reading) -> Vec<Arc<rule::Rule>> {
    let mut rules = Vec::new();
    for (file, blocks) in &sheets.documents {
        let content = texts.iter().find(|(name, _)| name == file).map_or("", |(_, content)| *content);
        rules.extend(parts.rules((file, content), r, |r| rules_of(file, blocks, r)));
    }
    rules.sort_by(|a, b| (&a.id, a.period.from).cmp(&(&b.id, b.period.from)));
    rules
}

/// The rules of one file.
fn rules_of(file: &str, blocks: &[Block], r: &mut Reading) -> Vec<rule::Rule> {
    let mut rules = Vec::new();
    let rows = |shape: &Shape| rows_of(file, blocks, shape);
    rules.extend(rows(&demand::TRIGGERS).iter().filter_map(|row| rule::of_trigger(row, r)));
    rules.extend(rows(&demand::CHECKS).iter().filter_map(|row| rule::of_check(row, r)));
    rules.extend(rows(&rule::RULES).iter().filter_map(|row| rule::of_row(row, r)));
    rules.extend(rule::blocks(file, blocks, r));
    rules
}

fn entries(sheets: &Sheets, reading: &mut Reading) -> Vec<list::ListEntry> {
    let mut entries = Vec::new();
    for (file, blocks) in &sheets.documents {
        let rows = rows_of(file, blocks, &list::ENTRIES);
        let name = file.rsplit('/').next().unwrap_or(file);
        match LIST_FILES.iter().find(|(f, _)| *f == name) {
            Some((_, direction)) => entries.extend(rows.iter().filter_map(|r| list::entry(r, *direction, reading))),
            None => {
                if let Some(row) = rows.first() {
                    let wanted =
                        Text::fixed("清单写在 list-entry.md 或 list-exit.md", "lists in list-entry.md or list-exit.md");
                    row.fault("entry", wanted, reading);
                }
            }
        }
    }
    entries
}

fn calendar(rest: &[values::calendar::Weekday], days: &[SpecialDay], reading: &mut Reading) -> Option<WorkCalendar> {
    let of = |kind: DayKind| days.iter().filter(move |d| d.kind == kind).map(|d| d.day).collect::<Vec<Day>>();
    let mut seen: HashMap<Day, &SpecialDay> = HashMap::new();
    for day in days {
        if let Some(twin) = seen.insert(day.day, day) {
            let line = twin.source.line;
            let wanted = Text::new(
                format!("每日一行，第 {line} 行已有此日"),
                format!("one row a day; line {line} has this one"),
            );
            reading.fault_at(&day.source, &day.day.to_string(), wanted);
        }
    }
    match WorkCalendar::new(rest, of(DayKind::Off), of(DayKind::Worked)) {
        Ok(calendar) => Some(calendar),
        Err(wanted) => {
            if let Some(first) = days.first() {
                reading.fault_at(&first.source, "", wanted);
            }
            None
        }
    }
}

fn rates(rows: Vec<measure::Rate>, reading: &mut Reading) -> HashMap<(Box<str>, i32, u32), measure::Rate> {
    let mut rates: HashMap<(Box<str>, i32, u32), measure::Rate> = HashMap::new();
    for row in rows {
        let key = (row.currency.as_str().into(), row.year, row.month);
        if let Some(twin) = rates.get(&key) {
            let line = twin.source.line;
            let wanted =
                Text::new(format!("每月一行，第 {line} 行已有"), format!("one row a month; line {line} has this one"));
            reading.fault_at(&row.source, row.currency.as_str(), wanted);
        }
        rates.insert(key, row);
    }
    rates
}
