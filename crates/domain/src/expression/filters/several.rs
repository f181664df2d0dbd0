//! Filters of lists.

use minijinja::{Error, Value, value::ValueKind};

use super::{super::fault::refused, is_empty};

/// `contact.tags | also('vip')`: the list with one more, unless it is there.
pub(super) fn also(list: &Value, more: &Value) -> Result<Value, Error> {
    let mut items = items_of(list)?;
    for item in one_or_more(more)? {
        if !items.contains(&item) {
            items.push(item);
        }
    }
    Ok(Value::from(items))
}

/// `contact.tags | without('lead')`
pub(super) fn without(list: &Value, less: &Value) -> Result<Value, Error> {
    let less = one_or_more(less)?;
    let items = items_of(list)?.into_iter().filter(|item| !less.contains(item));
    Ok(Value::from(items.collect::<Vec<_>>()))
}

/// `[contact.email, contact.phone] | filled`: without what is empty.
pub(super) fn filled(list: &Value) -> Result<Value, Error> {
    let items = items_of(list)?.into_iter().filter(|item| !is_empty(item));
    Ok(Value::from(items.collect::<Vec<_>>()))
}

fn items_of(list: &Value) -> Result<Vec<Value>, Error> {
    match list.kind() {
        ValueKind::Undefined | ValueKind::None => Ok(Vec::new()),
        ValueKind::Seq | ValueKind::Iterable => Ok(list.try_iter()?.collect()),
        kind => Err(refused(format!("this needs a list, not a {kind}"))),
    }
}

fn one_or_more(value: &Value) -> Result<Vec<Value>, Error> {
    match value.kind() {
        ValueKind::Seq | ValueKind::Iterable => items_of(value),
        _ => Ok(vec![value.clone()]),
    }
}
