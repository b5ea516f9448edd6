//! Whose eyes a read is for. There is no read without one.

/// Whose eyes a read is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scope(Who);

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Who {
    System,
    Auditor,
    Officer(Desk),
    Enterprise(String),
}

/// Where an officer works and at what: what the queue is filtered by.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Desk {
    places: Vec<String>,
    kinds: Vec<String>,
}

impl Scope {
    /// The platform's own work: jobs, projections, exchange.
    pub fn system() -> Scope {
        Scope(Who::System)
    }

    /// An auditor, who reads the log but changes nothing.
    pub fn auditor() -> Scope {
        Scope(Who::Auditor)
    }

    /// An officer of the region, who may read the goods view of every case (「信息全了解、全掌握」).
    pub fn officer() -> Scope {
        Scope(Who::Officer(Desk::default()))
    }

    /// An officer at a desk: also sees what waits at these places, of these kinds of task only (of any kind if none is
    /// named).
    pub fn desk(places: &[String], kinds: &[&str]) -> Scope {
        let kinds = kinds.iter().map(|kind| (*kind).to_owned()).collect();
        Scope(Who::Officer(Desk { places: places.to_vec(), kinds }))
    }

    /// An enterprise: sees the cases that it declares, owns or is agent in.
    pub fn enterprise(id: &str) -> Scope {
        Scope(Who::Enterprise(id.to_owned()))
    }

    /// Reads that cross every case are the platform's own.
    pub(crate) fn must_see_all(&self) -> anyhow::Result<()> {
        match self.0 {
            Who::System => Ok(()),
            Who::Auditor | Who::Officer(_) | Who::Enterprise(_) => {
                anyhow::bail!("what crosses every case is read by the platform only")
            }
        }
    }

    pub(crate) fn sees_log(&self) -> bool {
        match self.0 {
            Who::System | Who::Auditor => true,
            Who::Officer(_) | Who::Enterprise(_) => false,
        }
    }

    pub(crate) fn sees_persons(&self) -> bool {
        match self.0 {
            Who::System | Who::Officer(_) => true,
            Who::Auditor | Who::Enterprise(_) => false,
        }
    }

    /// Sums over all cases are for the region's officers; an enterprise counts its own cases only.
    pub(crate) fn must_see_sums(&self) -> anyhow::Result<()> {
        match self.0 {
            Who::System | Who::Auditor | Who::Officer(_) => Ok(()),
            Who::Enterprise(_) => anyhow::bail!("statistics over all cases are for officers"),
        }
    }

    /// Whether tasks of a kind at a place wait for this reader.
    pub(crate) fn awaits(&self, place: &str, kind: &str) -> bool {
        match &self.0 {
            Who::System => true,
            Who::Officer(desk) => {
                let all = desk.kinds.is_empty();
                desk.places.iter().any(|own| own == place) && (all || desk.kinds.iter().any(|own| own == kind))
            }
            Who::Auditor | Who::Enterprise(_) => false,
        }
    }

    /// The enterprise whose cases these are; none for officers, who have no cases of their own.
    pub(crate) fn own(&self) -> Option<&str> {
        match &self.0 {
            Who::Enterprise(id) => Some(id),
            Who::System | Who::Auditor | Who::Officer(_) => None,
        }
    }

    pub(crate) fn who(&self) -> &Who {
        &self.0
    }
}
