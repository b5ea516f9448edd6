//! What a paper states, taken from the record: each statement from one place, in each language of the paper.

use crate::case::Case;
use crate::case::lot::{Lot, LotState};
use crate::declaration::{Line, Named};
use crate::event::certificate::{BlockText, Cell};
use policy::certificate::{BlockKind, Form, FormBlock, Stated};
use policy::reference::TableName;
use policy::{CertificateKind, Policy};
use std::collections::BTreeMap;
use values::calendar::Day;
use values::quantity::Mass;
use values::text::{Language, Text};

/// What a code of a table is called on the day; nothing of a code that is in no table.
pub type NameOf<'a> = &'a dyn Fn(TableName, &str) -> Option<Text>;

/// What a drafter says of a block: the name of a phrase, or words in each language of the paper.
pub type SaidOf = BTreeMap<String, Vec<String>>;

/// What is wrong with what a drafter said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unfit {
    /// The block.
    pub block: String,
    /// What was wanted.
    pub wanted: Text,
}

/// What everything is taken from.
pub struct Source<'a> {
    /// The case.
    pub case: &'a Case,
    /// The lots that the paper is about.
    pub lots: Vec<&'a Lot>,
    /// The text of the region.
    pub policy: &'a Policy,
    /// The day of the paper.
    pub today: Day,
    /// What codes are called.
    pub name_of: NameOf<'a>,
}

/// Everything that a paper of a kind states, block by block.
///
/// # Errors
/// What the drafter did not say as the form wants it, block by block.
pub fn content(
    kind: &CertificateKind,
    form: &Form,
    said: &SaidOf,
    source: &Source,
) -> Result<Vec<BlockText>, Vec<Unfit>> {
    let mut unfit = Vec::new();
    let strange = said.keys().filter(|name| form.block(name).is_none_or(|block| !block.kind.is_said()));
    unfit.extend(strange.map(|name| Unfit {
        block: name.clone(),
        wanted: Text::fixed("样式中可以填写的栏目", "a block of the form that is to be filled"),
    }));
    let mut content = Vec::new();
    for block in &form.blocks {
        if !block.kind.is_said() {
            content.extend(of_record(kind, block, source));
            continue;
        }
        match worded(kind, block, said.get(&*block.name)) {
            Ok(texts) => content.push(whole(block, texts)),
            Err(wanted) => unfit.push(Unfit { block: block.name.to_string(), wanted }),
        }
    }
    if unfit.is_empty() { Ok(content) } else { Err(unfit) }
}

/// What the record says of the blocks that nobody writes.
pub fn stated(kind: &CertificateKind, form: &Form, source: &Source) -> Vec<BlockText> {
    form.blocks.iter().flat_map(|block| of_record(kind, block, source)).collect()
}

fn of_record(kind: &CertificateKind, block: &FormBlock, source: &Source) -> Vec<BlockText> {
    match block.kind {
        BlockKind::Lots => goods(kind, block, source),
        BlockKind::Field => {
            vec![whole(block, kind.languages.iter().map(|language| of_block(block, source, *language)).collect())]
        }
        BlockKind::Phrase
        | BlockKind::Wording
        | BlockKind::Title
        | BlockKind::Statement
        | BlockKind::Signature
        | BlockKind::End => Vec::new(),
    }
}

fn whole(block: &FormBlock, texts: Vec<String>) -> BlockText {
    BlockText { block: block.name.to_string(), cell: None, texts, guarded: false }
}

/// The words of a block that a drafter fills.
fn worded(kind: &CertificateKind, block: &FormBlock, said: Option<&Vec<String>>) -> Result<Vec<String>, Text> {
    let said = said.map_or(&[][..], Vec::as_slice);
    if block.kind == BlockKind::Phrase {
        let name = said.first().map_or("", String::as_str);
        let Some(phrase) = block.phrases.iter().find(|phrase| &*phrase.name == name) else {
            let names: Vec<&str> = block.phrases.iter().map(|phrase| &*phrase.name).collect();
            let offered = names.join("、");
            return Err(Text::new(format!("{offered} 之一"), format!("one of {}", names.join(", "))));
        };
        return Ok(kind.languages.iter().map(|language| phrase.says.pick(*language).to_owned()).collect());
    }
    let texts: Vec<String> =
        (0..kind.languages.len()).map(|at| said.get(at).map_or(String::new(), |text| plain(text))).collect();
    if texts.iter().any(|text| usize::from(block.longest) < text.chars().count()) {
        let longest = block.longest;
        return Err(Text::new(format!("至多 {longest} 个字符"), format!("at most {longest} characters")));
    }
    let given = texts.iter().filter(|text| !text.is_empty()).count();
    if block.required && given == 0 || given != 0 && given != texts.len() {
        return Err(Text::fixed("各种语言都填", "words in each language of the paper"));
    }
    Ok(texts)
}

/// Without what is no character of a text, and without blanks around it.
fn plain(text: &str) -> String {
    let kept = |c: &char| *c == '\n' || !c.is_control();
    text.replace("\r\n", "\n").chars().filter(kept).collect::<String>().trim().to_owned()
}

fn goods(kind: &CertificateKind, block: &FormBlock, source: &Source) -> Vec<BlockText> {
    let mut cells = Vec::new();
    for lot in &source.lots {
        for (column, stated) in (0..).zip(&block.states) {
            let texts = kind.languages.iter().map(|language| of_lot(*stated, lot, source, *language)).collect();
            let cell = Some(Cell { lot: lot.id, column });
            cells.push(BlockText { block: block.name.to_string(), cell, texts, guarded: false });
        }
    }
    cells
}

/// What a block of the whole states; what nothing is known of is left out.
fn of_block(block: &FormBlock, source: &Source, language: Language) -> String {
    let of = block.states.iter().map(|stated| of_case(*stated, source, language));
    joined(of.filter(|text| !text.is_empty()), language, false)
}

fn joined(texts: impl Iterator<Item = String>, language: Language, once: bool) -> String {
    let mut all: Vec<String> = Vec::new();
    for text in texts.map(|text| plain(&text)).filter(|text| !text.is_empty()) {
        if !once || !all.contains(&text) {
            all.push(text);
        }
    }
    match language {
        Language::Zh => all.join("；"),
        Language::En => all.join("; "),
    }
}

fn named(code: Option<impl AsRef<str>>, table: TableName, source: &Source, language: Language) -> String {
    code.map_or(String::new(), |code| {
        let name = (source.name_of)(table, code.as_ref());
        name.map_or_else(|| code.as_ref().to_owned(), |name| name.pick(language).to_owned())
    })
}

/// A trading partner with its address, in the language or as far as it is known.
fn partner(of: Option<&Named>, language: Language) -> String {
    let Some(of) = of else { return String::new() };
    let name = match language {
        Language::En if !of.en.is_empty() => &of.en,
        Language::Zh if of.zh.is_empty() => &of.en,
        Language::Zh | Language::En => &of.zh,
    };
    joined([name.clone(), of.address.clone()].into_iter(), language, false)
}

fn office(code: &values::id::OfficeCode, source: &Source, language: Language) -> String {
    let found = source.policy.office(code, source.today);
    found.map_or_else(
        || code.to_string(),
        |office| match language {
            Language::Zh => office.name.to_string(),
            Language::En => office.english.to_string(),
        },
    )
}

fn of_case(stated: Stated, source: &Source, language: Language) -> String {
    let (case, declaration) = (source.case, &source.case.declaration);
    let (journey, head) = (&declaration.journey, &declaration.head);
    let country = |code: Option<&values::code::CountryCode>| named(code, TableName::Country, source, language);
    let day = |at: values::calendar::Timestamp| at.day_in(&source.policy.region.zone).to_string();
    match stated {
        Stated::DeclarationNo => case.no.to_string(),
        Stated::Consignor => partner(declaration.parties.consignor.as_ref(), language),
        Stated::Consignee => partner(declaration.parties.consignee.as_ref(), language),
        Stated::Origin => joined(lines(source).map(|line| country(Some(&line.origin))), language, true),
        Stated::Despatch => country(journey.despatch_country.as_ref()),
        Stated::Destination => country(journey.destination_country.as_ref()),
        Stated::Port => named(Some(&journey.port), TableName::Place, source, language),
        Stated::Conveyance => {
            let transport = named(journey.transport.as_ref(), TableName::Transport, source, language);
            let by = [transport, journey.conveyance.clone(), journey.conveyance_no.clone()];
            by.into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" ")
        }
        Stated::BillNo => journey.bill_no.clone(),
        Stated::ContractNo => head.contract_no.clone(),
        Stated::Marks => plain(&head.marks),
        Stated::Containers => joined(declaration.containers.iter().map(|one| one.no.to_string()), language, true),
        Stated::Seals => joined(case.examined.iter().flat_map(|one| one.seals.iter().cloned()), language, true),
        Stated::InspectedBy => {
            joined(case.inspecting_offices().into_iter().map(|code| office(code, source, language)), language, true)
        }
        Stated::InspectedOn => case.examined.last().map_or(String::new(), |one| day(one.at)),
        Stated::TreatmentMethod
        | Stated::TreatmentAgent
        | Stated::TreatmentDose
        | Stated::TreatmentTime
        | Stated::TreatmentTemperature
        | Stated::TreatedOn => of_treatment(stated, source, language),
        Stated::LotNo
        | Stated::Goods
        | Stated::Quantity
        | Stated::NetMass
        | Stated::GrossMass
        | Stated::Packages
        | Stated::Batch
        | Stated::GoodsOrigin
        | Stated::Failure
        | Stated::Disposition => String::new(),
    }
}

/// What was done in the treatments that were effective.
fn of_treatment(stated: Stated, source: &Source, language: Language) -> String {
    let each = source.case.treated.iter().filter(|one| one.treatment.effective).map(|one| {
        let done = &one.treatment;
        if stated == Stated::TreatmentMethod {
            done.method.clone()
        } else if stated == Stated::TreatmentAgent {
            done.agent.clone()
        } else if stated == Stated::TreatmentDose && done.dose_mg_m3 != 0 {
            format!("{} g/m³", thousandths(done.dose_mg_m3))
        } else if stated == Stated::TreatmentTime {
            match language {
                Language::Zh => format!("{} 分钟", done.minutes),
                Language::En => format!("{} min", done.minutes),
            }
        } else if stated == Stated::TreatmentTemperature {
            done.temperature_tenths.map_or(String::new(), |tenths| {
                let sign = if tenths < 0 { "-" } else { "" };
                format!("{sign}{}.{} ℃", tenths.unsigned_abs() / 10, tenths.unsigned_abs() % 10)
            })
        } else if stated == Stated::TreatedOn {
            one.at.day_in(&source.policy.region.zone).to_string()
        } else {
            String::new()
        }
    });
    joined(each, language, true)
}

/// Thousandths as a decimal number without zeros at its end.
fn thousandths(number: u32) -> String {
    let text = format!("{}.{:03}", number / 1_000, number % 1_000);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// The lines of the declaration that the lots are of, each once.
fn lines<'a>(source: &'a Source) -> impl Iterator<Item = &'a Line> {
    let mut numbers: Vec<u16> = source.lots.iter().map(|lot| lot.line).collect();
    numbers.dedup();
    numbers.into_iter().filter_map(|number| source.case.declaration.lines.get(usize::from(number).checked_sub(1)?))
}

fn of_lot(stated: Stated, lot: &Lot, source: &Source, language: Language) -> String {
    let lines = &source.case.declaration.lines;
    let Some(line) = usize::from(lot.line).checked_sub(1).and_then(|at| lines.get(at)) else { return String::new() };
    // What is declared of the whole line is said of a lot only where it is the whole of it.
    let whole = source.case.lots.iter().filter(|other| other.line == lot.line).count() == 1;
    let text = match stated {
        Stated::LotNo => lot.id.to_string(),
        Stated::Goods => match language {
            Language::En if !line.name_en.is_empty() => line.name_en.clone(),
            Language::Zh | Language::En => line.name.clone(),
        },
        Stated::Quantity => {
            let unit = named(Some(&lot.amount.unit), TableName::Unit, source, language);
            format!("{} {unit}", lot.amount.text())
        }
        Stated::NetMass => Mass(lot.net_mass).to_string(),
        Stated::GrossMass => line.gross_mass.filter(|_| whole).map_or(String::new(), |gross| gross.to_string()),
        Stated::Packages if whole => {
            let pack = |pack: &crate::declaration::Pack| {
                let kind = named(Some(&pack.kind), TableName::Package, source, language);
                format!("{} {kind}", pack.count)
            };
            joined(line.packages.iter().map(pack), language, false)
        }
        Stated::Batch => line.batch.clone(),
        Stated::GoodsOrigin => named(Some(&line.origin), TableName::Country, source, language),
        Stated::Failure => lot.failure.clone().unwrap_or_default(),
        Stated::Disposition => disposition(lot, language).to_owned(),
        Stated::Packages
        | Stated::DeclarationNo
        | Stated::Consignor
        | Stated::Consignee
        | Stated::Origin
        | Stated::Despatch
        | Stated::Destination
        | Stated::Port
        | Stated::Conveyance
        | Stated::BillNo
        | Stated::ContractNo
        | Stated::Marks
        | Stated::Containers
        | Stated::Seals
        | Stated::InspectedBy
        | Stated::InspectedOn
        | Stated::TreatmentMethod
        | Stated::TreatmentAgent
        | Stated::TreatmentDose
        | Stated::TreatmentTime
        | Stated::TreatmentTemperature
        | Stated::TreatedOn => String::new(),
    };
    plain(&text)
}

/// What becomes of a lot that failed, in the words of the law.
fn disposition(lot: &Lot, language: Language) -> &'static str {
    let (zh, en) = match &lot.state {
        LotState::Returned => ("退运", "return"),
        LotState::Destroyed => ("销毁", "destruction"),
        LotState::NotExported => ("不准出境", "no exit"),
        LotState::Live | LotState::Released if lot.purpose.is_some() => ("改变用途", "change of use"),
        LotState::Live | LotState::Released if 0 < lot.reworks => ("技术处理", "technical treatment"),
        LotState::Live | LotState::Released | LotState::Failed { .. } => ("", ""),
    };
    match language {
        Language::Zh => zh,
        Language::En => en,
    }
}
