//! Frozen samples: one of each kind of event as version 1 wrote it, read for ever; and the permission table as text.

use crate::given::{Given, GivenLine, Sound, SoundLine, code, day, measured};
use crate::kinds::{KINDS, listed};
use crate::modes::accepted_on;
use crate::play::{Desk, HOLDS, declarant, failed, found, officer, treated};
use clearance::case::decide::{Command, Review};
use clearance::declaration::Version;
use clearance::event::act::{Certification, Paper, Reply, SealSeen};
use clearance::event::body::{Body, CaseEvent, Disposition, Record, Recorded};
use clearance::event::certificate::CertificateAct;
use clearance::event::demand::{DemandOf, WaiverAnswer};
use clearance::event::file::{FileGiven, FileOf};
use clearance::event::region::RegionEvent;
use clearance::event::share::Share;
use clearance::event::{Event, Source, VERSION};
use clearance::grounds::Grounds;
use clearance::permission::{self, Act, Allowed, Relation};
use policy::Citation;
use std::collections::BTreeMap;
use std::path::PathBuf;
use values::actor::{Actor, Role};
use values::calendar::Timestamp;
use values::media::Media;

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/samples/events/v1")
}

/// The word of a kind; a step's also says of what kind its record is, and an adoption's whether bureaus carried it.
fn word(event: &Event) -> String {
    if let Some(RegionEvent::PolicyAdopted { carried: Some(_), .. }) = event.body.of_region() {
        return "policy_adopted-carried".to_owned();
    }
    if let Some(CaseEvent::Certificate(of)) = event.body.of_case() {
        if matches!(of.act, CertificateAct::Issued { seal: Some(_), .. }) {
            return "certificate-issued-sealed".to_owned();
        }
        if !of.act.sheets().is_empty() {
            return "certificate-handed_over-sheets".to_owned();
        }
        return format!("certificate-{}", of.act.word());
    }
    let Some(CaseEvent::StepDone(done)) = event.body.of_case() else { return event.body.kind().to_owned() };
    let record = match &done.record {
        Record::Accept { .. } => "accept",
        Record::Supervise(_) => "supervise",
        Record::Examine(_) => "examine",
        Record::Treat(_) => "treat",
        Record::Forward { .. } => "forward",
        Record::Clear { .. } => "clear",
        Record::Move { .. } => "move",
        Record::Certify(_) => "certify",
        Record::Release(_) => "release",
    };
    format!("{}-{record}", event.body.kind())
}

/// The same event as it was before papers were sealed, and given out on sheets with a number.
fn plainer(mut event: Event) -> Event {
    if let Body::Case(CaseEvent::Certificate(of)) = &mut event.body {
        if let CertificateAct::Issued { seal, .. } = &mut of.act {
            *seal = None;
        } else if let CertificateAct::HandedOver { sheets, .. } = &mut of.act {
            sheets.clear();
        }
    }
    event
}

/// Events of every kind, as the stories of cases make them.
fn lived() -> BTreeMap<String, Event> {
    let mut found = BTreeMap::new();
    for event in stories().into_iter().chain(with_a_paper()).chain(of_the_region()).chain(of_the_bureaus()) {
        found.entry(word(&event)).or_insert_with(|| event.clone());
        let before = plainer(event);
        found.entry(word(&before)).or_insert(before);
    }
    found
}

fn versioned(given: &Given) -> Box<Version> {
    let declaration = given.declaration();
    Box::new(Version { measures: measured(&declaration), declaration })
}

/// A paper that a rule asks for comes after the declaration.
fn with_a_paper() -> Vec<Event> {
    let (mut desk, no) = accepted_on(&crate::binding::dangerous(), "2015-11-10");
    let guarantee = Paper { kind: code("101041"), no: "B-7".into(), day: day("2015-11-09") };
    desk.play(&no, &Command::GivePaper(guarantee), &declarant()).unwrap();
    let mut log = std::mem::take(&mut desk.log);
    let (mut desk, no) = accepted_on(&crate::binding::soil(), "2015-11-10");
    let of = || DemandOf { rule: "审-0122".into(), measure: 0 };
    let grounds = || Grounds::by("已核实", HOLDS);
    let (inspector, command) = (officer(Role::Inspector, "370200"), officer(Role::Command, "370100"));
    desk.play(&no, &Command::AskWaiver { of: of(), grounds: grounds() }, &inspector).unwrap();
    let said = WaiverAnswer { granted: false, note: "须查验".into() };
    desk.play(&no, &Command::AnswerWaiver { waiver: 1, said }, &command).unwrap();
    desk.play(&no, &Command::LiftDemand { of: of(), grounds: grounds() }, &command).unwrap();
    log.append(&mut desk.log);
    log.extend(with_files());
    log.extend(crate::drafting::story());
    log
}

/// An enterprise gives a contract, and an inspector a photograph.
fn with_files() -> Vec<Event> {
    let (mut desk, no) = accepted_on(&Given::exit(), "2015-11-10");
    let contract = crate::files::given(1, Media::Pdf, FileOf::Declaration);
    let contract = FileGiven { kind: Some(code("101001")), ..contract };
    desk.play(&no, &Command::AddFile(contract), &declarant()).unwrap();
    let digest = desk.case(&no).contents();
    desk.play(&no, &Command::Confirm { digest }, &declarant()).unwrap();
    desk.play(&no, &Command::Withdraw, &declarant()).unwrap();
    let basis = Citation { text: "本方案".into(), section: "四(二)2".into() };
    let files = vec![crate::files::file(1)];
    desk.play(&no, &Command::EraseFiles { files, basis }, &Actor::system()).unwrap();
    std::mem::take(&mut desk.log)
}

fn stories() -> Vec<Event> {
    let mut log = Vec::new();
    let mut given = Given::entry();
    (given.accept_at, given.asked) = ("370200".into(), Some("C-进流向".into()));
    given.epidemic = Some("YQ01".into());
    let (mut desk, no) = accepted_on(&given, "2015-08-31");
    let (reviewer, port) = (officer(Role::Reviewer, "370100"), officer(Role::Inspector, "370200"));
    let play = |desk: &mut Desk, command: Command, actor: &Actor| desk.play(&no, &command, actor).unwrap();
    play(&mut desk, Command::Review(Review::Return { note: "请补正".into(), basis: String::new() }), &reviewer);
    play(&mut desk, Command::Resubmit(versioned(&given)), &declarant());
    desk.review(&no);
    play(&mut desk, Command::AskAmendment { version: versioned(&given), reason: "变更".into() }, &declarant());
    play(&mut desk, Command::DenyAmendment(Grounds::of("不准")), &reviewer);
    play(&mut desk, Command::AskAmendment { version: versioned(&given), reason: "变更".into() }, &declarant());
    play(&mut desk, Command::GrantAmendment, &reviewer);
    play(&mut desk, Command::Contact, &declarant());
    desk.perform(&no, "预防性消毒处理", "370200", treated(true)).unwrap();
    desk.pass(&no, "通关单");
    desk.pass(&no, "调离");
    desk.now = desk.case(&no).transit.as_ref().unwrap().due;
    play(&mut desk, Command::MarkOverdue, &Actor::system());
    let seen = SealSeen { intact: false, note: "封识断裂".into() };
    play(&mut desk, Command::NoteSeal(seen), &port);
    play(&mut desk, Command::Note { note: "封识已拍照".into() }, &port);
    let (to, what, due) = (code("610100"), "请核实集装箱去向".into(), desk.today().plus(3));
    play(&mut desk, Command::AskWork { to, what, due, share: Share::Goods }, &port);
    play(&mut desk, Command::AcceptWork { item: 1 }, &officer(Role::Inspector, "610100"));
    let answer = Command::AnswerWork { item: 1, said: Reply { refused: false, reply: "箱在途中".into() } };
    play(&mut desk, answer, &officer(Role::Inspector, "610100"));
    play(&mut desk, Command::LiftHold { hold: 1, grounds: Grounds::by("已核实", HOLDS) }, &port);
    desk.arrive(&no);
    desk.pass(&no, "异地施检申报");
    desk.perform(&no, "检验检疫", "610100", found(&[1], &failed())).unwrap();
    let dispose = Command::Dispose { lot: 1, disposition: Disposition::Treatment };
    play(&mut desk, dispose, &officer(Role::Inspector, "610100"));
    desk.finish(&no);
    log.append(&mut desk.log);
    let mut mixed = Given::exit().hs("0103911010");
    mixed.lines.push(GivenLine::of("0409000000", "CN"));
    let (mut desk, no) = accepted_on(&mixed, "2015-11-10");
    desk.play(&no, &Command::Split, &declarant()).unwrap();
    for part in desk.case(&no).linked.clone() {
        desk.finish(&part);
    }
    log.append(&mut desk.log);
    let (mut desk, no) = accepted_on(&Given::exit(), "2015-11-10");
    let choose = Command::Choose { step: code("通关单"), office: code("510100") };
    desk.play(&no, &choose, &declarant()).unwrap();
    desk.play(&no, &Command::Withdraw, &declarant()).unwrap();
    log.append(&mut desk.log);
    let (mut desk, no) = accepted_on(&Given::exit(), "2015-12-10");
    desk.review(&no);
    desk.pass(&no, "产地检验检疫");
    desk.pass(&no, "通关单");
    desk.now = desk.now.plus_us(61 * 86_400_000_000);
    desk.play(&no, &Command::MarkOverdue, &Actor::system()).unwrap();
    log.append(&mut desk.log);
    log.extend(written());
    log
}

/// What no story of the region's own modes writes.
fn written() -> Vec<Event> {
    let done =
        |work| clearance::event::body::StepDone { step: code("签证"), office: Some(code("370100")), record: work };
    let certified =
        CaseEvent::StepDone(done(Record::Certify(Certification { note: "入境货物检验检疫证明".into() })));
    let recorded = CaseEvent::Recorded(Recorded {
        source: "示例".into(),
        source_no: "1".into(),
        day: day("2015-06-01"),
        version: versioned(&Given::entry()),
        mode: Some(code("I2")),
        outcomes: vec![("Fraud".into(), "0".into())],
    });
    vec![event(certified, Some("370100215000001")), event(recorded, Some("370100215000002"))]
}

fn event(body: impl Into<Body>, case: Option<&str>) -> Event {
    Event {
        v: VERSION,
        office: code(if case.is_some() { "370100" } else { "REGION" }),
        seq: 7,
        case: case.map(code),
        version: u32::from(case.is_some()),
        happened: Timestamp(1_447_113_600_000_000),
        recorded: Timestamp(1_447_113_600_500_000),
        by: officer(Role::Operations, "370100"),
        source: Source::Api,
        body: body.into(),
    }
}

fn of_the_region() -> Vec<Event> {
    crate::regional::of_region().into_iter().map(|what| event(what, None)).collect()
}

fn of_the_bureaus() -> Vec<Event> {
    crate::together::of_bureaus().into_iter().map(|what| event(what, None)).collect()
}

#[test]
fn samples_of_version_1_are_read_for_ever() {
    let mut seen = Vec::new();
    for entry in std::fs::read_dir(folder()).unwrap() {
        let path = entry.unwrap().path();
        let bytes = std::fs::read(&path).unwrap();
        let event = Event::read(&bytes).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        assert_eq!(event.bytes(), bytes, "{}", path.display());
        let kind = path.file_stem().unwrap().to_str().unwrap().to_owned();
        assert_eq!(word(&event), kind);
        assert!(listed(&event.body), "{kind}");
        seen.push(kind);
    }
    seen.sort();
    let lived = lived();
    if let Some(kind) = KINDS.into_iter().find(|kind| !seen.iter().any(|s| s == kind)) {
        let bytes = lived.get(kind).map(|e| String::from_utf8(e.bytes()).unwrap()).unwrap_or_default();
        panic!("{}/{kind}.json is missing; once and for ever: {bytes}", folder().display());
    }
    assert_eq!(seen, KINDS, "a sample of a kind that is not listed");
}

#[test]
fn stories_make_events_of_every_kind() {
    let lived = lived();
    let lacks: Vec<&str> = KINDS.into_iter().filter(|kind| !lived.contains_key(*kind)).collect();
    assert!(lacks.is_empty(), "{lacks:?}");
}

#[test]
fn an_event_of_a_later_version_or_another_shape_is_not_read() {
    let good = String::from_utf8(event(CaseEvent::Contacted {}, Some("370100215000001")).bytes()).unwrap();
    assert!(Event::read(good.as_bytes()).is_ok());
    for bad in [
        good.replace("\"v\":1", "\"v\":2"),
        good.replace("\"v\":1", "\"v\":0"),
        good.replace("contacted", "unheard"),
        good[1..].to_owned(),
    ] {
        assert!(Event::read(bad.as_bytes()).is_err(), "{bad}");
    }
}

#[test]
fn design_5_the_permission_table_is_the_committed_one() {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs/permissions.tsv");
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    let printed = permission::printed();
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("permissions.tsv");
    std::fs::write(&path, &printed).unwrap();
    let differs = committed.lines().zip(printed.lines()).find(|(a, b)| a != b);
    assert!(committed == printed, "docs/permissions.tsv is not {}, first at {differs:?}", path.display());
}

#[test]
fn design_5_what_nobody_may() {
    let yes = |role, act, relation| permission::allowed(role, act, relation) == Allowed::Yes;
    for (act, _) in Act::ALL {
        for (relation, _) in Relation::ALL {
            assert!(!yes(Role::System, act, relation), "the platform's jobs have no route");
            let writes = !matches!(
                act,
                Act::ReadOwn
                    | Act::ReadGoods
                    | Act::ReadPapers
                    | Act::ReadReceipt
                    | Act::ReadQueue
                    | Act::ReadSheets
                    | Act::ReadSignatories
                    | Act::ReadStatistics
                    | Act::ReadRegion
                    | Act::ReadSystem
                    | Act::ReadProposals
                    | Act::Advise
            );
            assert!(!(writes && yes(Role::Auditor, act, relation)), "an auditor changes nothing: {act:?}");
            assert!(!(writes && yes(Role::Statistician, act, relation)), "{act:?}");
            let manages = matches!(
                act,
                Act::ManageAccounts
                    | Act::ManageSeals
                    | Act::ReadSignatories
                    | Act::ReadRegion
                    | Act::ReadSystem
                    | Act::Advise
            );
            for admin in [Role::SystemAdmin, Role::SecurityAdmin] {
                assert!(manages || !yes(admin, act, relation), "{admin:?} {act:?}");
            }
        }
        assert_eq!(Act::ALL.iter().filter(|(_, w)| *w == act.word()).count(), 1);
    }
    // Who examines does not release, who releases does not examine; who declares does neither.
    for (relation, _) in Relation::ALL {
        assert!(!yes(Role::Inspector, Act::Release, relation) && !yes(Role::Releaser, Act::Examine, relation));
        assert!(!yes(Role::Declarant, Act::Review, relation) && !yes(Role::Declarant, Act::Release, relation));
    }
    for act in [Act::Supervise, Act::Examine, Act::Treat, Act::Dispose, Act::Release, Act::Clear, Act::Move] {
        assert!(Role::ALL.iter().all(|role| !yes(*role, act, Relation::Elsewhere)), "{act:?} elsewhere");
    }
    let stranger = |act| permission::allowed(Role::Declarant, act, Relation::Stranger);
    assert_eq!(stranger(Act::ReadOwn), Allowed::Hidden);
    assert_eq!(stranger(Act::Withdraw), Allowed::Hidden);
}
