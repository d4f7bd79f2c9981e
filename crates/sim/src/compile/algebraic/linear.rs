//! Linear equations solved as formulas.

use std::collections::BTreeSet;

use jakstat_ode::derivative::{Variable, gradients};
use jakstat_ode::graph::{Binary, Graph, Node, Term, Unary};

/// Most equations that are left to Cramer's rule: more would lose digits.
const MOST_CRAMER: usize = 3;

/// Why equations were not solved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unsolved {
    /// An equation is not linear in the unknowns, or there are too many for formulas.
    NotLinear,
    /// They have no solution, or more than one, whatever the numbers.
    Singular,
}

/// Formulas for the `unknowns` (states of the graph) with which all `residuals` are 0.
pub(super) fn solve(graph: &mut Graph, residuals: &[Node], unknowns: &[Node]) -> Result<Vec<Node>, Unsolved> {
    if jumps(graph, residuals, unknowns) {
        return Err(Unsolved::NotLinear);
    }
    let index = |graph: &Graph, node: &Node| match graph.term(*node) {
        Term::State(i) => Some(Variable::State(i)),
        _ => None,
    };
    let variables: Vec<Option<Variable>> = unknowns.iter().map(|u| index(graph, u)).collect();
    let slopes = gradients(graph, residuals, &|v| variables.contains(&Some(v)));
    let zero = graph.constant(0.0);
    let slope = |row: &std::collections::BTreeMap<Variable, Node>, v: &Option<Variable>| {
        v.and_then(|v| row.get(&v)).copied().unwrap_or(zero)
    };
    let matrix: Vec<Vec<Node>> =
        slopes.iter().map(|row| variables.iter().map(|v| slope(row, v)).collect()).collect();
    let entries: Vec<Node> = matrix.iter().flatten().copied().collect();
    let follows = following(graph, &entries, unknowns);
    if entries.iter().any(|e| follows.contains(e)) {
        return Err(Unsolved::NotLinear);
    }
    let at_zero = graph.substitute(residuals, &mut |_, node, _| unknowns.contains(&node).then_some(zero));
    Elimination::new(matrix, at_zero).solve(graph)
}

/// Nodes below `roots` that are computed from `unknowns`, or are among them.
pub(super) fn following(graph: &Graph, roots: &[Node], unknowns: &[Node]) -> BTreeSet<Node> {
    let mut follows: BTreeSet<Node> = BTreeSet::new();
    for node in graph.reachable(roots) {
        if unknowns.contains(&node) || graph.term(node).operands().any(|o| follows.contains(&o)) {
            follows.insert(node);
        }
    }
    follows
}

/// Whether something in the residuals jumps with an unknown: its slope does not show that.
fn jumps(graph: &Graph, residuals: &[Node], unknowns: &[Node]) -> bool {
    let follows = following(graph, residuals, unknowns);
    follows.iter().any(|node| match graph.term(*node) {
        Term::Unary(op, _) => {
            matches!(op, Unary::Not | Unary::Floor | Unary::Ceil | Unary::Trunc | Unary::DigammaPlusOne)
        }
        Term::Binary(op, _, _) => matches!(
            op,
            Binary::Rem | Binary::Lt | Binary::Le | Binary::Eq | Binary::And | Binary::Or | Binary::Xor
        ),
        Term::Select(condition, _, _) => follows.contains(&condition),
        _ => false,
    })
}

/// Rows of `matrix * x + rest = 0` under elimination.
struct Elimination {
    matrix: Vec<Vec<Node>>,
    rest: Vec<Node>,
    /// Rows and columns not yet used.
    rows: Vec<usize>,
    columns: Vec<usize>,
    /// Pivots, as row and column.
    pivots: Vec<(usize, usize)>,
}

impl Elimination {
    fn new(matrix: Vec<Vec<Node>>, rest: Vec<Node>) -> Self {
        let all: Vec<usize> = (0..rest.len()).collect();
        Self { matrix, rest, rows: all.clone(), columns: all, pivots: Vec::new() }
    }

    /// Eliminates with numbers as pivots, which cannot become 0; solves what is left with determinants,
    /// which are not 0 where there is a solution.
    fn solve(mut self, graph: &mut Graph) -> Result<Vec<Node>, Unsolved> {
        while let Some((row, column)) = self.pivot(graph) {
            self.eliminate(graph, row, column);
        }
        if self.rows.len() > MOST_CRAMER {
            return Err(Unsolved::NotLinear);
        }
        let mut solution: Vec<Option<Node>> = vec![None; self.rest.len()];
        let core: Vec<Vec<Node>> =
            self.rows.iter().map(|r| self.columns.iter().map(|c| self.matrix[*r][*c]).collect()).collect();
        let whole = determinant(graph, &core);
        if graph.as_const(whole).is_some_and(|d| d == 0.0 || d.is_nan()) {
            return Err(Unsolved::Singular);
        }
        for (position, column) in self.columns.iter().enumerate() {
            let mut replaced = core.clone();
            for (row, r) in replaced.iter_mut().zip(&self.rows) {
                row[position] = graph.unary(Unary::Neg, self.rest[*r]);
            }
            let part = determinant(graph, &replaced);
            solution[*column] = Some(graph.div(part, whole));
        }
        for (row, column) in self.pivots.iter().rev() {
            let mut sum = self.rest[*row];
            for (value, slope) in solution.iter().zip(&self.matrix[*row]) {
                if let Some(value) = value {
                    let term = graph.mul(*slope, *value);
                    sum = graph.add(sum, term);
                }
            }
            let negative = graph.unary(Unary::Neg, self.matrix[*row][*column]);
            solution[*column] = Some(graph.div(sum, negative));
        }
        solution.into_iter().collect::<Option<Vec<_>>>().ok_or(Unsolved::Singular)
    }

    /// The entry that is a number nearest to 1 in size.
    fn pivot(&self, graph: &Graph) -> Option<(usize, usize)> {
        let mut best: Option<(f64, usize, usize)> = None;
        for &row in &self.rows {
            for &column in &self.columns {
                let Some(value) = graph.as_const(self.matrix[row][column]) else { continue };
                let distance = value.abs().ln().abs();
                if distance.is_finite() && best.is_none_or(|(b, _, _)| distance < b) {
                    best = Some((distance, row, column));
                }
            }
        }
        best.map(|(_, row, column)| (row, column))
    }

    fn eliminate(&mut self, graph: &mut Graph, row: usize, column: usize) {
        self.rows.retain(|r| *r != row);
        self.columns.retain(|c| *c != column);
        self.pivots.push((row, column));
        for &other in &self.rows {
            let entry = self.matrix[other][column];
            if graph.as_const(entry) == Some(0.0) {
                continue;
            }
            let factor = graph.div(entry, self.matrix[row][column]);
            for &c in &self.columns {
                let product = graph.mul(factor, self.matrix[row][c]);
                self.matrix[other][c] = graph.sub(self.matrix[other][c], product);
            }
            let product = graph.mul(factor, self.rest[row]);
            self.rest[other] = graph.sub(self.rest[other], product);
        }
    }
}

/// By the first row; 1 for no rows.
fn determinant(graph: &mut Graph, matrix: &[Vec<Node>]) -> Node {
    let Some((first, others)) = matrix.split_first() else { return graph.constant(1.0) };
    let mut sum = graph.constant(0.0);
    for (column, entry) in first.iter().enumerate() {
        if graph.as_const(*entry) == Some(0.0) {
            continue;
        }
        let without = |row: &Vec<Node>| {
            row.iter().enumerate().filter(|(c, _)| *c != column).map(|(_, n)| *n).collect::<Vec<_>>()
        };
        let minor: Vec<Vec<Node>> = others.iter().map(without).collect();
        let minor = determinant(graph, &minor);
        let term = graph.mul(*entry, minor);
        sum = if column % 2 == 0 { graph.add(sum, term) } else { graph.sub(sum, term) };
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(graph: &Graph, node: Node, state: &dyn Fn(u32) -> f64) -> f64 {
        match graph.term(node) {
            Term::Const(bits) => f64::from_bits(bits),
            Term::State(i) | Term::Param(i) => state(i),
            Term::Unary(op, a) => op.eval(value(graph, a, state)),
            Term::Binary(op, a, b) => op.eval(value(graph, a, state), value(graph, b, state)),
            _ => f64::NAN,
        }
    }

    /// `k x = s`, then three equations with parameters and states as coefficients.
    #[test]
    fn solutions_fulfil_their_equations() {
        let mut g = Graph::new();
        let (x, y, z) = (g.state(10), g.state(11), g.state(12));
        let (k, s, two) = (g.param(0), g.state(1), g.constant(2.0));
        let (kx, sy, yz) = (g.mul(k, x), g.mul(s, y), g.add(y, z));
        let one = g.sub(kx, s);
        assert_eq!(solve(&mut g, &[one], &[x]).map(|v| v.len()), Ok(1));
        let (sum, kz) = (g.add(kx, sy), g.mul(k, z));
        let first = g.sub(sum, two);
        let second = g.add(yz, x);
        let twice = g.mul(two, y);
        let third = {
            let a = g.sub(kz, twice);
            g.add(a, s)
        };
        let solution = solve(&mut g, &[first, second, third], &[x, y, z]).expect("linear");
        let known = |i: u32| [0.5, 3.0][i as usize];
        let found: Vec<f64> = solution.iter().map(|n| value(&g, *n, &known)).collect();
        let all = |i: u32| if i >= 10 { found[i as usize - 10] } else { known(i) };
        for residual in [first, second, third] {
            assert!(value(&g, residual, &all).abs() < 1e-14, "{found:?}");
        }
    }

    #[test]
    fn what_is_not_linear_is_told_from_what_has_no_solution() {
        let mut g = Graph::new();
        let (x, y, k) = (g.state(10), g.state(11), g.param(0));
        let square = g.mul(x, x);
        let curved = g.sub(square, k);
        assert_eq!(solve(&mut g, &[curved], &[x]), Err(Unsolved::NotLinear));
        let floor = g.unary(Unary::Floor, x);
        let jump = g.add(floor, x);
        assert_eq!(solve(&mut g, &[jump], &[x]), Err(Unsolved::NotLinear));
        let positive = g.binary(Binary::Lt, k, x);
        let chosen = g.select(positive, k, y);
        assert_eq!(solve(&mut g, &[chosen], &[x]), Err(Unsolved::NotLinear));
        let (sum, two) = (g.add(x, y), g.constant(2.0));
        let (first, double) = (g.sub(sum, k), g.mul(two, sum));
        let second = g.add(double, k);
        assert_eq!(solve(&mut g, &[first, second], &[x, y]), Err(Unsolved::Singular));
        let gone = g.sub(sum, sum);
        assert_eq!(solve(&mut g, &[gone], &[x]), Err(Unsolved::Singular));
    }
}
