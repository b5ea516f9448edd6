//! Lots: line x batch. Outcomes are per lot, and quantities are conserved when a lot is divided.

use crate::code::TableCode;
use crate::declaration::Declaration;
use crate::event::body::LotId;
use crate::quantity::Amount;

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
    /// Where it stands.
    pub state: LotState,
    /// How often it was treated and examined again.
    pub reworks: u8,
    /// The use it was changed to.
    pub purpose: Option<TableCode>,
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
pub fn of_declaration(declaration: &Declaration) -> Vec<Lot> {
    let lots = declaration.lines.iter().enumerate().map(|(at, line)| {
        let number = u16::try_from(at + 1).expect("a declaration has at most 999 lines");
        Lot {
            id: number,
            line: number,
            amount: declaration.conserved(at),
            net_mass: line.net_mass.0,
            value: line.value.minor,
            state: LotState::Live,
            reworks: 0,
            purpose: None,
        }
    });
    lots.collect()
}

/// Values follow the declaration again: each lot's share of its line by quantity, the line's last lot taking what
/// rounding leaves.
pub fn revalue(lots: &mut [Lot], declaration: &Declaration) {
    for (line, number) in declaration.lines.iter().zip(1u16..) {
        let whole: i128 = lots.iter().filter(|l| l.line == number).map(|l| i128::from(l.amount.units)).sum();
        let (mut before, mut given) = (0i128, 0i64);
        for lot in lots.iter_mut().filter(|l| l.line == number) {
            before += i128::from(lot.amount.units);
            let until = (i128::from(line.value.minor) * before / whole.max(1)) as i64;
            lot.value = until - given;
            given = until;
        }
    }
}

impl Lot {
    /// Divides the lot: `self` keeps `passed`, the rest becomes lot `rest`. Mass and value go by quantity, rounded
    /// down for the part that stays, so that nothing is lost or made.
    pub fn divide(&mut self, passed: &Amount, rest: LotId) -> Lot {
        let whole = i128::from(self.amount.units.max(1));
        let share = |total: i64| (i128::from(total) * i128::from(passed.units) / whole) as i64;
        let (mass, value) = (share(self.net_mass), share(self.value));
        let other = Lot {
            id: rest,
            line: self.line,
            amount: Amount { units: self.amount.units - passed.units, unit: self.amount.unit.clone() },
            net_mass: self.net_mass - mass,
            value: self.value - value,
            state: self.state.clone(),
            reworks: self.reworks,
            purpose: self.purpose.clone(),
        };
        self.amount = passed.clone();
        self.net_mass = mass;
        self.value = value;
        other
    }
}
