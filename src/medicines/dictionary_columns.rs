//! Which columns of a dictionary of presentations hold its codes and names.

/// Headers of the BNF code, the likeliest first.
pub(crate) const BNF_CODE: [&str; 2] = ["BNF Presentation Code", "BNF Code"];
/// Headers of names, all of which are taken.
pub(crate) const NAMES: [&str; 4] = [
    "BNF Presentation",
    "BNF Name",
    "DM+D: Product Description",
    "DM+D: Product and Pack Description",
];
const DMD_CODE: &str = "SNOMED Code";

/// Whether a file with this header can be a dictionary.
pub(crate) fn is_dictionary(header: &[String]) -> bool {
    DictionaryColumns::of(header.iter().cloned()).is_ok()
}

/// Where the columns stand that are used.
pub(crate) struct DictionaryColumns {
    pub(crate) bnf_code: usize,
    pub(crate) names: Vec<usize>,
    pub(crate) dmd_code: Option<usize>,
}

impl DictionaryColumns {
    pub(crate) fn of(header: impl Iterator<Item = String>) -> Result<Self, Vec<&'static str>> {
        let header: Vec<String> = header.map(|cell| folded(&cell)).collect();
        let place = |name: &str| header.iter().position(|cell| *cell == folded(name));
        let bnf_code = BNF_CODE.iter().find_map(|name| place(name));
        let names: Vec<usize> = NAMES.iter().filter_map(|name| place(name)).collect();
        match bnf_code {
            Some(bnf_code) if !names.is_empty() => Ok(Self {
                bnf_code,
                names,
                dmd_code: place(DMD_CODE),
            }),
            _ => {
                let lacks = [
                    (bnf_code.is_none(), BNF_CODE[0]),
                    (names.is_empty(), NAMES[0]),
                ];
                Err(lacks
                    .into_iter()
                    .filter_map(|(lacks, name)| lacks.then_some(name))
                    .collect())
            }
        }
    }
}

/// Lower case, and one blank for any run of them.
pub(crate) fn folded(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !folded.is_empty() {
            folded.push(' ');
        }
        folded.extend(word.chars().flat_map(char::to_lowercase));
    }
    folded
}
