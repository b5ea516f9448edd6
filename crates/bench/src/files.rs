//! Files given to cases and read from them, beside writing and reading the same bytes with the same syncs.

use crate::{disk, field, line};
use anyhow::{Context, Result, anyhow, ensure};
use clearance::case::fold::fold;
use desk::act::{self, Ask};
use desk::archive::{Holder, Record, Wanted, make};
use desk::clock::Stopwatch;
use desk::file::said::Words;
use desk::file::{self, Refused};
use register::scope::Scope;
use std::fs::File;
use std::io::{BufReader, Write};
use std::path::Path;
use std::time::Duration;
use values::id::FileId;
use web::app::App;

/// Bytes of a file, and how many of them are measured for one of the count.
const SIZES: [(&str, usize, usize); 2] = [("1mb", 1_000_000, 4), ("20mb", 20_000_000, 1)];
/// As much as a piece of a request's body brings.
const PART: usize = 64 * 1024;
/// No case takes more.
const PER_CASE: usize = 150;

/// Gives files of two sizes to cases, each after its baseline, and reads them again.
pub async fn run(count: usize) -> Result<()> {
    disk::print("files")?;
    let folder = field::folder("files")?;
    let app = field::app(&field::opening(&folder, None)).await?;
    for (name, size, times) in SIZES {
        let (count, content) = (count * times, content(size));
        let beside = folder.path.join("beside");
        std::fs::create_dir_all(&beside)?;
        let mut written = (0..count).map(|n| plain(&beside, n, &content)).collect::<Result<Vec<_>>>()?;
        let mut read = (0..count).map(|n| plain_read(&beside, n, size)).collect::<Result<Vec<_>>>()?;
        std::fs::remove_dir_all(&beside)?;
        let (mut given, mut opened, no) = through(&app, name, count, content).await?;
        archived(&app, name, &no, &folder.path.join("case.zip")).await?;
        for (what, times) in
            [("plain_write", &mut written), ("give", &mut given), ("plain_read", &mut read), ("open", &mut opened)]
        {
            line::print_times(&format!("files_{name}_{what}"), times);
            let seconds: f64 = times.iter().map(Duration::as_secs_f64).sum();
            line::print(&format!("files_{name}_{what}"), (size * times.len()) as f64 / 1e6 / seconds, "MB/s");
        }
    }
    Ok(())
}

/// A PDF of so many bytes, nowhere the same for long.
fn content(size: usize) -> Vec<u8> {
    let mut chance = 7_u64;
    let mut next = || {
        chance = chance.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (chance >> 56) as u8
    };
    b"%PDF-1.7".iter().copied().chain(std::iter::repeat_with(&mut next)).take(size).collect()
}

/// Writes the bytes as a file is kept: aside, synced, renamed, and the folder synced.
fn plain(folder: &Path, n: usize, content: &[u8]) -> Result<Duration> {
    let watch = Stopwatch::start();
    let (aside, place) = (folder.join("aside"), folder.join(n.to_string()));
    let mut file = File::create(&aside)?;
    for part in content.chunks(PART) {
        file.write_all(part)?;
    }
    file.sync_all()?;
    std::fs::rename(aside, place)?;
    File::open(folder)?.sync_all()?;
    Ok(watch.elapsed())
}

fn plain_read(folder: &Path, n: usize, size: usize) -> Result<Duration> {
    let watch = Stopwatch::start();
    ensure!(std::fs::read(folder.join(n.to_string()))?.len() == size, "it is there");
    Ok(watch.elapsed())
}

/// The same through the desk: how long each took to be given with its event, and to be opened and read.
async fn through(
    app: &App,
    name: &str,
    count: usize,
    mut content: Vec<u8>,
) -> Result<(Vec<Duration>, Vec<Duration>, String)> {
    let ask = field::declarant(app);
    let offices: Vec<_> = field::law(app).await?.policy.offices().iter().map(|office| office.code.clone()).collect();
    let (mut given, mut opened) = (Vec::new(), Vec::new());
    let mut no = String::new();
    for n in 0..count {
        if n % PER_CASE == 0 {
            let declaration = field::declaration(1_000_000 * name.len() + n, &offices)?;
            let done = act::declare(&app.desk, vec![(ask.clone(), declaration)]).await.pop().context("an answer")?;
            no = done.map_err(|why| anyhow!("{why:?}"))?.answer.cases[0].no.to_string();
        }
        // Each is another content: the same stands in a case once.
        content[100..108].copy_from_slice(&(n as u64).to_be_bytes());
        let watch = Stopwatch::start();
        let file = give(app, &ask, &no, &content).await.map_err(|why| anyhow!("{why:?}"))?;
        given.push(watch.elapsed());
        let watch = Stopwatch::start();
        let (case, _) =
            act::load(app.field(), &ask, &no).await.map_err(|why| anyhow!("{why:?}"))?.context("the case")?;
        let open = file::open(app.field(), &case, &file, true).await.map_err(|why| anyhow!("{why:?}"))?;
        let mut size = 0;
        for piece in open.pieces {
            size += piece.map_err(|why| anyhow!("{why}"))?.len();
        }
        opened.push(watch.elapsed());
        ensure!(size == content.len(), "it is whole");
    }
    Ok((given, opened, no))
}

/// The archive of the last case: made and written, and proved again from the disk.
async fn archived(app: &App, name: &str, no: &str, path: &Path) -> Result<()> {
    let events = app.field().register.case_events(&Scope::system(), no).await?.context("the case")?;
    let case = fold(&events).context("its events begin it")?;
    let wanted = Wanted {
        case: &case,
        events: events.iter().map(|event| (event, serde_json::Value::Null)).collect(),
        holder: Holder::Operator,
        persons: true,
        now: app.desk.clock.now(),
    };
    let watch = Stopwatch::start();
    let packed = make(Record::of(app.field())?, &wanted).await.map_err(|why| anyhow!("{why:?}"))?;
    let size = packed.length();
    let mut file = File::create(path)?;
    for piece in packed {
        file.write_all(&piece?)?;
    }
    let made = watch.elapsed();
    let watch = Stopwatch::start();
    let checked = archive::check(BufReader::new(File::open(path)?), None, &mut |_, _| {});
    checked.map_err(|wrong| anyhow!("{}: {}", wrong.part, wrong.what.en))?;
    let checked = watch.elapsed();
    for (what, took) in [("archive", made), ("check", checked)] {
        line::print(&format!("files_{name}_{what}"), size as f64 / 1e6 / took.as_secs_f64(), "MB/s");
    }
    Ok(())
}

async fn give(app: &App, ask: &Ask, no: &str, content: &[u8]) -> Result<FileId, Refused> {
    let words = Words { name: "合同.pdf", ..Words::default() };
    let said = words.read(app.field(), &*field::law(app).await?, ask.now).map_err(act::Denied::Faults)?;
    let mut receiving = file::begin(&app.desk, ask, no, said).await?;
    for part in content.chunks(PART) {
        receiving.write(&app.desk, ask, part).await?;
    }
    Ok(receiving.finish(&app.desk, ask).await?.file)
}
