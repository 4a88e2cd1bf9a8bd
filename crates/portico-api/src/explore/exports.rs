//! Which files can be had of a dataset, and how are they to be written? The answer is streamed.

use axum::extract::Path;
use axum::response::Response;
use portico_engine::{Answer, Query};
use portico_formats::write::{Compression, Crs, CsvOptions, ExportFormat, Subject, WriteOptions};
use portico_model::{Fault, FaultKind, Schema};
use portico_odsql::{parse_select, quote_field};
use portico_services::DatasetView;
use portico_web::{Params, WebResult};

use super::aggregates::is_aggregated;
use super::files;
use super::params::ExploreParams;
use crate::ask::Ask;
use crate::file::{File, send_file};
use crate::reply::{self, Tag};
use crate::wire::link::{Link, Links};

/// `GET /catalog/datasets/{id}/exports`
pub(crate) async fn list_formats(Path(id): Path<String>, ask: Ask) -> WebResult<Response> {
    let view = ask.dataset(&id).await?;
    let own = Link::new("self", ask.base.dataset(&id, "/exports"));
    let formats = formats_of(&view.schema).map(|format| {
        let name = ask.version.name_of_format(format.as_str());
        Link::new(name, ask.base.dataset(&id, &format!("/exports/{name}")))
    });
    Ok(reply::json_value(
        &ask,
        &Links {
            links: [own].into_iter().chain(formats).collect(),
        },
    )?)
}

/// `GET /catalog/datasets/{id}/exports/{format}`: the file, streamed; an error before the first byte is JSON.
pub(crate) async fn export_records(
    Path((id, format)): Path<(String, String)>,
    ask: Ask,
) -> WebResult<Response> {
    let view = ask.dataset(&id).await?;
    let format = format_named(&format)?;
    let params = ExploreParams::read(&ask.params, ask.lang)?;
    let query = params.export(&ask.limits)?;
    let file = file_of(format, view.dataset.id.as_str(), &ask.params, &query)?;
    Ok(write_export(&ask, &view, &params, query, file).await?)
}

/// The formats that a dataset with these fields is listed with. The others are served all the same.
pub(crate) fn formats_of(schema: &Schema) -> impl Iterator<Item = ExportFormat> {
    ExportFormat::offered(schema)
}

/// The format of that name.
///
/// # Errors
/// `NotFoundResource` for another one.
pub(crate) fn format_named(name: &str) -> Result<ExportFormat, Fault> {
    ExportFormat::parse(&name.to_ascii_lowercase()).ok_or_else(|| {
        let message = format!("The requested export format {name} does not exist.");
        let known = ExportFormat::ALL.map(ExportFormat::as_str).join(", ");
        Fault::new(FaultKind::NotFound, "NotFoundResource", message).with_hint(format!("use one of {known}"))
    })
}

/// The file as the parameters of the Explore API want it.
///
/// # Errors
/// `InvalidRESTParameterError` for an option that cannot be.
pub(crate) fn file_of(
    format: ExportFormat,
    name: &str,
    params: &Params,
    query: &Query,
) -> Result<File, Fault> {
    let crs = match params.integer("epsg")? {
        Some(code) => Crs::of_epsg(code)?,
        None => Crs::default(),
    };
    let usual = CsvOptions::default();
    let separator = params.last("list_separator").filter(|text| !text.is_empty());
    let csv = CsvOptions {
        delimiter: delimiter(params, "delimiter")?,
        list_separator: separator.map_or(usual.list_separator, str::to_owned),
        quote_all: params.boolean("quote_all")?.unwrap_or(usual.quote_all),
        with_bom: params.boolean("with_bom")?.unwrap_or(usual.with_bom),
        point_separator: usual.point_separator,
    };
    let compression = params
        .word("parquet_compression", &["snappy", "zstd"])?
        .and_then(Compression::parse);
    let options = WriteOptions {
        timezone: query.timezone,
        use_labels: params.boolean("use_labels")?.unwrap_or(false),
        csv,
        parquet: compression.unwrap_or_default(),
        crs,
        name_field: params.text("name_field").map(str::to_owned),
        description_fields: names(params.text("description_field_list").unwrap_or_default()),
        use_extension: params.boolean("use_extension")?.unwrap_or(true),
        ..WriteOptions::default()
    };
    let compressed = params.boolean("compressed")?.unwrap_or(false);
    Ok(File {
        format,
        name: name.to_owned(),
        options,
        compressed,
    })
}

/// Names with commas between them.
fn names(list: &str) -> Vec<String> {
    let names = list.split(',').map(str::trim);
    names.filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

/// One of the four separators; a tab may also be written `\t` or `tab`.
pub(crate) fn delimiter(params: &Params, name: &str) -> Result<char, Fault> {
    match params.last(name).unwrap_or_default() {
        "" | ";" => Ok(';'),
        "," => Ok(','),
        "|" => Ok('|'),
        "\t" | "\\t" | "tab" | "TAB" => Ok('\t'),
        other => {
            let found: String = other.chars().take(20).collect();
            let message = format!(
                "Invalid value for {name} API parameter: {found} was found but one of ; , | or a tab is expected."
            );
            Err(Fault::invalid("InvalidRESTParameterError", message))
        }
    }
}

/// The file that holds the answer to a question about a dataset.
///
/// # Errors
/// What is wrong with the question: known before the first byte leaves.
pub(crate) async fn write_export(
    ask: &Ask,
    view: &DatasetView,
    params: &ExploreParams,
    mut query: Query,
    mut file: File,
) -> Result<Response, Fault> {
    let table = view.table()?;
    let tag = tag_of(ask, view, params, &query, &file);
    if let Some(response) = tag.unchanged(&ask.headers) {
        return Ok(response);
    }
    let engine = ask.portal.engine();
    query.with_record_ids = file.format.names_records() && !is_aggregated(&query);
    file.options.record_ids = query.with_record_ids;
    file.options.scratch = Some(engine.scratch().to_owned());
    file.options.subject = Subject {
        name: file.name.clone(),
        address: ask.base.dataset(view.dataset.id.as_str(), ""),
        title: view.dataset.metadata.title.clone(),
        updated_at: view.dataset.updated_at,
    };
    let mut answer = engine.select(&table, &query).await?;
    if file.format.draws_place() && !is_aggregated(&query) && !has_place(&answer) {
        // What `select` leaves out is still drawn.
        if let Some(field) = view.schema.geometry() {
            let drawn = parse_select(&quote_field(&field.name));
            query.select.extend(drawn.map_err(Fault::internal)?);
            answer = engine.select(&table, &query).await?;
        }
    }
    let answer = files::with_addresses(ask, view.dataset.id.as_str(), answer);
    Ok(tag.mark(send_file(answer, file, Some(&ask.headers)).await?))
}

fn has_place(answer: &Answer) -> bool {
    answer.columns.iter().any(|field| field.ty.is_geo())
}

fn tag_of(ask: &Ask, view: &DatasetView, params: &ExploreParams, query: &Query, file: &File) -> Tag {
    let Some(version) = view
        .version
        .as_ref()
        .filter(|_| !params.question.depends_on_now())
    else {
        return Tag::none();
    };
    Tag::of(&[
        version.id.as_bytes(),
        b"export",
        view.dataset.updated_at.to_be_bytes().as_slice(),
        reply::caller_key(&ask.principal, &view.mark()).as_bytes(),
        format!("{:?} {:?} {}", params.question, query.limit, query.offset).as_bytes(),
        format!("{file:?}").as_bytes(),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_read_from_the_address() {
        let read = |query: &str| file_of(ExportFormat::Csv, "x", &Params::parse(query), &Query::default());
        let usual = read("").unwrap();
        assert_eq!(usual.options.csv, CsvOptions::default());
        assert!(!usual.compressed && !usual.options.use_labels);
        let other =
            read("delimiter=%09&with_bom=False&use_labels=True&list_separator=%20&quote_all=true").unwrap();
        let csv = other.options.csv;
        assert_eq!(
            (
                csv.delimiter,
                csv.with_bom,
                csv.quote_all,
                csv.list_separator.as_str()
            ),
            ('\t', false, true, " ")
        );
        assert!(other.options.use_labels);
        for bad in [
            "delimiter=ab",
            "with_bom=maybe",
            "parquet_compression=zip",
            "epsg=1",
            "epsg=lambert",
            "use_extension=perhaps",
        ] {
            assert_eq!(read(bad).unwrap_err().code, "InvalidRESTParameterError", "{bad}");
        }
        assert!(format_named("CSV").is_ok());
        assert_eq!(format_named("docx").unwrap_err().kind, FaultKind::NotFound);
    }
}
