//! The register of signatories: who they are by name, and the specimens of their signatures, which are sealed with their names.

use crate::act::region::{self as path, Making, fault};
use crate::act::{self, Ask, Denied, Done};
use crate::desk::Desk;
use crate::field::Field;
use clearance::declaration::SealedField;
use clearance::event::region::RegionEvent;
use clearance::permission::Act;
use clearance::region::signatory::Signatory;
use policy::{Policy, Word};
use register::head_file::hex;
use register::scope::Scope;
use register::sealed::Personal;
use values::actor::Role;
use values::calendar::Day;
use values::id::{AccountId, PersonId};
use values::media::{HEAD, Media};
use values::text::{Language, Text};

/// The sealed field that holds the specimen of a person's signature.
const SPECIMEN: &str = "specimen";
/// The largest specimen, in bytes.
pub const MOST: usize = 200 * 1024;

/// Keeps the specimen of a signatory's signature in the place of an earlier one: a picture, sealed with the name of its person.
///
/// # Errors
/// Why nothing was written: no such account, it is no signatory's, or the bytes are no picture.
pub async fn give(desk: &Desk, ask: &Ask, account: &str, bytes: &[u8]) -> Result<Done, Denied> {
    act::permit_act(ask, Act::ManageAccounts)?;
    let field = &desk.field;
    let id = AccountId::parse(account).map_err(|_| Denied::Hidden)?;
    let known = field.catch_up().await?;
    let person = known.region.account(&id).ok_or(Denied::Hidden)?.person.clone();
    let media = picture(bytes)?;
    let boxed = Personal { field: SPECIMEN.into(), bytes: bytes.to_vec(), searched: false };
    let (key, apart) = field.register.box_up(&field.master, person.as_str(), std::slice::from_ref(&boxed)).await?;
    let mac = hex(&key.digest(SPECIMEN, bytes));
    let sealed = vec![SealedField { subject: person.to_string(), field: SPECIMEN.into(), mac }];
    let ask = Ask { apart, ..ask.clone() };
    let making: &Making = &|region| {
        let found = region.account(&id).ok_or(Denied::Hidden)?;
        if !found.roles.iter().any(|(role, _, _)| *role == Role::Signatory) {
            let wanted = Text::fixed("授权签字人的账号", "the account of a signatory");
            return Err(fault("id", "not_fitting", id.as_str(), wanted));
        }
        let (person, media, sealed) = (found.person.clone(), media.to_owned(), sealed.clone());
        Ok(vec![RegionEvent::SpecimenGiven { person, media, sealed }])
    };
    path::record(desk, &ask, Act::ManageAccounts, making).await
}

fn picture(bytes: &[u8]) -> Result<&'static str, Denied> {
    let wanted = || Text::fixed("PNG 或者 JPEG 图片，不超过 200 KB", "a picture, PNG or JPEG, of 200 KB at most");
    let no = |code| fault("document", code, &bytes.len().to_string(), wanted());
    if bytes.is_empty() || MOST < bytes.len() {
        return Err(no("size"));
    }
    match Media::of(&bytes[..bytes.len().min(HEAD)]) {
        Ok(Media::Png) => Ok("image/png"),
        Ok(Media::Jpeg) => Ok("image/jpeg"),
        Ok(Media::Pdf | Media::Tiff | Media::Office | Media::Xml | Media::Plain) | Err(_) => Err(no("media")),
    }
}

/// The specimen of a person's signature, and what kind of file it is; nothing where none was given or it was erased.
///
/// # Errors
/// The register cannot be read.
pub async fn specimen(field: &Field, person: &PersonId) -> anyhow::Result<Option<(String, Vec<u8>)>> {
    let Some((media, _)) = field.known().region.specimen(person).cloned() else { return Ok(None) };
    let fields = field.register.unseal(&Scope::system(), &field.master, person.as_str()).await?;
    Ok(fields.into_iter().find(|(name, _)| name == SPECIMEN).map(|(_, bytes)| (media, bytes)))
}

/// The kinds of papers and the languages that were named with a role; none named means all.
pub fn named<'s>(policy: &Policy, one: &'s Signatory, day: Day) -> (Vec<&'s str>, Vec<&'s str>) {
    let words = || one.skills.iter().map(String::as_str);
    let kinds = words().filter(|word| policy.certificate(word, day).is_some()).collect();
    (kinds, words().filter(|word| Language::named(word).is_some()).collect())
}
