//! The text of a note that may hold HTML.
//!
//! Promise: what comes out is text: no tag survives, line breaks and list items do.

/// The note's text. Text without any tag is left as it is.
pub fn plain(body: &str) -> String {
    if !has_tags(body) {
        return body.trim_end().to_owned();
    }
    let mut text = String::with_capacity(body.len());
    let mut rest = body;
    while let Some(open) = rest.find('<') {
        text.push_str(&entities(&rest[..open]));
        rest = &rest[open..];
        let Some(close) = rest.find('>') else { return tidy(&text) };
        let tag = name(&rest[1..close]);
        rest = &rest[close + 1..];
        match tag.as_str() {
            "br" | "/p" | "/div" | "/li" | "/h1" | "/h2" | "/h3" | "/tr" => text.push('\n'),
            "li" => text.push_str("- "),
            "script" | "style" => rest = after(rest, &tag),
            _ => {}
        }
    }
    text.push_str(&entities(rest));
    tidy(&text)
}

fn has_tags(body: &str) -> bool {
    body.match_indices('<').any(|(at, _)| {
        let next = body[at + 1..].chars().next();
        next.is_some_and(|next| next.is_ascii_alphabetic() || next == '/') && body[at..].contains('>')
    })
}

fn name(tag: &str) -> String {
    let end = tag.char_indices().find(|(at, letter)| *at > 0 && !letter.is_ascii_alphanumeric());
    tag[..end.map_or(tag.len(), |(at, _)| at)].to_ascii_lowercase()
}

/// What follows the end of an element whose content is no text.
fn after<'t>(rest: &'t str, tag: &str) -> &'t str {
    let end = format!("</{tag}");
    let at = rest.to_ascii_lowercase().find(&end);
    at.map_or("", |at| rest[at..].split_once('>').map_or("", |(_, after)| after))
}

fn entities(text: &str) -> String {
    let mut out = text.to_owned();
    let named = [
        ("&nbsp;", " "),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&apos;", "'"),
        ("&amp;", "&"),
    ];
    for (entity, letter) in named {
        out = out.replace(entity, letter);
    }
    out
}

/// No blanks at line ends, no more than one empty line in a row.
fn tidy(text: &str) -> String {
    let mut lines: Vec<&str> = Vec::new();
    for line in text.lines().map(str::trim_end) {
        if !(line.is_empty() && lines.last().is_none_or(|last| last.is_empty())) {
            lines.push(line);
        }
    }
    lines.join("\n").trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_text_is_left_alone_also_with_signs_that_look_like_tags() {
        assert_eq!(plain("5 < 6 & 7 > 3\n  kept"), "5 < 6 & 7 > 3\n  kept");
    }

    #[test]
    fn markup_becomes_lines() {
        let html = "<p>Wants <b>panels</b> &amp; a battery</p><ul><li>south</li><li>west</li></ul>Bye<br>";

        assert_eq!(plain(html), "Wants panels & a battery\n- south\n- west\nBye");
    }

    #[test]
    fn a_script_leaves_nothing_behind() {
        assert_eq!(plain("a<script>alert('x')</script>b<img src=x onerror=alert(1)>"), "ab");
        assert_eq!(plain("<p>cut <a href="), "cut");
    }
}
