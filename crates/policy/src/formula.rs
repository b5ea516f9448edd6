//! The plan's formulas: 「口岸/属地申报+属地检验检疫+口岸预防性消毒处理(必要时)+口岸/属地放行」.

use super::sentence::Misread;
use super::step_kind::StepKind;
use super::words::{Place, Word};
use values::text::Text;

/// What a formula says must happen.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Formula {
    /// The parts that `+` joins.
    pub terms: Vec<Term>,
}

/// A part of a formula.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// The places among which one is chosen; empty if the formula names none.
    pub places: Vec<Place>,
    /// The acts of which exactly one is needed in every case.
    pub acts: Vec<StepKind>,
    /// 「(必要时)」: there is a condition.
    pub if_necessary: bool,
    /// The words of the part.
    pub text: String,
}

/// Words for 「(必要时)」.
const IF_NECESSARY: &[&str] = &["(必要时)", "（必要时）", "(if necessary)", "(where necessary)", "(as necessary)"];

impl Formula {
    /// Reads a formula.
    ///
    /// # Errors
    /// The first part whose places or acts are not known.
    pub fn parse(text: &str) -> Result<Formula, Misread> {
        let mut terms = Vec::new();
        let mut before = 0u32;
        for part in text.split(['+', '＋']) {
            terms.push(term(part, before)?);
            before = before.saturating_add(u32::try_from(part.chars().count()).unwrap_or(u32::MAX)).saturating_add(1);
        }
        Ok(Formula { terms })
    }
}

fn term(part: &str, before: u32) -> Result<Term, Misread> {
    let text = part.trim();
    let mark = IF_NECESSARY.iter().find(|m| text.len() >= m.len() && text.to_lowercase().ends_with(**m));
    let mut rest = match mark {
        Some(mark) => text.get(..text.len() - mark.len()).unwrap_or(text).trim(),
        None => text,
    };
    let mut places = Vec::new();
    while let Some((place, after)) = place_at_start(rest) {
        places.push(place);
        rest = after.trim_start();
        match rest.strip_prefix('/') {
            Some(next) if place_at_start(next.trim_start()).is_some() => rest = next.trim_start(),
            Some(_) | None => break,
        }
    }
    let acts: Option<Vec<StepKind>> = rest.split('/').map(|act| StepKind::of_act(act.trim())).collect();
    match acts {
        Some(acts) => Ok(Term { places, acts, if_necessary: mark.is_some(), text: text.to_owned() }),
        None => {
            let kinds = StepKind::wanted();
            let wanted = Text::new(
                format!("地点和作业，如「口岸查验/监装」；作业为申报、检验检疫、{}", kinds.zh),
                format!("places and acts, such as 'port verification'; acts are declaration, inspection, {}", kinds.en),
            );
            Err(Misread { offset: before, found: rest.to_owned(), wanted })
        }
    }
}

/// A place word at the start, with what follows it. An act such as 产地 alone is no place of an act.
fn place_at_start(text: &str) -> Option<(Place, &str)> {
    let mut best: Option<(Place, &str)> = None;
    for (place, zh, en) in Place::NAMES {
        for word in zh.iter().chain(en.iter()) {
            let Some(head) = text.get(..word.len()).filter(|h| h.eq_ignore_ascii_case(word)) else { continue };
            let after = &text[head.len()..];
            let whole = !head.is_ascii() || !after.starts_with(|c: char| c.is_ascii_alphanumeric());
            if whole && best.is_none_or(|(_, b)| after.len() < b.len()) {
                best = Some((*place, after));
            }
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terms(text: &str) -> Vec<(Vec<Place>, Vec<StepKind>, bool)> {
        let formula = Formula::parse(text).unwrap();
        formula.terms.into_iter().map(|t| (t.places, t.acts, t.if_necessary)).collect()
    }

    #[test]
    fn the_formulas_of_the_plan() {
        use Place::{Home, Origin, Port};
        use StepKind::{Accept, Inspect, Release, Supervise, Treat, Verify, WatchLoading};
        let e1 = terms("产地检验+口岸查验/监装");
        assert_eq!(e1, [(vec![Origin], vec![Inspect], false), (vec![Port], vec![Verify, WatchLoading], false)]);
        assert_eq!(terms("产地监管+口岸检验检疫")[0], (vec![Origin], vec![Supervise], false));
        let i2 = terms("口岸/属地申报+属地检验检疫+口岸预防性消毒处理(必要时)+口岸/属地放行");
        assert_eq!(i2[0], (vec![Port, Home], vec![Accept], false));
        assert_eq!(i2[2], (vec![Port], vec![Treat], true));
        assert_eq!(i2[3], (vec![Port, Home], vec![Release], false));
        assert_eq!(terms("产地检验检疫+直接放行")[1], (vec![], vec![Release], false));
    }

    #[test]
    fn the_same_in_english() {
        let zh = terms("口岸/属地申报+口岸检验检疫+口岸预防性消毒处理(必要时)+口岸/属地放行");
        let en = terms(
            "port/home declaration + port inspection + port preventive disinfection (if necessary) + port/home release",
        );
        assert_eq!(zh, en);
    }

    #[test]
    fn an_unknown_act_is_a_fault_at_its_part() {
        assert_eq!(Formula::parse("产地检验+口岸观赏").unwrap_err().offset, 5);
        assert!(Formula::parse("").is_err());
    }
}
