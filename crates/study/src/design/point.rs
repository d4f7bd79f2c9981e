//! One point of a design.

use crate::table::Cell;

/// What one axis is set to in one run.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// A finite number, in the unit of its axis.
    Number(f64),
    /// The number of something, such as a patient: from 1.
    Integer(i64),
    /// A name.
    Text(String),
}

/// The values of one run, in the order of [`Design::columns`](super::Design::columns).
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Point(pub Vec<Value>);

impl From<Value> for Cell {
    fn from(value: Value) -> Self {
        match value {
            Value::Number(number) => Self::Number(number),
            Value::Integer(number) => Self::Integer(number),
            Value::Text(text) => Self::Text(text),
        }
    }
}
