//! Conditions: what they say, in both languages; and no text makes a reader of policy panic.

#![expect(clippy::unwrap_used, reason = "a test that cannot read its own sentences has failed")]

mod made;

use made::{condition, vocabulary};
use policy::{Condition, Fact, Facts, Flags, PlaceRule, Policy, Value};
use proptest::prelude::*;
use values::text::Language;

struct Given(Vec<(Fact, Value)>);

impl Facts for Given {
    fn read(&self, fact: Fact, _: Option<u16>) -> Value {
        self.0.iter().find(|(f, _)| *f == fact).map_or(Value::Absent, |(_, v)| v.clone())
    }
}

fn word(text: &str) -> Value {
    Value::Word(text.into())
}

#[track_caller]
fn holds(zh: &str, en: &str, facts: &[(Fact, Value)]) -> bool {
    let chinese = Condition::parse(zh, &vocabulary(Language::Zh)).unwrap();
    let english = Condition::parse(en, &vocabulary(Language::En)).unwrap();
    assert_eq!(chinese, english);
    chinese.holds(&Given(facts.to_vec()), Some(1))
}

#[track_caller]
fn misread(text: &str, language: Language, offset: u32, found: &str) {
    let fault = Condition::parse(text, &vocabulary(language)).unwrap_err();
    assert_eq!((fault.offset, fault.found.as_str()), (offset, found), "{}", fault.wanted);
    assert!(!fault.wanted.zh.is_empty() && !fault.wanted.en.is_empty());
}

#[test]
fn flags_and_their_denials() {
    let listed = [(Fact::Listed, Value::Yes(true))];
    assert!(holds("列入清单", "listed", &listed));
    assert!(holds("清单内", "listed", &listed));
    assert!(!holds("清单外", "unlisted", &listed));
    assert!(!holds("非 列入清单", "not listed", &listed));
    assert!(holds("未列入黑名单", "not blacklisted", &[]));
    assert!(holds("规则要求", "treatment required", &[(Fact::TreatmentRequired, Value::Yes(true))]));
}

#[test]
fn what_is_absent_makes_a_statement_fail_and_its_denial_hold() {
    assert!(!holds("原产国为「US」", "origin is \"US\"", &[]));
    assert!(holds("原产国不为「US」", "origin is not \"US\"", &[]));
    assert!(!holds("净重不低于 1", "net mass at least 1", &[]));
    assert!(!holds("净重低于 1", "net mass below 1", &[]));
    assert!(holds("用途未填", "purpose missing", &[]));
}

#[test]
fn words_and_sets() {
    let facts = [(Fact::Purpose, word("12")), (Fact::Permit, Value::Words(["325".into(), "411".into()].into()))];
    assert!(holds("用途 属于「11 种用」、「12 食用」", "purpose in \"11 种用\", \"12 食用\"", &facts));
    assert!(holds("许可 含「325」、「999」", "permits has \"325\", \"999\"", &facts));
    assert!(!holds("许可 不含「411」", "permits lacks \"411\"", &facts));
    assert!(holds(
        "从严条目处置为「监装」",
        "strictest handling is \"watch loading\"",
        &[(Fact::EntryHandling, word("watch loading"))]
    ));
    assert!(holds("出境", "exit", &[(Fact::Direction, word("exit"))]));
}

#[test]
fn tariff_codes_by_their_first_digits() {
    let at = |code: &str| {
        holds("税号属于「1001–1008」、「0302」", "hs in \"1001–1008\", \"0302\"", &[(Fact::Hs, word(code))])
    };
    assert_eq!(["1000", "1001", "10081000", "1009", "030211", "03"].map(at), [false, true, true, false, true, false]);
}

#[test]
fn numbers_below_at_and_above() {
    let at = |grams: i64| holds("净重高于 500", "net mass above 500", &[(Fact::NetMass, Value::Number(grams))]);
    assert_eq!([49_999_999, 50_000_000, 50_000_001].map(at), [false, false, true]);
    let at = |n: i64| holds("货值 ≥ 10.5", "value >= 10.50", &[(Fact::Value, Value::Number(n))]);
    assert_eq!([1049, 1050, 1051].map(at), [false, true, true]);
}

#[test]
fn grades_by_the_order_of_the_policy() {
    let at =
        |grade: &str| holds("货主等级不低于「B」", "owner grade at least \"B\"", &[(Fact::OwnerGrade, word(grade))]);
    assert_eq!(["AA", "A", "B", "C", "D"].map(at), [true, true, true, false, false]);
    assert!(!holds("货主等级低于「B」", "owner grade below \"B\"", &[]));
    misread("货主等级不低于「E」", Language::Zh, 8, "E」");
}

#[test]
fn and_is_not_mixed_with_or_without_brackets() {
    misread("清单内 且 出境 或 散装", Language::Zh, 9, "或 散装");
    misread("listed or exit and bulk", Language::En, 15, "and bulk");
    assert!(holds(
        "清单内 且（出境 或 散装）",
        "listed and (exit or bulk)",
        &[(Fact::Listed, Value::Yes(true)), (Fact::Bulk, Value::Yes(true))]
    ));
}

#[test]
fn a_misread_sentence_says_where() {
    misread("", Language::Zh, 0, "");
    misread("清单内 且", Language::Zh, 5, "");
    misread("清单内 出境", Language::Zh, 4, "出境");
    misread("（清单内", Language::Zh, 4, "");
    misread("原产国为 US", Language::Zh, 5, "US");
    misread("从严条目处置为「飞行」", Language::Zh, 8, "飞行」");
    misread("税号属于「1」", Language::Zh, 5, "1」");
    misread("净重高于 1.000001", Language::Zh, 5, "1.000001");
    misread("listedness", Language::En, 0, "listedness");
}

#[test]
fn sentences_are_bounded() {
    let deep = format!("{}清单内{}", "（".repeat(40), "）".repeat(40));
    assert!(Condition::parse(&deep, &vocabulary(Language::Zh)).is_err());
    let wide = vec!["清单内"; 65].join(" 且 ");
    assert!(Condition::parse(&wide, &vocabulary(Language::Zh)).is_err());
    assert!(Condition::parse(&"非 ".repeat(3000), &vocabulary(Language::Zh)).is_err());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn a_sentence_read_again_is_the_same(condition in condition()) {
        for language in Language::ALL {
            let text = condition.to_text(language);
            let again = Condition::parse(&text, &vocabulary(language));
            prop_assert_eq!(again.as_ref(), Ok(&condition), "{}", text);
        }
    }

    #[test]
    fn no_text_makes_a_reader_panic(text in ".{0,200}", words in "[清单内外税号为属于「」、（）且或非0-9–| \n#>口岸/属地；的，+{:}暂定]{0,120}") {
        for language in Language::ALL {
            for text in [&text, &words] {
                let _ = Condition::parse(text, &vocabulary(language));
                let _ = PlaceRule::parse(text, &vocabulary(language));
            }
        }
        let law = format!("# 「{text}」 {words}\n| 项 | 值 |\n|---|---|\n| 自 | {text} |\n## {words}\n{text}");
        let steps = format!("### {text}\n> {words}\n依据：{words}\n| 步骤 | 种类 | 地点 | 谁定 | 先要 | 何时需要 |\n|---|---|---|---|---|---|\n| {words} | {text} | {words} | 企业 | {words} | {words} |");
        let files = [("region.md", "| 项 | 值 |\n|---|---|\n| 语言 | zh |".to_owned()), ("law/a.md", law), ("modes.md", steps), ("x.md", text), ("y.md", words)];
        let files = files.map(|(f, c)| (f.to_owned(), c));
        prop_assert!(Policy::read(&files, &Flags::default()).is_err());
    }
}
