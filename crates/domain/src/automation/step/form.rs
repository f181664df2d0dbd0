//! Steps as they are written down: one word says what is done, the others are about any step.

use serde::{Deserialize, Serialize};
use serde_json::Map;

use super::{
    Action, Arm, Call, Email, Find, ForEach, Given, Http, IfMissing, Message, OperationName, Retry, Step,
    StepId, Wait, Webhook,
};
use crate::automation::{Condition, Length, On};

#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Form {
    id: Option<StepId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<String>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    skip: bool,
    #[serde(rename = "do", skip_serializing_if = "Option::is_none")]
    operation: Option<OperationName>,
    #[serde(skip_serializing_if = "Map::is_empty")]
    with: Given,
    #[serde(skip_serializing_if = "Option::is_none")]
    find: Option<Find>,
    #[serde(skip_serializing_if = "Option::is_none")]
    upsert: Option<Given>,
    #[serde(skip_serializing_if = "Option::is_none")]
    only_if: Option<Condition>,
    #[serde(skip_serializing_if = "Option::is_none")]
    branch: Option<Vec<ArmForm>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    wait: Option<WaitForm>,
    #[serde(skip_serializing_if = "Option::is_none")]
    for_each: Option<ForEach>,
    #[serde(skip_serializing_if = "Option::is_none")]
    set: Option<Given>,
    #[serde(skip_serializing_if = "Option::is_none")]
    http: Option<Http>,
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<Email>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<Message>,
    #[serde(skip_serializing_if = "Option::is_none")]
    webhook: Option<Webhook>,
    #[serde(skip_serializing_if = "Option::is_none")]
    stop: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    call: Option<Call>,
    #[serde(skip_serializing_if = "Option::is_none")]
    retry: Option<Retry>,
    #[serde(skip_serializing_if = "Option::is_none")]
    if_missing: Option<IfMissing>,
}

/// Words that say what is done.
const WORDS: &str =
    "do, find, upsert, only_if, branch, wait, for_each, set, http, email, message, webhook, stop, call";

/// A step that cannot be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WrongStep {
    /// It does nothing, or more than one thing.
    #[error("a step says exactly one thing to do, one of {WORDS}; this one says {0}")]
    NotOne(usize),
    /// It has no name.
    #[error("the step has no `id`")]
    Nameless,
    /// Fields are given that belong to `do`.
    #[error("`with` belongs to `do`")]
    StrayFields,
    /// A way of a branch has both a condition and none, or neither.
    #[error("each way of a branch has either `when` or `otherwise: true`")]
    WrongArm,
    /// A wait that never ends.
    #[error("a wait needs `for` or `until`, so that it ends")]
    Endless,
}

impl TryFrom<Form> for Step {
    type Error = WrongStep;

    fn try_from(form: Form) -> Result<Self, WrongStep> {
        let (id, title, skip) = (form.id.clone(), form.title.clone(), form.skip);
        let (retry, if_missing) = (form.retry.clone(), form.if_missing);
        let mut actions = form.actions()?;
        let one = if actions.len() == 1 { actions.pop() } else { None };
        Ok(Self {
            id: id.ok_or(WrongStep::Nameless)?,
            title,
            skip,
            action: one.ok_or(WrongStep::NotOne(actions.len()))?,
            retry: retry.unwrap_or_default(),
            if_missing: if_missing.unwrap_or_default(),
        })
    }
}

impl Form {
    /// Everything it says to do.
    fn actions(self) -> Result<Vec<Action>, WrongStep> {
        let Self { operation, with, branch, wait, .. } = self;
        if operation.is_none() && !with.is_empty() {
            return Err(WrongStep::StrayFields);
        }
        let branch = branch.map(|arms| arms.into_iter().map(Arm::try_from).collect::<Result<Vec<_>, _>>());
        let actions = [
            operation.map(|operation| Action::Do { operation, with }),
            self.find.map(Action::Find),
            self.upsert.map(Action::Upsert),
            self.only_if.map(Action::OnlyIf),
            branch.transpose()?.map(Action::Branch),
            wait.map(Wait::try_from).transpose()?.map(Action::Wait),
            self.for_each.map(Action::ForEach),
            self.set.map(Action::Set),
            self.http.map(Action::Http),
            self.email.map(Action::Email),
            self.message.map(Action::Message),
            self.webhook.map(Action::Webhook),
            self.stop.map(Action::Stop),
            self.call.map(Action::Call),
        ];
        Ok(actions.into_iter().flatten().collect())
    }
}

impl From<Step> for Form {
    fn from(step: Step) -> Self {
        let mut form = Self {
            id: Some(step.id),
            title: step.title,
            skip: step.skip,
            retry: Some(step.retry).filter(|retry| *retry != Retry::default()),
            if_missing: Some(step.if_missing).filter(|rule| *rule != IfMissing::default()),
            ..Self::default()
        };
        match step.action {
            Action::Do { operation, with } => (form.operation, form.with) = (Some(operation), with),
            Action::Find(find) => form.find = Some(find),
            Action::Upsert(given) => form.upsert = Some(given),
            Action::OnlyIf(condition) => form.only_if = Some(condition),
            Action::Branch(arms) => form.branch = Some(arms.into_iter().map(ArmForm::from).collect()),
            Action::Wait(wait) => form.wait = Some(wait.into()),
            Action::ForEach(each) => form.for_each = Some(each),
            Action::Set(given) => form.set = Some(given),
            Action::Http(http) => form.http = Some(http),
            Action::Email(email) => form.email = Some(email),
            Action::Message(message) => form.message = Some(message),
            Action::Webhook(webhook) => form.webhook = Some(webhook),
            Action::Stop(reason) => form.stop = Some(reason),
            Action::Call(call) => form.call = Some(call),
        }
        form
    }
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ArmForm {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    when: Option<Condition>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    otherwise: bool,
    #[serde(default)]
    steps: Vec<Step>,
}

impl TryFrom<ArmForm> for Arm {
    type Error = WrongStep;

    fn try_from(form: ArmForm) -> Result<Self, WrongStep> {
        if form.when.is_some() == form.otherwise {
            return Err(WrongStep::WrongArm);
        }
        Ok(Self { name: form.name, when: form.when, steps: form.steps })
    }
}

impl From<Arm> for ArmForm {
    fn from(arm: Arm) -> Self {
        Self { otherwise: arm.when.is_none(), name: arm.name, when: arm.when, steps: arm.steps }
    }
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct WaitForm {
    #[serde(rename = "for", default, skip_serializing_if = "Option::is_none")]
    length: Option<Length>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    until: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    or_until: Option<OneOrMore>,
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(untagged)]
enum OneOrMore {
    One(On),
    More(Vec<On>),
}

impl TryFrom<WaitForm> for Wait {
    type Error = WrongStep;

    fn try_from(form: WaitForm) -> Result<Self, WrongStep> {
        if form.length.is_none() && form.until.is_none() {
            return Err(WrongStep::Endless);
        }
        let or_until = match form.or_until {
            None => Vec::new(),
            Some(OneOrMore::One(on)) => vec![on],
            Some(OneOrMore::More(several)) => several,
        };
        Ok(Self { length: form.length, until: form.until, or_until })
    }
}

impl From<Wait> for WaitForm {
    fn from(wait: Wait) -> Self {
        let or_until = match wait.or_until.as_slice() {
            [] => None,
            [one] => Some(OneOrMore::One(*one)),
            several => Some(OneOrMore::More(several.to_vec())),
        };
        Self { length: wait.length, until: wait.until, or_until }
    }
}
