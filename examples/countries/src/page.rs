//! Pagination.

use crate::api::operations::ListCountriesParams;

/// A page of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Page {
    number: i64,
    size: i64,
}

impl Page {
    /// The number of items on a page.
    pub fn size(self) -> i64 {
        self.size
    }

    /// The number of items on the pages before this one.
    pub fn offset(self) -> i64 {
        (self.number - 1) * self.size
    }

    /// The `Link` header (RFC 8288): the first, previous, next and last page of a list with `total` items.
    pub fn links(self, total: i64) -> String {
        let last = ((total - 1) / self.size + 1).max(1);
        let previous = (self.number > 1).then(|| (self.number - 1).min(last));
        let next = (self.number < last).then_some(self.number + 1);
        let links = [
            ("first", Some(1)),
            ("prev", previous),
            ("next", next),
            ("last", Some(last)),
        ];
        let size = self.size;
        let links = links.into_iter().filter_map(|(relation, number)| {
            let number = number?;
            // Relative, since the program does not know the host that clients use when it is behind a proxy.
            Some(format!(
                r#"</countries?page={number}&per_page={size}>; rel="{relation}""#
            ))
        });
        links.collect::<Vec<_>>().join(", ")
    }
}

/// Both parameters are at least 1, or have their defaults: requests are validated before.
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

    /// The relations of the links, with their page numbers.
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
    fn links_stay_between_the_first_and_the_last_page() {
        assert_eq!(relations(1, 0), "first 1, last 1");
        assert_eq!(relations(1, 10), "first 1, last 1");
        assert_eq!(relations(1, 11), "first 1, next 2, last 2");
        assert_eq!(relations(2, 21), "first 1, prev 1, next 3, last 3");
        assert_eq!(relations(3, 30), "first 1, prev 2, last 3");
        assert_eq!(relations(9, 30), "first 1, prev 3, last 3");
    }

    #[test]
    fn the_offset_of_the_greatest_page_does_not_overflow() {
        let page = Page::from(ListCountriesParams {
            page: i32::MAX,
            per_page: 100,
        });
        assert_eq!(page.offset(), 214_748_364_600);
    }
}
