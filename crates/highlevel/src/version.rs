//! The `Version` header: a published date, or `v3`.
//!
//! Here: the set HighLevel has published and which spelling each one speaks.
//! Not here: which value an operation declares (`operation`).

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A value of the `Version` header.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Version {
    /// `legacy`
    #[serde(rename = "legacy")]
    Legacy,
    /// `2021-04-15`: calendars and conversations declare it.
    #[serde(rename = "2021-04-15")]
    V2021_04_15,
    /// `2021-07-28`: most operations declare it.
    #[serde(rename = "2021-07-28")]
    V2021_07_28,
    /// `2023-02-21`: sent by the official Node SDK.
    #[serde(rename = "2023-02-21")]
    V2023_02_21,
    /// `v3`: other spellings of paths and fields; sent by the official Python SDK.
    #[serde(rename = "v3")]
    V3,
}

/// Which spelling of fields and paths a version speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Spelling {
    /// `succeded`, `field_value`, `access_token`, `dndSettings.Call`.
    V2,
    /// `succeeded`, `fieldValue`, `accessToken`, `dndSettings.call`.
    V3,
}

/// Text that is no published version.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a published API version")]
pub struct UnknownVersion(String);

impl Spelling {
    /// The spelling that a header's value asks for; none when HighLevel never published it.
    #[must_use]
    pub fn read(value: &str) -> Option<Self> {
        value.trim().parse().ok().map(Version::spelling)
    }

    /// Whether the newer spelling was asked for.
    #[must_use]
    pub fn is_v3(self) -> bool {
        self == Self::V3
    }
}

impl Version {
    /// Every published value.
    pub const ALL: [Self; 5] =
        [Self::Legacy, Self::V2021_04_15, Self::V2021_07_28, Self::V2023_02_21, Self::V3];

    /// The header's value.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Legacy => "legacy",
            Self::V2021_04_15 => "2021-04-15",
            Self::V2021_07_28 => "2021-07-28",
            Self::V2023_02_21 => "2023-02-21",
            Self::V3 => "v3",
        }
    }

    /// The spelling this version speaks.
    #[must_use]
    pub const fn spelling(self) -> Spelling {
        match self {
            Self::V3 => Spelling::V3,
            Self::Legacy | Self::V2021_04_15 | Self::V2021_07_28 | Self::V2023_02_21 => Spelling::V2,
        }
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Version {
    type Err = UnknownVersion;

    fn from_str(text: &str) -> Result<Self, UnknownVersion> {
        Self::ALL
            .into_iter()
            .find(|version| version.as_str() == text)
            .ok_or_else(|| UnknownVersion(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_version_reads_back_from_its_own_text() {
        for version in Version::ALL {
            assert_eq!(version.as_str().parse(), Ok(version));
            assert_eq!(serde_json::to_value(version).unwrap(), version.as_str());
        }
        assert!("2020-01-01".parse::<Version>().is_err());
    }
}
