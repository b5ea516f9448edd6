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

/// What kind of act a step is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StepKind {
    /// 受理: an office accepts the declaration and gives it its number.
    Accept,
    /// 审单: the virtual review centre reviews.
    Review,
    /// 监管: supervision of production or processing.
    Supervise,
    /// 检验: inspection and quarantine.
    Inspect,
    /// 查验: verification that goods and papers agree.
    Verify,
    /// 监装: watching of the loading.
    WatchLoading,
    /// 处理: treatment.
    Treat,
    /// 转单: papers go from origin to port.
    Forward,
    /// 通关: customs may release.
    Clear,
    /// 调离: goods may leave the port.
    Move,
    /// 签证: certificates.
    Certify,
    /// 放行: goods may be sold, used, exported.
    Release,
}

impl StepKind {
    /// Every kind, in the order of a case.
    pub fn all() -> impl Iterator<Item = StepKind> {
        StepKind::NAMES.iter().map(|n| n.0)
    }

    /// Whether it is work on the goods, which release must wait for and a formula must name.
    pub fn on_goods(self) -> bool {
        match self {
            StepKind::Supervise | StepKind::Inspect | StepKind::Verify | StepKind::WatchLoading | StepKind::Treat => {
                true
            }
            StepKind::Accept
            | StepKind::Review
            | StepKind::Forward
            | StepKind::Clear
            | StepKind::Move
            | StepKind::Certify
            | StepKind::Release => false,
        }
    }

    /// The kind for an act as the formulas of the plan name it.
    pub(crate) fn of_act(act: &str) -> Option<StepKind> {
        StepKind::named(act).or_else(|| {
            let has = |names: &[&str]| names.iter().any(|n| n.eq_ignore_ascii_case(act));
            ACTS.iter().find(|(_, names)| has(names)).map(|a| a.0)
        })
    }
}

impl Word for StepKind {
    const NAMES: &'static [Named<Self>] = &[
        (StepKind::Accept, &["受理"], &["accept"]),
        (StepKind::Review, &["审单"], &["review"]),
        (StepKind::Supervise, &["监管"], &["supervise"]),
        (StepKind::Inspect, &["检验"], &["inspect"]),
        (StepKind::Verify, &["查验"], &["verify"]),
        (StepKind::WatchLoading, &["监装"], &["watch loading"]),
        (StepKind::Treat, &["处理"], &["treat"]),
        (StepKind::Forward, &["转单"], &["forward"]),
        (StepKind::Clear, &["通关"], &["clear"]),
        (StepKind::Move, &["调离"], &["move"]),
        (StepKind::Certify, &["签证"], &["certify"]),
        (StepKind::Release, &["放行"], &["release"]),
    ];
}

/// Acts as formulas say them, beyond the names of the kinds.
const ACTS: &[(StepKind, &[&str])] = &[
    (StepKind::Accept, &["申报", "报检", "declaration", "acceptance"]),
    (StepKind::Supervise, &["supervision"]),
    (StepKind::Inspect, &["检验检疫", "检疫", "inspection", "quarantine", "inspection and quarantine"]),
    (StepKind::Verify, &["验放", "verification"]),
    (StepKind::WatchLoading, &["loading watch", "supervised loading"]),
    (
        StepKind::Treat,
        &[
            "预防性消毒处理",
            "消毒处理",
            "检疫处理",
            "treatment",
            "preventive disinfection",
            "disinfection",
            "fumigation",
        ],
    ),
    (StepKind::Clear, &["通关单", "clearance"]),
    (StepKind::Move, &["onward movement"]),
    (StepKind::Certify, &["出证", "certification"]),
    (StepKind::Release, &["直接放行", "direct release"]),
];

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

impl StepKind {
    /// The stable word of the kind in rows, tasks and the API.
    pub fn word(self) -> &'static str {
        match self {
            StepKind::Accept => "accept",
            StepKind::Review => "review",
            StepKind::Supervise => "supervise",
            StepKind::Inspect => "inspect",
            StepKind::Verify => "verify",
            StepKind::WatchLoading => "watch_loading",
            StepKind::Treat => "treat",
            StepKind::Forward => "forward",
            StepKind::Clear => "clear",
            StepKind::Move => "move",
            StepKind::Certify => "certify",
            StepKind::Release => "release",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_is_named_in_both_languages() {
        assert_eq!(StepKind::all().count(), StepKind::Release as usize + 1);
        assert_eq!(Place::NAMES.len(), Place::Any as usize + 1);
        assert_eq!(StepKind::named("监装"), Some(StepKind::WatchLoading));
        assert_eq!(StepKind::named("Watch loading"), Some(StepKind::WatchLoading));
        assert_eq!(StepKind::Treat.called(Language::Zh), "处理");
    }

    #[test]
    fn acts_of_the_plan_have_a_kind() {
        let acts = ["申报", "检验检疫", "查验", "监装", "监管", "预防性消毒处理", "放行", "直接放行", "飞行"];
        let kinds = acts.map(StepKind::of_act);
        assert_eq!(kinds[3], Some(StepKind::WatchLoading));
        assert_eq!(kinds.iter().filter(|k| k.is_none()).count(), 1);
    }
}
