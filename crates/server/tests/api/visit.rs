//! How an account comes to a site: with its token or in a session, to the API or to a page.

use crate::site::Site;
use axum::body::Body;
use axum::http::request::Builder;
use axum::http::{Request, header};
use http_body_util::BodyExt;
use register::kept::account::{Session, Token};
use server::secret;
use std::sync::atomic::Ordering;
use tower::ServiceExt;

/// A page that came back.
#[derive(Debug)]
pub struct Page {
    pub status: u16,
    pub body: String,
}

impl Site {
    /// How an account shows who it is: `name` by its token, `@name` in a session of its own browser.
    pub fn shows(&self, request: Builder, who: &str) -> Builder {
        match who.strip_prefix('@') {
            None if who.is_empty() => request,
            None => request.header(header::AUTHORIZATION, format!("Bearer {who}")),
            Some(name) => {
                request.header(header::COOKIE, format!("__Host-session={name}")).header("Sec-Fetch-Site", "same-origin")
            }
        }
    }

    /// Signs an account in that has signed in nowhere yet; what it is called as from then on.
    pub async fn in_person(&self, name: &str) -> String {
        let now = self.app.clock.now().0;
        let session = Session {
            account: name.into(),
            person: name.into(),
            made: now,
            seen: now,
            ends: i64::MAX,
            proved: now,
            place: "test".into(),
        };
        let register = &self.app.field().register;
        if register.session(&secret::digest(name), now).await.unwrap().is_none() {
            register.start_session(&secret::digest(name), &session).await.unwrap();
        }
        format!("@{name}")
    }

    /// A page as its reader gets it.
    pub async fn page(&self, token: &str, path: &str) -> Page {
        let request = Request::builder().uri(path).header(header::ACCEPT, "text/html");
        let request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        self.send(request.body(Body::empty()).unwrap()).await
    }

    /// A form of the page of a case, with its version now and a key of its own; the status.
    pub async fn form(&self, token: &str, no: &str, mut fields: Vec<(&'static str, String)>) -> u16 {
        fields.push(("version", self.case(no).await["version"].to_string()));
        fields.push(("key", format!("k{}", self.keys.fetch_add(1, Ordering::SeqCst))));
        let encoded = |text: &str| text.bytes().map(|byte| format!("%{byte:02X}")).collect::<String>();
        let pairs = fields.iter().map(|(name, value)| format!("{}={}", encoded(name), encoded(value)));
        let body = pairs.collect::<Vec<_>>().join("&");
        let request = Request::builder().method("POST").uri(format!("/case/{no}")).header(header::ACCEPT, "text/html");
        let request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        let request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        self.send(request.body(Body::from(body)).unwrap()).await.status
    }

    async fn send(&self, request: Request<Body>) -> Page {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let status = response.status().as_u16();
        let bytes = response.into_body().collect().await.unwrap().to_bytes();
        Page { status, body: String::from_utf8(bytes.to_vec()).unwrap() }
    }

    /// Another token of an account.
    pub async fn second_token(&self, account: &str) -> String {
        let name = format!("{account}-again");
        let digest = secret::digest(&name);
        let token = Token { digest, account: account.into(), name: "again".into(), made: 0, ends: i64::MAX, used: 0 };
        self.app.field().register.give_token(&token, u32::MAX).await.unwrap();
        name
    }
}
