//! What goes wrong with processes, disks and folders: refused in one message, or recovered, and nothing
//! lost.

#![allow(clippy::unwrap_used, clippy::print_stdout)]

mod bench;
mod damage;
mod disk;
mod killed;
mod rivals;
