//! Reading what stands once in a declaration: parties, offices, journey, head, containers, documents.

use std::collections::BTreeMap;

use clearance::declaration::{
    Attachment, Container, Declaration, Head, Journey, Named, Offices, Parties, Permit, Wanted,
};
use policy::reference::TableName;
use values::direction::Direction;
use values::id::{OfficeCode, StepName};
use values::text::Text;

use super::goods::{line, write_off};
use super::tree::Node;
use super::walk::{Fields, Walk};
use super::{MAX_ITEMS, MAX_LINES, NAME, NOTE, NUMBER, Personal};

/// Stands in for an enterprise that could not be read.
const NOBODY: &str = "X-0";
/// Stands in for an office that could not be read: the partition that is no office.
const NOWHERE: &str = "region";

/// The whole declaration. Faults are noted in the walk; what they concern is filled with something of the right shape.
pub fn declaration(fields: &mut Fields<'_, '_, '_>) -> Declaration {
    let direction = direction(fields);
    let reference = reference(fields);
    let kind = fields.code("kind", Some(TableName::DeclarationKind));
    let parties = fields.need_object("parties", parties);
    let offices = fields.need_object("offices", offices);
    let asked = fields.code("asked", None);
    let journey = fields.need_object("journey", journey);
    let head = fields.object("head", head).unwrap_or_default();
    let there = fields.need_list("lines");
    let lines = fields.objects("lines", MAX_LINES, line);
    if there && lines.is_empty() {
        fields.walk.fault("lines", "required", "", Text::fixed("至少一项货物", "at least one line"));
    }
    let containers = fields.objects("containers", MAX_ITEMS, container);
    let attachments = fields.objects("attachments", MAX_ITEMS, attachment);
    let wanted = fields.objects("wanted", MAX_ITEMS, wanted);
    personal(fields, "contact", &[("name", NAME), ("phone", NUMBER)]);
    personal(fields, "declarant_person", &[("name", NAME), ("id", NUMBER)]);
    Declaration {
        direction,
        reference,
        kind,
        parties,
        offices,
        asked,
        journey,
        head,
        lines,
        containers,
        attachments,
        wanted,
        sealed: Vec::new(),
        not_supplied: None,
    }
}

fn direction(fields: &mut Fields<'_, '_, '_>) -> Direction {
    let wanted = || Text::fixed("entry（入境）或exit（出境）", "entry or exit");
    match fields.need("direction") {
        Some(Node::Text(word)) if *word == "entry" => return Direction::Entry,
        Some(Node::Text(word)) if *word == "exit" => return Direction::Exit,
        Some(node @ Node::Text(_)) => fields.walk.fault("direction", "unknown_word", &node.shown(), wanted()),
        Some(node) => fields.wrong_type("direction", node, wanted()),
        None => {}
    }
    Direction::Exit
}

fn reference(fields: &mut Fields<'_, '_, '_>) -> String {
    match fields.need("reference") {
        Some(_) => fields.text("reference", NUMBER),
        None => String::new(),
    }
}

fn parties(fields: &mut Fields<'_, '_, '_>) -> Parties {
    Parties {
        owner: fields.need_code("owner", None, NOBODY),
        declarant: fields.need_code("declarant", None, NOBODY),
        agent: fields.code("agent", None),
        consignor: fields.object("consignor", named),
        consignee: fields.object("consignee", named),
    }
}

fn named(fields: &mut Fields<'_, '_, '_>) -> Named {
    Named { zh: fields.text("zh", NAME), en: fields.text("en", NAME), address: fields.text("address", NOTE) }
}

fn offices(fields: &mut Fields<'_, '_, '_>) -> Offices {
    Offices {
        accept: fields.need_code("accept", None, NOWHERE),
        port: fields.code("port", None),
        origin: fields.code("origin", None),
        destination: fields.code("destination", None),
        documents: fields.code("documents", None),
        chosen: fields.object("chosen", chosen).unwrap_or_default(),
    }
}

/// The keys are names of steps, which the region's text gives.
fn chosen(fields: &mut Fields<'_, '_, '_>) -> BTreeMap<StepName, OfficeCode> {
    let mut chosen = BTreeMap::new();
    for (key, node) in fields.rest() {
        let walk = &mut *fields.walk;
        let step = walk.code(key, None, key);
        let office = match node {
            Node::Text(text) => walk.code(key, None, text),
            Node::Null | Node::Bool(_) | Node::Whole(_) | Node::Number(_) | Node::List(_) | Node::Object(_) => {
                walk.fault(key, "type", &node.shown(), Text::fixed("机构代号（文本）", "an office code (text)"));
                None
            }
        };
        if let (Some(step), Some(office)) = (step, office) {
            chosen.insert(step, office);
        }
    }
    chosen
}

fn journey(fields: &mut Fields<'_, '_, '_>) -> Journey {
    Journey {
        port: fields.need_code("port", Some(TableName::Place), "ZZZZZ"),
        transport: fields.code("transport", Some(TableName::Transport)),
        customs_transport: fields.code("customs_transport", None),
        despatch_country: fields.code("despatch_country", Some(TableName::Country)),
        destination_country: fields.code("destination_country", Some(TableName::Country)),
        trade_country: fields.code("trade_country", Some(TableName::Country)),
        despatch_port: fields.code("despatch_port", Some(TableName::Place)),
        via_port: fields.code("via_port", Some(TableName::Place)),
        destination_district: fields.code("destination_district", Some(TableName::District)),
        day: fields.day("day"),
        despatch_day: fields.day("despatch_day"),
        discharged_day: fields.day("discharged_day"),
        conveyance: fields.text("conveyance", NAME),
        conveyance_no: fields.text("conveyance_no", NUMBER),
        bill_no: fields.text("bill_no", NUMBER),
        sub_bill_no: fields.text("sub_bill_no", NUMBER),
        delivery_order: fields.text("delivery_order", NUMBER),
        goods_place: fields.text("goods_place", NAME),
    }
}

fn head(fields: &mut Fields<'_, '_, '_>) -> Head {
    Head {
        trade_mode: fields.code("trade_mode", Some(TableName::TradeMode)),
        contract_no: fields.text("contract_no", NUMBER),
        invoice_no: fields.text("invoice_no", NUMBER),
        marks: fields.text("marks", NOTE),
        customs_office: fields.code("customs_office", None),
        customs_registration: fields.text("customs_registration", NUMBER),
        declarant_registration: fields.text("declarant_registration", NUMBER),
        special_business: fields.code("special_business", Some(TableName::SpecialBusiness)),
        special_clearance: fields.code("special_clearance", Some(TableName::SpecialClearance)),
        claim_until: fields.day("claim_until"),
        related_no: fields.text("related_no", NUMBER),
        related_reason: fields.code("related_reason", Some(TableName::RelationReason)),
        requirements: fields.text("requirements", NOTE),
        epidemic: fields.code("epidemic", None),
        original_container: fields.flag("original_container"),
        qualifications: fields.objects("qualifications", MAX_ITEMS, |fields| permit(fields, TableName::Qualification)),
        users: fields.objects("users", MAX_ITEMS, named),
    }
}

/// A permit of a line, or a qualification of an enterprise: the same form, other tables.
pub fn permit(fields: &mut Fields<'_, '_, '_>, table: TableName) -> Permit {
    Permit {
        kind: fields.need_code("kind", Some(table), "0"),
        no: match fields.need("no") {
            Some(_) => fields.text("no", NUMBER),
            None => String::new(),
        },
        write_off: write_off(fields),
    }
}

fn container(fields: &mut Fields<'_, '_, '_>) -> Container {
    Container {
        no: fields.need_code("no", None, "CSQU3054383"),
        kind: fields.code("kind", Some(TableName::ContainerSize)),
        size_type: fields.code("size_type", None),
        shared: fields.flag("shared").unwrap_or_default(),
        seal: fields.text("seal", NUMBER),
    }
}

fn attachment(fields: &mut Fields<'_, '_, '_>) -> Attachment {
    let attachment = Attachment {
        kind: fields.need_code("kind", Some(TableName::Attachment), "0"),
        no: fields.text("no", NUMBER),
        name: fields.text("name", NAME),
        digest: fields.text("digest", NAME),
    };
    let hex = |b: u8| b.is_ascii_digit() || (b'a'..=b'f').contains(&b);
    let is_digest = attachment.digest.len() == 64 && attachment.digest.bytes().all(hex);
    if !attachment.digest.is_empty() && !is_digest {
        let wanted = Text::fixed("SHA-256：64位小写十六进制数字", "a SHA-256: 64 hex digits in lower case");
        fields.walk.fault("digest", "shape", &attachment.digest, wanted);
    }
    attachment
}

fn wanted(fields: &mut Fields<'_, '_, '_>) -> Wanted {
    Wanted {
        kind: fields.need_code("kind", Some(TableName::Document), "0"),
        originals: fields.need_whole("originals", 99) as u8,
        copies: fields.need_whole("copies", 99) as u8,
    }
}

/// Data of a person are returned apart from the declaration, to be sealed.
fn personal(fields: &mut Fields<'_, '_, '_>, key: &'static str, parts: &[(&'static str, usize)]) {
    let given = fields.object(key, |fields| {
        let mut given = Vec::new();
        for (part, most) in parts {
            let value = fields.text(part, *most);
            if !value.is_empty() {
                given.push(Personal { field: format!("{key}.{part}"), value });
            }
        }
        given
    });
    fields.walk.personal.extend(given.into_iter().flatten());
}

/// An item of a list that is a code.
pub fn code_item<K: values::id::Kind>(
    walk: &mut Walk<'_>,
    node: &Node<'_>,
    table: TableName,
) -> Option<values::id::Code<K>> {
    match node {
        Node::Text(text) => walk.code("", Some(table), text),
        Node::Null | Node::Bool(_) | Node::Whole(_) | Node::Number(_) | Node::List(_) | Node::Object(_) => {
            walk.fault("", "type", &node.shown(), Text::fixed("代码（文本）", "a code (text)"));
            None
        }
    }
}
