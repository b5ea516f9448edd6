//! One process of the program, and what it says when it will not start.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use crate::http::Line;
use crate::register::Place;

/// A server process; dropped, it is gone.
pub struct Server {
    process: Child,
    pub address: String,
    /// The lines that it said before its address.
    pub told: Vec<String>,
}

impl Server {
    /// Starts the program at a place and waits until it serves.
    pub fn start(place: &Place) -> Server {
        Server::start_with(place, &[])
    }

    /// The same with more options.
    pub fn start_with(place: &Place, options: &[&str]) -> Server {
        let mut command = Command::new(env!("CARGO_BIN_EXE_santong"));
        command.args(place.arguments()).args(options);
        Server::run(command).expect("the server says its address")
    }

    /// Starts it under a tracer that lets one `fdatasync` fail: the one of this number.
    ///
    /// # Errors
    /// What the machine said when it refused: no tracer, or no right to trace.
    pub fn failing(place: &Place, sync: u32) -> Result<Server, String> {
        let probe =
            Command::new("strace").args(["-o", "/dev/null", "true"]).output().map_err(|e| format!("strace: {e}"))?;
        if !probe.status.success() {
            return Err(String::from_utf8_lossy(&probe.stderr).into());
        }
        let mut command = Command::new("strace");
        command.args(["-f", "-qq", "-o", "/dev/null", "-e", "trace=fdatasync,fsync", "-e"]);
        command.arg(format!("inject=fdatasync,fsync:error=EIO:when={sync}"));
        command.arg(env!("CARGO_BIN_EXE_santong")).args(place.arguments());
        Server::run(command).ok_or_else(|| "the server does not start under strace".into())
    }

    fn run(mut command: Command) -> Option<Server> {
        let mut process = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let mut told = Vec::new();
        let port = lines.by_ref().map(Result::unwrap).find_map(|line| {
            let port = line.split_once("://localhost:").map(|(_, port)| port.trim().to_owned());
            told.push(line);
            port
        });
        // What it says later must not fill the pipe.
        thread::spawn(move || lines.count());
        Some(Server { process, address: format!("localhost:{}", port?), told })
    }

    /// Whether it has ended by itself, and not well.
    pub fn ended(&mut self) -> bool {
        self.process.try_wait().unwrap().is_some_and(|status| !status.success())
    }

    /// Its number in the operating system.
    pub fn pid(&self) -> u32 {
        self.process.id()
    }

    /// A connection to it.
    pub fn line(&self) -> Line {
        Line::connect(&self.address).unwrap()
    }

    /// Kills it at some point of a load: after a while, and not before the load was met, however slow the machine is.
    pub fn kill_under(&mut self, after: Duration, met: impl Fn() -> bool) {
        thread::sleep(after);
        // Ten seconds at most.
        let mut left = 2_000;
        while !met() && 0 < left {
            thread::sleep(Duration::from_millis(5));
            left -= 1;
        }
        self.kill();
    }

    /// Kills it, as `kill -9` does.
    pub fn kill(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have been killed already, and then there is nobody to wait for.
        self.process.kill().and_then(|()| self.process.wait().map(drop)).unwrap_or_default();
    }
}

/// What the program says on its way out, when it is started at a place where it must not serve.
#[track_caller]
pub fn refuses(place: &Place) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_santong")).args(place.arguments()).output().unwrap();
    assert_eq!(output.status.code(), Some(2), "it serves a text that has faults");
    String::from_utf8(output.stderr).unwrap()
}
