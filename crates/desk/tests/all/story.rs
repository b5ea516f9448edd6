//! One export and one import through the one path, from declaration to release, on the embedded register.

use crate::given::{ask, does, folder, opened, owner, pass, step};
use clearance::case::decide::{Command, Review, Work};
use clearance::declaration::Declaration;
use clearance::event::act::Released;
use desk::act::{self, Denied};
use std::sync::atomic::{AtomicU32, Ordering};
use values::actor::Role;

/// T-shirts of Yinchuan through Huangdao, declared at Qingdao: on no list. Each has a reference of its own.
pub fn export() -> Declaration {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let reference = format!("E-{}", COUNT.fetch_add(1, Ordering::Relaxed));
    serde_json::from_value(serde_json::json!({
        "direction": "exit", "reference": reference,
        "parties": {"owner": owner().as_str(), "declarant": owner().as_str()},
        "offices": {"accept": "370100", "origin": "640100"},
        "journey": {"port": "CNQDP", "transport": "1", "destination_country": "DE"},
        "lines": [{"hs": "6109100000", "name": "棉制针织T恤衫", "origin": "CN",
            "quantity": {"units": 10_000_000, "unit": "C62"}, "net_mass": 20_000_000_i64,
            "value": {"minor": 500_000, "scale": 2, "currency": "USD"},
            "packages": [{"kind": "CT", "count": 100}]}],
        "attachments": [{"kind": "101001"}, {"kind": "101002"}]
    }))
    .unwrap()
}

#[tokio::test]
async fn san_er_an_export_outside_the_list_is_released_where_it_was_inspected() {
    let folder = folder();
    let desk = opened(&folder, None).await;
    let agent = ask(&desk, "agent", &[Role::Declarant], None);
    let done = act::declare(&desk, vec![(agent.clone(), export())]).await.pop().unwrap().unwrap();
    let no = done.answer.cases[0].no.to_string();
    let reviewer = ask(&desk, "reviewer", &[Role::Reviewer], Some("610100"));
    does(&desk, &reviewer, &no, Command::Review(Review::Pass { note: String::new() })).await;
    let early = act::act(
        &desk,
        &ask(&desk, "r", &[Role::Releaser], Some("370100")),
        &no,
        None,
        &step("直接放行", Work::Release(Released { lots: vec![] })),
    )
    .await;
    assert!(matches!(early, Err(Denied::NotAllowed(_))), "{early:?}");
    let inspector = ask(&desk, "inspector", &[Role::Inspector], Some("640100"));
    does(&desk, &inspector, &no, step("产地检验检疫", pass(1))).await;
    let releaser = ask(&desk, "releaser", &[Role::Releaser], Some("370200"));
    does(&desk, &releaser, &no, step("通关单", Work::Clear {})).await;
    does(&desk, &releaser, &no, step("直接放行", Work::Release(Released { lots: vec![] }))).await;
    let (case, events) = act::load(&desk.field, &agent, &no).await.unwrap().unwrap();
    assert_eq!(case.stage.word(), "closed");
    assert_eq!(case.verdict.as_ref().unwrap().mode.as_str(), "E3");
    assert_eq!(events.len(), 7);
    let scope = register::scope::Scope::system();
    let offices = desk.field.register.by_declaring_office(&scope, "accept", (0, 99_999)).await.unwrap();
    assert_eq!(offices.iter().map(|office| office.1).sum::<i128>(), 1);
}
