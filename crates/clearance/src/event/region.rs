//! Events of the partition `region`: enterprises, persons, accounts, mandates, restrictions, policy in force.

use super::edition::{Approved, Carried, OpenCases};
use super::seal::SealKey;
use super::sheet::OfSheets;
use crate::declaration::SealedField;
use policy::{Citation, Hashing, Kept};
use serde::{Deserialize, Serialize};
use values::actor::Role;
use values::calendar::{Day, Timestamp};
use values::direction::Direction;
use values::id::{AccountId, EnterpriseId, MandateId, OfficeCode, PersonId};

/// The document by which an enterprise is known whose code fails its own check.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    /// What kind of document, in words.
    pub kind: String,
    /// Its number.
    pub no: String,
    /// The day on which it was issued.
    pub day: Day,
}

/// What happened in the region outside any case. Dated records: a later one supersedes from its day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", content = "of", rename_all = "snake_case")]
pub enum RegionEvent {
    /// An edition of the law governs from a day: a restriction; carries the epoch (「本方案」三(一)).
    PolicyAdopted {
        /// The edition: a hash of its files, hex.
        version: String,
        /// Code of the region.
        region: String,
        /// Whether lists approved for demonstration only are in force.
        demonstration: bool,
        /// What the version is a hash of; events of before do not say it.
        #[serde(default = "of_before", skip_serializing_if = "is_of_before")]
        hashing: Hashing,
        /// The first day that it governs; none of the founding edition.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        from: Option<Day>,
        /// Number of the event that proposed it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        proposal: Option<u64>,
        /// The act of the bureaus that it carries out.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        carried: Option<Box<Carried>>,
    },
    /// One of operations asks that an edition be adopted (「本方案」三(一)).
    EditionProposed {
        /// The edition: the hash of its files, hex.
        version: String,
        /// The edition that it would follow.
        base: String,
        /// The first day that it would govern.
        from: Day,
        /// Why.
        reason: String,
        /// The approvals of the files that want one.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        approvals: Vec<Approved>,
        /// What becomes of open cases.
        open: OpenCases,
    },
    /// The command centre lets open cases have what is easier by a proposed edition too.
    EditionEased {
        /// Number of the event that proposed it.
        proposal: u64,
        /// Why.
        reason: String,
    },
    /// A proposal was taken back.
    EditionWithdrawn {
        /// Number of the event that proposed it.
        proposal: u64,
        /// Why.
        reason: String,
    },
    /// 注册/备案: an enterprise is known in the whole region (「本方案」三(三)二).
    EnterpriseRegistered {
        /// Who.
        id: EnterpriseId,
        /// Name in Chinese.
        zh: String,
        /// Name in English.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        en: String,
        /// 属地: the office where it is registered.
        office: OfficeCode,
        /// Files without paper.
        paperless: bool,
        /// May declare for others.
        agent: bool,
        /// From when.
        from: Day,
        /// By which document it is known, where its code fails its own check.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        document: Option<Document>,
    },
    /// A credit grade from the national feed (「本方案」三(三)二).
    GradeGiven {
        /// Who.
        id: EnterpriseId,
        /// AA, A, B, C or D as the text has them.
        grade: String,
        /// From when.
        from: Day,
        /// Why; events of before say nothing.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        reason: String,
        /// By which text, where one was cited.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        basis: Option<Citation>,
    },
    /// 列入黑名单: a restriction; carries the epoch (「本方案」三(三)二).
    Blacklisted {
        /// Who.
        id: EnterpriseId,
        /// Why.
        reason: String,
        /// By which text.
        basis: Citation,
        /// From when.
        from: Day,
    },
    /// Taken off the blacklist: a privilege, needs no epoch.
    BlacklistLifted {
        /// Who.
        id: EnterpriseId,
        /// Why.
        reason: String,
        /// By which text, where one was cited.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        basis: Option<Citation>,
        /// From when.
        from: Day,
    },
    /// An enterprise has another name from now on.
    EnterpriseRenamed {
        /// Which.
        id: EnterpriseId,
        /// Name in Chinese.
        zh: String,
        /// Name in English.
        en: String,
    },
    /// A natural person; the name is sealed apart.
    PersonRegistered {
        /// Who.
        id: PersonId,
        /// Digests of the sealed fields.
        sealed: Vec<SealedField>,
    },
    /// A person has another name from now on, sealed apart.
    PersonRenamed {
        /// Who.
        id: PersonId,
        /// Digests of the sealed fields.
        sealed: Vec<SealedField>,
    },
    /// A person's sealed data were destroyed.
    PersonErased {
        /// Whose.
        id: PersonId,
        /// By which text.
        basis: Citation,
    },
    /// An account of a person.
    AccountOpened {
        /// Name to sign in with.
        id: AccountId,
        /// Whose.
        person: PersonId,
        /// The enterprise it acts for, if it is an enterprise's.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        enterprise: Option<EnterpriseId>,
    },
    /// A role at an office (officers) or for the enterprise (declarants).
    RoleGranted {
        /// The account.
        account: AccountId,
        /// The role.
        role: Role,
        /// The office, for officers.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        office: Option<OfficeCode>,
        /// From when.
        from: Day,
        /// Last day.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        until: Option<Day>,
        /// Skills that the person has in it, as rules name them (人工审单).
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        skills: Vec<String>,
    },
    /// A role taken back: a restriction.
    RoleRevoked {
        /// The account.
        account: AccountId,
        /// The role.
        role: Role,
        /// The office, for officers.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        office: Option<OfficeCode>,
    },
    /// An account may no longer be used: a restriction.
    AccountSuspended {
        /// The account.
        account: AccountId,
        /// Why.
        reason: String,
    },
    /// The suspension ended.
    AccountRestored {
        /// The account.
        account: AccountId,
    },
    /// 报检委托: an owner lets an agent declare.
    MandateGiven {
        /// Number of the mandate.
        id: MandateId,
        /// Who gives it.
        owner: EnterpriseId,
        /// Who may declare.
        agent: EnterpriseId,
        /// Only in this direction; both if none.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        direction: Option<Direction>,
        /// From when.
        from: Day,
        /// Last day.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        until: Option<Day>,
    },
    /// A mandate taken back: a restriction.
    MandateRevoked {
        /// Number of the mandate.
        id: MandateId,
    },
    /// A key by which an office seals the papers that it issues (「签证管理办法」).
    SealKeyOpened(Box<SealKey>),
    /// What a key of an office sealed from a day on proves nothing: a restriction; carries the epoch.
    SealKeyRevoked {
        /// Whose.
        office: OfficeCode,
        /// Its number.
        key: u16,
        /// The first day whose seals prove nothing.
        since: Day,
        /// Why.
        reason: String,
    },
    /// 空白证单: sheets were received, given to another office, or ended (「签证管理办法」).
    Sheets(Box<OfSheets>),
    /// 签字样本: a specimen of a person's signature is kept, sealed with the name (R35).
    SpecimenGiven {
        /// Whose.
        person: PersonId,
        /// What kind of file, as a media type.
        media: String,
        /// Digests of the sealed fields.
        sealed: Vec<SealedField>,
    },
    /// What was kept beside the log for its time goes (N8).
    RetentionEnded {
        /// What.
        kept: Kept,
        /// What is older than this.
        before: Timestamp,
        /// How much there was of it.
        count: u64,
        /// By which text.
        basis: Vec<Citation>,
    },
}

/// What adoptions of before, which do not say it, are a hash of.
fn of_before() -> Hashing {
    Hashing::Markdown
}

fn is_of_before(hashing: &Hashing) -> bool {
    *hashing == of_before()
}

impl RegionEvent {
    /// The stable word of the kind.
    pub(super) fn word(&self) -> &'static str {
        match self {
            RegionEvent::PolicyAdopted { .. } => "policy_adopted",
            RegionEvent::EditionProposed { .. } => "edition_proposed",
            RegionEvent::EditionEased { .. } => "edition_eased",
            RegionEvent::EditionWithdrawn { .. } => "edition_withdrawn",
            RegionEvent::EnterpriseRegistered { .. } => "enterprise_registered",
            RegionEvent::GradeGiven { .. } => "grade_given",
            RegionEvent::Blacklisted { .. } => "blacklisted",
            RegionEvent::BlacklistLifted { .. } => "blacklist_lifted",
            RegionEvent::PersonRegistered { .. } => "person_registered",
            RegionEvent::PersonRenamed { .. } => "person_renamed",
            RegionEvent::EnterpriseRenamed { .. } => "enterprise_renamed",
            RegionEvent::PersonErased { .. } => "person_erased",
            RegionEvent::AccountOpened { .. } => "account_opened",
            RegionEvent::RoleGranted { .. } => "role_granted",
            RegionEvent::RoleRevoked { .. } => "role_revoked",
            RegionEvent::AccountSuspended { .. } => "account_suspended",
            RegionEvent::AccountRestored { .. } => "account_restored",
            RegionEvent::MandateGiven { .. } => "mandate_given",
            RegionEvent::MandateRevoked { .. } => "mandate_revoked",
            RegionEvent::SealKeyOpened(_) => "seal_key_opened",
            RegionEvent::SealKeyRevoked { .. } => "seal_key_revoked",
            RegionEvent::Sheets(of) => of.word(),
            RegionEvent::SpecimenGiven { .. } => "specimen_given",
            RegionEvent::RetentionEnded { .. } => "retention_ended",
        }
    }

    /// Whether the event takes something away.
    pub(super) fn takes_away(&self) -> bool {
        match self {
            RegionEvent::Blacklisted { .. }
            | RegionEvent::RoleRevoked { .. }
            | RegionEvent::AccountSuspended { .. }
            | RegionEvent::MandateRevoked { .. }
            | RegionEvent::SealKeyRevoked { .. }
            | RegionEvent::PolicyAdopted { .. }
            | RegionEvent::GradeGiven { .. } => true,
            RegionEvent::EditionProposed { .. }
            | RegionEvent::EditionEased { .. }
            | RegionEvent::EditionWithdrawn { .. }
            | RegionEvent::EnterpriseRegistered { .. }
            | RegionEvent::BlacklistLifted { .. }
            | RegionEvent::EnterpriseRenamed { .. }
            | RegionEvent::PersonRegistered { .. }
            | RegionEvent::PersonRenamed { .. }
            | RegionEvent::PersonErased { .. }
            | RegionEvent::AccountOpened { .. }
            | RegionEvent::RoleGranted { .. }
            | RegionEvent::AccountRestored { .. }
            | RegionEvent::MandateGiven { .. }
            | RegionEvent::SealKeyOpened(_)
            | RegionEvent::Sheets(_)
            | RegionEvent::SpecimenGiven { .. }
            | RegionEvent::RetentionEnded { .. } => false,
        }
    }
}
