//! How a camera was held, as it wrote it into the picture: tag 274 of the first directory (Exif 2.3, TIFF 6.0).

/// The orientation, 1 to 8; 1, which is upright, where nothing is said or it does not read.
pub(crate) fn orientation(exif: &[u8]) -> u16 {
    read(exif.strip_prefix(b"Exif\0\0").unwrap_or(exif)).filter(|said| (1..=8).contains(said)).unwrap_or(1)
}

fn read(tiff: &[u8]) -> Option<u16> {
    let little = match tiff.get(..4)? {
        b"II*\0" => true,
        b"MM\0*" => false,
        _ => return None,
    };
    let short = |at: usize| {
        let bytes = tiff.get(at..at.checked_add(2)?)?.try_into().ok()?;
        Some(if little { u16::from_le_bytes(bytes) } else { u16::from_be_bytes(bytes) })
    };
    let long = |at: usize| {
        let bytes = tiff.get(at..at.checked_add(4)?)?.try_into().ok()?;
        Some(if little { u32::from_le_bytes(bytes) } else { u32::from_be_bytes(bytes) } as usize)
    };
    let directory = long(4)?;
    let entries = usize::from(short(directory)?);
    let entry = |n: usize| directory.checked_add(2 + n * 12);
    (0..entries).map_while(entry).find(|at| short(*at) == Some(0x0112)).and_then(|at| short(at + 8))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn both_orders_of_bytes_are_read() {
        let little =
            [b"II*\0".as_slice(), &8_u32.to_le_bytes(), &[1, 0, 0x12, 1, 3, 0, 1, 0, 0, 0, 6, 0, 0, 0]].concat();
        let big = [b"MM\0*".as_slice(), &8_u32.to_be_bytes(), &[0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, 8, 0, 0]].concat();
        assert_eq!((orientation(&little), orientation(&big)), (6, 8));
        assert_eq!(orientation(&[b"Exif\0\0".as_slice(), &little].concat()), 6);
        for cut in 0..little.len() - 3 {
            assert_eq!(orientation(&little[..cut]), 1, "{cut}");
        }
    }

    proptest! {
        #[test]
        fn whatever_stands_there_is_one_of_eight(bytes in proptest::collection::vec(any::<u8>(), 0..64), order in any::<bool>()) {
            let head: &[u8] = if order { b"II*\0" } else { b"MM\0*" };
            prop_assert!((1..=8).contains(&orientation(&[head, &bytes].concat())));
        }
    }
}
