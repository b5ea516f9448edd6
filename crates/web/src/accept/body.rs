//! A request body that has to arrive at a minimum rate.

use super::Patience;
use axum::BoxError;
use axum::body::Bytes;
use hyper::body::{Body, Frame, Incoming, SizeHint};
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::task::{Context, Poll, ready};
use std::time::Duration;
use tokio::time::{Instant, Sleep};

/// The peer sent its body too slowly; the answer is 408.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooSlow;

impl fmt::Display for TooSlow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the body came too slowly")
    }
}

impl std::error::Error for TooSlow {}

/// Tells the answer's side that the body came too slowly, and takes from the route how much longer it may take; whoever reads a body
/// only learns that it failed.
#[derive(Clone, Debug, Default)]
pub struct Pace(Arc<Shared>);

#[derive(Debug, Default)]
struct Shared {
    slow: AtomicBool,
    longer_ms: AtomicU64,
}

impl Pace {
    /// True once the peer was given up.
    pub fn was_too_slow(&self) -> bool {
        self.0.slow.load(Ordering::Relaxed)
    }

    /// Gives the whole body so much longer; said before it is read.
    pub fn allow(&self, longer: Duration) {
        self.0.longer_ms.store(u64::try_from(longer.as_millis()).unwrap_or(u64::MAX), Ordering::Relaxed);
    }

    fn longer(&self) -> Duration {
        Duration::from_millis(self.0.longer_ms.load(Ordering::Relaxed))
    }
}

/// A body and the moment by which its next part has to be here.
#[derive(Debug)]
pub struct Paced {
    body: Incoming,
    rate: u64,
    due: Option<Pin<Box<Sleep>>>,
    grace: Duration,
    whole: Duration,
    /// By when all of it has to be here; known from the first wait on.
    end: Option<Instant>,
    pace: Pace,
}

impl Paced {
    /// With so much patience for its start, its rate and the whole of it.
    pub fn new(body: Incoming, patience: &Patience, pace: Pace) -> Self {
        let Patience { body: grace, body_rate, whole, .. } = *patience;
        Self { body, rate: body_rate.max(1), due: None, grace, whole, end: None, pace }
    }
}

impl Body for Paced {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        let this = &mut *self;
        match Pin::new(&mut this.body).poll_frame(context) {
            Poll::Ready(Some(Ok(frame))) => {
                if let (Some(due), Some(data)) = (&mut this.due, frame.data_ref()) {
                    // Each part buys the time that it takes at the minimum rate.
                    let bought = Duration::from_micros((data.len() as u64).saturating_mul(1_000_000) / this.rate);
                    let until = due.deadline() + bought;
                    due.as_mut().reset(this.end.map_or(until, |end| until.min(end)));
                }
                Poll::Ready(Some(Ok(frame)))
            }
            Poll::Ready(Some(Err(error))) => Poll::Ready(Some(Err(error.into()))),
            Poll::Ready(None) => Poll::Ready(None),
            Poll::Pending => {
                let (grace, whole) = (this.grace, this.whole + this.pace.longer());
                let end = *this.end.get_or_insert_with(|| Instant::now() + whole);
                // The timer is made at the first wait only: most bodies are here with the head.
                let due =
                    this.due.get_or_insert_with(|| Box::pin(tokio::time::sleep_until(end.min(Instant::now() + grace))));
                ready!(due.as_mut().poll(context));
                this.pace.0.slow.store(true, Ordering::Relaxed);
                Poll::Ready(Some(Err(TooSlow.into())))
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
