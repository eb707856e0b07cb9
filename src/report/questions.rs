//! Questions to ask in a review: the seven steps of the Scottish Government's medication review.
//! The steps are theirs, the words are ours.

/// A step of the review.
pub(crate) struct Step {
    /// What it is about, as the source names it.
    pub(crate) about: &'static str,
    /// What to ask.
    pub(crate) question: &'static str,
}

/// Who made the steps, and where they stand.
pub(crate) const SOURCE: &str = "Scottish Government, 7-Steps medication review (Polypharmacy Guidance); questions in our words";
/// Address of the page that lists the steps.
pub(crate) const SOURCE_URL: &str = "https://www.gov.scot/publications/quality-prescribing-strategy-respiratory-guide-improvement-2024-2027/pages/6/";

/// In the order of the source.
pub(crate) const STEPS: [Step; 7] = [
    Step {
        about: "Aim",
        question: "What matters most to the person, and what should the medicines do for them?",
    },
    Step {
        about: "Need: essential",
        question: "Which medicines are essential, and who is to be asked before one is changed?",
    },
    Step {
        about: "Need: unnecessary",
        question: "What is each of the others for, and is it still needed?",
    },
    Step {
        about: "Effectiveness",
        question: "Does each medicine reach what it was started for, and what shows it?",
    },
    Step {
        about: "Safety",
        question: "Are there side effects, or risks of them: interactions, tests due, what to do when ill?",
    },
    Step {
        about: "Sustainability",
        question: "Is each choice good value, and is waste or harm to the environment avoidable?",
    },
    Step {
        about: "Patient-centred",
        question: "Is the person able and willing to take them as intended, and what was agreed?",
    },
];
