//! The words that conditions may use: one row a word, in the order of the glossary. A new one is a row here and its reader.

use super::FactKind;
use super::closed::{DIRECTIONS, HANDLINGS, PORT_KINDS, SEASONS, WEEKDAYS};
use super::name::{From, Name, flag, named};
use crate::reference::TableName;
use serde::{Deserialize, Serialize};

/// One thing that is known, or not known, about a case or about one of its lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)] // The words in `NAMES` say what each one is, in both languages.
pub enum Fact {
    Direction,
    PortInRegion,
    InPilot,
    GatesMet,
    OwnerBlacklisted,
    OwnerGrade,
    OwnerPaperless,
    OwnerOverdue,
    AgentBlacklisted,
    InScheme,
    MayChoosePlace,
    Listed,
    EntryMode,
    EntryHandling,
    Asked,
    TreatmentRequired,
    Wanted,
    PapersAsked,
    Mode,
    Transport,
    TradeMode,
    PortPlace,
    PortKind,
    DespatchCountry,
    DespatchPort,
    TransitPort,
    TransitCountry,
    DestinationCountry,
    DestinationDistrict,
    TradeCountry,
    GoodsPassed,
    Epidemic,
    Qualification,
    OriginOffice,
    DestinationOffice,
    OwnerOffice,
    PortOffice,
    Owner,
    LineCount,
    TotalNet,
    TotalValue,
    PackTotal,
    ContainerCount,
    ContainerKind,
    EmptyContainer,
    Weekday,
    Season,
    WorkingDay,
    Hs,
    GoodsGroup,
    Origin,
    OriginDistrict,
    Purpose,
    Attribute,
    PackMaterial,
    PackKind,
    PackCount,
    Permit,
    Attachment,
    GoodsName,
    Model,
    Brand,
    Producer,
    Dangerous,
    NetMass,
    GrossMass,
    NetAboveGross,
    Quantity,
    Value,
    UnitValue,
    Bulk,
    OwnerDeclared,
    OwnerFailed,
    OwnerPassedInRow,
    OwnerDaysSinceFailure,
    OwnerGoodsDeclared,
    OwnerGoodsFailed,
    OwnerGoodsPassedInRow,
    OwnerGoodsDaysSinceFailure,
    OwnerOriginDeclared,
    OwnerOriginFailed,
    OwnerOriginPassedInRow,
    OwnerOriginDaysSinceFailure,
    GoodsDeclared,
    GoodsFailed,
    GoodsPassedInRow,
    GoodsDaysSinceFailure,
    OriginDeclared,
    OriginFailed,
    OriginPassedInRow,
    OriginDaysSinceFailure,
    GoodsOriginDeclared,
    GoodsOriginFailed,
    GoodsOriginPassedInRow,
    GoodsOriginDaysSinceFailure,
}

const MASS: FactKind = FactKind::Number { decimals: 5 };
const MONEY: FactKind = FactKind::Number { decimals: 2 };
const COUNT: FactKind = FactKind::Number { decimals: 0 };
const OWNER: &str = "parties.owner";

/// In the order of [`Fact`]; what is counted of the past stands in [`super::past`] and comes after.
pub(super) const NAMES: &[Name] = &[
    named(Fact::Direction, FactKind::Word, &["方向"], &["direction"]).at("direction").closed(DIRECTIONS),
    flag(Fact::PortInRegion, &["口岸在区域内"], &["port in region"], &["口岸不在区域内"], &["port outside region"])
        .derived()
        .at("journey.port"),
    flag(Fact::InPilot, &["在试点内"], &["in pilot"], &["不在试点内"], &["not in pilot"]).derived(),
    flag(
        Fact::GatesMet,
        &["满足准入条件", "准入条件已具备"],
        &["gates met"],
        &["不满足准入条件", "准入条件未具备"],
        &["gates not met"],
    )
    .derived(),
    flag(
        Fact::OwnerBlacklisted,
        &["货主列入黑名单", "列入黑名单"],
        &["owner blacklisted", "blacklisted"],
        &["货主未列入黑名单", "未列入黑名单"],
        &["owner not blacklisted", "not blacklisted"],
    )
    .at(OWNER)
    .confidential(),
    named(Fact::OwnerGrade, FactKind::Grade, &["货主等级", "企业等级"], &["owner grade"]).at(OWNER).confidential(),
    flag(
        Fact::OwnerPaperless,
        &["货主无纸化", "无纸化"],
        &["owner paperless"],
        &["货主未无纸化"],
        &["owner not paperless"],
    )
    .at(OWNER),
    flag(
        Fact::OwnerOverdue,
        &["货主有逾期事项", "有逾期事项"],
        &["owner overdue"],
        &["货主无逾期事项", "无逾期事项"],
        &["owner not overdue"],
    )
    .at(OWNER)
    .confidential(),
    flag(
        Fact::AgentBlacklisted,
        &["代理列入黑名单"],
        &["agent blacklisted"],
        &["代理未列入黑名单"],
        &["agent not blacklisted"],
    )
    .at("parties.declarant")
    .confidential(),
    flag(Fact::InScheme, &["适用一体化"], &["in scheme"], &["不适用一体化"], &["not in scheme"]).derived(),
    flag(
        Fact::MayChoosePlace,
        &["可选择申报地点", "可择地者"],
        &["may choose place"],
        &["不可选择申报地点"],
        &["may not choose place"],
    )
    .derived(),
    flag(Fact::Listed, &["列入清单", "清单内"], &["listed"], &["未列入清单", "清单外"], &["not listed", "unlisted"])
        .derived(),
    named(Fact::EntryMode, FactKind::Word, &["从严条目"], &["strictest entry"]).derived(),
    named(Fact::EntryHandling, FactKind::Word, &["从严条目处置"], &["strictest handling"]).derived().closed(HANDLINGS),
    named(Fact::Asked, FactKind::Word, &["企业选择"], &["asked"]).at("asked"),
    flag(
        Fact::TreatmentRequired,
        &["需要处理", "规则要求处理", "规则要求"],
        &["treatment required"],
        &["不需要处理", "规则未要求处理"],
        &["treatment not required"],
    )
    .derived(),
    named(Fact::Wanted, FactKind::Words, &["申请单证"], &["documents asked for"])
        .at("wanted")
        .of(&[TableName::Document]),
    flag(Fact::PapersAsked, &["申请证书"], &["papers asked for"], &["未申请证书"], &["no papers asked for"]).derived(),
    named(Fact::Mode, FactKind::Word, &["监管模式"], &["mode"]).derived(),
    named(Fact::Transport, FactKind::Word, &["运输方式"], &["transport"])
        .at("journey.transport")
        .of(&[TableName::Transport]),
    named(Fact::TradeMode, FactKind::Word, &["贸易方式"], &["trade mode"])
        .at("head.trade_mode")
        .of(&[TableName::TradeMode]),
    named(Fact::PortPlace, FactKind::Word, &["口岸代码"], &["port"]).at("journey.port").of(&[TableName::Place]),
    named(Fact::PortKind, FactKind::Word, &["口岸种类"], &["kind of port"]).derived().closed(PORT_KINDS),
    named(Fact::DespatchCountry, FactKind::Word, &["启运国"], &["despatch country"])
        .at("journey.despatch_country")
        .of(&[TableName::Country]),
    named(Fact::DespatchPort, FactKind::Word, &["启运口岸"], &["despatch port"])
        .at("journey.despatch_port")
        .of(&[TableName::Place]),
    named(Fact::TransitPort, FactKind::Word, &["经停口岸"], &["transit port"])
        .at("journey.via_port")
        .of(&[TableName::Place]),
    named(Fact::TransitCountry, FactKind::Word, &["经停国"], &["transit country"])
        .at("journey.via_port")
        .of(&[TableName::Country]),
    named(Fact::DestinationCountry, FactKind::Word, &["目的国"], &["destination country"])
        .at("journey.destination_country")
        .of(&[TableName::Country]),
    named(Fact::DestinationDistrict, FactKind::Word, &["目的地区"], &["destination district"])
        .at("journey.destination_district")
        .of(&[TableName::District]),
    named(Fact::TradeCountry, FactKind::Word, &["贸易国"], &["trade country"])
        .at("journey.trade_country")
        .of(&[TableName::Country]),
    Name {
        from: From::Result,
        ..flag(Fact::GoodsPassed, &["货物合格"], &["goods passed"], &["货物未合格"], &["goods not passed"])
    },
    named(Fact::Epidemic, FactKind::Words, &["疫情"], &["epidemic"]).at("head.epidemic"),
    named(Fact::Qualification, FactKind::Words, &["企业资质"], &["qualifications"])
        .at("head.qualifications")
        .of(&[TableName::Qualification]),
    named(Fact::OriginOffice, FactKind::Word, &["产地机构"], &["origin office"]).at("offices.origin"),
    named(Fact::DestinationOffice, FactKind::Word, &["目的机构"], &["destination office"]).at("offices.destination"),
    named(Fact::OwnerOffice, FactKind::Word, &["货主属地机构"], &["owner office"]).at(OWNER),
    named(Fact::PortOffice, FactKind::Word, &["口岸机构"], &["port office"]).at("offices.port"),
    named(Fact::Owner, FactKind::Word, &["货主"], &["owner"]).at(OWNER).confidential(),
    named(Fact::LineCount, COUNT, &["货物项数"], &["line count"]).at("lines"),
    named(Fact::TotalNet, MASS, &["总净重"], &["total net mass"]).at("lines"),
    named(Fact::TotalValue, MONEY, &["总货值"], &["total value"]).at("lines"),
    named(Fact::PackTotal, COUNT, &["总件数"], &["total packages"]).at("lines"),
    named(Fact::ContainerCount, COUNT, &["集装箱数"], &["containers"]).at("containers"),
    named(Fact::ContainerKind, FactKind::Words, &["集装箱规格"], &["container kinds"])
        .at("containers")
        .of(&[TableName::ContainerSize, TableName::ContainerType]),
    flag(Fact::EmptyContainer, &["有空箱"], &["empty container"], &["无空箱"], &["no empty container"])
        .at("containers"),
    named(Fact::Weekday, FactKind::Word, &["星期"], &["weekday"]).derived().closed(WEEKDAYS),
    named(Fact::Season, FactKind::Word, &["季节"], &["season"]).derived().closed(SEASONS),
    flag(Fact::WorkingDay, &["工作日"], &["working day"], &["非工作日"], &["no working day"]).derived(),
    named(Fact::Hs, FactKind::Hs, &["税号"], &["hs"]).of_line().at("lines.hs").of(&[TableName::Hs]),
    named(Fact::GoodsGroup, FactKind::Words, &["货物组"], &["goods group"]).of_line().derived(),
    named(Fact::Origin, FactKind::Word, &["原产国", "原产"], &["origin country", "origin"])
        .of_line()
        .at("lines.origin")
        .of(&[TableName::Country]),
    named(Fact::OriginDistrict, FactKind::Word, &["原产地区"], &["origin district"])
        .of_line()
        .at("lines.origin_district")
        .of(&[TableName::District]),
    named(Fact::Purpose, FactKind::Word, &["用途"], &["purpose"])
        .of_line()
        .at("lines.purpose")
        .of(&[TableName::Purpose]),
    named(Fact::Attribute, FactKind::Words, &["属性"], &["attribute"])
        .of_line()
        .at("lines.attributes")
        .of(&[TableName::Attribute]),
    named(Fact::PackMaterial, FactKind::Words, &["包装", "包装材质"], &["packing"])
        .of_line()
        .at("lines.packages")
        .of(&[TableName::PackageMaterial, TableName::Package]),
    named(Fact::PackKind, FactKind::Words, &["包装种类"], &["package kinds"])
        .of_line()
        .at("lines.packages")
        .of(&[TableName::Package]),
    named(Fact::PackCount, COUNT, &["件数"], &["packages"]).of_line().at("lines.packages"),
    named(Fact::Permit, FactKind::Words, &["许可"], &["permits"])
        .of_line()
        .at("lines.permits")
        .of(&[TableName::Permit]),
    named(Fact::Attachment, FactKind::Words, &["单据"], &["attachments"])
        .at("attachments")
        .of(&[TableName::Attachment]),
    named(Fact::GoodsName, FactKind::Name, &["品名"], &["goods name"]).of_line().at("lines.name"),
    named(Fact::Model, FactKind::Name, &["型号"], &["model"]).of_line().at("lines.model"),
    named(Fact::Brand, FactKind::Name, &["品牌"], &["brand"]).of_line().at("lines.brand"),
    named(Fact::Producer, FactKind::Name, &["生产企业"], &["producer"]).of_line().at("lines.manufacturer"),
    named(Fact::Dangerous, FactKind::Word, &["危险货物编号"], &["UN number"]).of_line().at("lines.dangerous"),
    named(Fact::NetMass, MASS, &["净重"], &["net mass"]).of_line().at("lines.net_mass"),
    named(Fact::GrossMass, MASS, &["毛重"], &["gross mass"]).of_line().at("lines.gross_mass"),
    flag(
        Fact::NetAboveGross,
        &["净重大于毛重"],
        &["net mass above gross"],
        &["净重不大于毛重"],
        &["net mass not above gross"],
    )
    .of_line()
    .at("lines.gross_mass"),
    named(Fact::Quantity, FactKind::Amount { decimals: 4 }, &["数量"], &["quantity"]).of_line().at("lines.quantity"),
    named(Fact::Value, MONEY, &["货值"], &["value"]).of_line().at("lines.value"),
    named(Fact::UnitValue, FactKind::Amount { decimals: 2 }, &["单价"], &["unit value"]).of_line().at("lines.value"),
    flag(Fact::Bulk, &["散装"], &["bulk"], &["非散装"], &["not bulk"]).of_line().at("lines.packages"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fact_has_one_name_at_its_place() {
        assert_eq!(Fact::COUNT, Fact::GoodsOriginDaysSinceFailure as usize + 1);
        for (at, name) in Name::all().enumerate() {
            assert_eq!(name.fact as usize, at, "{}", name.zh[0]);
        }
    }

    #[test]
    fn no_word_is_of_two_facts() {
        let zh = Name::all().flat_map(|name| name.zh.iter().chain(name.not_zh));
        let en = Name::all().flat_map(|name| name.en.iter().chain(name.not_en));
        let mut words: Vec<&&str> = zh.chain(en).collect();
        words.sort_unstable();
        let all = words.len();
        words.dedup();
        assert_eq!(words.len(), all);
    }
}
