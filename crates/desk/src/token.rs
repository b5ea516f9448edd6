//! Tokens of machines: made and ended by the account itself, in person.

use crate::act::Denied;
use crate::desk::Desk;
use crate::secret;
use register::kept::account::Token;
use values::calendar::Timestamp;
use values::fault::Fault;
use values::id::AccountId;
use values::single::unseen;
use values::text::Text;

const DAY_US: i64 = 86_400_000_000;
/// The longest life of a token in days.
pub const DAYS_MAX: i64 = 366;
/// The most tokens that an account has at once.
const TOKENS_MAX: u32 = 20;

/// Makes a token for an account, which must have signed in for it, and gives its secret, which is not kept.
///
/// # Errors
/// The faults of a wish that cannot be granted.
pub async fn make_token(
    desk: &Desk,
    account: &AccountId,
    now: Timestamp,
    (label, days): (&str, i64),
) -> Result<(Token, String), Denied> {
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
        return Err(Denied::Faults(faults));
    }
    let secret = secret::draw(&desk.chance);
    let token = Token {
        digest: secret::digest(&secret),
        account: account.to_string(),
        name: label.to_owned(),
        made: now.0,
        ends: now.0 + days * DAY_US,
        used: 0,
    };
    if !desk.field.register.give_token(&token, TOKENS_MAX).await? {
        let wanted = Text::new(
            format!("至多 {TOKENS_MAX} 个令牌，请先作废一个"),
            format!("at most {TOKENS_MAX} tokens: end one first"),
        );
        return Err(Denied::Faults(vec![Fault::new("label", "too_many", label, wanted)]));
    }
    Ok((token, secret))
}

/// Ends a token of an account by its name; false if there is none of that name.
///
/// # Errors
/// The record cannot be written.
pub async fn take_token(desk: &Desk, account: &AccountId, name: &str) -> anyhow::Result<bool> {
    let (register, account) = (&desk.field.register, account.as_str());
    let own = register.tokens(account).await?;
    let Some(token) = own.iter().find(|token| secret::name(&token.digest) == name) else { return Ok(false) };
    register.take_token(account, &token.digest).await?;
    Ok(true)
}
