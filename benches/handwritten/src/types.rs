//! The types of the API, and the checks that serde does not make.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use jiff::Timestamp;
use jiff::civil::Date;
use regex::Regex;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Pet {
    pub id: i64,
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<PetStatus>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tags: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub photo_urls: Option<Vec<String>>,
    pub animal: Animal,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PetInput {
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<PetStatus>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tags: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub photo_urls: Option<Vec<String>>,
    pub animal: Animal,
}

#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct PetChanges {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<PetStatus>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tags: Option<Vec<String>>,
}

#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum PetStatus {
    Available,
    Pending,
    Sold,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(tag = "kind", rename_all = "lowercase", deny_unknown_fields)]
pub enum Animal {
    Cat {
        indoor: bool,
    },
    Dog {
        breed: String,
        #[serde(default)]
        barks: Barks,
    },
}

#[derive(Clone, Copy, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Barks {
    Never,
    #[default]
    Sometimes,
    Often,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Image {
    pub url: String,
    pub size: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub caption: Option<String>,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Order {
    pub id: i64,
    pub pet_id: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ship_on: Option<Date>,
    pub status: OrderStatus,
    pub placed_at: Timestamp,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct OrderInput {
    pub pet_id: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ship_on: Option<Date>,
}

#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum OrderStatus {
    Placed,
    Approved,
    Delivered,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct User {
    pub username: String,
    pub email: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct UserInput {
    pub username: String,
    pub email: String,
    pub password: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Credentials {
    pub username: String,
    pub password: String,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Session {
    pub key: String,
}

pub type Inventory = BTreeMap<String, i32>;

#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct ErrorBody {
    pub code: u16,
    pub message: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub violations: Vec<Violation>,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Violation {
    pub field: String,
    pub message: String,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Page {
    #[serde(default = "first_page")]
    pub page: i32,
    #[serde(default = "default_per_page")]
    pub per_page: i32,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct PetFilter {
    pub status: Option<String>,
    pub tags: Option<String>,
    #[serde(default = "first_page")]
    pub page: i32,
    #[serde(default = "default_per_page")]
    pub per_page: i32,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Caption {
    pub caption: Option<String>,
}

fn first_page() -> i32 {
    1
}

fn default_per_page() -> i32 {
    20
}

/// A value that has to satisfy more than its type.
pub trait Check {
    fn check(&self, violations: &mut Vec<Violation>);
}

fn violation(violations: &mut Vec<Violation>, is_wrong: bool, field: &str, message: &str) {
    if is_wrong {
        violations.push(Violation {
            field: field.to_owned(),
            message: message.to_owned(),
        });
    }
}

fn check_tags(tags: &[String], violations: &mut Vec<Violation>) {
    violation(
        violations,
        tags.len() > 20,
        "/tags",
        "must have at most 20 items",
    );
    let is_short = tags.iter().any(String::is_empty);
    violation(violations, is_short, "/tags", "must not have an empty item");
    let is_repeated = (1..tags.len()).any(|n| tags[..n].contains(&tags[n]));
    violation(violations, is_repeated, "/tags", "must not repeat an item");
}

fn check_name(name: &str, violations: &mut Vec<Violation>) {
    let length = name.chars().count();
    let is_wrong = !(1..=60).contains(&length);
    violation(violations, is_wrong, "/name", "must have 1 to 60 characters");
}

impl Check for PetInput {
    fn check(&self, violations: &mut Vec<Violation>) {
        check_name(&self.name, violations);
        if let Some(tags) = &self.tags {
            check_tags(tags, violations);
        }
    }
}

impl Check for PetChanges {
    fn check(&self, violations: &mut Vec<Violation>) {
        let is_empty = self.name.is_none() && self.status.is_none() && self.tags.is_none();
        violation(violations, is_empty, "", "must have a member");
        if let Some(name) = &self.name {
            check_name(name, violations);
        }
        if let Some(tags) = &self.tags {
            check_tags(tags, violations);
        }
    }
}

impl Check for OrderInput {
    fn check(&self, violations: &mut Vec<Violation>) {
        violation(violations, self.pet_id < 1, "/petId", "must be at least 1");
    }
}

pub fn is_username(text: &str) -> bool {
    static PATTERN: LazyLock<Regex> =
        LazyLock::new(|| Regex::new("^[a-z][a-z0-9_]{2,29}$").expect("a pattern"));
    PATTERN.is_match(text)
}

impl Check for UserInput {
    fn check(&self, violations: &mut Vec<Violation>) {
        let is_username = is_username(&self.username);
        violation(violations, !is_username, "/username", "must be a username");
        let is_email = self.email.contains('@');
        violation(violations, !is_email, "/email", "must be an email address");
        let is_short = self.password.chars().count() < 8;
        violation(violations, is_short, "/password", "must have 8 characters");
    }
}

impl Check for Credentials {
    fn check(&self, violations: &mut Vec<Violation>) {
        let is_username = is_username(&self.username);
        violation(violations, !is_username, "/username", "must be a username");
    }
}
