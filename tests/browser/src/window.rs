//! One browser window: go somewhere, press, type, wait until something is seen, take a picture.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail, ensure};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use fantoccini::actions::{InputSource as _, KeyAction, KeyActions};
use fantoccini::elements::Element;
use fantoccini::key::Key;
use fantoccini::wd::WindowHandle;
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Map, Value, json};

use crate::devtools::Devtools;
use crate::{Driver, axe};

/// How long a page may take to show what is waited for, on a busy machine.
const PATIENCE: Duration = Duration::from_secs(20);

const OPTIONS: [&str; 9] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--window-size=1440,900",
];

/// Waits for the fonts, and for whatever moves and will end.
const UNTIL_STILL: &str = "const done = arguments[arguments.length - 1]; \
    const ends = (one) => Number.isFinite(one.effect?.getComputedTiming().endTime); \
    const still = document.getAnimations().filter(ends).map((one) => one.finished.catch(() => {})); \
    Promise.all([document.fonts.ready, ...still]).then(() => requestAnimationFrame(() => done(true)));";

/// An open window.
#[derive(Debug)]
pub struct Window {
    pub(crate) client: Client,
}

/// Whether pages may run script.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Script {
    /// As most people have it.
    On,
    /// Pages are links and forms alone.
    Off,
}

/// How large the window is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Size {
    /// 1440 by 900.
    Desk,
    /// 390 by 844, touched with a finger.
    Phone,
}

/// Which colours the system asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Theme {
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

impl Window {
    /// A fresh browser with nothing remembered.
    pub async fn open(driver: &Driver, script: Script) -> anyhow::Result<Self> {
        let mut wishes = Map::new();
        wishes.insert("browserName".into(), json!("chrome"));
        wishes.insert("goog:chromeOptions".into(), json!({ "args": OPTIONS }));
        let connected =
            ClientBuilder::new(HttpConnector::new()).capabilities(wishes).connect(&driver.url).await;
        let client = connected.context(Driver::missing())?;
        let window = Self { client };
        if script == Script::Off {
            window.devtools("Emulation.setScriptExecutionDisabled", json!({ "value": true })).await?;
        }
        window.look(Size::Desk, Theme::Light).await?;
        Ok(window)
    }

    /// Ends the browser.
    pub async fn close(self) -> anyhow::Result<()> {
        Ok(self.client.close().await?)
    }

    /// Changes the window's size and colours.
    pub async fn look(&self, size: Size, theme: Theme) -> anyhow::Result<()> {
        self.dress(size, theme, "no-preference").await
    }

    async fn dress(&self, size: Size, theme: Theme, motion: &str) -> anyhow::Result<()> {
        let (width, height) = if size == Size::Desk { (1440, 900) } else { (390, 844) };
        let screen = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": size == Size::Phone });
        self.devtools("Emulation.setDeviceMetricsOverride", screen).await?;
        let value = if theme == Theme::Light { "light" } else { "dark" };
        let media = json!({ "features": [
            { "name": "prefers-color-scheme", "value": value },
            { "name": "prefers-reduced-motion", "value": motion },
        ] });
        self.devtools("Emulation.setEmulatedMedia", media).await.map(drop)
    }

    /// Another tab of this browser, in front of the first one.
    pub async fn tab(&self) -> anyhow::Result<WindowHandle> {
        let opened = self.client.new_window(true).await?;
        self.client.switch_to_window(opened.handle.clone()).await?;
        Ok(opened.handle)
    }

    /// The tab that is looked at.
    pub async fn here(&self) -> anyhow::Result<WindowHandle> {
        Ok(self.client.window().await?)
    }

    /// Brings a tab to the front.
    pub async fn switch_to(&self, tab: WindowHandle) -> anyhow::Result<()> {
        self.client.switch_to_window(tab).await?;
        self.devtools("Page.bringToFront", json!({})).await.map(drop)
    }

    /// Runs a script in every page of this tab before the page's own.
    pub async fn before_each_page(&self, script: &str) -> anyhow::Result<()> {
        self.devtools("Page.addScriptToEvaluateOnNewDocument", json!({ "source": script })).await.map(drop)
    }

    /// Hides the tab behind a new one for a while; a driver can ask only a tab that is seen.
    pub async fn hide_for(&self, a_while: Duration) -> anyhow::Result<()> {
        let hidden = self.here().await?;
        self.tab().await?;
        tokio::time::sleep(a_while).await;
        self.switch_to(hidden).await
    }

    /// Opens an address.
    pub async fn go(&self, url: &str) -> anyhow::Result<()> {
        Ok(self.client.goto(url).await?)
    }

    /// The path and query of the open page.
    pub async fn place(&self) -> anyhow::Result<String> {
        let url = self.client.current_url().await?;
        Ok(url.query().map_or_else(|| url.path().to_owned(), |query| format!("{}?{query}", url.path())))
    }

    /// The first element that matches, once there is one.
    pub async fn find(&self, css: &str) -> anyhow::Result<Element> {
        let found = self.client.wait().at_most(PATIENCE).for_element(Locator::Css(css)).await;
        found.with_context(|| format!("nothing matches {css}"))
    }

    /// How many elements match right now.
    pub async fn count(&self, css: &str) -> anyhow::Result<usize> {
        Ok(self.client.find_all(Locator::Css(css)).await?.len())
    }

    /// Presses what matches. What the page renews meanwhile is found again.
    pub async fn press(&self, css: &str) -> anyhow::Result<()> {
        let since = Instant::now();
        loop {
            match self.find(css).await?.click().await {
                Ok(()) => return Ok(()),
                Err(error) if since.elapsed() > PATIENCE => {
                    return Err(error).with_context(|| format!("{css} cannot be pressed"));
                }
                Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
            }
        }
    }

    /// Replaces what stands in an input.
    pub async fn fill(&self, css: &str, text: &str) -> anyhow::Result<()> {
        let input = self.find(css).await?;
        input.clear().await?;
        Ok(input.send_keys(text).await?)
    }

    /// Types into what matches, behind what stands there.
    pub async fn add(&self, css: &str, text: &str) -> anyhow::Result<()> {
        Ok(self.find(css).await?.send_keys(text).await?)
    }

    /// Presses keys, one after the other, wherever the focus is.
    pub async fn keys(&self, keys: &str) -> anyhow::Result<()> {
        let actions = keys.chars().fold(KeyActions::new("keys".into()), |actions, value| {
            actions.then(KeyAction::Down { value }).then(KeyAction::Up { value })
        });
        Ok(self.client.perform_actions(actions).await?)
    }

    /// Holds one key and presses another.
    pub async fn chord(&self, held: Key, value: char) -> anyhow::Result<()> {
        let held = char::from(held);
        let actions = KeyActions::new("chord".into())
            .then(KeyAction::Down { value: held })
            .then(KeyAction::Down { value })
            .then(KeyAction::Up { value })
            .then(KeyAction::Up { value: held });
        Ok(self.client.perform_actions(actions).await?)
    }

    /// The text of what matches.
    pub async fn text(&self, css: &str) -> anyhow::Result<String> {
        Ok(self.find(css).await?.text().await?)
    }

    /// What stands in an input.
    pub async fn value(&self, css: &str) -> anyhow::Result<String> {
        Ok(self.find(css).await?.prop("value").await?.unwrap_or_default())
    }

    /// Waits until what matches says `words`.
    pub async fn sees(&self, css: &str, words: &str) -> anyhow::Result<()> {
        ensure!(!words.is_empty(), "no words say nothing about {css}; `find` asks whether it is there");
        self.sees_within(css, words, PATIENCE).await.map(drop)
    }

    /// The same, with how long it took and may take.
    pub async fn sees_within(&self, css: &str, words: &str, limit: Duration) -> anyhow::Result<Duration> {
        let ask = "const all = document.querySelectorAll(arguments[0]); \
            return [...all].some((one) => one.textContent.replace(/\\s+/g, ' ').includes(arguments[1]));";
        let arguments = vec![json!(css), json!(words)];
        self.until(ask, arguments, limit).await.with_context(|| format!("{css} never said “{words}”"))
    }

    /// Waits until nothing matches.
    pub async fn is_rid_of(&self, css: &str) -> anyhow::Result<()> {
        let ask = "return document.querySelector(arguments[0]) === null;";
        self.until(ask, vec![json!(css)], PATIENCE).await.with_context(|| format!("{css} stays")).map(drop)
    }

    /// Waits until a question to the page is answered with true; says how long that took.
    pub async fn until(&self, ask: &str, arguments: Vec<Value>, limit: Duration) -> anyhow::Result<Duration> {
        let since = Instant::now();
        loop {
            let answer = self.client.execute(ask, arguments.clone()).await;
            if matches!(answer, Ok(Value::Bool(true))) {
                return Ok(since.elapsed());
            }
            if since.elapsed() > limit {
                let place = self.place().await.unwrap_or_default();
                bail!("not within {limit:?} on {place}, last answer {answer:?}");
            }
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
    }

    /// Runs a script in the page.
    pub async fn run(&self, script: &str) -> anyhow::Result<Value> {
        Ok(self.client.execute(script, Vec::new()).await?)
    }

    /// Runs a script that says by itself when it is done, with its last argument.
    pub async fn wait_for(&self, script: &str) -> anyhow::Result<Value> {
        Ok(self.client.execute_async(script, Vec::new()).await?)
    }

    /// Takes pictures of the open page, light, dark and on a phone, into `target/pictures`, and lets axe look at each.
    pub async fn picture(&self, name: &str) -> anyhow::Result<()> {
        let looks = [
            ("light", Size::Desk, Theme::Light),
            ("dark", Size::Desk, Theme::Dark),
            ("phone", Size::Phone, Theme::Light),
        ];
        for (look, size, theme) in looks {
            self.dress(size, theme, "reduce").await?;
            self.run("scrollTo(0, 0)").await?;
            self.client.execute_async(UNTIL_STILL, Vec::new()).await?;
            self.save(&format!("{name}-{look}")).await?;
            axe::clean(self, &format!("{name}, {look}")).await?;
            let sideways = self.run("return document.documentElement.scrollWidth > innerWidth").await?;
            ensure!(sideways != json!(true), "{name}, {look}: the page scrolls sideways");
        }
        self.look(Size::Desk, Theme::Light).await
    }

    /// Fails with everything axe finds on the open page.
    pub async fn is_accessible(&self, page: &str) -> anyhow::Result<()> {
        axe::clean(self, page).await
    }

    async fn save(&self, name: &str) -> anyhow::Result<()> {
        let shot = self.devtools("Page.captureScreenshot", json!({ "format": "png" })).await?;
        let bytes = STANDARD.decode(shot["data"].as_str().context("no picture")?)?;
        let folder = target().join("pictures");
        std::fs::create_dir_all(&folder)?;
        Ok(std::fs::write(folder.join(format!("{name}.png")), bytes)?)
    }

    async fn devtools(&self, command: &'static str, parameters: Value) -> anyhow::Result<Value> {
        Ok(self.client.issue_cmd(Devtools { command, parameters }).await?)
    }
}

/// The folder everything made by a build lies in.
pub(crate) fn target() -> PathBuf {
    let own = || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../target"));
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(own, PathBuf::from)
}
