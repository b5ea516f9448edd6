//! The shape of the declaration that a map makes: the tree of its paths.

use std::borrow::Cow;

use values::fault::Fault;

use super::value::{Cells, Constant, Maker};
use crate::json::tree::Node;

/// A node of the tree: an object, a list, or the number of a field.
#[derive(Clone, Debug)]
pub enum Plan {
    /// Keys in the order in which they were added.
    Object(Vec<(String, Plan)>),
    /// Items from 0 on.
    List(Vec<Plan>),
    /// A value of the map.
    Field(usize),
}

/// Why a path has no place in the tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Misplaced {
    /// It is not written as `lines[0].net_mass`.
    Shape,
    /// It is given twice, or lies within another one.
    Taken,
    /// Items of a list are counted from 0 without gaps.
    Gap,
}

impl Plan {
    /// A tree without fields.
    pub fn empty() -> Plan {
        Plan::Object(Vec::new())
    }

    /// Adds a field at its path.
    pub fn add(&mut self, path: &str, field: usize) -> Result<(), Misplaced> {
        let mut at = self;
        let mut rest = path;
        while !rest.is_empty() {
            let (step, after) = next_step(rest).ok_or(Misplaced::Shape)?;
            at = match step {
                Ok(key) => at.key(key)?,
                Err(index) => at.item(index)?,
            };
            rest = after;
        }
        match at {
            Plan::Object(keys) if keys.is_empty() && !path.is_empty() => *at = Plan::Field(field),
            Plan::Object(_) | Plan::List(_) | Plan::Field(_) => return Err(Misplaced::Taken),
        }
        Ok(())
    }

    fn key(&mut self, key: &str) -> Result<&mut Plan, Misplaced> {
        let Plan::Object(keys) = self else { return Err(Misplaced::Taken) };
        let found = keys.iter().position(|(name, _)| name == key).unwrap_or(keys.len());
        if found == keys.len() {
            keys.push((key.to_owned(), Plan::empty()));
        }
        Ok(&mut keys[found].1)
    }

    fn item(&mut self, index: usize) -> Result<&mut Plan, Misplaced> {
        if matches!(self, Plan::Object(keys) if keys.is_empty()) {
            *self = Plan::List(Vec::new());
        }
        let Plan::List(items) = self else { return Err(Misplaced::Taken) };
        if index > items.len() {
            return Err(Misplaced::Gap);
        }
        if index == items.len() {
            items.push(Plan::empty());
        }
        Ok(&mut items[index])
    }

    /// The tree of one row. Values that cannot be made are noted as faults and left out.
    pub fn grow<'c>(
        &'c self,
        fields: &'c [(String, Maker)],
        cells: &Cells<'c>,
        faults: &mut Vec<(usize, Fault)>,
    ) -> Node<'c> {
        match self {
            Plan::Object(keys) => {
                let grown =
                    keys.iter().map(|(key, plan)| (Cow::Borrowed(key.as_str()), plan.grow(fields, cells, faults)));
                let grown: Vec<_> = grown.filter(|(_, node)| *node != Node::Null).collect();
                if grown.is_empty() { Node::Null } else { Node::Object(grown) }
            }
            Plan::List(items) => {
                let grown: Vec<_> = items.iter().map(|plan| plan.grow(fields, cells, faults)).collect();
                if grown.iter().all(|node| *node == Node::Null) { Node::Null } else { Node::List(grown) }
            }
            Plan::Field(field) => match &fields[*field].1 {
                Maker::Constant(constant) => constant_node(constant),
                Maker::Made(made) => match made.make(cells) {
                    Ok(value) => value.map_or(Node::Null, Node::Text),
                    Err(fault) => {
                        faults.push((*field, fault));
                        Node::Null
                    }
                },
            },
        }
    }
}

fn constant_node(constant: &Constant) -> Node<'_> {
    match constant {
        Constant::Text(text) => Node::Text(Cow::Borrowed(text)),
        Constant::Flag(flag) => Node::Bool(*flag),
        Constant::Whole(whole) => Node::Whole(*whole),
        Constant::Texts(texts) => {
            Node::List(texts.iter().map(|text| Node::Text(Cow::Borrowed(text.as_str()))).collect())
        }
    }
}

/// The first step of a path, a key or an index, and what follows it.
fn next_step(path: &str) -> Option<(Result<&str, usize>, &str)> {
    if let Some(rest) = path.strip_prefix('[') {
        let (index, after) = rest.split_once(']')?;
        let index = index.parse().ok().filter(|index| *index < 999)?;
        let after = if after.starts_with('[') { after } else { after.strip_prefix('.').unwrap_or(after) };
        return Some((Err(index), after));
    }
    let end = path.find(['.', '[']).unwrap_or(path.len());
    let (key, after) = path.split_at(end);
    (!key.is_empty()).then_some((Ok(key), after.strip_prefix('.').unwrap_or(after)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_that_have_a_place_and_paths_that_do_not() {
        let mut plan = Plan::empty();
        let mut add = |path: &str| plan.add(path, 0);
        assert_eq!(["a.b", "lines[0].hs", "lines[0].packages[0].kind", "lines[1].hs"].map(&mut add), [Ok(()); 4]);
        assert_eq!(["a.b", "a", "a.b.c", "lines", "lines[0]"].map(&mut add), [Err(Misplaced::Taken); 5]);
        assert_eq!(["lines[3].hs", "x[1]"].map(&mut add), [Err(Misplaced::Gap); 2]);
        assert_eq!([".a", "lines[x]", "lines[0", "[999]"].map(&mut add), [Err(Misplaced::Shape); 4]);
        assert_eq!(add(""), Err(Misplaced::Taken));
    }
}
