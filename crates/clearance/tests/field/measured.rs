//! What is measured and treated: below, at and above each limit, by the clause of the rule that sets it.

use crate::binding::{standing, with};
use crate::given::{Given, Sound, day, region};
use crate::play::{Desk, HOLDS, declarant, officer};
use clearance::case::decide::{Command, Review, Work};
use clearance::case::demand::{Became, Standing};
use clearance::case::lot::LotState;
use clearance::case::refusal::{NotAllowed, Reason};
use clearance::event::act::{Examination, Finding, Measurement, Outcome, Reading, Treatment};
use clearance::event::body::{CaseEvent, Disposition, Record};
use clearance::event::demand::{DemandOf, WaiverAnswer};
use clearance::grounds::Grounds;
use policy::{Policy, StepKind};
use proptest::prelude::*;
use values::actor::{Actor, Role};
use values::id::CaseNo;
use values::text::Language;

const ON: &str = "2015-11-10";

/// Cereal to eat, of which lead is examined: at most 0.5 mg/kg (审-0106).
fn cereal() -> Given {
    let mut given = Given::entry().hs("1904100000");
    given.also.insert("/lines/0/purpose".into(), "12".into());
    given
}

/// Fruit, in which no fruit fly is found and of which a plan draws (审-0105).
fn fruit() -> Given {
    let mut given = Given::entry().hs("0810901000");
    given.attachments.push("101007".into());
    given.lines[0].permits = vec!["325".into()];
    let packages = serde_json::json!([{ "kind": "CT", "count": 300, "main": true }]);
    given.also.insert("/lines/0/packages".into(), packages);
    given
}

/// A case that waits for its inspection, the place in its plan, and who does it.
fn inspected<'p>(policy: &'p Policy, given: &Given) -> (Desk<'p>, CaseNo, usize, Actor) {
    let mut desk = Desk::new(policy, day(ON), given);
    let no = desk.declare(given.declaration()).unwrap();
    loop {
        let case = desk.case(&no).clone();
        let open: Vec<usize> = case.open_steps().collect();
        let kind = |at: &usize| case.plan()[*at].kind;
        if let Some(at) = open.iter().find(|at| kind(at) == StepKind::Inspect) {
            let place = desk.place(&no, *at);
            return (desk, no, *at, officer(Role::Inspector, place.as_str()));
        }
        match open.first() {
            Some(at) if kind(at) == StepKind::Review => desk.review(&no),
            Some(at) => drop(desk.pass(&no, case.plan()[*at].step.as_str())),
            None => desk.arrive(&no),
        };
    }
}

fn measurement(rule: &str, measure: u8, result: Reading) -> Measurement {
    Measurement { lot: 1, of: Some(DemandOf { rule: rule.into(), measure }), ..Measurement::of(result) }
}

fn examine(desk: &Desk, no: &CaseNo, at: usize, outcome: Outcome, measured: Vec<Measurement>) -> Command {
    let examination = Examination { measured, ..Examination::of(vec![Finding { lot: 1, outcome }]) };
    Command::Perform { step: desk.case(no).plan()[at].step.clone(), work: Work::Examine(examination) }
}

fn value(text: &str) -> Reading {
    Reading::Value(text.into())
}

/// What was recorded of the last examination.
fn recorded(desk: &Desk, no: &CaseNo) -> Examination {
    let events = desk.events(no);
    let found = events.iter().rev().find_map(|event| {
        let Some(CaseEvent::StepDone(done)) = event.body.of_case() else { return None };
        if let Record::Examine(examination) = &done.record { Some(examination.clone()) } else { None }
    });
    found.unwrap()
}

/// Plays an examination of lot 1 as passed, with these results.
fn passes(given: &Given, policy: &Policy, measured: &[Measurement]) -> Result<(Outcome, Examination), NotAllowed> {
    let (mut desk, no, at, inspector) = inspected(policy, given);
    let command = examine(&desk, &no, at, Outcome::Pass, measured.to_vec());
    desk.play(&no, &command, &inspector)?;
    let recorded = recorded(&desk, &no);
    Ok((recorded.findings[0].outcome.clone(), recorded))
}

#[test]
fn food_8_lead_passes_below_and_at_its_limit_and_fails_above_it_by_the_clause_of_the_rule() {
    let policy = region("9+1");
    for (text, good) in [
        ("0", true),
        ("0.4999", true),
        ("0.5", true),
        ("0.5 mg/kg", true),
        ("0.500000000000", true),
        ("0.500000000001", false),
        ("0.5001 mg/kg", false),
        ("9", false),
    ] {
        let (outcome, told) = passes(&cereal(), policy, &[measurement("审-0106", 0, value(text))]).unwrap();
        assert_eq!(outcome == Outcome::Pass, good, "{text}");
        let one = &told.measured[0];
        // The record stands for itself: item, method, value with its unit, limit.
        assert_eq!((&*one.item, &*one.method, one.beyond), ("铅", "GB 5009.12", !good), "{text}");
        assert!(matches!(&one.result, Reading::Value(value) if value.ends_with(" mg/kg")), "{one:?}");
        assert!(one.limit.contains("0.5"), "{one:?}");
        if let Outcome::Fail { reason } = outcome {
            assert!(reason.contains("审-0106") && reason.contains("铅"), "{reason}");
            assert_eq!(told.basis, "「进出口食品办法」第八条");
        }
    }
}

#[test]
fn food_8_a_lot_does_not_pass_without_what_is_to_be_measured_nor_by_what_does_not_fit() {
    let policy = region("9+1");
    let missing = passes(&cereal(), policy, &[]).unwrap_err();
    assert_eq!(
        (missing.reason, missing.basis[0].to_text(Language::Zh)),
        (Reason::DemandOpen, "「进出口食品办法」第八条".into())
    );
    assert!(missing.text.zh.contains("铅") && missing.text.en.contains("lead"), "{:?}", missing.text);
    for unfit in [
        value("0.4 g/kg"),
        value("a little"),
        value("-0.1"),
        value(""),
        value("1e-3"),
        Reading::Found(false),
        Reading::Drawn { units: 5, failed: 0 },
    ] {
        let refusal = passes(&cereal(), policy, &[measurement("审-0106", 0, unfit.clone())]).unwrap_err();
        assert_eq!(refusal.reason, Reason::MeasurementUnfit, "{unfit:?}");
    }
    let good = || measurement("审-0106", 0, value("0.1"));
    let reason = |measured: &[Measurement]| passes(&cereal(), policy, measured).unwrap_err().reason;
    assert_eq!(reason(&[good(), good()]), Reason::LotTwice);
    assert_eq!(reason(&[good(), measurement("审-0105", 0, Reading::Found(false))]), Reason::MeasurementUnfit);
    assert_eq!(reason(&[good(), measurement("审-0106", 1, value("1"))]), Reason::MeasurementUnfit);
    assert_eq!(reason(&[Measurement { lot: 2, ..good() }]), Reason::LotUnknown);
    assert_eq!(reason(&[good(), Measurement { lot: 1, ..Measurement::of(value("1")) }]), Reason::WordsMissing);
    // What no rule asks for is recorded too, and can be beyond nothing, whatever was sent.
    let own =
        Measurement {
            item: "水分".into(), limit: "无".into(), beyond: true, lot: 1, ..Measurement::of(value("14 %"))
        };
    let (outcome, told) = passes(&cereal(), policy, &[good(), own]).unwrap();
    assert_eq!((outcome, &*told.measured[1].limit, told.measured[1].beyond), (Outcome::Pass, "", false));
}

#[test]
fn food_8_what_is_beyond_a_limit_passes_in_no_part_and_a_failed_lot_needs_no_results() {
    let policy = region("9+1");
    let (mut desk, no, at, inspector) = inspected(policy, &cereal());
    let passed = desk.case(&no).lots[0].amount.clone();
    let passed = values::quantity::Amount { units: passed.units / 2, ..passed };
    let part = Outcome::Part { passed, rest: 0, reason: "霉变".into() };
    let beyond = vec![measurement("审-0106", 0, value("0.6"))];
    let refusal = desk.play(&no, &examine(&desk, &no, at, part.clone(), beyond), &inspector).unwrap_err();
    assert_eq!(
        (refusal.reason, refusal.basis[0].to_text(Language::Zh)),
        (Reason::BeyondLimit, "「进出口食品办法」第八条".into())
    );
    assert_eq!(desk.refused(&no, &examine(&desk, &no, at, part, vec![]), &inspector), Reason::DemandOpen);
    let failed = Outcome::Fail { reason: "霉变".into() };
    desk.play(&no, &examine(&desk, &no, at, failed, vec![]), &inspector).unwrap();
    assert!(matches!(desk.case(&no).lots[0].state, LotState::Failed { .. }));
    assert_eq!(standing(&desk, &no, "审-0106", 0), Standing::ToDo, "what failed was not met");
}

/// What a rule failed is what was measured beyond its limit, not whatever else goods fail for.
#[test]
fn r19_goods_fail_a_rule_only_by_what_it_had_measured() {
    let policy = region("9+1");
    let mould = || Outcome::Fail { reason: "霉变".into() };
    let with = |at: &str| vec![measurement("审-0106", 0, value(at))];
    let stories: [(Outcome, Vec<Measurement>, Disposition, Became); 5] = [
        (Outcome::Pass, with("0.6"), Disposition::Returned, Became::Failed),
        (mould(), with("0.6"), Disposition::Destroyed, Became::Failed),
        (mould(), with("0.1"), Disposition::Returned, Became::Open),
        (mould(), vec![], Disposition::Destroyed, Became::Open),
        // What is treated is measured again, and that counts.
        (Outcome::Pass, with("0.6"), Disposition::Treatment, Became::Met),
    ];
    for (outcome, measured, disposition, becomes) in stories {
        let (mut desk, no, at, inspector) = inspected(policy, &cereal());
        desk.play(&no, &examine(&desk, &no, at, outcome, measured), &inspector).unwrap();
        let again = disposition == Disposition::Treatment;
        desk.play(&no, &Command::Dispose { lot: 1, disposition }, &inspector).unwrap();
        if again {
            assert_eq!(became(&desk, &no), Became::Open);
            desk.play(&no, &examine(&desk, &no, at, Outcome::Pass, with("0.5")), &inspector).unwrap();
        }
        assert_eq!(became(&desk, &no), becomes, "{again}");
        let facts: i64 = desk
            .rows
            .iter()
            .flat_map(|rows| &rows.declaration_facts)
            .filter(|f| f.activity == "fail")
            .map(|f| f.sign)
            .sum();
        assert_eq!(facts, i64::from(becomes == Became::Failed));
    }
}

fn became(desk: &Desk, no: &CaseNo) -> Became {
    let case = desk.case(no);
    let demand = case.demand(&DemandOf { rule: "审-0106".into(), measure: 0 }).unwrap();
    case.became(demand).unwrap()
}

#[test]
fn fruit_9_a_fly_fails_the_lot_and_so_do_too_many_of_the_units_drawn() {
    let policy = region("9+1");
    let (desk, no, at, _) = inspected(policy, &fruit());
    let wanted = desk.case(&no).wanted(at, 1, policy, desk.today());
    let clearance::case::wanted::Check::Sample { units, may_fail, .. } = wanted[1].check else { panic!("{wanted:?}") };
    let both = |found, units, failed| {
        let drawn = Reading::Drawn { units, failed };
        [measurement("审-0105", 0, Reading::Found(found)), measurement("审-0105", 1, drawn)]
    };
    let outcome =
        |found, units, failed| passes(&fruit(), policy, &both(found, units, failed)).map(|(outcome, _)| outcome);
    assert_eq!(outcome(false, units, may_fail).unwrap(), Outcome::Pass);
    assert_eq!(outcome(false, units + 1, may_fail).unwrap(), Outcome::Pass);
    assert!(matches!(outcome(false, units, may_fail + 1).unwrap(), Outcome::Fail { .. }));
    assert!(matches!(outcome(true, units, 0).unwrap(), Outcome::Fail { .. }));
    assert_eq!(outcome(false, units - 1, 0).unwrap_err().reason, Reason::MeasurementUnfit);
    assert_eq!(outcome(false, units, units + 1).unwrap_err().reason, Reason::MeasurementUnfit);
    for one in both(false, units, 0) {
        assert_eq!(passes(&fruit(), policy, &[one]).unwrap_err().reason, Reason::DemandOpen);
    }
}

#[test]
fn plan_3_1_where_the_rule_says_so_the_officer_judges_what_is_beyond_and_says_why() {
    let rule = "\n### 审-0994 试\n英文：Try\n\n```规则\n审-0994  入境  自 2015-09-01  起草「审单规则组」\n依据 「本方案」三(一)\n当 品名 含「试」\n则 检测「水分」，方法「GB 5009.3」，限量低于 14「%」，超限由施检人员判定；无此步骤的不适用\n```\n";
    let policy = with(rule);
    let mut given = Given::entry();
    given.also.insert("/lines/0/name".into(), "试".into());
    let at_limit = [measurement("审-0994", 0, value("14"))];
    assert_eq!(passes(&given, &policy, &at_limit).unwrap_err().reason, Reason::WordsMissing);
    let (mut desk, no, at, inspector) = inspected(&policy, &given);
    let Command::Perform { step, work: Work::Examine(examination) } =
        examine(&desk, &no, at, Outcome::Pass, at_limit.to_vec())
    else {
        panic!("an examination")
    };
    let work = Work::Examine(Examination { note: "复测 13.9，允许误差内".into(), ..examination });
    desk.play(&no, &Command::Perform { step, work }, &inspector).unwrap();
    let told = recorded(&desk, &no);
    assert_eq!((&told.findings[0].outcome, told.measured[0].beyond), (&Outcome::Pass, true));
    let (outcome, told) = passes(&given, &policy, &[measurement("审-0994", 0, value("13.9999"))]).unwrap();
    assert_eq!((outcome, told.measured[0].beyond), (Outcome::Pass, false));
}

/// Used tyres by air: methyl bromide, 48 g/m3 or more, for a day (审-0131).
fn tyres() -> (Policy, Given) {
    // The region's entries by air treat in no step; here the rule counts at whatever port.
    let mut files = crate::given::texts("9+1");
    let rules = files.iter_mut().find(|(name, _)| name == "rules.md").unwrap();
    let from = "当 税号 属于「4012」 且 口岸种类 为「航空」 且 属性 含「21 旧品」";
    assert!(rules.1.contains(from));
    rules.1 = rules
        .1
        .replace(from, "当 品名 含「旧轮胎」")
        .replace("时间 1440 分钟", "温度不低于 10 度，时间 1440 分钟，验证「残留浓度检测」");
    let mut given = Given::entry();
    given.also.insert("/lines/0/name".into(), "旧轮胎".into());
    (crate::given::loaded(&files), given)
}

#[test]
fn health_14_a_treatment_counts_as_effective_only_as_strong_as_its_rule_wants_it() {
    let (policy, given) = tyres();
    let mut desk = Desk::new(&policy, day(ON), &given);
    let no = desk.declare(given.declaration()).unwrap();
    desk.play(&no, &Command::Review(Review::Pass { note: String::new() }), &officer(Role::Reviewer, "370100")).unwrap();
    let case = desk.case(&no).clone();
    let at = case.plan().iter().position(|planned| planned.kind == StepKind::Treat && planned.needed).unwrap();
    let (_, wanted) = case.strength("审-0131", &policy).unwrap();
    let strong = Treatment { entry: Some("审-0131".into()), ..Treatment::strong(wanted, Language::Zh) };
    assert_eq!((strong.dose_mg_m3, strong.minutes, strong.temperature_tenths), (48_000, 1_440, Some(100)));
    let place = desk.place(&no, at);
    let inspector = officer(Role::Inspector, place.as_str());
    let does = |treatment: &Treatment| {
        let step = case.plan()[at].step.clone();
        Command::Perform { step, work: Work::Treat(treatment.clone()) }
    };
    let weak = [
        ("药剂", Treatment { agent: "硫酰氟".into(), ..strong.clone() }),
        ("剂量", Treatment { dose_mg_m3: 47_999, ..strong.clone() }),
        ("温度", Treatment { temperature_tenths: Some(99), ..strong.clone() }),
        ("温度", Treatment { temperature_tenths: None, ..strong.clone() }),
        ("时间", Treatment { minutes: 1_439, ..strong.clone() }),
        ("效果验证", Treatment { verification: "\u{3000}".into(), ..strong.clone() }),
    ];
    for (short, treatment) in weak {
        let refusal = desk.play(&no, &does(&treatment), &inspector).unwrap_err();
        assert_eq!(
            (refusal.reason, refusal.basis[0].to_text(Language::Zh)),
            (Reason::TreatmentWeak, "「国境卫生检疫法」第十四条".into())
        );
        assert!(refusal.text.zh.ends_with(short), "{}", refusal.text.zh);
        // What was done is recorded all the same, as not effective: the step stays open.
        let mut told = desk.clone();
        told.play(&no, &does(&Treatment { effective: false, ..treatment }), &inspector).unwrap();
        assert!(told.case(&no).progress[at].done.is_none());
    }
    let english = Treatment { agent: "Methyl Bromide 99 %".into(), dose_mg_m3: 50_000, ..strong.clone() };
    let mut other = desk.clone();
    other.play(&no, &does(&english), &inspector).unwrap();
    desk.play(&no, &does(&strong), &inspector).unwrap();
    assert_eq!(standing(&desk, &no, "审-0131", 0), Standing::Met);
}

#[test]
fn r52_goods_found_beyond_a_limit_are_not_let_off_it_and_a_waiver_of_what_is_settled_waits_for_nobody() {
    let lead = || DemandOf { rule: "审-0106".into(), measure: 0 };
    let grounds = || Grounds::by("仪器送检", "「本方案」三(一)");
    let ask = Command::AskWaiver { of: lead(), grounds: grounds() };
    let answer = |granted| Command::AnswerWaiver { waiver: 1, said: WaiverAnswer { granted, note: "已核".into() } };
    let waits = |desk: &Desk, no: &CaseNo| {
        let tasks = clearance::row::project(None, &desk.events(no)).0.tasks;
        tasks.iter().any(|task| task.kind == "waiver")
    };
    for (value_, became) in [("0.5", Became::Met), ("0.51", Became::Failed)] {
        let (mut desk, no, at, inspector) = inspected(region("9+1"), &cereal());
        let other = Actor { account: "other".parse().unwrap(), person: "other".parse().unwrap(), ..inspector.clone() };
        let examine = examine(&desk, &no, at, Outcome::Pass, vec![measurement("审-0106", 0, value(value_))]);
        desk.play(&no, &ask, &inspector).unwrap();
        assert!(waits(&desk, &no));
        desk.play(&no, &examine, &inspector).unwrap();
        let demand = desk.case(&no).demand(&lead()).unwrap().clone();
        assert_eq!(desk.case(&no).became(&demand), Some(became));
        assert!(!waits(&desk, &no), "{became:?}");
        let reason = if became == Became::Failed { Reason::BeyondLimit } else { Reason::DemandUnknown };
        assert_eq!(desk.refused(&no, &answer(true), &other), reason);
        assert_eq!(desk.refused(&no, &ask, &inspector), reason, "what waits for nobody bars nothing");
        // It is not owed an answer, and may have one.
        desk.play(&no, &answer(false), &other).unwrap();
        assert_eq!(desk.case(&no).became(&demand), Some(became));
    }
}

#[test]
fn plan_3_2_an_enterprise_that_refuses_a_treatment_has_its_goods_held_by_the_clause_of_the_rule() {
    let (policy, given) = tyres();
    let mut desk = Desk::new(&policy, day(ON), &given);
    let no = desk.declare(given.declaration()).unwrap();
    desk.review(&no);
    let refuse = |reason: &str| Command::RefuseTreatment { reason: reason.into() };
    assert_eq!(desk.refused(&no, &refuse(" "), &declarant()), Reason::WordsMissing);
    desk.play(&no, &refuse("不同意熏蒸"), &declarant()).unwrap();
    let hold = desk.case(&no).holds[0].clone();
    assert_eq!((hold.office.as_str(), &*hold.reason, hold.lifted), ("370200", "不同意熏蒸", false));
    assert_eq!(desk.refused(&no, &refuse("不同意"), &declarant()), Reason::Held);
    let lift = Command::LiftHold { hold: 1, grounds: Grounds::by("同意处理", HOLDS) };
    desk.play(&no, &lift, &officer(Role::Inspector, "370200")).unwrap();
    desk.finish(&no);
    assert_eq!(desk.refused(&no, &refuse("不同意"), &declarant()), Reason::StageClosed);
    // Of goods that nobody wants treated there is nothing to refuse.
    let mut desk = Desk::new(region("9+1"), day(ON), &Given::entry());
    let no = desk.declare(Given::entry().declaration()).unwrap();
    assert_eq!(desk.refused(&no, &refuse("不同意"), &declarant()), Reason::DemandUnknown);
}

proptest! {
    /// A value passes exactly where a page of naive code says so, whatever its decimals.
    #[test]
    fn food_8_a_value_is_compared_exactly(digits in 0i64..2_000_000, scale in 0u8..7) {
        let text = values::quantity::Decimal { digits, scale }.to_string();
        let naive = i128::from(digits) * 2 <= 10_i128.pow(scale.into());
        let (desk, no, at, _) = CEREAL.with(|known| known.clone());
        let wanted = desk.case(&no).wanted(at, 1, region("9+1"), desk.today());
        prop_assert_eq!(wanted[0].check.passes(&value(&text)), Some(naive));
    }
}

thread_local! {
    static CEREAL: (Desk<'static>, CaseNo, usize, Actor) = inspected(region("9+1"), &cereal());
}
