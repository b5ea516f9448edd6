//! An event of every kind of the region's partition, word for word as their samples have them.

use crate::given::{code, day};
use clearance::declaration::SealedField;
use clearance::event::edition::{Approved, Carried, OpenCases};
use clearance::event::region::RegionEvent;
use clearance::event::seal::SealKey;
use clearance::event::sheet::{OfSheets, SheetAct, SheetEnd};
use policy::Citation;
use values::actor::Role;
use values::calendar::{Day, Timestamp};
use values::id::SheetNo;

/// All of them.
pub fn of_region() -> Vec<RegionEvent> {
    let (from, before) = (day("2015-05-01"), Timestamp(1_352_505_600_000_000));
    let basis = || Citation { text: "企业信用办法".into(), section: "第三十条".into() };
    let (owner, agent) = (|| code("X-OWNER-1"), || code("X-AGENT-1"));
    let (account, person, office) = (|| code("a-1"), || code("p-1"), || Some(code("370100")));
    let sealed = SealedField { subject: "p-1".into(), field: "name".into(), mac: "0".repeat(64) };
    let all = vec![
        RegionEvent::EnterpriseRegistered {
            id: owner(),
            zh: "示例公司".into(),
            en: "Example".into(),
            office: code("370100"),
            paperless: true,
            agent: false,
            from,
            document: None,
        },
        RegionEvent::GradeGiven { id: owner(), grade: "A".into(), from, reason: String::new(), basis: None },
        RegionEvent::Blacklisted { id: owner(), reason: "逃检".into(), basis: basis(), from },
        RegionEvent::BlacklistLifted { id: owner(), reason: "期满".into(), basis: None, from },
        RegionEvent::PersonRegistered { id: person(), sealed: vec![sealed.clone()] },
        RegionEvent::PersonRenamed { id: person(), sealed: vec![sealed] },
        RegionEvent::EnterpriseRenamed {
            id: owner(), zh: "示例进出口公司".into(), en: "Example Trading".into()
        },
        RegionEvent::PersonErased { id: person(), basis: basis() },
        RegionEvent::AccountOpened { id: account(), person: person(), enterprise: Some(owner()) },
        RegionEvent::RoleGranted {
            account: account(),
            role: Role::Inspector,
            office: office(),
            from,
            until: Some(from),
            skills: vec![],
        },
        RegionEvent::RoleRevoked { account: account(), role: Role::Inspector, office: office() },
        RegionEvent::AccountSuspended { account: account(), reason: "离职".into() },
        RegionEvent::AccountRestored { account: account() },
        RegionEvent::MandateGiven {
            id: code("m-1"),
            owner: owner(),
            agent: agent(),
            direction: Some(values::direction::Direction::Entry),
            from,
            until: None,
        },
        RegionEvent::MandateRevoked { id: code("m-1") },
        RegionEvent::RetentionEnded { kept: policy::Kept::Reads, before, count: 12, basis: vec![basis()] },
    ];
    of_editions(from).into_iter().chain(all).chain(of_seals(from)).chain(of_sheets()).chain(of_signatories()).collect()
}

fn of_editions(from: Day) -> Vec<RegionEvent> {
    vec![
        RegionEvent::PolicyAdopted {
            version: "0".repeat(64),
            region: "9+1".into(),
            demonstration: true,
            hashing: policy::Hashing::Markdown,
            from: None,
            proposal: None,
            carried: None,
        },
        RegionEvent::PolicyAdopted {
            version: "0".repeat(64),
            region: "9+1".into(),
            demonstration: true,
            hashing: policy::Hashing::Files,
            from: Some(from),
            proposal: None,
            carried: Some(Box::new(Carried {
                proposal: 7,
                act: 12,
                text: "1".repeat(64),
                words: "2".repeat(64),
                approvals: Vec::new(),
                open: OpenCases::AsBefore,
            })),
        },
        RegionEvent::EditionProposed {
            version: "1".repeat(64),
            base: "0".repeat(64),
            from,
            reason: "增列一种货物".into(),
            approvals: vec![Approved {
                file: "list-exit.md".into(),
                hash: "2".repeat(64),
                body: "质检总局".into(),
                number: "国质检通〔2015〕1号".into(),
                day: from,
            }],
            open: OpenCases::Together,
        },
        RegionEvent::EditionEased { proposal: 7, reason: "一并放宽".into() },
        RegionEvent::EditionWithdrawn { proposal: 7, reason: "另行提议".into() },
    ]
}

/// The specimen of a signature.
fn of_signatories() -> Vec<RegionEvent> {
    let sealed = SealedField { subject: "p-1".into(), field: "specimen".into(), mac: "0".repeat(64) };
    vec![RegionEvent::SpecimenGiven { person: code("p-1"), media: "image/png".into(), sealed: vec![sealed] }]
}

/// Preprinted sheets.
fn of_sheets() -> Vec<RegionEvent> {
    let acts = [
        SheetAct::Received { from: "印制厂".into() },
        SheetAct::Moved { to: code("370200") },
        SheetAct::Ended { how: SheetEnd::Spoiled, reason: "卡纸".into() },
    ];
    let (first, last): (SheetNo, SheetNo) = (code("A00000001"), code("A00000002"));
    let of = |act| OfSheets { office: code("370100"), first: first.clone(), last: last.clone(), act };
    acts.into_iter().map(|act| RegionEvent::Sheets(Box::new(of(act)))).collect()
}

/// Keys of seals.
fn of_seals(from: Day) -> Vec<RegionEvent> {
    vec![
        RegionEvent::SealKeyOpened(Box::new(SealKey {
            office: code("370100"),
            key: 1,
            suite: "ed25519".into(),
            public: "0".repeat(64),
            from,
            until: from,
            revoked: None,
        })),
        RegionEvent::SealKeyRevoked { office: code("370100"), key: 1, since: from, reason: "密钥外泄".into() },
    ]
}
