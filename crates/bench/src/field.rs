//! A register in an empty folder with a few enterprises, and declarations to measure with.

use anyhow::{Result, anyhow};
use clearance::declaration::Declaration;
use clearance::event::Source;
use clearance::event::region::RegionEvent;
use clearance::intent::Intent;
use desk::Desk;
use desk::account::NewAccount;
use desk::act::Ask;
use desk::clock::{Chance, Clock};
use desk::edition::Edition;
use desk::open::{self, Opening};
use register::kept::account::Token;
use std::path::PathBuf;
use std::sync::Arc;
use values::actor::{Actor, Role};
use values::calendar::Day;
use values::id::{AccountId, EnterpriseId, OfficeCode, PersonId};
use web::app::{App, Settings};

/// A folder for a register.
pub struct Folder {
    /// Where it is.
    pub path: PathBuf,
    /// Whether it stays after the run.
    kept: bool,
}

impl Drop for Folder {
    fn drop(&mut self) {
        if !self.kept {
            drop(std::fs::remove_dir_all(&self.path));
        }
    }
}

/// A folder that is there for the next run too, with whatever it holds.
pub fn kept(path: PathBuf) -> Result<Folder> {
    std::fs::create_dir_all(&path)?;
    Ok(Folder { path, kept: true })
}

/// An empty folder below the temporary one.
pub fn folder(name: &str) -> Result<Folder> {
    let path = std::env::temp_dir().join(format!("santong-bench-{name}-{}", std::process::id()));
    drop(std::fs::remove_dir_all(&path));
    std::fs::create_dir_all(&path)?;
    Ok(Folder { path, kept: false })
}

/// The root of the project.
pub fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The unified social credit code that all measured declarations belong to.
pub const OWNER: &str = "913702001234569050";

/// What `santong serve` opens, on a folder or a PostgreSQL database.
pub fn opening(folder: &Folder, database: Option<String>) -> Opening {
    Opening {
        data: folder.path.clone(),
        database,
        policy: root().join("policy"),
        region: "9+1".into(),
        reference: root().join("reference"),
        files: None,
        empty: false,
        spread: false,
    }
}

/// A server's inside on whatever the register holds; allowances per address are off.
pub async fn bare(opening: &Opening) -> Result<Arc<App>> {
    let (clock, chance) = (Arc::new(Clock::machine()), Arc::new(Chance::machine()));
    let field = open::field(opening, &clock, &chance).await?;
    let settings = Settings { allowances: false, ..Settings::default() };
    let app = App::new(Desk::new(field, clock, chance, None), settings)?;
    Ok(app)
}

/// The same with one enterprise registered, if a run before has not done so.
pub async fn app(opening: &Opening) -> Result<Arc<App>> {
    let app = bare(opening).await?;
    if app.field().known().region.enterprise(&owner()).is_some() {
        return Ok(app);
    }
    let from = Day::parse("2015-05-01").map_err(|text| anyhow!("{text}"))?;
    let id = owner();
    let office = OfficeCode::parse("370100").map_err(|text| anyhow!("{text}"))?;
    let (zh, en) = ("测量用企业".to_owned(), "Measured".to_owned());
    let registered = RegionEvent::EnterpriseRegistered {
        id: id.clone(),
        zh,
        en,
        office,
        paperless: true,
        agent: false,
        from,
        document: None,
    };
    let graded = RegionEvent::GradeGiven { id, grade: "A".into(), from, reason: "评定".into(), basis: None };
    let known = app.field().known();
    let intent = Intent::of_region(
        vec![registered, graded],
        &Actor::system(),
        Source::Job,
        app.desk.clock.now(),
        known.epoch,
        None,
    );
    app.field().register.append_intent(intent).await.map_err(|why| anyhow!("{why}"))?;
    app.field().catch_up().await?;
    Ok(app)
}

/// A bearer token of an account of the measured enterprise.
pub async fn token(app: &App) -> Result<String> {
    let new = NewAccount {
        id: AccountId::parse("bench").expect("a plain word"),
        person: PersonId::parse("bench").expect("a plain word"),
        name: "测量".into(),
        enterprise: Some(owner()),
        roles: vec![(Role::Declarant, None)],
        skills: Vec::new(),
        from: Day::parse("2015-05-01").map_err(|text| anyhow!("{text}"))?,
    };
    let now = app.desk.clock.now();
    app.accounts.open(app.field(), &new, "no password opens this account", &Actor::system(), now).await?;
    let secret = "measured-with-this-token".to_owned();
    let (digest, account, name) = (desk::secret::digest(&secret), "bench".to_owned(), "bench".to_owned());
    let token = Token { digest, account, name, made: now.0, ends: i64::MAX, used: 0 };
    app.field().register.give_token(&token, u32::MAX).await?;
    Ok(secret)
}

fn owner() -> EnterpriseId {
    EnterpriseId::parse(OWNER).expect("the code has its check digit")
}

/// The one who declares.
pub fn declarant(app: &App) -> Ask {
    Ask {
        account: AccountId::parse("bench").expect("a plain word"),
        person: PersonId::parse("bench").expect("a plain word"),
        roles: vec![Role::Declarant],
        office: None,
        enterprise: Some(owner()),
        now: app.desk.clock.now(),
        proved: None,
        source: Source::Api,
        key: None,
        apart: register::sealed::Apart::default(),
    }
}

/// A declaration of five lines, about two kilobytes, at one of the offices.
pub fn declaration(number: usize, offices: &[OfficeCode]) -> Result<Declaration> {
    let goods = [
        ("6109100000", "棉制针织T恤衫"),
        ("8471309000", "便携式自动数据处理设备"),
        ("9403609990", "其他木家具"),
        ("3926909090", "其他塑料制品"),
        ("7323930000", "不锈钢制餐桌厨房用器具"),
    ];
    let line = |n: usize| {
        let (hs, name) = goods[(number + n) % goods.len()];
        serde_json::json!({
            "hs": hs, "name": name, "origin": "KR",
            "quantity": {"units": 1_000_000 + n * 10_000, "unit": "C62"},
            "net_mass": 20_000_000 + n, "value": {"minor": 500_000 + n, "scale": 2, "currency": "USD"},
            "packages": [{"kind": "CT", "count": 100}]
        })
    };
    let lines: Vec<_> = (0..5).map(line).collect();
    let value = serde_json::json!({
        "direction": "entry", "reference": format!("B-{number}"),
        "parties": {"owner": OWNER, "declarant": OWNER,
            "consignor": {"en": "EXAMPLE TRADING CO., LTD.", "address": "1 Example-ro, Busan"}},
        "offices": {"accept": offices[number % offices.len()].as_str(), "destination": "370100"},
        "journey": {"port": "CNQDP", "transport": "1", "despatch_country": "KR", "destination_district": "370200",
            "conveyance": "GODSPEED", "conveyance_no": "263W", "bill_no": format!("EXBL{number:08}")},
        "head": {"trade_mode": "11", "contract_no": format!("C-{number}"), "invoice_no": format!("I-{number}")},
        "lines": lines,
        "attachments": [{"kind": "101001", "no": "C-1"}, {"kind": "101002", "no": "I-1"}]
    });
    Ok(serde_json::from_value(value)?)
}

/// The offices at which declarations may be made on the day.
pub async fn offices(app: &App, count: usize) -> Result<Vec<OfficeCode>> {
    let (law, day) = (law(app).await?, app.field().day(app.desk.clock.now()));
    Ok(law.policy.offices_on(day).map(|office| office.code.clone()).take(count).collect())
}

/// The edition that governs today.
pub async fn law(app: &App) -> Result<Arc<Edition>> {
    app.field().law(app.field().day(app.desk.clock.now())).await
}
