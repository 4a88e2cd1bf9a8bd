//! Did the visitor ask to see that content, this once? A note in the address of the answer: short-lived, the same for everybody,
//! and stored nowhere.

use subtle::ConstantTimeEq;

use crate::csrf::keyed_hash;

/// Seconds that a note is good for: long enough to load and reload a page.
const GOOD_FOR: i64 = 300;
/// Digits of the digest in the note.
const DIGITS: usize = 24;

/// Writes and recognises notes.
#[derive(Clone)]
pub struct OnceKey([u8; 32]);

impl std::fmt::Debug for OnceKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("OnceKey")
    }
}

impl OnceKey {
    /// The key of a portal, from its secret.
    #[must_use]
    pub fn derive(secret: &[u8; 32]) -> Self {
        Self(keyed_hash(secret, &[b"portico show once 1"]))
    }

    /// A note that lets the page of that path show that service, from now (seconds since the epoch) for some minutes.
    #[must_use]
    pub fn issue(&self, service: &str, path: &str, now: i64) -> String {
        // Minutes, so that nobody's click can be told from another's.
        let until = (now + GOOD_FOR).div_euclid(60) + 1;
        format!("{service}.{until}.{}", self.sign(service, path, until))
    }

    /// The service that the note lets that page show; none when it is another page's, too old or made up.
    #[must_use]
    pub fn recognise<'a>(&self, note: &'a str, path: &str, now: i64) -> Option<&'a str> {
        let mut parts = note.split('.');
        let (service, until, digest) = (parts.next()?, parts.next()?, parts.next()?);
        let is_whole = parts.next().is_none() && note.len() <= 100;
        let until: i64 = until.parse().ok().filter(|until| *until >= 0)?;
        let latest = (now + GOOD_FOR).div_euclid(60) + 1;
        let is_timely = now.div_euclid(60) < until && until <= latest;
        let is_ours = bool::from(
            self.sign(service, path, until)
                .as_bytes()
                .ct_eq(digest.as_bytes()),
        );
        (is_whole && is_timely && is_ours).then_some(service)
    }

    fn sign(&self, service: &str, path: &str, until: i64) -> String {
        let path = path.trim_end_matches('/');
        let parts = [service.as_bytes(), path.as_bytes(), &until.to_be_bytes()];
        hex::encode(keyed_hash(&self.0, &parts))[..DIGITS].to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_795_441_212;
    const PATH: &str = "/explore/dataset/x/information/";

    #[test]
    fn a_note_is_good_for_one_page_and_some_minutes() {
        let key = OnceKey::derive(&[7; 32]);
        let note = key.issue("video", PATH, NOW);
        for (path, later, expected) in [
            (PATH, 0, Some("video")),
            ("/explore/dataset/x/information", 299, Some("video")),
            (PATH, 420, None),
            (PATH, -600, None),
            ("/", 0, None),
        ] {
            assert_eq!(
                key.recognise(&note, path, NOW + later),
                expected,
                "{path} {later}"
            );
        }
        assert_eq!(OnceKey::derive(&[8; 32]).recognise(&note, PATH, NOW), None);
        for made_up in [
            "",
            "video",
            "video.1.2",
            &note.replace("video", "stats"),
            &format!("{note}.x"),
            &note[..note.len() - 1],
        ] {
            assert_eq!(key.recognise(made_up, PATH, NOW), None, "{made_up}");
        }
    }

    #[test]
    fn two_visitors_in_one_minute_have_the_same_note() {
        let key = OnceKey::derive(&[7; 32]);
        let start = NOW - NOW % 60;
        assert_eq!(
            key.issue("video", PATH, start),
            key.issue("video", PATH, start + 59)
        );
    }
}
