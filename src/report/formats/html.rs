//! A page of HTML: one file that needs nothing beside it. Every value is escaped.

use minijinja::syntax::SyntaxConfig;
use minijinja::{Environment, UndefinedBehavior, Value};

use crate::report::document::Document;

/// A template and the values that stand in it.
#[derive(Clone, Debug)]
pub struct Page {
    /// Ends in `.html`: by that the engine escapes every value.
    name: &'static str,
    template: &'static str,
    values: Value,
}

impl Page {
    pub(crate) fn prep_sheet(values: Value) -> Self {
        Self {
            name: "explain.html",
            template: include_str!("../templates/explain.html"),
            values,
        }
    }

    fn text(&self) -> String {
        let mut environment = Environment::new();
        // A misspelt name of a value is a fault, not an empty place.
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        let syntax = SyntaxConfig::builder().trim_blocks(true).build();
        environment.set_syntax(syntax.expect("the usual signs with one line end less"));
        environment
            .render_named_str(self.name, self.template, self.values.clone())
            .expect("the template is shipped, and a test renders every part of it")
    }
}

/// The document's page.
pub(crate) fn render(document: &Document) -> Vec<u8> {
    let page = document.more.page.as_ref();
    let page = page.expect("commands refuse this format where there is no page");
    let mut text = page.text();
    text.push('\n');
    text.into_bytes()
}
