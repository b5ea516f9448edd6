//! What may stand in which crate: a pure core, SQL in one place, foreign formats in one.

use crate::source::Source;

/// Crates that take values and return values, and do nothing else.
pub const PURE: [&str; 5] = ["values", "policy", "clearance", "exchange", "lookup"];

const OUTSIDE: [&str; 17] = [
    "std::fs",
    "std::net",
    "std::process",
    "std::env",
    "std::thread",
    "SystemTime",
    "Instant::",
    "async fn",
    ".await",
    "println!",
    "eprintln!",
    "print!",
    "tokio::",
    "rusqlite",
    "tracing::",
    "getrandom",
    "::now(",
];

/// I/O, async, clock, randomness and printing in the pure crates.
pub fn doing(source: &Source) -> Vec<String> {
    if !PURE.contains(&source.package()) {
        return Vec::new();
    }
    let lines = source.lines().filter(|(number, _)| !source.is_test(*number));
    lines
        .flat_map(|(number, line)| OUTSIDE.iter().filter(|act| line.contains(**act)).map(move |act| (number, act)))
        .map(|(number, act)| source.complain(number, &format!("{act}: {} is pure", source.package())))
        .collect()
}

/// Floating point in the field itself, where quantities are integers of the smallest unit.
pub fn floats(source: &Source) -> Vec<String> {
    if !["values", "policy", "clearance"].contains(&source.package()) {
        return Vec::new();
    }
    let is_float = |line: &str| {
        line.split(|c: char| !c.is_alphanumeric() && c != '_').any(|word| word == "f32" || word == "f64")
            || line.contains("_f64")
            || line.contains("_f32")
    };
    let lines = source.lines().filter(|(_, line)| is_float(line));
    lines.map(|(number, _)| source.complain(number, "quantities are integers, never floats")).collect()
}

/// Reading what lies beside the project anywhere but in the crate that says when it is absent.
pub fn read_beside(source: &Source) -> Vec<String> {
    if ["beside", "tidy"].contains(&source.package()) {
        return Vec::new();
    }
    let lines = source.lines().filter(|(_, line)| line.contains("../shared"));
    lines.map(|(number, _)| source.complain(number, "the folder may be absent: ask beside::shared")).collect()
}

/// Crates that speak SQL: the register; beside it the measurements' baseline, the test of power cuts, and this list.
const SPEAK_SQL: [&str; 4] = ["register", "bench", "powercut", "tidy"];

const SQL: [&str; 10] = [
    "SELECT ",
    "INSERT INTO ",
    "UPDATE ",
    "DELETE FROM ",
    "CREATE TABLE ",
    "CREATE INDEX ",
    "CREATE UNIQUE ",
    "ALTER TABLE ",
    "DROP TABLE ",
    "PRAGMA ",
];

fn is_sql(text: &str) -> bool {
    let text = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\\' || c == '(');
    let begins = SQL.iter().any(|keyword| text.starts_with(keyword));
    begins
        || (text.starts_with("WITH ") && text.contains(" AS ("))
        || text.contains(" FROM ") && text.contains(" WHERE ")
}

/// SQL outside of the register.
pub fn sql_elsewhere(source: &Source) -> Vec<String> {
    if SPEAK_SQL.contains(&source.package()) {
        return Vec::new();
    }
    let texts = source.strings.iter().filter(|piece| is_sql(&piece.text));
    texts.map(|piece| source.complain(piece.line, "SQL stands in the register only")).collect()
}

/// SQL put together from parts while the program runs.
pub fn built_sql(source: &Source) -> Vec<String> {
    if source.package() == "bench" {
        return Vec::new();
    }
    let mut complaints = Vec::new();
    for piece in source.strings.iter().filter(|piece| is_sql(&piece.text)) {
        let above: Vec<&str> = source.code.lines().skip(piece.line.saturating_sub(2)).take(2).collect();
        if above.iter().any(|line| ["format!(", "write!(", "writeln!(", "push_str("].iter().any(|m| line.contains(m))) {
            complaints.push(source.complain(piece.line, "SQL is a constant, never put together"));
        }
    }
    complaints
}

/// Readers of other people's formats. What we write ourselves, such as a report as CSV, is no foreign format.
const FOREIGN: [&str; 5] = ["encoding_rs::", "csv::Reader", "csv::ReaderBuilder", "csv_core::", "quick_xml::"];

/// Foreign formats read outside of `exchange`.
pub fn foreign(source: &Source) -> Vec<String> {
    if ["exchange", "tidy"].contains(&source.package()) {
        return Vec::new();
    }
    let lines = source.lines().filter(|(number, _)| !source.is_test(*number));
    lines
        .filter(|(_, line)| FOREIGN.iter().any(|reader| line.contains(reader)))
        .map(|(number, _)| source.complain(number, "foreign formats end in exchange"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(package: &str, text: &str) -> Source {
        Source::read(&format!("crates/{package}/src/y.rs"), text)
    }

    #[test]
    fn the_core_does_nothing() {
        let text = "async fn f() { std::fs::read(p); x.await }\n#[cfg(test)]\nmod tests { fn g() { println!() } }";
        assert_eq!(doing(&read("clearance", text)).len(), 3);
        assert_eq!(doing(&read("desk", text)).len(), 0);
    }

    #[test]
    fn sql_is_found_where_it_does_not_belong() {
        let text = "const A: &str = \"SELECT a FROM b\"; const B: &str = \"Select a mode\";";
        assert_eq!(sql_elsewhere(&read("desk", text)).len(), 1);
        assert_eq!(sql_elsewhere(&read("register", text)).len(), 0);
        assert_eq!(built_sql(&read("register", "fn f() { format!(\"SELECT {x}\") }")).len(), 1);
        assert_eq!(built_sql(&read("register", text)).len(), 0);
    }

    #[test]
    fn the_core_has_no_floats() {
        assert_eq!(floats(&read("clearance", "fn f(x: f64) -> i64 { 1 }")).len(), 1);
        assert_eq!(floats(&read("clearance", "fn f64s() { \"f64\"; }")).len(), 0);
    }
}
