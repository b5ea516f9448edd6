//! How an account comes to a site: with its token or in a session, to the API or to a page.

use crate::site::Site;
use axum::body::Body;
use axum::http::request::Builder;
use axum::http::{Request, header};
use desk::secret;
use http_body_util::BodyExt;
use register::kept::account::{Session, Token};
use std::sync::atomic::Ordering;
use tower::ServiceExt;

/// A page that came back.
#[derive(Debug)]
pub struct Page {
    /// Its status.
    pub status: u16,
    /// Its HTML.
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
        let now = self.app.desk.clock.now().0;
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

    /// The same after the session before has ended.
    pub async fn in_person_again(&self, name: &str) -> String {
        self.app.field().register.end_sessions(name).await.unwrap();
        self.in_person(name).await
    }

    /// A page as its reader gets it.
    pub async fn page(&self, token: &str, path: &str) -> Page {
        let request = Request::builder().uri(path).header(header::ACCEPT, "text/html");
        self.send(self.shows(request, token).body(Body::empty()).unwrap()).await
    }

    /// A form of the page of a case, with its version now and a key of its own; the status.
    pub async fn form(&self, token: &str, no: &str, mut fields: Vec<(&'static str, String)>) -> u16 {
        fields.push(("version", self.version(no).await.to_string()));
        fields.push(("key", format!("k{}", self.keys.fetch_add(1, Ordering::SeqCst))));
        let fields: Vec<_> = fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        self.sends(token, &format!("/case/{no}"), &fields).await
    }

    async fn send(&self, request: Request<Body>) -> Page {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let status = response.status().as_u16();
        let picture = response.headers().get("content-type").is_some_and(|of| of.as_bytes().starts_with(b"image/"));
        let bytes = response.into_body().collect().await.unwrap().to_bytes();
        Page { status, body: if picture { String::new() } else { String::from_utf8(bytes.to_vec()).unwrap() } }
    }

    /// A correction by the form of a case, with some fields filled in otherwise, whether the case offers it or not; the status.
    pub async fn correct_with(&self, token: &str, no: &str, values: &[(&str, &str)]) -> u16 {
        let path = format!("/case/{no}/correct");
        let page = self.page(token, &path).await;
        if page.status != 200 {
            return page.status;
        }
        let mut fields = fields_of(&page.body, &path);
        fields.retain(|(name, _)| name != "do" && values.iter().all(|(other, _)| name != other));
        fields.extend(values.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        fields.push(("do".into(), "send".into()));
        self.sends(token, &path, &fields).await
    }

    /// Sends a form; the status.
    pub async fn sends(&self, token: &str, path: &str, fields: &[(String, String)]) -> u16 {
        self.shows_after(token, path, fields).await.status
    }

    /// The page that answers a form.
    pub async fn shows_after(&self, token: &str, path: &str, fields: &[(String, String)]) -> Page {
        let encoded = |text: &str| text.bytes().map(|byte| format!("%{byte:02X}")).collect::<String>();
        let pairs = fields.iter().map(|(name, value)| format!("{}={}", encoded(name), encoded(value)));
        let body = pairs.collect::<Vec<_>>().join("&");
        let request = Request::builder().method("POST").uri(path).header(header::ACCEPT, "text/html");
        let request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.send(self.shows(request, token).body(Body::from(body)).unwrap()).await
    }

    /// A fresh token of an account, made now.
    pub async fn token(&self, account: &str, name: &str) -> String {
        let secret = format!("{account}-{name}-{}", self.keys.fetch_add(1, Ordering::SeqCst));
        self.give(account, &secret, self.app.desk.clock.now().0).await;
        secret
    }

    /// Gives an account a token of this secret.
    pub async fn give(&self, account: &str, secret: &str, made: i64) {
        let digest = secret::digest(secret);
        let token = Token { digest, account: account.into(), name: "test".into(), made, ends: i64::MAX, used: 0 };
        self.app.field().register.give_token(&token, u32::MAX).await.unwrap();
    }
}

/// Every field of a form by its action, with its value, as a browser would send it.
fn fields_of(page: &str, action: &str) -> Vec<(String, String)> {
    let form = page.split("<form").find(|form| form.contains(&format!("action=\"{action}\""))).unwrap();
    let form = form.split("</form>").next().unwrap();
    let plain = |text: &str| {
        let signs = [("&#60;", "<"), ("&#62;", ">"), ("&#34;", "\""), ("&#39;", "'"), ("&#38;", "&")];
        signs.iter().fold(text.to_owned(), |text, (sign, plain)| text.replace(sign, plain))
    };
    let of = |tag: &str, name: &str| {
        let found = tag.split(&format!(" {name}=\"")).nth(1)?.split('"').next()?;
        Some(plain(found))
    };
    let mut fields = Vec::new();
    for (at, _) in form.match_indices("<input") {
        let tag = form[at..].split('>').next().unwrap();
        let ticked = !tag.contains("type=\"checkbox\"") || tag.contains(" checked");
        let Some(name) = of(tag, "name").filter(|_| ticked) else { continue };
        fields.push((name, of(tag, "value").unwrap_or_default()));
    }
    for (at, _) in form.match_indices("<textarea") {
        let tag = form[at..].split("</textarea>").next().unwrap();
        let Some(name) = of(tag, "name") else { continue };
        fields.push((name, plain(tag.split('>').nth(1).unwrap_or_default())));
    }
    for (at, _) in form.match_indices("<select") {
        let select = form[at..].split("</select>").next().unwrap();
        let Some(name) = of(select, "name") else { continue };
        let chosen = select.split("<option").skip(1).find(|option| option.contains(" selected"));
        fields.push((name, chosen.and_then(|option| of(option, "value")).unwrap_or_default()));
    }
    fields
}
