//! 口岸货物: what is awaited at a port, there, held, and gone, wherever it was declared.

use crate::frame;
use crate::frame::Frame;
use crate::queue;
use crate::words;
use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use desk::find;
use desk::names::Names;
use desk::port::{self, LISTS, PAGE_MAX, Page, Stand};
use register::cases::line::CaseLine;
use register::cases::port::PortList;
use serde::Deserialize;
use std::sync::Arc;
use values::calendar::Day;
use values::id::OfficeCode;
use web::app::App;
use web::asking;
use web::error::Failure;
use web::route::{Access, Route};
use web::visit::Visit;

/// The route of the lists.
pub fn routes() -> Vec<Route> {
    vec![Route::get("/port", Access::SignedIn, show).tag("read_goods")]
}

#[derive(Deserialize, Default)]
struct Wish {
    #[serde(default)]
    office: String,
    #[serde(default)]
    list: String,
    #[serde(default)]
    after: String,
}

/// One list above the goods.
struct Tab {
    path: String,
    word: &'static str,
    count: Option<i64>,
    here: bool,
}

/// One case on a list.
struct GoodsView {
    path: String,
    number: Vec<String>,
    held: bool,
    stage: &'static str,
    tag: &'static str,
    mode: String,
    way: String,
    goods: String,
    owner: String,
    when: String,
}

#[derive(Template)]
#[template(path = "port.html")]
struct PortPage {
    frame: Frame,
    /// The offices that serve a port: code, name, whether it is this one.
    offices: Vec<(String, String, bool)>,
    list: &'static str,
    tabs: Vec<Tab>,
    goods: Vec<GoodsView>,
    /// What is said where a list is empty.
    nothing: Option<(&'static str, &'static str)>,
    first: Option<String>,
    next: Option<String>,
}

async fn show(State(app): State<Arc<App>>, visit: Visit, Query(wish): Query<Wish>) -> Result<Response, Failure> {
    let ask = asking::reads(&visit)?;
    port::permit(&ask)?;
    let field = app.field();
    let day = field.day(visit.now);
    let names = Names::new(field, visit.law()?, day, visit.language);
    let frame = Frame::new(&app, &visit, words::say(visit.language, "port.title"));
    let list = port::list(&wish.list)?;
    let word = LISTS.iter().find(|(known, _)| *known == list).map_or("", |(_, word)| *word);
    let serves = |code: &str| port::offices(names.policy, day).any(|office| office.as_str() == code);
    let own = ask.office.as_ref().map_or("", OfficeCode::as_str);
    let office = if wish.office.is_empty() { own } else { &wish.office };
    let offices = port::offices(names.policy, day)
        .map(|code| (code.to_string(), names.office(code.as_str()), code.as_str() == office));
    let mut page = PortPage {
        offices: offices.collect(),
        list: word,
        tabs: Vec::new(),
        goods: Vec::new(),
        nothing: None,
        first: None,
        next: None,
        frame,
    };
    let say = |key| words::say(visit.language, key);
    if wish.office.is_empty() && !serves(own) {
        // Who works inland looks at the ports of others.
        page.nothing = Some((say("port.choose"), say("port.choose_says")));
        return frame::html(&page);
    }
    let after = port::after(Some(&wish.after))?;
    let is_first = after.is_none();
    let found = port::page(field, &ask, (office, list), after, PAGE_MAX).await?;
    let here = format!("/port?office={}&list={word}", frame::in_query(found.office.as_str()));
    page.first = (!is_first).then(|| here.clone());
    page.next = found.next.as_ref().map(|next| format!("{here}&after={}", find::position(next)));
    page.tabs = tabs(&page.frame, &found, list);
    page.nothing = found.lines.is_empty().then(|| (say("port.none"), say("port.none_says")));
    page.goods = found.lines.into_iter().map(|line| view(&page.frame, &names, line, day)).collect();
    frame::html(&page)
}

fn tabs(frame: &Frame, found: &Page, here: PortList) -> Vec<Tab> {
    let counts = &found.counts;
    let tab = |(list, word): &(PortList, &'static str)| Tab {
        path: format!("/port?office={}&list={word}", frame::in_query(found.office.as_str())),
        word: words::say_owned(frame.language, &format!("port.{word}")),
        count: match list {
            PortList::Expected => Some(counts.expected),
            PortList::Arrived => Some(counts.arrived),
            PortList::Held => Some(counts.held),
            PortList::Left => None,
        },
        here: *list == here,
    };
    LISTS.iter().map(tab).collect()
}

fn view(frame: &Frame, names: &Names, line: CaseLine, today: Day) -> GoodsView {
    let when = match Stand::of(&line, today) {
        Stand::Awaited(None) => frame.say("port.no_day").to_owned(),
        Stand::Awaited(Some(day)) => frame.say_with("port.awaited", &[("day", &day.to_string())]),
        Stand::Declared(day) => frame.say_with("port.declared", &[("day", &day.to_string())]),
        Stand::There(at) => frame.say_with("port.there", &[("when", &frame.moment(at).exact)]),
        Stand::Left(at) => frame.say_with("port.gone", &[("when", &frame.moment(at).exact)]),
        Stand::Nowhere => String::new(),
    };
    GoodsView {
        path: format!("/case/{}", frame::in_query(&line.no)),
        number: names.number(&line.no),
        held: line.held,
        stage: words::say_owned(frame.language, &format!("stage.{}", line.stage.word())),
        tag: queue::stage_tag(line.stage),
        mode: format!("{} {}", names.direction(line.direction), line.mode),
        way: queue::way(names, line.direction, &line.port, &line.inland),
        goods: queue::goods(names, &line.goods, line.lines),
        owner: names.enterprise(&line.owner),
        when,
    }
}
