//! A long list, a page at a time.

use crate::api::operations::ListCountriesParams;

/// A part of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Page {
    number: i64,
    size: i64,
}

impl Page {
    /// How many things are on a page.
    pub fn size(self) -> i64 {
        self.size
    }

    /// How many things are on the pages before.
    pub fn offset(self) -> i64 {
        (self.number - 1) * self.size
    }

    /// The `Link` header (RFC 8288) to the pages around this one, when there are so many things on all of them.
    pub fn links(self, total: i64) -> String {
        let last = ((total - 1) / self.size + 1).max(1);
        let before = (self.number > 1).then(|| (self.number - 1).min(last));
        let after = (self.number < last).then_some(self.number + 1);
        let links = [
            ("first", Some(1)),
            ("prev", before),
            ("next", after),
            ("last", Some(last)),
        ];
        let size = self.size;
        let links = links.into_iter().filter_map(|(relation, number)| {
            let number = number?;
            // Without a host: it is for the proxies in front to know what it is called outside.
            Some(format!(
                r#"</countries?page={number}&per_page={size}>; rel="{relation}""#
            ))
        });
        links.collect::<Vec<_>>().join(", ")
    }
}

/// Both parameters are 1 or more, and have their defaults: the document says so, and it has been checked.
impl From<ListCountriesParams> for Page {
    fn from(params: ListCountriesParams) -> Self {
        Self {
            number: params.page.into(),
            size: params.per_page.into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The relations and the pages that they lead to.
    fn relations(number: i64, total: i64) -> String {
        let links = Page { number, size: 10 }.links(total);
        let relations = links.split(", ").map(|link| {
            let (page, relation) = link.split_once("&per_page=10>; rel=").unwrap();
            format!(
                "{} {}",
                relation.trim_matches('"'),
                page.trim_start_matches("</countries?page=")
            )
        });
        relations.collect::<Vec<_>>().join(", ")
    }

    #[test]
    fn links_lead_as_far_as_pages_go() {
        assert_eq!(relations(1, 0), "first 1, last 1");
        assert_eq!(relations(1, 10), "first 1, last 1");
        assert_eq!(relations(1, 11), "first 1, next 2, last 2");
        assert_eq!(relations(2, 21), "first 1, prev 1, next 3, last 3");
        assert_eq!(relations(3, 30), "first 1, prev 2, last 3");
        assert_eq!(relations(9, 30), "first 1, prev 3, last 3");
    }

    #[test]
    fn the_farthest_page_is_far_and_no_more() {
        let page = Page::from(ListCountriesParams {
            page: i32::MAX,
            per_page: 100,
        });
        assert_eq!(page.offset(), 214_748_364_600);
    }
}
