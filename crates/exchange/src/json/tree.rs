//! JSON text as a tree that keeps what matters for faults: order, repeated keys, and where reading stopped.

use std::borrow::Cow;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use values::fault::Fault;
use values::text::Text;

use super::walk::{Step, path_of};

/// The deepest nesting that is read; a declaration needs six levels.
pub const MAX_DEPTH: u8 = 32;
/// The most values in one declaration.
pub const MAX_NODES: u32 = 200_000;

/// One value; texts are borrowed from the message where they need no unescaping.
#[derive(Debug, PartialEq)]
pub enum Node<'a> {
    /// `null`: as if the key were not there.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A whole number that is not negative.
    Whole(u64),
    /// Any other number, as text: `100.0` as `100`.
    Number(String),
    /// A text.
    Text(Cow<'a, str>),
    /// A list.
    List(Vec<Node<'a>>),
    /// An object in the order of its keys, with repeated keys as they stand.
    Object(Vec<(Cow<'a, str>, Node<'a>)>),
}

impl Node<'_> {
    /// The value as a person would recognise it in a fault.
    pub fn shown(&self) -> String {
        match self {
            Node::Null => "null".to_owned(),
            Node::Bool(value) => value.to_string(),
            Node::Whole(value) => value.to_string(),
            Node::Number(text) => text.clone(),
            Node::Text(text) => text.to_string(),
            Node::List(_) => "[…]".to_owned(),
            Node::Object(_) => "{…}".to_owned(),
        }
    }
}

/// The text of a message in UTF-8, without a byte order mark.
pub fn decode(bytes: &[u8], most: usize) -> Result<&str, Fault> {
    if bytes.len() > most {
        let wanted = Text::new(format!("报文不得超过{most}字节"), format!("a message of at most {most} bytes"));
        return Err(Fault::new("", "too_large", bytes.len().to_string(), wanted));
    }
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let at = error.valid_up_to();
        let shown = bytes[at..].iter().take(8).map(|b| format!("{b:02X}")).collect::<Vec<_>>().join(" ");
        let wanted = Text::new(
            format!("UTF-8编码；第{}字节起不是", at + 1),
            format!("UTF-8; from byte {} on it is not", at + 1),
        );
        Fault::new("", "encoding", shown, wanted)
    })?;
    Ok(text.strip_prefix('\u{feff}').unwrap_or(text))
}

/// Reads one value that is the whole text.
pub fn parse(text: &str) -> Result<Node<'_>, Fault> {
    let mut reading = Progress::default();
    let mut json = serde_json::Deserializer::from_str(text);
    let node = Seed { reading: &mut reading, depth: 1 }.deserialize(&mut json);
    node.and_then(|node| json.end().map(|()| node)).map_err(|error| reading.fault(text, &error))
}

/// Reads a list and hands over each of its values alone, so that only one of them is held at a time.
pub fn parse_list(text: &str, most: usize, each: &mut dyn FnMut(Node<'_>)) -> Result<(), Fault> {
    let mut reading = Progress::default();
    let mut json = serde_json::Deserializer::from_str(text);
    let end = json.deserialize_seq(Items { reading: &mut reading, most, each });
    end.and_then(|()| json.end()).map_err(|error| reading.fault(text, &error))
}

/// What is remembered while reading: how many values there were, and on failure the way out to the top.
#[derive(Default)]
struct Progress {
    nodes: u32,
    /// From the innermost step to the outermost.
    trail: Vec<Step<'static>>,
    stopped: Option<Stop>,
}

#[derive(Clone, Copy)]
enum Stop {
    Depth,
    Nodes,
    Items(usize),
}

impl Progress {
    fn stop<E: Error>(&mut self, stop: Stop) -> E {
        self.stopped = Some(stop);
        E::custom("a limit was passed")
    }

    fn fault(&self, text: &str, error: &serde_json::Error) -> Fault {
        let at = path_of(self.trail.iter().rev());
        let (line, column) = (error.line(), error.column());
        let near = near(text, line, column);
        let (code, zh, en) = match self.stopped {
            Some(Stop::Depth) => {
                ("too_deep", format!("嵌套不得超过{MAX_DEPTH}层"), format!("at most {MAX_DEPTH} levels of nesting"))
            }
            Some(Stop::Nodes) => {
                ("too_many", format!("一份申报不得超过{MAX_NODES}个值"), format!("at most {MAX_NODES} values"))
            }
            Some(Stop::Items(most)) => {
                ("too_many", format!("一批不得超过{most}份"), format!("at most {most} declarations in a batch"))
            }
            None => refused(error),
        };
        let place_zh = format!("{zh}（第{line}行第{column}列）");
        Fault::new(at, code, near, Text::new(place_zh, format!("{en} (line {line}, column {column})")))
    }
}

/// What the JSON reader itself refuses, in our words. It offers no kinds finer than these, so its words are looked at.
fn refused(error: &serde_json::Error) -> (&'static str, String, String) {
    let said = error.to_string();
    if error.is_eof() {
        ("incomplete", "完整的JSON；报文到此中断".to_owned(), "a complete JSON text; it ends here".to_owned())
    } else if said.starts_with("number out of range") {
        ("out_of_range", "范围以内的数".to_owned(), "a number within range".to_owned())
    } else if said.contains("surrogate") || said.contains("hex escape") {
        (
            "surrogate",
            "成对的\\u转义（Unicode标量值）".to_owned(),
            "\\u escapes in pairs, for Unicode scalars".to_owned(),
        )
    } else if error.is_data() {
        ("type", "数组".to_owned(), "a list".to_owned())
    } else {
        let said = said.split(" at line ").next().unwrap_or_default().to_owned();
        ("syntax", "符合语法的JSON".to_owned(), format!("well-formed JSON: {said}"))
    }
}

/// Up to 20 characters from the place where reading stopped; the column counts bytes.
fn near(text: &str, line: usize, column: usize) -> String {
    let line = text.split('\n').nth(line.saturating_sub(1)).unwrap_or_default();
    let mut from = column.saturating_sub(1).min(line.len());
    while !line.is_char_boundary(from) {
        from -= 1;
    }
    line[from..].chars().take(20).collect()
}

struct Seed<'r> {
    reading: &'r mut Progress,
    depth: u8,
}

impl<'de> DeserializeSeed<'de> for Seed<'_> {
    type Value = Node<'de>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Node<'de>, D::Error> {
        self.reading.nodes += 1;
        if self.reading.nodes > MAX_NODES {
            return Err(self.reading.stop(Stop::Nodes));
        }
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Seed<'_> {
    type Value = Node<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON value")
    }

    fn visit_unit<E>(self) -> Result<Node<'de>, E> {
        Ok(Node::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Node<'de>, E> {
        Ok(Node::Bool(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Node<'de>, E> {
        Ok(Node::Whole(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Node<'de>, E> {
        Ok(Node::Number(value.to_string()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Node<'de>, E> {
        Ok(Node::Number(value.to_string()))
    }

    fn visit_borrowed_str<E>(self, value: &'de str) -> Result<Node<'de>, E> {
        Ok(Node::Text(Cow::Borrowed(value)))
    }

    fn visit_str<E>(self, value: &str) -> Result<Node<'de>, E> {
        Ok(Node::Text(Cow::Owned(value.to_owned())))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Node<'de>, A::Error> {
        if self.depth > MAX_DEPTH {
            return Err(self.reading.stop(Stop::Depth));
        }
        let mut list = Vec::new();
        loop {
            let seed = Seed { reading: &mut *self.reading, depth: self.depth + 1 };
            match items.next_element_seed(seed) {
                Ok(Some(item)) => list.push(item),
                Ok(None) => return Ok(Node::List(list)),
                Err(error) => {
                    self.reading.trail.push(Step::Index(list.len()));
                    return Err(error);
                }
            }
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Node<'de>, A::Error> {
        if self.depth > MAX_DEPTH {
            return Err(self.reading.stop(Stop::Depth));
        }
        let mut object = Vec::new();
        while let Some(Key(key)) = entries.next_key()? {
            let seed = Seed { reading: &mut *self.reading, depth: self.depth + 1 };
            match entries.next_value_seed(seed) {
                Ok(value) => object.push((key, value)),
                Err(error) => {
                    self.reading.trail.push(Step::Key(Cow::Owned(key.into_owned())));
                    return Err(error);
                }
            }
        }
        Ok(Node::Object(object))
    }
}

/// A key, borrowed where it can be: `Cow` alone would always be copied.
struct Key<'a>(Cow<'a, str>);

impl<'de> serde::Deserialize<'de> for Key<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Key<'de>, D::Error> {
        deserializer.deserialize_str(KeyVisitor)
    }
}

struct KeyVisitor;

impl<'de> Visitor<'de> for KeyVisitor {
    type Value = Key<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_borrowed_str<E>(self, key: &'de str) -> Result<Key<'de>, E> {
        Ok(Key(Cow::Borrowed(key)))
    }

    fn visit_str<E>(self, key: &str) -> Result<Key<'de>, E> {
        Ok(Key(Cow::Owned(key.to_owned())))
    }
}

struct Items<'r> {
    reading: &'r mut Progress,
    most: usize,
    each: &'r mut dyn FnMut(Node<'_>),
}

impl<'de> Visitor<'de> for Items<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        let mut count = 0;
        loop {
            self.reading.nodes = 0;
            match items.next_element_seed(Seed { reading: &mut *self.reading, depth: 2 }) {
                Ok(Some(_)) if count == self.most => return Err(self.reading.stop(Stop::Items(self.most))),
                Ok(Some(item)) => (self.each)(item),
                Ok(None) => return Ok(()),
                Err(error) => {
                    self.reading.trail.push(Step::Index(count));
                    return Err(error);
                }
            }
            count += 1;
        }
    }
}
