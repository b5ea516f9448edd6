//! Sentences that a test makes up, what they need to be read, and the texts as they ship.

#![allow(dead_code, reason = "each test file says what it needs")]
#![allow(clippy::unwrap_used, reason = "what cannot be read has failed")]

use policy::condition::{Atom, Item, Name, Order};
use policy::fact::FactKind;
use policy::hs::{HsRange, HsSet};
use policy::{Condition, Fact, Vocabulary};
use proptest::prelude::*;
use std::path::Path;
use values::text::Language;
use values::text::fold::fold;

pub fn vocabulary(language: Language) -> Vocabulary {
    Vocabulary { language, grades: ["AA", "A", "B", "C", "D"].map(Into::into).to_vec() }
}

pub fn items(fact: Fact) -> BoxedStrategy<Vec<Item>> {
    let one = match fact.closed_words() {
        Some(words) => prop::sample::select(words).prop_map(Item::code).boxed(),
        None => "[A-Z0-9]{1,4}( [a-z一-三]{1,3})?".prop_map(|t| Item::read(&t)).boxed(),
    };
    prop::collection::vec(one, 1..4).boxed()
}

/// Names that look like the words of a sentence.
pub fn names() -> impl Strategy<Value = String> {
    NAME.prop_map(|name: String| name.trim().to_owned())
}

const NAME: &str = "[且或非除非则当规则；，、（）()/ and or not when;:0-9品牌%-]{0,6}[且或非则名A-Za-z]";

pub fn order() -> impl Strategy<Value = Order> {
    prop::sample::select(vec![Order::Above, Order::AtLeast, Order::Below, Order::AtMost])
}

pub fn atom() -> impl Strategy<Value = Atom> {
    (prop::sample::select(Fact::all().collect::<Vec<_>>()), any::<bool>(), 0u8..4).prop_flat_map(|(fact, not, pick)| {
        if pick == 0 && fact.kind() != FactKind::Flag {
            return Just(Atom::Given { fact, not }).boxed();
        }
        if pick == 2 && matches!(fact.kind(), FactKind::Word | FactKind::Words | FactKind::Name | FactKind::Hs) {
            return names().prop_map(move |list| Atom::OnList { fact, not, list: list.into() }).boxed();
        }
        match fact.kind() {
            FactKind::Name => prop::collection::vec(names(), 1..4)
                .prop_map(move |names| {
                    let names =
                        names.iter().map(|name| Name { written: name.as_str().into(), folded: fold(name).into() });
                    Atom::Named { fact, not, whole: pick == 1, names: names.collect() }
                })
                .boxed(),
            FactKind::Amount { .. } => (order(), 0..i64::MAX, items(fact))
                .prop_map(move |(order, bound, mut units)| Atom::Amount { fact, order, bound, unit: units.remove(0) })
                .boxed(),
            FactKind::Flag => Just(Atom::Flag(fact)).boxed(),
            FactKind::Hs => prop::collection::vec((1000u32..5000, 0u32..2000), 1..4)
                .prop_map(move |ranges| {
                    let ranges = ranges.iter().map(|(a, n)| HsRange::parse(&format!("{a}–{}", a + n)).unwrap());
                    Atom::Hs { not, set: HsSet::new(ranges.collect()) }
                })
                .boxed(),
            FactKind::Number { .. } => {
                (order(), 0..i64::MAX).prop_map(move |(order, bound)| Atom::Number { fact, order, bound }).boxed()
            }
            FactKind::Grade if pick == 1 => order()
                .prop_map(move |order| {
                    let text = format!(
                        "{}{}「B」",
                        fact.name(Language::Zh),
                        if order == Order::Below { "低于" } else { "高于" }
                    );
                    let Ok(Condition::Atom(atom)) = Condition::parse(&text, &vocabulary(Language::Zh)) else {
                        unreachable!()
                    };
                    atom
                })
                .boxed(),
            FactKind::Word | FactKind::Words | FactKind::Grade => {
                items(fact).prop_map(move |items| Atom::Among { fact, not, items }).boxed()
            }
        }
    })
}

pub fn condition() -> impl Strategy<Value = Condition> {
    atom().prop_map(Condition::Atom).prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            inner.clone().prop_map(|c| Condition::Not(Box::new(c))),
            prop::collection::vec(inner.clone(), 2..4).prop_map(Condition::All),
            prop::collection::vec(inner, 2..4).prop_map(Condition::Any),
        ]
    })
}

/// The texts of a region as they ship.
pub fn texts(region: &str) -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policy").join(region);
    let mut files = Vec::new();
    for folder in [root.clone(), root.join("law")] {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|e| e == "md") {
                let name = path.strip_prefix(&root).unwrap().to_str().unwrap().to_owned();
                files.push((name, std::fs::read_to_string(&path).unwrap()));
            }
        }
    }
    files
}
