//! A declarant's own reference: it names one declaration, as long as that one goes on or came to an end by itself.

use crate::case::{Case, Stage};
use crate::declaration::Declaration;
use values::fault::Fault;
use values::text::Text;

/// What a reference that was used before means for a declaration that brings it again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reference {
    /// The declaration that had it is withdrawn, refused or expired, or has another by now.
    Free,
    /// It is the same declaration again.
    Repeated,
    /// It is another declaration; the fault names the one that has the reference.
    Taken(Fault),
}

/// Judges a declaration by the case that holds its reference. `parts_go_on` says whether a case that was split up has a part
/// that did not end so.
pub fn reference(declaration: &Declaration, holder: &Case, parts_go_on: bool) -> Reference {
    let ended_in_parts = matches!(holder.stage, Stage::SplitUp) && !parts_go_on;
    let asked = holder.amendment.as_ref().map(|asked| &asked.version.declaration.reference);
    let has_it = holder.declaration.reference == declaration.reference || asked == Some(&declaration.reference);
    if holder.stage.frees_reference() || ended_in_parts || !has_it {
        Reference::Free
    } else if same(declaration, &holder.declaration) {
        Reference::Repeated
    } else {
        Reference::Taken(taken(declaration, holder))
    }
}

/// That the reference names another declaration.
pub fn taken(declaration: &Declaration, holder: &Case) -> Fault {
    let wanted = Text::new(
        format!("未用过的企业编号；报检单 {} 已用此编号，内容不同", holder.no),
        format!("a reference of its own: declaration {} has it, with other content", holder.no),
    );
    Fault::new("reference", "duplicate", declaration.reference.clone(), wanted)
}

/// Personal data are sealed under a key of each submission and cannot be compared; what was given is compared by its fields.
fn same(one: &Declaration, other: &Declaration) -> bool {
    let fields = |declaration: &Declaration| {
        let mut fields: Vec<String> = declaration.sealed.iter().map(|sealed| sealed.field.clone()).collect();
        fields.sort_unstable();
        fields
    };
    let bare = |declaration: &Declaration| Declaration { sealed: Vec::new(), ..declaration.clone() };
    fields(one) == fields(other) && bare(one) == bare(other)
}
