//! Rules 5: which edition governs a day, whatever was proposed, confirmed and taken back in whatever order: as naive code says.

use clearance::case::refusal::Reason;
use clearance::event::edition::OpenCases;
use clearance::event::region::RegionEvent;
use clearance::region::RegionState;
use policy::Hashing;
use proptest::prelude::*;
use values::actor::{Actor, Role};
use values::calendar::{Day, Timestamp};

/// What somebody does.
#[derive(Clone, Debug)]
enum Does {
    /// Asks for an edition whose first day is so many days off.
    Propose { by: u8, days: i32 },
    /// Confirms one of those asked for.
    Confirm { by: u8, which: usize },
    /// Takes one back.
    Withdraw { which: usize },
    /// A day passes.
    Wait,
    /// A case begins.
    Declare,
}

fn does() -> impl Strategy<Value = Does> {
    prop_oneof![
        3 => (0..3_u8, -1..5_i32).prop_map(|(by, days)| Does::Propose { by, days }),
        4 => (0..3_u8, 0..40_usize).prop_map(|(by, which)| Does::Confirm { by, which }),
        1 => (0..40_usize).prop_map(|which| Does::Withdraw { which }),
        2 => Just(Does::Wait),
        3 => Just(Does::Declare),
    ]
}

/// A proposal as naive code keeps it.
#[derive(Clone, Debug)]
struct Asked {
    no: u64,
    version: String,
    base: String,
    from: Day,
    by: u8,
    waits: bool,
}

/// The edition of a day among adoptions in their order: first day and version.
fn naive(adopted: &[(Day, String)], day: Day) -> String {
    let mut found: Option<&(Day, String)> = None;
    for one in adopted {
        if one.0 <= day && found.is_none_or(|best| best.0 <= one.0) {
            found = Some(one);
        }
    }
    found.map_or_else(|| "founding".to_owned(), |one| one.1.clone())
}

fn actor(by: u8) -> Actor {
    let system = Actor::system();
    Actor {
        account: format!("a-{by}").parse().unwrap(),
        person: format!("P-{by}").parse().unwrap(),
        role: Role::Operations,
        ..system
    }
}

fn adoption(version: &str, from: Option<Day>, proposal: Option<u64>) -> RegionEvent {
    RegionEvent::PolicyAdopted {
        version: version.to_owned(),
        region: "9+1".to_owned(),
        demonstration: false,
        hashing: Hashing::Files,
        from,
        proposal,
        carried: None,
    }
}

/// Naive code beside the state that the program folds.
struct Run {
    region: RegionState,
    seq: u64,
    today: Day,
    asked: Vec<Asked>,
    adopted: Vec<(Day, String)>,
    cases: Vec<(Day, String)>,
}

impl Run {
    fn new() -> Run {
        let today = Day::parse("2015-12-01").unwrap();
        let (asked, adopted, cases) = (Vec::new(), Vec::new(), Vec::new());
        let mut run = Run { region: RegionState::default(), seq: 0, today, asked, adopted, cases };
        run.happens(0, &adoption("founding", None, None));
        run
    }

    fn happens(&mut self, by: u8, event: &RegionEvent) {
        self.seq += 1;
        self.region.apply(self.seq, Timestamp(0), &actor(by), event);
    }

    fn propose(&mut self, by: u8, days: i32) {
        let (from, version) = (self.today.plus(days), format!("v{}", self.seq));
        let base = naive(&self.adopted, from);
        let event = RegionEvent::EditionProposed {
            version: version.clone(),
            base: base.clone(),
            from,
            reason: "试".into(),
            approvals: Vec::new(),
            open: OpenCases::AsBefore,
        };
        self.happens(by, &event);
        self.asked.push(Asked { no: self.seq, version, base, from, by, waits: true });
    }

    fn confirm(&mut self, by: u8, which: usize) {
        let Some(asked) = self.asked.get(which).cloned() else {
            assert_eq!(self.region.may_adopt(9_999, &actor(by).person, self.today), Err(Reason::ProposalClosed));
            return;
        };
        let wanted = if !asked.waits {
            Err(Reason::ProposalClosed)
        } else if asked.by == by {
            Err(Reason::SamePerson)
        } else if asked.from < self.today {
            Err(Reason::EditionDayPast)
        } else if naive(&self.adopted, asked.from) != asked.base {
            Err(Reason::EditionMoved)
        } else {
            Ok(())
        };
        assert_eq!(self.region.may_adopt(asked.no, &actor(by).person, self.today).map(|_| ()), wanted);
        if wanted.is_ok() {
            self.happens(by, &adoption(&asked.version, Some(asked.from), Some(asked.no)));
            self.asked[which].waits = false;
            self.adopted.push((asked.from, asked.version));
        }
    }

    fn withdraw(&mut self, which: usize) {
        let Some(no) = self.asked.get(which).filter(|asked| asked.waits).map(|asked| asked.no) else { return };
        self.happens(0, &RegionEvent::EditionWithdrawn { proposal: no, reason: "改提".into() });
        self.asked[which].waits = false;
    }

    fn does(&mut self, does: &Does) {
        match does {
            Does::Propose { by, days } => self.propose(*by, *days),
            Does::Confirm { by, which } => self.confirm(*by, *which),
            Does::Withdraw { which } => self.withdraw(*which),
            Does::Wait => self.today = self.today.plus(1),
            Does::Declare => {
                let governs = self.region.edition_on(self.today).unwrap().version.clone();
                assert_eq!(governs, naive(&self.adopted, self.today));
                self.cases.push((self.today, governs));
            }
        }
        let waiting: Vec<u64> = self.region.waiting().map(|one| one.no).collect();
        assert_eq!(waiting, self.asked.iter().filter(|one| one.waits).map(|one| one.no).collect::<Vec<_>>());
    }
}

proptest! {
    #[test]
    fn rules_5_any_order_of_proposals_and_confirmations_gives_the_edition_that_naive_code_gives(
        all in proptest::collection::vec(does(), 1..120)
    ) {
        let mut run = Run::new();
        for one in &all {
            if matches!(one, Does::Propose { .. }) && run.asked.len() == 40 {
                continue;
            }
            run.does(one);
        }
        // No edition governs before its first day, and what was adopted for days that are over stays as it was for them.
        for (day, version) in &run.cases {
            let first = run.adopted.iter().find(|(_, known)| known == version).map(|(from, _)| *from);
            prop_assert!(first.is_none_or(|first| first <= *day));
            prop_assert!(run.region.adoption(version).is_some());
        }
    }
}

#[test]
fn rules_5_of_adoptions_from_before_first_days_the_last_one_founds() {
    let mut region = RegionState::default();
    let day = Day::parse("2015-12-01").unwrap();
    assert!(region.edition_on(day).is_none() && region.founding().is_none());
    for (seq, version) in (1..).zip(["a", "b", "c"]) {
        region.apply(seq, Timestamp(0), &actor(0), &adoption(version, None, None));
    }
    assert_eq!(region.edition_on(day).unwrap().version, "c");
    region.apply(4, Timestamp(0), &actor(0), &adoption("d", Some(day), None));
    let of = |day: Day| region.edition_on(day).unwrap().version.as_str();
    assert_eq!((of(day.plus(-1)), of(day), of(day.plus(1))), ("c", "d", "d"));
    assert_eq!(region.founding().unwrap().version, "c");
    let mut twice = region.clone();
    twice.apply(5, Timestamp(0), &actor(0), &adoption("e", Some(day), None));
    assert_eq!(twice.edition_on(day).unwrap().version, "e", "of two with one first day the one adopted last");
}
