//! Submodels from other files.

use jakstat_model::sbml;

use super::fixture::*;

fn external(list: &str) -> String {
    format!("<c:listOfExternalModelDefinitions>{list}</c:listOfExternalModelDefinitions>")
}

fn outside(id: &str, how: &str) -> String {
    format!("<c:externalModelDefinition c:id=\"{id}\" {how}/>")
}

#[test]
fn models_of_other_files_are_read_from_their_own_folder() {
    let top = document(
        &submodels(&(copy("A", "a") + &copy("B", "b"))),
        &external(
            &(outside("a", "c:source=\"parts/one.xml\" c:modelRef=\"x\"")
                + &outside("b", "c:source=\"two.xml\"")),
        ),
    );
    let one = document("", &external(&outside("x", "c:source=\"deep/two.xml\" c:modelRef=\"y\"")));
    let two = document(
        &parameters(&constant("k", 1.0)),
        &definitions(&definition("y", &parameters(&constant("l", 2.0)))),
    );
    let three = plain(&parameters("<parameter id=\"m\" value=\"wrong\" constant=\"true\"/>"));
    let import = |path: &str| match path {
        "parts/one.xml" => Ok(one.clone()),
        "parts/deep/two.xml" => Ok(two.clone()),
        "two.xml" => Ok(three.clone()),
        other => Err(format!("there is no `{other}`")),
    };
    let parsed = sbml::read_with("folder/top.xml", &top, &import);
    assert_eq!(ids(&parsed.network), ["A__l", "B__m"]);
    assert_eq!(problems(&parsed), [("S009", "wrong")]);
    let names: Vec<&str> = parsed.sources.0.iter().map(|s| s.name.as_str()).collect();
    assert_eq!(names, ["folder/top.xml", "parts/one.xml", "two.xml", "parts/deep/two.xml"]);
    assert_eq!(parsed.diagnostics[0].place.unwrap().source, 2);
    let place = parsed.network.parameters[0].at.unwrap();
    assert_eq!((place.source, parsed.sources.text(place)), (3, constant("l", 2.0).as_str()));
    assert_eq!(problems(&read(&top)), [("S041", "parts/one.xml"), ("S041", "two.xml")]);
}

#[test]
fn files_that_cannot_be_used_are_refused() {
    let with = |how: &str, file: &str| {
        let top = document(&submodels(&copy("A", "a")), &external(&outside("a", how)));
        let parsed = sbml::read_with("top.xml", &top, &|path| match path {
            "part.xml" => Ok(file.to_owned()),
            "top.xml" => Ok(top.clone()),
            other => panic!("{other} was asked for"),
        });
        problems(&parsed).into_iter().map(|(code, at)| format!("{code} {at}")).collect::<Vec<_>>()
    };
    let part = plain(&parameters(&constant("k", 1.0)));
    assert_eq!(with("c:source=\"part.xml\"", &part), [""; 0]);
    for path in ["../part.xml", "/part.xml", "http://example.org/part.xml", "urn:x:y", "a/../../part.xml"] {
        assert_eq!(with(&format!("c:source=\"{path}\""), &part), [format!("S041 {path}")]);
    }
    assert_eq!(with("c:source=\"part.xml\" c:md5=\"00\"", &part), ["S041 c:externalModelDefinition"]);
    assert_eq!(with("c:source=\"part.xml\" c:modelRef=\"none\"", &part), ["S040 a"]);
    assert_eq!(with("c:source=\"part.xml\"", "<sbml>"), ["S001 "]);
    assert_eq!(with("c:source=\"part.xml\"", "<html/>"), ["S002 html"]);
    let old = part
        .replace("level3/version2/core", "level2/version4")
        .replace("level=\"3\" version=\"2\"", "level=\"2\" version=\"4\"");
    assert_eq!(with("c:source=\"part.xml\"", &old), ["S041 sbml"]);
    assert_eq!(with("c:source=\"top.xml\"", ""), ["S042 a"]);
    assert_eq!(with("c:source=\"top.xml\" c:modelRef=\"a\"", ""), ["S042 a"]);
}
