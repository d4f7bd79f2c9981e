//! A model under a host: by id, in the model's units and words.

use jakstat_model::{antimony, check};
use jakstat_ode::{Action, Failure, Method, Options, Run, Snapshot, Stop, solve};

use super::{Stepper, StepperError};
use crate::{CompiledModel, Output, Request};

const DECAY: &str = "J: S1 -> S2; k*signal*S1 \n S1 = 10; S2 = 0; k = 0.1; signal = 0; total := S1 + S2";

fn compile(text: &str, outputs: &[&str], inputs: &[&str]) -> CompiledModel {
    let parsed = antimony::read("m", text, &|_| Err("no imports".into()));
    let network = check(parsed).unwrap_or_else(|failed| panic!("{:?}", failed.diagnostics)).network;
    let request = Request {
        outputs: outputs.iter().map(|id| Output::Value((*id).to_owned())).collect(),
        inputs: inputs.iter().map(|id| (*id).to_owned()).collect(),
        ..Request::default()
    };
    CompiledModel::new(&network, &request).unwrap()
}

fn stepper(model: &CompiledModel) -> Stepper<'_> {
    Stepper::new(model, &Options::default(), 0.0).unwrap()
}

#[test]
fn inputs_act_as_changes_of_a_scenario() {
    let model = compile(DECAY, &["S1", "S2", "total"], &["signal", "S1"]);
    let mut stepper = stepper(&model);
    let (signal, s1, s2) =
        (stepper.input("signal").unwrap(), stepper.input("S1").unwrap(), stepper.reading("S2").unwrap());
    stepper.advance_to(3.0).unwrap();
    assert_eq!(stepper.read(s2), 0.0);
    stepper.set(signal, 2.0).unwrap();
    stepper.advance_to(5.0).unwrap();
    stepper.set(s1, 4.0).unwrap();
    let total = stepper.reading("total").unwrap();
    assert_eq!(stepper.read(total), 4.0 + stepper.read(s2));
    stepper.advance_to(9.0).unwrap();

    let set = |time, id, value| Stop { time, actions: vec![Action::Set(model.target(id).unwrap(), value)] };
    let stops = [set(3.0, "signal", 2.0), set(5.0, "S1", 4.0)];
    let run = Run { stops: stops.into(), ..Run::new(model.params(), 0.0, 9.0) };
    let truth = solve(model.system(), &Options::default(), &[run]).remove(0);
    let position = model.state_ids().iter().position(|id| id == "S2").unwrap();
    assert_eq!(stepper.read(s2), truth.states[position]);
    assert!(stepper.stats().accepted > 0 && stepper.time() == 9.0);
}

#[test]
fn unknown_ids_name_the_near_ones() {
    let model = compile(DECAY, &["S1", "S2"], &["signal"]);
    let stepper = stepper(&model);
    let input = |id: &str| stepper.input(id).unwrap_err().to_string();
    assert_eq!(input("Signl"), "no input `Signl`; did you mean `signal`?");
    assert_eq!(input("zzz"), "no input `zzz`; inputs are signal");
    assert_eq!(input("k"), "`k` was not requested as an input; name it in `Request::inputs`");
    let reading = |id: &str| stepper.reading(id).unwrap_err().to_string();
    let tail = "; what is read must be named in `Request::outputs`";
    assert_eq!(reading("S3"), format!("no output reads `S3`; did you mean `S1`?{tail}"));
    assert_eq!(reading("total"), format!("no output reads `total`; outputs are S1, S2{tail}"));
    let model = compile(DECAY, &[], &[]);
    let stepper = Stepper::new(&model, &Options::default(), 0.0).unwrap();
    assert_eq!(stepper.input("zzz").unwrap_err().to_string(), "no input `zzz`; the model has no inputs");
}

#[test]
fn bad_calls_change_nothing() {
    let model = compile(DECAY, &["S1"], &["signal"]);
    let mut stepper = stepper(&model);
    let signal = stepper.input("signal").unwrap();
    stepper.advance_to(2.0).unwrap();
    let before = stepper.save();
    let message = stepper.set(signal, f64::NAN).unwrap_err().to_string();
    assert_eq!(message, "`signal` cannot be set to NaN");
    let message = stepper.advance_to(1.5).unwrap_err().to_string();
    assert_eq!(message, "cannot advance to time 1.5: the run is at 2 and goes forward only");
    assert!(matches!(stepper.advance_to(f64::INFINITY), Err(StepperError::Time { .. })));
    let other = compile("k = 1; S1 = 1; J: S1 -> ; k*S1", &["S1"], &["k"]);
    let mut foreign = Stepper::new(&other, &Options::default(), 0.0).unwrap();
    assert_eq!(stepper.set(foreign.input("k").unwrap(), 1.0), Err(StepperError::OtherModel));
    assert_eq!(stepper.load(&foreign.save()), Err(StepperError::Snapshot));
    assert_eq!(foreign.load(&before), Err(StepperError::Snapshot));
    assert_eq!(stepper.save(), before);
}

#[test]
#[should_panic(expected = "another model")]
fn a_reading_of_another_model_is_no_number() {
    let (model, other) = (compile(DECAY, &["S1"], &[]), compile("k = 1; x := 2*k", &["x"], &[]));
    stepper(&model).read(stepper(&other).reading("x").unwrap());
}

#[test]
fn failures_are_in_the_words_of_the_model() {
    let model = compile("J: -> S1; 1/(2 - time)^2 \n S1 = 0", &["S1"], &[]);
    let message = stepper(&model).advance_to(3.0).unwrap_err().to_string();
    assert!(message.contains("`S1`") && message.contains("at time 1.99999"), "{message}");

    let model = compile("J: -> S1; k \n S1 = 0; k = 0", &["S1"], &["k"]);
    let few = Options { max_steps: 3, ..Options::default() };
    let mut stepper = Stepper::new(&model, &few, 0.0).unwrap();
    stepper.set(stepper.input("k").unwrap(), 1e9).unwrap();
    let error = stepper.advance_to(1e9).unwrap_err();
    assert!(matches!(error, StepperError::Failed { failure: Failure::TooManySteps { .. }, .. }), "{error}");

    let dopri = Options { method: Method::Dopri5, ..Options::default() };
    let message = Stepper::new(&model, &dopri, 0.0).unwrap_err().to_string();
    assert_eq!(message, "a stepper has no method `dopri5`; it has `auto` and `rodas5p`");
}

/// In a compartment that changes, what is integrated is an amount; a host sets what formulas mean.
#[test]
fn concentrations_are_set_as_concentrations() {
    let text = "compartment V = 2; species S1 in V = 1; species $S2 in V = 3; \
                V' = 1; J: S1 -> ; 0*S1*S2; a := S1; b := S2";
    let model = compile(text, &["a", "b"], &["S1", "S2"]);
    let mut stepper = stepper(&model);
    stepper.advance_to(2.0).unwrap();
    for (input, reading) in [("S1", "a"), ("S2", "b")] {
        let (input, reading) = (stepper.input(input).unwrap(), stepper.reading(reading).unwrap());
        stepper.set(input, 7.0).unwrap();
        assert!((stepper.read(reading) - 7.0).abs() < 1e-12, "{}", stepper.read(reading));
    }
    stepper.advance_to(4.0).unwrap();
    // The compartment has grown from 4 to 6 and what is in it stayed.
    let a = stepper.reading("a").unwrap();
    assert!((stepper.read(a) - 7.0 * 4.0 / 6.0).abs() < 1e-6, "{}", stepper.read(a));
}

#[test]
fn tolerances_are_for_concentrations() {
    let text = "compartment V = 1e-12; substanceOnly species S1 in V = 1e-12; S2 = 1; \
                J: S1 -> ; V*(S1/V)*S2";
    let model = compile(text, &["S1"], &["S2"]);
    let loose = Options { rtol: 1e-6, atol: vec![1e-9], ..Options::default() };
    let mut stepper = Stepper::new(&model, &loose, 0.0).unwrap();
    stepper.advance_to(1.0).unwrap();
    let s1 = stepper.reading("S1").unwrap();
    let truth = 1e-12 * (-1.0f64).exp();
    assert!((stepper.read(s1) / truth - 1.0).abs() < 1e-5, "{} for {truth}", stepper.read(s1));
}

/// Events of a model go on after a round trip through words.
#[test]
fn a_saved_run_goes_on_elsewhere() {
    let text = format!("{DECAY}; at 5 after S2 > 2: S1 = 20");
    let model = compile(&text, &["S1"], &["signal"]);
    let mut stepper = stepper(&model);
    stepper.set(stepper.input("signal").unwrap(), 1.0).unwrap();
    stepper.advance_to(4.0).unwrap();
    let words = stepper.save().words().to_vec();
    let mut fresh = Stepper::new(&model, &Options::default(), 0.0).unwrap();
    fresh.load(&Snapshot::from_words(words)).unwrap();
    let mut clone = fresh.clone();
    for stepper in [&mut stepper, &mut fresh] {
        stepper.advance_to(10.0).unwrap();
        let s1 = stepper.reading("S1").unwrap();
        assert!(stepper.read(s1) > 5.0);
    }
    assert_eq!(stepper.save(), fresh.save());
    assert_eq!(clone.time(), 4.0);
    clone.advance_to(10.0).unwrap();
    assert_eq!(clone.save(), fresh.save());
}
