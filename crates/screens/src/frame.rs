//! The frame that every screen stands in, and how a screen becomes an answer.

use crate::asset;
use crate::part::Moment;
use crate::words;
use anyhow::Context;
use askama::Template;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use clearance::permission::Act;
use desk::act::governance;
use desk::usual::Typical;
use jiff::tz::TimeZone;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use values::calendar::Timestamp;
use values::direction::Direction;
use values::text::{Language, Text};
use web::app::App;
use web::asking;
use web::error::Failure;
use web::post;
use web::visit::{Theme, Visit};

/// One word of the navigation row.
#[derive(Clone, Debug)]
pub struct Way {
    /// Where it leads.
    pub path: &'static str,
    /// The word.
    pub word: &'static str,
    /// How many wait there.
    pub count: Option<u64>,
    /// True on the screen that the reader looks at.
    pub here: bool,
}

/// What every screen has around it. Templates call it `frame`.
#[derive(Clone, Debug)]
pub struct Frame {
    /// The screen's own title.
    pub title: String,
    /// The language to write in.
    pub language: Language,
    /// The theme to show.
    pub theme: Theme,
    /// Path and query of this screen, to come back to after a change of language.
    pub path: String,
    /// Who is signed in: name and post.
    pub asker: Option<(String, String)>,
    /// The navigation row.
    pub ways: Vec<Way>,
    /// Whether the reader may look for cases.
    pub searches: bool,
    /// What was looked for last, in the field for it.
    pub typed: String,
    /// The address of the stylesheet.
    pub style: String,
    /// The address of the sign.
    pub sign: String,
    /// When the screen was made.
    pub now: Timestamp,
    /// The zone that moments are shown in.
    pub zone: TimeZone,
}

impl Frame {
    /// The frame of a screen.
    pub fn new(app: &App, visit: &Visit, title: &str) -> Self {
        let asker = visit.asker.as_ref().map(|asker| {
            let account = &asker.account;
            (
                account.name.clone(),
                post::of(app.field(), visit.law.as_deref().map(|law| &law.policy), account, app.field().day(visit.now))
                    .pick(visit.language)
                    .to_owned(),
            )
        });
        Self {
            title: title.to_owned(),
            language: visit.language,
            theme: visit.theme,
            path: visit.path.to_string(),
            ways: ways(app, visit),
            searches: searches(visit),
            typed: String::new(),
            asker,
            style: asset::address("santong.css"),
            sign: asset::address("santong.svg"),
            now: visit.now,
            zone: app.zone(),
        }
    }

    /// The language as HTML names it.
    pub fn lang(&self) -> &'static str {
        match self.language {
            Language::Zh => "zh-CN",
            Language::En => "en",
        }
    }

    /// The address of a file of the screens.
    pub fn asset(&self, name: &str) -> String {
        asset::address(name)
    }

    /// A moment as this reader reads it.
    pub fn moment(&self, at: Timestamp) -> Moment {
        Moment::new(at, self.now, &self.zone, self.language)
    }

    /// How long ago something was, however long.
    pub fn age(&self, at: Timestamp) -> Moment {
        Moment::age(at, self.now, &self.zone, self.language)
    }

    /// A date by which something is to be done, as this reader reads it.
    pub fn due(&self, at: Timestamp) -> Moment {
        Moment::due(at, self.now, &self.zone, self.language)
    }

    /// How long something usually takes.
    pub fn usual(&self, usual: Typical) -> String {
        let (n, unit) = match usual.minutes {
            minutes if minutes < 60 => (minutes.max(1), "minutes"),
            minutes if minutes < 48 * 60 => (minutes / 60, "hours"),
            minutes => (minutes / 1_440, "days"),
        };
        let one = if n == 1 { "_one" } else { "" };
        let span = words::say_owned(self.language, &format!("span.{unit}{one}"));
        self.say_with("usual", &[("span", &words::fill(span, &[("n", &n.to_string())]))])
    }

    /// Words in the reader's language.
    pub fn say<'a>(&self, key: &'a str) -> &'a str {
        words::say(self.language, key)
    }

    /// Words with values in them.
    pub fn say_with(&self, key: &str, values: &[(&str, &str)]) -> String {
        words::fill(words::say(self.language, key), values)
    }

    /// What stands between the items of a list.
    pub fn comma(&self) -> &'static str {
        desk::names::comma(self.language)
    }

    /// What stands between a name and what is said of it.
    pub fn colon(&self) -> &'static str {
        match self.language {
            Language::Zh => "：",
            Language::En => ": ",
        }
    }

    /// A text of the field in the reader's language.
    pub fn pick<'a>(&self, text: &'a Text) -> &'a str {
        text.pick(self.language)
    }
}

/// Whether a visitor may look for cases: enterprises for their own, officers who read goods.
fn searches(visit: &Visit) -> bool {
    visit.asker.as_ref().is_some_and(|asker| {
        let account = &asker.account;
        account.enterprise.is_some() || desk::act::may(&account.roles, false, Act::ReadGoods)
    })
}

/// The navigation row of a visitor. A screen with a place in the row adds its line here.
fn ways(app: &App, visit: &Visit) -> Vec<Way> {
    let path = visit.path.split('?').next().unwrap_or("/");
    let way = |to: &'static str, key: &'static str| Way {
        path: to,
        word: words::say(visit.language, key),
        count: match to {
            "/queue" => visit.waiting.filter(|count| 0 < *count),
            "/proposals" => proposals(app, visit),
            _ => None,
        },
        here: path == to || to != "/" && path.starts_with(to),
    };
    let mut ways = vec![way("/", "way.home")];
    let Some(asker) = &visit.asker else {
        ways.extend([way("/status", "way.status"), way("/papers", "way.papers"), way("/api/docs", "way.docs")]);
        return ways;
    };
    let may = |act| desk::act::may(&asker.account.roles, asker.account.enterprise.is_some(), act);
    let declares = may(Act::Declare);
    let row = [
        (may(Act::ReadQueue), "/queue", "way.queue"),
        (declares && offers(app, visit, Direction::Entry), "/declare/entry", "way.declare_entry"),
        (declares && offers(app, visit, Direction::Exit), "/declare/exit", "way.declare_exit"),
        (asker.account.enterprise.is_none() && may(Act::ReadGoods), "/port", "way.port"),
        (may(Act::ReadSheets), "/sheets", "way.sheets"),
        (may(Act::ManageAccounts), "/signatories", "way.signatories"),
        (may(Act::ReadStatistics), "/statistics", "way.statistics"),
        (may(Act::ReadRegion), "/rules", "way.rules"),
        (may(Act::ReadRegion), "/region", "way.region"),
        (may(Act::ReadProposals), "/proposals", "way.proposals"),
        (may(Act::AdoptEdition) || may(Act::EaseEdition), "/editions", "way.editions"),
    ];
    ways.extend(row.into_iter().filter(|(shown, ..)| *shown).map(|(_, path, key)| way(path, key)));
    ways
}

/// How many proposals wait for the reader or for his bureau; nothing if none does.
fn proposals(app: &App, visit: &Visit) -> Option<u64> {
    let ask = asking::reads(visit).ok()?;
    let waiting = governance::waiting(app.field(), &visit.law.as_ref()?.policy, &ask);
    u64::try_from(waiting).ok().filter(|count| 0 < *count)
}

/// Whether the region takes declarations of a direction today.
pub fn offers(app: &App, visit: &Visit, direction: Direction) -> bool {
    visit.law.as_ref().is_some_and(|law| law.policy.offers(direction, app.field().day(visit.now)))
}

/// A screen as an answer.
///
/// # Errors
/// A template that cannot be written, which is ours to mend.
pub fn html(page: &impl Template) -> Result<Response, Failure> {
    html_as(StatusCode::OK, page)
}

/// A screen as an answer with a status, such as a form with its faults.
///
/// # Errors
/// A template that cannot be written, which is ours to mend.
pub fn html_as(status: StatusCode, page: &impl Template) -> Result<Response, Failure> {
    let html = page.render().context("writing a page")?;
    Ok((status, [(header::CONTENT_TYPE, "text/html; charset=utf-8")], html).into_response())
}

/// A path of our own to go back to; anything that could lead elsewhere becomes the start page.
pub fn own_path(path: &str) -> &str {
    let second = path.as_bytes().get(1);
    let own = path.starts_with('/')
        && !matches!(second, Some(b'/' | b'\\'))
        && path.bytes().all(|byte| (b'!'..=b'~').contains(&byte));
    if own { path } else { "/" }
}

/// A text as the value of a query.
pub fn in_query(text: &str) -> String {
    /// All but letters, digits and what needs no escape in a path or a query.
    const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'.').remove(b'_').remove(b'~');
    utf8_percent_encode(text, ESCAPED).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_way_back_leads_nowhere_else() {
        for own in ["/", "/account?a=b", "/case/370100"] {
            assert_eq!(own_path(own), own);
        }
        for foreign in ["", "//evil.example", "/\\evil.example", "https://evil.example", "/a\r\nSet-Cookie:x", "/\tx"] {
            assert_eq!(own_path(foreign), "/", "{foreign:?}");
        }
    }
}
