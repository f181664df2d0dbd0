//! Automations and the catalog.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use highlevel::ContactId;
use http::StatusCode;
use serde::Deserialize;
use workspace::automations::{Automations, Release};
use workspace::catalog::{Catalog, CatalogQuery, Sort};
use workspace::shell::Shells;
use workspace::{Member, Refusal};

use super::{frame, told};
use crate::errors::PageError;
use crate::extract::{Form, Path, Query};
use crate::guard::SignedIn;
use crate::pages::automation::{EXAMPLE, Page};
use crate::pages::{automations, catalog};
use crate::{answer, paths};

/// A file, as it was typed.
#[derive(Debug, Deserialize)]
pub(crate) struct FileForm {
    file: String,
}

/// A contact, or none.
#[derive(Debug, Deserialize)]
pub(crate) struct ContactForm {
    #[serde(default)]
    contact: String,
}

/// `GET /automations`
pub(crate) async fn list(
    State(service): State<Automations>,
    State(shells): State<Shells>,
    SignedIn(member): SignedIn,
) -> Result<automations::Page, PageError> {
    let rows = service.list(&member).await?;
    Ok(automations::Page::of(frame(&shells, &member).await?, &rows, service.may_build(&member)))
}

/// `GET /automations/new`
pub(crate) async fn blank(
    State(service): State<Automations>,
    State(shells): State<Shells>,
    SignedIn(member): SignedIn,
) -> Result<Page, PageError> {
    let checked = service.check(&member, EXAMPLE, None).await?;
    Ok(Page::blank(frame(&shells, &member).await?, &checked, service.may_build(&member)))
}

/// `POST /automations`
pub(crate) async fn create(
    State(service): State<Automations>,
    State(shells): State<Shells>,
    SignedIn(member): SignedIn,
    Form(form): Form<FileForm>,
) -> Result<Response, PageError> {
    match service.save(&member, None, &form.file).await {
        Ok(automation) => Ok(answer::see(paths::Automation { automation })),
        Err(refusal) => {
            let (status, problems) = told(refusal, "file")?;
            let checked = service.check(&member, &form.file, None).await?;
            let page = Page::blank(frame(&shells, &member).await?, &checked, true);
            Ok((status, page.typed(form.file, &checked, problems)).into_response())
        }
    }
}

/// `GET /automations/{automation}`
pub(crate) async fn show(
    State(service): State<Automations>,
    State(shells): State<Shells>,
    SignedIn(member): SignedIn,
    Path(path): Path<paths::Automation>,
) -> Result<Page, PageError> {
    page(&service, &shells, &member, &path).await
}

async fn page(
    service: &Automations,
    shells: &Shells,
    member: &Member,
    path: &paths::Automation,
) -> Result<Page, PageError> {
    let view = service.open(member, path.automation).await?;
    Ok(Page::of(frame(shells, member).await?, &view, service.may_build(member)))
}

/// `POST /automations/{automation}`
pub(crate) async fn save(
    State(service): State<Automations>,
    State(shells): State<Shells>,
    SignedIn(member): SignedIn,
    Path(path): Path<paths::Automation>,
    Form(form): Form<FileForm>,
) -> Result<Response, PageError> {
    match service.save(&member, Some(path.automation), &form.file).await {
        Ok(_) => Ok(answer::see(path)),
        Err(refusal) => {
            let (status, problems) = told(refusal, "file")?;
            let checked = service.check(&member, &form.file, Some(path.automation)).await?;
            let page = page(&service, &shells, &member, &path).await?;
            Ok((status, page.typed(form.file, &checked, problems)).into_response())
        }
    }
}

/// `POST /automations/{automation}/test`: the answer is the page with what the test came to.
pub(crate) async fn test(
    State(service): State<Automations>,
    State(shells): State<Shells>,
    SignedIn(member): SignedIn,
    Path(path): Path<paths::AutomationTest>,
    Form(form): Form<ContactForm>,
) -> Result<Response, PageError> {
    let contact = ContactId::new(form.contact.trim()).ok();
    let tested = service.test(&member, path.automation, contact).await?;
    let status = if tested.dry.has_passed() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = page(&service, &shells, &member, &paths::Automation { automation: path.automation }).await?;
    Ok((status, page.showing(&tested, form.contact)).into_response())
}

/// `POST /automations/{automation}/order/{order}`
pub(crate) async fn order(
    State(service): State<Automations>,
    SignedIn(member): SignedIn,
    Path(path): Path<paths::AutomationOrder>,
    Form(form): Form<ContactForm>,
) -> Result<Response, PageError> {
    let id = path.automation;
    match path.order.as_str() {
        "publish" => service.publish(&member, id).await?,
        "pause" => service.pause(&member, id).await?,
        "resume" => service.resume(&member, id, Release::All).await?,
        "drop" => service.resume(&member, id, Release::None).await?,
        "start" => {
            let contacts: Vec<ContactId> = ContactId::new(form.contact.trim()).into_iter().collect();
            service.start(&member, id, &contacts).await?;
        }
        _ => return Err(Refusal::NotFound { what: "page" }.into()),
    }
    Ok(answer::see(paths::Automation { automation: id }))
}

/// How the catalog is asked for.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct CatalogForm {
    #[serde(default)]
    q: String,
    #[serde(default)]
    sort: String,
    #[serde(default)]
    app: String,
}

/// `GET /catalog`
pub(crate) async fn catalog(
    State(service): State<Catalog>,
    State(shells): State<Shells>,
    SignedIn(member): SignedIn,
    Query(form): Query<CatalogForm>,
) -> Result<catalog::Page, PageError> {
    let sorts = [Sort::Action, Sort::Trigger, Sort::Derived];
    let query = CatalogQuery {
        words: form.q.trim().to_owned(),
        sort: sorts.into_iter().find(|sort| catalog::word(*sort) == form.sort),
        app: Some(form.app).filter(|app| !app.is_empty()),
    };
    let page = service.page(&member, &query).await?;
    Ok(catalog::Page::of(frame(&shells, &member).await?, &page, &query))
}
