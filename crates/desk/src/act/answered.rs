//! What a sender is answered: as the first time where the key is known, or why nothing was written.

use super::{Denied, Done};
use crate::field::Field;
use anyhow::anyhow;
use clearance::intent::Key;
use register::name::Kind;
use register::work::NotAppended;
use values::id::OfficeCode;

/// The answer that a key got before, so that a repetition is answered as the first time, whatever has changed since.
pub(super) async fn known_answer(
    field: &Field,
    office: &OfficeCode,
    key: &Option<Key>,
) -> Option<Result<Done, Denied>> {
    let own = key.as_ref()?;
    let key = register::work::Key::new(own.account.as_str(), &own.key, own.index, own.digest);
    match field.register.answer_to(office.as_str(), &key).await {
        // Used at another office, it was used for something else.
        Ok(None) => match field.register.holder(Kind::Key, own.account.as_str(), &key.entry).await {
            Ok(None) => None,
            Ok(Some(holder)) if holder == register::head_file::hex(&own.digest) => None,
            Ok(Some(_)) => Some(Err(Denied::KeyReused)),
            Err(error) => Some(Err(Denied::Broken(error))),
        },
        Ok(Some(Ok(appended))) => Some(match serde_json::from_slice(&appended.answer) {
            Ok(answer) => Ok(Done { answer, repeated: true }),
            Err(error) => Err(Denied::Broken(error.into())),
        }),
        Ok(Some(Err(why))) => Some(Err(not_appended(why))),
        Err(error) => Some(Err(Denied::Broken(error))),
    }
}

pub(super) fn not_appended(why: NotAppended) -> Denied {
    match why {
        NotAppended::KeyConflict => Denied::KeyReused,
        NotAppended::StaleVersion { now, .. } => {
            Denied::Stale { now: u32::try_from(now).unwrap_or(u32::MAX), since: Vec::new() }
        }
        NotAppended::Full => Denied::Full,
        NotAppended::Unknown(_) | NotAppended::Away(_) | NotAppended::StaleEpoch { .. } => {
            Denied::Busy(why.to_string())
        }
        NotAppended::NoSuchOffice(_)
        | NotAppended::Failed(_)
        | NotAppended::Claimed { .. }
        | NotAppended::SheetUsed { .. } => Denied::Broken(anyhow!("{why}")),
    }
}
