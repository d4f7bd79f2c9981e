//! Colours, marker shapes and dashes that stay apart without colour vision.
//!
//! Line colours: Okabe and Ito, "Color universal design" (2008), without its yellow, which is too
//! light on white. Colour scales: viridis (van der Walt and Smith, CC0) and cividis (Nuñez,
//! Anderton and Renslow 2018, doi:10.1371/journal.pone.0199239), each as 33 evenly spaced anchors
//! of the 256 published values; between them colours are mixed linearly (at most 6/255 off).

/// A colour with its opacity, 0 (invisible) to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Ink {
    pub(crate) rgb: [u8; 3],
    pub(crate) alpha: f64,
}

impl Ink {
    pub(crate) const WHITE: Self = Self::hex(0xFFFFFF);
    /// Titles and labels.
    pub(crate) const TEXT: Self = Self::hex(0x222222);
    /// Tick labels, footnotes and other quiet text: 5.7:1 on white.
    pub(crate) const QUIET: Self = Self::hex(0x5E6468);
    /// Axis lines and ticks.
    pub(crate) const AXIS: Self = Self::hex(0x6B7176);
    /// Grid lines.
    pub(crate) const GRID: Self = Self::hex(0xE7E9EB);

    pub(crate) const fn hex(code: u32) -> Self {
        Self { rgb: [(code >> 16) as u8, (code >> 8) as u8, code as u8], alpha: 1.0 }
    }

    pub(crate) fn alpha(self, alpha: f64) -> Self {
        Self { alpha, ..self }
    }

    /// Dark enough to be read as text on white.
    pub(crate) fn for_text(self) -> Self {
        let [r, g, b] = self.rgb.map(|c| f64::from(c) / 255.0);
        let luminance = 0.2126 * r.powf(2.2) + 0.7152 * g.powf(2.2) + 0.0722 * b.powf(2.2);
        // 4.5:1 against white needs a luminance of at most 0.183.
        let factor = if luminance > 0.18 { (0.18 / luminance).powf(1.0 / 2.2) } else { 1.0 };
        Self { rgb: self.rgb.map(|c| (f64::from(c) * factor).round() as u8), ..self }
    }

    pub(crate) fn css(self) -> String {
        let [r, g, b] = self.rgb;
        format!("#{r:02X}{g:02X}{b:02X}")
    }
}

/// Outline of a marker.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    Circle,
    Square,
    Triangle,
    Diamond,
    DownTriangle,
    Plus,
    Pentagon,
}

/// How one series looks.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Look {
    pub(crate) ink: Ink,
    pub(crate) shape: Shape,
    /// Lengths of stroke and gap in pixels; empty for a whole line.
    pub(crate) dash: &'static [f64],
}

const LINES: [u32; 7] = [0x0072B2, 0xD55E00, 0x009E73, 0xCC79A7, 0xE69F00, 0x56B4E9, 0x333333];
const SHAPES: [Shape; 7] = [
    Shape::Circle,
    Shape::Square,
    Shape::Triangle,
    Shape::Diamond,
    Shape::DownTriangle,
    Shape::Plus,
    Shape::Pentagon,
];
/// Whole, long, dots, dash-dot.
pub(crate) const DASHES: [&[f64]; 4] = [&[], &[8.0, 4.0], &[1.5, 3.5], &[9.0, 3.5, 1.5, 3.5]];

/// Look of series number `i`: 7 colours and shapes, then again with other shapes and dashes.
pub(crate) fn look(i: usize) -> Look {
    let round = i / LINES.len();
    Look {
        ink: Ink::hex(LINES[i % LINES.len()]),
        shape: SHAPES[(i + round) % SHAPES.len()],
        dash: DASHES[round % DASHES.len()],
    }
}

/// A colour scale of a heat map, dark for low values. Both are perceptually uniform, keep their
/// order in grey, and can be read with any kind of colour vision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ColourScale {
    /// Purple, green, yellow.
    #[default]
    Viridis,
    /// Blue, grey, yellow; looks nearly the same with red-green colour blindness.
    Cividis,
}

impl ColourScale {
    /// The colour at `fraction`, 0 (lowest) to 1 (highest).
    pub(crate) fn at(self, fraction: f64) -> Ink {
        let anchors = match self {
            Self::Viridis => &VIRIDIS,
            Self::Cividis => &CIVIDIS,
        };
        let position = fraction.clamp(0.0, 1.0) * (anchors.len() - 1) as f64;
        let left = (position as usize).min(anchors.len() - 2);
        let weight = position - left as f64;
        let (a, b) = (Ink::hex(anchors[left]).rgb, Ink::hex(anchors[left + 1]).rgb);
        let mix = |i: usize| (f64::from(a[i]) * (1.0 - weight) + f64::from(b[i]) * weight).round() as u8;
        Ink { rgb: [mix(0), mix(1), mix(2)], alpha: 1.0 }
    }
}

#[rustfmt::skip]
const VIRIDIS: [u32; 33] = [
    0x440154, 0x470D60, 0x48186A, 0x482374, 0x472D7B, 0x453681, 0x424086, 0x3F4989, 0x3B528B,
    0x375A8D, 0x33638D, 0x2F6A8E, 0x2C728E, 0x297A8E, 0x26818E, 0x23898E, 0x21908C, 0x1F988B,
    0x1F9F88, 0x21A685, 0x28AE80, 0x31B57B, 0x3EBC74, 0x4CC26C, 0x5DC963, 0x6ECE58, 0x82D34C,
    0x96D83F, 0xABDC32, 0xC0DF24, 0xD5E21A, 0xEAE51A, 0xFDE725,
];

#[rustfmt::skip]
const CIVIDIS: [u32; 33] = [
    0x00224E, 0x00285B, 0x002E6A, 0x043371, 0x1A386F, 0x273E6E, 0x32436D, 0x3B496C, 0x434E6C,
    0x4B546C, 0x52596D, 0x5A5F6E, 0x61656F, 0x686A71, 0x6F7073, 0x757676, 0x7C7B78, 0x848179,
    0x8B8778, 0x938D78, 0x9B9376, 0xA39A75, 0xABA072, 0xB3A670, 0xBBAD6C, 0xC3B469, 0xCCBA64,
    0xD4C15F, 0xDDC958, 0xE6D051, 0xEFD748, 0xF8DF3C, 0xFEE838,
];

#[cfg(test)]
mod tests {
    use super::*;

    fn luminance(ink: Ink) -> f64 {
        let [r, g, b] = ink.rgb.map(|c| (f64::from(c) / 255.0).powf(2.2));
        0.2126 * r + 0.7152 * g + 0.0722 * b
    }

    #[test]
    fn colour_scales_get_lighter_all_the_way() {
        for scale in [ColourScale::Viridis, ColourScale::Cividis] {
            let steps: Vec<f64> = (0..=64).map(|i| luminance(scale.at(f64::from(i) / 64.0))).collect();
            assert!(steps.windows(2).all(|w| w[1] > w[0]), "{scale:?}");
        }
    }

    #[test]
    fn no_two_of_28_looks_are_the_same() {
        for i in 0..28 {
            for j in 0..i {
                assert_ne!(look(i), look(j));
            }
        }
    }

    #[test]
    fn text_inks_have_contrast() {
        for i in 0..7 {
            let contrast = 1.05 / (luminance(look(i).ink.for_text()) + 0.05);
            assert!(contrast > 4.4, "{i}: {contrast}");
        }
    }
}
