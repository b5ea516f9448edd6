//! Slows down guessing: a growing pause per account, and an allowance per address.

use std::collections::HashMap;
use std::hash::Hash;
use std::net::IpAddr;
use std::sync::Mutex;
use values::calendar::Timestamp;

const SECOND_US: i64 = 1_000_000;
const DAY_US: i64 = 86_400 * SECOND_US;
/// The longest pause after a wrong password.
const PAUSE_MAX_US: i64 = 15 * 60 * SECOND_US;
/// Wrong passwords of one account in a day; after that it pauses until the day is over.
pub const WRONG_A_DAY: u32 = 100;
/// Sign-ins of one account that may be under way while nothing was wrong yet.
const AT_ONCE: u32 = 4;
/// Names kept at most; the ones that matter least are forgotten first.
const NAMES_MAX: usize = 100_000;

/// The pauses of accounts. A name is kept whether or not such an account exists, so that pauses do not tell.
/// Browsers in which the account has signed in before are counted under a name of their own:
/// nobody else's guessing can lock them out.
#[derive(Debug, Default)]
pub struct Pauses(Mutex<HashMap<String, Pause>>);

#[derive(Clone, Copy, Debug, Default)]
struct Pause {
    wrong_in_a_row: u32,
    wrong_today: u32,
    day_began: i64,
    until: i64,
    under_way: u32,
}

/// How an attempt ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The password was right.
    Right,
    /// It was not.
    Wrong,
    /// It was not looked at.
    NotChecked,
}

impl Pauses {
    /// Asks leave for one attempt, to be ended by [`Pauses::end`].
    ///
    /// # Errors
    /// The seconds to wait first.
    pub fn begin(&self, name: &str, now: Timestamp) -> Result<(), u32> {
        let mut names = self.0.lock().expect("no one panics while counting");
        if NAMES_MAX <= names.len() {
            names.retain(|_, pause| now.0 < pause.until || 0 < pause.under_way);
        }
        let pause = names.entry(name.to_owned()).or_default();
        if pause.day_began + DAY_US <= now.0 {
            (pause.day_began, pause.wrong_today) = (now.0, 0);
        }
        if now.0 < pause.until {
            return Err(seconds_up(pause.until - now.0));
        }
        let at_once = if pause.wrong_in_a_row == 0 { AT_ONCE } else { 1 };
        // What is under way counts as wrong until it is known: a volley cannot slip through.
        if at_once <= pause.under_way || WRONG_A_DAY <= pause.wrong_today + pause.under_way {
            return Err(1);
        }
        pause.under_way += 1;
        Ok(())
    }

    /// Ends an attempt.
    pub fn end(&self, name: &str, outcome: Outcome, now: Timestamp) {
        let mut names = self.0.lock().expect("no one panics while counting");
        let Some(pause) = names.get_mut(name) else { return };
        pause.under_way = pause.under_way.saturating_sub(1);
        match outcome {
            Outcome::NotChecked => {}
            Outcome::Right => {
                (pause.wrong_in_a_row, pause.until) = (0, 0);
            }
            Outcome::Wrong => {
                let doubled = SECOND_US << pause.wrong_in_a_row.min(20);
                pause.wrong_in_a_row += 1;
                pause.wrong_today += 1;
                pause.until = if pause.wrong_today < WRONG_A_DAY {
                    now.0 + doubled.min(PAUSE_MAX_US)
                } else {
                    pause.day_began + DAY_US
                };
            }
        }
    }
}

/// How many requests one address may make of one kind: `burst` at once, and one more each `each_us`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    /// Requests at once.
    pub burst: u32,
    /// Microseconds until one more is allowed.
    pub each_us: i64,
}

impl Rate {
    /// `burst` at once and `per_minute` a minute in the long run.
    pub const fn new(burst: u32, per_minute: u32) -> Self {
        Self { burst, each_us: 60 * SECOND_US / per_minute as i64 }
    }
}

/// What each address has used of each kind's allowance.
///
/// Kept as the moment at which the allowance is whole again (the generic cell rate algorithm).
#[derive(Debug)]
pub struct Allowances<K>(Mutex<HashMap<(K, IpAddr), i64>>);

impl<K> Default for Allowances<K> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<K: Eq + Hash> Allowances<K> {
    /// Uses one request of an address's allowance.
    ///
    /// # Errors
    /// The seconds to wait first.
    pub fn take(&self, kind: K, address: IpAddr, rate: Rate, now: Timestamp) -> Result<(), u32> {
        let mut used = self.0.lock().expect("no one panics while counting");
        if NAMES_MAX <= used.len() {
            used.retain(|_, whole| now.0 < *whole);
        }
        let whole = used.entry((kind, whole_network(address))).or_insert(now.0);
        let next = (*whole).max(now.0) + rate.each_us;
        let over = next - now.0 - i64::from(rate.burst) * rate.each_us;
        if 0 < over {
            return Err(seconds_up(over));
        }
        *whole = next;
        Ok(())
    }
}

/// One IPv6 customer has a whole /64 of addresses.
fn whole_network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(four) => IpAddr::V4(four),
        IpAddr::V6(six) => IpAddr::V6((u128::from(six) >> 64 << 64).into()),
    }
}

fn seconds_up(us: i64) -> u32 {
    u32::try_from((us + SECOND_US - 1) / SECOND_US).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp(second * SECOND_US)
    }

    #[test]
    fn f22_the_pause_doubles_to_a_quarter_of_an_hour_and_a_right_password_ends_it() {
        let pauses = Pauses::default();
        let mut now = 0;
        let mut waits = Vec::new();
        for _ in 0..12 {
            assert_eq!(pauses.begin("a", at(now)), Ok(()));
            pauses.end("a", Outcome::Wrong, at(now));
            let wait = pauses.begin("a", at(now)).unwrap_err();
            waits.push(wait);
            now += i64::from(wait);
        }
        assert_eq!(waits, [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900]);
        assert_eq!(pauses.begin("b", at(0)), Ok(()), "another account is not touched");
        assert_eq!(pauses.begin("a", at(now)), Ok(()));
        pauses.end("a", Outcome::Right, at(now));
        assert_eq!(pauses.begin("a", at(now)), Ok(()));
    }

    #[test]
    fn f22_at_most_a_hundred_of_ten_thousand_tries_are_looked_at_in_a_day() {
        let pauses = Pauses::default();
        let mut looked_at = 0;
        for try_no in 0..10_000 {
            let now = at(try_no * 8);
            if pauses.begin("a", now).is_ok() {
                looked_at += 1;
                pauses.end("a", Outcome::Wrong, now);
            }
        }
        assert!((90..=100).contains(&looked_at), "{looked_at}");
    }

    #[test]
    fn f22_a_volley_before_the_first_answer_is_held_too() {
        let pauses = Pauses::default();
        let let_in = (0..50).filter(|_| pauses.begin("a", at(0)).is_ok()).count();
        assert_eq!(let_in, AT_ONCE as usize);
    }

    #[test]
    fn an_allowance_is_a_burst_and_then_a_rate_for_each_network() {
        let allowances = Allowances::default();
        let rate = Rate::new(3, 60);
        let take = |address: &str, second| allowances.take("k", address.parse().unwrap(), rate, at(second)).is_ok();
        assert_eq!([0; 4].map(|second| take("10.0.0.1", second)), [true, true, true, false]);
        assert!(take("10.0.0.2", 0));
        assert_eq!([1, 1].map(|second| take("10.0.0.1", second)), [true, false]);
        assert_eq!([0; 3].map(|second| take("2001:db8::1", second)), [true; 3]);
        assert!(!take("2001:db8::2", 0), "the same /64");
        assert!(!take("::ffff:10.0.0.1", 1), "the same address in IPv6 clothes");
    }
}
