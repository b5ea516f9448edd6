//! Proving again who one is, within a session: what is signed for wants the password once more.

use crate::app::App;
use crate::error::Failure;
use crate::throttle::Outcome;
use crate::visit::{Means, Visit};

/// Whether this is the password of who asks in person. The same pause as at the door: a session left open is no place to guess from.
///
/// # Errors
/// 401, 403; 429 after too many wrong ones.
pub async fn password(app: &App, visit: &Visit, password: String) -> Result<bool, Failure> {
    let id = &visit.person()?.account.id;
    let pause = format!("own\n{id}");
    app.pauses.begin(&pause, visit.now).map_err(Failure::too_many)?;
    let stored = app.field().register.credential(id.as_str()).await?.map(|credential| credential.secret);
    let checked = app.passwords.check(password, stored).await;
    let outcome = match &checked {
        Ok(true) => Outcome::Right,
        Ok(false) => Outcome::Wrong,
        Err(_) => Outcome::NotChecked,
    };
    app.pauses.end(&pause, outcome, visit.now);
    Ok(checked?)
}

/// The visit of who asks in person with a password: from now on it is fresh, if the password is right.
///
/// # Errors
/// As [`password`]; the record cannot be written.
pub async fn fresh(app: &App, visit: &Visit, given: String) -> Result<Option<Visit>, Failure> {
    if !password(app, visit, given).await? {
        return Ok(None);
    }
    let mut visit = visit.clone();
    if let Some(asker) = &mut visit.asker {
        asker.proved = Some(visit.now);
        if let Means::Session(digest) = asker.means {
            app.field().register.session_proved(&digest, visit.now.0).await?;
        }
    }
    Ok(Some(visit))
}
