//! The goods of a declaration: lines, packages, permits, stowage, containers.

use serde::{Deserialize, Serialize};
use values::calendar::Day;
use values::code::{CountryCode, DistrictCode, HsCode, PackageCode, TableCode};
use values::id::ContainerNo;
use values::quantity::{Amount, Mass, Money};

/// One line of goods (`DECL_GOODS`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// Tariff code: 10 digits, or 6 in a history whose source has no more.
    pub hs: HsCode,
    /// CIQ extension of the code, three digits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ciq: Option<TableCode>,
    /// 货物名称.
    pub name: String,
    /// Name in a foreign language.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name_en: String,
    /// 型号、规格、品牌 as one text each.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub model: String,
    /// 规格.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub spec: String,
    /// 品牌.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub brand: String,
    /// 货物属性, table `goods_attribute`; several may hold.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attributes: Vec<TableCode>,
    /// 用途, table `purpose`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub purpose: Option<TableCode>,
    /// 原产国.
    pub origin: CountryCode,
    /// 产地 (district) of an export.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin_district: Option<DistrictCode>,
    /// 数量, more than zero.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quantity: Option<Amount>,
    /// 海关计量单位, table `quantity_unit`: the unit of the quantity in the words of customs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customs_unit: Option<TableCode>,
    /// 净重, more than zero.
    pub net_mass: Mass,
    /// 毛重; never below the net mass.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gross_mass: Option<Mass>,
    /// 货物总值, more than zero.
    pub value: Money,
    /// 生产日期.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub produced: Option<Day>,
    /// 生产批号.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub batch: String,
    /// 有效期.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_until: Option<Day>,
    /// 生产单位 registration number and name.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub manufacturer: String,
    /// 成份.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub ingredients: String,
    /// Dangerous goods: UN number and package class.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dangerous: Option<Dangerous>,
    /// 包装.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub packages: Vec<Pack>,
    /// 许可证 (`GOODS_LIMIT`).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub permits: Vec<Permit>,
    /// Which containers hold how much of this line (`GOODS_CONT`).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub stowage: Vec<Stowage>,
    /// A code that was not in force on the day: kept and marked, in history only.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub hs_not_in_force: bool,
}

/// Dangerous goods on a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dangerous {
    /// UN number, four digits.
    pub un: TableCode,
    /// 危包类别, table `danger_class`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub class: Option<TableCode>,
}

/// Packages of one kind on a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pack {
    /// UN/ECE Recommendation 21 code.
    pub kind: PackageCode,
    /// How many, more than zero.
    pub count: u32,
    /// 包装材质, table `package_material`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub material: Option<TableCode>,
    /// Whether this is the outer package.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub main: bool,
}

impl Pack {
    /// Whether the goods are in bulk: codes VG, VL, VO, VQ, VR, VS and VY of UN/ECE Recommendation 21.
    pub fn bulk(&self) -> bool {
        matches!(self.kind.as_bytes(), [b'V', b'G' | b'L' | b'O' | b'Q' | b'R' | b'S' | b'Y'])
    }
}

/// A permit or registration that covers goods.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Permit {
    /// Table `permit_kind` or `qualification_kind`.
    pub kind: TableCode,
    /// Number of the permit.
    pub no: String,
    /// Quantity to write off, in the line's unit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub write_off: Option<Amount>,
}

/// A part of a line in one container.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stowage {
    /// The container.
    pub container: ContainerNo,
    /// Net mass of the line in it.
    pub net_mass: Mass,
}

/// One container.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Container {
    /// ISO 6346 number with its check digit.
    pub no: ContainerNo,
    /// 集装箱规格, table `container_size`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<TableCode>,
    /// 箱型, size and type of ISO 6346, table `container_type`: the same thing as `kind` in the words of the carrier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size_type: Option<TableCode>,
    /// 拼箱: shared with other consignments.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub shared: bool,
    /// Seal number.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub seal: String,
}
