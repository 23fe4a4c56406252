//! `unmatched-override`: an override for series that the panel does not have.

use crate::decode::Text;
use crate::diagnostic::Diagnostic;
use crate::template::{Part, Template};
use crate::{rules, suggest};

/// What is wrong with an override for series of this name in a panel with these legends.
pub(crate) fn found(name: &Text, legends: &[&Template]) -> Diagnostic {
    let plain = legends.iter().filter_map(|legend| match legend.parts.as_slice() {
        [Part::Text(text)] => Some(text.as_str()),
        _ => None,
    });
    let plain: Vec<&str> = plain.collect();
    let help = match suggest::did_you_mean(name, plain.iter().copied()) {
        Some(help) => help,
        None if plain.len() == legends.len() => {
            format!("its series are called {}", suggest::list(plain.iter().copied()))
        }
        None => "give the name as the legend makes it, or remove the override".to_owned(),
    };
    let message = format!("no series of this panel is called `{}`", **name);
    Diagnostic::new(&rules::UNMATCHED_OVERRIDE, name.span, message).help(help)
}
