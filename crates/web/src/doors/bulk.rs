//! Actions on many contacts: chosen, shown, ordered about, taken back.

use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse, Response};
use domain::bulk::Order;
use highlevel::ContactId;
use serde::Deserialize;
use workspace::Problem;
use workspace::bulk::{ActForm, Bulks, Chosen};
use workspace::draft::TaskDraft;
use workspace::shell::Shells;

use super::{frame, told};
use crate::errors::PageError;
use crate::extract::{Pairs, Path, Query};
use crate::forms::list::{ListForm, to_query};
use crate::guard::SignedIn;
use crate::pages::bulk::{ListPage, NewPage, Page};
use crate::{answer, paths};

/// `GET /bulk`
pub(crate) async fn list(
    State(bulks): State<Bulks>,
    State(shells): State<Shells>,
    SignedIn(member): SignedIn,
) -> Result<ListPage, PageError> {
    let lines = bulks.list(&member).await?;
    Ok(ListPage::of(frame(&shells, &member).await?, &lines))
}

/// Which contacts an address or a form names: some, or all that a search finds.
struct Named {
    chosen: Chosen,
    /// The same, for the next form to carry along.
    carried: Vec<(String, String)>,
    /// Where the list stands.
    back: String,
}

impl Named {
    fn read(pairs: &[(String, String)]) -> Result<Self, PageError> {
        if !pairs.iter().any(|(name, _)| name == "all") {
            let ids = pairs.iter().filter(|(name, _)| name == "contact");
            let ids: Vec<ContactId> = ids.filter_map(|(_, id)| ContactId::new(id.as_str()).ok()).collect();
            let carried = ids.iter().map(|id| ("contact".to_owned(), id.to_string())).collect();
            let back = paths::Contacts::ROUTE.to_owned();
            return Ok(Self { chosen: Chosen::Contacts(ids), carried, back });
        }
        // The fields of the acts are no part of the search, though one is called `tag` as well.
        let text = |name: &str| {
            let found = pairs.iter().find(|(known, _)| known == name);
            found.map(|(_, value)| value.clone()).unwrap_or_default()
        };
        let query = text("all");
        let form: ListForm = serde_urlencoded::from_str(&query)
            .map_err(|error| PageError::Unreadable(format!("in the search, {error}")))?;
        let query = form.read().map_err(|problem| PageError::Invalid(vec![problem]))?;
        let carried = vec![("all".to_owned(), to_query(&query))];
        let back = paths::ContactsList(&query).to_string();
        Ok(Self { chosen: Chosen::Matching(Box::new(query)), carried, back })
    }
}

/// `GET /bulk/new`
pub(crate) async fn choose(
    State(bulks): State<Bulks>,
    State(shells): State<Shells>,
    SignedIn(member): SignedIn,
    RawQuery(address): RawQuery,
) -> Result<NewPage, PageError> {
    let pairs: Vec<(String, String)> = serde_urlencoded::from_str(address.as_deref().unwrap_or_default())
        .map_err(|error| PageError::Unreadable(format!("in the address, {error}")))?;
    let named = Named::read(&pairs)?;
    let form = bulks.form(&member, &named.chosen).await?;
    Ok(NewPage::of(frame(&shells, &member).await?, &form, named.carried, named.back))
}

/// What is wanted, out of a form's fields.
fn act(word: &str, text: impl Fn(&str) -> String) -> Result<ActForm, PageError> {
    Ok(match word {
        "add-tag" => ActForm::AddTag(text("tag")),
        "remove-tag" => ActForm::RemoveTag(text("tag")),
        "assign" => ActForm::Assign(text("assignee")),
        "add-task" => ActForm::AddTask(TaskDraft {
            title: text("title"),
            body: text("body"),
            due_date: text("due_date"),
            due_time: text("due_time"),
            assignee: text("assignee"),
        }),
        "delete" => ActForm::Delete,
        _ => return Err(PageError::Invalid(vec![Problem::with("act", "Choose what to do.")])),
    })
}

/// `POST /bulk`
pub(crate) async fn prepare(
    State(bulks): State<Bulks>,
    State(shells): State<Shells>,
    SignedIn(member): SignedIn,
    Pairs(pairs): Pairs,
) -> Result<Response, PageError> {
    let text = |name: &str| {
        let found = pairs.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.clone()).unwrap_or_default()
    };
    let word = text("act");
    let named = Named::read(&pairs)?;
    let wanted = act(&word, text)?;
    let (status, problems) = match bulks.draft(&member, &named.chosen, &wanted).await {
        Ok(bulk) => return Ok(answer::see(paths::Bulk { bulk })),
        Err(refusal) => told(refusal, "contact")?,
    };
    let form = bulks.form(&member, &named.chosen).await?;
    let page = NewPage::of(frame(&shells, &member).await?, &form, named.carried, named.back);
    Ok((status, page.with_problems(&word, text("tag"), &problems)).into_response())
}

/// Where the parts begin.
#[derive(Debug, Deserialize)]
pub(crate) struct From {
    after: Option<u32>,
}

/// `GET /bulk/{bulk}`
pub(crate) async fn show(
    State(bulks): State<Bulks>,
    State(shells): State<Shells>,
    SignedIn(member): SignedIn,
    Path(path): Path<paths::Bulk>,
    Query(from): Query<From>,
) -> Result<Page, PageError> {
    let page = bulks.page(&member, path.bulk, from.after).await?;
    Ok(Page::of(frame(&shells, &member).await?, &page))
}

/// `POST /bulk/{bulk}/order/{order}`
pub(crate) async fn order(
    State(bulks): State<Bulks>,
    SignedIn(member): SignedIn,
    Path(path): Path<paths::BulkOrder>,
) -> Result<Response, PageError> {
    let order = match path.order.as_str() {
        "start" => Order::Start,
        "pause" => Order::Pause,
        "resume" => Order::Resume,
        "cancel" => Order::Cancel,
        _ => return Err(PageError::NotFound("page")),
    };
    bulks.order(&member, path.bulk, order).await?;
    Ok(answer::see(paths::Bulk { bulk: path.bulk }))
}

/// `POST /bulk/{bulk}/undo`
pub(crate) async fn undo(
    State(bulks): State<Bulks>,
    SignedIn(member): SignedIn,
    Path(path): Path<paths::BulkUndo>,
) -> Result<Response, PageError> {
    let bulk = bulks.undo(&member, path.bulk).await?;
    Ok(answer::see(paths::Bulk { bulk }))
}

/// `POST /runs/{run}/undo`
pub(crate) async fn undo_run(
    State(bulks): State<Bulks>,
    SignedIn(member): SignedIn,
    Path(path): Path<paths::RunUndo>,
) -> Result<Response, PageError> {
    let bulk = bulks.undo_run(&member, path.run).await?;
    Ok(answer::see(paths::Bulk { bulk }))
}
