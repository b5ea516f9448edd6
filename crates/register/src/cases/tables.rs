//! The derived tables: the one list from which each is made, dropped, filled, read, compared and numbered.
//!
//! A new column goes where it belongs, with the number of the rules ([`clearance::row::RULES`]) that bring it; a new table goes to
//! the end of [`ALL`]. What was released keeps its place and its number: the ledger of the schema goes by them.

use super::rows;
use crate::derived::{Derived, Gone};
use crate::table::Kind::{Int, MaybeInt, Text};
use crate::table::{Column, Kind, Second};
use clearance::row::facts::AXES;

const fn column(name: &'static str, kind: Kind) -> Column {
    Column { name, kind, since: 1 }
}

/// The current state of each case.
pub static CASE: Derived = Derived::new("case_row", 2, Second::Replaces, &CASE_COLUMNS, rows::cases)
    .paged_by("case_no")
    .gone(Gone::Overwritten)
    .indexed(&[
        "case_by_no ON case_row (case_no)",
        "case_by_owner ON case_row (owner, accepted)",
        "case_by_declarant ON case_row (declarant, accepted)",
        "case_by_due ON case_row (due) WHERE due IS NOT NULL",
        "case_by_agent ON case_row (agent, accepted)",
    ])
    .indexed_since(
        7,
        &[
            "case_at_port ON case_row (port, at_port, at_port_since, case_no)",
            "case_held_at_port ON case_row (port, at_port_since, case_no) WHERE held = 1",
        ],
    );

const CASE_COLUMNS: [Column; 22] = [
    column("office", Text),
    column("case_no", Text),
    column("version", Int),
    column("direction", Text),
    column("mode", Text),
    column("stage", Text),
    column("owner", Text),
    column("declarant", Text),
    column("port", Text),
    column("inland", Text),
    column("hs", Text),
    column("goods", Text),
    column("line_count", Int),
    column("accepted", Int),
    column("updated", Int),
    column("held", Int),
    column("due", MaybeInt),
    column("query_code", Text),
    column("public_view", Text),
    column("agent", Text),
    Column { name: "at_port", kind: Text, since: 7 },
    Column { name: "at_port_since", kind: Int, since: 7 },
];

/// What waits for somebody: all tasks of a case are replaced together.
pub static TASK: Derived = Derived::new(
    "task",
    3,
    Second::Fails,
    &[
        column("office", Text),
        column("case_no", Text),
        column("step", Text),
        column("kind", Text),
        column("place", Text),
        column("since", Int),
        column("due", MaybeInt),
        Column { name: "precedence", kind: Int, since: 9 },
    ],
    rows::tasks,
)
.paged_by("case_no")
.replaced_together()
.indexed(&["task_by_place ON task (place, kind, since)"])
.indexed_since(9, &["task_in_order ON task (place, kind, precedence, since)"]);

/// Numbers by which cases are found.
pub static SEARCH_KEY: Derived = Derived::new(
    "search_key",
    4,
    Second::Fails,
    &[column("office", Text), column("case_no", Text), column("kind", Text), column("key", Text)],
    rows::keys,
)
.paged_by("key")
.indexed(&["search_by_key ON search_key (key)"]);

/// Names of goods by which cases are found. A case that gets back a name it had keeps the row.
pub static GOODS_CASE: Derived = Derived::new(
    "goods_case",
    3,
    Second::IsLeftOut,
    &[column("office", Text), column("case_no", Text), column("name", Text), column("accepted", Int)],
    rows::goods,
)
.paged_by("case_no")
.indexed(&[
    "goods_by_name ON goods_case (name, accepted, case_no)",
    "goods_by_time ON goods_case (accepted, case_no, name)",
]);

/// The pieces of the different names of goods: a set, whatever how many cases have a name.
pub static GOODS_GRAM: Derived = Derived::new(
    "goods_gram",
    3,
    Second::IsLeftOut,
    &[column("office", Text), column("gram", Text), column("name", Text)],
    rows::grams,
)
.paged_by("gram")
.gone(Gone::Overwritten)
.indexed(&["goods_by_gram ON goods_gram (gram, name)"]);

/// Facts of declarations.
pub static FACT_DECLARATION: Derived =
    Derived::new("fact_declaration", 3, Second::Fails, &DECLARATION_COLUMNS, rows::declarations)
        .paged_by("seq")
        .gone(Gone::BySeq);

const DECLARATION_COLUMNS: [Column; 7 + AXES.len() + 7] = with_axes(
    &[
        column("office", Text),
        column("seq", Int),
        column("part", Int),
        column("case_no", Text),
        column("activity", Text),
        column("sign", Int),
        column("day", Int),
    ],
    &[
        column("line_count", Int),
        column("accounting", MaybeInt),
        column("reference", MaybeInt),
        column("net_mass", Int),
        column("teu_tenths", Int),
        column("documents", Int),
        column("seconds", MaybeInt),
    ],
);

/// Facts of lots.
pub static FACT_LOT: Derived = Derived::new("fact_lot", 3, Second::Fails, &LOT_COLUMNS, rows::lots)
    .paged_by("seq")
    .gone(Gone::BySeq)
    .indexed_since(8, &["result_by_owner ON fact_lot (owner, hs, day) WHERE outcome IN ('pass', 'fail')"]);

const LOT_COLUMNS: [Column; 9 + AXES.len() + 9] = with_axes(
    &[
        column("office", Text),
        column("seq", Int),
        column("part", Int),
        column("case_no", Text),
        column("lot", Int),
        column("activity", Text),
        column("outcome", Text),
        column("sign", Int),
        column("day", Int),
    ],
    &[
        column("value", Int),
        column("scale", Int),
        column("currency", Text),
        column("accounting", MaybeInt),
        column("reference", MaybeInt),
        column("net_mass", Int),
        column("amount", Int),
        column("unit", Text),
        column("seconds", MaybeInt),
    ],
);

/// Messages that wait to be sent.
pub static OUTBOX: Derived = Derived::new(
    "outbox",
    3,
    Second::Fails,
    &[
        column("office", Text),
        column("seq", Int),
        column("part", Int),
        column("peer", Text),
        column("kind", Text),
        column("body", Text),
    ],
    rows::messages,
)
.paged_by("seq")
.gone(Gone::BySeq)
.indexed(&["outbox_by_peer ON outbox (office, peer, seq, part)"]);

/// Which rules hit which lines, and how it ended there; line 0 is the case as a whole.
pub static RULE_HIT: Derived = Derived::new(
    "rule_hit",
    4,
    Second::Replaces,
    &[
        Column { name: "office", kind: Text, since: 9 },
        Column { name: "case_no", kind: Text, since: 9 },
        Column { name: "rule", kind: Text, since: 9 },
        Column { name: "line", kind: Int, since: 9 },
        Column { name: "measures", kind: Text, since: 9 },
        Column { name: "day", kind: Int, since: 9 },
        Column { name: "outcome", kind: Text, since: 9 },
    ],
    rows::hits,
)
.paged_by("case_no")
.of_changes()
.indexed(&["hit_by_rule ON rule_hit (rule, day)"]);

/// What counts as the past of later declarations: each line once, and each lot when it first passed or failed.
pub static PAST: Derived = Derived::new(
    "past",
    4,
    Second::IsLeftOut,
    &[
        Column { name: "office", kind: Text, since: 10 },
        Column { name: "case_no", kind: Text, since: 10 },
        Column { name: "part", kind: Int, since: 10 },
        Column { name: "what", kind: Text, since: 10 },
        Column { name: "owner", kind: Text, since: 10 },
        Column { name: "hs", kind: Text, since: 10 },
        Column { name: "origin", kind: Text, since: 10 },
        Column { name: "recorded", kind: Int, since: 10 },
    ],
    rows::past,
)
.paged_by("case_no")
.indexed(&[
    "past_of_owner ON past (owner, recorded)",
    "past_of_goods ON past (hs, recorded)",
    "past_of_origin ON past (origin, recorded)",
]);

/// The files of cases whose content is kept, and when their case ended.
pub static CASE_FILE: Derived = Derived::new(
    "case_file",
    2,
    Second::Replaces,
    &[
        Column { name: "office", kind: Text, since: 15 },
        Column { name: "file", kind: Text, since: 15 },
        Column { name: "case_no", kind: Text, since: 15 },
        Column { name: "ended", kind: MaybeInt, since: 15 },
    ],
    rows::files,
)
.paged_by("file")
.of_changes()
.indexed(&["file_by_end ON case_file (ended) WHERE ended IS NOT NULL"]);

/// All of them.
pub static ALL: &[&Derived] = &[
    &CASE,
    &TASK,
    &SEARCH_KEY,
    &GOODS_CASE,
    &GOODS_GRAM,
    &FACT_DECLARATION,
    &FACT_LOT,
    &OUTBOX,
    &RULE_HIT,
    &PAST,
    &CASE_FILE,
];

/// What a fact is, its axes, and what is counted of it.
const fn with_axes<const N: usize>(before: &[Column], after: &[Column]) -> [Column; N] {
    let mut columns = [column("", Text); N];
    let mut at = 0;
    while at < N {
        columns[at] = if at < before.len() {
            before[at]
        } else if at < before.len() + AXES.len() {
            let axis = &AXES[at - before.len()];
            Column { name: axis.column, kind: Text, since: axis.since }
        } else {
            after[at - before.len() - AXES.len()]
        };
        at += 1;
    }
    columns
}
