//! Reading Markdown: headings, tables, quotations and lines, each with its exact place.

use values::fault::TextFault;
use values::text::Text;

/// A piece of text and where it begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spot {
    /// What stands there, trimmed, escapes undone.
    pub text: String,
    /// The line, from 1.
    pub line: u32,
    /// The column in characters, from 1.
    pub column: u32,
}

/// A part of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// `## text`; the level is the number of `#`.
    Heading(u8, Spot),
    /// Header row and body rows; every row has as many cells as the header.
    Table(Vec<Spot>, Vec<Vec<Spot>>),
    /// A line that begins with `>`.
    Quote(Spot),
    /// Any other line that is not empty.
    Line(Spot),
    /// Fenced text: the word behind the fence, and the lines within, from the first of them.
    Fence(Spot, Spot),
}

/// Splits a file into blocks. What fenced text is for its word says; without one it is for illustration.
pub fn read(file: &str, content: &str, faults: &mut Vec<TextFault>) -> Vec<Block> {
    let content = content.strip_prefix('\u{feff}').unwrap_or(content);
    let lines: Vec<&str> = content.lines().collect();
    let mut blocks = Vec::new();
    let mut at = 0;
    while at < lines.len() {
        let line = lines[at];
        let trimmed = line.trim();
        if trimmed.starts_with("```") {
            let end =
                lines[at + 1..].iter().position(|l| l.trim().starts_with("```")).map_or(lines.len(), |n| at + n + 1);
            let word = spot(line, trimmed.trim_start_matches('`'), at);
            let text = lines[(at + 1).min(end)..end].join("\n");
            blocks.push(Block::Fence(word, Spot { text, line: count(at + 2), column: 1 }));
            at = end + 1;
            continue;
        }
        if trimmed.starts_with('|') {
            let end = lines[at..].iter().position(|l| !l.trim().starts_with('|')).map_or(lines.len(), |n| at + n);
            blocks.extend(table(file, &lines[at..end], at, faults));
            at = end;
            continue;
        }
        at += 1;
        let marks = trimmed.bytes().take_while(|b| *b == b'#').count();
        if (1..=6).contains(&marks) && trimmed[marks..].starts_with([' ', '\t', '　']) {
            let level = u8::try_from(marks).expect("a heading has six marks at most");
            blocks.push(Block::Heading(level, spot(line, &trimmed[marks..], at)));
        } else if let Some(quoted) = trimmed.strip_prefix('>') {
            if !quoted.trim().is_empty() {
                blocks.push(Block::Quote(spot(line, quoted, at)));
            }
        } else if !trimmed.is_empty() {
            blocks.push(Block::Line(spot(line, trimmed, at)));
        }
    }
    blocks
}

/// The place of `part`, which is a part of `line`.
fn spot(line: &str, part: &str, number: usize) -> Spot {
    let text = part.trim();
    let before = (text.as_ptr() as usize).saturating_sub(line.as_ptr() as usize).min(line.len());
    Spot { text: text.to_owned(), line: count(number), column: count(line[..before].chars().count() + 1) }
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

fn table(file: &str, lines: &[&str], first: usize, faults: &mut Vec<TextFault>) -> Option<Block> {
    let header = cells(lines[0], first + 1);
    let ruled = lines.get(1).is_some_and(|l| {
        let rule = cells(l, 0);
        !header.is_empty()
            && rule.len() == header.len()
            && rule.iter().all(|c| c.text.contains('-') && c.text.bytes().all(|b| b == b'-' || b == b':'))
    });
    if !ruled {
        let wanted = Text::new(
            format!("表头之下一行 {} 格的分隔线 |---|", header.len()),
            format!("a rule |---| of {} cells below the header", header.len()),
        );
        let found: String = lines.get(1).unwrap_or(&"").chars().take(24).collect();
        faults.push(TextFault { file: file.into(), line: count(first + 2), column: 1, found, wanted });
        return None;
    }
    let mut rows = Vec::with_capacity(lines.len() - 2);
    for (i, line) in lines.iter().enumerate().skip(2) {
        let row = cells(line, first + i + 1);
        if row.len() == header.len() {
            rows.push(row);
            continue;
        }
        let wanted = Text::new(
            format!("{} 格，与表头相同（格中的竖线写作 \\|）", header.len()),
            format!("{} cells, as in the header (a bar within a cell is written \\|)", header.len()),
        );
        let (line, found) = (count(first + i + 1), format!("{}", row.len()));
        faults.push(TextFault { file: file.into(), line, column: 1, found, wanted });
    }
    Some(Block::Table(header, rows))
}

/// The cells of a row; `\|` is a bar within a cell.
pub(crate) fn cells(line: &str, number: usize) -> Vec<Spot> {
    let mut cells = Vec::new();
    let mut bounds: Vec<usize> = Vec::new();
    let mut escaped = false;
    for (i, c) in line.char_indices() {
        if c == '|' && !escaped {
            bounds.push(i);
        }
        escaped = c == '\\' && !escaped;
    }
    let end = line.trim_end().len();
    if bounds.last().is_none_or(|last| last + 1 < end) {
        bounds.push(end);
    }
    let mut column = (0, 0); // bytes and characters that were already counted
    for pair in bounds.windows(2) {
        let inner = &line[pair[0] + 1..pair[1]];
        let start = pair[0] + 1 + (inner.len() - inner.trim_start().len()).min(inner.len());
        column = (start, column.1 + line[column.0.min(start)..start].chars().count());
        let text = inner.trim();
        let text = if text.contains("\\|") { text.replace("\\|", "|") } else { text.to_owned() };
        cells.push(Spot { text, line: count(number), column: count(column.1 + 1) });
    }
    cells
}

impl Spot {
    /// A fault at this place.
    pub fn fault(&self, file: &str, wanted: Text) -> TextFault {
        let found = self.text.chars().take(60).collect();
        TextFault { file: file.into(), line: self.line, column: self.column, found, wanted }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_all(content: &str) -> (Vec<Block>, Vec<TextFault>) {
        let mut faults = Vec::new();
        let blocks = read("a.md", content, &mut faults);
        (blocks, faults)
    }

    #[test]
    fn a_table_without_a_cell_is_a_fault_and_no_table() {
        for content in ["|\n|\n", "|\n|\n|\n", " | \n | \n| a |\n"] {
            let (blocks, faults) = read_all(content);
            assert!(!faults.is_empty() && !blocks.iter().any(|block| matches!(block, Block::Table(..))), "{content:?}");
        }
    }

    #[test]
    fn every_cell_knows_its_place() {
        let (blocks, faults) = read_all("# 题\n\n| 税号 | 何时 |\n|---|---|\n| 1001 | 甲\\|乙 |\n\n> 产地检验\n正文\n");
        assert_eq!(faults, []);
        let Block::Table(header, rows) = &blocks[1] else { panic!("{blocks:?}") };
        assert_eq!((header[1].text.as_str(), header[1].line, header[1].column), ("何时", 3, 8));
        assert_eq!((rows[0][1].text.as_str(), rows[0][1].line, rows[0][1].column), ("甲|乙", 5, 10));
        assert_eq!(blocks[2], Block::Quote(Spot { text: "产地检验".into(), line: 7, column: 3 }));
        assert_eq!(blocks[3], Block::Line(Spot { text: "正文".into(), line: 8, column: 1 }));
    }

    #[test]
    fn a_row_of_other_width_is_a_fault() {
        let (_, faults) = read_all("| a | b |\n|---|---|\n| 1 |\n| 1 | 2 | 3 |\n");
        assert_eq!(faults.iter().map(|f| f.line).collect::<Vec<_>>(), [3, 4]);
    }

    #[test]
    fn a_table_without_rule_is_a_fault() {
        let (blocks, faults) = read_all("| a | b |\n| 1 | 2 |\n");
        assert_eq!((blocks.len(), faults.len(), faults[0].line), (0, 1, 2));
    }

    #[test]
    fn code_is_passed_over() {
        let (blocks, faults) = read_all("```\n| a |\n```\n## x\n```\n| open");
        let fences = blocks.iter().filter(|block| matches!(block, Block::Fence(..))).count();
        assert_eq!((blocks.len(), fences, faults.len()), (3, 2, 0));
    }
}
