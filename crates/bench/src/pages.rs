//! The pages of an officer's day among many cases, read by twenty at a time: queue, case, search; beside a bare hello.

use crate::client::{self, Run};
use crate::{field, http, import, line, many};
use anyhow::{Context, Result, anyhow};
use desk::account::NewAccount;
use desk::secret;
use register::kept::account::Session;
use rusqlite::Connection;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use values::actor::{Actor, Role};
use values::calendar::Day;
use values::id::{AccountId, OfficeCode, PersonId};
use web::app::App;

/// People who read at the same time.
const READERS: usize = 20;
/// Requests for each page.
const READS: usize = 4_000;
/// Of so many cases one is under way: a million cases are years, what is under way is days.
const UNDER_WAY: usize = 50;
/// A session in microseconds: longer than a run.
const SPAN: i64 = 12 * 3_600_000_000;

/// Measures among `count` cases; those of the folder to keep are made once.
pub async fn run(count: usize, keep: Option<PathBuf>) -> Result<()> {
    let folder = many::folder("pages", keep)?;
    let app = field::app(&field::opening(&folder, None)).await?;
    let live = (count / UNDER_WAY).max(200);
    let there = usize::try_from(app.field().register.case_count().await?)?;
    if there < count - live {
        import::history(&app, count - live - there).await?;
    }
    if there < count / 2 {
        many::declare_all(&app, live).await?;
    }
    // What a run before had open is over.
    app.field().register.sweep_leases(i64::MAX).await?;
    app.desk.usual.make(app.field(), app.desk.clock.now()).await?;
    let sessions = sessions(&app).await?;
    let (cases, words) = found(&folder.path)?;
    let running = http::serve(&app).await?;
    let address = running.address;
    line::print("pages_cases", app.field().register.case_count().await? as f64, "cases");
    line::print("pages_under_way", live as f64, "cases");
    let mut hello = client::run(address, READERS, READS, |_| client::request("GET", "/healthz", "", &[])).await?;
    line::print_times("pages_hello", &mut hello.times);
    let queues = ["/queue?kind=", "/queue?any=1", "/queue?kind=review", "/queue?kind=accept&sort=since"];
    read("queue", address, &sessions, move |n| queues[n % queues.len()].to_owned()).await?;
    // Whoever has no part in a case says what it is read for.
    let case = move |n: usize| format!("/case/{}?purpose=risk", cases[n.wrapping_mul(7_919) % cases.len()]);
    read("case", address, &sessions, case).await?;
    read("search", address, &sessions, move |n| format!("/search?q={}", words[n.wrapping_mul(104_729) % words.len()]))
        .await?;
    running.stop().await;
    app.field().register.clone().close().await;
    Ok(())
}

/// Asks for a page again and again, each reader in a session of his own.
async fn read(
    name: &str,
    address: SocketAddr,
    sessions: &Arc<Vec<String>>,
    path: impl Fn(usize) -> String + Send + Sync + 'static,
) -> Result<()> {
    let sessions = Arc::clone(sessions);
    let asked = move |n: usize| {
        let session = &sessions[n % sessions.len()];
        let headers = format!(
            "cookie: __Host-session={session}\r\naccept: text/html\r\naccept-language: zh-CN\r\nsec-fetch-site: same-origin\r\n"
        );
        client::request("GET", &path(n), &headers, &[])
    };
    let Run { speed, mut times } =
        client::run(address, READERS, READS, asked).await.with_context(|| format!("the page {name}"))?;
    line::print(&format!("pages_{name}"), speed, "pages/s");
    line::print_times(&format!("pages_{name}"), &mut times);
    Ok(())
}

/// A session of each of twenty officers: half of them review, half do what is done at an office, two at each of ten offices.
async fn sessions(app: &App) -> Result<Arc<Vec<String>>> {
    let (now, offices) = (app.desk.clock.now(), field::offices(app, READERS / 2).await?);
    let mut sessions = Vec::new();
    for (n, office) in offices.iter().flat_map(|office| [office, office]).enumerate() {
        let account = format!("bench-{n}");
        if app.field().register.credential(&account).await?.is_none() {
            open(app, &account, office, if n % 2 == 0 { &[Role::Reviewer] } else { &AT_OFFICE }).await?;
        }
        let token = format!("session-{account}-{}", now.0);
        let session = Session {
            person: account.clone(),
            account,
            made: now.0,
            seen: now.0,
            ends: now.0 + SPAN,
            proved: now.0,
            place: String::new(),
        };
        app.field().register.start_session(&secret::digest(&token), &session).await?;
        sessions.push(token);
    }
    Ok(Arc::new(sessions))
}

/// What one person may be at an office of few.
const AT_OFFICE: [Role; 3] = [Role::Acceptor, Role::Inspector, Role::Releaser];

async fn open(app: &App, account: &str, office: &OfficeCode, roles: &[Role]) -> Result<()> {
    let new = NewAccount {
        id: AccountId::parse(account).map_err(|text| anyhow!("{text}"))?,
        person: PersonId::parse(account).map_err(|text| anyhow!("{text}"))?,
        name: "测量".into(),
        enterprise: None,
        roles: roles.iter().map(|role| (*role, Some(office.clone()))).collect(),
        skills: field::law(app).await?.policy.skills().into_iter().map(str::to_owned).collect(),
        from: Day::parse("2015-05-01").map_err(|text| anyhow!("{text}"))?,
    };
    let now = app.desk.clock.now();
    app.accounts.open(app.field(), &new, "no password opens this account", &Actor::system(), now).await?;
    Ok(())
}

/// Cases under way, and what people look for: whole numbers, names of goods, names that many cases have.
fn found(folder: &Path) -> Result<(Vec<String>, Vec<String>)> {
    let connection = Connection::open(folder.join("register.db"))?;
    let column = |text: &str| -> Result<Vec<String>> {
        let mut rows = connection.prepare(text)?;
        let found = rows.query_map([], |row| row.get(0))?;
        Ok(found.collect::<Result<_, _>>()?)
    };
    let cases = column("SELECT DISTINCT case_no FROM task LIMIT 20000")?;
    let mut words = column("SELECT case_no FROM case_row ORDER BY case_no LIMIT 500")?;
    words.extend(column("SELECT key FROM search_key LIMIT 500")?);
    words.extend(column("SELECT DISTINCT name FROM goods_case LIMIT 200")?);
    words.truncate(1_200);
    let encoded = words.iter().map(|word| word.bytes().map(|byte| format!("%{byte:02X}")).collect::<String>());
    Ok((cases, encoded.collect()))
}
