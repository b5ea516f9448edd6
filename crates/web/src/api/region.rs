//! What is recorded of the region: enterprises and their grades, the blacklist, mandates, accounts and roles.

mod enterprise;

use crate::api::body::{self, COMMAND_MAX};
use crate::api::declare::done;
use crate::api::schema;
use crate::app::App;
use crate::asking;
use crate::error::{Code, Failure};
use crate::route::{Access, Route};
use crate::route::{Operation, Schema};
use crate::visit::Visit;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::handler::Handler;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use clearance::case::asks::clause;
use clearance::case::refusal::Reason;
use clearance::event::region::RegionEvent;
use clearance::grounds::{Grounds, Lack};
use clearance::permission::Act;
use clearance::region::RegionState;
use desk::act::region::{self as path, fault};
use desk::act::{self, Denied};
use policy::{Citation, Explained, Policy};
use serde::Deserialize;
use std::sync::Arc;
use values::actor::Role;
use values::calendar::Day;
use values::direction::Direction;
use values::id::{EnterpriseId, MandateId, OfficeCode};
use values::single::day_of_our_time;
use values::text::Text;
use values::text::mark::is_blank;

pub(crate) type Answered = Result<Response, Failure>;
pub(crate) type Sent = (State<Arc<App>>, Visit, HeaderMap, Bytes);
pub(crate) type SentTo = (State<Arc<App>>, Visit, Path<String>, HeaderMap, Bytes);

/// The route of one record.
pub(crate) fn record<H: Handler<T, Arc<App>>, T: 'static>(
    path: &'static str,
    tag: &'static str,
    (zh, en): (&'static str, &'static str),
    takes: Schema,
    handler: H,
) -> Route {
    let operation = Operation::new("region", Text::fixed(zh, en)).takes(takes).gives(201, Some(schema::answer)).keyed();
    let fails = &[Code::NotFound, Code::NotPermitted, Code::Faults, Code::KeyRequired, Code::KeyReused, Code::Busy];
    Route::post(path, Access::SignedIn, handler).tag(tag).body_max(COMMAND_MAX).operation(operation.fails(fails))
}

/// The routes.
pub fn routes() -> Vec<Route> {
    vec![
        record(
            "/api/v1/enterprises",
            "register_enterprise",
            ("登记企业", "Register an enterprise"),
            schema::enterprise,
            enterprise::register,
        ),
        record(
            "/api/v1/enterprises/{id}/name",
            "register_enterprise",
            ("企业更名", "Rename an enterprise"),
            schema::renamed,
            enterprise::rename,
        ),
        record("/api/v1/enterprises/{id}/grades", "restrict", ("信用等级", "Give a grade"), schema::grade, grade),
        record(
            "/api/v1/enterprises/{id}/blacklist",
            "restrict",
            ("列入黑名单", "Put on the blacklist"),
            schema::listing,
            blacklist,
        ),
        record(
            "/api/v1/enterprises/{id}/blacklist/lifting",
            "restrict",
            ("移出黑名单", "Take off the blacklist"),
            schema::listing,
            lift,
        ),
        record("/api/v1/mandates", "register_enterprise", ("报检委托", "Give a mandate"), schema::mandate, mandate),
        record(
            "/api/v1/mandates/{id}/revocation",
            "restrict",
            ("撤销委托", "Take a mandate back"),
            schema::nothing,
            revoke,
        ),
    ]
}

/// Records events in the role that the act needs.
pub(crate) async fn put(sent: (Arc<App>, Visit, HeaderMap, Bytes), act: Act, making: &path::Making<'_>) -> Answered {
    let (app, visit, headers, body) = sent;
    let ask = asking::changes(&visit, &headers, &body)?;
    Ok(done(StatusCode::CREATED, &path::record(&app.desk, &ask, act, making).await?))
}

/// A day from which something holds: today if nothing is said.
pub(crate) fn since(app: &App, visit: &Visit, from: Option<Day>) -> Result<Day, Denied> {
    let from = from.unwrap_or_else(|| app.field().day(visit.now));
    day_of_our_time("from", from).map_err(|fault| Denied::Faults(vec![fault]))
}

/// An enterprise of the region by the text in a path; what is not known does not exist.
fn known(region: &RegionState, id: &str) -> Result<EnterpriseId, Denied> {
    let id = EnterpriseId::parse(id).map_err(|_| Denied::Hidden)?;
    if region.enterprise(&id).is_some() { Ok(id) } else { Err(Denied::Hidden) }
}

/// An office of the region today, or the fault at its path.
pub(crate) fn office(policy: &Policy, code: &OfficeCode, at: &str, day: Day) -> Result<(), Denied> {
    if policy.office(code, day).is_some() {
        return Ok(());
    }
    let wanted =
        Text::new(format!("本区域{day}存在的机构代号"), format!("an office of the region that exists on {day}"));
    Err(fault(at, "unknown_office", code.as_str(), wanted))
}

/// A text that must say something.
pub(crate) fn filled(text: &str, at: &str) -> Result<(), Denied> {
    if is_blank(text) {
        return Err(fault(at, "required", "", Text::fixed("此项必填", "this field is required")));
    }
    Ok(())
}

/// The clause by which something is recorded of an enterprise, or the fault of what it lacks.
fn explained(decision: Explained, grounds: &Grounds, policy: &Policy, day: Day) -> Result<Option<Citation>, Denied> {
    let wanted = || Text::fixed("本区域法律文本中的条款，如「简称」第四条", "a clause of the region's legal texts");
    grounds.judged(decision, policy, day).map_err(|lack| match lack {
        Lack::Words => fault("reason", "required", "", Text::fixed("此项必填", "this field is required")),
        Lack::Basis => fault("basis", "required", "", wanted()),
        Lack::Unknown => fault("basis", "unknown_clause", &grounds.basis, wanted()),
    })
}

#[derive(Deserialize)]
struct NewGrade {
    grade: String,
    reason: String,
    #[serde(default)]
    basis: String,
    #[serde(default)]
    from: Option<Day>,
}

async fn grade((State(app), visit, Path(id), headers, body): SentTo) -> Answered {
    let NewGrade { grade, reason, basis, from } = body::read(&body)?;
    let from = since(&app, &visit, from)?;
    let grades = &visit.law()?.policy.grades();
    if !grades.iter().any(|known| **known == *grade) {
        let wanted = Text::new(format!("{} 之一", grades.join("、")), format!("one of {}", grades.join(", ")));
        return Err(fault("grade", "unknown_word", &grade, wanted).into());
    }
    let grounds = Grounds::by(reason, basis);
    let basis = explained(Explained::Grade, &grounds, &visit.law()?.policy, from)?;
    let making = |region: &RegionState| {
        let (reason, basis) = (grounds.reason.clone(), basis.clone());
        Ok(vec![RegionEvent::GradeGiven { id: known(region, &id)?, grade: grade.clone(), from, reason, basis }])
    };
    put((Arc::clone(&app), visit, headers, body), Act::Restrict, &making).await
}

#[derive(Deserialize)]
struct Listing {
    reason: String,
    #[serde(default)]
    basis: String,
    #[serde(default)]
    from: Option<Day>,
}

async fn blacklist((State(app), visit, Path(id), headers, body): SentTo) -> Answered {
    let Listing { reason, basis, from } = body::read(&body)?;
    let from = since(&app, &visit, from)?;
    let policy = &visit.law()?.policy;
    let basis = explained(Explained::List, &Grounds::by(reason.as_str(), basis), policy, from)?;
    // Where the text wants no clause, the one by which a worse standing counts.
    let basis = basis.unwrap_or_else(|| clause(policy, Reason::WorseAtRelease));
    let making = |region: &RegionState| {
        let id = known(region, &id)?;
        if region.enterprise(&id).is_some_and(|enterprise| enterprise.blacklisted(from)) {
            return Err(fault(
                "from",
                "duplicate",
                &from.to_string(),
                Text::fixed("尚未列入的日期", "a day on which it is not listed yet"),
            ));
        }
        Ok(vec![RegionEvent::Blacklisted { id, reason: reason.clone(), basis: basis.clone(), from }])
    };
    put((Arc::clone(&app), visit, headers, body), Act::Restrict, &making).await
}

async fn lift((State(app), visit, Path(id), headers, body): SentTo) -> Answered {
    let Listing { reason, basis, from } = body::read(&body)?;
    let from = since(&app, &visit, from)?;
    let basis = explained(Explained::Unlist, &Grounds::by(reason.as_str(), basis), &visit.law()?.policy, from)?;
    let making = |region: &RegionState| {
        let id = known(region, &id)?;
        if !region.enterprise(&id).is_some_and(|enterprise| enterprise.blacklisted(from)) {
            return Err(fault(
                "from",
                "not_listed",
                &from.to_string(),
                Text::fixed("在黑名单上的日期", "a day on which it is listed"),
            ));
        }
        Ok(vec![RegionEvent::BlacklistLifted { id, reason: reason.clone(), basis: basis.clone(), from }])
    };
    put((Arc::clone(&app), visit, headers, body), Act::Restrict, &making).await
}

#[derive(Deserialize)]
struct NewMandate {
    id: MandateId,
    owner: EnterpriseId,
    agent: EnterpriseId,
    #[serde(default)]
    direction: Option<Direction>,
    #[serde(default)]
    from: Option<Day>,
    #[serde(default)]
    until: Option<Day>,
}

async fn mandate((State(app), visit, headers, body): Sent) -> Answered {
    let new: NewMandate = body::read(&body)?;
    let ask = asking::changes(&visit, &headers, &body)?;
    let role = role_for(&ask, &new.owner, Act::RegisterEnterprise)?;
    let from = since(&app, &visit, new.from)?;
    if new.until.is_some_and(|until| until < from) {
        let given = new.until.map(|until| until.to_string()).unwrap_or_default();
        let wanted = Text::new(format!("不早于 {from} 的日期"), format!("a day not before {from}"));
        return Err(fault("until", "out_of_range", &given, wanted).into());
    }
    let making = |region: &RegionState| {
        let unknown = |at: &str, id: &EnterpriseId| {
            fault(at, "unknown_enterprise", id.as_str(), Text::fixed("已登记的企业", "a registered enterprise"))
        };
        region.enterprise(&new.owner).ok_or_else(|| unknown("owner", &new.owner))?;
        let agent = region.enterprise(&new.agent).filter(|enterprise| enterprise.agent && new.agent != new.owner);
        agent.ok_or_else(|| unknown("agent", &new.agent))?;
        if region.mandates().any(|mandate| mandate.id == new.id) {
            return Err(fault(
                "id",
                "duplicate",
                new.id.as_str(),
                Text::fixed("未用过的委托号", "a number that is not used yet"),
            ));
        }
        Ok(vec![RegionEvent::MandateGiven {
            id: new.id.clone(),
            owner: new.owner.clone(),
            agent: new.agent.clone(),
            direction: new.direction,
            from,
            until: new.until,
        }])
    };
    Ok(done(StatusCode::CREATED, &path::record_as(&app.desk, &ask, role, &making).await?))
}

/// The owner gives and takes its own mandates; an officer whose role may do the act does it on paper.
fn role_for(ask: &act::Ask, owner: &EnterpriseId, by_officer: Act) -> Result<Role, Denied> {
    if ask.enterprise.as_ref() == Some(owner) && ask.roles.contains(&Role::Declarant) {
        return Ok(Role::Declarant);
    }
    act::permit_act(ask, by_officer)
}

async fn revoke((State(app), visit, Path(id), headers, body): SentTo) -> Answered {
    #[derive(Deserialize)]
    struct Nothing {}
    let Nothing {} = body::read(&body)?;
    let ask = asking::changes(&visit, &headers, &body)?;
    let region = app.field().catch_up().await?;
    let id = MandateId::parse(&id).map_err(|_| Failure::new(Code::NotFound))?;
    let owner = region.region.mandates().find(|mandate| mandate.id == id).map(|mandate| mandate.owner.clone());
    let hidden = |why: Denied| if ask.enterprise.is_some() { Denied::Hidden } else { why };
    let role = match &owner {
        Some(owner) => role_for(&ask, owner, Act::Restrict).map_err(hidden)?,
        None => act::permit_act(&ask, Act::Restrict).map_err(hidden)?,
    };
    let making = |region: &RegionState| {
        let found = region.mandates().find(|mandate| mandate.id == id).ok_or(Denied::Hidden)?;
        if found.revoked {
            return Err(fault("id", "revoked", id.as_str(), Text::fixed("尚有效的委托", "a mandate that still holds")));
        }
        Ok(vec![RegionEvent::MandateRevoked { id: id.clone() }])
    };
    Ok(done(StatusCode::CREATED, &path::record_as(&app.desk, &ask, role, &making).await?))
}
