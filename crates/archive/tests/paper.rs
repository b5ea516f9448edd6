//! An issued paper in one file: sound as it was made, never after any change, and the right words for every kind of key.

#![expect(clippy::unwrap_used, reason = "a test that cannot make its paper has failed")]

use archive::paper::{Keys, SealedPaper, check};
use archive::seal;
use clearance::case::certificate::record::Record;
use clearance::event::certificate::{BlockText, Cell, Following};
use clearance::event::seal::{Revoked, SealKey};
use ed25519_dalek::{Signer, SigningKey};
use register::head_file::hex;
use values::calendar::Day;
use values::text::Language;

const OFFICE: &str = "370100";

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

fn secret(key: u16) -> [u8; 32] {
    [u8::try_from(key).unwrap(); 32]
}

fn key(number: u16, from: &str, until: &str) -> SealKey {
    seal::key(&secret(number), (&OFFICE.parse().unwrap(), number), day(from), day(until))
}

/// A paper of that day; they differ by `n` in number, words, cells, languages and the paper amended.
fn record(n: u64, on: &str) -> Record {
    let two = n.is_multiple_of(2);
    let languages = if two { vec![Language::Zh, Language::En] } else { vec![Language::Zh] };
    let texts = |zh: String, en: String| if two { vec![zh, en] } else { vec![zh] };
    let block = |block: &str, cell, texts| BlockText { block: block.into(), cell, texts, guarded: n.is_multiple_of(3) };
    let lot = serde_json::from_str("1").unwrap();
    Record {
        form: 1,
        number: format!("3701002150000{n:02}000").parse().unwrap(),
        kind: "20".parse().unwrap(),
        edition: "e".repeat(64),
        case: "370100215000001".parse().unwrap(),
        office: OFFICE.parse().unwrap(),
        day: day(on),
        lots: vec![lot],
        languages,
        content: vec![
            block("检验检疫结果", None, texts(format!("第 {n} 批\n合格 \"A\""), format!("Lot {n}\nsound \"A\""))),
            block("货物", Some(Cell { lot, column: 0 }), texts("苹果".into(), "apples".into())),
        ],
        amends: n.is_multiple_of(5).then(|| "370100215000001099".parse().unwrap()),
        following: n.is_multiple_of(5).then(|| Following::ALL[(n % 3) as usize].0),
    }
}

/// The file of a paper, as the register with that key would give it on a day.
fn file(register: &SigningKey, record: Record, by: &SealKey, (on, keys): (&str, Vec<SealKey>)) -> SealedPaper {
    let seal = seal::seal(&secret(by.key), by, &record).unwrap();
    let keys = Keys { register: hex(register.verifying_key().as_bytes()), day: day(on), keys };
    let signature = hex(&register.sign(&keys.signed()).to_bytes());
    SealedPaper { paper: record, seal, keys, signature }
}

fn register() -> SigningKey {
    SigningKey::from_bytes(&[9; 32])
}

/// What is said of a file in English: what it proves, or what is wrong and where.
fn said(file: &SealedPaper) -> Result<String, (String, String)> {
    let known = hex(register().verifying_key().as_bytes());
    let proved = check(&file.content(), Some(&known));
    let sentences = |proves: Vec<values::text::Text>| proves.iter().map(|one| format!("{}\n", one.en)).collect();
    proved.map(sentences).map_err(|wrong| (wrong.part, wrong.what.en.into_owned()))
}

#[test]
fn any_byte_changed_at_every_offset_of_50_sealed_papers_is_told() {
    for n in 0..50 {
        let by = key(1, "2015-01-01", "2016-12-31");
        let file = file(&register(), record(n, "2015-11-10"), &by, ("2015-12-01", vec![by.clone()])).content();
        assert!(check(&file, None).is_ok(), "paper {n}");
        for at in 0..file.len() {
            let mut changed = file.clone();
            // Each offset is changed otherwise from paper to paper: one bit of it, or to another character.
            changed[at] ^= 1 << (n % 8);
            assert!(check(&changed, None).is_err(), "paper {n}, byte {at}");
        }
        assert!(check(&file[..file.len() - 1], None).is_err() && check(&[&file[..], b"\n"].concat(), None).is_err());
    }
}

#[test]
fn keys_that_were_renewed_revoked_or_ran_out_are_told_in_the_right_words() {
    let (first, second) = (key(1, "2015-01-01", "2016-12-31"), key(2, "2016-06-01", "2018-05-31"));
    let revoked = |since: &str| SealKey {
        revoked: Some(Revoked { since: day(since), reason: "leaked".into() }),
        ..first.clone()
    };
    let of = |on: &str, at: &str, keys: Vec<SealKey>| file(&register(), record(1, on), &first, (at, keys));
    let good = |file: SealedPaper| said(&file).unwrap();
    let bad = |file: SealedPaper| said(&file).unwrap_err();
    let plain = good(of("2015-11-10", "2015-12-01", vec![first.clone()]));
    assert!(plain.contains("by the keys published on 2015-12-01") && !plain.contains("revoked"), "{plain}");
    // Renewed: what the old one sealed stays good, in its days and not a day beyond.
    let renewed = vec![first.clone(), second.clone()];
    assert!(!good(of("2016-12-31", "2016-12-31", renewed.clone())).contains("run out"));
    assert!(good(of("2016-12-31", "2017-01-01", renewed.clone())).contains("that key has run out"));
    for outside in ["2014-12-31", "2017-01-01"] {
        let (part, words) = bad(of(outside, "2017-02-01", renewed.clone()));
        assert!(part == "seal" && words.contains("is good from 2015-01-01 to 2016-12-31"), "{words}");
    }
    // Revoked: from that day on it proves nothing; of the day before it says that somebody has to ask.
    let (part, words) = bad(of("2015-11-10", "2015-12-01", vec![revoked("2015-11-10")]));
    assert!(part == "seal" && words == "the key that sealed was revoked as of 2015-11-10: leaked", "{words}");
    assert!(good(of("2015-11-10", "2015-12-01", vec![revoked("2015-11-11")])).contains("revoked as of 2015-11-11"));
    // Another key, of this office or of none.
    let (part, words) = bad(of("2015-11-10", "2015-12-01", vec![second.clone()]));
    assert!(part == "seal" && words.contains("none of those published"), "{words}");
    let other = SealKey { public: second.public.clone(), ..first.clone() };
    let (_, words) = bad(of("2015-11-10", "2015-12-01", vec![other]));
    assert!(words.contains("not over what stands here"), "{words}");
    let suite = SealKey { suite: "sm2".into(), ..first.clone() };
    assert!(bad(of("2015-11-10", "2015-12-01", vec![suite])).1.contains("not over what stands here"));
    assert!(seal::seal(&secret(2), &first, &record(1, "2015-11-10")).is_none(), "no secret seals for another's key");
}

#[test]
fn a_paper_moved_to_another_office_register_or_seal_is_told() {
    let by = key(1, "2015-01-01", "2016-12-31");
    let sound = || file(&register(), record(1, "2015-11-10"), &by, ("2015-12-01", vec![by.clone()]));
    let bad = |file: SealedPaper| said(&file).unwrap_err().1;
    let mut moved = sound();
    moved.paper.office = "650100".parse().unwrap();
    assert!(bad(moved).contains("none of those published"));
    let mut swapped = sound();
    swapped.seal = file(&register(), record(2, "2015-11-10"), &by, ("2015-12-01", vec![by.clone()])).seal;
    assert!(bad(swapped).contains("not over what stands here"));
    let foreign =
        file(&SigningKey::from_bytes(&[8; 32]), record(1, "2015-11-10"), &by, ("2015-12-01", vec![by.clone()]));
    assert!(check(&foreign.content(), None).is_ok(), "sound by the key that it names");
    assert!(bad(foreign).contains("another key than the one given"));
    let mut later = sound();
    later.keys.day = day("2015-12-02");
    assert!(bad(later).contains("the signature over the keys does not hold"));
    for rubbish in ["", "{", "{}", "null", "[]", "{\"paper\":{}}", "PK"] {
        assert!(check(rubbish.as_bytes(), None).is_err());
    }
}
