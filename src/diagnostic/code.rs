//! The catalogue of diagnostic codes. Each is explained by a page, `codes/NAME.md`.

use std::fmt;
use std::str::FromStr;

/// Declares the codes: a new one needs a line below and a page.
macro_rules! catalogue {
    ($($variant:ident $name:literal)*) => {
        /// A code: the kind of a diagnostic. Its name is stable, since people search for it and put it into
        /// configurations.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code {
            $(#[doc = concat!("See `specfirst explain ", $name, "`.")] $variant,)*
        }

        impl Code {
            /// All codes, in the order of the catalogue.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The name, in kebab-case.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// The page: a title, what the code means, why it matters and what to do, and a wrong example with its
            /// correction.
            fn page(self) -> &'static str {
                match self { $(Self::$variant => include_str!(concat!("codes/", $name, ".md")),)* }
            }
        }
    };
}

catalogue! {
    // The text of the document.
    SyntaxError "syntax-error"
    LooseJson "loose-json"
    EmptyDocument "empty-document"
    NotAnObject "not-an-object"
    ForeignDocument "foreign-document"
    NotUtf8 "not-utf-8"
    DuplicateKey "duplicate-key"
    NestedTooDeeply "nested-too-deeply"
    TooLarge "too-large"
    SeveralDocuments "several-documents"
    BadKey "bad-key"
    BadMerge "bad-merge"
    NumberOutOfRange "number-out-of-range"
    NotFinite "not-finite"

    // Members of objects.
    UnsupportedVersion "unsupported-version"
    UnknownMember "unknown-member"
    MissingMember "missing-member"
    WrongType "wrong-type"
    WrongValue "wrong-value"
    OtherVersion "other-version"

    // References.
    UnresolvedReference "unresolved-reference"
    CircularReference "circular-reference"
    LooseReference "loose-reference"
    FileMissing "file-missing"
    FileOutside "file-outside"
    UnreadableFile "unreadable-file"
    NetworkReference "network-reference"
    IgnoredSibling "ignored-sibling"

    // Security.
    UnusableSecurity "unusable-security"
    UndefinedSecurity "undefined-security"
    UnusedSecurity "unused-security"
    MutualTls "mutual-tls"

    // Operations.
    DuplicateOperation "duplicate-operation"
    DuplicateParameter "duplicate-parameter"
    PathParameter "path-parameter"
    BadPath "bad-path"
    HeaderName "header-name"
    IgnoredHeader "ignored-header"
    ServerVariable "server-variable"
    WiderBody "wider-body"
    UndocumentedResponse "undocumented-response"
    EqualWebhooks "equal-webhooks"

    // Schemas.
    WiderType "wider-type"
    InvalidDefault "invalid-default"
    InvalidExample "invalid-example"
    BadPattern "bad-pattern"
    SlowPattern "slow-pattern"
    Contradiction "contradiction"
    DuplicateValue "duplicate-value"
    UnknownProperty "unknown-property"
}

impl Code {
    /// The title: a few words.
    pub fn title(self) -> &'static str {
        self.page()
            .lines()
            .next()
            .and_then(|line| line.strip_prefix("# "))
            .unwrap_or_default()
    }

    /// What the code means, why it matters and what to do, with an example of a document and its correction: Markdown.
    pub fn explanation(self) -> &'static str {
        self.page()
            .split_once('\n')
            .map_or("", |(_, rest)| rest.trim())
    }
}

/// Parses the name of a code.
impl FromStr for Code {
    type Err = UnknownCode;

    fn from_str(name: &str) -> Result<Self, UnknownCode> {
        let known = Self::ALL.iter().find(|code| code.name() == name);
        known.copied().ok_or_else(|| {
            let distance = |code: &&Self| strsim::damerau_levenshtein(code.name(), name);
            let near = Self::ALL.iter().min_by_key(distance);
            UnknownCode {
                near: near
                    .filter(|code| distance(code) <= 1 + name.len() / 3)
                    .copied(),
                name: name.to_owned(),
            }
        })
    }
}

/// A name that no code has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownCode {
    /// The name.
    pub name: String,
    /// The code with the most similar name.
    pub near: Option<Code>,
}

impl fmt::Display for UnknownCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "there is no code `{}`", self.name)?;
        match self.near {
            Some(near) => write!(f, "; did you mean `{near}`?"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for UnknownCode {}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_kebab_case_and_unique() {
        let mut names: Vec<_> = Code::ALL.iter().map(|code| code.name()).collect();
        assert!(names.iter().all(|name| {
            name.bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        }));
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), Code::ALL.len());
    }

    #[test]
    fn every_kind_has_a_page() {
        for code in Code::ALL {
            assert!(!code.title().is_empty(), "{code}");
            assert!(code.explanation().len() > code.title().len(), "{code}");
        }
    }

    #[test]
    fn a_misspelled_name_is_recognised() {
        assert_eq!("wrong-type".parse(), Ok(Code::WrongType));
        let error = "unkown-member".parse::<Code>().unwrap_err();
        assert_eq!(
            error.to_string(),
            "there is no code `unkown-member`; did you mean `unknown-member`?"
        );
        assert_eq!("E0308".parse::<Code>().unwrap_err().near, None);
    }
}
