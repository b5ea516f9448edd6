//! The shape of a demonstration's text: TOML, with declarations in the words of the API.

use serde::Deserialize;
use serde_json::Value;
use values::actor::Role;

/// The whole text.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Telling {
    /// What everything that it shows is to be called.
    pub title: String,
    /// The password of every account.
    pub password: String,
    /// The seed of everything that is drawn.
    pub seed: u64,
    /// Over how many days before today the live cases are spread.
    pub days: i32,
    /// From which day enterprises and roles are known.
    pub since: String,
    /// First parts of persons' names.
    pub surnames: Vec<String>,
    /// Second parts.
    pub given_names: Vec<String>,
    /// What officers write down.
    pub words: Words,
    /// Tables that become history.
    pub history: Vec<History>,
    /// Offices with their officers.
    pub post: Vec<Post>,
    /// Preprinted sheets that every office with an engrosser has.
    pub sheets: Vec<Sheets>,
    /// Enterprises, each with an account.
    pub enterprise: Vec<Enterprise>,
    /// Who may declare for whom.
    pub mandate: Vec<Mandate>,
    /// Kinds of consignments.
    pub kind: Vec<Kind>,
}

/// What officers write down.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)] // Each is what is noted at the act of its name.
pub struct Words {
    pub treat: String,
    pub supervise: String,
    pub examine: String,
    pub fail: String,
    pub give_back: String,
    pub refuse: String,
    pub refuse_basis: String,
    pub hold: String,
    pub lift: String,
    pub lift_basis: String,
    pub grade: String,
    pub grade_basis: String,
    pub amend: String,
    pub deny: String,
    pub seal: String,
    pub ask_work: String,
    pub answer_work: String,
}

/// A table that becomes history, with its map; both beside the text.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct History {
    /// The map.
    pub map: String,
    /// The table.
    pub data: String,
}

/// Preprinted sheets of one stock, one office's after the other's.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sheets {
    /// The first of the first office.
    pub first: String,
    /// How many each office has.
    pub each: u64,
    /// From whom.
    pub from: String,
}

/// The officers of one office.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Post {
    /// What their accounts begin with.
    pub word: String,
    /// The office.
    pub office: String,
    /// One officer for each.
    pub roles: Vec<Role>,
}

/// An enterprise.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Enterprise {
    /// Its number.
    pub id: String,
    /// Its account.
    pub account: String,
    /// Its name in Chinese.
    pub zh: String,
    /// Its name in English.
    pub en: String,
    /// 属地.
    pub office: String,
    /// Its grade.
    pub grade: String,
    /// Files without paper.
    #[serde(default)]
    pub paperless: bool,
    /// May declare for others.
    #[serde(default)]
    pub agent: bool,
    /// Why it stands on the blacklist.
    pub blacklisted: Option<Blacklisted>,
}

/// Why an enterprise stands on the blacklist.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Blacklisted {
    /// In words.
    pub reason: String,
    /// By which text.
    pub basis: String,
}

/// A mandate.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mandate {
    /// Who gives it.
    pub owner: String,
    /// Who may declare.
    pub agent: String,
}

/// A kind of consignment: played so that each step of its plan stands open once, and then as often as told.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Kind {
    /// Its name; references are made of it.
    pub name: String,
    /// The mode that it must get.
    pub mode: String,
    /// Whose goods; in turn.
    pub owners: Vec<String>,
    /// Who declares; the owner otherwise.
    pub agent: Option<String>,
    /// Where it is declared; in turn.
    pub accept: Vec<String>,
    /// How many more are played to the end.
    pub copies: usize,
    /// The day on which it is declared, where it is not one of the last weeks.
    pub start: Option<String>,
    /// Other endings, each once.
    #[serde(default)]
    pub endings: Vec<String>,
    /// The declaration in the words of the API, without what is drawn.
    pub declaration: Value,
    /// What the goods may be; in turn.
    pub goods: Vec<Goods>,
    /// A second line of goods for the ending `split`.
    pub second: Option<Goods>,
}

/// Goods of a line.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Goods {
    /// The line in the words of the API, without mass, quantity and value.
    pub line: Value,
    /// Least and most net mass in kg.
    pub mass: [u64; 2],
    /// Price of a kg in hundredths of the currency.
    pub price: u64,
    /// The currency.
    pub currency: String,
}
