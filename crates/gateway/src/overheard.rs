//! What HighLevel said word for word, for somebody who has to pass it on.
//!
//! Here: a place beside the task, in which each answer is noted as it came. Not here: what an answer means.
//!
//! Promise: only the task that listens hears, and only what its own calls were answered.

use std::cell::RefCell;
use std::collections::HashMap;

use highlevel::client::{Answer, Call};

tokio::task_local! {
    static HEARD: RefCell<Heard>;
}

/// The last answer of each operation.
pub(crate) type Heard = HashMap<&'static str, Answer>;

/// Notes an answer, if somebody listens.
pub(crate) fn note(call: &Call, answer: &Answer) {
    let _nobody = HEARD.try_with(|heard| heard.borrow_mut().insert(call.name(), answer.clone()));
}

/// Does this, and tells what its calls were answered.
pub(crate) async fn listening<T>(doing: impl Future<Output = T>) -> (T, Heard) {
    let heard = RefCell::default();
    HEARD
        .scope(heard, async {
            let done = doing.await;
            (done, HEARD.with(|heard| heard.take()))
        })
        .await
}

#[cfg(test)]
mod tests {
    use highlevel::operation::contacts::GET_CONTACT;
    use serde_json::json;

    use super::*;

    #[tokio::test]
    async fn only_who_listens_hears() {
        let answer = Answer::of_json(400, &json!({ "error": "no" }));
        note(&Call::of(&GET_CONTACT), &answer);

        let ((), heard) = listening(async { note(&Call::of(&GET_CONTACT), &answer) }).await;

        assert_eq!(heard[GET_CONTACT.id].status, 400);
    }
}
