//! 「本方案」一: 口岸局与内地局、内地局之间的协作配合, from one office to another and back, by the day named.

use crate::given::{Given, Sound, code};
use crate::modes::accepted;
use crate::play::{MINUTE, declarant, officer};
use clearance::case::cooperation::WorkState;
use clearance::case::decide::Command;
use clearance::case::refusal::Reason;
use clearance::event::act::Reply;
use clearance::event::share::Share;
use clearance::row::TaskRow;
use values::actor::Role;
use values::calendar::Day;

fn ask(to: &str, due: Day) -> Command {
    Command::AskWork { to: code(to), what: " 请核实集装箱去向 ".into(), due, share: Share::Goods }
}

fn answer(item: u16, refused: bool, reply: &str) -> Command {
    Command::AnswerWork { item, said: Reply { refused, reply: reply.into() } }
}

fn wanted(desk: &crate::play::Desk) -> Vec<TaskRow> {
    let tasks = &desk.rows.last().unwrap().tasks;
    tasks.iter().filter(|task| task.kind == "work_item").cloned().collect()
}

#[test]
fn plan_1_an_office_asks_another_and_is_answered() {
    let (mut desk, no) = accepted(&Given::exit());
    let (port, inland) = (officer(Role::Inspector, "370200"), officer(Role::Reviewer, "610100"));
    let before = desk.case(&no).clone();
    desk.now = desk.now.plus_us(MINUTE);
    desk.play(&no, &ask("610100", desk.today()), &port).unwrap();
    let item = desk.case(&no).work_item(1).unwrap().clone();
    assert_eq!(
        (item.what.as_str(), item.from.as_str(), &item.state),
        ("请核实集装箱去向", "370200", &WorkState::Asked)
    );
    assert_eq!(item.due, desk.policy.region.zone.end_of_day(desk.today()), "due at 24:00 of the day named");
    let tasks = wanted(&desk);
    assert_eq!((tasks.len(), &*tasks[0].place.word(), tasks[0].due), (1, "610100", Some(item.due)));
    assert_eq!(desk.rows.last().unwrap().messages[0].peer, "office:610100");
    desk.play(&no, &Command::AcceptWork { item: 1 }, &inland).unwrap();
    assert_eq!(wanted(&desk).len(), 1, "taken on, it still waits for its answer");
    assert_eq!(desk.refused(&no, &Command::AcceptWork { item: 1 }, &inland), Reason::WorkNotWaiting);
    desk.play(&no, &answer(1, false, "箱在途中"), &inland).unwrap();
    assert!(wanted(&desk).is_empty());
    assert_eq!(desk.rows.last().unwrap().messages[0].peer, "office:370200", "the one who asked is told");
    assert_eq!(desk.refused(&no, &answer(1, false, "再答"), &inland), Reason::WorkNotWaiting);
    // Nothing else of the case moved: its steps, its stage, and when it last moved.
    let after = desk.case(&no);
    assert_eq!((&after.stage, &after.progress, after.updated_at), (&before.stage, &before.progress, before.updated_at));
}

#[test]
fn plan_1_a_request_may_be_refused_with_a_reason_and_never_without() {
    let (mut desk, no) = accepted(&Given::exit());
    desk.play(&no, &ask("610100", desk.today().plus(1)), &officer(Role::Inspector, "370200")).unwrap();
    let inland = officer(Role::Inspector, "610100");
    assert_eq!(desk.refused(&no, &answer(1, true, "  "), &inland), Reason::WordsMissing);
    desk.play(&no, &answer(1, true, "不属本机构"), &inland).unwrap();
    let state = &desk.case(&no).work_item(1).unwrap().state;
    assert!(matches!(state, WorkState::Answered { refused: true, .. }));
}

#[test]
fn plan_1_a_request_names_another_office_a_matter_and_a_day_that_has_not_passed() {
    let (mut desk, no) = accepted(&Given::exit());
    let port = officer(Role::Inspector, "370200");
    let today = desk.today();
    assert_eq!(desk.refused(&no, &ask("370200", today), &port), Reason::WorkOffice);
    assert_eq!(desk.refused(&no, &ask("999999", today), &port), Reason::WorkOffice);
    assert_eq!(desk.refused(&no, &ask("610100", today.plus(-1)), &port), Reason::WorkDuePassed);
    let silent = Command::AskWork { to: code("610100"), what: " ".into(), due: today, share: Share::Goods };
    assert_eq!(desk.refused(&no, &silent, &port), Reason::WordsMissing);
    desk.play(&no, &ask("610100", today), &port).unwrap();
}

#[test]
fn plan_1_only_the_office_asked_answers() {
    let (mut desk, no) = accepted(&Given::exit());
    desk.play(&no, &ask("610100", desk.today()), &officer(Role::Inspector, "370200")).unwrap();
    let other = officer(Role::Inspector, "510100");
    assert_eq!(desk.refused(&no, &Command::AcceptWork { item: 1 }, &other), Reason::WrongOffice);
    assert_eq!(desk.refused(&no, &answer(1, false, "答"), &other), Reason::WrongOffice);
    let asked = officer(Role::Inspector, "610100");
    assert_eq!(desk.refused(&no, &answer(2, false, "答"), &asked), Reason::WorkUnknown);
    assert_eq!(desk.refused(&no, &answer(0, false, "答"), &asked), Reason::WorkUnknown);
}

#[test]
fn plan_1_notes_and_requests_are_possible_after_the_end() {
    let (mut desk, no) = accepted(&Given::exit());
    desk.finish(&no);
    assert!(desk.case(&no).stage.ended());
    let port = officer(Role::Inspector, "370200");
    desk.play(&no, &Command::Note { note: "已归档".into() }, &port).unwrap();
    desk.play(&no, &ask("610100", desk.today()), &port).unwrap();
    assert_eq!(wanted(&desk).len(), 1);
    assert_eq!(desk.refused(&no, &Command::Note { note: "\n".into() }, &port), Reason::WordsMissing);
    assert_eq!(desk.refused(&no, &Command::Note { note: "企业".into() }, &declarant()), Reason::WrongOffice);
}
