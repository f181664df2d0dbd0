//! The official SDKs against a sandbox.
