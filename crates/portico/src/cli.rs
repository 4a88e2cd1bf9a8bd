//! What was typed? The command line, as the contract of the project fixes it.

mod cookies;
mod push_key;

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

pub(crate) use self::cookies::{AuditArguments, ProofArguments};
pub(crate) use self::push_key::PushKeyCommand;

/// An open-data portal in one program.
#[derive(Debug, Parser)]
#[command(
    name = "portico",
    version,
    about,
    max_term_width = 100,
    subcommand_required = true
)]
pub(crate) struct Arguments {
    /// Data directory [default: ./portico-data, for `demo` ./portico-demo]
    #[arg(long, global = true, value_name = "DIR")]
    pub(crate) data: Option<PathBuf>,
    /// What to do
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Publish the bundled real datasets, then serve them
    Demo(ServeArguments),
    /// Serve the portal of the data directory
    Serve(ServeArguments),
    /// Publish a file: CSV, JSON, JSON Lines, GeoJSON, zipped Shapefile, XLSX, ODS, Parquet
    Import(Box<ImportArguments>),
    /// Write the records of a dataset to a file or to standard output
    Export(ExportArguments),
    /// List the datasets
    #[command(args_conflicts_with_subcommands = true)]
    Datasets {
        /// As JSON
        #[arg(long)]
        json: bool,
        /// What to do with one of them
        #[command(subcommand)]
        command: Option<DatasetsCommand>,
    },
    /// People and their roles
    User {
        /// What to do with people
        #[command(subcommand)]
        command: UserCommand,
    },
    /// API keys
    Key {
        /// What to do with keys
        #[command(subcommand)]
        command: KeyCommand,
    },
    /// Tasks that run in the background of a portal that serves
    Jobs {
        /// As JSON
        #[arg(long, global = true)]
        json: bool,
        /// What to do with one of them [default: list them]
        #[command(subcommand)]
        command: Option<JobsCommand>,
    },
    /// Keys with which programs push records to a dataset
    #[command(name = "push-key")]
    PushKey {
        /// What to do with push keys
        #[command(subcommand)]
        command: PushKeyCommand,
    },
    /// Files beside a dataset: documents, or its data in another form
    Attachment {
        /// What to do with files
        #[command(subcommand)]
        command: AttachmentCommand,
    },
    /// The cookies that this portal may set
    Cookies {
        /// What to say of cookies
        #[command(subcommand)]
        command: CookiesCommand,
    },
    /// Settings
    Config {
        /// What to do with settings
        #[command(subcommand)]
        command: ConfigCommand,
    },
}

/// Where to listen.
#[derive(Debug, Args)]
pub(crate) struct ServeArguments {
    /// Address and port to listen on [default: 127.0.0.1:8080]
    #[arg(long, value_name = "ADDR")]
    pub(crate) bind: Option<SocketAddr>,
    /// Settings file [default: portico.toml in the data directory]
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
}

/// What to import and how.
#[derive(Debug, Args)]
pub(crate) struct ImportArguments {
    /// Files or http(s) addresses
    #[arg(required = true, value_name = "PATH|URL")]
    pub(crate) sources: Vec<String>,
    /// Identifier of the dataset [default: made from the file's name]
    #[arg(long)]
    pub(crate) id: Option<String>,
    /// Title [default: made from the file's name]
    #[arg(long)]
    pub(crate) title: Option<String>,
    /// Description, HTML
    #[arg(long)]
    pub(crate) description: Option<String>,
    /// Publisher
    #[arg(long)]
    pub(crate) publisher: Option<String>,
    /// Licence
    #[arg(long)]
    pub(crate) license: Option<String>,
    /// Theme; may be repeated
    #[arg(long)]
    pub(crate) theme: Vec<String>,
    /// Keyword; may be repeated
    #[arg(long)]
    pub(crate) keyword: Vec<String>,
    /// Any metadata: `language=fr`, `modified=2020-11-05`, `dcat.creator=…`, `custom.owner=…`; may be repeated
    #[arg(long, value_name = "NAME=VALUE")]
    pub(crate) meta: Vec<String>,
    /// Whether everybody who sees the dataset may read its records; with `false` only its editors [default: true]
    #[arg(long, value_name = "true|false")]
    pub(crate) data_visible: Option<bool>,
    /// Format [default: told from the content]
    #[arg(long, value_enum)]
    pub(crate) format: Option<InputFormat>,
    /// Encoding, such as windows-1252 [default: told from the content]
    #[arg(long)]
    pub(crate) encoding: Option<String>,
    /// Separator of a CSV, one character or `tab` [default: told from the content]
    #[arg(long)]
    pub(crate) separator: Option<String>,
    /// Row of the headers, counted from 1; 0 when there are none [default: told from the content]
    #[arg(long, value_name = "ROW")]
    pub(crate) header_row: Option<usize>,
    /// Where the records are in a JSON document, such as `result.items` [default: the longest list]
    #[arg(long, value_name = "PATH")]
    pub(crate) records_path: Option<String>,
    /// Sheet of a workbook [default: the first with content]
    #[arg(long)]
    pub(crate) sheet: Option<String>,
    /// Type of a field: `zip=text`; may be repeated
    #[arg(long = "type", value_name = "FIELD=TYPE")]
    pub(crate) types: Vec<String>,
    /// Field whose text is a list, and its separator: `tags=,`; may be repeated
    #[arg(long, value_name = "FIELD=SEPARATOR")]
    pub(crate) multivalued: Vec<String>,
    /// What is known of the fields, as TOML or JSON: labels, types, facets, separators; kept for later imports
    #[arg(long, value_name = "FILE")]
    pub(crate) schema: Option<PathBuf>,
    /// What is done to the records, as JSON: a list of steps; kept for later imports
    #[arg(long, value_name = "FILE")]
    pub(crate) steps: Option<PathBuf>,
    /// The file becomes the whole content of the dataset
    #[arg(long, group = "mode")]
    pub(crate) replace: bool,
    /// The records are added to those of the dataset
    #[arg(long, group = "mode")]
    pub(crate) append: bool,
    /// Records with the same value in this field are replaced, others added
    #[arg(long, group = "mode", value_name = "FIELD")]
    pub(crate) upsert: Option<String>,
    /// Do not publish yet
    #[arg(long)]
    pub(crate) draft: bool,
    /// Read and report, store nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Leave the work to a portal that serves, as a job: `portico jobs` shows how far it is
    #[arg(long, conflicts_with = "dry_run")]
    pub(crate) queue: bool,
    /// Report as JSON
    #[arg(long)]
    pub(crate) json: bool,
}

/// Formats that can be read.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum InputFormat {
    /// Comma, semicolon, tab or another separator
    #[value(alias = "tsv")]
    Csv,
    /// An array of objects, or an object that holds one
    Json,
    /// One object a line
    #[value(name = "jsonl", alias = "ndjson")]
    JsonLines,
    /// A feature collection
    #[value(name = "geojson")]
    GeoJson,
    /// A zip with .shp, .dbf, .prj
    #[value(name = "shp", alias = "shapefile")]
    Shapefile,
    /// A workbook of Excel
    Xlsx,
    /// A spreadsheet of LibreOffice
    Ods,
    /// Parquet, also GeoParquet
    Parquet,
}

/// What to export and how.
#[derive(Debug, Args)]
pub(crate) struct ExportArguments {
    /// Identifier of the dataset
    pub(crate) dataset: String,
    /// csv, json, fgb, geojson, gpx, ical, jsonl, kml, ov2, parquet, rdfxml, jsonld, turtle, n3, shp, xlsx [default: from the output's name, else csv]
    #[arg(long)]
    pub(crate) format: Option<String>,
    /// Condition, in ODSQL
    #[arg(long = "where", value_name = "ODSQL", allow_hyphen_values = true)]
    pub(crate) filter: Option<String>,
    /// Columns, in ODSQL
    #[arg(long, value_name = "ODSQL", allow_hyphen_values = true)]
    pub(crate) select: Option<String>,
    /// Grouping, in ODSQL
    #[arg(long, value_name = "ODSQL", allow_hyphen_values = true)]
    pub(crate) group_by: Option<String>,
    /// Order, in ODSQL
    #[arg(long, value_name = "ODSQL", allow_hyphen_values = true)]
    pub(crate) order_by: Option<String>,
    /// Most records
    #[arg(long)]
    pub(crate) limit: Option<usize>,
    /// File to write [default: standard output]
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
}

/// One dataset.
#[derive(Debug, Subcommand)]
pub(crate) enum DatasetsCommand {
    /// Make a dataset without records: they come with an import or with pushes
    Create {
        /// Identifier, as addresses have it [default: made from the title]
        #[arg(value_name = "DATASET")]
        id: Option<String>,
        /// What people read
        #[arg(long)]
        title: String,
        /// Keep it a draft
        #[arg(long)]
        draft: bool,
    },
    /// Change who reads a dataset
    Set {
        /// Identifier of the dataset
        dataset: String,
        /// Whether others than editors read the records; the metadata is public either way
        #[arg(long, value_name = "true|false", action = clap::ArgAction::Set)]
        data_visible: bool,
    },
}

/// People.
#[derive(Debug, Subcommand)]
pub(crate) enum UserCommand {
    /// Add someone
    Add {
        /// E-mail address
        email: String,
        /// administrator, publisher, contributor or reader
        #[arg(long, default_value = "reader")]
        role: String,
        /// Read the password from standard input instead of asking for it
        #[arg(long)]
        password_stdin: bool,
    },
    /// List everyone
    List {
        /// As JSON
        #[arg(long)]
        json: bool,
    },
    /// Make a link with which someone chooses a password; it works once, and the one before no longer
    Link {
        /// E-mail address
        email: String,
    },
    /// Close an account: sessions end, keys die
    Disable {
        /// E-mail address
        email: String,
    },
    /// Erase a closed account for good: what that person did stays, under a name that says nothing
    Erase {
        /// E-mail address
        email: String,
    },
    /// Change a password: other sessions end
    Password {
        /// E-mail address
        email: String,
        /// Read the password from standard input instead of asking for it
        #[arg(long)]
        password_stdin: bool,
    },
}

/// API keys.
#[derive(Debug, Subcommand)]
pub(crate) enum KeyCommand {
    /// Make a key; it is printed once, alone on the last line
    Create {
        /// Whose key
        #[arg(long, value_name = "EMAIL")]
        user: String,
        /// What it is for
        #[arg(long)]
        label: String,
        /// Days until it stops working [default: never]
        #[arg(long, value_name = "DAYS")]
        days: Option<u32>,
        /// What it may be used for, such as `edit_dataset`; may be repeated [default: all that its owner may do]
        #[arg(long, value_name = "NAME")]
        permission: Vec<String>,
        /// The only datasets it may be used on; may be repeated [default: all]
        #[arg(long, value_name = "ID")]
        dataset: Vec<String>,
    },
    /// List the keys
    List {
        /// As JSON
        #[arg(long)]
        json: bool,
    },
    /// Make a key useless at once
    Revoke {
        /// Identifier, as `key list` shows it
        id: String,
    },
}

/// Tasks in the background.
#[derive(Debug, Subcommand)]
pub(crate) enum JobsCommand {
    /// Show one: state, progress, what it said
    Show {
        /// Identifier, as `jobs` shows it
        id: String,
    },
    /// End one
    Cancel {
        /// Identifier, as `jobs` shows it
        id: String,
    },
    /// Try one again that failed or was cancelled
    Retry {
        /// Identifier, as `jobs` shows it
        id: String,
    },
}

/// Files beside a dataset.
#[derive(Debug, Subcommand)]
pub(crate) enum AttachmentCommand {
    /// Put a file beside a dataset; one with the same name is replaced
    Add {
        /// Identifier of the dataset
        dataset: String,
        /// The file
        #[arg(value_name = "FILE")]
        file: PathBuf,
        /// What people read [default: the file's name]
        #[arg(long)]
        title: Option<String>,
        /// One or two sentences
        #[arg(long)]
        description: Option<String>,
        /// The file is the data in another form, not a document about it
        #[arg(long)]
        alternative_export: bool,
    },
    /// List the files beside a dataset
    List {
        /// Identifier of the dataset
        dataset: String,
        /// As JSON
        #[arg(long)]
        json: bool,
    },
    /// Take a file away from beside a dataset
    Remove {
        /// Identifier of the dataset
        dataset: String,
        /// Identifier of the file, as `attachment list` shows it
        id: String,
        /// It is an alternative export
        #[arg(long)]
        alternative_export: bool,
    },
}

/// Cookies.
#[derive(Debug, Subcommand)]
pub(crate) enum CookiesCommand {
    /// The register: every cookie that this portal may set, and what its services may store
    List {
        /// As JSON
        #[arg(long)]
        json: bool,
    },
    /// Add a service of others, or change the one of the same key: visitors are asked before it is used
    Add {
        /// The service as JSON; `-` reads standard input
        #[arg(value_name = "FILE")]
        file: PathBuf,
        /// Its purpose has changed although its kind has not: visitors are asked again
        #[arg(long)]
        other_purpose: bool,
    },
    /// Remove a service
    Remove {
        /// Its key
        key: String,
    },
    /// Walk through a portal with a real browser and compare what it gets with the register that the portal publishes.
    /// Ends with 0 when they agree, 1 when they differ, 2 when nothing could be compared
    Audit(AuditArguments),
    /// Examine the versions of the policy and the receipts of how it was shown: is anything not as it was written?
    /// Ends with 0 when all is whole, 1 when something was altered
    Proof(ProofArguments),
}

/// Settings.
#[derive(Debug, Subcommand)]
pub(crate) enum ConfigCommand {
    /// Read the settings and say everything that is wrong with them
    Check {
        /// Settings file [default: portico.toml in the data directory]
        #[arg(long, value_name = "FILE")]
        config: Option<PathBuf>,
    },
    /// Print every setting with its default and what it means
    Example,
}
