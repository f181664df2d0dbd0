//! Quirks: contacts and what is kept with them.

use super::{
    Area,
    Mark::{Ours, Seen},
    Quirk, quirk,
};

pub(super) const AREA: Area = Area { title: "Contacts", quirks: QUIRKS };

const QUIRKS: &[Quirk] = &[
    quirk(
        "strict-bodies",
        Seen,
        "1.4, 4.2",
        "Unknown members of a body are a 422 `property X should not exist`; so are `locationId`, `gender` and `companyName` on `PUT`",
    ),
    quirk(
        "contact-400",
        Seen,
        "1.4; the 404's status is ours",
        "An unknown contact is a 400, an unknown task or note a 404",
    ),
    quirk(
        "empty-create",
        Seen,
        "1.4; its sentence is ours",
        "A contact of nothing but its location is a 400 whose body says 422",
    ),
    quirk(
        "words-as-ids",
        Seen,
        "4",
        "`search`, `upsert`, `lookup` and others are read as ids where the method takes one",
    ),
    quirk(
        "names-by-route",
        Seen,
        "4.1",
        "First names are lower-cased in the list, as typed elsewhere; `address` and no postal code in search",
    ),
    quirk(
        "list-cursor",
        Seen,
        "4.3",
        "List: half a cursor gives page one again; the last page has a cursor too; `limit` above 100 is a 400",
    ),
    quirk(
        "business-list",
        Seen,
        "4; that older versions do the same is ours",
        "The contacts of a business come by name, 25 to a page; their cursor `name,id` is new in `v3`",
    ),
    quirk(
        "search-pages",
        Seen,
        "4.4",
        "Search: the cursor is on each contact; `pageLimit` is required and at most 500; `page` reaches 10,000 records",
    ),
    quirk(
        "search-fields",
        Seen,
        "4.4",
        "Search: an unknown field is a 400 `Invalid field X`; custom fields go by id",
    ),
    quirk(
        "search-values",
        Ours,
        "4.4",
        "Search: arrays as values mean \"one of these\"; groups nest ten deep; a range without a bound is a 422; empty values sort last",
    ),
    quirk(
        "index-lag",
        Ours,
        "4.3, 4.4: seconds later at HighLevel; `index_lag_ms` of `/sandbox/switches` and the fault `index_lag` turn it",
        "Lists and searches of contacts, opportunities and conversations see a change at once; the search of tasks always does",
    ),
    quirk(
        "duplicate-400",
        Seen,
        "4.5; `PUT` is ours",
        "A duplicate is a 400 with the other contact under `meta`; the same rule on `PUT`",
    ),
    quirk(
        "upsert-silence",
        Seen,
        "4.5",
        "Upsert: always 200; a key that belongs to somebody else is left out without a word; an additional address becomes the primary one, and the old primary one is lost; `gender` is dropped",
    ),
    quirk("email-blank", Seen, "4.5", "`email: \"\"` is a 422"),
    quirk(
        "phone-form",
        Seen,
        "4.2; the details are ours",
        "A phone is brought into `+1…` form: ten digits are North American, an extension is left out, a country never begins with 0",
    ),
    quirk(
        "tag-case",
        Seen,
        "4.2; the case is ours",
        "Tags are trimmed and lower-cased, and an unknown one is defined",
    ),
    quirk("tags-replaced", Seen, "4.2", "`PUT` and upsert replace all tags"),
    quirk(
        "custom-fields",
        Seen,
        "4.2; dropping and staying are ours",
        "A custom field is read without its key; one that nobody defined is dropped, one named without a value stays",
    ),
    quirk(
        "dnd-permanent",
        Seen,
        "4.2; the status is ours",
        "A channel closed with `permanent` cannot be opened: 403",
    ),
    quirk("notes-order", Seen, "4", "Notes come newest first, tasks and notes without paging"),
    quirk(
        "appointment-times",
        Seen,
        "4.6",
        "Appointments are under `events`, their times without a zone, in the location's",
    ),
    quirk("succeded", Seen, "1.2, 4", "`succeded` with one `e`; under `v3` both spellings"),
    quirk("workflow-201", Seen, "4", "Enrolling in a workflow answers 201 (the documents say 200)"),
    quirk("bulk-type", Ours, "4", "In bulk tagging a `type` that is not filled in is a 422"),
    quirk(
        "definitions-apart",
        Ours,
        "4.2",
        "Renaming or deleting the definition of a tag or custom field leaves contacts as they are",
    ),
];
