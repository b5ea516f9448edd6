//! Every table of the statistics has the sums of the whole, whatever it is laid out by, and is the same on both engines.

use clearance::row::facts::Axis as Fact;
use register::Register;
use register::cases::tabulate::{Axis, Facts, Only, Question, Tally};
use register::scope::Scope;
use std::collections::BTreeSet;

const ACTIVITIES: [&str; 7] = ["accept", "review", "inspect", "treat", "clear", "release", "withdraw"];

fn whole(tallies: &[Tally]) -> [i128; 8] {
    tallies.iter().fold([0; 8], |mut sums, t| {
        let own = [t.count, t.unknown, t.value, t.net_mass, t.teu_tenths, t.seconds, t.failed, t.failed_value];
        sums.iter_mut().zip(own).for_each(|(sum, own)| *sum += own);
        sums
    })
}

async fn table(register: &Register, question: &Question, axes: [Axis; 3]) -> Vec<Tally> {
    register.tabulate(&Scope::system(), question, axes).await.unwrap()
}

/// Holds for everything that two registers with the same cases can be asked.
pub async fn conserve(sqlite: &Register, postgres: &Register) {
    for facts in [Facts::Declarations, Facts::Lots] {
        for activity in ACTIVITIES {
            let question = Question { facts, activity: activity.into(), days: (0, 99_999), only: Vec::new() };
            let all = table(sqlite, &question, [Axis::Whole; 3]).await;
            let axes: Vec<Axis> = Axis::all().collect();
            for (n, rows) in axes.iter().copied().enumerate() {
                // Each axis against three others, which over all axes meets every kind of pair.
                for step in [1, 5, 7] {
                    let columns = axes[(n + step) % axes.len()];
                    let here =
                        table(sqlite, &question, [rows, columns, Axis::all().nth(n % 5).unwrap_or(Axis::Whole)]).await;
                    assert_eq!(whole(&here), whole(&all), "{facts:?} {activity} {rows:?} {columns:?}");
                    assert_eq!(
                        here,
                        table(postgres, &question, [rows, columns, Axis::all().nth(n % 5).unwrap_or(Axis::Whole)])
                            .await,
                        "{rows:?} {columns:?}"
                    );
                }
                parts(sqlite, &question, rows, &all).await;
            }
        }
    }
}

/// The rows of an axis, each asked for alone, are the whole again; and each counts the cases that it opens.
async fn parts(register: &Register, question: &Question, axis: Axis, all: &[Tally]) {
    let rows = table(register, question, [axis, Axis::Whole, Axis::Whole]).await;
    let mut sums = [0; 8];
    for row in rows.iter().take(40) {
        let only = vec![Only { axis, among: vec![row.row.clone()] }];
        let alone = Question { only, ..question.clone() };
        let told = table(register, &alone, [Axis::Whole; 3]).await;
        whole(&told).iter().zip(&mut sums).for_each(|(own, sum)| *sum += own);
        assert_eq!(whole(&told), whole(std::slice::from_ref(row)), "{axis:?} {}", row.row);
        if question.facts == Facts::Declarations && question.activity == "accept" && axis == Axis::Of(Fact::Mode) {
            let cases = register.counted(&Scope::system(), &alone, "", 10_000).await.unwrap();
            assert_eq!(i128::try_from(cases.len()).unwrap(), row.count, "{}", row.row);
            let distinct: BTreeSet<&String> = cases.iter().map(|case| &case.no).collect();
            assert_eq!(distinct.len(), cases.len());
        }
    }
    if rows.len() <= 40 {
        assert_eq!(sums, whole(all), "{axis:?}");
    }
}
