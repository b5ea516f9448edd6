//! Papers: 「谁检验、谁拟证，谁缮制、谁签证，签字人只对证书与电子拟稿的一致性负责」 (「本方案」三(三)一).

use crate::drafting::{
    FETCHED, draft, drafter, drafting, filled, handed_over, inspected, of, ready_for, reason, step, until,
};
use crate::given::{Given, Sound, code, region};
use crate::modes::accepted_as;
use crate::play::{declarant, failed, found, officer};
use clearance::case::certificate::CertificateState;
use clearance::case::certificate::compare::difference;
use clearance::case::decide::{CertificateCommand, Command, Drafting};
use clearance::case::refusal::Reason;
use clearance::declaration::Declaration;
use clearance::event::body::Disposition;
use clearance::event::certificate::BlockText;
use clearance::grounds::Grounds;
use policy::ChainStep;
use values::actor::{Actor, Role};

#[test]
fn plan_3_3_1_a_paper_is_drafted_where_inspected_and_signed_where_engrossed_and_issued_at_any_office() {
    let (mut desk, no) = inspected(&["18"], 1);
    assert_eq!(desk.case(&no).asked_papers, [code("18")]);
    for elsewhere in ["370100", "410200", "650200"] {
        let drafter = officer(Role::Drafter, elsewhere);
        assert_eq!(desk.refused(&no, &draft("18"), &drafter), Reason::CertificateOffice, "{elsewhere}");
    }
    desk.play(&no, &draft("18"), &drafter()).unwrap();
    let order = [ChainStep::Check, ChainStep::Engross, ChainStep::Proofread, ChainStep::Sign, ChainStep::Issue];
    for (at, next) in order.into_iter().enumerate() {
        for later in order.iter().skip(at + 1) {
            let (command, actor) = step(&desk, &no, 1, *later);
            assert_eq!(desk.refused(&no, &command, &actor), Reason::CertificateStep, "{later:?} before {next:?}");
        }
        let (command, actor) = step(&desk, &no, 1, next);
        if next != ChainStep::Issue {
            for elsewhere in ["410200", "650200"] {
                let stranger = Actor { office: Some(code(elsewhere)), ..actor.clone() };
                assert_eq!(desk.refused(&no, &command, &stranger), Reason::CertificateOffice, "{next:?} {elsewhere}");
            }
        }
        desk.play(&no, &command, &actor).unwrap();
    }
    let paper = desk.case(&no).certificate(1).unwrap();
    assert!(matches!(paper.state, CertificateState::Issued));
    assert_eq!(paper.number.as_ref().unwrap().as_str(), format!("{no}1800"));
    let steps: Vec<ChainStep> = paper.done.iter().map(|done| done.step).collect();
    assert_eq!(steps, ChainStep::all().collect::<Vec<_>>());
    desk.stock("650200", "A00000001", "A00000010");
    let hand = of(handed_over(1, &["A00000001"]));
    desk.play(&no, &hand, &officer(Role::Releaser, "650200")).unwrap();
    assert_eq!(
        (
            desk.case(&no).certificate(1).unwrap().handed[0].originals,
            desk.case(&no).certificate(1).unwrap().handed[0].copies
        ),
        (1, 2)
    );
}

#[test]
fn plan_3_3_1_one_character_of_difference_refuses_the_signature_and_marks_do_not() {
    let (mut desk, no) = inspected(&["18"], 1);
    desk.play(&no, &draft("18"), &drafter()).unwrap();
    until(&mut desk, &no, 1, Some(ChainStep::Engross));
    let drafted = desk.case(&no).certificate(1).unwrap().draft.content.clone();
    let (block, language) = drafted
        .iter()
        .enumerate()
        .find_map(|(at, block)| Some((at, block.texts.iter().position(|text| 3 < text.chars().count())?)))
        .unwrap();
    let engrossed = |change: &dyn Fn(&str) -> String| {
        let mut content = drafted.clone();
        content[block].texts[language] = change(&content[block].texts[language]);
        of(CertificateCommand::Engross { certificate: 1, content })
    };
    type Change<'c> = &'c dyn Fn(&str) -> String;
    let changes: [(Change, bool); 5] = [
        (&|text| text.chars().skip(1).collect(), true),
        (&|text| format!("{text}1"), true),
        (&|text| format!("{text} "), true),
        (&|text| text.chars().map(|c| format!("{c}\n")).collect(), false),
        (&|text| format!("\n{text}\n"), false),
    ];
    let engrosser = officer(Role::Engrosser, FETCHED);
    for (change, differs) in changes {
        let mut desk = desk.clone();
        desk.play(&no, &engrossed(change), &engrosser).unwrap();
        until(&mut desk, &no, 1, Some(ChainStep::Sign));
        let (sign, signatory) = step(&desk, &no, 1, ChainStep::Sign);
        if differs {
            assert_eq!(desk.refused(&no, &sign, &signatory), Reason::CertificateDiffers);
            let back =
                of(CertificateCommand::SendBack { certificate: 1, at: ChainStep::Sign, reason: "不一致".into() });
            desk.play(&no, &back, &signatory).unwrap();
            assert_eq!(desk.case(&no).certificate(1).unwrap().next(), Some(ChainStep::Draft));
            assert_eq!(desk.case(&no).certificate(1).unwrap().engrossed, None);
            let number = desk.case(&no).certificate(1).unwrap().number.clone();
            until(&mut desk, &no, 1, None);
            assert_eq!(desk.case(&no).certificate(1).unwrap().number, number, "a number is never another paper's");
        } else {
            desk.play(&no, &sign, &signatory).unwrap();
        }
    }
    // A block more or less, or a language, is no paper of that draft at all.
    let cut = of(CertificateCommand::Engross { certificate: 1, content: drafted[1..].to_vec() });
    assert_eq!(desk.refused(&no, &cut, &engrosser), Reason::CertificateContent);
    let mut odd = drafted.clone();
    odd[block].texts[language].push('\u{7}');
    let odd = of(CertificateCommand::Engross { certificate: 1, content: odd });
    assert_eq!(desk.refused(&no, &odd, &engrosser), Reason::CertificateContent);
}

#[test]
fn plan_3_3_1_a_signature_wants_the_password_again_and_stands_for_what_was_shown() {
    let (mut desk, no) = inspected(&["18"], 1);
    desk.play(&no, &draft("18"), &drafter()).unwrap();
    until(&mut desk, &no, 1, Some(ChainStep::Sign));
    let (sign, signatory) = step(&desk, &no, 1, ChainStep::Sign);
    desk.fresh = false;
    assert_eq!(desk.refused(&no, &sign, &signatory), Reason::NotFresh);
    desk.fresh = true;
    // 18 speaks Chinese and English.
    for (named, may) in [
        (&["13", "16"][..], false),
        (&["13", "18"], true),
        (&["木质包装"], true),
        (&["zh"], false),
        (&["en", "zh"], true),
        (&["18", "en"], false),
        (&["18", "zh", "en"], true),
        (&["13", "zh", "en"], false),
    ] {
        let mut desk = desk.clone();
        desk.skills = named.iter().map(|kind| (*kind).to_owned()).collect();
        let outcome = reason(desk.play(&no, &sign, &signatory));
        assert_eq!(outcome, (!may).then_some(Reason::SkillMissing), "{named:?}");
    }
    let other = of(CertificateCommand::Sign { certificate: 1, digest: "0".repeat(64) });
    assert_eq!(desk.refused(&no, &other, &signatory), Reason::ContentsChanged);
    desk.play(&no, &sign, &signatory).unwrap();
    assert!(desk.case(&no).certificate(1).unwrap().signed.is_some());
}

#[test]
fn documents_rules_6_the_drafter_never_signs_his_own_through_a_second_account_neither() {
    let (mut desk, no) = inspected(&["18"], 1);
    desk.play(&no, &draft("18"), &drafter()).unwrap();
    let same = |actor: Actor, as_in: Actor| Actor { person: as_in.person, ..actor };
    let (check, checker) = step(&desk, &no, 1, ChainStep::Check);
    assert_eq!(desk.refused(&no, &check, &same(checker, drafter())), Reason::SamePerson);
    until(&mut desk, &no, 1, Some(ChainStep::Proofread));
    let (proofread, second) = step(&desk, &no, 1, ChainStep::Proofread);
    assert_eq!(desk.refused(&no, &proofread, &same(second, officer(Role::Engrosser, FETCHED))), Reason::SamePerson);
    until(&mut desk, &no, 1, Some(ChainStep::Sign));
    let (sign, signatory) = step(&desk, &no, 1, ChainStep::Sign);
    assert_eq!(desk.refused(&no, &sign, &same(signatory.clone(), drafter())), Reason::SamePerson);
    // Who filed the declaration does nothing for an office on its papers.
    assert_eq!(desk.refused(&no, &sign, &same(signatory, declarant())), Reason::SamePerson);
}

#[test]
fn plan_3_a_paper_rests_on_the_result_that_its_kind_wants() {
    let (mut desk, no) = inspected(&["18"], 1);
    assert_eq!(desk.refused(&no, &draft("22"), &drafter()), Reason::CertificateResult);
    assert_eq!(desk.refused(&no, &draft("19"), &drafter()), Reason::CertificateResult);
    for (unknown, why) in [("21", "for goods that come in"), ("14", "no form"), ("97", "a step of the plan")] {
        assert_eq!(desk.refused(&no, &draft(unknown), &drafter()), Reason::CertificateKind, "{unknown}: {why}");
    }
    let fetched = |declaration: &mut Declaration| declaration.offices.documents = Some(code(FETCHED));
    let (mut desk, no) = accepted_as(&Given::exit(), "2015-11-10", fetched);
    desk.review(&no);
    assert_eq!(desk.refused(&no, &draft("18"), &drafter()), Reason::CertificateResult, "nobody inspected");
    desk.perform(&no, "产地检验检疫", "410100", found(&[1], &failed())).unwrap();
    assert_eq!(desk.refused(&no, &draft("18"), &drafter()), Reason::CertificateResult);
    desk.play(&no, &draft("22"), &drafter()).unwrap();
    let said = &desk.case(&no).certificate(1).unwrap().draft.content;
    assert!(said.iter().any(|block| block.texts[0].contains("不合格") || !block.texts[0].is_empty()));
    let dispose = Command::Dispose { lot: 1, disposition: Disposition::NotExported };
    desk.play(&no, &dispose, &officer(Role::Inspector, "410100")).unwrap();
    until(&mut desk, &no, 1, None);
    assert!(desk.case(&no).stage.ended(), "an ended case still gets its papers");
}

#[test]
fn documents_rules_7_papers_of_a_kind_never_state_the_same_goods_twice() {
    let (mut desk, no) = inspected(&["18"], 3);
    let some = |lots: &[u16]| of(CertificateCommand::Draft(Drafting { lots: lots.to_vec(), ..drafting("18") }));
    assert_eq!(desk.refused(&no, &some(&[1, 1]), &drafter()), Reason::LotTwice);
    assert_eq!(desk.refused(&no, &some(&[4]), &drafter()), Reason::LotUnknown);
    desk.play(&no, &some(&[1]), &drafter()).unwrap();
    assert_eq!(desk.refused(&no, &some(&[1]), &drafter()), Reason::CertificateTwice);
    desk.play(&no, &draft("18"), &drafter()).unwrap();
    assert_eq!(desk.case(&no).certificate(2).unwrap().draft.lots, [2, 3]);
    assert_eq!(desk.refused(&no, &draft("18"), &drafter()), Reason::CertificateTwice);
    // Another kind states them all the same, and what is void frees them.
    desk.play(&no, &draft("13"), &drafter()).unwrap();
    let end = of(CertificateCommand::End { certificate: 1, grounds: Grounds::of("写错") });
    desk.play(&no, &end, &officer(Role::Checker, "410100")).unwrap();
    assert_eq!(desk.refused(&no, &end, &officer(Role::Checker, "410100")), Reason::CertificateEnded);
    desk.play(&no, &some(&[1]), &drafter()).unwrap();
    let mut numbers = Vec::new();
    for certificate in 2..=4 {
        until(&mut desk, &no, certificate, None);
        numbers.push(desk.case(&no).certificate(certificate).unwrap().number.clone().unwrap().to_string());
    }
    assert_eq!(numbers, ["1800", "1301", "1802"].map(|serial| format!("{no}{serial}")));
}

#[test]
fn documents_rules_18_an_amended_paper_takes_the_place_of_the_one_that_was_given_back() {
    let (mut desk, no) = inspected(&["18"], 1);
    desk.play(&no, &draft("18"), &drafter()).unwrap();
    until(&mut desk, &no, 1, None);
    let amend = of(CertificateCommand::Draft(Drafting { amends: Some(1), ..drafting("18") }));
    let other = of(CertificateCommand::Draft(Drafting { amends: Some(1), ..drafting("13") }));
    assert_eq!(desk.refused(&no, &other, &drafter()), Reason::CertificateEnded, "another kind amends nothing");
    desk.play(&no, &amend, &drafter()).unwrap();
    until(&mut desk, &no, 2, Some(ChainStep::Issue));
    let releaser = officer(Role::Releaser, FETCHED);
    let issue = |returned| of(CertificateCommand::Issue { certificate: 2, returned });
    assert_eq!(desk.refused(&no, &issue(false), &releaser), Reason::CertificateOriginal);
    assert!(desk.case(&no).certificate(1).unwrap().state.stands());
    desk.play(&no, &issue(true), &releaser).unwrap();
    assert_eq!(desk.case(&no).certificate(1).unwrap().state, CertificateState::Superseded { by: 2 });
    assert_eq!(desk.refused(&no, &amend, &drafter()), Reason::CertificateEnded);
    let end = of(CertificateCommand::End { certificate: 2, grounds: Grounds::of("货物退回") });
    desk.play(&no, &end, &officer(Role::Signatory, FETCHED)).unwrap();
    assert!(matches!(desk.case(&no).certificate(2).unwrap().state, CertificateState::Withdrawn { .. }));
}

#[test]
fn plan_3_3_1_the_enterprise_chooses_where_papers_are_fetched_until_they_are_engrossed() {
    let (mut desk, no) = inspected(&["18"], 1);
    let at = |office: &str| of(CertificateCommand::FetchAt { office: code(office) });
    assert_eq!(desk.refused(&no, &at("999999"), &declarant()), Reason::PlaceNotAllowed);
    desk.play(&no, &at("650200"), &declarant()).unwrap();
    desk.play(&no, &draft("18"), &drafter()).unwrap();
    until(&mut desk, &no, 1, Some(ChainStep::Engross));
    let engross = of(CertificateCommand::Engross { certificate: 1, content: Vec::new() });
    assert_eq!(desk.refused(&no, &engross, &officer(Role::Engrosser, FETCHED)), Reason::CertificateOffice);
    desk.play(&no, &at(FETCHED), &declarant()).unwrap();
    desk.play(&no, &engross, &officer(Role::Engrosser, FETCHED)).unwrap();
    assert_eq!(desk.refused(&no, &at("650200"), &declarant()), Reason::CertificateStep);
    // What was engrossed has its number: the declaration is neither withdrawn nor amended under it.
    assert_eq!(desk.refused(&no, &Command::Withdraw, &declarant()), Reason::DocumentsIssued);
}

#[test]
fn a_hold_stops_the_issue_and_a_draft_is_filled_as_its_form_wants() {
    let (mut desk, no) = inspected(&["18"], 1);
    let unfilled = of(CertificateCommand::Draft(Drafting { kind: Some(code("18")), ..Drafting::default() }));
    assert_eq!(desk.refused(&no, &unfilled, &drafter()), Reason::CertificateContent);
    let mut strange = drafting("18");
    strange.said.insert("发货人名称及地址".into(), vec!["别人".into()]);
    let strange = of(CertificateCommand::Draft(strange));
    assert_eq!(
        desk.refused(&no, &strange, &drafter()),
        Reason::CertificateContent,
        "what the record says is nobody's to write"
    );
    for (words, fits) in [(600, true), (601, false)] {
        let mut long = drafting("18");
        long.said.insert("附加声明".into(), vec!["长".repeat(words), "LONG".into()]);
        let long = of(CertificateCommand::Draft(long));
        let mut desk = desk.clone();
        assert_eq!(desk.play(&no, &long, &drafter()).is_ok(), fits, "{words} characters");
    }
    let mut one = drafting("18");
    one.said.insert("附加声明".into(), vec!["只有中文".into()]);
    assert_eq!(desk.refused(&no, &of(CertificateCommand::Draft(one)), &drafter()), Reason::CertificateContent);
    desk.play(&no, &draft("18"), &drafter()).unwrap();
    until(&mut desk, &no, 1, Some(ChainStep::Issue));
    desk.play(&no, &Command::Hold(Grounds::of("风险")), &officer(Role::Command, "370100")).unwrap();
    let (issue, releaser) = step(&desk, &no, 1, ChainStep::Issue);
    assert_eq!(desk.refused(&no, &issue, &releaser), Reason::Held);
    let lift = Command::LiftHold { hold: 1, grounds: Grounds::by("已核实", crate::play::HOLDS) };
    desk.play(&no, &lift, &officer(Role::Command, "370100")).unwrap();
    desk.play(&no, &issue, &releaser).unwrap();
    assert_eq!(reason(desk.play(&no, &issue, &releaser)), Some(Reason::CertificateStep), "issued once");
}

#[test]
fn every_office_of_the_region_engrosses_signs_and_hands_over() {
    let policy = region("9+1");
    let (desk, no) = inspected(&["18"], 1);
    let offices: Vec<String> = policy.offices_on(desk.today()).map(|office| office.code.to_string()).collect();
    assert!(10 < offices.len());
    for office in offices {
        let mut desk = desk.clone();
        let at = of(CertificateCommand::FetchAt { office: code(&office) });
        if let Err(refused) = desk.play(&no, &at, &declarant()) {
            assert_eq!(refused.reason, Reason::OfficeNotCapable, "{office}: an exception of the text");
            continue;
        }
        desk.play(&no, &draft("20"), &drafter()).unwrap();
        for next in [ChainStep::Check, ChainStep::Engross, ChainStep::Sign, ChainStep::Issue] {
            let (command, actor) = step(&desk, &no, 1, next);
            let here = if next == ChainStep::Check { actor } else { Actor { office: Some(code(&office)), ..actor } };
            if let Err(refused) = desk.play(&no, &command, &here) {
                assert_eq!(refused.reason, Reason::OfficeNotCapable, "{office} {next:?}");
            }
        }
    }
}

#[test]
fn the_second_region_has_a_paper_of_its_own_by_its_text_alone() {
    let policy = region("demo-en");
    let kind = policy.certificates_on(crate::given::day("2026-01-05")).next().unwrap();
    assert_eq!(kind.chain, [ChainStep::Draft, ChainStep::Engross, ChainStep::Sign, ChainStep::Issue]);
    assert_eq!(
        policy.form(kind.code.as_str()).unwrap().blocks[0].label.pick(values::text::Language::En),
        "MOVEMENT CERTIFICATE"
    );
}

#[test]
fn what_is_engrossed_as_it_was_drafted_never_differs() {
    let (mut desk, no) = inspected(&["18"], 2);
    desk.play(&no, &draft("18"), &drafter()).unwrap();
    until(&mut desk, &no, 1, Some(ChainStep::Proofread));
    let paper = desk.case(&no).certificate(1).unwrap();
    let engrossed: &[BlockText] = paper.content();
    assert_eq!(difference(&paper.draft.content, engrossed), None);
    assert!(engrossed.iter().filter(|block| block.cell.is_some()).count() == 8, "two lots of four columns");
}

#[test]
fn documents_rules_4_every_kind_that_ships_goes_from_its_draft_to_its_issue() {
    let policy = region("9+1");
    let mut issued = Vec::new();
    for kind in policy.certificates_on(crate::given::day("2015-11-10")).filter(|kind| kind.is_drafted()) {
        let code = kind.code.as_str();
        let (mut desk, no) = ready_for(code);
        let office = desk.case(&no).inspecting_offices()[0].to_string();
        let said = filled(policy, code, desk.today());
        let drafting = Drafting { kind: Some(kind.code.clone()), said, ..Drafting::default() };
        let draft = of(CertificateCommand::Draft(drafting));
        desk.play(&no, &draft, &officer(Role::Drafter, &office)).unwrap_or_else(|no| panic!("{code}: {no:?}"));
        let drafted = desk.case(&no).certificate(1).unwrap().draft.content.clone();
        let said: Vec<&str> = drafted.iter().flat_map(|block| &block.texts).map(String::as_str).collect();
        assert!(said.iter().any(|text| !text.is_empty()), "{code} states something");
        until(&mut desk, &no, 1, None);
        let paper = desk.case(&no).certificate(1).unwrap();
        assert!(matches!(paper.state, CertificateState::Issued) && paper.code.is_some(), "{code}");
        issued.push(code.to_owned());
    }
    assert_eq!(issued, ["11", "13", "16", "18", "19", "20", "21", "22", "89", "95"]);
}
