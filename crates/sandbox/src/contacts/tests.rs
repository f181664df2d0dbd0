//! Each rule of the Contacts API as a sentence, over the router.
