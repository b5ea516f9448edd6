//! How the tables of cases are filled: the rows that follow from a command, as tuples of each.

use crate::derived::Found;
use crate::value::{Value, int};
use clearance::row;
use clearance::row::facts::{DeclarationFact, LotFact};
use clearance::row::find;

pub(super) fn cases(found: &Found) -> Vec<Vec<Value>> {
    found.rows.case.iter().map(|row| case(found.office(), row)).collect()
}

pub(super) fn tasks(found: &Found) -> Vec<Vec<Value>> {
    found.rows.tasks.iter().map(|row| task(found.office(), row)).collect()
}

pub(super) fn keys(found: &Found) -> Vec<Vec<Value>> {
    let key = |key: &row::SearchKey| {
        vec![found.office().into(), key.no.as_str().into(), key.kind.into(), key.key.as_str().into()]
    };
    found.rows.keys.iter().map(key).collect()
}

pub(super) fn goods(found: &Found) -> Vec<Vec<Value>> {
    let goods = |goods: &row::GoodsName| {
        vec![found.office().into(), goods.no.as_str().into(), goods.name.as_str().into(), goods.accepted.0.into()]
    };
    found.rows.goods.iter().map(goods).collect()
}

pub(super) fn grams(found: &Found) -> Vec<Vec<Value>> {
    let grams = |goods: &row::GoodsName| {
        let (office, name) = (found.office(), goods.name.clone());
        find::grams(&goods.name).into_iter().map(move |gram| vec![office.into(), gram.into(), name.as_str().into()])
    };
    found.rows.goods.iter().flat_map(grams).collect()
}

pub(super) fn declarations(found: &Found) -> Vec<Vec<Value>> {
    found.rows.declaration_facts.iter().map(|fact| declaration(found.office(), fact)).collect()
}

pub(super) fn lots(found: &Found) -> Vec<Vec<Value>> {
    found.rows.lot_facts.iter().map(|fact| lot(found.office(), fact)).collect()
}

pub(super) fn messages(found: &Found) -> Vec<Vec<Value>> {
    let message = |m: &row::message::Message| {
        let (peer, body) = (m.peer.as_str().into(), m.body.as_str().into());
        vec![found.office().into(), int(m.seq), int(m.part.into()), peer, m.kind.into(), body]
    };
    found.rows.messages.iter().map(message).collect()
}

fn case(office: &str, row: &row::CaseRow) -> Vec<Value> {
    vec![
        office.into(),
        row.no.as_str().into(),
        int(row.version.into()),
        row.direction.word().into(),
        row.mode.as_str().into(),
        row.stage.word().into(),
        row.owner.as_str().into(),
        row.declarant.as_str().into(),
        row.port.as_str().into(),
        row.inland.as_str().into(),
        row.hs.as_str().into(),
        row.goods.as_str().into(),
        int(row.lines.into()),
        row.accepted.0.into(),
        row.updated.0.into(),
        i64::from(row.held).into(),
        row.due.map(|d| d.0).into(),
        row.query_code.as_ref().map_or("", |code| code.as_str()).into(),
        row.public.as_str().into(),
        row.agent.as_str().into(),
        row.at_port.0.word().into(),
        row.at_port.1.0.into(),
    ]
}

fn task(office: &str, row: &row::TaskRow) -> Vec<Value> {
    vec![
        office.into(),
        row.no.as_str().into(),
        row.step.as_str().into(),
        row.kind.as_str().into(),
        row.place.word().as_ref().into(),
        row.since.0.into(),
        row.due.map(|d| d.0).into(),
        int(row.precedence as u64),
    ]
}

pub(super) fn hits(found: &Found) -> Vec<Vec<Value>> {
    let hit = |hit: &row::hit::RuleHit| {
        vec![
            found.office().into(),
            hit.no.as_str().into(),
            (&*hit.rule).into(),
            int(hit.line.into()),
            hit.measures.as_str().into(),
            i64::from(hit.day.0).into(),
            hit.outcome.word().into(),
        ]
    };
    found.rows.hits.iter().map(hit).collect()
}

pub(super) fn past(found: &Found) -> Vec<Vec<Value>> {
    let past = |past: &row::past::PastRow| {
        vec![
            found.office().into(),
            past.no.as_str().into(),
            int(past.part.into()),
            past.what.word().into(),
            past.owner.as_str().into(),
            past.hs.as_str().into(),
            past.origin.as_str().into(),
            past.recorded.0.into(),
        ]
    };
    found.rows.past.iter().map(past).collect()
}

fn declaration(office: &str, fact: &DeclarationFact) -> Vec<Value> {
    let mut tuple: Vec<Value> = vec![
        office.into(),
        int(fact.seq),
        int(fact.part.into()),
        fact.no.as_str().into(),
        fact.activity.into(),
        fact.sign.into(),
        i64::from(fact.day).into(),
    ];
    tuple.extend(fact.axes.values().map(Value::from));
    tuple.extend([
        Value::from(fact.lines),
        fact.accounting.into(),
        fact.reference.into(),
        fact.net_mass.into(),
        fact.teu_tenths.into(),
        fact.documents.into(),
        fact.seconds.into(),
    ]);
    tuple
}

fn lot(office: &str, fact: &LotFact) -> Vec<Value> {
    let mut tuple: Vec<Value> = vec![
        office.into(),
        int(fact.seq),
        int(fact.part.into()),
        fact.no.as_str().into(),
        int(fact.lot.into()),
        fact.activity.into(),
        fact.outcome.into(),
        fact.sign.into(),
        i64::from(fact.day).into(),
    ];
    tuple.extend(fact.axes.values().map(Value::from));
    tuple.extend([
        Value::from(fact.value),
        fact.scale.into(),
        fact.currency.as_str().into(),
        fact.accounting.into(),
        fact.reference.into(),
        fact.net_mass.into(),
        fact.amount.into(),
        fact.unit.as_str().into(),
        fact.seconds.into(),
    ]);
    tuple
}

pub(super) fn files(found: &Found) -> Vec<Vec<Value>> {
    let file = |file: &row::file::FileRow| {
        let ended = file.ended.map(|at| at.0);
        vec![found.office().into(), file.file.as_str().into(), file.no.as_str().into(), ended.into()]
    };
    found.rows.files.iter().map(file).collect()
}
