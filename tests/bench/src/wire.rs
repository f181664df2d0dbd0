//! A small HTTP client that costs little, so that the load takes as little as it can of the machine it measures.
//!
//! Here: one kept connection, requests written as they are, answers read whole. Not here: anything a browser does.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use anyhow::{Context as _, Result, bail, ensure};
use serde_json::Value;

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(60);

/// One connection to one server.
pub(crate) struct Wire {
    stream: BufReader<TcpStream>,
    host: SocketAddr,
    /// Sent with every request.
    pub(crate) cookie: Option<String>,
}

/// What came back.
pub(crate) struct Answer {
    /// The status.
    pub(crate) status: u16,
    /// The header lines.
    head: Vec<String>,
    /// The body as it came.
    pub(crate) body: Vec<u8>,
}

impl Wire {
    /// Connects to `http://HOST:PORT`, with or without a path behind it.
    pub(crate) fn to(url: &str) -> Result<Self> {
        let host = url.strip_prefix("http://").unwrap_or(url).split('/').next().unwrap_or_default();
        let host: SocketAddr =
            host.parse().with_context(|| format!("{url} is not an address on this machine"))?;
        let stream = TcpStream::connect_timeout(&host, PATIENCE)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        Ok(Self { stream: BufReader::with_capacity(64 * 1024, stream), host, cookie: None })
    }

    /// `GET` of that path.
    pub(crate) fn get(&mut self, path: &str) -> Result<Answer> {
        let cookie = self.cookie.as_ref().map(|cookie| format!("cookie: {cookie}\r\n")).unwrap_or_default();
        let request = format!("GET {path} HTTP/1.1\r\nhost: {}\r\n{cookie}\r\n", self.host);
        self.send(request.as_bytes())
    }

    /// `GET` of a path that must answer 200 with JSON.
    pub(crate) fn json(&mut self, path: &str) -> Result<Value> {
        let answer = self.get(path)?;
        ensure!(answer.status == 200, "{path} answered {}", answer.status);
        Ok(serde_json::from_slice(&answer.body)?)
    }

    /// `POST` of JSON that must be taken.
    pub(crate) fn tell(&mut self, path: &str, body: &Value) -> Result<()> {
        let answer = self.send(&post(self.host, path, "", &body.to_string()))?;
        ensure!(answer.status == 200, "{path} answered {}", answer.status);
        Ok(())
    }

    /// `PUT` of JSON with a token, as programs talk to HighLevel. Answers the status.
    pub(crate) fn put(&mut self, path: &str, token: &str, body: &Value) -> Result<u16> {
        let head =
            format!("authorization: Bearer {token}\r\nversion: 2021-07-28\r\naccept: application/json\r\n");
        let request = post(self.host, path, &head, &body.to_string());
        let request = [b"PUT", request.strip_prefix(b"POST").unwrap_or(&request)].concat();
        Ok(self.send(&request)?.status)
    }

    /// Opens a stream of server-sent events; [`Self::news`] reads on.
    pub(crate) fn listen(&mut self, path: &str) -> Result<()> {
        let cookie = self.cookie.as_deref().unwrap_or_default();
        let request = format!(
            "GET {path} HTTP/1.1\r\nhost: {}\r\ncookie: {cookie}\r\naccept: text/event-stream\r\n\r\n",
            self.host
        );
        self.stream.get_mut().write_all(request.as_bytes())?;
        let status = self.line()?;
        ensure!(status.contains(" 200"), "{path} answered {status}");
        // The first word says that the stream stands.
        while !self.line()?.starts_with(':') {}
        Ok(())
    }

    /// The data of the next event. Each event is a piece of its own on the wire, so that lines are never cut.
    pub(crate) fn news(&mut self) -> Result<String> {
        loop {
            if let Some(data) = self.line()?.strip_prefix("data:") {
                return Ok(data.trim().to_owned());
            }
        }
    }

    /// `DELETE` of a path that must answer 200.
    pub(crate) fn delete(&mut self, path: &str) -> Result<()> {
        let answer =
            self.send(format!("DELETE {path} HTTP/1.1\r\nhost: {}\r\n\r\n", self.host).as_bytes())?;
        ensure!(answer.status == 200, "{path} answered {}", answer.status);
        Ok(())
    }

    /// Writes a request made before, and reads the answer.
    pub(crate) fn send(&mut self, request: &[u8]) -> Result<Answer> {
        self.stream.get_mut().write_all(request)?;
        let status = self.line()?;
        let status =
            status.split(' ').nth(1).and_then(|code| code.parse().ok()).context("not an HTTP answer")?;
        let mut head = Vec::new();
        loop {
            let line = self.line()?;
            if line.is_empty() {
                break;
            }
            head.push(line);
        }
        let mut answer = Answer { status, head, body: Vec::new() };
        self.read_body(&mut answer)?;
        Ok(answer)
    }

    fn read_body(&mut self, answer: &mut Answer) -> Result<()> {
        if let Some(length) = answer.header("content-length") {
            answer.body.resize(length.parse()?, 0);
            self.stream.read_exact(&mut answer.body)?;
        } else if answer.header("transfer-encoding").is_some() {
            loop {
                let size = usize::from_str_radix(self.line()?.trim(), 16)?;
                let from = answer.body.len();
                answer.body.resize(from + size, 0);
                self.stream.read_exact(&mut answer.body[from..])?;
                self.line()?;
                if size == 0 {
                    break;
                }
            }
        }
        Ok(())
    }

    fn line(&mut self) -> Result<String> {
        let mut line = String::new();
        if self.stream.read_line(&mut line)? == 0 {
            bail!("{} hung up", self.host);
        }
        Ok(line.trim_end().to_owned())
    }
}

impl Answer {
    /// A header by its name in small letters.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.head.iter().find_map(|line| {
            let (known, value) = line.split_once(':')?;
            known.eq_ignore_ascii_case(name).then(|| value.trim())
        })
    }
}

/// A `POST` of JSON, ready to be sent; `head` is further header lines, each with its end.
pub(crate) fn post(host: SocketAddr, path: &str, head: &str, body: &str) -> Vec<u8> {
    format!(
        "POST {path} HTTP/1.1\r\nhost: {host}\r\ncontent-type: application/json\r\n{head}content-length: {}\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}
