use std::fs;
use std::path::Path;
use std::time::{Duration, SystemTime};

use super::*;

fn code(text: &str) -> String {
    format!("// {MARKER} from x.yaml. Do not edit.\n{text}\n")
}

fn files(list: &[(&str, &str)]) -> Vec<File> {
    list.iter()
        .map(
            |(path, text)| match path.ends_with(".rs") && path.starts_with(GENERATED) {
                true => File::generated(*path, code(text)).unwrap(),
                false if path.starts_with(GENERATED) => File::generated(*path, *text).unwrap(),
                false => File::once(*path, *text).unwrap(),
            },
        )
        .collect()
}

/// Applies a plan, and returns the change of each file.
fn run(dir: &Path, list: &[(&str, &str)]) -> Vec<(String, Change)> {
    let files = files(list);
    let plan = plan(dir, &files).unwrap();
    plan.apply().unwrap();
    plan.steps()
        .iter()
        .map(|step| (step.path.to_string(), step.change))
        .collect()
}

fn done(steps: &[(&str, Change)]) -> Vec<(String, Change)> {
    steps
        .iter()
        .map(|(path, change)| ((*path).to_owned(), *change))
        .collect()
}

#[test]
fn files_that_are_equal_are_not_written() {
    let dir = tempfile::tempdir().unwrap();
    let list = [
        ("Cargo.toml", "[package]"),
        ("src/api/mod.rs", "1"),
        ("src/api/openapi.json", "{}"),
    ];
    run(dir.path(), &list);
    let old = SystemTime::now() - Duration::from_secs(1000);
    for path in [
        "src/api/mod.rs",
        "src/api/openapi.json",
        "src/api/.specfirst",
    ] {
        fs::File::options()
            .write(true)
            .open(dir.path().join(path))
            .unwrap()
            .set_modified(old)
            .unwrap();
    }
    let steps = run(dir.path(), &list);
    let expected = [
        ("Cargo.toml", Change::Kept),
        ("src/api/.specfirst", Change::Unchanged),
        ("src/api/mod.rs", Change::Unchanged),
        ("src/api/openapi.json", Change::Unchanged),
    ];
    assert_eq!(steps, done(&expected));
    for path in [
        "src/api/mod.rs",
        "src/api/openapi.json",
        "src/api/.specfirst",
    ] {
        let modified = fs::metadata(dir.path().join(path))
            .unwrap()
            .modified()
            .unwrap();
        assert!(
            modified < SystemTime::now() - Duration::from_secs(500),
            "{path}"
        );
    }
}

#[test]
fn files_of_the_user_are_never_changed() {
    let dir = tempfile::tempdir().unwrap();
    run(dir.path(), &[("src/handlers.rs", "skeleton")]);
    fs::write(dir.path().join("src/handlers.rs"), "mine").unwrap();
    assert_eq!(
        run(dir.path(), &[("src/handlers.rs", "other")]),
        done(&[("src/handlers.rs", Change::Kept)])
    );
    assert_eq!(
        fs::read_to_string(dir.path().join("src/handlers.rs")).unwrap(),
        "mine"
    );
}

#[test]
fn files_of_the_user_are_written_to_new_crates_only() {
    let dir = tempfile::tempdir().unwrap();
    let list = [
        ("src/main.rs", "program"),
        ("src/handlers.rs", "skeleton"),
        ("src/api/openapi.json", "{}"),
    ];
    fs::create_dir_all(dir.path().join("src/handlers")).unwrap();
    fs::write(dir.path().join("src/handlers/mod.rs"), "mine").unwrap();
    let expected = [
        ("src/main.rs", Change::Create),
        ("src/api/.specfirst", Change::Create),
        ("src/api/openapi.json", Change::Create),
    ];
    assert_eq!(run(dir.path(), &list), done(&expected));
    fs::remove_file(dir.path().join("src/main.rs")).unwrap();
    fs::remove_dir_all(dir.path().join("src/handlers")).unwrap();
    let expected = [
        ("src/api/.specfirst", Change::Unchanged),
        ("src/api/openapi.json", Change::Unchanged),
    ];
    assert_eq!(run(dir.path(), &list), done(&expected));
}

#[test]
fn files_that_are_no_longer_generated_are_removed() {
    let dir = tempfile::tempdir().unwrap();
    run(
        dir.path(),
        &[
            ("src/api/mod.rs", "1"),
            ("src/api/types/pet.rs", "2"),
            ("src/api/old/contract.jsonl", "{}"),
            ("src/api/openapi.json", "{}"),
        ],
    );
    fs::write(dir.path().join("src/api/types/mine.rs"), "// mine").unwrap();
    let steps = run(
        dir.path(),
        &[("src/api/mod.rs", "1"), ("src/api/openapi.json", "{}")],
    );
    let expected = [
        ("src/api/.specfirst", Change::Update),
        ("src/api/mod.rs", Change::Unchanged),
        ("src/api/openapi.json", Change::Unchanged),
        ("src/api/old/contract.jsonl", Change::Remove),
        ("src/api/types/pet.rs", Change::Remove),
    ];
    assert_eq!(steps, done(&expected));
    assert!(!dir.path().join("src/api/old").exists());
    assert!(dir.path().join("src/api/types/mine.rs").exists());
    assert!(!dir.path().join("src/api/types/pet.rs").exists());
}

#[test]
fn a_plan_changes_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let files = files(&[("src/api/mod.rs", "1"), ("Cargo.toml", "2")]);
    let plan = plan(&dir.path().join("new"), &files).unwrap();
    assert_eq!(plan.differences().count(), 2);
    assert!(!dir.path().join("new").exists());
}

#[test]
fn files_that_were_not_generated_are_not_overwritten() {
    let dir = tempfile::tempdir().unwrap();
    fs::create_dir_all(dir.path().join("src/api")).unwrap();
    for (path, text) in [("src/api/mod.rs", "mine"), ("src/api/openapi.json", "{}")] {
        let own = dir.path().join(path);
        fs::write(&own, "mine").unwrap();
        let error = plan(dir.path(), &files(&[(path, text)]))
            .unwrap_err()
            .to_string();
        assert!(error.contains("was not generated by specfirst"), "{error}");
        assert_eq!(fs::read_to_string(&own).unwrap(), "mine");
        fs::remove_file(own).unwrap();
    }
}

#[test]
fn paths_stay_inside_the_output_folder() {
    for path in [
        "../x", "/x", "a//b", "a/../b", "", "a/", "c:\\x", "a\\b", "nul\0",
    ] {
        assert!(File::generated(path, "").is_err(), "{path}");
    }
    let twice = files(&[("a", "1"), ("a", "2")]);
    assert!(plan(Path::new("."), &twice).is_err());
}

#[cfg(unix)]
#[test]
fn symbolic_links_out_of_the_folder_are_not_followed() {
    use std::os::unix::fs::symlink;
    let outside = tempfile::tempdir().unwrap();
    let dir = tempfile::tempdir().unwrap();
    fs::write(outside.path().join("old.rs"), code("")).unwrap();
    fs::create_dir_all(dir.path().join("src/api")).unwrap();
    symlink(outside.path(), dir.path().join("src/api/types")).unwrap();

    let error = plan(dir.path(), &files(&[("src/api/types/pet.rs", "1")]))
        .unwrap_err()
        .to_string();
    assert!(error.contains("leads out of the output folder"), "{error}");
    run(dir.path(), &[("src/api/mod.rs", "1")]);
    assert!(
        outside.path().join("old.rs").exists(),
        "a stale file behind a link is not removed"
    );

    fs::write(outside.path().join("secret"), "theirs").unwrap();
    symlink(
        outside.path().join("secret"),
        dir.path().join("src/api/client.rs"),
    )
    .unwrap();
    run(
        dir.path(),
        &[("src/api/mod.rs", "1"), ("src/api/client.rs", "2")],
    );
    assert_eq!(
        fs::read_to_string(outside.path().join("secret")).unwrap(),
        "theirs"
    );
    assert!(
        !fs::symlink_metadata(dir.path().join("src/api/client.rs"))
            .unwrap()
            .is_symlink()
    );
}

#[cfg(unix)]
#[test]
fn new_files_are_readable_and_old_ones_keep_their_permissions() {
    use std::os::unix::fs::PermissionsExt;
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("src/api/mod.rs");
    let mode = || fs::metadata(&path).unwrap().permissions().mode() & 0o777;
    run(dir.path(), &[("src/api/mod.rs", "1")]);
    fs::write(dir.path().join("plain"), "").unwrap();
    let plain = fs::metadata(dir.path().join("plain"))
        .unwrap()
        .permissions()
        .mode()
        & 0o777;
    assert_eq!(mode(), plain, "as any new file");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
    run(dir.path(), &[("src/api/mod.rs", "2")]);
    assert_eq!(mode(), 0o640);
}

#[test]
fn concurrent_runs_leave_complete_files() {
    let dir = tempfile::tempdir().unwrap();
    let long = |number: usize| number.to_string().repeat(100_000);
    std::thread::scope(|scope| {
        for number in 0..8 {
            let dir = dir.path();
            scope.spawn(move || {
                let text = long(number);
                for _ in 0..5 {
                    let path = format!("src/api/types/t{number}.rs");
                    let all = files(&[
                        ("src/api/mod.rs", &text),
                        ("src/api/x.json", &text),
                        (&path, ""),
                    ]);
                    // A folder may be removed while another run reads it; that run fails, without damage.
                    if let Ok(plan) = plan(dir, &all) {
                        let _ = plan.apply();
                    }
                }
            });
        }
    });
    let text = fs::read_to_string(dir.path().join("src/api/mod.rs")).unwrap();
    assert!((0..8).any(|number| text == code(&long(number))));
    let left = fs::read_dir(dir.path().join("src/api")).unwrap();
    assert!(
        left.flatten()
            .all(|entry| !entry.file_name().to_string_lossy().starts_with(TEMPORARY))
    );
}
