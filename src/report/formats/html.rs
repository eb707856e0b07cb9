//! A page of HTML: one file that needs nothing beside it. Every value is escaped.

use minijinja::syntax::SyntaxConfig;
use minijinja::{Environment, UndefinedBehavior};

use crate::report::document::{Document, Page};

/// The document's page.
pub(crate) fn render(document: &Document) -> Vec<u8> {
    let page = document.more.page.as_ref();
    let page = page.expect("commands refuse this format where there is no page");
    let mut text = text(page);
    text.push('\n');
    text.into_bytes()
}

fn text(page: &Page) -> String {
    let mut environment = Environment::new();
    // A misspelt name of a value is a fault, not an empty place.
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    let syntax = SyntaxConfig::builder().trim_blocks(true).build();
    environment.set_syntax(syntax.expect("the usual signs with one line end less"));
    environment
        .render_named_str(page.name, page.template, page.values.clone())
        .expect("the template is shipped, and a test renders every part of it")
}
