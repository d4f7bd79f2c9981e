//! Which species the others follow, and the totals that fast reactions keep.

use jakstat_ode::graph::{Graph, Node};

/// A number this small for what it was computed from is 0.
const ROUNDING: f64 = 1e-12;

/// A total that fast reactions keep.
#[derive(Debug, Clone)]
pub(super) struct Total {
    /// The species that follows from the total and the others: its weight is 1.
    pub follower: usize,
    /// Species that lead, with their weights.
    pub leaders: Vec<(usize, Node)>,
}

/// By how much each fast reaction changes each species, a row for each species.
pub(super) struct Stoichiometry {
    pub rows: Vec<Vec<Node>>,
    /// For each reaction the species in the order in which they are to lead.
    pub preferences: Vec<Vec<usize>>,
}

impl Stoichiometry {
    /// Gaussian elimination: as many species lead as there are independent reactions, and for each other
    /// there is a total.
    ///
    /// Weights are formulas where stoichiometries are. Such a one is taken for not 0; should it become 0,
    /// a division by it makes the run fail.
    pub fn eliminate(self, graph: &mut Graph) -> (Vec<usize>, Vec<Total>) {
        let Self { mut rows, preferences } = self;
        let n = rows.len();
        let (zero, one) = (graph.constant(0.0), graph.constant(1.0));
        let mut made_of: Vec<Vec<Node>> =
            (0..n).map(|i| (0..n).map(|j| if i == j { one } else { zero }).collect()).collect();
        let mut leads = vec![false; n];
        for (column, preferred) in preferences.iter().enumerate() {
            let fit = |i: &&usize| !leads[**i] && !is_zero(graph, rows[**i][column]);
            // Numbers first: a formula may be 0.
            let sure = preferred.iter().filter(fit).find(|i| graph.as_const(rows[**i][column]).is_some());
            let Some(&pivot) = sure.or_else(|| preferred.iter().find(fit)) else { continue };
            leads[pivot] = true;
            for row in (0..n).filter(|i| !leads[*i]) {
                let factor = graph.div(rows[row][column], rows[pivot][column]);
                if is_zero(graph, factor) {
                    continue;
                }
                subtract(graph, &mut rows, row, pivot, factor);
                rows[row][column] = zero;
                subtract(graph, &mut made_of, row, pivot, factor);
            }
        }
        let leaders: Vec<usize> = (0..n).filter(|i| leads[*i]).collect();
        let total = |follower: usize| {
            let weighed = leaders.iter().map(|i| (*i, made_of[follower][*i]));
            Total { follower, leaders: weighed.filter(|(_, w)| !is_zero(graph, *w)).collect() }
        };
        let totals = (0..n).filter(|i| !leads[*i]).map(total).collect();
        (leaders, totals)
    }
}

/// Takes `factor` times one row from another.
fn subtract(graph: &mut Graph, rows: &mut [Vec<Node>], from: usize, row: usize, factor: Node) {
    for column in 0..rows[from].len() {
        let (old, by) = (rows[from][column], rows[row][column]);
        let by = graph.mul(factor, by);
        let new = graph.sub(old, by);
        let cancels = match (graph.as_const(old), graph.as_const(by), graph.as_const(new)) {
            (Some(old), Some(by), Some(new)) => new.abs() <= ROUNDING * old.abs().max(by.abs()),
            _ => old == by,
        };
        rows[from][column] = if cancels { graph.constant(0.0) } else { new };
    }
}

fn is_zero(graph: &Graph, node: Node) -> bool {
    graph.as_const(node) == Some(0.0)
}
