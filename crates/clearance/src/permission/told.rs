//! What the table says to who may not, and the whole of it as text.

use super::{Act, Allowed, Relation, allowed};
use values::actor::Role;

/// What the table says to somebody who may not: by which of its rows, so that the answer can name it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Barred {
    /// What was to be done; none for what only the platform's jobs do.
    pub act: Option<Act>,
    /// A role of the asker may do it, but in another relation to the case.
    pub elsewhere: bool,
}

impl Barred {
    /// The rows of an act for somebody with these roles.
    pub fn from(act: Act, roles: &[Role]) -> Barred {
        Barred { act: Some(act), elsewhere: roles.iter().any(|role| !act.relations(*role).is_empty()) }
    }
}

impl Act {
    /// The relations in which a role may do the act.
    pub fn relations(self, role: Role) -> Vec<Relation> {
        let may = |relation: &Relation| allowed(role, self, *relation) == Allowed::Yes;
        Relation::ALL.iter().map(|(relation, _)| *relation).filter(may).collect()
    }

    /// The roles that may do it in some relation.
    pub fn open_to(self) -> Vec<Role> {
        Role::ALL.into_iter().filter(|role| !self.relations(*role).is_empty()).collect()
    }
}

/// The whole table as text: a line for each role, act and relation.
pub fn printed() -> String {
    let mut lines = String::from("role\tact\trelation\tanswer\n");
    for role in Role::ALL {
        for (act, act_word) in Act::ALL {
            for (relation, relation_word) in Relation::ALL {
                let answer = match allowed(role, act, relation) {
                    Allowed::Yes => "yes",
                    Allowed::Forbidden => "403",
                    Allowed::Hidden => "404",
                };
                lines.push_str(&format!("{}\t{act_word}\t{relation_word}\t{answer}\n", role.word()));
            }
        }
    }
    lines
}
