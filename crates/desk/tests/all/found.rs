//! Searching by a part of a name gives the same on both engines, and what reading every name would give.

use crate::engines::play;
use crate::given::{ask, folder, opened};
use crate::story::export;
use desk::Desk;
use desk::act;
use register::scope::Scope;
use values::actor::Role;

const NEWEST: (i64, &str) = (i64::MAX, "~");

/// Declares so many different names that they are not asked for one by one.
async fn many_names(desk: &Desk) {
    for n in 0..14 {
        desk.clock.advance(std::time::Duration::from_secs(60));
        let mut declaration = export();
        let line = declaration.lines[0].clone();
        let named = |m: usize| {
            let mut line = line.clone();
            line.name = format!("杂货第{n}批{m}号");
            line
        };
        declaration.lines = (0..40).map(named).collect();
        let outcome = act::declare(desk, vec![(ask(desk, "agent", &[Role::Declarant], None), declaration)]).await;
        assert!(outcome[0].is_ok(), "{:?}", outcome[0]);
    }
}

#[tokio::test]
async fn a_part_of_a_name_finds_the_same_on_both_engines_and_page_by_page() {
    let (folder, other) = (folder(), folder());
    let sqlite = opened(&folder, None).await;
    let postgres = opened(&other, Some(pgtest::fresh().await.unwrap())).await;
    tokio::join!(play(&sqlite, 600), play(&postgres, 600));
    tokio::join!(many_names(&sqlite), many_names(&postgres));
    let owner = crate::given::owner();
    let (here, there) = (&sqlite.field.register, &postgres.field.register);
    for (part, least) in
        [("恤衫", 1), ("Ｔ恤衫", 1), ("牛肉1", 1), ("家具", 1), ("杂货", 14), ("第3批", 1), ("批39号", 14)]
    {
        for scope in [Scope::officer(), Scope::enterprise(owner.as_str())] {
            let all = here.cases_by_goods(&scope, part, NEWEST, 1000).await.unwrap();
            assert_eq!(all, there.cases_by_goods(&scope, part, NEWEST, 1000).await.unwrap(), "{part}");
            assert!(least <= all.len(), "{part}: {}", all.len());
            for engine in [here, there] {
                let (mut at, mut seen) = ((i64::MAX, "~".to_owned()), Vec::new());
                loop {
                    let page = engine.cases_by_goods(&scope, part, (at.0, &at.1), 3).await.unwrap();
                    let Some(last) = page.last() else { break };
                    at = (last.accepted, last.no.clone());
                    seen.extend(page);
                }
                assert_eq!(seen, all, "{part}");
            }
        }
        let stranger = Scope::enterprise("X-STRANGER");
        assert!(here.cases_by_goods(&stranger, part, NEWEST, 10).await.unwrap().is_empty());
        let ids = [owner.to_string()];
        assert!(here.cases_by_enterprises(&stranger, &ids, NEWEST, 10).await.unwrap().is_empty());
    }
    for part in ["%%", "__", "!!", "衫%", "恤", ""] {
        assert!(here.cases_by_goods(&Scope::officer(), part, NEWEST, 10).await.unwrap().is_empty(), "{part}");
        assert!(there.cases_by_goods(&Scope::officer(), part, NEWEST, 10).await.unwrap().is_empty(), "{part}");
    }
}
