//! Proofs of papers: every kind has its form, and every form can be filled and signed.

use super::blank::Blank;
use super::chain::ChainStep;
use super::form::{BlockKind, Form};
use super::kind::CertificateKind;
use crate::Policy;
use crate::number::NumberKind;
use crate::table::Reading;
use crate::words::Word;
use std::collections::BTreeSet;
use values::calendar::{Day, Period};
use values::text::Text;

/// `new` texts are held to more than those of before.
pub(crate) fn prove(policy: &Policy, new: bool, reading: &mut Reading) {
    if new {
        prove_number(policy, reading);
    }
    for kind in &policy.certificates {
        let given_out = kind.chain == [ChainStep::Issue];
        if !given_out {
            prove_kind(kind, reading);
        }
        prove_blank(policy, kind, reading);
        match policy.form(kind.code.as_str()) {
            Some(form) => prove_form(kind, form, reading),
            // What a step of the plan gives out need not be shown.
            None if given_out => {}
            None => {
                let code = kind.code.as_str();
                let wanted = Text::new(format!("样式 certificate/{code}.md"), format!("a form certificate/{code}.md"));
                reading.fault_at(&kind.source, code, wanted);
            }
        }
    }
    for form in &policy.forms {
        if !policy.certificates.iter().any(|kind| kind.code.as_str() == &*form.code) {
            let wanted = Text::fixed("「单证种类」表中的一种", "a kind of the table of kinds of papers");
            reading.fault_at(&form.source, &form.code, wanted);
        }
    }
}

/// A number stands once: it says what its series counts, and no clearance form has a number that may be a paper's, since both are
/// asked for by their number. What counts per office has its number from the append in which it is engrossed, before it is signed and
/// sealed.
fn prove_number(policy: &Policy, reading: &mut Reading) {
    let format = |kind: NumberKind| policy.numbers.iter().find(|format| format.kind == kind);
    // That one is missing is told elsewhere.
    let Some((papers, forms)) = format(NumberKind::Certificate).zip(format(NumberKind::Clearance)) else { return };
    for format in [papers, forms].into_iter().filter(|format| !format.tells_series()) {
        let wanted = Text::fixed("格式中有其序列的各项", "a format with everything that its series counts by");
        reading.fault_at(&format.source, &format.format, wanted);
    }
    let drafted = || policy.certificates.iter().filter(|kind| kind.is_drafted());
    if drafted().next().is_some() && papers.overlaps(forms) {
        let wanted =
            Text::fixed("与通关单号不同的长度或者起首", "another length or beginning than that of clearance numbers");
        reading.fault_at(&papers.source, &papers.format, wanted);
    }
    if !papers.counts_in_declaration() {
        for kind in drafted().filter(|kind| !kind.chain.contains(&ChainStep::Engross)) {
            let wanted = Text::fixed("有缮制环节：证书号按机构编号", "engrossed: its number counts per office");
            reading.fault_at(&kind.source, kind.code.as_str(), wanted);
        }
    }
}

/// A paper that is given out on preprinted sheets names a stock of them for all its days, and is handed over by somebody.
fn prove_blank(policy: &Policy, kind: &CertificateKind, reading: &mut Reading) {
    let Some(stock) = &kind.blank else { return };
    let last = |period: Period| period.until.unwrap_or(Day(i32::MAX));
    let (from, until) = (kind.period.from, last(kind.period));
    let covers = |blank: &Blank| blank.stock == *stock && blank.period.from <= from && until <= last(blank.period);
    if !(kind.is_drafted() && policy.blanks.iter().any(covers)) {
        let wanted = Text::fixed(
            "「空白证单」表中的字头，其日期不短于本种类；有拟稿的种类",
            "a stock of the table of preprinted sheets for as many days, of a kind that is drafted",
        );
        reading.fault_at(&kind.source, stock, wanted);
    }
}

/// A chain begins with the draft, ends with the issue, and goes in its order; who is kept apart does one of its steps.
fn prove_kind(kind: &CertificateKind, reading: &mut Reading) {
    let ordered = kind.chain.windows(2).all(|pair| pair[0] < pair[1]);
    let whole = kind.chain.first() == Some(&ChainStep::Draft) && kind.chain.last() == Some(&ChainStep::Issue);
    let signs = kind.chain.contains(&ChainStep::Sign);
    // Whom a paper is signed by must have something to hold against the draft.
    let engrossed = !signs || kind.chain.contains(&ChainStep::Engross);
    if !(ordered && whole && engrossed) {
        let wanted = Text::fixed(
            "自拟稿至签发、依次而不重复的环节；有签字的须先缮制",
            "steps in their order from draft to issue, and engrossed before it is signed",
        );
        let found: Vec<&str> = kind.chain.iter().map(|step| step.called(reading.language())).collect();
        reading.fault_at(&kind.source, &found.join("、"), wanted);
    }
    let strange = kind.apart.iter().flat_map(|(one, other)| [one, other]).find(|step| !kind.chain.contains(step));
    if let Some(strange) = strange {
        let found = strange.called(reading.language());
        reading.fault_at(&kind.source, found, Text::fixed("本种类的环节", "a step of this kind"));
    }
}

fn prove_form(kind: &CertificateKind, form: &Form, reading: &mut Reading) {
    let mut names = BTreeSet::new();
    for block in &form.blocks {
        let wrong = |reading: &mut Reading, wanted: Text| reading.fault_at(&block.source, &block.name, wanted);
        if !names.insert(&*block.name) {
            wrong(reading, Text::fixed("不同的栏目名", "another name than that of a block above"));
        }
        let of_lots = block.kind == BlockKind::Lots;
        let states = of_lots || block.kind == BlockKind::Field;
        if states == block.states.is_empty() || block.states.iter().any(|stated| of_lots != stated.is_of_lot()) {
            let wanted = Text::fixed(
                "项目填整批的内容，货物表填各批的内容，其他栏目不填",
                "what is of the whole for fields, what is of each lot for the goods, nothing for others",
            );
            wrong(reading, wanted);
        }
        if block.kind.is_said() && !kind.is_drafted() {
            wrong(
                reading,
                Text::fixed("无人填写的栏目：此种单证没有拟稿", "a block that nobody fills: this paper is not drafted"),
            );
        }
        let phrases = block.kind == BlockKind::Phrase;
        if phrases == block.phrases.is_empty() {
            wrong(reading, Text::fixed("至少一句用语", "at least one phrase"));
        }
    }
    let count = |kind: BlockKind| form.blocks.iter().filter(|block| block.kind == kind).count();
    // What a step gives out has where and when it was given out, and nobody's signature.
    let signs = usize::from(kind.chain.contains(&ChainStep::Sign) || !kind.is_drafted());
    let first = form.blocks.first().is_some_and(|block| block.kind == BlockKind::Title);
    let last = form.blocks.last().is_some_and(|block| block.kind == BlockKind::End);
    let one = count(BlockKind::Title) == 1 && count(BlockKind::End) == 1 && count(BlockKind::Lots) <= 1;
    if !(first && last && one && count(BlockKind::Signature) == signs) {
        let wanted = Text::fixed(
            "以题名开始、以终止线结束，货物表至多一个，需签字的有一个签署栏",
            "a title first, an end mark last, one table of goods at most, and a signature where it is signed",
        );
        reading.fault_at(&form.source, &form.code, wanted);
    }
}
