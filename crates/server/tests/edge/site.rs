//! A server on a free port with its clock set by hand, and a small client that sends bytes as they are.

use clearance::actor::{Actor, Role};
use clearance::calendar::{Day, Timestamp};
use clearance::event::Source;
use clearance::event::region::RegionEvent;
use clearance::id::{AccountId, PersonId};
use clearance::intent::Intent;
use clearance::policy::Policy;
use clearance::reference::Reference;
use register::sealed::Master;
use register::{Place, Register};
use server::accept::{self, Patience, Running};
use server::account::NewAccount;
use server::app::{App, Settings};
use server::clock::{Chance, Clock};
use server::desk::Desk;
use server::field::{self, Field};
use server::open;
use server::password::Cost;
use server::route::Route;
use server::table;
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, OnceLock};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// 2015-09-15 08:00 in Shanghai.
pub const START: Timestamp = Timestamp(1_442_275_200_000_000);
/// The password of every account here.
pub const PASSWORD: &str = "shan-dong-qing-dao";

/// A running server and what it shares.
pub struct Site {
    pub app: Arc<App>,
    pub running: Running,
    /// Kept until the server is gone.
    _data: Folder,
}

/// A folder that goes with its owner.
pub struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::SeqCst);
        let path = std::env::temp_dir().join(format!("santong-edge-{}-{number}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // What cannot be removed is only a temporary file.
        std::fs::remove_dir_all(&self.0).unwrap_or_default();
    }
}

/// The region's text and the code tables, read once for all tests.
fn texts() -> (Policy, Reference) {
    static TEXTS: OnceLock<(Policy, Reference)> = OnceLock::new();
    let read = || {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let files = field::files_of(&root.join("policy/9+1"), &["md"]).unwrap();
        let policy = field::read_policy(&files, false).unwrap();
        (policy, field::read_reference(&root.join("reference"), None).unwrap())
    };
    TEXTS.get_or_init(read).clone()
}

/// Starts one with the routes of the table.
pub async fn site() -> Site {
    site_with(Settings::default(), Vec::new()).await
}

/// Starts one with more routes and other settings; passwords cost little.
pub async fn site_with(settings: Settings, more: Vec<Route>) -> Site {
    let settings = Settings { password: Cost::LIGHT, ..settings };
    let (clock, chance) = (Arc::new(Clock::by_hand(START)), Arc::new(Chance::seeded(7)));
    let data = Folder::new();
    let place = Place::Sqlite(data.0.join("register.db"));
    let register = Register::open(place, open::options(Arc::clone(&clock), Arc::clone(&chance))).await.unwrap();
    let (policy, reference) = texts();
    let field = Field::open(register, reference, policy, Master::new(&[7; 32])).await.unwrap();
    let app = App::new(Desk::new(field, clock, chance, None), settings).unwrap();
    let mut table = table::table();
    table.extend(more);
    let router = table::router(&app, table);
    let address = SocketAddr::from(([127, 0, 0, 1], 0));
    let running = accept::listen(address, None, app.settings.patience, router).await.unwrap();
    let site = Site { app, running, _data: data };
    site.add("wang.min", vec![Role::Reviewer]).await;
    site
}

/// Patience short enough to be tried.
pub fn hasty() -> Settings {
    let quick = std::time::Duration::from_millis(300);
    let patience =
        Patience { head: quick, body: quick, body_rate: 1024, write: quick, stop: quick * 10, ..Patience::default() };
    Settings { patience, ..Settings::default() }
}

impl Site {
    /// Adds an account with the password of all.
    pub async fn add(&self, name: &str, roles: Vec<Role>) {
        let office = self.app.field().policy().offices()[0].code.clone();
        let new = NewAccount {
            id: AccountId::parse(name).unwrap(),
            person: PersonId::parse(name).unwrap(),
            name: "王敏".into(),
            enterprise: None,
            roles: roles.into_iter().map(|role| (role, Some(office.clone()))).collect(),
            from: Day::parse("2015-05-01").unwrap(),
        };
        let hash = self.app.passwords.hash(PASSWORD, &self.app.desk.chance).await.unwrap();
        let (accounts, field) = (&self.app.accounts, self.app.field());
        accounts.open(field, &new, &hash, &Actor::system(), self.app.desk.clock.now()).await.unwrap();
    }

    /// Appends events of the region, and lets this process read them.
    pub async fn happens(&self, events: Vec<RegionEvent>) {
        let field = self.app.field();
        let epoch = field.known().epoch;
        let intent = Intent::of_region(events, &Actor::system(), Source::Job, self.app.desk.clock.now(), epoch, None);
        field.register.append_intent(intent).await.unwrap();
        field.catch_up().await.unwrap();
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
    pub status: u16,
    pub headers: Vec<(String, String)>,
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
    pub site: &'a Site,
    pub cookies: BTreeMap<String, String>,
}

impl Browser<'_> {
    pub async fn get(&mut self, path: &str) -> Answer {
        self.ask("GET", path, "").await
    }

    pub async fn post(&mut self, path: &str, form: &str) -> Answer {
        self.ask("POST", path, form).await
    }

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
