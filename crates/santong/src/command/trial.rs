//! `santong try`: a declaration against every rule of a day, with the facts that decided; nothing is kept.

use super::Where;
use anyhow::{Context, Result, anyhow};
use clap::Args;
use clearance::decision::facts::Declared;
use clearance::decision::trial::{Statement, Tried, tried};
use clearance::past::Past;
use clearance::standing::Standing;
use desk::edition::{self, Codes, Way, all_of, listed};
use exchange::json::Reader;
use policy::fact::Value;
use std::path::PathBuf;
use values::calendar::Day;
use values::text::Language;

/// The options of `santong try`.
#[derive(Args, Debug)]
pub struct Try {
    #[command(flatten)]
    place: Where,
    /// The declaration as JSON.
    file: PathBuf,
    /// By the text of this day.
    #[arg(long)]
    day: String,
    /// The owner's credit grade.
    #[arg(long)]
    grade: Option<String>,
    /// The owner stands on the blacklist.
    #[arg(long)]
    blacklisted: bool,
    /// The owner files without paper.
    #[arg(long)]
    paperless: bool,
    /// The owner has something overdue.
    #[arg(long)]
    overdue: bool,
    /// In English; in Chinese otherwise.
    #[arg(long)]
    english: bool,
}

impl Try {
    /// Prints each rule of the day: where it hits, and each statement with the fact that decided. Whether any rule hits.
    ///
    /// # Errors
    /// The file is no declaration, the day is none, or the text does not load or gives no mode.
    pub fn run(self) -> Result<bool> {
        let language = if self.english { Language::En } else { Language::Zh };
        let said = |text: values::text::Text| anyhow!("{}", text.pick(language).to_owned());
        let day = Day::parse(&self.day).map_err(said)?;
        let folder = self.place.policy.join(&self.place.region);
        let (files, codes) = (all_of(&folder)?, Codes::read(&self.place.reference)?);
        let edition = edition::read(&files, Way::new(true), &codes).map_err(|faults| anyhow!("{}", listed(&faults)))?;
        let (policy, reference) = (&edition.policy, &*edition.reference);
        let bytes = std::fs::read(&self.file).with_context(|| format!("cannot read {}", self.file.display()))?;
        let reader = Reader { reference: Some((reference, day)), ..Reader::default() };
        let declaration = reader
            .read(&bytes)
            .map_err(|faults| anyhow!("{}", faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")))?;
        let declaration = declaration.declaration;
        let owner = Standing {
            registered: true,
            office: Some(declaration.offices.accept.clone()),
            grade: self.grade,
            blacklisted: self.blacklisted,
            paperless: self.paperless,
            overdue: self.overdue,
            // Without a record nothing is known of the past.
            past: Past::default(),
        };
        let measures = edition.measure(&declaration, day);
        let base = Declared::new(&declaration, &measures, &owner, false);
        let (verdict, rules) = tried(policy, day, &base).map_err(|undecided| anyhow!("{undecided}"))?;
        println!("mode {}", verdict.mode);
        for rule in &rules {
            print(rule, language);
        }
        let hits = rules.iter().filter(|rule| rule.hits()).count();
        println!("{hits} of {} rules hit", rules.len());
        Ok(0 < hits)
    }
}

fn print(tried: &Tried, language: Language) {
    let word = match (tried.places.is_empty(), tried.hits()) {
        (true, _) => "-",
        (false, true) => "true",
        (false, false) => "false",
    };
    println!("{word:5} {} {}", tried.rule.id, tried.rule.title.pick(language));
    // What does not hit is told where it was asked; what is not for such a case is only named.
    for place in &tried.places {
        let line = place.line.map_or_else(String::new, |line| format!("line {line}: "));
        for statement in &place.statements {
            println!("      {line}{}", told(statement, language));
        }
        for rule in &place.kept_off {
            println!("      {line}unless {rule}: true");
        }
    }
    if tried.hits() {
        for one in &tried.rule.measures {
            println!("      => {}", one.measure.words(language));
        }
    }
}

fn told(statement: &Statement, language: Language) -> String {
    let state = match statement.holds {
        Some(true) => "true",
        Some(false) => "false",
        None => "not reached",
    };
    let unless = if statement.unless { "unless " } else { "" };
    let read = match &statement.value {
        None => String::new(),
        Some(Value::Absent) => " <- absent".to_owned(),
        Some(Value::Yes(yes)) => format!(" <- {yes}"),
        Some(Value::Word(word)) => format!(" <- {word}"),
        Some(Value::Words(words)) => format!(" <- {}", words.join(", ")),
        Some(Value::Number(number)) => format!(" <- {number}"),
        Some(Value::Amounts(all)) => {
            let each = all.iter().map(|one| format!("{}/{} {}", one.of, one.per, one.unit));
            format!(" <- {}", each.collect::<Vec<_>>().join(", "))
        }
    };
    format!("{unless}{}: {state}{read}", statement.atom.to_text(language))
}
