//! Names that mean one thing only, as commands bring them: whose they are, what for, and who holds them then.

/// Owner and name, as they stand in the table.
pub(crate) type Name = (String, String);

/// What a name is used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The key of a request; it is held by what was asked under it, for ever.
    Key,
    /// A declarant's own number of a declaration; it is held by the case.
    Reference,
    /// A preprinted sheet; it is held for ever by what used it up.
    Sheet,
}

/// A name that a command uses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// What for.
    pub kind: Kind,
    /// Whose name it is: an account, an enterprise, or the region's.
    pub owner: String,
    /// The name.
    pub name: String,
    /// Who holds it then; none for the case that the command makes.
    pub holder: Option<String>,
    /// Who may have held it before, and does not any more.
    pub after: Option<String>,
}

impl Kind {
    /// How the name stands in the table.
    pub(crate) fn text(self, name: &str) -> String {
        match self {
            Kind::Key => format!("key {name}"),
            Kind::Reference => format!("reference {name}"),
            Kind::Sheet => format!("sheet {name}"),
        }
    }
}

impl Claim {
    /// Where it stands in the table.
    pub(crate) fn at(&self) -> Name {
        (self.owner.clone(), self.kind.text(&self.name))
    }
}
