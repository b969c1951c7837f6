//! A test report, which most continuous integration reads: breaking changes are failures.

use specfirst::diff::Group;
use specfirst::report::{Case, CaseResult, Suite, junit_of};

use super::{Report, other_places, sentence};

/// The name of the report, and of its suite.
const NAME: &str = "specfirst diff";

impl Report<'_> {
    pub fn junit(&self) -> String {
        let cases = self.groups.iter().map(|group| self.case(group));
        let ignored = self.ignored_line().map(|line| Case {
            class: "API".to_owned(),
            name: "ignored changes".to_owned(),
            result: CaseResult::Remark(line),
        });
        let suite = Suite {
            name: NAME.to_owned(),
            cases: cases.chain(ignored).collect(),
        };
        junit_of(&[suite], NAME)
    }

    fn case(&self, group: &Group) -> Case {
        let change = group.change;
        let message = match other_places(group, 0, sentence) {
            others if others.is_empty() => sentence(change),
            others => format!("{}; also in {others}", sentence(change)),
        };
        Case {
            class: change.operation.clone().unwrap_or_else(|| "API".to_owned()),
            name: format!("{} {}", change.id, change.fingerprint),
            result: match change.is_breaking() {
                false => CaseResult::Passed,
                true => CaseResult::Failed {
                    kind: change.level.name(),
                    message,
                    place: self.new.text(change.new).unwrap_or_default(),
                },
            },
        }
    }
}
