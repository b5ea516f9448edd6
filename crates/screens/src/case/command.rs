//! From a form of the case page to the command that it asks for, with every fault beside its field.

use super::read::Read;
use super::work;
use crate::pairs::Pairs;
use clearance::case::Case;
use clearance::case::decide::{Command, Review};
use clearance::event::act::{Arrival, Paper, Reply, SealSeen};
use clearance::event::body::Disposition;
use clearance::event::demand::{DemandOf, WaiverAnswer};
use clearance::event::share::Share;
use clearance::grounds::Grounds;
use values::code::TableCode;
use values::fault::Fault;
use values::text::Text;

/// The command of a form that was sent, or what is wrong with it.
///
/// # Errors
/// Every fault, at the name of its field.
pub fn command(case: &Case, sent: &Pairs) -> Result<Command, Vec<Fault>> {
    let mut read = Read { sent, faults: Vec::new() };
    let command = read.command(case);
    match command {
        Some(command) if read.faults.is_empty() => Ok(command),
        Some(_) | None => {
            if read.faults.is_empty() {
                read.fault("act", Text::fixed("页面上的一项操作", "an act of the page"));
            }
            Err(read.faults)
        }
    }
}

impl Read<'_> {
    fn command(&mut self, case: &Case) -> Option<Command> {
        Some(match self.sent.get("act") {
            "review-pass" => Command::Review(Review::Pass { note: self.note("note") }),
            "review-return" => Command::Review(Review::Return { note: self.note("note"), basis: self.note("basis") }),
            "review-refuse" => {
                let (basis, reason) = (self.note("basis"), self.note("reason"));
                Command::Review(Review::Refuse { basis, reason })
            }
            "step" => {
                let step = self.step()?;
                let at = case.step(&step)?;
                Command::Perform { step, work: work::read(self, case, at)? }
            }
            "choose" => Command::Choose { step: self.step()?, office: self.office("office")? },
            "arrive" => Command::Arrive(Arrival { seal_intact: self.maybe("seal_intact") }),
            "dispose" => Command::Dispose { lot: self.number("lot")?, disposition: self.disposition()? },
            "grant" => Command::GrantAmendment,
            "deny" => Command::DenyAmendment(self.grounds("note")),
            "withdraw" => Command::Withdraw,
            "contact" => Command::Contact,
            "paper" => {
                let read = TableCode::parse(self.sent.get("kind"));
                let kind = read.map_err(|wanted| self.fault("kind", wanted)).ok();
                let no = Paper::number(self.sent.get("no")).map_err(|wanted| self.fault("no", wanted)).ok();
                let day = self.day("day");
                Command::GivePaper(Paper { kind: kind?, no: no?, day: day? })
            }
            "refuse-treatment" => Command::RefuseTreatment { reason: self.note("reason") },
            "lift-demand" => Command::LiftDemand { of: self.demand_of()?, grounds: self.grounds("reason") },
            "ask-waiver" => Command::AskWaiver { of: self.demand_of()?, grounds: self.grounds("reason") },
            "answer-waiver" => {
                let (waiver, granted) = (self.number("waiver"), self.yes("granted"));
                let said = WaiverAnswer { granted: granted?, note: self.note("note") };
                Command::AnswerWaiver { waiver: waiver?, said }
            }
            "hold" => Command::Hold(self.grounds("reason")),
            "lift" => Command::LiftHold { hold: self.number("hold")?, grounds: self.grounds("reason") },
            "seal" => Command::NoteSeal(SealSeen { intact: self.yes("intact")?, note: self.note("note") }),
            "note" => Command::Note { note: self.note("note") },
            "ask-work" => {
                let (to, what, due) = (self.office("to"), self.note("what"), self.day("due"));
                let share = Share::ALL.into_iter().find(|share| share.word() == self.sent.get("share"));
                Command::AskWork { to: to?, what, due: due?, share: share.unwrap_or_default() }
            }
            "accept-work" => Command::AcceptWork { item: self.number("item")? },
            "answer-work" => {
                let (refused, reply) = (self.sent.get("refused") == "yes", self.note("reply"));
                Command::AnswerWork { item: self.number("item")?, said: Reply { refused, reply } }
            }
            "split" => Command::Split,
            _ => return None,
        })
    }

    /// Words and, where one is given, a clause.
    fn grounds(&mut self, words: &str) -> Grounds {
        Grounds::by(self.note(words), self.note("basis"))
    }

    fn demand_of(&mut self) -> Option<DemandOf> {
        Some(DemandOf { rule: self.sent.get("rule").to_owned(), measure: self.number("measure")? })
    }

    fn disposition(&mut self) -> Option<Disposition> {
        Some(match self.sent.get("disposition") {
            "treatment" => Disposition::Treatment,
            "returned" => Disposition::Returned,
            "destroyed" => Disposition::Destroyed,
            "not_exported" => Disposition::NotExported,
            "use_changed" => {
                let read = TableCode::parse(self.sent.get("purpose"));
                let purpose = read.map_err(|wanted| self.fault("purpose", wanted)).ok()?;
                Disposition::UseChanged { purpose }
            }
            _ => {
                self.fault("disposition", Text::fixed("请选择处置方式", "one of the dispositions"));
                return None;
            }
        })
    }
}
