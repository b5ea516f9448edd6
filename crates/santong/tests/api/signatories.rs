//! 授权签字人名册 (R35): person, specimen, kinds, languages, office, days, suspension, in one list for the whole region.

use crate::promises::on_both;
use crate::site::{OWNER, Site};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use register::cases::FIELD;
use serde_json::{Value, json};
use values::actor::Role;

/// The smallest picture: one pixel.
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89\0\0\0\nIDATx\x9cc\0\x01\0\0\x05\0\x01\r\n-\xb4\0\0\0\0IEND\xaeB`\x82";

async fn of(site: &Site, who: &str, account: &str) -> Value {
    let all = site.get(who, "/api/v1/signatories").await.json;
    let one = all["signatories"].as_array().unwrap().iter().find(|one| one["account"] == account);
    one.cloned().unwrap_or(Value::Null)
}

fn content(bytes: &[u8]) -> Value {
    json!({ "document": STANDARD.encode(bytes) })
}

/// A signatory with a specimen.
pub async fn kept(site: &Site) -> String {
    let admin = site.in_person(&site.officer(Role::SecurityAdmin, "370100").await).await;
    let signatory = site.officer(Role::Signatory, "370100").await;
    let path = format!("/api/v1/signatories/{signatory}/specimen");
    assert_eq!(site.post(&admin, &path, &content(PNG)).await.status, 201);
    signatory
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r35_the_register_of_signatories_says_who_signs_what_where_and_since_when() {
    on_both(|site| async move {
        let admin = site.in_person(&site.officer(Role::SecurityAdmin, "370100").await).await;
        let reader = site.officer(Role::Releaser, "640100").await;
        let opened = json!({
            "id": "qianzi", "person": "P-qianzi", "name": "钱梓", "skills": ["18", "en"],
            "roles": [{ "role": "signatory", "office": "370100" }],
        });
        assert_eq!(site.post(&admin, "/api/v1/accounts", &opened).await.status, 201);
        let role =
            |from: &str, until: &str| json!({ "role": "signatory", "office": "640100", "from": from, "until": until });
        let roles = "/api/v1/accounts/qianzi/roles";
        for (from, until) in [("2015-06-01", "2015-08-31"), ("2099-01-01", "2099-12-31")] {
            assert_eq!(site.post(&admin, roles, &role(from, until)).await.status, 201);
        }
        let one = of(&site, &reader, "qianzi").await;
        assert_eq!((&one["name"], &one["office"]), (&json!("钱梓"), &json!("370100")));
        assert_eq!((&one["kinds"], &one["languages"]), (&json!(["18"]), &json!(["en"])));
        assert_eq!((&one["signs"], &one["suspended"], &one["specimen"]), (&json!(true), &json!(false), &Value::Null));
        // What has ended is not told, what is to come is.
        let all = site.get(&reader, "/api/v1/signatories").await.json;
        let own = all["signatories"].as_array().unwrap().iter().filter(|one| one["account"] == "qianzi");
        let days: Vec<(&Value, &Value)> = own.map(|one| (&one["until"], &one["signs"])).collect();
        assert_eq!(days, [(&Value::Null, &json!(true)), (&json!("2099-12-31"), &json!(false))]);
        // The specimen: whoever reads the register sees it, and it is one of the person, in whatever account.
        let path = "/api/v1/signatories/qianzi/specimen";
        assert_eq!(site.get(&reader, path).await.status, 404);
        assert_eq!(site.post(&admin, path, &content(PNG)).await.status, 201);
        assert!(of(&site, &reader, "qianzi").await["specimen"].is_string());
        let field = site.app.field();
        let person = field.known().region.account(&"qianzi".parse().unwrap()).unwrap().person.clone();
        let kept = desk::signatory::specimen(field, &person).await.unwrap().unwrap();
        assert_eq!(kept, ("image/png".to_owned(), PNG.to_vec()));
        assert_eq!(site.get(&reader, path).await.status, 200);
        let page = site.page(&reader, "/signatories").await;
        assert!(page.body.contains("钱梓") && page.body.contains(path) && !page.body.contains("type=\"file\""));
        assert!(site.page(&admin, "/signatories").await.body.contains("type=\"file\""));
        // Suspended: told at once; erased: the specimen goes with the name.
        let why = json!({ "reason": "停职" });
        assert_eq!(site.post(&admin, "/api/v1/accounts/qianzi/suspension", &why).await.status, 201);
        let one = of(&site, &reader, "qianzi").await;
        assert_eq!((&one["signs"], &one["suspended"]), (&json!(false), &json!(true)));
        let contents = field.register.contents().await.unwrap();
        assert_eq!(field.register.rebuild(&FIELD).await.unwrap(), contents);
        field.register.erase(person.as_str()).await.unwrap();
        assert_eq!(site.get(&reader, path).await.status, 404);
        assert!(desk::signatory::specimen(field, &person).await.unwrap().is_none());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r35_rubbish_for_a_specimen_is_told_and_nobody_else_keeps_or_reads_one() {
    on_both(|site| async move {
        let admin = site.in_person(&site.officer(Role::SecurityAdmin, "370100").await).await;
        let signatory = site.officer(Role::Signatory, "370100").await;
        let path = format!("/api/v1/signatories/{signatory}/specimen");
        let mut large = PNG.to_vec();
        large.resize(desk::signatory::MOST, 0);
        let mut larger = large.clone();
        larger.push(0);
        for (body, status) in [
            (json!({}), 422),
            (json!({ "document": "%" }), 422),
            (content(b""), 422),
            (content(b"%PDF-1.7 a letter"), 422),
            (content(b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>"), 422),
            (content(&larger), 422),
            (json!({ "document": "A".repeat(400_000) }), 413),
            (content(&large), 201),
        ] {
            let answer = site.post(&admin, &path, &body).await;
            assert_eq!(answer.status, status, "{} bytes: {answer:?}", body.to_string().len());
        }
        let inspector = site.officer(Role::Inspector, "370100").await;
        let of_inspector = format!("/api/v1/signatories/{inspector}/specimen");
        assert_eq!(site.post(&admin, &of_inspector, &content(PNG)).await.status, 422, "no signatory");
        assert_eq!(site.post(&admin, "/api/v1/signatories/nobody/specimen", &content(PNG)).await.status, 404);
        assert_eq!(site.post(&signatory, &path, &content(PNG)).await.status, 403, "his own");
        let machine = site.officer(Role::SecurityAdmin, "370100").await;
        assert_eq!(site.post(&machine, &path, &content(PNG)).await.status, 403, "no machine's token");
        for who in [OWNER.to_owned(), site.officer(Role::SystemAdmin, "370100").await] {
            assert_eq!(site.get(&who, "/api/v1/signatories").await.status, 403);
            assert_eq!(site.get(&who, &path).await.status, 403);
            assert_eq!(site.page(&who, "/signatories").await.status, 403);
        }
    })
    .await;
}
