//! Why the system refuses a file, in plain words.

use std::io::ErrorKind;

/// The end of "FILE cannot be opened: ..." or "cannot be written: ...".
pub(crate) fn refusal(reason: ErrorKind) -> String {
    match reason {
        ErrorKind::NotFound => "there is no such file or folder".to_owned(),
        ErrorKind::PermissionDenied => "you have no rights to it".to_owned(),
        ErrorKind::IsADirectory => "it is a folder".to_owned(),
        ErrorKind::StorageFull => "the disk is full".to_owned(),
        other => other.to_string(),
    }
}
