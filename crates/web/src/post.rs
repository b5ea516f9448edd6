//! Where an account works and as what, such as 「青岛局 · 审单」, for the top bar and for who asks who he is.

use crate::words;
use desk::account::Account;
use desk::field::Field;
use policy::Policy;
use values::actor::Role;
use values::calendar::Day;
use values::text::{Language, Text};

/// Office or enterprise and roles of an account on a day.
pub fn of(field: &Field, law: Option<&Policy>, account: &Account, day: Day) -> Text {
    let office = account.office.as_ref().and_then(|office| law?.office(office, day));
    let known = field.known();
    let enterprise = account.enterprise.as_ref().and_then(|id| known.region.enterprise(id));
    let place = match (office, enterprise) {
        (Some(office), _) => Some((office.name.to_string(), office.english.to_string())),
        (None, Some(own)) => Some((own.zh.clone(), if own.en.is_empty() { own.zh.clone() } else { own.en.clone() })),
        (None, None) => None,
    };
    let words: Vec<Text> = account.roles.iter().map(|role| words::both(&format!("role.{}", role.word()))).collect();
    let join = |pick: fn(&Text) -> &str, with: &str| words.iter().map(pick).collect::<Vec<_>>().join(with);
    let (zh, en) = (join(|text| &text.zh, "、"), join(|text| &text.en, ", "));
    match place {
        Some((zh_place, en_place)) if !zh.is_empty() => {
            Text::new(format!("{zh_place} · {zh}"), format!("{en_place} · {en}"))
        }
        Some((zh_place, en_place)) => Text::new(zh_place, en_place),
        None => Text::new(zh, en),
    }
}

/// What a role is called.
pub fn role(role: Role, language: Language) -> &'static str {
    words::say_owned(language, &format!("role.{}", role.word()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_role_has_its_word() {
        for one in Role::ALL {
            for language in Language::ALL {
                assert!(!role(one, language).is_empty(), "{}", one.word());
            }
        }
    }
}
