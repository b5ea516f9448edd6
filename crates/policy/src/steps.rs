//! Reading modes: heading, formula, definition, clauses and step table, then selection and severity.

use super::formula::Formula;
use super::law::Citation;
use super::markdown::{Block, Spot};
use super::member::code_item;
use super::mode::{Mode, Selected, Selection, Severity, Step};
use super::place::PlaceRule;
use super::sentence::Misread;
use super::source::Source;
use super::table::{Reading, Row, Shape, sheet, split};
use super::words::Chooser;
use values::fault::TextFault;
use values::id::ModeName;
use values::text::Text;

pub(crate) const STEPS: Shape = Shape {
    name: Text::fixed("步骤", "steps"),
    required: &["step", "kind", "place", "chosen by", "needs", "when needed"],
    optional: &[],
};
pub(crate) const SELECTION: Shape = Shape {
    name: Text::fixed("模式的选择", "selection"),
    required: &["direction", "when", "mode", "basis"],
    optional: &["from", "until"],
};
pub(crate) const SEVERITY: Shape =
    Shape { name: Text::fixed("轻重", "severity"), required: &["lightest first", "mode", "handling"], optional: &[] };

/// What stands before a step table.
#[derive(Default)]
struct Opening<'b> {
    heading: Option<&'b Spot>,
    formula: Option<&'b Spot>,
    definition: Option<&'b Spot>,
    basis: Option<&'b Spot>,
    english: Option<&'b Spot>,
}

/// Words that begin the line of clauses and the line with the English title.
const BASIS: [&str; 4] = ["依据：", "依据:", "basis:", "Basis:"];
const ENGLISH: [&str; 4] = ["英文：", "英文:", "english:", "English:"];
/// Signs of a definition.
const EQUALS: [char; 2] = ['＝', '='];

/// The modes of a file, in its order.
pub(crate) fn modes(file: &str, blocks: &[Block], reading: &mut Reading) -> Vec<Mode> {
    let mut found: Vec<Mode> = Vec::new();
    let mut opening = Opening::default();
    for block in blocks {
        match block {
            Block::Heading(_, spot) => opening = Opening { heading: Some(spot), ..Opening::default() },
            Block::Quote(spot) if opening.formula.is_none() => opening.formula = Some(spot),
            Block::Line(spot) if BASIS.iter().any(|b| spot.text.starts_with(b)) => opening.basis = Some(spot),
            Block::Line(spot) if ENGLISH.iter().any(|b| spot.text.starts_with(b)) => opening.english = Some(spot),
            Block::Line(spot) if defines(spot, opening.formula) => opening.definition = Some(spot),
            Block::Quote(_) | Block::Line(_) | Block::Fence(..) => {}
            Block::Table(header, rows) => {
                if let Some(rows) = sheet(file, header, rows, &STEPS) {
                    found.extend(mode(file, &opening, &rows, reading));
                }
            }
        }
    }
    found
}

/// Whether the line defines the name that stands as formula: 「检验地直放 ＝ …」.
fn defines(spot: &Spot, formula: Option<&Spot>) -> bool {
    let defined = spot.text.split_once(EQUALS).map(|(name, _)| name.trim().trim_matches(['「', '」', '"']));
    formula.is_some_and(|f| defined == Some(f.text.as_str()))
}

fn mode(file: &str, opening: &Opening, rows: &[Row], reading: &mut Reading) -> Option<Mode> {
    let first = rows.first()?;
    let Some(heading) = opening.heading else {
        first.fault(
            "step",
            Text::fixed("表前有「### 名称 标题」", "a heading '### NAME title' before the table"),
            reading,
        );
        return None;
    };
    let (name, title) = heading.text.split_once(char::is_whitespace).unwrap_or((&heading.text, ""));
    let name = ModeName::parse(name).map_err(|wanted| reading.fault(file, heading, wanted)).ok();
    let Some(formula) = opening.formula else {
        reading.fault(
            file,
            heading,
            Text::fixed(
                "标题之下一行式子，如「> 产地检验+口岸查验/监装」",
                "a formula in a quotation below the heading",
            ),
        );
        return None;
    };
    let acts = acts(file, formula, opening.definition, reading);
    let basis = basis(file, heading, opening.basis, reading);
    let steps = steps(rows, reading);
    let english = opening.english.and_then(|s| s.text.split_once(['：', ':'])).map_or(title, |(_, t)| t.trim());
    Some(Mode {
        name: name?,
        title: title.trim().into(),
        english: english.into(),
        formula: formula.text.as_str().into(),
        definition: opening.definition.map(|d| d.text.as_str().into()),
        acts: acts?,
        basis: basis?,
        steps: steps?,
        source: Source::new(file, heading.line),
    })
}

/// The acts of the formula, or those of the definition where the formula is only a name.
fn acts(file: &str, formula: &Spot, definition: Option<&Spot>, reading: &mut Reading) -> Option<Formula> {
    let (spot, text, before) = match definition {
        Some(spot) => {
            let (_, said) = spot.text.split_once(EQUALS)?;
            let acts = said.split(['；', ';', '。']).next().unwrap_or(said);
            let bytes = (acts.as_ptr() as usize) - (spot.text.as_ptr() as usize);
            (spot, acts, spot.text[..bytes].chars().count())
        }
        None if !formula.text.contains(['+', '＋']) && Formula::parse(&formula.text).is_err() => {
            let wanted = Text::new(
                format!("带「+」的式子，或者一行定义「{} ＝ …」", formula.text),
                format!("a formula with '+', or a definition '{} = …'", formula.text),
            );
            reading.fault(file, formula, wanted);
            return None;
        }
        None => (formula, formula.text.as_str(), 0),
    };
    let misread = match Formula::parse(text) {
        Ok(acts) => return Some(acts),
        Err(misread) => misread,
    };
    let before = u32::try_from(before).unwrap_or(u32::MAX);
    let Misread { offset, found, wanted } = misread.shifted(before);
    reading.faults.push(TextFault { file: file.into(), line: spot.line, column: spot.column + offset, found, wanted });
    None
}

fn basis(file: &str, heading: &Spot, line: Option<&Spot>, reading: &mut Reading) -> Option<Vec<Citation>> {
    let Some(line) = line else {
        reading.fault(
            file,
            heading,
            Text::fixed("一行「依据：「简称」第四条」", "a line 'Basis: \"Short name\" article 4'"),
        );
        return None;
    };
    reading.library.citations(line, reading.start, file, &mut reading.faults)
}

fn steps(rows: &[Row], reading: &mut Reading) -> Option<Vec<Step>> {
    let names: Vec<String> = rows.iter().map(|r| r.text("step")).collect();
    let mut steps = Vec::with_capacity(rows.len());
    for (at, row) in rows.iter().enumerate() {
        if let Some(twin) = names[..at].iter().position(|n| *n == names[at]) {
            let line = rows[twin].source().line;
            row.fault(
                "step",
                Text::new(format!("不同的步骤名，第 {line} 行已有"), format!("another name; line {line} has this one")),
                reading,
            );
        }
        steps.extend(step(row, &names, reading));
    }
    if rows.len() > usize::from(u8::MAX) {
        rows[0].fault("step", Text::fixed("不超过 255 步", "255 steps at most"), reading);
    }
    (steps.len() == rows.len()).then_some(steps)
}

fn step(row: &Row, names: &[String], reading: &mut Reading) -> Option<Step> {
    let (name, kind, when) =
        (row.code("step", reading), row.word("kind", reading), row.condition("when needed", reading));
    let place = match PlaceRule::parse(&row.text("place"), &reading.vocabulary) {
        Ok(place) => Some(place),
        Err(misread) => {
            row.misread("place", misread, reading);
            None
        }
    };
    let chosen_by: Option<Chooser> = row.word("chosen by", reading);
    let mut on_arrival = false;
    let mut needs = Some(Vec::new());
    for part in split(&row.text("needs")) {
        let (before, arrival) = match part.strip_suffix("（到达后）").or_else(|| part.strip_suffix("(到达后)"))
        {
            Some(before) => (before.trim(), true),
            None => match part.strip_suffix("(on arrival)") {
                Some(before) => (before.trim(), true),
                None => (part, false),
            },
        };
        on_arrival |= arrival;
        match names.iter().position(|n| n == before) {
            Some(at) => needs.iter_mut().for_each(|n| n.push(at)),
            None => {
                needs = None;
                let all = names.join("、");
                row.fault(
                    "needs",
                    Text::new(format!("本表的步骤：{all}"), format!("steps of this table: {all}")),
                    reading,
                );
            }
        }
    }
    let name: values::id::StepName = name?;
    let english = Some(row.text("english")).filter(|t| !t.is_empty()).map_or_else(|| name.as_str().into(), Into::into);
    Some(Step {
        name,
        english,
        kind: kind?,
        place: place?,
        chosen_by: chosen_by?,
        needs: needs?,
        when: when?,
        on_arrival,
        provisional: row.provisional(),
        source: row.source(),
    })
}

/// The words for the mode of the strictest entry.
const STRICTEST: [&str; 3] = ["从严条目", "strictest entry", "Strictest entry"];

pub(crate) fn selection(row: &Row, reading: &mut Reading) -> Option<Selection> {
    let (direction, when, period) =
        (row.word("direction", reading), row.condition("when", reading), row.period(reading));
    let basis = row.basis(period, reading);
    let mode = if STRICTEST.contains(&row.text("mode").as_str()) {
        Some(Selected::StrictestEntry)
    } else {
        code_item(row, "mode", reading).map(Selected::Mode)
    };
    Some(Selection {
        direction: direction?,
        when: when?,
        mode: mode?,
        basis: basis?,
        period: period?,
        source: row.source(),
    })
}

/// The ranks in the order of their numbers.
pub(crate) fn severity(rows: &[Row], reading: &mut Reading) -> Vec<Severity> {
    let mut ranks: Vec<(u32, Severity)> = Vec::new();
    for row in rows {
        let rank = row.number("lightest first", Text::fixed("次序", "a rank"), reading);
        let (mode, handling) = (code_item(row, "mode", reading), row.maybe_word("handling", reading));
        let (Some(rank), Some(mode), Some(handling)) = (rank, mode, handling) else { continue };
        let severity = Severity { mode, handling, source: row.source() };
        let same = |s: &Severity| s.mode == severity.mode && s.handling == severity.handling;
        if ranks.iter().any(|(r, s)| *r == rank || same(s)) {
            row.fault(
                "lightest first",
                Text::fixed("每个次序、每种模式和处置只写一次", "each rank, and each mode with handling, once"),
                reading,
            );
        }
        ranks.push((rank, severity));
    }
    ranks.sort_by_key(|r| r.0);
    ranks.into_iter().map(|r| r.1).collect()
}
