//! A reader's hands without script: finds a form on a page, fills it in, and sends it.

use crate::served::{Answer, Browser};
use std::fmt::Write;

/// A form of a page, with what its fields hold.
#[derive(Clone, Debug)]
pub struct Form {
    /// Where it is sent.
    pub action: String,
    /// Its fields in their order, each with its value.
    pub fields: Vec<(String, String)>,
}

fn between<'a>(text: &'a str, before: &str, after: &str) -> Option<&'a str> {
    let rest = &text[text.find(before)? + before.len()..];
    Some(&rest[..rest.find(after)?])
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    between(tag, &format!(" {name}=\""), "\"").map(plain)
}

/// Text as it was before it was escaped for HTML.
pub fn plain(text: &str) -> String {
    text.replace("&#60;", "<").replace("&#62;", ">").replace("&#34;", "\"").replace("&#39;", "'").replace("&#38;", "&")
}

/// Every form of a page that sends something.
pub fn forms(page: &str) -> Vec<Form> {
    page.split("<form method=\"post\"").skip(1).map(|rest| one(&rest[..rest.find("</form>").unwrap()])).collect()
}

fn one(html: &str) -> Form {
    let action = attribute(html, "action").unwrap();
    let mut fields = Vec::new();
    for (at, _) in html.match_indices('<') {
        let tag = &html[at..at + html[at..].find('>').unwrap()];
        let Some(name) = attribute(tag, "name") else { continue };
        if tag.starts_with("<input") {
            let ticked = !tag.contains("type=\"checkbox\"") || tag.ends_with(" checked");
            if ticked {
                fields.push((name, attribute(tag, "value").unwrap_or_default()));
            }
        } else if tag.starts_with("<textarea") {
            fields.push((name, plain(between(&html[at..], ">", "</textarea>").unwrap())));
        } else if tag.starts_with("<select") {
            let options = between(&html[at..], ">", "</select>").unwrap();
            let chosen = options.split("<option").skip(1).find(|option| option.contains(" selected"));
            let chosen = chosen.or_else(|| options.split("<option").nth(1));
            fields.push((name, chosen.and_then(|option| attribute(option, "value")).unwrap_or_default()));
        }
    }
    Form { action, fields }
}

impl Form {
    /// Sends it.
    pub async fn send(&self, browser: &mut Browser<'_>) -> Answer {
        browser.post(&self.action, &self.encoded()).await
    }

    /// The same with a value in a field.
    pub fn with(mut self, name: &str, value: &str) -> Self {
        match self.fields.iter_mut().find(|(known, _)| known == name) {
            Some((_, held)) => value.clone_into(held),
            None => self.fields.push((name.to_owned(), value.to_owned())),
        }
        self
    }

    /// What a field holds.
    pub fn holds(&self, name: &str) -> &str {
        self.fields.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }

    /// As a browser sends it.
    pub fn encoded(&self) -> String {
        let pairs = self.fields.iter().map(|(name, value)| format!("{}={}", encoded(name), encoded(value)));
        pairs.collect::<Vec<_>>().join("&")
    }
}

/// A text as `application/x-www-form-urlencoded` has it.
pub fn encoded(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() { out.push(char::from(byte)) } else { write!(out, "%{byte:02X}").unwrap() }
    }
    out
}

/// The form of a page whose field holds a value.
#[track_caller]
pub fn form_of(page: &str, name: &str, value: &str) -> Form {
    let all = forms(page);
    let found = all.iter().find(|form| form.holds(name) == value);
    found.unwrap_or_else(|| panic!("no form with {name}={value} among {all:#?}")).clone()
}
