//! Skills of reviewers and signatories over HTTP and in the queue: who has them, what is greyed, and what is refused.

use crate::promises::on_both;
use crate::standing::{ready, signed};
use crate::trials::{Case, papers, soil, worked};
use clearance::event::region::RegionEvent;
use serde_json::json;
use values::actor::Role;
use values::calendar::Day;
use values::id::{AccountId, OfficeCode, PersonId};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r45_without_the_skill_a_review_is_greyed_and_not_passed_and_with_it_it_goes_on() {
    on_both(|site| async move {
        // A reviewer without a skill, and the security administrator who may give one.
        let (id, office) = (AccountId::parse("new-reviewer").unwrap(), OfficeCode::parse("370100").unwrap());
        let opened =
            RegionEvent::AccountOpened { id: id.clone(), person: PersonId::parse("P-new").unwrap(), enterprise: None };
        let granted = RegionEvent::RoleGranted {
            account: id,
            role: Role::Reviewer,
            office: Some(office),
            from: Day::parse("2015-05-01").unwrap(),
            until: None,
            skills: vec![],
        };
        site.happens(vec![opened, granted]).await;
        site.give("new-reviewer", "new-reviewer", 0).await;
        let admin = site.officer(Role::SecurityAdmin, "370100").await;
        let admin = site.in_person(&admin).await;
        let no = site.declare(&soil()).await;
        let pass = || json!({ "review": { "pass": {} } });
        let refused = site.command("new-reviewer", &no, "review", pass()).await;
        assert_eq!((refused.status, refused.reason()), (409, "skill_missing"), "{refused:?}");
        let queue = site.page("new-reviewer", "/queue?kind=review").await.body;
        let row = queue.split("<li").find(|row| row.contains(&no)).unwrap();
        assert!(row.contains("greyed") && row.contains("须具备专业「动植物检疫」"), "{row}");
        // Rule by rule, with what would meet it.
        assert!(row.contains("审-0122") && row.contains("人工审单"), "{row}");
        let case = site.page("new-reviewer", &format!("/case/{no}")).await.body;
        assert!(case.contains("规则要求由具备这一专业的人员审单"), "{case}");
        let skilled = site.officer(Role::Reviewer, "610100").await;
        let queue = site.page(&skilled, "/queue?kind=review").await.body;
        let row = queue.split("<li").find(|row| row.contains(&no)).unwrap();
        assert!(!row.contains("greyed") && row.contains("审-0122"), "{row}");
        // A skill that no rule names is a fault, told with those that there are.
        let roles = "/api/v1/accounts/new-reviewer/roles";
        let grant = |skill: &str| json!({ "role": "reviewer", "office": "370100", "skills": [skill] });
        let unknown = site.post(&admin, roles, &grant("占星")).await;
        assert_eq!(unknown.status, 422, "{unknown:?}");
        assert!(unknown.json.to_string().contains("动植物检疫"), "{unknown:?}");
        assert_eq!(site.post(&admin, roles, &grant("动植物检疫")).await.status, 201);
        let own = site.get("new-reviewer", "/api/v1/account").await.json;
        assert_eq!(own["skills"], json!(["动植物检疫"]));
        let passed = site.command("new-reviewer", &no, "review", pass()).await;
        assert_eq!(passed.status, 200, "{passed:?}");
        // Who loses the role loses its skills.
        let gone = json!({ "role": "reviewer", "office": "370100" });
        assert_eq!(site.post(&admin, &format!("{roles}/revocation"), &gone).await.status, 201);
        let region = &site.app.field().known().region;
        let account = region.account(&AccountId::parse("new-reviewer").unwrap()).unwrap();
        assert!(account.skills.is_empty());
    })
    .await;
}

/// A signatory is named for kinds and languages with the role, in a new account too.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r35_a_new_signatory_keeps_the_kinds_and_languages_that_the_role_was_given_for() {
    on_both(|site| async move {
        let admin = site.officer(Role::SecurityAdmin, "370100").await;
        let admin = site.in_person(&admin).await;
        let new = |id: &str, skills: &[&str]| {
            let role = json!({ "role": "signatory", "office": "410100" });
            json!({ "id": id, "person": format!("P-{id}"), "name": "甲", "roles": [role], "skills": skills })
        };
        for (id, skills, may) in [
            ("s-other", &["18", "zh"][..], false),
            ("s-fits", &["20", "zh"], true),
            ("s-foreign", &["20", "en"], false),
        ] {
            let opened = site.post(&admin, "/api/v1/accounts", &new(id, skills)).await;
            assert_eq!(opened.status, 201, "{opened:?}");
            site.give(id, id, 0).await;
            assert_eq!(site.get(id, "/api/v1/account").await.json["skills"], json!(skills));
            let no = ready(&site, &Case { then: "paper engrossed", ..worked(papers(), &["产地检验检疫"]) }).await;
            let signed = signed(&site, id, &no).await;
            let wanted = if may { (200, "") } else { (409, "skill_missing") };
            assert_eq!((signed.status, signed.reason()), wanted, "{id}: {signed:?}");
        }
        let unknown = site.post(&admin, "/api/v1/accounts", &new("s-wrong", &["fr"])).await;
        assert_eq!(unknown.status, 422, "{unknown:?}");
    })
    .await;
}
