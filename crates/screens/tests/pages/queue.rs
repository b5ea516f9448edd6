//! The queue as somebody looks at it: order and choice stand in the address, and are found again by whoever chose them.

use crate::given::{peopled, signed_in};

#[tokio::test]
async fn r33_the_queue_is_found_again_as_it_was_looked_at_and_by_nobody_else() {
    let site = peopled().await;
    let mut reviewer = signed_in(&site, "reviewer").await;
    // Nothing was looked at yet: the usual list, at the address that was asked for.
    let first = reviewer.get("/queue").await;
    assert_eq!(first.status, 200, "{}", first.body);
    for wanted in ["剩余时限</a>", "href=\"/queue?kind=&sort=since\"", "href=\"/queue?kind=&only=old\""] {
        assert!(first.body.replace("&#38;", "&").contains(wanted), "{wanted}: {}", first.body);
    }
    let asked = "/queue?kind=review&sort=usual&only=old";
    let looked = reviewer.get(asked).await;
    assert_eq!(looked.status, 200);
    assert_eq!(looked.body.matches("aria-current=\"true\">超出通常用时").count(), 1, "{}", looked.body);
    let again = reviewer.get("/queue").await;
    assert_eq!((again.status, again.header("location")), (303, asked));
    // Who names a list gets it, and it is the one that counts from then on.
    assert_eq!(reviewer.get("/queue?kind=").await.status, 200);
    assert_eq!(reviewer.get("/queue").await.status, 200, "the usual list needs no other address");
    assert_eq!(reviewer.get(asked).await.status, 200);
    // Another at the same browser begins anew, and so does rubbish.
    let kept = reviewer.cookies["__Host-queue"].clone();
    let mut inspector = signed_in(&site, "inspector").await;
    inspector.cookies.insert("__Host-queue".to_owned(), kept);
    assert_eq!(inspector.get("/queue").await.status, 200);
    for rubbish in ["", ":", "reviewer", "reviewer:", "reviewer:x.y", "reviewer:own.%0d%0a.<b>", "reviewer:own"] {
        reviewer.cookies.insert("__Host-queue".to_owned(), rubbish.to_owned());
        let answer = reviewer.get("/queue").await;
        assert!([200, 303].contains(&answer.status), "{rubbish}: {}", answer.status);
        let to = answer.header("location").to_owned();
        assert!(to.is_empty() || to.starts_with("/queue?kind=") && !to.contains('<'), "{rubbish}: {to}");
    }
    // A kind that is none is shown as nothing, and not remembered.
    let strange = reviewer.get("/queue?kind=%0d%0aX%3A1&sort=%3Cb%3E").await;
    assert_eq!(strange.status, 200);
    assert!(!strange.body.contains("<b>\r"), "{}", strange.body);
    assert_eq!(reviewer.get("/queue").await.status, 200);
}
