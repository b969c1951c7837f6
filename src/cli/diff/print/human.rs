//! Text for people, in the style of the other commands.

use std::fmt::Write;

use specfirst::diff::{Level, Verdict};

use super::{Report, consequence, is_notable, other_places, place_of, sentence, word};

const RED: &str = "\u{1b}[1;31m";
const YELLOW: &str = "\u{1b}[1;33m";
const CYAN: &str = "\u{1b}[1;36m";
const PLAIN: &str = "\u{1b}[0m";

/// Limit on the lines about Rust items.
const MOST_ITEMS: usize = 20;

/// Limit on the other places of one change.
const MOST_PLACES: usize = 5;

impl Report<'_> {
    pub fn human(&self, quiet: bool, verbose: bool, colours: bool) -> String {
        let mut text = String::new();
        let most = if verbose { usize::MAX } else { MOST_PLACES };
        for group in &self.groups {
            let change = group.change;
            let is_printed = match quiet {
                true => change.is_breaking(),
                false => verbose || is_notable(change),
            };
            if !is_printed {
                continue;
            }
            let (colour, plain) = match (colours, change.is_breaking(), change.level) {
                (false, ..) => ("", ""),
                (true, true, _) => (RED, PLAIN),
                (true, false, Level::Warn) => (YELLOW, PLAIN),
                (true, false, _) => (CYAN, PLAIN),
            };
            let _ = writeln!(
                text,
                "{colour}{}[{}]{plain}: {}",
                word(change),
                change.id,
                sentence(change)
            );
            for (name, place) in [
                ("-->", self.new.text(change.new)),
                ("::: before:", self.old.text(change.old)),
            ] {
                if let Some(place) = place {
                    let _ = writeln!(text, "  {name} {place}");
                }
            }
            let others = other_places(group, most, place_of);
            if !others.is_empty() {
                let _ = writeln!(text, "  = also in {others}");
            }
            let consequence = consequence(change);
            if !consequence.is_empty() {
                let _ = writeln!(text, "  = {consequence}");
            }
            let _ = writeln!(text, "  = fingerprint {}\n", change.fingerprint);
        }
        if !quiet {
            self.rust_items(&mut text, verbose);
            self.summary(&mut text, verbose);
        }
        text
    }

    fn rust_items(&self, text: &mut String, verbose: bool) {
        let Ok(rust) = &self.rust else { return };
        let breaking = rust
            .changes
            .iter()
            .filter(|it| it.breaks_handlers || it.breaks_callers);
        let breaking: Vec<_> = breaking.collect();
        if breaking.is_empty() {
            return;
        }
        let _ = writeln!(text, "Rust code that does not compile any more:");
        let most = if verbose { usize::MAX } else { MOST_ITEMS };
        for change in breaking.iter().take(most) {
            let who = match (change.breaks_handlers, change.breaks_callers) {
                (true, true) => "handlers and callers",
                (true, false) => "handlers",
                _ => "callers",
            };
            let _ = writeln!(text, "  `{}`: {} ({who})", change.item, change.text);
        }
        if breaking.len() > most {
            let _ = writeln!(
                text,
                "  and {} more; `--verbose` shows all",
                breaking.len() - most
            );
        }
        text.push('\n');
    }

    fn summary(&self, text: &mut String, verbose: bool) {
        let answer = |is: bool| if is { "yes" } else { "no" };
        let verdict = |is: Option<bool>, breaks: fn(&Verdict) -> bool| match is {
            None => "unknown: parts of a document could not be read, see the warnings".to_owned(),
            Some(false) => "no".to_owned(),
            Some(true) => match self.ignored_that(|change| breaks(&change.verdict)) {
                0 => "yes".to_owned(),
                1 => "yes, if 1 ignored change is left out".to_owned(),
                ignored => format!("yes, if {ignored} ignored changes are left out"),
            },
        };
        let rust = match &self.rust {
            Ok(rust) => format!(
                "handlers {}, callers {}",
                answer(rust.handlers_compile()),
                answer(rust.callers_compile())
            ),
            Err(reason) => format!("unknown: {reason}"),
        };
        let _ = writeln!(
            text,
            "requests of existing clients are accepted: {}\n\
            existing clients can read the responses:   {}\n\
            existing Rust code compiles:               {rust}",
            verdict(self.requests_accepted(), |it| !it.requests_accepted),
            verdict(self.responses_readable(), |it| !it.responses_readable),
        );
        let breaking = self.breaking().count();
        let notable = self.groups.iter().filter(|it| is_notable(it.change));
        let warnings = notable.count() - breaking;
        let others = self.groups.len() - breaking - warnings;
        let hint = match others > 0 && !verbose {
            true => "; `--verbose` shows all",
            false => "",
        };
        let changes = if others == 1 { "change" } else { "changes" };
        let ignored = match self.ignored.len() {
            0 => String::new(),
            ignored => format!(", {ignored} ignored"),
        };
        let _ = writeln!(
            text,
            "{breaking} breaking, {warnings} to look at, {others} other {changes}{ignored}{hint}"
        );
    }
}
