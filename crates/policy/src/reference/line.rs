//! One line of a CSV file as fields; line breaks inside a field are not possible, so that a fault stays in its line.

use std::borrow::Cow;

use values::text::Text;

/// A field: its text, and its column in bytes from 0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Field<'a> {
    pub(super) text: Cow<'a, str>,
    pub(super) at: usize,
}

/// Splits a line into `fields`; otherwise where it is wrong, in bytes from 0, and what was wanted.
pub(super) fn split<'a>(line: &'a str, fields: &mut Vec<Field<'a>>) -> Result<(), (usize, Text)> {
    fields.clear();
    let mut at = 0;
    loop {
        let rest = &line[at..];
        let (text, length) = match rest.strip_prefix('"') {
            Some(inside) => {
                let (text, length) =
                    quoted(inside).ok_or_else(|| (at, Text::fixed("引号成对", "a closing quotation mark")))?;
                (text, length + 1)
            }
            None => {
                let length = rest.find(',').unwrap_or(rest.len());
                (Cow::Borrowed(&rest[..length]), length)
            }
        };
        fields.push(Field { text, at });
        at += length;
        match line.as_bytes().get(at) {
            None => return Ok(()),
            Some(b',') => at += 1,
            Some(_) => {
                return Err((
                    at,
                    Text::fixed("引号之后为逗号或行末", "a comma or the end of the line after a quotation mark"),
                ));
            }
        }
    }
}

/// The text up to the closing mark, and the bytes read with it; two marks in a row stand for one.
fn quoted(inside: &str) -> Option<(Cow<'_, str>, usize)> {
    let mut at = 0;
    let mut doubled = false;
    loop {
        at += inside[at..].find('"')?;
        if !inside[at + 1..].starts_with('"') {
            let text = &inside[..at];
            let text = if doubled { Cow::Owned(text.replace("\"\"", "\"")) } else { Cow::Borrowed(text) };
            return Some((text, at + 1));
        }
        doubled = true;
        at += 2;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(line: &str, wanted: &[&str]) {
        let mut fields = Vec::new();
        split(line, &mut fields).unwrap();
        assert_eq!(fields.iter().map(|field| &*field.text).collect::<Vec<_>>(), wanted);
    }

    #[test]
    fn plain_quoted_and_empty_fields() {
        check("", &[""]);
        check("a,b", &["a", "b"]);
        check("a,,", &["a", "", ""]);
        check("\"a,b\",c", &["a,b", "c"]);
        check("\"say \"\"yes\"\"\",", &["say \"yes\"", ""]);
        check("\"\"", &[""]);
        check("马，驴\",x", &["马，驴\"", "x"]);
    }

    #[test]
    fn quotation_marks_that_do_not_fit() {
        let at = |line| split(line, &mut Vec::new()).unwrap_err().0;
        assert_eq!([at("a,\"b"), at("\"a\"b"), at("\"a\"\"")], [2, 3, 0]);
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(texts in proptest::collection::vec("[a,\"马 ]{0,6}", 1..6)) {
            let line = texts.iter().map(|t| format!("\"{}\"", t.replace('"', "\"\""))).collect::<Vec<_>>().join(",");
            let mut fields = Vec::new();
            prop_assert!(split(&line, &mut fields).is_ok());
            prop_assert_eq!(fields.into_iter().map(|f| f.text.into_owned()).collect::<Vec<_>>(), texts);
        }

        #[test]
        fn no_line_makes_it_panic(line: String) {
            let _ = split(&line, &mut Vec::new());
        }
    }
}
