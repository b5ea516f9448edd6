//! A server on a free port with its clock set by hand, and a small client that sends bytes as they are.

use crate::TempDir;
use crate::desk::{Ground, desk, happens, law};
use crate::people::{PASSWORD, account};
use ::desk::account::NewAccount;
use ::desk::password::Cost;
use axum::Router;
use clearance::event::region::RegionEvent;
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use values::actor::{Actor, Role};
use values::calendar::Timestamp;
use web::accept::{self, Patience, Running};
use web::app::{App, Settings};

/// 2015-09-15 08:00 in Shanghai.
pub const START: Timestamp = Timestamp(1_442_275_200_000_000);

/// A running server and what it shares.
pub struct Served {
    /// What its routes share.
    pub app: Arc<App>,
    /// The doors that are open.
    pub running: Running,
    /// Kept until the server is gone.
    _data: TempDir,
}

/// Serves a router on a free port; passwords cost little, and one officer is known.
pub async fn serve(settings: Settings, router: impl FnOnce(&Arc<App>) -> Router) -> Served {
    let (desk, data) = desk(Ground::at(START)).await;
    let app = App::new(desk, Settings { password: Cost::LIGHT, ..settings }).unwrap();
    let router = router(&app);
    let address = SocketAddr::from(([127, 0, 0, 1], 0));
    let running = accept::listen(address, None, app.settings.patience, router).await.unwrap();
    let served = Served { app, running, _data: data };
    served.add("wang.min", vec![Role::Reviewer]).await;
    served
}

/// Opens an account with the password of all.
pub async fn opens(app: &App, new: &NewAccount) {
    let hash = app.passwords.hash(PASSWORD, &app.desk.chance).await.unwrap();
    app.accounts.open(app.field(), new, &hash, &Actor::system(), app.desk.clock.now()).await.unwrap();
}

/// Patience short enough to be tried.
pub fn hasty() -> Settings {
    let quick = std::time::Duration::from_millis(300);
    let patience =
        Patience { head: quick, body: quick, body_rate: 1024, write: quick, stop: quick * 10, ..Patience::default() };
    Settings { patience, ..Settings::default() }
}

impl Served {
    /// Adds an account with the password of all.
    pub async fn add(&self, name: &str, roles: Vec<Role>) {
        let office = law(&self.app.desk).await.policy.offices()[0].code.to_string();
        opens(&self.app, &NewAccount { name: "王敏".into(), ..account(name, &roles, Some(&office), None) }).await;
    }

    /// Appends events of the region, and lets this process read them.
    pub async fn happens(&self, events: Vec<RegionEvent>) {
        happens(&self.app.desk, events).await;
    }

    /// Opens a connection.
    pub async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.running.address).await.unwrap()
    }

    /// Sends bytes as they are and reads to the end of the connection.
    pub async fn send(&self, request: &str) -> Answer {
        let mut stream = self.connect().await;
        // A server that refuses early does not wait for the rest; its answer is there all the same.
        stream.write_all(request.as_bytes()).await.unwrap_or_default();
        read(&mut stream).await
    }

    /// A request with header lines, each ended by CR LF.
    pub async fn ask(&self, method: &str, path: &str, lines: &str, body: &str) -> Answer {
        let length = if body.is_empty() && method == "GET" {
            String::new()
        } else {
            format!("Content-Length: {}\r\n", body.len())
        };
        let host = self.running.address;
        self.send(&format!(
            "{method} {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n{length}{lines}\r\n{body}"
        ))
        .await
    }

    /// A browser without cookies.
    pub fn browser(&self) -> Browser<'_> {
        Browser { site: self, cookies: BTreeMap::new() }
    }
}

/// Reads an answer to the end of the connection.
pub async fn read(stream: &mut (impl AsyncReadExt + Unpin)) -> Answer {
    let mut bytes = Vec::new();
    // A connection that is reset has said what it had to say.
    stream.read_to_end(&mut bytes).await.unwrap_or_default();
    Answer::parse(&bytes)
}

/// An answer, taken apart.
#[derive(Debug, Default)]
pub struct Answer {
    /// Its status.
    pub status: u16,
    /// Its header lines, the names in small letters.
    pub headers: Vec<(String, String)>,
    /// What followed.
    pub body: String,
}

impl Answer {
    fn parse(bytes: &[u8]) -> Self {
        let text = String::from_utf8_lossy(bytes);
        let Some((head, body)) = text.split_once("\r\n\r\n") else { return Self::default() };
        let mut lines = head.lines();
        let status = lines.next().and_then(|line| line.split(' ').nth(1)).and_then(|status| status.parse().ok());
        let headers = lines.filter_map(|line| line.split_once(": "));
        Self {
            status: status.unwrap_or(0),
            headers: headers.map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned())).collect(),
            body: body.to_owned(),
        }
    }

    /// The first value of a header, or nothing.
    pub fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(found, _)| found == name).map_or("", |(_, value)| value)
    }

    /// Every `Set-Cookie` line.
    pub fn set_cookies(&self) -> Vec<&str> {
        self.headers.iter().filter(|(name, _)| name == "set-cookie").map(|(_, value)| value.as_str()).collect()
    }
}

/// Whether a page has no scripts but modules of our own from their own address.
pub fn scripts_are_ours(page: &str) -> bool {
    page.split("<script").skip(1).all(|rest| {
        let (tag, after) = rest.split_once('>').unwrap_or_default();
        let ours = tag.starts_with(" type=\"module\" src=\"/assets/") && !tag.contains("missing");
        ours && tag.matches('"').count() == 4 && after.starts_with("</script>")
    })
}

/// Keeps cookies as a browser does and says that its requests come from our own pages.
pub struct Browser<'a> {
    /// Whom it asks.
    pub site: &'a Served,
    /// What it was given, by name.
    pub cookies: BTreeMap<String, String>,
}

impl Browser<'_> {
    /// Reads a page.
    pub async fn get(&mut self, path: &str) -> Answer {
        self.ask("GET", path, "").await
    }

    /// Sends a form.
    pub async fn post(&mut self, path: &str, form: &str) -> Answer {
        self.ask("POST", path, form).await
    }

    /// Signs in.
    pub async fn sign_in(&mut self, account: &str, password: &str) -> Answer {
        self.post("/sign-in", &format!("account={account}&password={password}")).await
    }

    async fn ask(&mut self, method: &str, path: &str, form: &str) -> Answer {
        let pairs: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let lines = format!(
            "Cookie: {}\r\nSec-Fetch-Site: same-origin\r\nAccept: text/html\r\nContent-Type: application/x-www-form-urlencoded\r\n",
            pairs.join("; ")
        );
        let answer = self.site.ask(method, path, &lines, form).await;
        for line in answer.set_cookies() {
            let (name, rest) = line.split_once('=').unwrap();
            let value = rest.split(';').next().unwrap();
            if line.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        answer
    }
}
