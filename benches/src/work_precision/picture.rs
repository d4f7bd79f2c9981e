//! PNG from SVG with the font that jakstat's figures use.

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree};

use crate::Outcome;

/// The licence is beside the font, `OFL.txt`.
const FONTS: [&[u8]; 2] = [
    include_bytes!("../../../crates/report/fonts/Arimo-Regular.ttf"),
    include_bytes!("../../../crates/report/fonts/Arimo-Bold.ttf"),
];

/// The picture at `scale` pixels per SVG pixel.
///
/// # Errors
/// An SVG that cannot be read.
pub(super) fn png(svg: &str, scale: f32) -> Outcome<Vec<u8>> {
    let mut options = Options { font_family: "Arimo".into(), ..Options::default() };
    for font in FONTS {
        options.fontdb_mut().load_font_data(font.to_vec());
    }
    let tree = Tree::from_str(svg, &options)?;
    let size = tree.size();
    let (width, height) = ((size.width() * scale).ceil() as u32, (size.height() * scale).ceil() as u32);
    let mut picture = Pixmap::new(width, height).ok_or("an empty picture")?;
    resvg::render(&tree, Transform::from_scale(scale, scale), &mut picture.as_mut());
    Ok(picture.encode_png()?)
}
