//! Sums of what was recorded before numbers were bounded: exact beyond 64 bits, by every statement, on both engines.

use crate::given::{ask, does, folder, opened, pass, step};
use crate::story::export;
use clearance::case::decide::{Command, Review};
use clearance::row::facts::Axis as Fact;
use desk::act;
use register::cases::tabulate::{Axis, Facts, Question};
use register::scope::Scope;
use values::actor::Role;
use values::code::CurrencyCode;
use values::quantity::Mass;

const MOST: i128 = i64::MAX as i128;

/// As a register of before may hold it: readers refuse such numbers now, the record is read as it is.
fn immense(lines: usize) -> clearance::declaration::Declaration {
    let mut declaration = export();
    declaration.lines[0].net_mass = Mass(i64::MAX);
    declaration.lines[0].value.minor = i64::MAX;
    declaration.lines[0].value.currency = CurrencyCode::parse("CNY").unwrap();
    let line = declaration.lines[0].clone();
    declaration.lines.resize(lines, line);
    declaration
}

#[tokio::test]
async fn numbers_b2_sums_of_immense_numbers_are_exact_on_both_engines() {
    let folders = [folder(), folder()];
    let databases = [None, Some(pgtest::fresh().await.unwrap())];
    for (folder, database) in folders.iter().zip(databases) {
        let desk = opened(folder, database).await;
        let agent = ask(&desk, "agent", &[Role::Declarant], None);
        // Of two such lines the sum cannot be held: it is unknown, and counted so.
        let batch = [1, 1, 1, 2].map(|lines| (agent.clone(), immense(lines)));
        let mut cases = Vec::new();
        for done in act::declare(&desk, batch.into()).await {
            cases.push(done.unwrap().answer.cases[0].no.to_string());
        }
        let (register, scope, days) = (&desk.field.register, Scope::system(), (0, 99_999));
        let question = |facts| Question { facts, activity: "accept".into(), days, only: Vec::new() };
        let told = register
            .tabulate(
                &scope,
                &question(Facts::Declarations),
                [Axis::Of(Fact::Mode), Axis::Of(Fact::Owner), Axis::Whole],
            )
            .await
            .unwrap();
        let [cell] = &told[..] else { panic!("{told:?}") };
        assert_eq!((cell.count, cell.unknown, cell.value, cell.net_mass), (4, 1, 3 * MOST, 4 * MOST));
        assert_eq!(cell.lines, 5);
        let offices = register.by_declaring_office(&scope, "accept", days).await.unwrap();
        assert_eq!(offices, [("370100".to_owned(), 4, 3 * MOST, 4 * MOST)]);

        let reviewer = ask(&desk, "reviewer", &[Role::Reviewer], Some("610100"));
        let inspector = ask(&desk, "inspector", &[Role::Inspector], Some("640100"));
        for no in &cases[..3] {
            does(&desk, &reviewer, no, Command::Review(Review::Pass { note: String::new() })).await;
            does(&desk, &inspector, no, step("产地检验检疫", pass(1))).await;
        }
        let lots = Question { activity: "inspect".into(), ..question(Facts::Lots) };
        let [cell] = &register.tabulate(&scope, &lots, [Axis::Outcome, Axis::Whole, Axis::Whole]).await.unwrap()[..]
        else {
            panic!("one cell")
        };
        assert_eq!((cell.count, cell.value, cell.net_mass), (3, 3 * MOST, 3 * MOST));
        let [lots] = &register.lots(&scope, "inspect", days).await.unwrap()[..] else { panic!("one outcome") };
        assert_eq!((lots.lots, lots.accounting), (3, 3 * MOST));

        // What is taken back is taken back, and the rest is right.
        act::act(&desk, &agent, &cases[0], None, &Command::Withdraw).await.unwrap();
        let question = Question { activity: "withdraw".into(), ..question(Facts::Declarations) };
        let [cell] = &register.tabulate(&scope, &question, [Axis::Whole; 3]).await.unwrap()[..] else {
            panic!("one cell")
        };
        assert_eq!((cell.count, cell.value), (1, MOST));
    }
}
