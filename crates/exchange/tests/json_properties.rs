//! What holds of every declaration, and of every message whatever stands in it.

mod any;

use exchange::json::{Reader, write, write_batch};
use proptest::collection::vec;
use proptest::prelude::*;

const ENTRY: &[u8] = include_bytes!("samples/json/entry.json");

proptest! {
    #[test]
    fn what_is_written_is_read_again(received in any::received()) {
        prop_assert_eq!(Reader::default().read(&write(&received)), Ok(received));
    }

    #[test]
    fn a_batch_is_read_as_its_declarations(batch in vec(any::received(), 0..3)) {
        let read = Reader::default().read_batch(&write_batch(&batch)).unwrap();
        prop_assert_eq!(read.into_iter().collect::<Result<Vec<_>, _>>(), Ok(batch));
    }

    #[test]
    fn no_bytes_make_it_panic(bytes in vec(any::<u8>(), 0..200)) {
        let _ = (Reader::default().read(&bytes), Reader::default().read_batch(&bytes));
    }

    #[test]
    fn no_json_makes_it_panic(text in "[\\[\\]{}\",:\\\\ud8lines0-9a-f.e+-]{0,60}") {
        let _ = (Reader::default().read(text.as_bytes()), Reader::default().read_batch(text.as_bytes()));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn no_change_of_a_valid_message_makes_it_panic(
        changes in vec((0..ENTRY.len(), prop_oneof![any::<u8>(), prop::sample::select(b"\"\\{}[],:0-9.enull ".to_vec())]), 1..6),
        cut in prop::option::of((0..ENTRY.len(), 0..ENTRY.len())),
    ) {
        let mut bytes = ENTRY.to_vec();
        for (at, byte) in changes {
            bytes[at] = byte;
        }
        if let Some((from, to)) = cut {
            bytes.drain(from.min(to)..from.max(to));
        }
        match Reader::default().read(&bytes) {
            Ok(received) => prop_assert_eq!(Reader::default().read(&write(&received)), Ok(received)),
            Err(faults) => prop_assert!(!faults.is_empty()),
        }
    }
}

#[test]
fn each_declaration_of_a_batch_has_its_own_answer() {
    let (good, bad) = (std::str::from_utf8(ENTRY).unwrap(), "{\"lines\": []}");
    let read = Reader::default().read_batch(format!("[{good},{bad},7,{good}]").as_bytes()).unwrap();
    assert_eq!(read.iter().map(Result::is_ok).collect::<Vec<_>>(), [true, false, false, true]);
    assert_eq!(read[2].as_ref().unwrap_err()[0].code, "type");
    let codes = |text: &str| Reader::default().read_batch(text.as_bytes()).unwrap_err()[0].clone();
    assert_eq!(codes("{}").code, "type");
    let fault = codes("[{}, {\"lines\": [tru]}]");
    assert_eq!((fault.at.as_str(), fault.code.as_str()), ("[1].lines[0]", "syntax"));
    let list = |n: usize| format!("[{}]", vec!["{}"; n].join(","));
    assert_eq!(Reader::default().read_batch(list(500).as_bytes()).unwrap().len(), 500);
    assert_eq!(codes(&list(501)).code, "too_many");
    assert!(Reader::default().read_batch(b"[]").unwrap().is_empty());
}

#[test]
fn what_can_be_read_of_a_faulty_message_is_judged_too() {
    use values::fault::Fault;
    use values::text::Text;
    let say = |at: &str| Fault::new(at, "checked", "", Text::fixed("可", "fine"));
    let check = |_: &clearance::declaration::Declaration| {
        ["lines[0].net_mass", "lines[0].net_mass_x", "lines[1].hs", "offices.accept"].map(say).to_vec()
    };
    let reader = Reader { reference: None, check: Some(&check), zone: None, keeps: false };
    let text = std::str::from_utf8(ENTRY).unwrap().replace("20000.5 kg", "x").replace("\"offices\"", "\"office\"");
    let faults = reader.read(text.as_bytes()).unwrap_err();
    let found: Vec<_> = faults.iter().map(|fault| (fault.at.as_str(), fault.code.as_str())).collect();
    let wanted = [
        ("offices", "required"),
        ("lines[0].net_mass", "shape"),
        ("office", "unknown_field"),
        ("lines[0].net_mass_x", "checked"),
        ("lines[1].hs", "checked"),
    ];
    assert_eq!(found, wanted);
}
