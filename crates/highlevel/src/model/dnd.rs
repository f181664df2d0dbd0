//! Do not disturb.

open_enum! {
    /// Whether a channel is closed. `Active` means: do not disturb.
    pub enum DndStatus {
        /// Closed.
        Active = "active",
        /// Open.
        Inactive = "inactive",
        /// Closed for good; the API cannot open it.
        Permanent = "permanent",
    }
}

record! {
    /// One channel's state.
    pub struct Dnd {
        /// Whether the channel is closed.
        status: DndStatus = "status",
        /// Why.
        message: String = "message",
        /// A code beside the message.
        code: String = "code",
    }
}

record! {
    /// Every channel's state. Keys read in v2 and v3 spelling and are written in v2's.
    pub struct DndSettings {
        /// Phone calls.
        call: Dnd = "Call" | "call",
        /// E-mail.
        email: Dnd = "Email" | "email",
        /// Text messages.
        sms: Dnd = "SMS" | "sms",
        /// WhatsApp.
        whatsapp: Dnd = "WhatsApp" | "whatsApp",
        /// Google My Business.
        gmb: Dnd = "GMB" | "gmb",
        /// Facebook.
        facebook: Dnd = "FB" | "fb",
        /// Rich messages; seen in payloads, not in the documentation.
        rcs: Dnd = "RCS" | "rcs",
    }
}

record! {
    /// Do not disturb for what comes in.
    pub struct InboundDndSettings {
        /// Every channel at once.
        all: Dnd = "all",
    }
}
