//! The goods of one port for its officers (「本方案」三(三)三): awaited, there, held, left, whatever office they were declared at.

use crate::act::{self, Ask, Denied};
use crate::field::Field;
use crate::find;
use clearance::permission::Act;
use clearance::row::port::{AtPort, day_of, of_day};
use policy::{Office, OfficeRole, Policy};
use register::cases::line::CaseLine;
use register::cases::port::{PortCounts, PortList};
use register::scope::Scope;
use values::calendar::{Day, Timestamp};
use values::fault::Fault;
use values::id::OfficeCode;
use values::text::Text;

/// The most cases of one page.
pub const PAGE_MAX: u32 = 50;

/// The lists and their words, in the order of goods.
pub const LISTS: [(PortList, &str); 4] = [
    (PortList::Expected, "expected"),
    (PortList::Arrived, "arrived"),
    (PortList::Held, "held"),
    (PortList::Left, "left"),
];

/// One page of a list.
pub struct Page {
    /// The office at the port.
    pub office: OfficeCode,
    /// The day by which goods are awaited or there.
    pub day: Day,
    /// How many are on the lists that end.
    pub counts: PortCounts,
    /// The cases.
    pub lines: Vec<CaseLine>,
    /// Where the next page begins; none if this is the last.
    pub next: Option<(i64, String)>,
}

/// How far goods are, as a reader is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stand {
    /// Awaited, on the day that was declared.
    Awaited(Option<Day>),
    /// There since the day that was declared for it; the port has not worked on them.
    Declared(Day),
    /// There since the port first worked on them.
    There(Timestamp),
    /// Gone.
    Left(Timestamp),
    /// On no list.
    Nowhere,
}

impl Stand {
    /// How far the goods of a line are on a day.
    pub fn of(line: &CaseLine, today: Day) -> Stand {
        let at = Timestamp(line.at_port_since);
        let day = day_of(at);
        match line.at_port {
            AtPort::Announced if day <= today => Stand::Declared(day),
            AtPort::Announced => Stand::Awaited(Some(day)),
            AtPort::Expected => Stand::Awaited((at.0 != 0).then_some(day)),
            AtPort::Arrived => Stand::There(at),
            AtPort::Left => Stand::Left(at),
            AtPort::Nowhere => Stand::Nowhere,
        }
    }
}

/// Which list, as it is asked for; nothing asked is what is there.
///
/// # Errors
/// A word that names no list.
pub fn list(word: &str) -> Result<PortList, Denied> {
    if word.is_empty() {
        return Ok(PortList::Arrived);
    }
    let known = LISTS.iter().find(|(_, known)| *known == word).map(|(list, _)| *list);
    known.ok_or_else(|| unknown("list", word, LISTS.iter().map(|(_, word)| *word).collect()))
}

fn unknown(path: &str, found: &str, known: Vec<&str>) -> Denied {
    let wanted = Text::new(format!("{} 之一", known.join("、")), format!("one of {}", known.join(", ")));
    Denied::Faults(vec![Fault::new(path, "unknown_word", found, wanted)])
}

/// The offices that serve a port on a day.
pub fn offices(policy: &Policy, day: Day) -> impl Iterator<Item = &OfficeCode> {
    let at_port = |office: &&Office| office.roles.contains(&OfficeRole::Port);
    policy.offices_on(day).filter(at_port).map(|office| &office.code)
}

/// The office whose goods are asked for: the asker's own unless another one is named.
///
/// # Errors
/// An office that serves no port today.
fn office(policy: &Policy, ask: &Ask, day: Day, named: &str) -> Result<OfficeCode, Denied> {
    let own = ask.office.as_ref().map_or("", OfficeCode::as_str);
    let wanted = if named.is_empty() { own } else { named };
    let known = offices(policy, day).find(|office| office.as_str() == wanted).cloned();
    known.ok_or_else(|| unknown("office", wanted, offices(policy, day).map(OfficeCode::as_str).collect()))
}

/// Whether the asker reads the lists of ports.
///
/// # Errors
/// Only officers who read goods do.
pub fn permit(ask: &Ask) -> Result<(), Denied> {
    act::permit_act(ask, Act::ReadGoods).map(drop)
}

/// One page of a list of a port, after a position as a page before gave it (`None` for the first).
///
/// # Errors
/// Only officers who read goods may; an office that serves no port; the register cannot be read.
pub async fn page(
    field: &Field,
    ask: &Ask,
    (named, list): (&str, PortList),
    after: Option<(i64, String)>,
    limit: u32,
) -> Result<Page, Denied> {
    permit(ask)?;
    let day = field.day(ask.now);
    let office = office(&field.law(day).await?.policy, ask, day, named)?;
    let (scope, today) = (Scope::officer(), of_day(day).0);
    let first = if list == PortList::Left { (i64::MAX, "~".to_owned()) } else { (i64::MIN, String::new()) };
    let (at, no) = after.unwrap_or(first);
    let asked = (office.as_str(), list);
    let mut lines = field.register.cases_at_port(&scope, asked, today, (at, &no), limit + 1).await?;
    let page = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = page < lines.len();
    lines.truncate(page);
    let next = lines.last().filter(|_| more).map(|last| (last.at_port_since, last.no.clone()));
    let counts = field.register.port_counts(&scope, office.as_str(), today).await?;
    Ok(Page { office, day, counts, lines, next })
}

/// Reads where a page begins.
///
/// # Errors
/// What no page gave.
pub fn after(text: Option<&str>) -> Result<Option<(i64, String)>, Denied> {
    let Some(text) = text.filter(|text| !text.is_empty()) else { return Ok(None) };
    let wanted = || Text::fixed("上一页答复中的 next", "what an answer gave as next");
    let position = find::read_position(text);
    position.map(Some).ok_or_else(|| Denied::Faults(vec![Fault::new("after", "shape", text, wanted())]))
}
