//! A register made by the program before: its derived tables are made again while it is used, and what it holds has its names.

use crate::engines::play;
use crate::given::{ask, folder, opened};
use crate::story::export;
use desk::act::{self, Denied};
use policy::fact::Value;
use policy::fact::past::{Counter, Subject};
use register::cases::FIELD;
use register::derive::rules;
use register::engine::Place;
use register::name::Kind;
use trial::desk::law;
use values::actor::Role;

/// What the schema of before did not have, and rows that its rules made otherwise.
const BEFORE: &str = "drop table claim; drop table lease; drop table derivation; delete from schema_ledger where 6000 < step; \
    drop table past; drop table rule_hit; alter table fact_declaration drop column rule; alter table fact_lot drop column rule; drop index task_in_order; alter table task drop column precedence; \
    drop index case_by_agent; drop index case_at_port; drop index case_held_at_port; drop index result_by_owner; \
    alter table case_row drop column agent; alter table case_row drop column at_port; \
    alter table case_row drop column at_port_since; drop index read_by_session; \
    alter table read_note drop column session; alter table token drop column used; \
    update fact_declaration set net_mass = net_mass + 1, mode = 'OLD'; delete from fact_lot; delete from task; \
    update case_row set goods = 'old'; delete from search_key; delete from goods_case; \
    insert into outbox (office, seq, part, peer, kind, body) values ('370100', 1, 77, 'customs', 'old', '{}')";

async fn made_older(place: &Place) {
    match place {
        Place::Sqlite(file) => rusqlite::Connection::open(file).unwrap().execute_batch(BEFORE).unwrap(),
        Place::Postgres(url) => pgtest::execute(url, BEFORE).await.unwrap(),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_register_of_before_is_derived_again_beside_the_work() {
    let folders = [folder(), folder()];
    let url = pgtest::fresh().await.unwrap();
    for (folder, database) in folders.iter().zip([None, Some(url)]) {
        let before = opened(folder, database.clone()).await;
        play(&before, 600).await;
        let agent = ask(&before, "agent", &[Role::Declarant], None);
        let declaration = export();
        let first = act::declare(&before, vec![(agent.clone(), declaration.clone())]).await.pop().unwrap().unwrap();
        let register = before.field.register.clone();
        let (contents, place) = (register.contents().await.unwrap(), register.place().clone());
        register.close().await;
        drop(before);
        made_older(&place).await;

        let desk = opened(folder, database).await;
        let register = &desk.field.register;
        assert_eq!(register.derivation().await.unwrap(), 0, "a register with cases that says nothing is of before");
        // Until it is made again nothing of the past is known, rather than a part of it.
        let owner_declared = async || {
            let (law, now) = (law(&desk).await, desk.clock.now().plus_us(20 * 86_400_000_000));
            let past = desk.field.past(&law.policy, &export(), desk.field.day(now), now).await.unwrap().unwrap();
            past.answer((Subject::Owner, Counter::Declared), None)
        };
        assert_eq!(owner_declared().await, Value::Absent);
        // Others go on declaring while it is made again.
        let beside = {
            let (desk, agent) = (desk.clone(), agent.clone());
            tokio::spawn(async move {
                for _ in 0..20 {
                    act::declare(&desk, vec![(agent.clone(), export())]).await.pop().unwrap().unwrap();
                }
            })
        };
        desk::job::derive(desk.clone()).await;
        beside.await.unwrap();
        assert_eq!(register.derivation().await.unwrap(), rules());
        assert!(matches!(owner_declared().await, Value::Number(20..)), "{:?}", owner_declared().await);
        assert_eq!(register.contents().await.unwrap(), register.expected(&FIELD).await.unwrap());
        assert_ne!(register.contents().await.unwrap(), contents, "twenty more were declared");
        // What was declared before holds its reference.
        let no = first.answer.cases[0].no.to_string();
        let holder = register.holder(Kind::Reference, crate::given::OWNER, &declaration.reference).await.unwrap();
        assert_eq!(holder, Some(no));
        let again = act::declare(&desk, vec![(agent.clone(), declaration.clone())]).await.pop().unwrap().unwrap();
        assert!(again.repeated && again.answer == first.answer);
        let mut other = declaration;
        other.lines[0].net_mass.0 += 1;
        let refused = act::declare(&desk, vec![(agent.clone(), other)]).await.pop().unwrap();
        assert!(matches!(&refused, Err(Denied::Faults(faults)) if faults[0].code == "duplicate"), "{refused:?}");
    }
}
