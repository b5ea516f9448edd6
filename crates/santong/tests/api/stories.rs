//! Stories: forty accounts act on a case in any order; after each act somebody looks, and at the end everybody. What is seen must be
//! what the table of docs/PARTS.md says from the events, worked out here once more, by the API and by the page alike.

use crate::permission::read_with;
use crate::site::{AGENT, LATE, OTHER, OWNER, Site, exit, site_on};
use clearance::event::Event;
use clearance::event::body::CaseEvent;
use clearance::event::share::Share;
use register::scope::Scope;
use serde_json::{Value, json};
use std::time::Duration;
use values::actor::Role;

const OFFICES: [&str; 4] = ["410100", "370200", "510100", "640100"];
const ROLES: [Role; 9] = [
    Role::Acceptor,
    Role::Reviewer,
    Role::Inspector,
    Role::Releaser,
    Role::Auditor,
    Role::Command,
    Role::Operations,
    Role::Statistician,
    Role::SystemAdmin,
];
/// The most acts of a story.
const ACTS: usize = 60;

struct Dice(u64);

impl Dice {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % n
    }

    fn of<'t, T>(&mut self, all: &'t [T]) -> &'t T {
        &all[self.below(all.len())]
    }
}

/// One of the forty.
#[derive(Clone, Debug)]
struct Account {
    token: String,
    role: Role,
    office: &'static str,
}

async fn forty(site: &Site) -> Vec<Account> {
    let mut all: Vec<Account> = [OWNER, OTHER, AGENT]
        .map(|name| Account { token: name.to_owned(), role: Role::Declarant, office: "" })
        .to_vec();
    for office in OFFICES {
        for role in ROLES {
            all.push(Account { token: site.officer(role, office).await, role, office });
        }
    }
    let admin = site.officer(Role::SecurityAdmin, "370100").await;
    all.push(Account { token: admin, role: Role::SecurityAdmin, office: "370100" });
    assert_eq!(all.len(), 40);
    all
}

/// The case as its events tell it, beside the program's own reading.
struct Told {
    now: i64,
    case: Value,
    events: Vec<Event>,
    mandate: bool,
}

#[derive(Debug, PartialEq, Eq)]
struct Item {
    from: String,
    to: String,
    whole: bool,
    wanted: bool,
}

impl Told {
    fn holding(&self, office: &str) -> bool {
        let mut holds: Vec<(String, bool)> = Vec::new();
        for event in &self.events {
            if let Some(CaseEvent::Held { office, .. }) = event.body.of_case() {
                holds.push((office.to_string(), true));
            } else if let Some(CaseEvent::HoldLifted { hold, .. }) = event.body.of_case() {
                holds[usize::from(*hold) - 1].1 = false;
            }
        }
        holds.contains(&(office.to_owned(), true))
    }

    fn items(&self) -> Vec<Item> {
        let mut items: Vec<Item> = Vec::new();
        for event in &self.events {
            if let Some(CaseEvent::WorkAsked { from, to, share, due, .. }) = event.body.of_case() {
                let (from, to) = (from.to_string(), to.to_string());
                items.push(Item { from, to, whole: *share == Share::Whole, wanted: self.now < due.0 });
            } else if let Some(CaseEvent::WorkAnswered { item, .. }) = event.body.of_case() {
                items[usize::from(*item) - 1].wanted = false;
            }
        }
        items
    }

    fn waits(&self) -> bool {
        let amendment = self.events.iter().fold(false, |waits, event| match event.body.of_case() {
            Some(CaseEvent::AmendmentAsked { .. }) => true,
            Some(
                CaseEvent::AmendmentGranted {} | CaseEvent::AmendmentDenied { .. } | CaseEvent::Resubmitted { .. },
            ) => false,
            _ => waits,
        });
        self.case["stage"]["word"] == "under_review" || amendment && self.case["stage"]["ended"] == false
    }

    fn placed(&self, office: &str) -> bool {
        let offices = &self.case["declaration"]["offices"];
        let named = ["port", "origin", "destination"].iter().any(|role| offices[*role] == office);
        let at_step = self.case["steps"].as_array().unwrap().iter().any(|step| {
            let (at, own) = (&step["at"], step["office"] == office);
            let among = at["among"].as_array().is_some_and(|all| all.iter().any(|one| one == office));
            among || at["recorded_by"] == office || at["any"] == true && own
        });
        named || at_step || self.case["office"] == office
    }

    /// Whether an office sees the whole now, by itself or by who shares, whatever the chain.
    fn sees(&self, office: &str, without: &[String]) -> bool {
        let shares = |item: &Item| {
            item.to == office && item.whole && item.wanted && !without.contains(&item.from) && {
                let mut without = without.to_vec();
                without.push(office.to_owned());
                self.waits() || self.placed(&item.from) || self.sees(&item.from, &without)
            }
        };
        self.items().iter().any(shares)
    }

    /// What an account sees (status and extent), and whether it has a part.
    fn expects(&self, who: &Account) -> ((u16, String), bool) {
        let (whole, goods) = ((200, "whole".to_owned()), (200, "goods".to_owned()));
        if who.role == Role::Declarant {
            let parties = &self.case["declaration"]["parties"];
            let named = parties["declarant"] == who.token.as_str() || parties["agent"] == who.token.as_str();
            let own = who.token == OWNER || named && self.mandate;
            return (if own { whole } else { (404, String::new()) }, true);
        }
        let office = who.office;
        let (placed, shared) = (self.placed(office), self.sees(office, &[]));
        let reviews = who.role == Role::Reviewer && self.waits();
        let asked = self.items().iter().any(|item| item.to == office && item.wanted);
        let part = placed || shared || reviews || asked || self.holding(office);
        let works = [Role::Acceptor, Role::Reviewer, Role::Inspector, Role::Releaser].contains(&who.role);
        if [Role::SystemAdmin, Role::SecurityAdmin].contains(&who.role) {
            return ((403, String::new()), true);
        }
        let sees = who.role == Role::Auditor || works && (placed || shared) || reviews;
        (if sees { whole } else { goods }, part)
    }

    /// Whether the words of a note or of an item are for an account.
    fn hears(&self, who: &Account, event: &Event) -> bool {
        let items = self.items();
        let own = match event.body.of_case() {
            Some(CaseEvent::WorkAsked { item, .. } | CaseEvent::WorkAnswered { item, .. }) => {
                let item = &items[usize::from(*item) - 1];
                [item.from.as_str(), item.to.as_str()].contains(&who.office)
            }
            _ => false,
        };
        let by_own = event.by.office.as_ref().is_some_and(|office| office.as_str() == who.office);
        who.role != Role::Declarant && (self.expects(who).0.1 == "whole" || own || by_own)
    }
}

struct Story<'a> {
    site: &'a Site,
    all: Vec<Account>,
    dice: Dice,
    no: String,
    mandates: usize,
    mandate: bool,
    words: usize,
}

impl Story<'_> {
    async fn told(&self) -> Told {
        let register = &self.site.app.field().register;
        let events = register.case_events(&Scope::system(), &self.no).await.unwrap().unwrap();
        let now = self.site.app.desk.clock.now().0;
        Told { now, case: self.site.case(&self.no).await, events, mandate: self.mandate }
    }

    async fn looks(&self, told: &Told, who: &Account) {
        let register = &self.site.app.field().register;
        let reads = async || {
            let reads = register.reads_of(&Scope::auditor(), &self.no, 100_000).await.unwrap();
            reads.iter().filter(|read| read.account == who.token).count()
        };
        let before = reads().await;
        let (wanted, part) = told.expects(who);
        let kinds: Vec<&str> = told.events.iter().map(|event| event.body.kind()).collect();
        let page = self.site.page(&who.token, &format!("/case/{}?purpose=trace", self.no)).await;
        let seen = read_with(self.site, &who.token, &self.no, &page).await;
        assert_eq!(seen, [wanted.clone(), wanted.clone()], "{who:?} {kinds:?}");
        if wanted.0 != 200 {
            return;
        }
        assert_eq!(reads().await - before, if part { 0 } else { 2 }, "{who:?} is noted where there is no part");
        if !told.events.iter().any(|event| event.body.for_officers()) {
            return;
        }
        let timeline = self.site.get(&who.token, &format!("/api/v1/cases/{}/events?purpose=trace", self.no)).await;
        let list = page.body.split("id=\"timeline\"").nth(1).unwrap().to_owned();
        for event in &told.events {
            let words = match event.body.of_case() {
                Some(CaseEvent::Noted { note }) => note,
                Some(CaseEvent::WorkAsked { what, .. }) => what,
                Some(CaseEvent::WorkAnswered { said, .. }) => &said.reply,
                _ => continue,
            };
            let hears = told.hears(who, event);
            assert_eq!(timeline.json.to_string().contains(words.as_str()), hears, "{who:?} {words} by the API");
            assert_eq!(list.contains(words.as_str()), hears, "{who:?} {words} on the page");
        }
    }

    async fn reviewer(&mut self) -> String {
        let office: &str = self.dice.of::<&str>(&OFFICES);
        self.site.officer(Role::Reviewer, office).await
    }

    fn word(&mut self) -> String {
        self.words += 1;
        format!("密语第{}句。", self.words)
    }

    /// Somebody does something, or is refused.
    async fn acts(&mut self) {
        let who = self.dice.of(&self.all).clone();
        let (token, no, site) = (who.token.clone(), self.no.clone(), self.site);
        let item = 1 + self.dice.below(4);
        let declaration = || exit("8516601000");
        let (path, body) = match self.dice.below(16) {
            0 | 1 => ("holds".to_owned(), json!({ "reason": "核查" })),
            2 | 3 => (
                format!("holds/{}/lifting", 1 + self.dice.below(3)),
                json!({ "reason": "查清", "basis": "「本方案」三(三)三" }),
            ),
            4 => ("notes".to_owned(), json!({ "note": self.word() })),
            5..=7 => {
                let (to, share) = (*self.dice.of(&OFFICES), *self.dice.of(&["goods", "whole"]));
                let today = site.app.field().day(site.app.desk.clock.now());
                let due = today.plus(i32::try_from(self.dice.below(3)).unwrap()).to_string();
                ("work-items".to_owned(), json!({ "to": to, "what": self.word(), "due": due, "share": share }))
            }
            8 => (format!("work-items/{item}/acceptance"), json!({})),
            9 => (
                format!("work-items/{item}/answer"),
                json!({ "reply": self.word(), "refused": self.dice.below(2) == 0 }),
            ),
            10 => {
                let pass = json!({ "pass": {} });
                let back = json!({ "return": { "note": "补正" } });
                let reviewer = self.reviewer().await;
                let review = if self.dice.below(3) == 0 { back } else { pass };
                drop(site.command(&reviewer, &no, "review", json!({ "review": review })).await);
                return;
            }
            11 => {
                let open = site.case(&no).await;
                let open = open["steps"].as_array().unwrap().iter().find(|step| step["status"] == "open").cloned();
                if let Some(step) = open.filter(|step| step["kind"] != "review") {
                    drop(site.step(&no, step["step"].as_str().unwrap(), None, &json!("pass")).await);
                }
                return;
            }
            12 => {
                let amended = json!({ "declaration": declaration(), "reason": "笔误" });
                drop(site.command(OWNER, &no, "amendment", amended).await);
                let corrected = json!({ "declaration": declaration() });
                drop(site.command(OWNER, &no, "resubmission", corrected).await);
                return;
            }
            13 => {
                let reviewer = self.reviewer().await;
                let answer = json!({ "grant": false, "note": "不符" });
                drop(site.command(&reviewer, &no, "amendment/answer", answer).await);
                return;
            }
            14 => return self.mandate().await,
            _ => {
                site.app.desk.clock.advance(Duration::from_secs(3600 * (1 + self.dice.below(20) as u64)));
                return;
            }
        };
        drop(site.command(&token, &no, &path, body).await);
    }

    async fn mandate(&mut self) {
        if self.mandate {
            let path = format!("/api/v1/mandates/M-{}-{}/revocation", self.no, self.mandates);
            assert_eq!(self.site.post(OWNER, &path, &json!({})).await.status, 201);
        } else {
            self.mandates += 1;
            let id = format!("M-{}-{}", self.no, self.mandates);
            let given = json!({ "id": id, "owner": OWNER, "agent": AGENT, "direction": "exit" });
            let answer = self.site.post(OWNER, "/api/v1/mandates", &given).await;
            assert_eq!(answer.status, 201, "{answer:?}");
        }
        self.mandate = !self.mandate;
    }
}

/// Stories on one site, each with a case of its own; how many looks were taken.
async fn stories(seed: u64, count: usize, database: Option<String>) -> usize {
    let site = site_on(LATE, database).await;
    let all = forty(&site).await;
    let (mut looks, mut mandate, mut mandates) = (0, false, 0);
    for n in 0..count {
        let dice = Dice(seed.wrapping_mul(1_000_003).wrapping_add(n as u64));
        let mut story = Story { site: &site, all: all.clone(), dice, no: "0".to_owned(), mandates, mandate, words: 0 };
        if !story.mandate {
            story.mandate().await;
        }
        let mut declaration = exit("8516601000");
        let party = *story.dice.of(&["declarant", "agent"]);
        declaration["parties"][party] = json!(AGENT);
        let revoked = format!("/api/v1/mandates/M-{}-{}/revocation", story.no, story.mandates);
        let declared = site.post(OWNER, "/api/v1/declarations", &declaration).await;
        assert_eq!(declared.status, 201, "{declared:?}");
        assert_eq!(site.post(OWNER, &revoked, &json!({})).await.status, 201);
        story.mandate = false;
        story.no = declared.no();
        for _ in 0..1 + story.dice.below(ACTS) {
            story.acts().await;
            let who = story.dice.of(&story.all).clone();
            story.looks(&story.told().await, &who).await;
            looks += 1;
        }
        let told = story.told().await;
        for who in &story.all {
            story.looks(&told, who).await;
            looks += 1;
        }
        if story.mandate {
            story.mandate().await;
        }
        (mandates, mandate) = (story.mandates, story.mandate);
    }
    looks
}

async fn on_both_engines(count: usize) {
    let url = pgtest::fresh().await.unwrap();
    let halves = [tokio::spawn(stories(7, count / 2, None)), tokio::spawn(stories(11, count / 2, Some(url)))];
    let mut looks = 0;
    for half in halves {
        looks += half.await.unwrap();
    }
    println!("figure stories of forty accounts: {count}, looked at {looks} times");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn design_5_what_an_account_sees_follows_from_the_events() {
    on_both_engines(20).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn soak_design_5_what_an_account_sees_follows_from_the_events() {
    on_both_engines(1_000).await;
}
