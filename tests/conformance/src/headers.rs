//! What the served API says beside its answers.

use anyhow::{Context, Result, ensure};
use highlevel::limits;
use libtest_mimic::Trial;

use crate::{Call, Door, Doors, trial};

pub(crate) fn trials() -> Vec<Trial> {
    vec![
        trial("every answer carries the six headers of the limits, and a call is taken off", six),
        trial("a read says who answered and how current it is", freshness),
        trial("content that the caller has is answered 304, and other content whole", etag),
    ]
}

async fn contact(doors: &Doors) -> Result<Call> {
    Ok(Call::get(format!("/contacts/{}", crate::reads::contacts(doors).await?.swap_remove(1))))
}

async fn six(doors: &Doors) -> Result<()> {
    let call = contact(doors).await?;
    for call in [call.clone(), call.clone().by("nonsense"), Call::get("/nothing")] {
        let said = call.at(doors, Door::Served).await?;
        for name in [
            limits::MAX,
            limits::REMAINING,
            limits::INTERVAL,
            limits::DAILY,
            limits::DAILY_REMAINING,
            limits::DAILY_RESET,
        ] {
            let value = said.headers.get(name).with_context(|| format!("{name} on {}", call.path))?;
            ensure!(value.to_str()?.parse::<u64>().is_ok(), "{name} is {value:?}");
        }
    }
    let (_, key) = doors.key_with("contacts.readonly").await?;
    let left = |said: crate::call::Said| -> Result<u64> {
        Ok(said.headers[limits::DAILY_REMAINING].to_str()?.parse()?)
    };
    let first = left(call.clone().by(&*key).at(doors, Door::Served).await?)?;
    let second = left(call.by(&*key).at(doors, Door::Served).await?)?;
    ensure!(second < first, "{first} were left, and {second} after one more call");
    Ok(())
}

async fn freshness(doors: &Doors) -> Result<()> {
    let call = contact(doors).await?;
    call.at(doors, Door::Served).await?;
    let said = call.at(doors, Door::Served).await?;

    ensure!(said.headers["x-rankr-answered-by"] == "mirror", "passed on");
    let fresh = said.headers["x-rankr-freshness"].to_str()?;
    let (word, checked) = fresh.split_once("; checked=").context("a moment")?;
    ensure!(word == "sandbox", "{fresh}");
    checked.parse::<jiff::Timestamp>()?;
    let passed =
        Call::get(format!("/locations/{}/timezones", doors.location())).at(doors, Door::Served).await?;
    ensure!(passed.headers["x-rankr-answered-by"] == "highlevel", "the mirror holds no time zones");
    Ok(())
}

async fn etag(doors: &Doors) -> Result<()> {
    let call = contact(doors).await?;
    call.at(doors, Door::Served).await?;
    let tag = call.at(doors, Door::Served).await?.headers["etag"].to_str()?.to_owned();

    let same = call.clone().saying("if-none-match", &*tag).at(doors, Door::Served).await?;
    let other = call.saying("if-none-match", "\"another\"").at(doors, Door::Served).await?;

    ensure!(same.status == 304 && same.body.is_null(), "answered {}: {}", same.status, same.body);
    ensure!(other.status == 200 && other.headers["etag"] == *tag, "answered {}", other.status);
    Ok(())
}
