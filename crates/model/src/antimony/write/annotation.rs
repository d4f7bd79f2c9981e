//! Annotations.

use super::Writer;
use crate::antimony::annotation::is_qualifier;
use crate::written::qualifier;

impl Writer<'_> {
    /// `S identity "..."`, and what is said of functions and of the model outside of it.
    pub fn annotations(&mut self) -> Vec<String> {
        let mut out = Vec::new();
        let network = self.network;
        for (id, said) in &network.annotations {
            let of_model = *id == network.id && !self.ids.contains(id);
            let outside = of_model || network.function(id).is_some();
            let known = of_model || self.ids.contains(id);
            let subject = if of_model { self.id().into_owned() } else { id.clone() };
            for (name, text) in said {
                let statement = match known {
                    true => self.annotation(&subject, name, text),
                    // Of something that is no part of the network, such as a submodel.
                    false => format!("// {id} {name} {}", text.replace(['\n', '\r'], " ")),
                };
                if outside { self.after.push(statement) } else { out.push(statement) }
            }
        }
        if let Some(name) = &network.name {
            let quoted = self.quoted(name);
            self.after.insert(0, format!("{} is {quoted}", self.id()));
        }
        out
    }

    fn annotation(&mut self, subject: &str, name: &str, text: &str) -> String {
        if name == "sboTerm"
            && let Some(number) = text.trim().trim_start_matches("SBO:").parse::<u32>().ok()
        {
            return format!("{subject}.sboTerm = {number}");
        }
        if name == "name" {
            // Functions bear no name of their own.
            return format!("{subject} is {}", self.quoted(text));
        }
        match qualifier::in_antimony(name) {
            Some(name) => format!("{subject} {name} {}", self.quoted(text)),
            None if is_qualifier(name) => format!("{subject} {name} {}", self.quoted(text)),
            None => format!("{subject} notes {}", self.quoted(&format!("{name}: {text}"))),
        }
    }
}
