//! Connecting by OAuth over real HTTP, with everything a browser may bring back; each of it is said on a page, and
//! connecting can be tried again.

use house::Stage;
use reqwest::StatusCode;
use secrecy::SecretString;
use testkit::{Database, Process};
use url::Url;

/// A served Rankr that nobody has connected yet.
struct Door {
    stage: Stage,
    serve: Process,
    http: reqwest::Client,
}

impl Door {
    async fn open() -> anyhow::Result<Self> {
        let stage = Stage::set_unconnected(3, Database::Sqlite).await?;
        let serve = stage.serve().ready().await?;
        Ok(Self { stage, serve, http: highlevel::client::http_client("rankr-tests")? })
    }

    /// The address at which a person would agree.
    async fn ask(&self) -> anyhow::Result<Url> {
        let house = self.stage.house().await?;
        let facts = self.stage.sandbox_facts();
        let app = highlevel::oauth::AppCredentials {
            client_id: facts("client_id")?,
            client_secret: SecretString::from(facts("client_secret")?),
        };
        let base = Url::parse(&facts("base_url")?)?;
        let asked = rankr::connect::ask(&house, &base, app).await?;
        house.store.close().await;
        Ok(asked)
    }

    /// The address the sandbox's page sends the browser back to.
    async fn agree(&self, asked: &Url) -> anyhow::Result<Url> {
        rankr::consent::agree(&self.http, asked, self.stage.account.location.as_str()).await
    }

    async fn come_back(&self, back: Url) -> anyhow::Result<(StatusCode, String)> {
        let answer = self.http.get(back).header("accept", "text/html").send().await?;
        Ok((answer.status(), answer.text().await?))
    }

    /// A page of its own says what happened; nothing is connected, and the next try works.
    async fn refused_and_tried_again(self, back: Url, text: &str) -> anyhow::Result<()> {
        let (status, page) = self.come_back(back).await?;

        assert!(status.is_client_error(), "{status}");
        assert!(page.contains("RK-302") && page.contains(text), "{page}");
        assert!(!page.contains("Error"), "{page}");
        assert_eq!(self.stage.connections().await?, 0, "something was kept");

        let (status, _) = self.come_back(self.agree(&self.ask().await?).await?).await?;
        assert!(status.is_redirection(), "{status}");
        self.stage.until_idle().await?;
        assert!(self.serve.terminate().await?.success());
        assert_eq!(self.stage.differences().await?, Vec::<String>::new());
        Ok(())
    }
}

fn with(mut url: Url, name: &str, value: &str) -> Url {
    let others: Vec<(String, String)> =
        url.query_pairs().into_owned().filter(|(known, _)| known != name).collect();
    url.query_pairs_mut().clear().extend_pairs(others).append_pair(name, value);
    url
}

#[tokio::test]
async fn an_answer_nobody_asked_for_is_refused() -> anyhow::Result<()> {
    let door = Door::open().await?;
    let back = with(door.agree(&door.ask().await?).await?, "state", "made-up");

    door.refused_and_tried_again(back, "belongs to no request of ours").await
}

#[tokio::test]
async fn a_code_of_an_earlier_answer_is_refused() -> anyhow::Result<()> {
    let door = Door::open().await?;
    let used = door.agree(&door.ask().await?).await?;
    let code = used.query_pairs().find(|(name, _)| name == "code").expect("there is a code").1.into_owned();
    let state =
        |url: &Url| url.query_pairs().find(|(name, _)| name == "state").map(|(_, value)| value.into_owned());
    // Somebody else used the code first.
    let http = door.http.clone();
    let facts = door.stage.sandbox_facts();
    let form = [
        ("client_id", facts("client_id")?),
        ("client_secret", facts("client_secret")?),
        ("grant_type", "authorization_code".to_owned()),
        ("code", code),
        ("redirect_uri", door.stage.callback()),
    ];
    let exchanged = http.post(format!("{}/oauth/token", facts("base_url")?)).form(&form).send().await?;
    assert!(exchanged.status().is_success(), "{}", exchanged.text().await?);
    assert!(state(&used).is_some());

    door.refused_and_tried_again(used, "did not take the code").await
}

#[tokio::test]
async fn a_person_who_says_no_is_told_that_nothing_was_connected() -> anyhow::Result<()> {
    let door = Door::open().await?;
    let asked = door.ask().await?;
    let state =
        asked.query_pairs().find(|(name, _)| name == "state").expect("there is a state").1.into_owned();
    let mut back = Url::parse(&door.stage.callback())?;
    back.query_pairs_mut()
        .append_pair("error", "access_denied")
        .append_pair("error_description", "The user denied the request")
        .append_pair("state", &state);

    door.refused_and_tried_again(back, "The user denied the request").await
}

#[tokio::test]
async fn an_answer_without_a_code_is_refused() -> anyhow::Result<()> {
    let door = Door::open().await?;
    let asked = door.ask().await?;
    let state =
        asked.query_pairs().find(|(name, _)| name == "state").expect("there is a state").1.into_owned();
    let mut back = Url::parse(&door.stage.callback())?;
    back.query_pairs_mut().append_pair("state", &state);

    door.refused_and_tried_again(back, "HighLevel sent no code").await
}

#[tokio::test]
async fn an_answer_is_good_once_and_the_connection_it_made_stays() -> anyhow::Result<()> {
    let door = Door::open().await?;
    let back = door.agree(&door.ask().await?).await?;

    let (first, _) = door.come_back(back.clone()).await?;
    let (second, page) = door.come_back(back).await?;

    assert!(first.is_redirection(), "{first}");
    assert!(second.is_client_error() && page.contains("RK-302"), "{second} {page}");
    assert_eq!(door.stage.connections().await?, 1);
    door.stage.until_idle().await?;
    assert!(door.serve.terminate().await?.success());
    Ok(())
}

#[tokio::test]
async fn a_location_the_app_may_not_have_is_refused_and_another_try_works() -> anyhow::Result<()> {
    let stage = Stage::set_unconnected(3, Database::Sqlite).await?;
    let base_url = stage.sandbox_facts()("base_url")?;
    let connect = || stage.command("connect").with("--base-url", base_url.as_str()).flag("--oauth");

    let (ended, _, said) = connect().with("--location", "elsewhere0000000000").to_the_end().await?;
    assert_eq!(ended, Some(1), "{said}");
    assert!(said.contains("the location elsewhere0000000000 cannot be chosen there"), "{said}");
    assert!(said.contains("RK-302"), "{said}");
    assert_eq!(stage.connections().await?, 0, "something was kept");

    stage.connect().await?;
    assert_eq!(stage.connections().await?, 1);
    Ok(())
}
