//! The values that the components of `templates/part.html` show.

use crate::words;
use jiff::tz::TimeZone;
use values::calendar::Timestamp;
use values::text::Language;

/// A moment as a reader reads it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moment {
    /// For programs: RFC 3339.
    pub machine: String,
    /// To the minute, in the region's zone.
    pub exact: String,
    /// How long ago, or how long until; the exact one beyond a week.
    pub ago: String,
}

impl Moment {
    /// A date by which something is to be done: a day that ends is written as its own 24:00, not as the first moment of the next.
    pub fn due(at: Timestamp, now: Timestamp, zone: &TimeZone, language: Language) -> Self {
        let moment = Moment::new(at, now, zone, language);
        let before = jiff::Timestamp::from_microsecond(at.0.saturating_sub(1)).map(|last| zone.to_datetime(last));
        let ends = moment.exact.strip_suffix(" 00:00").is_some();
        match before {
            Ok(last) if ends => {
                let exact = last.strftime("%Y-%m-%d 24:00").to_string();
                let ago = if moment.ago == moment.exact { exact.clone() } else { moment.ago };
                Moment { exact, ago, ..moment }
            }
            Ok(_) | Err(_) => moment,
        }
    }

    /// `at`, seen from `now`.
    pub fn new(at: Timestamp, now: Timestamp, zone: &TimeZone, language: Language) -> Self {
        Moment::seen(at, now, zone, language, 7)
    }

    /// How long ago something was, however long: ages that stand below each other have one form.
    pub fn age(at: Timestamp, now: Timestamp, zone: &TimeZone, language: Language) -> Self {
        Moment::seen(at, now, zone, language, i64::MAX / 86_400)
    }

    /// `at`, seen from `now`; what is so many days away or more is told exactly.
    fn seen(at: Timestamp, now: Timestamp, zone: &TimeZone, language: Language, far: i64) -> Self {
        let exact = match jiff::Timestamp::from_microsecond(at.0) {
            Ok(moment) => zone.to_datetime(moment).strftime("%Y-%m-%d %H:%M").to_string(),
            // Beyond year 9999 the machine's form is all there is.
            Err(_) => at.to_rfc3339(),
        };
        let seconds = (now.0 - at.0) / 1_000_000;
        let (count, unit) = match seconds.abs() {
            s if s < 60 => (0, "now"),
            s if s < 3600 => (s / 60, "minutes"),
            s if s < 86_400 => (s / 3600, "hours"),
            s if s < far * 86_400 => (s / 86_400, "days"),
            _ => (0, "far"),
        };
        let side = if seconds < 0 { "in" } else { "ago" };
        let ago = match unit {
            "now" => words::say(language, "moment.now").to_owned(),
            "far" => exact.clone(),
            unit => {
                let one = if count == 1 { "_one" } else { "" };
                let words = words::say_owned(language, &format!("moment.{side}.{unit}{one}"));
                words::fill(words, &[("n", &count.to_string())])
            }
        };
        Self { machine: at.to_rfc3339(), exact, ago }
    }
}

/// Where a step stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepState {
    /// It was done.
    Done,
    /// It is somebody's turn.
    Now,
    /// It waits for steps before it.
    Waiting,
    /// This case does not need it.
    NotNeeded,
    /// It ended the case: refused, failed.
    Stopped,
}

impl StepState {
    /// The class in the stylesheet; words for readers stand under `step.WORD`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Now => "now",
            Self::Waiting => "waiting",
            Self::NotNeeded => "not_needed",
            Self::Stopped => "stopped",
        }
    }

    /// The sign, so that colour is never alone.
    pub const fn sign(self) -> &'static str {
        match self {
            Self::Done => "✓",
            Self::Now => "●",
            Self::Waiting => "○",
            Self::NotNeeded => "–",
            Self::Stopped => "×",
        }
    }

    /// True for the step whose turn it is.
    pub const fn is_now(self) -> bool {
        matches!(self, Self::Now)
    }

    /// What a reader who does not see signs is told.
    pub fn says(self, language: Language) -> &'static str {
        words::say_owned(language, &format!("step.{}", self.word()))
    }
}

/// One step in the row of steps.
#[derive(Clone, Debug)]
pub struct StepMark {
    /// What is done.
    pub word: String,
    /// Where.
    pub place: String,
    /// How far it is.
    pub state: StepState,
    /// The same in words, from [`StepState::says`].
    pub says: String,
    /// What is asked for in it, one by one.
    pub notes: Vec<String>,
}

impl StepMark {
    /// How many of the steps are done, and which are to be done now.
    pub fn summary(marks: &[StepMark], language: Language) -> String {
        let needed = marks.iter().filter(|mark| mark.state != StepState::NotNeeded);
        let (mut all, mut done, mut now) = (0, 0, Vec::new());
        for mark in needed {
            all += 1;
            done += usize::from(mark.state == StepState::Done);
            now.extend(mark.state.is_now().then(|| format!("{} · {}", mark.word, mark.place)));
        }
        let now = now.join(desk::names::comma(language));
        let (done, all) = (done.to_string(), all.to_string());
        let said = [("done", done.as_str()), ("all", all.as_str()), ("now", now.as_str())];
        words::fill(words::say(language, "case.short"), &said)
    }

    /// A treatment that is asked for in a step.
    pub fn treatment(words: &str, done: bool) -> String {
        let state = if done { StepState::Done } else { StepState::Waiting };
        format!("{} {words}", state.sign())
    }
}

/// One line of a timeline.
#[derive(Clone, Debug)]
pub struct Happening {
    /// When it was recorded.
    pub at: Moment,
    /// What happened.
    pub what: String,
    /// Who did it, in which post.
    pub who: String,
    /// The clause it rests on, if any.
    pub clause: Option<String>,
    /// The facts that were read for it.
    pub receipt: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_441_073_000_000_000;

    #[track_caller]
    fn reads(seconds_before: i64, zh: &str, en: &str) {
        let at = Timestamp(NOW - seconds_before * 1_000_000);
        let read = |language| Moment::new(at, Timestamp(NOW), &TimeZone::UTC, language).ago;
        assert_eq!((read(Language::Zh), read(Language::En)), (zh.to_owned(), en.to_owned()));
    }

    #[test]
    fn a_moment_is_told_from_now_up_to_a_week() {
        reads(0, "刚刚", "just now");
        reads(59, "刚刚", "just now");
        reads(60, "1 分钟前", "1 minute ago");
        reads(719, "11 分钟前", "11 minutes ago");
        reads(3600, "1 小时前", "1 hour ago");
        reads(2 * 86_400, "2 天前", "2 days ago");
        reads(7 * 86_400, "2015-08-25 02:03", "2015-08-25 02:03");
        reads(-7200, "2 小时后", "in 2 hours");
    }

    #[test]
    fn a_day_ends_at_its_own_24_00() {
        let midnight = Timestamp(1_441_065_600_000_000);
        let due = |at: i64| Moment::due(Timestamp(at), Timestamp(NOW), &TimeZone::UTC, Language::Zh).exact;
        assert_eq!(Moment::new(midnight, Timestamp(NOW), &TimeZone::UTC, Language::Zh).exact, "2015-09-01 00:00");
        assert_eq!(due(midnight.0), "2015-08-31 24:00");
        assert_eq!(due(midnight.0 + 60_000_000), "2015-09-01 00:01");
        assert_eq!(due(midnight.0 - 60_000_000), "2015-08-31 23:59");
    }

    #[test]
    fn every_state_of_a_step_has_words_and_a_sign_of_its_own() {
        let all = [StepState::Done, StepState::Now, StepState::Waiting, StepState::NotNeeded, StepState::Stopped];
        for language in Language::ALL {
            let mut said = all.map(|state| (state.says(language), state.sign())).to_vec();
            assert!(said.iter().all(|(words, _)| !words.starts_with("step.")), "{said:?}");
            said.sort_unstable();
            said.dedup();
            assert_eq!(said.len(), all.len());
        }
    }
}
