//! Formats of numbers: 「{机构:6}{方向:1}{年:2}{序:6}」, and per what their series count.

use super::source::Source;
use super::table::{Reading, Row, Shape, split};
use super::words::{Named, Word};
use values::direction::Direction;
use values::text::Text;

/// What is numbered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NumberKind {
    /// 报检号
    Declaration,
    /// 通关单号
    Clearance,
    /// 转单号
    Transfer,
    /// 证书号
    Certificate,
}

/// What a piece of a number says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Part {
    /// 机构
    Office,
    /// 方向
    Direction,
    /// 年, its last digits
    Year,
    /// 报检号
    Declaration,
    /// 单证: the code of the kind of paper
    Document,
    /// 序, zero-padded
    Serial,
}

/// A piece of a number.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    Literal(Box<str>),
    Field(Part, u8),
}

/// The format of one kind of number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NumberFormat {
    /// What is numbered.
    pub kind: NumberKind,
    /// The format as written.
    pub format: Box<str>,
    /// Per what the series counts.
    pub series: Vec<Part>,
    /// What the text says of it.
    pub explanation: Box<str>,
    /// Where it stands.
    pub source: Source,
    pieces: Vec<Piece>,
    /// Digits of entry and exit.
    digits: [Box<str>; 2],
}

/// What a number is made of. What the format does not use is ignored.
#[derive(Debug, Clone, Copy, Default)]
pub struct NumberParts<'a> {
    /// The office that numbers.
    pub office: &'a str,
    /// The direction of the case.
    pub direction: Option<Direction>,
    /// The year that counts, e.g. 2015.
    pub year: i32,
    /// The declaration number to which this one belongs.
    pub declaration: &'a str,
    /// The kind of paper that is numbered, table `document`.
    pub document: &'a str,
}

/// A demand for the next number of a series: `before`, the serial with `digits` digits, `after`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Demand {
    /// The name of the series; numbers of one series never repeat.
    pub series: String,
    /// What stands before the serial.
    pub before: String,
    /// The digits of the serial.
    pub digits: u8,
    /// What stands after it.
    pub after: String,
}

impl Demand {
    /// The number for a serial; `None` if it has more digits than there is room for.
    pub fn render(&self, serial: u64) -> Option<String> {
        let digits = format!("{serial:0width$}", width = usize::from(self.digits));
        (digits.len() == usize::from(self.digits)).then(|| format!("{}{digits}{}", self.before, self.after))
    }
}

/// A number taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NumberRead<'a> {
    /// The office, if the format has it.
    pub office: Option<&'a str>,
    /// The direction, if the format has it.
    pub direction: Option<Direction>,
    /// The last digits of the year, if the format has it.
    pub year: Option<&'a str>,
    /// The declaration number, if the format has it.
    pub declaration: Option<&'a str>,
    /// The serial.
    pub serial: u64,
}

impl NumberFormat {
    /// What to ask of the register for the next number.
    ///
    /// # Errors
    /// Which part does not fit the format.
    pub fn demand(&self, parts: &NumberParts) -> Result<Demand, Text> {
        let (mut before, mut after, mut digits) = (String::new(), String::new(), 0);
        for piece in &self.pieces {
            let out = if digits == 0 { &mut before } else { &mut after };
            match piece {
                Piece::Literal(text) => out.push_str(text),
                Piece::Field(Part::Serial, width) => digits = *width,
                Piece::Field(part, width) => out.push_str(&self.value(*part, Some(*width), parts)?),
            }
        }
        let mut series = self.kind.called(values::text::Language::En).to_owned();
        for part in &self.series {
            series.push('/');
            series.push_str(&self.value(*part, None, parts)?);
        }
        Ok(Demand { series, before, digits, after })
    }

    fn value(&self, part: Part, width: Option<u8>, parts: &NumberParts) -> Result<String, Text> {
        let text = match part {
            Part::Office => parts.office.to_owned(),
            Part::Direction => match parts.direction {
                Some(direction) => self.digits[usize::from(direction == Direction::Exit)].to_string(),
                None => String::new(),
            },
            Part::Year => match width {
                Some(width) => {
                    let year = format!("{:04}", parts.year);
                    year[year.len().saturating_sub(usize::from(width))..].to_owned()
                }
                None => parts.year.to_string(),
            },
            Part::Declaration => parts.declaration.to_owned(),
            Part::Document => parts.document.to_owned(),
            Part::Serial => String::new(),
        };
        let fits = width.is_none_or(|w| text.chars().count() == usize::from(w)) && !text.is_empty();
        fits.then_some(text).ok_or_else(|| {
            let (name, width) = (part.name(), width.unwrap_or_default());
            Text::new(format!("{}（{width} 位）", name.zh), format!("{} ({width} characters)", name.en))
        })
    }

    /// Whether it counts within the declaration, so that the next number follows from the case alone.
    pub fn counts_in_declaration(&self) -> bool {
        self.series == [Part::Declaration]
    }

    /// Whether every number of it says to which part of a series it belongs, so that two series never give the same one.
    pub(crate) fn tells_series(&self) -> bool {
        let has = |part: Part| self.pieces.iter().any(|piece| matches!(piece, Piece::Field(of, _) if *of == part));
        self.series.iter().all(|part| has(*part))
    }

    /// Whether some text is a number of this format and of another one.
    pub(crate) fn overlaps(&self, other: &NumberFormat) -> bool {
        let long = |format: &NumberFormat| -> usize {
            let width = |piece: &Piece| match piece {
                Piece::Literal(text) => text.chars().count(),
                Piece::Field(_, width) => usize::from(*width),
            };
            format.pieces.iter().map(width).sum()
        };
        let begins = |format: &NumberFormat| match format.pieces.first() {
            Some(Piece::Literal(text)) => text.chars().next(),
            Some(Piece::Field(..)) | None => None,
        };
        let told_apart = begins(self).zip(begins(other)).is_some_and(|(one, two)| one != two);
        long(self) == long(other) && !told_apart
    }

    /// The characters that an office's code takes in it.
    pub(crate) fn office_width(&self) -> Option<usize> {
        self.pieces.iter().find_map(|piece| match piece {
            Piece::Field(Part::Office, width) => Some(usize::from(*width)),
            Piece::Field(..) | Piece::Literal(_) => None,
        })
    }

    /// A number of this format taken apart; `None` if it is not one.
    pub fn parse<'a>(&self, text: &'a str) -> Option<NumberRead<'a>> {
        let mut read = NumberRead { office: None, direction: None, year: None, declaration: None, serial: 0 };
        let mut rest = text;
        for piece in &self.pieces {
            let (part, width) = match piece {
                Piece::Literal(literal) => {
                    rest = rest.strip_prefix(&**literal)?;
                    continue;
                }
                Piece::Field(part, width) => (*part, usize::from(*width)),
            };
            let (field, after) = (rest.get(..width)?, rest.get(width..)?);
            rest = after;
            let digits = field.bytes().all(|b| b.is_ascii_digit());
            match part {
                Part::Office => read.office = Some(field),
                Part::Direction => {
                    let at = self.digits.iter().position(|d| **d == *field)?;
                    read.direction = Some(if at == 0 { Direction::Entry } else { Direction::Exit });
                }
                Part::Year => read.year = digits.then_some(Some(field))?,
                Part::Declaration => read.declaration = Some(field),
                Part::Document => {}
                Part::Serial => read.serial = digits.then(|| field.parse().ok())??,
            }
        }
        rest.is_empty().then_some(read)
    }
}

impl Word for NumberKind {
    const NAMES: &'static [Named<Self>] = &[
        (NumberKind::Declaration, &["报检号"], &["declaration number"]),
        (NumberKind::Clearance, &["通关单号"], &["clearance number"]),
        (NumberKind::Transfer, &["转单号"], &["transfer number"]),
        (NumberKind::Certificate, &["证书号", "证书编号"], &["certificate number"]),
    ];
}

impl Word for Part {
    const NAMES: &'static [Named<Self>] = &[
        (Part::Office, &["机构"], &["office"]),
        (Part::Direction, &["方向"], &["direction"]),
        (Part::Year, &["年"], &["year"]),
        (Part::Declaration, &["报检号"], &["declaration number", "declaration"]),
        (Part::Document, &["单证"], &["document"]),
        (Part::Serial, &["序"], &["serial"]),
    ];
}

pub(crate) const NUMBERS: Shape = Shape {
    name: Text::fixed("号码", "numbers"),
    required: &["number kind", "format", "series", "explanation"],
    optional: &[],
};
pub(crate) const DIGITS: Shape =
    Shape { name: Text::fixed("方向数字", "direction digits"), required: &["direction", "digit"], optional: &[] };

pub(crate) fn digit(row: &Row, reading: &mut Reading) -> Option<(Direction, Box<str>)> {
    let (direction, digit) = (row.word("direction", reading), row.need("digit", reading));
    Some((direction?, digit?))
}

pub(crate) fn number(row: &Row, digits: &[(Direction, Box<str>)], reading: &mut Reading) -> Option<NumberFormat> {
    let (kind, format) = (row.word("number kind", reading), row.need("format", reading));
    let series = split(&row.text("series")).into_iter().map(Part::named).collect::<Option<Vec<Part>>>();
    if series.is_none() {
        row.fault("series", Part::wanted(), reading);
    }
    let pieces = format.as_ref().and_then(|f| pieces(f).map_err(|wanted| row.fault("format", wanted, reading)).ok());
    let of = |wanted| digits.iter().find(|(d, _)| *d == wanted).map(|(_, digit)| digit.clone());
    let both = of(Direction::Entry).zip(of(Direction::Exit));
    let names_direction =
        pieces.as_ref().is_some_and(|p| p.iter().any(|p| matches!(p, Piece::Field(Part::Direction, _))));
    if names_direction && both.is_none() {
        row.fault(
            "format",
            Text::fixed("表「方向、数字」写明两个方向", "a table 'direction, digit' with both directions"),
            reading,
        );
    }
    let (entry, exit) = both.unwrap_or_default();
    Some(NumberFormat {
        kind: kind?,
        format: format?,
        series: series?,
        explanation: row.text("explanation").into(),
        source: row.source(),
        pieces: pieces?,
        digits: [entry, exit],
    })
}

fn pieces(format: &str) -> Result<Vec<Piece>, Text> {
    let wanted =
        || Text::fixed("如 {机构:6}{年:2}{序:6}，恰有一个序", "such as {office:6}{year:2}{serial:6}, with one serial");
    let mut pieces = Vec::new();
    let mut rest = format;
    while let Some(open) = rest.find('{') {
        if open > 0 {
            pieces.push(Piece::Literal(rest[..open].into()));
        }
        let (field, after) = rest[open + 1..].split_once('}').ok_or_else(wanted)?;
        let (name, width) = field.split_once(':').ok_or_else(wanted)?;
        let part = Part::named(name.trim()).ok_or_else(Part::wanted)?;
        let width: u8 = width.trim().parse().ok().filter(|w| (1..=24).contains(w)).ok_or_else(wanted)?;
        if part == Part::Year && width > 4 || part == Part::Serial && width > 18 {
            return Err(wanted());
        }
        pieces.push(Piece::Field(part, width));
        rest = after;
    }
    if !rest.is_empty() {
        pieces.push(Piece::Literal(rest.into()));
    }
    let serials = pieces.iter().filter(|p| matches!(p, Piece::Field(Part::Serial, _))).count();
    if serials == 1 { Ok(pieces) } else { Err(wanted()) }
}
