//! Places of the network's items: from the flat text to the texts of the user.

use super::flat::Flat;
use crate::{Network, Span};

/// Makes every place of the network point into the texts of the user.
pub(super) fn network(network: &mut Network, flat: &Flat) {
    let mut places: Vec<&mut Option<Span>> = Vec::new();
    places.extend(network.functions.iter_mut().map(|x| &mut x.at));
    places.extend(network.compartments.iter_mut().map(|x| &mut x.at));
    places.extend(network.species.iter_mut().map(|x| &mut x.at));
    places.extend(network.parameters.iter_mut().map(|x| &mut x.at));
    places.extend(network.initial_assignments.iter_mut().map(|x| &mut x.at));
    places.extend(network.rules.iter_mut().map(|x| &mut x.at));
    places.extend(network.reactions.iter_mut().map(|x| &mut x.at));
    places.extend(network.events.iter_mut().map(|x| &mut x.at));
    for place in places {
        *place = place.map(|at| flat.origin(at));
    }
}
