//! Declarations of every shape, for properties that hold of all of them.

use std::collections::BTreeMap;
use values::direction::Direction;

use clearance::declaration::*;
use exchange::json::{Personal, Received};
use proptest::collection::{btree_map, vec};
use proptest::option::of;
use proptest::prelude::*;
use values::calendar::Day;
use values::id::{Code, Kind};
use values::quantity::{Amount, Mass, Money};

fn code<K: Kind + 'static>(pattern: &'static str) -> impl Strategy<Value = Code<K>> {
    pattern.prop_map(|text| Code::parse(&text).expect("the pattern gives codes of this kind"))
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![3 => Just(String::new()), 2 => "[ -~\\n鲜橙𠮷éЖ]{0,20}"]
}

fn day() -> impl Strategy<Value = Day> {
    (7_305..=47_846).prop_map(Day)
}

fn mass() -> impl Strategy<Value = Mass> {
    prop_oneof![0_i64..1_000_000_000, 0..=Mass::MOST.0].prop_map(Mass)
}

fn amount() -> impl Strategy<Value = Amount> {
    (0..=Amount::MOST_UNITS, code("[A-Z0-9]{2,3}")).prop_map(|(units, unit)| Amount { units, unit })
}

fn money() -> impl Strategy<Value = Money> {
    (0..=i64::MAX, 0_u8..=12, code("[A-Z]{3}")).prop_map(|(minor, scale, currency)| {
        // The most by scale, as far as it can be held at all.
        let most = (i128::from(Money::MOST) * 10_i128.pow(scale.into())).min(i64::MAX.into()) as i64;
        Money { minor: minor.min(most), scale, currency }
    })
}

fn container_no() -> impl Strategy<Value = values::id::ContainerNo> {
    prop::sample::select(vec!["CSQU3054383", "CBHU3202732", "TGHU7599330"])
        .prop_map(|no| Code::parse(no).expect("real"))
}

fn enterprise() -> impl Strategy<Value = values::id::EnterpriseId> {
    prop_oneof![code("X-[A-Za-z0-9._-]{1,40}"), Just(Code::parse("91440604193552708T").expect("real"))]
}

fn named() -> impl Strategy<Value = Named> {
    (text(), text(), text()).prop_map(|(zh, en, address)| Named { zh, en, address })
}

fn permit() -> impl Strategy<Value = Permit> {
    (code("[0-9]{1,12}"), text(), of(amount())).prop_map(|(kind, no, write_off)| Permit { kind, no, write_off })
}

fn parties() -> impl Strategy<Value = Parties> {
    (enterprise(), enterprise(), of(enterprise()), of(named()), of(named())).prop_map(
        |(owner, declarant, agent, consignor, consignee)| Parties { owner, declarant, agent, consignor, consignee },
    )
}

fn offices() -> impl Strategy<Value = Offices> {
    let office = || code("[0-9A-Za-z-]{2,12}");
    let chosen = btree_map(code("[a-z通关]{1,8}"), office(), 0..3);
    (office(), of(office()), of(office()), of(office()), of(office()), chosen).prop_map(
        |(accept, port, origin, destination, documents, chosen): (_, _, _, _, _, BTreeMap<_, _>)| Offices {
            accept,
            port,
            origin,
            destination,
            documents,
            chosen,
        },
    )
}

fn journey() -> impl Strategy<Value = Journey> {
    let place = || code("[A-Z]{5}");
    let country = || code("[A-Z]{2}");
    let codes = (place(), of(code("[1-9]")), of(country()), of(country()), of(country()), of(place()), of(place()));
    let days = (of(day()), of(day()), of(day()), of(code("[0-9]{6}")), of(code("[0-9A-Z]")));
    (codes, days, vec(text(), 6)).prop_map(|(codes, days, texts)| {
        let [conveyance, conveyance_no, bill_no, sub_bill_no, delivery_order, goods_place] =
            texts.try_into().expect("six texts");
        Journey {
            port: codes.0,
            transport: codes.1,
            customs_transport: days.4,
            despatch_country: codes.2,
            destination_country: codes.3,
            trade_country: codes.4,
            despatch_port: codes.5,
            via_port: codes.6,
            destination_district: days.3,
            day: days.0,
            despatch_day: days.1,
            discharged_day: days.2,
            conveyance,
            conveyance_no,
            bill_no,
            sub_bill_no,
            delivery_order,
            goods_place,
        }
    })
}

fn head() -> impl Strategy<Value = Head> {
    let codes = vec(of(code("[0-9]{1,6}")), 6);
    (codes, vec(text(), 7), of(day()), of(any::<bool>()), vec(permit(), 0..2), vec(named(), 0..2)).prop_map(
        |(codes, texts, claim_until, original_container, qualifications, users)| {
            let [trade_mode, customs_office, special_business, special_clearance, related_reason, epidemic] =
                codes.try_into().expect("six codes");
            let [
                contract_no,
                invoice_no,
                marks,
                customs_registration,
                declarant_registration,
                related_no,
                requirements,
            ] = texts.try_into().expect("seven texts");
            Head {
                trade_mode,
                contract_no,
                invoice_no,
                marks,
                customs_office,
                customs_registration,
                declarant_registration,
                special_business,
                special_clearance,
                claim_until,
                related_no,
                related_reason,
                requirements,
                epidemic,
                original_container,
                qualifications,
                users,
            }
        },
    )
}

fn pack() -> impl Strategy<Value = Pack> {
    (code("[A-Z0-9]{2}"), 0..=10_000_000_u32, of(code("[A-Z]{4}")), any::<bool>())
        .prop_map(|(kind, count, material, main)| Pack { kind, count, material, main })
}

fn line() -> impl Strategy<Value = Line> {
    let codes = (code("[0-9]{10}"), of(code("[0-9]{3}")), vec(code("[0-9]{2}"), 0..3), of(code("[0-9]{2}")));
    let from = (code("[A-Z]{2}"), of(code("[0-9]{6}")), of(day()), of(day()));
    let numbers = (of(amount()), mass(), of(mass()), money(), of(code("[0-9]{3}")));
    let stowage = (container_no(), mass()).prop_map(|(container, net_mass)| Stowage { container, net_mass });
    let dangerous = (code("[0-9]{4}"), of(code("[1-3]"))).prop_map(|(un, class)| Dangerous { un, class });
    let parts = (of(dangerous), vec(pack(), 0..3), vec(permit(), 0..2), vec(stowage, 0..3));
    (codes, from, numbers, parts, vec(text(), 8)).prop_map(|(codes, from, numbers, parts, texts)| {
        let [name, name_en, model, spec, brand, batch, manufacturer, ingredients] =
            texts.try_into().expect("eight texts");
        Line {
            hs: codes.0,
            ciq: codes.1,
            name,
            name_en,
            model,
            spec,
            brand,
            attributes: codes.2,
            purpose: codes.3,
            origin: from.0,
            origin_district: from.1,
            quantity: numbers.0,
            customs_unit: numbers.4,
            net_mass: numbers.1,
            gross_mass: numbers.2,
            value: numbers.3,
            produced: from.2,
            batch,
            valid_until: from.3,
            manufacturer,
            ingredients,
            dangerous: parts.0,
            packages: parts.1,
            permits: parts.2,
            stowage: parts.3,
            hs_not_in_force: false,
        }
    })
}

fn lists() -> impl Strategy<Value = (Vec<Container>, Vec<Attachment>, Vec<Wanted>)> {
    let container = (container_no(), of(code("[0-9]{3}")), of(code("[24L][0-9][A-Z][0-9]")), any::<bool>(), text())
        .prop_map(|(no, kind, size_type, shared, seal)| Container { no, kind, size_type, shared, seal });
    let attachment = (code("[0-9]{6}"), text(), text(), prop_oneof![Just(String::new()), "[0-9a-f]{64}"])
        .prop_map(|(kind, no, name, digest)| Attachment { kind, no, name, digest });
    let wanted = (code("[0-9]{2}"), 0_u8..100, 0_u8..100).prop_map(|(kind, originals, copies)| Wanted {
        kind,
        originals,
        copies,
    });
    (vec(container, 0..3), vec(attachment, 0..3), vec(wanted, 0..3))
}

/// A declaration of any shape that the message can carry, and any data of persons.
pub fn received() -> impl Strategy<Value = Received> {
    let direction = prop::sample::select(vec![Direction::Entry, Direction::Exit]);
    let first = (direction, "[ -~号]{1,20}", of(code("[0-9]{2}")), of(code("[A-Z0-9进出-]{1,6}")));
    let personal = prop::sample::subsequence(
        vec!["contact.name", "contact.phone", "declarant_person.name", "declarant_person.id"],
        0..=4,
    );
    (first, parties(), offices(), journey(), head(), vec(line(), 1..4), lists(), personal, "[王李0-9]{1,9}").prop_map(
        |(first, parties, offices, journey, head, lines, lists, personal, value)| Received {
            declaration: Declaration {
                direction: first.0,
                reference: first.1,
                kind: first.2,
                asked: first.3,
                parties,
                offices,
                journey,
                head,
                lines,
                containers: lists.0,
                attachments: lists.1,
                wanted: lists.2,
                sealed: Vec::new(),
                not_supplied: None,
            },
            personal: personal
                .into_iter()
                .map(|field| Personal { field: field.to_owned(), value: value.clone() })
                .collect(),
        },
    )
}
