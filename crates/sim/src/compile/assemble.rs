//! Puts a system of differential equations together from the parts of a network.

use std::collections::BTreeMap;

use jakstat_model::diagnostic::nearest;
use jakstat_model::network::{Event, Kind};
use jakstat_model::{Diagnostic, Network, Unit};
use jakstat_ode::graph::{Dependence, Node, Term};
use jakstat_ode::{Definition, Equilibria, EventDefinition, System, Target};

use super::holding::{Holding, Kept, Size};
use super::lower::{Lowering, When};
use super::quantities::{Quantities, Role};
use super::{CompiledModel, Output, Request, algebraic, codes, derivative_name, fast, sensitivity};
use crate::moieties::Stoichiometry;

/// Compiling takes time with the square of the number of states: more than this would take hours.
const MOST_STATES: usize = 50_000;

pub(super) fn assemble(network: &Network, request: &Request) -> Result<CompiledModel, Vec<Diagnostic>> {
    let mut quantities = algebraic::quantities(network, request)?;
    let mut problems = request_problems(&quantities, request);
    problems.extend(sensitivity::request_problems(&quantities, request));
    problems.extend(algebraic::problems(&quantities, request));
    problems.extend(fast::problems(network, request));
    let moving = frozen(&quantities, &mut problems);
    for id in moving {
        quantities.freeze(id);
    }
    if quantities.states.len() > MOST_STATES {
        let message = format!(
            "{} states are more than the {MOST_STATES} that can be compiled",
            quantities.states.len()
        );
        let help = "leave out what does not change: constants and boundary species are no states";
        problems.push(Diagnostic::error(&codes::TOO_LARGE, message).help(help));
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    let mut lowering = Lowering::new(&quantities);
    let mut keep = |lowered: Result<Node, Diagnostic>| {
        lowered.unwrap_or_else(|problem| {
            if !problems.contains(&problem) {
                problems.push(problem);
            }
            Node::default()
        })
    };

    // Also those that nothing reads: a rule that cannot hold must not go unnoticed.
    for id in quantities.blocks.iter().flat_map(|b| &b.determines) {
        keep(lowering.value(id, When::Now));
    }
    let mut initial = Vec::new();
    let mut rhs = Vec::new();
    let mut equations = Vec::new();
    let balance = lowering.balance().map_err(|problem| vec![problem])?;
    for id in &quantities.states {
        initial.push(keep(start(&mut lowering, id)));
        if let Some(rule) = quantities.equation(id) {
            equations.push(rhs.len());
            rhs.push(keep(lowering.formula(&rule.value, When::Now)));
            continue;
        }
        if let Some(follower) = balance.followers.iter().find(|f| f.id == *id) {
            rhs.push(follower.equation);
            continue;
        }
        rhs.push(keep(if changes(&quantities, id) {
            lowering.derivative(id, When::Now)
        } else {
            Ok(lowering.graph.constant(0.0))
        }));
    }
    for follower in &balance.followers {
        // Computed from the species as soon as there are values of them.
        initial.push(lowering.graph.constant(0.0));
        rhs.push(follower.rate);
    }
    let outputs: Vec<Node> = request.outputs.iter().map(|o| keep(output(&mut lowering, o))).collect();
    let mut hidden = Hidden { first: outputs.len() * (request.sensitivities.len() + 1), nodes: Vec::new() };
    let mut sizes = Vec::new();
    let mut dose_scales = BTreeMap::new();
    for species in &request.dosed {
        let scale = lowering.dose_size(species).map(&mut keep);
        sizes.extend(scale.map(|node| (species.clone(), node)));
        dose_scales.insert(species.clone(), scale.map(|node| hidden.push(node)));
    }
    let mut input_sizes = BTreeMap::new();
    for id in &request.inputs {
        if let Some(Role::Amount(_) | Role::ParamAmount(_)) = lowering.quantities.roles.get(id.as_str())
            && let Some(size) = lowering.size_of(id, When::Now).transpose()
        {
            let size = keep(size);
            sizes.push((id.clone(), size));
            input_sizes.insert(id.clone(), hidden.push(size));
        }
    }
    let mut sized = Vec::new();
    for id in &quantities.states {
        let size = if is_amount(&quantities, id) {
            lowering.size_of(id, When::Start).transpose().map(&mut keep)
        } else {
            None
        };
        // A size that reads a state's start value cannot be had from parameters alone.
        let size = size.filter(|node| lowering.graph.dependence(*node) != Dependence::Dynamic);
        sized.push(size.map(|node| hidden.push(node)));
    }
    for follower in &balance.followers {
        let size = lowering.size_of(follower.id, When::Start).transpose().map(&mut keep);
        let size = size.filter(|node| lowering.graph.dependence(*node) != Dependence::Dynamic);
        sized.push(size.map(|node| hidden.push(node)));
    }
    let mut holdings = Vec::new();
    for id in &quantities.states {
        holdings.push(holding(&mut lowering, id, |size| hidden.push(keep(size))));
    }
    holdings.extend(balance.followers.iter().map(|_| Holding::total()));
    let mut events = Vec::new();
    for event in &network.events {
        match lower_event(&mut lowering, event) {
            Ok(event) => events.push(event),
            Err(problem) => problems.push(problem),
        }
    }
    problems.extend(valueless(&lowering, &request.outputs, &outputs));
    if !problems.is_empty() {
        return Err(problems);
    }
    let (graph, lags) = (lowering.graph, lowering.lags);
    if let (Some(equation), Some(lag)) = (equations.first(), lags.first()) {
        let id = quantities.states.get(*equation).copied().unwrap_or("?");
        let message =
            format!("`{lag}` is not supported where an algebraic rule is solved for `{id}` as time runs");
        let help = format!("solve the rule for `{id}` by hand and write an assignment rule");
        return Err(vec![Diagnostic::error(&codes::UNSUPPORTED, message).help(help)]);
    }
    let definition = Definition { graph, params: quantities.params.len(), initial, rhs, outputs, events };
    let (mut definition, layout) = sensitivity::extend(definition, &quantities, request, (&sizes, &lags))?;
    definition.outputs.extend(hidden.nodes);
    let output_units = request.outputs.iter().map(|o| unit_of(network, o)).collect();
    let first = quantities.states.len();
    let kept = Kept {
        leaders: balance.leaders.iter().map(|(state, _)| *state).collect(),
        followers: balance.followers.iter().enumerate().map(|(i, f)| (f.state, first + i)).collect(),
    };
    equations.extend(kept.followers.iter().map(|(state, _)| *state));
    let equilibria = Equilibria { fast: balance.leaders, totals: kept.followers.clone() };
    let system = System::with_equilibria(definition, &equations, &equilibria);
    let mut states: Vec<String> = quantities.states.iter().map(|s| (*s).to_owned()).collect();
    states.extend(balance.followers.into_iter().map(|f| f.total));
    for (i, column) in layout.further_states() {
        states.push(derivative_name(&states[i], &request.sensitivities[column]));
        sized.push(sized[i]);
    }
    let targets =
        quantities.roles.iter().filter_map(|(id, role)| Some(((*id).to_owned(), target(*role)?))).collect();
    let sensitivity_units = sensitivity::units(&quantities, request);
    let params = quantities.params;
    let mut stoichiometry = Stoichiometry::of(network);
    for id in request.inputs.iter().chain(&request.dosed) {
        stoichiometry.mark_set(id);
    }
    Ok(CompiledModel {
        system,
        param_index: params.iter().enumerate().map(|(i, (id, _))| (id.clone(), i)).collect(),
        params,
        states,
        targets,
        dose_scales,
        sized,
        inputs: request.inputs.clone(),
        input_sizes,
        outputs: request.outputs.clone(),
        output_units,
        sensitivities: request.sensitivities.clone(),
        sensitivity_units,
        layout,
        lags,
        events: network.events.iter().map(|e| e.id.clone()).collect(),
        time_unit: network.base_units.time,
        holdings,
        stoichiometry,
        kept,
    })
}

/// What a state holds of a species; `read` makes an output of a size that no parameter holds.
fn holding(
    lowering: &mut Lowering<'_, '_>,
    id: &str,
    read: impl FnOnce(Result<Node, Diagnostic>) -> usize,
) -> Holding {
    let network = lowering.quantities.network;
    let units = [Output::Value(id.to_owned()), Output::Amount(id.to_owned())].map(|o| unit_of(network, &o));
    let compartment = match lowering.quantities.kinds.get(id) {
        Some(Kind::Species(i)) if !is_amount(lowering.quantities, id) => {
            Some(network.species[*i].compartment.as_str()).filter(|c| lowering.quantities.has_size(c))
        }
        _ => None,
    };
    let size = match compartment.map(|c| (c, lowering.quantities.roles.get(c))) {
        None => Size::One,
        Some((_, Some(Role::Param(slot)))) => Size::Param(*slot),
        Some((compartment, _)) => Size::Output(read(lowering.value(compartment, When::Now))),
    };
    Holding { size, compartment: compartment.map(str::to_owned), value_unit: units[0], amount_unit: units[1] }
}

/// Outputs that nobody asked for, behind all others.
struct Hidden {
    first: usize,
    nodes: Vec<Node>,
}

impl Hidden {
    /// Gives the output's number.
    fn push(&mut self, node: Node) -> usize {
        self.nodes.push(node);
        self.first + self.nodes.len() - 1
    }
}

/// Ids in the request that do not exist or cannot be what they are asked to be.
fn request_problems(quantities: &Quantities<'_>, request: &Request) -> Vec<Diagnostic> {
    let asked = request.outputs.iter().map(Output::id);
    let changed = request.set.iter().chain(&request.inputs).chain(&request.dosed).map(String::as_str);
    let mut problems = Vec::new();
    let by = request.sensitivities.iter().map(String::as_str);
    for id in asked.chain(changed.clone()).chain(by) {
        if !quantities.kinds.contains_key(id) {
            problems.push(unknown(quantities, id));
        }
    }
    for id in changed {
        let role = quantities.roles.get(id);
        // The value that a search begins with can be given, if nothing but that is asked.
        let begins = matches!(role, Some(Role::Algebraic(_)));
        if begins && !request.inputs.iter().chain(&request.dosed).any(|changed| changed == id) {
            continue;
        }
        if matches!(role, Some(Role::Rule | Role::Solved(_) | Role::Algebraic(_) | Role::Rate)) {
            let what = match role {
                Some(Role::Rule) => "an assignment rule",
                Some(Role::Solved(_) | Role::Algebraic(_)) => "an algebraic rule",
                _ => "a rate law",
            };
            problems.push(
                Diagnostic::error(&codes::NOT_SETTABLE, format!("`{id}` cannot be set: {what} computes it"))
                    .help("set one of the values in its formula"),
            );
        }
    }
    problems.dedup();
    problems
}

fn unknown(quantities: &Quantities<'_>, id: &str) -> Diagnostic {
    let problem = Diagnostic::error(&codes::UNKNOWN, format!("`{id}` is not in the model"));
    match nearest(id, quantities.kinds.keys().copied()) {
        Some(near) => problem.help(format!("did you mean `{near}`?")),
        None if quantities.kinds.len() <= 20 => {
            let all: Vec<&str> = quantities.kinds.keys().copied().collect();
            problem.help(format!("it has {}", all.join(", ")))
        }
        None => problem.help("`jakstat list MODEL` shows all ids"),
    }
}

/// Outputs that read what has no value. What rates and events read was checked with the model.
fn valueless(lowering: &Lowering<'_, '_>, outputs: &[Output], nodes: &[Node]) -> Vec<Diagnostic> {
    let quantities = lowering.quantities;
    let missing = |node: &Node| {
        lowering.graph.reachable(&[*node]).into_iter().find_map(|n| match lowering.graph.term(n) {
            Term::Param(slot) if quantities.missing.contains(&slot) => {
                Some(quantities.params[slot as usize].0.clone())
            }
            _ => None,
        })
    };
    let found = outputs.iter().zip(nodes).filter_map(|(output, node)| Some((output.id(), missing(node)?)));
    let problem = |(id, missing): (&str, String)| {
        let message = if id == missing {
            format!("`{id}` has no value")
        } else {
            format!("`{id}` cannot be read: `{missing}` has no value")
        };
        Diagnostic::error(&codes::NO_VALUE, message).help(format!("give `{missing}` a value"))
    };
    found.map(problem).collect()
}

/// Fixed ids whose start value reads something that stops or events change, or time: they must
/// keep the value that they start with.
fn frozen<'n>(quantities: &Quantities<'n>, problems: &mut Vec<Diagnostic>) -> Vec<&'n str> {
    let jumping = |slot: u32| {
        let (id, _) = &quantities.params[slot as usize];
        quantities.jumps.contains(id.as_str())
    };
    let mut lowering = Lowering::new(quantities);
    let fixed = quantities.roles.iter().filter(|(_, role)| **role == Role::Fixed);
    let mut moving = Vec::new();
    for (id, _) in fixed {
        match lowering.value(id, When::Start) {
            Ok(node) => {
                let moves =
                    lowering.graph.reachable(&[node]).into_iter().any(|n| match lowering.graph.term(n) {
                        Term::Param(slot) => jumping(slot),
                        Term::Time => true,
                        _ => false,
                    });
                if moves {
                    moving.push(*id);
                }
            }
            Err(problem) => problems.push(problem),
        }
    }
    moving
}

/// Whether the state counts an amount of a species.
fn is_amount(quantities: &Quantities<'_>, id: &str) -> bool {
    let by_amount = matches!(quantities.roles.get(id), Some(Role::Amount(_)));
    by_amount || quantities.network.species.iter().any(|s| s.id == id && s.substance_only)
}

/// Whether reactions or a rate rule change the state; else only stops and events do.
fn changes(quantities: &Quantities<'_>, id: &str) -> bool {
    let is_species = matches!(quantities.kinds.get(id), Some(Kind::Species(_)));
    let free = quantities.network.species.iter().any(|s| s.id == id && !s.boundary && !s.constant);
    quantities.rules.contains_key(id) || (is_species && free)
}

/// Start value of a state, in the terms that it is integrated in.
fn start<'n>(lowering: &mut Lowering<'_, 'n>, id: &'n str) -> Result<Node, Diagnostic> {
    if lowering.quantities.equation(id).is_some() {
        return lowering.given(id);
    }
    let value = lowering.value(id, When::Start)?;
    if !matches!(lowering.quantities.roles.get(id), Some(Role::Amount(_))) {
        return Ok(value);
    }
    match lowering.size_of(id, When::Start)? {
        Some(size) => Ok(lowering.graph.mul(value, size)),
        None => Ok(value),
    }
}

fn output(lowering: &mut Lowering<'_, '_>, output: &Output) -> Result<Node, Diagnostic> {
    let id = output.id();
    let value = lowering.value(id, When::Now)?;
    let substance_only = match lowering.quantities.kinds.get(id) {
        Some(Kind::Species(i)) => lowering.quantities.network.species[*i].substance_only,
        _ => return Ok(value),
    };
    let size = lowering.size_of(id, When::Now)?;
    Ok(match (output, substance_only, size) {
        (Output::Concentration(_), true, Some(size)) => lowering.graph.div(value, size),
        (Output::Amount(_), false, Some(size)) => lowering.graph.mul(value, size),
        _ => value,
    })
}

impl Lowering<'_, '_> {
    /// What to divide an amount by that goes into a species; none where it is integrated as amount.
    fn dose_size(&mut self, species: &str) -> Option<Result<Node, Diagnostic>> {
        let by_concentration = match self.quantities.kinds.get(species) {
            Some(Kind::Species(i)) => !self.quantities.network.species[*i].substance_only,
            _ => false,
        };
        let by_amount =
            matches!(self.quantities.roles.get(species), Some(Role::Amount(_) | Role::ParamAmount(_)));
        if !by_concentration || by_amount {
            return None;
        }
        self.size_of(species, When::Start).transpose()
    }
}

fn lower_event(lowering: &mut Lowering<'_, '_>, event: &Event) -> Result<EventDefinition, Diagnostic> {
    let mut optional = |formula: &Option<jakstat_model::Expr>| {
        formula.as_ref().map(|f| lowering.formula(f, When::Now)).transpose()
    };
    let (delay, priority) = (optional(&event.delay)?, optional(&event.priority)?);
    let trigger = lowering.formula(&event.trigger, When::Now)?;
    let (mut assignments, mut scales) = (Vec::new(), Vec::new());
    for (id, formula) in &event.assignments {
        let mut value = lowering.formula(formula, When::Now)?;
        let role = lowering.quantities.roles.get(id.as_str()).copied();
        // A concentration is turned into an amount with the size just before the event, which may set it.
        let size = match role {
            Some(Role::Amount(_) | Role::ParamAmount(_)) => lowering.size_of(id, When::Now)?,
            _ => None,
        };
        let Some(target) = role.and_then(target) else {
            return Err(Diagnostic::error(
                &codes::NOT_SETTABLE,
                format!("event `{}` cannot set `{id}`", event.id),
            )
            .at(event.at));
        };
        match size {
            Some(size) if event.from_trigger => scales.push((target, size)),
            Some(size) => value = lowering.graph.mul(value, size),
            None => {}
        }
        assignments.push((target, value));
    }
    Ok(EventDefinition {
        trigger,
        initial_value: event.initial_value,
        persistent: event.persistent,
        delay,
        priority,
        from_trigger: event.from_trigger,
        assignments,
        scales,
    })
}

fn target(role: Role) -> Option<Target> {
    match role {
        Role::Param(i) | Role::ParamAmount(i) => Some(Target::Param(i)),
        Role::State(i) | Role::Amount(i) => Some(Target::State(i)),
        Role::Fixed | Role::Rule | Role::Solved(_) | Role::Algebraic(_) | Role::Rate => None,
    }
}

/// Unit of an output, where the model says it.
pub(super) fn unit_of(network: &Network, output: &Output) -> Option<Unit> {
    let named = |unit: &Option<String>| -> Option<Unit> {
        let unit = unit.as_ref()?;
        network.units.get(unit).copied().or_else(|| Unit::builtin(unit))
    };
    let base = &network.base_units;
    match network.kind(output.id())? {
        Kind::Parameter(i) => named(&network.parameters[i].unit),
        Kind::Compartment(i) => named(&network.compartments[i].unit).or(base.volume),
        Kind::Reaction(_) => Some(base.extent.or(base.substance)?.per(base.time?)),
        Kind::Species(i) => {
            let species = &network.species[i];
            let substance = named(&species.unit).or(base.substance)?;
            let amount = match output {
                Output::Amount(_) => true,
                Output::Concentration(_) => false,
                Output::Value(_) => species.substance_only,
            };
            if amount {
                return Some(substance);
            }
            let compartment = network.compartments.iter().find(|c| c.id == species.compartment)?;
            Some(substance.per(named(&compartment.unit).or(base.volume)?))
        }
    }
}
