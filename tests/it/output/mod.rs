//! Is what leaves the program whole, versioned and fit for whoever opens it?

mod excel;
mod features;
mod files;
mod prep_page;
mod synthetic;
mod versions;
mod workbook;
