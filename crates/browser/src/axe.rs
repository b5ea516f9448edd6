//! Faults of accessibility on a page, found by axe-core (`axe/README.md`): all its rules, or those that looks alone decide.

use crate::page::Page;
use anyhow::Result;
use serde_json::Value;

const AXE: &str = include_str!("../axe/axe.min.js");

/// Of parts of a list that are alike, by their element and class, the first twelve are audited: the hundredth structure of the API's
/// documents, or the fortieth line of a declaration, says nothing that the others did not. The others are taken from the page.
const FEW: &str = r"for (const parent of document.querySelectorAll('main, main *')) {
    const alike = new Map();
    for (const part of [...parent.children].filter(e => e.matches('li, tr, article, section, details'))) {
        const key = part.tagName + ' ' + part.className, count = (alike.get(key) ?? 0) + 1;
        alike.set(key, count);
        if (12 < count) part.remove();
    }
}
true";

/// Which rules are asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rules {
    /// Every rule of WCAG 2.2 to level AA, and what axe-core calls best practice.
    All,
    /// Contrast and the size of what is pressed: what another width or another ground can change.
    Looks,
}

impl Rules {
    fn options(self) -> &'static str {
        match self {
            Rules::All => r#"rules: {"target-size": {enabled: true}}"#,
            Rules::Looks => r#"runOnly: ["color-contrast", "target-size"]"#,
        }
    }
}

/// The faults of the page as it is shown now, which afterwards has twelve of what is alike: the rule, the element, and what axe-core says of it.
///
/// # Errors
/// The browser says no, or axe-core cannot read the page.
pub fn faults(page: &Page, rules: Rules) -> Result<Vec<String>> {
    if page.eval("typeof axe === 'undefined'")? == true {
        page.eval(FEW)?;
        page.eval(&format!("{AXE}; true"))?;
    }
    let run = format!(
        "axe.run(document, {{resultTypes: ['violations'], selectors: false, preload: false, {}}}).then(found => found.violations.flatMap(rule => rule.nodes.map(node =>
            `${{rule.id}} ${{(node.target || []).join(' ')}} ${{node.html.slice(0, 160)}}: ${{node.failureSummary.split('\\n').slice(1).join(' ').slice(0, 240)}}`)))",
        rules.options()
    );
    let found = page.settled(&run)?;
    Ok(found.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect())
}
