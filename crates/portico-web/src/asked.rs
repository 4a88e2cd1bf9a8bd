//! What is known of the request at hand? Read only when somebody asks, and what was read is remembered for `Vary`.

use std::sync::atomic::{AtomicU8, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use axum::extract::FromRequestParts;
use http::request::Parts;
use http::{HeaderMap, HeaderValue, Method, header};
use portico_cookies::csrf;
use portico_cookies::{
    Binding, CookieName, Preferences, RequestCookies, Seen, SessionKey, SetCookie, is_cookieless,
};
use portico_i18n::{Lang, Say, negotiate};
use portico_model::{Fault, FaultKind, Principal};
use portico_services::Policy;
use tokio::sync::OnceCell;

use crate::consent::Openings;
use crate::{Address, Hall, Params, SiteSettings, WebFault};

/// One request. Cheap to clone; lives in the request's extensions.
#[derive(Debug, Clone)]
pub struct Asked(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    hall: Arc<Hall>,
    site: Arc<SiteSettings>,
    request_id: String,
    method: Method,
    path: String,
    query: Option<String>,
    address: Address,
    cookies: RequestCookies,
    policy: Arc<Policy>,
    signals: bool,
    openings: Openings,
    accept_language: Option<HeaderValue>,
    authorization: Option<HeaderValue>,
    reads: AtomicU8,
    form_key: OnceLock<String>,
    found: AtomicU64,
    refusal: OnceLock<&'static str>,
    identity: OnceCell<Identity>,
    lang: OnceLock<Lang>,
    csrf_token: OnceLock<String>,
    to_set: Mutex<Vec<SetCookie>>,
}

/// Who is asking, and how they showed it.
#[derive(Debug, Clone, Default)]
pub struct Identity {
    /// Who.
    pub principal: Principal,
    /// The session that a cookie named; none for an API key.
    pub session: Option<SessionKey>,
    /// An API key showed it: no cookie is at work, so no form of another site can misuse it.
    pub by_key: bool,
}

/// A request header that an answer may depend on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Read {
    /// `Cookie`.
    Cookie = 1,
    /// `Accept-Language`.
    AcceptLanguage = 2,
    /// `Authorization`.
    Authorization = 4,
    /// `Accept`.
    Accept = 8,
    /// `Sec-GPC`.
    SecGpc = 16,
    /// `DNT`.
    Dnt = 32,
}

impl Read {
    const ALL: [Self; 6] = [
        Self::Accept,
        Self::AcceptLanguage,
        Self::Authorization,
        Self::Cookie,
        Self::Dnt,
        Self::SecGpc,
    ];

    fn header(self) -> &'static str {
        match self {
            Self::Cookie => "Cookie",
            Self::AcceptLanguage => "Accept-Language",
            Self::Authorization => "Authorization",
            Self::Accept => "Accept",
            Self::SecGpc => "Sec-GPC",
            Self::Dnt => "DNT",
        }
    }
}

impl Asked {
    /// Looks at the head of a request.
    #[must_use]
    pub fn new(parts: &Parts, hall: Arc<Hall>, policy: Arc<Policy>, request_id: String) -> Self {
        let cookies = parts
            .headers
            .get_all(header::COOKIE)
            .iter()
            .map(HeaderValue::as_bytes);
        Self(Arc::new(Inner {
            address: Address::of(parts, &hall.site()),
            site: hall.site(),
            hall,
            request_id,
            method: parts.method.clone(),
            path: parts.uri.path().to_owned(),
            query: parts.uri.query().map(str::to_owned),
            cookies: RequestCookies::parse(cookies, &policy.register),
            signals: signals_objection(&parts.headers),
            openings: Openings::default(),
            policy,
            accept_language: parts.headers.get(header::ACCEPT_LANGUAGE).cloned(),
            authorization: parts.headers.get(header::AUTHORIZATION).cloned(),
            reads: AtomicU8::new(0),
            form_key: OnceLock::new(),
            found: AtomicU64::new(u64::MAX),
            refusal: OnceLock::new(),
            identity: OnceCell::new(),
            lang: OnceLock::new(),
            csrf_token: OnceLock::new(),
            to_set: Mutex::new(Vec::new()),
        }))
    }

    /// What the layers share.
    #[must_use]
    pub fn hall(&self) -> &Arc<Hall> {
        &self.0.hall
    }

    /// The settings that hold for this request.
    #[must_use]
    pub fn site(&self) -> &SiteSettings {
        &self.0.site
    }

    /// The number of this request, as in the log and in `x-request-id`.
    #[must_use]
    pub fn request_id(&self) -> &str {
        &self.0.request_id
    }

    /// The method.
    #[must_use]
    pub fn method(&self) -> &Method {
        &self.0.method
    }

    /// The path, still percent-encoded.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.0.path
    }

    /// The answer stands in a frame of another site: without cookies, consent or account.
    #[must_use]
    pub fn is_embed(&self) -> bool {
        self.0.path.starts_with("/explore/embed/")
    }

    /// The path and the query string.
    #[must_use]
    pub fn path_and_query(&self) -> String {
        match &self.0.query {
            Some(query) => format!("{}?{query}", self.0.path),
            None => self.0.path.clone(),
        }
    }

    /// The parameters of the query string.
    #[must_use]
    pub fn params(&self) -> Params {
        Params::parse(self.0.query.as_deref().unwrap_or_default())
    }

    /// By which address the browser reached us.
    #[must_use]
    pub fn address(&self) -> &Address {
        &self.0.address
    }

    /// Notes that the answer depends on that header.
    pub fn note(&self, read: Read) {
        self.0.reads.fetch_or(read as u8, Ordering::Relaxed);
    }

    /// The headers that were read so far, as `Vary` names them.
    #[must_use]
    pub fn reads(&self) -> Vec<&'static str> {
        let reads = self.0.reads.load(Ordering::Relaxed);
        Read::ALL
            .into_iter()
            .filter(|read| reads & *read as u8 != 0)
            .map(Read::header)
            .collect()
    }

    /// A key that the form in the body holds: the query string is all that is known here. Too late once somebody asked who is asking.
    pub fn offer_key(&self, key: &str) {
        // The first one counts: a handler reads its form once.
        let _ = self.0.form_key.set(key.to_owned());
    }

    /// Who is asking. An API key, in `Authorization` or as parameter `apikey` or `access_token`, wins over the session cookie; a session cookie that
    /// means nothing any more is removed from the browser.
    ///
    /// # Errors
    /// `InvalidApiKey` for a key that nobody owns; the registry's faults.
    pub async fn identity(&self) -> Result<&Identity, Fault> {
        self.note(Read::Authorization);
        self.note(Read::Cookie);
        self.0.identity.get_or_try_init(|| self.find_identity()).await
    }

    /// Who is asking, if somebody has asked that already.
    #[must_use]
    pub fn known_identity(&self) -> Option<&Identity> {
        self.0.identity.get()
    }

    /// The language to answer in: `?flg=`, else the language cookie, else `Accept-Language`, else the portal's.
    #[must_use]
    pub fn lang(&self) -> Lang {
        *self.0.lang.get_or_init(|| self.find_lang())
    }

    /// The language, if somebody has asked for it already.
    #[must_use]
    pub fn known_lang(&self) -> Option<Lang> {
        self.0.lang.get().copied()
    }

    /// The messages of that language.
    #[must_use]
    pub fn say(&self) -> Say {
        Say::new(self.lang())
    }

    /// The value of a cookie; none when absent, or sent twice.
    #[must_use]
    pub fn cookie(&self, name: CookieName) -> Option<&str> {
        self.note(Read::Cookie);
        self.0.cookies.get(name)
    }

    /// What the visitor chose about cookies and statistics; none without a choice.
    #[must_use]
    pub fn preferences(&self) -> Option<Preferences> {
        self.cookie(CookieName::CookiesPreferences)
            .and_then(Preferences::parse)
    }

    /// Notes how many datasets or records a search found, for the statistics.
    pub fn note_found(&self, count: u64) {
        self.0.found.store(count.min(u64::MAX - 1), Ordering::Relaxed);
    }

    /// Notes that something was refused for the sake of security, where the handler tells it in a page of its own.
    pub fn note_refusal(&self, code: &'static str) {
        // The first one says why.
        let _ = self.0.refusal.set(code);
    }

    pub(crate) fn refusal(&self) -> Option<&'static str> {
        self.0.refusal.get().copied()
    }

    /// How many a search found; none when this was no search.
    #[must_use]
    pub fn found(&self) -> Option<u64> {
        let found = self.0.found.load(Ordering::Relaxed);
        (found != u64::MAX).then_some(found)
    }

    /// The visitor does not want to be counted: by an explicit choice or, without one, by a signal of the browser. The statistics
    /// change no answer, so that `Vary` does not speak of it.
    #[must_use]
    pub fn objects(&self) -> bool {
        match self.preferences() {
            Some(choice) => !choice.counts(),
            None => self.0.signals,
        }
    }

    /// The cookies policy that holds for this answer.
    #[must_use]
    pub fn policy(&self) -> &Policy {
        &self.0.policy
    }

    /// A signal of the browser objects: `Sec-GPC` or `DNT` with the value `1`; any other value says nothing.
    #[must_use]
    pub fn has_signal(&self) -> bool {
        self.note(Read::SecGpc);
        self.note(Read::Dnt);
        self.0.signals
    }

    /// Names of cookies that scripts of services left under our own address.
    #[must_use]
    pub fn kept_by_services(&self) -> &[String] {
        self.0.cookies.kept_by_services()
    }

    pub(crate) fn openings(&self) -> &Openings {
        &self.0.openings
    }

    /// The token for a form of this answer, masked; sends the cookie that goes with it.
    #[must_use]
    pub fn csrf_token(&self) -> String {
        let token = self.0.csrf_token.get_or_init(|| {
            let key = &self.hall().csrf;
            let known = self
                .cookie(CookieName::CsrfToken)
                .and_then(|value| key.recognise(value, self.binding()));
            known.unwrap_or_else(|| key.issue(self.binding(), &mut rand::rng()))
        });
        if let Some(cookie) = SetCookie::csrf(token) {
            self.set(cookie);
        }
        csrf::mask(token, &mut rand::rng())
    }

    /// Checks the proof of a request that changes something against its cookie.
    pub(crate) fn verify_csrf(
        &self,
        field: Option<&str>,
        header: Option<&str>,
    ) -> Result<(), csrf::CsrfError> {
        let proof = csrf::chosen_proof(self.method().as_str(), field, header);
        self.hall()
            .csrf
            .verify(self.cookie(CookieName::CsrfToken), proof, self.binding())
    }

    /// Sends a cookie with the answer; a later one of the same name replaces it.
    pub(crate) fn set(&self, cookie: SetCookie) {
        let mut to_set = self.0.to_set.lock().unwrap_or_else(PoisonError::into_inner);
        to_set.retain(|other| other.name() != cookie.name());
        to_set.push(cookie);
    }

    /// The cookies to send with the answer.
    pub(crate) fn take_cookies(&self) -> Vec<SetCookie> {
        std::mem::take(&mut *self.0.to_set.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn binding(&self) -> Binding<'_> {
        let session = self
            .known_identity()
            .and_then(|identity| identity.session.as_ref());
        session.map_or(Binding::Anonymous, |key| Binding::Session(key.as_str()))
    }

    fn find_lang(&self) -> Lang {
        let site = self.site();
        let forced = || Lang::of_tag(self.params().last("flg")?, &site.languages);
        if !site.has_several_languages() {
            return site.default_language();
        }
        if let Some(lang) = forced() {
            return lang;
        }
        // In a frame of another site no cookie is read.
        let chosen = (!self.is_embed())
            .then(|| self.cookie(CookieName::DjangoLanguage))
            .flatten();
        if let Some(lang) = chosen.and_then(|tag| Lang::of_tag(tag, &site.languages)) {
            return lang;
        }
        self.note(Read::AcceptLanguage);
        let header = self
            .0
            .accept_language
            .as_ref()
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default();
        negotiate(header, &site.languages, site.default_language())
    }

    async fn find_identity(&self) -> Result<Identity, Fault> {
        if let Some(key) = self.api_key() {
            let principal = self.hall().people.of_api_key(&key).await?.ok_or_else(bad_key)?;
            return Ok(Identity {
                principal,
                session: None,
                by_key: true,
            });
        }
        let Seen::Once(value) = self.0.cookies.seen(CookieName::SessionId) else {
            return Ok(Identity::default());
        };
        if let Some(session) = SessionKey::parse(value)
            && let Some(principal) = self.hall().people.of_session(session.as_str()).await?
        {
            return Ok(Identity {
                principal,
                session: Some(session),
                by_key: false,
            });
        }
        if !is_cookieless(self.path()) {
            self.set(SetCookie::deletion(CookieName::SessionId));
        }
        Ok(Identity::default())
    }

    /// The key in `Authorization: Apikey …` (in any case; `Bearer` too), or in the parameter `apikey` or `access_token`, of the query
    /// string or of the form.
    fn api_key(&self) -> Option<String> {
        let header = self
            .0
            .authorization
            .as_ref()
            .and_then(|value| value.to_str().ok());
        let in_header = header
            .and_then(|text| text.trim().split_once(' '))
            .and_then(|(scheme, key)| {
                let is_ours = scheme.eq_ignore_ascii_case("apikey") || scheme.eq_ignore_ascii_case("bearer");
                is_ours.then(|| key.trim().to_owned())
            });
        let params = self.params();
        in_header
            .filter(|key| !key.is_empty())
            .or_else(|| params.text("apikey").map(str::to_owned))
            .or_else(|| params.text("access_token").map(str::to_owned))
            .or_else(|| self.0.form_key.get().cloned())
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Asked {
    type Rejection = WebFault;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, WebFault> {
        parts.extensions.get::<Self>().cloned().ok_or_else(|| {
            WebFault::from(Fault::internal(
                "a handler runs outside the layers: nobody opened the request",
            ))
        })
    }
}

fn bad_key() -> Fault {
    Fault::new(
        FaultKind::Unauthenticated,
        "InvalidApiKey",
        "The API key is not valid.",
    )
    .with_hint("Check the key, or leave it out to see public data only.")
}

/// `Sec-GPC` or `DNT` is there with exactly `1`, once at least.
fn signals_objection(headers: &HeaderMap) -> bool {
    ["sec-gpc", "dnt"]
        .iter()
        .any(|name| headers.get_all(*name).iter().any(|value| value == "1"))
}
