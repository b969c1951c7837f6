//! Choosing the variant of a union by the schemas of its alternatives, where their types do not tell values apart.

/// The schemas of a union's alternatives, if there are any: `subschemas!(Name)` or `subschemas!(Name UNIONS)`.
#[macro_export]
#[doc(hidden)]
macro_rules! subschemas {
    ($name:ident) => {
        None
    };
    ($name:ident $unions:path) => {
        Some(json::Subschemas {
            unions: &$unions,
            name: stringify!($name),
        })
    };
}

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::OnceLock;

use serde_json::Value;

use super::super::schema::line::schema_line;
use super::super::schema::{Budget, CompilePattern, Direction, Schema, SchemaViolation, Schemas};
use super::{fit, stack, Json, Mismatch};

pub use subschemas;

/// The engine for patterns, in APIs that have them.
#[cfg(feature = "patterns")]
const ENGINE: Option<CompilePattern> = Some(super::super::schema::pattern::compile);
#[cfg(not(feature = "patterns"))]
const ENGINE: Option<CompilePattern> = None;

/// The schemas of the alternatives of all unions that choose by them.
#[derive(Debug)]
pub struct Unions {
    text: &'static str,
    compiled: OnceLock<Compiled>,
}

#[derive(Debug)]
struct Compiled {
    named: Schemas,
    /// The alternatives of each union, by its name. `None` is for values that satisfy several of the others.
    unions: HashMap<String, Vec<Option<Schema>>>,
}

/// The schemas of the alternatives of a union.
#[derive(Clone, Copy, Debug)]
pub struct Subschemas {
    /// Those of all unions.
    pub unions: &'static Unions,
    /// The name of the union.
    pub name: &'static str,
}

impl Unions {
    /// Takes JSON Lines: `{"union":"Name","is":[…]}` with the schemas of a union's variants, in their order, and
    /// `{"schema":"Name","is":{…}}` for those that they refer to.
    pub const fn new(text: &'static str) -> Self {
        Self {
            text,
            compiled: OnceLock::new(),
        }
    }

    fn compiled(&self) -> &Compiled {
        self.compiled.get_or_init(|| {
            let lines = || self.text.lines().map(Cow::Borrowed);
            let named = Schemas::new(lines().filter_map(|line| schema_line(&line)));
            Compiled {
                named: match ENGINE {
                    Some(compile) => named.with_patterns(compile),
                    None => named,
                },
                unions: lines().filter_map(|line| union_line(&line)).collect(),
            }
        })
    }
}

fn union_line(line: &str) -> Option<(String, Vec<Option<Schema>>)> {
    if !line.starts_with(r#"{"union":"#) {
        return None;
    }
    let line: Value = serde_json::from_str(line).ok()?;
    let name = line.get("union")?.as_str()?.to_owned();
    let schemas = line.get("is")?.as_array()?.iter();
    let schemas = schemas.map(|schema| (!schema.is_null()).then(|| Schema::compile(schema)));
    Some((name, schemas.collect()))
}

impl Subschemas {
    /// Whether the value satisfies each alternative. If it satisfies none, which a server has refused and a client need not
    /// refuse, its type decides: all of them are `true`.
    ///
    /// # Errors
    /// When that takes more steps than there are for reading the value.
    pub(super) fn satisfied(self, value: Json<'_>) -> Result<Rc<[bool]>, Mismatch> {
        let key = (fit::tree(), value.index(), self.name);
        let call = stack::call();
        let known = VERDICTS.with_borrow_mut(|(of, verdicts)| {
            if *of != call {
                *of = call;
                *verdicts = HashMap::new();
            }
            verdicts.get(&key).cloned()
        });
        if let Some(known) = known {
            return Ok(known);
        }
        let found = self.check(value)?;
        VERDICTS.with_borrow_mut(|(_, verdicts)| verdicts.insert(key, Rc::clone(&found)));
        Ok(found)
    }

    fn check(self, value: Json<'_>) -> Result<Rc<[bool]>, Mismatch> {
        let Compiled { named, unions } = self.unions.compiled();
        let budget = Budget::of_steps(stack::steps_for_schemas());
        let accepts = |schema: &Schema| -> Result<bool, SchemaViolation> {
            let accepts = |direction| named.accepts(schema, value, direction, &budget);
            // It is not known here which way the value goes.
            Ok(accepts(Direction::Request)? || accepts(Direction::Response)?)
        };
        let alternatives = unions.get(self.name).into_iter().flatten();
        let verdicts = alternatives.map(|schema| schema.as_ref().map(accepts).transpose());
        let verdicts: Result<Vec<Option<bool>>, _> = verdicts.collect();
        // Also where the steps did not suffice, so that the next check does not begin with as many.
        stack::set_steps_for_schemas(budget.left());
        let verdicts = verdicts.map_err(|undecided| Mismatch::new(undecided.message))?;
        let satisfied = verdicts.iter().filter(|verdict| **verdict == Some(true));
        let count = satisfied.count();
        let verdicts = verdicts.into_iter();
        Ok(verdicts
            .map(|verdict| count == 0 || verdict.unwrap_or(count > 1))
            .collect())
    }
}

/// The verdicts of a union on a node of a tree.
type Verdicts = HashMap<(u64, usize, &'static str), Rc<[bool]>>;

thread_local! {
    /// The verdicts of one outermost call of `from_json`, by its number.
    static VERDICTS: RefCell<(u64, Verdicts)> = RefCell::default();
}

#[cfg(test)]
mod tests {
    use serde_json::{json, Value};

    use super::super as json;
    use super::*;

    const TEXT: &str = concat!(
        r#"{"union":"Size","is":[{"pattern":"^[0-9]+$"},{"maxLength":3},{"$ref":"Long"}]}"#,
        "\n",
        r#"{"union":"Shape","is":[{"$ref":"Circle"},{"$ref":"Square"},null]}"#,
        "\n",
        r#"{"union":"Both","is":[{"$ref":"Circle"},{"$ref":"Square"}]}"#,
        "\n",
        r#"{"schema":"Circle","is":{"properties":{"round":{"const":true},"size":{"maximum":9}}}}"#,
        "\n",
        r#"{"schema":"Long","is":{"minLength":5}}"#,
        "\n",
        r#"{"schema":"Square","is":{"properties":{"round":{"const":false},"side":{"minimum":1}}}}"#,
    );
    static UNIONS: Unions = Unions::new(TEXT);

    #[derive(Debug, PartialEq)]
    enum Size {
        Digits(String),
        Short(String),
        Long(String),
    }

    json::union!(Size { Digits, Short, Long } where UNIONS);

    #[derive(Clone, Debug, PartialEq)]
    struct Circle {
        round: Option<bool>,
        size: Option<i64>,
    }

    json::object!(Circle {
        round = optional("round"),
        size = optional("size")
    });

    #[derive(Clone, Debug, PartialEq)]
    struct Square {
        round: Option<bool>,
        side: Option<i64>,
    }

    json::object!(Square {
        round = optional("round"),
        side = optional("side")
    });

    #[derive(Debug, PartialEq)]
    enum Shape {
        Circle(Circle),
        Square(Square),
        Several(Both),
    }

    json::union!(Shape { Circle, Square, Several } where UNIONS);

    #[derive(Debug, PartialEq)]
    struct Both {
        circle: Option<Circle>,
        square: Option<Square>,
    }

    json::any_of!(Both { circle, square } where UNIONS);

    fn read<T: json::FromJson>(value: Value) -> T {
        json::from_value(&value).unwrap()
    }

    #[test]
    #[cfg(feature = "patterns")]
    fn patterns_and_lengths_choose_the_variant() {
        for (text, expected) in [
            ("12345", Size::Digits as fn(String) -> Size),
            ("ab", Size::Short),
            ("abcdef", Size::Long),
            // Digits and short: the first.
            ("12", Size::Digits),
            // None of them, which only a client reads.
            ("abcd", Size::Digits),
        ] {
            assert_eq!(read::<Size>(json!(text)), expected(text.to_owned()));
        }
    }

    #[test]
    fn constants_and_bounds_choose_the_variant() {
        let circle = |round, size| Circle { round, size };
        let square = |round, side| Square { round, side };
        assert_eq!(
            read::<Shape>(json!({"round": false})),
            Shape::Square(square(Some(false), None))
        );
        // The type `Circle` would keep as much of it.
        assert_eq!(
            read::<Shape>(json!({"size": 10, "side": 1})),
            Shape::Square(square(None, Some(1)))
        );
        assert_eq!(
            read::<Shape>(json!({"size": 1, "side": 1})),
            Shape::Several(Both {
                circle: Some(circle(None, Some(1))),
                square: Some(square(None, Some(1))),
            })
        );
    }

    #[test]
    fn an_alternative_whose_schema_does_not_hold_is_absent() {
        let both: Both = read(json!({"size": 10, "side": 1}));
        assert_eq!(both.circle, None);
        assert!(both.square.is_some());
    }
}
