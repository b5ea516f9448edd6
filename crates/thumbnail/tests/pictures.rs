//! Pictures of every shape and depth become small ones, upright; what is too large is told before a pixel is decoded.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use proptest::prelude::*;
use thumbnail::{MOST_PIXELS, SIDE, Unfit, thumbnail};

/// 48 x 32: red above, blue below.
const HALVES: &[u8] = include_bytes!("samples/halves.jpg");

fn png(width: u32, height: u32, color: png::ColorType, depth: png::BitDepth, bytes: &[u8]) -> Vec<u8> {
    let mut made = Vec::new();
    let mut encoder = png::Encoder::new(&mut made, width, height);
    encoder.set_color(color);
    encoder.set_depth(depth);
    if color == png::ColorType::Indexed {
        encoder.set_palette(vec![200, 100, 0, 0, 0, 0]);
    }
    let mut writer = encoder.write_header().unwrap();
    writer.write_image_data(bytes).unwrap();
    writer.finish().unwrap();
    made
}

/// A PNG that says of itself to be so large and holds nothing.
fn bomb(width: u32, height: u32) -> Vec<u8> {
    let mut made = Vec::new();
    let mut encoder = png::Encoder::new(&mut made, width, height);
    encoder.set_color(png::ColorType::Rgba);
    let writer = encoder.write_header().unwrap();
    drop(writer);
    made
}

/// Width, height and the pixels of a PNG.
fn read(bytes: &[u8]) -> (u32, u32, Vec<u8>) {
    let mut reader = png::Decoder::new(std::io::Cursor::new(bytes)).read_info().unwrap();
    let mut buffer = vec![0; reader.output_buffer_size().unwrap()];
    let frame = reader.next_frame(&mut buffer).unwrap();
    (frame.width, frame.height, buffer)
}

#[test]
fn plan_3_3_1_pictures_of_every_kind_become_small_ones() {
    use png::BitDepth::{Eight, Four, One, Sixteen};
    use png::ColorType::{Grayscale, GrayscaleAlpha, Indexed, Rgb, Rgba};
    for (color, depth, pixel) in [
        (Grayscale, Eight, vec![7]),
        (Grayscale, Sixteen, vec![7, 7]),
        (GrayscaleAlpha, Eight, vec![7, 255]),
        (Rgb, Eight, vec![7, 8, 9]),
        (Rgba, Eight, vec![7, 8, 9, 255]),
        (Rgba, Sixteen, vec![7, 0, 8, 0, 9, 0, 255, 255]),
    ] {
        let (width, height, rgb) = read(&thumbnail(&png(640, 400, color, depth, &pixel.repeat(640 * 400))).unwrap());
        assert_eq!((width, height, rgb[0]), (320, 200, 7), "{color:?} {depth:?}");
    }
    for depth in [One, Four] {
        let row = if depth == One { 2 } else { 8 };
        let (_, _, rgb) = read(&thumbnail(&png(16, 2, Indexed, depth, &vec![0; row * 2])).unwrap());
        assert_eq!(rgb[..3], [200, 100, 0], "{depth:?}");
    }
    // Nothing is seen of what is transparent, and small ones stay as they are.
    assert_eq!(read(&thumbnail(&png(1, 1, Rgba, Eight, &[9, 9, 9, 0])).unwrap()), (1, 1, vec![255, 255, 255]));
    let (width, height, _) = read(&thumbnail(&png(1, 65_535, Grayscale, Eight, &vec![0; 65_535])).unwrap());
    assert_eq!((width, height), (1, SIDE));
    let (width, height, _) = read(&thumbnail(&png(65_535, 1, Grayscale, Eight, &vec![0; 65_535])).unwrap());
    assert_eq!((width, height), (SIDE, 1));
}

#[test]
fn plan_3_3_1_a_photograph_stands_as_the_camera_was_held() {
    let is_red = |rgb: &[u8]| 200 < rgb[0] && rgb[2] < 60;
    let (width, height, rgb) = read(&thumbnail(HALVES).unwrap());
    assert!((width, height) == (48, 32) && is_red(&rgb) && !is_red(&rgb[rgb.len() - 3..]));
    // Turned by a quarter: what was above is at the right.
    let tiff = [b"II*\0".as_slice(), &8_u32.to_le_bytes(), &[1, 0, 0x12, 1, 3, 0, 1, 0, 0, 0, 6, 0, 0, 0, 0, 0, 0, 0]];
    let exif = [b"Exif\0\0".as_slice(), &tiff.concat()].concat();
    let length = (exif.len() as u16 + 2).to_be_bytes();
    let turned = [&HALVES[..2], &[0xff, 0xe1], &length, &exif, &HALVES[2..]].concat();
    let (width, height, rgb) = read(&thumbnail(&turned).unwrap());
    assert!((width, height) == (32, 48) && !is_red(&rgb) && is_red(&rgb[31 * 3..]));
}

#[test]
fn issue_what_is_too_large_is_told_before_a_pixel_is_decoded() {
    let edge = (MOST_PIXELS / 4_800) as u32;
    assert_eq!(
        thumbnail(&bomb(4_800, edge)),
        Err(Unfit::Unread),
        "24 megapixels are looked at, and these are not there"
    );
    for (width, height) in [(4_801, edge), (30_000, 30_000), (65_535, 65_535), (u32::MAX >> 1, u32::MAX >> 1)] {
        assert_eq!(thumbnail(&bomb(width, height)), Err(Unfit::Large), "{width} x {height}");
    }
    // A JPEG that says so in its frame.
    let at = HALVES.windows(2).position(|pair| pair == [0xff, 0xc0]).unwrap();
    let mut large = HALVES.to_vec();
    large[at + 5..at + 9].copy_from_slice(&[0xff, 0xff, 0xff, 0xff]);
    assert_eq!(thumbnail(&large), Err(Unfit::Large));
    for broken in [b"".as_slice(), b"%PDF-1.7", b"<svg/>", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", &HALVES[..200]] {
        assert_eq!(thumbnail(broken), Err(Unfit::Unread));
    }
}

proptest! {
    #[test]
    fn altered_anywhere_it_is_a_picture_or_none(at in 0_usize..774, to in any::<u8>(), cut in 0_usize..774) {
        let mut bytes = HALVES.to_vec();
        bytes[at] = to;
        let _ = thumbnail(&bytes);
        let _ = thumbnail(&HALVES[..cut]);
    }
}
