//! What writing models in either language shares: numbers, units, qualifiers of annotations, ids.

mod formulas;
pub(crate) mod number;
pub(crate) mod qualifier;
pub(crate) mod units;

pub(crate) use formulas::formulas;

use std::collections::BTreeSet;

use crate::Network;

/// Every id that something of the network has, units aside.
pub(crate) fn ids(network: &Network) -> BTreeSet<String> {
    let kinds = network.kinds().into_keys().map(str::to_owned);
    let functions = network.functions.iter().map(|f| f.id.clone());
    let events = network.events.iter().map(|e| e.id.clone());
    kinds.chain(functions).chain(events).collect()
}

/// `wish`, or `wish_2`, `wish_3`, ..., the first that is not `taken`.
pub(crate) fn free_id(wish: &str, taken: impl Fn(&str) -> bool) -> String {
    let mut id = wish.to_owned();
    let mut n = 1_u64;
    while taken(&id) {
        n += 1;
        id = format!("{wish}_{n}");
    }
    id
}
