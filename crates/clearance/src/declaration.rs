//! What was declared: head, lines, packages, containers, permits, attachments, and the office roles kept apart.
//!
//! The fields are those of the entry and exit declaration forms (ECIQ model). A declaration is
//! immutable; an amendment makes a new version. Nothing about an enterprise but its identity stands here.

pub mod goods;
pub mod measure;

pub use goods::{Container, Dangerous, Line, Pack, Permit, Stowage};
pub use measure::{LineMeasure, Measures};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use values::calendar::Day;
use values::code::{CountryCode, DistrictCode, PlaceCode, TableCode, UnitCode};
use values::direction::Direction;
use values::id::{EnterpriseId, ModeName, OfficeCode, StepName};
use values::quantity::Amount;

/// One declaration as it was submitted: the form of the field without its personal data, which are sealed apart.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Declaration {
    /// Into or out of the country (出/入境类别).
    pub direction: Direction,
    /// 企业报检号: the sender's own number, unique per sender.
    pub reference: String,
    /// 报检类别, table `declaration_kind`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<TableCode>,
    /// Who owns the goods, who declares, and on whose mandate: three parties.
    pub parties: Parties,
    /// The office roles of the declaration, kept apart.
    pub offices: Offices,
    /// The mode that the enterprise asks for where the text lets it choose.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asked: Option<ModeName>,
    /// Contract, transport and journey.
    pub journey: Journey,
    /// The remaining fields of the form's head.
    #[serde(default, skip_serializing_if = "Head::is_empty")]
    pub head: Head,
    /// The goods, 1 to 999 lines.
    pub lines: Vec<Line>,
    /// 集装箱.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub containers: Vec<Container>,
    /// 随附单据: what was attached, by kind and number; bytes are kept elsewhere by their digest.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<Attachment>,
    /// 申请单证: the documents asked for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub wanted: Vec<Wanted>,
    /// Digests of the personal data sealed apart, by field.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sealed: Vec<SealedField>,
    /// Fields that a source did not have, by path, and the map that says so (imports of history only).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_supplied: Option<NotSupplied>,
}

/// One version of a declaration with what was measured of it by the text of the day: what events carry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Version {
    /// As declared.
    pub declaration: Declaration,
    /// Its measures.
    pub measures: Measures,
}

/// The three parties of a declaration and the trading partner abroad.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parties {
    /// 货主: consignee on entry, consignor on exit. Decides the mode.
    pub owner: EnterpriseId,
    /// 报检单位: who declares.
    pub declarant: EnterpriseId,
    /// 代理报检: set when the declarant acts on the owner's mandate.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agent: Option<EnterpriseId>,
    /// 发货人 by name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consignor: Option<Named>,
    /// 收货人 by name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consignee: Option<Named>,
}

impl Parties {
    /// Who is named besides the owner, and acts on the owner's mandate.
    pub fn of_owner(&self) -> impl Iterator<Item = &EnterpriseId> {
        let named = std::iter::once(&self.declarant).chain(&self.agent);
        named.filter(|party| **party != self.owner)
    }

    /// The agent, where another one is named than the declarant.
    pub fn other_agent(&self) -> Option<&EnterpriseId> {
        self.agent.as_ref().filter(|agent| **agent != self.declarant)
    }

    /// Everybody who is named.
    pub fn all(&self) -> impl Iterator<Item = &EnterpriseId> {
        std::iter::once(&self.owner).chain(self.of_owner())
    }
}

/// A trading partner as the form names it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Named {
    /// Name in Chinese.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub zh: String,
    /// Name in a foreign language.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub en: String,
    /// Address.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub address: String,
}

/// The offices that a declaration names, one field for each role (报检地, 口岸, 产地, 目的, 领证地).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offices {
    /// 报检地: the home of the case; never moves.
    pub accept: OfficeCode,
    /// 口岸机构: needed when several offices serve the port.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub port: Option<OfficeCode>,
    /// 产地机构 (exit).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<OfficeCode>,
    /// 目的机构 (entry).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub destination: Option<OfficeCode>,
    /// 领证地: where documents are fetched.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub documents: Option<OfficeCode>,
    /// Choices for the steps whose place the enterprise chooses, by the step's name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub chosen: BTreeMap<StepName, OfficeCode>,
}

/// Where the goods come from, where they go, and how.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Journey {
    /// 口岸: port of entry or exit.
    pub port: PlaceCode,
    /// 运输方式, table `transport`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub transport: Option<TableCode>,
    /// 海关运输方式, table `customs_transport`: the same in the words of customs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customs_transport: Option<TableCode>,
    /// 启运国 (entry) or the country of despatch.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub despatch_country: Option<CountryCode>,
    /// 输往国 (exit) or country of destination.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub destination_country: Option<CountryCode>,
    /// 贸易国别.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trade_country: Option<CountryCode>,
    /// 启运口岸.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub despatch_port: Option<PlaceCode>,
    /// 经停口岸.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub via_port: Option<PlaceCode>,
    /// 目的地 (district, GB/T 2260): the flow district of an entry.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub destination_district: Option<DistrictCode>,
    /// 到货日期 (entry) or 发货日期 (exit).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub day: Option<Day>,
    /// 启运日期.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub despatch_day: Option<Day>,
    /// 卸毕日期.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub discharged_day: Option<Day>,
    /// 运输工具名称.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub conveyance: String,
    /// 运输工具号码 (voyage, flight, train).
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub conveyance_no: String,
    /// 提/运单号.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub bill_no: String,
    /// 分运单号.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub sub_bill_no: String,
    /// 提货单号.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub delivery_order: String,
    /// 存放地点.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub goods_place: String,
}

/// Fields of the head that decide nothing by themselves.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// 贸易方式, table `trade_mode`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trade_mode: Option<TableCode>,
    /// 合同号.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub contract_no: String,
    /// 发票号.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub invoice_no: String,
    /// 标记及号码.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub marks: String,
    /// 报关海关, four digits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customs_office: Option<TableCode>,
    /// 海关注册号.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub customs_registration: String,
    /// 报检单位注册号, ten digits.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub declarant_registration: String,
    /// 特种业务标识, table `special_business`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub special_business: Option<TableCode>,
    /// 特殊通关模式, table `special_clearance`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub special_clearance: Option<TableCode>,
    /// 索赔截止日期.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub claim_until: Option<Day>,
    /// 关联报检号.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub related_no: String,
    /// 关联理由, table `relation_reason`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub related_reason: Option<TableCode>,
    /// 特殊检验检疫要求.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub requirements: String,
    /// 疫情代码.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub epidemic: Option<TableCode>,
    /// 原集装箱标识: original container goes straight to the destination.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub original_container: Option<bool>,
    /// 企业资质 (`DECL_LIMIT`): kind and number.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub qualifications: Vec<Permit>,
    /// 使用人 (`DECL_USER`).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub users: Vec<Named>,
}

impl Head {
    /// Whether nothing was filled in, so that the head is left out of the canonical bytes.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// The most characters of a number or a reference that stands on a paper.
pub const NUMBER_MAX: usize = 64;
/// The most lines of a declaration.
pub const LINES_MAX: u16 = 999;

/// A document attached to the declaration.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    /// Table `attachment_kind`.
    pub kind: TableCode,
    /// Number on the document.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub no: String,
    /// File name as given.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// SHA-256 of the bytes, 64 hex digits, where bytes were handed in.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub digest: String,
}

/// A document that the applicant asks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wanted {
    /// Table `document_kind`.
    pub kind: TableCode,
    /// Originals asked for.
    pub originals: u8,
    /// Copies asked for.
    pub copies: u8,
}

/// A personal datum that stands sealed outside the log: the event keeps only what proves it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SealedField {
    /// Whose datum, an opaque name.
    pub subject: String,
    /// Path of the field, `contact.phone`.
    pub field: String,
    /// HMAC-SHA-256 of the bytes under the subject's key, 64 hex digits.
    pub mac: String,
}

/// What the source of an import lacked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotSupplied {
    /// Name of the map that says so.
    pub map: String,
    /// Paths of the fields.
    pub fields: Vec<String>,
}

impl Declaration {
    /// TEU of the declared containers, in tenths; a kind outside the table counts as one TEU.
    pub fn teu_tenths(&self, teu_of: &dyn Fn(&Container) -> Option<u32>) -> u32 {
        self.containers.iter().map(|container| teu_of(container).unwrap_or(10)).sum()
    }

    /// The quantity of a line as it is conserved over outcomes and splits: the declared amount, else the net mass in
    /// grams (0.00001 kg are 100 ten-thousandths of a gram, so nothing is rounded).
    pub fn conserved(&self, line: usize) -> Amount {
        let line = &self.lines[line];
        let grams = || Amount { units: line.net_mass.0.saturating_mul(100), unit: gram() };
        line.quantity.clone().unwrap_or_else(grams)
    }

    /// The inland office: of the origin of an export, of the destination of an entry.
    pub fn inland(&self) -> Option<&OfficeCode> {
        match self.direction {
            Direction::Exit => self.offices.origin.as_ref(),
            Direction::Entry => self.offices.destination.as_ref(),
        }
    }

    /// The working offices that the declaration itself names (never the accepting one).
    pub fn working_offices(&self) -> impl Iterator<Item = &OfficeCode> {
        [&self.offices.port, &self.offices.origin, &self.offices.destination].into_iter().flatten()
    }
}

/// Rec 20 code of the gram.
fn gram() -> UnitCode {
    UnitCode::parse("GRM").expect("GRM is a well-formed unit code")
}
