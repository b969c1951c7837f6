use serde::{Deserialize, Serialize};
use specfirst_runtime::json::{FromJson, Json, Mismatch};

#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
pub struct Pet {
    pub id: i64,
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct Item {
    pub name: String,
    pub price: f64,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct ListPetsParams {
    pub limit: Option<i64>,
    pub tags: Option<Vec<String>>,
    pub x_trace: Option<i64>,
    pub theme: Option<String>,
}

impl FromJson for Pet {
    fn from_json(value: Json<'_>) -> Result<Self, Mismatch> {
        Self::deserialize(&value.to_value()).map_err(|error| Mismatch::new(error.to_string()))
    }
}

impl FromJson for Item {
    fn from_json(value: Json<'_>) -> Result<Self, Mismatch> {
        Self::deserialize(&value.to_value()).map_err(|error| Mismatch::new(error.to_string()))
    }
}
