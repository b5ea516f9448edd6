//! Enterprises and people, in a few words.

use ::desk::account::NewAccount;
use clearance::event::region::RegionEvent;
use values::actor::Role;
use values::calendar::Day;
use values::id::{AccountId, EnterpriseId, OfficeCode, PersonId};

/// Owner and declarant of the consignments.
pub const OWNER: &str = "X-OWNER-1";
/// Another enterprise, that has nothing to do with them.
pub const OTHER: &str = "X-OTHER-1";
/// An agent without a mandate.
pub const AGENT: &str = "X-AGENT-1";
/// The password of everybody who has one.
pub const PASSWORD: &str = "shan-dong-qing-dao";

/// The day from which everything here holds.
pub fn from() -> Day {
    Day::parse("2015-05-01").unwrap()
}

/// An enterprise that files without paper is registered at an office; an agent if it is to be one.
pub fn registered(id: &str, zh: &str, office: &str, agent: bool) -> RegionEvent {
    RegionEvent::EnterpriseRegistered {
        id: EnterpriseId::parse(id).unwrap(),
        zh: zh.into(),
        en: String::new(),
        office: OfficeCode::parse(office).unwrap(),
        paperless: true,
        agent,
        from: from(),
        document: None,
    }
}

/// It has a grade.
pub fn graded(id: &str, grade: &str) -> RegionEvent {
    let id = EnterpriseId::parse(id).unwrap();
    RegionEvent::GradeGiven { id, grade: grade.into(), from: from(), reason: "评定".into(), basis: None }
}

/// What the rules of 9+1 want reviewers to know.
pub const SKILLS: [&str; 4] = ["动植物检疫", "单证", "大宗商品检验", "机电"];

/// An account whose person has the same name.
pub fn account(name: &str, roles: &[Role], office: Option<&str>, enterprise: Option<&str>) -> NewAccount {
    let office = office.map(|office| OfficeCode::parse(office).unwrap());
    NewAccount {
        id: AccountId::parse(name).unwrap(),
        person: PersonId::parse(name).unwrap(),
        name: name.into(),
        enterprise: enterprise.map(|id| EnterpriseId::parse(id).unwrap()),
        roles: roles.iter().map(|role| (*role, office.clone())).collect(),
        skills: SKILLS.map(str::to_owned).into(),
        from: from(),
    }
}
