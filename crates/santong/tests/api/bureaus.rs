//! Plan 三(一), 四(二)4 over HTTP: every cell of the region's table of proposals, for every role, at the author's bureau and elsewhere.

use crate::site::{LATE, Site, site_on};
use policy::Policy;
use policy::Word;
use policy::governance::{Party, ProposalAct, Stage};
use serde_json::{Value, json};
use trial::council;
use values::actor::Role;

/// The end of the path of an act.
fn path_of(act: ProposalAct) -> &'static str {
    match act {
        ProposalAct::Edit => "text",
        ProposalAct::Propose => "proposal",
        ProposalAct::Consult => "opinions",
        ProposalAct::Answer => "answers",
        ProposalAct::Settle => "settlements",
        ProposalAct::Close => "closing",
        ProposalAct::Ballot => "ballots",
        ProposalAct::Submit => "submission",
        ProposalAct::Approve => "approval",
        ProposalAct::File => "filing",
        ProposalAct::Suspend => "suspension",
        ProposalAct::Resume => "resumption",
        ProposalAct::RollBack => "rollback",
        ProposalAct::Withdraw => "withdrawal",
    }
}

/// A list entry that is new, from a day: the way of lists, so that every state can be reached.
fn list(n: u8, from: &str) -> (String, String) {
    let row = format!("| 出-009{n} | 6109 | | | | | | | | | E1 | 查验 | 试 | 「商检法」第十七条 | {from} | |\n");
    let text = trial::edited(&[]).into_iter().find(|(name, _)| name == "list-exit.md").unwrap().1;
    ("list-exit.md".to_owned(), text + &row)
}

/// Takes a new proposal of Gansu to a state.
async fn at(site: &Site, stage: Stage, n: u8) -> u64 {
    let desk = &site.app.desk;
    let today = desk.field.day(desk.clock.now());
    let from = if [Stage::InForce, Stage::Suspended].contains(&stage) { today } else { today.plus(30) };
    let file = list(n, &from.to_string());
    let author = council::author(desk);
    let draft = desk::act::governance::Wanted::Draft(council::drafting(vec![file], from));
    desk::act::governance::act(desk, &author, None, None, &draft).await.unwrap();
    let no = council::last(desk).no;
    if stage == Stage::Draft {
        return no;
    }
    council::does(desk, &author, no, desk::act::governance::Wanted::Propose).await.unwrap();
    if stage == Stage::Proposed {
        council::says(desk, 0, no, clearance::event::governance::Stance::Objects).await.unwrap();
        return no;
    }
    council::agrees(desk, no).await.unwrap();
    if stage == Stage::Consulted {
        return no;
    }
    for n in 0..7 {
        council::votes(desk, n, no, true).await.unwrap();
    }
    let operations = council::centre(desk, Role::Operations);
    if stage == Stage::Voted {
        return no;
    }
    let text = council::stands(desk, no).text;
    council::does(desk, &operations, no, desk::act::governance::Wanted::Submit { text }).await.unwrap();
    if stage == Stage::Submitted {
        return no;
    }
    let letter = desk::act::governance::Wanted::Approve(council::letter(desk, "1"));
    council::does(desk, &operations, no, letter).await.unwrap();
    if stage == Stage::Suspended {
        let command = council::centre(desk, Role::Command);
        let words = "x".to_owned();
        council::does(desk, &command, no, desk::act::governance::Wanted::Suspend { words }).await.unwrap();
    }
    no
}

/// What is sent for an act: a body that is read, and that changes nothing where it can be kept from that by a stale version.
fn body(site: &Site, act: ProposalAct, no: u64) -> Value {
    let of = council::stands(&site.app.desk, no);
    let version = of.version + 1;
    let (text, today) = (of.text, site.app.field().day(site.app.desk.clock.now()));
    match act {
        ProposalAct::Edit => {
            let (name, list) = list(9, &today.plus(30).to_string());
            json!({ "version": version, "edition": { name: list }, "reason": "x", "from": today.plus(30) })
        }
        ProposalAct::Propose | ProposalAct::Close => json!({ "version": version }),
        ProposalAct::Consult => json!({ "text": "stale", "stance": "agrees" }),
        ProposalAct::Answer | ProposalAct::Settle => json!({ "opinion": 0, "words": "x" }),
        ProposalAct::Ballot => json!({ "text": "stale", "favour": true }),
        ProposalAct::Submit => json!({ "version": version, "text": text }),
        ProposalAct::Approve | ProposalAct::File => {
            json!({ "version": version, "number": "1", "day": today, "document": "JVBERi0xLjQKJSVFT0YK" })
        }
        ProposalAct::Suspend | ProposalAct::Resume | ProposalAct::Withdraw => {
            json!({ "version": version, "words": "x" })
        }
        ProposalAct::RollBack => json!({ "version": version, "words": "x", "from": today.plus(30) }),
    }
}

/// Whether somebody in a role at an office is one of the parties, said once more beside the program.
fn is_party(policy: &Policy, parties: &[Party], role: Role, office: &str) -> bool {
    let proposes = [Role::Reviewer, Role::Inspector, Role::Operations, Role::Voter].contains(&role);
    let elsewhere = office != council::GANSU;
    assert!(policy.office(&office.parse().unwrap(), values::calendar::Day::parse(LATE).unwrap()).is_some());
    parties.iter().any(|party| match party {
        // The author is a person of his own, whom nobody here is.
        Party::Author => false,
        Party::Proposer => proposes,
        Party::Bureau => proposes && elsewhere,
        Party::Voter => role == Role::Voter,
        Party::Command => role == Role::Command,
        Party::Operations => role == Role::Operations,
    })
}

/// What the answer to somebody must be: nothing exists, the table of roles says no, the region's table says no, or it is read on.
fn wanted(policy: &Policy, (stage, act): (Stage, ProposalAct), role: Role, office: &str) -> &'static str {
    let allowed = desk::act::may(&[role], false, desk::act::governance::act_of(act));
    let parties = policy.parties(stage, act);
    match (allowed, stage == Stage::Draft && office != council::GANSU) {
        (false, _) => "403",
        (true, true) => "404",
        (true, false) if is_party(policy, &parties, role, office) => "on",
        (true, false) => "refused",
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_cell_of_the_table_of_proposals_holds_over_http() {
    for database in [None, Some(pgtest::fresh().await.unwrap())] {
        let site = site_on(LATE, database).await;
        let law = site.app.field().law(site.app.field().day(site.app.desk.clock.now())).await.unwrap();
        let stages = [
            Stage::Draft,
            Stage::Proposed,
            Stage::Consulted,
            Stage::Voted,
            Stage::Submitted,
            Stage::Carried,
            Stage::InForce,
            Stage::Suspended,
        ];
        let mut people = Vec::new();
        for role in Role::ALL.into_iter().filter(|role| ![Role::System, Role::Declarant].contains(role)) {
            for office in [council::GANSU, "370100"] {
                let token = site.officer(role, office).await;
                people.push((role, office, site.in_person(&token).await));
            }
        }
        let (mut called, mut wrong) = (0, Vec::new());
        for (n, stage) in (0_u8..).zip(stages) {
            let no = at(&site, stage, n).await;
            assert_eq!(council::stage(&site.app.desk, no), stage);
            for act in ProposalAct::NAMES.iter().map(|(act, ..)| *act) {
                let (path, body) = (format!("/api/v1/proposals/{no}/{}", path_of(act)), body(&site, act, no));
                for (role, office, token) in &people {
                    let answer = site.post(token, &path, &body).await;
                    called += 1;
                    let told = match (answer.status, answer.reason()) {
                        (403, _) => "403",
                        (404, _) => "404",
                        (409, "proposal_stage" | "proposal_party") => "refused",
                        // Past the table: the stale version, the stale text or the opinion that is not there stop it.
                        (409 | 412, _) => "on",
                        (_, _) => "?",
                    };
                    let wanted = wanted(&law.policy, (stage, act), *role, office);
                    if told != wanted {
                        wrong.push(format!("{stage:?} {act:?} {role:?} {office}: {wanted} is {answer:?}"));
                    }
                }
            }
            assert_eq!(council::stage(&site.app.desk, no), stage, "nothing was done");
        }
        println!("figure cells of proposals called over HTTP: {called}");
        assert!(wrong.is_empty(), "{} of {called}:\n{}", wrong.len(), wrong.join("\n"));
    }
}
