//! The DevTools protocol over a pipe: JSON messages that end with a zero byte, answers by number, events by session.

use anyhow::{Context, Result, bail, ensure};
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Read, Write};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;

/// How long the browser may take for one answer.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// One browser's end of the pipe.
pub struct Wire {
    write: Box<dyn Write>,
    read: Receiver<Value>,
    last: u64,
    events: Vec<Value>,
}

impl Wire {
    /// Speaks over the two ends of a pipe; a thread reads until the browser closes its end.
    pub fn new(write: impl Write + 'static, read: impl Read + Send + 'static) -> Self {
        let (send, receive) = channel();
        std::thread::spawn(move || {
            let mut read = BufReader::new(read);
            let mut message = Vec::new();
            while read.read_until(0, &mut message).is_ok_and(|length| 0 < length) {
                let value = serde_json::from_slice(message.strip_suffix(&[0]).unwrap_or(&message));
                message.clear();
                // A message that is not JSON is not an answer; whoever waits for one says that none came.
                let Ok(value) = value else { continue };
                if send.send(value).is_err() {
                    return;
                }
            }
        });
        Self { write: Box::new(write), read: receive, last: 0, events: Vec::new() }
    }

    /// Asks, and waits for the answer.
    ///
    /// # Errors
    /// The browser says no, or nothing for a minute.
    pub fn ask(&mut self, session: Option<&str>, method: &str, params: &Value) -> Result<Value> {
        self.last += 1;
        let mut message = json!({"id": self.last, "method": method, "params": params});
        if let Some(session) = session {
            message["sessionId"] = session.into();
        }
        let mut bytes = message.to_string().into_bytes();
        bytes.push(0);
        self.write.write_all(&bytes).and_then(|()| self.write.flush()).context("Chromium is gone")?;
        loop {
            let said = self.hear(PATIENCE)?.with_context(|| format!("Chromium did not answer {method}"))?;
            if said["id"] != self.last {
                continue;
            }
            if let Some(why) = said.get("error") {
                bail!("{method}: {}", why["message"].as_str().unwrap_or("refused"));
            }
            return Ok(said["result"].clone());
        }
    }

    /// Waits for an event of a session that has not been taken yet, and takes it.
    ///
    /// # Errors
    /// It did not come within the time.
    pub fn await_event(&mut self, session: &str, method: &str, within: Duration) -> Result<Value> {
        loop {
            let found = self.events.iter().position(|event| event["sessionId"] == session && event["method"] == method);
            if let Some(at) = found {
                return Ok(self.events.remove(at)["params"].clone());
            }
            ensure!(self.hear(within)?.is_some(), "no {method} came within {} s", within.as_secs());
        }
    }

    /// Takes all events of a session that have come and satisfy the condition.
    pub fn take(&mut self, session: &str, wanted: impl Fn(&str) -> bool) -> Vec<Value> {
        while let Ok(said) = self.read.try_recv() {
            self.events.push(said);
        }
        let is_wanted = |event: &Value| event["sessionId"] == session && event["method"].as_str().is_some_and(&wanted);
        let (taken, left) = std::mem::take(&mut self.events).into_iter().partition(is_wanted);
        self.events = left;
        taken
    }

    /// The next message; events are kept beside. Nothing if none came in time.
    fn hear(&mut self, within: Duration) -> Result<Option<Value>> {
        match self.read.recv_timeout(within) {
            Ok(said) => {
                if said.get("method").is_some() {
                    self.events.push(said.clone());
                }
                Ok(Some(said))
            }
            Err(RecvTimeoutError::Timeout) => Ok(None),
            Err(RecvTimeoutError::Disconnected) => bail!("Chromium is gone"),
        }
    }
}
