//! The other ways that a case may go: returned, refused, withdrawn, failed, held, overdue, split, amended.

use super::{Run, Stop};
use anyhow::{Context, Result, anyhow, bail};
use clearance::case::Case;
use clearance::case::decide::{Command, Review};
use clearance::declaration::Version;
use clearance::event::act::{Reply, SealSeen};
use clearance::event::body::{Disposition, Finding, LotId, Outcome};
use clearance::event::share::Share;
use clearance::grounds::Grounds;
use clearance::row::port_office;
use desk::act::Ask;
use policy::StepKind;
use values::actor::Role;
use values::id::OfficeCode;
use values::quantity::Amount;

/// Days after acceptance by which an office answers another.
const ANSWERED_WITHIN: i32 = 20;

impl Run<'_> {
    /// Plays the case to the ending of this name.
    pub(super) async fn end(self, ending: &str) -> Result<()> {
        match ending {
            "returned" => self.give_back().await,
            "corrected" => {
                self.give_back().await?;
                let version = self.version();
                self.act(&self.declarant, "resubmit", Command::Resubmit(version)).await?;
                self.on(&Stop::End).await
            }
            "refused" => {
                let words = &self.telling.words;
                let (basis, reason) = (words.refuse_basis.clone(), words.refuse.clone());
                self.review(Review::Refuse { basis, reason }).await
            }
            "withdrawn" => {
                self.review(Review::Pass { note: String::new() }).await?;
                self.act(&self.declarant, "withdraw", Command::Withdraw).await.map(drop)
            }
            "held" => self.held().await,
            "hold_lifted" => self.hold_lifted().await,
            "failed" => self.examine(false).await.map(drop),
            "destroyed" => self.disposed(Disposition::Destroyed).await,
            "sent_back" => self.disposed(Disposition::Returned).await,
            "not_exported" => self.disposed(Disposition::NotExported).await,
            "reworked" => self.disposed(Disposition::Treatment).await,
            "partial" => {
                let rest = self.examine(true).await?;
                self.dispose(rest, Disposition::Destroyed).await?;
                self.on(&Stop::End).await
            }
            "overdue" => self.overdue().await,
            "split" => self.split().await,
            "amendment_waiting" => self.ask_amendment().await,
            "amended" => {
                self.ask_amendment().await?;
                let who = self.officer(Role::Reviewer, None)?;
                self.act(&who, "grant", Command::GrantAmendment).await?;
                self.on(&Stop::End).await
            }
            "amendment_denied" => {
                self.ask_amendment().await?;
                let who = self.officer(Role::Reviewer, None)?;
                let note = self.telling.words.deny.clone();
                self.act(&who, "deny", Command::DenyAmendment(Grounds::of(note))).await?;
                self.on(&Stop::End).await
            }
            "seal_noted" => {
                self.on(&Stop::End).await?;
                let who = self.officer(Role::Inspector, None)?;
                let note = self.telling.words.seal.clone();
                self.act(&who, "seal", Command::NoteSeal(SealSeen { intact: true, note })).await.map(drop)
            }
            "work_asked" => self.ask_work().await.map(drop),
            "work_answered" => self.answer_work().await,
            other => bail!("there is no ending {other}"),
        }
    }

    async fn hold_lifted(&self) -> Result<()> {
        self.held().await?;
        let case = self.case().await?;
        let office = case.holds.first().map(|hold| hold.office.clone());
        let who = self.officer(Role::Inspector, office.as_ref())?;
        let words = &self.telling.words;
        let grounds = Grounds::by(words.lift.as_str(), words.lift_basis.as_str());
        self.act(&who, "lift", Command::LiftHold { hold: 1, grounds }).await?;
        self.on(&Stop::End).await
    }

    fn version(&self) -> Box<Version> {
        let measures = self.law.measure(&self.declaration, self.first);
        Box::new(Version { declaration: self.declaration.clone(), measures })
    }

    async fn review(&self, review: Review) -> Result<()> {
        let who = self.officer(Role::Reviewer, None)?;
        self.act(&who, "review", Command::Review(review)).await.map(drop)
    }

    async fn give_back(&self) -> Result<()> {
        self.review(Review::Return { note: self.telling.words.give_back.clone(), basis: String::new() }).await
    }

    async fn ask_amendment(&self) -> Result<()> {
        let (mut version, reason) = (self.version(), self.telling.words.amend.clone());
        version.declaration.journey.bill_no.push_str("-1");
        self.act(&self.declarant, "amend", Command::AskAmendment { version, reason }).await.map(drop)
    }

    /// The first step that looks at the goods, once it is open.
    async fn examination(&self) -> Result<(Case, usize)> {
        let looks = |kind: StepKind| kind.examines();
        let plan = self.plan().await?;
        let first = plan.into_iter().find(|(_, kind, _)| looks(*kind)).context("the plan looks at no goods")?.0;
        self.on(&Stop::Before(first.clone())).await?;
        let case = self.case().await?;
        let step = case.step(&first).context("the step of the plan")?;
        Ok((case, step))
    }

    async fn held(&self) -> Result<()> {
        let (case, step) = self.examination().await?;
        let who = self.officer(Role::Inspector, case.office_of(step))?;
        let reason = self.telling.words.hold.clone();
        self.act(&who, "hold", Command::Hold(Grounds::of(reason))).await.map(drop)
    }

    /// Who is to examine the goods asks the office at their port, and gives it.
    async fn ask_work(&self) -> Result<OfficeCode> {
        let (case, step) = self.examination().await?;
        let who = self.officer(Role::Inspector, case.office_of(step))?;
        let to = port_office(&case).context("the goods pass a port of the region")?;
        let (what, due) = (self.telling.words.ask_work.clone(), case.day.plus(ANSWERED_WITHIN));
        let command = Command::AskWork { to: to.clone(), what, due, share: Share::Goods };
        self.act(&who, "ask-work", command).await?;
        Ok(to)
    }

    async fn answer_work(&self) -> Result<()> {
        let asked = self.ask_work().await?;
        let who = self.officer(Role::Inspector, Some(&asked))?;
        let said = Reply { refused: false, reply: self.telling.words.answer_work.clone() };
        self.act(&who, "answer-work", Command::AnswerWork { item: 1, said }).await.map(drop)
    }

    /// The goods fail, or half of them do; gives the lot that waits for a disposition.
    async fn examine(&self, half: bool) -> Result<LotId> {
        let (case, step) = self.examination().await?;
        let reason = self.telling.words.fail.clone();
        let lot = case.lots.first().context("a case has a lot")?;
        let rest = LotId::try_from(case.lots.len() + 1).context("few lots")?;
        let passed = Amount { units: lot.amount.units / 2, unit: lot.amount.unit.clone() };
        let (outcome, failed) =
            if half { (Outcome::Part { passed, rest, reason }, rest) } else { (Outcome::Fail { reason }, lot.id) };
        let measured = case.passing(step, &[lot.id], &self.law.policy, case.day);
        let work = self.examined(vec![Finding { lot: lot.id, outcome }], measured);
        let who = self.officer(Role::Inspector, case.office_of(step))?;
        self.act(&who, "found", Command::Perform { step: case.plan()[step].step.clone(), work }).await?;
        Ok(failed)
    }

    async fn dispose(&self, lot: LotId, disposition: Disposition) -> Result<()> {
        let case = self.case().await?;
        let found = case.plan().iter().position(|p| p.needed && p.kind.by_lot()).context("the goods were looked at")?;
        let who = self.officer(Role::Inspector, case.office_of(found))?;
        self.act(&who, "dispose", Command::Dispose { lot, disposition }).await.map(drop)
    }

    async fn disposed(&self, disposition: Disposition) -> Result<()> {
        let lot = self.examine(false).await?;
        self.dispose(lot, disposition).await?;
        self.on(&Stop::End).await
    }

    /// The goods leave the port early in the time told, and are not there when they are due.
    async fn overdue(&self) -> Result<()> {
        self.on(&Stop::BeforeArrival).await?;
        let case = self.case().await?;
        let transit = case.transit.as_ref().context("the goods are on their way")?;
        let now = self.app.desk.clock.now();
        if now < transit.due {
            return Err(anyhow!("the goods are due on {} only", transit.due.to_rfc3339()));
        }
        self.act_at(&Ask::platform(now), "overdue", Command::MarkOverdue, now).await.map(drop)
    }

    async fn split(self) -> Result<()> {
        let done = self.act(&self.declarant, "split", Command::Split).await?;
        let parts = done.answer.cases.iter().map(|case| case.no.to_string()).filter(|no| *no != self.no);
        let parts: Vec<String> = parts.collect();
        let mut run = self;
        // One part is played on, the others wait for review.
        run.no = parts.first().context("a split has parts")?.clone();
        run.on(&Stop::End).await
    }
}
