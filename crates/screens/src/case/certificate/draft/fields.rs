//! The fields of a draft: the lots, what the record says, and what the drafter is asked for.

use crate::pairs::Pairs;
use clearance::case::Case;
use clearance::case::certificate::fill::{SaidOf, Source, stated};
use clearance::event::body::LotId;
use clearance::event::certificate::BlockText;
use desk::act::Ask;
use desk::edition::Edition;
use desk::names::Names;
use policy::CertificateKind;
use policy::certificate::{BlockKind, Form as PaperForm};
use values::text::Language;

/// A lot that the paper may state.
pub struct LotChoice {
    pub id: LotId,
    pub words: String,
    pub chosen: bool,
}

/// What the record says of a block.
pub struct Given {
    pub label: String,
    pub texts: Vec<String>,
}

/// What the drafter says of a block.
pub struct Asked {
    pub field: String,
    pub label: String,
    pub required: bool,
    pub longest: u16,
    /// Phrases: name, sentence, whether it is chosen. Empty for wording.
    pub phrases: Vec<(String, String, bool)>,
    /// A field for each language, with what was typed.
    pub wording: Vec<(String, String, &'static str)>,
}

/// The lots of the case, those chosen that were chosen before.
pub fn lots(names: &Names, case: &Case, typed: Option<&Pairs>, before: Option<&[LotId]>) -> Vec<LotChoice> {
    let chosen = |id: LotId| match (typed, before) {
        (Some(typed), _) => typed.all("lot").any(|one| one == id.to_string()),
        (None, Some(before)) => before.contains(&id),
        (None, None) => true,
    };
    let one = |line: crate::case::view::LotLine| LotChoice {
        id: line.id,
        words: format!("{} {} · {} · {}", line.id, line.name, line.amount, line.state),
        chosen: chosen(line.id),
    };
    crate::case::view::lots(names, case, false).into_iter().map(one).collect()
}

/// What the record says of the blocks that nobody writes.
pub fn given(
    (law, kind, form): (&Edition, &CertificateKind, &PaperForm),
    case: &Case,
    ask: &Ask,
    chosen: &[LotChoice],
    language: Language,
) -> Vec<Given> {
    let today = ask.now.day_in(&law.policy.region.zone);
    let name_of = |table, code: &str| law.name_of(table, code, case.day);
    let chosen = |id: LotId| chosen.iter().any(|one| one.id == id && one.chosen);
    let lots = case.lots.iter().filter(|lot| chosen(lot.id)).collect();
    let source = Source { case, lots, policy: &law.policy, today, name_of: &name_of };
    let content = stated(kind, form, &source);
    let block = |block: &policy::certificate::FormBlock| {
        let of: Vec<&BlockText> = content.iter().filter(|said| said.block == *block.name).collect();
        let texts = (0..kind.languages.len()).map(|at| {
            let parts = of.iter().filter_map(|said| said.texts.get(at)).filter(|text| !text.is_empty());
            parts.map(String::as_str).collect::<Vec<_>>().join(" · ")
        });
        let mut texts: Vec<String> = texts.collect();
        texts.dedup();
        Given { label: block.label.pick(language).to_owned(), texts }
    };
    let stands = |block: &&policy::certificate::FormBlock| block.kind.is_stated() && !block.kind.is_said();
    form.blocks.iter().filter(stands).map(block).collect()
}

/// What the drafter is asked for, with what was typed, or stood there before.
pub fn asked(
    kind: &CertificateKind,
    form: &PaperForm,
    typed: Option<&Pairs>,
    before: Option<&[BlockText]>,
    language: Language,
) -> Vec<Asked> {
    let was = |block: &str, at: usize| {
        let found = before.and_then(|content| content.iter().find(|said| said.block == block));
        found.and_then(|said| said.texts.get(at)).cloned().unwrap_or_default()
    };
    let one = |(n, block): (usize, &policy::certificate::FormBlock)| {
        let field = format!("said{n}");
        let chosen = |name: &str, says: &str| match typed {
            Some(typed) => typed.get(&field) == name,
            None => was(&block.name, 0) == says,
        };
        let first = kind.languages.first().copied().unwrap_or_default();
        let phrase = |phrase: &policy::certificate::FormPhrase| {
            let is = chosen(&phrase.name, phrase.says.pick(first));
            (phrase.name.to_string(), phrase.says.pick(language).to_owned(), is)
        };
        let wording = |(at, language): (usize, &Language)| {
            let name = format!("{field}-{at}");
            let text = typed.map_or_else(|| was(&block.name, at), |typed| typed.get(&name).to_owned());
            (name, text, if *language == Language::Zh { "zh-CN" } else { "en" })
        };
        let written = block.kind == BlockKind::Wording;
        Asked {
            label: block.label.pick(language).to_owned(),
            required: block.required,
            longest: block.longest,
            phrases: block.phrases.iter().map(phrase).collect(),
            wording: kind.languages.iter().enumerate().filter(|_| written).map(wording).collect(),
            field,
        }
    };
    form.blocks.iter().enumerate().filter(|(_, block)| block.kind.is_said()).map(one).collect()
}

/// What a form says of the blocks that the drafter fills.
pub fn said_in(kind: &CertificateKind, form: &PaperForm, sent: &Pairs) -> SaidOf {
    let one = |(n, block): (usize, &policy::certificate::FormBlock)| {
        let words = if block.kind == BlockKind::Phrase {
            vec![sent.get(&format!("said{n}")).to_owned()]
        } else {
            (0..kind.languages.len()).map(|at| sent.get(&format!("said{n}-{at}")).to_owned()).collect()
        };
        (block.name.to_string(), words)
    };
    form.blocks.iter().enumerate().filter(|(_, block)| block.kind.is_said()).map(one).collect()
}
