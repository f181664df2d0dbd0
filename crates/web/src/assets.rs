//! Styles, scripts and pictures, each under a name that changes with its content.
//!
//! Here: the files of `assets/`, baked into the program, their hashed addresses, and the door that serves them.
//! Not here: what they say (`assets/css`, `assets/js`), which page asks for them (`templates/layout.html`).
//!
//! Promise: an address never changes its content, so a browser may keep it for a year and never ask again.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::LazyLock;

use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use http::{StatusCode, header};
use sha2::{Digest, Sha256};

/// One stylesheet from many sources: each source says one thing, the order is the cascade.
const STYLE: &str = concat!(
    include_str!("../assets/css/tokens.css"),
    include_str!("../assets/css/base.css"),
    include_str!("../assets/css/shell.css"),
    include_str!("../assets/css/controls.css"),
    include_str!("../assets/css/marks.css"),
    include_str!("../assets/css/containers.css"),
    include_str!("../assets/css/tables.css"),
    include_str!("../assets/css/contact.css"),
    include_str!("../assets/css/writes.css"),
    include_str!("../assets/css/dealings.css"),
    include_str!("../assets/css/two-way.css"),
    include_str!("../assets/css/automations.css"),
    include_str!("../assets/css/narrow.css"),
);

macro_rules! module {
    ($name:literal) => {
        ($name, include_str!(concat!("../assets/js/", $name)))
    };
}

/// The scripts, each after those it imports, so that an import can be rewritten to a hashed name.
const MODULES: &[(&str, &str)] = &[
    module!("dom.js"),
    module!("theme.js"),
    module!("toast.js"),
    module!("swap.js"),
    module!("palette.js"),
    module!("keys.js"),
    module!("forms.js"),
    module!("edit.js"),
    module!("compose.js"),
    module!("message.js"),
    module!("list.js"),
    module!("clock.js"),
    module!("live.js"),
    module!("offline.js"),
    module!("rankr.js"),
];

/// A year, the longest that caches honour, and no question in between.
const FOREVER: &str = "public, max-age=31536000, immutable";

struct Asset {
    kind: &'static str,
    body: Bytes,
}

struct Shelf {
    by_address: BTreeMap<String, Asset>,
    addresses: BTreeMap<&'static str, String>,
}

static SHELF: LazyLock<Shelf> = LazyLock::new(Shelf::fill);

impl Shelf {
    fn fill() -> Self {
        let mut shelf = Self { by_address: BTreeMap::new(), addresses: BTreeMap::new() };
        shelf.add("rankr.css", "text/css; charset=utf-8", STYLE.to_owned());
        shelf.add("icons.svg", "image/svg+xml", include_str!("../assets/icons.svg").to_owned());
        shelf.add("favicon.svg", "image/svg+xml", include_str!("../assets/favicon.svg").to_owned());
        for (name, source) in MODULES {
            let rewritten = shelf.with_hashed_imports(source);
            shelf.add(name, "text/javascript; charset=utf-8", rewritten);
        }
        shelf
    }

    fn add(&mut self, name: &'static str, kind: &'static str, body: String) {
        let (stem, ending) = name.rsplit_once('.').expect("every asset has an ending");
        let address = format!("{stem}-{}.{ending}", short_hash(&body));
        self.by_address.insert(address.clone(), Asset { kind, body: Bytes::from(body) });
        self.addresses.insert(name, format!("/assets/{address}"));
    }

    /// Turns `"./dom.js"` into `"/assets/dom-1a2b3c4d5e.js"`; a browser resolves an import by its address alone.
    fn with_hashed_imports(&self, source: &str) -> String {
        self.addresses
            .iter()
            .filter(|(name, _)| name.ends_with(".js"))
            .fold(source.to_owned(), |text, (name, address)| {
                text.replace(&format!("\"./{name}\""), &format!("\"{address}\""))
            })
    }
}

fn short_hash(body: &str) -> String {
    Sha256::digest(body.as_bytes()).iter().take(5).fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

/// The address of an asset by its plain name, such as `/assets/icons-0f3a9c12d4.svg` for `icons.svg`.
///
/// # Panics
/// For a name that is not an asset: the names are literals in templates, and every page is rendered in the tests.
#[must_use]
pub fn address(name: &str) -> &'static str {
    SHELF.addresses.get(name).expect("templates name assets that exist").as_str()
}

/// `GET /assets/{name}`
pub(crate) async fn serve(Path(name): Path<String>) -> Response {
    SHELF
        .by_address
        .get(&name)
        .map_or_else(|| StatusCode::NOT_FOUND.into_response(), |asset| answer(asset, FOREVER))
}

/// Browsers ask for this name unasked; a day is long enough to keep them quiet.
pub(crate) async fn favicon() -> Response {
    let address = address("favicon.svg").trim_start_matches("/assets/");
    SHELF
        .by_address
        .get(address)
        .map_or_else(|| StatusCode::NOT_FOUND.into_response(), |asset| answer(asset, "public, max-age=86400"))
}

fn answer(asset: &'static Asset, keep: &'static str) -> Response {
    let headers = [
        (header::CONTENT_TYPE, asset.kind),
        (header::CACHE_CONTROL, keep),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    (headers, asset.body.clone()).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_carries_the_hash_of_its_content() {
        let address = address("icons.svg");

        assert!(address.starts_with("/assets/icons-") && address.ends_with(".svg"), "{address}");
        assert_eq!(address.len(), "/assets/icons-0123456789.svg".len());
    }

    #[test]
    fn every_import_leads_to_a_hashed_module() {
        for (name, asset) in &SHELF.by_address {
            let text = std::str::from_utf8(&asset.body).unwrap();

            assert!(!text.contains("\"./"), "{name} imports a module that comes later in the list");
        }
    }

    #[test]
    fn no_module_is_left_out() {
        let here = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/assets/js")).unwrap();

        for file in here {
            let name = file.unwrap().file_name().into_string().unwrap();
            assert!(MODULES.iter().any(|(known, _)| *known == name), "{name} is not served");
        }
    }
}
