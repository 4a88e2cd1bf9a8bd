//! Refused requests: kept for some days with their address, read by who runs the portal, then gone.

use portico_model::{FaultKind, Principal};
use portico_services::RefusalLog;

use crate::bench::Bench;

const DAY: i64 = 86_400 * 1_000_000;

#[tokio::test]
async fn refusals_stay_for_as_many_days_as_is_set_and_no_longer() {
    let bench = Bench::new().await;
    let portal = &bench.portal;
    let log = RefusalLog::default();
    let address = "192.0.2.7".parse().expect("an address");
    for code in [
        "WrongCredentials",
        "WrongCredentials",
        "CsrfFailed",
        "NotFoundResource",
    ] {
        log.note(code, address, "/login/");
    }
    portal.keep_refusals(&log.take()).await.expect("kept");
    let kept = portal.refusals(&Principal::Operator, 10).await.expect("read");
    // The two of one kind may lie on either side of a minute's end.
    let count = |code: &str| -> i64 {
        let of_it = kept.iter().filter(|refusal| refusal.code == code);
        of_it.map(|refusal| refusal.count).sum()
    };
    assert_eq!(
        (
            count("WrongCredentials"),
            count("CsrfFailed"),
            count("NotFoundResource")
        ),
        (2, 1, 0)
    );
    assert!(kept.iter().all(|refusal| refusal.address == "192.0.2.7"));
    let nobody = portal.refusals(&Principal::Anonymous, 10).await;
    assert_eq!(nobody.expect_err("secret").kind, FaultKind::Unauthenticated);

    let noted = kept.iter().map(|refusal| refusal.minute).max().expect("some");
    let on_day = |days: i64| noted + days * DAY;
    assert_eq!(
        portal.forget_old_refusals(on_day(29), 30).await.expect("asked"),
        0
    );
    let rows = u64::try_from(kept.len()).expect("few");
    let gone = portal.forget_old_refusals(on_day(30) + 1, 30).await;
    assert_eq!(gone.expect("forgotten"), rows);
    assert!(
        portal
            .refusals(&Principal::Operator, 10)
            .await
            .expect("read")
            .is_empty()
    );
}
