//! The keywords that limit values without having schemas (JSON Schema 2020-12 Validation §6).

use indexmap::IndexMap;
use serde::{Serialize, Serializer};
use serde_json::{Map, Number, Value};

/// Bounds, lengths and patterns: the assertions other than `type`, `enum`, `format` and `required`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Assertions {
    pub minimum: Option<Number>,
    pub exclusive_minimum: Option<Number>,
    pub maximum: Option<Number>,
    pub exclusive_maximum: Option<Number>,
    pub multiple_of: Option<Number>,
    pub min_length: Option<u64>,
    pub max_length: Option<u64>,
    pub pattern: Option<String>,
    pub min_properties: Option<u64>,
    pub max_properties: Option<u64>,
    pub dependent_required: IndexMap<String, Vec<String>>,
    pub min_items: Option<u64>,
    pub max_items: Option<u64>,
    pub unique_items: bool,
    pub min_contains: Option<u64>,
    pub max_contains: Option<u64>,
}

impl Assertions {
    pub fn is_empty(&self) -> bool {
        *self == Assertions::default()
    }

    /// The keywords and their values as JSON, in the order in which they are written.
    pub fn keywords(&self) -> Map<String, Value> {
        let number = |number: &Option<Number>| number.clone().map(Value::Number);
        let count = |count: Option<u64>| count.map(Value::from);
        let dependent = Some(&self.dependent_required).filter(|names| !names.is_empty());
        let keywords = [
            ("minimum", number(&self.minimum)),
            ("exclusiveMinimum", number(&self.exclusive_minimum)),
            ("maximum", number(&self.maximum)),
            ("exclusiveMaximum", number(&self.exclusive_maximum)),
            ("multipleOf", number(&self.multiple_of)),
            ("minLength", count(self.min_length)),
            ("maxLength", count(self.max_length)),
            ("pattern", self.pattern.clone().map(Value::from)),
            ("minProperties", count(self.min_properties)),
            ("maxProperties", count(self.max_properties)),
            ("dependentRequired", dependent.map(named_lists)),
            ("minItems", count(self.min_items)),
            ("maxItems", count(self.max_items)),
            (
                "uniqueItems",
                self.unique_items.then_some(Value::Bool(true)),
            ),
            ("minContains", count(self.min_contains)),
            ("maxContains", count(self.max_contains)),
        ];
        let present = keywords
            .into_iter()
            .filter_map(|(keyword, value)| Some((keyword.to_owned(), value?)));
        present.collect()
    }
}

fn named_lists(lists: &IndexMap<String, Vec<String>>) -> Value {
    let lists = lists.iter();
    let lists = lists.map(|(name, list)| (name.clone(), Value::from(list.clone())));
    Value::Object(lists.collect())
}

impl Serialize for Assertions {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.keywords().serialize(serializer)
    }
}
