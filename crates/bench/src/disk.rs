//! How fast the disk is in this run: durable figures mean nothing without it.

use anyhow::Result;
use desk::clock::Stopwatch;
use std::io::Write;

/// Prints the middle and the slow end of writing 4 KiB and waiting for the disk, for the figures of `name` that follow.
pub fn print(name: &str) -> Result<()> {
    let path = std::env::temp_dir().join(format!("santong-bench-fsync-{}", std::process::id()));
    let mut file = std::fs::File::create(&path)?;
    let mut times = Vec::new();
    for _ in 0..200 {
        let watch = Stopwatch::start();
        file.write_all(&[7; 4096])?;
        file.sync_data()?;
        times.push(watch.elapsed());
    }
    std::fs::remove_file(&path)?;
    crate::line::print_times(&format!("{name}_fsync"), &mut times);
    Ok(())
}
