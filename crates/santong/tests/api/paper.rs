//! What was declared, on the page of a case: all of it for whom may see it, in the order of the paper form, and nothing for others.

use crate::marked::{full, leaves};
use crate::promises::on_both;
use crate::site::{OWNER, Site, exit};
use serde_json::Value;
use values::actor::Role;

/// The texts of a view of the declaration by their paths.
async fn view(site: &Site, token: &str, no: &str) -> Vec<(String, String)> {
    let answer = site.get(token, &format!("/api/v1/cases/{no}?purpose=trace")).await;
    let mut found = Vec::new();
    leaves("", &answer.json["declaration"], &mut found);
    leaves("", &answer.json["personal"], &mut found);
    found.retain(|(_, text)| !["null", ""].contains(&text.as_str()));
    found
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r33_each_field_stands_on_the_page_for_those_who_may_see_it_and_for_nobody_else() {
    on_both(|site| async move {
        let no = site.declare(&full()).await;
        let whole = view(&site, OWNER, &no).await;
        let has = |at: &str| whole.iter().any(|(known, _)| known == at);
        assert!(has(".contact.name") && has(".lines[0].permits[0].no") && has(".head.contract_no"), "{whole:?}");
        let readers = [
            (OWNER.to_owned(), true, true),
            (site.officer(Role::Reviewer, "610100").await, true, true),
            (site.officer(Role::Inspector, "370200").await, true, true),
            (site.officer(Role::Auditor, "610100").await, true, false),
            (site.officer(Role::Inspector, "510100").await, false, false),
        ];
        for (token, sees_whole, sees_persons) in readers {
            let seen = view(&site, &token, &no).await;
            let page = site.page(&token, &format!("/case/{no}?purpose=trace")).await;
            assert_eq!(page.status, 200, "{token}");
            let of_paper = ["id=\"declared\"", "id=\"papers\"", "id=\"containers\""].map(|id| {
                let from = page.body.find(id);
                from.map_or("", |from| page.body[from..].split("<section class=\"card\"").next().unwrap())
            });
            let told = of_paper.concat();
            for (at, text) in &seen {
                let by_word = at == ".direction" || ["true", "false"].contains(&text.as_str());
                let parts: Vec<&str> = if text.contains('\n') { text.lines().collect() } else { vec![text] };
                assert!(by_word || parts.iter().all(|part| told.contains(part)), "{token}: {at} = {text} is not told");
            }
            let hidden = whole.iter().filter(|leaf| !seen.contains(leaf));
            let hidden: Vec<_> =
                hidden.filter(|(_, text)| 6 < text.len() && !seen.iter().any(|s| s.1.contains(text))).collect();
            let persons = hidden
                .iter()
                .filter(|(at, _)| at.starts_with(".contact") || at.starts_with(".declarant_person"))
                .count();
            assert_eq!((hidden.len() == persons, persons == 0), (sees_whole, sees_persons), "{token}: {hidden:?}");
            for (at, text) in hidden {
                assert!(!page.body.contains(text.as_str()), "{token} is told {at} = {text}");
            }
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r52_what_a_check_wants_stands_at_its_field_with_its_clause() {
    on_both(|site| async move {
        let mut declaration = exit("0409000000");
        declaration["attachments"] = Value::Array(Vec::new());
        let no = site.declare(&declaration).await;
        for reader in [site.officer(Role::Reviewer, "610100").await, OWNER.to_owned()] {
            let page = site.page(&reader, &format!("/case/{no}")).await.body;
            let papers = page.split("id=\"papers\"").nth(1).expect("a section of papers, though there is none");
            let papers = papers.split("</section>").next().unwrap();
            assert!(papers.contains("应当附合同") && papers.contains("「报检规定」"), "{papers}");
            let declared = page.split("id=\"declared\"").nth(1).unwrap().split("id=\"lots\"").next().unwrap();
            let listed = declared.split("列入负面清单").nth(1).expect("the list entry at the tariff code");
            assert!(listed.contains('「'), "{listed}");
        }
        let complete = site.declare(&exit("0409000000")).await;
        let page = site.page(OWNER, &format!("/case/{complete}")).await.body;
        assert!(!page.contains("应当附合同"), "{page}");
    })
    .await;
}
