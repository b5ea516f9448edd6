//! Consignments and the work on them, as programs send them.

use crate::people::OWNER;
use serde_json::{Value, json};
use std::sync::atomic::{AtomicU32, Ordering};
use values::actor::Role;

/// Who does steps of a kind.
pub fn role_of(kind: &str) -> Role {
    match kind {
        "accept" => Role::Acceptor,
        "supervise" | "inspect" | "verify" | "watch_loading" | "treat" => Role::Inspector,
        _ => Role::Releaser,
    }
}

/// What is done in a step of a kind.
pub fn work(kind: &str, outcome: &Value, lots: &[Value]) -> Value {
    let live = lots.iter().filter(|lot| lot["state"] == "live");
    let findings: Vec<Value> = live.map(|lot| json!({ "lot": lot["lot"], "outcome": outcome })).collect();
    match kind {
        "inspect" | "verify" | "watch_loading" => json!({ "examine": { "findings": findings } }),
        "supervise" => json!({ "supervise": { "note": "备案养殖场" } }),
        "treat" => json!({ "treat": { "method": "喷洒", "minutes": 60, "effective": true } }),
        "move" => json!({ "move": { "seal": "S-1" } }),
        "release" => json!({ "release": {} }),
        kind => json!({ kind: {} }),
    }
}

/// An exit from Zhengzhou over Huangdao.
pub fn exit(hs: &str) -> Value {
    let mut declaration = of("exit", hs, "CN");
    declaration["offices"] = json!({ "accept": "410100", "origin": "410100" });
    declaration["journey"] = json!({ "port": "CNQDP", "transport": "1", "destination_country": "KZ" });
    declaration["attachments"] = json!([{ "kind": "101001" }, { "kind": "101041" }]);
    declaration["lines"][0]["purpose"] = json!("12");
    declaration
}

/// An entry over Huangdao to Xi'an.
pub fn entry(hs: &str) -> Value {
    let mut declaration = of("entry", hs, "KR");
    declaration["offices"] = json!({ "accept": "610100", "destination": "610100" });
    declaration["journey"] = json!({ "port": "CNQDP", "transport": "1", "despatch_country": "KR" });
    declaration["attachments"] = json!([{ "kind": "101001" }, { "kind": "101002" }]);
    declaration["lines"][0]["purpose"] = json!("99");
    declaration
}

fn of(direction: &str, hs: &str, origin: &str) -> Value {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let reference = format!("T-{}", COUNT.fetch_add(1, Ordering::Relaxed));
    json!({
        "direction": direction, "reference": reference, "parties": { "owner": OWNER, "declarant": OWNER },
        "lines": [{
            "hs": hs, "name": "货物", "origin": origin, "net_mass": "1000 kg", "value": "10000.00 CNY",
            "quantity": "1000 KGM", "packages": [{ "kind": "CT", "count": 100 }],
        }],
        "contact": { "name": "李雷", "phone": "13800001111" },
    })
}
