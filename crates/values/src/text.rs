//! Words for people: every text that a reader may see exists in Chinese and in English.

pub mod fold;
pub mod mark;

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Serialize};

/// The language of a reader.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// Simplified Chinese, the default.
    #[default]
    Zh,
    /// English.
    En,
}

impl Language {
    /// Both languages, in the order in which screens offer them.
    pub const ALL: [Language; 2] = [Language::Zh, Language::En];

    /// The BCP 47 tag, as used in policy texts, URLs and `lang` attributes.
    pub fn tag(self) -> &'static str {
        match self {
            Language::Zh => "zh",
            Language::En => "en",
        }
    }

    /// Reads a tag; sub-tags such as `zh-CN` are accepted.
    pub fn parse(tag: &str) -> Option<Language> {
        let primary = tag.split(['-', '_']).next().unwrap_or(tag);
        Language::ALL.into_iter().find(|language| primary.eq_ignore_ascii_case(language.tag()))
    }
}

/// One statement in both languages.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Text {
    /// Chinese.
    pub zh: Cow<'static, str>,
    /// English.
    pub en: Cow<'static, str>,
}

impl Text {
    /// A text made at run time, or from parts.
    pub fn new(zh: impl Into<Cow<'static, str>>, en: impl Into<Cow<'static, str>>) -> Text {
        Text { zh: zh.into(), en: en.into() }
    }

    /// A text known when the program was written; usable in constants.
    pub const fn fixed(zh: &'static str, en: &'static str) -> Text {
        Text { zh: Cow::Borrowed(zh), en: Cow::Borrowed(en) }
    }

    /// The same with something done to both.
    #[must_use]
    pub fn map(&self, each: impl Fn(&str) -> String) -> Text {
        Text::new(each(&self.zh), each(&self.en))
    }

    /// Texts one after another, as each language lists them.
    pub fn list(all: impl IntoIterator<Item = Text>) -> Text {
        let (zh, en): (Vec<_>, Vec<_>) = all.into_iter().map(|text| (text.zh, text.en)).unzip();
        Text::new(zh.join("、"), en.join(", "))
    }

    /// The text for one reader.
    pub fn pick(&self, language: Language) -> &str {
        match language {
            Language::Zh => &self.zh,
            Language::En => &self.en,
        }
    }
}

impl fmt::Display for Text {
    /// Both languages, for logs and for the operator.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} / {}", self.zh, self.en)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reader_gets_the_own_language() {
        let text = Text::new("申报号", "declaration number");
        assert_eq!(text.pick(Language::Zh), "申报号");
        assert_eq!(text.pick(Language::En), "declaration number");
        assert_eq!(text.to_string(), "申报号 / declaration number");
    }

    #[test]
    fn tags_with_and_without_sub_tags() {
        let tags = ["zh", "zh-CN", "EN", "en_GB", "fr", ""];
        let read = [Some(Language::Zh), Some(Language::Zh), Some(Language::En), Some(Language::En), None, None];
        assert_eq!(tags.map(Language::parse), read);
    }
}
