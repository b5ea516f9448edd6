//! What a paper may state of the record: a closed list, since each is taken from one place in it.

use crate::words::{Named, Word};
use serde::{Deserialize, Serialize};

/// Something of the record that a paper states.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)] // Its names say what each is.
pub enum Stated {
    DeclarationNo,
    Consignor,
    Consignee,
    Origin,
    Despatch,
    Destination,
    Port,
    Conveyance,
    BillNo,
    ContractNo,
    Marks,
    Containers,
    Seals,
    InspectedBy,
    InspectedOn,
    TreatmentMethod,
    TreatmentAgent,
    TreatmentDose,
    TreatmentTime,
    TreatmentTemperature,
    TreatedOn,
    Failure,
    Disposition,
    LotNo,
    Goods,
    Quantity,
    NetMass,
    GrossMass,
    Packages,
    Batch,
    GoodsOrigin,
}

impl Word for Stated {
    const NAMES: &'static [Named<Self>] = &[
        (Stated::DeclarationNo, &["报检号"], &["declaration number"]),
        (Stated::Consignor, &["发货人"], &["consignor"]),
        (Stated::Consignee, &["收货人"], &["consignee"]),
        (Stated::Origin, &["原产国"], &["countries of origin"]),
        (Stated::Despatch, &["启运国"], &["country of despatch"]),
        (Stated::Destination, &["输往国"], &["country of destination"]),
        (Stated::Port, &["口岸"], &["port"]),
        (Stated::Conveyance, &["运输工具"], &["conveyance"]),
        (Stated::BillNo, &["提运单号"], &["bill number"]),
        (Stated::ContractNo, &["合同号"], &["contract number"]),
        (Stated::Marks, &["标记及号码"], &["marks"]),
        (Stated::Containers, &["集装箱号"], &["container numbers"]),
        (Stated::Seals, &["封识号"], &["seals"]),
        (Stated::InspectedBy, &["施检机构"], &["inspected by"]),
        (Stated::InspectedOn, &["施检日期"], &["inspected on"]),
        (Stated::TreatmentMethod, &["处理方法"], &["treatment"]),
        (Stated::TreatmentAgent, &["处理药剂"], &["treatment agent"]),
        (Stated::TreatmentDose, &["处理剂量"], &["treatment dose"]),
        (Stated::TreatmentTime, &["处理时间"], &["treatment duration"]),
        (Stated::TreatmentTemperature, &["处理温度"], &["treatment temperature"]),
        (Stated::TreatedOn, &["处理日期"], &["treated on"]),
        (Stated::Failure, &["不合格原因"], &["reasons of failure"]),
        (Stated::Disposition, &["处置"], &["disposition"]),
        (Stated::LotNo, &["批次"], &["lot"]),
        (Stated::Goods, &["货物名称"], &["name of goods"]),
        (Stated::Quantity, &["数量"], &["quantity"]),
        (Stated::NetMass, &["净重"], &["net mass"]),
        (Stated::GrossMass, &["毛重"], &["gross mass"]),
        (Stated::Packages, &["件数及包装"], &["packages"]),
        (Stated::Batch, &["生产批号"], &["batch"]),
        (Stated::GoodsOrigin, &["货物原产国"], &["origin of goods"]),
    ];
}

impl Stated {
    /// Whether each lot has its own.
    pub fn is_of_lot(self) -> bool {
        match self {
            Stated::LotNo
            | Stated::Goods
            | Stated::Quantity
            | Stated::NetMass
            | Stated::GrossMass
            | Stated::Packages
            | Stated::Batch
            | Stated::GoodsOrigin
            | Stated::Failure
            | Stated::Disposition => true,
            Stated::DeclarationNo
            | Stated::Consignor
            | Stated::Consignee
            | Stated::Origin
            | Stated::Despatch
            | Stated::Destination
            | Stated::Port
            | Stated::Conveyance
            | Stated::BillNo
            | Stated::ContractNo
            | Stated::Marks
            | Stated::Containers
            | Stated::Seals
            | Stated::InspectedBy
            | Stated::InspectedOn
            | Stated::TreatmentMethod
            | Stated::TreatmentAgent
            | Stated::TreatmentDose
            | Stated::TreatmentTime
            | Stated::TreatmentTemperature
            | Stated::TreatedOn => false,
        }
    }
}
