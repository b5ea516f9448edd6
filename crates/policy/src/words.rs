//! Closed lists of words: what each is called in Chinese and in English, for reading and for showing.

use serde::{Deserialize, Serialize};
use values::direction::Direction;
use values::text::{Language, Text};

/// One value of a closed list with its names; the first name of each language is the one that is shown.
pub type Named<T> = (T, &'static [&'static str], &'static [&'static str]);

/// A closed list of words that a policy may use.
pub trait Word: Copy + PartialEq + Sized + 'static {
    /// Every value with its names.
    const NAMES: &'static [Named<Self>];

    /// The value for a name in either language.
    fn named(text: &str) -> Option<Self> {
        let has = |names: &[&str]| names.iter().any(|n| n.eq_ignore_ascii_case(text));
        Self::NAMES.iter().find(|(_, zh, en)| has(zh) || has(en)).map(|n| n.0)
    }

    /// What it is called.
    fn name(self) -> Text {
        let found = Self::NAMES.iter().find(|n| n.0 == self).expect("a test proves that every value is named");
        Text::fixed(found.1[0], found.2[0])
    }

    /// What it is called in one language.
    fn called(self, language: Language) -> &'static str {
        let found = Self::NAMES.iter().find(|n| n.0 == self).expect("a test proves that every value is named");
        match language {
            Language::Zh => found.1[0],
            Language::En => found.2[0],
        }
    }

    /// All names, for saying what was wanted.
    fn wanted() -> Text {
        let zh: Vec<&str> = Self::NAMES.iter().map(|n| n.1[0]).collect();
        let en: Vec<&str> = Self::NAMES.iter().map(|n| n.2[0]).collect();
        Text::new(zh.join("、"), en.join(", "))
    }
}

impl Word for Direction {
    const NAMES: &'static [Named<Self>] =
        &[(Direction::Entry, &["入境", "进境"], &["entry"]), (Direction::Exit, &["出境"], &["exit"])];
}

/// Verification or watching of the loading: what a list entry wants at the port.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Handling {
    /// 查验
    Verify,
    /// 监装
    WatchLoading,
}

impl Handling {
    /// The word by which [`super::Fact::EntryHandling`] answers.
    pub fn word(self) -> &'static str {
        self.called(Language::En)
    }
}

impl Word for Handling {
    const NAMES: &'static [Named<Self>] =
        &[(Handling::Verify, &["查验"], &["verify"]), (Handling::WatchLoading, &["监装"], &["watch loading"])];
}

/// Who chooses among the places of a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Chooser {
    /// 企业
    Enterprise,
    /// 清单条目
    Entry,
    /// 规则
    Rule,
    /// Nothing was written: there is nothing to choose.
    Nobody,
}

impl Word for Chooser {
    const NAMES: &'static [Named<Self>] = &[
        (Chooser::Enterprise, &["企业"], &["enterprise"]),
        (Chooser::Entry, &["清单条目"], &["list entry"]),
        (Chooser::Rule, &["规则"], &["rule"]),
        (Chooser::Nobody, &["", "—"], &[""]),
    ];
}

/// How goods count while a list is not in force.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lapse {
    /// 照上次生效的清单: as on the last day on which it was; goods of a kind that it names go to a person if it never was.
    LastInForce,
    /// 视为清单外.
    Unlisted,
    /// 转人工: goods of a kind that it names go to a person.
    Person,
}

impl Word for Lapse {
    const NAMES: &'static [Named<Self>] = &[
        (Lapse::LastInForce, &["照上次生效的清单"], &["as the last list in force"]),
        (Lapse::Unlisted, &["视为清单外"], &["as unlisted"]),
        (Lapse::Person, &["转人工"], &["to a person"]),
    ];
}

/// A place of a step, relative to the case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// 口岸: the office at the port of entry or exit.
    Port,
    /// 产地: the office where the goods were produced.
    Origin,
    /// 属地: for declaring, where the enterprise is registered; otherwise where the goods go.
    Home,
    /// 审单中心: the virtual review centre.
    ReviewCentre,
    /// 任一: any capable office of the region.
    Any,
}

impl Word for Place {
    const NAMES: &'static [Named<Self>] = &[
        (Place::Port, &["口岸"], &["port"]),
        (Place::Origin, &["产地"], &["origin"]),
        (Place::Home, &["属地"], &["home"]),
        (Place::ReviewCentre, &["审单中心"], &["review centre", "review center"]),
        (Place::Any, &["任一"], &["any"]),
    ];
}

/// What an office is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OfficeRole {
    /// 口岸
    Port,
    /// 内地
    Inland,
}

impl Word for OfficeRole {
    const NAMES: &'static [Named<Self>] =
        &[(OfficeRole::Port, &["口岸"], &["port"]), (OfficeRole::Inland, &["内地"], &["inland"])];
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_place_is_named_in_both_languages() {
        assert_eq!(Place::NAMES.len(), Place::Any as usize + 1);
    }
}
