//! The region, its members and offices, the readiness gates and the pilot.

use super::hs::HsSet;
use super::law::Citation;
use super::source::Source;
use super::step_kind::StepKind;
use super::table::{Reading, Row, Shape};
use super::words::{Lapse, Named, OfficeRole, Word};
use values::calendar::{Day, Period, Weekday, Zone};
use values::code::{CurrencyCode, DistrictCode, HsCode, PlaceCode};
use values::direction::Direction;
use values::id::{EnterpriseId, MemberCode, OfficeCode};
use values::text::{Language, Text};

/// What the region is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Region {
    /// Its short code, e.g. the name of its folder.
    pub code: Box<str>,
    /// Its name in its own language.
    pub name: Box<str>,
    /// Its name in English.
    pub english: Box<str>,
    /// The language of its texts.
    pub language: Language,
    /// The zone in which its days begin and end.
    pub zone: Zone,
    /// The currency in which values are counted.
    pub accounting: CurrencyCode,
    /// The second currency of statistics.
    pub reference: CurrencyCode,
    /// The weekly days of rest.
    pub rest: Vec<Weekday>,
    /// The member that leads.
    pub lead: Option<MemberCode>,
    /// How often goods that failed may be treated and examined again.
    pub reworks: u8,
    /// How many digits the commodity codes of its tariff have: what is declared has them all.
    pub tariff_digits: u8,
    /// How goods count while a list is not in force, where the text says so.
    pub lapse: Option<Lapse>,
}

/// A member of the region.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)] // the columns of the table
pub struct Member {
    pub code: MemberCode,
    pub name: Box<str>,
    pub english: Box<str>,
    pub role: Box<str>,
    /// 区划: the district (GB/T 2260) in which the member lies; the flow district of exports through its ports.
    pub district: Option<DistrictCode>,
    /// 图位: where it stands on a map of tiles, as column and row from the upper left, from 0.
    pub tile: Option<(u8, u8)>,
    pub period: Period,
    pub provisional: bool,
    pub source: Source,
}

/// An office of a member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Office {
    /// Its code.
    pub code: OfficeCode,
    /// Its name in the region's language.
    pub name: Box<str>,
    /// Its name in English.
    pub english: Box<str>,
    /// The member it belongs to.
    pub member: MemberCode,
    /// Port, inland or both.
    pub roles: Vec<OfficeRole>,
    /// The ports it serves.
    pub ports: Vec<PlaceCode>,
    /// When it exists.
    pub period: Period,
    /// Its code is not verified.
    pub provisional: bool,
    /// Where it stands.
    pub source: Source,
}

/// What an office does not do for a while.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)] // the columns of the table
pub struct Exception {
    pub office: OfficeCode,
    pub kinds: Vec<StepKind>,
    pub period: Period,
    pub basis: Vec<Citation>,
    pub source: Source,
}

/// A readiness gate that every member has to pass.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)] // the columns of the table
pub struct Gate {
    pub name: Box<str>,
    pub explanation: Box<str>,
    pub period: Period,
    pub basis: Vec<Citation>,
    pub source: Source,
}

/// A gate that a member has passed.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)] // the columns of the table
pub struct Readiness {
    pub member: MemberCode,
    pub gate: Box<str>,
    pub period: Period,
    pub evidence: Box<str>,
    pub source: Source,
}

/// A scope of the pilot; an empty list does not limit.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)] // the columns of the table
pub struct Pilot {
    pub name: Box<str>,
    pub direction: Option<Direction>,
    pub offices: Vec<OfficeCode>,
    pub hs: HsSet,
    pub enterprises: Vec<EnterpriseId>,
    pub period: Period,
    pub basis: Vec<Citation>,
    pub source: Source,
}

impl Region {
    /// Its name in one language.
    pub fn called(&self, language: Language) -> &str {
        match language {
            Language::Zh => &self.name,
            Language::En => &self.english,
        }
    }
}

impl Office {
    /// Whether it has the role.
    pub fn is(&self, role: OfficeRole) -> bool {
        self.roles.contains(&role)
    }
}

impl Pilot {
    /// Whether these working offices, goods and owner lie within.
    pub fn covers(
        &self,
        direction: Direction,
        offices: &[OfficeCode],
        hs: &HsCode,
        owner: Option<&EnterpriseId>,
    ) -> bool {
        self.direction.is_none_or(|d| d == direction)
            && (self.offices.is_empty() || offices.iter().all(|o| self.offices.contains(o)))
            && (self.hs.is_empty() || self.hs.contains(hs.as_str()))
            && (self.enterprises.is_empty() || owner.is_some_and(|o| self.enterprises.contains(o)))
    }
}

impl Word for Language {
    const NAMES: &'static [Named<Self>] =
        &[(Language::Zh, &["zh", "中文"], &["zh", "Chinese"]), (Language::En, &["en", "英文"], &["en", "English"])];
}

impl Word for Weekday {
    const NAMES: &'static [Named<Self>] = &[
        (Weekday::Monday, &["周一", "星期一"], &["Monday"]),
        (Weekday::Tuesday, &["周二", "星期二"], &["Tuesday"]),
        (Weekday::Wednesday, &["周三", "星期三"], &["Wednesday"]),
        (Weekday::Thursday, &["周四", "星期四"], &["Thursday"]),
        (Weekday::Friday, &["周五", "星期五"], &["Friday"]),
        (Weekday::Saturday, &["周六", "星期六"], &["Saturday"]),
        (Weekday::Sunday, &["周日", "星期日"], &["Sunday"]),
    ];
}

pub(crate) const PARTICULARS: Shape =
    Shape { name: Text::fixed("区域", "region"), required: &["item", "value"], optional: &[] };
pub(crate) const MEMBERS: Shape = Shape {
    name: Text::fixed("成员", "members"),
    required: &["member", "name", "english name", "role", "from", "until"],
    optional: &["district", "tile"],
};
pub(crate) const OFFICES: Shape = Shape {
    name: Text::fixed("机构", "offices"),
    required: &["office", "name", "english name", "belongs to", "role", "port", "from", "until"],
    optional: &[],
};
pub(crate) const EXCEPTIONS: Shape = Shape {
    name: Text::fixed("业务例外", "exceptions"),
    required: &["office", "does not", "from", "until", "basis"],
    optional: &[],
};
pub(crate) const GATES: Shape = Shape {
    name: Text::fixed("准入条件", "gates required"),
    required: &["gate required", "explanation", "from", "basis"],
    optional: &["until"],
};
pub(crate) const READINESS: Shape = Shape {
    name: Text::fixed("具备情况", "readiness"),
    required: &["member", "gate", "from", "until", "evidence"],
    optional: &[],
};
pub(crate) const PILOTS: Shape = Shape {
    name: Text::fixed("试点", "pilot"),
    required: &["pilot", "direction", "office", "hs", "enterprise", "from", "until", "basis"],
    optional: &[],
};

/// The particulars of the region; each row is named by its first cell.
pub(crate) fn region(rows: &[Row], reading: &mut Reading) -> Option<Region> {
    let row = |key: &str| rows.iter().find(|r| r.setting() == Some(key));
    let mut need = |key: &str, zh: &str| match row(key) {
        Some(found) => found.need("value", reading),
        None => {
            let wanted = Text::new(format!("一行「{zh}」"), format!("a row '{key}'"));
            if let Some(first) = rows.first() {
                first.fault("item", wanted, reading);
            }
            None
        }
    };
    let (code, name, english) = (need("code", "代号"), need("name", "名称"), need("english name", "英文名"));
    let zone = need("time zone", "时区");
    let (accounting, reference) = (need("accounting currency", "记账货币"), need("reference currency", "参考货币"));
    let zone = zone.and_then(|z| Zone::parse(&z).map_err(|w| fault_in(row("time zone"), w, reading)).ok());
    let mut currency = |key: &str, text: Option<Box<str>>| {
        text.and_then(|t| CurrencyCode::parse(&t).map_err(|w| fault_in(row(key), w, reading)).ok())
    };
    let accounting = currency("accounting currency", accounting);
    let reference = currency("reference currency", reference);
    let rest = row("rest days").map_or(Some(Vec::new()), |r| r.words::<Weekday>("value", reading));
    let lead = row("lead").map_or(Some(None), |r| r.code("value", reading).map(Some));
    let times = Text::fixed("次数：0 至 9", "a number of times from 0 to 9");
    let reworks = row("reworks").map_or(Some(1), |r| r.number::<u8>("value", times, reading));
    let digits = Text::fixed("位数：6 至 12", "a number of digits from 6 to 12");
    // Ten in most national tariffs.
    let tariff_digits = row("tariff digits").map_or(Some(10), |r| r.number::<u8>("value", digits, reading));
    let lapse = row("while not in force").map_or(Some(None), |r| r.word("value", reading).map(Some));
    let language = reading.language();
    Some(Region {
        code: code?,
        name: name?,
        english: english?,
        language,
        zone: zone?,
        accounting: accounting?,
        reference: reference?,
        rest: rest?,
        lead: lead?,
        reworks: reworks?,
        tariff_digits: tariff_digits?,
        lapse: lapse?,
    })
}

fn fault_in(row: Option<&Row>, wanted: Text, reading: &mut Reading) {
    if let Some(row) = row {
        row.fault("value", wanted, reading);
    }
}

/// Two numbers below 20, or none.
fn tile(row: &Row, reading: &mut Reading) -> Option<Option<(u8, u8)>> {
    let text = row.text("tile");
    if text.is_empty() {
        return Some(None);
    }
    let number = |text: &str| text.trim().parse::<u8>().ok().filter(|n| *n < 20);
    let read = text.split_once(['，', ',']).and_then(|(column, line)| Some((number(column)?, number(line)?)));
    if read.is_none() {
        row.fault("tile", Text::fixed("图位：列与行，如「3,1」", "a tile: column and row, such as '3,1'"), reading);
    }
    read.map(Some)
}

pub(crate) fn member(row: &Row, reading: &mut Reading) -> Option<Member> {
    let (code, name, english) =
        (row.code("member", reading), row.need("name", reading), row.need("english name", reading));
    let period = row.period(reading);
    let district = row.codes("district", reading).map(|all| all.into_iter().next());
    let tile = tile(row, reading);
    Some(Member {
        code: code?,
        name: name?,
        english: english?,
        role: row.text("role").into(),
        district: district?,
        tile: tile?,
        period: period?,
        provisional: row.provisional(),
        source: row.source(),
    })
}

pub(crate) fn office(row: &Row, reading: &mut Reading) -> Option<Office> {
    let (code, name, english) =
        (row.code("office", reading), row.need("name", reading), row.need("english name", reading));
    let (member, ports) = (code_item(row, "belongs to", reading), row.codes("port", reading));
    let (roles, period) = (row.words::<OfficeRole>("role", reading), row.period(reading));
    if roles.as_ref().is_some_and(Vec::is_empty) {
        row.fault("role", OfficeRole::wanted(), reading);
    }
    if roles.as_ref().is_some_and(|r| !r.contains(&OfficeRole::Port)) && ports.as_ref().is_some_and(|p| !p.is_empty()) {
        row.fault(
            "role",
            Text::fixed("角色「口岸」，因为写有口岸代码", "the role 'port', since ports are given"),
            reading,
        );
    }
    Some(Office {
        code: code?,
        name: name?,
        english: english?,
        member: member?,
        roles: roles?,
        ports: ports?,
        period: period?,
        provisional: row.provisional(),
        source: row.source(),
    })
}

/// A code followed, perhaps, by a name for readers.
pub(crate) fn code_item<K: values::id::Kind>(
    row: &Row,
    key: &str,
    reading: &mut Reading,
) -> Option<values::id::Code<K>> {
    let mut codes = row.codes(key, reading)?;
    if codes.len() != 1 {
        row.fault(key, Text::fixed("一个代码", "one code"), reading);
        return None;
    }
    codes.pop()
}

pub(crate) fn exception(row: &Row, reading: &mut Reading) -> Option<Exception> {
    let (office, kinds) = (code_item(row, "office", reading), row.words("does not", reading));
    let period = row.period(reading);
    let basis = row.basis(period, reading);
    Some(Exception { office: office?, kinds: kinds?, period: period?, basis: basis?, source: row.source() })
}

pub(crate) fn gate(row: &Row, reading: &mut Reading) -> Option<Gate> {
    let (name, period) = (row.need("gate required", reading), row.period(reading));
    let basis = row.basis(period, reading);
    let explanation = row.text("explanation").into();
    Some(Gate { name: name?, explanation, period: period?, basis: basis?, source: row.source() })
}

pub(crate) fn readiness(row: &Row, reading: &mut Reading) -> Option<Readiness> {
    let (member, gate, period) = (code_item(row, "member", reading), row.need("gate", reading), row.period(reading));
    let evidence = row.text("evidence").into();
    Some(Readiness { member: member?, gate: gate?, period: period?, evidence, source: row.source() })
}

pub(crate) fn pilot(row: &Row, reading: &mut Reading) -> Option<Pilot> {
    let (name, direction) = (row.need("pilot", reading), row.maybe_word("direction", reading));
    let (offices, hs) = (row.codes("office", reading), row.hs("hs", reading));
    let (enterprises, period) = (row.codes("enterprise", reading), row.period(reading));
    let basis = row.basis(period, reading);
    Some(Pilot {
        name: name?,
        direction: direction?,
        offices: offices?,
        hs: hs?,
        enterprises: enterprises?,
        period: period?,
        basis: basis?,
        source: row.source(),
    })
}

/// The rows of a table in force on a day.
pub(crate) fn on<T>(rows: &[T], day: Day, period: impl Fn(&T) -> Period) -> impl Iterator<Item = &T> {
    rows.iter().filter(move |row| period(row).contains(day))
}
