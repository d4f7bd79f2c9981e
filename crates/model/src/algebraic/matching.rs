//! Rules matched with values, and where that cannot be done in one way.

use std::collections::BTreeSet;

use super::Conflict;

/// A value that rules could determine.
#[derive(Debug)]
pub(super) struct Candidate<'n> {
    pub id: &'n str,
    /// Lower ones are determined first.
    pub rank: u8,
    /// The rules that read it, counted among the algebraic ones.
    pub rules: Vec<usize>,
}

/// A largest matching of lowest ranks.
#[derive(Debug)]
pub(super) struct Matching {
    /// For each rule the candidate that it determines.
    matched: Vec<Option<usize>>,
}

impl Matching {
    /// Matches `rules` rules; candidates must come in order of rank.
    ///
    /// The sets of values that can be determined together are a matroid, so that taking each one that
    /// still fits gives a set of lowest ranks.
    pub fn new(rules: usize, candidates: &[Candidate<'_>]) -> Self {
        let mut this = Self { matched: vec![None; rules] };
        for candidate in 0..candidates.len() {
            this.add(candidate, candidates);
        }
        this
    }

    /// Finds a rule for one more candidate; those that have one may get another (an augmenting path,
    /// breadth first).
    fn add(&mut self, candidate: usize, candidates: &[Candidate<'_>]) {
        let mut from: Vec<Option<usize>> = vec![None; self.matched.len()];
        let mut open = std::collections::VecDeque::from([candidate]);
        let mut end = None;
        'search: while let Some(value) = open.pop_front() {
            for &rule in &candidates[value].rules {
                if from[rule].is_none() && self.matched[rule] != Some(value) {
                    from[rule] = Some(value);
                    match self.matched[rule] {
                        Some(other) => open.push_back(other),
                        None => {
                            end = Some(rule);
                            break 'search;
                        }
                    }
                }
            }
        }
        while let Some(rule) = end {
            let value = from[rule];
            end = self.matched.iter().position(|m| *m == value);
            self.matched[rule] = value;
        }
    }

    /// What each rule determines, where each has something.
    pub fn determined<'n>(&self, candidates: &[Candidate<'n>]) -> Vec<&'n str> {
        self.matched.iter().map(|m| m.map_or("", |c| candidates[c].id)).collect()
    }

    /// Groups of rules that do not determine each its own value, and that in one way only. `numbers` are
    /// the places of the rules among all.
    pub fn conflicts(&self, candidates: &[Candidate<'_>], numbers: &[usize]) -> Vec<Conflict> {
        let named = |rules: &BTreeSet<usize>| rules.iter().map(|r| numbers[*r]).collect();
        let ids = |values: &BTreeSet<usize>| values.iter().map(|v| candidates[*v].id.to_owned()).collect();
        let over = merged((0..self.matched.len()).filter(|r| self.matched[*r].is_none()).map(|rule| {
            let rules = self.claimants(rule, candidates);
            let reads = |c: &usize| candidates[*c].rules.iter().any(|r| rules.contains(r));
            let values = (0..candidates.len()).filter(reads).collect();
            (rules, values)
        }));
        let chosen: BTreeSet<usize> = self.matched.iter().flatten().copied().collect();
        let left = (0..candidates.len()).filter(|c| !chosen.contains(c));
        let ambiguous = merged(left.filter_map(|value| self.alternatives(value, candidates)));
        let over = over.into_iter().map(|(r, v)| Conflict::Over { rules: named(&r), values: ids(&v) });
        let ambiguous =
            ambiguous.into_iter().map(|(r, v)| Conflict::Ambiguous { rules: named(&r), values: ids(&v) });
        over.chain(ambiguous).collect()
    }

    /// The rules that want the values which `rule` could determine.
    fn claimants(&self, rule: usize, candidates: &[Candidate<'_>]) -> BTreeSet<usize> {
        let (mut rules, mut open) = (BTreeSet::from([rule]), vec![rule]);
        while let Some(rule) = open.pop() {
            let values = (0..candidates.len()).filter(|c| candidates[*c].rules.contains(&rule));
            for other in values.filter_map(|v| self.matched.iter().position(|m| *m == Some(v))) {
                if rules.insert(other) {
                    open.push(other);
                }
            }
        }
        rules
    }

    /// Determined values that `value` could take the place of and that are no more likely, with the
    /// rules between.
    fn alternatives(
        &self,
        value: usize,
        candidates: &[Candidate<'_>],
    ) -> Option<(BTreeSet<usize>, BTreeSet<usize>)> {
        let (mut rules, mut values, mut open) = (BTreeSet::new(), BTreeSet::new(), vec![value]);
        while let Some(from) = open.pop() {
            for &rule in &candidates[from].rules {
                if rules.insert(rule)
                    && let Some(other) = self.matched[rule]
                {
                    open.push(other);
                    if candidates[other].rank == candidates[value].rank {
                        values.insert(other);
                    }
                }
            }
        }
        if values.is_empty() {
            return None;
        }
        values.insert(value);
        Some((rules, values))
    }
}

/// Groups with a rule in common made one.
fn merged(
    groups: impl Iterator<Item = (BTreeSet<usize>, BTreeSet<usize>)>,
) -> Vec<(BTreeSet<usize>, BTreeSet<usize>)> {
    let mut out: Vec<(BTreeSet<usize>, BTreeSet<usize>)> = Vec::new();
    for (mut rules, mut values) in groups {
        let (joined, apart): (Vec<_>, Vec<_>) = out.into_iter().partition(|(r, _)| !r.is_disjoint(&rules));
        out = apart;
        for (r, v) in joined {
            rules.extend(r);
            values.extend(v);
        }
        out.push((rules, values));
    }
    out
}
