//! The files of the screens, inside the program; each under a name that changes with its bytes.

use axum::extract::Path;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};
use std::fmt::Write;
use std::sync::LazyLock;
use web::error::{Code, Failure};

/// Name, type and bytes of each file.
const FILES: &[(&str, &str, &[u8])] = &[
    ("santong.css", "text/css; charset=utf-8", include_bytes!("../assets/santong.css")),
    ("declare.js", "text/javascript; charset=utf-8", include_bytes!("../assets/declare.js")),
    ("find.js", "text/javascript; charset=utf-8", include_bytes!("../assets/find.js")),
    ("proposal.js", "text/javascript; charset=utf-8", include_bytes!("../assets/proposal.js")),
    ("queue.js", "text/javascript; charset=utf-8", include_bytes!("../assets/queue.js")),
    ("files.js", "text/javascript; charset=utf-8", include_bytes!("../assets/files.js")),
    ("case.js", "text/javascript; charset=utf-8", include_bytes!("../assets/case.js")),
    ("santong.svg", "image/svg+xml", include_bytes!("../assets/santong.svg")),
];

/// A file with the digest of its bytes.
struct File {
    name: &'static str,
    kind: &'static str,
    bytes: &'static [u8],
    digest: String,
}

static ASSETS: LazyLock<Vec<File>> = LazyLock::new(|| {
    let digest = |bytes: &[u8]| {
        Sha256::digest(bytes)[..8].iter().fold(String::new(), |mut text, byte| {
            write!(text, "{byte:02x}").expect("a String takes all text");
            text
        })
    };
    FILES.iter().map(|(name, kind, bytes)| File { name, kind, bytes, digest: digest(bytes) }).collect()
});

/// The address of a file, with its digest: it may be kept for ever.
pub fn address(name: &str) -> String {
    let file = ASSETS.iter().find(|file| file.name == name);
    file.map_or_else(|| format!("/assets/missing/{name}"), |file| format!("/assets/{}/{name}", file.digest))
}

/// Gives a file. An old digest in an old page still gets the file, but may not be kept.
///
/// # Errors
/// 404 for a name that is not there.
pub async fn show(Path((digest, name)): Path<(String, String)>, headers: HeaderMap) -> Result<Response, Failure> {
    let file = ASSETS.iter().find(|file| file.name == name).ok_or_else(|| Failure::new(Code::NotFound))?;
    let tag = format!("\"{}\"", file.digest);
    let keep = if digest == file.digest { "public, max-age=31536000, immutable" } else { "no-cache" };
    let kept = [(header::CACHE_CONTROL, keep.to_owned()), (header::ETAG, tag.clone())];
    let known = headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    if known.is_some_and(|known| known.split(',').any(|one| one.trim() == tag)) {
        return Ok((StatusCode::NOT_MODIFIED, kept).into_response());
    }
    Ok((kept, [(header::CONTENT_TYPE, file.kind)], file.bytes).into_response())
}
