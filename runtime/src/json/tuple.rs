//! Tuples, which are arrays of a fixed length in JSON.

use super::mismatch::Postponed;
use super::{fit, FromJson, Json, Kind, Mismatch};

macro_rules! tuple {
    ($($name:ident)*) => {
        impl<$($name: FromJson),*> FromJson for ($($name,)*) {
            #[allow(non_snake_case, reason = "items are named as their types")]
            fn from_json(value: Json<'_>) -> Result<Self, Mismatch> {
                let wanted = [$(stringify!($name)),*].len();
                let items = match value.kind() {
                    Kind::Array(items) if items.len() == wanted => items,
                    _ => return Err(Mismatch::expected(&format!("an array of {wanted}"), value)),
                };
                fit::keep(value);
                let mut items = items.iter().enumerate();
                let mut postponed = Postponed::default();
                $(
                    let (index, item) = items.next().unwrap_or((0, value));
                    let item = $name::from_json(item);
                    let item = item.map_err(|error| error.within(&index.to_string()));
                    let $name = postponed.filter(item)?;
                )*
                match ($($name,)*) {
                    ($(Some($name),)*) => Ok(($($name,)*)),
                    _ => Err(Mismatch::postponed()),
                }
            }
        }
    };
}

tuple!(A);
tuple!(A B);
tuple!(A B C);
tuple!(A B C D);
tuple!(A B C D E);
tuple!(A B C D E F);
tuple!(A B C D E F G);
tuple!(A B C D E F G H);
tuple!(A B C D E F G H I);
tuple!(A B C D E F G H I J);
tuple!(A B C D E F G H I J K);
tuple!(A B C D E F G H I J K L);
tuple!(A B C D E F G H I J K L M);
tuple!(A B C D E F G H I J K L M N);
tuple!(A B C D E F G H I J K L M N O);
tuple!(A B C D E F G H I J K L M N O P);
