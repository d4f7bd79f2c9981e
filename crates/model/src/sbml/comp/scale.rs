//! Conversion factors, as products and quotients of parameters of the flat model.

/// What a formula is to be multiplied with and divided by.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Scale {
    /// Ids of parameters to multiply with.
    pub times: Vec<String>,
    /// Ids of parameters to divide by.
    pub over: Vec<String>,
}

impl Scale {
    /// A parameter by itself.
    pub fn of(id: String) -> Self {
        Self { times: vec![id], over: Vec::new() }
    }

    /// Whether it changes nothing.
    pub fn is_one(&self) -> bool {
        self.times.is_empty() && self.over.is_empty()
    }

    /// Both, one after the other.
    pub fn times(mut self, other: &Self) -> Self {
        self.times.extend(other.times.iter().cloned());
        self.over.extend(other.over.iter().cloned());
        self
    }

    /// The first divided by the second.
    pub fn over(mut self, other: &Self) -> Self {
        self.times.extend(other.over.iter().cloned());
        self.over.extend(other.times.iter().cloned());
        self
    }

    /// What undoes it.
    pub fn inverse(&self) -> Self {
        Self { times: self.over.clone(), over: self.times.clone() }
    }
}
