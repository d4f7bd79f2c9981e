//! Damaged documents: reading never panics, and every problem has a place inside the texts.

use jakstat_model::Parsed;
use proptest::prelude::*;

use super::fixture::*;

/// Words of the text: names, values and numbers.
fn words(text: &str) -> Vec<(usize, &str)> {
    let split = text.split(|c: char| !c.is_alphanumeric() && c != '_');
    split.filter(|w| !w.is_empty()).map(|w| (w.as_ptr() as usize - text.as_ptr() as usize, w)).collect()
}

fn assert_places(parsed: &Parsed) {
    for problem in &parsed.diagnostics {
        let place = problem.place.expect("a problem without a place");
        let text = &parsed.sources.0[place.source as usize].text;
        assert!(text.get(place.start as usize..place.end as usize).is_some(), "{problem}: {place:?}");
        assert!(problem.help.is_some(), "{problem}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn damage_never_panics(at in any::<prop::sample::Index>(), length in 1usize..40) {
        let text = everything();
        let first = at.index(text.len());
        let last = (first + length).min(text.len());
        assert_places(&read(&format!("{}{}", &text[..first], &text[last..])));
    }

    #[test]
    fn exchanged_words_never_panic(from in any::<prop::sample::Index>(), to in any::<prop::sample::Index>()) {
        let text = everything();
        let words = words(&text);
        let (start, word) = words[to.index(words.len())];
        let other = words[from.index(words.len())].1;
        assert_places(&read(&format!("{}{other}{}", &text[..start], &text[start + word.len()..])));
    }
}
