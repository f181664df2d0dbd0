//! Tests of the whole house, end to end: their files lie in `tests/`.
