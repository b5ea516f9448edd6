//! A case with papers, and who does what to them.

use crate::given::{Given, GivenLine, Sound, SoundLine, code};
use crate::modes::accepted_as;
use crate::play::{Desk, declarant, failed, found, officer, treated};
use clearance::case::decide::{CertificateCommand, Command, Drafting};
use clearance::case::refusal::{NotAllowed, Reason};
use clearance::declaration::Wanted;
use clearance::event::Event;
use clearance::event::body::Outcome;
use clearance::grounds::Grounds;
use policy::{ChainStep, Policy};
use std::collections::BTreeMap;
use values::actor::{Actor, Role};
use values::calendar::Day;
use values::id::{CaseNo, SheetNo};

/// Where the enterprise of these tests fetches its papers; its goods are inspected in 410100.
pub const FETCHED: &str = "370100";

/// An exit that was inspected at its origin, by an enterprise that asked for some papers.
pub fn inspected(kinds: &[&str], lines: usize) -> (Desk<'static>, CaseNo) {
    let mut given = Given::exit();
    given.lines.resize(lines, GivenLine::of("8516601000", "CN"));
    let (mut desk, no) = accepted_as(&given, "2015-11-10", |declaration| {
        declaration.offices.documents = Some(code(FETCHED));
        declaration.wanted = kinds.iter().map(|kind| Wanted { kind: code(kind), originals: 1, copies: 2 }).collect();
    });
    desk.review(&no);
    desk.pass(&no, "产地检验检疫");
    (desk, no)
}

pub fn drafter() -> Actor {
    officer(Role::Drafter, "410100")
}

pub fn drafting(kind: &str) -> Drafting {
    let said = |pairs: &[(&str, &[&str])]| -> BTreeMap<String, Vec<String>> {
        pairs
            .iter()
            .map(|(block, texts)| ((*block).to_owned(), texts.iter().map(|t| (*t).to_owned()).collect()))
            .collect()
    };
    let said = match kind {
        "18" => said(&[("证明", &["未发现检疫性有害生物"]), ("附加声明", &["无", "NONE"])]),
        "13" => said(&[("清点结果", &["清点无误", "COUNTED"])]),
        "20" => said(&[("检验检疫结果", &["合格"])]),
        "22" => said(&[("说明", &["不合格"])]),
        _ => BTreeMap::new(),
    };
    Drafting { kind: Some(code(kind)), said, ..Drafting::default() }
}

pub fn draft(kind: &str) -> Command {
    Command::Certificate(CertificateCommand::Draft(drafting(kind)))
}

pub fn again(certificate: u16, kind: &str) -> Command {
    let drafting = Drafting { certificate: Some(certificate), kind: None, ..drafting(kind) };
    Command::Certificate(CertificateCommand::Draft(drafting))
}

pub fn of(command: CertificateCommand) -> Command {
    Command::Certificate(command)
}

/// What does a step of a paper, with the one who does such steps.
pub fn step(desk: &Desk, no: &CaseNo, certificate: u16, step: ChainStep) -> (Command, Actor) {
    let paper = desk.case(no).certificate(certificate).unwrap();
    let drafted = paper.done(ChainStep::Draft).map_or("410100".to_owned(), |done| done.office.to_string());
    match step {
        ChainStep::Draft => (again(certificate, paper.draft.kind.as_str()), drafter()),
        ChainStep::Check => (of(CertificateCommand::Check { certificate }), officer(Role::Checker, &drafted)),
        ChainStep::Engross => {
            (of(CertificateCommand::Engross { certificate, content: Vec::new() }), officer(Role::Engrosser, FETCHED))
        }
        ChainStep::Proofread => {
            let other =
                Actor { person: code("p-second"), account: code("second"), ..officer(Role::Engrosser, FETCHED) };
            (of(CertificateCommand::Proofread { certificate }), other)
        }
        ChainStep::Sign => {
            let digest = paper.digest();
            (of(CertificateCommand::Sign { certificate, digest }), officer(Role::Signatory, FETCHED))
        }
        ChainStep::Issue => {
            let returned = paper.draft.wants_original();
            (of(CertificateCommand::Issue { certificate, returned }), officer(Role::Releaser, "650200"))
        }
    }
}

/// Goes on with a paper until a step is next.
#[track_caller]
pub fn until(desk: &mut Desk, no: &CaseNo, certificate: u16, last: Option<ChainStep>) {
    while desk.case(no).certificate(certificate).unwrap().next() != last {
        let next = desk.case(no).certificate(certificate).unwrap().next().unwrap();
        let (command, actor) = step(desk, no, certificate, next);
        desk.play(no, &command, &actor).unwrap_or_else(|no| panic!("{next:?}: {no:?}"));
    }
}

/// A paper that is handed over: on sheets, or as a file.
pub fn handed_over(certificate: u16, sheets: &[&str]) -> CertificateCommand {
    let sheets: Vec<SheetNo> = sheets.iter().map(|sheet| code(sheet)).collect();
    CertificateCommand::HandOver { certificate, to: "李明".into(), electronic: sheets.is_empty(), sheets }
}

pub fn reason(outcome: Result<Vec<Event>, NotAllowed>) -> Option<Reason> {
    outcome.err().map(|no| no.reason)
}

/// The acts on papers, for the samples of events.
pub fn story() -> Vec<Event> {
    let (mut desk, no) = inspected(&["18"], 1);
    let at = of(CertificateCommand::FetchAt { office: code(FETCHED) });
    desk.play(&no, &at, &declarant()).unwrap();
    desk.play(&no, &draft("18"), &drafter()).unwrap();
    until(&mut desk, &no, 1, Some(ChainStep::Sign));
    let (sign, signatory) = step(&desk, &no, 1, ChainStep::Sign);
    let back = of(CertificateCommand::SendBack { certificate: 1, at: ChainStep::Sign, reason: "不一致".into() });
    desk.play(&no, &back, &signatory).unwrap();
    until(&mut desk, &no, 1, None);
    desk.stock(FETCHED, "A00000001", "A00000010");
    let hand = of(handed_over(1, &["A00000001"]));
    desk.play(&no, &hand, &officer(Role::Releaser, FETCHED)).unwrap();
    let used = of(CertificateCommand::Use { certificate: 1, note: "换证".into() });
    desk.play(&no, &used, &officer(Role::Releaser, "370200")).unwrap();
    let signatory = officer(Role::Signatory, FETCHED);
    let suspend = of(CertificateCommand::Suspend { certificate: 1, grounds: Grounds::of("查验") });
    desk.play(&no, &suspend, &signatory).unwrap();
    desk.play(&no, &of(CertificateCommand::Lift { certificate: 1, reason: "查清".into() }), &signatory).unwrap();
    let end = of(CertificateCommand::End { certificate: 1, grounds: Grounds::of("货物退回") });
    desk.play(&no, &end, &officer(Role::Signatory, FETCHED)).unwrap();
    drop(sign);
    std::mem::take(&mut desk.log)
}

/// What a drafter says of every block that a form leaves open: the first phrase, and words in each language.
pub fn filled(policy: &Policy, kind: &str, on: Day) -> BTreeMap<String, Vec<String>> {
    let languages = policy.certificate(kind, on).unwrap().languages.len();
    let form = policy.form(kind).unwrap();
    let said = form.blocks.iter().filter(|block| block.kind.is_said());
    said.map(|block| {
        let words = match block.phrases.first() {
            Some(phrase) => vec![phrase.name.to_string()],
            None => vec!["文字".to_owned(); languages],
        };
        (block.name.to_string(), words)
    })
    .collect()
}

/// A case of goods for which a kind of paper may be drafted.
pub fn ready_for(kind: &str) -> (Desk<'static>, CaseNo) {
    let entry = matches!(kind, "19" | "21" | "89" | "95");
    let mut given = if entry { Given::entry() } else { Given::exit() };
    given.epidemic = (kind == "19").then(|| "YQ01".to_owned());
    let (mut desk, no) = accepted_as(&given, "2015-11-10", |declaration| {
        declaration.offices.documents = Some(code(FETCHED));
        declaration.head.marks = "N/M".into();
    });
    if kind == "95" {
        return (desk, no);
    }
    desk.review(&no);
    if kind == "19" {
        desk.perform(&no, "预防性消毒处理", "370200", treated(true)).unwrap();
    } else if entry {
        desk.pass(&no, "通关单");
        desk.pass(&no, "调离");
        desk.arrive(&no);
    }
    let outcome = if matches!(kind, "22" | "89") { failed() } else { Outcome::Pass };
    match (entry, kind) {
        (_, "19") => {}
        (true, _) => drop(desk.perform(&no, "检验检疫", "610100", found(&[1], &outcome)).unwrap()),
        (false, _) => drop(desk.perform(&no, "产地检验检疫", "410100", found(&[1], &outcome)).unwrap()),
    }
    (desk, no)
}
