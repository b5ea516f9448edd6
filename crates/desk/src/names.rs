//! Names of what codes stand for, in the reader's language.

use crate::edition::Edition;
use crate::field::{Field, Known};
use clearance::region::RegionState;
use policy::reference::{Reference, TableName};
use policy::{Citation, Member, NumberKind, Office, Policy, Word};
use std::sync::Arc;
use values::calendar::Day;
use values::direction::Direction;
use values::id::{EnterpriseId, ModeName, OfficeCode, StepName};
use values::text::Language;

/// The names that one screen needs: by the text that its case goes by, on the day that counts.
pub struct Names<'a> {
    /// The code tables.
    pub reference: &'a Reference,
    known: Arc<Known>,
    /// The text that names modes, steps and offices.
    pub policy: &'a Policy,
    /// The day on which names are looked up.
    pub day: Day,
    /// The reader's language.
    pub language: Language,
    tail: String,
}

impl<'a> Names<'a> {
    /// The names of a text on a day.
    pub fn new(field: &Field, law: &'a Edition, day: Day, language: Language) -> Self {
        let policy = &law.policy;
        let tail =
            common_tail(&policy.offices().iter().map(|office| office_name(office, language)).collect::<Vec<_>>());
        Self { reference: &law.reference, known: field.known(), policy, day, language, tail }
    }

    /// Who is who, and by which keys offices seal.
    pub fn region(&self) -> &RegionState {
        &self.known.region
    }

    /// What an address of a rule or clause says of the text and the day; the text only where it is not the one in force.
    pub fn by_text(&self) -> String {
        let of = self.policy.version();
        let governs = self.known.region.edition_on(self.day).is_some_and(|one| one.version == of);
        let older = (!governs).then(|| format!("&text={of}"));
        format!("day={}{}", self.day, older.unwrap_or_default())
    }

    /// What stands between the items of a list.
    pub fn comma(&self) -> &'static str {
        comma(self.language)
    }

    /// An office by its full name; a code that the text does not have stands for itself.
    pub fn office(&self, code: &str) -> String {
        self.find_office(code).map_or_else(|| code.to_owned(), |office| office_name(office, self.language).to_owned())
    }

    /// An office by its name without what every office of the region is called.
    pub fn short_office(&self, code: &str) -> String {
        let name = self.office(code);
        match name.strip_suffix(&self.tail) {
            Some(short) if !short.is_empty() => short.trim().to_owned(),
            Some(_) | None => name,
        }
    }

    fn find_office(&self, code: &str) -> Option<&Office> {
        let code = OfficeCode::parse(code).ok()?;
        let dated = self.policy.office(&code, self.day);
        dated.or_else(|| self.policy.offices().iter().find(|office| office.code == code))
    }

    /// A member by its name without what every member is called; a code that the text does not have stands for itself.
    pub fn short_member(&self, code: &str) -> String {
        let named = |member: &Member| match self.language {
            Language::Zh => member.name.to_string(),
            Language::En => member.english.to_string(),
        };
        let all: Vec<String> = self.policy.members_on(self.day).map(named).collect();
        let tail = common_tail(&all.iter().map(String::as_str).collect::<Vec<_>>());
        let found = self.policy.members_on(self.day).find(|member| member.code.to_string() == code);
        let name = found.map_or_else(|| code.to_owned(), named);
        name.strip_suffix(&tail).map(str::trim).filter(|short| !short.is_empty()).unwrap_or(&name).to_owned()
    }

    /// What a mode is for.
    pub fn mode_title(&self, mode: &str) -> String {
        let found = ModeName::parse(mode).ok().and_then(|name| self.policy.mode(&name));
        found.map_or_else(String::new, |mode| match self.language {
            Language::Zh => mode.title.to_string(),
            Language::En => mode.english.to_string(),
        })
    }

    /// A step of a mode; what is no step of it stands for itself.
    pub fn step(&self, mode: &str, step: &str) -> String {
        let found = ModeName::parse(mode).ok().and_then(|name| self.policy.mode(&name));
        match found.and_then(|mode| mode.step(step)) {
            Some(found) if self.language == Language::En => found.english.to_string(),
            Some(_) | None => step.to_owned(),
        }
    }

    /// The same for a step of a case.
    pub fn step_of(&self, mode: Option<&ModeName>, step: &StepName) -> String {
        self.step(mode.map_or("", |mode| mode.as_str()), step.as_str())
    }

    /// The treatment that an entry of the text asks for, in words; an entry that the text does not have stands for itself.
    pub fn treatment(&self, entry: &str, day: Day) -> String {
        let found = self.policy.treatment_words(entry, day);
        found.map_or_else(|| entry.to_owned(), |words| words.pick(self.language).to_owned())
    }

    /// A code of a table by its name, or the code itself.
    pub fn code(&self, table: TableName, code: &str) -> String {
        self.reference.name(table, code, self.day, self.language).unwrap_or(code).to_owned()
    }

    /// Whether a table has a code.
    pub fn has(&self, table: TableName, code: &str) -> bool {
        self.reference.entry(table, code, self.day).is_some()
    }

    /// A code with its name behind it.
    pub fn code_and_name(&self, table: TableName, code: &str) -> String {
        match self.reference.name(table, code, self.day, self.language) {
            Some(name) if name != code => format!("{code} {name}"),
            Some(_) | None => code.to_owned(),
        }
    }

    /// An enterprise by its name, or its identity where the region does not know it.
    pub fn enterprise(&self, id: &str) -> String {
        let found = EnterpriseId::parse(id).ok().and_then(|id| self.known.region.enterprise(&id).cloned());
        found.map_or_else(
            || id.to_owned(),
            |found| if self.language == Language::En && !found.en.is_empty() { found.en } else { found.zh },
        )
    }

    /// The credit grade of an enterprise on a day.
    pub fn grade(&self, id: &EnterpriseId, day: Day) -> Option<String> {
        self.known.region.enterprise(id)?.grade(day).map(str::to_owned)
    }

    /// A direction.
    pub fn direction(&self, direction: Direction) -> &'static str {
        direction.called(self.language)
    }

    /// A direction by its stable word.
    pub fn direction_of(&self, word: &str) -> &'static str {
        Direction::named(word).map_or("", |direction| self.direction(direction))
    }

    /// A citation as the reader's language writes it.
    pub fn citation(&self, citation: &Citation) -> String {
        citation.to_text(self.language)
    }

    /// The words that a citation points at.
    pub fn cited(&self, citation: &Citation) -> String {
        self.policy.library.section(citation, self.day).map(|section| section.text.clone()).unwrap_or_default()
    }

    /// A declaration number in groups that can be read aloud.
    pub fn number(&self, no: &str) -> Vec<String> {
        grouped(no, &widths(self.policy, NumberKind::Declaration))
    }

    /// A clearance number in groups.
    pub fn clearance(&self, no: &str) -> Vec<String> {
        let mut all = widths(self.policy, NumberKind::Declaration);
        all.extend(widths(self.policy, NumberKind::Clearance).into_iter().skip(1));
        grouped(no, &all)
    }

    /// A transfer number in groups.
    pub fn transfer(&self, no: &str) -> Vec<String> {
        grouped(no, &widths(self.policy, NumberKind::Transfer))
    }
}

/// What stands between the items of a list.
pub fn comma(language: Language) -> &'static str {
    match language {
        Language::Zh => "、",
        Language::En => ", ",
    }
}

/// An office's name in a language.
pub fn office_name(office: &Office, language: Language) -> &str {
    match language {
        Language::Zh => &office.name,
        Language::En => &office.english,
    }
}

/// The longest text that three of four names end in, at the least, by the first of them.
fn common_tail(names: &[&str]) -> String {
    let Some(first) = names.first().filter(|_| 1 < names.len()) else { return String::new() };
    let ends = first.char_indices().map(|(at, _)| &first[at..]);
    let shared = |tail: &&str| 3 * names.len() <= 4 * names.iter().filter(|name| name.ends_with(tail)).count();
    ends.into_iter().find(shared).unwrap_or("").to_owned()
}

/// The widths of the parts of a number, as the format of the text gives them: `{…:6}{…:1}`.
fn widths(policy: &Policy, kind: NumberKind) -> Vec<usize> {
    let parts = policy.number(kind).format.split('}').map(str::to_owned).collect::<Vec<_>>();
    parts.iter().filter_map(|part| part.rsplit_once(':')?.1.parse().ok()).collect()
}

fn grouped(no: &str, widths: &[usize]) -> Vec<String> {
    if widths.iter().sum::<usize>() != no.len() || !no.is_ascii() {
        return vec![no.to_owned()];
    }
    let mut at = 0;
    let cut = |width: &usize| {
        at += width;
        no[at - width..at].to_owned()
    };
    widths.iter().map(cut).collect()
}

/// A whole number with its thousands apart.
pub fn thousands(number: i128) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut out = String::new();
    for (n, digit) in digits.chars().enumerate() {
        if 0 < n && (digits.len() - n).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    if number < 0 { format!("-{out}") } else { out }
}

/// A decimal text with the thousands of its whole part apart.
pub fn spaced(decimal: &str) -> String {
    if let Some(positive) = decimal.strip_prefix('-') {
        return format!("-{}", spaced(positive));
    }
    match decimal.split_once('.') {
        Some((whole, rest)) => format!("{}.{rest}", whole.parse().map_or_else(|_| whole.to_owned(), thousands)),
        None => decimal.parse().map_or_else(|_| decimal.to_owned(), thousands),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_as_their_format_says() {
        assert_eq!(grouped("370100115000412", &[6, 1, 2, 6]), ["370100", "1", "15", "000412"]);
        assert_eq!(grouped("KCS-1", &[6, 1, 2, 6]), ["KCS-1"]);
        assert_eq!(thousands(-1_234_567), "-1,234,567");
        assert_eq!((thousands(0), spaced("24500.50")), ("0".to_owned(), "24,500.50".to_owned()));
    }

    #[test]
    fn what_every_office_is_called_is_left_out() {
        assert_eq!(common_tail(&["青岛检验检疫局", "银川检验检疫局", "兰州检验检疫局", "马鬃山办事处"]), "检验检疫局");
        assert_eq!(common_tail(&["Qingdao Office", "Yinchuan Office"]), " Office");
        assert_eq!(common_tail(&["Qingdao Office"]), "");
    }
}
