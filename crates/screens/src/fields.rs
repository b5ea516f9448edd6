//! The fields of the declaration in the order of the paper form, and how each is asked.

use policy::reference::TableName;
use values::direction::Direction;

/// How a field is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ask {
    /// A line of text.
    Line,
    /// Longer text.
    Area,
    /// A day.
    Day,
    /// A whole number.
    Whole,
    /// A number with a unit that stands fixed.
    With(&'static str),
    /// A number and a code of a table behind it: quantity and unit, sum and currency.
    Measured(TableName),
    /// A code of a short table, chosen from all of it.
    Select(TableName),
    /// Codes of a short table, as many as fit: each is ticked.
    Several(TableName),
    /// A code of a long table, typed, with proposals.
    Code(TableName),
    /// A code of a table that is too long to propose from, looked up by name while one types.
    Typed(TableName),
    /// The name of goods, which finds the code beside it.
    Goods,
    /// An office of the region.
    Office,
    /// An office that serves a port.
    PortOffice,
    /// One of the parties that the asker may declare for.
    Owner,
    /// A port, with those of the region proposed.
    Port,
    /// A mode that may be asked for.
    Mode,
    /// Into or out of the country: the form is of one direction.
    Way,
    /// Yes or no.
    YesNo,
}

/// One field: its path below where it stands, the key of its words, and how it is asked.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// The path, as the API has it.
    pub path: &'static str,
    /// How it is asked.
    pub ask: Ask,
    /// Whether acceptance cannot do without it.
    pub needed: bool,
    /// Only on the form of this direction.
    pub only: Option<Direction>,
    /// Whether it takes two columns: names of companies and goods are long.
    pub broad: bool,
    /// Whether the form asks for it; else it comes by other ways only and is told where all that was declared is told.
    pub asked: bool,
}

const fn field(path: &'static str, ask: Ask) -> Field {
    Field { path, ask, needed: false, only: None, broad: false, asked: true }
}

const fn told(path: &'static str, ask: Ask) -> Field {
    Field { asked: false, ..field(path, ask) }
}

const fn needed(path: &'static str, ask: Ask) -> Field {
    Field { needed: true, ..field(path, ask) }
}

const fn on(direction: Direction, field: Field) -> Field {
    Field { only: Some(direction), ..field }
}

const fn broad(field: Field) -> Field {
    Field { broad: true, ..field }
}

use Ask::{
    Area, Code, Day, Goods, Line, Measured, Mode, Office, Owner, Port, PortOffice, Select, Several, Typed, Way, Whole,
    With, YesNo,
};
use Direction::{Entry, Exit};

/// A group of fields with a heading, key `declare.group.NAME`.
pub struct Group {
    /// Its name.
    pub name: &'static str,
    /// Its fields.
    pub fields: &'static [Field],
}

/// The head of the form.
pub const HEAD: &[Group] = &[
    Group {
        name: "parties",
        fields: &[
            told("direction", Way),
            broad(needed("parties.owner", Owner)),
            told("parties.declarant", Owner),
            told("parties.agent", Owner),
            needed("reference", Line),
            field("kind", Select(TableName::DeclarationKind)),
            broad(field("parties.consignor.zh", Line)),
            broad(field("parties.consignor.en", Line)),
            told("parties.consignor.address", Line),
            broad(field("parties.consignee.zh", Line)),
            broad(field("parties.consignee.en", Line)),
            told("parties.consignee.address", Line),
            field("contact.name", Line),
            field("contact.phone", Line),
            told("declarant_person.name", Line),
            told("declarant_person.id", Line),
        ],
    },
    Group {
        name: "offices",
        fields: &[
            needed("offices.accept", Office),
            on(Exit, needed("offices.origin", Office)),
            on(Entry, needed("offices.destination", Office)),
            field("offices.port", PortOffice),
            broad(field("offices.documents", Office)),
            field("asked", Mode),
        ],
    },
    Group {
        name: "journey",
        fields: &[
            needed("journey.port", Port),
            field("journey.transport", Select(TableName::Transport)),
            told("journey.customs_transport", Select(TableName::CustomsTransport)),
            field("journey.conveyance", Line),
            field("journey.conveyance_no", Line),
            field("journey.bill_no", Line),
            told("journey.sub_bill_no", Line),
            told("journey.delivery_order", Line),
            on(Entry, field("journey.despatch_country", Code(TableName::Country))),
            on(Entry, field("journey.despatch_port", Typed(TableName::Place))),
            told("journey.via_port", Typed(TableName::Place)),
            on(Entry, field("journey.destination_district", Typed(TableName::District))),
            on(Exit, field("journey.destination_country", Code(TableName::Country))),
            field("journey.trade_country", Code(TableName::Country)),
            field("journey.day", Day),
            on(Entry, field("journey.despatch_day", Day)),
            on(Entry, field("journey.discharged_day", Day)),
            field("journey.goods_place", Line),
        ],
    },
    Group {
        name: "trade",
        fields: &[
            field("head.trade_mode", Select(TableName::TradeMode)),
            field("head.contract_no", Line),
            field("head.invoice_no", Line),
            field("head.marks", Area),
            field("head.requirements", Area),
            told("head.epidemic", Line),
            told("head.claim_until", Day),
            told("head.customs_office", Line),
            told("head.customs_registration", Line),
            told("head.declarant_registration", Line),
            told("head.special_business", Select(TableName::SpecialBusiness)),
            told("head.special_clearance", Select(TableName::SpecialClearance)),
            told("head.original_container", YesNo),
            told("head.related_no", Line),
            told("head.related_reason", Select(TableName::RelationReason)),
        ],
    },
];

/// The fields of a line of goods.
pub const LINE: &[Field] = &[
    needed("hs", Typed(TableName::Hs)),
    told("ciq", Line),
    broad(needed("name", Goods)),
    broad(field("name_en", Line)),
    field("spec", Line),
    told("model", Line),
    field("brand", Line),
    needed("origin", Code(TableName::Country)),
    on(Exit, field("origin_district", Typed(TableName::District))),
    field("purpose", Select(TableName::Purpose)),
    field("attributes", Several(TableName::Attribute)),
    needed("quantity", Measured(TableName::Unit)),
    told("customs_unit", Line),
    needed("net_mass", With("kg")),
    field("gross_mass", With("kg")),
    needed("value", Measured(TableName::Currency)),
    field("produced", Day),
    told("valid_until", Day),
    field("batch", Line),
    on(Exit, field("manufacturer", Line)),
    told("ingredients", Area),
    told("dangerous.un", Line),
    told("dangerous.class", Select(TableName::DangerousPack)),
];

/// A list whose rows are added one by one.
pub struct Rows {
    /// Path of the list below where it stands.
    pub path: &'static str,
    /// Fields of a row.
    pub fields: &'static [Field],
    /// Whether the form asks for rows of it.
    pub asked: bool,
}

/// Lists of a line.
pub const LINE_ROWS: &[Rows] = &[
    Rows {
        path: "packages",
        fields: &[
            field("kind", Code(TableName::Package)),
            field("count", Whole),
            field("material", Select(TableName::PackageMaterial)),
            told("main", YesNo),
        ],
        asked: true,
    },
    Rows {
        path: "permits",
        fields: &[
            field("kind", Select(TableName::Permit)),
            field("no", Line),
            told("write_off", Measured(TableName::Unit)),
        ],
        asked: true,
    },
    Rows { path: "stowage", fields: &[told("container", Line), told("net_mass", With("kg"))], asked: false },
];

/// Lists of the whole declaration.
pub const ROWS: &[Rows] = &[
    Rows {
        path: "containers",
        fields: &[
            field("no", Line),
            field("kind", Select(TableName::ContainerSize)),
            told("size_type", Select(TableName::ContainerType)),
            field("seal", Line),
            told("shared", YesNo),
        ],
        asked: true,
    },
    Rows {
        path: "attachments",
        fields: &[
            field("kind", Select(TableName::Attachment)),
            field("no", Line),
            field("name", Line),
            told("digest", Line),
        ],
        asked: true,
    },
    Rows {
        path: "wanted",
        fields: &[broad(field("kind", Select(TableName::Document))), field("originals", Whole), field("copies", Whole)],
        asked: true,
    },
    Rows {
        path: "head.qualifications",
        fields: &[
            told("kind", Select(TableName::Qualification)),
            told("no", Line),
            told("write_off", Measured(TableName::Unit)),
        ],
        asked: false,
    },
    Rows { path: "head.users", fields: &[told("zh", Line), told("en", Line), told("address", Line)], asked: false },
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words;
    use values::text::Language;

    #[test]
    fn every_field_and_group_has_its_words() {
        let mut keys: Vec<String> = Vec::new();
        for group in HEAD {
            keys.push(format!("declare.group.{}", group.name));
            keys.extend(group.fields.iter().map(|field| format!("declare.{}", field.path)));
        }
        keys.extend(LINE.iter().map(|field| format!("declare.lines.{}", field.path)));
        for rows in LINE_ROWS.iter().chain(ROWS) {
            keys.push(format!("declare.group.{}", rows.path));
            keys.extend(rows.asked.then(|| format!("declare.add.{}", rows.path)));
            keys.extend(rows.fields.iter().map(|field| format!("declare.{}.{}", rows.path, field.path)));
        }
        for language in Language::ALL {
            let missing: Vec<_> = keys.iter().filter(|key| words::say_owned(language, key).is_empty()).collect();
            assert_eq!(missing, Vec::<&String>::new());
        }
    }
}
