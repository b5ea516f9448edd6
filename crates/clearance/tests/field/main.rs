//! The field, tried whole: the region's examples, stories of cases over the real decide and fold, and properties.

#![expect(clippy::unwrap_used, reason = "what a test writes itself is well-formed, or the test has failed")]

mod adoption;
mod afterwards;
mod binding;
mod certificates;
mod certifying;
mod clauses;
mod cooperation;
mod drafting;
mod editions;
mod examples;
mod files;
mod given;
mod kinds;
mod machine;
mod measured;
mod modes;
mod parts;
mod play;
mod promises;
mod receipts;
mod regional;
mod rules;
mod samples;
mod sheets;
mod standings;
mod stories;
mod table;
mod terms;
mod text;
mod together;
mod waivers;
