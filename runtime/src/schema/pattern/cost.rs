//! The cost of a search that is linear in the length of the text.

use super::syntax::Node;

/// Steps for 32 bytes, where the engine knows its next state for each byte.
const FAST: u64 = 8;

/// Steps for 32 bytes and each position in the pattern that the engine follows at once.
const EACH: u64 = 64;

/// Up to this number of positions, their combinations are few enough to be kept.
const FEW: u64 = 64;

/// The positions that a class with properties of Unicode stands for: it is an automaton of its own.
const PROPERTY: u64 = 4;

/// The steps for each 32 bytes of a text.
///
/// The engine keeps the combinations of positions that it has met, so that most texts cost little. Patterns in which many
/// positions are possible at once have too many combinations for that: those with a counted repetition that may begin
/// anywhere, as in `([a-z]{1,64}-?)*`.
pub(super) fn steps(pattern: &Node) -> u64 {
    let mut positions = Positions {
        is_anywhere: !is_anchored(pattern),
        count: 0,
    };
    positions.add(pattern, 1);
    match positions.count < FEW {
        true => FAST,
        false => positions.count.saturating_mul(EACH),
    }
}

fn is_anchored(node: &Node) -> bool {
    match node {
        Node::Start => true,
        Node::Concat(nodes) => nodes.first().is_some_and(is_anchored),
        Node::Alternation(nodes) => nodes.iter().all(is_anchored),
        Node::Group(_, inner) => is_anchored(inner),
        _ => false,
    }
}

struct Positions {
    /// Whether the next node may begin at several positions of a text.
    is_anywhere: bool,
    /// The positions that may be possible at once.
    count: u64,
}

impl Positions {
    /// Adds the positions of a node that is repeated so many times.
    fn add(&mut self, node: &Node, copies: u64) {
        match node {
            Node::Literal(_) => self.count_copies(copies),
            Node::Class(class) if class.set.contains(r"\p") || class.set.contains(r"\P") => {
                self.count_copies(copies.saturating_mul(PROPERTY));
            }
            Node::Class(_) => self.count_copies(copies),
            Node::Concat(nodes) => nodes.iter().for_each(|node| self.add(node, copies)),
            Node::Alternation(nodes) => {
                let before = self.is_anywhere;
                let mut after = before;
                for node in nodes {
                    self.is_anywhere = before;
                    self.add(node, copies);
                    after |= self.is_anywhere;
                }
                self.is_anywhere = after;
            }
            Node::Group(_, inner) => self.add(inner, copies),
            Node::Repeat {
                inner, min, max, ..
            } => {
                self.is_anywhere |= max.is_none();
                let copies = copies.saturating_mul(max.unwrap_or(*min).max(1).into());
                self.add(inner, copies);
                self.is_anywhere |= *max != Some(*min);
            }
            _ => {}
        }
    }

    fn count_copies(&mut self, copies: u64) {
        if self.is_anywhere && copies > 1 {
            self.count = self.count.saturating_add(copies);
        }
    }
}
