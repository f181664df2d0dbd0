//! The search grammar of `POST /contacts/search`: filters, groups, sort and cursor.
