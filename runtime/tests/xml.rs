//! XML as a notation of JSON values.

use std::time::{Duration, Instant};

use serde_json::{json, Value};
use specfirst_runtime::json::{DuplicateMembers, Tree};
use specfirst_runtime::xml::{ReadError, Shapes};

/// Shapes of one root, `Root`, whose element is `r`.
fn shapes(is: Value) -> Shapes {
    named(json!({"name": "r"}), is)
}

fn named(element: Value, is: Value) -> Shapes {
    Shapes::from_text(json!({"xml": "Root", "element": element, "is": is}).to_string())
}

fn read(shapes: &Shapes, text: &str) -> Result<Value, ReadError> {
    let tree = shapes
        .shape("Root")
        .read(text.into(), DuplicateMembers::Refuse);
    tree.map(|tree| tree.root().to_value())
}

/// As a client reads it.
fn read_leniently(shapes: &Shapes, text: &str) -> Value {
    let tree = shapes
        .shape("Root")
        .read(text.into(), DuplicateMembers::KeepLast);
    tree.unwrap().root().to_value()
}

fn write(shapes: &Shapes, value: &Value) -> String {
    let text = shapes
        .shape("Root")
        .write(Tree::from(value).root())
        .unwrap();
    let (declaration, text) = text.split_once('\n').unwrap();
    assert_eq!(declaration, r#"<?xml version="1.0" encoding="UTF-8"?>"#);
    text.to_owned()
}

fn members(members: Value) -> Shapes {
    shapes(json!({"object": {"members": members}}))
}

#[test]
fn values_are_written_and_read_back() {
    let shapes = members(json!([
        {"json": "id", "node": "attribute", "is": {"types": ["integer"]}},
        {"json": "name", "is": {"types": ["string"]}},
        {"json": "flag", "is": {"types": ["boolean"]}},
        {"json": "list", "element": {"name": "item"}, "is": {"array": {"item": {"element": {"name": "item"}, "is": {"types": ["number"]}}}}},
        {"json": "box", "is": {"array": {"wrapped": true, "item": {"element": {"name": "box"}, "is": {"types": ["string", "null"]}}}}},
        {"json": "free"},
    ]));
    let cases = [
        (json!({}), "<r/>"),
        (
            json!({"id": -1, "name": "", "flag": false}),
            r#"<r id="-1"><name/><flag>false</flag></r>"#,
        ),
        (
            json!({"name": "a\r\n\t<&>'\" ]]> \u{10ffff}"}),
            "<r><name>a&#13;\n\t&lt;&amp;&gt;'&quot; ]]&gt; \u{10ffff}</name></r>",
        ),
        (
            json!({"list": [1, 2.5], "box": []}),
            "<r><item>1</item><item>2.5</item><box/></r>",
        ),
        (
            json!({"box": ["a", null, ""]}),
            r#"<r><box><box>a</box><box xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:nil="true"/><box/></box></r>"#,
        ),
        (
            json!({"free": [1, {"a": 2}]}),
            "<r><free>1</free><free><a>2</a></free></r>",
        ),
        (
            json!({"free": {"a": [1, "x", {"b": true}], "c": "01"}}),
            "<r><free><a>1</a><a>x</a><a><b>true</b></a><c>01</c></free></r>",
        ),
    ];
    for (value, text) in cases {
        assert_eq!(write(&shapes, &value), text);
        assert_eq!(read(&shapes, text).unwrap(), value, "{text}");
    }
}

#[test]
fn elements_of_one_member_need_not_stand_together() {
    let shapes = members(json!([
        {"json": "a", "is": {"array": {"item": {"element": {"name": "a"}, "is": {"types": ["integer"]}}}}},
        {"json": "b", "is": {"types": ["integer"]}},
    ]));
    let value = read(&shapes, "<r><a>1</a><b>2</b><a>3</a></r>").unwrap();
    assert_eq!(value, json!({"a": [1, 3], "b": 2}));
}

#[test]
fn one_element_is_a_value_if_it_need_not_be_an_array() {
    let shapes = members(json!([
        {"json": "a", "is": {"types": ["integer"], "array": {"item": {"element": {"name": "a"}, "is": {"types": ["integer"]}}}}},
    ]));
    assert_eq!(read(&shapes, "<r><a>1</a></r>").unwrap(), json!({"a": 1}));
    assert_eq!(
        read(&shapes, "<r><a>1</a><a>2</a></r>").unwrap(),
        json!({"a": [1, 2]})
    );
    assert_eq!(write(&shapes, &json!({"a": 1})), "<r><a>1</a></r>");
    assert_eq!(
        write(&shapes, &json!({"a": [1, 2]})),
        "<r><a>1</a><a>2</a></r>"
    );
}

#[test]
fn an_object_is_told_from_a_text_and_an_array_by_what_is_in_it() {
    let shapes = members(json!([
        {"json": "a", "is": {
            "types": ["string"],
            "object": {"members": [{"json": "x", "is": {"types": ["integer"]}}]},
            "array": {"wrapped": true, "item": {"element": {"name": "i"}, "is": {"types": ["integer"]}}},
        }},
    ]));
    for value in [json!("t"), json!({"x": 1}), json!([1, 2])] {
        let value = json!({"a": value});
        assert_eq!(read(&shapes, &write(&shapes, &value)).unwrap(), value);
    }
}

#[test]
fn a_required_array_may_have_no_elements() {
    let list = |required| json!([{"json": "a", "required": required, "is": {"array": {"item": {"element": {"name": "a"}, "is": {"types": ["integer"]}}}}}]);
    assert_eq!(
        read(&members(list(true)), "<r/>").unwrap(),
        json!({"a": []})
    );
    assert_eq!(read(&members(list(false)), "<r/>").unwrap(), json!({}));
}

#[test]
fn required_arrays_without_elements_are_limited_by_the_length_of_the_text() {
    let array = |index: usize| {
        let item = json!({"element": {"name": "i"}, "is": {"types": ["integer"]}});
        json!({"json": format!("a{index}"), "required": true, "is": {"array": {"item": item}}})
    };
    let of = |arrays: usize| {
        let object = json!({"object": {"members": (0..arrays).map(array).collect::<Vec<_>>()}});
        let item = json!({"element": {"name": "o"}, "is": object});
        shapes(json!({"array": {"wrapped": true, "item": item}}))
    };
    let text = |objects: usize| format!("<r>{}</r>", "<o/>".repeat(objects));
    assert!(read(&of(900), &text(1)).is_ok());
    assert!(read(&of(1), &text(10_000)).is_ok());
    assert!(read(&of(30), &text(10)).is_ok());
    for duplicates in [DuplicateMembers::Refuse, DuplicateMembers::KeepLast] {
        let shapes = of(30);
        let read = shapes.shape("Root").read(text(10_000).into(), duplicates);
        let error = read.unwrap_err();
        assert!(!error.is_well_formed);
        assert!(error.message.contains("too many arrays"), "{error}");
        assert!(error.place.starts_with("/r/o["), "{error}");
    }
}

#[test]
fn names_without_a_namespace_are_those_of_any() {
    let element = json!({"name": "r", "namespace": "urn:r", "prefix": "p"});
    let shapes = named(
        element,
        json!({"object": {"members": [
            {"json": "a", "node": "attribute", "element": {"namespace": "urn:a", "prefix": "p"}, "is": {"types": ["string"]}},
            {"json": "b", "is": {"types": ["string"]}},
            {"json": "c", "element": {"namespace": "urn:c"}, "is": {"types": ["string"]}},
            {"json": "d", "node": "attribute", "element": {"namespace": "urn:c"}, "is": {"types": ["string"]}},
        ]}}),
    );
    let value = json!({"a": "1", "b": "2", "c": "3", "d": "4"});
    let text = write(&shapes, &value);
    let expected = r#"<p:r xmlns:p="urn:r" p:a="1""#;
    assert!(
        !text.starts_with(expected),
        "the prefix of the element has another namespace: {text}"
    );
    assert_eq!(read(&shapes, &text).unwrap(), value, "{text}");
    let other = r#"<r xmlns="urn:r" xmlns:x="urn:a" xmlns:y="urn:c" x:a="1" y:d="4"><b>2</b><y:c>3</y:c></r>"#;
    assert_eq!(read(&shapes, other).unwrap(), value);
    for (text, place) in [
        ("<r/>", "/r"),
        (r#"<r xmlns="urn:r"><c>3</c></r>"#, "/r/c"),
        (r#"<r xmlns="urn:r" a="1"/>"#, "/r/@a"),
    ] {
        let error = read(&shapes, text).unwrap_err();
        assert_eq!(
            (error.place.as_str(), error.is_well_formed),
            (place, true),
            "{text}"
        );
    }
}

#[test]
fn members_of_one_local_name_are_told_apart_by_their_namespaces() {
    let shapes = members(json!([
        {"json": "link", "is": {"types": ["string"]}},
        {"json": "atomLink", "element": {"name": "link", "namespace": "urn:atom", "prefix": "a"}, "is": {"types": ["integer"]}},
        {"json": "lang", "node": "attribute", "is": {"types": ["string"]}},
        {"json": "otherLang", "node": "attribute", "element": {"name": "lang", "namespace": "urn:x", "prefix": "x"}, "is": {"types": ["integer"]}},
    ]));
    let value = json!({"link": "1", "atomLink": 2, "lang": "3", "otherLang": 4});
    assert_eq!(read(&shapes, &write(&shapes, &value)).unwrap(), value);
    // A namespace that no member states is one of any.
    let other = r#"<r xmlns:y="urn:x" xmlns:z="urn:z" y:lang="4" z:lang="3"><link xmlns="urn:atom">2</link><z:link>1</z:link></r>"#;
    assert_eq!(read(&shapes, other).unwrap(), value);
}

#[test]
fn a_namespace_may_have_references() {
    let shapes = named(
        json!({"name": "r", "namespace": "urn:r?a&b<c\"d", "prefix": "p"}),
        json!({"object": {"members": [{"json": "a", "element": {"namespace": "urn:r?a&b<c\"d"}, "is": {"types": ["integer"]}}]}}),
    );
    let value = json!({"a": 1});
    assert_eq!(read(&shapes, &write(&shapes, &value)).unwrap(), value);
    let other =
        r#"<r xmlns="urn:r?a&#38;b&lt;c&quot;d"><p:a xmlns:p='urn:r?a&amp;b&#x3c;c"d'>1</p:a></r>"#;
    assert_eq!(read(&shapes, other).unwrap(), value);
    let twice = "<r xmlns:p='n&amp;' xmlns:q='n&#38;' p:a='' q:a=''/>";
    assert!(!read(&shapes, twice).unwrap_err().is_well_formed);
}

#[test]
fn nodes_that_are_not_described_are_members_of_their_own_names() {
    let shapes = members(json!([{"json": "a", "is": {"types": ["integer"]}}]));
    let text = r#"<r x="1" xmlns:i="http://www.w3.org/2001/XMLSchema-instance" i:type="t"><b>2</b><a>3</a><b/></r>"#;
    assert_eq!(
        read(&shapes, text).unwrap(),
        json!({"x": 1, "b": [2, ""], "a": 3})
    );
    // Those that every element may have are no members.
    let text = r#"<r xml:lang="en"><a xml:space="preserve">3</a><b xml:lang="de">4</b></r>"#;
    assert_eq!(read(&shapes, text).unwrap(), json!({"a": 3, "b": 4}));
}

#[test]
fn what_is_nil_is_empty() {
    let shapes = members(json!([
        {"json": "a", "is": {"types": ["integer", "null"]}},
        {"json": "o", "is": {
            "types": ["null"],
            "object": {},
            "array": {"item": {"element": {"name": "o"}, "is": {"types": ["integer"]}}},
        }},
        {"json": "any"},
    ]));
    let text =
        |inner: &str| format!("<r xmlns:x='http://www.w3.org/2001/XMLSchema-instance'>{inner}</r>");
    let empty = text("<a x:nil='1'> </a><o x:nil='true'/><any x:nil='true' x:type='t'/>");
    let value = json!({"a": null, "o": null, "any": null});
    assert_eq!(read(&shapes, &empty).unwrap(), value);
    for (name, inner) in [("a", "1"), ("o", "<b/>"), ("any", "1"), ("any", "<b/>")] {
        let text = text(&format!("<{name} x:nil='true'>{inner}</{name}>"));
        let error = read(&shapes, &text).unwrap_err();
        assert_eq!(error.place, format!("/r/{name}"));
        assert_eq!(error.message, "has `xsi:nil`, so it must be empty");
        assert!(error.is_well_formed);
        assert_eq!(read_leniently(&shapes, &text), json!({name: null}));
    }
}

#[test]
fn a_client_passes_over_what_is_not_described() {
    let shapes = members(json!([
        {"json": "a", "element": {"name": "A"}, "is": {"types": ["integer"]}},
        {"json": "l", "is": {"array": {"wrapped": true, "item": {"element": {"name": "i"}, "is": {"types": ["integer"]}}}}},
    ]));
    let text = r#"<other><A x="1">1</A><A>2</A><a>3</a>text<l y="2"><i>1</i><j>2</j>z<i>3</i></l></other>"#;
    assert_eq!(read_leniently(&shapes, text), json!({"a": 2, "l": [1, 3]}));
    assert!(read(&shapes, text).is_err());
}

#[test]
fn a_root_without_a_name_may_have_any() {
    let shapes = named(
        json!({}),
        json!({"array": {"wrapped": true, "item": {"element": {"name": "a"}, "is": {"types": ["integer"]}}}}),
    );
    assert_eq!(read(&shapes, "<x><a>1</a></x>").unwrap(), json!([1]));
    assert_eq!(write(&shapes, &json!([1])), "<root><a>1</a></root>");
    assert_eq!(shapes.shape("Root").place("/1"), "/*/a[2]");
}

#[test]
fn places_are_xpaths() {
    let shapes = named(
        json!({"name": "r", "namespace": "urn:r", "prefix": "p"}),
        json!({"object": {
            "members": [
                {"json": "id", "node": "attribute", "is": {"types": ["integer"]}},
                {"json": "text", "node": "text", "is": {"types": ["string"]}},
                {"json": "list", "element": {"name": "item"}, "is": {"array": {"item": {"element": {"name": "item"}, "is": "Root"}}}},
                {"json": "box", "is": {"array": {"wrapped": true, "item": {"element": {"name": "i"}, "is": "Root"}}}},
            ],
            "additional": {"object": {}},
        }}),
    );
    let cases = [
        ("", "/p:r"),
        ("/id", "/p:r/@id"),
        ("/text", "/p:r/text()"),
        ("/list", "/p:r/item"),
        ("/list/1/id", "/p:r/item[2]/@id"),
        ("/box", "/p:r/box"),
        ("/box/0/list/0", "/p:r/box/i[1]/item[1]"),
        ("/other/a", "/p:r/other/a"),
        ("/a~1b", "/p:r/a/b"),
    ];
    for (pointer, place) in cases {
        assert_eq!(shapes.shape("Root").place(pointer), place, "{pointer}");
    }
}

#[test]
fn what_xml_cannot_notate_is_not_written() {
    let shapes = shapes(
        json!({"object": {"members": [{"json": "a", "node": "attribute", "is": {"types": ["string"]}}]}}),
    );
    for value in [
        json!({"a b": 1}),
        json!({"a": "\u{1}"}),
        json!({"b": "\u{0}"}),
        json!({"a": []}),
        json!({"b": {"": 1}}),
    ] {
        assert!(
            shapes
                .shape("Root")
                .write(Tree::from(&value).root())
                .is_err(),
            "{value}"
        );
    }
}

#[test]
fn elements_may_be_128_deep() {
    let shapes = Shapes::from_text(String::new());
    let deep = |depth: usize| format!("{}{}", "<a>".repeat(depth), "</a>".repeat(depth));
    assert!(read(&shapes, &deep(128)).is_ok());
    let error = read(&shapes, &deep(129)).unwrap_err();
    assert_eq!(
        error.message,
        "there are more than 128 elements in each other at line 1 column 385"
    );
    assert!(read(&shapes, &deep(500_000)).is_err());
}

#[test]
fn values_are_as_deep_as_those_of_json() {
    let item = json!({"element": {"name": "a"}, "is": "Root"});
    let of_arrays = members(json!([{"json": "a", "is": {"array": {"item": item}}}]));
    let deep = |depth: usize| {
        let inner = depth - 1;
        let (open, close) = ("<a>".repeat(inner), "</a>".repeat(inner));
        format!("<r>{open}{close}</r>")
    };
    let attribute = |depth: usize| {
        let inner = depth - 2;
        let (open, close) = ("<a>".repeat(inner), "</a>".repeat(inner));
        format!("<a>{open}<a b='c'/>{close}</a>")
    };
    let any = Shapes::from_text(String::new());
    for (shapes, deepest, deeper) in [
        (&of_arrays, deep(64), deep(65)),
        (&any, attribute(127), attribute(128)),
    ] {
        let value = read(shapes, &deepest).unwrap();
        let json = Tree::parse(value.to_string(), DuplicateMembers::Refuse);
        assert_eq!(json.unwrap().root().to_value(), value);
        // One more is too deep for JSON too.
        assert!(Tree::parse(format!("[{value}]"), DuplicateMembers::Refuse).is_err());
        let error = read(shapes, &deeper).unwrap_err();
        assert!(!error.is_well_formed);
        assert_eq!(
            error.message,
            "there are more than 127 arrays and objects in each other"
        );
    }
}

#[test]
fn namespaces_are_limited_in_number_and_length() {
    let shapes = Shapes::from_text(String::new());
    let many = |count: usize| {
        let children = (0..count).map(|it| format!("<b xmlns='n{it}'/>"));
        format!("<r>{}</r>", children.collect::<String>())
    };
    assert!(read(&shapes, &many(128)).is_ok());
    let error = read(&shapes, &many(129)).unwrap_err();
    assert!(!error.is_well_formed);
    assert!(
        error
            .message
            .starts_with("there are more than 128 namespaces at"),
        "{error}"
    );
    let long = |length: usize| format!("<r xmlns='{}'><c/></r>", "n".repeat(length));
    assert!(read(&shapes, &long(1024)).is_ok());
    let error = read(&shapes, &long(1025)).unwrap_err();
    assert!(!error.is_well_formed);
    assert!(
        error
            .message
            .starts_with("there is a namespace of more than 1024 bytes at"),
        "{error}"
    );
}

#[test]
fn reading_takes_linear_time() {
    let shapes = members(json!([{"json": "a", "is": {"types": ["integer"]}}]));
    let many = 50_000;
    let attributes: String = (0..many).map(|it| format!(" a{it}='1'")).collect();
    let names: String = (0..many).map(|it| format!("<b{it}/>")).collect();
    // As long and as many as they may be, and equal but for their ends.
    let namespaces: String = (0..127)
        .map(|it| format!(" xmlns:n{it}='{}{it:04}'", "n".repeat(1020)))
        .collect();
    let prefixed: String = (0..many).map(|it| format!("<n{}:b/>", it % 127)).collect();
    let texts = "&lt;".repeat(many);
    for text in [
        format!("<r{attributes}/>"),
        format!("<r>{names}</r>"),
        format!("<r>{}</r>", "<b/>".repeat(many)),
        format!("<r{namespaces}>{prefixed}</r>"),
        format!("<r><b>{texts}</b></r>"),
        format!("<r>{}</r>", "<!---->a".repeat(many)),
    ] {
        let start = Instant::now();
        read_leniently(&shapes, &text);
        assert!(start.elapsed() < Duration::from_secs(10), "{}", &text[..20]);
    }
}

#[test]
fn malformed_texts_have_a_place_and_a_reason() {
    let cases = [
        ("", "there is no element at line 1 column 1"),
        ("a", "there is text outside of the root element"),
        ("<r", "tag not closed"),
        ("<r>", "the element `r` is not closed at line 1 column 4"),
        ("</r>", "`</r>`"),
        ("<r>\n<b></r>", "at line 2 column"),
        ("<r/><r/>", "more than one root element at line 1 column 5"),
        ("<r>&a;</r>", "there is no entity `a` at line 1 column 4"),
        ("<r a='&a;'/>", "a"),
        ("<r>&#1;</r>", "character"),
        ("<r a='&#1;'/>", "character"),
        (
            "<r>\u{1}</r>",
            "there is the character \\u{1} at line 1 column 4",
        ),
        ("<r>]]></r>", "`]]>`"),
        ("<r a='<'/>", "`<` in the attribute `a`"),
        ("<r a=1/>", "must be enclosed in"),
        ("<r a/>", "="),
        ("<1/>", "`1` is no name"),
        ("<r><!-- -- --></r>", "--"),
        ("<?xml version='2.0'?><r/>", "XML 2.0"),
        ("<?xml version='1.0' encoding='UTF-16'?><r/>", "UTF-16"),
        (" <?xml version='1.0'?><r/>", "not at the start"),
        ("<!DOCTYPE r><r/>", "DOCTYPE"),
        ("<p:r/>", "the prefix `p` is not declared"),
        (
            "<r xmlns:p='n' xmlns:q='n' p:a='' q:a=''/>",
            "the attribute `a` is given more than once",
        ),
        (
            "<r xmlns:p='n' xmlns:p='m'/>",
            "the attribute `p` is given more than once",
        ),
        (
            "<r xmlns='n' xmlns='n'/>",
            "the attribute `xmlns` is given more than once",
        ),
        (
            "<r xmlns:x='http://www.w3.org/2001/XMLSchema-instance' x:nil='true' x:nil='false'/>",
            "the attribute `nil` is given more than once",
        ),
        ("<r><![CDATA[a</r>", "CDATA"),
    ];
    let shapes = Shapes::from_text(String::new());
    for (text, message) in cases {
        let error = read(&shapes, text).unwrap_err();
        assert!(
            !error.is_well_formed && error.place.is_empty(),
            "{text}: {error:?}"
        );
        assert!(error.message.contains(message), "{text}: {}", error.message);
    }
    let error = shapes
        .shape("Root")
        .read(vec![b'<', 0xff], DuplicateMembers::Refuse);
    assert!(error.unwrap_err().message.contains("not UTF-8"));
}

#[test]
fn comments_instructions_and_marks_are_passed_over() {
    let shapes = Shapes::from_text(String::new());
    let text =
        "\u{feff}<?xml version='1.1'?>\n<!-- a --><?b c?><r>1<!-- d -->2<?e?></r>\n<!-- f -->";
    assert_eq!(read(&shapes, text).unwrap(), json!(12));
    // Line ends are line feeds (XML 1.0, section 2.11); white space in attributes is spaces (section 3.3.3).
    assert_eq!(read(&shapes, "<r>a\r\nb\rc</r>").unwrap(), json!("a\nb\nc"));
    assert_eq!(
        read(&shapes, "<r a=' b\n\tc&#10;'/>").unwrap(),
        json!({"a": " b  c\n"})
    );
}

#[test]
fn any_text_is_read_or_refused_and_what_is_read_is_written() {
    let shapes = members(json!([
        {"json": "id", "node": "attribute", "is": {"types": ["integer"]}},
        {"json": "list", "element": {"name": "item"}, "is": {"array": {"item": {"element": {"name": "item"}, "is": {"types": ["number", "string"]}}}}},
        {"json": "box", "is": {"array": {"wrapped": true, "item": {"element": {"name": "i"}, "is": {"object": {"additional": {"types": ["boolean"]}}}}}}},
        {"json": "text", "node": "cdata", "is": {"types": ["string"]}},
    ]));
    let text = "<r id='1' a=\"&lt;\" xmlns:p='u'><item>1</item><box><i><x>true</x></i></box>t<![CDATA[<]]>&#10;<p:free><y>1</y><y z='2'/></p:free><item>b</item></r>";
    let mut state = 1_u64;
    let mut random = |below: usize| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below
    };
    let (mut read_count, mut refused) = (0, 0);
    for _ in 0..20_000 {
        let mut bytes = text.as_bytes().to_vec();
        for _ in 0..=random(2) {
            let at = random(bytes.len());
            match random(3) {
                0 => drop(bytes.remove(at)),
                1 => bytes[at] = b" <>&;'\"/!-[]:=x1\n"[random(17)],
                _ => bytes.insert(at, text.as_bytes()[random(text.len())]),
            }
        }
        let tree = shapes.shape("Root").read(bytes, DuplicateMembers::Refuse);
        let Ok(tree) = tree else {
            refused += 1;
            continue;
        };
        read_count += 1;
        let value = tree.root().to_value();
        let written = write(&shapes, &value);
        assert_eq!(read(&shapes, &written).unwrap(), value, "{written}");
    }
    assert!(
        read_count > 1_000 && refused > 1_000,
        "{read_count} {refused}"
    );
}
