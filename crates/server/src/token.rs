//! Tokens of machines: made and ended by the account itself, in person.

use crate::app::App;
use crate::error::Failure;
use crate::secret;
use crate::visit::Visit;
use clearance::fault::Fault;
use clearance::text::Text;
use clearance::valid::unseen;
use register::kept::account::Token;

const DAY_US: i64 = 86_400_000_000;
/// The longest life of a token in days.
pub const DAYS_MAX: i64 = 366;
/// The most tokens that an account has at once.
const TOKENS_MAX: u32 = 20;

/// Makes a token for the asker and gives its secret, which is not kept.
///
/// # Errors
/// 403 for an asker that shows a token itself: a stolen one must not renew its life. 422 for a bad wish.
pub async fn make_token(app: &App, visit: &Visit, label: &str, days: i64) -> Result<(Token, String), Failure> {
    let asker = visit.person()?;
    let mut faults = Vec::new();
    let label = label.trim();
    if label.is_empty() || 60 < label.chars().count() {
        faults.push(Fault::new("label", "length", label, Text::fixed("1 至 60 个字符", "1 to 60 characters")));
    }
    faults.extend(unseen("label", label));
    if !(1..=DAYS_MAX).contains(&days) {
        let wanted = Text::new(format!("1 至 {DAYS_MAX} 天"), format!("1 to {DAYS_MAX} days"));
        faults.push(Fault::new("days", "range", days.to_string(), wanted));
    }
    if !faults.is_empty() {
        return Err(Failure::faults(faults));
    }
    let secret = secret::draw(&app.chance);
    let token = Token {
        digest: secret::digest(&secret),
        account: asker.account.id.to_string(),
        name: label.to_owned(),
        made: visit.now.0,
        ends: visit.now.0 + days * DAY_US,
        used: 0,
    };
    if !app.field().register.give_token(&token, TOKENS_MAX).await? {
        let wanted = Text::new(
            format!("至多 {TOKENS_MAX} 个令牌，请先作废一个"),
            format!("at most {TOKENS_MAX} tokens: end one first"),
        );
        return Err(Failure::faults(vec![Fault::new("label", "too_many", label, wanted)]));
    }
    Ok((token, secret))
}

/// Ends a token of the asker by its name; false if there is none of that name.
///
/// # Errors
/// The record cannot be written.
pub async fn take_token(app: &App, visit: &Visit, name: &str) -> Result<bool, Failure> {
    let (register, account) = (&app.field().register, visit.asker()?.account.id.as_str());
    let own = register.tokens(account).await?;
    let Some(token) = own.iter().find(|token| secret::name(&token.digest) == name) else { return Ok(false) };
    register.take_token(account, &token.digest).await?;
    Ok(true)
}
