//! Cycles of directed graphs.

/// For each node the number of the cycle, a strongly connected component, that contains it. `targets` are the successors of
/// each node. This is Tarjan's algorithm with an explicit stack, because a path may be as long as the document.
pub(crate) fn cycles(targets: &[Vec<usize>]) -> Vec<Option<usize>> {
    let count = targets.len();
    let mut order = vec![usize::MAX; count];
    let mut low = vec![usize::MAX; count];
    let mut on_path = vec![false; count];
    let mut path = Vec::new();
    let mut component = vec![None; count];
    let (mut next, mut number) = (0, 0);
    for root in 0..count {
        if order[root] != usize::MAX {
            continue;
        }
        let mut calls = vec![(root, 0)];
        while let Some((node, edge)) = calls.pop() {
            if edge == 0 {
                (order[node], low[node]) = (next, next);
                next += 1;
                path.push(node);
                on_path[node] = true;
            } else {
                let child = targets[node][edge - 1];
                low[node] = low[node].min(low[child]);
            }
            let mut edge = edge;
            let mut descended = false;
            while let Some(&child) = targets[node].get(edge) {
                edge += 1;
                if order[child] == usize::MAX {
                    calls.push((node, edge));
                    calls.push((child, 0));
                    descended = true;
                    break;
                }
                if on_path[child] {
                    low[node] = low[node].min(order[child]);
                }
            }
            if descended || low[node] != order[node] {
                continue;
            }
            let start = path
                .iter()
                .rposition(|other| *other == node)
                .unwrap_or_default();
            let members = path.split_off(start);
            let is_cycle = members.len() > 1 || targets[node].contains(&node);
            for member in members {
                on_path[member] = false;
                component[member] = is_cycle.then_some(number);
            }
            number += 1;
        }
    }
    component
}
