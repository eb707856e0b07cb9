//! Parquet: a row group for each batch of rows, its columns encoded by themselves, so that several
//! threads can, and put behind one another as they come.

use std::io::{ErrorKind, Write};
use std::sync::Arc;

use ::bytes::Bytes;
use ::parquet::basic::{
    Compression, Encoding, LogicalType, Repetition, Type as Physical, ZstdLevel,
};
use ::parquet::column::writer::{ColumnCloseResult, ColumnWriter, get_column_writer};
use ::parquet::data_type::{BoolType, ByteArray, ByteArrayType, DataType, Int32Type, Int64Type};
use ::parquet::errors::ParquetError;
use ::parquet::file::metadata::KeyValue;
use ::parquet::file::properties::{EnabledStatistics, WriterProperties, WriterPropertiesPtr};
use ::parquet::file::writer::{SerializedFileWriter, SerializedPageWriter, TrackedWrite};
use ::parquet::schema::types::{SchemaDescriptor, Type};

use crate::model::{ColumnBatch, ColumnHead, ColumnKind, ColumnValues, NEITHER, NO_DAY, NO_WHOLE};

/// A table that is going to be written.
pub(crate) struct ParquetLayout {
    schema: SchemaDescriptor,
    nullable: Vec<bool>,
    properties: WriterPropertiesPtr,
}

/// A row group, ready to be put into the file.
pub(crate) struct RowGroup(Vec<(Bytes, ColumnCloseResult)>);

impl ParquetLayout {
    /// The layout of these columns. `texts` is what the file says of itself, by name.
    pub(crate) fn new(
        heads: &[ColumnHead],
        texts: Vec<(String, String)>,
    ) -> Result<Self, ErrorKind> {
        let fields = heads.iter().map(|head| field(head).map(Arc::new));
        let fields = fields.collect::<Result<_, _>>().map_err(in_system_words)?;
        let schema = Type::group_type_builder("rows").with_fields(fields);
        let schema = schema.build().map_err(in_system_words)?;
        let texts = texts.into_iter();
        let texts = texts
            .map(|(name, text)| KeyValue::new(name, text))
            .collect();
        let mut properties = WriterProperties::builder()
            .set_created_by(format!("rxsift version {}", env!("CARGO_PKG_VERSION")))
            .set_key_value_metadata(Some(texts))
            .set_compression(Compression::ZSTD(ZstdLevel::default()))
            .set_statistics_enabled(EnabledStatistics::Chunk)
            .set_offset_index_disabled(true);
        for head in heads.iter().filter(|head| head.kind == ColumnKind::Whole) {
            // Small numbers that change from row to row: quicker than a dictionary, and as small.
            let path = || head.name.as_str().into();
            properties = properties
                .set_column_dictionary_enabled(path(), false)
                .set_column_encoding(path(), Encoding::DELTA_BINARY_PACKED);
        }
        Ok(Self {
            schema: SchemaDescriptor::new(Arc::new(schema)),
            nullable: heads.iter().map(|head| head.nullable).collect(),
            properties: Arc::new(properties.build()),
        })
    }

    /// The row group of these rows.
    pub(crate) fn row_group(&self, batch: &ColumnBatch) -> Result<RowGroup, ErrorKind> {
        let columns = batch.columns.iter().zip(&self.nullable).enumerate();
        let encoded = columns.map(|(at, (values, nullable))| {
            let mut pages = TrackedWrite::new(Vec::new());
            let writer = Box::new(SerializedPageWriter::new(&mut pages));
            let properties = Arc::clone(&self.properties);
            let writer = get_column_writer(self.schema.column(at), properties, writer);
            let close = encode(writer, values, *nullable)?;
            Ok((pages.into_inner()?.into(), close))
        });
        let encoded: Result<_, ParquetError> = encoded.collect();
        Ok(RowGroup(encoded.map_err(in_system_words)?))
    }

    /// A file without rows yet.
    pub(crate) fn file<W: Write + Send>(&self, to: W) -> Result<ParquetOutput<W>, ErrorKind> {
        let (schema, properties) = (self.schema.root_schema_ptr(), self.properties.clone());
        let file = SerializedFileWriter::new(to, schema, properties);
        Ok(ParquetOutput(file.map_err(in_system_words)?))
    }
}

/// A file that takes row groups.
pub(crate) struct ParquetOutput<W: Write + Send>(SerializedFileWriter<W>);

impl<W: Write + Send> ParquetOutput<W> {
    pub(crate) fn add(&mut self, group: RowGroup) -> Result<(), ErrorKind> {
        let add = || {
            let mut file = self.0.next_row_group()?;
            for (pages, close) in group.0 {
                file.append_column(&pages, close)?;
            }
            file.close()
        };
        add().map(drop).map_err(in_system_words)
    }

    pub(crate) fn finish(self) -> Result<(), ErrorKind> {
        self.0.close().map(drop).map_err(in_system_words)
    }
}

/// The library's error as the system's; its text may hold anything.
fn in_system_words(error: ParquetError) -> ErrorKind {
    let cause = match error {
        ParquetError::External(cause) => cause.downcast::<std::io::Error>().ok(),
        _ => None,
    };
    cause.map_or(ErrorKind::Other, |cause| cause.kind())
}

fn field(head: &ColumnHead) -> Result<Type, ParquetError> {
    let (physical, logical) = match head.kind {
        ColumnKind::Text => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
        ColumnKind::Day => (Physical::INT32, Some(LogicalType::Date)),
        // Sums of numbers of 32 bits would stay of 32 bits in some programs.
        ColumnKind::Whole => (Physical::INT64, None),
        ColumnKind::YesOrNo => (Physical::BOOLEAN, None),
    };
    let repetition = if head.nullable {
        Repetition::OPTIONAL
    } else {
        Repetition::REQUIRED
    };
    Type::primitive_type_builder(&head.name, physical)
        .with_logical_type(logical)
        .with_repetition(repetition)
        .build()
}

fn encode(
    mut writer: ColumnWriter<'_>,
    values: &ColumnValues,
    nullable: bool,
) -> Result<ColumnCloseResult, ParquetError> {
    match values {
        ColumnValues::Text(texts, ends) => {
            let texts = Bytes::copy_from_slice(texts.as_bytes());
            let mut from = 0;
            let cells = ends.iter().map(|end| {
                let text = from..*end;
                from = *end;
                (!text.is_empty()).then(|| ByteArray::from(texts.slice(text)))
            });
            put::<ByteArrayType>(&mut writer, cells, nullable)?;
        }
        ColumnValues::Day(days) => {
            let cells = days
                .iter()
                .map(|day| Some(*day).filter(|day| *day != NO_DAY));
            put::<Int32Type>(&mut writer, cells, nullable)?;
        }
        ColumnValues::Whole(wholes) => {
            let known = |whole: &u32| (*whole != NO_WHOLE).then(|| i64::from(*whole));
            put::<Int64Type>(&mut writer, wholes.iter().map(known), nullable)?;
        }
        ColumnValues::YesOrNo(answers) => {
            let known = |answer: &u8| (*answer != NEITHER).then_some(*answer == 1);
            put::<BoolType>(&mut writer, answers.iter().map(known), nullable)?;
        }
    }
    writer.close()
}

/// All cells of a column; one that cannot be empty has no levels.
fn put<T: DataType>(
    writer: &mut ColumnWriter<'_>,
    cells: impl ExactSizeIterator<Item = Option<T::T>>,
    nullable: bool,
) -> Result<(), ParquetError> {
    let mut levels = Vec::with_capacity(if nullable { cells.len() } else { 0 });
    let mut values = Vec::with_capacity(cells.len());
    for cell in cells {
        if nullable {
            levels.push(i16::from(cell.is_some()));
            values.extend(cell);
        } else {
            // Nothing is missing, so this changes none; it would keep the rows in step.
            values.push(cell.unwrap_or_default());
        }
    }
    let levels = nullable.then_some(&levels[..]);
    let Some(writer) = T::get_column_writer_mut(writer) else {
        return Err(ParquetError::General("another kind of column".to_owned()));
    };
    writer.write_batch(&values, levels, None).map(drop)
}
