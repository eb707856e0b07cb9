//! What an item line supplies of an opioid.

/// How much of an opioid an item line supplies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct OpioidSupply {
    /// Micrograms of oral morphine that one of it (a tablet, a patch, a millilitre) is equivalent
    /// to; 0 where it adds nothing.
    pub per_unit: u32,
    /// Hundredths of one that are supplied.
    pub quantity: u32,
    /// Hundredths of a day that they last; 0 where the extract does not say.
    pub days: u32,
}
