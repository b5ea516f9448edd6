//! The check digits of the standards, each as a function from the body to its last character; `None`: not such a body.

/// ISO 6346 (containers): four letters and six digits give a digit. The remainder is 10 for serials that the
/// standard advises against; the digit is then 0 and `advised` is false.
pub(super) fn iso6346(body: &[u8]) -> Option<Iso6346> {
    if body.len() != 10 {
        return None;
    }
    let mut sum = 0;
    for (place, &b) in body.iter().enumerate() {
        let value = match (place, b) {
            (0..=3, b'A'..=b'Z') => letter_6346(b),
            (4..=9, b'0'..=b'9') => u32::from(b - b'0'),
            _ => return None,
        };
        sum += value << place;
    }
    let remainder = sum % 11;
    Some(Iso6346 { digit: b'0' + (remainder % 10) as u8, advised: remainder != 10 })
}

/// Outcome of [`iso6346`].
pub(super) struct Iso6346 {
    pub(super) digit: u8,
    pub(super) advised: bool,
}

/// A is 10 and so on, leaving out the multiples of 11.
fn letter_6346(b: u8) -> u32 {
    let n = u32::from(b - b'A') + 10;
    n + match n {
        ..11 => 0,
        11..21 => 1,
        21..31 => 2,
        31.. => 3,
    }
}

/// GB 11714 (organisation codes): eight of 0-9A-Z give a digit or `X`.
pub(super) fn gb11714(body: &[u8]) -> Option<u8> {
    const WEIGHTS: [u32; 8] = [3, 7, 9, 10, 5, 8, 4, 2];
    if body.len() != WEIGHTS.len() {
        return None;
    }
    let mut sum = 0;
    for (&b, weight) in body.iter().zip(WEIGHTS) {
        sum += weight
            * match b {
                b'0'..=b'9' => u32::from(b - b'0'),
                b'A'..=b'Z' => u32::from(b - b'A') + 10,
                _ => return None,
            };
    }
    Some(match 11 - sum % 11 {
        10 => b'X',
        11 => b'0',
        digit => b'0' + digit as u8,
    })
}

/// GB 32100-2015 (unified social credit codes): the 31 characters it uses; no I, O, S, V, Z.
pub(super) const GB32100_ALPHABET: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";

/// GB 32100-2015: seventeen of the 31 characters give one of them. Weights are powers of 3 modulo 31.
pub(super) fn gb32100(body: &[u8]) -> Option<u8> {
    if body.len() != 17 {
        return None;
    }
    let (mut sum, mut weight) = (0, 1);
    for b in body {
        sum += weight * GB32100_ALPHABET.iter().position(|a| a == b)?;
        weight = weight * 3 % 31;
    }
    // A remainder of 0 gives the character 0, not one past the end of the alphabet.
    Some(GB32100_ALPHABET[(31 - sum % 31) % 31])
}

/// Luhn, as UIC leaflet 438 uses it for the eleven digits of a wagon: from the right every other digit is doubled.
pub(super) fn luhn(body: &[u8]) -> Option<u8> {
    let mut sum = 0;
    for (place, &b) in body.iter().rev().enumerate() {
        let digit = digit(b)?;
        let doubled = if place % 2 == 0 { digit * 2 } else { digit };
        sum += doubled / 10 + doubled % 10;
    }
    Some(b'0' + ((10 - sum % 10) % 10) as u8)
}

/// IMO ship numbers: six digits weighted 7 to 2; the last digit of the sum.
pub(super) fn imo(body: &[u8]) -> Option<u8> {
    if body.len() != 6 {
        return None;
    }
    let mut sum = 0;
    for (&b, weight) in body.iter().zip((2..=7).rev()) {
        sum += digit(b)? * weight;
    }
    Some(b'0' + (sum % 10) as u8)
}

/// GB 11643 (resident ids), ISO 7064 MOD 11-2: seventeen digits give a digit or `X`.
pub(super) fn gb11643(body: &[u8]) -> Option<u8> {
    if body.len() != 17 {
        return None;
    }
    let mut sum = 0;
    for &b in body {
        sum = (sum + digit(b)?) * 2 % 11;
    }
    Some(match (12 - sum) % 11 {
        10 => b'X',
        digit => b'0' + digit as u8,
    })
}

/// GS1 (GTIN-13): twelve digits weighted 1, 3, 1, 3 …
pub(super) fn gtin13(body: &[u8]) -> Option<u8> {
    if body.len() != 12 {
        return None;
    }
    let mut sum = 0;
    for (place, &b) in body.iter().enumerate() {
        sum += digit(b)? * if place % 2 == 0 { 1 } else { 3 };
    }
    Some(b'0' + ((10 - sum % 10) % 10) as u8)
}

fn digit(b: u8) -> Option<u32> {
    b.is_ascii_digit().then(|| u32::from(b - b'0'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn iso_6346_letters_leave_out_multiples_of_eleven() {
        let values: Vec<u32> = (b'A'..=b'Z').map(letter_6346).collect();
        let wanted =
            [10, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 34, 35, 36, 37, 38];
        assert_eq!(values, wanted);
    }

    #[test]
    fn f4_bodies_give_their_check_digits() {
        assert_eq!(
            ["CSQU305438", "CBHU320273", "TGHU759933", "TCLU000002"].map(|b| iso6346(b.as_bytes()).unwrap().digit),
            *b"3200"
        );
        assert_eq!(["D2143569", "12345678", "19355270", "MA512A7U"].map(|b| gb11714(b.as_bytes()).unwrap()), *b"X885");
        assert_eq!(["91350100M000100Y4", "91370200123456905"].map(|b| gb32100(b.as_bytes()).unwrap()), *b"30");
        assert_eq!(luhn(b"21812471217"), Some(b'3'));
        assert_eq!(imo(b"907472"), Some(b'9'));
        assert_eq!(gb11643(b"11010519491231002"), Some(b'X'));
        assert_eq!(gtin13(b"690123456789"), Some(b'2'));
    }

    #[test]
    fn bodies_of_a_wrong_length_or_alphabet_have_none() {
        for body in ["", "1", "CSQU30543,", "csqu305438", "D214356!", "91350100M000100I4", "一二三四五六"] {
            let body = body.as_bytes();
            assert!(iso6346(body).is_none() && gb11714(body).is_none() && gb32100(body).is_none());
            assert!(imo(body).is_none() && gb11643(body).is_none() && gtin13(body).is_none());
        }
        assert_eq!(luhn(b"12a"), None);
    }
}
