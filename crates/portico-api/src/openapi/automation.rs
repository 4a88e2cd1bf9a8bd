//! How is the Automation API described? One row an endpoint: method, address, what it does, what is sent and answered.

use serde_json::{Map, Value, json};

mod more;

use super::operation::{Paths, reference};
use super::schemas::object;
use crate::automation::BASE;

const TAG: &str = "Automation";

/// What an endpoint answers when all is well.
#[derive(Clone, Copy)]
enum Answers {
    /// 200 and a page of a list.
    Page,
    /// 200 and a page of what begins with `q`.
    Suggestions,
    /// 200 and an array of objects.
    Any,
    /// 200 and an object.
    Object,
    /// 201 and an object.
    Made,
    /// 200 and `{"detail": "ok"}`.
    Done,
    /// 204.
    Nothing,
    /// 200 and a file.
    File,
}

/// What an endpoint takes.
#[derive(Clone, Copy)]
enum Takes {
    Nothing,
    Json,
    MayBeJson,
    File,
}

type Row = (
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    Takes,
    Answers,
);

#[rustfmt::skip]
const ROWS: [Row; 51] = [
    ("get", "/datasets", "listManagedDatasets", "Datasets that the caller may change", Takes::Nothing, Answers::Page),
    ("post", "/datasets", "createDataset", "Make a dataset: a draft without records", Takes::Json, Answers::Made),
    ("get", "/datasets/{dataset_uid}", "showManagedDataset", "One dataset", Takes::Nothing, Answers::Object),
    ("put", "/datasets/{dataset_uid}", "replaceDataset", "Replace metadata, visibility, default security", Takes::Json, Answers::Object),
    ("delete", "/datasets/{dataset_uid}", "deleteDataset", "Delete a dataset", Takes::Nothing, Answers::Nothing),
    ("get", "/datasets/{dataset_uid}/status", "showStatus", "What a job does with it now", Takes::Nothing, Answers::Object),
    ("post", "/datasets/{dataset_uid}/publish", "publishDataset", "Let readers see it", Takes::Nothing, Answers::Done),
    ("post", "/datasets/{dataset_uid}/unpublish", "unpublishDataset", "Take it back to draft", Takes::Nothing, Answers::Done),
    ("post", "/datasets/{dataset_uid}/publish_metadata", "publishMetadata", "Let readers see changed metadata", Takes::Nothing, Answers::Done),
    ("get", "/datasets/{dataset_uid}/metadata", "showMetadata", "Its metadata", Takes::Nothing, Answers::Object),
    ("put", "/datasets/{dataset_uid}/metadata", "replaceMetadata", "Replace the templates that are sent", Takes::Json, Answers::Object),
    ("get", "/datasets/{dataset_uid}/metadata/{metadata_template}", "showMetadataTemplate", "One template", Takes::Nothing, Answers::Object),
    ("put", "/datasets/{dataset_uid}/metadata/{metadata_template}", "replaceMetadataTemplate", "Replace one template", Takes::Json, Answers::Object),
    ("get", "/datasets/{dataset_uid}/metadata/{metadata_template}/{metadata_field}", "showMetadataField", "One value", Takes::Nothing, Answers::Object),
    ("put", "/datasets/{dataset_uid}/metadata/{metadata_template}/{metadata_field}", "replaceMetadataField", "Replace one value", Takes::Json, Answers::Object),
    ("delete", "/datasets/{dataset_uid}/metadata/{metadata_template}/{metadata_field}", "clearMetadataField", "Take one value back", Takes::Nothing, Answers::Nothing),
    ("get", "/datasets/{dataset_uid}/attachments", "listManagedAttachments", "Documents beside it", Takes::Nothing, Answers::Page),
    ("post", "/datasets/{dataset_uid}/attachments", "addAttachment", "Put a document beside it", Takes::File, Answers::Made),
    ("get", "/datasets/{dataset_uid}/attachments/{file_uid}", "showAttachment", "One document", Takes::Nothing, Answers::Object),
    ("delete", "/datasets/{dataset_uid}/attachments/{file_uid}", "removeAttachment", "Take a document away", Takes::Nothing, Answers::Nothing),
    ("get", "/datasets/{dataset_uid}/attachments/{file_uid}/download", "downloadManagedAttachment", "Its content", Takes::Nothing, Answers::File),
    ("get", "/datasets/{dataset_uid}/alternative_exports", "listAlternativeExports", "Its data in other forms", Takes::Nothing, Answers::Page),
    ("post", "/datasets/{dataset_uid}/alternative_exports", "addAlternativeExport", "Add the data in another form", Takes::File, Answers::Made),
    ("get", "/datasets/{dataset_uid}/alternative_exports/{file_uid}", "showAlternativeExport", "One of them", Takes::Nothing, Answers::Object),
    ("delete", "/datasets/{dataset_uid}/alternative_exports/{file_uid}", "removeAlternativeExport", "Take one away", Takes::Nothing, Answers::Nothing),
    ("get", "/datasets/{dataset_uid}/alternative_exports/{file_uid}/download", "downloadManagedExport", "Its content", Takes::Nothing, Answers::File),
    ("get", "/datasets/{dataset_uid}/feedbacks", "listFeedbacks", "What readers said about its records", Takes::Nothing, Answers::Page),
    ("get", "/datasets/{dataset_uid}/feedbacks/{feedback_uid}", "showFeedback", "One of them", Takes::Nothing, Answers::Object),
    ("post", "/datasets/{dataset_uid}/feedbacks/{feedback_uid}/archive", "archiveFeedback", "Somebody has dealt with it", Takes::Nothing, Answers::Object),
    ("get", "/datasets/{dataset_uid}/schedules", "listSchedules", "When it is brought up to date by itself", Takes::Nothing, Answers::Page),
    ("post", "/datasets/{dataset_uid}/schedules", "createSchedule", "Keep it up to date from an address, at the times of `cron_schedule`", Takes::Json, Answers::Made),
    ("get", "/datasets/{dataset_uid}/schedules/{schedule_uid}", "showSchedule", "One schedule, with its last and its next run", Takes::Nothing, Answers::Object),
    ("put", "/datasets/{dataset_uid}/schedules/{schedule_uid}", "replaceSchedule", "Change or pause a schedule", Takes::Json, Answers::Object),
    ("delete", "/datasets/{dataset_uid}/schedules/{schedule_uid}", "removeSchedule", "Remove a schedule; the data stays", Takes::Nothing, Answers::Nothing),
    ("post", "/datasets/{dataset_uid}/schedules/{schedule_uid}/run", "runSchedule", "Run it now, by a job; `difference` accepts other fields that it told", Takes::Nothing, Answers::Done),
    ("get", "/datasets/{dataset_uid}/versions", "listVersions", "Its versions, newest first", Takes::Nothing, Answers::Page),
    ("get", "/datasets/{dataset_uid}/versions/{version_uid}", "showVersion", "One version", Takes::Nothing, Answers::Object),
    ("post", "/datasets/{dataset_uid}/versions/{version_uid}/restore", "restoreVersion", "Make a version the current one again, by a job", Takes::Nothing, Answers::Done),
    ("get", "/datasets/{dataset_uid}/security/{subjects}", "listSecurity", "Rules and rights of people or groups", Takes::Nothing, Answers::Page),
    ("post", "/datasets/{dataset_uid}/security/{subjects}", "addSecurity", "Give someone rules and rights", Takes::Json, Answers::Made),
    ("get", "/datasets/{dataset_uid}/security/{subjects}/{subject}", "showSecurity", "Rules and rights of one", Takes::Nothing, Answers::Object),
    ("put", "/datasets/{dataset_uid}/security/{subjects}/{subject}", "replaceSecurity", "Replace rules and rights of one", Takes::Json, Answers::Object),
    ("delete", "/datasets/{dataset_uid}/security/{subjects}/{subject}", "removeSecurity", "Take rules and rights back", Takes::Nothing, Answers::Nothing),
    ("get", "/groups", "listGroups", "Groups of people", Takes::Nothing, Answers::Page),
    ("post", "/groups", "createGroup", "Make a group", Takes::Json, Answers::Made),
    ("get", "/groups/{group_uid}", "showGroup", "One group", Takes::Nothing, Answers::Object),
    ("put", "/groups/{group_uid}", "replaceGroup", "Replace a group", Takes::Json, Answers::Object),
    ("delete", "/groups/{group_uid}", "removeGroup", "Remove a group", Takes::Nothing, Answers::Nothing),
    ("get", "/groups/{group_uid}/users", "listMembers", "Who belongs to it", Takes::Nothing, Answers::Page),
    ("post", "/groups/{group_uid}/users", "addMember", "Let someone belong to it", Takes::Json, Answers::Made),
    ("delete", "/groups/{group_uid}/users/{username}", "removeMember", "Someone belongs to it no longer", Takes::Nothing, Answers::Nothing),
];

#[rustfmt::skip]
const COOKIES: [Row; 5] = [
    ("get", "/cookies/services", "listCookieServices", "Content and tools of others, and what stands in front of the portal", Takes::Nothing, Answers::Page),
    ("post", "/cookies/services", "createCookieService", "Add one to the register of cookies, told completely", Takes::Json, Answers::Made),
    ("get", "/cookies/services/{service_key}", "showCookieService", "One of them", Takes::Nothing, Answers::Object),
    ("put", "/cookies/services/{service_key}", "replaceCookieService", "Replace one; says whether visitors are asked again", Takes::Json, Answers::Object),
    ("delete", "/cookies/services/{service_key}", "removeCookieService", "Take one away", Takes::Nothing, Answers::Nothing),
];

/// Adds them.
pub(super) fn describe(paths: &mut Paths) {
    for row in ROWS.iter().chain(&more::ROWS).chain(&COOKIES) {
        let path = format!("{BASE}{}", row.1);
        paths.add_method(&path, row.0, operation(&path, row));
    }
}

fn operation(path: &str, (_, _, id, summary, takes, answers): &Row) -> Value {
    let mut parameters: Vec<Value> = super::operation::path_parameters(path);
    if path.ends_with("/run") {
        parameters.push(json!({
            "name": "difference", "in": "query", "required": false, "schema": {"type": "string"},
            "description": "The value of `schema_difference.difference` of the schedule.",
        }));
    }
    if matches!(answers, Answers::Page | Answers::Suggestions) {
        let component = |name: &str| json!({"$ref": format!("#/components/parameters/{name}")});
        parameters.extend(["page_limit", "page_offset"].map(component));
        if matches!(answers, Answers::Suggestions) {
            parameters.push(component("suggest_q"));
        }
    }
    let mut responses = Map::new();
    let json_of = |schema: &str| json!({"application/json": {"schema": reference(schema)}});
    let (status, content) = match answers {
        Answers::Page | Answers::Suggestions => ("200", Some(json_of("AutomationPage"))),
        Answers::Any => {
            let schema = json!({"type": "array", "items": reference("AutomationObject")});
            ("200", Some(json!({"application/json": {"schema": schema}})))
        }
        Answers::Object => ("200", Some(json_of("AutomationObject"))),
        Answers::Made => ("201", Some(json_of("AutomationObject"))),
        Answers::Done => ("200", Some(json_of("AutomationDone"))),
        Answers::Nothing => ("204", None),
        Answers::File => ("200", Some(json!({"*/*": {}}))),
    };
    let mut answer = json!({"description": "Done."});
    if let Some(content) = content {
        answer["content"] = content;
    }
    responses.insert(status.to_owned(), answer);
    for (status, text) in [
        (
            "400",
            "Something that was sent is wrong: `detail` says which member.",
        ),
        ("401", "Nobody said who calls."),
        ("403", "The caller may not do this."),
        ("404", "There is no such thing, or the caller may not know of it."),
        ("409", "Somebody else changed it meanwhile, or a name is taken."),
        ("413", "What was sent is too large."),
        ("422", "What was sent cannot be used."),
    ] {
        let body = json!({"description": text, "content": json_of("AutomationError")});
        responses.insert(status.to_owned(), body);
    }
    for (status, name) in [
        ("414", "AddressTooLong"),
        ("431", "HeadersTooLarge"),
        ("500", "InternalError"),
        ("503", "NotReady"),
    ] {
        let component = json!({"$ref": format!("#/components/responses/{name}")});
        responses.insert(status.to_owned(), component);
    }
    let mut out = json!({
        "tags": [TAG],
        "operationId": id,
        "summary": summary,
        "parameters": parameters,
        "responses": responses,
        "security": [{"apikeyHeader": []}, {"apikeyQuery": []}, {"bearer": []}, {"session": []}],
    });
    let file = json!({"type": "object", "required": ["file"], "properties": {
        "file": {"type": "string", "format": "binary"},
        "title": {"type": "string"},
        "description": {"type": "string"},
    }});
    match takes {
        Takes::Nothing => {}
        Takes::Json | Takes::MayBeJson => {
            let required = matches!(takes, Takes::Json);
            out["requestBody"] = json!({"required": required, "content": {"application/json": {"schema": {"type": "object"}}}});
        }
        Takes::File => {
            out["requestBody"] =
                json!({"required": true, "content": {"multipart/form-data": {"schema": file}}});
        }
    }
    out
}

/// The parts of their addresses.
pub(super) fn parameters() -> Vec<(String, Value)> {
    let part = |name: &str, text: &str| {
        let schema = json!({"type": "string", "minLength": 1});
        let parameter =
            json!({"name": name, "in": "path", "required": true, "description": text, "schema": schema});
        (name.to_owned(), parameter)
    };
    let number = |name: &str, text: &str, schema: Value| {
        let (key, name) = (format!("page_{name}"), name);
        (
            key,
            json!({"name": name, "in": "query", "description": text, "schema": schema}),
        )
    };
    vec![
        part(
            "dataset_uid",
            "`da_…`, or the identifier of the dataset in addresses.",
        ),
        part("metadata_template", "`default`, `dcat` or `custom`."),
        part("metadata_field", "The name of a metadata."),
        part("file_uid", "The identifier of a file."),
        part(
            "resource_uid",
            "`re_` and letters; of a place to push to, `re_` and its name.",
        ),
        part(
            "step_uid",
            "The identifier of a field configuration or a processor: `pr_` and letters.",
        ),
        part("key_uid", "The identifier of an API key, not the key."),
        part("image_uid", "The identifier of a picture."),
        part("feedback_uid", "`df_…`: the identifier of what a reader said."),
        part("schedule_uid", "`sc_…`."),
        part("version_uid", "The identifier of a version."),
        part("subjects", "`users` or `groups`."),
        part("subject", "An e-mail address, or the identifier of a group."),
        part("service_key", "The key of a service, such as `video`."),
        part("group_uid", "The identifier of a group."),
        part("username", "An e-mail address."),
        number(
            "limit",
            "Entries of the page.",
            json!({"type": "integer", "minimum": 0, "maximum": 1000, "default": 20}),
        ),
        (
            "suggest_q".to_owned(),
            json!({"name": "q", "in": "query", "description": "Letters that are in it.", "schema": {"type": "string"}}),
        ),
        number(
            "offset",
            "Entries before the page.",
            json!({"type": "integer", "minimum": 0, "default": 0}),
        ),
    ]
}

/// The forms of what is answered.
pub(super) fn schemas() -> Map<String, Value> {
    let link = || json!({"type": ["string", "null"], "format": "uri"});
    [
        (
            "AutomationPage",
            object(
                "A page of a list.",
                json!({
                    "total_count": {"type": "integer", "minimum": 0},
                    "next": link(),
                    "previous": link(),
                    "results": {"type": "array", "items": {"type": "object"}},
                }),
                json!({}),
            ),
        ),
        (
            "AutomationObject",
            json!({"type": "object", "description": "One thing, as docs/automation.md shows it."}),
        ),
        (
            "AutomationDone",
            object("It is done.", json!({"detail": {"const": "ok"}}), json!({})),
        ),
        (
            "AutomationError",
            object(
                "What is wrong.",
                json!({"error_code": {"type": "string"}, "message": {"type": "string"}, "trace_id": {"type": "string"}}),
                json!({
                    "hint": {"type": "string"},
                    "detail": {"type": "object", "additionalProperties": {"type": "array", "items": {"type": "string"}}},
                }),
            ),
        ),
    ]
    .into_iter()
    .map(|(name, schema)| (name.to_owned(), schema))
    .collect()
}
