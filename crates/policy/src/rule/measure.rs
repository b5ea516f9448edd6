//! What a rule asks for where it hits: measures, each of a step or of the case as a whole.

use super::Said;
use crate::condition::{Item, Order};
use crate::deadline::Moment;
use crate::fact::Fact;
use crate::step_kind::StepKind;
use crate::words::{Named, Word};
use serde::{Deserialize, Serialize};

/// What is to be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Measure {
    /// 拒绝受理, and why.
    Refuse(Said),
    /// 退回补正: what the declaration lacks.
    Return(Said),
    /// 人工审单, by a person of that skill.
    Review(Said),
    /// 提供单据: any of these papers, by whom, before which step.
    Papers {
        /// Kinds of papers, any of which will do.
        kinds: Vec<Item>,
        /// Who brings them.
        from: Supplier,
        /// The step that waits for them.
        before: StepKind,
        /// Given after the review, a person looks at the case again.
        again: bool,
    },
    /// How far goods are looked at in a step.
    Inspect {
        /// The step.
        step: StepKind,
        /// How far.
        extent: Extent,
    },
    /// 检测: an item, by a method, within a limit.
    Examine {
        /// What is measured or looked for.
        item: Said,
        /// The standard by which it is done.
        method: Box<str>,
        /// What passes.
        limit: Limit,
        /// Beyond it the officer says what becomes of the lot; else it fails.
        judged: bool,
    },
    /// 处理.
    Treat(Treatment),
    /// The earliest day of release: so many calendar days after something happened.
    ReleaseAfter {
        /// Calendar days.
        days: u16,
        /// After what.
        from: Moment,
    },
    /// 暂扣, until somebody lifts it.
    Hold(Lifter),
    /// 放行后: a work item of the platform, due so many days after release.
    AfterRelease {
        /// What is done.
        what: Said,
        /// Calendar days.
        days: u16,
    },
    /// 提示: a word to the officer.
    Note(Said),
    /// 抽样: as many units of each lot as the named plan says.
    Sample(Box<str>),
    /// 不合格后: after a failure the next lots of the producer's goods in full, and back after so many passes in a row.
    Escalate {
        /// The step.
        step: StepKind,
        /// How many lots.
        lots: u16,
        /// After how many passes in a row it is as before.
        passes: u16,
    },
    /// 办理次序: the case's place in the queue.
    Turn(Precedence),
    /// 无纸化 or 交验纸本.
    Paperless(bool),
}

/// 处理: what is treated, with what, how strongly and how long.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Treatment {
    /// The method.
    pub what: Said,
    /// What is treated.
    pub object: Option<Object>,
    /// The agent.
    pub agent: Option<Said>,
    /// At least or at most so much of it.
    pub dose: Option<Bound>,
    /// At least so warm, or at most: tenths of a degree Celsius.
    pub temperature: Option<(Order, i32)>,
    /// Minutes at least.
    pub minutes: Option<u32>,
    /// How the effect is verified.
    pub verification: Option<Said>,
}

/// Units of doses, and how many milligrams per cubic metre one of them is.
pub const DOSES: [(&str, i64); 3] = [("g/m3", 1_000), ("g/m³", 1_000), ("mg/m3", 1)];

impl Treatment {
    /// A method and nothing more.
    pub fn of(what: Said) -> Treatment {
        Treatment { what, object: None, agent: None, dose: None, temperature: None, minutes: None, verification: None }
    }
}

/// A bound with its unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bound {
    /// How it is compared.
    pub order: Order,
    /// Ten-thousandths of the unit.
    pub units: i64,
    /// The unit as laboratories write it: `mg/kg`.
    pub unit: Box<str>,
}

/// How a rule says that a paper that comes after the review brings the case back to a person.
pub(super) const AGAIN: (&str, &str) = ("补交后重新审单", "then reviewed again");

/// How a rule says that beyond a limit the officer judges.
pub(super) const JUDGED: (&str, &str) = ("超限由施检人员判定", "beyond it the officer judges");

/// What passes an examination.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Limit {
    /// 不得检出.
    NotFound,
    /// Within a bound.
    Within(Bound),
}

/// How far goods are looked at; the stricter comes later.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Extent {
    /// 单证: the papers only.
    Documents,
    /// A share of lots that is drawn, in hundredths of a percent, below all.
    Rate(u16),
    /// 每批: every lot.
    All,
}

impl Extent {
    /// Every lot, in hundredths of a percent.
    pub const WHOLE: u16 = 10_000;

    /// A share; the whole is every lot.
    pub fn of_share(share: u16) -> Option<Extent> {
        match share {
            0 => None,
            Extent::WHOLE => Some(Extent::All),
            _ if share < Extent::WHOLE => Some(Extent::Rate(share)),
            _ => None,
        }
    }
}

/// Who brings papers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Supplier {
    /// 企业: whoever declares.
    Enterprise,
    /// 机构: the office that works on the goods.
    Office,
}

impl Word for Supplier {
    const NAMES: &'static [Named<Self>] =
        &[(Supplier::Enterprise, &["企业"], &["the enterprise"]), (Supplier::Office, &["施检机构"], &["the office"])];
}

/// Who lifts a hold, or confirms a waiver.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Lifter {
    /// 施检机构: the office that works on the goods.
    Office,
    /// 审单中心.
    ReviewCentre,
    /// 指挥中心.
    CommandCentre,
}

impl Word for Lifter {
    const NAMES: &'static [Named<Self>] = &[
        (Lifter::Office, &["施检机构"], &["the office"]),
        (Lifter::ReviewCentre, &["审单中心"], &["the review centre"]),
        (Lifter::CommandCentre, &["指挥中心"], &["the command centre"]),
    ];
}

/// What is treated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)] // the words below say what each one is
pub enum Object {
    Goods,
    Packing,
    ContainerInside,
    ContainerOutside,
    Conveyance,
    Ground,
}

impl Word for Object {
    const NAMES: &'static [Named<Self>] = &[
        (Object::Goods, &["货物"], &["goods"]),
        (Object::Packing, &["包装"], &["packing"]),
        (Object::ContainerInside, &["集装箱箱体"], &["container inside"]),
        (Object::ContainerOutside, &["集装箱外表"], &["container outside"]),
        (Object::Conveyance, &["运输工具"], &["conveyance"]),
        (Object::Ground, &["场地"], &["ground"]),
    ];
}

/// The place of a case in the queue.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Precedence {
    /// 优先
    First,
    /// 通常
    #[default]
    Usual,
    /// 靠后
    Last,
}

impl Word for Precedence {
    const NAMES: &'static [Named<Self>] = &[
        (Precedence::First, &["优先"], &["first"]),
        (Precedence::Usual, &["通常"], &["as usual"]),
        (Precedence::Last, &["靠后"], &["last"]),
    ];
}

/// What kind of measure it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs)] // the words below say what each one is
pub enum MeasureKind {
    Refuse,
    Return,
    Review,
    Papers,
    Inspect,
    Examine,
    Treat,
    ReleaseAfter,
    Hold,
    AfterRelease,
    Note,
    Sample,
    Escalate,
    Turn,
    Paperless,
}

impl Word for MeasureKind {
    const NAMES: &'static [Named<Self>] = &[
        (MeasureKind::Refuse, &["拒绝受理"], &["refuse"]),
        (MeasureKind::Return, &["退回补正"], &["return for"]),
        (MeasureKind::Review, &["人工审单"], &["review by a person of"]),
        (MeasureKind::Papers, &["提供单据"], &["papers"]),
        (MeasureKind::Inspect, &["查验检验"], &["inspect"]),
        (MeasureKind::Examine, &["检测"], &["examine"]),
        (MeasureKind::Treat, &["处理"], &["treat by"]),
        (MeasureKind::ReleaseAfter, &["放行不早于"], &["release not before"]),
        (MeasureKind::Hold, &["暂扣"], &["hold"]),
        (MeasureKind::AfterRelease, &["放行后"], &["after release"]),
        (MeasureKind::Note, &["提示"], &["note"]),
        (MeasureKind::Sample, &["抽样"], &["sample by"]),
        (MeasureKind::Escalate, &["不合格后"], &["after failure"]),
        (MeasureKind::Turn, &["办理次序"], &["turn"]),
        (MeasureKind::Paperless, &["单据形式"], &["form of papers"]),
    ];
}

impl Measure {
    /// What kind it is.
    pub fn kind(&self) -> MeasureKind {
        match self {
            Measure::Refuse(_) => MeasureKind::Refuse,
            Measure::Return(_) => MeasureKind::Return,
            Measure::Review(_) => MeasureKind::Review,
            Measure::Papers { .. } => MeasureKind::Papers,
            Measure::Inspect { .. } => MeasureKind::Inspect,
            Measure::Examine { .. } => MeasureKind::Examine,
            Measure::Treat(_) => MeasureKind::Treat,
            Measure::ReleaseAfter { .. } => MeasureKind::ReleaseAfter,
            Measure::Hold(_) => MeasureKind::Hold,
            Measure::AfterRelease { .. } => MeasureKind::AfterRelease,
            Measure::Note(_) => MeasureKind::Note,
            Measure::Sample(_) => MeasureKind::Sample,
            Measure::Escalate { .. } => MeasureKind::Escalate,
            Measure::Turn(_) => MeasureKind::Turn,
            Measure::Paperless(_) => MeasureKind::Paperless,
        }
    }

    /// Declarants see papers, treatments and days; never what tells where a risk is seen.
    pub fn public_by_default(&self) -> bool {
        match self.kind() {
            MeasureKind::Refuse
            | MeasureKind::Return
            | MeasureKind::Papers
            | MeasureKind::Treat
            | MeasureKind::ReleaseAfter
            | MeasureKind::Paperless => true,
            MeasureKind::Review
            | MeasureKind::Inspect
            | MeasureKind::Examine
            | MeasureKind::Hold
            | MeasureKind::AfterRelease
            | MeasureKind::Note
            | MeasureKind::Sample
            | MeasureKind::Escalate
            | MeasureKind::Turn => false,
        }
    }

    /// The step that it binds to; none for what is of the case as a whole.
    pub fn step(&self) -> Option<StepKind> {
        match self {
            Measure::Refuse(_) | Measure::Return(_) | Measure::Review(_) => Some(StepKind::Review),
            Measure::Papers { before, .. } => Some(*before),
            Measure::Inspect { step, .. } | Measure::Escalate { step, .. } => Some(*step),
            Measure::Examine { .. } | Measure::Sample(_) => Some(StepKind::Inspect),
            Measure::Treat(_) => Some(StepKind::Treat),
            Measure::ReleaseAfter { .. } | Measure::Hold(_) => Some(StepKind::Release),
            Measure::AfterRelease { .. } | Measure::Note(_) | Measure::Turn(_) | Measure::Paperless(_) => None,
        }
    }

    /// The fact from which its content is worked out, if it is.
    pub fn reads(&self) -> Option<Fact> {
        (self.kind() == MeasureKind::Sample).then_some(Fact::PackCount)
    }

    /// What the declaration lacks.
    pub fn lacking(&self) -> Option<&Said> {
        if let Measure::Return(said) = self { Some(said) } else { None }
    }
}
