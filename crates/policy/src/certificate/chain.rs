//! The steps by which a paper comes to be: one row a step, with who does it and where.

use crate::words::{Named, Word};
use serde::{Deserialize, Serialize};
use values::actor::Role;

/// A step of the chain of a paper (「签证管理办法」第四条).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChainStep {
    /// 拟稿: what the paper states is put together from the record.
    Draft,
    /// 核签: another looks at the draft.
    Check,
    /// 缮制: the paper itself is written.
    Engross,
    /// 校核: the written paper is read against the draft.
    Proofread,
    /// 签字: it is signed for agreeing with the draft.
    Sign,
    /// 签发: it is given out and counts.
    Issue,
}

/// Where a step of a chain is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum At {
    /// Where the goods were inspected: 谁检验、谁拟证.
    Inspecting,
    /// Where the enterprise fetches its papers: 谁缮制、谁签证.
    Documents,
    /// At any office.
    Any,
}

struct Nature {
    step: ChainStep,
    word: &'static str,
    role: Role,
    at: At,
}

/// One row a step, in the order in which a text may have them.
const NATURES: [Nature; 6] = [
    Nature { step: ChainStep::Draft, word: "draft", role: Role::Drafter, at: At::Inspecting },
    Nature { step: ChainStep::Check, word: "check", role: Role::Checker, at: At::Inspecting },
    Nature { step: ChainStep::Engross, word: "engross", role: Role::Engrosser, at: At::Documents },
    Nature { step: ChainStep::Proofread, word: "proofread", role: Role::Engrosser, at: At::Documents },
    Nature { step: ChainStep::Sign, word: "sign", role: Role::Signatory, at: At::Documents },
    Nature { step: ChainStep::Issue, word: "issue", role: Role::Releaser, at: At::Any },
];

// A step without a row, or a row out of its place, does not compile.
const _: () = {
    let mut at = 0;
    while at < NATURES.len() {
        assert!(NATURES[at].step as usize == at, "rows in the order of the steps");
        at += 1;
    }
};

impl ChainStep {
    /// Every step, in its order.
    pub fn all() -> impl Iterator<Item = ChainStep> {
        NATURES.iter().map(|nature| nature.step)
    }

    fn nature(self) -> &'static Nature {
        &NATURES[self as usize]
    }

    /// The stable word in events, tasks and the API.
    pub fn word(self) -> &'static str {
        self.nature().word
    }

    /// The step of a word.
    pub fn of_word(word: &str) -> Option<ChainStep> {
        ChainStep::all().find(|step| step.word() == word)
    }

    /// In which role it is done.
    pub fn role(self) -> Role {
        self.nature().role
    }

    /// Where it is done.
    pub fn at(self) -> At {
        self.nature().at
    }
}

impl Word for ChainStep {
    const NAMES: &'static [Named<Self>] = &[
        (ChainStep::Draft, &["拟稿"], &["draft"]),
        (ChainStep::Check, &["核签"], &["check"]),
        (ChainStep::Engross, &["缮制"], &["engross"]),
        (ChainStep::Proofread, &["校核"], &["proofread"]),
        (ChainStep::Sign, &["签字"], &["sign"]),
        (ChainStep::Issue, &["签发"], &["issue"]),
    ];
}
