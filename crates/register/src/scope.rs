//! Whose eyes a read is for. There is no read without one.

/// Whose eyes a read is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scope(Who);

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Who {
    System,
    Auditor,
    Officer,
    Enterprise(String),
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
        Scope(Who::Officer)
    }

    /// An enterprise: sees the cases that it declares, owns or is agent in.
    pub fn enterprise(id: &str) -> Scope {
        Scope(Who::Enterprise(id.to_owned()))
    }

    pub(crate) fn sees_log(&self) -> bool {
        match self.0 {
            Who::System | Who::Auditor => true,
            Who::Officer | Who::Enterprise(_) => false,
        }
    }

    pub(crate) fn sees_persons(&self) -> bool {
        match self.0 {
            Who::System | Who::Officer => true,
            Who::Auditor | Who::Enterprise(_) => false,
        }
    }

    pub(crate) fn who(&self) -> &Who {
        &self.0
    }
}
