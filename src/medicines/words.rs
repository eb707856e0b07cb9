//! The words of a medicine's written name: lower case, one spelling, strengths and signs apart.

/// One piece of a written name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Piece {
    /// A word in its one spelling.
    Word(String),
    /// A number with or without its unit, "10mg", "0.5%", "28".
    Quantity(String),
    /// A sign or word that joins two ingredients, or stands inside a strength: `/ + & and with`.
    Joint,
    /// A comma or semicolon: what follows is often the dose.
    Break,
}

impl Piece {
    /// The word, or nothing.
    pub(crate) fn word(&self) -> Option<&str> {
        match self {
            Self::Word(word) => Some(word),
            _ => None,
        }
    }
}

/// Words whose meaning is the same and whose spelling is not: British approved names before the
/// international ones (MHRA, changing substance names from BANs to rINNs, 2003), and the
/// abbreviations of the BNF substance table.
const SPELLINGS: [(&str, &str); 64] = [
    ("acet", "acetate"),
    ("adren", "adrenaline"),
    ("amoxycillin", "amoxicillin"),
    ("amphetamine", "amfetamine"),
    ("amylobarbitone", "amobarbital"),
    ("beclomethasone", "beclometasone"),
    ("bendrofluazide", "bendroflumethiazide"),
    ("benzhexol", "trihexyphenidyl"),
    ("benztropine", "benzatropine"),
    ("besylate", "besilate"),
    ("brom", "bromide"),
    ("cephalexin", "cefalexin"),
    ("cephradine", "cefradine"),
    ("chlormethiazole", "clomethiazole"),
    ("chlorpheniramine", "chlorphenamine"),
    ("chlorthalidone", "chlortalidone"),
    ("cholecalciferol", "colecalciferol"),
    ("cholestyramine", "colestyramine"),
    ("clomiphene", "clomifene"),
    ("cromoglycate", "cromoglicate"),
    ("cyclosporin", "ciclosporin"),
    ("cyclosporine", "ciclosporin"),
    ("colistimeth", "colistimethate"),
    ("dexamphetamine", "dexamfetamine"),
    ("dicyclomine", "dicycloverine"),
    ("dimesylate", "dimesilate"),
    ("dothiepin", "dosulepin"),
    ("epinephrine", "adrenaline"),
    ("ethinyloestradiol", "ethinylestradiol"),
    ("ethynodiol", "etynodiol"),
    ("flupenthixol", "flupentixol"),
    ("frusemide", "furosemide"),
    ("glycopyrrolate", "glycopyrronium"),
    ("guaiphenesin", "guaifenesin"),
    ("hcl", "hydrochloride"),
    ("hydchloroth", "hydrochlorothiazide"),
    ("hydorchloride", "hydrochloride"),
    ("hydrob", "hydrobromide"),
    ("hydrobrom", "hydrobromide"),
    ("hydroxyurea", "hydroxycarbamide"),
    ("indomethacin", "indometacin"),
    ("lignocaine", "lidocaine"),
    ("mesylate", "mesilate"),
    ("methotrimeprazine", "levomepromazine"),
    ("noradrenalin", "noradrenaline"),
    ("norepinephrine", "noradrenaline"),
    ("oestradiol", "estradiol"),
    ("oestriol", "estriol"),
    ("oestrone", "estrone"),
    ("paracet", "paracetamol"),
    ("phenobarbitone", "phenobarbital"),
    ("phos", "phosphate"),
    ("pot", "potassium"),
    ("salcatonin", "calcitonin"),
    ("sod", "sodium"),
    ("stilboestrol", "diethylstilbestrol"),
    ("sulfamethox", "sulfamethoxazole"),
    ("sulf", "sulfate"),
    ("tart", "tartrate"),
    ("tetracosactrin", "tetracosactide"),
    ("thiabendazole", "tiabendazole"),
    ("thyroxine", "levothyroxine"),
    ("tosylate", "tosilate"),
    ("trimeprazine", "alimemazine"),
];

/// A written name in pieces, and what it says in brackets in pieces of its own.
pub(crate) fn pieces(text: &str) -> (Vec<Piece>, Vec<Piece>) {
    let (mut outside, mut inside) = (String::new(), String::new());
    let mut depth = 0_usize;
    for sign in text.chars() {
        match sign {
            '(' | '[' => {
                depth += 1;
                outside.push(' ');
            }
            ')' | ']' => {
                depth = depth.saturating_sub(1);
                inside.push(' ');
            }
            _ if depth == 0 => outside.push(sign),
            _ => inside.push(sign),
        }
    }
    (split(&outside), split(&inside))
}

fn split(text: &str) -> Vec<Piece> {
    let signs: Vec<char> = text.to_lowercase().chars().collect();
    let mut pieces = Vec::new();
    let mut at = 0;
    while at < signs.len() {
        let sign = signs[at];
        if sign.is_ascii_digit() {
            let end = end_of_quantity(&signs, at);
            pieces.push(Piece::Quantity(signs[at..end].iter().collect()));
            at = end;
        } else if sign.is_alphabetic() {
            let length = signs[at..]
                .iter()
                .take_while(|sign| sign.is_alphanumeric() || **sign == '\'')
                .count();
            let word: String = signs[at..at + length]
                .iter()
                .filter(|sign| **sign != '\'')
                .collect();
            pieces.push(if matches!(word.as_str(), "and" | "with") {
                Piece::Joint
            } else {
                Piece::Word(spelled(&word))
            });
            at += length;
        } else {
            match sign {
                '/' | '+' | '&' => pieces.push(Piece::Joint),
                ',' | ';' => pieces.push(Piece::Break),
                _ => {}
            }
            at += 1;
        }
    }
    pieces
}

/// A number runs on through points and commas between digits, its percent sign and its unit.
fn end_of_quantity(signs: &[char], start: usize) -> usize {
    let digit = |at: usize| signs.get(at).is_some_and(char::is_ascii_digit);
    let mut at = start;
    while digit(at) || (matches!(signs.get(at), Some('.' | ',')) && digit(at + 1)) {
        at += 1;
    }
    while signs
        .get(at)
        .is_some_and(|sign| *sign == '%' || sign.is_alphabetic())
    {
        at += 1;
    }
    at
}

fn spelled(word: &str) -> String {
    let word = word.replace("sulph", "sulf");
    match SPELLINGS.iter().find(|(other, _)| *other == word) {
        Some((_, one)) => (*one).to_owned(),
        None => word,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        let (outside, inside) = pieces(text);
        let show = |pieces: Vec<Piece>| {
            let words: Vec<String> = pieces
                .into_iter()
                .map(|piece| match piece {
                    Piece::Word(word) => word,
                    Piece::Quantity(quantity) => format!("<{quantity}>"),
                    Piece::Joint => "+".to_owned(),
                    Piece::Break => ",".to_owned(),
                })
                .collect();
            words.join(" ")
        };
        format!("{} | {}", show(outside), show(inside))
    }

    #[test]
    fn a_name_falls_into_words_and_strengths() {
        assert_eq!(
            shown("Co-codamol 30mg/500mg tablets (A B & C Ltd), take TWO"),
            "co codamol <30mg> + <500mg> tablets , take two | a b + c ltd"
        );
        assert_eq!(
            shown("Octasa_MR Tab E/C 1,000.5mg"),
            "octasa mr tab e + c <1,000.5mg> | "
        );
    }

    #[test]
    fn old_and_new_spellings_are_one() {
        assert_eq!(shown("MORPHINE SULPHATE"), shown("Morphine sulf"));
        assert_eq!(
            shown("Frusemide and Bendrofluazide"),
            "furosemide + bendroflumethiazide | "
        );
    }

    #[test]
    fn an_open_bracket_runs_to_the_end() {
        assert_eq!(
            shown("Co-Trimoxazole(Trimethoprim/Sulfamethox"),
            "co trimoxazole | trimethoprim + sulfamethoxazole"
        );
    }
}
