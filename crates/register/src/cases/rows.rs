//! The field's rows as tuples of the derived tables.

use super::tables::{CASE, FACT_DECLARATION, FACT_LOT, GOODS_CASE, GOODS_GRAM, OUTBOX, SEARCH_KEY, TASK};
use crate::table::Rows;
use crate::value::{Value, int};
use clearance::row;
use clearance::row::facts::{Axes, DeclarationFact, LotFact};
use clearance::row::find;

/// Tuples collected for each derived table.
#[derive(Default)]
pub(crate) struct Tuples {
    cases: Vec<Vec<Value>>,
    tasks: Vec<Vec<Value>>,
    keys: Vec<Vec<Value>>,
    goods: Vec<Vec<Value>>,
    grams: Vec<Vec<Value>>,
    declarations: Vec<Vec<Value>>,
    lots: Vec<Vec<Value>>,
    messages: Vec<Vec<Value>>,
}

impl Tuples {
    /// Adds the rows of one case.
    pub fn add(&mut self, office: &str, rows: row::Rows) {
        self.cases.extend(rows.case.iter().map(|c| case(office, c)));
        self.tasks.extend(rows.tasks.iter().map(|t| task(office, t)));
        self.keys.extend(
            rows.keys.iter().map(|k| vec![office.into(), k.no.as_str().into(), k.kind.into(), k.key.as_str().into()]),
        );
        for goods in &rows.goods {
            let name = goods.name.as_str();
            self.goods.push(vec![office.into(), goods.no.as_str().into(), name.into(), goods.accepted.0.into()]);
            let grams = find::grams(name);
            self.grams.extend(grams.iter().map(|gram| vec![office.into(), gram.as_str().into(), name.into()]));
        }
        self.declarations.extend(rows.declaration_facts.iter().map(|f| declaration(office, f)));
        self.lots.extend(rows.lot_facts.iter().map(|f| lot(office, f)));
        self.messages.extend(
            rows.messages.into_iter().map(|m| {
                vec![office.into(), int(m.seq), int(m.part.into()), m.peer.into(), m.kind.into(), m.body.into()]
            }),
        );
    }

    /// Adds the rows that follow from a later command of the same case: its state and tasks take the place of earlier ones.
    pub fn replace(&mut self, office: &str, rows: row::Rows) {
        self.cases.clear();
        self.tasks.clear();
        self.add(office, rows);
    }

    /// The rows by table.
    pub fn into_tables(self) -> Vec<Rows> {
        let tables = [
            (&CASE, self.cases),
            (&TASK, self.tasks),
            (&SEARCH_KEY, self.keys),
            (&GOODS_CASE, self.goods),
            (&GOODS_GRAM, self.grams),
            (&FACT_DECLARATION, self.declarations),
            (&FACT_LOT, self.lots),
            (&OUTBOX, self.messages),
        ];
        tables
            .into_iter()
            // A case of which nothing waits any more still has its old tasks cleared.
            .filter(|(table, tuples)| !tuples.is_empty() || table.clear.is_some())
            .map(|(table, tuples)| Rows { table, tuples })
            .collect()
    }
}

fn case(office: &str, row: &row::CaseRow) -> Vec<Value> {
    vec![
        office.into(),
        row.no.as_str().into(),
        int(row.version.into()),
        row.direction.into(),
        row.mode.as_str().into(),
        row.stage.into(),
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
        row.query_code.as_str().into(),
        row.public.as_str().into(),
        row.agent.as_str().into(),
    ]
}

fn task(office: &str, row: &row::TaskRow) -> Vec<Value> {
    vec![
        office.into(),
        row.no.as_str().into(),
        row.step.as_str().into(),
        row.kind.as_str().into(),
        row.place.as_str().into(),
        row.since.0.into(),
        row.due.map(|d| d.0).into(),
    ]
}

fn axes(axes: &Axes) -> [Value; 15] {
    [
        axes.declare.as_str().into(),
        axes.accept.as_str().into(),
        axes.review.as_str().into(),
        axes.inspect.as_str().into(),
        axes.certify.as_str().into(),
        axes.clear.as_str().into(),
        axes.release.as_str().into(),
        axes.port.as_str().into(),
        axes.origin_district.as_str().into(),
        axes.flow_district.as_str().into(),
        axes.direction.into(),
        axes.mode.as_str().into(),
        axes.hs.as_str().into(),
        axes.country.as_str().into(),
        axes.owner.as_str().into(),
    ]
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
    tuple.extend(axes(&fact.axes));
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
    tuple.extend(axes(&fact.axes));
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
