//! Which contents of a body or response have variants of their own: one for each type, form and media type.

use specfirst_runtime::media_type::MediaType;

use super::{Body, Content, Form, Operation, Response, Type};

/// The indices of contents that have variants of their own; the others are equivalent to one of these.
pub fn distinct(contents: &[Content]) -> Vec<usize> {
    let mut distinct: Vec<usize> = Vec::new();
    for (index, content) in contents.iter().enumerate() {
        if !distinct
            .iter()
            .any(|other| is_equivalent(&contents[*other], content))
        {
            distinct.push(index);
        }
    }
    distinct
}

/// The contents that share the variant of one of them. A range that includes the contents of several variants belongs to the
/// first of these.
pub fn sharing<'c>(
    contents: &'c [Content],
    content: &Content,
) -> impl Iterator<Item = &'c Content> {
    let variants = distinct(contents);
    let variant = move |content: &Content| {
        let mut variants = variants.iter().copied();
        variants.find(|variant| is_equivalent(&contents[*variant], content))
    };
    let wanted = variant(content);
    contents.iter().filter(move |it| variant(it) == wanted)
}

/// Whether two contents may have one variant: the same type in the same media type, or in JSON and as a form of a request.
///
/// Contents of one type in other media types are told apart, since a program may have to send or to know the one that it is.
fn is_equivalent(one: &Content, other: &Content) -> bool {
    let is_form_and_json = matches!(
        (one.form, other.form),
        (Form::Json, Form::UrlEncoded) | (Form::UrlEncoded, Form::Json)
    );
    let is_same = || {
        let (one, other) = (current(&one.media_type), current(&other.media_type));
        one.includes(&other) && other.has_parameters_of(&one)
            || other.includes(&one) && one.has_parameters_of(&other)
    };
    one.ty == other.ty
        && one.parts == other.parts
        && one.xml == other.xml
        && one.response_form == other.response_form
        && (is_form_and_json || one.form == other.form && is_same())
}

/// The texts that have to say which media type they are: those in a range, and those that share a variant with one.
pub fn texts_in_ranges(contents: &[Content]) -> Vec<usize> {
    let is_range = |content: &Content| MediaType::parse(&content.media_type).is_range();
    let is_in_range =
        |content: &Content| content.form == Form::Text && sharing(contents, content).any(is_range);
    let indices = 0..contents.len();
    indices
        .filter(|index| is_in_range(&contents[*index]))
        .collect()
}

/// The media type without its charset, under the name that it has today (RFC 8259, section 11; RFC 7303, section 9.2).
fn current(media_type: &str) -> MediaType {
    let media_type = MediaType::parse(media_type).without_parameter("charset");
    match media_type.essence().as_str() {
        "text/json" | "application/x-json" => MediaType::parse("application/json"),
        "text/xml" => MediaType::parse("application/xml"),
        // A key that is no media type stands for any.
        essence if !essence.contains('/') => MediaType::parse("*/*"),
        _ => media_type,
    }
}

/// The media type to send a content as. Where a body may say itself what it is within a documented range, a list: behind the
/// one for a body that does not say it, those of all contents that share the type.
pub fn sent_as(contents: &[Content], content: &Content) -> String {
    let sent = content.sent_as();
    if content.form != Form::Stream && content.ty != Type::MediaText {
        return sent;
    }
    let documented = sharing(contents, content).map(|it| it.media_type.as_str());
    let documented: Vec<&str> = documented.filter(|it| it.contains('/')).collect();
    let mut list = vec![sent.as_str()];
    if documented.iter().any(|it| MediaType::parse(it).is_range()) {
        list.extend(documented.into_iter().filter(|it| *it != sent));
    }
    list.join(", ")
}

/// The indices of a response's contents that have variants; a response without contents has one variant.
pub fn variants_of(response: &Response) -> Vec<usize> {
    if response.contents.is_empty() {
        vec![0]
    } else {
        distinct(&response.contents)
    }
}

/// The successful response that has several contents which a request can choose among, by its index.
pub fn negotiated(operation: &Operation) -> Option<usize> {
    let mut responses = operation.responses.iter();
    responses.position(|it| it.status.is_success() && choices(it).len() > 1)
}

/// The variants of a response that a request can choose among: by index, each with the media type that it is sent as. Of
/// several that are sent as the same type, a request can only mean the one that is documented as it, or the first range.
pub fn choices(response: &Response) -> Vec<(usize, String)> {
    let contents = &response.contents;
    let sent = |content: &usize| contents[*content].sent_as();
    let rank = |content: &usize| (contents[*content].media_type != sent(content), *content);
    let variants = distinct(contents);
    let is_chosen = |content: &&usize| {
        let mut others = variants.iter().filter(|other| sent(other) == sent(content));
        others.all(|other| rank(content) <= rank(other))
    };
    let chosen = variants.iter().filter(is_chosen);
    chosen.map(|content| (*content, sent(content))).collect()
}

/// Whether a body needs an enum, because its contents differ in type or form.
pub fn needs_enum(body: &Body) -> bool {
    distinct(&body.contents).len() > 1
}
