//! From a form of the case page to the command that it asks for, with every fault beside its field.

use crate::pairs::Pairs;
use clearance::case::Case;
use clearance::case::decide::{Command, Review, Work};
use clearance::event::body::{Disposition, Finding, LotId, Outcome};
use clearance::event::share::Share;
use policy::StepKind;
use std::str::FromStr;
use values::calendar::Day;
use values::code::TableCode;
use values::fault::Fault;
use values::id::{OfficeCode, StepName};
use values::quantity::Amount;
use values::single::day_of_our_time;
use values::text::Text;
use values::text::fold::fold;

/// The longest note in characters.
const NOTE: usize = 4_000;
/// Decimals of a temperature as it is recorded.
const TENTHS: i32 = 10;

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

struct Read<'a> {
    sent: &'a Pairs,
    faults: Vec<Fault>,
}

impl Read<'_> {
    fn fault(&mut self, name: &str, wanted: Text) {
        self.faults.push(Fault::new(name, "shape", self.sent.get(name), wanted));
    }

    fn command(&mut self, case: &Case) -> Option<Command> {
        Some(match self.sent.get("act") {
            "review-pass" => Command::Review(Review::Pass { note: self.note("note") }),
            "review-return" => Command::Review(Review::Return { note: self.note("note") }),
            "review-refuse" => {
                let (basis, reason) = (self.note("basis"), self.note("reason"));
                Command::Review(Review::Refuse { basis, reason })
            }
            "step" => {
                let step = self.step()?;
                let at = case.step(&step)?;
                Command::Perform { step, work: self.work(case, at)? }
            }
            "choose" => Command::Choose { step: self.step()?, office: self.office("office")? },
            "arrive" => Command::Arrive { seal_intact: self.maybe("seal_intact") },
            "dispose" => Command::Dispose { lot: self.number("lot")?, disposition: self.disposition()? },
            "grant" => Command::GrantAmendment,
            "deny" => Command::DenyAmendment { note: self.note("note") },
            "withdraw" => Command::Withdraw,
            "contact" => Command::Contact,
            "hold" => Command::Hold { reason: self.note("reason") },
            "lift" => Command::LiftHold { hold: self.number("hold")?, reason: self.note("reason") },
            "seal" => Command::NoteSeal { intact: self.yes("intact")?, note: self.note("note") },
            "note" => Command::Note { note: self.note("note") },
            "ask-work" => {
                let (to, what, due) = (self.office("to"), self.note("what"), self.day("due"));
                let share = Share::ALL.into_iter().find(|share| share.word() == self.sent.get("share"));
                Command::AskWork { to: to?, what, due: due?, share: share.unwrap_or_default() }
            }
            "accept-work" => Command::AcceptWork { item: self.number("item")? },
            "answer-work" => {
                let (refused, reply) = (self.sent.get("refused") == "yes", self.note("reply"));
                Command::AnswerWork { item: self.number("item")?, refused, reply }
            }
            "split" => Command::Split,
            _ => return None,
        })
    }

    fn note(&mut self, name: &str) -> String {
        let text = self.sent.get(name);
        if NOTE < text.chars().count() {
            self.fault(name, Text::new(format!("至多 {NOTE} 个字符"), format!("at most {NOTE} characters")));
        }
        text.to_owned()
    }

    fn number<T: FromStr>(&mut self, name: &str) -> Option<T> {
        let read = self.sent.number(name).parse().ok();
        if read.is_none() {
            self.fault(name, Text::fixed("整数", "a whole number"));
        }
        read
    }

    /// A number that may be left out: nothing is 0.
    fn count(&mut self, name: &str) -> u32 {
        if self.sent.has(name) { self.number(name).unwrap_or(0) } else { 0 }
    }

    fn maybe(&self, name: &str) -> Option<bool> {
        match self.sent.get(name) {
            "yes" => Some(true),
            "no" => Some(false),
            _ => None,
        }
    }

    fn yes(&mut self, name: &str) -> Option<bool> {
        let answer = self.maybe(name);
        if answer.is_none() {
            self.fault(name, Text::fixed("请选择", "one of the answers"));
        }
        answer
    }

    fn step(&mut self) -> Option<StepName> {
        StepName::parse(self.sent.get("step")).map_err(|wanted| self.fault("step", wanted)).ok()
    }

    fn office(&mut self, name: &str) -> Option<OfficeCode> {
        OfficeCode::parse(self.sent.get(name)).map_err(|wanted| self.fault(name, wanted)).ok()
    }

    fn day(&mut self, name: &str) -> Option<Day> {
        let day = Day::parse(self.sent.get(name)).map_err(|wanted| self.fault(name, wanted)).ok()?;
        day_of_our_time(name, day).map_err(|fault| self.faults.push(fault)).ok()
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

    fn work(&mut self, case: &Case, at: usize) -> Option<Work> {
        Some(match case.plan()[at].kind {
            StepKind::Accept => Work::Accept {},
            // Review has acts of its own.
            StepKind::Review => return None,
            StepKind::Supervise => Work::Supervise { note: self.note("note") },
            StepKind::Inspect | StepKind::Verify | StepKind::WatchLoading => self.examination(case, at),
            StepKind::Treat => self.treatment()?,
            StepKind::Forward => Work::Forward {},
            StepKind::Clear => Work::Clear {},
            StepKind::Move => Work::Move { seal: self.note("seal") },
            StepKind::Certify => Work::Certify { note: self.note("note") },
            StepKind::Release => Work::Release { lots: self.lots(case, at) },
        })
    }

    fn lots(&mut self, case: &Case, at: usize) -> Vec<LotId> {
        let ticked =
            case.lots.iter().filter(|lot| case.lot_may(at, lot.id) && self.sent.has(&format!("lot-{}", lot.id)));
        let lots: Vec<LotId> = ticked.map(|lot| lot.id).collect();
        if lots.is_empty() {
            let first = case.lots.iter().find(|lot| case.lot_may(at, lot.id)).map_or(1, |lot| lot.id);
            self.fault(&format!("lot-{first}"), Text::fixed("至少选择一批", "at least one lot"));
        }
        lots
    }

    fn examination(&mut self, case: &Case, at: usize) -> Work {
        debug_assert!(case.plan()[at].kind.by_lot(), "examinations go lot by lot");
        let mut findings = Vec::new();
        let open: Vec<_> = case.lots.iter().filter(|lot| case.lot_may(at, lot.id)).collect();
        for lot in &open {
            let (outcome, reason) = (format!("lot-{}", lot.id), format!("reason-{}", lot.id));
            let outcome = match self.sent.get(&outcome) {
                "pass" => Outcome::Pass,
                "fail" => Outcome::Fail { reason: self.note(&reason) },
                "part" => {
                    let name = format!("part-{}", lot.id);
                    let read = Amount::parse(&self.sent.number(&name), lot.amount.unit.clone());
                    let passed =
                        read.map_err(|wanted| self.fault(&name, wanted)).unwrap_or_else(|()| lot.amount.clone());
                    Outcome::Part { passed, rest: 0, reason: self.note(&reason) }
                }
                _ => continue,
            };
            findings.push(Finding { lot: lot.id, outcome });
        }
        if findings.is_empty()
            && let Some(first) = open.first()
        {
            self.fault(&format!("lot-{}", first.id), Text::fixed("至少判定一批", "a finding on at least one lot"));
        }
        let apart = |c: char| c.is_whitespace() || matches!(c, '、' | ',' | '，' | ';' | '；');
        let seals = self.note("seals").split(apart).filter(|seal| !seal.is_empty()).map(str::to_owned).collect();
        Work::Examine { findings, seals, officers: Vec::new(), note: self.note("note") }
    }

    fn treatment(&mut self) -> Option<Work> {
        let method = self.note("method");
        let temperature_tenths = self.tenths("temperature");
        let (dose_mg_m3, minutes) = (self.count("dose"), self.count("minutes"));
        let effective = self.yes("effective")?;
        let (agent, operator) = (self.note("agent"), self.note("operator"));
        Some(Work::Treat { method, agent, dose_mg_m3, temperature_tenths, minutes, operator, effective })
    }

    /// Degrees with at most one decimal, as tenths.
    fn tenths(&mut self, name: &str) -> i32 {
        let text = self.sent.get(name);
        if text.is_empty() {
            return 0;
        }
        let text = fold(text);
        let (sign, digits) = text.strip_prefix('-').map_or((1, &*text), |digits| (-1, digits));
        let (whole, tenth) = digits.split_once('.').unwrap_or((digits, "0"));
        let read = whole.parse::<u16>().ok().zip(tenth.parse::<u8>().ok().filter(|_| tenth.len() == 1));
        match read {
            Some((whole, tenth)) => sign * (i32::from(whole) * TENTHS + i32::from(tenth)),
            None => {
                self.fault(name, Text::fixed("摄氏度，至多一位小数", "degrees Celsius with at most one decimal"));
                0
            }
        }
    }
}
