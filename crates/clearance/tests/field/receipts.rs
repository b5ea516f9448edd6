//! From a receipt alone the decision is made again; what it does not list does not matter; what it claims is true.

use crate::given::{Given, GivenLine, Sound, SoundLine, code, measured, region};
use crate::play::Desk;
use clearance::decision::facts::Declared;
use clearance::decision::{Verdict, again, decide, turning_facts};
use policy::fact::{Fact, Facts, Value};
use proptest::prelude::*;
use values::calendar::Day;
use values::text::Language;

/// Goods on and off the lists, and such that treatments and deadlines name.
const GOODS: [&str; 10] = [
    "8516601000",
    "0409000000",
    "0713339000",
    "0103911010",
    "0505100010",
    "1001190001",
    "4403210010",
    "8703234110",
    "2601111000",
    "9503008200",
];

fn some(words: &'static [&'static str]) -> impl Strategy<Value = Option<String>> {
    proptest::option::of(proptest::sample::select(words).prop_map(str::to_owned))
}

fn line() -> impl Strategy<Value = GivenLine> {
    let goods = (proptest::sample::select(&GOODS[..]), proptest::sample::select(&["CN", "KR", "US", "KZ", "SL"][..]));
    let packed = (any::<bool>(), some(&["WOOD", "NE", "PAPER"]), some(&["11", "12", "14", "99"]), some(&["16", "21"]));
    (goods, packed, 1u32..99_999).prop_map(|((hs, origin), (bulk, pack, purpose, attribute), kg)| GivenLine {
        bulk,
        packing: pack.into_iter().collect(),
        attributes: attribute.into_iter().collect(),
        purpose,
        net_mass: kg.to_string(),
        ..GivenLine::of(hs, origin)
    })
}

/// Consignments of every kind, sensible or not.
pub fn given() -> impl Strategy<Value = Given> {
    let offices = &["370200", "410100", "610100", "630100", "650200", "510100"][..];
    let place = (
        proptest::sample::select(&["CNQDP", "CNTAO", "CNAKL", "CNSHA", "CNXIA"][..]),
        proptest::sample::select(offices),
    );
    let owner = (some(&["AA", "A", "B", "C", "D"]), proptest::bool::weighted(0.2), any::<bool>(), any::<bool>());
    let journey =
        (some(&["1", "2", "5"]), some(&["KR", "US", "SL"]), some(&["NL", "KZ", "JP"]), some(&["YQ01", "YQ03"]));
    let asked = some(&["E1", "I1-选", "C-进流向"]);
    (any::<bool>(), place, owner, journey, asked, proptest::collection::vec(line(), 1..4)).prop_map(
        |(
            exit,
            (port, inland),
            (grade, blacklisted, paperless, overdue),
            (transport, from, to, epidemic),
            asked,
            lines,
        )| {
            let mut given = if exit { Given::exit() } else { Given::entry() };
            given.port = port.into();
            given.origin_office = exit.then(|| inland.into());
            given.destination_office = (!exit).then(|| inland.into());
            given.owner = crate::given::Owner { grade, blacklisted, paperless, overdue, registered: None, past: None };
            (given.transport, given.despatch_country, given.destination_country) = (transport, from, to);
            (given.epidemic, given.asked, given.lines) = (epidemic, asked, lines);
            given
        },
    )
}

/// Days before, in and after the trial.
pub fn days() -> impl Strategy<Value = Day> {
    (crate::given::day("2015-08-25").0..crate::given::day("2015-12-05").0).prop_map(Day)
}

/// Base facts with some answers changed.
struct Changed<'a> {
    base: &'a dyn Facts,
    change: &'a dyn Fn(Fact, Option<u16>) -> Option<Value>,
}

impl Facts for Changed<'_> {
    fn read(&self, fact: Fact, line: Option<u16>) -> Value {
        (self.change)(fact, line).unwrap_or_else(|| self.base.read(fact, line))
    }
}

fn decided(given: &Given, on: Day, change: &dyn Fn(Fact, Option<u16>) -> Option<Value>) -> Verdict {
    let (declaration, owner) = (given.declaration(), given.standing_now());
    let measures = measured(&declaration);
    let base = Declared::new(&declaration, &measures, &owner, given.agent_blacklisted);
    decide(region("9+1"), on, &Changed { base: &base, change }).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn a_receipt_alone_decides_again(given in given(), on in days()) {
        let verdict = decided(&given, on, &|_, _| None);
        let json = serde_json::to_string(&verdict).unwrap();
        let Verdict { receipt, .. } = serde_json::from_str(&json).unwrap();
        prop_assert_eq!(again(region("9+1"), &receipt).unwrap(), verdict.clone());
        // Each fact stands in it once, and only base facts do.
        for (n, read) in receipt.all().enumerate() {
            prop_assert!(!receipt.all().take(n).any(|r| r.fact == read.fact && r.line == read.line));
            prop_assert_eq!(read.fact.of_line(), read.line.is_some(), "{}", read.fact.name(Language::En));
        }
        // A receipt that lacks a fact does not decide.
        for n in 0..receipt.all().count() {
            let mut less = receipt.clone();
            match n.checked_sub(receipt.facts.len()) {
                None => less.facts.remove(n),
                Some(n) => less.sealed.remove(n),
            };
            prop_assert!(again(region("9+1"), &less).is_err());
        }
    }

    #[test]
    fn what_a_receipt_does_not_list_does_not_matter(given in given(), on in days(), number in 0i64..9) {
        let verdict = decided(&given, on, &|_, _| None);
        let listed = |fact, line| verdict.receipt.all().any(|r| r.fact == fact && r.line == line);
        let others = [
            Value::Absent, Value::Yes(true), Value::Number(number), Value::Word("650200".into()),
            Value::Words(["16".into(), "YQ01".into()].into()),
        ];
        for other in &others {
            let found = decided(&given, on, &|fact, line| (!listed(fact, line)).then(|| other.clone()));
            prop_assert_eq!(&found, &verdict);
        }
    }

    #[test]
    fn what_it_says_would_change_the_mode_does(given in given(), on in days()) {
        let mut given = given;
        given.asked = None;
        let verdict = decided(&given, on, &|_, _| None);
        for turning in turning_facts(region("9+1"), &verdict) {
            let turned = turning.fact.clone();
            prop_assert_ne!(&turning.mode, &verdict.mode);
            let value = |fact, line| (fact == turned.fact && line == turned.line).then(|| turned.value.clone());
            prop_assert_eq!(&decided(&given, on, &value).mode, &turning.mode, "{:?}", &turned);
            // The same through acceptance, where the fact can be said in a declaration or of its owner.
            let mut otherwise = given.clone();
            match (turned.fact, &turned.value) {
                (Fact::OwnerBlacklisted, Value::Yes(yes)) => otherwise.owner.blacklisted = *yes,
                (Fact::OwnerPaperless, Value::Yes(yes)) => otherwise.owner.paperless = *yes,
                (Fact::Asked, Value::Word(word)) => otherwise.asked = Some(word.to_string()),
                (_, _) => continue,
            }
            let mut declaration = otherwise.declaration();
            let mut desk = Desk::new(region("9+1"), on, &otherwise);
            let accept = decided(&otherwise, on, &|_, _| None).plan[0].at.usual().cloned();
            declaration.offices.accept = accept.unwrap_or_else(|| code("370100"));
            match desk.declare(declaration) {
                Ok(no) => prop_assert_eq!(&desk.case(&no).verdict.as_ref().unwrap().mode, &turning.mode),
                Err(no) => prop_assert!(no.reason.code() == "place_not_allowed" || no.reason.code() == "office_not_capable", "{}", no),
            }
        }
    }
}
