//! Thumbnails of pictures, made one at a time by a process of its own with bounded memory and time. None is kept.

use super::Opened;
use anyhow::{Context, Result};
use std::path::PathBuf;
use std::process::Stdio;
use std::sync::OnceLock;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::process::{Child, Command};
use tokio::sync::Semaphore;
use values::media::Media;

/// How long one may wait for its turn, and how long one may be made.
const PATIENCE: Duration = Duration::from_secs(15);
/// The most bytes of a thumbnail.
const LONGEST: u64 = 1 << 20;

/// What makes thumbnails.
#[derive(Debug)]
pub struct Thumbnails {
    program: OnceLock<PathBuf>,
    turn: Semaphore,
}

impl Default for Thumbnails {
    fn default() -> Thumbnails {
        Thumbnails { program: OnceLock::new(), turn: Semaphore::new(1) }
    }
}

/// Why there is no thumbnail.
#[derive(Debug)]
pub enum NotMade {
    /// There is none of such a file, or it is too large or broken.
    Unfit,
    /// Others wait before it.
    Busy,
    /// Ours to mend.
    Broken(anyhow::Error),
}

impl Thumbnails {
    /// Has them made by `PROGRAM thumbnail`; said once, at the start.
    pub fn run_by(&self, program: PathBuf) {
        let _ = self.program.set(program);
    }

    /// Whether there may be one of files of a kind.
    pub fn has(&self, media: Media) -> bool {
        self.program.get().is_some() && matches!(media, Media::Png | Media::Jpeg)
    }

    /// The thumbnail of a file that was opened, as a PNG.
    ///
    /// # Errors
    /// There is none, or not now.
    pub async fn of(&self, opened: Opened) -> Result<Vec<u8>, NotMade> {
        let program = self.program.get().filter(|_| self.has(opened.file.given.media)).ok_or(NotMade::Unfit)?;
        let turn = tokio::time::timeout(PATIENCE, self.turn.acquire()).await.map_err(|_| NotMade::Busy)?;
        let _turn = turn.map_err(|error| NotMade::Broken(error.into()))?;
        let mut command = Command::new(program);
        command.arg("thumbnail").env_clear().stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let child = command.kill_on_drop(true).spawn().with_context(|| format!("{}", program.display()));
        let made = made(child.map_err(NotMade::Broken)?, opened);
        tokio::time::timeout(PATIENCE, made).await.map_err(|_| NotMade::Unfit)?
    }
}

/// Hands the picture over and takes what comes of it.
async fn made(mut child: Child, opened: Opened) -> Result<Vec<u8>, NotMade> {
    let (mut to, from) = (child.stdin.take(), child.stdout.take());
    let give = async {
        for piece in opened.pieces {
            let piece = piece.map_err(|why| anyhow::anyhow!("a file that was proved: {why}"))?;
            // Who has seen enough reads no further.
            if let Some(to) = &mut to
                && to.write_all(&piece).await.is_err()
            {
                break;
            }
        }
        drop(to.take());
        Ok(())
    };
    let take = async {
        let mut small = Vec::new();
        if let Some(from) = from {
            from.take(LONGEST).read_to_end(&mut small).await?;
        }
        anyhow::Ok(small)
    };
    let (given, taken) = tokio::join!(give, take);
    given.map_err(NotMade::Broken)?;
    let small = taken.map_err(NotMade::Broken)?;
    let ended = child.wait().await.map_err(|error| NotMade::Broken(error.into()))?;
    if ended.success() && small.starts_with(b"\x89PNG") { Ok(small) } else { Err(NotMade::Unfit) }
}
