//! Lists across cases: what waits, search by any number, and the region itself.

use crate::api::body::{self, Asked};
use crate::api::{schema, view};
use crate::app::App;
use crate::asking;
use crate::error::{Code, Failure};
use crate::route::Operation;
use crate::route::{Access, Route};
use crate::visit::Visit;
use crate::words;
use axum::Json;
use axum::extract::{Query, State};
use clearance::permission::Act;
use clearance::row::turn::Turn;
use desk::act::{self, Ask};
use desk::asked;
use desk::find;
use desk::names::Names;
use desk::own;
use policy::Listing;
use policy::fact::RULES;
use policy::{Member, Mode, Office, Policy, Word};
use register::head_file::hex;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::Arc;
use values::actor::Role;
use values::fault::Fault;
use values::text::Text;

/// Tasks in a queue if nothing is said, and at most.
const TASKS: (u32, u32) = (100, 500);

/// The routes.
pub fn routes() -> Vec<Route> {
    let operation =
        |group: &'static str, zh: &'static str, en: &'static str| Operation::new(group, Text::fixed(zh, en));
    vec![
        Route::get("/api/v1/queue", Access::SignedIn, queue).tag("read_queue").operation(
            operation("case", "待办", "What waits")
                .says(Text::fixed(
                    "企业：轮到企业的事项；机构：本机构、审单中心（审单员）和任一机构可办的事项。",
                    "For an enterprise, what waits for it; for officers, what waits at the office, at the review centre (reviewers), and where any office may act.",
                ))
                .query("place", false, Text::fixed("只看一处：本机构代号、centre 或 any", "One place only: the own office, centre or any"))
                .query("all", false, Text::fixed("true 则也列出非本人岗位的事项", "true also lists what other roles do"))
                .query("limit", false, Text::fixed("件数，至多 500", "At most 500"))
                .gives(200, Some(schema::queue))
                .fails(&[Code::Faults, Code::NotPermitted]),
        ),
        Route::get("/api/v1/search", Access::SignedIn, search).tag("read_goods read_own").operation(
            operation("case", "查找案件", "Find cases")
                .says(Text::fixed(
                    "报检号、企业报检号、集装箱号、提运单号、通关单号、转单号或关联号（须写全）；货物名称或企业名称中的两个字以上。新的在前。",
                    "A whole number of a declaration, the sender's reference, container, bill, clearance, transfer or linked; or two characters and more of a name of goods or of an enterprise. Newest first.",
                ))
                .query("key", true, Text::fixed("号码或名称的一部分", "A number, or a part of a name"))
                .query("before", false, Text::fixed("上一页答复中的 next", "What an answer gave as next"))
                .query("limit", false, Text::fixed("件数，至多 50", "At most 50"))
                .gives(200, Some(schema::cases))
                .fails(&[Code::Faults, Code::NotPermitted]),
        ),
        Route::get("/api/v1/region", Access::SignedIn, region).tag("read_region").operation(
            operation("region", "区域", "The region")
                .says(Text::fixed("今日的成员、机构、模式和清单。", "Members, offices, modes and lists as of today."))
                .gives(200, Some(schema::region)),
        ),
        Route::get("/api/v1/system", Access::SignedIn, system).tag("read_system").operation(
            operation("region", "系统", "The system")
                .says(Text::fixed("各机构日志的长度、根和限制时期。", "Length, root and restriction epoch of every office's log."))
                .gives(200, Some(schema::system))
                .fails(&[Code::NotPermitted]),
        ),
    ]
}

async fn queue(State(app): State<Arc<App>>, visit: Visit, Query(asked): Query<Asked>) -> Result<Json<Value>, Failure> {
    let ask = asking::reads(&visit)?;
    act::permit_act(&ask, Act::ReadQueue)?;
    let limit = body::limit(&asked, TASKS.0, TASKS.1)?;
    let register = &app.field().register;
    if let Some(enterprise) = &ask.enterprise {
        let tasks = own::own_tasks(app.field(), &ask, enterprise, limit).await?;
        let own: Vec<Value> = tasks.iter().map(view::task).collect();
        return Ok(Json(json!({ "tasks": own, "counts": {} })));
    }
    let (mut tasks, mut counts) = (Vec::new(), serde_json::Map::new());
    let places = places(&ask, asked.get("place").map(String::as_str))?;
    let own = ask.at_desk(&places, asked.get("all").is_some_and(|all| all == "true"));
    let anywhere = ask.anywhere(&visit.law()?.policy, app.field().day(ask.now));
    for place in places {
        let scope = if place == Turn::ANY { &anywhere } else { &own };
        tasks.extend(register.queue(scope, &place, limit).await?.iter().map(view::task));
        let by_kind: BTreeMap<String, i64> = register.queue_counts(scope, &place).await?.into_iter().collect();
        counts.insert(place, json!(by_kind));
    }
    if !asked.contains_key("place") {
        // What the own office asked of others and got no answer to in time is its task too.
        let late = asked::overdue(app.field(), &ask).await?;
        tasks.extend(late.iter().map(view::task));
        if let (Some(office), false) = (&ask.office, late.is_empty()) {
            counts[office.as_str()]["work_asked"] = json!(late.len());
        }
    }
    Ok(Json(json!({ "tasks": tasks, "counts": counts })))
}

/// The places whose queues an officer works at.
///
/// # Errors
/// 422 for a place that is none of theirs.
pub fn places(ask: &Ask, only: Option<&str>) -> Result<Vec<String>, Failure> {
    let mut places: Vec<String> = ask.office.iter().map(ToString::to_string).collect();
    if ask.roles.contains(&Role::Reviewer) {
        places.push(Turn::CENTRE.to_owned());
    }
    if ask.roles.contains(&Role::Command) {
        places.push(Turn::COMMAND.to_owned());
    }
    places.push(Turn::ANY.to_owned());
    let Some(only) = only else { return Ok(places) };
    if places.iter().any(|place| place == only) {
        return Ok(vec![only.to_owned()]);
    }
    let wanted = Text::new(format!("{} 之一", places.join("、")), format!("one of {}", places.join(", ")));
    Err(Failure::faults(vec![Fault::new("place", "unknown_word", only, wanted)]))
}

async fn search(State(app): State<Arc<App>>, visit: Visit, Query(asked): Query<Asked>) -> Result<Json<Value>, Failure> {
    let ask = asking::reads(&visit)?;
    find::scope(&ask)?;
    let key = body::text(&asked, "key")?;
    let limit = body::limit(&asked, find::FOUND_MAX, find::FOUND_MAX)?;
    let before = asked.get("before").map(|text| find::read_position(text).ok_or(text)).transpose();
    let before = before.map_err(|text| {
        let wanted = Text::fixed("上一页答复中的 next", "what an answer gave as next");
        Failure::faults(vec![Fault::new("before", "shape", text.as_str(), wanted)])
    })?;
    let found = find::cases(&app.desk, &ask, key, before, limit).await?;
    let field = app.field();
    let names = Names::new(field, visit.law()?, field.day(visit.now), visit.language);
    let told = found.cases.iter().map(|line| {
        let mut told = view::line(line);
        told["owner_name"] = json!(names.enterprise(&line.owner));
        told["stage_name"] = json!(words::say_owned(visit.language, &format!("stage.{}", line.stage.word())));
        told
    });
    Ok(Json(json!({ "cases": told.collect::<Vec<_>>(), "next": found.next.as_ref().map(find::position) })))
}

async fn region(State(app): State<Arc<App>>, visit: Visit, Query(asked): Query<Asked>) -> Result<Json<Value>, Failure> {
    let ask = asking::reads(&visit)?;
    act::permit_act(&ask, Act::ReadRegion)?;
    let field = app.field();
    let day = if asked.contains_key("day") { body::day(&asked, "day")? } else { field.day(ask.now) };
    let law = field.law(day).await?;
    let policy: &Policy = &law.policy;
    Ok(Json(json!({
        "code": policy.region.code, "name": { "zh": policy.region.name, "en": policy.region.english },
        "policy": policy.version(), "day": day, "accounting": policy.region.accounting,
        "members": policy.members_on(day).map(|member| told_member(policy, member, day)).collect::<Vec<_>>(),
        "offices": policy.offices_on(day).map(told_office).collect::<Vec<_>>(),
        "modes": policy.modes().map(told_mode).collect::<Vec<_>>(),
        "lists": lists(policy, day), "keeps": keeps(policy, day), "not_carried_out": unread(policy),
    })))
}

async fn system(State(app): State<Arc<App>>, visit: Visit) -> Result<Json<Value>, Failure> {
    act::permit_act(&asking::reads(&visit)?, Act::ReadSystem)?;
    let field = app.field();
    let heads = field.register.heads().await?;
    let heads = heads
        .iter()
        .map(|head| json!({ "office": head.office, "events": head.seq, "epoch": head.epoch, "root": hex(&head.root) }));
    Ok(Json(json!({
        "policy": &visit.law()?.policy.version(), "cases": field.register.case_count().await?,
        "heads": heads.collect::<Vec<_>>(),
    })))
}

fn told_member(policy: &Policy, member: &Member, day: values::calendar::Day) -> Value {
    json!({
        "code": member.code, "name": { "zh": member.name, "en": member.english }, "role": member.role,
        "ready": policy.gates_met(&member.code, day), "provisional": member.provisional,
    })
}

fn told_office(office: &Office) -> Value {
    json!({
        "code": office.code, "member": office.member, "name": { "zh": office.name, "en": office.english },
        "roles": office.roles.iter().map(|role| schema::text(&role.name())).collect::<Vec<_>>(),
        "ports": office.ports, "provisional": office.provisional,
    })
}

fn told_mode(mode: &Mode) -> Value {
    let steps = mode.steps.iter().map(|step| {
        let needs: Vec<_> = step.needs.iter().map(|n| mode.steps[*n].name.clone()).collect();
        json!({ "step": step.name, "kind": step.kind.word(), "needs": needs, "on_arrival": step.on_arrival })
    });
    json!({
        "name": mode.name, "title": { "zh": mode.title, "en": mode.english }, "formula": mode.formula,
        "basis": schema::clauses(&mode.basis), "steps": steps.collect::<Vec<_>>(),
    })
}

/// How long what is kept beside the record stays.
fn keeps(policy: &Policy, day: values::calendar::Day) -> Vec<Value> {
    let told = policy.keeps_on(day).map(|rule| {
        json!({
            "kept": rule.kept.word(), "name": schema::text(&rule.kept.name()), "days": rule.days,
            "basis": schema::clauses(&rule.basis),
        })
    });
    told.collect()
}

/// Rows of the text that no rule of the product carries out.
fn unread(policy: &Policy) -> Vec<Value> {
    let told = policy.unread().into_iter().map(|unread| {
        json!({
            "table": schema::text(&unread.table), "row": unread.row, "file": unread.source.file, "line": unread.source.line,
        })
    });
    told.collect()
}

/// How many entries each list file has in force, and by which approval.
fn lists(policy: &Policy, day: values::calendar::Day) -> Vec<Value> {
    let mut files: BTreeMap<&str, usize> = BTreeMap::new();
    for entry in policy.lists.entries().iter().filter(|entry| entry.period.contains(day)) {
        *files.entry(&entry.source.file).or_default() += 1;
    }
    let told = files.into_iter().map(|(file, entries)| {
        let approval = policy.lists.approval(file, day);
        let approval = approval.map(|approval| {
            json!({
                "authority": approval.authority, "number": approval.number, "version": approval.version,
                "from": approval.period.from, "status": schema::text(&approval.status.name()),
            })
        });
        let direction = policy.lists.entries().iter().find(|e| *e.source.file == *file).map(|e| e.direction);
        let counts = direction.map(|direction| match policy.listing(direction, day, RULES) {
            Listing::On(day) => json!({ "by_the_list_of": day }),
            Listing::Person => json!({ "by": "reviewer" }),
            Listing::Nothing => json!({ "by": "nothing" }),
        });
        json!({
            "file": file, "entries": entries, "in_force": approval.is_some(), "approval": approval, "counts": counts,
        })
    });
    told.collect()
}
