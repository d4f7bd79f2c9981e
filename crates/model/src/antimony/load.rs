//! All texts of one reading: the main one and what it imports.

use std::collections::BTreeSet;

use super::Import;
use super::ast::{Fact, File, Function, Module, Path, Stated};
use super::codes;
use super::lexer::lex;
use super::parser::parse;
use super::rename;
use crate::diagnostic::nearest;
use crate::{Diagnostic, Source, Sources, Span};

/// Everything that the texts define.
#[derive(Debug, Default)]
pub(super) struct Library {
    pub sources: Sources,
    pub problems: Vec<Diagnostic>,
    pub modules: Vec<Module>,
    pub functions: Vec<Function>,
    /// Statements outside any model, of all texts in order.
    bare: Vec<Stated>,
    /// What is said of functions beside their definition.
    about_functions: Vec<Stated>,
}

/// How deep files may import files, and how many may be imported in all.
const MOST_IMPORTS: (usize, usize) = (64, 1000);

/// Reads `text` and everything that it imports.
pub(super) fn load(name: &str, text: &str, import: &Import<'_>) -> Library {
    let mut loader = Loader { read: Library::default(), import, done: Vec::new(), open: Vec::new() };
    loader.text(name, text);
    let mut library = loader.read;
    library.annotate_definitions();
    library.report_repeats();
    for module in &mut library.modules {
        name_unnamed(&mut module.facts);
    }
    name_unnamed(&mut library.bare);
    library
}

impl Library {
    /// The model of that name.
    pub fn module(&self, name: &str) -> Option<&Module> {
        self.modules.iter().find(|m| m.name.name == name)
    }

    /// The model to simulate: of the main text the one marked `*`, else the statements outside any
    /// model, else the last model; with none of those, the same of the imported texts.
    pub fn main(&self) -> Option<Module> {
        let mut main = self.choose_main()?;
        main.facts.extend(self.about_functions.iter().cloned());
        Some(main)
    }

    fn choose_main(&self) -> Option<Module> {
        let here = |m: &&Module| m.name.at.source == 0;
        let marked = self.modules.iter().filter(here).rfind(|m| m.main);
        if let Some(module) = marked {
            return Some(module.clone());
        }
        if !self.bare.is_empty() {
            let at = self.bare.first().map_or(Span::new(0, 0, 0), |s| s.at);
            let name = Path { name: "__main".into(), at };
            return Some(Module { name, main: true, formals: Vec::new(), facts: self.bare.clone() });
        }
        let last = self.modules.iter().rfind(here).or_else(|| self.modules.iter().rfind(|m| m.main));
        last.or(self.modules.last()).cloned()
    }

    /// Moves what is said outside about models (`NAME is "..."` after `end`) into them.
    fn annotate_definitions(&mut self) {
        let mut rest = Vec::new();
        for stated in std::mem::take(&mut self.bare) {
            let about = match &stated.fact {
                Fact::DisplayName(p, _) | Fact::Annotate(p, ..) => Some(p),
                _ => None,
            };
            let module = about.and_then(|p| self.modules.iter_mut().find(|m| m.name.name == p.name));
            let of_function = about.is_some_and(|p| self.functions.iter().any(|f| f.name.name == p.name));
            match module {
                Some(module) => module.facts.push(Stated { fact: about_itself(stated.fact), at: stated.at }),
                None if of_function => self.about_functions.push(stated),
                None => rest.push(stated),
            }
        }
        self.bare = rest;
    }

    fn report_repeats(&mut self) {
        let modules = self.modules.iter().map(|m| ("model", &m.name));
        let functions = self.functions.iter().map(|f| ("function", &f.name));
        let all: Vec<(&str, &Path)> = modules.chain(functions).collect();
        let mut seen = BTreeSet::new();
        for (noun, name) in &all {
            if !seen.insert(name.name.as_str()) {
                let message = format!("{noun} `{}` is defined twice", name.name);
                let problem = Diagnostic::error(&codes::DEFINED_TWICE, message);
                self.problems.push(problem.at(name.at).help("rename one of them"));
            }
        }
    }

    /// The problem that there is no model `name`.
    pub fn unknown_module(&self, name: &Path) -> Diagnostic {
        let problem = Diagnostic::error(&codes::UNKNOWN_MODULE, format!("there is no model `{}`", name.name));
        let problem = problem.at(name.at);
        match nearest(&name.name, self.modules.iter().map(|m| m.name.name.as_str())) {
            Some(near) => problem.help(format!("did you mean `{near}`?")),
            None => problem.help(format!("define it: `model {}() ... end`, or import its file", name.name)),
        }
    }
}

/// The fact with the empty name, which is the model itself.
fn about_itself(fact: Fact) -> Fact {
    let itself = |p: Path| Path { name: String::new(), ..p };
    match fact {
        Fact::DisplayName(p, text) => Fact::DisplayName(itself(p), text),
        Fact::Annotate(p, qualifier, texts) => Fact::Annotate(itself(p), qualifier, texts),
        other => other,
    }
}

/// Gives unnamed reactions, events and submodels the names that libAntimony gives them.
fn name_unnamed(facts: &mut [Stated]) {
    let taken: BTreeSet<String> = facts.iter().flat_map(|s| rename::names(&s.fact, s.at)).collect();
    let mut counts = [0_usize; 3];
    for stated in facts {
        let (kind, stem, id) = match &mut stated.fact {
            Fact::Reaction(r) => (0, "_J", &mut r.id),
            Fact::Event(e) => (1, "_E", &mut e.id),
            Fact::Submodel(s) => (2, "_sys", &mut s.id),
            _ => continue,
        };
        while id.name.is_empty() {
            let candidate = format!("{stem}{}", counts[kind]);
            counts[kind] += 1;
            if !taken.contains(&candidate) {
                id.name = candidate;
            }
        }
    }
}

struct Loader<'i, 'f> {
    read: Library,
    import: &'i Import<'f>,
    /// Paths of imported files that are read.
    done: Vec<String>,
    /// Name and text of the files that are being read, the main one first.
    open: Vec<(String, String)>,
}

impl Loader<'_, '_> {
    fn text(&mut self, name: &str, text: &str) {
        let source = self.read.sources.0.len() as u32;
        self.read.sources.0.push(Source { name: name.into(), text: text.into() });
        let (lexemes, problems) = lex(source, text);
        self.read.problems.extend(problems);
        let (File { imports, modules, functions, bare }, problems) = parse(source, text, &lexemes);
        self.read.problems.extend(problems);
        self.open.push((name.into(), text.into()));
        for path in imports {
            self.file(&path);
        }
        self.open.pop();
        self.read.modules.extend(modules);
        self.read.functions.extend(functions);
        self.read.bare.extend(bare);
    }

    fn file(&mut self, path: &Path) {
        let folder = if self.open.len() > 1 { self.open.last().map_or("", |(name, _)| name) } else { "" };
        let target = join(folder, &path.name);
        let by_name = self.open.iter().skip(1).position(|(name, _)| *name == target).map(|i| i + 1);
        if by_name.is_none() && self.done.contains(&target) {
            return;
        }
        if let Some(first) = by_name {
            return self.circle(path, first, &target);
        }
        let (deepest, most) = MOST_IMPORTS;
        if self.open.len() > deepest || self.done.len() >= most {
            let message = format!("imports are nested more than {deepest} deep, or more than {most} in all");
            let help = "put what belongs together into one file";
            return self
                .read
                .problems
                .push(Diagnostic::error(&codes::IMPORT, message).at(path.at).help(help));
        }
        let text = match (self.import)(&target) {
            Ok(text) => text,
            Err(why) => {
                let problem = Diagnostic::error(&codes::IMPORT, format!("cannot import `{target}`: {why}"));
                return self.read.problems.push(problem.at(path.at).help("check the path"));
            }
        };
        // The same text under another name is the same file: the main one has a name of its own.
        if let Some(first) = self.open.iter().position(|(_, open)| *open == text) {
            return self.circle(path, first, &target);
        }
        self.done.push(target.clone());
        if text.trim_start_matches('\u{feff}').trim_start().starts_with('<') {
            let problem = Diagnostic::error(
                &codes::UNSUPPORTED,
                format!("`{target}` is XML; only Antimony is imported"),
            );
            let help = "convert it to Antimony first";
            return self.read.problems.push(problem.at(path.at).help(help));
        }
        self.text(&target, &text);
    }

    fn circle(&mut self, path: &Path, first: usize, target: &str) {
        let mut names: Vec<&str> = self.open[first..].iter().map(|(name, _)| name.as_str()).collect();
        names.push(target);
        let message = format!("files import each other: {}", names.join(" -> "));
        let help = "move what both need into a third file";
        self.read.problems.push(Diagnostic::error(&codes::IMPORT_CIRCLE, message).at(path.at).help(help));
    }
}

/// `target` as seen from the file `from`, without `.` and, as far as possible, without `..`.
pub(crate) fn join(from: &str, target: &str) -> String {
    let folder = from.rsplit_once('/').map_or("", |(folder, _)| folder);
    let whole = if target.starts_with('/') || folder.is_empty() {
        target.to_string()
    } else {
        format!("{folder}/{target}")
    };
    let mut parts: Vec<&str> = Vec::new();
    for part in whole.split('/') {
        match part {
            "." => {}
            "" if !parts.is_empty() => {}
            ".." if parts.last().is_some_and(|p| !matches!(*p, ".." | "")) => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_joined_by_folder() {
        assert_eq!(join("", "a.ant"), "a.ant");
        assert_eq!(join("b/c.ant", "a.ant"), "b/a.ant");
        assert_eq!(join("b/c.ant", "../a.ant"), "a.ant");
        assert_eq!(join("b/c.ant", "../../a.ant"), "../a.ant");
        assert_eq!(join("b/c.ant", "./d/./a.ant"), "b/d/a.ant");
        assert_eq!(join("b/c.ant", "/a.ant"), "/a.ant");
    }

    fn codes(library: &Library) -> Vec<&str> {
        library.problems.iter().map(|p| p.code.id).collect()
    }

    #[test]
    fn imports_are_read_once_and_circles_are_named() {
        let import = |path: &str| match path {
            "d/a.ant" => Ok("import \"b.ant\"\nimport \"c.ant\"\nmodel a() x = 1 end".into()),
            "d/b.ant" => Ok("import \"c.ant\"\nimport \"a.ant\"\nmodel b() x = 1 end".into()),
            "d/c.ant" => Ok("model c() x = 1 end".to_string()),
            other => Err(format!("no {other}")),
        };
        let library = load("main", "import \"d/a.ant\"\nimport \"x.ant\"\n y = 1", &import);
        let names: Vec<_> = library.modules.iter().map(|m| m.name.name.as_str()).collect();
        assert_eq!(names, ["c", "b", "a"]);
        assert_eq!(codes(&library), ["A013", "A012"]);
        assert!(library.problems[0].message.ends_with("d/a.ant -> d/b.ant -> d/a.ant"));
    }

    #[test]
    fn importing_itself_is_a_circle() {
        let text = "import \"m.ant\"\nx = 1";
        let library = load("/somewhere/m.ant", text, &|_| Ok(text.to_string()));
        assert_eq!(codes(&library), ["A013"]);
    }

    #[test]
    fn main_is_marked_or_bare_or_last() {
        let main = |text: &str| load("m", text, &|_| Err("no".into())).main().map(|m| m.name.name);
        assert_eq!(main("model *a() x = 1\n end\nmodel b() y = 1\n end\nz = 1").as_deref(), Some("a"));
        assert_eq!(main("model a() x = 1\n end\nz = 1\nmodel b() y = 1\n end").as_deref(), Some("__main"));
        assert_eq!(main("model a() x = 1\n end\nmodel b() y = 1\n end\na is \"A\"").as_deref(), Some("b"));
        assert_eq!(main("// nothing"), None);
    }
}
