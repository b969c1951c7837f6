//! Collections and items, as the paths of a document describe them: what is created can be read, changed and deleted.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use axum::http::StatusCode;
use axum::http::header::{ETAG, HeaderName, HeaderValue, LAST_MODIFIED, LINK, LOCATION};
use serde_json::{Map, Value};
use specfirst_runtime::server::{MockReply, MockRequest, Problem};
use specfirst_runtime::style;

use super::hash;
use super::resources::{Action, Resource, Resources};

/// Limit on the items of a collection, and on the collections; further items are not kept.
const MOST: usize = 10_000;

/// The items of all collections, by the paths of these in requests.
pub(super) struct State {
    resources: Resources,
    base_path: String,
    collections: Mutex<HashMap<String, Vec<Value>>>,
}

impl State {
    pub fn new(resources: Resources, base_path: &str) -> Self {
        Self {
            resources,
            base_path: base_path.trim_end_matches('/').to_owned(),
            collections: Mutex::default(),
        }
    }

    /// Forgets all changes.
    pub fn reset(&self) {
        self.lock().clear();
    }

    /// The reply to a request for a collection or an item of one; none for other operations.
    pub fn reply(&self, request: &MockRequest<'_>) -> Option<Result<MockReply, Problem>> {
        let resource = self.resources.of(request.request.operation())?;
        let path = request.request.uri().path().trim_end_matches('/');
        let (collection, id) = match resource.action {
            Action::List | Action::Create => (path, None),
            _ => {
                let (collection, id) = path.rsplit_once('/')?;
                (collection, Some(decoded(id)))
            }
        };
        let mut collections = self.lock();
        if !collections.contains_key(collection) && collections.len() < MOST {
            collections.insert(collection.to_owned(), resource.seed.clone());
        }
        let items = collections.get_mut(collection)?;
        let position = id.as_deref().and_then(|id| resource.position(items, id));
        let query = request.request.uri().query().unwrap_or_default();
        let reply = match (resource.action, position) {
            (Action::List, _) => list(resource, items, query),
            (Action::Create, _) => {
                let location = format!("{}{collection}", self.base_path);
                match create(resource, items, request, &location)? {
                    Ok(reply) => reply,
                    Err(problem) => return Some(Err(problem)),
                }
            }
            (_, None) => {
                let detail = format!(
                    "{collection} has no item with the id {}.",
                    id.unwrap_or_default()
                );
                return Some(Err(Problem::new(StatusCode::NOT_FOUND, detail)));
            }
            (Action::Show, Some(position)) => body(resource, items.get(position)?),
            (Action::Delete, Some(position)) => {
                items.remove(position);
                // The document's example, if there is a body.
                return request
                    .media_type
                    .is_none()
                    .then(|| Ok(MockReply::default()));
            }
            (action, Some(position)) => {
                let item = items.get_mut(position)?;
                change(resource, item, request.body?, action == Action::Replace);
                match request.media_type {
                    Some(_) => body(resource, item),
                    None => MockReply::default(),
                }
            }
        };
        Some(Ok(reply))
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Vec<Value>>> {
        self.collections
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

/// A reply with an item, without what is sent in requests only. A documented `ETag` is that of the item.
fn body(resource: &Resource, item: &Value) -> MockReply {
    let sent = resource.sent(item);
    let tag = format!("\"{:016x}\"", hash(&[&sent.to_string()]));
    let tag = HeaderValue::try_from(tag)
        .ok()
        .filter(|_| resource.has_etag);
    MockReply {
        headers: tag.map(|tag| (ETAG, tag)).into_iter().collect(),
        without: vec![LAST_MODIFIED],
        body: Some(sent),
        ..MockReply::default()
    }
}

/// A page of the items that the query selects.
fn list(resource: &Resource, items: &[Value], query: &str) -> MockReply {
    let pairs: HashMap<String, String> = query
        .split('&')
        .filter_map(|pair| pair.split_once('='))
        .map(|(name, value)| (decoded_query(name), decoded_query(value)))
        .collect();
    let selected: Vec<&Value> = items
        .iter()
        .filter(|item| resource.is_selected(item, &pairs))
        .collect();
    let total = selected.len();
    let page = resource.paging.page(&pairs, total);
    let page: Vec<Value> = selected
        .get(page)
        .unwrap_or_default()
        .iter()
        .map(|item| resource.sent(item))
        .collect();
    let headers = resource.total_header.iter().filter_map(|name| {
        let name = HeaderName::try_from(name.as_str()).ok()?;
        Some((name, HeaderValue::from(total)))
    });
    MockReply {
        headers: headers.collect(),
        // Those of the example are about its own page.
        without: vec![LINK, ETAG, LAST_MODIFIED],
        body: Some(resource.list_body(page, total)),
        ..MockReply::default()
    }
}

/// Adds an item; none if the request has no object, or there are too many items. An id that clients choose, and that an item
/// has, is a conflict; where the document has none, the item is replaced.
fn create(
    resource: &Resource,
    items: &mut Vec<Value>,
    request: &MockRequest<'_>,
    location: &str,
) -> Option<Result<MockReply, Problem>> {
    let sent = request.body?.as_object()?;
    if items.len() >= MOST {
        return None;
    }
    let chosen = sent.get(&resource.id);
    let known = chosen.and_then(|id| resource.position(items, &plain(id)));
    let id = match (chosen, known) {
        (Some(id), None) => id.clone(),
        (Some(id), Some(_)) if resource.is_id_chosen && resource.has_conflict => {
            let detail = format!("There is a {} already.", plain(id));
            return Some(Err(Problem::new(StatusCode::CONFLICT, detail)));
        }
        (Some(id), Some(position)) if resource.is_id_chosen => {
            items.remove(position);
            id.clone()
        }
        _ => resource.next_id(items),
    };
    let item = resource.with(sent.clone(), resource.template.clone());
    let item = with_id(resource, item, id.clone());
    let item = Value::Object(item);
    items.push(item.clone());
    let location = format!("{location}/{}", encoded(&plain(&id)));
    let location = HeaderValue::from_str(&location).ok();
    let headers = location.filter(|_| request.status == 201);
    let mut reply = match request.media_type {
        Some(_) => body(resource, &item),
        None => MockReply::default(),
    };
    reply.headers.extend(headers.map(|value| (LOCATION, value)));
    Some(Ok(reply))
}

/// Replaces the members that a request can have, or merges them (RFC 7396). The id stays.
fn change(resource: &Resource, item: &mut Value, sent: &Value, replaces: bool) {
    let (Some(members), Some(sent)) = (item.as_object_mut(), sent.as_object()) else {
        return;
    };
    let id = members.get(&resource.id).cloned();
    let mut old = std::mem::take(members);
    let mut item = match replaces {
        true => {
            old.retain(|name, _| resource.template.contains_key(name));
            resource.with(sent.clone(), old)
        }
        false => {
            let mut merged = old.clone();
            merge(&mut merged, sent);
            let added = merged.iter().filter(|(name, _)| !old.contains_key(*name));
            let added = added
                .map(|(name, value)| (name.clone(), value.clone()))
                .collect();
            merged.retain(|name, _| old.contains_key(name));
            resource.with(merged, added)
        }
    };
    if let Some(id) = id {
        item = with_id(resource, item, id);
    }
    *members = item;
}

/// An item with another id.
fn with_id(resource: &Resource, mut item: Map<String, Value>, id: Value) -> Map<String, Value> {
    if let Some(member) = item.get_mut(&resource.id) {
        *member = id;
        return item;
    }
    resource.with(item, Map::from_iter([(resource.id.clone(), id)]))
}

fn merge(members: &mut Map<String, Value>, patch: &Map<String, Value>) {
    for (name, value) in patch {
        match (members.get_mut(name), value) {
            (_, Value::Null) => {
                members.shift_remove(name);
            }
            (Some(Value::Object(inner)), Value::Object(patch)) => merge(inner, patch),
            _ => {
                members.insert(name.clone(), value.clone());
            }
        }
    }
}

/// A scalar as it is written in a path or a query.
pub(super) fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

pub(super) fn decoded(text: &str) -> String {
    let decoded = style::decode(text, false, "");
    decoded.map_or_else(|_| text.to_owned(), |text| text.into_owned())
}

pub(super) fn decoded_query(text: &str) -> String {
    let decoded = style::decode(text, true, "");
    decoded.map_or_else(|_| text.to_owned(), |text| text.into_owned())
}

/// Percent-encodes what is not allowed as it is in a segment of a path.
pub(super) fn encoded(text: &str) -> String {
    let mut encoded = String::new();
    for byte in text.bytes() {
        match byte {
            b'-' | b'.' | b'_' | b'~' => encoded.push(char::from(byte)),
            byte if byte.is_ascii_alphanumeric() => encoded.push(char::from(byte)),
            byte => encoded.push_str(&format!("%{byte:02X}")),
        }
    }
    encoded
}
