//! Tests of what an author can put into a text: fifteen tricks, none of which reaches another host.

use super::*;

/// What is left of a text: words as they are, frames and films of others as their addresses.
fn left(html: &str) -> (String, Vec<String>) {
    let (text, outsiders) = taken(html);
    let loading = outsiders
        .into_iter()
        .filter(|outsider| outsider.sort != Sort::Picture);
    (text, loading.map(|outsider| outsider.src).collect())
}

fn taken(html: &str) -> (String, Vec<Outsider>) {
    let safe = SafeHtml::with_outsiders(html);
    let mut text = String::new();
    let mut outsiders = Vec::new();
    for piece in pieces(&safe) {
        match piece {
            Piece::Text(part) => text.push_str(part),
            Piece::Outsider(outsider) => outsiders.push(outsider),
        }
    }
    (text, outsiders)
}

#[test]
fn frames_and_videos_are_taken_out_with_all_they_hold() {
    let check = |html: &str, text: &str, sources: &[&str]| {
        assert_eq!(
            left(html),
            (
                text.to_owned(),
                sources.iter().map(|src| (*src).to_owned()).collect()
            ),
            "{html}"
        );
    };
    check("<p>a</p>", "<p>a</p>", &[]);
    check(
        "<p>a <iframe src=\"https://v.example/1?a=1&b=2\" title=T></iframe> b</p>",
        "<p>a  b</p>",
        &["https://v.example/1?a=1&b=2"],
    );
    check(
        "<video src=//v.example/x.mp4 autoplay><track src=//e/x></video>c",
        "c",
        &["https://v.example/x.mp4"],
    );
    check(
        "<video><source src=https://v.example/x.webm><source src=https://e.example/></video>",
        "",
        &["https://v.example/x.webm"],
    );
    check(
        "<iframe src=https://a.example/></iframe><iframe src=https://b.example/></iframe>",
        "",
        &["https://a.example/", "https://b.example/"],
    );
}

#[test]
fn fifteen_tricks_load_nothing() {
    const TRICKS: [&str; 15] = [
        "<img src=https://e.example/p.gif>",
        "<img srcset='https://e.example/p.gif 1x' src=x onerror=alert(1)>",
        "<script src=https://e.example/s.js></script>",
        "<svg><image href=https://e.example/p.svg /><script>fetch('//e.example')</script></svg>",
        "<object data=https://e.example/o></object><embed src=https://e.example/o>",
        "<link rel=stylesheet href=https://e.example/s.css><style>@import url(https://e.example/s.css);</style>",
        "<p style=\"background:url(https://e.example/p.png)\">x</p>",
        "<a ping=https://e.example/ping href='/x' target=_top>x</a>",
        "<meta http-equiv=refresh content='0;url=https://e.example/'><base href=https://e.example/>",
        "<form action=https://e.example/><input type=image src=https://e.example/p.png></form>",
        "<audio src=https://e.example/a.mp3 autoplay></audio><bgsound src=https://e.example/a.mp3>",
        "<iframe srcdoc='<img src=https://e.example/p.gif>'></iframe>",
        "<iframe src='data:text/html,<img src=https://e.example/p.gif>'></iframe>",
        "<math><mtext><table><mglyph><style><img src=https://e.example/ onerror=alert(1)></style></mglyph></table></mtext></math>",
        "<iframe title='\"><img src=https://e.example/p.gif>' src=javascript:alert(1)><img src=https://e.example/p.gif></iframe>",
    ];
    for trick in TRICKS {
        let (text, outsiders) = left(trick);
        // What loads by itself has an attribute of these, or is a rule of a style sheet.
        for word in [
            "src", "srcset", "style", "data=", "ping", "action", "poster", "@import", "<link", "<base",
            "<meta", "<script", "onerror",
        ] {
            assert!(!text.contains(word), "{word} of {trick} stays: {text}");
        }
        for src in outsiders {
            assert_eq!(
                host_of(&src),
                None,
                "{trick}: {src} is no address that a service could answer for"
            );
        }
    }
}

#[test]
fn a_picture_of_another_site_is_said_and_never_loaded() {
    let (text, outsiders) = taken(
        "<p>See <img src=\"https://p.example/a.png?a=1&amp;b=2\" alt=\"The <b>harbour</b>\" srcset=\"https://p.example/b.png 2x\" onload=\"x()\"> here.</p><img src=/own.png><img>",
    );
    assert_eq!(text, "<p>See  here.</p>");
    assert_eq!(outsiders.len(), 3);
    assert_eq!(outsiders[0].src, "https://p.example/a.png?a=1&b=2");
    let say = Say::new(portico_i18n::Lang::En);
    let shown = |outsider: &Outsider| picture(outsider, host_of(&outsider.src), say).unwrap();
    let first = shown(&outsiders[0]);
    assert!(
        first.starts_with("<span ") && first.contains("href=\"https://p.example/a.png?a=1&#38;b=2\""),
        "{first}"
    );
    assert!(
        first.contains("&#60;b&#62;harbour") && !first.contains("<img") && !first.contains("src="),
        "{first}"
    );
    assert_eq!(shown(&outsiders[1]), "", "what has no host is nowhere to open");
}

#[test]
fn an_end_in_a_value_is_no_end() {
    let (text, outsiders) =
        left("<video><a title=\"</video><img src=https://e.example/p onerror=alert(1)>\">x</a></video>y");
    assert_eq!((text.as_str(), outsiders.len()), ("y", 1));
    let (text, _) = left(
        "<video><iframe src=https://e.example/></video><b title='</iframe></video><img src=x>'>z</b></iframe></video>y",
    );
    assert_eq!(
        text, "'&gt;zy",
        "the frame ends where the browser ends it, and what follows are words"
    );
}

#[test]
fn words_that_look_like_tags_stay_words() {
    let (text, outsiders) = left(
        "<p>&lt;iframe src=\"https://e.example/\"&gt;</p><a href=\"/x\" title=\"<iframe src=https://e.example/>\">y</a>",
    );
    assert!(outsiders.is_empty(), "{text}");
    assert!(text.contains("&lt;iframe"), "{text}");
}

proptest::proptest! {
    #[test]
    fn no_frame_stays_in_any_text(html in "(<|>|\"|'|/|=| |iframe|video|source|src|https://e.example|a|&lt;|<iframe |</iframe>|<video>|<!--|-->|<p>|<a title=\"){0,24}") {
        let (text, _) = left(&html);
        let mut at = 0;
        while let Some(offset) = text[at..].find('<') {
            let start = at + offset;
            let Some(tag) = tag_at(&text, start) else { break };
            proptest::prop_assert!(!matches!(tag.name, "iframe" | "video" | "source" | "img"), "{} in {}", tag.name, text);
            at = tag.end;
        }
    }
}
