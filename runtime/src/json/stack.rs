//! A limit on the stack that reading takes.
//!
//! serde_json reads at most 128 levels of nesting, but in a build without optimisation one level of a type of a hundred
//! members takes more than 16 KiB of stack, and threads have 2 MiB of it. So the limit is on the stack itself.

use std::cell::Cell;

use super::super::schema::Budget;
use super::{Json, Mismatch};

/// How many bytes of stack one call of `from_json` may take, with all calls inside of it.
const LIMIT: usize = 1 << 20;

/// How many steps reading a value may take for each of its parts. A member that several types of one value describe is
/// read for each of them, and with it everything inside, so the time could grow exponentially with the depth.
const STEPS: usize = 1_000;

/// How many bytes of text a part of a value has, in most texts.
const BYTES_PER_PART: usize = 16;

thread_local! {
    /// The address of a variable on the stack of the outermost call; 0 outside of one.
    static START: Cell<usize> = const { Cell::new(0) };
    /// How many steps are left for the outermost call.
    static LEFT: Cell<usize> = const { Cell::new(0) };
    /// The number of the outermost call.
    static CALL: Cell<u64> = const { Cell::new(0) };
    /// How many of the validator's steps are left for it.
    static LEFT_FOR_SCHEMAS: Cell<u64> = const { Cell::new(0) };
}

/// How many of the validator's steps the outermost call may still take.
pub(super) fn steps_for_schemas() -> u64 {
    LEFT_FOR_SCHEMAS.get()
}

/// Sets what [`steps_for_schemas`] returns.
pub(super) fn set_steps_for_schemas(steps: u64) {
    LEFT_FOR_SCHEMAS.set(steps);
}

/// The number of the outermost call on this thread.
pub(super) fn call() -> u64 {
    CALL.get()
}

/// A call of `from_json` that is on the stack.
pub(super) struct Frame {
    is_outermost: bool,
}

impl Frame {
    /// Enters a call for a value that needs so much stack.
    ///
    /// # Errors
    /// When less is left, or when the value takes too many steps.
    pub(super) fn enter(value: Json<'_>, needed: usize) -> Result<Self, Mismatch> {
        let marker = 0_u8;
        let here = std::ptr::from_ref(&marker) as usize;
        let start = START.get();
        if start == 0 {
            START.set(here);
            CALL.set(CALL.get() + 1);
            let weight = value.weight();
            LEFT.set(weight.saturating_mul(STEPS));
            let bytes = weight.saturating_mul(BYTES_PER_PART);
            LEFT_FOR_SCHEMAS.set(Budget::for_request(bytes).left());
        } else if LEFT.get() == 0 {
            return Err(Mismatch::new("takes too many steps to read"));
        } else if here.abs_diff(start) + needed > LIMIT {
            return Err(Mismatch::new("is nested too deeply"));
        }
        LEFT.set(LEFT.get() - 1);
        Ok(Self {
            is_outermost: start == 0,
        })
    }
}

impl Drop for Frame {
    fn drop(&mut self) {
        if self.is_outermost {
            START.set(0);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super as json;
    use super::*;

    macro_rules! wide {
        ($name:ident, $inner:ty, $($member:ident)*) => {
            #[derive(Clone, Debug, PartialEq)]
            struct $name {
                inner: Option<$inner>,
                $($member: Option<String>,)*
            }

            json::object!($name {
                inner = optional("inner"),
                $($member = optional(stringify!($member))),*
            });
        };
    }

    macro_rules! hundred {
        ($name:ident, $inner:ty) => {
            wide!(
                $name, $inner,
                m0 m1 m2 m3 m4 m5 m6 m7 m8 m9 m10 m11 m12 m13
                m14 m15 m16 m17 m18 m19 m20 m21 m22 m23 m24 m25 m26 m27
                m28 m29 m30 m31 m32 m33 m34 m35 m36 m37 m38 m39 m40 m41
                m42 m43 m44 m45 m46 m47 m48 m49 m50 m51 m52 m53 m54 m55
                m56 m57 m58 m59 m60 m61 m62 m63 m64 m65 m66 m67 m68 m69
                m70 m71 m72 m73 m74 m75 m76 m77 m78 m79 m80 m81 m82 m83
                m84 m85 m86 m87 m88 m89 m90 m91 m92 m93 m94 m95 m96 m97
                m98 m99
            );
        };
    }

    hundred!(Wide, Box<Wide>);
    hundred!(Left, Box<Either>);
    hundred!(Right, Box<Either>);

    #[derive(Clone, Debug, PartialEq)]
    enum Either {
        Left(Left),
        Right(Right),
    }

    json::union!(Either { Left, Right });

    /// Reads and writes an object with that many others inside of it, on the stack of a thread of tokio.
    fn round_trip<T>(depth: usize) -> Result<(), String>
    where
        T: json::FromJson + serde::Serialize + serde::de::DeserializeOwned + Clone + 'static,
    {
        let text = format!("{}{{}}{}", r#"{"inner":"#.repeat(depth), "}".repeat(depth));
        let run = move || {
            let read: T = serde_json::from_str(&text).map_err(|error| error.to_string())?;
            assert_eq!(serde_json::to_string(&read.clone()).unwrap(), text);
            Ok(())
        };
        let thread = std::thread::Builder::new().stack_size(2 << 20);
        thread.spawn(run).unwrap().join().unwrap()
    }

    #[test]
    fn wide_and_deep_values_do_not_overflow_the_stack() {
        for depth in [0, 1, 11, 30, 126, 10_000] {
            for result in [round_trip::<Wide>(depth), round_trip::<Either>(depth)] {
                // How deep it can be depends on the compiler, but for the limit of serde_json.
                let is_fit = match &result {
                    Ok(()) => depth < 127,
                    Err(error) if depth == 126 => error.starts_with("is nested too deeply at /"),
                    Err(error) => depth > 126 && error.starts_with("recursion limit exceeded"),
                };
                assert!(is_fit, "{depth} {result:?}");
            }
        }
    }
}
