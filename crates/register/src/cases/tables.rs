//! The derived tables: one row for each case, its tasks, the numbers it is found by, and the facts for statistics.

use crate::table::Table;

/// The current state of each case.
pub static CASE: Table = Table::latest(
    "case_row",
    20,
    2,
    "INSERT INTO case_row (office, case_no, version, direction, mode, stage, owner, declarant, port, inland, hs, goods, \
     line_count, accepted, updated, held, due, query_code, public_view, agent) VALUES ",
    " ON CONFLICT (office, case_no) DO UPDATE SET version = excluded.version, direction = excluded.direction, mode \
     = excluded.mode, stage = excluded.stage, owner = excluded.owner, declarant = excluded.declarant, port = \
     excluded.port, inland = excluded.inland, hs = excluded.hs, goods = excluded.goods, line_count = \
     excluded.line_count, accepted = excluded.accepted, updated = excluded.updated, held = excluded.held, due = \
     excluded.due, query_code = excluded.query_code, public_view = excluded.public_view, \
     agent = excluded.agent",
);

/// What waits for somebody.
pub static TASK: Table = Table::of_case(
    "task",
    7,
    "INSERT INTO task (office, case_no, step, kind, place, since, due) VALUES ",
    "DELETE FROM task WHERE office = $1 AND case_no = $2",
);

/// Numbers by which cases are found.
pub static SEARCH_KEY: Table =
    Table::once("search_key", 4, "INSERT INTO search_key (office, case_no, kind, key) VALUES ");

/// Names of goods by which cases are found. A case that gets back a name it had keeps the row.
pub static GOODS_CASE: Table = Table::first(
    "goods_case",
    4,
    3,
    "INSERT INTO goods_case (office, case_no, name, accepted) VALUES ",
    " ON CONFLICT (office, case_no, name) DO NOTHING",
);

/// The pieces of the different names of goods: a set, whatever how many cases have a name.
pub static GOODS_GRAM: Table = Table::first(
    "goods_gram",
    3,
    3,
    "INSERT INTO goods_gram (office, gram, name) VALUES ",
    " ON CONFLICT (office, gram, name) DO NOTHING",
);

/// Facts of declarations.
pub static FACT_DECLARATION: Table = Table::once(
    "fact_declaration",
    29,
    "INSERT INTO fact_declaration (office, seq, part, case_no, activity, sign, day, declared_at, accepted_at, \
     reviewed_at, inspected_at, certified_at, cleared_at, released_at, port, origin_district, flow_district, direction, \
     mode, hs, country, owner, line_count, accounting, reference, net_mass, teu_tenths, documents, seconds) VALUES ",
);

/// Facts of lots.
pub static FACT_LOT: Table = Table::once(
    "fact_lot",
    33,
    "INSERT INTO fact_lot (office, seq, part, case_no, lot, activity, outcome, sign, day, declared_at, accepted_at, \
     reviewed_at, inspected_at, certified_at, cleared_at, released_at, port, origin_district, flow_district, direction, \
     mode, hs, country, owner, value, scale, currency, accounting, reference, net_mass, amount, unit, seconds) VALUES ",
);

/// Messages that wait to be sent.
pub static OUTBOX: Table = Table::once("outbox", 6, "INSERT INTO outbox (office, seq, part, peer, kind, body) VALUES ");

/// All of them.
pub static ALL: &[&Table] =
    &[&CASE, &TASK, &SEARCH_KEY, &GOODS_CASE, &GOODS_GRAM, &FACT_DECLARATION, &FACT_LOT, &OUTBOX];
