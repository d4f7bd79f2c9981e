//! A finished block of rows as bytes.
//!
//! Layout, little endian: magic (8 bytes), fingerprint of the run, number of the block, number of
//! rows, checksum of all other bytes, then row by row the number of cells and the cells.
//! Numbers are stored as their bits, so nothing is lost.

use super::atomic::Checksum;
use crate::table::{Cell, Row};

const MAGIC: &[u8; 8] = b"JKSBLK01";
const HEADER: usize = 40;

const NUMBER: u8 = 1;
const INTEGER: u8 = 2;
const TEXT: u8 = 3;
const MISSING: u8 = 0;

/// Why bytes are not the block that is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fault {
    /// Cut short, changed, or never a block.
    Damaged,
    /// A whole block, but of another run or place.
    Foreign,
}

/// Which block of which run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct BlockId {
    pub(super) fingerprint: u64,
    pub(super) block: u64,
    pub(super) rows: u64,
}

/// The bytes of a block.
pub(super) fn encode(id: BlockId, rows: &[Row]) -> Vec<u8> {
    let mut body = Vec::new();
    for row in rows {
        put(&mut body, row.0.len() as u64);
        row.0.iter().for_each(|cell| put_cell(&mut body, cell));
    }
    let mut bytes = Vec::with_capacity(HEADER + body.len());
    bytes.extend_from_slice(MAGIC);
    [id.fingerprint, id.block, id.rows].into_iter().for_each(|word| put(&mut bytes, word));
    let sum = Checksum::of(&[&bytes, &body]);
    put(&mut bytes, sum);
    bytes.extend_from_slice(&body);
    bytes
}

fn put(bytes: &mut Vec<u8>, word: u64) {
    bytes.extend_from_slice(&word.to_le_bytes());
}

fn put_cell(bytes: &mut Vec<u8>, cell: &Cell) {
    match cell {
        Cell::Missing => bytes.push(MISSING),
        Cell::Number(number) => {
            bytes.push(NUMBER);
            put(bytes, number.to_bits());
        }
        Cell::Integer(number) => {
            bytes.push(INTEGER);
            put(bytes, number.cast_unsigned());
        }
        Cell::Text(text) => {
            bytes.push(TEXT);
            put(bytes, text.len() as u64);
            bytes.extend_from_slice(text.as_bytes());
        }
    }
}

/// Whether `bytes` are exactly this block, unharmed.
pub(super) fn check(id: BlockId, bytes: &[u8]) -> Result<(), Fault> {
    let mut reader = Reader(bytes);
    let head = bytes.get(..HEADER - 8).ok_or(Fault::Damaged)?;
    let magic = reader.take(8)?;
    let found = BlockId { fingerprint: reader.word()?, block: reader.word()?, rows: reader.word()? };
    let sum = reader.word()?;
    if magic != MAGIC || sum != Checksum::of(&[head, reader.0]) {
        return Err(Fault::Damaged);
    }
    if found == id { Ok(()) } else { Err(Fault::Foreign) }
}

/// The rows of a block.
pub(super) fn decode(id: BlockId, bytes: &[u8]) -> Result<Vec<Row>, Fault> {
    check(id, bytes)?;
    let mut reader = Reader(bytes.get(HEADER..).unwrap_or_default());
    let rows = (0..id.rows).map(|_| reader.row()).collect::<Result<Vec<Row>, Fault>>()?;
    if reader.0.is_empty() { Ok(rows) } else { Err(Fault::Damaged) }
}

/// What is left to read.
struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn take(&mut self, n: usize) -> Result<&'a [u8], Fault> {
        let (taken, rest) = self.0.split_at_checked(n).ok_or(Fault::Damaged)?;
        self.0 = rest;
        Ok(taken)
    }

    fn word(&mut self) -> Result<u64, Fault> {
        let (word, rest) = self.0.split_first_chunk().ok_or(Fault::Damaged)?;
        self.0 = rest;
        Ok(u64::from_le_bytes(*word))
    }

    fn row(&mut self) -> Result<Row, Fault> {
        let cells = self.word()?;
        Ok(Row((0..cells).map(|_| self.cell()).collect::<Result<_, _>>()?))
    }

    fn cell(&mut self) -> Result<Cell, Fault> {
        match self.take(1)? {
            [MISSING] => Ok(Cell::Missing),
            [NUMBER] => Ok(Cell::Number(f64::from_bits(self.word()?))),
            [INTEGER] => Ok(Cell::Integer(self.word()?.cast_signed())),
            [TEXT] => {
                let length = usize::try_from(self.word()?).map_err(|_| Fault::Damaged)?;
                let text = std::str::from_utf8(self.take(length)?).map_err(|_| Fault::Damaged)?;
                Ok(Cell::Text(text.to_string()))
            }
            _ => Err(Fault::Damaged),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: BlockId = BlockId { fingerprint: 11, block: 3, rows: 2 };

    fn rows() -> Vec<Row> {
        vec![
            Row(vec![Cell::Number(0.1 + 0.2), Cell::Integer(-5), Cell::Text("a,\"b\n".into())]),
            Row(vec![Cell::Number(f64::NEG_INFINITY), Cell::Missing, Cell::Text(String::new())]),
        ]
    }

    #[test]
    fn rows_come_back_bit_for_bit() {
        assert_eq!(decode(ID, &encode(ID, &rows())).unwrap(), rows());
        let nan = vec![Row(vec![Cell::Number(f64::from_bits(0x7ff8_0000_dead_beef))])];
        let id = BlockId { rows: 1, ..ID };
        match decode(id, &encode(id, &nan)).unwrap()[0].0[0] {
            Cell::Number(number) => assert_eq!(number.to_bits(), 0x7ff8_0000_dead_beef),
            ref other => panic!("{other:?}"),
        }
    }

    #[test]
    fn every_cut_and_every_flipped_bit_is_found() {
        let bytes = encode(ID, &rows());
        for length in 0..bytes.len() {
            assert_eq!(check(ID, &bytes[..length]), Err(Fault::Damaged), "{length} bytes");
        }
        for place in 0..bytes.len() * 8 {
            let mut changed = bytes.clone();
            changed[place / 8] ^= 1 << (place % 8);
            assert_eq!(check(ID, &changed), Err(Fault::Damaged), "bit {place}");
        }
    }

    /// A block whose checksum fits whatever is in it: nothing but the reader itself guards against it.
    #[test]
    fn nonsense_with_the_right_checksum_is_damage_and_no_panic() {
        let good = encode(ID, &rows());
        let mut state = 1_u64;
        let mut random = |n: usize| {
            state = state.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(0x1405_7b7e_f767_814f);
            (state >> 33) as usize % n
        };
        let mut damaged = 0;
        for _ in 0..20_000 {
            let mut bytes = good.clone();
            for _ in 0..1 + random(4) {
                let at = HEADER + random(bytes.len() - HEADER);
                match random(3) {
                    0 => bytes[at] = random(256) as u8,
                    1 => bytes[at] = 0xff,
                    _ => bytes.truncate(at.max(HEADER + 1)),
                }
            }
            let sum = Checksum::of(&[&bytes[..HEADER - 8], &bytes[HEADER..]]);
            bytes[HEADER - 8..HEADER].copy_from_slice(&sum.to_le_bytes());
            match decode(ID, &bytes) {
                Ok(rows) => assert_eq!(rows.len(), 2),
                Err(fault) => {
                    assert_eq!(fault, Fault::Damaged);
                    damaged += 1;
                }
            }
        }
        assert!(damaged > 1000, "{damaged}");
    }

    #[test]
    fn blocks_of_other_runs_and_places_are_foreign() {
        let bytes = encode(ID, &rows());
        assert_eq!(check(BlockId { fingerprint: 12, ..ID }, &bytes), Err(Fault::Foreign));
        assert_eq!(check(BlockId { block: 4, ..ID }, &bytes), Err(Fault::Foreign));
    }
}
