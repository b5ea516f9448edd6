//! Cases of history through the doors: what nobody was given a code for, nobody sees.

use crate::site::{LATE, site};
use axum::body::Body;
use axum::http::{Request, header};
use desk::import::{Report, Way, read_map, run};
use register::scope::Scope;
use std::io::Cursor;
use tower::ServiceExt;
use trial::root;

/// A case of history has no query code, and nothing in its place opens it, on the page or over the API.
#[tokio::test]
async fn a_case_without_a_query_code_is_found_by_nobody() {
    let site = site(LATE).await;
    let desk = &site.app.desk;
    let sample = std::fs::read_to_string(root().join("import/kcs/sample.csv")).unwrap();
    let head: String = sample.split_inclusive('\n').take(3).collect();
    let map = read_map(&root().join("import/kcs/kcs.toml")).unwrap();
    let mut report = Report::new(Vec::new()).unwrap();
    let tally = run(desk, &map, &Way::History, Cursor::new(head), &mut report, &mut |_| ()).await.unwrap();
    assert_eq!(tally.accepted, 2);
    let cases = desk.field.register.find_cases(&Scope::system(), "KCS-97061800", 2).await.unwrap();
    let no = &cases[0].no;
    let router = &site.router;
    for code in ["", "-------------", "0000000000000", " ", "AAAAAAAAAAAAA"] {
        assert_eq!(desk::status::public(desk, no, code).await.unwrap(), None, "{code:?}");
        let encoded = code.replace(' ', "%20");
        let asked = Request::get(format!("/api/v1/status/{no}?code={encoded}")).header(header::HOST, "localhost:8080");
        let answer = router.clone().oneshot(asked.body(Body::empty()).unwrap()).await.unwrap();
        assert_eq!(answer.status(), 404, "{code:?}");
        for form in [format!("no={no}&code={encoded}"), format!("no={no}")] {
            let asked = Request::post("/status")
                .header(header::HOST, "localhost:8080")
                .header(header::ORIGIN, "http://localhost:8080")
                .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
            let answer = router.clone().oneshot(asked.body(Body::from(form.clone())).unwrap()).await.unwrap();
            assert_eq!(answer.status(), 404, "{form}");
        }
    }
}
