//! SQLite's file system interface: each call goes on to the system's own, and what changes a file is told to its disk.

use std::ffi::{CStr, c_char, c_int, c_void};
use std::path::Path;
use std::sync::OnceLock;

use rusqlite::ffi::{
    SQLITE_IOERR_DELETE, SQLITE_IOERR_FSYNC, SQLITE_IOERR_TRUNCATE, SQLITE_IOERR_WRITE, SQLITE_OK, SQLITE_OPEN_CREATE,
    sqlite3_file, sqlite3_io_methods, sqlite3_vfs, sqlite3_vfs_find, sqlite3_vfs_register,
};

use crate::disk::{Disk, Off};

/// A file on a watched disk.
struct Watched {
    disk: Disk,
    name: String,
}

/// What SQLite holds for an open file; the system's own handle lies behind it in the same memory.
#[repr(C)]
struct Handle {
    methods: *const sqlite3_io_methods,
    /// Owned, or null for a file on no watched disk.
    watched: *mut Watched,
}

/// The system's own file system, found once; SQLite keeps it for the life of the process.
struct System(*mut sqlite3_vfs);
// SAFETY: SQLite lets every thread use a registered file system, and we never change it.
unsafe impl Send for System {}
// SAFETY: as above.
unsafe impl Sync for System {}

static SYSTEM: OnceLock<System> = OnceLock::new();

fn system() -> *mut sqlite3_vfs {
    SYSTEM.get().expect("registered before any file is opened").0
}

/// Makes this file system the default of the process, once.
pub(crate) fn register() {
    SYSTEM.get_or_init(|| {
        // SAFETY: called with null, the function gives the default file system, which lives as long as the process.
        let system = unsafe { sqlite3_vfs_find(std::ptr::null()) };
        assert!(!system.is_null(), "SQLite has a default file system");
        // SAFETY: it is valid, as above; a copy of its calls is what we begin from.
        let mut ours = unsafe { *system };
        ours.szOsFile += size_of::<Handle>() as c_int;
        ours.zName = c"powercut".as_ptr();
        ours.pNext = std::ptr::null_mut();
        ours.xOpen = Some(open);
        ours.xDelete = Some(delete);
        let ours = Box::leak(Box::new(ours));
        // SAFETY: it is filled in, and is never freed.
        let code = unsafe { sqlite3_vfs_register(ours, 1) };
        assert_eq!(code, SQLITE_OK, "SQLite takes another file system");
        System(system)
    });
}

/// The system's own handle behind ours.
fn inner(file: *mut sqlite3_file) -> *mut sqlite3_file {
    file.wrapping_byte_add(size_of::<Handle>())
}

/// The calls of the system for an open file.
fn calls(file: *mut sqlite3_file) -> &'static sqlite3_io_methods {
    // SAFETY: the file was opened by `open`, so the inner handle is valid and its calls are static.
    unsafe { &*(*inner(file)).pMethods }
}

fn watched<'a>(file: *mut sqlite3_file) -> Option<&'a Watched> {
    // SAFETY: the file was opened by `open`, which wrote our handle; it is freed in `close` only.
    unsafe { (*file.cast::<Handle>()).watched.as_ref() }
}

fn path<'a>(name: *const c_char) -> &'a Path {
    // SAFETY: SQLite gives names that end in a zero and live as long as the call.
    Path::new(unsafe { CStr::from_ptr(name) }.to_str().expect("paths in tests are UTF-8"))
}

fn code(result: Result<(), Off>, off: c_int) -> Result<(), c_int> {
    result.map_err(|Off| off)
}

unsafe extern "C" fn open(
    _: *mut sqlite3_vfs,
    name: *const c_char,
    file: *mut sqlite3_file,
    flags: c_int,
    out: *mut c_int,
) -> c_int {
    let handle = file.cast::<Handle>();
    // SAFETY: SQLite gives `szOsFile` bytes, room for our handle and the system's. Null calls say "not open".
    unsafe { handle.write(Handle { methods: std::ptr::null(), watched: std::ptr::null_mut() }) };
    let place = if name.is_null() { None } else { Disk::of(path(name)) };
    if let Some((disk, file_name)) = &place
        && flags & SQLITE_OPEN_CREATE != 0
        && !path(name).exists()
        && let Err(Off) = disk.operate(file_name, |kept| kept.create())
    {
        return SQLITE_IOERR_WRITE;
    }
    // SAFETY: the system's file system is valid, and so is the room for its handle.
    let opened = unsafe { (*system()).xOpen.expect("it opens")(system(), name, inner(file), flags, out) };
    if opened == SQLITE_OK {
        let watched = place.map(|(disk, name)| Box::into_raw(Box::new(Watched { disk, name })));
        // SAFETY: as above.
        unsafe { handle.write(Handle { methods: &METHODS, watched: watched.unwrap_or(std::ptr::null_mut()) }) };
    }
    opened
}

unsafe extern "C" fn delete(_: *mut sqlite3_vfs, name: *const c_char, sync_folder: c_int) -> c_int {
    if let Some((disk, file)) = Disk::of(path(name)) {
        let told = disk.operate(&file, |kept| kept.delete());
        let told = if sync_folder == 0 { told } else { told.and_then(|()| disk.settle(&file)) };
        if let Err(off) = code(told, SQLITE_IOERR_DELETE) {
            return off;
        }
    }
    // SAFETY: the system's file system is valid.
    unsafe { (*system()).xDelete.expect("it deletes")(system(), name, 0) }
}

unsafe extern "C" fn close(file: *mut sqlite3_file) -> c_int {
    let handle = file.cast::<Handle>();
    // SAFETY: the file is open, and SQLite closes it once.
    unsafe {
        if !(*handle).watched.is_null() {
            drop(Box::from_raw((*handle).watched));
            (*handle).watched = std::ptr::null_mut();
        }
        calls(file).xClose.expect("it closes")(inner(file))
    }
}

unsafe extern "C" fn write(file: *mut sqlite3_file, data: *const c_void, amount: c_int, at: i64) -> c_int {
    if let Some(Watched { disk, name }) = watched(file) {
        // SAFETY: SQLite gives `amount` bytes.
        let bytes = unsafe { std::slice::from_raw_parts(data.cast::<u8>(), amount as usize) };
        if let Err(off) = code(disk.operate(name, |kept| kept.write(at as usize, bytes)), SQLITE_IOERR_WRITE) {
            return off;
        }
    }
    // SAFETY: the call goes on as it came.
    unsafe { calls(file).xWrite.expect("it writes")(inner(file), data, amount, at) }
}

unsafe extern "C" fn truncate(file: *mut sqlite3_file, length: i64) -> c_int {
    if let Some(Watched { disk, name }) = watched(file)
        && let Err(off) = code(disk.operate(name, |kept| kept.truncate(length as usize)), SQLITE_IOERR_TRUNCATE)
    {
        return off;
    }
    // SAFETY: the call goes on as it came.
    unsafe { calls(file).xTruncate.expect("it truncates")(inner(file), length) }
}

unsafe extern "C" fn sync(file: *mut sqlite3_file, _: c_int) -> c_int {
    match watched(file) {
        Some(Watched { disk, name }) => code(disk.sync(name), SQLITE_IOERR_FSYNC).err().unwrap_or(SQLITE_OK),
        None => SQLITE_OK,
    }
}

unsafe extern "C" fn read(file: *mut sqlite3_file, data: *mut c_void, amount: c_int, at: i64) -> c_int {
    // SAFETY: the call goes on as it came; so do all that follow.
    unsafe { calls(file).xRead.expect("it reads")(inner(file), data, amount, at) }
}

unsafe extern "C" fn size(file: *mut sqlite3_file, length: *mut i64) -> c_int {
    // SAFETY: see `read`.
    unsafe { calls(file).xFileSize.expect("it measures")(inner(file), length) }
}

unsafe extern "C" fn lock(file: *mut sqlite3_file, level: c_int) -> c_int {
    // SAFETY: see `read`.
    unsafe { calls(file).xLock.expect("it locks")(inner(file), level) }
}

unsafe extern "C" fn unlock(file: *mut sqlite3_file, level: c_int) -> c_int {
    // SAFETY: see `read`.
    unsafe { calls(file).xUnlock.expect("it unlocks")(inner(file), level) }
}

unsafe extern "C" fn is_reserved(file: *mut sqlite3_file, answer: *mut c_int) -> c_int {
    // SAFETY: see `read`.
    unsafe { calls(file).xCheckReservedLock.expect("it tells locks")(inner(file), answer) }
}

unsafe extern "C" fn control(file: *mut sqlite3_file, operation: c_int, argument: *mut c_void) -> c_int {
    // SAFETY: see `read`.
    unsafe { calls(file).xFileControl.expect("it is controlled")(inner(file), operation, argument) }
}

unsafe extern "C" fn sector(file: *mut sqlite3_file) -> c_int {
    // SAFETY: see `read`.
    unsafe { calls(file).xSectorSize.expect("it has sectors")(inner(file)) }
}

unsafe extern "C" fn traits(file: *mut sqlite3_file) -> c_int {
    // SAFETY: see `read`.
    unsafe { calls(file).xDeviceCharacteristics.expect("it has traits")(inner(file)) }
}

unsafe extern "C" fn map(
    file: *mut sqlite3_file,
    page: c_int,
    size: c_int,
    extend: c_int,
    at: *mut *mut c_void,
) -> c_int {
    // SAFETY: see `read`.
    unsafe { calls(file).xShmMap.expect("it shares memory")(inner(file), page, size, extend, at) }
}

unsafe extern "C" fn map_lock(file: *mut sqlite3_file, offset: c_int, count: c_int, flags: c_int) -> c_int {
    // SAFETY: see `read`.
    unsafe { calls(file).xShmLock.expect("it shares memory")(inner(file), offset, count, flags) }
}

unsafe extern "C" fn map_barrier(file: *mut sqlite3_file) {
    // SAFETY: see `read`.
    unsafe { calls(file).xShmBarrier.expect("it shares memory")(inner(file)) }
}

unsafe extern "C" fn unmap(file: *mut sqlite3_file, delete: c_int) -> c_int {
    // SAFETY: see `read`.
    unsafe { calls(file).xShmUnmap.expect("it shares memory")(inner(file), delete) }
}

/// Version 2: shared memory for the wal-index, and no memory-mapped reading or writing of the file itself.
static METHODS: sqlite3_io_methods = sqlite3_io_methods {
    iVersion: 2,
    xClose: Some(close),
    xRead: Some(read),
    xWrite: Some(write),
    xTruncate: Some(truncate),
    xSync: Some(sync),
    xFileSize: Some(size),
    xLock: Some(lock),
    xUnlock: Some(unlock),
    xCheckReservedLock: Some(is_reserved),
    xFileControl: Some(control),
    xSectorSize: Some(sector),
    xDeviceCharacteristics: Some(traits),
    xShmMap: Some(map),
    xShmLock: Some(map_lock),
    xShmBarrier: Some(map_barrier),
    xShmUnmap: Some(unmap),
    xFetch: None,
    xUnfetch: None,
};
