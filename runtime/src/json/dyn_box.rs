//! Boxes in types that are nested deeply.

use super::super::dyn_box::DynBox;
use super::{FromJson, Json, Mismatch};

impl<T: FromJson + Send + Sync + 'static> FromJson for DynBox<T> {
    fn from_json(value: Json<'_>) -> Result<Self, Mismatch> {
        T::from_json(value).map(Self::new)
    }

    fn absent() -> Option<Self> {
        T::absent().map(Self::new)
    }
}
