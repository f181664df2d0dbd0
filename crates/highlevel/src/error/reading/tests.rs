//! Every refusal HighLevel has been seen to make, and what it means.

use std::time::Duration;

use super::*;
use crate::error::Verdict;

fn refusal(status: u16, body: &str) -> CallError {
    read(status, body.as_bytes(), &Limits::default())
}

#[test]
fn every_known_refusal_is_told_apart() {
    let seen = [
        (401, r#"{"statusCode":401,"message":"version header was not found."}"#, "configuration"),
        (401, r#"{"statusCode":401,"message":"version header is invalid"}"#, "configuration"),
        (400, r#"{"message":"Invalid API version segment 'x' at position 0"}"#, "configuration"),
        (401, r#"{"statusCode":401,"message":"Invalid JWT"}"#, "dead_token"),
        (401, r#"{"message":"Invalid token: access token is invalid","error":"Unauthorized"}"#, "dead_token"),
        (401, r#"{"statusCode":401,"message":"Invalid Private Integration token"}"#, "dead_token"),
        (401, r#"{"message":"The access token is invalid or has expired"}"#, "dead_token"),
        (401, r#"{"message":"Unauthorized"}"#, "refused"),
        (401, r#"{"message":"The token is not authorized for this scope."}"#, "missing_scope"),
        (401, r#"{"message":"Token's user type mismatch!"}"#, "wrong_token_kind"),
        (
            401,
            r#"{"message":"This authClass type is not allowed to access this scope. Please verify"}"#,
            "wrong_token_kind",
        ),
        (401, r#"{"message":"This AuthClass is not yet supported"}"#, "wrong_token_kind"),
        (401, r#"{"message":"This token's user type is not yet supported!"}"#, "wrong_token_kind"),
        (401, r#"{"message":"This route is not yet supported by the IAM Service."}"#, "refused"),
        (401, r#"{"message":"E01 - Unauthorized request"}"#, "invalid"),
        (401, r#"{"message":"Command timed out"}"#, "failed"),
        (401, "", "refused"),
        (
            401,
            r#"{"error":"UnAuthorized!","error_description":"Authorization code not found"}"#,
            "dead_grant",
        ),
        (400, r#"{"error":"invalid_grant","error_description":"Refresh token was used"}"#, "dead_grant"),
        (401, r#"{"error":"invalid_grant"}"#, "dead_grant"),
        (
            403,
            r#"{"statusCode":403,"message":"The token does not have access to this location."}"#,
            "wrong_location",
        ),
        (403, r#"{"message":"Forbidden resource","error":"Forbidden","statusCode":403}"#, "wrong_token_kind"),
        (403, r#"{"message":"Not authorized to update permanent dnd setting for SMS"}"#, "refused"),
        (400, r#"{"error":"Contact with id c1 not found","status":400}"#, "unknown_record"),
        (400, r#"{"message":"Contact with id c1 not found","statusCode":400}"#, "unknown_record"),
        (404, r#"{"error":"Task with id search not found"}"#, "unknown_record"),
        (404, "", "refused"),
        (404, r#"{"message":"Cannot GET /x"}"#, "refused"),
        (400, r#"{"message":"Invalid field additional_phones","error":"Bad Request"}"#, "invalid"),
        (400, r#"{"message":"Pass at least one of number, email query parameter"}"#, "invalid"),
        (400, r#"{"statusCode":422,"message":["email must be an email"]}"#, "invalid"),
        (
            422,
            r#"{"message":["property gender should not exist"],"error":"Unprocessable Entity"}"#,
            "invalid",
        ),
        (422, r#"{"message":["assignedTo was not found"]}"#, "invalid"),
        (400, r#"{"message":"Conversation already exists","canonicalCode":"CONVERSATIONS_X"}"#, "refused"),
        (429, r#"{"statusCode":429,"message":"Too Many Requests"}"#, "limited"),
        (500, "<html>oops</html>", "failed"),
        (503, "", "failed"),
        (302, "", "refused"),
    ];

    for (status, body, class) in seen {
        assert_eq!(refusal(status, body).class(), class, "{status} {body}");
    }
}

#[test]
fn only_a_dead_token_is_refreshed() {
    let scope = refusal(401, r#"{"message":"The token is not authorized for this scope."}"#);
    let location = refusal(403, r#"{"message":"The token does not have access to this location."}"#);
    let dead = refusal(401, r#"{"message":"Invalid JWT"}"#);

    assert_eq!(scope.verdict(), Verdict::GiveUp);
    assert_eq!(location.verdict(), Verdict::GiveUp);
    assert_eq!(dead.verdict(), Verdict::RefreshToken);
}

#[test]
fn a_duplicate_names_the_contact_that_is_there() {
    let body = r#"{"statusCode":400,"message":"This location does not allow duplicated contacts.",
        "meta":{"contactId":"c9","contactName":"Ada","matchingField":"phone"}}"#;

    let CallError::Duplicate { contact, name, field, .. } = refusal(400, body) else {
        panic!("not a duplicate")
    };

    assert_eq!(contact.unwrap().as_str(), "c9");
    assert_eq!(name.as_deref(), Some("Ada"));
    assert_eq!(field, Some(MatchingField::Phone));
}

#[test]
fn every_problem_of_a_refused_body_is_kept() {
    let error = refusal(422, r#"{"message":["title should not be empty","dueDate must be a date"]}"#);

    let CallError::Invalid { status, problems } = &error else { panic!("not invalid") };
    assert_eq!((*status, problems.len()), (422, 2));
    assert!(error.to_string().ends_with("title should not be empty; dueDate must be a date"));
}

#[test]
fn a_limited_call_waits_as_long_as_the_headers_say() {
    let burst = Limits { interval: Some(Duration::from_secs(3)), ..Limits::default() };
    let day = Limits { daily_remaining: Some(0), daily_reset: Some(Duration::from_secs(60)), ..burst };

    assert_eq!(read(429, b"", &burst).verdict(), Verdict::RetryAfter(Duration::from_secs(3)));
    assert_eq!(read(429, b"", &day).verdict(), Verdict::RetryAfter(Duration::from_secs(60)));
    assert!(matches!(read(429, b"", &day), CallError::Limited { budget: Budget::Day, .. }));
}

#[test]
fn words_are_found_wherever_they_are() {
    for body in [
        r#"{"message":"no"}"#,
        r#"{"message":["no"]}"#,
        r#"{"msg":"no"}"#,
        r#"{"error":{"message":"no"}}"#,
        r#"{"detail":"no"}"#,
        r#"{"message":"","error":"no"}"#,
        "no",
    ] {
        let CallError::Refused { message, .. } = refusal(418, body) else { panic!("{body}") };
        assert_eq!(message, "no", "{body}");
    }
}
