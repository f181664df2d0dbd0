//! Reading bodies as strictly as HighLevel does.

pub(crate) use highlevel::answering::body::{Body, Given, Need};
