//! Drives Chromium for tests of the screens and for their pictures: an own small client of the DevTools protocol.
//!
//! [`Browser::start`] starts a browser with a fresh profile that reaches the loopback only; [`Browser::page`] opens a page
//! with cookies of its own, as if another person sat there. Everything waits until it happened, or says what did not.

pub mod act;
pub mod axe;
mod bureaus;
mod chromium;
pub mod look;
pub mod page;
pub mod papers;
pub mod sight;
pub mod site;
mod wire;

pub use chromium::{Browser, Fonts};
pub use page::Page;
