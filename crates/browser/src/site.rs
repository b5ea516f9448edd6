//! A Santong to look at: the region 9+1 with its demonstration, on a free port of the loopback, at a moment that never changes.

use crate::{Browser, Page};
use anyhow::{Result, ensure};
use desk::Desk;
use desk::clock::{Chance, Clock};
use desk::open::{self, Opening};
use desk::password::Cost;
use santong::demonstration;
use santong::table;
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use tempfile::TempDir;
use tokio::runtime::Runtime;
use values::calendar::Timestamp;
use web::accept::{self, Patience, Running};
use web::app::{App, Settings};

/// 2026-06-16 10:32 in Shanghai: pictures of one state of the code are the same on every day.
pub const NOW: Timestamp = Timestamp(1_781_577_120_000_000);
/// The password of every account of the demonstration.
pub const PASSWORD: &str = "yanshi-demo-2015";

/// A running server; it stops with the value.
pub struct Site {
    /// Such as `http://localhost:40001`.
    pub url: String,
    /// The server's inside.
    pub app: Arc<App>,
    /// What the server runs on.
    pub runtime: Runtime,
    running: Option<Running>,
    /// The paths of what was made once for several looks, by name.
    made: Mutex<BTreeMap<&'static str, String>>,
    _folder: TempDir,
}

/// The root of the project.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

impl Site {
    /// Starts one in an empty folder of its own and plays the demonstration.
    ///
    /// # Errors
    /// A text does not load, or the folder cannot be written.
    pub fn start(name: &str) -> Result<Site> {
        let folder = tempfile::Builder::new().prefix(&format!("santong-site-{name}-")).tempdir()?;
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
        let (app, running) = runtime.block_on(serve(folder.path()))?;
        let url = format!("http://localhost:{}", running.address.port());
        Ok(Site { url, app, runtime, running: Some(running), made: Mutex::default(), _folder: folder })
    }

    /// A page in which somebody is signed in, on the queue or the start page.
    ///
    /// # Errors
    /// The account or the page is not as expected.
    pub fn signed_in(&self, browser: &Browser, account: &str) -> Result<Page> {
        let page = browser.page()?;
        page.language("zh-CN")?;
        self.sign_in(&page, account)?;
        self.open(&page, "/")?;
        Ok(page)
    }

    /// Signs in on a page, which goes on showing what it did.
    ///
    /// # Errors
    /// As for [`Site::signed_in`].
    pub fn sign_in(&self, page: &Page, account: &str) -> Result<()> {
        if page.eval("location.origin")?.as_str() != Some(&self.url) {
            self.open(page, "/sign-in")?;
        }
        // What the form sends, without drawing the page that comes of it.
        let sent = page.settled(&format!(
            "fetch('/sign-in', {{ method: 'POST', redirect: 'manual', \
             body: new URLSearchParams({{ account: '{account}', password: '{PASSWORD}' }}) }}).then((answer) => answer.type)"
        ))?;
        ensure!(sent == "opaqueredirect", "{account} is not signed in: {sent}");
        Ok(())
    }

    /// The path of what has a name here, made when it is asked for first.
    ///
    /// # Errors
    /// It cannot be made.
    pub fn once(&self, name: &'static str, make: impl FnOnce() -> Result<String>) -> Result<String> {
        let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(path) = made.get(name) {
            return Ok(path.clone());
        }
        let path = make()?;
        made.insert(name, path.clone());
        Ok(path)
    }

    /// Opens a path of the site.
    ///
    /// # Errors
    /// It cannot be reached.
    pub fn open(&self, page: &Page, path: &str) -> Result<()> {
        page.open_url(&format!("{}{path}", self.url))
    }
}

async fn serve(folder: &Path) -> Result<(Arc<App>, Running)> {
    let (clock, chance) = (Arc::new(Clock::by_hand(NOW)), Arc::new(Chance::seeded(2015)));
    let opening = Opening {
        data: folder.to_owned(),
        database: None,
        policy: root().join("policy"),
        region: "9+1".into(),
        reference: root().join("reference"),
        files: None,
        empty: false,
        spread: false,
    };
    let field = open::field(&opening, &clock, &chance).await?;
    let settings = Settings { allowances: false, password: Cost::LIGHT, ..Settings::default() };
    let app = App::new(Desk::new(field, clock, chance, None), settings)?;
    demonstration::load(&app, &root().join("demonstration/9+1.toml")).await?;
    let address = SocketAddr::from(([127, 0, 0, 1], 0));
    let running = accept::listen(address, None, Patience::default(), table::router(&app, table::table())).await?;
    Ok((app, running))
}

impl Drop for Site {
    fn drop(&mut self) {
        if let Some(running) = self.running.take() {
            self.runtime.block_on(running.stop());
        }
    }
}
