//! The words around a medicine's name: salts, forms, units, and the words of a class.

use super::words::Piece;

/// Salts, esters and hydrates as they stand behind the name of what they are a salt of.
const SALTS: &str = "\
    aceponate acetate anhydrous arginine axetil benzoate besilate bitartrate bromide \
    butylbromide butyrate calcium camsilate caproate carbonate chloride cilexetil cipionate \
    citrate decanoate diethylamine dihydrate dihydrochloride dimesilate dipropionate disodium \
    edisilate embonate enantate erbumine estolate etexilate ethylsuccinate fumarate \
    furoate gluconate hemisulfate hexacetonide hippurate hyclate hydrate hydrobromide \
    hydrochloride isetionate isonicotinate lactate lysine magnesium malate maleate mandelate \
    medoxomil mesilate metasulfobenzoate methobromide methonitrate metilsulfate monohydrate \
    nitrate oxalate palmitate pamoate pentahydrate phenylpropionate phosphate pivalate potassium \
    propionate salicylate sodium steaglate stearate succinate sulfate tannate tartrate teoclate \
    tosilate trihydrate trometamol undecanoate valerate";

/// Elements and radicals whose salts are substances of their own: "potassium chloride" is not a
/// salt of something called potassium.
const ELEMENTS: &str = "\
    alum aluminium ammonium bismuth calcium cetylpyridinium choline copper ferric ferrous glucose \
    gold iron lanthanum lithium magnesium mercuric phenylmercuric potassium silver sodium \
    stannous strontium zinc";

/// Words of a class, or of "and others", in the names of the table.
const CLASSES: &str = "\
    antacid antacids barbiturate blocker combinations combined comp compound corticosteroid \
    corticosteroids diuretic diuretics esters extracts mixtures other preparations preps \
    progestogen thiazides";

/// Units of a strength.
const UNITS: &str = "\
    actuation actuations application day dose doses g gram grams hour hours hr hrs iu kg l litre \
    mcg mg microgram micrograms ml mmol puff spray unit units vial";

/// Forms, packs and the like, as EMIS, SystmOne, the dm+d and the BNF write them.
const FORMS: &str = "\
    accuhaler aerosol amp ampoule ampoules autohaler bath cap caplet caplets caps capsule \
    capsules cartridge cartridges clickhaler cream creams crm dps drops ear easyhaler elixir \
    emulsion enema enemas evohaler eye foam gargle gel granules gum implant implants inf \
    infusion inh inha inhalation inhalator inhaler inhalers inj injection linctus liq liquid lot \
    lotion lozenge lozenges mixture mouthwash nasal neb nebules nebuliser oint ointment \
    ophthalmic paint paste pastille pastilles patch patches pen pens pessaries pessary plaster \
    plasters powder sachet sachets shampoo soln solution spray sprays suppos suppositories \
    suppository susp suspension syr syringe syringes syrup tab tablet tablets tabs toothpaste \
    transdermal turbohaler vaginal vial vials";

/// What describes a form.
const DESCRIPTIONS: &str = "\
    actuated adult alcohol application applicator aqueous base bladder bp bpc breath buccal c \
    cfc chewable coated concentrate concentrated cr cutaneous daily delayed dental device disp \
    dispersible dry e ec eff effervescent ester extended f filled film flavour for forte free \
    gastro handihaler hard infant inhaled intramuscular intravenous intravesical irrigation \
    junior la long m maintenance melt metered modified mouth mr night nose of oral \
    orodispersible oromucosal p pack paediatric ph pre prefilled preservative prolonged r rectal \
    refill release resistant s scalp sf single soft soluble sr starter sterile strength \
    sublingual sugar table titration topical unit use vaginal wash washable weekly xl";

/// Whether the word is in a list of words with blanks between them.
fn among(list: &str, word: &str) -> bool {
    list.split(' ').any(|one| one == word)
}

/// A form: with one named, a description is complete.
pub(crate) fn is_form(word: &str) -> bool {
    among(FORMS, word)
}

/// A word that belongs to no name.
pub(crate) fn is_label(word: &str) -> bool {
    is_form(word) || among(DESCRIPTIONS, word) || is_unit(word)
}

pub(crate) fn is_unit(word: &str) -> bool {
    among(UNITS, word)
}

/// A word that stands for a class of substances.
pub(crate) fn is_class(word: &str) -> bool {
    among(CLASSES, word)
}

pub(crate) fn is_element(word: &str) -> bool {
    among(ELEMENTS, word)
}

/// An entry of the table that collects what has no entry, or that is out of use.
pub(crate) fn is_collection(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name.starts_with("other ") || name.ends_with("(old)") || name == "simple"
}

/// Whether the quantity behind a stroke is what a strength is given per ("5ml", "24hours",
/// "1 g"), and not a second strength.
pub(crate) fn is_per(quantity: &str, next: Option<&Piece>) -> bool {
    let unit = quantity.trim_start_matches(|sign: char| !sign.is_ascii_alphabetic() && sign != '%');
    let unit = match (unit, next.and_then(Piece::word)) {
        ("", Some(word)) => word,
        (unit, _) => unit,
    };
    is_unit(unit)
        && !matches!(
            unit,
            "mg" | "mcg" | "microgram" | "micrograms" | "units" | "unit" | "iu"
        )
}

/// The salts a run of words begins with.
pub(crate) fn salts(words: &[String]) -> Vec<String> {
    words
        .iter()
        .take_while(|word| among(SALTS, word))
        .cloned()
        .collect()
}

/// Salts in one order, so that they can be compared.
pub(crate) fn sorted(mut salts: Vec<String>) -> Vec<String> {
    salts.sort();
    salts
}

/// A name without the salts at its end, and those salts.
pub(crate) fn without_salts(mut words: Vec<String>) -> (Vec<String>, Vec<String>) {
    let whole = words.clone();
    let mut salts = Vec::new();
    while words.len() > 1 && words.last().is_some_and(|word| among(SALTS, word)) {
        salts.extend(words.pop());
    }
    // Salts of elements are substances of their own.
    if words.last().is_some_and(|word| is_element(word)) {
        return (whole, Vec::new());
    }
    (words, sorted(salts))
}
