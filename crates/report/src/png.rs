//! PNG from SVG, with the embedded font and the provenance in a text chunk.

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree};

use crate::error::{FigureError, Problem};
use crate::font::{BOLD, FAMILY, REGULAR};

/// More pixels than this are refused rather than tried.
const MOST_PIXELS: f64 = 1e8;

/// The picture of `svg` at `scale` pixels per SVG pixel; `provenance` goes into an `iTXt` chunk.
///
/// Only the embedded font is used, so the result is the same on every machine.
///
/// # Errors
/// [`Problem::BadScale`]; [`Problem::Drawing`] where the SVG cannot be read.
pub(crate) fn png(svg: &str, scale: f32, provenance: &str) -> Result<Vec<u8>, FigureError> {
    let failed = |message: String| FigureError::from(Problem::Drawing { message });
    let mut options = Options { font_family: FAMILY.into(), ..Options::default() };
    options.fontdb_mut().load_font_data(REGULAR.to_vec());
    options.fontdb_mut().load_font_data(BOLD.to_vec());
    let tree = Tree::from_str(svg, &options).map_err(|e| failed(e.to_string()))?;
    let (width, height) = (tree.size().width() * scale, tree.size().height() * scale);
    let pixels = f64::from(width) * f64::from(height);
    if !(scale > 0.0 && width >= 1.0 && height >= 1.0 && pixels <= MOST_PIXELS) {
        return Err(Problem::BadScale { scale }.into());
    }
    let mut picture =
        Pixmap::new(width.ceil() as u32, height.ceil() as u32).ok_or(Problem::BadScale { scale })?;
    resvg::render(&tree, Transform::from_scale(scale, scale), &mut picture.as_mut());
    let plain = picture.encode_png().map_err(|e| failed(e.to_string()))?;
    Ok(with_text(plain, "provenance", provenance))
}

/// Bytes before the first chunk that may be followed by a text: signature and `IHDR`.
const HEADER: usize = 8 + 25;

/// Puts an uncompressed `iTXt` chunk after the header.
fn with_text(mut file: Vec<u8>, key: &str, text: &str) -> Vec<u8> {
    let mut chunk = b"iTXt".to_vec();
    chunk.extend_from_slice(key.as_bytes());
    // End of the key, no compression (flag and method), no language, no translated key.
    chunk.extend_from_slice(&[0; 5]);
    chunk.extend_from_slice(text.as_bytes());
    let length = (chunk.len() - 4) as u32;
    let sum = crc32(&chunk);
    let bytes = [&length.to_be_bytes()[..], &chunk, &sum.to_be_bytes()].concat();
    file.splice(HEADER..HEADER, bytes);
    file
}

/// The checksum of PNG (ISO 3309), bit by bit: the texts are short.
fn crc32(bytes: &[u8]) -> u32 {
    let mut sum = u32::MAX;
    for byte in bytes {
        sum ^= u32::from(*byte);
        for _ in 0..8 {
            sum = if sum & 1 == 1 { (sum >> 1) ^ 0xEDB8_8320 } else { sum >> 1 };
        }
    }
    !sum
}

#[cfg(test)]
mod tests {
    use super::*;

    const SVG: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"40\" height=\"20\">\
                       <text x=\"2\" y=\"15\" font-family=\"Arimo\">MM</text></svg>";

    #[test]
    fn checksum_of_the_standard() {
        assert_eq!(crc32(b"123456789"), 0xCBF4_3926);
        assert_eq!(crc32(b"IEND"), 0xAE42_6082);
    }

    #[test]
    fn text_is_drawn_without_system_fonts() {
        let file = png(SVG, 2.0, "{}").unwrap();
        // `decode_png` checks the sums of all chunks.
        let picture = Pixmap::decode_png(&file).unwrap();
        assert_eq!((picture.width(), picture.height()), (80, 40));
        assert!(picture.pixels().iter().filter(|p| p.alpha() > 200).count() > 100);
        assert!(file.windows(16).any(|w| w == b"iTXtprovenance\0\0"));
    }

    #[test]
    fn senseless_scales_are_refused() {
        for scale in [0.0, -1.0, f32::NAN, 1e6] {
            let problems = png(SVG, scale, "").unwrap_err().problems;
            assert!(matches!(problems[..], [Problem::BadScale { .. }]), "{scale}");
        }
    }
}
