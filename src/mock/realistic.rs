//! Texts and numbers as people expect them, by the format of a string and by the name of the member that has it.

use fake::Fake;
use fake::faker::address::en::{
    BuildingNumber, CityName, CountryCode, CountryName, Latitude, Longitude, PostCode, StateName,
    StreetName, TimeZone,
};
use fake::faker::company::en::{CatchPhrase, CompanyName, Industry};
use fake::faker::internet::en::{IPv4, IPv6, MACAddress, SafeEmail, UserAgent, Username};
use fake::faker::job::en::Title as JobTitle;
use fake::faker::lorem::en::{Sentence, Word};
use fake::faker::name::en::{FirstName, LastName, Name};
use fake::faker::phone_number::en::PhoneNumber;
use fake::rand::RngExt;
use fake::rand::rngs::Xoshiro256PlusPlus;

type Random = Xoshiro256PlusPlus;

/// What has the name of a person.
const PEOPLE: [&str; 14] = [
    "account", "assignee", "author", "client", "contact", "creator", "customer", "employee",
    "guest", "member", "owner", "patient", "person", "user",
];

/// A word.
pub(super) fn word(random: &mut Random) -> String {
    Word().fake_with_rng(random)
}

/// A text of a format; none of a format that has no realistic values.
pub(super) fn of_format(format: &str, random: &mut Random) -> Option<String> {
    let host = |random: &mut Random| format!("{}.example.com", word(random));
    let text = match format {
        "date-time" => format!("{}T{}Z", date(random), time(random)),
        "date" => date(random),
        "time" => format!("{}Z", time(random)),
        "duration" => format!("PT{}M", random.random_range(1..600)),
        "uuid" => uuid(random),
        "email" | "idn-email" => SafeEmail().fake_with_rng(random),
        "hostname" | "idn-hostname" => host(random),
        "ipv4" | "ip" => IPv4().fake_with_rng(random),
        "ipv6" => IPv6().fake_with_rng(random),
        "uri" | "url" | "iri" => format!("https://{}/{}", host(random), word(random)),
        "uri-reference" | "iri-reference" => format!("/{}", word(random)),
        "phone" => phone(random),
        _ => return None,
    };
    Some(text)
}

/// A text for a member of that name.
pub(super) fn text(name: &str, random: &mut Random) -> String {
    let words = words(name);
    let last = words.last().map(String::as_str).unwrap_or_default();
    let before = words.iter().rev().nth(1).map(String::as_str);
    let has = |word: &str| words.iter().any(|it| it == word);
    match (before, last) {
        (_, "firstname" | "forename") | (Some("first" | "given"), "name") => {
            FirstName().fake_with_rng(random)
        }
        (_, "lastname" | "surname") | (Some("last" | "family"), "name") => {
            LastName().fake_with_rng(random)
        }
        (_, "username" | "login" | "nickname" | "handle") => Username().fake_with_rng(random),
        (_, "company" | "organization" | "organisation" | "employer" | "vendor" | "brand") => {
            CompanyName().fake_with_rng(random)
        }
        (Some("company" | "organization" | "vendor" | "business"), "name") => {
            CompanyName().fake_with_rng(random)
        }
        (_, "city" | "town") | (Some("city"), "name") => CityName().fake_with_rng(random),
        (Some("country"), "code") => CountryCode().fake_with_rng(random),
        (_, "country" | "nationality") | (Some("country"), "name") => {
            CountryName().fake_with_rng(random)
        }
        (_, "state" | "province" | "region") if !has("status") => StateName().fake_with_rng(random),
        (_, "street") | (Some("address"), "line" | "line1") => street(random),
        (Some("postal" | "post" | "zip"), "code") | (_, "zip" | "postcode" | "zipcode") => {
            PostCode().fake_with_rng(random)
        }
        (Some("mac"), "address") => MACAddress().fake_with_rng(random),
        (Some("ip"), "address") | (_, "ip") => IPv4().fake_with_rng(random),
        (Some("user"), "agent") => UserAgent().fake_with_rng(random),
        (_, "email" | "mail") | (Some("email"), "address") => SafeEmail().fake_with_rng(random),
        (_, "address") => {
            let city: String = CityName().fake_with_rng(random);
            format!("{}, {city}", street(random))
        }
        (_, "timezone") | (Some("time"), "zone") => TimeZone().fake_with_rng(random),
        (_, "phone" | "mobile" | "fax" | "tel" | "telephone") | (Some("phone"), "number") => {
            phone(random)
        }
        (_, "url" | "uri" | "link" | "href" | "website" | "homepage") => {
            format!("https://{}.example.com/{}", word(random), word(random))
        }
        (_, "job" | "profession" | "occupation") | (Some("job"), "title") => {
            JobTitle().fake_with_rng(random)
        }
        (_, "industry") => Industry().fake_with_rng(random),
        (_, "lat" | "latitude") => Latitude().fake_with_rng(random),
        (_, "lng" | "lon" | "longitude") => Longitude().fake_with_rng(random),
        (_, "currency") => {
            ["EUR", "USD", "GBP", "CHF", "JPY"][random.random_range(0..5)].to_owned()
        }
        (_, "language" | "lang" | "locale") => {
            ["en", "de", "fr", "es", "it"][random.random_range(0..5)].to_owned()
        }
        (_, "color" | "colour") => format!("#{:06x}", random.random_range(0..0x100_0000)),
        (_, "uuid" | "guid") => uuid(random),
        (_, "id" | "key" | "token" | "code" | "sku" | "reference" | "hash" | "sha") => {
            format!("{:08x}", random.random::<u32>())
        }
        (_, "slug") => format!("{}-{}", word(random), word(random)),
        (_, "version") => format!(
            "{}.{}.0",
            random.random_range(0..5),
            random.random_range(0..20)
        ),
        (_, "slogan" | "tagline" | "headline") => CatchPhrase().fake_with_rng(random),
        (
            _,
            "description" | "summary" | "comment" | "message" | "note" | "notes" | "bio" | "about"
            | "body" | "text" | "content" | "detail" | "details" | "reason",
        ) => Sentence(4..10).fake_with_rng(random),
        (_, "title" | "subject") => capitalized(&format!("{} {}", word(random), word(random))),
        (_, "fullname") | (Some("full" | "display"), "name") => Name().fake_with_rng(random),
        (_, person) if PEOPLE.contains(&person) => Name().fake_with_rng(random),
        (None, "name") => Name().fake_with_rng(random),
        (Some(person), "name") if PEOPLE.contains(&person) => Name().fake_with_rng(random),
        (_, "name") => capitalized(&format!("{} {}", word(random), word(random))),
        (_, "capital") => CityName().fake_with_rng(random),
        (_, "at" | "on") if words.len() > 1 => format!("{}T{}Z", date(random), time(random)),
        (_, "date" | "birthday") => date(random),
        _ => word(random),
    }
}

/// The least and the greatest number that are usual for a member of that name.
pub(super) fn range(name: &str) -> (f64, f64) {
    let words = words(name);
    match words.last().map(String::as_str).unwrap_or_default() {
        "age" => (18.0, 90.0),
        "year" => (1970.0, 2030.0),
        "month" => (1.0, 12.0),
        "day" => (1.0, 28.0),
        "hour" => (0.0, 23.0),
        "minute" | "second" => (0.0, 59.0),
        "lat" | "latitude" => (-90.0, 90.0),
        "lng" | "lon" | "longitude" => (-180.0, 180.0),
        "percent" | "percentage" | "progress" => (0.0, 100.0),
        "rating" | "stars" => (1.0, 5.0),
        "quantity" | "count" | "page" => (1.0, 20.0),
        "population" => (10_000.0, 100_000_000.0),
        "size" | "bytes" | "length" => (1.0, 100_000.0),
        "status" => (200.0, 599.0),
        _ => (1.0, 1_000.0),
    }
}

/// The name of a member together with that of the object it is in, where the member's own says too little.
pub(super) fn full_name(owner: &str, member: &str) -> String {
    match member {
        "name" | "title" | "code" | "number" if !owner.is_empty() => format!("{owner}_{member}"),
        _ => member.to_owned(),
    }
}

/// The name of one of several: `pets` is `pet`.
pub(super) fn singular(name: &str) -> String {
    match name.strip_suffix("ies") {
        Some(stem) => format!("{stem}y"),
        None if name.ends_with("ss") || name.ends_with("us") => name.to_owned(),
        None => name.strip_suffix('s').unwrap_or(name).to_owned(),
    }
}

/// The words of a name in lower case: `shippingAddress` and `shipping_address` have two.
fn words(name: &str) -> Vec<String> {
    use heck::ToSnakeCase;

    let snake = name.to_snake_case();
    snake.split('_').map(str::to_owned).collect()
}

fn date(random: &mut Random) -> String {
    format!(
        "{}-{:02}-{:02}",
        random.random_range(2020..2027),
        random.random_range(1..13),
        random.random_range(1..29)
    )
}

fn time(random: &mut Random) -> String {
    format!(
        "{:02}:{:02}:{:02}",
        random.random_range(0..24),
        random.random_range(0..60),
        random.random_range(0..60)
    )
}

fn uuid(random: &mut Random) -> String {
    // Version 4 and the variant of RFC 9562.
    let number: u128 = random.random();
    let number = number & !(0xf << 76) | 4 << 76;
    let number = number & !(0b11 << 62) | 0b10 << 62;
    let digits = format!("{number:032x}");
    let part = |from, to| digits.get(from..to).unwrap_or_default();
    [
        part(0, 8),
        part(8, 12),
        part(12, 16),
        part(16, 20),
        part(20, 32),
    ]
    .join("-")
}

fn street(random: &mut Random) -> String {
    let number: String = BuildingNumber().fake_with_rng(random);
    let street: String = StreetName().fake_with_rng(random);
    format!("{number} {street}")
}

fn phone(random: &mut Random) -> String {
    PhoneNumber().fake_with_rng(random)
}

fn capitalized(text: &str) -> String {
    let mut characters = text.chars();
    let first = characters.next().map(char::to_uppercase);
    first.into_iter().flatten().chain(characters).collect()
}
