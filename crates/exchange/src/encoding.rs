//! The two encodings of files from China: UTF-8 and GB 18030.

use std::borrow::Cow;

use encoding_rs::GB18030;

/// How the bytes of a file become text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8, with or without a byte order mark.
    Utf8,
    /// GB 18030-2022, which contains GBK and GB 2312.
    Gb18030,
}

impl Encoding {
    /// The encoding of a name as it stands in a map.
    pub fn parse(name: &str) -> Option<Encoding> {
        match name.to_ascii_lowercase().as_str() {
            "utf-8" | "utf8" => Some(Encoding::Utf8),
            "gb18030" | "gb 18030" | "gbk" | "gb2312" => Some(Encoding::Gb18030),
            _ => None,
        }
    }

    /// What people call it.
    pub const fn name(self) -> &'static str {
        match self {
            Encoding::Utf8 => "UTF-8",
            Encoding::Gb18030 => "GB 18030",
        }
    }

    /// The text of bytes; `None` if they are not of this encoding.
    pub fn decode(self, bytes: &[u8]) -> Option<Cow<'_, str>> {
        match self {
            Encoding::Utf8 => std::str::from_utf8(bytes).ok().map(Cow::Borrowed),
            Encoding::Gb18030 => GB18030.decode_without_bom_handling_and_without_replacement(bytes),
        }
    }

    /// The bytes of a text. GB 18030 of today has no bytes for U+E5E5 (a private character); `None` then.
    pub fn encode(self, text: &str) -> Option<Cow<'_, [u8]>> {
        match self {
            Encoding::Utf8 => Some(Cow::Borrowed(text.as_bytes())),
            Encoding::Gb18030 => {
                let (bytes, _, lossy) = GB18030.encode(text);
                (!lossy).then_some(bytes)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The private characters that GB 18030-2022 vacated: they come back as the assigned characters that replaced them.
    #[test]
    fn every_scalar_value_but_nineteen_goes_there_and_back() {
        let mut exceptions = Vec::new();
        let mut count = 0;
        for scalar in '\0'..=char::MAX {
            count += 1;
            let text = scalar.to_string();
            let back =
                Encoding::Gb18030.encode(&text).and_then(|bytes| Encoding::Gb18030.decode(&bytes).map(Cow::into_owned));
            if back.as_ref() != Some(&text) {
                exceptions.push(u32::from(scalar));
            }
        }
        assert_eq!((count, exceptions.len()), (1_112_064, 19), "{exceptions:X?}");
        assert!(exceptions.iter().all(|scalar| (0xE000..=0xF8FF).contains(scalar)), "{exceptions:X?}");
        assert!(exceptions.contains(&0xE5E5));
    }

    #[test]
    fn names_in_level_three_characters() {
        let name = "𬭚𰻝㐂䶮";
        let bytes = Encoding::Gb18030.encode(name).unwrap();
        assert_eq!(Encoding::Gb18030.decode(&bytes).unwrap(), name);
    }

    #[test]
    fn bytes_of_neither() {
        assert_eq!(Encoding::Gb18030.decode(b"\x81"), None);
        assert_eq!(Encoding::Utf8.decode(b"\xd6\xd0"), None);
        assert_eq!(
            ["UTF-8", "gbk", "big5"].map(Encoding::parse),
            [Some(Encoding::Utf8), Some(Encoding::Gb18030), None]
        );
    }
}
