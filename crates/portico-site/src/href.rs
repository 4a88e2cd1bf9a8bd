//! Which address shows the same with one thing changed? Query strings of links between views.

use portico_web::Params;

/// Parameters of an address in the making; keeps the order, leaves out blank values.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Pairs(Vec<(String, String)>);

impl Pairs {
    /// These pairs.
    pub(crate) fn of(pairs: impl IntoIterator<Item = (String, String)>) -> Self {
        Self(
            pairs
                .into_iter()
                .filter(|(_, value)| !value.trim().is_empty())
                .collect(),
        )
    }

    /// The parameters of those names, as they were asked.
    pub(crate) fn kept(params: &Params, names: &[&str]) -> Self {
        let kept = params.iter().filter(|(name, _)| names.contains(name));
        Self::of(kept.map(|(name, value)| (name.to_owned(), value.to_owned())))
    }

    /// Every pair.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// Nothing at all.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// These and those.
    pub(crate) fn and(&self, more: &Self) -> Self {
        Self(self.0.iter().chain(&more.0).cloned().collect())
    }

    /// With one more.
    pub(crate) fn with(&self, name: &str, value: &str) -> Self {
        let mut pairs = self.0.clone();
        pairs.push((name.to_owned(), value.to_owned()));
        Self(pairs)
    }

    /// Without exactly that pair.
    pub(crate) fn without(&self, name: &str, value: &str) -> Self {
        Self(
            self.0
                .iter()
                .filter(|(n, v)| !(n == name && v == value))
                .cloned()
                .collect(),
        )
    }

    /// Without that parameter.
    pub(crate) fn without_name(&self, name: &str) -> Self {
        Self(
            self.0
                .iter()
                .filter(|(other, _)| other != name)
                .cloned()
                .collect(),
        )
    }

    /// The address: path, and the query if there is one.
    pub(crate) fn on(&self, path: &str) -> String {
        if self.0.is_empty() {
            path.to_owned()
        } else {
            format!("{path}?{}", self.query())
        }
    }

    /// As a query string without a question mark.
    pub(crate) fn query(&self) -> String {
        self.0
            .iter()
            .fold(Params::default(), |params, (name, value)| {
                params.with(name, value)
            })
            .to_query()
    }
}

/// An address of our own with that parameter set; what stands behind `#` stays behind it.
pub(crate) fn with_param(address: &str, name: &str, value: &str) -> String {
    let (rest, place) = match address.split_once('#') {
        Some((rest, place)) => (rest, Some(place)),
        None => (address, None),
    };
    let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
    let query = Params::parse(query).without(name).with(name, value).to_query();
    match place {
        Some(place) => format!("{path}?{query}#{place}"),
        None => format!("{path}?{query}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_pair_is_added_or_taken_away() {
        let params = Params::parse("q=a+b&refine.x=1&refine.x=2&page=3&q=");
        let pairs = Pairs::kept(&params, &["q", "refine.x"]);
        assert_eq!(pairs.on("/p/"), "/p/?q=a+b&refine.x=1&refine.x=2");
        assert_eq!(pairs.without("refine.x", "1").on("/p/"), "/p/?q=a+b&refine.x=2");
        assert_eq!(
            pairs.without_name("refine.x").with("sort", "-d").query(),
            "q=a+b&sort=-d"
        );
        assert_eq!(Pairs::default().on("/p/"), "/p/");
    }

    #[test]
    fn a_parameter_is_set_once_before_the_fragment() {
        for (address, expected) in [
            ("/", "/?show=x.1"),
            ("/p/?q=a&show=old#place", "/p/?q=a&show=x.1#place"),
            ("/p/#place", "/p/?show=x.1#place"),
        ] {
            assert_eq!(with_param(address, "show", "x.1"), expected);
        }
    }
}
