//! What must hold of a declaration of history: little, for history is kept as it was.

use crate::declaration::Declaration;
use policy::reference::{Reference, TableName};
use values::calendar::Day;
use values::fault::Fault;
use values::text::Text;

/// Mass and value of every line are above zero. Nothing else is asked of a case that was closed elsewhere.
pub fn past(declaration: &Declaration) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (index, line) in declaration.lines.iter().enumerate() {
        let wanted = || Text::fixed("大于零的数", "a number above zero");
        if line.net_mass.0 <= 0 {
            faults.push(Fault::new(
                format!("lines[{index}].net_mass"),
                "not_positive",
                line.net_mass.to_string(),
                wanted(),
            ));
        }
        if line.value.minor <= 0 {
            faults.push(Fault::new(format!("lines[{index}].value"), "not_positive", line.value.to_string(), wanted()));
        }
    }
    faults
}

/// Notes on every line whether its code was not in force on the day; the code itself is kept.
pub fn mark(declaration: &mut Declaration, reference: &Reference, day: Day) {
    for line in &mut declaration.lines {
        line.hs_not_in_force = reference.entry(TableName::Hs, line.hs.as_str(), day).is_none();
    }
}
