//! Accounts and their roles: opened, granted, taken back, suspended, restored by those who answer for security.

use crate::api::body;
use crate::api::declare::done;
use crate::api::region::{Answered, Sent, SentTo, filled, office, put, record, since};
use crate::api::schema;
use crate::asking;
use crate::route::Route;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use clearance::event::region::RegionEvent;
use clearance::permission::Act;
use clearance::region::{Account, RegionState, staff};
use desk::account::{NewAccount, Newcomer, named};
use desk::act::region::{self as path, fault};
use desk::act::{self, Denied};
use desk::password;
use policy::Policy;
use serde::Deserialize;
use std::sync::Arc;
use values::actor::Role;
use values::calendar::{Day, Period};
use values::fault::Fault;
use values::id::{AccountId, EnterpriseId, OfficeCode, PersonId};
use values::text::Text;

/// The tag of every route here.
const TAG: &str = "manage_accounts";

/// The routes.
pub fn routes() -> Vec<Route> {
    let routes = vec![
        record("/api/v1/accounts", TAG, ("开立账号", "Open an account"), schema::new_account, open),
        record("/api/v1/accounts/{id}/roles", TAG, ("授予职责", "Grant a role"), schema::role, grant),
        record("/api/v1/accounts/{id}/roles/revocation", TAG, ("收回职责", "Take a role back"), schema::role, revoke),
        record(
            "/api/v1/accounts/{id}/name",
            TAG,
            ("账号持有人更名", "Rename the person of an account"),
            schema::person_renamed,
            rename,
        ),
        record("/api/v1/accounts/{id}/suspension", TAG, ("停用账号", "Suspend"), schema::why, suspend),
        record("/api/v1/accounts/{id}/restoration", TAG, ("恢复账号", "Restore"), schema::nothing, restore),
    ];
    routes.into_iter().map(Route::in_person).collect()
}

#[derive(Deserialize)]
struct Opened {
    id: AccountId,
    person: PersonId,
    name: String,
    #[serde(default)]
    enterprise: Option<EnterpriseId>,
    #[serde(default)]
    roles: Vec<Held>,
    /// Skills as a reviewer, as the rules of the text name them.
    #[serde(default)]
    skills: Vec<String>,
    /// The first password; without one nobody can sign in yet.
    #[serde(default)]
    password: Option<String>,
    #[serde(default)]
    from: Option<Day>,
}

#[derive(Deserialize)]
struct Held {
    role: Role,
    #[serde(default)]
    office: Option<OfficeCode>,
}

async fn open((State(app), visit, headers, body): Sent) -> Answered {
    let new: Opened = body::read(&body)?;
    let mut ask = asking::changes(&visit, &headers, &body)?;
    act::permit_act(&ask, Act::ManageAccounts)?;
    let from = since(&app, &visit, new.from)?;
    filled(&new.name, "name")?;
    let law = &visit.law()?.policy;
    for (n, held) in new.roles.iter().enumerate() {
        fits(law, held.role, held.office.as_ref(), new.enterprise.is_some(), &format!("roles[{n}]"), from)?;
        let beside = new.roles[..n].iter().find(|before| staff::exclude(before.role, held.role));
        if let Some(beside) = beside {
            return Err(Denied::Faults(vec![staff::excluded(&format!("roles[{n}]"), held.role, beside.role)]).into());
        }
    }
    skills_known(law, &new.skills)?;
    let hash = match &new.password {
        None => None,
        Some(given) => match password::wanted(given) {
            Some(wanted) => return Err(fault("password", "length", "", wanted).into()),
            None => Some(app.passwords.hash(given, &app.desk.chance).await?),
        },
    };
    let account = NewAccount {
        id: new.id.clone(),
        person: new.person,
        name: new.name,
        enterprise: new.enterprise.clone(),
        roles: new.roles.into_iter().map(|held| (held.role, held.office)).collect(),
        skills: new.skills,
        from,
    };
    let newcomer = Newcomer::new(app.field(), &account).await?;
    ask.apart = newcomer.apart.clone();
    let by = ask.person.clone();
    let making = |region: &RegionState| {
        staff::may_be_named(region, &new.id).map_err(only)?;
        for (n, (role, _)) in account.roles.iter().enumerate() {
            let period = Period { from, until: None };
            staff::may_hold(region, &by, &account.person, (*role, period), &format!("roles[{n}]")).map_err(only)?;
        }
        if let Some(enterprise) = new.enterprise.as_ref().filter(|id| region.enterprise(id).is_none()) {
            let wanted = Text::fixed("已登记的企业", "a registered enterprise");
            return Err(fault("enterprise", "unknown_enterprise", enterprise.as_str(), wanted));
        }
        Ok(newcomer.events(region))
    };
    let recorded = path::record(&app.desk, &ask, Act::ManageAccounts, &making).await?;
    // A repetition does not set a password again: the person may have chosen another since.
    if let Some(hash) = hash.filter(|_| !recorded.repeated) {
        app.field().register.set_credential(new.id.as_str(), &hash, ask.now.0).await?;
    }
    Ok(done(StatusCode::CREATED, &recorded))
}

#[derive(Deserialize)]
struct Renamed {
    name: String,
}

/// The name is the person's, so that every account of the person shows it.
async fn rename((State(app), visit, Path(id), headers, body): SentTo) -> Answered {
    let Renamed { name } = body::read(&body)?;
    let mut ask = asking::changes(&visit, &headers, &body)?;
    act::permit_act(&ask, Act::ManageAccounts)?;
    filled(&name, "name")?;
    let person = known(&app.field().known().region, &id)?.person.clone();
    let (sealed, apart) = named(app.field(), &person, &name).await?;
    ask.apart = apart;
    let making = |region: &RegionState| {
        let id = known(region, &id)?.person.clone();
        Ok(vec![RegionEvent::PersonRenamed { id, sealed: sealed.clone() }])
    };
    Ok(done(StatusCode::CREATED, &path::record(&app.desk, &ask, Act::ManageAccounts, &making).await?))
}

/// An enterprise's account declares; an officer's has an office. The platform's own role is nobody's.
fn fits(
    law: &Policy,
    role: Role,
    at: Option<&OfficeCode>,
    enterprise: bool,
    path: &str,
    day: Day,
) -> Result<(), Denied> {
    let allowed = role != Role::System && (role == Role::Declarant) == enterprise && at.is_none() == enterprise;
    if !allowed {
        let wanted = Text::fixed(
            "企业账号：declarant，不带机构；机构账号：其他职责，带机构",
            "for an enterprise: declarant without an office; for officers: another role, with an office",
        );
        return Err(fault(path, "not_fitting", role.word(), wanted));
    }
    at.map_or(Ok(()), |code| office(law, code, &format!("{path}.office"), day))
}

/// An account by the text in a path; what is not known does not exist.
fn known<'r>(region: &'r RegionState, id: &str) -> Result<&'r Account, Denied> {
    let id = AccountId::parse(id).map_err(|_| Denied::Hidden)?;
    region.account(&id).ok_or(Denied::Hidden)
}

#[derive(Deserialize)]
struct Granted {
    role: Role,
    #[serde(default)]
    office: Option<OfficeCode>,
    #[serde(default)]
    from: Option<Day>,
    #[serde(default)]
    until: Option<Day>,
    #[serde(default)]
    skills: Vec<String>,
}

/// Skills are such as the rules of the text ask for; a word that no rule uses would let nobody do anything.
fn skills_known(law: &Policy, skills: &[String]) -> Result<(), Denied> {
    let known = law.skills();
    let Some(unknown) = skills.iter().find(|skill| !known.contains(skill.as_str())) else { return Ok(()) };
    let all: Vec<&str> = known.into_iter().collect();
    let wanted = Text::new(format!("{} 之一", all.join("、")), format!("one of {}", all.join(", ")));
    Err(fault("skills", "unknown_word", unknown, wanted))
}

async fn grant((State(app), visit, Path(id), headers, body): SentTo) -> Answered {
    let Granted { role, office, from, until, skills } = body::read(&body)?;
    skills_known(&visit.law()?.policy, &skills)?;
    let from = since(&app, &visit, from)?;
    let by = visit.person()?.account.person.clone();
    let law = Arc::clone(visit.law()?);
    let making = |region: &RegionState| {
        let account = known(region, &id)?;
        fits(&law.policy, role, office.as_ref(), account.enterprise.is_some(), "role", from)?;
        staff::may_hold(region, &by, &account.person, (role, Period { from, until }), "role").map_err(only)?;
        let (account, office, skills) = (account.id.clone(), office.clone(), skills.clone());
        Ok(vec![RegionEvent::RoleGranted { account, role, office, from, until, skills }])
    };
    put((Arc::clone(&app), visit, headers, body), Act::ManageAccounts, &making).await
}

/// One fault as a denial.
fn only(fault: Fault) -> Denied {
    Denied::Faults(vec![fault])
}

async fn revoke((State(app), visit, Path(id), headers, body): SentTo) -> Answered {
    let Granted { role, office, .. } = body::read(&body)?;
    let making = |region: &RegionState| {
        let account = known(region, &id)?;
        if !account.roles.iter().any(|(held, at, _)| *held == role && *at == office) {
            return Err(fault(
                "role",
                "not_held",
                role.word(),
                Text::fixed("该账号已有的职责", "a role that the account has"),
            ));
        }
        Ok(vec![RegionEvent::RoleRevoked { account: account.id.clone(), role, office: office.clone() }])
    };
    let answered = put((Arc::clone(&app), visit, headers, body), Act::ManageAccounts, &making).await?;
    // By the event its tokens are over already; the rows go too.
    app.field().register.end_tokens(&id).await?;
    Ok(answered)
}

#[derive(Deserialize)]
struct Why {
    reason: String,
}

async fn suspend((State(app), visit, Path(id), headers, body): SentTo) -> Answered {
    let Why { reason } = body::read(&body)?;
    filled(&reason, "reason")?;
    let making = |region: &RegionState| {
        let account = known(region, &id)?;
        if account.suspended {
            return Err(fault(
                "id",
                "suspended",
                account.id.as_str(),
                Text::fixed("未停用的账号", "an account that is not suspended"),
            ));
        }
        Ok(vec![RegionEvent::AccountSuspended { account: account.id.clone(), reason: reason.clone() }])
    };
    let answered = put((Arc::clone(&app), visit, headers, body), Act::ManageAccounts, &making).await?;
    // The account is nobody from the next request on; its sessions and tokens end too, so that restoring it revives none.
    app.field().register.end_all(&id).await?;
    Ok(answered)
}

async fn restore((State(app), visit, Path(id), headers, body): SentTo) -> Answered {
    #[derive(Deserialize)]
    struct Nothing {}
    let Nothing {} = body::read(&body)?;
    let making = |region: &RegionState| {
        let account = known(region, &id)?;
        if !account.suspended {
            return Err(fault(
                "id",
                "not_suspended",
                account.id.as_str(),
                Text::fixed("已停用的账号", "a suspended account"),
            ));
        }
        Ok(vec![RegionEvent::AccountRestored { account: account.id.clone() }])
    };
    put((Arc::clone(&app), visit, headers, body), Act::ManageAccounts, &making).await
}
