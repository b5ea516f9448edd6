//! Text that is what it seems: marks that nobody sees or that turn its direction, and characters that are none.
//!
//! One function says so for names, references, notes, reasons and codes, whoever sends them (Unicode 17, GB 18030-2022).

use super::Text;
use std::borrow::Cow;
use unicode_properties::{GeneralCategory, UnicodeGeneralCategory};

/// A character that may not stand in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// The character.
    pub code: char,
    /// Its place among the characters of the text, from 1.
    pub place: usize,
    /// What it is.
    pub name: Text,
}

impl Mark {
    /// The character as people write it, `U+200B`.
    pub fn shown(&self) -> String {
        format!("U+{:04X}", u32::from(self.code))
    }

    /// What is wanted instead.
    pub fn wanted(&self) -> Text {
        let (shown, place) = (self.shown(), self.place);
        Text::new(
            format!("去掉第{place}个字符 {shown}（{}）", self.name.zh),
            format!("a text without character {place}, {shown} ({})", self.name.en),
        )
    }
}

/// The first character of a text that may not stand there; line ends and tabs may.
pub fn hidden(text: &str) -> Option<Mark> {
    if text.bytes().all(|byte| (b' '..0x7F).contains(&byte)) {
        return None;
    }
    let mut before = None;
    let mut rest = text.chars().enumerate().peekable();
    while let Some((at, code)) = rest.next() {
        let next = rest.peek().map(|(_, next)| *next);
        if let Some(name) = named(code, before, next) {
            return Some(Mark { code, place: at + 1, name });
        }
        before = Some(code);
    }
    None
}

/// Whether nothing of a text can be seen: blanks, and characters that show nothing.
pub fn is_blank(text: &str) -> bool {
    text.chars().all(|c| c.is_whitespace() || c.is_control() || is_ignorable(c) || c == '\u{2800}')
}

/// What a character is that may not stand between these two; nothing if it may.
#[expect(clippy::wildcard_enum_match_arm, reason = "the categories of Unicode")]
fn named(c: char, before: Option<char>, next: Option<char>) -> Option<Text> {
    let text = |zh, en| Some(Text::fixed(zh, en));
    match c {
        '\n' | '\r' | '\t' | ' '..='~' => None,
        '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}' => text("控制字符", "a control character"),
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
            text("改变文字方向的控制符", "it turns the direction of text")
        }
        '\u{fffd}' => text("替换字符，原文已损", "a replacement character: the text was damaged"),
        '\u{fdd0}'..='\u{fdef}' => text("非字符", "a noncharacter"),
        '\u{2028}' | '\u{2029}' | '\u{fff9}'..='\u{fffb}' => text("格式控制符", "a format control"),
        _ if u32::from(c) & 0xfffe == 0xfffe => text("非字符", "a noncharacter"),
        _ if is_ignorable(c) => (!joins(c, before, next) && !selects(c, before)).then(|| ignorable(c)),
        _ => match c.general_category() {
            GeneralCategory::PrivateUse => text("私用字符", "a private character"),
            // Planes 2 and 3 are those of ideographs: new ones come with each version.
            GeneralCategory::Unassigned if !matches!(c, '\u{20000}'..='\u{3fffd}') => {
                text("未定义的字符", "an unassigned character")
            }
            _ => None,
        },
    }
}

fn ignorable(c: char) -> Text {
    match c {
        '\u{ad}' => Text::fixed("软连字符", "a soft hyphen"),
        '\u{200b}' => Text::fixed("零宽空格", "a zero width space"),
        '\u{200c}' => Text::fixed("零宽不连字", "a zero width non-joiner"),
        '\u{200d}' => Text::fixed("零宽连字", "a zero width joiner"),
        '\u{2060}' => Text::fixed("词连接符", "a word joiner"),
        '\u{feff}' => Text::fixed("零宽不换行空格", "a zero width no-break space"),
        '\u{115f}' | '\u{1160}' | '\u{3164}' | '\u{ffa0}' => Text::fixed("谚文填充符", "a Hangul filler"),
        '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}' => Text::fixed("变体选择符", "a variation selector"),
        _ => Text::fixed("看不见的字符", "an invisible character"),
    }
}

/// `Default_Ignorable_Code_Point`: it shows nothing of itself.
pub(super) fn is_ignorable(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}' | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fff8}' | '\u{1bca0}'..='\u{1bca3}'
        | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

/// A joiner or non-joiner between letters of a script that joins them, as Persian has it; a Mongolian selector after its letter.
fn joins(c: char, before: Option<char>, next: Option<char>) -> bool {
    match c {
        '\u{200c}' | '\u{200d}' => before.is_some_and(is_joining) && next.is_some_and(is_joining),
        '\u{180b}'..='\u{180f}' => before.is_some_and(|before| matches!(before, '\u{1820}'..='\u{18aa}')),
        _ => false,
    }
}

fn is_joining(c: char) -> bool {
    let letters = matches!(c,
        '\u{620}'..='\u{77f}' | '\u{7ca}'..='\u{7ea}' | '\u{840}'..='\u{8ff}' | '\u{900}'..='\u{dff}'
        | '\u{f40}'..='\u{fbc}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17d3}' | '\u{1820}'..='\u{18aa}'
        | '\u{1a20}'..='\u{1aad}' | '\u{a840}'..='\u{a873}' | '\u{fb50}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}'
        | '\u{10ac0}'..='\u{10aff}' | '\u{11000}'..='\u{11fff}' | '\u{1e900}'..='\u{1e943}');
    letters
        && (c.is_alphabetic()
            || matches!(c.general_category(), GeneralCategory::NonspacingMark | GeneralCategory::SpacingMark))
}

/// A variation selector after an ideograph.
fn selects(c: char, before: Option<char>) -> bool {
    let selector = matches!(c, '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}');
    selector && before.is_some_and(is_ideograph)
}

fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3fffd}')
}

/// Private characters that GB 18030 vacated, with the assigned ones that took their places.
const VACATED: [(char, char); 24] = [
    ('\u{e78d}', '\u{fe10}'),
    ('\u{e78e}', '\u{fe12}'),
    ('\u{e78f}', '\u{fe11}'),
    ('\u{e790}', '\u{fe13}'),
    ('\u{e791}', '\u{fe14}'),
    ('\u{e792}', '\u{fe15}'),
    ('\u{e793}', '\u{fe16}'),
    ('\u{e794}', '\u{fe17}'),
    ('\u{e795}', '\u{fe18}'),
    ('\u{e796}', '\u{fe19}'),
    ('\u{e816}', '\u{20087}'),
    ('\u{e817}', '\u{20089}'),
    ('\u{e818}', '\u{200cc}'),
    ('\u{e81e}', '\u{9fb4}'),
    ('\u{e826}', '\u{9fb5}'),
    ('\u{e82b}', '\u{9fb6}'),
    ('\u{e82c}', '\u{9fb7}'),
    ('\u{e831}', '\u{215d7}'),
    ('\u{e832}', '\u{9fb8}'),
    ('\u{e83b}', '\u{2298f}'),
    ('\u{e843}', '\u{9fb9}'),
    ('\u{e854}', '\u{9fba}'),
    ('\u{e855}', '\u{241fe}'),
    ('\u{e864}', '\u{9fbb}'),
];

/// A text as it is kept: as it was sent, but for vacated private characters, which become the assigned ones.
pub fn kept(text: &str) -> Cow<'_, str> {
    let assigned = |c: char| VACATED.iter().find(|(private, _)| *private == c).map_or(c, |(_, assigned)| *assigned);
    if text.chars().any(|c| assigned(c) != c) {
        Cow::Owned(text.chars().map(assigned).collect())
    } else {
        Cow::Borrowed(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_people_write_is_as_it_is() {
        for text in [
            "鲜橙，一级（25 kg）",
            "阿卜杜拉·艾山",
            "𠮷䶮𬭚𰻝面",
            "می\u{200c}خواهم",
            "ক্\u{200d}ষ",
            "ᠮᠤᠩᠭᠤᠯ\u{180b}",
            "葛\u{e0100}城市",
            "a\nb\tc\r\n",
            "Türkiye – Côte d’Ivoire",
            "㐂\u{fe00}",
            "19″ TFT №5 ①Ⅳ",
            "ＡＢＣ１２３",
            "",
        ] {
            assert_eq!(hidden(text), None, "{text}");
        }
    }

    #[test]
    fn what_nobody_sees_is_named_with_its_place() {
        for (text, place, shown, en) in [
            ("甲\u{202e}乙", 2, "U+202E", "direction"),
            ("青岛\u{200b}前湾", 3, "U+200B", "zero width space"),
            ("a\u{200c}b", 2, "U+200C", "non-joiner"),
            ("می\u{200c}", 3, "U+200C", "non-joiner"),
            ("\u{feff}x", 1, "U+FEFF", "no-break"),
            ("x\u{3164}", 2, "U+3164", "filler"),
            ("x\u{115f}", 2, "U+115F", "filler"),
            ("x\u{ad}y", 2, "U+00AD", "soft hyphen"),
            ("x\u{34f}y", 2, "U+034F", "invisible"),
            ("x\u{180e}y", 2, "U+180E", "invisible"),
            ("x\u{2060}y", 2, "U+2060", "word joiner"),
            ("x\u{2028}y", 2, "U+2028", "format"),
            ("x\u{e0041}", 2, "U+E0041", "invisible"),
            ("a\u{fe0f}", 2, "U+FE0F", "variation"),
            ("x\u{ffff}", 2, "U+FFFF", "noncharacter"),
            ("x\u{1fffe}", 2, "U+1FFFE", "noncharacter"),
            ("x\u{fdd0}", 2, "U+FDD0", "noncharacter"),
            ("x\u{fffd}", 2, "U+FFFD", "replacement"),
            ("x\u{0}", 2, "U+0000", "control"),
            ("x\u{85}", 2, "U+0085", "control"),
            ("x\u{e000}", 2, "U+E000", "private"),
            ("x\u{100000}", 2, "U+100000", "private"),
            ("x\u{378}", 2, "U+0378", "unassigned"),
        ] {
            let mark = hidden(text).unwrap_or_else(|| panic!("{text:?}"));
            assert_eq!((mark.place, mark.shown().as_str()), (place, shown), "{text:?}");
            assert!(mark.name.en.contains(en) && mark.wanted().zh.contains(shown), "{mark:?}");
        }
    }

    #[test]
    fn a_text_of_which_nothing_is_seen_is_blank() {
        for text in ["", " ", "\u{200b}", "\u{3164}\u{2060}", "\u{3000}\u{a0}", "\u{feff}\u{202e}", "\u{2800}", "\n"] {
            assert!(is_blank(text), "{text:?}");
        }
        assert!(!is_blank("·") && !is_blank("\u{200b}茶"));
    }

    #[test]
    fn vacated_characters_become_the_assigned_ones() {
        assert_eq!(kept("\u{e81e}\u{e864}\u{e816}茶"), "\u{9fb4}\u{9fbb}\u{20087}茶");
        assert!(VACATED.iter().all(|(_, assigned)| hidden(&assigned.to_string()).is_none()));
        assert!(matches!(kept("\u{e000}茶"), Cow::Borrowed(_)));
    }

    proptest! {
        #[test]
        fn nothing_panics_and_places_are_right(text in any::<String>()) {
            if let Some(mark) = hidden(&text) {
                prop_assert_eq!(text.chars().nth(mark.place - 1), Some(mark.code));
            }
            let _ = (is_blank(&text), kept(&text));
        }
    }
}
