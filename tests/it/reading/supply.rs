//! Are quantity, days and the way of issue read as the layouts write them?

use rxsift::files::Input;
use rxsift::model::FileKind;

use crate::support::readings::{layout, problems_of, read_as_of, read_one, reasons, sound};
use crate::support::root;
use crate::support::run::{Printed, printed, run};

#[test]
fn the_quantity_of_every_layout_is_found() {
    for (name, header) in [
        ("nhsbsa_patient_level.csv", "PaidQuantity"),
        ("icb_warehouse.csv", "PAIDQUANTITY"),
        ("emis_report.csv", "Quantity"),
        ("systmone_report.csv", "Quantity"),
    ] {
        let reading = read_as_of(&[layout(name)], (2026, 4, 17)).expect("recognised");
        let mapped = &reading.files[0].columns;
        assert!(
            mapped.contains(&("quantity".to_owned(), header.to_owned())),
            "{name}: {mapped:?}"
        );
    }
}

#[test]
fn a_quantity_or_duration_that_cannot_be_read_is_set_aside_and_the_row_kept() {
    let text = "patient_id,practice_code,month,bnf_code,quantity,duration\n\
                p1,A81001,2024-03,0205051R0,,28\n\
                p2,A81001,2024-03,0205051R0,2 x 28,4 weeks\n\
                p3,A81001,2024-03,0205051R0,100 millilitres,\n";
    let reading = sound(&[("items.csv", text)]);
    assert_eq!(reading.files[0].used, 3);
    assert_eq!(
        problems_of(&reading),
        [
            "3 Quantity BadQuantity CellSetAside",
            "3 DaysSupplied BadDays CellSetAside"
        ]
    );
}

#[test]
fn quantities_of_practice_level_prescribing_stay_what_they_were() {
    for name in ["epd_202403.csv", "epd_202503.csv", "gp_level_201701.csv"] {
        let input = Input::file(&root("fixtures/groups").join(name));
        let reading = read_one(input);
        assert_eq!(reading.files[0].kind, FileKind::Prescribing);
        let mapped = &reading.files[0].columns;
        assert!(
            mapped.iter().all(|(field, _)| *field != "quantity"),
            "{mapped:?}"
        );
    }
}

#[test]
fn items_are_told_by_how_they_are_issued_and_none_is_left_out() {
    let text = "patient_id,practice_code,month,bnf_code,items,issue_type\n\
                p1,A81001,2024-03,0205051R0,2,Repeat\n\
                p1,A81001,2024-03,0403010B0,1,acute\n\
                p2,A81001,2024-03,0205051R0,3,QX7SECRET\n\
                p2,A81001,2024-03,0403010B0,1,\n";
    let reading = sound(&[("items.csv", text)]);
    let types: Vec<_> = reading
        .types
        .iter()
        .map(|(word, items)| (*word, *items))
        .collect();
    assert_eq!(
        types,
        [("acute", 1), ("not stated", 1), ("other", 3), ("repeat", 2)]
    );
    assert_eq!((reading.files[0].used, reasons(&reading)), (4, vec![]));
    let told = printed("-q check fixtures/pcn/items.csv --format csv");
    assert!(
        !told.contains("issued"),
        "a file without such a column says nothing of it"
    );
    let run = run("-q check @items.csv --format csv").file("items.csv", text);
    let told = run.prints();
    told.has_lines([
        "fact,,issued,acute,1 items",
        "fact,,issued,other,3 items",
        "fact,,issued,repeat,2 items",
    ]);
    assert!(!told.contains("QX7SECRET"), "{told}");
}
