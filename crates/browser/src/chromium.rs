//! The process: Debian's Chromium without a window, with a profile of its own, ended by its number.

use crate::page::Page;
use crate::wire::Wire;
use anyhow::{Context, Result};
use serde_json::json;
use std::cell::RefCell;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::rc::Rc;
use std::time::Duration;
use tempfile::TempDir;

/// Turns the shell into the browser, with our pipe where `--remote-debugging-pipe` looks for it.
const AS_PIPE: &str = "exec \"$@\" 3<&0 4>&1 </dev/null >/dev/null 2>&1";

const OPTIONS: [&str; 14] = [
    "--headless=new",
    "--remote-debugging-pipe",
    "--no-first-run",
    "--no-default-browser-check",
    "--no-proxy-server",
    // Nothing but the machine itself is reached.
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE localhost , EXCLUDE 127.0.0.1",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-extensions",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--hide-scrollbars",
    "--force-color-profile=srgb",
];

/// The fonts that a browser sees, whatever else the machine has: one of the two sets of `fonts/`, which `./test` installs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fonts {
    /// Liberation with Noto CJK: what pictures are taken with.
    Noto,
    /// DejaVu, whose letters are wide, with WenQuanYi.
    DejaVu,
}

impl Fonts {
    /// The family that shows Chinese.
    pub fn chinese(self) -> &'static str {
        match self {
            Fonts::Noto => "Noto Sans CJK SC",
            Fonts::DejaVu => "WenQuanYi Zen Hei",
        }
    }

    /// The file that chooses it.
    fn file(self) -> PathBuf {
        let name = match self {
            Fonts::Noto => "liberation-noto.conf",
            Fonts::DejaVu => "dejavu-wqy.conf",
        };
        Path::new(env!("CARGO_MANIFEST_DIR")).join("fonts").join(name)
    }
}

/// A running browser; it ends with the value, and by itself when this process is gone.
pub struct Browser {
    wire: Rc<RefCell<Wire>>,
    process: Child,
    _profile: TempDir,
}

impl Browser {
    /// Starts one, with [`Fonts::Noto`].
    ///
    /// # Errors
    /// There is no Chromium (`./test` installs it), or it does not answer.
    pub fn start() -> Result<Browser> {
        Browser::with(Fonts::Noto)
    }

    /// Starts one that sees these fonts.
    ///
    /// # Errors
    /// As for [`Browser::start`].
    pub fn with(fonts: Fonts) -> Result<Browser> {
        let profile = tempfile::Builder::new().prefix("santong-browser-").tempdir()?;
        let root = std::fs::metadata("/proc/self").is_ok_and(|own| own.uid() == 0);
        let mut command = Command::new("sh");
        command.args(["-c", AS_PIPE, "sh", "chromium"]).args(OPTIONS);
        // Chromium refuses its sandbox to root; what it shows here is our own.
        command.args(root.then_some("--no-sandbox"));
        command.arg(format!("--user-data-dir={}", profile.path().display()));
        let mut process = command
            .env("FONTCONFIG_FILE", fonts.file())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .context("no shell to start Chromium")?;
        let write = process.stdin.take().expect("it was asked for");
        let read = process.stdout.take().expect("it was asked for");
        let browser = Browser { wire: Rc::new(RefCell::new(Wire::new(write, read))), process, _profile: profile };
        let version = browser.wire.borrow_mut().ask(None, "Browser.getVersion", &json!({}));
        version.context("Chromium does not start; ./test installs it")?;
        Ok(browser)
    }

    /// A page with cookies of its own.
    ///
    /// # Errors
    /// The browser says no.
    pub fn page(&self) -> Result<Page> {
        let context = self.wire.borrow_mut().ask(None, "Target.createBrowserContext", &json!({}))?;
        Page::open(&self.wire, &context["browserContextId"])
    }

    /// The number of its process.
    pub fn process(&self) -> u32 {
        self.process.id()
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // It closes by itself when asked; what then is left is ended by its number.
        drop(self.wire.borrow_mut().ask(None, "Browser.close", &json!({})));
        let gone = (0..100).any(|_| {
            let gone = matches!(self.process.try_wait(), Ok(Some(_)));
            if !gone {
                std::thread::sleep(Duration::from_millis(20));
            }
            gone
        });
        if !gone {
            drop(self.process.kill());
            drop(self.process.wait());
        }
    }
}
