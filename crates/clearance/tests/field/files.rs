//! Which files a case takes, of whom and of what; which take the place of which.

use crate::given::{Given, Sound, code, day, loaded, region, texts};
use crate::modes::accepted;
use crate::play::{Desk, declarant, officer};
use clearance::case::decide::Command;
use clearance::case::file::MOST;
use clearance::case::refusal::Reason;
use clearance::event::body::CaseEvent;
use clearance::event::file::{FileGiven, FileOf};
use clearance::grounds::Grounds;
use policy::{Citation, Flags, PaperStage, Policy, Process};
use values::actor::{Actor, Role};
use values::fault::TextFault;
use values::id::{CaseNo, FileId};
use values::media::Media;

pub fn file(n: u8) -> FileId {
    FileId::of_chance([n; 16])
}

/// A file of a number, small.
pub fn given(n: u8, media: Media, of: FileOf) -> FileGiven {
    let name = format!("合同{n}.{}", media.endings().next().unwrap());
    let digest = "0".repeat(64);
    let (kind, replaces, taken_at, taken_where) = (None, None, None, None);
    FileGiven { file: file(n), name, media, size: 1000, digest, of, kind, replaces, taken_at, taken_where }
}

fn inspector(desk: &Desk, no: &CaseNo) -> Actor {
    officer(Role::Inspector, desk.case(no).office.as_str())
}

#[test]
fn plan_3_3_1_a_case_takes_the_kinds_of_files_that_the_text_takes_and_none_larger() {
    let (desk, no) = accepted(&Given::exit());
    for media in [Media::Pdf, Media::Png, Media::Jpeg, Media::Tiff, Media::Office, Media::Xml, Media::Plain] {
        let largest = region("9+1").takes(media, desk.today()).unwrap().largest;
        for (size, taken) in [(0, true), (largest - 1, true), (largest, true), (largest + 1, false)] {
            let mut desk = desk.clone();
            let add = Command::AddFile(FileGiven { size, ..given(1, media, FileOf::Declaration) });
            let played = desk.play(&no, &add, &declarant());
            match played {
                Ok(_) => assert!(taken, "{media:?} {size}"),
                Err(why) => assert_eq!((why.reason, taken), (Reason::FileLarge, false), "{media:?} {size}"),
            }
        }
    }
    // A text without the table takes none, and says so.
    let texts: Vec<_> = texts("9+1").into_iter().filter(|(name, _)| name != "files.md").collect();
    let bare = loaded(&texts);
    let mut desk = Desk::new(&bare, desk.today(), &Given::exit());
    let no = desk.declare(Given::exit().declaration()).unwrap();
    let refused = desk.refused(&no, &Command::AddFile(given(1, Media::Pdf, FileOf::Declaration)), &declarant());
    assert_eq!(refused, Reason::FileKind);
}

#[test]
fn plan_3_3_1_a_file_belongs_to_what_is_there_and_replaces_one_of_its_own_side() {
    let (mut desk, no) = accepted(&Given::exit());
    let inspector = inspector(&desk, &no);
    let add = |n, of| Command::AddFile(given(n, Media::Jpeg, of));
    let step = || FileOf::Step(code("产地检验检疫"));
    // Of a step offices give; of an amendment and of a hold that there is, both.
    assert_eq!(desk.refused(&no, &add(1, step()), &declarant()), Reason::FileUnknown);
    assert_eq!(desk.refused(&no, &add(1, FileOf::Step(code("没有"))), &inspector), Reason::FileUnknown);
    assert_eq!(desk.refused(&no, &add(1, FileOf::Amendment), &declarant()), Reason::FileUnknown);
    for hold in [0, 1] {
        assert_eq!(desk.refused(&no, &add(1, FileOf::Hold(hold)), &inspector), Reason::FileUnknown);
    }
    desk.play(&no, &Command::Hold(Grounds::of("核查")), &inspector).unwrap();
    desk.play(&no, &add(1, FileOf::Hold(1)), &inspector).unwrap();
    desk.play(&no, &add(2, step()), &inspector).unwrap();
    desk.play(&no, &add(3, FileOf::Declaration), &declarant()).unwrap();
    let replace =
        |n, old| Command::AddFile(FileGiven { replaces: Some(file(old)), ..given(n, Media::Pdf, FileOf::Declaration) });
    for (old, actor) in [(1, &declarant()), (3, &inspector), (9, &declarant())] {
        assert_eq!(desk.refused(&no, &replace(4, old), actor), Reason::FileUnknown, "{old}");
    }
    desk.play(&no, &replace(4, 3), &declarant()).unwrap();
    assert_eq!(desk.refused(&no, &replace(5, 3), &declarant()), Reason::FileUnknown, "once");
    let files = &desk.case(&no).files;
    let told: Vec<_> =
        files.iter().map(|one| (one.given.file.clone(), one.is_of_enterprise(), one.replaced.clone())).collect();
    let wanted = [(1, false, None), (2, false, None), (3, true, Some(4)), (4, true, None)];
    assert_eq!(told, wanted.map(|(n, own, by)| (file(n), own, by.map(file))), "what was replaced stays");
    // What offices give is theirs.
    let events = desk.events(&no);
    let added =
        events.iter().filter_map(|event| event.body.of_case()).filter(|body| matches!(body, CaseEvent::FileAdded(_)));
    assert_eq!(added.map(CaseEvent::for_officers).collect::<Vec<_>>(), [true, true, false, false]);
}

#[test]
fn r31_a_case_takes_so_many_files_and_none_once_it_has_ended_or_the_mandate_has() {
    let (mut desk, no) = accepted(&Given::exit());
    let add = |n: usize| {
        let mut one = given(1, Media::Pdf, FileOf::Case);
        one.file = FileId::of_chance((n as u128).to_be_bytes());
        Command::AddFile(one)
    };
    desk.mandated = false;
    assert_eq!(desk.refused(&no, &add(0), &declarant()), Reason::MandateMissing);
    desk.mandated = true;
    for n in 0..MOST {
        desk.play(&no, &add(n), &declarant()).unwrap();
    }
    assert_eq!(desk.refused(&no, &add(MOST), &declarant()), Reason::FilesMany);
    let (mut desk, no) = accepted(&Given::exit());
    desk.play(&no, &Command::Withdraw, &declarant()).unwrap();
    assert_eq!(desk.refused(&no, &add(0), &declarant()), Reason::StageClosed);
}

#[test]
fn r31_the_enterprise_confirms_what_stands_with_its_password_shown_just_now() {
    let (mut desk, no) = accepted(&Given::exit());
    let confirm = |digest: String| Command::Confirm { digest };
    let add = |n| Command::AddFile(given(n, Media::Pdf, FileOf::Declaration));
    let first = desk.case(&no).contents();
    desk.fresh = false;
    assert_eq!(desk.refused(&no, &confirm(first.clone()), &declarant()), Reason::NotFresh);
    desk.fresh = true;
    desk.mandated = false;
    assert_eq!(desk.refused(&no, &confirm(first.clone()), &declarant()), Reason::MandateMissing);
    desk.mandated = true;
    assert_eq!(desk.refused(&no, &confirm("0".repeat(64)), &declarant()), Reason::ContentsChanged);
    assert!(!desk.case(&no).is_confirmed());
    desk.play(&no, &confirm(first.clone()), &declarant()).unwrap();
    assert!(desk.case(&no).is_confirmed());
    // What the enterprise gives afterwards is not confirmed; what an office gives is nothing of it.
    let inspector = inspector(&desk, &no);
    desk.play(&no, &add(1), &inspector).unwrap();
    assert!(desk.case(&no).is_confirmed());
    desk.play(&no, &add(2), &declarant()).unwrap();
    assert!(!desk.case(&no).is_confirmed());
    assert_eq!(desk.refused(&no, &confirm(first.clone()), &declarant()), Reason::ContentsChanged);
    let second = desk.case(&no).contents();
    desk.play(&no, &confirm(second.clone()), &declarant()).unwrap();
    // Replaced by another it is another, whatever the content.
    let replaces = Some(file(2));
    desk.play(
        &no,
        &Command::AddFile(FileGiven { replaces, ..given(3, Media::Pdf, FileOf::Declaration) }),
        &declarant(),
    )
    .unwrap();
    assert!(!desk.case(&no).is_confirmed());
    let third = desk.case(&no).contents();
    assert!(third != first && third != second);
    desk.play(&no, &confirm(third.clone()), &declarant()).unwrap();
    let (version, by) = desk.case(&no).confirmed.as_ref().map(|known| (known.confirmed.version, &known.by)).unwrap();
    assert_eq!((version, by), (desk.case(&no).declaration_version, &declarant().account));
    desk.play(&no, &Command::Withdraw, &declarant()).unwrap();
    assert_eq!(desk.refused(&no, &confirm(third), &declarant()), Reason::StageClosed);
}

#[test]
fn r31_what_was_declared_and_not_given_is_known() {
    let mut declared = Given::exit().declaration();
    let papers = ["101001", "101002", "101001"].map(|kind| serde_json::json!({ "kind": kind }));
    declared.attachments = serde_json::from_value(papers.into_iter().collect()).unwrap();
    let (mut desk, _) = accepted(&Given::exit());
    let no = desk.declare(declared).unwrap();
    let told = |desk: &Desk| desk.case(&no).lacking().into_iter().map(ToString::to_string).collect::<Vec<_>>();
    assert_eq!(told(&desk), ["101001", "101002"]);
    let of_kind = |n, kind: &str, replaces| {
        Command::AddFile(FileGiven { kind: Some(code(kind)), replaces, ..given(n, Media::Pdf, FileOf::Declaration) })
    };
    desk.play(&no, &of_kind(1, "101001", None), &declarant()).unwrap();
    assert_eq!(told(&desk), ["101002"]);
    // What an office scanned is not the enterprise's, and what was replaced by another paper is lacking again.
    let inspector = inspector(&desk, &no);
    desk.play(&no, &of_kind(2, "101002", None), &inspector).unwrap();
    desk.play(&no, &of_kind(3, "101041", Some(file(1))), &declarant()).unwrap();
    assert_eq!(told(&desk), ["101001", "101002"]);
}

#[test]
fn n8_files_are_erased_once_and_only_after_their_case_has_ended() {
    let (mut desk, no) = accepted(&Given::exit());
    for n in 1..=3 {
        desk.play(&no, &Command::AddFile(given(n, Media::Pdf, FileOf::Declaration)), &declarant()).unwrap();
    }
    let erase = |files: &[u8]| Command::EraseFiles {
        files: files.iter().map(|n| file(*n)).collect(),
        basis: Citation { text: "本方案".into(), section: "四(二)2".into() },
    };
    let platform = Actor::system();
    assert_eq!(desk.refused(&no, &erase(&[1]), &platform), Reason::FilesKept);
    let contents = desk.case(&no).contents();
    desk.play(&no, &Command::Confirm { digest: contents.clone() }, &declarant()).unwrap();
    desk.play(&no, &Command::Withdraw, &declarant()).unwrap();
    assert_eq!(desk.refused(&no, &erase(&[]), &platform), Reason::FileUnknown);
    assert_eq!(desk.refused(&no, &erase(&[1, 9]), &platform), Reason::FileUnknown);
    desk.play(&no, &erase(&[1, 2]), &platform).unwrap();
    assert_eq!(desk.refused(&no, &erase(&[2]), &platform), Reason::FileUnknown, "once");
    let erased: Vec<bool> = desk.case(&no).files.iter().map(|file| file.erased.is_some()).collect();
    assert_eq!(erased, [true, true, false]);
    assert!(desk.case(&no).is_confirmed() && desk.case(&no).contents() == contents, "what was confirmed stays so");
}

#[test]
fn r34_what_the_text_promises_of_an_office_goes_before_what_it_promises_of_all() {
    let policy = region("9+1");
    let told = |process, office: &str, on: &str| policy.promised(process, &code(office), day(on)).map(|row| row.stage);
    for (office, on, wanted) in [
        ("370200", "2015-08-31", Some(PaperStage::Both)),
        ("370200", "2015-09-01", Some(PaperStage::Paperless)),
        ("410100", "2015-09-01", Some(PaperStage::Both)),
        ("410100", "2015-04-30", None),
    ] {
        assert_eq!(told(Process::Declare, office, on), wanted, "{office} {on}");
    }
    // An office that is not there is a fault with the nearest one.
    let mut files = texts("9+1");
    let (_, text) = files.iter_mut().find(|(name, _)| name == "paperless.md").unwrap();
    *text = text.replace("370100、370200", "370100、370209");
    let flags = Flags { reasons: &[], ..Flags::default() };
    let faults = Policy::read(&files, &flags).unwrap_err();
    let found = |fault: &&TextFault| fault.found == "370209" && fault.wanted.zh.contains("3702");
    assert!(faults.iter().find(found).is_some_and(|fault| fault.file == "paperless.md"), "{faults:?}");
}
