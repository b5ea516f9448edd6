//! Who acts: the account, the natural person behind it, and the office or enterprise acted for.

use crate::id::{AccountId, EnterpriseId, OfficeCode, PersonId};
use serde::{Deserialize, Serialize};

/// What an account may be used for, at one office or for one enterprise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// 企业经办人: declares for the own enterprise, or as an agent on a mandate.
    Declarant,
    /// 检务受理.
    Acceptor,
    /// 审单员 of the virtual review centre.
    Reviewer,
    /// 施检员: supervises, inspects, verifies, watches loading, orders treatment, receives arrivals.
    Inspector,
    /// 检务放行: forwards, clears, moves, releases.
    Releaser,
    /// 拟稿人: says what a paper states, where the goods were inspected.
    Drafter,
    /// 核签人: looks at drafts, where the goods were inspected.
    Checker,
    /// 制证人: engrosses papers, and reads what others engrossed.
    Engrosser,
    /// 授权签字人: signs engrossed papers for agreeing with their drafts.
    Signatory,
    /// 统计员.
    Statistician,
    /// 审计管理员.
    Auditor,
    /// 决策指挥中心.
    Command,
    /// 运行维护中心: lists, rules, duties, restrictions.
    Operations,
    /// 表决人: holds the seat of a member among those who make the law together.
    Voter,
    /// 系统管理员.
    SystemAdmin,
    /// 安全管理员: accounts, roles, sessions.
    SecurityAdmin,
    /// The platform itself: jobs and deadlines.
    System,
}

impl Role {
    /// Every role, in the order of the permission table.
    pub const ALL: [Role; 17] = [
        Role::Declarant,
        Role::Acceptor,
        Role::Reviewer,
        Role::Inspector,
        Role::Releaser,
        Role::Drafter,
        Role::Checker,
        Role::Engrosser,
        Role::Signatory,
        Role::Statistician,
        Role::Auditor,
        Role::Command,
        Role::Operations,
        Role::Voter,
        Role::SystemAdmin,
        Role::SecurityAdmin,
        Role::System,
    ];

    /// The stable word of the role in tables, events and the API.
    pub fn word(self) -> &'static str {
        match self {
            Role::Declarant => "declarant",
            Role::Acceptor => "acceptor",
            Role::Reviewer => "reviewer",
            Role::Inspector => "inspector",
            Role::Releaser => "releaser",
            Role::Drafter => "drafter",
            Role::Checker => "checker",
            Role::Engrosser => "engrosser",
            Role::Signatory => "signatory",
            Role::Statistician => "statistician",
            Role::Auditor => "auditor",
            Role::Command => "command",
            Role::Operations => "operations",
            Role::Voter => "voter",
            Role::SystemAdmin => "system_admin",
            Role::SecurityAdmin => "security_admin",
            Role::System => "system",
        }
    }
}

/// Who did something: part of each event (the responsibility ledger, 「本方案」三(三)一).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    /// The account used.
    pub account: AccountId,
    /// The natural person; two-person rules compare these, never accounts.
    pub person: PersonId,
    /// The role in which it was done.
    pub role: Role,
    /// The officer's office.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub office: Option<OfficeCode>,
    /// The enterprise acted for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub enterprise: Option<EnterpriseId>,
}

impl Actor {
    /// The platform acting on a deadline or a restriction.
    pub fn system() -> Actor {
        Actor {
            account: AccountId::parse("system").expect("a plain word is an account id"),
            person: PersonId::parse("system").expect("a plain word is a person id"),
            role: Role::System,
            office: None,
            enterprise: None,
        }
    }
}
