//! 监管, 调离 and 放行: acts that say little more than that they were done.

use super::super::form::{ActForm, FormField, Input};
use super::super::maker::{Maker, SOME};
use super::super::read::Read;
use super::super::teller::Teller;
use super::Act;
use clearance::case::Case;
use clearance::event::act::{Departure, Released, Supervision};
use clearance::event::body::LotId;
use values::text::Text;

impl Act for Supervision {
    fn asked(maker: &Maker, _at: usize, form: ActForm) -> (Supervision, ActForm) {
        (Supervision { note: SOME.into() }, form.with(maker.area("note", "case.note")))
    }

    fn read(read: &mut Read, _case: &Case, _at: usize) -> Option<Supervision> {
        Some(Supervision { note: read.note("note") })
    }

    fn told(&self, teller: &mut Teller) {
        teller.add("case.note", self.note.as_str());
    }
}

impl Act for Departure {
    fn asked(maker: &Maker, _at: usize, form: ActForm) -> (Departure, ActForm) {
        (Departure { seal: String::new() }, form.with(maker.line("seal", "case.seal")))
    }

    fn read(read: &mut Read, _case: &Case, _at: usize) -> Option<Departure> {
        Some(Departure { seal: read.note("seal") })
    }

    fn told(&self, teller: &mut Teller) {
        teller.add("case.seal", self.seal.as_str());
    }
}

impl Act for Released {
    fn asked(maker: &Maker, at: usize, mut form: ActForm) -> (Released, ActForm) {
        for (n, lot) in maker.open_lots(at).enumerate() {
            let tick = FormField::new(format!("lot-{}", lot.id), maker.lot(lot), Input::Tick).value("yes");
            form = form.with(if n == 0 { tick.group(maker.say("case.release_which")) } else { tick });
        }
        (Released { lots: Vec::new() }, form)
    }

    fn read(read: &mut Read, case: &Case, at: usize) -> Option<Released> {
        let may = || case.lots.iter().map(|lot| lot.id).filter(|lot| case.lot_may(at, *lot));
        let lots: Vec<LotId> = may().filter(|lot| read.ticked(&format!("lot-{lot}"))).collect();
        if lots.is_empty() {
            let first = may().next().unwrap_or(1);
            read.fault(&format!("lot-{first}"), Text::fixed("至少选择一批", "at least one lot"));
        }
        Some(Released { lots })
    }

    fn told(&self, teller: &mut Teller) {
        let lots: Vec<String> = self.lots.iter().map(ToString::to_string).collect();
        teller.add("case.lots", lots.join(teller.names.comma()));
    }
}
