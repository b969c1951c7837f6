//! Defaults as expressions.

use serde_json::{Map, Value};
use specfirst_runtime::base64::Base64;

use super::code::{Code, literal};
use super::file::File;
use crate::api::{Integer, Kind, Struct, Type, TypeId};

/// Limit on the values in one expression: defaults may refer to others, and these to further ones.
const SIZE: usize = 60;

/// A member with a default: its struct and its index there.
pub type Member = (TypeId, usize);

/// An expression, and the number of values in it.
pub type Expression = (String, usize);

/// Why there is no expression.
enum Failure {
    /// The type has none for the value.
    Inexpressible,
    /// It would contain the default of this member, which is being written.
    Cyclic(Member),
}

/// A default as an expression of a type, and whether it equals `Default::default()`. `None` where the type has no
/// expression for it, and then the member has no default in Rust.
pub fn expression(file: &mut File, ty: &Type, value: &Value) -> Option<(Code, bool)> {
    let mut build = Build::default();
    let code = build.of_type(file, ty, value).ok()?;
    Some((Code::new(code), is_type_default(file, ty, value)))
}

/// The default of a member, as [`expression`]. That of a member whose default leads back to itself has none.
pub fn of_member(file: &mut File, id: TypeId, index: usize) -> Option<(Code, bool)> {
    let Kind::Struct(structure) = &file.api.types[id].kind else {
        return None;
    };
    let field = structure.fields.get(index)?;
    let value = field.default.as_ref()?;
    let found = Build::default().of_default(file, id, index);
    let (code, _) = found.ok().flatten()?;
    Some((Code::new(code), is_type_default(file, &field.ty, value)))
}

fn is_type_default(file: &File, ty: &Type, value: &Value) -> bool {
    match (&file.resolved(ty), value) {
        (Type::Boolean, Value::Bool(flag)) => !flag,
        (Type::Integer(_), Value::Number(number)) => number.as_f64() == Some(0.0),
        (Type::Float(_), Value::Number(number)) => {
            number.as_f64().is_some_and(|number| number.to_bits() == 0)
        }
        (Type::String | Type::Password, Value::String(text)) => text.is_empty(),
        (Type::List(_), Value::Array(items)) => items.is_empty(),
        (Type::Map(_), Value::Object(members)) => members.is_empty(),
        (Type::Nullable(_) | Type::Any, Value::Null) => true,
        _ => false,
    }
}

/// Writes expressions.
#[derive(Default)]
struct Build {
    /// The number of values so far.
    size: usize,
    /// The members whose defaults are being written.
    open: Vec<Member>,
}

impl Build {
    /// The default of a member. It does not depend on where it is used, so that all uses agree about whether there is one.
    fn of_default(
        &mut self,
        file: &mut File,
        id: TypeId,
        index: usize,
    ) -> Result<Option<Expression>, Failure> {
        let member = (id, index);
        if let Some(known) = file.defaults.get(&member) {
            return Ok(known.clone());
        }
        let api = file.api;
        let Kind::Struct(structure) = &api.types[id].kind else {
            return Ok(None);
        };
        let Some((field, value)) = structure
            .fields
            .get(index)
            .and_then(|it| Some((it, it.default.as_ref()?)))
        else {
            return Ok(None);
        };
        if self.open.contains(&member) {
            return Err(Failure::Cyclic(member));
        }
        self.open.push(member);
        let around = std::mem::take(&mut self.size);
        let result = self.of_type(file, &field.ty, value);
        let size = std::mem::replace(&mut self.size, around);
        self.open.pop();
        let found = match result {
            Ok(code) => Some((code, size)),
            Err(Failure::Cyclic(other)) if other != member => return Err(Failure::Cyclic(other)),
            Err(_) => None,
        };
        file.defaults.insert(member, found.clone());
        Ok(found)
    }

    fn of_type(
        &mut self,
        file: &mut File,
        written: &Type,
        value: &Value,
    ) -> Result<String, Failure> {
        self.size += 1;
        if self.size > SIZE {
            return Err(Failure::Inexpressible);
        }
        let ty = file.resolved(written).clone();
        let plain = match (&ty, value) {
            (Type::Any, value) => {
                self.size += count(value);
                json(value)
            }
            (Type::Null, Value::Null) => Some("()".to_owned()),
            (Type::Nullable(_), Value::Null) => Some("None".to_owned()),
            (Type::Nullable(inner), value) => {
                Some(format!("Some({})", self.of_type(file, inner, value)?))
            }
            (Type::Boxed(inner), value) => {
                Some(format!("Box::new({})", self.of_type(file, inner, value)?))
            }
            (Type::Boolean, Value::Bool(flag)) => Some(flag.to_string()),
            (Type::Integer(width), Value::Number(number)) => integer(*width, number),
            (Type::Float(width), Value::Number(number)) => float(*width, number),
            (Type::String, Value::String(text)) => Some(string(text)),
            (Type::JsonText(_), Value::String(text)) => {
                let wrapper = file.runtime("json_text", "JsonText");
                Some(format!("{wrapper}::from_text({})", literal(text)))
            }
            (Type::Password, Value::String(text)) => Some(format!("{}.into()", literal(text))),
            (Type::Date, Value::String(text)) => date(text),
            (Type::DateTime, Value::String(text)) => timestamp(text),
            (Type::Uuid, Value::String(text)) => uuid(text),
            (Type::Duration, Value::String(text)) => duration(text).map(|span| {
                let wrapper = file.runtime("dates", "IsoDuration");
                format!("{wrapper}::from({span})")
            }),
            (Type::Bytes, Value::String(text)) => bytes(text).map(|bytes| {
                let wrapper = file.runtime("base64", "Base64");
                format!("{wrapper}({bytes})")
            }),
            (Type::List(inner), Value::Array(items)) => {
                let items = items.iter().map(|item| self.of_type(file, inner, item));
                let items: Vec<String> = items.collect::<Result<_, _>>()?;
                Some(match items.is_empty() {
                    true => "Vec::new()".to_owned(),
                    false => format!("vec![{}]", items.join(", ")),
                })
            }
            (Type::Tuple(types), Value::Array(items)) if types.len() == items.len() => {
                let items = types.iter().zip(items);
                let items = items.map(|(ty, item)| self.of_type(file, ty, item));
                let items: Vec<String> = items.collect::<Result<_, _>>()?;
                Some(format!("({},)", items.join(", ")))
            }
            (Type::Map(inner), Value::Object(members)) => {
                Some(self.map(file, inner, members.iter())?)
            }
            (Type::Named(id), value) => Some(self.named(file, written, *id, value)?),
            _ => None,
        };
        match plain {
            Some(code) if self.size <= SIZE => Ok(code),
            _ => Err(Failure::Inexpressible),
        }
    }

    fn named(
        &mut self,
        file: &mut File,
        written: &Type,
        id: TypeId,
        value: &Value,
    ) -> Result<String, Failure> {
        let api = file.api;
        let index = match (&api.types[id].kind, value) {
            (Kind::Enum(choices), Value::String(text)) => {
                choices.iter().position(|choice| choice.value == *text)
            }
            (Kind::IntegerEnum(choices), Value::Number(number)) => {
                let number = number.as_i64();
                choices
                    .iter()
                    .position(|choice| Some(choice.value) == number)
            }
            (Kind::Struct(structure), Value::Object(members)) => {
                return self.object(file, written, id, structure, members);
            }
            _ => None,
        };
        let variant = index.map(|index| file.names.of(id).variants[index].clone());
        let variant = variant.ok_or(Failure::Inexpressible)?;
        Ok(format!("{}::{variant}", file.ty(written)))
    }

    fn object(
        &mut self,
        file: &mut File,
        written: &Type,
        id: TypeId,
        structure: &Struct,
        members: &Map<String, Value>,
    ) -> Result<String, Failure> {
        if !structure.flattened.is_empty() {
            return Err(Failure::Inexpressible);
        }
        let names = file.names.of(id).fields.clone();
        let mut initials = Vec::new();
        for (index, (field, name)) in structure.fields.iter().zip(&names).enumerate() {
            let default = self.of_default(file, id, index)?;
            let is_option = !field.required && default.is_none();
            let initial = match (members.get(&field.name), default) {
                (Some(Value::Null), _) if is_option && !file.is_nullable(&field.ty) => {
                    "None".to_owned()
                }
                (Some(value), _) if is_option => {
                    format!("Some({})", self.of_type(file, &field.ty, value)?)
                }
                (Some(value), _) => self.of_type(file, &field.ty, value)?,
                (None, Some((code, size))) => {
                    self.size += size;
                    code
                }
                (None, None) if is_option => "None".to_owned(),
                (None, None) => return Err(Failure::Inexpressible),
            };
            initials.push(format!("{name}: {initial}"));
        }
        let is_other = |name: &String| structure.fields.iter().all(|field| field.name != *name);
        let others: Vec<(&String, &Value)> =
            members.iter().filter(|(name, _)| is_other(name)).collect();
        match (&structure.additional, names.get(structure.fields.len())) {
            (Some(ty), Some(name)) => {
                let map = self.map(file, ty, others.into_iter())?;
                initials.push(format!("{name}: {map}"));
            }
            (None, _) if others.is_empty() => {}
            _ => return Err(Failure::Inexpressible),
        }
        Ok(format!(
            "{} {{ {} }}",
            file.ty(written),
            initials.join(", ")
        ))
    }

    fn map<'a>(
        &mut self,
        file: &mut File,
        inner: &Type,
        members: impl Iterator<Item = (&'a String, &'a Value)>,
    ) -> Result<String, Failure> {
        let entries = members.map(|(name, value)| {
            let value = self.of_type(file, inner, value)?;
            Ok(format!("({}, {value})", string(name)))
        });
        let entries: Vec<String> = entries.collect::<Result<_, Failure>>()?;
        let map = match inner {
            Type::Any => "serde_json::Map",
            _ => "std::collections::BTreeMap",
        };
        Ok(match entries.is_empty() {
            true => format!("{map}::new()"),
            false => format!("{map}::from_iter([{}])", entries.join(", ")),
        })
    }
}

/// The number of values in a JSON value.
fn count(value: &Value) -> usize {
    match value {
        Value::Array(items) => 1 + items.iter().map(count).sum::<usize>(),
        Value::Object(members) => 1 + members.values().map(count).sum::<usize>(),
        _ => 1,
    }
}

fn float(width: u8, number: &serde_json::Number) -> Option<String> {
    let number = number.as_f64()?;
    let is_finite = match width {
        32 => (number as f32).is_finite(),
        _ => number.is_finite(),
    };
    is_finite.then(|| format!("{number:?}"))
}

fn string(text: &str) -> String {
    match text.is_empty() {
        true => "String::new()".to_owned(),
        false => format!("{}.to_owned()", literal(text)),
    }
}

fn integer(width: Integer, number: &serde_json::Number) -> Option<String> {
    let value = Value::Number(number.clone());
    let float = number.as_f64().filter(|float| float.fract() == 0.0)?;
    match width.holds(&value) {
        true => Some(number.to_string()),
        // `1.0` is an integer to JSON Schema.
        false => {
            let integer = float as i64;
            let is_exact =
                number.is_f64() && integer as f64 == float && width.holds(&integer.into());
            is_exact.then(|| integer.to_string())
        }
    }
}

/// Any JSON value.
fn json(value: &Value) -> Option<String> {
    Some(match value {
        Value::Null => "serde_json::Value::Null".to_owned(),
        value => format!("serde_json::json!({})", json_tokens(value)?),
    })
}

fn json_tokens(value: &Value) -> Option<String> {
    Some(match value {
        Value::Null => "null".to_owned(),
        Value::Bool(flag) => flag.to_string(),
        Value::Number(number) if number.is_i64() => format!("{number}_i64"),
        Value::Number(number) if number.is_u64() => format!("{number}_u64"),
        Value::Number(number) => format!("{:?}", number.as_f64().filter(|it| it.is_finite())?),
        Value::String(text) => literal(text).to_string(),
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(json_tokens).collect::<Option<_>>()?;
            format!("[{}]", items.join(", "))
        }
        Value::Object(members) => {
            let members = members.iter();
            let members = members
                .map(|(name, value)| Some(format!("{}: {}", literal(name), json_tokens(value)?)));
            let members: Vec<String> = members.collect::<Option<_>>()?;
            format!("{{{}}}", members.join(", "))
        }
    })
}

/// Year, month and day of a date (RFC 3339 full-date).
fn parts_of_date(text: &str) -> Option<(i64, i64, i64)> {
    let mut parts = text.split('-').map(|part| part.parse::<i64>().ok());
    let date = (parts.next()??, parts.next()??, parts.next()??);
    let is_date = text.len() == 10 && parts.next().is_none();
    is_date.then_some(date)
}

fn date(text: &str) -> Option<String> {
    let (year, month, day) = parts_of_date(text)?;
    Some(format!("jiff::civil::date({year}, {month}, {day})"))
}

/// An instant (RFC 3339 date-time) of whole seconds.
fn timestamp(text: &str) -> Option<String> {
    let (day, time) = (text.get(..10)?, text.get(11..)?);
    let (year, month, day) = parts_of_date(day)?;
    let (clock, offset) = time.split_at_checked(8)?;
    let number = |text: &str, range: std::ops::Range<usize>| text.get(range)?.parse::<i64>().ok();
    let seconds = number(clock, 0..2)? * 3600 + number(clock, 3..5)? * 60 + number(clock, 6..8)?;
    let offset = match offset.as_bytes() {
        b"Z" | b"z" => 0,
        [sign @ (b'+' | b'-'), ..] => {
            let seconds = number(offset, 1..3)? * 3600 + number(offset, 4..6)? * 60;
            if *sign == b'-' { -seconds } else { seconds }
        }
        _ => return None,
    };
    let seconds = days_since_epoch(year, month, day) * 86_400 + seconds - offset;
    Some(format!("jiff::Timestamp::constant({seconds}, 0)"))
}

/// The days from 1970-01-01 to a date of the Gregorian calendar, counted in years that begin with March.
fn days_since_epoch(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let (era, month) = (year.div_euclid(400), (month + 9) % 12);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * month + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

/// A duration (RFC 3339, appendix A) whose numbers have at most four digits, which is in the range of jiff.
fn duration(text: &str) -> Option<String> {
    let (date, time) = match text.strip_prefix('P')?.split_once('T') {
        Some((_, "")) => return None,
        Some((date, time)) => (date, time),
        None => (text.strip_prefix('P')?, ""),
    };
    let mut span = "jiff::Span::new()".to_owned();
    let date_units = [
        ('Y', "years"),
        ('M', "months"),
        ('W', "weeks"),
        ('D', "days"),
    ];
    let time_units = [('H', "hours"), ('M', "minutes"), ('S', "seconds")];
    if date.is_empty() && time.is_empty() {
        return None;
    }
    for (mut rest, units) in [(date, &date_units[..]), (time, &time_units[..])] {
        let mut units = units.iter();
        while !rest.is_empty() {
            let digits = rest.find(|character: char| !character.is_ascii_digit())?;
            let (number, unit) = rest.split_at(digits);
            let unit_and_rest = unit.split_at_checked(1)?;
            let (_, setter) = units.find(|(letter, _)| unit.starts_with(*letter))?;
            if !(1..=4).contains(&number.len()) {
                return None;
            }
            span.push_str(&format!(".{setter}({})", number.parse::<u32>().ok()?));
            rest = unit_and_rest.1;
        }
    }
    Some(span)
}

/// Bytes that the text has in base64 (RFC 4648, section 4).
fn bytes(text: &str) -> Option<String> {
    let Base64(bytes) = text.parse().ok()?;
    let bytes: Vec<String> = bytes.iter().map(u8::to_string).collect();
    match bytes.len() {
        0 => Some("Vec::new()".to_owned()),
        1..=SIZE => Some(format!("vec![{}]", bytes.join(", "))),
        _ => None,
    }
}

fn uuid(text: &str) -> Option<String> {
    let digits: String = text.chars().filter(|character| *character != '-').collect();
    let is_uuid = digits.len() == 32 && text.len() == 36;
    let number = u128::from_str_radix(&digits, 16).ok().filter(|_| is_uuid)?;
    Some(format!("uuid::Uuid::from_u128({number:#034x})"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_spans() {
        let span = |text| duration(text).map(|span| span.replace("jiff::Span::new()", "_"));
        assert_eq!(
            span("P1Y2M3DT4H5M6S").unwrap(),
            "_.years(1).months(2).days(3).hours(4).minutes(5).seconds(6)"
        );
        assert_eq!(span("P2W").unwrap(), "_.weeks(2)");
        assert_eq!(span("PT090M").unwrap(), "_.minutes(90)");
        for text in [
            "", "P", "1D", "PT", "P1H", "P1D2Y", "PT1.5S", "P12345D", "-P1D",
        ] {
            assert_eq!(duration(text), None, "{text}");
        }
    }

    #[test]
    fn bytes_are_lists() {
        assert_eq!(bytes("/+8=").unwrap(), "vec![255, 239]");
        assert_eq!(bytes("").unwrap(), "Vec::new()");
        assert_eq!(bytes("?"), None);
    }

    #[test]
    fn dates_and_instants_are_constants() {
        assert_eq!(
            date("2020-02-29").as_deref(),
            Some("jiff::civil::date(2020, 2, 29)")
        );
        for (text, seconds) in [
            ("1970-01-01T00:00:00Z", 0_i64),
            ("1969-12-31T23:59:59Z", -1),
            ("2020-02-29T12:00:00+02:00", 1_582_970_400),
            ("0001-01-01T00:00:00Z", -62_135_596_800),
        ] {
            let expected = format!("jiff::Timestamp::constant({seconds}, 0)");
            assert_eq!(timestamp(text), Some(expected), "{text}");
        }
        assert_eq!(timestamp("2020-02-29T12:00:00.5Z"), None);
        assert_eq!(timestamp("today"), None);
    }

    #[test]
    fn identifiers_are_constants() {
        let expected = "uuid::Uuid::from_u128(0x2eb8aa08aa9811eab4aa73b441d16380)";
        assert_eq!(
            uuid("2eb8aa08-aa98-11ea-b4aa-73b441d16380").as_deref(),
            Some(expected)
        );
        assert_eq!(uuid("2eb8aa08"), None);
    }

    #[test]
    fn json_is_written_as_tokens() {
        let value = serde_json::json!({"a\"b": [1, 1.5, u64::MAX, null, "\u{7f}"]});
        let code = json(&value).unwrap();
        assert!(syn::parse_str::<syn::Expr>(&code).is_ok(), "{code}");
        assert!(code.contains("18446744073709551615_u64"), "{code}");
    }
}
