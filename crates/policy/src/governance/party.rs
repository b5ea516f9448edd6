//! The course of a proposal: its states, what is done to it, and who may do it there.

use crate::Policy;
use crate::source::Source;
use crate::table::{Reading, Row, Shape};
use crate::words::{Named, Word};
use serde::{Deserialize, Serialize};
use values::text::Text;

/// Where a proposal stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// 草稿: its author's bureau's alone.
    Draft,
    /// 征求意见: before the bureaus that are consulted.
    Proposed,
    /// 待表决: consulted, and before the voters.
    Consulted,
    /// 表决通过: the votes are there, and something else is not yet.
    Voted,
    /// 已报批: before the superior.
    Submitted,
    /// 已获批准: the superior has approved, and something else is not yet there.
    Approved,
    /// 已成立: every condition was met; nobody votes any more.
    Carried,
    /// 施行.
    InForce,
    /// 已被替代: what it said is said otherwise by a later one.
    Superseded,
    /// 中止: the command centre took it out of force.
    Suspended,
    /// 已废止: what was before it was put back.
    Repealed,
    /// 已撤回.
    Withdrawn,
    /// 已失效: its first day came and it was not carried.
    Lapsed,
    /// 未获批准: the superior refused.
    Refused,
}

impl Stage {
    /// Whether something may still become of it that is not law yet.
    pub fn is_open(self) -> bool {
        matches!(
            self,
            Stage::Draft | Stage::Proposed | Stage::Consulted | Stage::Voted | Stage::Submitted | Stage::Approved
        )
    }

    /// The stable word.
    pub fn word(self) -> &'static str {
        match self {
            Stage::Draft => "draft",
            Stage::Proposed => "proposed",
            Stage::Consulted => "consulted",
            Stage::Voted => "voted",
            Stage::Submitted => "submitted",
            Stage::Approved => "approved",
            Stage::Carried => "carried",
            Stage::InForce => "in_force",
            Stage::Superseded => "superseded",
            Stage::Suspended => "suspended",
            Stage::Repealed => "repealed",
            Stage::Withdrawn => "withdrawn",
            Stage::Lapsed => "lapsed",
            Stage::Refused => "refused",
        }
    }
}

impl Word for Stage {
    const NAMES: &'static [Named<Self>] = &[
        (Stage::Draft, &["草稿"], &["draft"]),
        (Stage::Proposed, &["征求意见"], &["proposed"]),
        (Stage::Consulted, &["待表决"], &["consulted"]),
        (Stage::Voted, &["表决通过"], &["voted"]),
        (Stage::Submitted, &["已报批"], &["submitted"]),
        (Stage::Approved, &["已获批准"], &["approved"]),
        (Stage::Carried, &["已成立"], &["carried"]),
        (Stage::InForce, &["施行"], &["in force"]),
        (Stage::Superseded, &["已被替代"], &["superseded"]),
        (Stage::Suspended, &["中止"], &["suspended"]),
        (Stage::Repealed, &["已废止"], &["repealed"]),
        (Stage::Withdrawn, &["已撤回"], &["withdrawn"]),
        (Stage::Lapsed, &["已失效"], &["lapsed"]),
        (Stage::Refused, &["未获批准"], &["refused"]),
    ];
}

/// What people do to a proposal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)] // `NAMES` says what each is called.
pub enum ProposalAct {
    Edit,
    Propose,
    Consult,
    Answer,
    Settle,
    Close,
    Ballot,
    Submit,
    Approve,
    File,
    Suspend,
    Resume,
    RollBack,
    Withdraw,
}

impl ProposalAct {
    /// Where it can be done at all; the text says by whom, and may leave it out.
    pub fn stages(self) -> &'static [Stage] {
        use Stage::{Approved, Carried, Consulted, Draft, InForce, Proposed, Submitted, Suspended, Voted};
        match self {
            ProposalAct::Edit | ProposalAct::Withdraw => &[Draft, Proposed, Consulted, Voted, Submitted, Approved],
            ProposalAct::Propose => &[Draft],
            ProposalAct::Consult | ProposalAct::Answer | ProposalAct::Settle | ProposalAct::Close => &[Proposed],
            ProposalAct::Ballot => &[Consulted, Voted, Submitted, Approved],
            ProposalAct::Submit => &[Voted],
            ProposalAct::Approve => &[Submitted],
            ProposalAct::File | ProposalAct::RollBack => &[Carried, InForce],
            ProposalAct::Suspend => &[InForce],
            ProposalAct::Resume => &[Suspended],
        }
    }

    /// The stable word.
    pub fn word(self) -> &'static str {
        match self {
            ProposalAct::Edit => "edit",
            ProposalAct::Propose => "propose",
            ProposalAct::Consult => "consult",
            ProposalAct::Answer => "answer",
            ProposalAct::Settle => "settle",
            ProposalAct::Close => "close",
            ProposalAct::Ballot => "ballot",
            ProposalAct::Submit => "submit",
            ProposalAct::Approve => "approve",
            ProposalAct::File => "file",
            ProposalAct::Suspend => "suspend",
            ProposalAct::Resume => "resume",
            ProposalAct::RollBack => "roll_back",
            ProposalAct::Withdraw => "withdraw",
        }
    }
}

impl Word for ProposalAct {
    const NAMES: &'static [Named<Self>] = &[
        (ProposalAct::Edit, &["修改"], &["edit"]),
        (ProposalAct::Propose, &["提出"], &["propose"]),
        (ProposalAct::Consult, &["发表意见"], &["give an opinion"]),
        (ProposalAct::Answer, &["答复意见"], &["answer an opinion"]),
        (ProposalAct::Settle, &["裁定意见"], &["settle an opinion"]),
        (ProposalAct::Close, &["结束征求意见"], &["end the consultation"]),
        (ProposalAct::Ballot, &["表决"], &["vote"]),
        (ProposalAct::Submit, &["报批"], &["submit"]),
        (ProposalAct::Approve, &["登记批复"], &["record the superior's answer"]),
        (ProposalAct::File, &["登记备案"], &["record the filing"]),
        (ProposalAct::Suspend, &["中止"], &["suspend"]),
        (ProposalAct::Resume, &["恢复"], &["resume"]),
        (ProposalAct::RollBack, &["提议退回"], &["propose to roll back"]),
        (ProposalAct::Withdraw, &["撤回"], &["withdraw"]),
    ];
}

/// Who does something to a proposal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Party {
    /// 提案人: the natural person who wrote it.
    Author,
    /// 可提案人: who may propose such a text, at an office of any member.
    Proposer,
    /// 成员局: who may propose or vote, for a bureau that is consulted.
    Bureau,
    /// 表决人: who holds the seat of a member.
    Voter,
    /// 决策指挥中心.
    Command,
    /// 运行维护中心.
    Operations,
}

impl Word for Party {
    const NAMES: &'static [Named<Self>] = &[
        (Party::Author, &["提案人"], &["author"]),
        (Party::Proposer, &["可提案人"], &["proposer"]),
        (Party::Bureau, &["成员局"], &["bureau"]),
        (Party::Voter, &["表决人"], &["voter"]),
        (Party::Command, &["决策指挥中心"], &["command centre"]),
        (Party::Operations, &["运行维护中心"], &["operations centre"]),
    ];
}

/// A row of the course: in these states these acts are done by these.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)] // the columns of the table
pub struct Permitted {
    pub stages: Vec<Stage>,
    pub acts: Vec<ProposalAct>,
    pub parties: Vec<Party>,
    pub source: Source,
}

pub(crate) const COURSE: Shape = Shape {
    name: Text::fixed("提案的办理", "course of proposals"),
    required: &["proposal stage", "done there", "done by"],
    optional: &[],
};

pub(crate) fn permitted(row: &Row, reading: &mut Reading) -> Option<Permitted> {
    let (stages, acts) = (row.words::<Stage>("proposal stage", reading), row.words("done there", reading));
    let parties = row.words("done by", reading);
    let (stages, acts, parties) = (stages?, acts?, parties?);
    for act in &acts {
        // What the machine cannot do there would be a promise that nobody keeps.
        let unfit = |stage: &&Stage| !ProposalAct::stages(*act).contains(stage);
        if let Some(stage) = stages.iter().find(unfit) {
            let (zh, en): (Vec<_>, Vec<_>) =
                act.stages().iter().map(|stage| stage.name()).map(|name| (name.zh, name.en)).unzip();
            let (zh, en) = (zh.join("、"), en.join(", "));
            let wanted = Text::new(
                format!("「{}」可办的状态：{zh}", act.name().zh),
                format!("states in which to {}: {en}", act.name().en),
            );
            reading.fault_at(&row.source(), stage.name().zh.as_ref(), wanted);
        }
    }
    Some(Permitted { stages, acts, parties, source: row.source() })
}

impl Policy {
    /// Who may do an act to a proposal in a state.
    pub fn parties(&self, stage: Stage, act: ProposalAct) -> Vec<Party> {
        let row = |row: &&Permitted| row.stages.contains(&stage) && row.acts.contains(&act);
        let mut parties: Vec<Party> = self.course.iter().filter(row).flat_map(|row| row.parties.clone()).collect();
        parties.sort_unstable();
        parties.dedup();
        parties
    }
}
