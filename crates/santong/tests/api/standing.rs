//! How somebody may stand to a case, and the acts by which that comes about.

use crate::cooperation::asked;
use crate::site::{Answer, OTHER, OWNER, Site, exit};
use crate::trials::{Case, Trial, drafted, waive};
use clearance::permission::Act;
use serde_json::json;
use values::actor::Role;

/// An officer who has no part in any of the cases.
pub const ELSEWHERE: &str = "510100";

/// How somebody stands to a case, and by what that came about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    Own,
    Stranger,
    AtPlace,
    Elsewhere,
    Holding,
    Lifted,
    Asked,
    Answered,
    Shared,
    SharedAnswered,
    Lapsed,
    SharedLapsed,
    Reviewing,
}

use Standing::{
    Answered, Asked, AtPlace, Elsewhere, Holding, Lapsed, Lifted, Own, Reviewing, Shared, SharedAnswered, SharedLapsed,
    Stranger,
};

/// Every standing that needs no day to pass.
pub const NOW: [Standing; 11] =
    [Own, Stranger, AtPlace, Elsewhere, Holding, Lifted, Asked, Answered, Shared, SharedAnswered, Reviewing];

impl Standing {
    /// The relation of the table that counts; a late answer is one by the office that was asked.
    pub fn relation(self, trial: &Trial, role: Role) -> &'static str {
        let (act, case) = (trial.act, trial.case.as_ref());
        // A reviewer has the part of the centre in whatever waits for it, however else.
        let waits = case.is_some_and(Case::waits) && role == Role::Reviewer && self != AtPlace;
        if waits && [Act::ReadOwn, Act::ReadPapers, Act::ReadReceipt, Act::AskWaiver, Act::AddFile].contains(&act) {
            return "reviewing";
        }
        // Whom a rule or the text names acts by the part of that side, whatever other part there is.
        let by = case.map_or("", |case| case.then);
        if [Act::LiftDemand, Act::AnswerWaiver].contains(&act) && ![Own, Stranger].contains(&self) {
            return match by {
                "waiver by office" if self == AtPlace => "at_place",
                "waiver by centre" if role == Role::Reviewer => "reviewing",
                "by command" | "waiver by command" if role == Role::Command => "commanding",
                _ => "elsewhere",
            };
        }
        match self {
            Own => "own",
            AtPlace if act == Act::AnswerWork && case.is_some_and(|case| case.then == "work") => "asked",
            Stranger => "stranger",
            AtPlace => "at_place",
            Holding => "holding",
            Shared if act != Act::AnswerWork => "shared",
            Asked | Shared => "asked",
            Answered | SharedAnswered | Lapsed | SharedLapsed if act == Act::AnswerWork => "asked",
            Elsewhere | Lifted | Answered | SharedAnswered | Lapsed | SharedLapsed => "elsewhere",
            Reviewing => "reviewing",
        }
    }

    /// Where the office of the standing is.
    fn office(self, at: &'static str) -> &'static str {
        if self == AtPlace { at } else { ELSEWHERE }
    }
}

/// A case in which somebody stands so; numbers of the hold and of the item by which.
pub struct Stage {
    pub no: String,
    pub hold: u16,
    pub item: u16,
}

/// Brings a standing about, by acts of the case itself.
pub async fn stage(site: &Site, case: &Case, standing: Standing) -> Stage {
    let no = ready(site, case).await;
    let told = site.case(&no).await;
    let hold = u16::try_from(told["holds"].as_array().unwrap().len()).unwrap();
    let before = u16::from(case.then.starts_with("work"));
    let done = |answer: Answer| assert_eq!(answer.status, 200, "{standing:?}: {answer:?}");
    let there = site.officer(Role::Inspector, ELSEWHERE).await;
    let (mut held, mut item) = (hold.max(1), 1);
    match standing {
        Own | Stranger | AtPlace | Elsewhere | Reviewing => {}
        Holding | Lifted => {
            done(site.command(&there, &no, "holds", json!({ "reason": "核查" })).await);
            held = hold + 1;
            if standing == Lifted {
                done(
                    site.command(
                        &there,
                        &no,
                        &format!("holds/{held}/lifting"),
                        json!({ "reason": "查清", "basis": "「本方案」三(三)三" }),
                    )
                    .await,
                );
            }
        }
        Asked | Answered | Shared | SharedAnswered | Lapsed | SharedLapsed => {
            let whole = [Shared, SharedAnswered, SharedLapsed].contains(&standing);
            let late = [Lapsed, SharedLapsed].contains(&standing);
            let home = site.officer(Role::Inspector, told["office"].as_str().unwrap()).await;
            let mut wish = asked(ELSEWHERE);
            wish["share"] = json!(if whole { "whole" } else { "goods" });
            if late {
                wish["due"] = json!(site.app.field().day(site.app.desk.clock.now()).to_string());
            }
            done(site.command(&home, &no, "work-items", wish).await);
            item = before + 1;
            if [Answered, SharedAnswered].contains(&standing) {
                let answer = json!({ "reply": "已查", "refused": standing == Answered });
                done(site.command(&there, &no, &format!("work-items/{item}/answer"), answer).await);
            }
        }
    }
    Stage { no, hold: held, item }
}

/// Who asks in a standing: the token; nothing where nobody can stand so.
pub async fn asker(site: &Site, role: Role, standing: Standing, at: &'static str) -> Option<String> {
    match (role, standing) {
        (Role::Declarant, Own) => Some(OWNER.to_owned()),
        (Role::Declarant, Stranger) => Some(OTHER.to_owned()),
        (Role::Declarant | Role::System, _) | (_, Own | Stranger) => None,
        (_, Reviewing) if role != Role::Reviewer => None,
        (_, _) => Some(site.officer(role, standing.office(at)).await),
    }
}

/// The home of a case.
async fn told_office(site: &Site, no: &str) -> String {
    site.case(no).await["office"].as_str().unwrap().to_owned()
}

/// Makes a case ready.
pub async fn ready(site: &Site, case: &Case) -> String {
    let mut declaration = case.declaration.clone();
    declaration["reference"] = exit("8516601000")["reference"].clone();
    let no = site.declare(&declaration).await;
    if case.reviewed {
        site.review(&no).await;
    }
    for step in case.steps {
        let answer = site.step(&no, step, None, &json!("pass")).await;
        assert_eq!(answer.status, 200, "{step}: {answer:?}");
    }
    let inspector = site.officer(Role::Inspector, "410100").await;
    let reviewer = site.officer(Role::Reviewer, "370100").await;
    let answer = match case.then {
        "" | "by command" => return no,
        "waiver by office" | "waiver by centre" | "waiver by command" => {
            let rule = match case.then {
                "waiver by office" => "审-0106",
                "waiver by centre" => "审-0114",
                _ => "审-0122",
            };
            let at = told_office(site, &no).await;
            let asks = site.officer(Role::Acceptor, &at).await;
            site.command(&asks, &no, "waivers", waive(rule)).await
        }
        "arrive" => {
            site.arrive(&no).await;
            return no;
        }
        "work" | "work elsewhere" => {
            let far = site.officer(Role::Inspector, "370200").await;
            let to = if case.then == "work" { "410100" } else { "640100" };
            site.command(&far, &no, "work-items", asked(to)).await
        }
        paper if paper.starts_with("paper ") => {
            on_paper(site, &no, paper).await;
            return no;
        }
        "hold" => site.command(&inspector, &no, "holds", json!({ "reason": "布控" })).await,
        "return" => site.command(&reviewer, &no, "review", json!({ "review": { "return": { "note": "补正" } } })).await,
        "fail" => site.step(&no, "产地检验检疫", None, &json!({ "fail": { "reason": "不合格" } })).await,
        _ => {
            let body = json!({ "declaration": declaration, "reason": "笔误" });
            site.command(OWNER, &no, "amendment", body).await
        }
    };
    assert_eq!(answer.status, 200, "{}: {answer:?}", case.then);
    no
}

/// Brings the first paper of a case as far as it is to be.
pub async fn on_paper(site: &Site, no: &str, until: &str) {
    let steps = ["paper drafted", "paper checked", "paper engrossed", "paper signed", "paper issued"];
    for step in steps.iter().take(steps.iter().position(|step| *step == until).unwrap() + 1) {
        let by = async |role| site.officer(role, "410100").await;
        let answer = match *step {
            "paper drafted" => site.command(&by(Role::Drafter).await, no, "certificates", drafted()).await,
            "paper checked" => {
                site.command(&by(Role::Checker).await, no, "certificates/1", json!({ "act": { "check": {} } })).await
            }
            "paper engrossed" => {
                let engross = json!({ "act": { "engross": {} } });
                site.command(&by(Role::Engrosser).await, no, "certificates/1", engross).await
            }
            "paper signed" => signed(site, &by(Role::Signatory).await, no).await,
            _ => {
                let issue = json!({ "act": { "issue": {} } });
                site.command(&by(Role::Releaser).await, no, "certificates/1", issue).await
            }
        };
        assert_eq!(answer.status, 200, "{step}: {answer:?}");
    }
}

/// Signs the first paper in person, by what is shown of it.
pub async fn signed(site: &Site, token: &str, no: &str) -> Answer {
    let shown =
        site.get(&site.officer(Role::Signatory, "410100").await, &format!("/api/v1/cases/{no}/certificates")).await;
    let digest = shown.json["certificates"][0]["digest"].clone();
    site.command(&site.in_person(token).await, no, "certificates/1/signature", json!({ "digest": digest })).await
}
