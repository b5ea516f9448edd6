//! Who is registered under which code and name.

use super::{Answered, Sent, SentTo, filled, known, office, since};
use crate::api::body;
use crate::api::declare::done_with;
use crate::app::App;
use crate::asking;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use clearance::event::region::{Document, RegionEvent};
use clearance::permission::Act;
use clearance::region::{Enterprise, RegionState};
use desk::act::Denied;
use desk::act::region::{self as path, fault};
use serde::Deserialize;
use values::calendar::Day;
use values::fault::Fault;
use values::id::{EnterpriseId, OfficeCode};
use values::single::day_of_our_time;
use values::text::Text;
use values::text::fold::fold;

/// The most enterprises that a warning of a name names.
const ALIKE_MAX: usize = 5;

#[derive(Deserialize)]
struct NewEnterprise {
    id: EnterpriseId,
    name: String,
    #[serde(default)]
    name_en: String,
    office: OfficeCode,
    #[serde(default)]
    paperless: bool,
    #[serde(default)]
    agent: bool,
    #[serde(default)]
    from: Option<Day>,
    #[serde(default)]
    document: Option<Document>,
}

impl NewEnterprise {
    /// A code that fails its own check is registered by a document, any other without.
    fn vouched(&self) -> Result<(), Denied> {
        match (self.id.flaw(), &self.document) {
            (None, None) => Ok(()),
            (Some(wanted), None) => {
                let (zh, en) = (
                    "；确为旧码的，另报证照（document）",
                    "; or, of an old code, the document that shows it (document)",
                );
                let wanted = Text::new(format!("{}{zh}", wanted.zh), format!("{}{en}", wanted.en));
                Err(fault("id", "check_digit", self.id.as_str(), wanted))
            }
            (Some(_), Some(document)) => {
                filled(&document.kind, "document.kind")?;
                filled(&document.no, "document.no")?;
                day_of_our_time("document.day", document.day).map_err(|fault| Denied::Faults(vec![fault]))?;
                Ok(())
            }
            (None, Some(document)) => {
                let wanted = Text::fixed("校验相符的代码不报证照", "no document, since the code passes its check");
                Err(fault("document", "not_wanted", &document.no, wanted))
            }
        }
    }

    /// What somebody should look at: names that read alike, a code by a document alone, an odd code within the code.
    fn warnings(&self, app: &App) -> Vec<Fault> {
        let flaw = self.id.flaw().map(|wanted| Fault::new("id", "check_digit", self.id.as_str(), wanted));
        let inner = self.id.warning().map(|wanted| Fault::new("id", "inner_code", self.id.as_str(), wanted));
        looks_like(app, &self.id, &self.name).into_iter().chain(flaw).chain(inner).collect()
    }
}

pub(super) async fn register((State(app), visit, headers, body): Sent) -> Answered {
    let new: NewEnterprise = body::read(&body)?;
    let from = since(&app, &visit, new.from)?;
    filled(&new.name, "name")?;
    new.vouched()?;
    office(&visit.law()?.policy, &new.office, "office", from)?;
    let making = |region: &RegionState| {
        if region.enterprise(&new.id).is_some() {
            let wanted = Text::fixed("尚未登记的企业", "an enterprise that is not registered yet");
            return Err(fault("id", "duplicate", new.id.as_str(), wanted));
        }
        Ok(vec![RegionEvent::EnterpriseRegistered {
            id: new.id.clone(),
            zh: new.name.clone(),
            en: new.name_en.clone(),
            office: new.office.clone(),
            paperless: new.paperless,
            agent: new.agent,
            from,
            document: new.document.clone(),
        }])
    };
    let ask = asking::changes(&visit, &headers, &body)?;
    let recorded = path::record(&app.desk, &ask, Act::RegisterEnterprise, &making).await?;
    Ok(done_with(StatusCode::CREATED, &recorded, &new.warnings(&app)))
}

/// Enterprises whose names read the same as another's: nobody is refused for a name, but somebody should look.
fn looks_like(app: &App, id: &EnterpriseId, name: &str) -> Vec<Fault> {
    let look = |name: &str| fold(name).chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    let (known, own) = (app.field().known(), look(name));
    let alike = known.region.enterprises().filter(|other| other.id != *id && look(&other.zh) == own);
    let warning = |other: &Enterprise| {
        let wanted =
            Text::new(format!("与 {} 的名称不同的名称", other.id), format!("a name other than that of {}", other.id));
        Fault::new("name", "look_alike", other.zh.as_str(), wanted)
    };
    alike.map(warning).take(ALIKE_MAX).collect()
}

#[derive(Deserialize)]
struct Renamed {
    name: String,
    #[serde(default)]
    name_en: String,
}

pub(super) async fn rename((State(app), visit, Path(id), headers, body): SentTo) -> Answered {
    let Renamed { name, name_en } = body::read(&body)?;
    filled(&name, "name")?;
    let making = |region: &RegionState| {
        Ok(vec![RegionEvent::EnterpriseRenamed { id: known(region, &id)?, zh: name.clone(), en: name_en.clone() }])
    };
    let ask = asking::changes(&visit, &headers, &body)?;
    let recorded = path::record(&app.desk, &ask, Act::RegisterEnterprise, &making).await?;
    let warnings = EnterpriseId::parse(&id).map(|id| looks_like(&app, &id, &name)).unwrap_or_default();
    Ok(done_with(StatusCode::CREATED, &recorded, &warnings))
}
