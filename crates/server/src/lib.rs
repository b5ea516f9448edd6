//! The outside: HTTP, screens, jobs, import, clock. The binary santong.
