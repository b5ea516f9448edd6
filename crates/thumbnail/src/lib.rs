//! A small picture of a large one. What strangers send is decoded in a process of its own, which first gives up memory, time and every
//! file but the three that it was given ([`confine`]); whatever it does there, the server goes on.

mod exif;
mod shrink;

use shrink::Pixels;
use std::io::{Cursor, Read, Write};
use zune_jpeg::JpegDecoder;
use zune_jpeg::zune_core::colorspace::ColorSpace;
use zune_jpeg::zune_core::options::DecoderOptions;

/// The most pixels of a picture that is looked at: what a telephone's camera makes.
pub const MOST_PIXELS: u64 = 24_000_000;
/// The longer side of a thumbnail.
pub const SIDE: u32 = 320;
/// Bytes of address space that the process has: the pixels, what a progressive JPEG holds beside them, and the program.
pub const MEMORY: u64 = 512 << 20;
/// Seconds of a processor that it has.
pub const SECONDS: u64 = 10;

/// Why there is no thumbnail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unfit {
    /// It is no PNG and no JPEG, or a broken one.
    Unread,
    /// It has more than [`MOST_PIXELS`].
    Large,
}

/// Gives up memory, time, and the making of files and processes, for good; to be called before a stranger's byte is read.
///
/// # Errors
/// The system does not know these limits.
pub fn confine() -> std::io::Result<()> {
    use rustix::process::{Resource, Rlimit, setrlimit};
    let limits = [
        (Resource::As, MEMORY),
        (Resource::Cpu, SECONDS),
        (Resource::Fsize, 0),
        (Resource::Core, 0),
        // No file is opened any more, nor a socket.
        (Resource::Nofile, 0),
    ];
    for (resource, most) in limits {
        setrlimit(resource, Rlimit { current: Some(most), maximum: Some(most) })?;
    }
    Ok(())
}

/// The thumbnail of a picture as a PNG, upright.
///
/// # Errors
/// It is not read, or too large; that is known before a pixel is decoded.
pub fn thumbnail(bytes: &[u8]) -> Result<Vec<u8>, Unfit> {
    let pixels = if bytes.starts_with(b"\x89PNG") { of_png(bytes)? } else { of_jpeg(bytes)? };
    to_png(&pixels).ok_or(Unfit::Unread)
}

/// What the process does: it gives up what it does not need, reads a picture to its end and writes the thumbnail. `true` when there is
/// one.
pub fn child(mut from: impl Read, mut to: impl Write) -> bool {
    let mut bytes = Vec::new();
    let read = confine().is_ok() && from.read_to_end(&mut bytes).is_ok();
    read && thumbnail(&bytes).is_ok_and(|small| to.write_all(&small).and_then(|()| to.flush()).is_ok())
}

fn fits(width: u32, height: u32) -> Result<(), Unfit> {
    if width == 0 || height == 0 {
        return Err(Unfit::Unread);
    }
    if MOST_PIXELS < u64::from(width) * u64::from(height) { Err(Unfit::Large) } else { Ok(()) }
}

fn of_png(bytes: &[u8]) -> Result<Pixels, Unfit> {
    let mut decoder = png::Decoder::new(Cursor::new(bytes));
    decoder.set_transformations(png::Transformations::EXPAND | png::Transformations::STRIP_16);
    let (width, height) = decoder.read_header_info().map_err(|_| Unfit::Unread)?.size();
    fits(width, height)?;
    let mut reader = decoder.read_info().map_err(|_| Unfit::Unread)?;
    let mut buffer = vec![0; reader.output_buffer_size().ok_or(Unfit::Large)?];
    let frame = reader.next_frame(&mut buffer).map_err(|_| Unfit::Unread)?;
    buffer.truncate(frame.buffer_size());
    let samples = match frame.color_type {
        png::ColorType::Grayscale => 1,
        png::ColorType::GrayscaleAlpha => 2,
        png::ColorType::Rgb => 3,
        png::ColorType::Rgba => 4,
        // It was expanded.
        png::ColorType::Indexed => return Err(Unfit::Unread),
    };
    shrink::shrink(&buffer, (frame.width, frame.height), samples, SIDE).ok_or(Unfit::Unread)
}

fn of_jpeg(bytes: &[u8]) -> Result<Pixels, Unfit> {
    let most = usize::from(u16::MAX);
    let options = DecoderOptions::default().set_max_width(most).set_max_height(most);
    let mut decoder =
        JpegDecoder::new_with_options(Cursor::new(bytes), options.jpeg_set_out_colorspace(ColorSpace::RGB));
    decoder.decode_headers().map_err(|_| Unfit::Unread)?;
    let info = decoder.info().ok_or(Unfit::Unread)?;
    let (width, height) = (u32::from(info.width), u32::from(info.height));
    fits(width, height)?;
    let turned = decoder.exif().map_or(1, |exif| exif::orientation(exif));
    let buffer = decoder.decode().map_err(|_| Unfit::Unread)?;
    let small = shrink::shrink(&buffer, (width, height), 3, SIDE).ok_or(Unfit::Unread)?;
    Ok(small.upright(turned))
}

fn to_png(pixels: &Pixels) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, pixels.width, pixels.height);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    let mut writer = encoder.write_header().ok()?;
    writer.write_image_data(&pixels.rgb).ok()?;
    writer.finish().ok()?;
    Some(bytes)
}
