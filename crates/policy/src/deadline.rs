//! Deadlines: what starts and stops them, how long they are, what follows when they pass; haul times.

use super::condition::Condition;
use super::law::Citation;
use super::member::code_item;
use super::source::Source;
use super::table::{Reading, Row, Shape};
use super::words::{Named, Word};
use values::calendar::{Length, Period};
use values::id::MemberCode;
use values::text::Text;

/// A deadline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deadline {
    /// Its name.
    pub name: Box<str>,
    /// For which cases; a condition over lines holds if it does for any line. `None` is all.
    pub when: Option<Condition>,
    /// What starts it.
    pub start: Moment,
    /// How long it is.
    pub length: Span,
    /// What stops it.
    pub stop: Moment,
    /// What follows when it passes.
    pub effects: Vec<Effect>,
    /// The words of the text for that.
    pub effect: Box<str>,
    /// The clauses it rests on.
    pub basis: Vec<Citation>,
    /// When the row is in force.
    pub period: Period,
    /// Marked as not verified.
    pub provisional: bool,
    /// Where it stands.
    pub source: Source,
}

/// How long a deadline is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Span {
    /// So long after the start.
    After(Length),
    /// So many days before the start: 「-30 日」.
    Before(u16),
    /// By the table of haul times (运程表), or so many days where it has none.
    Haul {
        /// Days where the table says nothing.
        otherwise: u16,
    },
}

/// What starts or stops a deadline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs)] // the words below say what each one is
pub enum Moment {
    Accepted,
    Returned,
    Issued,
    Forwarded,
    Cleared,
    Moved,
    Arrived,
    LastContact,
    Contact,
    ArrivalDay,
    DespatchDay,
    Declared,
    Result,
    Released,
}

impl Word for Moment {
    const NAMES: &'static [Named<Self>] = &[
        (Moment::Accepted, &["受理"], &["accepted"]),
        (Moment::Returned, &["退单", "退回补正"], &["returned"]),
        (Moment::Issued, &["签发"], &["issued"]),
        (Moment::Forwarded, &["转单"], &["forwarded"]),
        (Moment::Cleared, &["通关"], &["cleared"]),
        (Moment::Moved, &["调离"], &["moved"]),
        (Moment::Arrived, &["到达"], &["arrived"]),
        (Moment::LastContact, &["最后一次联系"], &["last contact"]),
        (Moment::Contact, &["报检联系", "联系"], &["contact"]),
        (Moment::ArrivalDay, &["到货"], &["arrival day"]),
        (Moment::DespatchDay, &["发货"], &["despatch day"]),
        (Moment::Declared, &["申报"], &["declared"]),
        (Moment::Result, &["检验结论"], &["result"]),
        (Moment::Released, &["放行"], &["released"]),
    ];
}

/// What follows when a deadline passes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs)] // the words below say what each one is
pub enum Effect {
    Remind,
    EvasionCase,
    Withdraw,
    Redeclare,
    Late,
}

impl Word for Effect {
    const NAMES: &'static [Named<Self>] = &[
        (Effect::Remind, &["提醒"], &["remind"]),
        (Effect::EvasionCase, &["立逃漏检案"], &["open an evasion case"]),
        (Effect::Withdraw, &["自动撤销"], &["withdraw"]),
        (Effect::Redeclare, &["须重新报检", "重新报检"], &["declare again"]),
        (Effect::Late, &["迟报标记"], &["mark as late"]),
    ];
}

/// Which days count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Days {
    Calendar,
    Working,
}

impl Word for Days {
    const NAMES: &'static [Named<Self>] =
        &[(Days::Calendar, &["日历日"], &["calendar days"]), (Days::Working, &["工作日"], &["working days"])];
}

/// Days of haulage from the port's member to the destination's.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)] // the columns of the table
pub struct Haul {
    pub port: MemberCode,
    pub destination: MemberCode,
    pub days: u16,
    pub source: Source,
}

pub(crate) const DEADLINES: Shape = Shape {
    name: Text::fixed("时限", "deadlines"),
    required: &["deadline", "start", "length", "calendar", "stop", "effect", "basis"],
    optional: &["when", "from", "until"],
};
pub(crate) const HAULS: Shape =
    Shape { name: Text::fixed("运程", "haul"), required: &["port", "destination", "days"], optional: &[] };

pub(crate) fn deadline(row: &Row, reading: &mut Reading) -> Option<Deadline> {
    let (name, when) = (row.need("deadline", reading), row.condition("when", reading));
    let (start, stop) = (row.word("start", reading), row.word("stop", reading));
    let days: Option<Days> = row.word("calendar", reading);
    let length = days.and_then(|d| span(&row.text("length"), d));
    if days.is_some() && length.is_none() {
        let wanted = Text::fixed(
            "如「60 日」、「2 个月」、「-30 日」或者「运程表，缺省 15 日」",
            "such as '60 days', '2 months', '-30 days' or 'haul table, otherwise 15 days'",
        );
        row.fault("length", wanted, reading);
    }
    let period = row.period(reading);
    let basis = row.basis(period, reading);
    let text = row.text("effect");
    // 「须重新报检，理由 1」: the words after a comma are for readers.
    let known = |part: &str| Effect::named(part.split(['，', ',']).next().unwrap_or(part).trim());
    let effects: Option<Vec<Effect>> = text.split(['；', ';']).map(|part| known(part.trim())).collect();
    if effects.is_none() {
        row.fault("effect", Effect::wanted(), reading);
    }
    Some(Deadline {
        name: name?,
        when: when?,
        start: start?,
        length: length?,
        stop: stop?,
        effects: effects?,
        effect: text.into(),
        basis: basis?,
        period: period?,
        provisional: row.provisional(),
        source: row.source(),
    })
}

fn span(text: &str, days: Days) -> Option<Span> {
    let number = |part: &str| -> Option<(u16, bool)> {
        let digits = part.trim().trim_start_matches(|c: char| !c.is_ascii_digit());
        let end = digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len());
        let unit = digits[end..].trim();
        let months = matches!(unit, "个月" | "月" | "months" | "month");
        let known = months || matches!(unit, "日" | "天" | "工作日" | "days" | "day" | "working days");
        Some((digits[..end].parse().ok()?, months)).filter(|_| known)
    };
    let lower = text.to_lowercase();
    if let Some(rest) = lower.strip_prefix("运程表").or_else(|| lower.strip_prefix("haul table")) {
        return Some(Span::Haul { otherwise: number(rest)?.0 });
    }
    if let Some(rest) = lower.strip_prefix(['-', '−', '－']) {
        return Some(Span::Before(number(rest)?.0));
    }
    if !lower.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let (count, months) = number(&lower)?;
    Some(Span::After(match (months, days) {
        (true, _) => Length::Months(count),
        (false, Days::Calendar) => Length::Days(count),
        (false, Days::Working) => Length::WorkingDays(count),
    }))
}

pub(crate) fn haul(row: &Row, reading: &mut Reading) -> Option<Haul> {
    let (port, destination) = (code_item(row, "port", reading), code_item(row, "destination", reading));
    let days = row.number("days", Text::fixed("日数", "a number of days"), reading);
    Some(Haul { port: port?, destination: destination?, days: days?, source: row.source() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_as_they_are_written() {
        let spans = [
            "60 日",
            "2 个月",
            "-30 日",
            "运程表（口岸×目的地），缺省 15 日",
            "60",
            "日",
            "haul table, otherwise 5 days",
        ]
        .map(|t| span(t, Days::Calendar));
        assert_eq!(
            spans,
            [
                Some(Span::After(Length::Days(60))),
                Some(Span::After(Length::Months(2))),
                Some(Span::Before(30)),
                Some(Span::Haul { otherwise: 15 }),
                None,
                None,
                Some(Span::Haul { otherwise: 5 }),
            ]
        );
        assert_eq!(span("3 日", Days::Working), Some(Span::After(Length::WorkingDays(3))));
    }
}
