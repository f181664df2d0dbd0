//! Whether a contact may be written to by a channel, decided before anybody types.
//!
//! Promise: what HighLevel would refuse is refused here first, with the reason; permanent do not disturb counts.

use serde_json::Value;

use super::Channel;
use crate::record::Doc;

/// Why nothing can be sent by a channel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Closed {
    /// The contact is not to be disturbed at all.
    DoNotDisturb,
    /// The contact is not to be disturbed by this channel; the note says who closed it, where known.
    ChannelOff {
        /// HighLevel's note on why.
        note: Option<String>,
    },
    /// HighLevel keeps the channel closed for good.
    ForGood,
    /// There is no number.
    NoPhone,
    /// There is no address.
    NoEmail,
    /// The address is known not to work.
    BadEmail,
}

/// Why nothing can be sent to this contact by this channel; none where it can.
pub fn closed(contact: &Doc, channel: Channel) -> Option<Closed> {
    let (key, missing) = match channel {
        Channel::Sms => ("SMS", contact.text("phone").is_none().then_some(Closed::NoPhone)),
        Channel::Email => ("Email", contact.text("email").is_none().then_some(Closed::NoEmail)),
        Channel::WhatsApp => ("WhatsApp", contact.text("phone").is_none().then_some(Closed::NoPhone)),
        _ => return None,
    };
    let setting = contact.get("dndSettings").and_then(|settings| settings.get(key));
    let status = setting.and_then(|setting| setting.get("status")).and_then(Value::as_str);
    let note = || {
        let note = setting.and_then(|setting| setting.get("message")).and_then(Value::as_str);
        note.map(str::to_owned).filter(|note| !note.is_empty())
    };
    let bad_email = channel == Channel::Email && contact.flag("validEmail") == Some(false);
    match status {
        Some("permanent") => Some(Closed::ForGood),
        Some("active") => Some(Closed::ChannelOff { note: note() }),
        _ if contact.flag("dnd") == Some(true) => Some(Closed::DoNotDisturb),
        _ => missing.or(bad_email.then_some(Closed::BadEmail)),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn contact(value: Value) -> Doc {
        Doc::from_fields(value.as_object().unwrap().clone())
    }

    #[test]
    fn a_closed_channel_says_so_and_leaves_the_other_open() {
        let ada = contact(json!({
            "phone": "+15550100", "email": "ada@example.com",
            "dndSettings": {"SMS": {"status": "active", "message": "Texted STOP"}},
        }));

        let note = Some("Texted STOP".to_owned());
        assert_eq!(closed(&ada, Channel::Sms), Some(Closed::ChannelOff { note }));
        assert_eq!(closed(&ada, Channel::Email), None);
    }

    #[test]
    fn do_not_disturb_closes_every_channel_and_permanent_is_told_apart() {
        let quiet = contact(json!({"phone": "+15550100", "dnd": true}));
        let fixed = contact(json!({"phone": "+15550100", "dndSettings": {"SMS": {"status": "permanent"}}}));

        assert_eq!(closed(&quiet, Channel::Sms), Some(Closed::DoNotDisturb));
        assert_eq!(closed(&fixed, Channel::Sms), Some(Closed::ForGood));
    }

    #[test]
    fn without_an_address_there_is_nothing_to_write_to() {
        let bare = contact(json!({"firstName": "Ada"}));

        assert_eq!(closed(&bare, Channel::Sms), Some(Closed::NoPhone));
        assert_eq!(closed(&bare, Channel::Email), Some(Closed::NoEmail));
        assert_eq!(
            closed(&contact(json!({"email": "x@example.com", "validEmail": false})), Channel::Email),
            Some(Closed::BadEmail)
        );
    }
}
