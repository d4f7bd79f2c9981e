//! MathML as formulas.
//!
//! A part that cannot be understood is reported and stands as not-a-number, so that one formula
//! can show all its problems and later checks still see the rest of it.

use roxmltree::Node;

use super::codes;
use super::operators::{Symbol, constant, operator};
use super::reader::Reader;
use super::validate::MATHML;
use crate::{Expr, Op};

/// Levels of nesting that a formula may have: far above any model, far below the stack's end.
pub(super) const DEPTH_LIMIT: usize = 400;

const BAD: Expr = Expr::Num(f64::NAN);

impl Reader<'_> {
    /// The formula in `node`, from its `<math>` or its Level 1 `formula`.
    ///
    /// `None` where there is none: an error, or from Level 3 Version 2 on a warning that the item
    /// is left out.
    pub fn formula(&mut self, node: Node) -> Option<Expr> {
        if let Some(formula) = node.attribute_node("formula") {
            return Some(self.infix(formula));
        }
        let root = self.math_root(node);
        if root.is_none() {
            let message = format!("{} has no formula", self.describe(node));
            let at = self.tag(node);
            if self.level.math_is_optional() {
                self.warn(&codes::MATH_ABSENT, message, at, "without one it has no effect: is that meant?");
            } else {
                self.error(&codes::MATH_MISSING, message, at, "add `<math>` with a formula");
            }
        }
        root.map(|r| self.expression(r, 1))
    }

    /// The outermost element inside the `<math>` of `node`, without wrappers.
    pub fn math_root<'a, 'i>(&mut self, node: Node<'a, 'i>) -> Option<Node<'a, 'i>> {
        let is_math = |c: &Node| c.has_tag_name((MATHML, "math"));
        let math = node.children().find(is_math)?;
        let parts = self.parts(math);
        if let Some(second) = parts.get(1) {
            let at = self.tag(*second);
            self.error(
                &codes::REPEATED,
                "`math` holds more than one formula",
                at,
                "wrap them in one `<apply>`",
            );
        }
        let mut root = *parts.first()?;
        while root.has_tag_name((MATHML, "semantics")) {
            root = root.first_element_child()?;
        }
        Some(root)
    }

    /// The elements inside `node`; stray text is reported.
    fn parts<'a, 'i>(&mut self, node: Node<'a, 'i>) -> Vec<Node<'a, 'i>> {
        for stray in node.children().filter(|c| c.is_text() && c.text().is_some_and(|t| !t.trim().is_empty()))
        {
            let message = format!("text inside `{}`", node.tag_name().name());
            let at = self.span(stray);
            self.error(&codes::MATH_ELEMENT, message, at, "put numbers into `<cn>` and ids into `<ci>`");
        }
        node.children().filter(Node::is_element).collect()
    }

    /// One element of MathML.
    pub fn expression(&mut self, node: Node, depth: usize) -> Expr {
        if depth > DEPTH_LIMIT {
            let message = format!("the formula is nested more than {DEPTH_LIMIT} levels deep");
            let at = self.tag(node);
            self.error(&codes::DEPTH, message, at, "split it over several assignment rules");
            return BAD;
        }
        let name = node.tag_name().name();
        if node.tag_name().namespace() != Some(MATHML) {
            return self.unknown(node);
        }
        match name {
            "cn" => self.literal(node),
            "ci" => self.text_of(node).map_or(BAD, Expr::Id),
            "csymbol" => match self.symbol(node) {
                Some(symbol) => symbol.value().unwrap_or_else(|| self.unknown(node)),
                None => BAD,
            },
            "apply" => self.apply(node, depth),
            "piecewise" => self.piecewise(node, depth),
            "semantics" => match node.first_element_child() {
                Some(inner) => self.expression(inner, depth + 1),
                None => self.unknown(node),
            },
            _ => constant(name).map_or_else(|| self.unknown(node), Expr::Num),
        }
    }

    /// The id in a `<ci>`.
    pub fn text_of(&mut self, node: Node) -> Option<String> {
        let text: String = node.children().filter(|c| c.is_text()).filter_map(|c| c.text()).collect();
        let id = text.trim();
        if super::attributes::is_sid(id) && !node.children().any(|c| c.is_element()) {
            return Some(id.to_owned());
        }
        let at = self.span(node);
        self.error(
            &codes::ID,
            format!("`{id}` in a formula is not an SBML id"),
            at,
            "name one thing of the model",
        );
        None
    }

    fn symbol(&mut self, node: Node) -> Option<Symbol> {
        let url = node.attribute("definitionURL").unwrap_or("");
        let symbol = Symbol::of(url);
        if symbol.is_none() {
            let message = format!("the symbol `{url}` is not one of SBML core");
            let at = self.tag(node);
            self.error(&codes::SYMBOL, message, at, "use time, delay, avogadro or rateOf");
        }
        symbol
    }

    fn apply(&mut self, node: Node, depth: usize) -> Expr {
        let parts = self.parts(node);
        let Some((head, rest)) = parts.split_first() else { return self.unknown(node) };
        let is_qualifier = |n: &&Node| matches!(n.tag_name().name(), "degree" | "logbase");
        let (qualifiers, operands): (Vec<&Node>, Vec<&Node>) = rest.iter().partition(is_qualifier);
        let mut args: Vec<Expr> = operands.iter().map(|n| self.expression(**n, depth + 1)).collect();
        let name = head.tag_name().name();
        if name == "apply" && rest.is_empty() {
            // Some exporters wrap a formula once more, as one would with parentheses.
            return self.expression(*head, depth + 1);
        }
        if matches!(name, "root" | "log") && head.tag_name().namespace() == Some(MATHML) {
            return self.qualified(*head, &qualifiers, args, depth);
        }
        if let Some(stray) = qualifiers.first() {
            return self.unknown(**stray);
        }
        match name {
            _ if head.tag_name().namespace() != Some(MATHML) => self.unknown(*head),
            "ci" => self.text_of(*head).map_or(BAD, |function| Expr::Call(function, args)),
            "csymbol" => self.apply_symbol(*head, args),
            "minus" if args.len() == 1 => args.pop().map_or(BAD, |a| Expr::unary(Op::Neg, a)),
            "minus" => self.checked(*head, Op::Sub, args, 2, 2),
            _ => match operator(name) {
                Some(known) => self.checked(*head, known.op, args, known.least, known.most),
                None => self.unknown(*head),
            },
        }
    }

    /// `root` with an optional degree, `log` with an optional base.
    fn qualified(&mut self, head: Node, qualifiers: &[&Node], args: Vec<Expr>, depth: usize) -> Expr {
        let is_root = head.tag_name().name() == "root";
        let own = if is_root { "degree" } else { "logbase" };
        if let Some(stray) =
            qualifiers.iter().enumerate().find(|(i, q)| *i > 0 || !q.has_tag_name((MATHML, own)))
        {
            return self.unknown(**stray.1);
        }
        let qualifier = match qualifiers.first() {
            Some(node) => match self.parts(**node).as_slice() {
                [inner] => Some(self.expression(*inner, depth + 1)),
                _ => return self.unknown(**node),
            },
            None => None,
        };
        let Expr::Op(_, mut args) = self.checked(head, Op::Sqrt, args, 1, 1) else { return BAD };
        let Some(operand) = args.pop() else { return BAD };
        match (qualifier, is_root) {
            (None, true) => Expr::unary(Op::Sqrt, operand),
            (Some(degree), true) => Expr::binary(Op::Root, degree, operand),
            (base, false) => Expr::binary(Op::Log, base.unwrap_or(Expr::Num(10.0)), operand),
        }
    }

    fn apply_symbol(&mut self, head: Node, args: Vec<Expr>) -> Expr {
        match self.symbol(head) {
            Some(Symbol::Delay) => self.checked(head, Op::Delay, args, 2, 2),
            Some(Symbol::RateOf) if matches!(args.as_slice(), [Expr::Id(_)]) => Expr::Op(Op::RateOf, args),
            Some(Symbol::RateOf) => {
                let at = self.tag(head);
                self.error(&codes::OPERANDS, "`rateOf` takes one id", at, "write `<ci> id </ci>` after it");
                BAD
            }
            Some(_) => self.unknown(head),
            None => BAD,
        }
    }

    fn piecewise(&mut self, node: Node, depth: usize) -> Expr {
        let (mut args, mut otherwise) = (Vec::new(), None);
        for part in self.parts(node) {
            let inner = self.parts(part);
            match (part.tag_name().name(), inner.as_slice()) {
                ("piece", [value, condition]) => {
                    args.push(self.expression(*value, depth + 1));
                    args.push(self.expression(*condition, depth + 1));
                }
                ("otherwise", [value]) if otherwise.is_none() => {
                    otherwise = Some(self.expression(*value, depth + 1));
                }
                ("piece" | "otherwise", _) => {
                    let at = self.tag(part);
                    let help = "`piece` holds a value and a condition; the one `otherwise` holds a value";
                    self.error(&codes::OPERANDS, "wrong number of parts in `piecewise`", at, help);
                }
                _ => {
                    self.unknown(part);
                }
            }
        }
        args.extend(otherwise);
        Expr::Op(Op::Piecewise, args)
    }

    /// The operation, or a report where the number of operands is wrong.
    fn checked(&mut self, head: Node, op: Op, args: Vec<Expr>, least: usize, most: usize) -> Expr {
        if (least..=most).contains(&args.len()) {
            return Expr::Op(op, args);
        }
        let takes = match (least, most) {
            (l, m) if l == m => format!("{l}"),
            (l, usize::MAX) => format!("{l} or more"),
            (l, m) => format!("{l} to {m}"),
        };
        let name = head.tag_name().name();
        let message = format!("`{name}` takes {takes} operands, not {}", args.len());
        let at = self.tag(head);
        self.error(&codes::OPERANDS, message, at, "check where the surrounding `<apply>` ends");
        BAD
    }

    /// Reports an element that has no meaning where it stands.
    fn unknown(&mut self, node: Node) -> Expr {
        let message = format!("`{}` has no meaning here", node.tag_name().name());
        let at = self.tag(node);
        self.error(&codes::MATH_ELEMENT, message, at, "rewrite the formula with the operators of SBML");
        BAD
    }
}
