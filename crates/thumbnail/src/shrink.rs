//! Making a picture smaller: each pixel of the small one is the mean of those it stands for.

/// A small picture, three bytes a pixel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Pixels {
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) rgb: Vec<u8>,
}

/// A picture of `samples` bytes a pixel (grey, grey and alpha, RGB, RGBA) with no side longer than `side`; none if the bytes are not
/// as many as that. What is transparent lies on white.
pub(crate) fn shrink(bytes: &[u8], (width, height): (u32, u32), samples: usize, side: u32) -> Option<Pixels> {
    let (w, h) = (width as usize, height as usize);
    if bytes.len() != w.checked_mul(h)?.checked_mul(samples)? || w == 0 || h == 0 {
        return None;
    }
    let longer = width.max(height);
    let to = |length: u32| {
        if longer <= side { length } else { (u64::from(length) * u64::from(side) / u64::from(longer)).max(1) as u32 }
    };
    let (width, height) = (to(width), to(height));
    let mut rgb = Vec::with_capacity(width as usize * height as usize * 3);
    for y in 0..height as usize {
        let rows = span(y, h, height as usize);
        for x in 0..width as usize {
            let columns = span(x, w, width as usize);
            let (mut sum, mut count) = ([0_u64; 3], 0);
            for row in rows.clone() {
                for column in columns.clone() {
                    let at = (row * w + column) * samples;
                    let seen = seen(&bytes[at..at + samples]);
                    (0..3).for_each(|n| sum[n] += u64::from(seen[n]));
                    count += 1;
                }
            }
            rgb.extend(sum.map(|sum| (sum / count) as u8));
        }
    }
    Some(Pixels { width, height, rgb })
}

/// The places of the large side that a place of the small one stands for: one at least.
fn span(at: usize, large: usize, small: usize) -> std::ops::Range<usize> {
    let from = at * large / small;
    from..((at + 1) * large / small).max(from + 1)
}

/// A pixel as it is seen on white.
fn seen(pixel: &[u8]) -> [u8; 3] {
    let on_white = |value: u8, alpha: u8| {
        let (value, alpha) = (u32::from(value), u32::from(alpha));
        ((value * alpha + 255 * (255 - alpha)) / 255) as u8
    };
    match *pixel {
        [grey] => [grey; 3],
        [grey, alpha] => [on_white(grey, alpha); 3],
        [red, green, blue] => [red, green, blue],
        [red, green, blue, alpha] => [on_white(red, alpha), on_white(green, alpha), on_white(blue, alpha)],
        _ => [255; 3],
    }
}

impl Pixels {
    /// Turned as a camera says that it was held: the eight orientations of TIFF 6.0 (tag 274).
    pub(crate) fn upright(self, orientation: u16) -> Pixels {
        let (w, h) = (self.width as usize, self.height as usize);
        let lies = matches!(orientation, 5..=8);
        let (width, height) = if lies { (self.height, self.width) } else { (self.width, self.height) };
        let mut rgb = Vec::with_capacity(self.rgb.len());
        for y in 0..height as usize {
            for x in 0..width as usize {
                let (from_x, from_y) = match orientation {
                    2 => (w - 1 - x, y),
                    3 => (w - 1 - x, h - 1 - y),
                    4 => (x, h - 1 - y),
                    5 => (y, x),
                    6 => (y, h - 1 - x),
                    7 => (w - 1 - y, h - 1 - x),
                    8 => (w - 1 - y, x),
                    _ => (x, y),
                };
                let at = (from_y * w + from_x) * 3;
                rgb.extend_from_slice(&self.rgb[at..at + 3]);
            }
        }
        Pixels { width, height, rgb }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_corner_goes_where_each_orientation_says() {
        // 2 x 3, the first pixel of the upright picture is the one that is 1.
        let told = |orientation: u16, first: usize| {
            let rgb: Vec<u8> = (0..6).flat_map(|n| [u8::from(n == first); 3]).collect();
            Pixels { width: 2, height: 3, rgb }.upright(orientation).rgb[0]
        };
        for (orientation, first) in [(1, 0), (2, 1), (3, 5), (4, 4), (5, 0), (6, 4), (7, 5), (8, 1), (0, 0), (9, 0)] {
            assert_eq!(told(orientation, first), 1, "{orientation}");
        }
    }

    proptest! {
        #[test]
        fn any_shape_of_one_colour_stays_of_that_colour(
            width in 1_u32..900, height in 1_u32..900, grey in any::<u8>(), orientation in 0_u16..10,
        ) {
            let bytes = vec![grey; (width * height) as usize];
            let small = shrink(&bytes, (width, height), 1, 320).unwrap();
            prop_assert!(small.width <= 320 && small.height <= 320 && 0 < small.width && 0 < small.height);
            prop_assert!(small.rgb.iter().all(|value| *value == grey));
            let turned = small.clone().upright(orientation);
            prop_assert_eq!(turned.rgb.len(), small.rgb.len());
        }
    }
}
