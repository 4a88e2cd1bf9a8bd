//! How does a file come to this API? As multipart/form-data with the member `file`: its pieces go to disk as they come.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Duration;

use axum::body::Bytes;
use axum::extract::multipart::Field;
use axum::extract::{FromRequest, Multipart, Request};
use portico_model::{Fault, FaultKind};
use portico_web::WebFault;
use tempfile::TempDir;

use super::reply;

/// Longest text beside a file, in bytes.
const TEXT: usize = 10_000;
/// Longest wait for the next piece.
const SILENCE: Duration = Duration::from_secs(60);

/// What came in a form. The file goes when this is dropped.
#[derive(Debug)]
pub(super) struct Form {
    folder: TempDir,
    name: Option<String>,
    pub(super) title: Option<String>,
    pub(super) description: Option<String>,
}

impl Form {
    /// Reads the form into a folder of its own below `scratch`; its file has at most `limit` bytes.
    ///
    /// # Errors
    /// `BadRequest` for another form; `FileTooLarge`, `TextTooLong`, `InvalidName`.
    pub(super) async fn read(request: Request, scratch: &Path, limit: usize) -> Result<Self, WebFault> {
        std::fs::create_dir_all(scratch).map_err(Fault::internal)?;
        let mut form = Self {
            folder: tempfile::tempdir_in(scratch).map_err(Fault::internal)?,
            name: None,
            title: None,
            description: None,
        };
        let mut parts = Multipart::from_request(request, &())
            .await
            .map_err(|error| unreadable(&error.body_text()))?;
        while let Some(part) = parts
            .next_field()
            .await
            .map_err(|error| unreadable(&error.body_text()))?
        {
            match part.name().unwrap_or_default() {
                "file" => form.take_file(part, limit).await?,
                "title" => form.title = text(part, "title").await?,
                "description" => form.description = text(part, "description").await?,
                _ => {}
            }
        }
        Ok(form)
    }

    /// Where the file is.
    ///
    /// # Errors
    /// `NoFile` when the form had none.
    pub(super) fn file(&self) -> Result<PathBuf, Fault> {
        let name = self.name.as_ref().ok_or_else(|| {
            let fault = Fault::invalid("NoFile", "The form has no file.");
            let hint = "send multipart/form-data with the member `file`";
            reply::wrong_field("file", fault.with_hint(hint))
        })?;
        Ok(self.folder.path().join(name))
    }

    async fn take_file(&mut self, mut part: Field<'_>, limit: usize) -> Result<(), Fault> {
        let name = file_name(part.file_name().unwrap_or_default()).ok_or_else(|| {
            reply::wrong_field("file", Fault::invalid("InvalidName", "the file has no name"))
        })?;
        let path = self.folder.path().join(&name);
        let mut file = std::fs::File::create(path).map_err(Fault::internal)?;
        let mut bytes = 0;
        while let Some(piece) = next(&mut part).await? {
            bytes += piece.len();
            if bytes > limit {
                let message = format!("a file has at most {} MiB", limit >> 20);
                return Err(Fault::new(FaultKind::TooLarge, "FileTooLarge", message));
            }
            file.write_all(&piece).map_err(Fault::internal)?;
        }
        self.name = Some(name);
        Ok(())
    }
}

async fn text(mut part: Field<'_>, member: &str) -> Result<Option<String>, Fault> {
    let mut text = Vec::new();
    while let Some(piece) = next(&mut part).await? {
        text.extend_from_slice(&piece);
        if text.len() > TEXT {
            let fault = Fault::invalid("TextTooLong", format!("at most {TEXT} bytes are kept"));
            return Err(reply::wrong_field(member, fault));
        }
    }
    let text = String::from_utf8_lossy(&text).trim().to_owned();
    Ok(Some(text).filter(|text| !text.is_empty()))
}

/// The next piece; a sender that says nothing for a while is given up.
async fn next(part: &mut Field<'_>) -> Result<Option<Bytes>, Fault> {
    match tokio::time::timeout(SILENCE, part.chunk()).await {
        Ok(piece) => piece.map_err(|error| unreadable(&error.body_text())),
        Err(_) => {
            let message = format!("nothing came for {} seconds", SILENCE.as_secs());
            Err(Fault::new(FaultKind::Timeout, "Timeout", message).with_hint("send the file again"))
        }
    }
}

/// The last part of the name, fit for a folder of ours.
fn file_name(given: &str) -> Option<String> {
    let last = given.rsplit(['/', '\\']).next().unwrap_or_default();
    let plain: String = last.chars().filter(|c| !c.is_control()).take(150).collect();
    let plain = plain.trim().to_owned();
    (!plain.is_empty() && plain != "." && plain != "..").then_some(plain)
}

fn unreadable(why: &str) -> Fault {
    Fault::invalid("BadRequest", format!("The form cannot be read: {why}."))
        .with_hint("send multipart/form-data with the member `file`")
}

#[cfg(test)]
mod tests {
    use super::file_name;

    #[test]
    fn a_name_leads_nowhere() {
        assert_eq!(file_name("../../etc/plan.pdf").as_deref(), Some("plan.pdf"));
        assert_eq!(file_name("C:\\x\\plan.pdf").as_deref(), Some("plan.pdf"));
        assert_eq!(file_name(".."), None);
        assert_eq!(file_name("a/"), None);
    }
}
