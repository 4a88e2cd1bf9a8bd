//! Do commands keep the contract: exit codes, reports, nothing stored on a dry run?

use crate::{file, run};

const TREES: &str = "id;species;height\n01;oak;12,5\n02;elm;9,0\n03;oak;11,2\n";

#[test]
fn a_file_is_imported_listed_and_exported() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let data = data.to_string_lossy();
    let trees = file(folder.path(), "Street Trees.csv", TREES);

    let (code, out, err) = run(&["import", &trees, "--data", &data, "--title", "Street trees"]);
    assert_eq!(code, 0, "{err}");
    assert!(out.contains("3 rows read, 0 refused"), "{out}");
    assert!(out.contains("/explore/dataset/street-trees/"), "{out}");

    let (code, out, _) = run(&["datasets", "--json", "--data", &data]);
    assert_eq!(code, 0);
    let list: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(list[0]["id"], "street-trees");
    assert_eq!(list[0]["title"], "Street trees");
    assert_eq!(list[0]["records"], 3);

    let (code, out, err) = run(&[
        "--data",
        &data,
        "export",
        "street-trees",
        "--where",
        "species='oak'",
        "--order-by",
        "-id",
    ]);
    assert_eq!(code, 0, "{err}");
    assert_eq!(out, "\u{feff}id;species;height\r\n03;oak;11.2\r\n01;oak;12.5\r\n");
}

#[test]
fn importing_twice_needs_a_word_about_the_first() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let data = data.to_string_lossy();
    let trees = file(folder.path(), "trees.csv", TREES);
    assert_eq!(run(&["import", &trees, "--data", &data]).0, 0);
    let (code, _, err) = run(&["import", &trees, "--data", &data]);
    assert_eq!(code, 1);
    assert!(err.contains("--replace"), "{err}");
    let (code, out, err) = run(&["import", &trees, "--data", &data, "--append", "--json"]);
    assert_eq!(code, 0, "{err}");
    let report: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(report["version"]["number"], 2);
    let (_, out, _) = run(&["datasets", "--json", "--data", &data]);
    assert!(
        out.contains("\"records\": 6") || out.contains("\"records\":6"),
        "{out}"
    );
}

#[test]
fn a_dry_run_stores_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let data = data.to_string_lossy();
    let trees = file(folder.path(), "trees.csv", TREES);
    let (code, out, err) = run(&["import", &trees, "--data", &data, "--dry-run"]);
    assert_eq!(code, 0, "{err}");
    assert!(out.contains("nothing was stored"), "{out}");
    let (_, out, _) = run(&["datasets", "--json", "--data", &data]);
    assert_eq!(out.trim(), "[]");
}

#[test]
fn wrong_use_is_exit_code_two() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("none");
    let data = data.to_string_lossy();
    for arguments in [
        vec!["imporrt"],
        vec!["import"],
        vec!["import", "x.csv", "--replace", "--append", "--data", &data],
        vec!["import", "x.csv", "--id", "Not An Id", "--data", &data],
        vec!["import", "x.csv", "--type", "zip=txt", "--data", &data],
        vec!["datasets", "--data", &data],
    ] {
        let (code, _, err) = run(&arguments);
        assert_eq!(code, 2, "{arguments:?}: {err}");
        assert!(!err.is_empty(), "{arguments:?}");
    }
    assert!(
        !folder.path().join("none").exists(),
        "wrong use leaves no directory behind"
    );
}

#[test]
fn an_unknown_setting_is_an_error_with_a_hint() {
    let folder = tempfile::tempdir().unwrap();
    file(folder.path(), "portico.toml", "tittle = \"x\"\n");
    let data = folder.path().to_string_lossy();
    let (code, _, err) = run(&["config", "check", "--data", &data]);
    assert_eq!(code, 2);
    assert!(
        err.contains("unknown setting `tittle`; did you mean `title`?"),
        "{err}"
    );
}

#[test]
fn the_register_has_exactly_four_cookies() {
    let (code, out, _) = run(&["cookies", "list", "--json"]);
    assert_eq!(code, 0);
    let list: serde_json::Value = serde_json::from_str(&out).unwrap();
    let mut names: Vec<&str> = list
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|cookie| cookie["name"].as_str())
        .collect();
    names.sort_unstable();
    assert_eq!(
        names,
        ["cookies_preferences", "csrftoken", "django_language", "sessionid"]
    );
}

#[test]
fn people_and_keys_are_made_on_the_command_line() {
    let folder = tempfile::tempdir().unwrap();
    let trees = file(folder.path(), "trees.csv", TREES);
    let data = folder.path().join("data");
    let data = data.to_string_lossy();
    assert_eq!(run(&["import", &trees, "--data", &data]).0, 0);
    let mut command = crate::portico().command(&[
        "user",
        "add",
        "ada@example.org",
        "--role",
        "publisher",
        "--password-stdin",
        "--data",
        &data,
    ]);
    let mut child = command.stdin(std::process::Stdio::piped()).spawn().unwrap();
    std::io::Write::write_all(&mut child.stdin.take().unwrap(), b"a long enough password\n").unwrap();
    assert!(child.wait().unwrap().success());
    let (code, out, err) = run(&[
        "key",
        "create",
        "--user",
        "ada@example.org",
        "--label",
        "sync",
        "--data",
        &data,
    ]);
    assert_eq!(code, 0, "{err}");
    let key = out.lines().last().unwrap();
    assert!(key.len() >= 32 && !key.contains(' '), "{out}");
    let (_, out, _) = run(&["key", "list", "--json", "--data", &data]);
    assert!(!out.contains(key), "a key is shown once only");
}

#[test]
fn a_schema_file_says_what_cannot_be_guessed() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let data = data.to_string_lossy();
    let trees = file(folder.path(), "trees.csv", TREES);
    let good = "[[fields]]\nname = \"id\"\ntype = \"int\"\n\n[[fields]]\nname = \"species\"\nlabel = \"Species\"\nfacet = true\n";
    let good = file(folder.path(), "trees.toml", good);
    let (code, out, err) = run(&["import", &trees, "--schema", &good, "--json", "--data", &data]);
    assert_eq!(code, 0, "{err}");
    let report: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(report["fields"][0]["type"], "int");
    assert_eq!(
        report["fields"][1],
        serde_json::json!({"name": "species", "label": "Species", "type": "text", "facet": true})
    );
    for (name, text, wrong) in [
        ("a.toml", "[[fields]]\nname = \"id\"\nfacets = true\n", "line 3"),
        (
            "b.json",
            "{\"fields\": [{\"name\": \"id\", \"type\": \"number\"}]}",
            "number",
        ),
        ("c.toml", "[[fields]]\nname = \"idd\"\n", "`idd`"),
        (
            "d.toml",
            "[[fields]]\nname = \"species\"\ndecimals = 2\n",
            "`decimals` is for a number",
        ),
        ("e.yaml", "fields: []", ".toml or .json"),
    ] {
        let schema = file(folder.path(), name, text);
        let (code, _, err) = run(&[
            "import",
            &trees,
            "--replace",
            "--schema",
            &schema,
            "--data",
            &data,
        ]);
        assert_eq!(code, 2, "{name}: {err}");
        assert!(err.contains(wrong) && err.contains("hint: "), "{name}: {err}");
    }
}

#[test]
fn records_are_hidden_by_a_command() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let data = data.to_string_lossy();
    let trees = file(folder.path(), "trees.csv", TREES);
    assert_eq!(run(&["import", &trees, "--data", &data]).0, 0);
    let set =
        |id: &str, visible: &str| run(&["datasets", "set", id, "--data-visible", visible, "--data", &data]);
    assert_eq!(set("trees", "false").0, 0);
    let (_, out, _) = run(&["datasets", "--json", "--data", &data]);
    assert!(out.contains("\"data_visible\": false"), "{out}");
    assert_eq!(set("trees", "true").0, 0);
    let (code, _, err) = set("tree", "true");
    assert_eq!(code, 1);
    assert!(err.contains("tree does not exist"), "{err}");
}

#[test]
fn a_reader_who_leaves_early_is_no_mistake() {
    let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_portico"))
        .args(["config", "example"])
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{:?}", output.status);
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
}
