//! What a form proposes while one types: clauses, uses of goods, words in which the text says why goods failed.

use super::form::ActForm;
use super::offer::Offer;
use super::work;
use desk::names::Names;
use policy::reference::TableName;
use values::text::Language;

/// Values that the forms of a page propose.
pub struct Proposals {
    /// Clauses, as reviewers cite them.
    pub citations: Vec<String>,
    /// Uses of goods: code and name.
    pub purposes: Vec<(String, String)>,
    /// Words in which the text says why goods failed, each with what it means to the reader.
    pub phrases: Vec<(String, String)>,
}

/// What the forms on offer propose.
pub fn of(names: &Names, offer: &Offer) -> Proposals {
    Proposals {
        citations: if offer.reviews() { citations(names) } else { Vec::new() },
        purposes: purposes(names, &offer.now),
        phrases: phrases(names, &offer.now),
    }
}

/// Every section in force, as a reviewer may cite it.
fn citations(names: &Names) -> Vec<String> {
    let texts = names.policy.library.texts().iter().filter(|text| text.period.contains(names.day));
    texts.flat_map(|text| text.sections.iter().map(|section| format!("「{}」{}", text.short, section.name))).collect()
}

/// The phrases of the text, where a form asks why goods failed.
fn phrases(names: &Names, forms: &[ActForm]) -> Vec<(String, String)> {
    if !forms.iter().any(|form| form.proposes(work::PHRASES)) {
        return Vec::new();
    }
    let english = |phrase: &policy::Phrase| {
        if names.language == Language::En { phrase.english.to_string() } else { String::new() }
    };
    names.policy.phrases_on(names.day).map(|phrase| (phrase.words.to_string(), english(phrase))).collect()
}

/// The uses that goods may be given, where a form asks for one.
fn purposes(names: &Names, forms: &[ActForm]) -> Vec<(String, String)> {
    if !forms.iter().any(|form| form.proposes("purposes")) {
        return Vec::new();
    }
    let entries = names.reference.entries(TableName::Purpose, "", names.day);
    entries.map(|entry| (entry.code.to_owned(), names.code(TableName::Purpose, entry.code))).collect()
}
