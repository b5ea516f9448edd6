//! A file is taken for a case: by what the text takes, of what there is, and in whose name.

use super::{Context, Decision, open};
use crate::case::Case;
use crate::case::file::MOST;
use crate::case::refusal::{NotAllowed, Reason};
use crate::event::body::CaseEvent;
use crate::event::file::{Confirmed, FileAdded, FileGiven, FileOf, FilesErased};
use policy::{Citation, Policy, Word};
use values::calendar::Day;
use values::id::FileId;
use values::media::Media;
use values::text::Text;

/// Whether the text takes a file of a kind and a length on a day; asked before the bytes come, and again when they are there.
///
/// # Errors
/// It does not: which kinds it takes, or how large they may be.
pub fn takes(policy: &Policy, media: Media, size: u64, day: Day) -> Result<(), NotAllowed> {
    match policy.takes(media, day) {
        None => {
            let kinds = policy.takes_on(day).map(|row| row.media.name());
            Err(NotAllowed::new(policy, Reason::FileKind).saying(&Text::list(kinds)))
        }
        Some(row) if row.largest < size => {
            let megabytes = format!("{} MB", row.largest / 1_000_000);
            Err(NotAllowed::new(policy, Reason::FileLarge).saying(&Text::new(megabytes.clone(), megabytes)))
        }
        Some(_) => Ok(()),
    }
}

/// Takes a file that is whole and on the disk.
pub fn add(case: &Case, given: &FileGiven, context: &Context) -> Result<Decision, NotAllowed> {
    open(case, context)?;
    let no = |reason| Err(NotAllowed::new(context.policy, reason));
    let office = context.actor.office.clone();
    if office.is_none() && !context.mandated {
        return no(Reason::MandateMissing);
    }
    takes(context.policy, given.media, given.size, context.today)?;
    if MOST <= case.files.len() {
        return no(Reason::FilesMany);
    }
    let known = match &given.of {
        FileOf::Declaration | FileOf::Case => true,
        FileOf::Amendment => case.amendment.is_some(),
        FileOf::Step(step) => office.is_some() && case.step(step).is_some(),
        FileOf::Hold(hold) => usize::from(*hold).checked_sub(1).is_some_and(|at| at < case.holds.len()),
    };
    if !known {
        return no(Reason::FileUnknown);
    }
    if let Some(replaces) = &given.replaces {
        // Each side replaces its own, once.
        let own =
            case.file(replaces).filter(|file| file.replaced.is_none() && file.is_of_enterprise() == office.is_none());
        if own.is_none() {
            return no(Reason::FileUnknown);
        }
    }
    Ok(Decision::of(vec![CaseEvent::FileAdded(FileAdded { given: given.clone(), office })]))
}

/// Destroys the content of files of a case that has ended; the text says for how long it is kept, and the platform asks.
pub fn erase(case: &Case, files: &[FileId], basis: &Citation, context: &Context) -> Result<Decision, NotAllowed> {
    if !case.stage.ended() {
        return Err(NotAllowed::new(context.policy, Reason::FilesKept));
    }
    let stands = |file: &FileId| case.file(file).is_some_and(|known| known.erased.is_none());
    if files.is_empty() || !files.iter().all(stands) {
        return Err(NotAllowed::new(context.policy, Reason::FileUnknown));
    }
    let erased = FilesErased { files: files.to_vec(), basis: basis.clone() };
    Ok(Decision::of(vec![CaseEvent::FilesErased(erased)]))
}

/// Takes the enterprise's word for what it declared and gave, as it saw it.
pub fn confirm(case: &Case, digest: &str, context: &Context) -> Result<Decision, NotAllowed> {
    open(case, context)?;
    let no = |reason| Err(NotAllowed::new(context.policy, reason));
    if !context.mandated {
        return no(Reason::MandateMissing);
    }
    if !context.fresh {
        return no(Reason::NotFresh);
    }
    if case.contents() != digest {
        return no(Reason::ContentsChanged);
    }
    let confirmed = Confirmed { version: case.declaration_version, digest: digest.to_owned() };
    Ok(Decision::of(vec![CaseEvent::Confirmed(confirmed)]))
}
