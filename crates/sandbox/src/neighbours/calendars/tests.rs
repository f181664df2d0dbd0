//! Calendars, each rule as a sentence.
