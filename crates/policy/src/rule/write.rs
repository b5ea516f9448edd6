//! Rules as they are read aloud, in either language.

use super::measure::{AGAIN, Bound, Extent, JUDGED, Limit, Measure, Treatment};
use super::text::{Said, other};
use super::{Measured, Rule, Scope, Unless};
use crate::condition::{Item, Order, decimal};
use crate::words::Word;
use values::direction::Direction;
use values::quantity::Amount;
use values::text::Language;

/// Marks around words, of which the first that the words do not contain is taken.
pub(super) const MARKS: [(char, char); 4] = [('「', '」'), ('『', '』'), ('“', '”'), ('"', '"')];

/// Whether the words can be written in marks at all.
pub(super) fn quotable(words: &str) -> bool {
    !words.contains(['\n', '|']) && MARKS.iter().any(|(_, close)| !words.contains(*close))
}

fn quoted(words: &str, language: Language) -> String {
    let mut marks = MARKS;
    if language == Language::En {
        marks.reverse();
    }
    let (open, close) = marks.into_iter().find(|(_, close)| !words.contains(*close)).unwrap_or(marks[0]);
    format!("{open}{words}{close}")
}

/// Words as a sentence has them: in its language first, then in the other where both are given.
fn said(said: &Said, language: Language) -> String {
    let (first, second) = (said.given(language), said.given(other(language)));
    match (first.is_empty(), second.is_empty()) {
        (false, false) => format!("{}/{}", quoted(first, language), quoted(second, other(language))),
        (true, _) | (_, true) => quoted(said.pick(language), language),
    }
}

/// The whole block: heading, other title, fence.
pub(super) fn block(rule: &Rule, language: Language) -> String {
    let zh = language == Language::Zh;
    let title = rule.title.pick(language);
    let second = rule.title.given(other(language));
    let mut out = format!("### {} {title}\n", rule.id);
    // A title that stands alone is that of the region's language.
    if !second.is_empty() && !rule.title.given(language).is_empty() {
        out.push_str(&format!("{}{second}\n", if zh { "英文：" } else { "Chinese: " }));
    }
    out.push_str(&format!("\n```{}\n{}\n```\n", if zh { "规则" } else { "rule" }, body(rule, language)));
    out
}

fn body(rule: &Rule, language: Language) -> String {
    let zh = language == Language::Zh;
    let word = |chinese: &str, english: &str| if zh { chinese.to_owned() } else { english.to_owned() };
    let mut head = vec![rule.id.to_string()];
    head.extend(rule.direction.map(|direction: Direction| direction.called(language).to_owned()));
    head.push(format!("{} {}", word("自", "from"), rule.period.from));
    head.extend(rule.period.until.map(|day| format!("{} {day}", word("至", "until"))));
    if !rule.author.is_empty() {
        head.push(format!("{} {}", word("起草", "drafted by"), quoted(&rule.author, language)));
    }
    head.extend(rule.provisional.then(|| word("暂定", "provisional")));
    let mut lines = vec![head.join("  ")];
    let cited: Vec<String> = rule.basis.iter().map(|citation| citation.to_text(language)).collect();
    lines.push(format!("{} {}", word("依据", "by"), cited.join(if zh { "、" } else { ", " })));
    let listed = |all: Vec<&str>| {
        all.into_iter().map(|one| quoted(one, language)).collect::<Vec<_>>().join(if zh { "、" } else { ", " })
    };
    match &rule.scope {
        Scope::Region => {}
        Scope::Offices(offices) => {
            let offices = listed(offices.iter().map(|office| office.as_str()).collect());
            lines.push(format!("{} {offices}", word("施检机构", "where the work is of")));
        }
        Scope::Pilots(rows) => {
            let rows = listed(rows.iter().map(|row| &**row).collect());
            lines.push(format!("{} {rows}", word("试点", "within the pilot")));
        }
    }
    lines.extend(rule.when.iter().map(|when| format!("{} {}", word("当", "when"), when.to_text(language))));
    if !rule.unless.is_empty() {
        let parts: Vec<String> = rule.unless.iter().map(|one| unless(one, language)).collect();
        lines.push(format!("{} {}", word("除非", "unless"), parts.join(if zh { "；" } else { "; " })));
    }
    lines.push(format!("{} {}", word("则", "then"), measures(&rule.measures, language)));
    lines.extend(rule.lenient.then(|| word("无此步骤的不适用", "not where the step is lacking")));
    lines.join("\n")
}

fn unless(one: &Unless, language: Language) -> String {
    match one {
        Unless::Holds(condition) => condition.to_text(language),
        Unless::Rule(id) if language == Language::Zh => format!("规则{}", quoted(id, language)),
        Unless::Rule(id) => format!("rule {}", quoted(id, language)),
    }
}

/// Measures one after another.
pub(super) fn measures(all: &[Measured], language: Language) -> String {
    let zh = language == Language::Zh;
    let each = all.iter().map(|one| {
        let mut out = one.measure.to_text(language);
        if one.public != one.measure.public_by_default() {
            out.push_str(match (one.public, zh) {
                (true, true) => "（公开）",
                (false, true) => "（不公开）",
                (true, false) => " (public)",
                (false, false) => " (not public)",
            });
        }
        out
    });
    each.collect::<Vec<_>>().join(if zh { "；" } else { "; " })
}

impl Measure {
    /// The measure for readers of one language: without the words of the other.
    pub fn words(&self, language: Language) -> String {
        let only = |said: &Said| said.only(language);
        let plain = match self {
            Measure::Refuse(why) => Measure::Refuse(only(why)),
            Measure::Return(what) => Measure::Return(only(what)),
            Measure::Review(skill) => Measure::Review(only(skill)),
            Measure::Examine { item, method, limit, judged } => {
                Measure::Examine { item: only(item), method: method.clone(), limit: limit.clone(), judged: *judged }
            }
            Measure::Treat(treatment) => Measure::Treat(Treatment {
                what: only(&treatment.what),
                agent: treatment.agent.as_ref().map(only),
                verification: treatment.verification.as_ref().map(only),
                ..treatment.clone()
            }),
            Measure::AfterRelease { what, days } => Measure::AfterRelease { what: only(what), days: *days },
            Measure::Note(words) => Measure::Note(only(words)),
            Measure::Papers { .. }
            | Measure::Inspect { .. }
            | Measure::ReleaseAfter { .. }
            | Measure::Hold(_)
            | Measure::Sample(_)
            | Measure::Escalate { .. }
            | Measure::Turn(_)
            | Measure::Paperless(_) => self.clone(),
        };
        plain.to_text(language)
    }

    /// The measure as a sentence has it.
    pub fn to_text(&self, language: Language) -> String {
        let zh = language == Language::Zh;
        match self {
            Measure::Refuse(why) if zh => format!("拒绝受理{}", said(why, language)),
            Measure::Refuse(why) => format!("refuse {}", said(why, language)),
            Measure::Return(what) if zh => format!("退回补正{}", said(what, language)),
            Measure::Return(what) => format!("return for {}", said(what, language)),
            Measure::Review(skill) if zh => format!("人工审单{}", said(skill, language)),
            Measure::Review(skill) => format!("review by a person of {}", said(skill, language)),
            Measure::Papers { kinds, from, before, again } => {
                let papers = papers(kinds, (from.called(language), before.called(language)), language);
                match (again, language) {
                    (false, _) => papers,
                    (true, Language::Zh) => format!("{papers}，{}", AGAIN.0),
                    (true, Language::En) => format!("{papers} {}", AGAIN.1),
                }
            }
            Measure::Inspect { step, extent } => inspect(step.called(language), *extent, zh),
            Measure::Examine { item, method, limit, judged } => {
                let beyond = match (judged, language) {
                    (false, _) => String::new(),
                    (true, Language::Zh) => format!("，{}", JUDGED.0),
                    (true, Language::En) => format!(" {}", JUDGED.1),
                };
                format!("{}{beyond}", examine(item, method, limit, language))
            }
            Measure::Treat(treatment) => treat(treatment, language),
            Measure::ReleaseAfter { days, from } if zh => {
                format!("放行不早于{}后 {days} 日", quoted(from.called(language), language))
            }
            Measure::ReleaseAfter { days, from } => {
                format!("release not before {days} days after {}", quoted(from.called(language), language))
            }
            Measure::Hold(by) if zh => format!("暂扣，由{}解除", by.called(language)),
            Measure::Hold(by) => format!("hold until lifted by {}", by.called(language)),
            Measure::AfterRelease { what, days } if zh => format!("放行后 {days} 日内{}", said(what, language)),
            Measure::AfterRelease { what, days } => {
                format!("after release within {days} days {}", said(what, language))
            }
            Measure::Note(words) if zh => format!("提示{}", said(words, language)),
            Measure::Note(words) => format!("note {}", said(words, language)),
            Measure::Sample(plan) if zh => format!("抽样依{}", quoted(plan, language)),
            Measure::Sample(plan) => format!("sample by {}", quoted(plan, language)),
            Measure::Escalate { step, lots, passes } => {
                let step = step.called(language);
                if zh {
                    format!("不合格后{step}其后 {lots} 批，连续合格 {passes} 批恢复")
                } else {
                    format!("after failure {step} the next {lots} lots back after {passes} passes")
                }
            }
            Measure::Turn(turn) if zh => format!("办理次序{}", turn.called(language)),
            Measure::Turn(turn) => format!("turn {}", turn.called(language)),
            Measure::Paperless(true) if zh => "免交纸本".to_owned(),
            Measure::Paperless(true) => "without paper".to_owned(),
            Measure::Paperless(false) if zh => "交验纸本".to_owned(),
            Measure::Paperless(false) => "on paper".to_owned(),
        }
    }
}

fn papers(kinds: &[Item], (from, before): (&str, &str), language: Language) -> String {
    let kinds: Vec<String> = kinds.iter().map(|kind| quoted(&kind.whole(), language)).collect();
    match language {
        Language::Zh => format!("提供单据{}，由{from}，于{before}前", kinds.join("、")),
        Language::En => format!("papers {} from {from} before {before}", kinds.join(", ")),
    }
}

fn inspect(step: &str, extent: Extent, zh: bool) -> String {
    match (extent, zh) {
        (Extent::Documents, true) => format!("{step}单证"),
        (Extent::Documents, false) => format!("{step} papers only"),
        (Extent::Rate(share), true) => format!("{step} {}%", decimal(i64::from(share), 2)),
        (Extent::Rate(share), false) => format!("{step} {} %", decimal(i64::from(share), 2)),
        (Extent::All, true) => format!("{step}每批"),
        (Extent::All, false) => format!("{step} every lot"),
    }
}

fn bound(bound: &Bound, language: Language) -> String {
    let number = decimal(bound.units, Amount::SCALE);
    format!("{} {number} {}", bound.order.words(language), quoted(&bound.unit, language))
}

fn examine(item: &Said, method: &str, limit: &Limit, language: Language) -> String {
    let (item, method) = (said(item, language), quoted(method, language));
    match language {
        Language::Zh => format!("检测{item}，方法{method}，{}", limit.sentence(language)),
        Language::En => format!("examine {item} method {method} {}", limit.sentence(language)),
    }
}

impl Limit {
    /// What passes, as a sentence has it.
    fn sentence(&self, language: Language) -> String {
        match (self, language) {
            (Limit::NotFound, Language::Zh) => "不得检出".to_owned(),
            (Limit::NotFound, Language::En) => "not to be found".to_owned(),
            (Limit::Within(of), Language::Zh) => format!("限量{}", bound(of, language)),
            (Limit::Within(of), Language::En) => format!("limit {}", bound(of, language)),
        }
    }

    /// The same for people: a unit stands without marks.
    pub fn words(&self, language: Language) -> String {
        match self {
            Limit::NotFound => self.sentence(language),
            Limit::Within(of) => {
                let number = decimal(of.units, Amount::SCALE);
                let order = of.order.words(language);
                match language {
                    Language::Zh => format!("限量{order} {number} {}", of.unit),
                    Language::En => format!("limit {order} {number} {}", of.unit),
                }
            }
        }
    }
}

fn treat(treatment: &Treatment, language: Language) -> String {
    let zh = language == Language::Zh;
    let mut parts = vec![if zh {
        format!("处理{}", said(&treatment.what, language))
    } else {
        format!("treat by {}", said(&treatment.what, language))
    }];
    let mut add = |chinese: &str, english: &str, words: String| {
        parts.push(if zh { format!("{chinese}{words}") } else { format!("{english} {words}") });
    };
    if let Some(object) = treatment.object {
        add("对象", "of", object.called(language).to_owned());
    }
    if let Some(agent) = &treatment.agent {
        add("药剂", "with", said(agent, language));
    }
    if let Some(dose) = &treatment.dose {
        add("剂量", "dose", bound(dose, language));
    }
    if let Some((order, tenths)) = treatment.temperature {
        let degrees = decimal(i64::from(tenths), 1);
        add("温度", "temperature", format!("{} {degrees} {}", order_words(order, zh), if zh { "度" } else { "C" }));
    }
    if let Some(minutes) = treatment.minutes {
        add("时间", "for", format!("{minutes} {}", if zh { "分钟" } else { "minutes" }));
    }
    if let Some(verification) = &treatment.verification {
        add("验证", "verified by", said(verification, language));
    }
    parts.join(if zh { "，" } else { " " })
}

fn order_words(order: Order, zh: bool) -> &'static str {
    order.words(if zh { Language::Zh } else { Language::En })
}
