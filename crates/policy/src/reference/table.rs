//! The tables that the program asks by name; what stands in them is data.

use values::code::{Country, Currency, District, Hs, Package, Place, Table, Unit};
use values::id::Kind;
use values::text::Text;

/// A table. Its file is named after its word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TableName {
    /// 商品编码
    Hs,
    /// 国家（地区）
    Country,
    /// 地点
    Place,
    /// 行政区划
    District,
    /// 货币
    Currency,
    /// 计量单位
    Unit,
    /// 包装
    Package,
    /// 包装材质
    PackageMaterial,
    /// 报检类别
    DeclarationKind,
    /// 特种业务标识
    SpecialBusiness,
    /// 特殊通关模式
    SpecialClearance,
    /// 运输方式
    Transport,
    /// 海关运输方式
    CustomsTransport,
    /// 贸易方式
    TradeMode,
    /// 申请单证
    Document,
    /// 关联理由
    RelationReason,
    /// 随附单据
    Attachment,
    /// 许可证类别
    Permit,
    /// 企业资质
    Qualification,
    /// 货物属性
    Attribute,
    /// 用途
    Purpose,
    /// 集装箱规格
    ContainerSize,
    /// 集装箱箱型
    ContainerType,
    /// 运输工具类型
    Conveyance,
    /// 危包类别
    DangerousPack,
    /// 重量单位
    WeightUnit,
    /// 数量单位
    QuantityUnit,
    /// 检验检疫类别
    InspectionCategory,
    /// 海关监管条件
    CustomsCondition,
    /// 监管证件
    CustomsDocument,
}

impl TableName {
    /// Every table, in the order of the variants.
    pub const ALL: [TableName; 30] = [
        TableName::Hs,
        TableName::Country,
        TableName::Place,
        TableName::District,
        TableName::Currency,
        TableName::Unit,
        TableName::Package,
        TableName::PackageMaterial,
        TableName::DeclarationKind,
        TableName::SpecialBusiness,
        TableName::SpecialClearance,
        TableName::Transport,
        TableName::CustomsTransport,
        TableName::TradeMode,
        TableName::Document,
        TableName::RelationReason,
        TableName::Attachment,
        TableName::Permit,
        TableName::Qualification,
        TableName::Attribute,
        TableName::Purpose,
        TableName::ContainerSize,
        TableName::ContainerType,
        TableName::Conveyance,
        TableName::DangerousPack,
        TableName::WeightUnit,
        TableName::QuantityUnit,
        TableName::InspectionCategory,
        TableName::CustomsCondition,
        TableName::CustomsDocument,
    ];

    /// The word for it: the name of its file without `.csv`.
    pub fn word(self) -> &'static str {
        match self {
            TableName::Hs => "hs",
            TableName::Country => "country",
            TableName::Place => "place",
            TableName::District => "district",
            TableName::Currency => "currency",
            TableName::Unit => "unit",
            TableName::Package => "package",
            TableName::PackageMaterial => "package_material",
            TableName::DeclarationKind => "declaration_kind",
            TableName::SpecialBusiness => "special_business",
            TableName::SpecialClearance => "special_clearance",
            TableName::Transport => "transport",
            TableName::CustomsTransport => "customs_transport",
            TableName::TradeMode => "trade_mode",
            TableName::Document => "document",
            TableName::RelationReason => "relation_reason",
            TableName::Attachment => "attachment",
            TableName::Permit => "permit",
            TableName::Qualification => "qualification",
            TableName::Attribute => "attribute",
            TableName::Purpose => "purpose",
            TableName::ContainerSize => "container_size",
            TableName::ContainerType => "container_type",
            TableName::Conveyance => "conveyance",
            TableName::DangerousPack => "dangerous_pack",
            TableName::WeightUnit => "weight_unit",
            TableName::QuantityUnit => "quantity_unit",
            TableName::InspectionCategory => "inspection_category",
            TableName::CustomsCondition => "customs_condition",
            TableName::CustomsDocument => "customs_document",
        }
    }

    /// The table of a word.
    pub fn parse(word: &str) -> Option<TableName> {
        TableName::ALL.into_iter().find(|table| table.word() == word)
    }

    /// Whether a text has the shape of this table's codes; otherwise what was wanted.
    pub(super) fn check(self, code: &str) -> Result<(), Text> {
        match self {
            TableName::Hs => Hs::check(code),
            TableName::Country => Country::check(code),
            TableName::Place => Place::check(code),
            TableName::District => District::check(code),
            TableName::Currency => Currency::check(code),
            TableName::Unit => Unit::check(code),
            TableName::Package => Package::check(code),
            TableName::PackageMaterial
            | TableName::DeclarationKind
            | TableName::SpecialBusiness
            | TableName::SpecialClearance
            | TableName::Transport
            | TableName::CustomsTransport
            | TableName::TradeMode
            | TableName::Document
            | TableName::RelationReason
            | TableName::Attachment
            | TableName::Permit
            | TableName::Qualification
            | TableName::Attribute
            | TableName::Purpose
            | TableName::ContainerSize
            | TableName::ContainerType
            | TableName::Conveyance
            | TableName::DangerousPack
            | TableName::WeightUnit
            | TableName::QuantityUnit
            | TableName::InspectionCategory
            | TableName::CustomsCondition
            | TableName::CustomsDocument => Table::check(code),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_table_stands_at_its_place() {
        for (place, table) in TableName::ALL.into_iter().enumerate() {
            assert_eq!(table as usize, place);
            assert_eq!(TableName::parse(table.word()), Some(table));
        }
        assert_eq!(TableName::parse("tables"), None);
    }
}
