//! A line to the sandbox that can be made to fail, once for each fault put on it.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
};

use axum::{
    Router,
    body::{Body, Bytes},
    extract::{Request, State},
    response::Response,
};
use tokio::net::TcpListener;

/// What happens to a call of an operation whose path ends so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// HighLevel does it; the answer is lost on the way back.
    AnswerLost,
    /// HighLevel never hears of it; a fault comes back.
    NeverArrives,
    /// HighLevel does it and says 422.
    DoneButRefused,
    /// HighLevel does it; garbage comes back with a 200.
    Garbage,
    /// HighLevel says yes and forgets the city.
    CityForgotten,
}

type Faults = Arc<Mutex<VecDeque<(&'static str, Fault)>>>;

pub(super) struct Line {
    pub(super) url: String,
    faults: Faults,
}

#[derive(Clone)]
struct Far {
    base: String,
    http: reqwest::Client,
    faults: Faults,
}

impl Line {
    pub(super) async fn to(base: &str, http: reqwest::Client) -> Self {
        let faults = Faults::default();
        let far = Far { base: base.to_owned(), http, faults: Arc::clone(&faults) };
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let router = Router::new().fallback(pass_on).with_state(far);
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { url, faults }
    }

    /// The next call with this method fails so.
    pub(super) fn fail(&self, method: &'static str, fault: Fault) {
        self.faults.lock().unwrap().push_back((method, fault));
    }
}

async fn pass_on(State(far): State<Far>, request: Request) -> Response {
    let fault = far.take(request.method().as_str());
    if fault == Some(Fault::NeverArrives) {
        return answer(503, Bytes::from_static(b"upstream is away"));
    }
    let (parts, body) = request.into_parts();
    let path = parts.uri.path_and_query().map_or("/", |path| path.as_str());
    let mut body = axum::body::to_bytes(body, 1 << 20).await.unwrap();
    if fault == Some(Fault::CityForgotten) {
        let mut fields: serde_json::Map<String, serde_json::Value> = serde_json::from_slice(&body).unwrap();
        fields.remove("city");
        body = serde_json::to_vec(&fields).unwrap().into();
    }
    let mut call = far.http.request(parts.method, format!("{}{path}", far.base)).body(body);
    for name in ["authorization", "version", "content-type"] {
        if let Some(value) = parts.headers.get(name) {
            call = call.header(name, value);
        }
    }
    let answered = call.send().await.unwrap();
    match fault {
        Some(Fault::AnswerLost) => answer(504, Bytes::new()),
        Some(Fault::DoneButRefused) => {
            answer(422, Bytes::from_static(br#"{"message":["it is odd"],"error":"Unprocessable Entity"}"#))
        }
        Some(Fault::Garbage) => answer(200, Bytes::from_static(b"<html>")),
        Some(Fault::NeverArrives | Fault::CityForgotten) | None => {
            let mut response = Response::builder().status(answered.status());
            let passes = |name: &str| name.starts_with("x-") || name == "date";
            for (name, value) in answered.headers().iter().filter(|(name, _)| passes(name.as_str())) {
                response = response.header(name, value);
            }
            response.body(Body::from(answered.bytes().await.unwrap())).unwrap()
        }
    }
}

impl Far {
    fn take(&self, method: &str) -> Option<Fault> {
        let mut faults = self.faults.lock().unwrap();
        let at = faults.iter().position(|(wanted, _)| *wanted == method)?;
        faults.remove(at).map(|(_, fault)| fault)
    }
}

fn answer(status: u16, body: Bytes) -> Response {
    Response::builder().status(status).body(Body::from(body)).unwrap()
}
