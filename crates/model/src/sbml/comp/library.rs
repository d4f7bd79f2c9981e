//! The models that the texts define.

use std::collections::BTreeMap;

use roxmltree::{Document, Node};

use super::super::codes;
use super::super::level::Level;
use super::super::reader::{Reader, tag_span};
use super::item::{attribute, is_comp, tag, value, value_span};
use super::texts::Texts;
use super::{NAMESPACE, schema};
use crate::diagnostic::nearest;
use crate::{Diagnostic, Span};

/// A model: the text that it is in, and its element.
#[derive(Debug, Clone, Copy)]
pub(super) struct Model<'a> {
    /// Index of the text.
    pub source: usize,
    /// `<model>` or `<modelDefinition>`.
    pub node: Node<'a, 'a>,
}

/// One document of Level 3.
struct File<'a> {
    level: Level,
    main: Option<Node<'a, 'a>>,
    /// Models and external definitions by id.
    definitions: BTreeMap<&'a str, Node<'a, 'a>>,
}

/// All models of all texts.
pub(super) struct Library<'a> {
    /// By text; none where it cannot be used.
    files: Vec<Option<File<'a>>>,
    targets: &'a BTreeMap<(usize, String), usize>,
    /// What the documents do wrong on their own.
    pub problems: Vec<Diagnostic>,
}

impl<'a> Library<'a> {
    /// Holds every document against the schema and lists its models.
    pub fn new(texts: &'a Texts, documents: &'a [Option<Document<'a>>]) -> Self {
        let mut problems = Vec::new();
        let mut files = Vec::new();
        for (source, document) in documents.iter().enumerate() {
            let root = document.as_ref().map(Document::root_element);
            files.push(root.and_then(|root| File::new(source, root, &mut problems)));
        }
        Self { files, targets: &texts.targets, problems }
    }

    /// The model to simulate.
    pub fn main(&self) -> Option<Model<'a>> {
        let node = self.files.first()?.as_ref()?.main?;
        Some(Model { source: 0, node })
    }

    /// The highest level of all documents: that of the flat model.
    pub fn level(&self) -> Level {
        let levels = self.files.iter().flatten().map(|f| f.level);
        levels.max().unwrap_or(Level { level: 3, version: 1 })
    }

    /// The model that `id` means in the text `source`, through external definitions.
    ///
    /// # Errors
    /// There is none; `None` where that was already reported when the texts were read.
    pub fn find(&self, source: usize, id: &str, at: Span) -> Result<Model<'a>, Option<Diagnostic>> {
        let (mut source, mut id) = (source, id);
        let mut been = Vec::new();
        loop {
            let Some(file) = self.files.get(source).and_then(Option::as_ref) else { return Err(None) };
            let Some(node) = file.definitions.get(id) else { return Err(Some(unknown(file, id, at))) };
            if !is_comp(*node, "externalModelDefinition") {
                return Ok(Model { source, node: *node });
            }
            if been.contains(&(source, id)) {
                let message = format!("the external definition `{id}` leads back to itself");
                let help = "let one of the files hold the model";
                return Err(Some(Diagnostic::error(&codes::COMP_CIRCLE, message).at(at).help(help)));
            }
            been.push((source, id));
            let path = value(*node, "source").unwrap_or("").to_owned();
            let Some(target) = self.targets.get(&(source, path)) else { return Err(None) };
            source = *target;
            match value(*node, "modelRef") {
                Some(model) => id = model,
                None => {
                    let main = self.files.get(source).and_then(Option::as_ref).and_then(|f| f.main);
                    return main.map(|node| Model { source, node }).ok_or(None);
                }
            }
        }
    }
}

fn unknown(file: &File, id: &str, at: Span) -> Diagnostic {
    let problem = Diagnostic::error(&codes::COMP_MODEL, format!("there is no model `{id}`")).at(at);
    match nearest(id, file.definitions.keys().copied()) {
        Some(near) => problem.help(format!("did you mean `{near}`?")),
        None => problem.help("define it in `<comp:listOfModelDefinitions>`, or correct the reference"),
    }
}

impl<'a> File<'a> {
    fn new(source: usize, root: Node<'a, 'a>, problems: &mut Vec<Diagnostic>) -> Option<Self> {
        let text = root.document().input_text();
        let level = match Level::of(root) {
            Ok(level) if level.is_3() => level,
            Ok(_) => {
                let help = "convert it to Level 3 first";
                let message = "only models of SBML Level 3 can be submodels";
                let problem = Diagnostic::error(&codes::COMP_EXTERNAL, message);
                problems.push(problem.at(tag(source, root)).help(help));
                return None;
            }
            Err(problem) => {
                let at = Span { source: source as u32, ..tag_span(text, root) };
                problems.push(problem.at(at));
                return None;
            }
        };
        let mut reader = Reader::new(text, root, level);
        reader.foreign.insert(NAMESPACE.to_owned());
        reader.packages(root);
        reader.validate(root);
        let main = reader.child(root, "model");
        let (list, name) = ("listOfModelDefinitions", "modelDefinition");
        let mut models = super::item::listed(root, list, name);
        models.iter().for_each(|model| reader.validate(*model));
        let (list, name) = ("listOfExternalModelDefinitions", "externalModelDefinition");
        models.extend(super::item::listed(root, list, name));
        for problem in reader.diagnostics {
            let place = problem.place.map(|at| Span { source: source as u32, ..at });
            problems.push(problem.at(place));
        }
        problems.extend(schema::check(source, root));
        if main.is_none() && source == 0 {
            let message = "the document holds no `model`";
            let help = "add `<model>` inside `<sbml>`";
            problems.push(Diagnostic::error(&codes::NOT_SBML, message).at(tag(source, root)).help(help));
        }
        let definitions = definitions(source, main.into_iter().chain(models), problems);
        Some(Self { level, main, definitions })
    }
}

fn definitions<'a>(
    source: usize,
    models: impl Iterator<Item = Node<'a, 'a>>,
    problems: &mut Vec<Diagnostic>,
) -> BTreeMap<&'a str, Node<'a, 'a>> {
    let mut definitions = BTreeMap::new();
    for model in models {
        let Some(id) = attribute(model, "id") else { continue };
        if definitions.contains_key(id.value()) {
            let message = format!("the document defines the model `{}` twice", id.value());
            let problem = Diagnostic::error(&codes::DUPLICATE_ID, message);
            problems.push(problem.at(value_span(source, id)).help("rename one of the two"));
        } else {
            definitions.insert(id.value(), model);
        }
    }
    definitions
}
