//! What becomes of papers after they were issued: supplemented, issued again, suspended; and any story of papers beside naive code.

use crate::drafting::{FETCHED, draft, drafter, drafting, handed_over, inspected, of, step, until};
use crate::given::{code, day};
use crate::play::{Desk, HOLDS, officer};
use clearance::case::certificate::record::Record;
use clearance::case::certificate::{Certificate, CertificateState, NotCounting};
use clearance::case::decide::{CertificateCommand, Command, Drafting};
use clearance::case::fold;
use clearance::case::refusal::Reason;
use clearance::event::certificate::Following;
use clearance::grounds::Grounds;
use policy::ChainStep;
use proptest::prelude::*;
use values::actor::{Actor, Role};
use values::id::CaseNo;

fn follow(former: u16, kind: &str, following: Following, lost: &str) -> Command {
    let lost = lost.to_owned();
    of(CertificateCommand::Draft(Drafting { amends: Some(former), following, lost, ..drafting(kind) }))
}

fn signatory() -> Actor {
    officer(Role::Signatory, FETCHED)
}

fn releaser() -> Actor {
    officer(Role::Releaser, FETCHED)
}

/// A case whose first paper was issued.
fn issued() -> (Desk<'static>, CaseNo) {
    let (mut desk, no) = inspected(&["18"], 1);
    desk.play(&no, &draft("18"), &drafter()).unwrap();
    until(&mut desk, &no, 1, None);
    (desk, no)
}

fn paper(desk: &Desk, no: &CaseNo, number: u16) -> Certificate {
    desk.case(no).certificate(number).unwrap().clone()
}

#[test]
fn documents_rules_18_a_supplement_stands_beside_its_paper_of_the_same_goods_and_ends_with_it() {
    let (mut desk, no) = issued();
    let beside = follow(1, "18", Following::Supplements, "");
    assert_eq!(
        desk.refused(&no, &follow(2, "18", Following::Supplements, ""), &drafter()),
        Reason::CertificateEnded,
        "of no paper"
    );
    let nothing = of(CertificateCommand::Draft(Drafting { following: Following::Supplements, ..drafting("18") }));
    assert_eq!(desk.refused(&no, &nothing, &drafter()), Reason::CertificateUnknown);
    desk.play(&no, &beside, &drafter()).unwrap();
    until(&mut desk, &no, 2, Some(ChainStep::Issue));
    let issue = of(CertificateCommand::Issue { certificate: 2, returned: false });
    desk.play(&no, &issue, &releaser()).unwrap();
    let (first, second) = (paper(&desk, &no, 1), paper(&desk, &no, 2));
    assert!(first.state == CertificateState::Issued && second.state == CertificateState::Issued);
    assert!(first.number != second.number && first.draft.lots == second.draft.lots);
    let record = Record::issued(desk.case(&no), &second).unwrap();
    assert_eq!((record.amends, record.following), (first.number, Some(Following::Supplements)));
    // What amends the first comes in the place of both.
    desk.play(&no, &follow(1, "18", Following::Amends, ""), &drafter()).unwrap();
    until(&mut desk, &no, 3, None);
    for number in [1, 2] {
        assert_eq!(paper(&desk, &no, number).state, CertificateState::Superseded { by: 3 }, "{number}");
    }
    assert_eq!(desk.refused(&no, &beside, &drafter()), Reason::CertificateEnded);
}

#[test]
fn domain_3_a_lost_paper_is_issued_again_word_for_word_and_its_number_is_void() {
    let (mut desk, no) = issued();
    assert_eq!(desk.refused(&no, &follow(1, "18", Following::Reissues, " "), &drafter()), Reason::WordsMissing);
    desk.play(&no, &follow(1, "18", Following::Reissues, "途中遗失，已登报声明"), &drafter()).unwrap();
    // Sent back it is drafted as it was, whatever is said of it.
    until(&mut desk, &no, 2, Some(ChainStep::Check));
    let back = of(CertificateCommand::SendBack { certificate: 2, at: ChainStep::Check, reason: "再核".into() });
    desk.play(&no, &back, &officer(Role::Checker, "410100")).unwrap();
    until(&mut desk, &no, 2, Some(ChainStep::Issue));
    assert_eq!(paper(&desk, &no, 1).state, CertificateState::Issued, "until the other one is issued");
    let issue = of(CertificateCommand::Issue { certificate: 2, returned: false });
    desk.play(&no, &issue, &releaser()).unwrap();
    let (first, second) = (paper(&desk, &no, 1), paper(&desk, &no, 2));
    assert_eq!(first.draft.content, second.draft.content);
    assert_eq!(second.draft.lost, "途中遗失，已登报声明");
    assert_eq!(first.state, CertificateState::Superseded { by: 2 });
    assert_ne!(first.number, second.number);
}

#[test]
fn domain_4_5_a_suspended_paper_does_not_count_and_is_not_handed_over_until_that_is_lifted() {
    let (mut desk, no) = issued();
    desk.stock(FETCHED, "A00000001", "A00000010");
    let suspend = |reason: &str| of(CertificateCommand::Suspend { certificate: 1, grounds: Grounds::of(reason) });
    let lift = |reason: &str| of(CertificateCommand::Lift { certificate: 1, reason: reason.into() });
    let hand = of(handed_over(1, &["A00000001"]));
    assert!(paper(&desk, &no, 1).counts(desk.case(&no)));
    assert_eq!(desk.refused(&no, &lift("查清"), &signatory()), Reason::CertificateSuspended);
    assert_eq!(desk.refused(&no, &suspend(" "), &signatory()), Reason::WordsMissing);
    desk.play(&no, &suspend("企业列入黑名单"), &signatory()).unwrap();
    assert!(!paper(&desk, &no, 1).counts(desk.case(&no)));
    assert_eq!(desk.refused(&no, &suspend("再次"), &signatory()), Reason::CertificateSuspended);
    assert_eq!(desk.refused(&no, &hand, &releaser()), Reason::CertificateSuspended);
    assert_eq!(desk.refused(&no, &lift(""), &signatory()), Reason::WordsMissing);
    desk.play(&no, &lift("查清"), &signatory()).unwrap();
    assert!(paper(&desk, &no, 1).counts(desk.case(&no)));
    // Held goods keep their papers from counting by themselves, and from nobody's hands but the counter's.
    let command = officer(Role::Command, "370100");
    desk.play(&no, &Command::Hold(Grounds::of("风险")), &command).unwrap();
    assert!(!paper(&desk, &no, 1).counts(desk.case(&no)));
    assert_eq!(desk.refused(&no, &hand, &releaser()), Reason::Held);
    desk.play(&no, &Command::LiftHold { hold: 1, grounds: Grounds::by("已核实", HOLDS) }, &command).unwrap();
    desk.play(&no, &hand, &releaser()).unwrap();
    // What is not issued is not suspended, and what ended is neither.
    desk.play(&no, &follow(1, "18", Following::Amends, ""), &drafter()).unwrap();
    let of_draft = of(CertificateCommand::Suspend { certificate: 2, grounds: Grounds::of("查") });
    assert_eq!(desk.refused(&no, &of_draft, &signatory()), Reason::CertificateEnded);
    until(&mut desk, &no, 2, None);
    assert_eq!(desk.refused(&no, &suspend("查"), &signatory()), Reason::CertificateEnded);
}

#[test]
fn documents_rules_16_a_paper_counts_no_more_once_the_term_of_its_result_has_passed() {
    let (mut desk, no) = issued();
    while desk
        .case(&no)
        .plan()
        .iter()
        .zip(&desk.case(&no).progress)
        .any(|(s, p)| s.step.as_str() == "通关单" && p.done.is_none())
    {
        let next = desk.open(&no)[0].clone();
        desk.pass(&no, &next);
    }
    let midnight = desk.policy.region.zone.end_of_day(day("2016-01-09"));
    desk.now = midnight.plus_us(-1);
    assert_eq!(desk.refused(&no, &Command::MarkOverdue, &Actor::system()), Reason::NotDue);
    assert!(paper(&desk, &no, 1).counts(desk.case(&no)));
    desk.now = midnight;
    desk.play(&no, &Command::MarkOverdue, &Actor::system()).unwrap();
    assert_eq!(paper(&desk, &no, 1).not_counting(desk.case(&no)), Some(NotCounting::Expired));
    assert!(!paper(&desk, &no, 1).counts(desk.case(&no)));
    let hand = of(handed_over(1, &["A00000001"]));
    assert_eq!(desk.refused(&no, &hand, &releaser()), Reason::ResultExpired);
}

/// What somebody does: what, to which paper, and a number that says how.
type Does = (u8, u8, u8);

/// A paper as naive code has it.
#[derive(Clone, Debug, PartialEq)]
struct Plain {
    kind: &'static str,
    lots: Vec<u16>,
    /// Steps of its chain that were done; none after it was sent back.
    done: usize,
    number: Option<usize>,
    state: &'static str,
    suspended: bool,
    used: bool,
    follows: Option<usize>,
    way: Following,
}

/// The papers of a case, and whether its goods are held, as naive code has them.
#[derive(Clone, Debug, Default)]
struct Page {
    papers: Vec<Plain>,
    held: bool,
}

const KINDS: [&str; 3] = ["18", "13", "20"];
const LOTS: [&[u16]; 4] = [&[], &[1], &[2], &[1, 2]];

fn chain(kind: &str) -> Vec<ChainStep> {
    let voucher = kind == "20";
    ChainStep::all().filter(|step| !voucher || !matches!(step, ChainStep::Proofread)).collect()
}

impl Page {
    fn taken(&self, kind: &str, but: &[usize]) -> Vec<u16> {
        let of = |(at, one): &(usize, &Plain)| {
            one.kind == kind
                && ["open", "issued"].contains(&one.state)
                && one.way != Following::Supplements
                && !but.contains(at)
        };
        self.papers.iter().enumerate().filter(of).flat_map(|(_, one)| one.lots.clone()).collect()
    }

    /// The lots of a paper, if it may state them.
    fn lots(&self, kind: &str, named: &[u16], but: &[usize]) -> Option<Vec<u16>> {
        let taken = self.taken(kind, but);
        let all: Vec<u16> = if named.is_empty() {
            [1, 2].into_iter().filter(|lot| !taken.contains(lot)).collect()
        } else {
            named.to_vec()
        };
        (!all.is_empty() && !all.iter().any(|lot| taken.contains(lot))).then_some(all)
    }

    fn is_issued(&self, at: usize) -> bool {
        self.papers.get(at).is_some_and(|one| one.state == "issued")
    }

    fn drafts(&mut self, kind: &'static str, named: &[u16], follows: Option<usize>, way: Following) -> bool {
        if follows.is_some_and(|of| !self.is_issued(of) || self.papers[of].kind != kind) {
            return false;
        }
        let lots = match (follows, way) {
            (Some(of), Following::Reissues) => Some(self.papers[of].lots.clone()),
            (Some(of), Following::Supplements) => self.lots(kind, &self.papers[of].lots, &[of]),
            (Some(of), Following::Amends) => self.lots(kind, named, &[of]),
            (None, _) => self.lots(kind, named, &[]),
        };
        let Some(lots) = lots else { return false };
        self.papers.push(Plain {
            kind,
            lots,
            done: 1,
            number: None,
            state: "open",
            suspended: false,
            used: false,
            follows,
            way,
        });
        true
    }

    /// The next step of a paper.
    fn goes_on(&mut self, at: usize) -> bool {
        let numbered = self.papers.iter().filter(|one| one.number.is_some()).count();
        let one = self.papers[at].clone();
        let former_stands = one.follows.is_none_or(|of| self.is_issued(of));
        match chain(one.kind)[one.done] {
            ChainStep::Draft => {
                let but: Vec<usize> = [Some(at), one.follows].into_iter().flatten().collect();
                let lots = match one.way {
                    Following::Reissues => Some(one.lots.clone()),
                    Following::Supplements => self.lots(one.kind, &self.papers[one.follows.unwrap()].lots, &but),
                    Following::Amends => self.lots(one.kind, &[], &but),
                };
                let Some(lots) = lots.filter(|_| former_stands) else { return false };
                self.papers[at].lots = lots;
            }
            ChainStep::Engross => self.papers[at].number = one.number.or(Some(numbered)),
            ChainStep::Issue => {
                if self.held || !former_stands {
                    return false;
                }
                self.papers[at].state = "issued";
                if let Some(of) = one.follows.filter(|_| one.way != Following::Supplements) {
                    self.ends(of, "superseded");
                }
            }
            ChainStep::Check | ChainStep::Proofread | ChainStep::Sign => {}
        }
        self.papers[at].done += 1;
        true
    }

    fn ends(&mut self, at: usize, state: &'static str) {
        for (own, one) in self.papers.iter_mut().enumerate() {
            let beside = one.follows == Some(at) && one.way == Following::Supplements && one.state == "issued";
            if own == at || beside {
                (one.state, one.suspended) = (state, false);
            }
        }
    }
}

/// The goods are held, or let go.
fn turned(desk: &Desk, no: &CaseNo, page: &mut Page) -> Command {
    page.held = !page.held;
    let hold = desk.case(no).holds.len().try_into().unwrap();
    let lift = Command::LiftHold { hold, grounds: Grounds::by("已核实", HOLDS) };
    if page.held { Command::Hold(Grounds::of("风险")) } else { lift }
}

/// A paper is handed over, or used.
fn given(certificate: u16, uses: bool) -> Command {
    let hand = handed_over(certificate, &[]);
    of(if uses { CertificateCommand::Use { certificate, note: "换证".into() } } else { hand })
}

/// What is asked for and by whom, and whether naive code says that it is done.
fn does(desk: &Desk, no: &CaseNo, page: &mut Page, (what, which, how): Does) -> Option<(Command, Actor, bool)> {
    let kind = KINDS[usize::from(how) % KINDS.len()];
    let named = LOTS[usize::from(which) % LOTS.len()];
    if what == 0 {
        let drafting = Drafting { lots: named.to_vec(), ..drafting(kind) };
        let done = page.drafts(kind, named, None, Following::Amends);
        return Some((of(CertificateCommand::Draft(drafting)), drafter(), done));
    }
    if what == 1 {
        return Some((turned(desk, no, page), officer(Role::Command, "370100"), true));
    }
    let at = usize::from(which).checked_rem(page.papers.len())?;
    let (certificate, one) = (u16::try_from(at + 1).unwrap(), page.papers[at].clone());
    let next = chain(one.kind).get(one.done).copied().filter(|_| one.state == "open");
    let issued = one.state == "issued";
    Some(match what {
        2 => {
            let (following, _) = Following::ALL[usize::from(how) % 3];
            let done = page.drafts(one.kind, &[], Some(at), following);
            (follow(certificate, one.kind, following, "遗失"), drafter(), done)
        }
        3 => {
            let back = |at| of(CertificateCommand::SendBack { certificate, at, reason: "不一致".into() });
            let at_step = next.unwrap_or(ChainStep::Sign);
            let done = next.is_some_and(|step| step != ChainStep::Draft && step != ChainStep::Issue);
            if done {
                page.papers[at].done = 0;
            }
            (back(at_step), step(desk, no, certificate, at_step).1, done)
        }
        4 => {
            let done = issued || one.state == "open";
            if done {
                page.ends(at, if issued { "withdrawn" } else { "void" });
            }
            (of(CertificateCommand::End { certificate, grounds: Grounds::of("退回") }), signatory(), done)
        }
        5 => {
            page.papers[at].suspended |= issued;
            let suspend = CertificateCommand::Suspend { certificate, grounds: Grounds::of("查") };
            (of(suspend), signatory(), issued && !one.suspended)
        }
        6 => {
            page.papers[at].suspended = false;
            let lift = of(CertificateCommand::Lift { certificate, reason: "查清".into() });
            (lift, signatory(), issued && one.suspended)
        }
        7 | 8 => {
            let (uses, again) = (what == 8, what == 8 && one.used);
            let done = issued && !one.suspended && !page.held && !again;
            page.papers[at].used |= done && uses;
            (given(certificate, uses), releaser(), done)
        }
        _ => {
            let (command, actor) = step(desk, no, certificate, next?);
            let done = page.goes_on(at);
            (command, actor, done)
        }
    })
}

/// A paper of the case as naive code would have it.
fn plain(case: &clearance::case::Case, paper: &Certificate) -> Plain {
    // After the declaration number and the kind.
    let behind = |number: &str| {
        let rest = number.strip_prefix(case.no.as_str()).and_then(|rest| rest.strip_prefix(paper.draft.kind.as_str()));
        rest.unwrap().parse().unwrap()
    };
    let number = paper.number.as_ref().map(|number| behind(number.as_str()));
    Plain {
        kind: KINDS.into_iter().find(|kind| paper.draft.kind == code(kind)).unwrap(),
        lots: paper.draft.lots.clone(),
        done: paper.done.len(),
        number,
        state: paper.state.word(),
        suspended: paper.suspended.is_some(),
        used: paper.used.is_some(),
        follows: paper.draft.amends.map(|of| usize::from(of) - 1),
        way: paper.draft.following,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, ..ProptestConfig::default() })]
    #[test]
    fn f7_any_story_of_papers_leaves_them_as_naive_code_has_them(
        story in proptest::collection::vec((0u8..16, any::<u8>(), any::<u8>()), 20..60)
    ) {
        let (mut desk, no) = inspected(&["18"], 2);
        let mut page = Page::default();
        for one in story {
            let Some((command, actor, wanted)) = does(&desk, &no, &mut page, one) else { continue };
            let outcome = desk.play(&no, &command, &actor);
            prop_assert_eq!(outcome.is_ok(), wanted, "{:?}: {:?}", command, outcome.err().map(|no| no.reason));
            let case = desk.case(&no);
            let papers: Vec<Plain> = case.certificates.iter().map(|paper| plain(case, paper)).collect();
            prop_assert_eq!(&papers, &page.papers);
            // Papers of a kind that count never state a lot twice, and no number is another's.
            for kind in KINDS {
                let mut lots = page.taken(kind, &[]);
                lots.sort_unstable();
                prop_assert!(lots.windows(2).all(|pair| pair[0] != pair[1]) || papers.iter().any(|one| one.follows.is_some() && one.state == "open"));
            }
            let mut numbers: Vec<usize> = papers.iter().filter_map(|one| one.number).collect();
            numbers.sort_unstable();
            prop_assert_eq!(numbers, (0..papers.iter().filter(|one| one.number.is_some()).count()).collect::<Vec<_>>());
        }
        let own: Vec<_> = desk.log.iter().filter(|event| event.case.as_ref() == Some(&no)).cloned().collect();
        prop_assert_eq!(&fold::fold(&own).unwrap(), desk.case(&no));
    }
}
