//! The demonstration of a region: who is who, history, and live cases played through the one path, all told by a text.
//!
//! Every command has an idempotency key that follows from the text, so loading that was interrupted goes on where it
//! stopped. Passwords are set last: a register without any has not been loaded whole.

mod play;
pub mod text;

use anyhow::{Context, Result, anyhow};
use clearance::event::Source;
use clearance::event::region::RegionEvent;
use clearance::event::sheet::{OfSheets, SheetAct};
use clearance::intent::{Intent, Key};
use desk::account::{NewAccount, Newcomer};
use desk::act::Ask;
use desk::clock::Stopwatch;
use desk::import::{Report, Way, read_map, run};
use policy::Library;
use register::cases::Decided;
use register::sealed::Apart;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufReader, BufWriter};
use std::path::Path;
use text::Telling;
use values::actor::{Actor, Role};
use values::calendar::Day;
use values::direction::Direction;
use values::id::{AccountId, EnterpriseId, MandateId, OfficeCode, PersonId, SheetNo};
use web::app::App;

/// Those who act in the demonstration.
#[derive(Debug, Default)]
pub(crate) struct Cast {
    /// Officers by role, with their office.
    officers: BTreeMap<Role, Vec<NewAccount>>,
    /// Declarants by enterprise.
    declarants: BTreeMap<EnterpriseId, NewAccount>,
}

/// Loads what the file tells into an empty register, and says what there is now.
///
/// # Errors
/// The text does not fit the region, or the register cannot be written.
pub async fn load(app: &App, path: &Path) -> Result<String> {
    let since = Stopwatch::start();
    let written = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    let telling: Telling = toml::from_str(&written).with_context(|| format!("{}", path.display()))?;
    println!("{}", telling.title);
    let cast = people(app, &telling).await?;
    let history = history(app, &telling, path).await?;
    let live = play::all(app, &telling, &cast).await?;
    let hash = app.passwords.hash(&telling.password, &app.desk.chance).await.map_err(|why| anyhow!("{why:?}"))?;
    let now = app.desk.clock.now();
    let everyone = cast.officers.values().flatten().chain(cast.declarants.values());
    let mut table = String::new();
    for account in everyone {
        app.field().register.set_credential(account.id.as_str(), &hash, now.0).await?;
        table.push_str(&shown(account));
    }
    app.field().catch_up().await?;
    let seconds = since.elapsed().as_millis() / 1000;
    let (title, password) = (&telling.title, &telling.password);
    Ok(format!(
        "{history}live cases {live}, loaded in {seconds} s\n\n{table}\n{title}\npassword of every account: {password}"
    ))
}

fn shown(account: &NewAccount) -> String {
    let post: Vec<String> = account
        .roles
        .iter()
        .map(|(role, office)| match office {
            Some(office) => format!("{} {office}", role.word()),
            None => role.word().to_owned(),
        })
        .collect();
    let whose = account.enterprise.as_ref().map(|id| format!(" {id}")).unwrap_or_default();
    format!("{:<28} {}{whose}\n", account.id.as_str(), post.join(", "))
}

/// The ask of an account, before its time and key are known.
pub(crate) fn ask_of(account: &NewAccount) -> Ask {
    Ask {
        account: account.id.clone(),
        person: account.person.clone(),
        roles: account.roles.iter().map(|(role, _)| *role).collect(),
        office: account.roles.iter().find_map(|(_, office)| office.clone()),
        enterprise: account.enterprise.clone(),
        now: values::calendar::Timestamp(0),
        source: Source::Screen,
        key: None,
        proved: None,
        apart: Apart::default(),
    }
}

/// The key of the n-th thing of a name; the same in every run.
pub(crate) fn key(account: &AccountId, name: &str) -> Key {
    let digest = Sha256::digest(name.as_bytes()).into();
    Key { account: account.clone(), key: format!("demonstration/{name}"), index: 0, digest }
}

fn code<K: values::id::Kind>(text: &str) -> Result<values::id::Code<K>> {
    values::id::Code::parse(text).map_err(|wanted| anyhow!("{text}: {} is wanted", wanted.en))
}

/// Registers enterprises, mandates and accounts, all in one transaction.
async fn people(app: &App, telling: &Telling) -> Result<Cast> {
    let field = app.field();
    let law = field.law(field.day(app.desk.clock.now())).await?;
    let skills = law.policy.skills().into_iter().map(str::to_owned).collect();
    let cast = cast(telling, skills)?;
    let mut events = enterprises(&law.policy.library, telling)?;
    events.extend(sheets(telling)?);
    let mut apart = Apart::default();
    for account in cast.officers.values().flatten().chain(cast.declarants.values()) {
        let newcomer = Newcomer::new(field, account).await?;
        events.extend(newcomer.events(&field.known().region));
        apart.extend(newcomer.apart);
    }
    let by = Actor::system();
    let key = key(&by.account, "people");
    for _ in 0..8 {
        let known = field.catch_up().await?;
        let intent =
            Intent::of_region(events.clone(), &by, Source::Job, app.desk.clock.now(), known.epoch, Some(key.clone()));
        let decided = Decided { apart: apart.clone(), ..Decided::new(intent) };
        match field.register.append_decided(decided).await {
            Err(register::work::NotAppended::StaleEpoch { .. }) => {}
            // Names are sealed anew by another key only if they were erased; what was recorded first counts.
            Ok(_) | Err(register::work::NotAppended::KeyConflict) => {
                field.catch_up().await?;
                return Ok(cast);
            }
            Err(why) => return Err(anyhow!("the people of the demonstration: {why}")),
        }
    }
    Err(anyhow!("restrictions kept coming while the demonstration was loaded"))
}

fn cast(telling: &Telling, skills: Vec<String>) -> Result<Cast> {
    let from: Day = Day::parse(&telling.since).map_err(|wanted| anyhow!("since: {} is wanted", wanted.en))?;
    let mut cast = Cast::default();
    let mut people = 0;
    let mut person = |id: &str| -> Result<(AccountId, PersonId, String)> {
        let (surnames, given) = (&telling.surnames, &telling.given_names);
        let name = format!("{}{}", surnames[people % surnames.len()], given[people * 7 % given.len()]);
        people += 1;
        Ok((code(id)?, code(&format!("P-{id}"))?, name))
    };
    for post in &telling.post {
        for role in &post.roles {
            let word = role.word().replace('_', "-");
            let (id, who, name) = person(&format!("{}-{word}", post.word))?;
            let roles = vec![(*role, Some(code::<_>(&post.office)?))];
            let account = NewAccount { id, person: who, name, enterprise: None, roles, skills: skills.clone(), from };
            cast.officers.entry(*role).or_default().push(account);
        }
    }
    for enterprise in &telling.enterprise {
        let (id, who, name) = person(&enterprise.account)?;
        let own: EnterpriseId = code(&enterprise.id)?;
        let roles = vec![(Role::Declarant, None)];
        let account =
            NewAccount { id, person: who, name, enterprise: Some(own.clone()), roles, skills: Vec::new(), from };
        cast.declarants.insert(own, account);
    }
    Ok(cast)
}

fn enterprises(library: &Library, telling: &Telling) -> Result<Vec<RegionEvent>> {
    let from = Day::parse(&telling.since).map_err(|wanted| anyhow!("since: {} is wanted", wanted.en))?;
    let mut events = Vec::new();
    for told in &telling.enterprise {
        let id: EnterpriseId = code(&told.id)?;
        let office: OfficeCode = code(&told.office)?;
        events.push(RegionEvent::EnterpriseRegistered {
            id: id.clone(),
            zh: told.zh.clone(),
            en: told.en.clone(),
            office,
            paperless: told.paperless,
            agent: told.agent,
            from,
            document: None,
        });
        let (reason, basis) = (telling.words.grade.clone(), library.cite(&telling.words.grade_basis, from));
        let basis = Some(basis.with_context(|| format!("no such text: {}", telling.words.grade_basis))?);
        events.push(RegionEvent::GradeGiven { id: id.clone(), grade: told.grade.clone(), from, reason, basis });
        if let Some(listed) = &told.blacklisted {
            let basis = library.cite(&listed.basis, from).with_context(|| format!("no such text: {}", listed.basis))?;
            events.push(RegionEvent::Blacklisted { id, reason: listed.reason.clone(), basis, from });
        }
    }
    for (n, told) in (1..).zip(&telling.mandate) {
        let id: MandateId = code(&format!("M-{n}"))?;
        let (owner, agent) = (code(&told.owner)?, code(&told.agent)?);
        let direction: Option<Direction> = None;
        events.push(RegionEvent::MandateGiven { id, owner, agent, direction, from, until: None });
    }
    Ok(events)
}

/// What each office that engrosses has of each stock of preprinted sheets.
fn sheets(telling: &Telling) -> Result<Vec<RegionEvent>> {
    let mut offices: Vec<&str> = Vec::new();
    for post in telling.post.iter().filter(|post| post.roles.contains(&Role::Engrosser)) {
        if !offices.contains(&post.office.as_str()) {
            offices.push(&post.office);
        }
    }
    let mut events = Vec::new();
    for told in &telling.sheets {
        let beginning: SheetNo = code(&told.first)?;
        for (n, office) in (0..).zip(&offices) {
            let serial = beginning.serial() + n * told.each;
            let run = beginning.with(serial).zip(beginning.with(serial + told.each - 1));
            let (first, last) = run.with_context(|| format!("{}: its numbers run out", told.first))?;
            let act = SheetAct::Received { from: told.from.clone() };
            events.push(RegionEvent::Sheets(Box::new(OfSheets { office: code(office)?, first, last, act })));
        }
    }
    Ok(events)
}

async fn history(app: &App, telling: &Telling, path: &Path) -> Result<String> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut lines = String::new();
    for told in &telling.history {
        let map = read_map(&folder.join(&told.map))?;
        let data = folder.join(&told.data);
        let file = BufReader::new(File::open(&data).with_context(|| format!("cannot read {}", data.display()))?);
        let heads = app.field().heads.as_ref().context("a demonstration needs a data folder")?;
        let refused = heads.path().with_file_name(format!("import-{}-refused.csv", map.name));
        let mut report = Report::new(BufWriter::new(File::create(&refused)?))?;
        let tally = run(&app.desk, &map, &Way::History, file, &mut report, &mut |_| {}).await?;
        lines.push_str(&format!("history {}: {}\n", map.name, tally));
    }
    Ok(lines)
}
