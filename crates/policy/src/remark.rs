//! The kinds of remarks on declarations. A text may say of each of [`KINDS`] that it refuses.

/// The kinds of remarks that a declaration shows by itself, as the region's text and programs name them.
pub const KINDS: [&str; 9] = [QUANTITY, WRITE_OFF, PERMIT, SERIAL, FLAWED, INNER, CURRENCY, UNIT, PAPERS];
/// The same container in another declaration that goes on: known only where all cases are.
pub const CONTAINER: &str = "container_twice";

/// A paper is asked for that the text has no form for.
pub const PAPERS: &str = "papers_not_issued";

/// Remark `quantity_above_mass`.
pub const QUANTITY: &str = "quantity_above_mass";
/// Remark `write_off_above_quantity`.
pub const WRITE_OFF: &str = "write_off_above_quantity";
/// Remark `permit_twice`.
pub const PERMIT: &str = "permit_twice";
/// Remark `serial_advised_against`.
pub const SERIAL: &str = "serial_advised_against";
/// Remark `flawed_code`.
pub const FLAWED: &str = "flawed_code";
/// Remark `inner_code`.
pub const INNER: &str = "inner_code";
/// Remark `currency_not_in_force`.
pub const CURRENCY: &str = "currency_not_in_force";
/// Remark `unit_not_in_force`.
pub const UNIT: &str = "unit_not_in_force";
