//! Tables: what is written can be read back, and the same rows are the same bytes.
#![allow(clippy::unwrap_used, reason = "helpers of tests")]

use arrow_array::cast::AsArray;
use arrow_array::types::{Float64Type, Int64Type};
use arrow_array::{Array, RecordBatch};
use jakstat_study::codes;
use jakstat_study::table::{
    Cell, Column, ColumnKind, CsvWriter, FAILURE, METADATA_KEY, ParquetWriter, ROW_GROUP, Row, Schema,
    TableError, UNIT_KEY, read_csv,
};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use proptest::prelude::*;
use serde_json::{Value, json};

fn column(name: &str, unit: Option<&str>, kind: ColumnKind) -> Column {
    Column { name: name.into(), unit: unit.map(Into::into), kind }
}

fn schema() -> Schema {
    Schema::new(vec![
        column("run", None, ColumnKind::Integer),
        column("dose", Some("nM"), ColumnKind::Number),
        column(FAILURE, None, ColumnKind::Text),
    ])
    .unwrap()
}

fn provenance() -> Value {
    json!({ "program": "test 1", "seed": 42, "note": "two\nlines", "rtol": 0.1 })
}

fn csv(schema: &Schema, rows: &[Row]) -> Result<String, TableError> {
    let mut writer = CsvWriter::new(Vec::new(), schema, &provenance())?;
    writer.write(rows)?;
    Ok(String::from_utf8(writer.finish()?).unwrap())
}

fn parquet(schema: &Schema, rows: &[Row], batch: usize) -> Result<Vec<u8>, TableError> {
    let mut writer = ParquetWriter::new(Vec::new(), schema, &provenance())?;
    rows.chunks(batch).try_for_each(|rows| writer.write(rows))?;
    writer.finish()
}

fn rows() -> Vec<Row> {
    vec![
        Row(vec![Cell::Integer(0), Cell::Number(0.1 + 0.2), Cell::Missing]),
        Row(vec![Cell::Integer(-1), Cell::Number(1e300), Cell::Text("# stiff, at \"t\" = 3\nend".into())]),
        Row(vec![Cell::Missing, Cell::Number(f64::NAN), Cell::Text("x".into())]),
    ]
}

#[test]
fn csv_looks_as_documented() {
    let text = csv(&schema(), &rows()).unwrap();
    let want = concat!(
        "# jakstat-table 1\n",
        r#"# provenance: {"note":"two\nlines","program":"test 1","rtol":0.1,"seed":42}"#,
        "\n",
        r#"# columns: [{"name":"run","unit":null,"kind":"integer"},"#,
        r#"{"name":"dose","unit":"nM","kind":"number"},{"name":"failure","unit":null,"kind":"text"}]"#,
        "\n",
        "run,dose,failure\n",
        "0,0.30000000000000004,\n",
        "-1,1e300,\"# stiff, at \"\"t\"\" = 3\nend\"\n",
        ",,x\n",
    );
    assert_eq!(text, want);
}

#[test]
fn csv_comes_back() {
    let table = read_csv(&csv(&schema(), &rows()).unwrap()).unwrap();
    assert_eq!((&table.schema, &table.provenance), (&schema(), &provenance()));
    let mut want = rows();
    want[2].0[1] = Cell::Missing;
    assert_eq!(table.rows, want);
}

#[test]
fn altered_csv_is_refused_with_every_place() {
    let text = csv(&schema(), &rows()).unwrap();
    let altered = text.replace("0,0.3000", "zero,0,3000").replace("-1,1e300", "-1.5,x");
    let problems = read_csv(&altered).unwrap_err();
    let messages: Vec<&str> = problems.iter().map(|problem| problem.message.as_str()).collect();
    assert_eq!(
        messages,
        [
            "line 5: 4 fields for 3 columns",
            "line 6, column `run`: `-1.5` is no whole number",
            "line 6, column `dose`: `x` is no number",
        ]
    );
    for text in ["", "a,b\n1,2\n", "# jakstat-table 2\n", "# jakstat-table 1\n# provenance: {\n"] {
        assert_eq!(read_csv(text).unwrap_err()[0].code.id, codes::NOT_A_TABLE.id, "{text:?}");
    }
    let renamed = text.replace("run,dose,failure", "run,dose,reason");
    assert!(read_csv(&renamed).unwrap_err()[0].message.contains("line 4"));
}

#[test]
fn parquet_holds_values_units_and_provenance() {
    let bytes = parquet(&schema(), &rows(), 2).unwrap();
    let builder = ParquetRecordBatchReaderBuilder::try_new(bytes::Bytes::from(bytes)).unwrap();
    let file = builder.metadata().file_metadata();
    assert_eq!(file.created_by(), Some("jakstat table 1"));
    let metadata = file.key_value_metadata().unwrap().iter().find(|pair| pair.key == METADATA_KEY).unwrap();
    let metadata: Value = serde_json::from_str(metadata.value.as_deref().unwrap()).unwrap();
    assert_eq!(metadata["provenance"], provenance());
    assert_eq!(metadata["columns"][1]["unit"], "nM");
    assert_eq!(builder.schema().field(1).metadata()[UNIT_KEY], "nM");
    assert_eq!(builder.schema().metadata()[METADATA_KEY], metadata.to_string());
    let batches: Vec<RecordBatch> = builder.build().unwrap().map(Result::unwrap).collect();
    let (runs, doses) = (batches[0].column(0), batches[0].column(1));
    assert_eq!(runs.as_primitive::<Int64Type>().iter().collect::<Vec<_>>(), [Some(0), Some(-1), None]);
    let doses: Vec<_> = doses.as_primitive::<Float64Type>().iter().collect();
    assert_eq!(doses, [Some(0.1 + 0.2), Some(1e300), None]);
    let failures = batches[0].column(2);
    assert_eq!(failures.as_string::<i32>().value(1), "# stiff, at \"t\" = 3\nend");
    assert!(failures.is_null(0));
}

#[test]
fn parquet_is_the_same_bytes_twice_and_has_fixed_row_groups() {
    let rows: Vec<Row> = (0..ROW_GROUP as i64 + 10)
        .map(|i| Row(vec![Cell::Integer(i), Cell::Number((i as f64).sqrt()), Cell::Missing]))
        .collect();
    let bytes = parquet(&schema(), &rows, 256).unwrap();
    assert!(bytes == parquet(&schema(), &rows, 256).unwrap());
    let builder = ParquetRecordBatchReaderBuilder::try_new(bytes::Bytes::from(bytes)).unwrap();
    let groups: Vec<i64> = builder.metadata().row_groups().iter().map(|group| group.num_rows()).collect();
    assert_eq!(groups, [ROW_GROUP as i64, 10]);
}

#[test]
fn rows_that_do_not_fit_are_refused_by_both_writers() {
    let short = [Row(vec![Cell::Integer(1)])];
    let mixed = [rows()[0].clone(), Row(vec![Cell::Integer(1), Cell::Text("x".into()), Cell::Missing])];
    for problem in [csv(&schema(), &short).unwrap_err(), parquet(&schema(), &short, 9).unwrap_err()] {
        assert_eq!(problem.to_string(), "row 0 has 1 cells for 3 columns");
    }
    for problem in [csv(&schema(), &mixed).unwrap_err(), parquet(&schema(), &mixed, 9).unwrap_err()] {
        assert_eq!(problem.to_string(), "row 1 has Text(\"x\") in the column `dose` of numbers");
    }
}

#[test]
fn schemas_are_checked() {
    let problems = Schema::new(vec![
        column("a", None, ColumnKind::Number),
        column("", None, ColumnKind::Number),
        column("a", None, ColumnKind::Text),
    ])
    .unwrap_err();
    assert_eq!(problems.len(), 2);
    assert!(Schema::new(vec![]).is_err());
    let twice = r#"[{"name":"a","unit":null,"kind":"text"},{"name":"a","unit":null,"kind":"text"}]"#;
    assert!(serde_json::from_str::<Schema>(twice).is_err());
}

#[test]
fn failed_rows_are_told_by_their_column() {
    let failed: Vec<bool> = rows().iter().map(|row| schema().is_failure(row)).collect();
    assert_eq!(failed, [false, true, true]);
}

fn any_row() -> impl Strategy<Value = Row> {
    let text = prop_oneof![Just(Cell::Missing), "[ -~\n\r\u{e4}\u{3bc}]{1,12}".prop_map(Cell::Text)];
    let number = any::<f64>().prop_filter("missing", |x| !x.is_nan());
    (any::<i64>(), number, text).prop_map(|(i, x, t)| Row(vec![Cell::Integer(i), Cell::Number(x), t]))
}

proptest! {
    #[test]
    fn csv_keeps_every_bit(rows in prop::collection::vec(any_row(), 0..20)) {
        let table = read_csv(&csv(&schema(), &rows).unwrap()).unwrap();
        prop_assert_eq!(&table.rows, &rows);
        for (a, b) in table.rows.iter().zip(&rows) {
            if let (Cell::Number(a), Cell::Number(b)) = (&a.0[1], &b.0[1]) {
                prop_assert_eq!(a.to_bits(), b.to_bits());
            }
        }
    }

    #[test]
    fn any_text_is_read_or_refused(text in "(# jakstat-table 1\n)?(# provenance: \\{\\}\n)?(# columns: \\[\\]\n)?[a-c,\"\n]{0,30}") {
        prop_assert!(read_csv(&text).is_err());
    }
}
