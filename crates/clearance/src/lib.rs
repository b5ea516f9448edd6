//! The field itself: declarations, modes, cases, decisions. Pure values in, values out.

pub mod case;
pub mod decision;
pub mod declaration;
pub mod event;
pub mod example;
pub mod grounds;
pub mod intent;
pub mod ledger;
pub mod part;
pub mod past;
pub mod permission;
pub mod region;
pub mod remark;
pub mod row;
pub mod standing;
pub mod terms;
pub mod valid;
