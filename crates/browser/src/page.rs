//! One page: what a person does at it, what it shows, and what went wrong on it.

use crate::wire::{PATIENCE, Wire};
use anyhow::{Context, Result, anyhow, bail, ensure};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use std::cell::RefCell;
use std::path::Path;
use std::rc::Rc;
use std::time::Duration;

/// Pause between two looks, and how many are taken: half a minute in all.
const PAUSE: Duration = Duration::from_millis(50);
const LOOKS: u32 = 600;

/// Makes the middle of an element visible and says where it is, or what lies over it.
const WHERE: &str = r"(() => {
    const all = [...document.querySelectorAll(SELECTOR)];
    const one = all.find(e => e.getClientRects().length) || all[0];
    if (!one) return {fault: 'is not there'};
    one.scrollIntoView({block: 'center', inline: 'center', behavior: 'instant'});
    const box = one.getClientRects()[0];
    if (!box) return {fault: 'is not shown'};
    const x = box.x + box.width / 2, y = box.y + box.height / 2;
    const top = document.elementFromPoint(x, y);
    if (!top || !(one.contains(top) || top.contains(one)))
        return {fault: 'is covered by ' + (top ? top.outerHTML.slice(0, 120) : 'nothing')};
    return {x, y};
})()";

/// A page of a browser, with cookies of its own.
pub struct Page {
    wire: Rc<RefCell<Wire>>,
    session: String,
}

impl Page {
    pub(crate) fn open(wire: &Rc<RefCell<Wire>>, context: &Value) -> Result<Page> {
        let ask = |method: &str, params: Value| wire.borrow_mut().ask(None, method, &params);
        let target = ask("Target.createTarget", json!({"url": "about:blank", "browserContextId": context}))?;
        let attached = ask("Target.attachToTarget", json!({"targetId": target["targetId"], "flatten": true}))?;
        let session = attached["sessionId"].as_str().context("a session")?.to_owned();
        let page = Page { wire: Rc::clone(wire), session };
        for domain in ["Page", "Runtime", "Log", "Audits", "Network"] {
            page.ask(&format!("{domain}.enable"), json!({}))?;
        }
        page.size(1280, 800)?;
        Ok(page)
    }

    fn ask(&self, method: &str, params: Value) -> Result<Value> {
        self.wire.borrow_mut().ask(Some(&self.session), method, &params)
    }

    /// The size of the window in CSS pixels; a narrow one is a phone.
    ///
    /// # Errors
    /// The browser says no.
    pub fn size(&self, width: u32, height: u32) -> Result<()> {
        let size = json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600});
        self.ask("Emulation.setDeviceMetricsOverride", size).map(drop)
    }

    /// The language that the browser asks for, such as `zh-CN`.
    ///
    /// # Errors
    /// The browser says no.
    pub fn language(&self, tag: &str) -> Result<()> {
        self.ask("Network.setExtraHTTPHeaders", json!({"headers": {"Accept-Language": tag}})).map(drop)
    }

    /// What the page is shown on: a dark screen or a light one, or paper. Nothing moves, so that pictures are the same.
    ///
    /// # Errors
    /// The browser says no.
    pub fn media(&self, dark: bool, print: bool) -> Result<()> {
        let scheme = json!([{"name": "prefers-color-scheme", "value": if dark { "dark" } else { "light" }},
            {"name": "prefers-reduced-motion", "value": "reduce"}]);
        let media = json!({"media": if print { "print" } else { "screen" }, "features": scheme});
        self.ask("Emulation.setEmulatedMedia", media).map(drop)
    }

    /// Whether pages may run scripts; what this crate evaluates runs all the same.
    ///
    /// # Errors
    /// The browser says no.
    pub fn script(&self, on: bool) -> Result<()> {
        self.ask("Emulation.setScriptExecutionDisabled", json!({"value": !on})).map(drop)
    }

    /// Opens an address and waits until it is loaded.
    ///
    /// # Errors
    /// It cannot be reached, or is not loaded within a minute.
    pub fn open_url(&self, url: &str) -> Result<()> {
        self.loads(|| {
            let answer = self.ask("Page.navigate", json!({"url": url}))?;
            match answer["errorText"].as_str() {
                // A status of 4xx with a page of ours is an answer like others.
                Some(why) if why != "net::ERR_HTTP_RESPONSE_CODE_FAILURE" => Err(anyhow!("{url}: {why}")),
                _ => Ok(()),
            }
        })
    }

    /// Does something, and waits until the page that follows is loaded.
    fn loads(&self, act: impl FnOnce() -> Result<()>) -> Result<()> {
        self.wire.borrow_mut().take(&self.session, |method| method == "Page.loadEventFired");
        act()?;
        self.wire.borrow_mut().await_event(&self.session, "Page.loadEventFired", PATIENCE).map(drop)
    }

    /// The value of an expression in the page.
    ///
    /// # Errors
    /// It throws.
    pub fn eval(&self, expression: &str) -> Result<Value> {
        self.evaluate(expression, false)
    }

    /// What an expression in the page is settled with: its promise is waited for.
    ///
    /// # Errors
    /// It throws, or the promise is rejected.
    pub fn settled(&self, expression: &str) -> Result<Value> {
        self.evaluate(expression, true)
    }

    fn evaluate(&self, expression: &str, wait: bool) -> Result<Value> {
        let params = json!({"expression": expression, "returnByValue": true, "awaitPromise": wait});
        let answer = self.ask("Runtime.evaluate", params)?;
        if let Some(thrown) = answer.get("exceptionDetails") {
            bail!("{expression}: {}", thrown["exception"]["description"].as_str().unwrap_or("threw"));
        }
        Ok(answer["result"]["value"].clone())
    }

    /// The shown text of the first element.
    ///
    /// # Errors
    /// There is none.
    pub fn text(&self, selector: &str) -> Result<String> {
        let found = self.eval(&format!("document.querySelector({})?.innerText", quoted(selector)))?;
        found.as_str().map(str::to_owned).with_context(|| format!("{selector} is not there"))
    }

    /// The path and query of the page.
    ///
    /// # Errors
    /// The browser says no.
    pub fn path(&self) -> Result<String> {
        let path = self.eval("location.pathname + location.search")?;
        Ok(path.as_str().unwrap_or_default().to_owned())
    }

    /// How many elements there are.
    ///
    /// # Errors
    /// The selector is not one.
    pub fn count(&self, selector: &str) -> Result<u64> {
        let count = self.eval(&format!("document.querySelectorAll({}).length", quoted(selector)))?;
        count.as_u64().context("a length is a number")
    }

    /// The families of the fonts that the text of the first element is drawn with.
    ///
    /// # Errors
    /// There is no such element.
    pub fn fonts(&self, selector: &str) -> Result<Vec<String>> {
        for domain in ["DOM", "CSS"] {
            self.ask(&format!("{domain}.enable"), json!({}))?;
        }
        let document = self.ask("DOM.getDocument", json!({}))?;
        let wanted = json!({"nodeId": document["root"]["nodeId"], "selector": selector});
        let node = self.ask("DOM.querySelector", wanted)?;
        let used = self.ask("CSS.getPlatformFontsForNode", json!({"nodeId": node["nodeId"]}))?;
        let families = used["fonts"].as_array().into_iter().flatten().filter_map(|font| font["familyName"].as_str());
        Ok(families.map(str::to_owned).collect())
    }

    /// Waits until an element is there.
    ///
    /// # Errors
    /// It is not within half a minute: on a machine with much else to do the first look-up of a table takes its time.
    pub fn wait_for(&self, selector: &str) -> Result<()> {
        for _ in 0..LOOKS {
            // While another page comes in, there is nothing to ask.
            if self.count(selector).is_ok_and(|count| 0 < count) {
                return Ok(());
            }
            std::thread::sleep(PAUSE);
        }
        bail!("{selector} did not come on {}", self.path()?)
    }

    /// Clicks into the middle of the first element that is shown.
    ///
    /// # Errors
    /// It is not there, not shown, or lies under something else.
    pub fn click(&self, selector: &str) -> Result<()> {
        let place = self.eval(&WHERE.replace("SELECTOR", &quoted(selector)))?;
        if let Some(fault) = place["fault"].as_str() {
            bail!("{selector} {fault} on {}", self.path()?);
        }
        for kind in ["mousePressed", "mouseReleased"] {
            let event = json!({"type": kind, "x": place["x"], "y": place["y"], "button": "left", "clickCount": 1});
            self.ask("Input.dispatchMouseEvent", event)?;
        }
        Ok(())
    }

    /// Clicks, and waits until the page that follows is loaded.
    ///
    /// # Errors
    /// As for [`Page::click`], or no page follows.
    pub fn follow(&self, selector: &str) -> Result<()> {
        self.loads(|| self.click(selector)).with_context(|| format!("following {selector}"))
    }

    /// Types into a field, in place of what stood there.
    ///
    /// # Errors
    /// There is no such field.
    pub fn fill(&self, selector: &str, text: &str) -> Result<()> {
        let into = format!(
            "(() => {{ const e = document.querySelector({}); if (!e) return false; \
                            e.focus(); e.select?.(); return true; }})()",
            quoted(selector)
        );
        ensure!(self.eval(&into)? == true, "{selector} is not there");
        self.ask("Input.insertText", json!({"text": text})).map(drop)
    }

    /// Chooses in a list, or writes a day: values that people pick rather than type.
    ///
    /// # Errors
    /// There is no such field, or no such choice.
    pub fn choose(&self, selector: &str, value: &str) -> Result<()> {
        let set = format!(
            "(() => {{ const e = document.querySelector({}); if (!e) return false; e.value = {}; \
                           e.dispatchEvent(new Event('input', {{bubbles: true}})); \
                           e.dispatchEvent(new Event('change', {{bubbles: true}})); return e.value === {}; }})()",
            quoted(selector),
            quoted(value),
            quoted(value)
        );
        ensure!(self.eval(&set)? == true, "{selector} does not take {value}");
        Ok(())
    }

    /// Chooses files of the disk in a field for them.
    ///
    /// # Errors
    /// There is no such field.
    pub fn attach(&self, selector: &str, files: &[&Path]) -> Result<()> {
        let found = self.ask("DOM.getDocument", json!({"depth": 0}))?;
        let asked = json!({"nodeId": found["root"]["nodeId"], "selector": selector});
        let node = self.ask("DOM.querySelector", asked)?["nodeId"].clone();
        ensure!(node != 0, "{selector} is not there");
        let files: Vec<String> = files.iter().map(|file| file.display().to_string()).collect();
        self.ask("DOM.setFileInputFiles", json!({"files": files, "nodeId": node})).map(drop)
    }

    /// Presses a key, such as `Enter` or `Tab`, where the focus is.
    ///
    /// # Errors
    /// The browser says no.
    pub fn press(&self, key: &str) -> Result<()> {
        let (code, text) = match key {
            "Enter" => (13, "\r"),
            "Tab" => (9, ""),
            "Escape" => (27, ""),
            "Space" => (32, " "),
            "ArrowUp" => (38, ""),
            "ArrowDown" => (40, ""),
            one => (0, one),
        };
        for kind in ["keyDown", "keyUp"] {
            let mut event = json!({"type": kind, "key": key, "windowsVirtualKeyCode": code});
            if kind == "keyDown" && !text.is_empty() {
                event["text"] = text.into();
            }
            self.ask("Input.dispatchKeyEvent", event)?;
        }
        Ok(())
    }

    /// A picture as PNG: of the whole page, or of the window only.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn screenshot(&self, file: &Path, whole: bool) -> Result<()> {
        let mut wanted = json!({"format": "png", "captureBeyondViewport": whole});
        if whole {
            let mut clip = self.ask("Page.getLayoutMetrics", json!({}))?["cssContentSize"].clone();
            clip["scale"] = 1.into();
            wanted["clip"] = clip;
        }
        let answer = self.ask("Page.captureScreenshot", wanted)?;
        let bytes = STANDARD.decode(answer["data"].as_str().context("a picture")?)?;
        std::fs::write(file, bytes).with_context(|| format!("cannot write {}", file.display()))
    }

    /// What went wrong since this was last asked: errors in the console, exceptions, and what the content security policy
    /// blocked. That the page itself was answered with a fault (4xx) is not one of them.
    ///
    /// # Errors
    /// The browser says no.
    pub fn troubles(&self) -> Result<Vec<String>> {
        let here = self.eval("location.href")?;
        let wanted = ["Runtime.exceptionThrown", "Runtime.consoleAPICalled", "Log.entryAdded", "Audits.issueAdded"];
        let events = self.wire.borrow_mut().take(&self.session, |method| wanted.contains(&method));
        Ok(events.iter().filter_map(|event| trouble(event, &here)).collect())
    }
}

/// What an event tells of trouble, if it does.
fn trouble(event: &Value, here: &Value) -> Option<String> {
    let params = &event["params"];
    let said = match event["method"].as_str()? {
        "Runtime.exceptionThrown" => params["exceptionDetails"].to_string(),
        "Runtime.consoleAPICalled" if params["type"] == "error" => params["args"].to_string(),
        "Log.entryAdded" if params["entry"]["level"] == "error" && params["entry"]["url"] != *here => {
            format!("{} {}", params["entry"]["text"], params["entry"]["url"])
        }
        "Audits.issueAdded" if params["issue"]["code"] == "ContentSecurityPolicyIssue" => {
            params["issue"]["details"].to_string()
        }
        _ => return None,
    };
    Some(said)
}

/// A text as JavaScript writes it.
fn quoted(text: &str) -> String {
    Value::from(text).to_string()
}
