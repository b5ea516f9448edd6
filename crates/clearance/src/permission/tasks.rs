//! Which acts the tasks of rows are, and so who has them in the queue.

use super::{Act, Allowed, Relation, allowed};
use values::actor::Role;

/// Kinds of task, as rows carry them, with the act that each is.
const TASKS: [(&str, Act); 34] = [
    ("accept", Act::AcceptAgain),
    ("review", Act::Review),
    ("supervise", Act::Supervise),
    ("inspect", Act::Examine),
    ("verify", Act::Examine),
    ("watch_loading", Act::Examine),
    ("treat", Act::Treat),
    ("forward", Act::Forward),
    ("clear", Act::Clear),
    ("move", Act::Move),
    ("release", Act::Release),
    ("amendment", Act::AnswerAmendment),
    ("dispose", Act::Dispose),
    ("arrive", Act::Arrive),
    ("overdue", Act::Hold),
    ("paper", Act::GivePaper),
    ("lift", Act::LiftDemand),
    ("waiver", Act::AnswerWaiver),
    ("draft_paper", Act::DraftPaper),
    ("check_paper", Act::CheckPaper),
    ("engross_paper", Act::EngrossPaper),
    ("proofread_paper", Act::EngrossPaper),
    ("sign_paper", Act::SignPaper),
    ("issue_paper", Act::IssuePaper),
    ("hand_over", Act::IssuePaper),
    ("correct", Act::Resubmit),
    ("contact", Act::Contact),
    ("work_item", Act::AnswerWork),
    ("work_asked", Act::Cooperate),
    ("work_answered", Act::Cooperate),
    ("told_held", Act::Cooperate),
    ("told_failed", Act::Cooperate),
    ("told_port", Act::Cooperate),
    ("told_late", Act::Cooperate),
];

/// The kinds of task that somebody with these roles may do where they are done.
pub fn tasks_of(roles: &[Role]) -> Vec<&'static str> {
    let may = |act: Act| {
        let relations = [Relation::AtPlace, Relation::Asked, Relation::Own, Relation::Reviewing, Relation::Elsewhere];
        roles.iter().any(|role| relations.into_iter().any(|relation| allowed(*role, act, relation) == Allowed::Yes))
    };
    TASKS.into_iter().filter(|(_, act)| may(*act)).map(|(kind, _)| kind).collect()
}
