//! How are records and datasets read by a feed reader? RSS 2 and Atom, with addresses of the pages.

use axum::response::Response;
use chrono::{DateTime, SecondsFormat, Utc};
use portico_services::{CatalogEntry, DatasetView};
use serde_json::Value;

use super::record::RecordObject;
use crate::ask::Ask;
use crate::reply;

/// One entry of a feed.
struct Entry {
    id: String,
    title: String,
    link: String,
    text: String,
    moment: String,
}

/// The records of a search.
pub(crate) fn of_records(ask: &Ask, view: &DatasetView, records: &[RecordObject], format: &str) -> Response {
    let page = address(ask, view.dataset.id.as_str());
    let entries = records.iter().map(|record| {
        let say = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let title = record
            .fields
            .values()
            .find_map(Value::as_str)
            .unwrap_or(&record.recordid);
        let lines = record
            .fields
            .iter()
            .map(|(name, value)| format!("{name}: {}", say(value)));
        Entry {
            id: record.recordid.clone(),
            title: title.to_owned(),
            link: format!("{page}record/{}/", record.recordid),
            text: lines.collect::<Vec<_>>().join("\n"),
            moment: record.record_timestamp.clone(),
        }
    });
    feed(&view.dataset.metadata.title, &page, entries.collect(), format)
}

/// The datasets of a search.
pub(crate) fn of_datasets(ask: &Ask, title: &str, datasets: &[&CatalogEntry], format: &str) -> Response {
    let entries = datasets.iter().map(|entry| {
        let metadata = &entry.dataset.metadata;
        let moment = DateTime::<Utc>::from_timestamp_micros(entry.dataset.updated_at).unwrap_or_default();
        Entry {
            id: entry.dataset.id.to_string(),
            title: metadata.title.clone(),
            link: address(ask, entry.dataset.id.as_str()),
            text: metadata.description.clone().unwrap_or_default(),
            moment: moment.to_rfc3339_opts(SecondsFormat::Secs, false),
        }
    });
    let page = ask.asked.address().absolute("/explore/");
    feed(title, &page, entries.collect(), format)
}

fn address(ask: &Ask, id: &str) -> String {
    ask.asked.address().absolute(&format!("/explore/dataset/{id}/"))
}

fn feed(title: &str, page: &str, entries: Vec<Entry>, format: &str) -> Response {
    let mut text = String::from("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
    let (title, page) = (escaped(title), escaped(page));
    if format == "atom" {
        let newest = entries.iter().map(|entry| entry.moment.as_str()).max();
        text.push_str(&format!(
            "<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>{title}</title><id>{page}</id><link href=\"{page}\"/>\
             <updated>{}</updated><author><name>{title}</name></author>",
            newest.unwrap_or("1970-01-01T00:00:00+00:00")
        ));
        for entry in &entries {
            text.push_str(&format!(
                "<entry><title>{}</title><id>{link}</id><link href=\"{link}\"/><updated>{}</updated>\
                 <summary type=\"text\">{}</summary></entry>",
                escaped(&entry.title),
                entry.moment,
                escaped(&entry.text),
                link = escaped(&entry.link),
            ));
        }
        text.push_str("</feed>\n");
        return reply::body("application/atom+xml; charset=utf-8", text);
    }
    text.push_str(&format!(
        "<rss version=\"2.0\"><channel><title>{title}</title><link>{page}</link><description>{title}</description>"
    ));
    for entry in &entries {
        let moment = DateTime::parse_from_rfc3339(&entry.moment).map(|moment| moment.to_rfc2822());
        text.push_str(&format!(
            "<item><title>{}</title><link>{}</link><description>{}</description>\
             <guid isPermaLink=\"false\">{}</guid><pubDate>{}</pubDate></item>",
            escaped(&entry.title),
            escaped(&entry.link),
            escaped(&entry.text),
            escaped(&entry.id),
            moment.unwrap_or_default()
        ));
    }
    text.push_str("</channel></rss>\n");
    reply::body("application/rss+xml; charset=utf-8", text)
}

/// Text between tags; what XML cannot hold is left out.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' | '\n' | '\r' => out.push(c),
            c if (c as u32) < 0x20 || matches!(c, '\u{fffe}' | '\u{ffff}') => {}
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_xml_cannot_hold_is_left_out() {
        assert_eq!(escaped("a<b>&\"c\"\u{0}\u{b}"), "a&lt;b&gt;&amp;&quot;c&quot;");
    }
}
