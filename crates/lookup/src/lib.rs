//! From what people type, a name, its pinyin or its initials, a code, to the codes that they may mean, best first.

mod everyday;
mod index;
mod score;
mod spelling;
mod typed;

pub use everyday::Everyday;
pub use index::{Hit, Index, Named, Naming};
pub use typed::Alike;
