//! A PostgreSQL of their own for tests and measurements: found on the machine, started once per process, stopped with it.
//!
//! `SANTONG_TEST_POSTGRES` names a server that runs already (`./test` starts one for all suites). Without it the first caller
//! starts one. Where there is no PostgreSQL at all the caller fails: a test that skips itself proves nothing.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{ChildStdin, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use anyhow::{Context, Result, ensure};
use tokio_postgres::NoTls;

/// A server that lives as long as the process that started it. Its standard input is a pipe from us: when we end, however we
/// end, the pipe closes, and the shell at its other end stops the server and removes its folder.
pub struct Server {
    /// URL of its database `postgres`, as a superuser.
    pub url: String,
    _alive: ChildStdin,
}

/// Whether commits wait for the disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sync {
    /// As in production; for measurements.
    On,
    /// For tests, whose data nobody misses.
    Off,
}

/// URL of a new, empty database on the server for tests.
pub async fn fresh() -> Result<String> {
    static SERVER: OnceLock<Result<Server, String>> = OnceLock::new();
    #[expect(clippy::disallowed_methods, reason = "where tests find their server is said by who starts them")]
    let given = std::env::var("SANTONG_TEST_POSTGRES").ok();
    let url = match given {
        Some(url) => url,
        None => match SERVER.get_or_init(|| start(Sync::Off).map_err(|error| format!("{error:#}"))) {
            Ok(server) => server.url.clone(),
            Err(error) => anyhow::bail!("no PostgreSQL for the tests: {error}"),
        },
    };
    create(&url).await
}

/// Runs statements over a connection of their own, past the program, as somebody at a console may.
pub async fn execute(url: &str, statements: &str) -> Result<()> {
    let (client, connection) =
        tokio_postgres::connect(url, NoTls).await.context("cannot reach the PostgreSQL for tests")?;
    let connection = tokio::spawn(connection);
    client.batch_execute(statements).await?;
    drop(client);
    connection.await?.context("the connection ended badly")
}

/// A transaction of somebody else that holds rows until the value is dropped.
pub struct Held {
    ends: Option<std::sync::mpsc::Sender<()>>,
    thread: Option<std::thread::JoinHandle<()>>,
}

/// Does something in a database and holds what it locked, as somebody at a console may who forgot to commit.
pub fn hold(url: &str, change: &'static str) -> Result<Held> {
    let (ends, ended) = std::sync::mpsc::channel();
    let (says, said) = std::sync::mpsc::channel();
    let url = url.to_owned();
    let thread = std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        let held = runtime.block_on(async {
            let (client, connection) = tokio_postgres::connect(&url, NoTls).await?;
            let connection = tokio::spawn(connection);
            client.batch_execute("BEGIN").await?;
            client.batch_execute(change).await?;
            Ok((client, connection))
        });
        let (told, held) = match held {
            Ok(held) => (Ok(()), Some(held)),
            Err(error) => (Err::<(), anyhow::Error>(error), None),
        };
        let (Ok(()), Some((client, connection))) = (says.send(told), held) else { return };
        // It ends when the value is dropped, and so does this.
        let _ = ended.recv();
        runtime.block_on(async {
            drop(client);
            drop(connection.await);
        });
    });
    said.recv().context("nobody holds it")??;
    Ok(Held { ends: Some(ends), thread: Some(thread) })
}

impl Drop for Held {
    fn drop(&mut self) {
        drop(self.ends.take());
        if let Some(thread) = self.thread.take() {
            drop(thread.join());
        }
    }
}

/// URL of a new, empty database beside the one named.
pub async fn create(url: &str) -> Result<String> {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let name = format!("t{}_{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
    execute(url, &format!("CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C'")).await?;
    let (server, _) = url.rsplit_once('/').context("the URL names no database")?;
    Ok(format!("{server}/{name}"))
}

/// Starts a server in a folder of its own, on a free port of the loopback interface.
pub fn start(sync: Sync) -> Result<Server> {
    let bin = installed()?;
    let mut last = None;
    // Another process may take the port between our asking and the server's binding.
    for _ in 0..5 {
        match try_start(&bin, sync) {
            Ok(server) => return Ok(server),
            Err(error) => last = Some(error),
        }
    }
    Err(last.expect("it was tried"))
}

/// The folder with the newest installed server programs.
fn installed() -> Result<PathBuf> {
    let versions =
        std::fs::read_dir("/usr/lib/postgresql").context("PostgreSQL is not installed (apt-get install postgresql)")?;
    let newest = versions
        .filter_map(|entry| Some(entry.ok()?.path().join("bin")))
        .filter(|bin| bin.join("initdb").exists())
        .max_by_key(|bin| bin.parent().and_then(Path::file_name)?.to_str()?.parse::<u32>().ok());
    newest.context("PostgreSQL is not installed (apt-get install postgresql)")
}

/// PostgreSQL does not run as root; then it runs as its own user.
const SCRIPT: &str = r#"
set -e
dir=$(mktemp -d /tmp/santong-pgtest.XXXXXX)
trap 'rm -rf "$dir"' EXIT
"$1/initdb" -D "$dir/data" -U santong -A trust -E UTF8 --locale=C --no-sync >"$dir/log" 2>&1 || { cat "$dir/log"; exit 1; }
"$1/pg_ctl" -D "$dir/data" -w -t 60 -s -l "$dir/log" -o "-h 127.0.0.1 -p $2 -k $dir -c max_connections=200 $3" start >/dev/null 2>&1 || { cat "$dir/log"; exit 1; }
echo ready
read -r _ || true
"$1/pg_ctl" -D "$dir/data" -m immediate -s stop
"#;

fn try_start(bin: &Path, sync: Sync) -> Result<Server> {
    let port = std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
    let settings = match sync {
        Sync::On => "-c shared_buffers=512MB",
        Sync::Off => "-c fsync=off -c full_page_writes=off",
    };
    let root = Command::new("id").arg("-u").output().is_ok_and(|output| output.stdout.trim_ascii() == b"0");
    let mut command = Command::new(if root { "runuser" } else { "sh" });
    if root {
        command.args(["-u", "postgres", "--", "sh"]);
    }
    command.args(["-c", SCRIPT, "pgtest"]).arg(bin).arg(port.to_string()).arg(settings);
    // A process group of its own: a Ctrl-C is for the tests, and the server follows them by the pipe.
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    let mut child =
        command.current_dir("/tmp").stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
    let alive = child.stdin.take().context("the shell has no input")?;
    let mut output = child.stdout.take().context("the shell has no output")?;
    let mut said = Vec::new();
    let mut byte = [0];
    while !said.ends_with(b"ready\n") && output.read(&mut byte)? != 0 {
        said.push(byte[0]);
    }
    ensure!(said.ends_with(b"ready\n"), "PostgreSQL did not start: {}", String::from_utf8_lossy(&said));
    Ok(Server { url: format!("postgres://santong@127.0.0.1:{port}/postgres"), _alive: alive })
}
