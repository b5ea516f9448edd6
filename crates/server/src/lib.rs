//! The outside: HTTP, screens, jobs, import, clock. The binary santong.

pub mod accept;
pub mod account;
pub mod api;
pub mod app;
pub mod asset;
pub mod clock;
pub mod cookie;
pub mod edge;
pub mod error;
pub mod headers;
pub mod health;
pub mod metrics;
pub mod openapi;
pub mod origin;
pub mod page;
pub mod password;
pub mod route;
pub mod secret;
pub mod session;
pub mod throttle;
pub mod visit;
pub mod words;
