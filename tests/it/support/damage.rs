//! Ways of damaging a file.

use proptest::prelude::*;

/// One way of damaging a file.
#[derive(Clone, Debug)]
pub(crate) enum Damage {
    Flip(usize, u8),
    Cut(usize),
    CutLine(usize),
    Quote(usize),
    DropField(usize),
    Insert(usize, Vec<u8>),
    /// A line in UTF-16 among lines that are not.
    Widen(usize),
    /// A letter of windows-1252.
    Letter(usize),
    /// A byte order mark, anywhere.
    Mark(usize),
}

pub(crate) fn damage() -> impl Strategy<Value = Damage> {
    let at = 0_usize..20_000;
    prop_oneof![
        (at.clone(), any::<u8>()).prop_map(|(at, byte)| Damage::Flip(at, byte)),
        at.clone().prop_map(Damage::Cut),
        at.clone().prop_map(Damage::CutLine),
        at.clone().prop_map(Damage::Quote),
        at.clone().prop_map(Damage::DropField),
        at.clone().prop_map(Damage::Widen),
        at.clone().prop_map(Damage::Letter),
        at.clone().prop_map(Damage::Mark),
        (at, proptest::collection::vec(any::<u8>(), 1..12))
            .prop_map(|(at, bytes)| Damage::Insert(at, bytes)),
    ]
}

pub(crate) fn damaged(mut bytes: Vec<u8>, damage: &Damage) -> Vec<u8> {
    let place = |at: usize| at % bytes.len().max(1);
    match damage {
        Damage::Flip(at, byte) => {
            let at = place(*at);
            if let Some(old) = bytes.get_mut(at) {
                *old = *byte;
            }
        }
        Damage::Cut(at) => bytes.truncate(place(*at)),
        Damage::CutLine(at) => {
            let mut lines: Vec<&[u8]> = bytes.split(|byte| *byte == b'\n').collect();
            lines.remove(at % lines.len());
            bytes = lines.join(&b'\n');
        }
        Damage::Quote(at) => bytes.insert(place(*at), b'"'),
        Damage::DropField(at) => {
            if let Some(comma) = bytes.iter().skip(place(*at)).position(|byte| *byte == b',') {
                bytes.remove(place(*at) + comma);
            }
        }
        Damage::Widen(at) => {
            let mut lines: Vec<Vec<u8>> = bytes
                .split(|byte| *byte == b'\n')
                .map(<[u8]>::to_vec)
                .collect();
            let at = at % lines.len();
            lines[at] = lines[at].iter().flat_map(|byte| [*byte, 0]).collect();
            bytes = lines.join(&b'\n');
        }
        Damage::Letter(at) => bytes.insert(place(*at), 0xe9),
        Damage::Mark(at) => {
            let at = place(*at);
            bytes.splice(at..at, [0xef, 0xbb, 0xbf]);
        }
        Damage::Insert(at, more) => {
            let at = place(*at);
            bytes.splice(at..at, more.iter().copied());
        }
    }
    bytes
}
