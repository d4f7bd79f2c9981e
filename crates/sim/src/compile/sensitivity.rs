//! Sensitivities that a request asks for: which ids can be chosen, and refusals in the model's words.

use jakstat_model::network::RuleKind;
use jakstat_model::{Diagnostic, Span, Unit};
use jakstat_ode::graph::{Graph, Node, Term};
use jakstat_ode::{Definition, NoSensitivity, Part, Sensitivities, Target};

use super::assemble::unit_of;
use super::quantities::{Quantities, Role, Start};
use super::{Output, Request, codes};

/// Ids that cannot be chosen.
pub(super) fn request_problems(quantities: &Quantities<'_>, request: &Request) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    for (i, id) in request.sensitivities.iter().enumerate() {
        // Of what is integrated a dose or a change moves the state and not its start value.
        let is_param =
            matches!(quantities.roles.get(id.as_str()), Some(Role::Param(_) | Role::ParamAmount(_)));
        let changed = is_param && (request.inputs.contains(id) || request.dosed.contains(id));
        let (why, help) = if !quantities.kinds.contains_key(id.as_str()) {
            continue;
        } else if request.sensitivities[..i].contains(id) {
            (format!("`{id}` is named twice"), "name it once")
        } else if let Some(why) = computed(quantities, id) {
            (format!("there is no sensitivity to `{id}`: {why} computes it"), "name a value in its formula")
        } else if changed {
            let why = "a dose, a change or a host sets it while time runs";
            (
                format!("there is no sensitivity to `{id}`: {why}"),
                "name a parameter that keeps its value during the run",
            )
        } else {
            continue;
        };
        problems.push(Diagnostic::error(&codes::NO_SENSITIVITY, why).help(help));
    }
    problems
}

/// What computes the start value of an id, if something does.
fn computed(quantities: &Quantities<'_>, id: &str) -> Option<&'static str> {
    if slot(quantities, id).is_some() {
        return None;
    }
    Some(match quantities.rules.get(id) {
        Some((RuleKind::Assignment, _)) => "an assignment rule",
        _ if matches!(quantities.roles.get(id), Some(Role::Solved(_))) => "an algebraic rule",
        _ if quantities.assigned.contains_key(id) => "an initial assignment",
        _ => "a rate law",
    })
}

/// The system's parameter that holds the start value of an id.
fn slot(quantities: &Quantities<'_>, id: &str) -> Option<usize> {
    quantities.params.iter().position(|(name, _)| name == id)
}

/// The definition with what the request's parameters need. `sizes` are those that values given to a
/// species are turned with: numbers at the time they are given, so they must not follow a parameter.
pub(super) fn extend(
    definition: Definition,
    quantities: &Quantities<'_>,
    request: &Request,
    (sizes, lags): (&[(String, Node)], &[String]),
) -> Result<(Definition, Sensitivities), Vec<Diagnostic>> {
    let params: Vec<usize> = request.sensitivities.iter().filter_map(|id| slot(quantities, id)).collect();
    let words = Words { quantities, request, lags };
    let (definition, layout) = Sensitivities::of(definition, &params).map_err(|found| words.all(&found))?;
    let problems: Vec<Diagnostic> = sizes
        .iter()
        .filter_map(|(id, size)| {
            let reads = words.name(depends(&definition.graph, *size, &layout)?);
            let message = format!(
                "what is given to `{id}` is turned with the size of its compartment, which follows {reads}"
            );
            let help = "count the species in amounts, or name other parameters";
            Some(Diagnostic::error(&codes::NO_SENSITIVITY, message).help(help))
        })
        .collect();
    if problems.is_empty() { Ok((definition, layout)) } else { Err(problems) }
}

/// A chosen parameter, or a state that follows one, that a formula reads.
fn depends(graph: &Graph, node: Node, layout: &Sensitivities) -> Option<Target> {
    let targets = graph.reachable(&[node]).into_iter().filter_map(|n| match graph.term(n) {
        Term::State(i) => Some(Target::State(i as usize)),
        Term::Param(i) => Some(Target::Param(i as usize)),
        _ => None,
    });
    targets.into_iter().find(|target| layout.depends(*target))
}

/// Refusals in the model's words.
struct Words<'a, 'n> {
    quantities: &'a Quantities<'n>,
    request: &'a Request,
    lags: &'a [String],
}

impl Words<'_, '_> {
    fn all(&self, found: &[NoSensitivity]) -> Vec<Diagnostic> {
        found.iter().map(|problem| self.one(*problem)).collect()
    }

    fn one(&self, problem: NoSensitivity) -> Diagnostic {
        let (message, help) = match problem {
            NoSensitivity::Jump { part, reads } => (
                format!("{} has a condition or a rounding that reads {}", self.part(part), self.name(reads)),
                match (part, reads) {
                    (Part::Output(_), _) => "do not save it, or write it without a jump",
                    (_, Target::State(_)) => "write it with `min` or `max`, or as a steep Hill function",
                    (_, Target::Param(_)) => "name other parameters, and compare two runs for this one",
                },
            ),
            NoSensitivity::Factorial { part, reads } => (
                format!("{} has a factorial that reads {}", self.part(part), self.name(reads)),
                "compare two runs with slightly different values instead",
            ),
            NoSensitivity::EventTime { event, reads } => (
                format!(
                    "the time of event `{}` follows the parameters: its trigger, delay or priority reads {}",
                    self.event(event),
                    self.name(reads)
                ),
                "compare two runs with slightly different values instead",
            ),
            NoSensitivity::Assigned { event, param } => (
                format!("event `{}` changes {}", self.event(event), self.name(Target::Param(param))),
                "name a parameter that keeps its value during the run",
            ),
            NoSensitivity::Carried { event, param, reads } => (
                format!(
                    "event `{}` gives {} a value that reads {}",
                    self.event(event),
                    self.name(Target::Param(param)),
                    self.name(reads)
                ),
                "give what the event sets a rate rule `x' = 0`, which makes it a state",
            ),
            NoSensitivity::Scaled { event, reads } => (
                format!(
                    "event `{}` sets a concentration in a compartment that changes, by way of {}",
                    self.event(event),
                    self.name(reads)
                ),
                "let the event use values of the time of execution, or name other parameters",
            ),
            NoSensitivity::Lag { lag } => (
                format!("`{}` reads the past", self.lags.get(lag).map_or("?", String::as_str)),
                "compare two runs with slightly different values instead",
            ),
            NoSensitivity::Unknown { param }
            | NoSensitivity::Twice { param }
            | NoSensitivity::Stopped { param } => (
                format!("{} is named twice or changed", self.name(Target::Param(param))),
                "name a parameter that keeps its value during the run, once",
            ),
        };
        let message = format!("sensitivities cannot be computed: {message}");
        Diagnostic::error(&codes::NO_SENSITIVITY, message).help(help).at(self.place(problem))
    }

    fn place(&self, problem: NoSensitivity) -> Option<Span> {
        match problem {
            NoSensitivity::EventTime { event, .. }
            | NoSensitivity::Assigned { event, .. }
            | NoSensitivity::Carried { event, .. }
            | NoSensitivity::Scaled { event, .. } => {
                self.quantities.network.events.get(event).and_then(|e| e.at)
            }
            _ => None,
        }
    }

    fn part(&self, part: Part) -> String {
        match part {
            Part::Initial(i) => format!("the start value of {}", self.name(Target::State(i))),
            Part::Rhs(i) => format!("the rate of change of {}", self.name(Target::State(i))),
            Part::Output(i) => format!("`{}`", self.request.outputs.get(i).map_or("?", |o| o.id())),
            Part::Event(i) => format!("a value that event `{}` assigns", self.event(i)),
        }
    }

    fn event(&self, event: usize) -> &str {
        self.quantities.network.events.get(event).map_or("?", |e| e.id.as_str())
    }

    fn name(&self, target: Target) -> String {
        let id = match target {
            Target::State(i) => self.quantities.states.get(i).copied(),
            Target::Param(i) => self.quantities.params.get(i).map(|(id, _)| id.as_str()),
        };
        format!("`{}`", id.unwrap_or("?"))
    }
}

/// Unit in which the start value of each chosen id is given, where the model says it.
pub(super) fn units(quantities: &Quantities<'_>, request: &Request) -> Vec<Option<Unit>> {
    let unit = |id: &String| {
        let output = match quantities.starts.get(id.as_str()) {
            Some(Start::ParamAmount(_)) => Output::Amount(id.clone()),
            Some(Start::ParamConcentration(_)) => Output::Concentration(id.clone()),
            _ => Output::Value(id.clone()),
        };
        unit_of(quantities.network, &output)
    };
    request.sensitivities.iter().map(unit).collect()
}
