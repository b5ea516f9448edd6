//! Where a step may be done: 「口岸/属地；可选择申报地点的，任一」.

use super::condition::Condition;
use super::fact::Facts;
use super::sentence::{Misread, Vocabulary};
use super::words::{Place, Word};
use values::text::{Language, Text};

/// The places of a step: the usual ones, and wider ones under a condition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlaceRule {
    /// The usual places, of which one is chosen.
    pub usual: Vec<Place>,
    /// Places that are added.
    pub wider: Vec<Widening>,
}

/// Places that are added to the usual ones.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Widening {
    /// When they are added; `None` is always. 任一 counts only for cases in the scheme.
    pub when: Option<Condition>,
    /// What is added.
    pub places: Vec<Place>,
}

impl PlaceRule {
    /// The places that may be chosen in this case, the usual ones first, each once.
    pub fn places(&self, facts: &dyn Facts, line: Option<u16>) -> Vec<Place> {
        let mut places = self.usual.clone();
        for wider in &self.wider {
            if wider.when.as_ref().is_none_or(|c| c.holds(facts, line)) {
                places.extend(wider.places.iter().filter(|p| !self.usual.contains(p)));
            }
        }
        let mut seen = Vec::new();
        places.retain(|p| {
            !seen.contains(p) && {
                seen.push(*p);
                true
            }
        });
        places
    }

    /// Every place that the rule names under any condition.
    pub fn named(&self) -> impl Iterator<Item = Place> {
        self.usual.iter().chain(self.wider.iter().flat_map(|w| &w.places)).copied()
    }

    /// Reads a cell.
    ///
    /// # Errors
    /// The first place that cannot be read.
    pub fn parse(text: &str, vocabulary: &Vocabulary) -> Result<PlaceRule, Misread> {
        let mut usual = None;
        let mut wider = Vec::new();
        for part in text.split(['；', ';']) {
            let offset = offset(text, part);
            if usual.is_none() {
                usual = Some(places(part, offset)?);
            } else {
                wider.push(widening(part, offset, vocabulary)?);
            }
        }
        Ok(PlaceRule { usual: usual.unwrap_or_default(), wider })
    }

    /// The rule as it is written.
    pub fn to_text(&self, language: Language) -> String {
        let joined = |places: &[Place]| places.iter().map(|p| p.called(language)).collect::<Vec<_>>().join("/");
        let mut out = joined(&self.usual);
        for wider in &self.wider {
            out.push_str(if language == Language::Zh { "；" } else { "; " });
            if let Some(when) = &wider.when {
                match language {
                    Language::Zh => out.push_str(&format!("{}的，", when.to_text(language))),
                    Language::En => out.push_str(&format!("if {}: ", when.to_text(language))),
                }
            }
            out.push_str(&joined(&wider.places));
        }
        out
    }
}

/// Characters of `text` before its part.
fn offset(text: &str, part: &str) -> u32 {
    let bytes = (part.as_ptr() as usize).saturating_sub(text.as_ptr() as usize).min(text.len());
    u32::try_from(text[..bytes].chars().count()).unwrap_or(u32::MAX)
}

fn places(text: &str, before: u32) -> Result<Vec<Place>, Misread> {
    let mut places = Vec::new();
    for part in text.split('/') {
        let word = part.trim();
        let Some(place) = Place::named(word) else {
            return Err(Misread {
                offset: before + offset(text, part),
                found: word.to_owned(),
                wanted: Place::wanted(),
            });
        };
        if places.contains(&place) {
            let wanted = Text::fixed("每处只写一次", "each place once");
            return Err(Misread { offset: before + offset(text, part), found: word.to_owned(), wanted });
        }
        places.push(place);
    }
    Ok(places)
}

fn widening(text: &str, before: u32, vocabulary: &Vocabulary) -> Result<Widening, Misread> {
    let (said, rest) = match text.rsplit_once("的，").or_else(|| text.rsplit_once("的,")) {
        Some((condition, rest)) => (Some(condition), rest),
        None => match text.rsplit_once(':') {
            Some((condition, rest)) => {
                let condition = condition.trim_start();
                (Some(condition.strip_prefix("if ").unwrap_or(condition)), rest)
            }
            None => (None, text),
        },
    };
    let when = match said {
        None => None,
        Some(said) => Some(Condition::parse(said, vocabulary).map_err(|m| m.shifted(before + offset(text, said)))?),
    };
    Ok(Widening { when, places: places(rest, before + offset(text, rest))? })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vocabulary(language: Language) -> Vocabulary {
        Vocabulary { language, grades: Vec::new() }
    }

    #[test]
    fn places_are_read_and_written_in_both_languages() {
        for text in [
            "口岸",
            "口岸/属地；任一",
            "属地；可选择申报地点的，任一",
            "口岸；货主未列入黑名单的，任一",
            "口岸；口岸不在区域内的，属地",
        ] {
            let rule = PlaceRule::parse(text, &vocabulary(Language::Zh)).unwrap();
            assert_eq!(rule.to_text(Language::Zh), text);
            let english = rule.to_text(Language::En);
            assert_eq!(PlaceRule::parse(&english, &vocabulary(Language::En)).unwrap(), rule, "{english}");
        }
    }

    #[test]
    fn a_fault_knows_its_offset() {
        let fault = PlaceRule::parse("属地；可选择的，任一", &vocabulary(Language::Zh)).unwrap_err();
        assert_eq!(fault.offset, 3);
        let fault = PlaceRule::parse("属地/海上", &vocabulary(Language::Zh)).unwrap_err();
        assert_eq!((fault.offset, fault.found.as_str()), (3, "海上"));
    }
}
