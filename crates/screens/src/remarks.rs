//! Remarks on a case or a declaration, as a reader reads them.

use crate::words;
use desk::names::Names;
use values::fault::Fault;

/// The sentences: the line, what stands there, what one would expect.
pub fn told(names: &Names, remarks: &[Fault]) -> Vec<String> {
    let one = |remark: &Fault| {
        let line = remark.at.strip_prefix("lines[").and_then(|rest| rest.split_once(']'));
        let line = line.and_then(|(index, _)| index.parse::<usize>().ok()).map(|index| (index + 1).to_string());
        let line =
            line.map(|n| words::fill(words::say(names.language, "remark.line"), &[("n", &n)])).unwrap_or_default();
        let wanted = remark.wanted.pick(names.language);
        let told = [("line", line.as_str()), ("given", remark.given.as_str()), ("wanted", wanted)];
        words::fill(words::say(names.language, "remark.told"), &told).trim().to_owned()
    };
    remarks.iter().map(one).collect()
}
