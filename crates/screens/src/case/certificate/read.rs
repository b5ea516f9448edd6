//! From a form of a paper's page to what it asks for.

use crate::pairs::Pairs;
use clearance::case::Case;
use clearance::case::decide::CertificateCommand;
use clearance::event::certificate::BlockText;
use clearance::grounds::Grounds;
use policy::ChainStep;
use values::id::SheetNo;

/// What a form asks for; nothing of a form that no page has.
pub(super) fn command(case: &Case, certificate: u16, sent: &Pairs) -> Option<CertificateCommand> {
    let said = |name: &str| sent.get(name).to_owned();
    Some(match sent.get("do") {
        "check" => CertificateCommand::Check { certificate },
        "engross" => CertificateCommand::Engross { certificate, content: engrossed(case, certificate, sent)? },
        "proofread" => CertificateCommand::Proofread { certificate },
        "sign" => CertificateCommand::Sign { certificate, digest: said("digest") },
        "issue" => CertificateCommand::Issue { certificate, returned: sent.get("returned") == "yes" },
        "send-back" => CertificateCommand::SendBack {
            certificate,
            at: ChainStep::of_word(sent.get("at"))?,
            reason: said("reason"),
        },
        "hand-over" => {
            let electronic = sent.get("electronic") == "yes";
            let sheets = if electronic { Vec::new() } else { sheets(sent.get("sheets"))? };
            CertificateCommand::HandOver { certificate, to: said("to"), sheets, electronic }
        }
        "use" => CertificateCommand::Use { certificate, note: said("note") },
        "suspend" => CertificateCommand::Suspend { certificate, grounds: Grounds::by(said("reason"), said("basis")) },
        "lift" => CertificateCommand::Lift { certificate, reason: said("reason") },
        "end" => CertificateCommand::End { certificate, grounds: Grounds::by(said("reason"), said("basis")) },
        _ => return None,
    })
}

/// Numbers of sheets, as they are typed one after the other; nothing where one is none.
fn sheets(typed: &str) -> Option<Vec<SheetNo>> {
    let apart = |c: char| c.is_whitespace() || ",，、;；".contains(c);
    typed.split(apart).filter(|one| !one.is_empty()).map(|one| SheetNo::parse(&one.to_uppercase()).ok()).collect()
}

/// The name of the field in which a block stands in a language.
pub(super) fn field(block: usize, language: usize) -> String {
    format!("b{block}-{language}")
}

/// The blocks of the draft with what was typed for each; one that was not sent stands as it was drafted.
fn engrossed(case: &Case, certificate: u16, sent: &Pairs) -> Option<Vec<BlockText>> {
    let draft = &case.certificate(certificate)?.draft.content;
    let typed = |name: &str, was: &String| {
        let found = sent.0.iter().find(|(known, _)| known == name);
        found.map_or_else(|| was.clone(), |(_, value)| value.replace("\r\n", "\n"))
    };
    let block = |(at, block): (usize, &BlockText)| BlockText {
        texts: block.texts.iter().enumerate().map(|(language, was)| typed(&field(at, language), was)).collect(),
        guarded: sent.get(&format!("g{at}")) == "yes",
        ..block.clone()
    };
    Some(draft.iter().enumerate().map(block).collect())
}
