//! Statistics: a table by any two axes with its margins, open to the cases, as CSV and as a map.

use crate::given::{HUANGDAO, declared, does, export, import, peopled, signed_in};
use trial::served::{Browser, Served};

/// Three exports to Germany and one import, one lot of them failed; the paths of the cases.
async fn happened(site: &Served) -> Vec<String> {
    let mut agent = signed_in(site, "agent").await;
    let mut paths = Vec::new();
    for n in 0..3 {
        let form = export(&agent.get("/declare/exit").await.body).with("reference", &format!("S-{n}"));
        paths.push(declared(&mut agent, form).await);
    }
    let form = import(&agent.get("/declare/entry").await.body).with("reference", "S-9");
    paths.push(declared(&mut agent, form).await);
    let mut reviewer = signed_in(site, "reviewer").await;
    let mut inspector = signed_in(site, "inspector").await;
    for (path, outcome) in [(&paths[0], "pass"), (&paths[1], "fail")] {
        does(&mut reviewer, path, ("act", "review-pass"), &[]).await;
        let result = [("lot-1", outcome), ("reason-1", "色牢度不合格")];
        does(&mut inspector, path, ("step", "产地检验检疫"), &result).await;
    }
    paths
}

/// The rows of the table as CSV, without the mark at its beginning.
async fn sheet(statistician: &mut Browser<'_>, asked: &str) -> Vec<Vec<String>> {
    let answer = statistician.get(&format!("/statistics/table.csv?{asked}")).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    assert_eq!(answer.header("content-type"), "text/csv; charset=utf-8");
    let text = answer.body.strip_prefix('\u{feff}').unwrap().to_owned();
    text.lines().map(|line| line.split(',').map(str::to_owned).collect()).collect()
}

fn row<'a>(sheet: &'a [Vec<String>], name: &str) -> &'a [String] {
    sheet.iter().find(|row| row[0] == name).unwrap_or_else(|| panic!("{name}: {sheet:?}"))
}

#[tokio::test]
async fn plan_3_3_3_any_axis_against_any_other_has_the_same_total() {
    let site = peopled().await;
    happened(&site).await;
    let mut reader = signed_in(&site, "statistician").await;
    let axes = ["declared", "inspected_member", "flow", "mode", "chapter", "country", "owner", "month", "direction"];
    for rows in axes {
        for columns in axes.into_iter().filter(|columns| *columns != rows) {
            let sheet =
                sheet(&mut reader, &format!("rows={rows}&columns={columns}&from=2015-01-01&until=2015-12-31")).await;
            assert_eq!(sheet.last().unwrap()[..2], ["合计", "4"], "{rows} {columns}");
            for line in &sheet[1..] {
                let cells: i64 = line[2..].iter().filter_map(|cell| cell.parse::<i64>().ok()).sum();
                assert_eq!(cells.to_string(), line[1], "{rows} {columns}: {line:?}");
            }
        }
    }
    let table = sheet(&mut reader, "rows=direction&columns=whole&from=2015-01-01&until=2015-12-31").await;
    assert_eq!((row(&table, "出境")[1].as_str(), row(&table, "入境")[1].as_str()), ("3", "1"));
}

#[tokio::test]
async fn plan_3_3_3_failed_lots_and_their_rate_are_counted_where_they_were_inspected() {
    let site = peopled().await;
    happened(&site).await;
    let mut reader = signed_in(&site, "statistician").await;
    let asked = "rows=inspected_member&columns=whole&activity=inspect&from=2015-01-01&until=2015-12-31";
    for (measure, told) in [("lots", "2"), ("failed_lots", "1"), ("lot_rate", "50.00"), ("value_rate", "50.00")] {
        let table = sheet(&mut reader, &format!("{asked}&measure={measure}")).await;
        assert_eq!(row(&table, "宁夏")[1], told, "{measure}: {table:?}");
    }
    let hours = sheet(&mut reader, &format!("{asked}&measure=hours")).await;
    assert!(row(&hours, "宁夏")[1].parse::<f64>().is_ok(), "{hours:?}");
}

#[tokio::test]
async fn a_number_opens_the_cases_that_it_counts() {
    let site = peopled().await;
    let paths = happened(&site).await;
    let mut statistician = signed_in(&site, "statistician").await;
    let asked = "rows=inspected&columns=outcome&activity=inspect&measure=failed_lots&from=2015-01-01&until=2015-12-31";
    let page = statistician.get(&format!("/statistics?{asked}")).await;
    let link =
        page.body.split('"').find(|text| text.starts_with("/statistics/cases?") && text.contains("row=")).unwrap();
    let opened = statistician.get(&link.replace("&#38;", "&").replace("&amp;", "&")).await;
    assert_eq!(opened.status, 200);
    let listed: Vec<bool> = paths.iter().map(|path| opened.body.contains(&format!("href=\"{path}\""))).collect();
    assert_eq!(listed, [false, true, false, false]);
    let other = statistician.get(&format!("/statistics/cases?{asked}&row=:{HUANGDAO}")).await;
    assert!(paths.iter().all(|path| !other.body.contains(path.as_str())));
    for hostile in ["%25", "_", "a,b", "'", "%00", "%3Cscript%3E"] {
        let answer = statistician.get(&format!("/statistics/cases?{asked}&row=:{hostile}")).await;
        assert_eq!(answer.status, 200, "{hostile}");
        assert!(paths.iter().all(|path| !answer.body.contains(path.as_str())), "{hostile}");
        assert!(!answer.body.contains("<script>"), "{hostile}");
    }
}

#[tokio::test]
async fn days_that_are_none_are_told_beside_their_field() {
    let site = peopled().await;
    let mut statistician = signed_in(&site, "statistician").await;
    for (asked, at) in [
        ("from=2015-13-01", "from-fault"),
        ("until=x", "until-fault"),
        ("from=1979-12-31", "from-fault"),
        ("until=2100-01-01", "until-fault"),
        ("from=2015-02-02&until=2015-02-01", "until-fault"),
    ] {
        let page = statistician.get(&format!("/statistics?{asked}")).await;
        assert!(page.body.contains(&format!("id=\"{at}\"")), "{asked}");
        assert_eq!(page.body.matches("class=\"fault\"").count(), 1, "{asked}");
    }
    let page = statistician.get("/statistics?from=2015-02-02&until=2015-02-02").await;
    assert!(!page.body.contains("class=\"fault\""));
}

#[tokio::test]
async fn the_map_has_a_tile_for_each_bureau_and_what_flows_between_them() {
    let site = peopled().await;
    happened(&site).await;
    let mut statistician = signed_in(&site, "statistician").await;
    let page = statistician.get("/statistics/map?from=2015-01-01&until=2015-12-31").await;
    assert_eq!(page.body.matches("class=\"tile").count(), 10);
    // Declared at Qingdao, inspected at Yinchuan.
    assert!(page.body.contains("山东 → 宁夏 3"), "{}", page.body);
    assert_eq!(signed_in(&site, "agent").await.get("/statistics/map").await.status, 403);
}
