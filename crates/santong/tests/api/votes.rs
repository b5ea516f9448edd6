//! Plan 三(一), 四(二)4: what may not be is refused over HTTP and on the page, on both engines, by the reason that its clause gives.

use crate::site::{LATE, Site, site_on};
use serde_json::{Value, json};
use std::sync::atomic::Ordering;
use trial::council::{self, SEATS};
use values::actor::Role;

/// The region's text of a file with a passage otherwise.
fn file(name: &str, from: &str, to: &str) -> Value {
    let text = trial::edited(&[]).into_iter().find(|(known, _)| known == name).unwrap().1;
    assert!(text.contains(from), "{from}");
    json!({ name: text.replace(from, to) })
}

/// Haul days within Gansu that say something else: anybody of operations may propose them.
fn haul(days: u8) -> Value {
    file("deadlines.md", "| 620000 甘肃 | 620000 甘肃 | 3 |", &format!("| 620000 甘肃 | 620000 甘肃 | {days} |"))
}

/// A site whose people sit at the bureaus.
struct Bureaus {
    site: Site,
    author: String,
    voters: Vec<String>,
}

impl Bureaus {
    async fn on(database: Option<String>) -> Bureaus {
        let site = site_on(LATE, database).await;
        site.account("writer", "writer", Role::Operations, Some(council::GANSU), None).await;
        let author = site.in_person("writer").await;
        let mut voters = Vec::new();
        for (_, office) in SEATS {
            let name = site.officer(Role::Voter, office).await;
            voters.push(site.in_person(&name).await);
        }
        Bureaus { site, author, voters }
    }

    async fn post(&self, who: &str, no: u64, end: &str, body: Value) -> trial::site::Answer {
        self.site.post(who, &format!("/api/v1/proposals/{no}/{end}"), &body).await
    }

    async fn shown(&self, no: u64) -> Value {
        self.site.get(&self.author, &format!("/api/v1/proposals/{no}")).await.json
    }

    fn day(&self, more: i32) -> String {
        self.site.app.field().day(self.site.app.desk.clock.now()).plus(more).to_string()
    }

    /// A proposal by the API.
    async fn proposed(&self, edition: Value) -> u64 {
        let draft = json!({ "edition": edition, "reason": "线路变化", "from": self.day(30) });
        let answer = self.site.post(&self.author, "/api/v1/proposals", &draft).await;
        assert_eq!(answer.status, 201, "{answer:?}");
        let no = answer.json["seq"].as_u64().unwrap();
        let answer = self.post(&self.author, no, "proposal", json!({ "version": 1 })).await;
        assert_eq!(answer.status, 201, "{answer:?}");
        no
    }

    /// Everybody is heard, and the author ends it.
    async fn heard(&self, no: u64) {
        let text = self.shown(no).await["text"].clone();
        for (voter, (_, office)) in self.voters.iter().zip(SEATS) {
            if office != council::GANSU {
                let said = json!({ "text": text, "stance": "agrees" });
                assert_eq!(self.post(voter, no, "opinions", said).await.status, 201);
            }
        }
        let version = self.shown(no).await["version"].clone();
        let closed = self.post(&self.author, no, "closing", json!({ "version": version })).await;
        assert_eq!(closed.status, 201, "{closed:?}");
    }

    /// A ballot by the API and by the page; both must be refused for this.
    async fn refused(&self, who: &str, no: u64, text: &str, reason: &str) {
        let answer = self.post(who, no, "ballots", json!({ "text": text, "favour": true })).await;
        assert_eq!((answer.status, answer.reason()), (409, reason), "{answer:?}");
        let law = self.site.app.field().law(self.site.app.field().day(self.site.app.desk.clock.now())).await.unwrap();
        let words = law.policy.refusal(reason).unwrap().text.zh.to_string();
        let page = self.page(who, no, text).await;
        assert!(page.status == 409 && page.body.contains(&words), "{reason}: {} {}", page.status, page.body);
    }

    async fn page(&self, who: &str, no: u64, text: &str) -> trial::visit::Page {
        let key = format!("v{}", self.site.keys.fetch_add(1, Ordering::SeqCst));
        let fields = [("key", key.as_str()), ("text", text), ("do", "favour"), ("words", "")];
        let fields = fields.map(|(name, value)| (name.to_owned(), value.to_owned()));
        self.site.shows_after(who, &format!("/proposals/{no}"), &fields).await
    }

    async fn votes(&self, n: usize, no: u64) {
        let text = self.shown(no).await["text"].clone();
        let answer = self.post(&self.voters[n], no, "ballots", json!({ "text": text, "favour": true })).await;
        assert_eq!(answer.status, 201, "{answer:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn plan_3_1_what_may_not_be_is_refused_over_http_and_on_the_page() {
    for database in [None, Some(pgtest::fresh().await.unwrap())] {
        let bureaus = Bureaus::on(database).await;
        let site = &bureaus.site;
        let no = bureaus.proposed(haul(4)).await;
        let text = bureaus.shown(no).await["text"].as_str().unwrap().to_owned();
        bureaus.refused(&bureaus.voters[0], no, &text, "proposal_stage").await;
        bureaus.heard(no).await;
        // The author through a second account; a machine's token; one of another role.
        site.account("second", "writer", Role::Voter, Some("650200"), None).await;
        let second = site.in_person("second").await;
        bureaus.refused(&second, no, &text, "voter_twice").await;
        let token = bureaus.post("second", no, "ballots", json!({ "text": text, "favour": true })).await;
        assert_eq!(token.status, 403, "no machine votes: {token:?}");
        // A bureau's second ballot takes the place of its first, by the API and by the page.
        bureaus.votes(0, no).await;
        assert_eq!(bureaus.page(&bureaus.voters[0], no, &text).await.status, 303);
        let tally = bureaus.shown(no).await["tally"].clone();
        assert_eq!((&tally["voted"], &tally["agree"]), (&json!(1), &json!(1)), "{tally}");
        // What was typed is there again where it was not done.
        let fields = [("key", "t"), ("text", "of before"), ("do", "against"), ("words", "尚不成熟，请再议")];
        let fields = fields.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let page = site.shows_after(&bureaus.voters[2], &format!("/proposals/{no}"), &fields).await;
        assert!(page.status == 409 && page.body.contains("value=\"尚不成熟，请再议\""), "{}", page.body);
        // A voter is suspended.
        let account: values::id::AccountId = bureaus.voters[1].trim_start_matches('@').parse().unwrap();
        let reason = "轮岗".to_owned();
        let suspended = clearance::event::region::RegionEvent::AccountSuspended { account, reason };
        site.happens(vec![suspended]).await;
        let body = json!({ "text": text, "favour": true });
        let late = bureaus.post(&bureaus.voters[1], no, "ballots", body).await;
        assert!([401, 403].contains(&late.status), "{late:?}");
        // The page leads to signing in again.
        bureaus.page(&bureaus.voters[1], no, &text).await;
        assert_eq!(bureaus.shown(no).await["tally"]["voted"], 1, "no vote of who is suspended");
        // An edit voids the ballot, and the text of before is nobody's to vote on.
        let version = bureaus.shown(no).await["version"].clone();
        let edit = json!({ "version": version, "edition": haul(5), "reason": "再增一日", "from": bureaus.day(30) });
        assert_eq!(bureaus.post(&bureaus.author, no, "text", edit).await.status, 201);
        let shown = bureaus.shown(no).await;
        assert_eq!((shown["ballots"].as_array().unwrap().len(), &shown["stage"]), (0, &json!("proposed")));
        assert!(shown["voided"].as_array().unwrap().contains(&json!("370000")), "{shown}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn plan_4_2_4_nothing_is_carried_over_what_was_carried_nor_without_the_superiors_number() {
    for database in [None, Some(pgtest::fresh().await.unwrap())] {
        let bureaus = Bureaus::on(database).await;
        let (site, editions) = (&bureaus.site, || bureaus.site.app.field().known().region.adopted().len());
        let (first, second) = (bureaus.proposed(haul(4)).await, bureaus.proposed(haul(5)).await);
        assert_eq!(bureaus.shown(first).await["rivals"], json!([second]));
        bureaus.heard(first).await;
        bureaus.heard(second).await;
        for n in 0..6 {
            bureaus.votes(n, first).await;
        }
        assert_eq!((bureaus.shown(first).await["stage"].clone(), editions()), (json!("carried"), 2));
        let text = bureaus.shown(second).await["text"].as_str().unwrap().to_owned();
        bureaus.refused(&bureaus.voters[0], second, &text, "proposal_overtaken").await;
        let page = site.page(&bureaus.author, &format!("/proposals/{second}")).await;
        assert!(
            page.body.contains("现在的原文") && page.body.contains("| 620000 甘肃 | 620000 甘肃 | 4 |"),
            "{}",
            page.body
        );
        // A list with all its votes waits for the number.
        let listed = file("list-exit.md", "# ", "# 另：");
        let list = bureaus.proposed(listed).await;
        bureaus.heard(list).await;
        for n in 0..8 {
            bureaus.votes(n, list).await;
        }
        let shown = bureaus.shown(list).await;
        assert_eq!((&shown["stage"], editions()), (&json!("voted"), 2));
        let operations = site.officer(Role::Operations, "370100").await;
        let operations = site.in_person(&operations).await;
        let letter = |number: &str, version: &Value| json!({ "version": version, "number": number, "day": bureaus.day(0), "document": "JVBERi0xLjQKJSVFT0YK" });
        let early = bureaus.post(&operations, list, "approval", letter("1", &shown["version"])).await;
        assert_eq!((early.status, early.reason()), (409, "proposal_stage"), "a step is not skipped");
        let submit = json!({ "version": shown["version"], "text": shown["text"] });
        assert_eq!(bureaus.post(&operations, list, "submission", submit).await.status, 201);
        let version = bureaus.shown(list).await["version"].clone();
        let blank = bureaus.post(&operations, list, "approval", letter(" ", &version)).await;
        assert_eq!((blank.status, blank.faults()), (422, vec![("number".to_owned(), "required".to_owned())]));
        assert_eq!(editions(), 2, "nothing without the number");
        let archive = site.get(&operations, &format!("/api/v1/proposals/{list}/archive")).await;
        assert_eq!((&archive.json["text"], archive.json["ballots"].as_array().unwrap().len()), (&shown["text"], 8));
        let done = bureaus.post(&operations, list, "approval", letter("国质检通〔2015〕88号", &version)).await;
        assert_eq!((done.status, editions()), (201, 3), "{done:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn plan_3_1_rubbish_is_told_at_its_place_and_a_key_counts_once() {
    for database in [None, Some(pgtest::fresh().await.unwrap())] {
        let bureaus = Bureaus::on(database).await;
        let site = &bureaus.site;
        let no = bureaus.proposed(haul(4)).await;
        let voter = &bureaus.voters[0];
        let path = format!("/api/v1/proposals/{no}/opinions");
        let text = bureaus.shown(no).await["text"].as_str().unwrap().to_owned();
        let sent = async |path: &str, key: Option<&str>, body: &[u8]| {
            site.ask("POST", path, voter, key, axum::body::Bytes::copy_from_slice(body)).await
        };
        let good = json!({ "text": text, "stance": "agrees" }).to_string();
        let more = json!({ "text": text, "stance": "agrees", "colour": "red" }).to_string();
        let unseen = json!({ "text": text, "stance": "objects", "words": "a\u{0}b" }).to_string();
        let bare = json!({ "text": text, "stance": "objects", "words": " " }).to_string();
        let wrong: [&[u8]; 8] = [
            b"",
            b"{",
            b"[]",
            b"\xff\xfe",
            b"{\"stance\":\"maybe\"}",
            more.as_bytes(),
            unseen.as_bytes(),
            bare.as_bytes(),
        ];
        for (n, body) in wrong.into_iter().enumerate() {
            let answer = sent(&path, Some(&format!("w{n}")), body).await;
            assert_eq!(answer.status, 422, "{n}: {answer:?}");
        }
        let huge = json!({ "text": text, "stance": "objects", "words": "长".repeat(30_000) }).to_string();
        assert_eq!(sent(&path, Some("huge"), huge.as_bytes()).await.status, 413);
        for nobody in ["999999", "0", "-1", "x", "18446744073709551616"] {
            let path = format!("/api/v1/proposals/{nobody}/opinions");
            assert_eq!(sent(&path, Some("n"), good.as_bytes()).await.status, 404, "{nobody}");
        }
        assert_eq!(sent(&path, None, good.as_bytes()).await.code(), "key_required");
        // A key counts once; with another body it is refused.
        let (first, second) =
            (sent(&path, Some("k"), good.as_bytes()).await, sent(&path, Some("k"), good.as_bytes()).await);
        assert_eq!((first.status, second.status, second.repeated), (201, 201, true), "{second:?}");
        assert_eq!(first.json["seq"], second.json["seq"]);
        let other = json!({ "text": text, "stance": "condition", "words": "另议" }).to_string();
        assert_eq!(sent(&path, Some("k"), other.as_bytes()).await.code(), "key_reused");
        assert_eq!(bureaus.shown(no).await["opinions"].as_array().unwrap().len(), 1);
        // The page: an act that there is not, a stance that there is not.
        for (act, stance) in [("sing", "agrees"), ("consult", "maybe")] {
            let fields = [("key", act), ("text", &*text), ("do", act), ("stance", stance)];
            let fields = fields.map(|(name, value)| (name.to_owned(), value.to_owned()));
            assert_eq!(site.sends(voter, &format!("/proposals/{no}"), &fields).await, 400, "{act} {stance}");
        }
        for page in
            ["/proposals/999999", "/proposals/x", "/proposals/0/text", "/proposals/-1/paper", "/proposals/x/cases"]
        {
            assert_eq!(site.page(voter, page).await.status, 404, "{page}");
        }
    }
}
