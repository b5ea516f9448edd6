//! One export and one import through the one path, from declaration to release, on the embedded register.

use clearance::actor::Role;
use clearance::calendar::{Day, Timestamp};
use clearance::case::decide::{Command, Review, Work};
use clearance::declaration::Declaration;
use clearance::event::Source;
use clearance::event::body::{Finding, Outcome};
use clearance::event::region::RegionEvent;
use clearance::id::{AccountId, EnterpriseId, OfficeCode, PersonId, StepName};
use server::act::{self, Ask, Denied};
use server::app::{App, Settings};
use server::clock::{Chance, Clock};
use server::open::{self, Opening, region_intent};
use std::path::PathBuf;
use std::sync::Arc;

const OWNER: &str = "91370200123456905";

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..")
}

async fn app() -> (Arc<App>, PathBuf) {
    let data = std::env::temp_dir().join(format!("santong-story-{}-{:?}", std::process::id(), std::thread::current().id()));
    drop(std::fs::remove_dir_all(&data));
    let clock = Arc::new(Clock::by_hand(Timestamp(1_448_928_000_000_000))); // 2015-12-01 08:00 in Beijing
    let chance = Arc::new(Chance::seeded(7));
    let opening = Opening {
        data: data.clone(),
        database: None,
        policy: root().join("policy"),
        region: "9+1".into(),
        reference: root().join("reference"),
        empty: false,
    };
    let field = open::field(&opening, &clock, &chance).await.unwrap();
    let app = App::new(clock, chance, Settings::default()).unwrap();
    app.set_field(field).unwrap();
    let known = app.field().known();
    let from = Day::parse("2015-05-01").unwrap();
    let id = owner();
    let office = OfficeCode::parse("640100").unwrap();
    let events = vec![
        RegionEvent::EnterpriseRegistered {
            id: id.clone(),
            zh: "宁夏枸杞有限公司".into(),
            en: String::new(),
            office,
            paperless: true,
            agent: false,
            from,
        },
        RegionEvent::GradeGiven { id, grade: "A".into(), from },
    ];
    let by = clearance::actor::Actor::system();
    let intent = region_intent(events, by, Source::Job, app.clock.now(), known.epoch, None);
    app.field().register.append_intent(intent, None).await.unwrap();
    app.field().catch_up().await.unwrap();
    (app, data)
}

fn owner() -> EnterpriseId {
    EnterpriseId::parse(&format!("{OWNER}0")).unwrap()
}

fn ask(app: &App, name: &str, roles: &[Role], office: Option<&str>) -> Ask {
    Ask {
        account: AccountId::parse(name).unwrap(),
        person: PersonId::parse(name).unwrap(),
        roles: roles.to_vec(),
        office: office.map(|o| OfficeCode::parse(o).unwrap()),
        enterprise: office.is_none().then(owner),
        now: app.clock.now(),
        source: Source::Api,
        key: None,
    }
}

fn export() -> Declaration {
    serde_json::from_value(serde_json::json!({
        "direction": "exit", "reference": "E-1",
        "parties": {"owner": owner().as_str(), "declarant": owner().as_str()},
        "offices": {"accept": "370100", "origin": "640100"},
        "journey": {"port": "CNQDP", "transport": "1", "destination_country": "DE"},
        "lines": [{"hs": "6109100010", "name": "棉制针织T恤衫", "origin": "CN",
            "quantity": {"units": 10_000_000, "unit": "C62"}, "net_mass": 20_000_000_i64,
            "value": {"minor": 500_000, "scale": 2, "currency": "USD"},
            "packages": [{"kind": "CT", "count": 100}]}],
        "attachments": [{"kind": "101001"}, {"kind": "101002"}]
    }))
    .unwrap()
}

async fn does(app: &App, who: &Ask, no: &str, command: Command) -> act::Done {
    let result = act::act(app, who, no, None, &command).await;
    result.unwrap_or_else(|denied| panic!("{command:?}: {denied:?}"))
}

fn step(name: &str, work: Work) -> Command {
    Command::Perform { step: StepName::parse(name).unwrap(), work }
}

fn pass(lot: u16) -> Work {
    let findings = vec![Finding { lot, outcome: Outcome::Pass }];
    Work::Examine { findings, seals: vec![], officers: vec![], note: String::new() }
}

#[tokio::test]
async fn san_er_an_export_outside_the_list_is_released_where_it_was_inspected() {
    let (app, data) = app().await;
    let agent = ask(&app, "agent", &[Role::Declarant], None);
    let done = act::declare(&app, vec![(agent.clone(), export())]).await.pop().unwrap().unwrap();
    let no = done.answer.cases[0].no.to_string();
    let reviewer = ask(&app, "reviewer", &[Role::Reviewer], Some("610100"));
    does(&app, &reviewer, &no, Command::Review(Review::Pass { note: String::new() })).await;
    let early = act::act(&app, &ask(&app, "r", &[Role::Releaser], Some("370100")), &no, None, &step("直接放行", Work::Release { lots: vec![] })).await;
    assert!(matches!(early, Err(Denied::NotAllowed(_))), "{early:?}");
    let inspector = ask(&app, "inspector", &[Role::Inspector], Some("640100"));
    does(&app, &inspector, &no, step("产地检验检疫", pass(1))).await;
    let releaser = ask(&app, "releaser", &[Role::Releaser], Some("370200"));
    does(&app, &releaser, &no, step("通关单", Work::Clear {})).await;
    does(&app, &releaser, &no, step("直接放行", Work::Release { lots: vec![] })).await;
    let (case, events) = act::load(app.field(), &agent, &no).await.unwrap().unwrap();
    assert_eq!(case.stage.word(), "closed");
    assert_eq!(case.verdict.as_ref().unwrap().mode.as_str(), "E3");
    assert_eq!(events.len(), 7);
    let cells = app.field().register.cross("accept", (0, 99_999)).await.unwrap();
    assert_eq!(cells.iter().map(|c| c.declarations).sum::<i64>(), 1);
    drop(std::fs::remove_dir_all(data));
}
