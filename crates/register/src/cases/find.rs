//! Lists: queues of offices, cases of an enterprise, cases by any number, what falls due, the public's view.

use super::line::{CaseLine, PLACES, TaskLine, known};
use crate::Register;
use crate::engine::Step;
use crate::remembered::Counted;
use crate::scope::{Scope, Who};
use crate::statement::Filled;
use crate::value::{Row, int};
use anyhow::Result;
use clearance::row::turn::Turn;

static CASE: Filled = Filled::new("SELECT {case} FROM case_row c WHERE case_no = $1", PLACES);
static CASES_OF: Filled = Filled::new(
    "SELECT {case} FROM case_row c \
     WHERE (owner = $1 OR declarant = $1 OR agent = $1) AND (accepted, case_no) < ($2, $3) ORDER BY accepted DESC, case_no DESC LIMIT $4",
    PLACES,
);
static CASES_BY_KEY: Filled = Filled::new(
    "SELECT {case} FROM search_key k JOIN case_row c ON c.office = k.office AND c.case_no = k.case_no \
     WHERE k.key = $1 ORDER BY c.accepted DESC, c.case_no LIMIT $2",
    PLACES,
);
static CASES_IN_STAGE: Filled = Filled::new(
    "SELECT {case} FROM case_row c \
     WHERE owner = $1 AND stage IN ('under_review', 'returned', 'working') ORDER BY accepted, case_no",
    PLACES,
);
const DUE: &str = "SELECT office, case_no, due FROM case_row \
     WHERE due <= $1 AND (due, case_no) > ($2, $3) ORDER BY due, case_no LIMIT $4";
const UNDER_WAY: &str = "SELECT t.office, t.case_no FROM task t \
     JOIN case_row c ON c.office = t.office AND c.case_no = t.case_no \
     WHERE c.accepted <= $1 AND (t.office, t.case_no) > ($2, $3) \
     GROUP BY t.office, t.case_no ORDER BY t.office, t.case_no LIMIT $4";
// One kind at a time: then the index gives the tasks in their order, and a long queue is read no further than is shown.
static QUEUE: Filled = Filled::new(
    "SELECT {task} FROM task t JOIN case_row c ON c.office = t.office AND c.case_no = t.case_no \
     WHERE t.place = $1 AND t.kind = $2 ORDER BY t.precedence, t.since LIMIT $3",
    PLACES,
);
static LATEST: Filled = Filled::new(
    "SELECT {task} FROM task t JOIN case_row c ON c.office = t.office AND c.case_no = t.case_no \
     WHERE t.place = $1 AND t.kind = $2 ORDER BY t.since DESC LIMIT $3",
    PLACES,
);
const QUEUE_COUNT: &str =
    "SELECT kind, CAST(COUNT(*) AS BIGINT) FROM task WHERE place = $1 GROUP BY kind ORDER BY kind";
static QUEUE_OF: Filled = Filled::new(
    "SELECT {task} FROM task t JOIN case_row c ON c.office = t.office AND c.case_no = t.case_no \
     WHERE t.place = 'enterprise' AND (c.owner = $1 OR c.declarant = $1 OR c.agent = $1) ORDER BY t.since, t.case_no LIMIT $2",
    PLACES,
);
const TURNS: &str = "SELECT kind, place FROM task WHERE office = $1 AND case_no = $2 ORDER BY step";
const PUBLIC: &str = "SELECT query_code, public_view FROM case_row WHERE case_no = $1";
// Asked for distinct or sorted owners, SQLite walks all cases by owner; so it gives the few that are due as they come.
pub(crate) const OVERDUE: &str = "SELECT owner FROM case_row WHERE due < $1";
const COUNT: &str = "SELECT CAST(COUNT(*) AS BIGINT) FROM case_row";

/// The statements whose columns are filled in.
pub(crate) static FILLED: &[&Filled] = &[&CASE, &CASES_OF, &CASES_BY_KEY, &CASES_IN_STAGE, &QUEUE, &LATEST, &QUEUE_OF];

pub(crate) const TEXTS: &[&str] = &[DUE, UNDER_WAY, QUEUE_COUNT, TURNS, PUBLIC, OVERDUE, COUNT];

fn seen(scope: &Scope, line: &CaseLine) -> bool {
    match scope.who() {
        Who::System | Who::Auditor | Who::Officer(_) => true,
        Who::Enterprise(id) => [&line.owner, &line.declarant, &line.agent].contains(&id),
    }
}

impl Register {
    /// A case's row.
    pub async fn case_line(&self, scope: &Scope, no: &str) -> Result<Option<CaseLine>> {
        let line = self.point(CASE.text(), vec![no.into()]).await?.pop().map(CaseLine::read).transpose()?;
        Ok(line.filter(|line| seen(scope, line)))
    }

    /// The cases of the enterprise whose scope it is, newest first, older than a position (`(i64::MAX, "~")` for the first page).
    pub async fn cases_of(&self, scope: &Scope, before: (i64, &str), limit: u32) -> Result<Vec<CaseLine>> {
        let Some(enterprise) = scope.own() else { return Ok(Vec::new()) };
        let values = vec![enterprise.into(), before.0.into(), before.1.into(), int(limit.into())];
        self.scan(CASES_OF.text(), values).await?.into_iter().map(CaseLine::read).collect()
    }

    /// Cases by any number that they are known by: own, reference, container, bill, clearance, transfer, linked.
    pub async fn find_cases(&self, scope: &Scope, key: &str, limit: u32) -> Result<Vec<CaseLine>> {
        let mut found: Vec<CaseLine> = self.case_line(scope, key).await?.into_iter().collect();
        let rows = self.scan(CASES_BY_KEY.text(), vec![key.into(), int(limit.into())]).await?;
        for line in rows.into_iter().map(CaseLine::read) {
            let line = line?;
            if seen(scope, &line) && !found.iter().any(|f| f.no == line.no) {
                found.push(line);
            }
        }
        Ok(found)
    }

    /// The open cases of an owner, for deciding again after a restriction.
    pub async fn open_cases_of(&self, scope: &Scope, owner: &str) -> Result<Vec<CaseLine>> {
        scope.must_see_all()?;
        self.scan(CASES_IN_STAGE.text(), vec![owner.into()]).await?.into_iter().map(CaseLine::read).collect()
    }

    /// What waits at a place (an office, `centre` or any other word that tasks carry) for this reader: what goes first by its
    /// rules first, then the oldest.
    pub async fn queue(&self, scope: &Scope, place: &str, limit: u32) -> Result<Vec<TaskLine>> {
        let mut lines = self.tasks_at(&QUEUE, scope, place, limit).await?;
        lines.sort_by(|one, other| {
            (one.precedence, one.since, &one.no).cmp(&(other.precedence, other.since, &other.no))
        });
        lines.truncate(usize::try_from(limit)?);
        Ok(lines)
    }

    /// So many tasks of each kind at a place that the reader may see, by a statement for one kind.
    async fn tasks_at(&self, text: &'static Filled, scope: &Scope, place: &str, limit: u32) -> Result<Vec<TaskLine>> {
        let mut lines = Vec::new();
        for (kind, _) in self.queue_counts(scope, place).await? {
            lines.extend(self.of_kind(text, (place, &kind), limit).await?);
        }
        Ok(lines)
    }

    async fn of_kind(&self, text: &'static Filled, (place, kind): (&str, &str), limit: u32) -> Result<Vec<TaskLine>> {
        let rows = self.scan(text.text(), vec![place.into(), kind.into(), int(limit.into())]).await?;
        rows.into_iter().map(TaskLine::read).collect()
    }

    /// What waits at a place of one kind, if it waits for this reader: what goes first by its rules first, then the oldest.
    pub async fn queue_of_kind(&self, scope: &Scope, place: &str, kind: &str, limit: u32) -> Result<Vec<TaskLine>> {
        if scope.awaits(place, kind) { self.of_kind(&QUEUE, (place, kind), limit).await } else { Ok(Vec::new()) }
    }

    /// The same, the latest first: for lists that only grow.
    pub async fn latest(&self, scope: &Scope, place: &str, limit: u32) -> Result<Vec<TaskLine>> {
        let mut lines = self.tasks_at(&LATEST, scope, place, limit).await?;
        lines.sort_by(|one, other| (other.since, &other.no).cmp(&(one.since, &one.no)));
        lines.truncate(usize::try_from(limit)?);
        Ok(lines)
    }

    /// How much waits at a place for this reader, by kind.
    pub async fn queue_counts(&self, scope: &Scope, place: &str) -> Result<Vec<(String, i64)>> {
        let mut counts = self.counts_at(place).await?;
        counts.retain(|(kind, _)| scope.awaits(place, kind));
        Ok(counts)
    }

    /// How much waits at a place, by kind, whoever does it.
    async fn counts_at(&self, place: &str) -> Result<Vec<(String, i64)>> {
        let now = (self.options().clock)();
        if let Some(counts) = self.tallied().and_then(|counted| counted.get(place, now)) {
            return Ok(counts);
        }
        let writes = self.tallied().map(Counted::writes);
        let rows = self.scan(QUEUE_COUNT, vec![place.into()]).await?;
        let counts = rows.into_iter().map(|mut row| Ok((row.text(0)?, row.int(1)?))).collect::<Result<Vec<_>>>()?;
        if let (Some(counted), Some(writes)) = (self.tallied(), writes) {
            counted.keep(place, (writes, now), &counts);
        }
        Ok(counts)
    }

    /// For what each of the cases waits, and whose turn that is: kinds of task with their places.
    pub async fn turns(&self, scope: &Scope, lines: &[CaseLine]) -> Result<Vec<Vec<(String, Turn)>>> {
        let seen: Vec<&CaseLine> = lines.iter().filter(|line| seen(scope, line)).collect();
        anyhow::ensure!(seen.len() == lines.len(), "the lines are not the reader's");
        let ask = |line: &CaseLine| Step::new(TURNS, vec![line.office.as_str().into(), line.no.as_str().into()]);
        let found = self.snapshot(lines.iter().map(ask).collect()).await?;
        let read = |mut row: Row| Ok((row.text(0)?, known(&row.text(1)?, Turn::of_word)?));
        found.into_iter().map(|rows| rows.into_iter().map(read).collect()).collect()
    }

    /// What waits for the enterprise whose scope it is. Oldest first.
    pub async fn queue_of(&self, scope: &Scope, limit: u32) -> Result<Vec<TaskLine>> {
        let Some(enterprise) = scope.own() else { return Ok(Vec::new()) };
        self.scan(QUEUE_OF.text(), vec![enterprise.into(), int(limit.into())])
            .await?
            .into_iter()
            .map(TaskLine::read)
            .collect()
    }

    /// The cases whose date has passed, `(office, number, due)`, earliest first, after a position (`(i64::MIN, "")` for the
    /// first page).
    pub async fn due_before(
        &self,
        scope: &Scope,
        moment: i64,
        after: (i64, &str),
        limit: u32,
    ) -> Result<Vec<(String, String, i64)>> {
        scope.must_see_all()?;
        let rows = self.scan(DUE, vec![moment.into(), after.0.into(), after.1.into(), int(limit.into())]).await?;
        rows.into_iter().map(|mut row| Ok((row.text(0)?, row.text(1)?, row.int(2)?))).collect()
    }

    /// The cases that wait for somebody and were accepted until a moment, by office and number, after a position
    /// (`("", "")` for the first page).
    pub async fn under_way(
        &self,
        scope: &Scope,
        accepted: i64,
        after: (&str, &str),
        limit: u32,
    ) -> Result<Vec<(String, String)>> {
        scope.must_see_all()?;
        let values = vec![accepted.into(), after.0.into(), after.1.into(), int(limit.into())];
        let rows = self.scan(UNDER_WAY, values).await?;
        rows.into_iter().map(|mut row| Ok((row.text(0)?, row.text(1)?))).collect()
    }

    /// The public's view of a case with the code that opens it. The caller compares the code in constant time.
    pub async fn public_view(&self, no: &str) -> Result<Option<(String, String)>> {
        let Some(mut row) = self.point(PUBLIC, vec![no.into()]).await?.pop() else { return Ok(None) };
        Ok(Some((row.text(0)?, row.text(1)?)))
    }

    /// The owners with a transfer that should have arrived before a moment.
    pub async fn owners_overdue(&self, scope: &Scope, moment: i64) -> Result<Vec<String>> {
        scope.must_see_all()?;
        let rows = self.scan(OVERDUE, vec![moment.into()]).await?.into_iter();
        let mut owners = rows.map(|mut row| row.text(0)).collect::<Result<Vec<String>>>()?;
        owners.sort_unstable();
        owners.dedup();
        Ok(owners)
    }

    /// How many cases there are.
    pub async fn case_count(&self) -> Result<i64> {
        let Some(mut row) = self.scan(COUNT, Vec::new()).await?.pop() else { return Ok(0) };
        row.int(0)
    }
}
