//! The values that everything is made of: texts in two languages, days, identifiers with check digits, codes, quantities,
//! faults, actors. Pure.

pub mod actor;
pub mod calendar;
pub mod code;
pub mod direction;
pub mod fault;
pub mod id;
pub mod media;
pub mod quantity;
pub mod single;
pub mod text;
