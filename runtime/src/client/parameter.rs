//! The parameters of a call, each in its place and its style.

use serde::Serialize;
use serde_json::Value;

use super::super::form::{self, Encoding};
use super::super::stream::BoxError;
use super::super::style::{self, Style};
use super::request::RequestBuilder;

/// Parameters. One that is `None` is left out.
impl RequestBuilder {
    /// A path parameter in `simple` style.
    pub fn path<T: Serialize + ?Sized>(self, name: &str, value: &T) -> Self {
        self.styled_path(name, Style::Simple, false, value)
    }

    /// A path parameter in another style.
    pub fn styled_path<T: Serialize + ?Sized>(
        self,
        name: &str,
        style: Style,
        explode: bool,
        value: &T,
    ) -> Self {
        self.with(value, |call, value| {
            call.address.fill(
                name,
                &style::encode_path(style, explode, name, &value, false),
            );
            Ok(())
        })
    }

    /// A path parameter whose reserved characters are sent as they are (`allowReserved`),
    /// but for those that would end it.
    pub fn reserved_path<T: Serialize + ?Sized>(
        self,
        name: &str,
        style: Style,
        explode: bool,
        value: &T,
    ) -> Self {
        self.with(value, |call, value| {
            call.address.fill(
                name,
                &style::encode_path(style, explode, name, &value, true),
            );
            Ok(())
        })
    }

    /// A path parameter whose value is JSON.
    pub fn json_path<T: Serialize + ?Sized>(self, name: &str, value: &T) -> Self {
        self.with(value, |call, value| {
            call.address.fill(name, &style::encode_json(&value));
            Ok(())
        })
    }

    /// A query parameter in `form` style, lists exploded.
    pub fn query<T: Serialize + ?Sized>(self, name: &str, value: &T) -> Self {
        self.styled_query(name, Style::Form, true, value)
    }

    /// A query parameter in another style.
    pub fn styled_query<T: Serialize + ?Sized>(
        self,
        name: &str,
        style: Style,
        explode: bool,
        value: &T,
    ) -> Self {
        self.with(value, |call, value| {
            call.address.push_query(style, explode, name, &value, false);
            Ok(())
        })
    }

    /// A query parameter whose reserved characters are sent as they are (`allowReserved`).
    pub fn reserved_query<T: Serialize + ?Sized>(
        self,
        name: &str,
        style: Style,
        explode: bool,
        value: &T,
    ) -> Self {
        self.with(value, |call, value| {
            call.address.push_query(style, explode, name, &value, true);
            Ok(())
        })
    }

    /// A query parameter whose value is JSON.
    pub fn json_query<T: Serialize + ?Sized>(self, name: &str, value: &T) -> Self {
        self.with(value, |call, value| {
            call.address
                .push_query(Style::Form, true, name, &value.to_string().into(), false);
            Ok(())
        })
    }

    /// A parameter that is the whole query, as a form; some fields may be encoded in ways of their own.
    pub fn form_query_string<T: Serialize + ?Sized>(
        self,
        encodings: &[(&str, Encoding)],
        value: &T,
    ) -> Self {
        let owned = |(name, encoding): &(&str, Encoding)| ((*name).to_owned(), *encoding);
        let encodings: Vec<_> = encodings.iter().map(owned).collect();
        self.with(value, |call, value| {
            call.address.push_text(&form::encode(&value, &encodings));
            Ok(())
        })
    }

    /// A parameter that is the whole query, as JSON.
    pub fn json_query_string<T: Serialize + ?Sized>(self, value: &T) -> Self {
        self.with(value, |call, value| {
            call.address.push_text(&style::encode_json(&value));
            Ok(())
        })
    }

    /// A parameter that is the whole query, as text.
    pub fn text_query_string<T: Serialize + ?Sized>(self, value: &T) -> Self {
        self.with(value, |call, value| {
            call.address.push_text(&style::encode_text(&value));
            Ok(())
        })
    }

    /// A header parameter.
    pub fn header<T: Serialize + ?Sized>(self, name: &str, value: &T) -> Self {
        self.styled_header(name, false, value)
    }

    /// A header parameter, objects as `name=value` if `explode` is set.
    pub fn styled_header<T: Serialize + ?Sized>(
        self,
        name: &str,
        explode: bool,
        value: &T,
    ) -> Self {
        self.with(value, |call, value| {
            match style::encode_header(explode, &value) {
                Some(value) => call.add_header(name, &value),
                None => Ok(()),
            }
        })
    }

    /// A header parameter whose value is JSON.
    pub fn json_header<T: Serialize + ?Sized>(self, name: &str, value: &T) -> Self {
        self.with(value, |call, value| {
            call.add_header(name, &value.to_string())
        })
    }

    /// A cookie parameter in `form` style, lists exploded.
    pub fn cookie<T: Serialize + ?Sized>(self, name: &str, value: &T) -> Self {
        self.styled_cookie(name, Style::Form, true, value)
    }

    /// A cookie parameter. Cookies have the styles `form` and `cookie` only, and whatever else is named is written as
    /// `form`.
    pub fn styled_cookie<T: Serialize + ?Sized>(
        self,
        name: &str,
        style: Style,
        explode: bool,
        value: &T,
    ) -> Self {
        self.with(value, |call, value| {
            if style == Style::Cookie {
                style::encode_plain_cookie(&mut call.cookies, explode, name, &value)?;
            } else {
                style::encode_cookie(&mut call.cookies, explode, name, &value);
            }
            Ok(())
        })
    }

    /// A cookie parameter with `allowReserved`, which means nothing in a cookie: what can stand there always does.
    pub fn reserved_cookie<T: Serialize + ?Sized>(
        self,
        name: &str,
        style: Style,
        explode: bool,
        value: &T,
    ) -> Self {
        self.styled_cookie(name, style, explode, value)
    }

    /// A cookie parameter whose value is JSON.
    pub fn json_cookie<T: Serialize + ?Sized>(self, name: &str, value: &T) -> Self {
        self.with(value, |call, value| {
            style::encode_cookie(&mut call.cookies, true, name, &value.to_string().into());
            Ok(())
        })
    }

    fn with<T, F>(mut self, value: &T, add: F) -> Self
    where
        T: Serialize + ?Sized,
        F: FnOnce(&mut Self, Value) -> Result<(), BoxError>,
    {
        let added = match serde_json::to_value(value) {
            Ok(Value::Null) => Ok(()),
            Ok(value) => add(&mut self, value),
            Err(error) => Err(error.into()),
        };
        self.keep(added);
        self
    }
}
