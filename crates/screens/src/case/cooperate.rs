//! The forms by which offices write to each other about a case (「本方案」一).

use super::form::{ActForm, FormField, Input};
use super::maker::{Maker, SOME};
use super::offer::Trial;
use super::timeline::share_key;
use clearance::case::cooperation::WorkState;
use clearance::case::decide::Command;
use clearance::event::act::Reply;
use clearance::event::share::Share;

impl Maker<'_> {
    /// Answers that are wanted of this office, then a note and a request.
    pub(super) fn cooperation(&self, trials: &mut Vec<Trial>) {
        if self.ask.enterprise.is_some() {
            return;
        }
        for (number, item) in (1_u16..).zip(&self.case.work_items).filter(|(_, item)| item.waits()) {
            let says = format!("{} · {}", self.names.office(item.from.as_str()), item.what);
            let of_item = |act| {
                let mut form: ActForm = self.form(act, "main").with(FormField::hidden("item", number.to_string()));
                form.says.clone_from(&says);
                form
            };
            let reply = SOME.to_owned();
            let answer = of_item("answer-work").with(self.area("reply", "case.work_reply")).with(FormField::new(
                "refused",
                self.say("act.answer-work.refused"),
                Input::Tick,
            ));
            let command = Command::AnswerWork { item: number, said: Reply { refused: false, reply } };
            trials.push(Trial { form: answer, command, now: true });
            if item.state == WorkState::Asked {
                let command = Command::AcceptWork { item: number };
                trials.push(Trial { form: of_item("accept-work"), command, now: true });
            }
        }
        let note = self.form("note", "plain").with(self.area("note", "case.note"));
        trials.push(Trial { form: note, command: Command::Note { note: SOME.into() }, now: false });
        trials.extend(self.request());
    }

    fn request(&self) -> Option<Trial> {
        let own = self.ask.office.as_ref()?;
        let today = self.ask.now.day_in(&self.names.policy.region.zone);
        let others = self.names.policy.offices_on(today).map(|office| &office.code).filter(|code| *code != own);
        let others: Vec<_> = others.collect();
        let to = (*others.first()?).clone();
        let options = others.iter().map(|o| (o.to_string(), self.names.office(o.as_str()))).collect();
        let form = self
            .form("ask-work", "plain")
            .with(self.choice("to", "case.work_to", options))
            .with(self.area("what", "case.work_what"))
            .with(FormField::new("due", self.say("case.work_due"), Input::Day).value(today.plus(3).to_string()));
        let shares = Share::ALL.into_iter().filter(|share| share.is_goods() || self.whole);
        let shares = shares.map(|share| (share.word().to_owned(), self.say(share_key(share)).to_owned()));
        let share = FormField::new("share", self.say("case.work_share"), Input::Choice(shares.collect()));
        let command = Command::AskWork { to, what: SOME.into(), due: today, share: Share::Goods };
        Some(Trial { form: form.with(share.value(Share::Goods.word())), command, now: false })
    }
}
