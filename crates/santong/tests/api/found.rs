//! Codes are found by what people call a thing, and what is not there is not offered as another.

use crate::field::percent;
use crate::site::{LATE, OWNER, Site, site};
use screens::words;
use values::text::Language;

async fn found(site: &Site, table: &str, typed: &str) -> Vec<String> {
    let answer = site.get(OWNER, &format!("/api/v1/tables/{table}/search?q={}", percent(typed))).await;
    assert_eq!(answer.status, 200, "{typed}: {answer:?}");
    answer.json["found"].as_array().unwrap().iter().map(|hit| hit["code"].as_str().unwrap().to_owned()).collect()
}

/// One site for all three: its index of places takes a second.
#[tokio::test]
async fn field_21_22_codes_are_found_by_what_people_call_them() {
    let site = site(LATE).await;
    a_country_by_its_own_name(&site).await;
    a_port_by_its_chinese_name_or_nothing(&site).await;
    each_hint_gives_examples_that_find(&site).await;
}

/// Field 21: a name with accents finds its code, typed with and without them.
async fn a_country_by_its_own_name(site: &Site) {
    for (table, typed, code) in [
        ("country", "Türkiye", "TR"),
        ("country", "Turkiye", "TR"),
        ("country", "Côte d'Ivoire", "CI"),
        ("country", "Cote", "CI"),
        ("country", "Curaçao", "CW"),
        ("country", "Réunion", "RE"),
        ("country", "Åland", "AX"),
        ("country", "法國", "FR"),
        ("place", "Ürümqi", "CNURM"),
        ("place", "ZURICH", "CHZRH"),
        ("place", "Malmö", "SEMMA"),
        ("place", "malmo", "SEMMA"),
    ] {
        let codes = found(site, table, typed).await;
        assert!(codes.contains(&code.to_owned()), "{typed}: {codes:?}");
    }
}

/// Field 22: a port is found by its Chinese name; where the table has nothing of that name, nothing is offered.
async fn a_port_by_its_chinese_name_or_nothing(site: &Site) {
    for (typed, code) in [
        ("上海", "CNSHG"),
        ("连云港", "CNLYG"),
        ("連雲港", "CNLYG"),
        ("香港", "HKHKG"),
        ("广州", "CNGZP"),
        ("天津", "CNTNJ"),
        ("深圳", "CNSNZ"),
        ("重庆", "CNCQI"),
    ] {
        let codes = found(site, "place", typed).await;
        assert_eq!(codes.first().map(String::as_str), Some(code), "{typed}: {codes:?}");
    }
    for nowhere in ["抚州港", "连云山", "海威", "香水"] {
        assert_eq!(found(site, "place", nowhere).await, Vec::<String>::new(), "{nowhere}");
    }
}

/// Whoever types what the hint of a field gives as an example finds something, and by each example of a hint the same thing.
async fn each_hint_gives_examples_that_find(site: &Site) {
    for table in ["hs", "country", "place", "district", "package"] {
        for language in Language::ALL {
            let hint = words::say_owned(language, &format!("declare.example.{table}"));
            let examples: Vec<&str> = hint.trim_start_matches('如').split(['、', ',']).map(str::trim).collect();
            let code = examples.last().unwrap().to_string();
            assert_eq!(examples.len(), 2, "{hint}");
            for example in examples {
                let codes = found(site, table, example).await;
                assert!(codes.iter().any(|found| found.starts_with(&code)), "{table} {example}: {codes:?}");
            }
        }
        let page = site.page(OWNER, "/declare/entry").await;
        let hint = words::say_owned(Language::Zh, &format!("declare.example.{table}"));
        assert!(page.body.contains(hint), "{table}");
    }
}
