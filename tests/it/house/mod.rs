//! Is the house in order: walls, privacy, determinism, the command line and the README?

mod command_line;
mod determinism;
mod privacy;
mod readme;
mod tidy;
mod walls;
