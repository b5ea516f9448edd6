//! What kinds of steps there are, and what each is: one row a kind, and every question about a kind is asked of its row.

use crate::words::{Named, Word};
use serde::{Deserialize, Serialize};

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

/// What a kind of step may be.
#[derive(Clone, Copy, PartialEq)]
enum Is {
    /// Work on the goods, which release must wait for and a formula must name.
    OnGoods,
    /// Done lot by lot.
    ByLot,
    /// Work on papers, for which neither goods nor lorry need be there.
    AtDesk,
    /// Lets goods or papers go on, and therefore stops while they are held.
    LetsGoOn,
    /// Gives out a document, after which nothing is withdrawn or amended.
    Paper,
    /// Rests on a result or paper of before, and is refused once that is void.
    OnResult,
}

struct Nature {
    kind: StepKind,
    /// In rows, tasks and the API.
    word: &'static str,
    zh: &'static [&'static str],
    en: &'static [&'static str],
    /// Further names by which the formulas of the plan call it, in both languages.
    acts: &'static [&'static str],
    is: &'static [Is],
}

use Is::{AtDesk, ByLot, LetsGoOn, OnGoods, OnResult, Paper};

/// One row a kind, in the order of a case.
const NATURES: &[Nature] = &[
    Nature {
        kind: StepKind::Accept,
        word: "accept",
        zh: &["受理"],
        en: &["accept"],
        acts: &["申报", "报检", "declaration", "acceptance"],
        is: &[AtDesk],
    },
    Nature { kind: StepKind::Review, word: "review", zh: &["审单"], en: &["review"], acts: &[], is: &[AtDesk] },
    Nature {
        kind: StepKind::Supervise,
        word: "supervise",
        zh: &["监管"],
        en: &["supervise"],
        acts: &["supervision"],
        is: &[OnGoods],
    },
    Nature {
        kind: StepKind::Inspect,
        word: "inspect",
        zh: &["检验"],
        en: &["inspect"],
        acts: &["检验检疫", "检疫", "inspection", "quarantine", "inspection and quarantine"],
        is: &[OnGoods, ByLot],
    },
    Nature {
        kind: StepKind::Verify,
        word: "verify",
        zh: &["查验"],
        en: &["verify"],
        acts: &["验放", "verification"],
        is: &[OnGoods, ByLot, OnResult],
    },
    Nature {
        kind: StepKind::WatchLoading,
        word: "watch_loading",
        zh: &["监装"],
        en: &["watch loading"],
        acts: &["loading watch", "supervised loading"],
        is: &[OnGoods, ByLot, OnResult],
    },
    Nature {
        kind: StepKind::Treat,
        word: "treat",
        zh: &["处理"],
        en: &["treat"],
        acts: &[
            "预防性消毒处理",
            "消毒处理",
            "检疫处理",
            "treatment",
            "preventive disinfection",
            "disinfection",
            "fumigation",
        ],
        is: &[OnGoods],
    },
    Nature {
        kind: StepKind::Forward,
        word: "forward",
        zh: &["转单"],
        en: &["forward"],
        acts: &[],
        is: &[LetsGoOn, Paper, OnResult],
    },
    Nature {
        kind: StepKind::Clear,
        word: "clear",
        zh: &["通关"],
        en: &["clear"],
        acts: &["通关单", "clearance"],
        is: &[AtDesk, LetsGoOn, Paper, OnResult],
    },
    Nature {
        kind: StepKind::Move,
        word: "move",
        zh: &["调离"],
        en: &["move"],
        acts: &["onward movement"],
        is: &[LetsGoOn, Paper, OnResult],
    },
    Nature {
        kind: StepKind::Certify,
        word: "certify",
        zh: &["签证"],
        en: &["certify"],
        acts: &["出证", "certification"],
        is: &[AtDesk, LetsGoOn, Paper, OnResult],
    },
    Nature {
        kind: StepKind::Release,
        word: "release",
        zh: &["放行"],
        en: &["release"],
        acts: &["直接放行", "direct release"],
        is: &[ByLot, AtDesk, LetsGoOn, Paper, OnResult],
    },
];

// A kind without a row, or a row out of its place, does not compile.
const _: () = {
    assert!(NATURES.len() == StepKind::Release as usize + 1, "a row for each kind");
    let mut at = 0;
    while at < NATURES.len() {
        assert!(NATURES[at].kind as usize == at, "rows in the order of the kinds");
        at += 1;
    }
};

impl StepKind {
    /// Every kind, in the order of a case.
    pub fn all() -> impl Iterator<Item = StepKind> {
        NATURES.iter().map(|nature| nature.kind)
    }

    fn nature(self) -> &'static Nature {
        &NATURES[self as usize]
    }

    fn is(self, what: Is) -> bool {
        self.nature().is.contains(&what)
    }

    /// The stable word of the kind in rows, tasks and the API.
    pub fn word(self) -> &'static str {
        self.nature().word
    }

    /// Whether it is work on the goods, which release must wait for and a formula must name.
    pub fn on_goods(self) -> bool {
        self.is(OnGoods)
    }

    /// Whether it goes lot by lot.
    pub fn by_lot(self) -> bool {
        self.is(ByLot)
    }

    /// Whether it looks at goods and finds something of each lot.
    pub fn examines(self) -> bool {
        self.on_goods() && self.by_lot()
    }

    /// Whether it is work on papers, for which neither goods nor lorry need be there.
    pub fn at_desk(self) -> bool {
        self.is(AtDesk)
    }

    /// Whether it lets goods or papers go on, and stops while they are held. Looking at goods goes on.
    pub fn lets_go_on(self) -> bool {
        self.is(LetsGoOn)
    }

    /// Whether it gives out a document: from then on nothing is withdrawn or amended.
    pub fn is_paper(self) -> bool {
        self.is(Paper)
    }

    /// Whether it rests on a result or paper of before: verifying it, and everything by which goods go on.
    pub fn rests_on_result(self) -> bool {
        self.is(OnResult)
    }

    /// The kind for an act as the formulas of the plan name it.
    pub(crate) fn of_act(act: &str) -> Option<StepKind> {
        let said = |nature: &&Nature| nature.acts.iter().any(|name| name.eq_ignore_ascii_case(act));
        StepKind::named(act).or_else(|| NATURES.iter().find(said).map(|nature| nature.kind))
    }
}

impl Word for StepKind {
    const NAMES: &'static [Named<Self>] = &{
        let mut names: [Named<Self>; NATURES.len()] = [(StepKind::Accept, &[], &[]); NATURES.len()];
        let mut at = 0;
        while at < NATURES.len() {
            names[at] = (NATURES[at].kind, NATURES[at].zh, NATURES[at].en);
            at += 1;
        }
        names
    };
}

#[cfg(test)]
mod tests {
    use super::*;
    use values::text::Language;

    #[test]
    fn every_kind_is_named_in_both_languages() {
        assert_eq!(StepKind::all().count(), StepKind::Release as usize + 1);
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

    #[test]
    fn what_gives_out_a_paper_lets_go_on_and_rests_on_a_result() {
        for kind in StepKind::all().filter(|kind| kind.is_paper()) {
            assert!(kind.lets_go_on() && kind.rests_on_result(), "{kind:?}");
        }
    }
}
