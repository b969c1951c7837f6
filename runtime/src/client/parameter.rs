//! The parameters of a request, by location and style.

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
        self.with(value, |request, value| {
            request.address.fill(
                name,
                &style::encode_path(style, explode, name, &value, false),
            );
            Ok(())
        })
    }

    /// A path parameter with `allowReserved`: reserved characters are not percent-encoded, except those that end a segment.
    pub fn reserved_path<T: Serialize + ?Sized>(
        self,
        name: &str,
        style: Style,
        explode: bool,
        value: &T,
    ) -> Self {
        self.with(value, |request, value| {
            request.address.fill(
                name,
                &style::encode_path(style, explode, name, &value, true),
            );
            Ok(())
        })
    }

    /// A path parameter whose value is JSON.
    pub fn json_path<T: Serialize + ?Sized>(self, name: &str, value: &T) -> Self {
        self.with(value, |request, value| {
            request.address.fill(name, &style::encode_json(&value));
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
        self.with(value, |request, value| {
            request
                .address
                .push_query(style, explode, name, &value, false);
            Ok(())
        })
    }

    /// A query parameter with `allowReserved`: reserved characters are not percent-encoded, except those that would end the
    /// value.
    pub fn reserved_query<T: Serialize + ?Sized>(
        self,
        name: &str,
        style: Style,
        explode: bool,
        value: &T,
    ) -> Self {
        self.with(value, |request, value| {
            request
                .address
                .push_query(style, explode, name, &value, true);
            Ok(())
        })
    }

    /// A query parameter whose value is JSON.
    pub fn json_query<T: Serialize + ?Sized>(self, name: &str, value: &T) -> Self {
        self.with(value, |request, value| {
            request
                .address
                .push_query(Style::Form, true, name, &value.to_string().into(), false);
            Ok(())
        })
    }

    /// A parameter with `in: querystring` that is a form, of which some fields have an Encoding Object.
    pub fn form_query_string<T: Serialize + ?Sized>(
        self,
        encodings: &[(&str, Encoding)],
        value: &T,
    ) -> Self {
        let owned = |(name, encoding): &(&str, Encoding)| ((*name).to_owned(), *encoding);
        let encodings: Vec<_> = encodings.iter().map(owned).collect();
        self.with(value, |request, value| {
            let form = form::encode(&value, &encodings)?;
            request.address.push_text(&form);
            Ok(())
        })
    }

    /// A parameter with `in: querystring` that is JSON.
    pub fn json_query_string<T: Serialize + ?Sized>(self, value: &T) -> Self {
        self.with(value, |request, value| {
            request.address.push_text(&style::encode_json(&value));
            Ok(())
        })
    }

    /// A parameter with `in: querystring` that is text.
    pub fn text_query_string<T: Serialize + ?Sized>(self, value: &T) -> Self {
        self.with(value, |request, value| {
            request.address.push_text(&style::encode_text(&value));
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
        self.with(value, |request, value| {
            match style::encode_header(explode, &value) {
                Some(value) => request.add_header(name, &value),
                None => Ok(()),
            }
        })
    }

    /// A header parameter whose value is JSON.
    pub fn json_header<T: Serialize + ?Sized>(self, name: &str, value: &T) -> Self {
        self.with(value, |request, value| {
            request.add_header(name, &value.to_string())
        })
    }

    /// A cookie parameter in `form` style, lists exploded.
    pub fn cookie<T: Serialize + ?Sized>(self, name: &str, value: &T) -> Self {
        self.styled_cookie(name, Style::Form, true, value)
    }

    /// A cookie parameter. Any style other than `cookie` is written as `form`.
    pub fn styled_cookie<T: Serialize + ?Sized>(
        self,
        name: &str,
        style: Style,
        explode: bool,
        value: &T,
    ) -> Self {
        self.with(value, |request, value| {
            if style == Style::Cookie {
                style::encode_plain_cookie(&mut request.cookies, explode, name, &value)?;
            } else {
                style::encode_cookie(&mut request.cookies, explode, name, &value);
            }
            Ok(())
        })
    }

    /// A cookie parameter with `allowReserved`, which has no effect on cookies.
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
        self.with(value, |request, value| {
            style::encode_cookie(&mut request.cookies, true, name, &value.to_string().into());
            Ok(())
        })
    }

    pub(super) fn with<T, F>(mut self, value: &T, add: F) -> Self
    where
        T: Serialize + ?Sized,
        F: FnOnce(&mut Self, Value) -> Result<(), BoxError>,
    {
        let added = match serde_json::to_value(value) {
            Ok(Value::Null) => Ok(()),
            Ok(value) => add(&mut self, value),
            Err(error) => Err(error.into()),
        };
        self.record(added);
        self
    }
}
