//! Formulas to nodes of the expression graph.

use std::collections::{BTreeMap, BTreeSet};

use jakstat_model::antimony::write_formula;
use jakstat_model::network::{Kind, RuleKind};
use jakstat_model::{Diagnostic, Expr, Network, Op};
use jakstat_ode::graph::{Binary, Dependence, Graph, Node};

use super::operation::operation;
use super::quantities::{Quantities, Role, Start};
use super::{codes, fast, order};

/// At which time a formula is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum When {
    /// At the start of the run, before anything has happened.
    Start,
    /// While time runs.
    Now,
    /// So long before the start of the run, which found everything as it starts but for the time.
    Before(Node),
}

type Lowered = Result<Node, Diagnostic>;
type Arguments<'a> = BTreeMap<&'a str, Node>;

/// Turns formulas of one network into nodes of one graph.
pub(super) struct Lowering<'q, 'n> {
    pub quantities: &'q Quantities<'n>,
    pub graph: Graph,
    pub(super) known: BTreeMap<(When, &'n str), Node>,
    pub(super) busy: BTreeSet<(When, &'n str)>,
    /// Unknowns of algebraic rules made so far.
    unknowns: u32,
    /// Each lag of the graph, as text.
    pub lags: Vec<String>,
    /// Some formula reads the past.
    looks_back: bool,
    /// How deep the present formula is nested, with the functions that it calls.
    depth: usize,
    /// Calls of functions so far.
    calls: usize,
}

/// How deep formulas may be nested with the functions that they call.
const DEEPEST: usize = 1000;

/// Values that are read this deep are worked out in order, and not by recursion: chains of them may be
/// as long as the model.
const SHALLOW: usize = 100;

/// How many calls of functions a model may come to: they can double with every function.
const MOST_CALLS: usize = 1_000_000;

impl<'q, 'n> Lowering<'q, 'n> {
    pub fn new(quantities: &'q Quantities<'n>) -> Self {
        Self {
            quantities,
            graph: Graph::new(),
            known: BTreeMap::new(),
            busy: BTreeSet::new(),
            unknowns: 0,
            lags: Vec::new(),
            looks_back: looks_back(quantities.network),
            depth: 0,
            calls: 0,
        }
    }

    /// Stands for a value to solve for: a state of a number that no state has.
    pub(super) fn unknown(&mut self) -> Node {
        self.unknowns += 1;
        self.graph.state((u32::MAX - self.unknowns) as usize)
    }

    /// What a formula means by `id`.
    pub fn value(&mut self, id: &str, when: When) -> Lowered {
        let Some((&id, _)) = self.quantities.kinds.get_key_value(id) else {
            return Err(Diagnostic::error(&codes::UNKNOWN, format!("`{id}` is not in the model")));
        };
        if self.depth >= SHALLOW && !self.is_known((when, id)) {
            order::prepare(self, id, when)?;
        }
        self.resolved(id, when)
    }

    /// The value of `id`, looked up or worked out by recursion.
    pub fn resolved(&mut self, id: &'n str, when: When) -> Lowered {
        if let Some(node) = self.known.get(&(when, id)) {
            return Ok(*node);
        }
        if !self.busy.insert((when, id)) {
            return Err(Diagnostic::error(&codes::CIRCLE, format!("the value of `{id}` needs itself")));
        }
        let node = match when {
            When::Start => self.start(id),
            When::Now => self.now(id),
            When::Before(_) => self.before(id, when),
        };
        self.busy.remove(&(when, id));
        let node = node?;
        self.known.insert((when, id), node);
        Ok(node)
    }

    fn now(&mut self, id: &'n str) -> Lowered {
        let role = self.quantities.roles.get(id).copied().unwrap_or(Role::Rule);
        match role {
            Role::Param(slot) => Ok(self.graph.param(slot)),
            Role::State(i) | Role::Algebraic(i) => Ok(self.graph.state(i)),
            Role::Amount(i) => {
                let amount = self.graph.state(i);
                self.over_size(id, amount, When::Now)
            }
            Role::ParamAmount(slot) => {
                let amount = self.graph.param(slot);
                self.over_size(id, amount, When::Now)
            }
            Role::Fixed => self.value(id, When::Start),
            Role::Rule => self.rule(id, When::Now),
            Role::Solved(block) => self.solved(id, block, When::Now),
            Role::Rate => self.rate(id, When::Now),
        }
    }

    fn start(&mut self, id: &'n str) -> Lowered {
        if let Some(rule) = self.quantities.equation(id) {
            let message = format!("something at the start reads `{id}`, which is solved for after that");
            let help = format!("solve the rule for `{id}` by hand and write an assignment rule");
            return Err(Diagnostic::error(&codes::NOT_LINEAR, message).at(rule.at).help(help));
        }
        self.given(id)
    }

    /// The start value of `id` as the model gives it; of what is solved for while time runs, where the
    /// search begins.
    pub fn given(&mut self, id: &'n str) -> Lowered {
        match self.quantities.starts.get(id).copied().unwrap_or(Start::Rule) {
            Start::Param(slot) => Ok(self.graph.param(slot)),
            Start::ParamAmount(slot) => {
                let amount = self.graph.param(slot);
                self.over_size(id, amount, When::Start)
            }
            Start::ParamConcentration(slot) => {
                let concentration = self.graph.param(slot);
                let size = self.size_of(id, When::Start)?;
                Ok(size.map_or(concentration, |size| self.graph.mul(concentration, size)))
            }
            Start::Assigned => match self.quantities.assigned.get(id) {
                Some(formula) => self.formula(formula, When::Start),
                None => self.rule(id, When::Start),
            },
            Start::Rule => self.rule(id, When::Start),
            Start::Solved(block) => self.solved(id, block, When::Start),
            Start::Rate => self.rate(id, When::Start),
        }
    }

    /// What an id was before the start: rules and initial assignments follow the time, all else has its
    /// start value.
    fn before(&mut self, id: &'n str, when: When) -> Lowered {
        match self.quantities.starts.get(id).copied().unwrap_or(Start::Rule) {
            Start::Param(_) | Start::ParamAmount(_) | Start::ParamConcentration(_) => {
                self.value(id, When::Start)
            }
            Start::Solved(block) => self.solved(id, block, when),
            Start::Assigned => match self.quantities.assigned.get(id) {
                Some(formula) => self.formula(formula, when),
                None => self.rule(id, when),
            },
            Start::Rule => self.rule(id, when),
            Start::Rate => self.rate(id, when),
        }
    }

    fn rule(&mut self, id: &'n str, when: When) -> Lowered {
        match self.quantities.rules.get(id).copied() {
            Some((RuleKind::Assignment, formula)) => self.formula(formula, when),
            _ => Err(Diagnostic::error(&codes::UNSUPPORTED, format!("`{id}` has no value"))),
        }
    }

    fn solved(&mut self, id: &'n str, block: usize, when: When) -> Lowered {
        self.solve_block(block, when)?;
        let missing = || Diagnostic::error(&codes::UNSUPPORTED, format!("`{id}` has no value"));
        self.known.get(&(when, id)).copied().ok_or_else(missing)
    }

    /// Whether a value is worked out already.
    pub fn is_known(&self, value: (When, &str)) -> bool {
        self.known.contains_key(&value)
    }

    /// The rate law of reaction `id`.
    pub fn rate_formula(&self, id: &str) -> Option<&'n Expr> {
        match self.quantities.kinds.get(id) {
            Some(Kind::Reaction(i)) => self.quantities.network.reactions[*i].rate.as_ref(),
            _ => None,
        }
    }

    fn rate(&mut self, id: &'n str, when: When) -> Lowered {
        if fast::is_fast(self.quantities, id) {
            return Err(fast::rate_read(self.quantities.network, id));
        }
        match self.rate_formula(id) {
            Some(formula) => self.formula(formula, when),
            None => Err(Diagnostic::error(&codes::UNSUPPORTED, format!("reaction `{id}` has no rate"))),
        }
    }

    /// An amount of species `id` as a concentration; where there is no size, the amount.
    pub(super) fn over_size(&mut self, id: &str, amount: Node, when: When) -> Lowered {
        let size = self.size_of(id, when)?;
        Ok(match size {
            Some(size) => self.graph.div(amount, size),
            None => amount,
        })
    }

    /// Size of the compartment that species `id` is in.
    pub fn size_of(&mut self, id: &str, when: When) -> Result<Option<Node>, Diagnostic> {
        let Some(Kind::Species(i)) = self.quantities.kinds.get(id).copied() else { return Ok(None) };
        let compartment = self.quantities.network.species[i].compartment.as_str();
        if !self.quantities.has_size(compartment) {
            return Ok(None);
        }
        self.value(compartment, when).map(Some)
    }

    /// A formula.
    pub fn formula(&mut self, formula: &Expr, when: When) -> Lowered {
        self.expr(formula, when, None)
    }

    fn expr(&mut self, expr: &Expr, when: When, arguments: Option<&Arguments<'_>>) -> Lowered {
        if self.depth >= DEEPEST {
            let message = format!("formulas and functions are nested more than {DEEPEST} levels deep");
            return Err(Diagnostic::error(&codes::TOO_LARGE, message).help("write some of them as rules"));
        }
        self.depth += 1;
        let lowered = self.part(expr, when, arguments);
        self.depth -= 1;
        lowered
    }

    fn part(&mut self, expr: &Expr, when: When, arguments: Option<&Arguments<'_>>) -> Lowered {
        match expr {
            Expr::Num(x) | Expr::Quantity(x, _) => Ok(self.graph.constant(*x)),
            Expr::Time => {
                let time = self.graph.time();
                Ok(if let When::Before(by) = when { self.graph.sub(time, by) } else { time })
            }
            Expr::Id(id) => match arguments {
                Some(arguments) => arguments.get(id.as_str()).copied().ok_or_else(|| {
                    Diagnostic::error(&codes::UNKNOWN, format!("`{id}` is not an argument of its function"))
                }),
                None => self.value(id, when),
            },
            Expr::Call(name, args) => {
                let Some(function) = self.quantities.network.function(name) else {
                    return Err(Diagnostic::error(
                        &codes::UNKNOWN,
                        format!("function `{name}` is not in the model"),
                    ));
                };
                self.calls += 1;
                if self.calls > MOST_CALLS {
                    let message = format!("functions come to more than {MOST_CALLS} calls");
                    let help =
                        "a function that calls another one twice doubles them: write part of it as a rule";
                    return Err(Diagnostic::error(&codes::TOO_LARGE, message).help(help));
                }
                if reads_past(&function.body) {
                    // Its arguments are to be taken at another time.
                    let body = function.body.replace(&mut |part| match part {
                        Expr::Id(id) => {
                            function.args.iter().position(|a| a == id).and_then(|i| args.get(i)).cloned()
                        }
                        _ => None,
                    });
                    return self.expr(&body, when, arguments);
                }
                let values = self.all(args, when, arguments)?;
                let named: Arguments<'_> = function.args.iter().map(String::as_str).zip(values).collect();
                self.expr(&function.body, when, Some(&named))
            }
            Expr::Op(Op::Mul | Op::Div, _) => self.product(expr, when, arguments),
            Expr::Op(Op::RateOf, args) => self.rate_of(args, when),
            Expr::Op(Op::Delay, args) => self.delay(expr, args, when, arguments),
            Expr::Op(op, args) => {
                let values = self.all(args, when, arguments)?;
                operation(&mut self.graph, *op, &values)
            }
        }
    }

    /// What a formula was, so long ago.
    fn delay(
        &mut self,
        expr: &Expr,
        args: &[Expr],
        when: When,
        arguments: Option<&Arguments<'_>>,
    ) -> Lowered {
        let [of, by] = args else {
            return Err(Diagnostic::error(&codes::UNSUPPORTED, "`delay` takes two arguments"));
        };
        let by = self.expr(by, when, arguments)?;
        let earlier = match when {
            When::Now => {
                let of = self.expr(of, when, arguments)?;
                let delayed = self.graph.delayed(of, by);
                if self.lags.len() < self.graph.lags().len() {
                    self.lags.push(write_formula(expr));
                }
                return Ok(delayed);
            }
            When::Start => by,
            When::Before(more) => self.graph.add(more, by),
        };
        let value = self.expr(of, When::Before(earlier), arguments)?;
        let (zero, nan) = (self.graph.constant(0.0), self.graph.constant(f64::NAN));
        let forward = self.graph.binary(Binary::Lt, by, zero);
        Ok(self.graph.select(forward, nan, value))
    }

    fn all(
        &mut self,
        args: &[Expr],
        when: When,
        arguments: Option<&Arguments<'_>>,
    ) -> Result<Vec<Node>, Diagnostic> {
        args.iter().map(|a| self.expr(a, when, arguments)).collect()
    }

    /// A chain of products and quotients, so that what does not change is multiplied once.
    fn product(&mut self, expr: &Expr, when: When, arguments: Option<&Arguments<'_>>) -> Lowered {
        let (mut above, mut below) = (Vec::new(), Vec::new());
        self.factors(expr, false, when, arguments, &mut above, &mut below)?;
        let one = self.graph.constant(1.0);
        let (still, moving): (Vec<Node>, Vec<Node>) =
            below.into_iter().partition(|n| self.graph.dependence(*n) != Dependence::Dynamic);
        if !still.is_empty() {
            let divisor = self.graph.product(&still);
            above.push(self.graph.div(one, divisor));
        }
        let numerator = self.graph.product(&above);
        if moving.is_empty() {
            return Ok(numerator);
        }
        let divisor = self.graph.product(&moving);
        Ok(self.graph.div(numerator, divisor))
    }

    fn factors(
        &mut self,
        expr: &Expr,
        inverse: bool,
        when: When,
        arguments: Option<&Arguments<'_>>,
        above: &mut Vec<Node>,
        below: &mut Vec<Node>,
    ) -> Result<(), Diagnostic> {
        match expr {
            Expr::Op(Op::Mul, args) => {
                for arg in args {
                    self.factors(arg, inverse, when, arguments, above, below)?;
                }
            }
            Expr::Op(Op::Div, args) if args.len() == 2 => {
                self.factors(&args[0], inverse, when, arguments, above, below)?;
                self.factors(&args[1], !inverse, when, arguments, above, below)?;
            }
            other => {
                let node = self.expr(other, when, arguments)?;
                if inverse { below.push(node) } else { above.push(node) }
            }
        }
        Ok(())
    }

    /// Derivative by time of what reactions or a rate rule change. Before the start nothing changes.
    fn rate_of(&mut self, args: &[Expr], when: When) -> Lowered {
        let rate = self.rate_of_now(args, when)?;
        let zero = self.graph.constant(0.0);
        Ok(match when {
            When::Before(_) => zero,
            When::Now if self.looks_back => {
                let started = self.graph.started();
                self.graph.select(started, rate, zero)
            }
            When::Now | When::Start => rate,
        })
    }

    fn rate_of_now(&mut self, args: &[Expr], when: When) -> Lowered {
        let Some(Expr::Id(id)) = args.first() else {
            return Err(Diagnostic::error(&codes::RATE_OF, "`rateOf` takes one id"));
        };
        let Some((&id, _)) = self.quantities.kinds.get_key_value(id.as_str()) else {
            return Err(Diagnostic::error(&codes::UNKNOWN, format!("`{id}` is not in the model")));
        };
        if fast::members(self.quantities.network).contains(&id) {
            return Err(fast::derivative_read(id));
        }
        match self.quantities.roles.get(id) {
            Some(Role::State(_)) => self.derivative(id, when),
            Some(Role::Param(_) | Role::Fixed) => Ok(self.graph.constant(0.0)),
            _ => Err(Diagnostic::error(&codes::RATE_OF, format!("`rateOf({id})` cannot be computed")).help(
                "it is supported for what reactions or a rate rule change in a compartment of fixed size",
            )),
        }
    }

    /// Derivative by time of a state, in the terms that it is integrated in.
    pub fn derivative(&mut self, id: &'n str, when: When) -> Lowered {
        let by_amount = matches!(self.quantities.roles.get(id), Some(Role::Amount(_)));
        match self.quantities.rules.get(id).copied() {
            Some((RuleKind::Rate, formula)) => {
                let slope = self.formula(formula, when)?;
                if by_amount { self.amount_slope(id, slope, when) } else { Ok(slope) }
            }
            _ => {
                let extent = self.turnover(id, when)?;
                let substance_only = match self.quantities.kinds.get(id) {
                    Some(Kind::Species(i)) => self.quantities.network.species[*i].substance_only,
                    _ => true,
                };
                if by_amount || substance_only { Ok(extent) } else { self.over_size(id, extent, when) }
            }
        }
    }

    /// `d(c V)/dt` for a concentration with slope `dc/dt` in a compartment that changes.
    fn amount_slope(&mut self, id: &'n str, slope: Node, when: When) -> Lowered {
        let Some(size) = self.size_of(id, when)? else { return Ok(slope) };
        let grown = self.graph.mul(slope, size);
        let Some(Kind::Species(i)) = self.quantities.kinds.get(id) else { return Ok(grown) };
        let compartment = self.quantities.network.species[*i].compartment.as_str();
        let role = self.quantities.roles.get(compartment);
        let solved = matches!(role, Some(Role::Solved(_) | Role::Algebraic(_)));
        match self.quantities.rules.get(compartment).copied() {
            None if !solved => Ok(grown),
            Some((RuleKind::Rate, formula)) => {
                let swelling = self.formula(formula, when)?;
                let concentration = self.value(id, when)?;
                let diluted = self.graph.mul(concentration, swelling);
                Ok(self.graph.add(grown, diluted))
            }
            rule => Err(Diagnostic::error(
                &codes::UNSUPPORTED,
                format!(
                    "`{id}` has a rate rule and its compartment `{compartment}` an {} rule",
                    if rule.is_some() { "assignment" } else { "algebraic" }
                ),
            )
            .help("give the compartment a rate rule, or `substanceOnly` to the species")),
        }
    }

    /// Amount of species `id` that all but fast reactions make less what they take, per time.
    fn turnover(&mut self, id: &'n str, when: When) -> Lowered {
        let sum = self.made(id, when)?;
        self.times_factor(self.factor_of(id), sum)
    }

    /// The parameter that turns extent into amount of species `id`.
    pub(super) fn factor_of(&self, id: &str) -> Option<&'n str> {
        let network = self.quantities.network;
        match self.quantities.kinds.get(id) {
            Some(Kind::Species(i)) => {
                let own = network.species[*i].conversion_factor.as_deref();
                own.or(network.conversion_factor.as_deref())
            }
            _ => None,
        }
    }

    pub(super) fn times_factor(&mut self, factor: Option<&str>, extent: Node) -> Lowered {
        match factor {
            Some(factor) => {
                let factor = self.value(factor, When::Now)?;
                Ok(self.graph.mul(factor, extent))
            }
            None => Ok(extent),
        }
    }

    /// Extents of species `id` that all but fast reactions make less what they take, per time.
    pub(super) fn made(&mut self, id: &'n str, when: When) -> Lowered {
        let mut sum = self.graph.constant(0.0);
        for reaction in self.quantities.network.reactions.iter().filter(|r| !r.fast) {
            let sides = [(&reaction.reactants, -1.0), (&reaction.products, 1.0)];
            for (side, sign) in sides {
                for reference in side.iter().filter(|r| r.species == id) {
                    let rate = self.value(&reaction.id, when)?;
                    let count = self.formula(&reference.stoichiometry, when)?;
                    let term = self.graph.mul(count, rate);
                    sum = if sign > 0.0 { self.graph.add(sum, term) } else { self.graph.sub(sum, term) };
                }
            }
        }
        Ok(sum)
    }
}

/// Whether some formula of a network does.
fn looks_back(network: &Network) -> bool {
    let rates = network.reactions.iter().flat_map(|r| {
        let sides = r.reactants.iter().chain(&r.products).map(|s| &s.stoichiometry);
        r.rate.iter().chain(sides)
    });
    let events = network.events.iter().flat_map(|e| {
        let timing = e.delay.iter().chain(&e.priority).chain([&e.trigger]);
        timing.chain(e.assignments.iter().map(|(_, value)| value))
    });
    let rules = network.rules.iter().map(|r| &r.value);
    let functions = network.functions.iter().map(|f| &f.body);
    rates.chain(events).chain(rules).chain(functions).any(reads_past)
}

/// Whether a formula looks back.
fn reads_past(body: &Expr) -> bool {
    let mut found = false;
    body.visit(&mut |part| found |= matches!(part, Expr::Op(Op::Delay, _)));
    found
}
