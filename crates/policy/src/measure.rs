//! What is counted and with what: rates of exchange, unit factors, metrics, credit grades, the calendar.

use super::law::Citation;
use super::member::code_item;
use super::source::Source;
use super::table::{Reading, Row, Shape};
use super::words::{Named, Word};
use values::calendar::{Day, Period};
use values::code::{CurrencyCode, PackageCode, TableCode, UnitCode};
use values::quantity::Decimal;
use values::text::Text;

/// What one unit of a currency is worth in the accounting currency in a month.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)] // the columns of the table
pub struct Rate {
    pub currency: CurrencyCode,
    pub year: i32,
    pub month: u32,
    pub rate: Decimal,
    pub origin: Box<str>,
    pub provisional: bool,
    pub source: Source,
}

/// How many standard units one unit is.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)] // the columns of the table
pub struct UnitFactor {
    pub unit: UnitCode,
    pub standard: UnitCode,
    pub factor: Decimal,
    pub period: Period,
    pub source: Source,
}

/// What a kind of package is made of, for the rules that ask for the material.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)] // the columns of the table
pub struct PackageMaterial {
    pub kind: PackageCode,
    pub material: TableCode,
    pub basis: Vec<Citation>,
    pub period: Period,
    pub source: Source,
}

/// A metric of the statistics.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Metric {
    /// Its name.
    pub name: Box<str>,
    /// The name in English where the text gives it; else the name.
    pub english: Box<str>,
    /// What is counted.
    pub counts: Counts,
    /// On which activity, in the words of the text; empty for a ratio.
    pub activity: Box<str>,
    /// Only where this holds, in the words of the text.
    pub only: Option<Box<str>>,
    /// To whom it is attributed, in the words of the text.
    pub attributed_to: Box<str>,
    /// Its unit.
    pub unit: Box<str>,
    /// Its version.
    pub version: u32,
    /// Where it stands.
    pub source: Source,
}

/// What a metric counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Counts {
    /// A measure, in the words of the text.
    Measure(Box<str>),
    /// One metric divided by another.
    Ratio(Box<str>, Box<str>),
}

/// As which grade an enterprise counts that has none.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)] // the columns of the table
pub struct Ungraded {
    pub grade: Box<str>,
    pub basis: Vec<Citation>,
    pub period: Period,
    pub source: Source,
}

/// A day that is not as its weekday says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SpecialDay {
    pub day: Day,
    pub kind: DayKind,
    pub source: Source,
}

/// Whether the day is off or worked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DayKind {
    Off,
    Worked,
}

impl Word for DayKind {
    const NAMES: &'static [Named<Self>] = &[(DayKind::Off, &["休"], &["off"]), (DayKind::Worked, &["班"], &["worked"])];
}

pub(crate) const RATES: Shape =
    Shape {
        name: Text::fixed("折算率", "rates"), required: &["currency", "month", "rate", "source"], optional: &[]
    };
pub(crate) const UNITS: Shape = Shape {
    name: Text::fixed("单位换算", "units"),
    required: &["unit", "standard unit", "factor", "from"],
    optional: &["until"],
};
pub(crate) const PACKAGES: Shape = Shape {
    name: Text::fixed("包装材质", "package materials"),
    required: &["package", "package material", "basis", "from"],
    optional: &["until"],
};
pub(crate) const METRICS: Shape = Shape {
    name: Text::fixed("统计指标", "metrics"),
    required: &["metric", "counts", "when", "attributed to", "unit", "version"],
    optional: &[],
};
pub(crate) const GRADES: Shape = Shape {
    name: Text::fixed("等级措施", "grade measures"),
    required: &["grade", "measure", "value", "basis", "from"],
    optional: &["until"],
};
/// The grades from best to worst; texts of before took them from the table above.
pub(crate) const ORDER: Shape =
    Shape { name: Text::fixed("等级次序", "order of grades"), required: &["best first", "grade"], optional: &[] };
pub(crate) const DAYS: Shape =
    Shape { name: Text::fixed("日历", "calendar"), required: &["date", "kind", "explanation"], optional: &[] };

/// The largest rate or factor: no unit is worth more of another that goods are traded or counted in.
const MOST_RATE: i64 = 1_000_000_000;

pub(crate) fn rate(row: &Row, reading: &mut Reading) -> Option<Rate> {
    let currency = row.code("currency", reading);
    let month = row.text("month");
    let first = Day::parse(&format!("{month}-01"));
    let first =
        first.map_err(|_| row.fault("month", Text::fixed("月份，如 2015-09", "a month such as 2015-09"), reading)).ok();
    let rate = decimal(row, "rate", reading);
    Some(Rate {
        currency: currency?,
        year: first?.year(),
        month: first?.month(),
        rate: rate?,
        origin: row.text("source").into(),
        provisional: row.provisional(),
        source: row.source(),
    })
}

fn decimal(row: &Row, key: &str, reading: &mut Reading) -> Option<Decimal> {
    let decimal = Decimal::parse(&row.text(key)).map_err(|wanted| row.fault(key, wanted, reading)).ok()?;
    if decimal.digits <= 0 {
        row.fault(key, Text::fixed("大于零的数", "a number above zero"), reading);
        return None;
    }
    if i128::from(MOST_RATE) * 10_i128.pow(decimal.scale.into()) < i128::from(decimal.digits) {
        row.fault(key, Text::fixed("不超过10亿的数", "a number of at most 1,000,000,000"), reading);
        return None;
    }
    Some(decimal)
}

pub(crate) fn unit(row: &Row, reading: &mut Reading) -> Option<UnitFactor> {
    let (unit, standard) = (code_item(row, "unit", reading), code_item(row, "standard unit", reading));
    let (factor, period) = (decimal(row, "factor", reading), row.period(reading));
    Some(UnitFactor { unit: unit?, standard: standard?, factor: factor?, period: period?, source: row.source() })
}

pub(crate) fn package(row: &Row, reading: &mut Reading) -> Option<PackageMaterial> {
    let (kind, material) = (code_item(row, "package", reading), code_item(row, "package material", reading));
    let period = row.period(reading);
    let basis = row.basis(period, reading);
    Some(PackageMaterial { kind: kind?, material: material?, basis: basis?, period: period?, source: row.source() })
}

pub(crate) fn metric(row: &Row, reading: &mut Reading) -> Option<Metric> {
    let (name, counts) = (row.need("metric", reading), row.need("counts", reading));
    let (attributed, unit) = (row.need("attributed to", reading), row.need("unit", reading));
    let version = row.number("version", Text::fixed("版本号", "a version number"), reading);
    let counts = counts.map(|text| match text.split_once('÷').or_else(|| text.split_once(" / ")) {
        Some((over, under)) => Counts::Ratio(over.trim().into(), under.trim().into()),
        None => Counts::Measure(text),
    });
    let when = row.text("when");
    let (activity, only) = match when.split_once(['，', ',']) {
        Some((activity, only)) => (activity.trim(), Some(only.trim().into())),
        None => (when.as_str(), None),
    };
    if matches!(counts, Some(Counts::Measure(_))) && activity.is_empty() {
        row.fault("when", Text::fixed("在哪一项作业时计", "the activity on which it is counted"), reading);
    }
    let name = name?;
    let english = Some(row.text("english")).filter(|t| !t.is_empty()).map_or_else(|| name.clone(), Into::into);
    Some(Metric {
        name,
        english,
        counts: counts?,
        activity: activity.into(),
        only,
        attributed_to: attributed?,
        unit: unit?,
        version: version?,
        source: row.source(),
    })
}

/// A ratio is of two metrics of the table.
pub(crate) fn prove_ratios(metrics: &[Metric], reading: &mut Reading) {
    for metric in metrics {
        let Counts::Ratio(over, under) = &metric.counts else { continue };
        for name in [over, under] {
            if !metrics.iter().any(|m| m.name == *name && matches!(m.counts, Counts::Measure(_))) {
                let wanted = Text::fixed("本表中的一个指标（不是比率）", "a metric of this table that is no ratio");
                reading.fault_at(&metric.source, name, wanted);
            }
        }
    }
}

/// The word in the place of a grade by which a row speaks of those that have none.
const UNGRADED: [&str; 2] = ["未评级", "ungraded"];
/// The one measure of such a row.
const COUNTS_AS: [&str; 2] = ["视同", "counts as"];

/// Whether a row of the grades is about enterprises without one.
pub(crate) fn is_ungraded(row: &Row) -> bool {
    UNGRADED.iter().any(|word| row.text("grade").eq_ignore_ascii_case(word))
}

/// As which of the grades those without one count.
pub(crate) fn ungraded(row: &Row, reading: &mut Reading) -> Option<Ungraded> {
    if !COUNTS_AS.iter().any(|word| row.text("measure").eq_ignore_ascii_case(word)) {
        row.fault("measure", Text::fixed(COUNTS_AS[0], COUNTS_AS[1]), reading);
    }
    let (grade, period) = (row.need("value", reading), row.period(reading));
    let basis = row.basis(period, reading);
    let grade = grade?;
    if !reading.vocabulary.grades.contains(&grade) {
        let all = reading.vocabulary.grades.join("、");
        row.fault("value", Text::new(format!("一个等级：{all}"), format!("a grade: {all}")), reading);
    }
    Some(Ungraded { grade, basis: basis?, period: period?, source: row.source() })
}

pub(crate) fn special_day(row: &Row, reading: &mut Reading) -> Option<SpecialDay> {
    let (day, kind) = (row.day("date", reading), row.word("kind", reading));
    Some(SpecialDay { day: day?, kind: kind?, source: row.source() })
}
