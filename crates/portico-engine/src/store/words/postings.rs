//! How are the blocks of a word written? One inside of the dictionary's value; few as a list; many as a set of bits.

use super::SEGMENT_BLOCKS;

/// From so many blocks on, a set of bits is shorter than a list.
const MANY: usize = SEGMENT_BLOCKS / 16;
/// Bytes of a set of bits.
const SET_BYTES: usize = SEGMENT_BLOCKS / 8;
/// Bits of a value that hold the number of blocks.
const COUNT_BITS: u32 = 12;

/// Blocks of one segment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Blocks([u64; SEGMENT_BLOCKS / 64]);

impl Blocks {
    pub(crate) const NONE: Self = Self([0; SEGMENT_BLOCKS / 64]);
    pub(crate) const ALL: Self = Self([u64::MAX; SEGMENT_BLOCKS / 64]);

    pub(crate) fn add(&mut self, block: u16) {
        let block = usize::from(block) % SEGMENT_BLOCKS;
        self.0[block / 64] |= 1 << (block % 64);
    }

    pub(crate) fn contains(&self, block: usize) -> bool {
        block < SEGMENT_BLOCKS && self.0[block / 64] >> (block % 64) & 1 == 1
    }

    pub(crate) fn join(&mut self, other: &Self) {
        self.0
            .iter_mut()
            .zip(other.0)
            .for_each(|(mine, other)| *mine |= other);
    }

    pub(crate) fn meet(&mut self, other: &Self) {
        self.0
            .iter_mut()
            .zip(other.0)
            .for_each(|(mine, other)| *mine &= other);
    }
}

/// Writes ascending blocks, each once, at the end of `out`; the value that finds them again.
pub(super) fn write(blocks: &[u16], out: &mut Vec<u8>) -> u64 {
    let count = blocks.len() as u64;
    if let [only] = blocks {
        return u64::from(*only) << COUNT_BITS | 1;
    }
    let value = (out.len() as u64) << COUNT_BITS | count;
    if blocks.len() < MANY {
        out.extend(blocks.iter().flat_map(|block| block.to_le_bytes()));
    } else {
        let mut set = Blocks::NONE;
        blocks.iter().for_each(|block| set.add(*block));
        out.extend(set.0.iter().flat_map(|bits| bits.to_le_bytes()));
    }
    value
}

/// What a value says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// This block alone.
    One(u16),
    /// These bytes of the postings.
    At { start: u64, bytes: usize },
}

pub(super) fn place(value: u64) -> Place {
    let rest = value >> COUNT_BITS;
    match usize::try_from(value & ((1 << COUNT_BITS) - 1)).unwrap_or(0) {
        1 => Place::One(u16::try_from(rest).unwrap_or(u16::MAX)),
        count if count < MANY => Place::At {
            start: rest,
            bytes: 2 * count,
        },
        _ => Place::At {
            start: rest,
            bytes: SET_BYTES,
        },
    }
}

/// Adds the blocks that were written so.
pub(super) fn read(bytes: &[u8], blocks: &mut Blocks) {
    if bytes.len() == SET_BYTES {
        let (words, _) = bytes.as_chunks::<8>();
        for (mine, word) in blocks.0.iter_mut().zip(words) {
            *mine |= u64::from_le_bytes(*word);
        }
    } else {
        let (pairs, _) = bytes.as_chunks::<2>();
        pairs
            .iter()
            .for_each(|pair| blocks.add(u16::from_le_bytes(*pair)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_few_and_many_blocks_read_back() {
        let every = |step: usize| -> Vec<u16> {
            (0..SEGMENT_BLOCKS)
                .step_by(step)
                .map(|block| block as u16)
                .collect()
        };
        for written in [vec![7], vec![0, 2047], every(17), every(16), every(1)] {
            let mut out = vec![9; 5];
            let value = write(&written, &mut out);
            let mut found = Blocks::NONE;
            match place(value) {
                Place::One(block) => found.add(block),
                Place::At { start, bytes } => {
                    let start = usize::try_from(start).expect("small");
                    read(&out[start..start + bytes], &mut found);
                }
            }
            let found: Vec<u16> = (0..SEGMENT_BLOCKS)
                .filter(|block| found.contains(*block))
                .map(|block| block as u16)
                .collect();
            assert_eq!(found, written);
        }
    }
}
