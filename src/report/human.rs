//! Text for people, in the style of rustc.

use std::collections::BTreeMap;

use annotate_snippets::normalize_untrusted_str;

use super::{Item, Level, Tool, one_line};

/// How many findings of a rule are printed, unless all are asked for.
const LIMIT: usize = 10;

/// What is printed.
#[derive(Clone, Copy, Debug, Default)]
pub struct HumanOptions {
    /// Whether to use colours.
    pub colours: bool,
    /// Every finding, however many there are of a rule.
    pub all: bool,
}

/// The findings with their lines, and their number at the end.
pub fn human(items: &[Item], tool: Tool<'_>, options: HumanOptions) -> String {
    let mut text = String::new();
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for item in items {
        let count = counts.entry(&item.rule).or_default();
        *count += 1;
        if *count <= LIMIT || options.all {
            text.push_str(&one(item, options.colours));
            text.push('\n');
        }
    }
    let omitted: Vec<_> = counts
        .iter()
        .filter(|(_, count)| **count > LIMIT && !options.all)
        .collect();
    if !omitted.is_empty() {
        text.push_str("not printed:\n");
        for (rule, count) in &omitted {
            text.push_str(&format!(
                "    {} more of {}\n",
                *count - LIMIT,
                one_line(rule)
            ));
        }
    }
    text.push_str(&total(items));
    if !omitted.is_empty() {
        text.push_str("; `--verbose` shows all");
    }
    // Only rules of specfirst have an explanation, those of users have not.
    let explained: Vec<&str> = counts
        .into_keys()
        .filter(|rule| (tool.describe)(rule).is_some())
        .collect();
    match explained.as_slice() {
        [] => {}
        [rule] => text.push_str(&format!("; `specfirst explain {rule}` tells more")),
        _ => text.push_str("; `specfirst explain RULE` tells more about a rule in brackets"),
    }
    text.push('\n');
    text
}

fn total(items: &[Item]) -> String {
    let count = |level: Level| items.iter().filter(|item| item.level == level).count();
    let parts: Vec<String> = [
        (Level::Error, "error", "errors"),
        (Level::Warning, "warning", "warnings"),
        (Level::Info, "info", "infos"),
        (Level::Hint, "hint", "hints"),
    ]
    .into_iter()
    .filter_map(|(level, one, many)| match count(level) {
        0 => None,
        1 => Some(format!("1 {one}")),
        count => Some(format!("{count} {many}")),
    })
    .collect();
    match parts.is_empty() {
        true => "no findings".to_owned(),
        false => parts.join(", "),
    }
}

fn one(item: &Item, colours: bool) -> String {
    let word = item.level.name();
    let colour = match item.level {
        Level::Error => "31",
        Level::Warning => "33",
        Level::Info => "32",
        Level::Hint => "36",
    };
    let paint = |text: &str, style: &str| match colours {
        true => format!("\u{1b}[{style}m{text}\u{1b}[0m"),
        false => text.to_owned(),
    };
    let head = paint(
        &format!("{word}[{}]", one_line(&item.rule)),
        &format!("1;{colour}"),
    );
    let message = one_line(&item.message);
    let file = one_line(&item.file);
    let mut text = format!("{head}: {message}\n");
    let Some(region) = &item.region else {
        text.push_str(&format!(" --> {file}\n"));
        return text;
    };
    let number = region.line.to_string();
    let margin = " ".repeat(number.len());
    let bar = paint("|", "1;34");
    let (before, marked) = region
        .text
        .split_at(region.marked.start.min(region.text.len()));
    let marked_length = region.marked.len().min(marked.len());
    let before = normalize_untrusted_str(before);
    let marked = normalize_untrusted_str(&marked[..marked_length])
        .chars()
        .count()
        .max(1);
    let line = normalize_untrusted_str(&region.text);
    text.push_str(&format!(
        "{margin}{} {file}:{}:{}\n{margin} {bar}\n{} {bar} {line}\n{margin} {bar} {}{}\n",
        paint("-->", "1;34"),
        region.line,
        region.column,
        paint(&number, "1;34"),
        " ".repeat(before.chars().count()),
        paint(&"^".repeat(marked), &format!("1;{colour}")),
    ));
    text
}
