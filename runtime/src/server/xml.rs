//! XML bodies and parameters.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::super::headers::WithHeaders;
use super::super::json::{DuplicateMembers, Tree};
use super::super::xml::{ReadError, Shape, Shapes};
use super::contract::Contract;
use super::operation::{BodyRule, DocumentedProblem, Operation};
use super::problem::{Location, Problem, Violation};
use super::read::{unreadable, violation, Findings};
use super::response::{Headers, Response, ResponseHead, Status};

/// The shape of a value that is XML.
#[derive(Deserialize)]
#[serde(from = "String")]
pub(super) struct XmlShape {
    /// Its name in the contract.
    name: String,
    /// Set when the operation is parsed; none in a contract without shapes, which refuses XML.
    shape: Option<Shape<'static>>,
}

impl From<String> for XmlShape {
    fn from(name: String) -> Self {
        Self { name, shape: None }
    }
}

impl XmlShape {
    /// Reads a text.
    ///
    /// # Errors
    /// When it is not well-formed, or has something else than the shape.
    pub fn read(&self, text: Vec<u8>, duplicates: DuplicateMembers) -> Result<Tree, ReadError> {
        match self.shape {
            Some(shape) => shape.read(text, duplicates),
            None => Err(ReadError {
                place: String::new(),
                message: "XML cannot be read here".to_owned(),
                is_well_formed: false,
            }),
        }
    }

    /// The text of a value; none if XML cannot notate it.
    pub fn write(&self, value: &Value) -> Option<String> {
        self.shape?.write(Tree::from(value).root()).ok()
    }
}

impl Contract {
    /// Sets the shapes of XML. Without them, XML is refused.
    #[must_use]
    pub fn with_xml(mut self, shapes: &'static Shapes) -> Self {
        self.xml = Some(shapes);
        self
    }
}

impl Operation {
    /// The operation, with the shapes of its parameters and bodies.
    pub fn with_shapes(mut self, shapes: Option<&'static Shapes>) -> Self {
        let Some(shapes) = shapes else {
            return self;
        };
        let set = |xml: &mut Option<XmlShape>| {
            if let Some(xml) = xml {
                xml.shape = Some(shapes.shape(&xml.name));
            }
        };
        let contents = self.body.iter_mut().flat_map(|body| &mut body.content);
        contents.for_each(|content| set(&mut content.body.xml));
        let parameters = self.parameters.iter_mut();
        parameters.for_each(|parameter| set(&mut parameter.xml));
        for problem in self.problems.values_mut() {
            set(&mut problem.xml);
            let others = problem.others.iter_mut();
            others.for_each(|other: &mut DocumentedProblem| set(&mut other.xml));
        }
        self
    }

    /// The shape of a parameter, or of the content of that number.
    pub fn xml(&self, content: Option<usize>, location: Location, name: &str) -> Option<&XmlShape> {
        if location == Location::Body {
            return self.content(content?)?.body.xml.as_ref();
        }
        let mut parameters = self.parameters.iter();
        let parameter = parameters.find(|it| it.location == location && it.name == name);
        parameter?.xml.as_ref()
    }
}

impl BodyRule {
    /// Parses a body.
    ///
    /// # Errors
    /// The violations when it is not well-formed. Those of a well-formed one that has something else than the shape are added
    /// to the invalid ones.
    pub fn parse_xml(
        &self,
        text: Vec<u8>,
        duplicates: DuplicateMembers,
        findings: &mut Findings,
    ) -> Result<Tree, Vec<Violation>> {
        let unshaped = XmlShape::from(String::new());
        let shape = self.xml.as_ref().unwrap_or(&unshaped);
        shape.read(text, duplicates).map_err(|error| {
            if error.is_well_formed {
                findings.invalid.push(Violation {
                    pointer: error.place,
                    ..violation(Location::Body, "", "xml", &error.message)
                });
                return Vec::new();
            }
            let message = match error.place.as_str() {
                "" => format!("is not XML: {}", error.message),
                _ => error.message,
            };
            vec![Violation {
                pointer: error.place,
                ..unreadable(message)
            }]
        })
    }
}

impl Violation {
    /// With the element or attribute instead of the JSON Pointer, where the value is XML.
    pub(super) fn placed(mut self, shape: Option<&XmlShape>) -> Self {
        if let Some(shape) = shape.and_then(|xml| xml.shape) {
            self.pointer = shape.place(&self.pointer);
        }
        self
    }
}

impl Response {
    /// A response of XML.
    ///
    /// # Errors
    /// A problem (500) when the status is not one of HTTP or the body cannot be written.
    pub fn xml<T: Serialize + ?Sized>(
        media_type: &str,
        status: impl Status,
        shape: Shape<'_>,
        body: &T,
    ) -> Result<Self, Problem> {
        Self::head(status).xml(media_type, shape, body)
    }
}

impl ResponseHead {
    /// Ends the response with an XML body.
    ///
    /// # Errors
    /// A problem (500) when the status, a header or the body could not be written.
    pub fn xml<T: Serialize + ?Sized>(
        self,
        media_type: &str,
        shape: Shape<'_>,
        body: &T,
    ) -> Result<Response, Problem> {
        let text = shape.write_type(body).map_err(Problem::internal)?;
        self.stream(media_type, text)
    }
}

impl<H: Headers, B: Serialize> WithHeaders<H, B> {
    /// A response of XML.
    ///
    /// # Errors
    /// A problem (500) when the status is not one of HTTP, or a header or the body cannot be written.
    pub fn xml(
        &self,
        media_type: &str,
        status: impl Status,
        shape: Shape<'_>,
    ) -> Result<Response, Problem> {
        self.head(status)?.xml(media_type, shape, &self.body)
    }
}
