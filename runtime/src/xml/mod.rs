//! XML as another notation of the values that JSON notates: the shapes of a document's schemas say which elements and attributes
//! stand for which members.
//!
//! A text is read into the same [`Tree`] as JSON, so that schemas, defaults and types know nothing of XML, and is written from
//! one. A DOCTYPE is refused, so that there are no entities but the five that XML has itself.

mod escape;
mod lexical;
mod parse;
mod place;
mod read;
mod shape;
mod write;

use std::borrow::Cow;
use std::fmt;
use std::sync::OnceLock;

use serde::Serialize;
use serde_json::Value;

pub use self::escape::is_name;

use self::shape::{Compiled, Element};
use super::json::{DuplicateMembers, FromJson, Json, Tree};
use super::stream::BoxError;

/// The declaration of a document.
const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

/// The shapes of all schemas of a document that are notated in XML.
#[derive(Debug)]
pub struct Shapes {
    text: Cow<'static, str>,
    compiled: OnceLock<Compiled>,
}

/// The shape of one of these schemas: the name of its element, and what is in it.
#[derive(Clone, Copy, Debug)]
pub struct Shape<'s> {
    shapes: &'s Compiled,
    root: Option<&'s Element>,
}

/// Why a text is not read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadError {
    /// The element or attribute, as an XPath such as `/book/authors/author[2]/@id`; empty where the text is malformed.
    pub place: String,

    /// What is wrong.
    pub message: String,

    /// Whether the text is well-formed, and has something else than the schema describes.
    pub is_well_formed: bool,
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.place.as_str() {
            "" => f.write_str(&self.message),
            place => write!(f, "{place}: {}", self.message),
        }
    }
}

impl std::error::Error for ReadError {}

/// A value that XML cannot notate: a member whose name is no name of an element, or a string with a control character.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WriteError(String);

impl fmt::Display for WriteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for WriteError {}

impl Shapes {
    /// Takes JSON Lines: `{"xml":"Name","element":{…},"is":{…}}` with the name of the root element of a schema, and its shape.
    pub const fn new(text: &'static str) -> Self {
        Self {
            text: Cow::Borrowed(text),
            compiled: OnceLock::new(),
        }
    }

    /// As [`Shapes::new`], of a text that was made at run time.
    pub fn from_text(text: String) -> Self {
        Self {
            text: Cow::Owned(text),
            compiled: OnceLock::new(),
        }
    }

    /// The shape of a schema, by its name there. Without one, values are read and written as they look.
    pub fn shape(&self, name: &str) -> Shape<'_> {
        let shapes = self.compiled.get_or_init(|| Compiled::of(&self.text));
        Shape {
            root: shapes.root(name),
            shapes,
        }
    }
}

impl Shape<'_> {
    /// Reads a text.
    ///
    /// # Errors
    /// When it is not well-formed, has a DOCTYPE or another encoding than UTF-8, or has elements where the schema describes none.
    /// With [`DuplicateMembers::KeepLast`], what is not described is passed over, as a client has to do.
    pub fn read(self, text: Vec<u8>, duplicates: DuplicateMembers) -> Result<Tree, ReadError> {
        let text = String::from_utf8(text).map_err(|error| {
            parse::malformed(format!("it is not UTF-8: {}", error.utf8_error()))
        })?;
        let document = parse::document(&text)?;
        read::tree(&document, text.len(), self.shapes, self.root, duplicates)
    }

    /// Writes a value.
    ///
    /// # Errors
    /// When XML cannot notate it.
    pub fn write(self, value: Json<'_>) -> Result<String, WriteError> {
        write::text(value, self.shapes, self.root, DECLARATION)
    }

    /// Writes the value of a parameter, without the declaration that a document has.
    ///
    /// # Errors
    /// When XML cannot notate it.
    pub fn write_parameter(self, value: &Value) -> Result<String, WriteError> {
        write::text(Tree::from(value).root(), self.shapes, self.root, "")
    }

    /// Writes the value of a type.
    ///
    /// # Errors
    /// When XML cannot notate it.
    pub fn write_type<T: Serialize + ?Sized>(self, value: &T) -> Result<String, BoxError> {
        let json = serde_json::to_vec(value)?;
        let tree = Tree::parse_bytes(json, DuplicateMembers::KeepLast)?;
        Ok(self.write(tree.root())?)
    }

    /// Reads a type from a text.
    ///
    /// # Errors
    /// When the text is not read, or does not fit the type.
    pub fn read_type<T: FromJson>(self, text: Vec<u8>) -> Result<T, BoxError> {
        let tree = self.read(text, DuplicateMembers::KeepLast)?;
        T::from_json(tree.root()).map_err(|mut mismatch| {
            mismatch.pointer = self.place(&mismatch.pointer);
            mismatch.into()
        })
    }

    /// The element or attribute of the value that a JSON Pointer leads to, as an XPath.
    pub fn place(self, pointer: &str) -> String {
        place::xpath(pointer, self.shapes, self.root)
    }
}
