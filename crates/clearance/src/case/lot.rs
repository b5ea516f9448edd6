//! Lots: line x batch. Outcomes are per lot, and quantities are conserved when a lot is divided.

use crate::declaration::{Declaration, Measures};
use crate::event::body::LotId;
use values::code::TableCode;
use values::quantity::Amount;

/// One lot of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lot {
    /// Number in the case, from 1.
    pub id: LotId,
    /// Line of the declaration, from 1.
    pub line: u16,
    /// How much, in the unit of the line (its quantity, else its net mass).
    pub amount: Amount,
    /// Net mass in units of 0.00001 kg.
    pub net_mass: i64,
    /// Value in the smallest unit of the line's money.
    pub value: i64,
    /// Its share of the line's value in 0.01 of the accounting currency; `None` where a rate is missing.
    pub accounting: Option<i64>,
    /// Its share of the line's value in 0.01 of the reference currency.
    pub reference: Option<i64>,
    /// Where it stands.
    pub state: LotState,
    /// How often it was treated and examined again.
    pub reworks: u8,
    /// The use it was changed to.
    pub purpose: Option<TableCode>,
    /// What was found when it failed last, whatever became of it.
    pub failure: Option<String>,
}

/// Where a lot stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LotState {
    /// On its way through the steps.
    Live,
    /// Failed in a step; someone must say what becomes of it.
    Failed {
        /// Index of the step.
        step: usize,
        /// What was found.
        reason: String,
    },
    /// 退运.
    Returned,
    /// 销毁.
    Destroyed,
    /// 不准出境.
    NotExported,
    /// 放行.
    Released,
}

impl LotState {
    /// The stable word of the state.
    pub fn word(&self) -> &'static str {
        match self {
            LotState::Live => "live",
            LotState::Failed { .. } => "failed",
            LotState::Returned => "returned",
            LotState::Destroyed => "destroyed",
            LotState::NotExported => "not_exported",
            LotState::Released => "released",
        }
    }

    /// Whether steps may still come for it.
    pub fn live(&self) -> bool {
        matches!(self, LotState::Live)
    }

    /// Whether it waits for a disposition.
    pub fn failed(&self) -> bool {
        matches!(self, LotState::Failed { .. })
    }
}

/// The lots of a declaration before anything was found: one a line.
pub fn of_declaration(declaration: &Declaration, measures: &Measures) -> Vec<Lot> {
    let lots = declaration.lines.iter().enumerate().map(|(at, line)| {
        let number = u16::try_from(at + 1).expect("a declaration has at most 999 lines");
        Lot {
            id: number,
            line: number,
            amount: declaration.conserved(at),
            net_mass: line.net_mass.0,
            value: line.value.minor,
            accounting: measures.lines.get(at).and_then(|m| m.accounting),
            reference: measures.lines.get(at).and_then(|m| m.reference),
            state: LotState::Live,
            reworks: 0,
            purpose: None,
            failure: None,
        }
    });
    lots.collect()
}

/// Values follow the declaration again: each lot's share of its line by quantity, and together the whole of it.
pub fn revalue(lots: &mut [Lot], declaration: &Declaration, measures: &Measures) {
    for (at, (line, number)) in declaration.lines.iter().zip(1u16..).enumerate() {
        let own: Vec<usize> = (0..lots.len()).filter(|lot| lots[*lot].line == number).collect();
        let weights: Vec<i64> = own.iter().map(|lot| lots[*lot].amount.units).collect();
        let measure = measures.lines.get(at).cloned().unwrap_or_default();
        let values = shares(line.value.minor, &weights);
        let (accounting, reference) =
            (measure.accounting.map(|all| shares(all, &weights)), measure.reference.map(|all| shares(all, &weights)));
        for (n, lot) in own.into_iter().enumerate() {
            lots[lot].value = values[n];
            lots[lot].accounting = accounting.as_ref().map(|all| all[n]);
            lots[lot].reference = reference.as_ref().map(|all| all[n]);
        }
    }
}

/// Shares of a whole by weight that add up to it: what rounding down leaves goes, one each, to the largest remainders, and
/// among equal ones to the earlier. Without any weight the first has all.
pub fn shares(total: i64, weights: &[i64]) -> Vec<i64> {
    let weight: i128 = weights.iter().map(|w| i128::from(*w)).sum();
    if weight <= 0 {
        return (0..weights.len()).map(|n| if n == 0 { total } else { 0 }).collect();
    }
    let product = |w: &i64| i128::from(total) * i128::from(*w);
    let mut shares: Vec<i64> = weights.iter().map(|w| product(w).div_euclid(weight) as i64).collect();
    let mut order: Vec<usize> = (0..weights.len()).collect();
    order.sort_by_key(|n| std::cmp::Reverse(product(&weights[*n]).rem_euclid(weight)));
    let left = total - shares.iter().sum::<i64>();
    for n in order.into_iter().take(usize::try_from(left).unwrap_or(0)) {
        shares[n] += 1;
    }
    shares
}

impl Lot {
    /// Divides the lot: `self` keeps `passed`, the rest becomes lot `rest`. Mass and values go by quantity, and nothing is
    /// lost or made: what a lot is worth changes by its own division only, so that facts of before and after add up.
    pub fn divide(&mut self, passed: &Amount, rest: LotId) -> Lot {
        let left = self.amount.units - passed.units;
        let parts = |total: i64| {
            let parts = shares(total, &[passed.units, left]);
            (parts[0], parts[1])
        };
        let (mass, mass_left) = parts(self.net_mass);
        let (value, value_left) = parts(self.value);
        let (accounting, accounting_left) = self.accounting.map(parts).unzip();
        let (reference, reference_left) = self.reference.map(parts).unzip();
        let other = Lot {
            id: rest,
            line: self.line,
            amount: Amount { units: left, unit: self.amount.unit.clone() },
            net_mass: mass_left,
            value: value_left,
            accounting: accounting_left,
            reference: reference_left,
            state: self.state.clone(),
            reworks: self.reworks,
            purpose: self.purpose.clone(),
            failure: self.failure.clone(),
        };
        self.amount = passed.clone();
        (self.net_mass, self.value) = (mass, value);
        (self.accounting, self.reference) = (accounting, reference);
        other
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn plan_3_3_3_shares_go_by_the_largest_remainder() {
        assert_eq!(shares(100, &[1, 1, 1]), [34, 33, 33]);
        assert_eq!(shares(100, &[1, 2, 3]), [17, 33, 50]);
        assert_eq!(shares(-100, &[1, 1, 1]).iter().sum::<i64>(), -100);
        assert_eq!((shares(7, &[0, 0]), shares(7, &[]), shares(0, &[3, 4])), (vec![7, 0], vec![], vec![0, 0]));
    }

    proptest! {
        #[test]
        fn shares_add_up_and_are_off_by_less_than_one(
            total in -1_000_000_000_000i64..1_000_000_000_000,
            weights in prop::collection::vec(0i64..1_000_000_000_000, 1..20),
        ) {
            let shares = shares(total, &weights);
            prop_assert_eq!(shares.iter().sum::<i64>(), total);
            let whole: i128 = weights.iter().map(|w| i128::from(*w)).sum();
            for (share, weight) in shares.iter().zip(&weights).filter(|_| 0 < whole) {
                let off = i128::from(*share) * whole - i128::from(total) * i128::from(*weight);
                prop_assert!(off.abs() < whole);
            }
        }
    }
}
