//! What happens on the way: lots, amendments, withdrawal, restrictions, splits, deadlines.

use crate::given::{Given, GivenLine, Sound, SoundLine, code, day, measured, region};
use crate::modes::accepted_on;
use crate::play::{Desk, MINUTE, declarant, failed, found, officer, treated};
use clearance::case::Stage;
use clearance::case::decide::{Command, Review, Work};
use clearance::case::refusal::Reason;
use clearance::declaration::Version;
use clearance::event::act::{Arrival, Departure, Examination, Released};
use clearance::event::body::{Disposition, Finding, Outcome};
use clearance::grounds::Grounds;
use clearance::row::facts::{Axis, DeclarationFact};
use values::actor::{Actor, Role};
use values::id::CaseNo;
use values::quantity::Amount;

fn accepted(given: &Given) -> (Desk<'static>, CaseNo) {
    accepted_on(given, "2015-11-10")
}

fn versioned(given: &Given) -> Box<Version> {
    let declaration = given.declaration();
    Box::new(Version { measures: measured(&declaration), declaration })
}

fn ask(given: &Given) -> Command {
    Command::AskAmendment { version: versioned(given), reason: "合同变更".into() }
}

fn reviewer() -> Actor {
    officer(Role::Reviewer, "370100")
}

fn part(passed: &str) -> Outcome {
    Outcome::Part { passed: Amount::parse(passed, code("KGM")).unwrap(), rest: 0, reason: "霉变".into() }
}

/// Declarations that count now: each acceptance, what was taken back, and what stands instead.
fn counted(desk: &Desk) -> Vec<DeclarationFact> {
    desk.rows.iter().flat_map(|r| &r.declaration_facts).filter(|f| f.activity == "accept").cloned().collect()
}

#[test]
fn a_part_that_fails_becomes_a_lot_and_quantities_are_conserved() {
    let mut given = Given::entry();
    given.lines[0].quantity = Some("900".into());
    given.lines[0].value = "10000.01".into();
    let (mut desk, no) = accepted(&given);
    desk.review(&no);
    desk.pass(&no, "通关单");
    desk.pass(&no, "调离");
    let inspect = |desk: &mut Desk, outcome: Outcome| desk.perform(&no, "检验检疫", "610100", found(&[1], &outcome));
    assert_eq!(inspect(&mut desk, Outcome::Pass).unwrap_err().reason, Reason::NotArrived);
    desk.arrive(&no);
    for wrong in ["900", "0", "901"] {
        assert_eq!(inspect(&mut desk, part(wrong)).unwrap_err().reason, Reason::QuantityNotConserved, "{wrong}");
    }
    inspect(&mut desk, part("333.3")).unwrap();
    let sums = |desk: &Desk| {
        let lots = &desk.case(&no).lots;
        [
            lots.iter().map(|l| l.amount.units).sum::<i64>(),
            lots.iter().map(|l| l.net_mass).sum(),
            lots.iter().map(|l| l.value).sum(),
            lots.iter().filter_map(|l| l.accounting).sum(),
            lots.iter().filter_map(|l| l.reference).sum(),
        ]
    };
    let whole = [9_000_000, 100_000_000, 1_000_001, 1_000_001, 166_666];
    assert_eq!(sums(&desk), whole);
    // What passed may be released while the rest waits; the case goes on.
    let release = |lots: &[u16]| Work::Release(Released { lots: lots.to_vec() });
    assert_eq!(desk.perform(&no, "放行", "370200", release(&[2])).unwrap_err().reason, Reason::GoodsNotPassed);
    assert_eq!(desk.perform(&no, "放行", "370200", release(&[3])).unwrap_err().reason, Reason::LotUnknown);
    desk.perform(&no, "放行", "370200", release(&[1])).unwrap();
    assert_eq!(desk.case(&no).stage, Stage::Working);
    let inspector = officer(Role::Inspector, "610100");
    let dispose = |desk: &mut Desk, disposition| desk.play(&no, &Command::Dispose { lot: 2, disposition }, &inspector);
    assert_eq!(dispose(&mut desk, Disposition::NotExported).unwrap_err().reason, Reason::DispositionNotAllowed);
    dispose(&mut desk, Disposition::Treatment).unwrap();
    desk.perform(&no, "检验检疫", "610100", found(&[2], &part("100"))).unwrap();
    desk.perform(&no, "放行", "610100", release(&[2])).unwrap();
    desk.play(&no, &Command::Dispose { lot: 3, disposition: Disposition::Destroyed }, &inspector).unwrap();
    let case = desk.case(&no);
    let states: Vec<&str> = case.lots.iter().map(|l| l.state.word()).collect();
    assert_eq!((&case.stage, states), (&Stage::Closed, vec!["released", "released", "destroyed"]));
    assert_eq!(sums(&desk), whole);
    // The release is complete with the disposition of the last lot, and counts once.
    let releases = desk.rows.iter().flat_map(|r| &r.declaration_facts).filter(|f| f.activity == "release");
    assert_eq!(releases.map(|f| (f.sign, f.axes.on(Axis::Released))).collect::<Vec<_>>(), [(1, "610100")]);
}

#[test]
fn goods_are_returned_destroyed_or_put_to_another_use() {
    for (disposition, state, released) in [
        (Disposition::Returned, "returned", false),
        (Disposition::Destroyed, "destroyed", false),
        (Disposition::UseChanged { purpose: code("21") }, "released", true),
    ] {
        let (mut desk, no) = accepted(&Given::entry().hs("0505100010"));
        desk.review(&no);
        desk.perform(&no, "检验检疫", "370200", found(&[1], &failed())).unwrap();
        assert_eq!(desk.refused(&no, &Command::Withdraw, &declarant()), Reason::LotsPending);
        desk.play(&no, &Command::Dispose { lot: 1, disposition }, &officer(Role::Inspector, "370200")).unwrap();
        if released {
            desk.finish(&no);
        }
        let case = desk.case(&no);
        assert_eq!((&case.stage, case.lots[0].state.word()), (&Stage::Closed, state));
    }
}

#[test]
fn health_14_an_ineffective_treatment_leaves_the_step_open() {
    let mut given = Given::entry();
    given.epidemic = Some("YQ01".into());
    let (mut desk, no) = accepted(&given);
    desk.review(&no);
    desk.pass(&no, "通关单");
    desk.perform(&no, "预防性消毒处理", "370200", treated(false)).unwrap();
    assert_eq!(desk.open(&no), ["预防性消毒处理"]);
    let early = desk.perform(&no, "调离", "370200", Work::Move(Departure { seal: String::new() }));
    assert_eq!(early.unwrap_err().reason, Reason::StepNotOpen);
    desk.perform(&no, "预防性消毒处理", "370200", treated(true)).unwrap();
    desk.finish(&no);
}

#[test]
fn declaration_rules_17_amendment_before_and_after_inspection() {
    let (mut desk, no) = accepted(&Given::exit());
    desk.review(&no);
    let other = Given::exit().hs("8516711000");
    assert_eq!(desk.refused(&no, &ask(&other), &declarant()), Reason::DifferentCommodity);
    let same = Given::exit().hs("8516601001");
    desk.play(&no, &ask(&same), &declarant()).unwrap();
    assert_eq!(desk.refused(&no, &ask(&same), &declarant()), Reason::AmendmentPending);
    desk.play(&no, &Command::DenyAmendment(Grounds::of("不符")), &reviewer()).unwrap();
    assert_eq!(desk.refused(&no, &Command::GrantAmendment, &reviewer()), Reason::NoAmendment);
    // After inspection quantities stand; a price may still be put right, and lots follow it.
    desk.pass(&no, "产地检验检疫");
    let mut lighter = Given::exit();
    lighter.lines[0].net_mass = "999".into();
    assert_eq!(desk.refused(&no, &ask(&lighter), &declarant()), Reason::InspectedGoodsChanged);
    let mut dearer = Given::exit();
    dearer.lines[0].value = "12000.00".into();
    desk.play(&no, &ask(&dearer), &declarant()).unwrap();
    let mut asker = reviewer();
    asker.person = declarant().person;
    assert_eq!(desk.refused(&no, &Command::GrantAmendment, &asker), Reason::SamePerson);
    desk.play(&no, &Command::GrantAmendment, &reviewer()).unwrap();
    let case = desk.case(&no);
    assert_eq!((case.lots[0].value, case.declaration_version), (1_200_000, 2));
    assert_eq!(desk.open(&no), ["通关单"], "what was inspected stays inspected");
    desk.pass(&no, "通关单");
    assert_eq!(desk.refused(&no, &ask(&dearer), &declarant()), Reason::AmendmentTooLate);
    assert_eq!(desk.refused(&no, &Command::Withdraw, &declarant()), Reason::DocumentsIssued);
    desk.finish(&no);
    assert_eq!(counted(&desk).iter().map(|f| f.sign).sum::<i64>(), 1);
    assert_eq!(counted(&desk).iter().map(|f| f.sign * f.accounting.unwrap()).sum::<i64>(), 1_200_000);
}

/// Found by random stories: asked for before inspection, granted after it.
#[test]
fn declaration_rules_17_what_was_inspected_meanwhile_counts_when_an_amendment_is_granted() {
    let (mut desk, no) = accepted(&Given::exit());
    desk.review(&no);
    let mut lighter = Given::exit();
    lighter.lines[0].net_mass = "999".into();
    desk.play(&no, &ask(&lighter), &declarant()).unwrap();
    desk.pass(&no, "产地检验检疫");
    assert_eq!(desk.refused(&no, &Command::GrantAmendment, &reviewer()), Reason::InspectedGoodsChanged);
    desk.pass(&no, "通关单");
    assert_eq!(desk.refused(&no, &Command::GrantAmendment, &reviewer()), Reason::AmendmentTooLate);
    desk.play(&no, &Command::DenyAmendment(Grounds::of("已签发单证")), &reviewer()).unwrap();
}

#[test]
fn an_amendment_does_not_reset_the_count_of_reworks() {
    let (mut desk, no) = accepted(&Given::exit());
    desk.review(&no);
    let inspector = officer(Role::Inspector, "410100");
    desk.perform(&no, "产地检验检疫", "410100", found(&[1], &failed())).unwrap();
    desk.play(&no, &Command::Dispose { lot: 1, disposition: Disposition::Treatment }, &inspector).unwrap();
    let mut dearer = Given::exit();
    dearer.lines[0].value = "12000.00".into();
    desk.play(&no, &ask(&dearer), &declarant()).unwrap();
    desk.play(&no, &Command::GrantAmendment, &reviewer()).unwrap();
    desk.perform(&no, "产地检验检疫", "410100", found(&[1], &failed())).unwrap();
    let again = Command::Dispose { lot: 1, disposition: Disposition::Treatment };
    assert_eq!(desk.refused(&no, &again, &inspector), Reason::ReworkExhausted);
}

#[test]
fn plan_3_1_review_returns_with_all_faults_and_refuses_with_its_basis() {
    let mut given = Given::entry();
    given.attachments.clear();
    let (mut desk, no) = accepted(&given);
    let pass = Command::Review(Review::Pass { note: String::new() });
    assert_eq!(desk.refused(&no, &pass, &reviewer()), Reason::DeclarationFaulty);
    let mut same = reviewer();
    same.person = declarant().person;
    assert_eq!(desk.refused(&no, &pass, &same), Reason::SamePerson);
    desk.play(&no, &Command::Review(Review::Return { note: "请补正".into(), basis: String::new() }), &reviewer())
        .unwrap();
    let Stage::Returned { faults } = &desk.case(&no).stage else { panic!("not returned") };
    assert!(faults.iter().map(|f| f.code.as_str()).eq(["审-0009", "审-0010", "reviewer"]));
    assert_eq!(desk.refused(&no, &pass, &reviewer()), Reason::ReviewNotWaiting);
    // Somebody else corrects it; neither of the two reviews it.
    let mut colleague = declarant();
    colleague.person = code("p-2");
    desk.play(&no, &Command::Resubmit(versioned(&Given::entry())), &colleague).unwrap();
    same.person = colleague.person;
    assert_eq!(desk.refused(&no, &pass, &same), Reason::SamePerson);
    assert_eq!(desk.refused(&no, &Command::Resubmit(versioned(&given)), &declarant()), Reason::NotReturned);
    let refuse = |basis: &str| Command::Review(Review::Refuse { basis: basis.into(), reason: "禁止进境".into() });
    assert_eq!(desk.refused(&no, &refuse("「没有的法」第一条"), &reviewer()), Reason::BasisUnknown);
    desk.play(&no, &refuse("「动植物检疫法」第十条"), &reviewer()).unwrap();
    assert_eq!(desk.refused(&no, &pass, &reviewer()), Reason::StageClosed);
    assert_eq!(desk.case(&no).office.as_str(), "610100");
    assert_eq!(counted(&desk).iter().map(|f| f.sign).sum::<i64>(), 1);
}

#[test]
fn plan_3_3_2_a_blacklisting_on_the_way_turns_direct_release_into_e1() {
    for cleared in [false, true] {
        let (mut desk, no) = accepted(&Given::exit());
        desk.review(&no);
        desk.pass(&no, "产地检验检疫");
        if cleared {
            desk.pass(&no, "通关单");
        }
        assert_eq!(desk.refused(&no, &Command::Redecide, &Actor::system()), Reason::NotDue);
        desk.owner.blacklisted = true;
        let all = Work::Release(Released { lots: vec![] });
        let (step, work) = if cleared { ("直接放行", all) } else { ("通关单", Work::Clear {}) };
        assert_eq!(desk.perform(&no, step, "410100", work).unwrap_err().reason, Reason::WorseAtRelease);
        desk.play(&no, &Command::Redecide, &Actor::system()).unwrap();
        let case = desk.case(&no);
        assert_eq!(case.verdict.as_ref().unwrap().mode.as_str(), "E1");
        // Inspection stays; a clearance form of before does not stand in for the verification that is now asked for.
        assert_eq!(desk.open(&no), ["转单"]);
        let withdrawn = desk.rows.last().unwrap().messages.iter().any(|m| m.kind == "clearance_withdrawn");
        assert_eq!(withdrawn, cleared, "customs hear that the form no longer counts");
        assert_eq!(desk.refused(&no, &Command::Redecide, &Actor::system()), Reason::NotDue);
        // Better does not count.
        desk.owner.blacklisted = false;
        let done: Vec<String> = desk.finish(&no).iter().map(ToString::to_string).collect();
        assert_eq!(done, ["转单", "口岸查验", "通关单", "放行"]);
        let facts = counted(&desk);
        assert_eq!(facts.iter().filter(|f| f.axes.on(Axis::Mode) == "E3").map(|f| f.sign).sum::<i64>(), 0);
        assert_eq!(facts.iter().filter(|f| f.axes.on(Axis::Mode) == "E1").map(|f| f.sign).sum::<i64>(), 1);
    }
}

#[test]
fn plan_3_3_2_a_choice_of_places_ends_with_the_blacklisting() {
    let mut given = Given::exit().hs("0409000000");
    given.owner.grade = Some("A".into());
    let mut declaration = given.declaration();
    declaration.offices.chosen.insert(code("放行"), code("510100"));
    let mut desk = Desk::new(region("9+1"), day("2015-11-10"), &given);
    let no = desk.declare(declaration).unwrap();
    desk.review(&no);
    for step in ["产地检验", "转单", "口岸查验", "通关单"] {
        desk.pass(&no, step);
    }
    desk.owner.blacklisted = true;
    desk.play(&no, &Command::Redecide, &Actor::system()).unwrap();
    let release = || Work::Release(Released { lots: vec![] });
    assert_eq!(desk.perform(&no, "放行", "510100", release()).unwrap_err().reason, Reason::WrongOffice);
    desk.perform(&no, "放行", "370200", release()).unwrap();
}

#[test]
fn plan_3_3_2_goods_on_their_way_inland_are_watched_on_after_a_blacklisting() {
    let (mut desk, no) = accepted(&Given::entry());
    desk.review(&no);
    desk.pass(&no, "通关单");
    desk.pass(&no, "调离");
    desk.owner.blacklisted = true;
    desk.play(&no, &Command::Redecide, &Actor::system()).unwrap();
    assert_eq!(desk.case(&no).verdict.as_ref().unwrap().mode.as_str(), "I1-口岸");
    let due = desk.case(&no).transit.as_ref().unwrap().due;
    assert_eq!(desk.refused(&no, &Command::MarkOverdue, &Actor::system()), Reason::NotDue);
    desk.now = due;
    let events = desk.play(&no, &Command::MarkOverdue, &Actor::system()).unwrap();
    assert!(format!("{events:?}").contains("调离"));
    desk.play(&no, &Command::Arrive(Arrival { seal_intact: None }), &officer(Role::Inspector, "610100")).unwrap();
    // Inspected at the port, and the form is issued after that.
    let done: Vec<String> = desk.finish(&no).iter().map(ToString::to_string).collect();
    assert_eq!(done, ["检验检疫", "通关单", "放行"]);
}

#[test]
fn plan_3_2_a_mixed_declaration_goes_by_its_strictest_line_or_is_split() {
    let mut given = Given::exit();
    given.lines.push(GivenLine::of("0103911010", "CN"));
    given.lines.push(GivenLine::of("8516711000", "CN"));
    let (mut desk, no) = accepted(&given);
    assert_eq!(desk.case(&no).verdict.as_ref().unwrap().mode.as_str(), "E2");
    let whole: i64 = desk.case(&no).lots.iter().map(|l| l.net_mass).sum();
    let events = desk.play(&no, &Command::Split, &declarant()).unwrap();
    assert_eq!(desk.case(&no).stage, Stage::SplitUp);
    let mut parts: Vec<CaseNo> = events.iter().filter_map(|e| e.case.clone()).filter(|n| *n != no).collect();
    parts.dedup();
    assert_eq!(desk.case(&no).linked, parts);
    let modes: Vec<String> = parts.iter().map(|p| desk.case(p).verdict.as_ref().unwrap().mode.to_string()).collect();
    assert_eq!(modes, ["E3", "E2"]);
    let lots = parts.iter().flat_map(|p| desk.case(p).lots.clone());
    assert_eq!(lots.map(|l| l.net_mass).sum::<i64>(), whole);
    for part in &parts {
        assert_eq!(desk.case(part).split_from.as_ref(), Some(&no));
        desk.finish(part);
    }
    // The whole no longer counts; its parts do.
    assert_eq!(counted(&desk).iter().map(|f| f.sign).sum::<i64>(), 2);
    assert_eq!(counted(&desk).iter().map(|f| f.sign * f.net_mass).sum::<i64>(), whole);
    let (mut desk, no) = accepted(&Given::exit());
    assert_eq!(desk.refused(&no, &Command::Split, &declarant()), Reason::SplitNotOffered);
}

#[test]
fn declaration_rules_15_thirty_days_without_contact_end_at_midnight_in_the_regions_zone() {
    // Over the turn of the year and over a leap day: contact on this day, last day on that.
    for (contact, last) in [("2015-11-10", "2015-12-10"), ("2015-12-15", "2016-01-14"), ("2016-02-10", "2016-03-11")] {
        let (mut desk, no) = accepted_on(&Given::exit(), contact);
        desk.review(&no);
        let midnight = region("9+1").region.zone.end_of_day(day(last));
        assert_eq!(midnight.to_rfc3339(), format!("{last}T16:00:00Z"), "24:00 in Beijing");
        for before in [MINUTE, 1] {
            desk.now = midnight.plus_us(-before);
            assert_eq!(desk.refused(&no, &Command::WithdrawAutomatically, &Actor::system()), Reason::NotDue);
        }
        let mut touched = desk.clone();
        touched.play(&no, &Command::Contact, &declarant()).unwrap();
        touched.now = midnight;
        assert_eq!(touched.refused(&no, &Command::WithdrawAutomatically, &Actor::system()), Reason::NotDue);
        desk.now = midnight;
        desk.play(&no, &Command::WithdrawAutomatically, &Actor::system()).unwrap();
        assert_eq!(desk.case(&no).stage, Stage::Withdrawn { automatic: true });
    }
}

#[test]
fn plan_3_3_3_arrival_is_due_by_the_haul_table() {
    for (destination, days) in [("610100", 8), ("370100", 3), ("650100", 18)] {
        let mut given = Given::entry();
        given.destination_office = Some(destination.into());
        let (mut desk, no) = accepted_on(&given, "2016-02-20");
        desk.review(&no);
        desk.pass(&no, "通关单");
        desk.pass(&no, "调离");
        let due = desk.case(&no).transit.as_ref().unwrap().due;
        assert_eq!(due, region("9+1").region.zone.end_of_day(day("2016-02-20").plus(days)), "{destination}");
        desk.now = due.plus_us(-1);
        assert_eq!(desk.refused(&no, &Command::MarkOverdue, &Actor::system()), Reason::NotDue);
        desk.now = due;
        desk.play(&no, &Command::MarkOverdue, &Actor::system()).unwrap();
        assert_eq!(desk.refused(&no, &Command::MarkOverdue, &Actor::system()), Reason::NotDue);
        let elsewhere = officer(Role::Inspector, "510100");
        let arrive = Command::Arrive(Arrival { seal_intact: None });
        assert_eq!(desk.refused(&no, &arrive, &elsewhere), Reason::WrongOffice);
        desk.arrive(&no);
        assert_eq!(desk.refused(&no, &arrive, &officer(Role::Inspector, destination)), Reason::AlreadyArrived);
        desk.finish(&no);
    }
}

#[test]
fn what_is_not_in_its_turn_is_refused_by_its_clause() {
    let (mut desk, no) = accepted(&Given::exit());
    let step = |name: &str, work| Command::Perform { step: code(name), work };
    let releaser = officer(Role::Releaser, "410100");
    assert_eq!(desk.refused(&no, &step("通关单", Work::Clear {}), &releaser), Reason::StepNotOpen);
    desk.review(&no);
    assert_eq!(desk.refused(&no, &step("没有", Work::Clear {}), &releaser), Reason::StepUnknown);
    assert_eq!(desk.refused(&no, &step("产地检验检疫", Work::Clear {}), &releaser), Reason::WorkUnfit);
    let (none, inspector) = (Work::Examine(Examination::of(vec![])), officer(Role::Inspector, "410100"));
    assert_eq!(desk.refused(&no, &step("产地检验检疫", none), &inspector), Reason::FindingsMissing);
    let twice = Finding { lot: 1, outcome: Outcome::Pass };
    let findings = vec![twice.clone(), twice];
    let twice = Work::Examine(Examination::of(findings));
    assert_eq!(desk.refused(&no, &step("产地检验检疫", twice), &inspector), Reason::LotTwice);
    desk.pass(&no, "产地检验检疫");
    let again = step("产地检验检疫", found(&[1], &Outcome::Pass));
    assert_eq!(desk.refused(&no, &again, &inspector), Reason::StepDone);
    let cannot = officer(Role::Releaser, "640400");
    assert_eq!(desk.refused(&no, &step("通关单", Work::Clear {}), &cannot), Reason::OfficeNotCapable);
    let choose = |office: &str| Command::Choose { step: code("通关单"), office: code(office) };
    assert_eq!(desk.refused(&no, &choose("640400"), &declarant()), Reason::OfficeNotCapable);
    assert_eq!(desk.refused(&no, &choose("999999"), &declarant()), Reason::PlaceNotAllowed);
    desk.play(&no, &choose("510100"), &declarant()).unwrap();
    desk.clone().play(&no, &step("通关单", Work::Clear {}), &releaser).unwrap();
    let arrive = Command::Arrive(Arrival { seal_intact: None });
    assert_eq!(desk.refused(&no, &arrive, &inspector), Reason::TransferNotOpen);
    assert_eq!(desk.refused(&no, &Command::Hold(Grounds::of(" ")), &inspector), Reason::WordsMissing);
    desk.now = desk.case(&no).accepted_at.plus_us(-1);
    assert_eq!(desk.refused(&no, &Command::Contact, &declarant()), Reason::TimeOrder);
}
