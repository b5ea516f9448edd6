//! The field itself: declarations, modes, cases, decisions. Pure values in, values out.

pub mod actor;
pub mod calendar;
pub mod case;
pub mod code;
pub mod decision;
pub mod declaration;
pub mod event;
pub mod fault;
pub mod id;
pub mod intent;
pub mod ledger;
pub mod part;
pub mod permission;
pub mod policy;
pub mod quantity;
pub mod reference;
pub mod region;
pub mod remark;
pub mod row;
pub mod text;
pub mod valid;
