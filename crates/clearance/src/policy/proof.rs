//! Proofs at loading: what the text says must hang together, or it does not load.

use super::Policy;
use super::demand::prove_refusals;
use super::measure::prove_ratios;
use super::table::Reading;

pub(super) fn prove(policy: &Policy, reasons: &[&str], reading: &mut Reading) {
    prove_refusals(&policy.refusals, reasons, reading);
    prove_ratios(&policy.metrics, reading);
}
