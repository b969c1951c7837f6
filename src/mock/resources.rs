//! Which operations of a document are those of a collection or of an item, and what their items look like.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use serde_json::{Map, Value};

use super::state::plain;
use crate::api::{Api, Form, Location, Operation, Status};
use crate::resolve::Constraints;
use crate::schema::{SchemaId, Schemas};

/// What an operation does with its resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Action {
    List,
    Create,
    Show,
    Replace,
    Change,
    Delete,
}

/// The operations with a resource, by their names.
#[derive(Debug, Default)]
pub(super) struct Resources(HashMap<String, Resource>);

/// An operation of a collection, or of an item of one.
#[derive(Clone, Debug)]
pub(super) struct Resource {
    pub action: Action,
    /// The member that identifies an item.
    pub id: String,
    /// Whether clients choose it: requests that create an item have to have it.
    pub is_id_chosen: bool,
    /// Whether the operation documents the status 409.
    pub has_conflict: bool,
    /// The items of a collection that nothing has changed.
    pub seed: Vec<Value>,
    /// The members of an item that no request has, such as a time of creation.
    pub template: Map<String, Value>,
    /// The members of an item, in the order of the examples, which is that of the schema where they are made from it.
    order: Vec<String>,
    /// The members that are in requests only.
    hidden: HashSet<String>,
    /// The example of the list, and the member of it that has the items, if it is an object.
    list: (Value, Option<String>),
    /// Whether the response of the operation has the header `ETag`.
    pub has_etag: bool,
    /// The header with the number of all items.
    pub total_header: Option<String>,
    pub paging: Paging,
    /// The parameters that select items by a member of that name.
    filters: Vec<String>,
}

/// The documented query parameters for pages.
#[derive(Clone, Debug, Default)]
pub(super) struct Paging {
    limit: Option<(String, Option<usize>)>,
    offset: Option<String>,
    page: Option<String>,
}

const LIMITS: [&str; 6] = [
    "limit",
    "per_page",
    "perPage",
    "page_size",
    "pageSize",
    "size",
];
const OFFSETS: [&str; 3] = ["offset", "skip", "start"];
const PAGES: [&str; 2] = ["page", "page_number"];
const TOTAL_HEADERS: [&str; 2] = ["x-total-count", "x-total"];
const TOTALS: [&str; 4] = ["total", "count", "total_count", "totalCount"];

impl Resources {
    /// Finds the collections of a document: paths below which there is one with a parameter. `contract` has the examples.
    pub fn new(api: &Api, schemas: &Schemas, keys: &[String], contract: &str) -> Self {
        let examples = examples(contract);
        let served: Vec<(&str, &Operation)> = api
            .served()
            .filter_map(|(index, operation)| Some((keys.get(index)?.as_str(), operation)))
            .collect();
        let mut resources = HashMap::new();
        let mut items: Vec<(&str, &str)> = served
            .iter()
            .filter_map(|(_, operation)| item(&operation.path))
            .collect();
        items.sort_unstable();
        items.dedup();
        for (collection, parameter) in items {
            let found = Collection {
                schemas,
                served: &served,
                examples: &examples,
                path: collection,
                parameter,
            };
            resources.extend(found.resources());
        }
        Self(resources)
    }

    pub fn of(&self, operation: &str) -> Option<&Resource> {
        self.0.get(operation)
    }
}

/// The path of the collection and the name of the parameter, if a path is that of an item.
fn item(path: &str) -> Option<(&str, &str)> {
    let (collection, last) = path.rsplit_once('/')?;
    let parameter = last.strip_prefix('{')?.strip_suffix('}')?;
    let is_one = !parameter.contains(['{', '}']);
    (is_one && !collection.is_empty() && !collection.ends_with('}'))
        .then_some((collection, parameter))
}

/// The bodies of the mock's first responses, by the names of operations.
fn examples(contract: &str) -> HashMap<String, Value> {
    let operations = contract
        .lines()
        .filter(|line| line.starts_with(r#"{"operation":"#));
    let examples = operations.filter_map(|line| {
        let mut line: Value = serde_json::from_str(line).ok()?;
        let name = line.get("operation")?.as_str()?.to_owned();
        Some((name, line.get_mut("mock")?.get_mut("body")?.take()))
    });
    examples.collect()
}

struct Collection<'a> {
    schemas: &'a Schemas,
    served: &'a [(&'a str, &'a Operation)],
    examples: &'a HashMap<String, Value>,
    path: &'a str,
    parameter: &'a str,
}

impl<'a> Collection<'a> {
    fn operation(&self, method: &str, is_item: bool) -> Option<(&'a str, &'a Operation)> {
        let item = format!("{}/{{{}}}", self.path, self.parameter);
        let path = if is_item { item.as_str() } else { self.path };
        let mut served = self.served.iter().copied();
        served.find(|(_, operation)| operation.method == method && operation.path == path)
    }

    fn example(&self, operation: Option<(&str, &Operation)>) -> Option<&'a Value> {
        self.examples.get(operation?.0)
    }

    /// The operations of the collection; none if nothing says what identifies an item.
    fn resources(&self) -> Vec<(String, Resource)> {
        let list = self.operation("GET", false);
        let create = self.operation("POST", false);
        let show = self.operation("GET", true);
        let example = self.example(list).cloned().unwrap_or_default();
        let (seed, wrapper) = match items(&example) {
            Some((items, wrapper)) => (items, wrapper),
            None if list.is_some() => return Vec::new(),
            None => (self.example(show).cloned().into_iter().collect(), None),
        };
        let seed: Vec<Value> = seed.into_iter().filter(Value::is_object).collect();
        let mut known = seed
            .iter()
            .chain(self.example(show))
            .chain(self.example(create));
        let Some(id) = known.find_map(|item| id_member(item, self.parameter)) else {
            return Vec::new();
        };
        let body = create.and_then(|(_, operation)| body_schema(operation));
        let requested = Members::of(self.schemas, body);
        let examples = [self.example(create), self.example(show), seed.first()];
        let objects = examples.into_iter().flatten().filter_map(Value::as_object);
        let mut known = HashSet::new();
        let order = objects
            .flat_map(Map::keys)
            .filter(|name| known.insert(*name));
        let order: Vec<String> = order.cloned().collect();
        let whole = examples.into_iter().flatten().next();
        let whole = whole
            .and_then(Value::as_object)
            .cloned()
            .unwrap_or_default();
        let template = whole
            .into_iter()
            .filter(|(name, _)| !requested.sent.contains(name));
        let resource = Resource {
            action: Action::List,
            is_id_chosen: requested.required.contains(&id),
            has_conflict: false,
            id,
            template: template.collect(),
            order,
            has_etag: false,
            hidden: requested.hidden,
            total_header: list.and_then(|(_, operation)| total_header(operation)),
            paging: list
                .map(|(_, operation)| self.paging(operation))
                .unwrap_or_default(),
            filters: list
                .map(|(_, operation)| filters(operation))
                .unwrap_or_default(),
            list: (example, wrapper),
            seed,
        };
        let actions = [
            (list, Action::List),
            (create, Action::Create),
            (show, Action::Show),
            (self.operation("PUT", true), Action::Replace),
            (self.operation("PATCH", true), Action::Change),
            (self.operation("DELETE", true), Action::Delete),
        ];
        let actions = actions.into_iter().filter_map(|(operation, action)| {
            let (name, operation) = operation?;
            let resource = Resource {
                action,
                has_conflict: has_conflict(operation),
                has_etag: headers(operation).any(|name| name.eq_ignore_ascii_case("etag")),
                ..resource.clone()
            };
            Some((name.to_owned(), resource))
        });
        actions.collect()
    }

    fn paging(&self, operation: &Operation) -> Paging {
        let documented = |names: &[&str]| {
            let mut parameters = operation.parameters.iter();
            parameters
                .find(|it| it.location == Location::Query && names.contains(&it.name.as_str()))
        };
        let limit = documented(&LIMITS).map(|parameter| {
            let default = parameter.default.as_ref().and_then(Value::as_u64);
            let schema = parameter
                .schema
                .map(|id| &self.schemas[self.schemas.resolve(id)]);
            let of_schema = schema.and_then(|schema| schema.default.as_ref()?.as_u64());
            let default = default.or(of_schema);
            let default = default.and_then(|number| usize::try_from(number).ok());
            (parameter.name.clone(), default)
        });
        Paging {
            limit,
            offset: documented(&OFFSETS).map(|it| it.name.clone()),
            page: documented(&PAGES).map(|it| it.name.clone()),
        }
    }
}

/// The members of a request's body.
#[derive(Default)]
struct Members {
    sent: HashSet<String>,
    required: HashSet<String>,
    /// Those that no response has.
    hidden: HashSet<String>,
}

impl Members {
    fn of(schemas: &Schemas, body: Option<SchemaId>) -> Self {
        let mut members = Self::default();
        let Some(body) = body else {
            return members;
        };
        let constraints = Constraints::of(schemas, &[body]);
        let required = constraints.required.iter();
        members.required = required.map(|name| (*name).to_owned()).collect();
        for (name, ids) in &constraints.properties {
            let any = |is: fn(&crate::schema::Schema) -> bool| {
                ids.iter()
                    .any(|id| is(&schemas[*id]) || is(&schemas[schemas.resolve(*id)]))
            };
            if any(|schema| schema.write_only) {
                members.hidden.insert((*name).to_owned());
            }
            if !any(|schema| schema.read_only) {
                members.sent.insert((*name).to_owned());
            }
        }
        members
    }
}

fn has_conflict(operation: &Operation) -> bool {
    let mut responses = operation.responses.iter();
    let is_conflict = |status| {
        matches!(
            status,
            Status::Code(409) | Status::Range(4) | Status::Default
        )
    };
    responses.any(|response| is_conflict(response.status))
}

fn body_schema(operation: &Operation) -> Option<SchemaId> {
    let mut contents = operation.body.as_ref()?.contents.iter();
    contents.find(|content| content.form == Form::Json)?.schema
}

/// The items of a list, which may be the only array in an object.
fn items(example: &Value) -> Option<(Vec<Value>, Option<String>)> {
    match example {
        Value::Array(items) => Some((items.clone(), None)),
        Value::Object(members) => {
            let mut arrays = members
                .iter()
                .filter_map(|(name, member)| Some((name, member.as_array()?)));
            match (arrays.next(), arrays.next()) {
                (Some((name, items)), None) => Some((items.clone(), Some(name.clone()))),
                _ => None,
            }
        }
        _ => None,
    }
}

/// The member of an item that a path parameter has the value of: that of its name, else `id`. `petId` may be `id` as well.
fn id_member(item: &Value, parameter: &str) -> Option<String> {
    let members = item.as_object()?;
    let plain = |name: &str| name.replace(['_', '-'], "").to_ascii_lowercase();
    let wanted = plain(parameter);
    let is_scalar = |value: &Value| value.is_string() || value.is_number();
    let scalars = || members.iter().filter(|(_, value)| is_scalar(value));
    let names = || scalars().map(|(name, _)| name);
    let exact = names().find(|name| plain(name) == wanted);
    let suffix = || names().filter(|name| name.len() > 1 && wanted.ends_with(&plain(name)));
    let found = exact.or_else(|| suffix().max_by_key(|name| name.len()));
    let found = found.or_else(|| names().find(|name| name.as_str() == "id"));
    found.cloned()
}

/// The names of the headers of the first successful response.
fn headers(operation: &Operation) -> impl Iterator<Item = &str> {
    let mut responses = operation.responses.iter();
    let success = responses.find(|response| response.status.is_success());
    let headers = success.into_iter().flat_map(|response| &response.headers);
    headers.map(|header| header.name.as_str())
}

fn total_header(operation: &Operation) -> Option<String> {
    let is_total = |name: &&str| TOTAL_HEADERS.contains(&name.to_ascii_lowercase().as_str());
    headers(operation).find(is_total).map(str::to_owned)
}

/// The query parameters that are none for pages.
fn filters(operation: &Operation) -> Vec<String> {
    let query = operation.parameters.iter();
    let query = query.filter(|parameter| parameter.location == Location::Query);
    let names = query.map(|parameter| parameter.name.clone());
    names
        .filter(|name| {
            let all = LIMITS.iter().chain(&OFFSETS).chain(&PAGES);
            !all.copied().any(|known| known == name)
        })
        .collect()
}

impl Resource {
    /// The index of the item with an id.
    pub fn position(&self, items: &[Value], id: &str) -> Option<usize> {
        let mut ids = items.iter().map(|item| item.get(&self.id).map(plain));
        ids.position(|other| other.as_deref() == Some(id))
    }

    /// An id of the kind that the items have, and that none of them has.
    pub fn next_id(&self, items: &[Value]) -> Value {
        let all = || {
            items
                .iter()
                .chain(&self.seed)
                .filter_map(|item| item.get(&self.id))
        };
        let is_text = all()
            .chain(self.template.get(&self.id))
            .any(Value::is_string);
        if !is_text {
            let highest = all().filter_map(Value::as_i64).max().unwrap_or_default();
            return highest.saturating_add(1).into();
        }
        let is_free = |id: &String| self.position(items, id).is_none();
        let first = items.len() + 1;
        let mut numbers = first..first + items.len() + 1;
        let text = numbers.find_map(|number| {
            Some(format!("00000000-0000-4000-8000-{number:012x}")).filter(is_free)
        });
        text.unwrap_or_default().into()
    }

    /// An item with the further members that it lacks, each behind the one that it follows in the examples.
    pub fn with(
        &self,
        item: Map<String, Value>,
        mut added: Map<String, Value>,
    ) -> Map<String, Value> {
        added.retain(|name, _| !item.contains_key(name));
        let mut following: HashMap<&str, Vec<(&String, Value)>> = HashMap::new();
        let mut previous = "";
        for name in &self.order {
            if item.contains_key(name) {
                previous = name;
            } else if let Some(value) = added.shift_remove(name) {
                following.entry(previous).or_default().push((name, value));
            }
        }
        let mut whole = Map::new();
        let mut add = |whole: &mut Map<String, Value>, previous: &str| {
            let members = following.remove(previous).unwrap_or_default();
            whole.extend(
                members
                    .into_iter()
                    .map(|(name, value)| (name.clone(), value)),
            );
        };
        add(&mut whole, "");
        for (name, value) in item {
            whole.insert(name.clone(), value);
            add(&mut whole, &name);
        }
        whole.extend(added);
        whole
    }

    /// An item as it is sent.
    pub fn sent(&self, item: &Value) -> Value {
        let mut item = item.clone();
        if let Some(members) = item.as_object_mut() {
            members.retain(|name, _| !self.hidden.contains(name));
        }
        item
    }

    /// Whether an item has the values of all filters. A parameter that is no member of it selects nothing.
    pub fn is_selected(&self, item: &Value, query: &HashMap<String, String>) -> bool {
        self.filters.iter().all(|name| {
            let wanted = query.get(name);
            let member = item
                .get(name)
                .filter(|it| !it.is_array() && !it.is_object());
            wanted
                .zip(member)
                .is_none_or(|(wanted, value)| plain(value) == *wanted)
        })
    }

    /// The body with a page of items.
    pub fn list_body(&self, items: Vec<Value>, total: usize) -> Value {
        let (example, wrapper) = &self.list;
        let (Some(name), Value::Object(members)) = (wrapper, example) else {
            return items.into();
        };
        let mut members = members.clone();
        for (name, value) in &mut members {
            if TOTALS.contains(&name.as_str()) && value.is_number() {
                *value = total.into();
            }
        }
        members.insert(name.clone(), items.into());
        members.into()
    }
}

impl Paging {
    /// The indices of the items of a page.
    pub fn page(&self, query: &HashMap<String, String>, total: usize) -> Range<usize> {
        let number = |name: &Option<String>| query.get(name.as_ref()?)?.parse::<usize>().ok();
        let limit = self.limit.as_ref().and_then(|(name, default)| {
            let sent = query.get(name).and_then(|text| text.parse().ok());
            sent.or(*default)
        });
        let length = limit.unwrap_or(total);
        let first = match (number(&self.offset), number(&self.page)) {
            (Some(offset), _) => offset,
            (None, Some(page)) => page.saturating_sub(1).saturating_mul(length),
            (None, None) => 0,
        };
        let first = first.min(total);
        first..first.saturating_add(length).min(total)
    }
}
