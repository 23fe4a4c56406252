//! From what is written to what collectors are made of: names are looked up, defaults put in, quantities scaled. Whoever resolves
//! the rest of a spec begins with the same.

mod buckets;
mod http_tracks;
mod labels;
mod metrics;
mod policy;
mod range;
mod rust_names;
mod series;
mod service;
mod tracks;

pub use buckets::bounds;
pub use labels::resolve as labels;
pub use policy::{Known, around, policy, silence};
pub use range::resolve as range;
pub use rust_names::check as rust_names;

use crate::ast;
use crate::decode::{QuantityText, Text};
use crate::diagnostic::{Diagnostic, Sink};
use crate::model::{Collectors, Domain, Label, Table};
use crate::number::Number;
use crate::quantity::Quantity;
use crate::rules;
use crate::source::{Piece, Source, Span};
use crate::suggest;
use crate::unit::{self, Unit, Units};

/// What resolving needs: the text for places, the units, and somewhere to report to.
#[derive(Debug)]
pub struct Resolver<'s> {
    /// The text.
    pub source: &'s Source,
    /// Where findings go.
    pub sink: Sink,
    /// The units that are known so far.
    pub units: Units,
}

/// Resolves what is measured.
pub fn collectors(resolver: &mut Resolver<'_>, ast: &ast::Measured) -> Collectors {
    if ast.spec.value != 1 {
        let message =
            format!("this is version {} of the format; this program reads version 1", ast.spec.value);
        let diagnostic = Diagnostic::new(&rules::BAD_VALUE, ast.spec.span, message);
        resolver.report(diagnostic.help("write `spec: 1`, or use a release that supports the other version"));
    }
    resolver.declare_units(ast);
    let (service, path) = service::resolve(resolver, &ast.service);
    let labels = labels::resolve(resolver, &ast.labels);
    let metrics = metrics::resolve(resolver, &ast.metrics, &labels);
    let tracks = tracks::resolve(resolver, &ast.tracks, &metrics);
    let constants = service::constants(resolver, &ast.service.labels, &metrics);
    Collectors { service, path, constants, labels, metrics, tracks }
}

impl<'s> Resolver<'s> {
    /// Nothing resolved yet.
    pub fn new(source: &'s Source, sink: Sink) -> Self {
        Self { source, sink, units: Units::default() }
    }

    /// Adds a finding.
    pub fn report(&mut self, diagnostic: Diagnostic) {
        self.sink.report(diagnostic);
    }

    /// A name that refers to nothing.
    pub fn undefined<'n>(&mut self, what: &str, name: &Text, known: impl IntoIterator<Item = &'n str>) {
        let known: Vec<&str> = known.into_iter().collect();
        let message = format!("{what} `{}` is not defined", **name);
        let all = || match known.as_slice() {
            [] => format!("the spec defines no {what} yet"),
            known => format!("known are {}", suggest::list(known.iter().copied())),
        };
        let help = suggest::did_you_mean(name, known.iter().copied()).unwrap_or_else(all);
        self.report(Diagnostic::new(&rules::UNDEFINED_NAME, name.span, message).help(help));
    }

    /// A name that does not look like one.
    pub fn bad_name(&mut self, what: &str, name: &Text, form: &str) {
        let message = format!("`{}` is not a valid name for {what}", **name);
        self.report(Diagnostic::new(&rules::BAD_NAME, name.span, message).help(form.to_owned()));
    }

    /// The place in the spec of a piece of a text.
    pub fn place_in(&self, text: &Text, piece: Piece<'_>) -> Span {
        self.source.part_of_scalar(text.span, text, piece.span())
    }

    /// A name that is not what Kubernetes takes.
    pub fn bad_dns_name(&mut self, what: &str, name: &Text) {
        let fits = |letter: char| letter.is_ascii_alphanumeric();
        let letters = name.chars().map(|letter| if fits(letter) { letter.to_ascii_lowercase() } else { '-' });
        let mended: String = letters.collect();
        let form = "use lower case letters, digits and dashes";
        if name.is_ascii() && is_dns_label(&mended) {
            self.bad_name(what, name, &format!("write `{mended}`: {form}"));
        } else {
            self.bad_name(what, name, form);
        }
    }

    /// A name that is not of letters, digits and underscores, as those of metrics and labels are.
    pub fn bad_snake_name(&mut self, what: &str, name: &Text) {
        let fits = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
        let letters = name.chars().map(|letter| if fits(letter) { letter } else { '_' });
        let mended: String = letters.collect();
        let form = "use letters, digits and underscores, not first a digit or `__`";
        // Where most letters are others, replacing them says nothing.
        let kept = name.chars().filter(char::is_ascii_alphanumeric).count();
        let close = mended != name.value && name.is_ascii();
        if close && kept > 0 && is_label_name(&mended) && !mended.starts_with("__") {
            self.bad_name(what, name, &format!("write `{mended}`: {form}"));
        } else {
            self.bad_name(what, name, form);
        }
    }

    /// Counted things are units as soon as a metric has one.
    fn declare_units(&mut self, ast: &ast::Measured) {
        let own = ast.metrics.iter().map(|(_, group)| group);
        let outside = ast.outside.iter().filter_map(|entry| match entry {
            ast::Outside::Own(own) => Some(&own.metrics),
            ast::Outside::Shipped(_) => None,
        });
        for group in own.chain(outside) {
            for unit in group.iter().filter_map(|(_, metric)| metric.unit.as_ref()) {
                if suggest::nearest(unit, self.units.names().filter(|name| name.len() > 3)).is_none() {
                    self.units.declare(unit);
                }
            }
        }
    }

    /// Reads a unit.
    pub fn unit(&mut self, text: &Text) -> Option<Unit> {
        match self.units.parse(text) {
            Ok(unit) => Some(unit),
            Err(part) => {
                let place = self.place_in(text, part);
                let diagnostic = self.unknown_unit(&part, place);
                self.report(diagnostic);
                None
            }
        }
    }

    fn unknown_unit(&self, part: &str, span: Span) -> Diagnostic {
        if part.is_empty() {
            let diagnostic = Diagnostic::new(&rules::UNKNOWN_UNIT, span, "a unit is missing here");
            return diagnostic.help("a unit is one name, or names with `/` and `*` between: `USD/ktoken`");
        }
        let usual = unit::usual(part).map(|name| format!("write `{name}`"));
        let near = |part: &str| suggest::did_you_mean(part, self.units.names());
        let guess = usual.or_else(|| near(part)).or_else(|| near(part.strip_suffix('s')?));
        let help = guess.unwrap_or_else(|| {
            "known are s, ms, h, B, GB, GiB, ratio, percent, timestamp, USD, and what metrics have as `unit`".into()
        });
        Diagnostic::new(&rules::UNKNOWN_UNIT, span, format!("unknown unit `{part}`")).help(help)
    }

    /// Reads a quantity.
    pub fn quantity(&mut self, QuantityText(text): &QuantityText) -> Option<Quantity> {
        match Quantity::parse(text, &self.units) {
            Ok(quantity) => Some(quantity),
            Err(error) => {
                let part = Span::new(error.start, error.end);
                let place = self.source.part_of_scalar(text.span, text, part);
                let diagnostic = match &error.unknown_unit {
                    Some(unit) => self.unknown_unit(unit, place),
                    None => Diagnostic::new(&rules::BAD_QUANTITY, place, error.message),
                };
                self.report(diagnostic);
                None
            }
        }
    }

    /// Reads a quantity in a given unit.
    pub fn quantity_in(&mut self, text: &QuantityText, unit: Option<&Unit>) -> Option<Number> {
        let quantity = self.quantity(text)?;
        let Some(unit) = unit else {
            return quantity.in_base_units();
        };
        let number = quantity.in_unit(unit);
        if number.is_none() {
            let message = format!("`{quantity}` cannot be compared with values in {unit}");
            let diagnostic = Diagnostic::new(&rules::UNIT_MISMATCH, text.0.span, message);
            let given = quantity.unit_text();
            self.report(
                diagnostic
                    .label(format!("this is in {given}"))
                    .help(format!("write a quantity in {unit}; a number without a unit is in {unit}")),
            );
        }
        number
    }
}

/// Whether a text is a label name: letters, digits and underscores, not first a digit.
pub fn is_label_name(name: &str) -> bool {
    let mut bytes = name.bytes();
    bytes.next().is_some_and(|byte| byte.is_ascii_alphabetic() || byte == b'_')
        && bytes.all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

/// Whether a text is a DNS label: what Kubernetes takes as a name.
pub fn is_dns_label(name: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    !name.is_empty()
        && name.len() <= 63
        && name.bytes().all(fits)
        && !name.starts_with('-')
        && !name.ends_with('-')
}

/// The definition of a label, or an open one for outside metrics that nobody has defined.
pub fn domain_of(labels: &Table<Label>, name: &str) -> Option<std::sync::Arc<Domain>> {
    labels.get(name).map(|label| std::sync::Arc::new(label.domain.clone()))
}
