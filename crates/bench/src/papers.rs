//! Papers from draft to issue, one command after the other on many cases; beside as many notes on the same cases.

use crate::{disk, field, ingest, line};
use anyhow::{Result, anyhow};
use clearance::case::decide::{CertificateCommand, Command, Drafting};
use clearance::case::{Case, fold};
use desk::act::{self, Ask};
use desk::clock::Stopwatch;
use register::scope::Scope;
use std::sync::Arc;
use values::actor::Role;
use values::code::TableCode;
use values::id::{AccountId, OfficeCode, PersonId};
use web::app::App;

/// How many cases are worked on at once.
const AT_ONCE: usize = 16;
/// Steps of the notice of leave to move: drafted, engrossed, signed, issued.
const STEPS: usize = 4;
/// The notice, table `document`.
const NOTICE: &str = "95";

/// Measures on SQLite.
pub async fn run(count: usize) -> Result<()> {
    let folder = field::folder("papers")?;
    let app = field::app(&field::opening(&folder, None)).await?;
    ingest::groups(&app, count, 1, 1).await?;
    let of = [field::OWNER.to_owned()];
    let lines = app.field().register.cases_by_enterprises(&Scope::system(), &of, (i64::MAX, "~"), u32::MAX).await?;
    let cases: Vec<String> = lines.into_iter().map(|line| line.no).collect();
    disk::print("papers")?;
    let watch = Stopwatch::start();
    each(&app, &cases, |app, no| async move { noted(&app, &no).await }).await?;
    let notes = cases.len() as f64 / watch.elapsed().as_secs_f64();
    let watch = Stopwatch::start();
    each(&app, &cases, |app, no| async move { issued(&app, &no).await }).await?;
    let papers = cases.len() as f64 / watch.elapsed().as_secs_f64();
    line::print("papers_draft_to_issue", papers, "papers/s");
    line::print("papers_as_many_notes", notes, "times/s");
    line::print("papers_share_of_notes", papers / notes, "ratio");
    Ok(())
}

/// Does something to every case, some at once.
async fn each<F>(app: &Arc<App>, cases: &[String], does: impl Fn(Arc<App>, String) -> F) -> Result<()>
where
    F: Future<Output = Result<()>> + Send + 'static,
{
    for some in cases.chunks(AT_ONCE) {
        let tasks: Vec<_> = some.iter().map(|no| tokio::spawn(does(Arc::clone(app), no.clone()))).collect();
        for task in tasks {
            task.await??;
        }
    }
    Ok(())
}

async fn does(app: &App, no: &str, (role, office): (Role, &OfficeCode), command: Command) -> Result<()> {
    let name = format!("{}-{office}", role.word());
    let now = app.desk.clock.now();
    let ask = Ask {
        account: AccountId::parse(&name).map_err(|wanted| anyhow!("{wanted}"))?,
        person: PersonId::parse(&name).map_err(|wanted| anyhow!("{wanted}"))?,
        roles: vec![role],
        office: Some(office.clone()),
        enterprise: None,
        now,
        proved: Some(now),
        ..field::declarant(app)
    };
    let done = act::act(&app.desk, &ask, no, None, &command).await;
    done.map(drop).map_err(|denied| anyhow!("{no} {command:?}: {denied:?}"))
}

async fn noted(app: &App, no: &str) -> Result<()> {
    let office = read(app, no).await?.office;
    for _ in 0..STEPS {
        does(app, no, (Role::Inspector, &office), Command::Note { note: "留言".into() }).await?;
    }
    Ok(())
}

async fn issued(app: &App, no: &str) -> Result<()> {
    let case = read(app, no).await?;
    let inspecting = case.inspecting_offices();
    let origin = inspecting.first().ok_or_else(|| anyhow!("{no} is inspected nowhere"))?;
    let (documents, certificate) = (case.documents_office().clone(), 1);
    let said = [("目的地".to_owned(), vec!["测量用仓库".to_owned()])].into();
    let kind = Some(TableCode::parse(NOTICE).map_err(|wanted| anyhow!("{wanted}"))?);
    let draft = CertificateCommand::Draft(Drafting { kind, said, ..Drafting::default() });
    does(app, no, (Role::Drafter, origin), Command::Certificate(draft)).await?;
    let engross = CertificateCommand::Engross { certificate, content: Vec::new() };
    does(app, no, (Role::Engrosser, &documents), Command::Certificate(engross)).await?;
    let paper = read(app, no).await?.certificate(certificate).map(|paper| paper.digest());
    let digest = paper.ok_or_else(|| anyhow!("{no} has no paper"))?;
    let sign = CertificateCommand::Sign { certificate, digest };
    does(app, no, (Role::Signatory, &documents), Command::Certificate(sign)).await?;
    let issue = CertificateCommand::Issue { certificate, returned: false };
    does(app, no, (Role::Releaser, &documents), Command::Certificate(issue)).await
}

async fn read(app: &App, no: &str) -> Result<Case> {
    let events = app.field().register.case_events(&Scope::system(), no).await?;
    events.as_deref().and_then(fold::fold).ok_or_else(|| anyhow!("{no} is no case"))
}
