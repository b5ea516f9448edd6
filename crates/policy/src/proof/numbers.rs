//! Every format renders numbers of its kind for all that it will be asked for: what is not found here would be found in the middle
//! of a command.

use crate::number::{NumberFormat, NumberKind, NumberParts};
use crate::table::Reading;
use crate::{CertificateKind, Policy, Word};
use values::direction::Direction;
use values::id::{CaseNo, CertificateNo, ClearanceNo, OfficeCode, TransferNo};
use values::text::Text;

/// The last of the documents that a declaration may have numbers for, from 0.
const LAST: u64 = 99;

/// Tries each format for each office and, of papers, each kind. An office whose code is no part of the numbers is told of elsewhere.
pub(super) fn prove(policy: &Policy, reading: &mut Reading) {
    let formats = |kind: &NumberKind| policy.numbers.iter().find(|format| format.kind == *kind);
    let declarations = formats(&NumberKind::Declaration);
    for format in NumberKind::NAMES.iter().filter_map(|(kind, ..)| formats(kind)) {
        let fits = |office: &&OfficeCode| {
            let widths = [Some(format), declarations].into_iter().flatten().filter_map(NumberFormat::office_width);
            widths.into_iter().all(|width| width == office.as_str().len())
        };
        let mut offices = policy.offices.iter().map(|office| &office.code).filter(fits);
        if let Some(wanted) = offices.find_map(|office| unrendered(policy, (format, declarations), office)) {
            reading.fault_at(&format.source, &format.format, wanted);
        }
    }
}

fn unrendered(
    policy: &Policy,
    (format, declarations): (&NumberFormat, Option<&NumberFormat>),
    office: &OfficeCode,
) -> Option<Text> {
    let of_office = || NumberParts {
        office: office.as_str(),
        direction: Some(Direction::Exit),
        year: 2015,
        ..NumberParts::default()
    };
    let declaration = match format.kind {
        NumberKind::Declaration => String::new(),
        NumberKind::Clearance | NumberKind::Transfer | NumberKind::Certificate => {
            declarations?.demand(&of_office()).ok()?.render(1)?
        }
    };
    let kinds: Vec<&str> = match format.kind {
        NumberKind::Certificate => {
            let drafted = policy.certificates.iter().filter(|kind: &&CertificateKind| kind.is_drafted());
            drafted.map(|kind| kind.code.as_str()).collect()
        }
        NumberKind::Declaration | NumberKind::Clearance | NumberKind::Transfer => vec![""],
    };
    kinds.into_iter().find_map(|document| {
        let demand = match format.demand(&NumberParts { declaration: &declaration, document, ..of_office() }) {
            Ok(demand) => demand,
            Err(wanted) => return Some(wanted),
        };
        let serial = if format.counts_in_declaration() { LAST } else { 1 };
        match demand.render(serial) {
            Some(number) => misshapen(format.kind, &number),
            None => Some(Text::fixed("至少两位的序", "a serial of two digits at least")),
        }
    })
}

/// What a number of a kind would have to be, if this one is none.
fn misshapen(kind: NumberKind, number: &str) -> Option<Text> {
    match kind {
        NumberKind::Declaration => CaseNo::parse(number).err(),
        NumberKind::Clearance => ClearanceNo::parse(number).err(),
        NumberKind::Transfer => TransferNo::parse(number).err(),
        NumberKind::Certificate => CertificateNo::parse(number).err(),
    }
}
