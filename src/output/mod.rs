//! Text to disk.
