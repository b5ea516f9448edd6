//! A content is known by itself.
#![allow(clippy::cast_possible_truncation, reason = "names of entries are short")]

use proptest::prelude::*;
use values::media::{Media, TextWatch, Unfit};

fn zip(first: &[u8], content: &[u8]) -> Vec<u8> {
    let mut head = b"PK\x03\x04".to_vec();
    head.resize(26, 0);
    head.extend((first.len() as u16).to_le_bytes());
    head.extend([0, 0]);
    [&head, first, content].concat()
}

#[test]
fn r31_a_content_is_known_by_itself() {
    let good: [(&[u8], &str, Media); 10] = [
        (b"%PDF-1.7\n", "合同.pdf", Media::Pdf),
        (b"\x89PNG\r\n\x1a\n", "a.PNG", Media::Png),
        (b"\xff\xd8\xff\xe0", "箱号 照片.jpeg", Media::Jpeg),
        (b"II*\0", "a.tif", Media::Tiff),
        (b"MM\0*", "a.tiff", Media::Tiff),
        (&zip(b"[Content_Types].xml", b""), "清单.xlsx", Media::Office),
        (&zip(b"mimetype", b"application/vnd.oasis.opendocument.text"), "a.odt", Media::Office),
        ("\u{feff}<?xml version=\"1.0\"?><单据/>".as_bytes(), "a.xml", Media::Xml),
        ("品名,数量\n苹果,3\n".as_bytes(), "a.csv", Media::Plain),
        (b"", "empty.txt", Media::Plain),
    ];
    for (head, name, media) in good {
        assert_eq!(Media::of_named(head, name).map(|(media, _)| media), Ok(media), "{name}");
        assert!(media.type_of(name).is_some());
        assert!(media.endings().any(|ending| name.to_ascii_lowercase().ends_with(ending)));
    }
}

#[test]
fn r31_a_name_that_says_otherwise_is_not_believed_and_what_runs_is_not_taken() {
    let bad: [(&[u8], &str, Unfit); 14] = [
        (b"%PDF-1.7\n", "a.jpg", Unfit::Misnamed(Media::Pdf)),
        (b"%PDF-1.7\n", "a.pdf.exe", Unfit::Misnamed(Media::Pdf)),
        (b"%PDF-1.7\n", "pdf", Unfit::Misnamed(Media::Pdf)),
        (b"MZ\x90\0", "a.pdf", Unfit::Unknown),
        (b"\x7fELF", "a.txt", Unfit::Unknown),
        (b"GIF89a\x01\0", "a.png", Unfit::Unknown),
        (&zip(b"evil.exe", b""), "a.docx", Unfit::Unknown),
        (&zip(b"[Content_Types].xml", b""), "a.docm", Unfit::Misnamed(Media::Office)),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "a.xml", Unfit::Runs),
        (b"<?xml version='1.0'?>\n<!-- x --><SVG/>", "a.xml", Unfit::Runs),
        (b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY a 'aaaa'>]><a>&a;</a>", "a.xml", Unfit::Runs),
        (b"  <!DOCTYPE html><p>", "a.txt", Unfit::Runs),
        (b"<script>alert(1)</script>", "a.txt", Unfit::Runs),
        (b"a\0b", "a.txt", Unfit::Unknown),
    ];
    for (head, name, unfit) in bad {
        assert_eq!(Media::of_named(head, name).map(|(media, _)| media), Err(unfit), "{name}");
    }
}

proptest! {
    /// A text is one wherever it is cut, and nothing else is.
    #[test]
    fn r31_a_text_is_watched_to_its_end(text in "\\PC{0,200}", cut in 1usize..7, bad in proptest::option::of(0u8..32)) {
        let mut bytes = text.into_bytes();
        let wanted = bad.is_none_or(|byte| [9, 10, 12, 13].contains(&byte));
        bytes.extend(bad);
        let mut watch = TextWatch::default();
        let goes = bytes.chunks(cut).all(|part| watch.goes_on(part));
        prop_assert_eq!(goes && watch.ended(), wanted);
    }
}
