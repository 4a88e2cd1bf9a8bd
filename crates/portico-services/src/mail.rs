//! How does a mail leave? Into the outbox first, then to a mail server or into a folder, again and again until it is gone.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use lettre::message::header::ContentType;
use lettre::message::{Mailbox, Message};
use lettre::transport::smtp::Error as SmtpError;
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Certificate, Tls, TlsParameters};
use lettre::{AsyncSmtpTransport, AsyncTransport, Tokio1Executor};
use portico_model::{Fault, FaultKind, Permission, Principal};
use portico_registry::Letter;
use uuid::Uuid;

use crate::accounts::AccountSettings;
use crate::portal::Inner;
use crate::{Portal, clock};

/// Time between looks into the outbox when nothing is put in.
const PAUSE: Duration = Duration::from_secs(20);
/// Longest time for one mail.
const PATIENCE: Duration = Duration::from_secs(30);
/// Whoever takes a mail has this long, in microseconds, before somebody else tries.
const LEASE: i64 = 120_000_000;
/// The first wait after a failure, in microseconds; each further failure doubles it.
const FIRST_WAIT: i64 = 30_000_000;
/// A mail is given up after this many failures: about a day.
const MOST_ATTEMPTS: i64 = 12;
/// Mails taken at once.
const BATCH: i64 = 20;

/// How mail leaves.
#[derive(Clone, PartialEq, Eq)]
pub enum MailTransport {
    /// Not at all: links are handed over by whoever makes them.
    Off,
    /// Each as a file in that folder: for trying things out.
    File(PathBuf),
    /// Through a mail server.
    Smtp {
        /// Name of the server.
        host: String,
        /// Its port.
        port: u16,
        /// How the connection is kept secret.
        security: MailSecurity,
        /// Name and password, when the server wants them.
        credentials: Option<(String, String)>,
        /// Certificates (PEM) of an authority that is trusted besides the public ones.
        authority: Option<Vec<u8>>,
    },
}

/// How the connection to a mail server is kept secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MailSecurity {
    /// From the first byte.
    Tls,
    /// After a word in the clear; without it nothing is sent.
    StartTls,
    /// Not at all: for a server on the same machine.
    None,
}

impl std::fmt::Debug for MailTransport {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Off => f.write_str("Off"),
            Self::File(folder) => f.debug_tuple("File").field(folder).finish(),
            Self::Smtp { host, port, .. } => f
                .debug_struct("Smtp")
                .field("host", host)
                .field("port", port)
                .finish_non_exhaustive(),
        }
    }
}

impl Portal {
    /// Puts a mail into the outbox; nothing when no mail leaves.
    pub(crate) async fn post(&self, recipient: &str, subject: &str, body: &str) -> Result<(), Fault> {
        if !self.can_mail() {
            return Ok(());
        }
        let letter = Letter::new(
            Uuid::now_v7().to_string(),
            recipient.to_owned(),
            subject.replace(['\r', '\n'], " "),
            body.to_owned(),
            clock::now(),
        );
        self.inner.registry.put_letter(&letter).await?;
        self.inner.outbox.notify_one();
        Ok(())
    }

    /// Sends what is in the outbox, now and whenever something is put in, for as long as the portal is open.
    pub fn keep_mailing(&self) {
        let weak = Arc::downgrade(&self.inner);
        tokio::spawn(async move {
            loop {
                let Some(inner) = weak.upgrade() else { return };
                if let Err(fault) = send_due(&inner).await {
                    tracing::warn!(error = ?fault, "the outbox cannot be read");
                }
                let wait = async {
                    let _ = tokio::time::timeout(PAUSE, inner.outbox.notified()).await;
                };
                wait.await;
            }
        });
    }

    /// Sends what is in the outbox and due; how many mails were sent.
    ///
    /// # Errors
    /// When the registry fails. A mail that cannot be sent is tried again later.
    pub async fn send_mail(&self) -> Result<usize, Fault> {
        send_due(&self.inner).await
    }
}

/// A mail that could not be sent so far, or never. What it says is not told: it opens an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TroubledLetter {
    /// To whom.
    pub recipient: String,
    /// Its subject.
    pub subject: String,
    /// Why.
    pub reason: String,
    /// Since when nobody tries any more; none while it is tried again.
    pub given_up_at: Option<i64>,
}

impl Portal {
    /// The mails that could not be sent, the latest first; none for those who do not manage people.
    ///
    /// # Errors
    /// When the registry fails.
    pub async fn troubled_letters(&self, who: &Principal, most: i64) -> Result<Vec<TroubledLetter>, Fault> {
        if !who.may(Permission::ManagePeople) {
            return Ok(Vec::new());
        }
        let letters = self.inner.registry.troubled_letters(most).await?;
        let told = |letter: Letter| TroubledLetter {
            recipient: letter.recipient().to_owned(),
            subject: letter.subject().to_owned(),
            reason: letter.error().unwrap_or_default().to_owned(),
            given_up_at: letter.given_up_at(),
        };
        Ok(letters.into_iter().map(told).collect())
    }
}

async fn send_due(inner: &Inner) -> Result<usize, Fault> {
    let Some(settings) = inner.accounts.get() else {
        return Ok(0);
    };
    if settings.mail == MailTransport::Off {
        return Ok(0);
    }
    let mut sent = 0;
    for letter in inner.registry.letters_due(clock::now(), BATCH).await? {
        if !inner.registry.claim_letter(&letter, clock::now() + LEASE).await? {
            continue;
        }
        let sending = send(settings, &letter);
        let result = match tokio::time::timeout(PATIENCE, sending).await {
            Ok(result) => result,
            Err(_) => Err(Trouble::passing(format!(
                "no answer within {} s",
                PATIENCE.as_secs()
            ))),
        };
        match result {
            Ok(()) => {
                sent += 1;
                inner.registry.forget_letter(letter.id()).await?;
            }
            Err(Trouble { reason, is_final }) if is_final || letter.attempts() + 1 >= MOST_ATTEMPTS => {
                tracing::error!(reason, "a mail is given up");
                inner
                    .registry
                    .give_up_letter(letter.id(), &reason, clock::now())
                    .await?;
            }
            Err(Trouble { reason, .. }) => {
                let wait = FIRST_WAIT << letter.attempts().clamp(0, 12);
                tracing::warn!(reason, "a mail cannot be sent now");
                inner
                    .registry
                    .postpone_letter(letter.id(), clock::now() + wait, &reason)
                    .await?;
            }
        }
    }
    Ok(sent)
}

/// Why a mail could not be sent.
#[derive(Debug)]
struct Trouble {
    reason: String,
    /// Another attempt would not go better: the server knows no such mailbox, or the address is none.
    is_final: bool,
}

impl Trouble {
    fn passing(reason: impl Into<String>) -> Self {
        Self {
            reason: reason.into(),
            is_final: false,
        }
    }
}

impl From<SmtpError> for Trouble {
    fn from(error: SmtpError) -> Self {
        // A server that wants a name and a password, or another one, is set up otherwise one day.
        let refused = error.status().map(u16::from);
        let is_ours = refused.is_some_and(|code| matches!(code, 530 | 534 | 535 | 538));
        Self {
            is_final: error.is_permanent() && !is_ours,
            reason: reason_of(&error),
        }
    }
}

/// The error with its causes.
fn reason_of(error: &SmtpError) -> String {
    let mut text = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(inner) = cause {
        let said = inner.to_string();
        if !text.contains(&said) {
            text = format!("{text}: {said}");
        }
        cause = inner.source();
    }
    text
}

async fn send(settings: &AccountSettings, letter: &Letter) -> Result<(), Trouble> {
    let message = message(settings, letter).map_err(|reason| Trouble {
        reason,
        is_final: true,
    })?;
    match &settings.mail {
        MailTransport::Off => Err(Trouble::passing("no mail leaves this portal")),
        MailTransport::File(folder) => {
            let trouble = |error: std::io::Error| {
                Trouble::passing(format!("cannot write into {}: {error}", folder.display()))
            };
            tokio::fs::create_dir_all(folder).await.map_err(trouble)?;
            let path = folder.join(format!("{}.eml", letter.id()));
            tokio::fs::write(&path, message.formatted())
                .await
                .map_err(trouble)
        }
        MailTransport::Smtp {
            host,
            port,
            security,
            credentials,
            authority,
        } => {
            type Smtp = AsyncSmtpTransport<Tokio1Executor>;
            let tls = match security {
                MailSecurity::None => Tls::None,
                secret => {
                    let mut parameters = TlsParameters::builder(host.clone());
                    if let Some(pem) = authority {
                        parameters = parameters.add_root_certificate(Certificate::from_pem(pem)?);
                    }
                    match secret {
                        MailSecurity::Tls => Tls::Wrapper(parameters.build()?),
                        _ => Tls::Required(parameters.build()?),
                    }
                }
            };
            let mut builder = Smtp::builder_dangerous(host)
                .tls(tls)
                .port(*port)
                .timeout(Some(PATIENCE));
            if let Some((name, password)) = credentials {
                builder = builder.credentials(Credentials::new(name.clone(), password.clone()));
            }
            builder.build().send(message).await?;
            Ok(())
        }
    }
}

fn message(settings: &AccountSettings, letter: &Letter) -> Result<Message, String> {
    let mailbox = |address: &str| -> Result<Mailbox, String> {
        address
            .parse()
            .map_err(|error| format!("`{address}` is no address for mail: {error}"))
    };
    Message::builder()
        .from(mailbox(&settings.sender)?)
        .to(mailbox(letter.recipient())?)
        .subject(letter.subject())
        .header(ContentType::TEXT_PLAIN)
        .body(letter.body().to_owned())
        .map_err(|error| error.to_string())
}

/// Whether mail can be sent from that address.
///
/// # Errors
/// `InvalidAddress`.
pub fn check_sender(address: &str) -> Result<(), Fault> {
    address.parse::<Mailbox>().map(|_| ()).map_err(|error| {
        Fault::new(
            FaultKind::Invalid,
            "InvalidAddress",
            format!("`{address}` is no address for mail: {error}"),
        )
        .with_hint("write `data@example.org` or `Open data <data@example.org>`")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings() -> AccountSettings {
        AccountSettings {
            title: "Portail".to_owned(),
            address: "https://data.example.org".to_owned(),
            mail: MailTransport::Off,
            sender: "Été <data@example.org>".to_owned(),
            second_factor_required: false,
            openid: None,
        }
    }

    #[test]
    fn a_mail_is_plain_text_and_its_headers_cannot_be_split() {
        let letter = |recipient: &str, subject: &str| {
            let text = |text: &str| text.to_owned();
            Letter::new(text("1"), text(recipient), text(subject), text("Voilà\n"), 0)
        };
        let mail = message(&settings(), &letter("ann@example.org", "Votre accès")).expect("a mail");
        let mail = String::from_utf8(mail.formatted()).expect("text");
        assert!(mail.contains("To: ann@example.org\r\n"), "{mail}");
        assert!(mail.contains("text/plain"), "{mail}");
        let split = message(
            &settings(),
            &letter("ann@example.org", "x\r\nBcc: bob@example.org"),
        )
        .expect("a mail");
        let split = String::from_utf8(split.formatted()).expect("text");
        assert!(!split.contains("\r\nBcc:"), "{split}");
        assert!(message(&settings(), &letter("ann@example.org\r\nBcc: b@c", "x")).is_err());
    }
}
