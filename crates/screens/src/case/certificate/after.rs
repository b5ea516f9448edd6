//! What became of a paper after it was issued, in words: what it follows, what keeps it from counting, what came in its place.

use crate::words;
use clearance::case::Case;
use clearance::case::certificate::{Certificate, CertificateState, NotCounting};
use clearance::event::certificate::Following;
use desk::names::Names;
use desk::seal::Worth;
use values::text::Language;

/// Why it ended, or what came in its place with the way there.
pub fn ended(names: &Names, case: &Case, paper: &Certificate) -> Option<(String, Option<String>)> {
    match &paper.state {
        CertificateState::Open | CertificateState::Issued => None,
        CertificateState::Superseded { by } => {
            let words = words::say(names.language, "certificate.superseded_by").to_owned();
            Some((words, Some(format!("/case/{}/certificates/{by}", case.no))))
        }
        CertificateState::Void { reason } => Some((reason.clone(), None)),
        CertificateState::Withdrawn { reason, basis } => Some((format!("{reason} · {}", names.citation(basis)), None)),
    }
}

/// Why it does not count for the time being: it was suspended, or its goods are held.
pub fn suspended(names: &Names, case: &Case, paper: &Certificate) -> Option<String> {
    let say = |key| words::say(names.language, key);
    Some(match paper.not_counting(case)? {
        NotCounting::Suspended(reason) => words::fill(say("certificate.suspended_why"), &[("why", reason)]),
        NotCounting::Held => say("certificate.goods_held").to_owned(),
        NotCounting::Expired => say("certificate.expired").to_owned(),
    })
}

/// How it follows a paper that was issued before, and where that one is.
pub fn follows(names: &Names, case: &Case, paper: &Certificate) -> Option<(String, String)> {
    let former = paper.draft.amends?;
    Some((following(case, paper, names.language)?, format!("/case/{}/certificates/{former}", case.no)))
}

/// How it follows a paper that was issued before, in a sentence that stands on it.
pub fn following(case: &Case, paper: &Certificate, language: Language) -> Option<String> {
    follows_as(case, (paper.draft.amends?, paper.draft.following), language)
}

/// The same of a paper that is about to be drafted.
pub fn follows_as(case: &Case, (former, following): (u16, Following), language: Language) -> Option<String> {
    let former = case.certificate(former)?;
    let key = match following {
        Following::Amends => "certificate.amends",
        Following::Supplements => "certificate.supplements",
        Following::Reissues => "certificate.reissues",
    };
    let number = former.number.as_ref().map_or(String::new(), ToString::to_string);
    Some(words::fill(words::say(language, key), &[("no", &number)]))
}

/// Whether a paper counts, in a sentence.
pub fn says(case: &Case, paper: &Certificate) -> &'static str {
    match paper.state {
        CertificateState::Issued => match paper.not_counting(case) {
            None => "papers.counts",
            Some(NotCounting::Suspended(_) | NotCounting::Held) => "papers.suspended",
            Some(NotCounting::Expired) => "papers.expired",
        },
        CertificateState::Superseded { .. } => "papers.superseded",
        CertificateState::Open | CertificateState::Void { .. } | CertificateState::Withdrawn { .. } => "papers.ended",
    }
}

/// What a seal is worth, in words.
pub fn of_seal(worth: Worth, language: Language) -> (&'static str, &'static str) {
    let (key, shown) = match worth {
        Worth::Holds => ("certificate.seal_holds", "good"),
        Worth::Unsealed => ("certificate.seal_none", "quiet"),
        Worth::Revoked => ("certificate.seal_revoked", "stop"),
        Worth::Broken => ("certificate.seal_broken", "stop"),
    };
    (words::say(language, key), shown)
}

/// What a paper says of itself where it does not count.
pub trait Marked {
    fn mark(&self, language: Language) -> Option<&'static str>;
}

impl Marked for Certificate {
    fn mark(&self, language: Language) -> Option<&'static str> {
        match self.state {
            CertificateState::Issued if self.suspended.is_none() => None,
            CertificateState::Issued => Some(words::say(language, "certificate.suspended")),
            CertificateState::Open => Some(words::say(language, "certificate.not_issued")),
            CertificateState::Superseded { .. }
            | CertificateState::Void { .. }
            | CertificateState::Withdrawn { .. } => Some(super::view::state(self, language).0),
        }
    }
}
