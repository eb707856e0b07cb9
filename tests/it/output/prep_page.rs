//! Is the prep sheet's page of HTML whole, usable by everyone, and safe against the text it holds?

use crate::support::folder::Folder;
use crate::support::readings::items_file;
use crate::support::run::{Printed, Run, run};

/// An opening or closing tag, or one of an element that has no content.
#[derive(Debug)]
struct Tag {
    name: String,
    attributes: String,
    closes: bool,
}

const EMPTY: [&str; 4] = ["meta", "wbr", "br", "hr"];

/// The tags of a page, in order; what stands between them has to be text.
fn tags(page: &str) -> Vec<Tag> {
    let rest = page.strip_prefix("<!DOCTYPE html>").expect("a doctype");
    let mut tags: Vec<Tag> = Vec::new();
    for (at, piece) in rest.split('<').enumerate() {
        let text = if at == 0 {
            piece
        } else {
            let (tag, text) = piece.split_once('>').expect("a tag ends");
            let (name, attributes) = tag.split_once(' ').unwrap_or((tag, ""));
            assert_eq!(attributes.matches('"').count() % 2, 0, "{tag}");
            tags.push(Tag {
                name: name.trim_start_matches('/').to_owned(),
                attributes: attributes.to_owned(),
                closes: name.starts_with('/'),
            });
            text
        };
        assert!(
            tags.last().is_some_and(|tag| tag.name == "style") || !text.contains('>'),
            "{text}"
        );
        for after in text.split('&').skip(1) {
            let name = after.split(';').next().unwrap_or_default();
            let named = name
                .trim_start_matches('#')
                .chars()
                .all(|c| c.is_ascii_alphanumeric());
            assert!(after.contains(';') && named, "a bare & before {after}");
        }
    }
    tags
}

fn check_page(page: &str) {
    let tags = tags(page);
    let mut open: Vec<&str> = Vec::new();
    for tag in tags
        .iter()
        .filter(|tag| !EMPTY.contains(&tag.name.as_str()))
    {
        if tag.closes {
            assert_eq!(open.pop(), Some(tag.name.as_str()), "closed out of order");
        } else {
            open.push(&tag.name);
        }
    }
    assert_eq!(open, [""; 0], "left open");
    let opened = |name: &str| -> Vec<&Tag> {
        let tags = tags.iter();
        tags.filter(|tag| tag.name == name && !tag.closes).collect()
    };
    for once in ["h1", "title", "header", "main", "footer", "html"] {
        assert_eq!(opened(once).len(), 1, "{once}");
    }
    assert!(opened("html")[0].attributes.contains("lang=\"en-GB\""));
    let headers = opened("th");
    assert!(headers.len() > 20 && headers.iter().all(|th| th.attributes.contains("scope=\"")));
    assert_eq!(opened("table").len(), opened("caption").len());
    let policy = opened("meta");
    let policy = policy
        .iter()
        .find(|meta| meta.attributes.contains("Content-Security-Policy"));
    assert!(policy.is_some_and(|meta| meta.attributes.contains("default-src 'none'")));
    // Nothing that runs or is fetched; a link leads inside the page alone.
    for never in [
        "script", "link", "img", "iframe", "object", "embed", "base", "form", "svg",
    ] {
        assert!(opened(never).is_empty(), "{never}");
    }
    for tag in &tags {
        let attributes = &tag.attributes;
        let leads_out = attributes.contains("href=") && !attributes.contains("href=\"#main\"");
        assert!(!leads_out && !attributes.contains("src="), "{tag:?}");
        assert!(
            !attributes.contains(" on") && !attributes.contains("style="),
            "{tag:?}"
        );
    }
    assert!(opened("main")[0].attributes.contains("id=\"main\""));
    assert!(!page.contains("url(") && !page.contains("@import"));
    let title = page
        .split("<title>")
        .nth(1)
        .and_then(|rest| rest.split('<').next());
    assert!(title.is_some_and(|title| title.contains("contains patient data")));
    let (_, footer) = page.split_once("<footer>").expect("a footer");
    footer.has_parts([
        "Contains patient data",
        "definitions ",
        "It does not diagnose",
    ]);
}

fn html(run: Run) -> String {
    run.args("--format html").prints()
}

#[test]
fn the_page_is_whole_and_needs_nothing_beside_it() {
    let page = html(run("explain -q fixtures/tiny --patient 9990000018"));
    check_page(&page);
    page.has_parts([
            "<dd>9990000018</dd>",
            "<th scope=\"rowgroup\" rowspan=\"2\">02 Cardiovascular System</th><th scope=\"row\">Furosemide</th>",
            "Musculoskeletal &amp; Joint Diseases",
            "1 + 1 + 1 + 1 + 1 = score 5",
            "needs a diagnosis of asthma",
            "(dependence_<wbr>2_<wbr>categories)",
            "7 Patient-centred",
            "@page { size: A4;",
        ]);
    let words = rxsift::shortlist::STATUSES.join(", ");
    assert!(page.contains(&words) && page.contains("snooze_until"));
    // Nobody on nothing: every part is there without a row.
    let items = items_file(&[("9990000018", "0501013B0AAAAAA")]);
    let policy = "[[criterion]]\nid = \"nsaid_with_damn\"\npoints = 1\n";
    let bare = run("explain -q @items.csv --patient 9990000018 --policy @policy.toml")
        .file("items.csv", items)
        .file("policy.toml", policy);
    let page = html(bare);
    assert!(page.contains("No criterion is met: score 0"));
    assert!(page.contains("<td colspan=\"2\">None</td>"));
}

#[test]
fn text_of_the_files_is_text_on_the_page() {
    let organisations = "practice_code,practice_name\nA81001,\"<script>alert('1')</script> & \"\"Sons\"\" \u{1b}[31m\"\n";
    let items = items_file(&[("<b>&1", "1001010P0AAADAD"), ("<b>&1", "0205051R0AAADAD")]);
    let ours = "[[indicator]]\nid = \"hostile\"\ntitle = \"<i>A & B</i>\"\nwhy = \"w\"\n\
        direction = \"lower\"\nreason = \"</table><img src=x> {medicines}\"\n\
        numerator = [{ feature = \"nsaid\", at_least = 1 }]\n\
        denominator = [{ feature = \"medicines\", at_least = 1 }]\n";
    let policy = "[[criterion]]\nid = \"hostile\"\npoints = 1\n";
    let folder = Folder::with(&[
        ("organisations.csv", organisations),
        ("items.csv", &items),
        ("a & b.toml", ours),
        ("policy.toml", policy),
    ]);
    let explained = || {
        folder
            .run("explain -q @organisations.csv @items.csv --patient <b>&1")
            .args("--definitions '@a & b.toml' --policy @policy.toml")
    };
    let page = html(explained());
    check_page(&page);
    page.has_parts([
        "<dd>&lt;b&gt;&amp;1</dd>",
        "&lt;script&gt;alert(&#x27;1&#x27;)&lt;&#x2f;script&gt; &amp; &quot;Sons&quot;",
        "&lt;&#x2f;table&gt;&lt;img src=x&gt; Naproxen",
    ]);
    let table = explained().args("--format table").env("COLUMNS", "100");
    let markdown = explained().args("--format markdown");
    for text in [page, table.prints(), markdown.prints()] {
        assert!(!text.contains('\u{1b}'), "nothing steers a terminal");
    }
}
