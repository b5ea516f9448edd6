//! Rules: both surfaces say the same, whatever names they carry; and no text makes their reader panic or linger.

#![expect(
    clippy::disallowed_methods,
    reason = "a test that lingers is timed, and a long count is asked for from outside"
)]
#![expect(clippy::unwrap_used, reason = "a test that cannot read its own rules has failed")]

#[path = "made/mod.rs"]
mod made;

use made::{condition, names, texts, vocabulary};
use policy::condition::{Item, Order};
use policy::rule::{
    Bound, Extent, Lifter, Limit, Measure, Measured, Object, Precedence, Rule, Said, Scope, Supplier, Treatment, Unless,
};
use policy::{Flags, Moment, Policy, Source, StepKind};
use proptest::prelude::*;
use std::time::{Duration, Instant};
use values::calendar::{Day, Period};
use values::direction::Direction;
use values::text::Language;

fn region(name: &str) -> Policy {
    Policy::read(&texts(name), &Flags::default()).unwrap_or_else(|faults| panic!("{name}: {}", faults[0]))
}

/// Rules without their places, since a rendered one stands elsewhere.
fn placeless(rule: &Rule) -> Rule {
    Rule { source: Source { file: "".into(), line: 0 }, ..rule.clone() }
}

/// Rules without their clauses too: those that a library knows carry no marks in their names.
fn clauseless(rule: &Rule) -> Rule {
    Rule { basis: Vec::new(), ..placeless(rule) }
}

#[track_caller]
fn reads_back(rule: &Rule, own: Language) {
    for language in Language::ALL {
        let text = rule.to_text(language);
        let read = Rule::parse(&text, &vocabulary(language), own);
        assert_eq!(read.map(|read| placeless(&read)), Ok(placeless(rule)), "{text}");
    }
}

#[test]
fn r17_every_rule_of_both_regions_says_the_same_in_both_languages() {
    let mut pairs = 0;
    for name in ["9+1", "demo-en"] {
        let policy = region(name);
        for rule in policy.rules() {
            let grades = policy.grades().to_vec();
            for language in Language::ALL {
                let text = rule.to_text(language);
                let words = policy::Vocabulary { language, grades: grades.clone() };
                let read = Rule::parse(&text, &words, policy.region.language);
                assert_eq!(read.map(|read| placeless(&read)), Ok(placeless(rule)), "{text}");
            }
            pairs += 1;
        }
    }
    assert!(pairs >= 60, "{pairs}");
}

fn said() -> BoxedStrategy<Said> {
    (names(), prop::option::of(names()))
        .prop_map(|(zh, en)| Said::own(Language::Zh, &zh, en.as_deref().unwrap_or_default()))
        .boxed()
}

fn word<T: Copy + std::fmt::Debug + 'static>(all: &'static [T]) -> impl Strategy<Value = T> {
    prop::sample::select(all)
}

const ORDERS: &[Order] = &[Order::Above, Order::AtLeast, Order::Below, Order::AtMost];
const STEPS: &[StepKind] = &[StepKind::Inspect, StepKind::Verify, StepKind::WatchLoading, StepKind::Supervise];
const OBJECTS: &[Object] = &[
    Object::Goods,
    Object::Packing,
    Object::ContainerInside,
    Object::ContainerOutside,
    Object::Conveyance,
    Object::Ground,
];

fn bound() -> BoxedStrategy<Bound> {
    (word(ORDERS), 0i64..1_000_000_000, names())
        .prop_map(|(order, units, unit)| Bound { order, units, unit: unit.into() })
        .boxed()
}

fn treatment() -> BoxedStrategy<Treatment> {
    let first = (said(), prop::option::of(word(OBJECTS)), prop::option::of(said()), prop::option::of(bound()));
    let heat = prop::option::of((word(ORDERS), -900i32..2_000));
    (first, heat, prop::option::of(0u32..99_999), prop::option::of(said()))
        .prop_map(|((what, object, agent, dose), temperature, minutes, verification)| Treatment {
            what,
            object,
            agent,
            dose,
            temperature,
            minutes,
            verification,
        })
        .boxed()
}

fn measure() -> BoxedStrategy<Measure> {
    let extent = prop_oneof![Just(Extent::Documents), Just(Extent::All), (1u16..Extent::WHOLE).prop_map(Extent::Rate),];
    let limit = prop_oneof![Just(Limit::NotFound), bound().prop_map(Limit::Within)];
    let kinds = prop::collection::vec("[A-Z0-9]{1,4}( [a-z一-三]{1,3})?".prop_map(|t| Item::read(&t)), 1..4);
    let suppliers = word(&[Supplier::Enterprise, Supplier::Office]);
    let moments = word(&[Moment::Accepted, Moment::Arrived, Moment::ArrivalDay, Moment::Result, Moment::LastContact]);
    prop_oneof![
        said().prop_map(Measure::Refuse),
        said().prop_map(Measure::Return),
        said().prop_map(Measure::Review),
        (kinds, suppliers, word(STEPS), any::<bool>()).prop_map(|(kinds, from, before, again)| Measure::Papers {
            kinds,
            from,
            before,
            again
        }),
        (word(STEPS), extent).prop_map(|(step, extent)| Measure::Inspect { step, extent }),
        (said(), names(), limit, any::<bool>()).prop_map(|(item, method, limit, judged)| Measure::Examine {
            item,
            method: method.into(),
            limit,
            judged
        }),
        treatment().prop_map(Measure::Treat),
        (0u16..999, moments).prop_map(|(days, from)| Measure::ReleaseAfter { days, from }),
        word(&[Lifter::Office, Lifter::ReviewCentre, Lifter::CommandCentre]).prop_map(Measure::Hold),
        (said(), 0u16..999).prop_map(|(what, days)| Measure::AfterRelease { what, days }),
        said().prop_map(Measure::Note),
        names().prop_map(|plan| Measure::Sample(plan.into())),
        (word(STEPS), 1u16..99, 1u16..99).prop_map(|(step, lots, passes)| Measure::Escalate { step, lots, passes }),
        word(&[Precedence::First, Precedence::Usual, Precedence::Last]).prop_map(Measure::Turn),
        any::<bool>().prop_map(Measure::Paperless),
    ]
    .boxed()
}

fn rule() -> BoxedStrategy<Rule> {
    let scope = prop_oneof![
        Just(Scope::Region),
        prop::collection::vec("[1-9][0-9]{5}".prop_map(|code| values::id::OfficeCode::parse(&code).unwrap()), 1..3)
            .prop_map(Scope::Offices),
        prop::collection::vec(names().prop_map(Into::into), 1..3).prop_map(Scope::Pilots),
    ];
    let unless = prop_oneof![condition().prop_map(Unless::Holds), names().prop_map(|id| Unless::Rule(id.into())),];
    let measured = (measure(), any::<bool>()).prop_map(|(measure, public)| Measured { measure, public });
    let head = ("[审A-Z]-[0-9]{1,4}", title(), prop::option::of(word(&[Direction::Entry, Direction::Exit])), scope);
    let body =
        (prop::option::of(condition()), prop::collection::vec(unless, 0..2), prop::collection::vec(measured, 1..4));
    (head, body, any::<bool>(), names(), any::<bool>(), prop::option::of(0i32..400))
        .prop_map(|((id, title, direction, scope), (when, unless, measures), lenient, author, provisional, days)| {
            let rule = Rule {
                id: id.into(),
                title,
                direction,
                scope,
                when,
                unless,
                measures,
                per_line: false,
                lenient,
                basis: vec![policy::Citation { text: "本方案".into(), section: "三(一)".into() }],
                author: author.into(),
                period: Period { from: Day(16_679), until: days.map(|days| Day(16_679 + days)) },
                provisional,
                source: Source { file: "".into(), line: 0 },
            };
            rule.settled()
        })
        .boxed()
}

/// Titles stand in headings, where a hash or a note at the end would be taken away.
fn title() -> BoxedStrategy<Said> {
    ("[一-三A-Za-z且或「」%]{1,8}", prop::option::of("[a-z(]{1,8}"))
        .prop_map(|(zh, en)| Said::own(Language::Zh, &zh, en.as_deref().unwrap_or_default()))
        .boxed()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn a_rule_read_again_is_the_same_whatever_names_it_carries(rule in rule()) {
        // A sentence has 64 statements at most, all of a rule together.
        let statements: usize = rule.conditions().map(|condition| condition.atoms().len()).sum();
        prop_assume!(statements <= 64);
        reads_back(&rule, Language::Zh);
    }
}

/// A generator of numbers that needs nothing: the same every time.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(below.max(1)).unwrap()).unwrap()
    }
}

const TOKENS: &[&str] = &[
    "当",
    "除非",
    "则",
    "且",
    "或",
    "非",
    "（",
    "）",
    "「",
    "」",
    "『",
    "』",
    "“",
    "\"",
    "/",
    "；",
    "，",
    "、",
    "\n",
    " ",
    "规则",
    "自 2015-09-01",
    "依据",
    "起草",
    "暂定",
    "施检机构",
    "试点",
    "检验",
    "查验",
    "30%",
    "每批",
    "单证",
    "处理",
    "提示",
    "退回补正",
    "不低于",
    "99999999999999999999",
    "-1",
    "when",
    "unless",
    "then",
    "and",
    "or",
    "not",
    "(",
    ")",
    "rule",
    "note",
    "inspect",
    "every lot",
    "税号",
    "属于",
    "列于名单",
    "单价 高于 1 每",
    "\u{200b}",
    "\u{0}",
    "👍",
    "é",
    "```",
    "|",
    "%",
    "受理机构",
];

/// A text with one to eight changes: something cut, doubled, put in or moved.
fn mutated(text: &str, others: &[String], dice: &mut Dice) -> String {
    let mut chars: Vec<char> = text.chars().collect();
    for _ in 0..=dice.roll(8) {
        let (from, length) = (dice.roll(chars.len()), dice.roll(12) + 1);
        let until = (from + length).min(chars.len());
        let piece: Vec<char> = match dice.roll(6) {
            0 => Vec::new(),
            1 => chars[from..until].repeat(dice.roll(60) + 1),
            2 => TOKENS[dice.roll(TOKENS.len())].chars().collect(),
            3 => TOKENS[dice.roll(TOKENS.len())].repeat(dice.roll(200)).chars().collect(),
            4 => {
                let other: Vec<char> = others[dice.roll(others.len())].chars().collect();
                let start = dice.roll(other.len());
                other[start..(start + 40).min(other.len())].to_vec()
            }
            _ => chars[from..until].iter().rev().copied().collect(),
        };
        let end = if dice.roll(2) == 0 { from } else { until };
        chars.splice(from..end, piece);
        chars.truncate(20_000);
    }
    chars.into_iter().collect()
}

/// Tries mutated rules for so long: each is read or refused, quickly, and what is read says itself again.
fn mutate(seconds: u64) {
    let rules: Vec<Rule> =
        ["9+1", "demo-en"].iter().flat_map(|name| region(name).rules().cloned().collect::<Vec<_>>()).collect();
    let corpus: Vec<String> =
        rules.iter().flat_map(|rule| Language::ALL.map(|language| rule.to_text(language))).collect();
    let (mut dice, began) = (Dice(0x9e37_79b9_7f4a_7c15), Instant::now());
    let (mut tried, mut read) = (0u64, 0u64);
    while began.elapsed() < Duration::from_secs(seconds) {
        let text = mutated(&corpus[dice.roll(corpus.len())], &corpus, &mut dice);
        for (language, own) in
            [(Language::Zh, Language::Zh), (Language::En, Language::En), (Language::En, Language::Zh)]
        {
            let asked = Instant::now();
            let found = Rule::parse(&text, &vocabulary(language), own);
            assert!(asked.elapsed() < Duration::from_millis(500), "{text}");
            tried += 1;
            if let Ok(rule) = found {
                read += 1;
                let statements: usize = rule.conditions().map(|condition| condition.atoms().len()).sum();
                assert!(statements <= 64, "{text}");
                for language in Language::ALL {
                    let again = Rule::parse(&rule.to_text(language), &vocabulary(language), own);
                    assert_eq!(again.map(|again| clauseless(&again)), Ok(clauseless(&rule)), "{text}");
                }
            }
        }
    }
    assert!(1_000 < tried && 0 < read, "{tried} tried, {read} read");
}

#[test]
fn no_mutation_of_a_rule_makes_its_reader_panic_or_linger() {
    mutate(10);
}

#[test]
fn soak_no_mutation_of_a_rule_makes_its_reader_panic_or_linger() {
    mutate(if std::env::var_os("SANTONG_LONG").is_some() { 600 } else { 10 });
}

#[test]
fn a_rule_is_bounded_in_parts_levels_and_length() {
    let block = |when: &str| {
        let text = format!(
            "### 审-1 甲\n\n```规则\n审-1  自 2015-09-01  起草「甲」\n依据 「本方案」三\n当 {when}\n则 提示「乙」\n```\n"
        );
        Rule::parse(&text, &vocabulary(Language::Zh), Language::Zh)
    };
    let wide = |count: usize| vec!["散装"; count].join(" 且 ");
    assert_eq!([63, 64, 65].map(|count| block(&wide(count)).is_ok()), [true, true, false]);
    let deep = |levels: usize| format!("{}散装{}", "（".repeat(levels), "）".repeat(levels));
    assert_eq!([11, 12, 13].map(|levels| block(&deep(levels)).is_ok()), [true, true, false]);
    assert!(block(&"散装".repeat(5_000)).is_err());
}
