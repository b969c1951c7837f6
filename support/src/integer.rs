//! Enums of integers.

/// Lets an enum be made of the integers that its values, `ALL`, stand for, and be turned into them.
macro_rules! convert {
    ($name:ident) => {
        impl TryFrom<i64> for $name {
            type Error = String;

            fn try_from(value: i64) -> Result<Self, String> {
                let found = Self::ALL.iter().find(|known| **known as i64 == value);
                found
                    .copied()
                    .ok_or_else(|| format!("{value} is not one of the values"))
            }
        }

        impl From<$name> for i64 {
            fn from(value: $name) -> i64 {
                value as i64
            }
        }
    };
}

pub(crate) use convert;

#[cfg(test)]
mod tests {
    #[derive(Clone, Copy, Debug, PartialEq)]
    #[repr(i64)]
    enum Level {
        Low = -1,
        High = 7,
    }

    impl Level {
        const ALL: &'static [Self] = &[Self::Low, Self::High];
    }

    super::convert!(Level);

    #[test]
    fn values_are_found() {
        assert_eq!(Level::try_from(-1), Ok(Level::Low));
        assert_eq!(i64::from(Level::High), 7);
        assert_eq!(
            Level::try_from(0),
            Err("0 is not one of the values".to_owned())
        );
    }
}
