//! Files on the page of a case: chosen on a phone and sent one by one, or by the form alone; what cannot be taken is told beforehand.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use browser::act::{self, GOOD, declare};
use browser::look::look;
use browser::site::{PASSWORD, Site};
use browser::{Browser, Page};
use std::path::PathBuf;
use std::time::Duration;
use tempfile::TempDir;

/// Files as people have them: a contract, a photograph, a page that runs, and a photograph that is none.
fn on_disk() -> (TempDir, [PathBuf; 4]) {
    let folder = TempDir::new().unwrap();
    let contents: [(&str, Vec<u8>); 4] = [
        ("合同 2026-0616.pdf", [b"%PDF-1.7\n".to_vec(), vec![0x80; 300_000]].concat()),
        ("箱号.jpg", [b"\xff\xd8\xff\xe0".to_vec(), vec![7; 70_000]].concat()),
        ("page.html", b"<!doctype html><script>alert(1)</script>".to_vec()),
        ("not-a-photo.jpg", b"%PDF-1.7\n".to_vec()),
    ];
    let paths = contents.map(|(name, bytes)| {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    });
    (folder, paths)
}

#[test]
fn plan_3_3_1_an_exporter_gives_files_on_a_phone_and_is_told_which_are_not_taken() {
    let site = Site::start("files").unwrap();
    let browser = Browser::start().unwrap();
    let (_folder, [contract, photo, html, not_photo]) = on_disk();
    for script in [true, false] {
        let page = browser.page().unwrap();
        page.language("zh-CN").unwrap();
        page.script(script).unwrap();
        page.size(390, 844).unwrap();
        site.sign_in(&page, "gouqi").unwrap();
        declare(&site, &page, &GOOD.replace("2026-0616", &act::reference()), "send").unwrap();
        let case = act::case(&page).unwrap();
        site.open(&page, &case).unwrap();
        assert!(page.text("#files").unwrap().contains("PDF 20 MB"), "{}", page.text("#files").unwrap());
        page.choose("#file-kind", "101001").unwrap();
        page.attach("#file-file", &[&contract, &photo, &html, &not_photo]).unwrap();
        if script {
            // What is no kind of file that is taken is told before it is sent.
            let sending = page.text(".sending").unwrap();
            assert!(sending.contains("page.html") && sending.contains("不收这种文件"), "{sending}");
            page.click(".give-files button").unwrap();
            page.wait_for(".sending li:nth-child(4).stop").unwrap();
            let sending = page.text(".sending").unwrap();
            assert!(sending.contains("以 .pdf 结尾的文件名"), "{sending}");
            assert_eq!(sending.matches("已收到").count(), 2, "{sending}");
        } else {
            page.follow(".give-files button").unwrap();
            let said = page.text(".said").unwrap();
            for wanted in ["这些文件没有收取", "下列文件没有收取"].into_iter().skip(1).chain([
                "page.html",
                "HTML",
                "not-a-photo.jpg",
            ]) {
                assert!(said.contains(wanted), "{wanted}: {said}");
            }
        }
        site.open(&page, &case).unwrap();
        let files = page.text("#files").unwrap();
        for wanted in ["合同 2026-0616.pdf", "箱号.jpg", "101001", "301 kB"] {
            assert!(files.contains(wanted), "{wanted}: {files}");
        }
        assert_eq!(page.count("#files tbody tr").unwrap(), 2, "{files}");
        let looks = look(&page).unwrap();
        assert!(looks.sideways.is_empty() && looks.cut.is_empty(), "{looks:?}");
        // The same again is nothing new.
        page.attach("#file-file", &[&contract]).unwrap();
        page.click(".give-files button").unwrap();
        page.wait_for(".said.pass").unwrap();
        assert_eq!(page.count("#files tbody tr").unwrap(), 2);
        assert!(page.text("#timeline").unwrap().contains("收到文件"));
        // What comes of it is what was sent, whatever the browser makes of it.
        let got = page.settled(
            "fetch(document.querySelector('#files tbody a').href).then(async (a) => \
             [a.status, (await a.arrayBuffer()).byteLength, a.headers.get('content-security-policy').includes('sandbox')].join(' '))",
        );
        if script {
            assert_eq!(got.unwrap(), "200 300009 true");
        }
        signs(&site, &page, &case, script);
    }
}

/// The exporter stands for what was declared and given, adds a paper, is told that it has changed, and signs again with the password,
/// the ten minutes being over; the archive of the case is at hand.
fn signs(site: &Site, page: &Page, case: &str, script: bool) {
    site.open(page, case).unwrap();
    assert!(page.text("#files").unwrap().contains("企业尚未确认"));
    page.follow("form.confirm button").unwrap();
    let files = page.text("#files").unwrap();
    assert!(files.contains("企业已确认") && files.contains("申报第 1 版"), "{files}");
    assert_eq!(page.count("form.confirm").unwrap(), 0);
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("发票.pdf");
    std::fs::write(&path, b"%PDF-1.7 \xf0 invoice").unwrap();
    site.open(page, case).unwrap();
    page.attach("#file-file", &[&path]).unwrap();
    if script {
        page.click(".give-files button").unwrap();
        page.wait_for("#files tbody tr:nth-child(3)").unwrap();
        // And from where that leads to once more: the list is as it is now.
        let more = folder.path().join("装箱单.txt");
        std::fs::write(&more, "装箱单").unwrap();
        page.settled("new Promise((go) => setTimeout(go, 500)).then(() => 0)").unwrap();
        page.attach("#file-file", &[&more]).unwrap();
        page.click(".give-files button").unwrap();
        page.wait_for("#files tbody tr:nth-child(4)").unwrap();
    } else {
        page.follow(".give-files button").unwrap();
    }
    assert!(page.text("#files").unwrap().contains("确认后有变动"));
    site.app.desk.clock.advance(Duration::from_secs(601));
    site.open(page, case).unwrap();
    page.fill("#confirm-password", "wrong").unwrap();
    page.follow("form.confirm button").unwrap();
    assert!(page.text(".said.stop").unwrap().contains("密码"), "{}", page.text(".said.stop").unwrap());
    site.app.desk.clock.advance(Duration::from_secs(60));
    page.fill("#confirm-password", PASSWORD).unwrap();
    page.follow("form.confirm button").unwrap();
    assert!(page.text("#files").unwrap().contains("企业已确认"));
    let looks = look(page).unwrap();
    assert!(looks.sideways.is_empty() && looks.cut.is_empty(), "{looks:?}");
    if script {
        let archive = "fetch(document.querySelector('#timeline a[download]').href).then(async (a) => \
             [a.status, a.headers.get('content-type'), new TextDecoder().decode((await a.arrayBuffer()).slice(0, 2))].join(' '))";
        assert_eq!(page.settled(archive).unwrap(), "200 application/zip PK");
    }
}

/// A PNG that says it is so wide and high, and has nothing in it.
fn hollow(width: u32, height: u32) -> Vec<u8> {
    let mut png = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR".to_vec();
    png.extend(width.to_be_bytes());
    png.extend(height.to_be_bytes());
    png.extend([8, 6, 0, 0, 0, 0, 0, 0, 0]);
    png
}

/// What is two things at once, or says that it is immense, is shown as the one that it was taken for, and runs nowhere.
#[test]
fn f19_a_file_that_is_two_things_at_once_runs_nowhere() {
    let site = Site::start("polyglots").unwrap();
    let browser = Browser::start().unwrap();
    let page = site.signed_in(&browser, "gouqi").unwrap();
    declare(&site, &page, &GOOD.replace("2026-0616", &act::reference()), "send").unwrap();
    let case = act::case(&page).unwrap();
    let script = b"<script>document.title = 'ran'; fetch('/sign-out', {method: 'POST'})</script>";
    let folder = TempDir::new().unwrap();
    let contents: [(&str, Vec<u8>); 6] = [
        ("polyglot.jpg", [&b"\xff\xd8\xff\xe0"[..], script].concat()),
        ("polyglot.png", [&b"\x89PNG\r\n\x1a\n"[..], script].concat()),
        ("polyglot.pdf", [&b"%PDF-1.7\n"[..], script].concat()),
        ("polyglot.tif", [&b"II*\0"[..], script].concat()),
        ("wide.png", hollow(1, 65_535)),
        ("immense.png", hollow(30_000, 30_000)),
    ];
    let paths = contents.map(|(name, bytes)| {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    });
    site.open(&page, &case).unwrap();
    page.attach("#file-file", &paths.iter().map(PathBuf::as_path).collect::<Vec<_>>()).unwrap();
    page.click(".give-files button").unwrap();
    page.wait_for(".said.pass").unwrap();
    assert_eq!(page.count("#files tbody tr").unwrap(), 6);
    // As a page of its own, and fetched: its kind is the one that was found, and nothing of ours lets it run.
    let links = "[...document.querySelectorAll('#files tbody a')]";
    let told = page
        .settled(&format!(
            "Promise.all({links}.map(async (a) => {{ const r = await fetch(a.href); return r.headers.get('content-type') + ' ' + \
             r.headers.get('content-disposition').split(';')[0] + ' ' + r.headers.get('content-security-policy').includes('sandbox'); }}))\
             .then((all) => all.join('|'))"
        ))
        .unwrap();
    let wanted = [
        "image/jpeg inline",
        "image/png inline",
        "application/pdf inline",
        "image/tiff attachment",
        "image/png inline",
        "image/png inline",
    ];
    assert_eq!(told, wanted.map(|one| format!("{one} true")).join("|"));
    let shown: Vec<String> = [0, 1, 4, 5]
        .iter()
        .map(|n| page.eval(&format!("{links}[{n}].pathname")).unwrap().as_str().unwrap().to_owned())
        .collect();
    for path in shown {
        site.open(&page, &path).unwrap();
        assert_ne!(page.eval("document.title").unwrap(), "ran", "{path}");
        assert_eq!(page.eval("document.scripts.length").unwrap(), 0, "{path}");
    }
    site.open(&page, &case).unwrap();
    assert!(page.text(".who").is_ok(), "nobody was signed out");
}
