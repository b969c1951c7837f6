//! The catalogue: every kind of message there is.

use std::fmt;

/// Declares the kinds of messages, so that adding one is one entry below:
/// the variant, its name for users, a title, and an explanation.
macro_rules! catalogue {
    ($($variant:ident $name:literal $title:literal $explanation:literal)*) => {
        /// A kind of message. Its name is stable: people search for it and put it into configurations.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code {
            $(#[doc = $title] $variant,)*
        }

        impl Code {
            /// All kinds, in the order of the catalogue.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The stable name, in kebab-case.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// What it is about, in a few words.
            pub fn title(self) -> &'static str {
                match self { $(Self::$variant => $title,)* }
            }

            /// What it means, why it matters and what to do: a few sentences.
            pub fn explanation(self) -> &'static str {
                match self { $(Self::$variant => $explanation,)* }
            }
        }
    };
}

catalogue! {
    SyntaxError "syntax-error" "Text that is neither YAML nor JSON"
    "The text cannot be read at all. JSON is read strictly: no comments, no trailing commas. In YAML the usual \
     causes are indentation that does not line up, a tab in it, or a value that holds `: ` or begins with one of \
     `@ ` % & * ! | > [ {` and so wants quotes."

    LooseJson "loose-json" "Almost JSON"
    "The text begins as JSON does, but has a trailing comma, a comment or the like, which JSON has not. YAML allows most \
     of that, so it was read as YAML. Other tools will refuse it."

    EmptyDocument "empty-document" "A document with nothing in it"
    "The file is empty, or holds only white space and comments. An OpenAPI document is at least \
     `openapi`, `info` and `paths`."

    NotAnObject "not-an-object" "A document that is not an object"
    "An OpenAPI document is a YAML mapping or a JSON object with members such as `openapi`, `info` and `paths`. \
     This one is a list or a single value; often a web page or a log was saved in place of the document."

    NotUtf8 "not-utf-8" "Text in an encoding other than UTF-8"
    "YAML and JSON are read as UTF-8 (or as UTF-16 that begins with a byte order mark). Save the file as UTF-8."

    DuplicateKey "duplicate-key" "One name twice in an object"
    "The same name stands twice in one object. YAML and JSON leave open which of the two holds, and tools differ; \
     here the last one does. Mostly a path, a status or a property was copied and not renamed, and the first one is lost."

    NestedTooDeeply "nested-too-deeply" "A document nested too deeply"
    "Objects and lists are nested deeper than any API needs. Move the inner parts to `components` and refer to them."

    TooLarge "too-large" "A document too large when it is written out"
    "The YAML aliases of the document (`*name`), or in Swagger 2.0 its shared bodies, repeat so much that the whole \
     does not fit in memory. Use `$ref` to schemas instead: they are not copied."

    SeveralDocuments "several-documents" "A file with several YAML documents"
    "A line `---` begins another document in the same file. Only the first one is read."

    BadKey "bad-key" "A key that is not text"
    "In YAML a key may be a list or an object; in JSON, and so in OpenAPI, it may only be text. A key that begins \
     with `{`, such as a path template, wants quotes."

    BadMerge "bad-merge" "A merge key that merges nothing"
    "`<<` takes over the members of other objects: what follows must be an object, an alias of one, or a list of those."

    NumberOutOfRange "number-out-of-range" "A number that cannot be held exactly"
    "Whole numbers are held exactly from -2^63 to 2^64-1, all others as 64-bit floats. Beyond that, digits are lost; \
     infinity and NaN are no JSON numbers at all and are read as text."

    UnsupportedVersion "unsupported-version" "A version that can't be read"
    "The member `openapi` at the top, or `swagger` for 2.0, says which version of the specification the document is \
     written in."

    UnknownMember "unknown-member" "A member that the specification does not have"
    "The specification has no member of this name here, so nothing reads it; mostly it is a typing error. \
     Own additions begin with `x-`."

    OtherVersion "other-version" "A word of another version"
    "Swagger 2.0 and OpenAPI 3 say the same things in different words: `definitions` and `components/schemas`, a \
     parameter `in: body` and `requestBody`. The document has a word of the version that it doesn't declare. It is \
     understood here, and other tools may pass over it."

    MissingMember "missing-member" "A member that has to be there"
    "The specification requires this member, and there is no good value to take in its place."

    WrongType "wrong-type" "A value of the wrong type"
    "The specification wants a value of another type here, such as a list where there is a single value."

    WrongValue "wrong-value" "A value that is not one of those allowed"
    "The specification has a list of values for this member, and this is none of them."

    UnresolvedReference "unresolved-reference" "A reference that leads nowhere"
    "A `$ref` names a part of the document by a JSON pointer, such as `#/components/schemas/Pet`, or a part of another file, \
     such as `pet.yaml#/Pet`. There is no such part."

    CircularReference "circular-reference" "References that lead in a circle"
    "Each of these references names the next one, and none of them an object that is written out."

    LooseReference "loose-reference" "A reference that is not written as it should be"
    "Behind the `#` of a reference stands a JSON pointer, which begins with a slash: `pet.yaml#/Pet`."

    FileMissing "file-missing" "A reference to a file that is not there"
    "A `$ref` may name another file, relative to the folder of the file in which it stands. There is no such file."

    FileOutside "file-outside" "A reference to a file outside of the document's folder"
    "Files are read only where the document's author has put them: below the folder of the document. `--root DIR` names \
     another folder, if the files of several APIs share some; in a build script it is `Builder::root`."

    UnreadableFile "unreadable-file" "A reference to a file that can't be read"
    "What a `$ref` names has to be a regular file with YAML or JSON in it. All files of a document may have 256 MiB."

    NetworkReference "network-reference" "A reference to another machine"
    "Nothing is fetched from the network unless asked for, so that the same files make the same crate. `--allow-network` \
     asks for it; in a build script it is `Builder::allow_network`."

    UnusableSecurity "unusable-security" "A security scheme that can't be checked"
    "A server can only be generated for security that it can enforce: an operation guarded by a scheme that it can't \
     check would be open to everybody."

    UndefinedSecurity "undefined-security" "A security scheme that is defined nowhere"
    "The operation asks for a security scheme that the document does not define. Left out it would be \
     open to everybody, so nothing is generated."

    MutualTls "mutual-tls" "A security scheme that needs the caller's certificate"
    "Mutual TLS is settled before HTTP begins, so the generated server can't do it by itself: whoever ends TLS, a \
     listener of yours or a proxy, has to check the caller's certificate and put it into the request, as the type \
     `ClientCertificate`. A request without one is answered 401; `serve`, which speaks plain HTTP, refuses them all."

    DuplicateParameter "duplicate-parameter" "One parameter twice"
    "A parameter is told from others by its name and its place; the same pair stands twice. The later one is used."

    PathParameter "path-parameter" "A path's template and its parameters differ"
    "Each name in braces in a path needs a parameter with `in: path`, and the other way round."

    HeaderName "header-name" "A header that no message can have"
    "The name of a header consists of letters, digits and a few signs, `-` above all; HTTP has no way to send another."

    DuplicateOperation "duplicate-operation" "Two operations that are one by their method and path, or by their id"
    "Two paths differ only in the names of their parameters, or in what stands behind `?` or `#`, so that a server can't \
     tell them apart; or two operations have the same `operationId`, so that no name is left for the second."

    WiderType "wider-type" "A schema that no Rust type expresses in full"
    "The value is read as any JSON value instead. On the server it is checked against the schema all the same."

    WiderBody "wider-body" "A body that is passed on as it is"
    "Bodies of this media type are not taken apart yet: the handler and the client get its text or bytes."

    InvalidDefault "invalid-default" "A default that does not fit its own schema"
    "The default has another type than the schema it belongs to, so it is not filled in."

    NotFinite "not-finite" "A number that JSON has not"
    "YAML can write infinity (`.inf`) and not-a-number (`.nan`), JSON, and so OpenAPI, cannot. It is read as text."
}

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
}
