//! The field itself: declarations, modes, cases, decisions. Pure values in, values out.

pub mod actor;
pub mod calendar;
pub mod code;
pub mod declaration;
pub mod fault;
pub mod id;
pub mod policy;
pub mod quantity;
pub mod reference;
pub mod text;
