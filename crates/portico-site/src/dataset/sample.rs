//! How large will a file be? A few records are written in the format, and counted up.

use futures::TryStreamExt;
use portico_engine::{Engine, Query, Table};
use portico_formats::write::{ExportFormat, WriteOptions, writer};
use portico_model::Fault;

/// Records that are written to guess.
const SAMPLE: usize = 200;

/// Bytes that so many records take in each format, about; none where it cannot be told from a few.
///
/// # Errors
/// When the records cannot be read.
pub(super) async fn sizes(
    engine: &Engine,
    table: &Table,
    query: &Query,
    formats: &[ExportFormat],
) -> Result<Vec<Option<u64>>, Fault> {
    let sample = Query {
        limit: Some(SAMPLE),
        offset: 0,
        ..query.clone()
    };
    let answer = engine.select(table, &sample).await?;
    let batches: Vec<_> = answer.batches.try_collect().await?;
    let rows: u64 = batches.iter().map(|batch| batch.num_rows() as u64).sum();
    let total = if rows < SAMPLE as u64 {
        rows
    } else {
        engine.count(table, query).await?
    };
    let size = |format: &ExportFormat| {
        if *format == ExportFormat::Parquet || format.is_prepared() || rows == 0 {
            return None;
        }
        let mut out = Vec::new();
        let mut writer = writer(*format, &answer.columns, &WriteOptions::default()).ok()?;
        writer.start(&mut out).ok()?;
        batches
            .iter()
            .try_for_each(|batch| writer.write(batch, &mut out))
            .ok()?;
        let rest = writer.finish(&mut out).ok()?;
        let rest = rest
            .and_then(|file| file.metadata().ok())
            .map_or(0, |file| file.len());
        Some((out.len() as u64 + rest).saturating_mul(total) / rows)
    };
    Ok(formats.iter().map(size).collect())
}

/// Two figures are enough for a guess: `1 234 567` reads `1 200 000`.
pub(super) fn rounded(bytes: u64) -> u64 {
    let magnitude = 10_u64.saturating_pow(bytes.checked_ilog10().unwrap_or(0).saturating_sub(1));
    bytes / magnitude * magnitude
}

#[cfg(test)]
mod tests {
    use super::rounded;

    #[test]
    fn guesses_have_two_figures() {
        assert_eq!(
            [0, 7, 42, 1_234, 98_765, u64::MAX].map(rounded),
            [0, 7, 42, 1_200, 98_000, 18_000_000_000_000_000_000]
        );
    }
}
