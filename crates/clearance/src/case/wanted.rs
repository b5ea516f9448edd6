//! What rules want done in a step beside the step itself: items to be measured, units to be drawn, treatments of a strength. One
//! place says what is wanted and what passes; `decide`, forms and answers ask here.

use super::Case;
use super::demand::Standing;
use crate::decision::demands::Demanded;
use crate::event::act::{Measurement, Reading, Treatment};
use crate::event::body::LotId;
use crate::event::demand::DemandOf;
use policy::condition::Order;
use policy::rule::{self, Bound, Limit};
use policy::{Measure, Policy, Rule, Said};
use values::calendar::Day;
use values::quantity::{Amount, Decimal};
use values::text::{Language, Text};

/// Something to be measured or drawn of a lot.
#[derive(Clone, Debug)]
pub struct Wanted<'a> {
    /// The demand.
    pub of: DemandOf,
    /// The rule that makes it.
    pub rule: &'a Rule,
    /// What is to be done.
    pub check: Check<'a>,
}

/// What is to be done, and what passes.
#[derive(Clone, Debug)]
pub enum Check<'a> {
    /// An item is measured or looked for.
    Item {
        /// What.
        item: &'a Said,
        /// By which standard.
        method: &'a str,
        /// What passes.
        limit: &'a Limit,
        /// Beyond it the officer says what becomes of the lot.
        judged: bool,
    },
    /// So many units are drawn, of which so many may fail.
    Sample {
        /// The plan.
        plan: &'a str,
        /// Units to draw.
        units: u32,
        /// Of which may fail.
        may_fail: u32,
    },
}

impl Check<'_> {
    /// Whether a reading passes; nothing if it is none of such a check: of another kind or unit, no number, or too few units.
    pub fn passes(&self, reading: &Reading) -> Option<bool> {
        match (self, reading) {
            (Check::Item { limit: Limit::NotFound, .. }, Reading::Found(found)) => Some(!found),
            (Check::Item { limit: Limit::Within(bound), .. }, Reading::Value(text)) => within(bound, text),
            (Check::Sample { units: wanted, may_fail, .. }, Reading::Drawn { units, failed }) => {
                (wanted <= units && failed <= units).then_some(failed <= may_fail)
            }
            (_, Reading::Found(_) | Reading::Value(_) | Reading::Drawn { .. }) => None,
        }
    }

    /// A reading that passes.
    pub fn passing(&self) -> Reading {
        match self {
            Check::Item { limit: Limit::NotFound, .. } => Reading::Found(false),
            Check::Item { limit: Limit::Within(bound), .. } => {
                let units = match bound.order {
                    Order::AtLeast | Order::AtMost => bound.units,
                    Order::Above => bound.units + 1,
                    Order::Below => bound.units - 1,
                };
                Reading::Value(Decimal { digits: units, scale: Amount::SCALE }.to_string())
            }
            Check::Sample { units, .. } => Reading::Drawn { units: *units, failed: 0 },
        }
    }

    /// What is measured.
    pub fn item(&self, language: Language) -> String {
        match self {
            Check::Item { item, .. } => item.pick(language).to_owned(),
            Check::Sample { plan, .. } if language == Language::Zh => format!("抽样「{plan}」"),
            Check::Sample { plan, .. } => format!("sample by \"{plan}\""),
        }
    }

    /// What passes.
    pub fn limit(&self, language: Language) -> String {
        match self {
            Check::Item { limit, .. } => limit.words(language),
            Check::Sample { units, may_fail, .. } if language == Language::Zh => {
                format!("抽 {units} 件，允许不合格 {may_fail} 件")
            }
            Check::Sample { units, may_fail, .. } => format!("draw {units}, of which {may_fail} may fail"),
        }
    }

    /// By which standard.
    pub fn method(&self) -> &str {
        if let Check::Item { method, .. } = self { method } else { "" }
    }

    /// The unit of its values; empty where there is none.
    pub fn unit(&self) -> &str {
        if let Check::Item { limit: Limit::Within(bound), .. } = self { &bound.unit } else { "" }
    }

    /// Whether the officer says what becomes of a lot beyond the limit.
    pub fn judged(&self) -> bool {
        matches!(self, Check::Item { judged: true, .. })
    }
}

/// Whether a value lies within a bound; nothing if it is no number, or in another unit. Exact, in 128 bits.
fn within(bound: &Bound, text: &str) -> Option<bool> {
    let (number, unit) = text.trim().split_once(char::is_whitespace).unwrap_or((text.trim(), &bound.unit));
    let value = Decimal::parse(number).ok().filter(|_| unit.trim() == &*bound.unit)?;
    let of = i128::from(value.digits) * 10_i128.pow(Amount::SCALE.into());
    let limit = i128::from(bound.units) * 10_i128.pow(value.scale.into());
    Some(holds(bound.order, of, limit))
}

fn holds(order: Order, given: i128, bound: i128) -> bool {
    match order {
        Order::Above => bound < given,
        Order::AtLeast => bound <= given,
        Order::Below => given < bound,
        Order::AtMost => given <= bound,
    }
}

impl Case {
    /// What is wanted of a lot in a step, in the order of the rules; what was waived is not.
    pub fn wanted<'p>(&self, at: usize, lot: LotId, policy: &'p Policy, today: Day) -> Vec<Wanted<'p>> {
        let Some(verdict) = self.verdict.as_deref() else { return Vec::new() };
        let Some(line) = self.lot(lot).map(|lot| lot.line) else { return Vec::new() };
        let found =
            verdict.demands.iter().filter(|demand| demand.step.map(usize::from) == Some(at)).filter_map(|demand| {
                let lines = self.lines_about(demand, &[lot])?;
                let (rule, measure) = demand.content(policy, verdict.receipt.day)?;
                let check = if let Measure::Examine { item, method, limit, judged } = measure {
                    Check::Item { item, method, limit, judged: *judged }
                } else if let Measure::Sample(plan) = measure {
                    let place = demand.lines.iter().position(|of| *of == line)?;
                    let may_fail = verdict.may_fail(demand, policy).get(place).copied()?;
                    // Of a lot that the plan does not know nothing is drawn.
                    let units = demand.draw.get(place).copied().filter(|units| 0 < *units)?;
                    Check::Sample { plan, units, may_fail }
                } else {
                    return None;
                };
                let stands = self.standing_for(demand, &lines, (verdict, policy), today);
                let of = DemandOf { rule: demand.rule.to_string(), measure: demand.measure };
                (!matches!(stands, Standing::Waived | Standing::Said)).then_some(Wanted { of, rule, check })
            });
        found.collect()
    }

    /// Readings by which lots pass what is wanted of them in a step.
    pub fn passing(&self, at: usize, lots: &[LotId], policy: &Policy, today: Day) -> Vec<Measurement> {
        let of_lot = |lot: &LotId| {
            let lot = *lot;
            self.wanted(at, lot, policy, today).into_iter().map(move |wanted| {
                let result = wanted.check.passing();
                Measurement { lot, of: Some(wanted.of), ..Measurement::of(result) }
            })
        };
        lots.iter().flat_map(of_lot).collect()
    }

    /// The treatment that an entry asks for in a step, where its strength binds.
    pub fn strength<'p>(&self, entry: &str, policy: &'p Policy) -> Option<(&'p Rule, &'p rule::Treatment)> {
        let verdict = self.verdict.as_deref()?;
        let of = |demand: &&Demanded| *demand.rule == *entry && demand.needs.is_some();
        verdict.demands.iter().filter(of).find_map(|demand| {
            let (rule, measure) = demand.content(policy, verdict.receipt.day)?;
            if let Measure::Treat(treatment) = measure { Some((rule, treatment)) } else { None }
        })
    }
}

impl Measurement {
    /// A result with nothing said beside it.
    pub fn of(result: Reading) -> Measurement {
        let (item, method, limit) = (String::new(), String::new(), String::new());
        Measurement { lot: 0, of: None, item, method, result, limit, beyond: false }
    }
}

impl Treatment {
    /// The least treatment that is as strong as a rule wants it.
    pub fn strong(wanted: &rule::Treatment, language: Language) -> Treatment {
        let dose = wanted.dose.as_ref().and_then(|bound| Some((bound.order, milligrams(bound)?)));
        let words = |said: &Option<Said>| said.as_ref().map_or_else(String::new, |said| said.pick(language).to_owned());
        let warm = wanted.temperature.map(|(order, at)| i32::try_from(just(order, at.into())).unwrap_or(i32::MAX));
        Treatment {
            agent: words(&wanted.agent),
            dose_mg_m3: dose.map_or(0, |(order, at)| just(order, at)).try_into().unwrap_or(u32::MAX),
            verification: words(&wanted.verification),
            ..Treatment::by(wanted.what.pick(language), warm, wanted.minutes.unwrap_or(30))
        }
    }

    /// What of a treatment is weaker than a rule wants it, in words.
    pub fn weaker(&self, wanted: &rule::Treatment) -> Vec<Text> {
        let mut lacks = Vec::new();
        let mut lack = |zh: &'static str, en: &'static str| lacks.push(Text::fixed(zh, en));
        if wanted.agent.as_ref().is_some_and(|agent| !named(agent, &self.agent)) {
            lack("药剂", "the agent");
        }
        let dose = wanted.dose.as_ref().and_then(|bound| Some((bound.order, milligrams(bound)?)));
        if dose.is_some_and(|(order, bound)| !holds(order, self.dose_mg_m3.into(), bound.into())) {
            lack("剂量", "the dose");
        }
        let warm = |(order, bound): (Order, i32)| {
            self.temperature_tenths.is_some_and(|taken| holds(order, taken.into(), bound.into()))
        };
        if wanted.temperature.is_some_and(|bound| !warm(bound)) {
            lack("温度", "the temperature");
        }
        if wanted.minutes.is_some_and(|minutes| self.minutes < minutes) {
            lack("时间", "the time");
        }
        if wanted.verification.is_some() && values::text::mark::is_blank(&self.verification) {
            lack("效果验证", "the verification");
        }
        lacks
    }
}

/// Whether what was said names an agent: its name in either language, whatever the case of letters.
fn named(agent: &Said, said: &str) -> bool {
    let said = said.to_lowercase();
    let names = [agent.given(Language::Zh), agent.given(Language::En)];
    names.into_iter().any(|name| !name.is_empty() && said.contains(&name.to_lowercase()))
}

/// The least or most that a bound lets pass.
fn just(order: Order, bound: i64) -> i64 {
    match order {
        Order::AtLeast | Order::AtMost => bound,
        Order::Above => bound + 1,
        Order::Below => bound - 1,
    }
}

/// A dose in milligrams per cubic metre; loading proved that its unit is one of these.
fn milligrams(dose: &Bound) -> Option<i64> {
    let (_, of) = rule::DOSES.into_iter().find(|(unit, _)| *unit == &*dose.unit)?;
    Some(dose.units * of / Amount::ONE)
}
