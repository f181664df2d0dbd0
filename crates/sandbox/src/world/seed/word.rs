//! What people write in tasks, notes and appointments.

pub(super) const FIRST_CALLS: &[(&str, &str)] = &[
    ("Call back about new patient form", "Asked for a morning slot. Prefers to be called before 10."),
    ("Send price list", "Whitening and the family plan."),
    ("Confirm insurance details", "The card photo was blurred, ask for a new one."),
    ("Answer question about sedation", "Nervous about the drill, was very friendly on the phone."),
    ("Offer consultation slot", "Tuesday or Thursday afternoon."),
];

pub(super) const FOLLOW_UPS: &[(&str, &str)] = &[
    ("Follow up on treatment plan", "Wanted to talk it over at home first."),
    ("Check in after cleaning", "Gums were sensitive on the left side."),
    ("Send aftercare leaflet", "The printed one was left at the desk."),
    ("Remind about six-month check-up", "Usually books with Dr. Okafor."),
    ("Ask for a review", "Said she would gladly write one."),
    ("Call about payment plan", "Three instalments would work."),
    ("Order night guard", "Impression taken, lab needs five days."),
    ("Update address", "Moved house last month."),
];

pub(super) const LEAD_NOTES: &[&str] = &[
    "Came in through the website form late in the evening. Asked whether we see children under six.",
    "Found us on the way to work. Wants a quote for two crowns.",
    "Spoke for five minutes, sounded interested but has to check the calendar.",
    "Left a voicemail. Try again tomorrow after lunch.",
    "Asked about <b>evening appointments</b>; told them about Wednesdays until 19:00.",
    "Compares three practices. Price matters, so does parking.",
];

pub(super) const CUSTOMER_NOTES: &[&str] = &[
    "Check-up went well, no cavities. Next visit in six months.",
    "Prefers text messages, never picks up the phone at work.",
    "Allergic to penicillin. Noted in the chart too.",
    "Brought both kids along, they loved the fish tank.",
    "Invoice settled at the desk, receipt sent by e-mail.",
    "Would like to try the membership plan from January.",
    "Changed the appointment twice this month; asked to give a day's notice.",
    "<p>Treatment plan agreed:</p><ul><li>cleaning</li><li>two fillings</li><li>whitening later</li></ul>",
    "Recommended us to a colleague. Send a thank-you card.",
];

pub(super) const QUIET_NOTES: &[&str] = &[
    "No answer since the spring. Last try by e-mail.",
    "Said they would call back after the holidays. They did not.",
    "Mail came back, address may be old.",
];

pub(super) const VISITS: &[(&str, i64)] = &[
    ("Check-up", 30),
    ("Cleaning", 45),
    ("Consultation", 30),
    ("Filling", 60),
    ("Whitening", 60),
    ("Follow-up", 15),
    ("First visit", 45),
];

pub(super) const TITLES: &[&str] = &["Phone call", "Follow-up summary", "Visit", "Billing", "Preferences"];
pub(super) const COLORS: &[&str] = &["#FFAA00", "#3B82F6", "#10B981", "#F472B6"];
