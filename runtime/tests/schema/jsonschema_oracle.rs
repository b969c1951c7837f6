//! Random schemas and values, compared with the crate `jsonschema`.
//!
//! Intended differences, which the schemas here avoid: `discriminator`, `readOnly` and `writeOnly` have an effect,
//! formats are asserted, `$ref` is a bare name, patterns that cannot be checked exactly refuse every string, and a
//! circular reference without a step into the value refuses in a branch.

use serde_json::{json, Map, Value};
use specfirst_runtime::schema::Schema;

use super::{accepts, check, schemas};

/// Numbers that look random and are always the same.
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % end
    }

    fn pick(&mut self, from: &[Value]) -> Value {
        from[self.below(from.len())].clone()
    }

    fn scalar(&mut self) -> Value {
        let scalars = [
            json!(null),
            json!(true),
            json!(false),
            json!(0),
            json!(1),
            json!(1.0),
            json!(-1),
            json!(2),
            json!(2.5),
            json!(0.1),
            json!(9_007_199_254_740_993_i64),
            json!(u64::MAX),
            json!(i64::MIN),
            json!(""),
            json!("a"),
            json!("ab"),
            json!("é"),
            json!("b1"),
        ];
        self.pick(&scalars)
    }

    fn value(&mut self, depth: usize) -> Value {
        match self.below(if depth == 0 { 4 } else { 8 }) {
            0..=3 => self.scalar(),
            4 | 5 => (0..self.below(4)).map(|_| self.value(depth - 1)).collect(),
            _ => {
                let members = (0..self.below(4)).map(|_| (self.name(), self.value(depth - 1)));
                Value::Object(members.collect())
            }
        }
    }

    fn name(&mut self) -> String {
        ["a", "b", "c", "ab"][self.below(4)].to_owned()
    }

    fn schemas(&mut self, depth: usize) -> Value {
        (0..self.below(2) + 1).map(|_| self.schema(depth)).collect()
    }

    fn names(&mut self) -> Value {
        let mut names: Vec<_> = (0..self.below(3)).map(|_| self.name()).collect();
        names.sort();
        names.dedup();
        json!(names)
    }

    fn schema(&mut self, depth: usize) -> Value {
        if self.below(12) == 0 {
            return json!(self.below(3) > 0);
        }
        let mut schema = Map::new();
        for _ in 0..self.below(3) + 1 {
            let (keyword, value) = match depth {
                0 => self.assertion(),
                _ if self.below(2) == 0 => self.assertion(),
                _ => self.applicator(depth - 1),
            };
            schema.insert(keyword.to_owned(), value);
        }
        Value::Object(schema)
    }

    fn assertion(&mut self) -> (&'static str, Value) {
        let count = json!(self.below(3));
        let bounds = [
            json!(0),
            json!(1),
            json!(2.5),
            json!(9_007_199_254_740_992_i64),
            json!(u64::MAX),
        ];
        let bound = self.pick(&bounds);
        let types = [
            "null", "boolean", "integer", "number", "string", "array", "object",
        ];
        let (one, other) = (types[self.below(7)], types[self.below(7)]);
        match self.below(18) {
            0 | 1 => ("type", json!(one)),
            2 if one != other => ("type", json!([one, other])),
            2 => ("type", json!(one)),
            3 => ("minimum", bound),
            4 => ("maximum", bound),
            5 => ("exclusiveMinimum", bound),
            6 => ("exclusiveMaximum", bound),
            7 => ("multipleOf", self.pick(&[json!(1), json!(2), json!(0.5)])),
            8 => ("minLength", count),
            9 => ("maxLength", count),
            10 => (
                "pattern",
                self.pick(&[json!("^a"), json!("b$"), json!("(?<!a)b"), json!("^.$")]),
            ),
            11 => ("minItems", count),
            12 => ("maxItems", count),
            13 => ("uniqueItems", json!(true)),
            14 => ("minProperties", count),
            15 => ("maxProperties", count),
            16 => ("const", self.value(1)),
            _ => ("required", self.names()),
        }
    }

    fn applicator(&mut self, depth: usize) -> (&'static str, Value) {
        match self.below(17) {
            0 | 1 => {
                let members = (0..self.below(3) + 1).map(|_| (self.name(), self.schema(depth)));
                ("properties", Value::Object(members.collect()))
            }
            2 => ("additionalProperties", self.schema(depth)),
            3 => ("patternProperties", json!({"^a": self.schema(depth)})),
            4 => ("propertyNames", self.schema(depth)),
            5 => ("items", self.schema(depth)),
            6 => ("prefixItems", self.schemas(depth)),
            7 => ("contains", self.schema(depth)),
            8 => ("allOf", self.schemas(depth)),
            9 => ("anyOf", self.schemas(depth)),
            10 => ("oneOf", self.schemas(depth)),
            11 => ("not", self.schema(depth)),
            12 => ("unevaluatedProperties", self.schema(depth)),
            13 => ("unevaluatedItems", self.schema(depth)),
            14 => ("dependentSchemas", json!({"a": self.schema(depth)})),
            15 => ("dependentRequired", json!({"a": self.names()})),
            _ => (
                "allOf",
                json!([{"if": self.schema(depth), "then": self.schema(depth), "else": self.schema(depth)}]),
            ),
        }
    }
}

#[test]
fn random_values_are_as_valid_as_in_jsonschema() {
    let mut random = Random(11);
    let schemas = schemas();
    let mut valid = 0;
    for _ in 0..1_500 {
        let json = random.schema(3);
        let oracle = jsonschema::draft202012::new(&json).unwrap();
        let schema = Schema::compile(&json);
        for _ in 0..6 {
            let value = random.value(2);
            let expected = oracle.is_valid(&value);
            assert_eq!(
                accepts(&schemas, &schema, &value),
                expected,
                "{json} and {value}"
            );
            let found = check(&schemas, &schema, &value);
            assert_eq!(found.is_empty(), expected, "{json} and {value}: {found:?}");
            valid += usize::from(expected);
        }
    }
    assert!((1_000..8_000).contains(&valid), "{valid}");
}
