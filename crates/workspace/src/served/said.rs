//! What a call of the served API is answered.

use bytes::Bytes;
use domain::ids::WriteId;
use highlevel::answering::{Answer, traced};
use http::StatusCode;
use sha2::{Digest as _, Sha256};

use super::Fresh;
use super::shelf::Written;

/// Who answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// The mirror; no call was spent.
    Mirror,
    /// HighLevel, on the caller's lane.
    HighLevel,
}

impl By {
    /// The word of the header.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Mirror => "mirror",
            Self::HighLevel => "highlevel",
        }
    }
}

/// An answer on its way out.
#[derive(Debug, Clone)]
pub struct Said {
    /// The status.
    pub status: StatusCode,
    /// The body.
    pub body: Bytes,
    /// Who answered; nobody where the call was refused at our own door.
    pub by: Option<By>,
    /// How current it is, where it shows records.
    pub fresh: Option<Fresh>,
    /// What tells this content from another, where it comes from the mirror.
    pub etag: Option<String>,
    /// The write behind it.
    pub write: Option<WriteId>,
}

impl Said {
    /// A refusal, or another answer that shows no record.
    pub fn plain(answer: Answer) -> Self {
        let status = answer.status();
        let body = Bytes::from(answer.into_traced());
        Self { status, body, by: None, fresh: None, etag: None, write: None }
    }

    /// A contact that was written a moment ago.
    pub(super) fn written(written: &Written, fresh: Fresh) -> Self {
        Self {
            status: StatusCode::OK,
            body: Bytes::from(traced(written.text.to_vec())),
            by: Some(By::Mirror),
            fresh: Some(fresh.of_record(written.checked_at)),
            etag: Some(written.etag.clone()),
            write: None,
        }
    }
}

/// A short name of this content; the trace id is no part of it, so it says "the same" and not "byte for byte".
pub(super) fn etag(content: &[u8]) -> String {
    let hash = Sha256::digest(content);
    let name: String = hash.iter().take(12).map(|byte| format!("{byte:02x}")).collect();
    format!("W/\"{name}\"")
}
