//! Places in Grafana's grid of 24 columns.

use super::model::GridPos;

const COLUMNS: u32 = 24;

/// What is known of a panel before it has a place.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cell {
    /// The width that the author sets.
    pub width: Option<u8>,
    /// The height that the author sets.
    pub height: Option<u8>,
    /// The least width at which its type can still be read.
    pub least_width: u32,
    /// The height of its type.
    pub usual_height: u32,
}

impl Cell {
    fn wanted_width(&self) -> u32 {
        self.width.map_or(self.least_width, |width| u32::from(width).clamp(1, COLUMNS))
    }

    fn wanted_height(&self) -> u32 {
        self.height.map_or(self.usual_height, |height| u32::from(height).max(1))
    }
}

/// The places of the panels of a row, and the first free line below them.
pub(super) fn arrange(cells: &[Cell], top: u32) -> (Vec<GridPos>, u32) {
    let mut places = Vec::with_capacity(cells.len());
    let mut y = top;
    for line in lines(cells) {
        // Panels whose height is free are as tall as the tallest beside them: no holes below them.
        let tallest = line.iter().map(Cell::wanted_height).max().unwrap_or(0);
        let mut x = 0;
        for (cell, w) in line.iter().zip(widths(line)) {
            let h = if cell.height.is_some() { cell.wanted_height() } else { tallest };
            places.push(GridPos { h, w, x, y });
            x += w;
        }
        y += tallest;
    }
    (places, y)
}

/// The panels of a row, cut into lines that fit.
fn lines(cells: &[Cell]) -> Vec<&[Cell]> {
    let mut lines = Vec::new();
    let mut start = 0;
    let mut taken = 0;
    for (at, cell) in cells.iter().enumerate() {
        let width = cell.wanted_width();
        if taken + width > COLUMNS && at > start {
            lines.push(&cells[start..at]);
            (start, taken) = (at, 0);
        }
        taken += width;
    }
    if start < cells.len() {
        lines.push(&cells[start..]);
    }
    if lines.len() > 1 && cells.iter().all(|cell| cell.width.is_none()) {
        // Five panels of which four fit look better as three and two.
        return cells.chunks(cells.len().div_ceil(lines.len())).collect();
    }
    lines
}

/// The widths of a line: what the authors set, and even shares of the rest, the first ones a column wider
/// where it does not divide.
fn widths(line: &[Cell]) -> Vec<u32> {
    let set: u32 = line.iter().filter(|cell| cell.width.is_some()).map(Cell::wanted_width).sum();
    let rest = COLUMNS.saturating_sub(set);
    let free =
        u32::try_from(line.iter().filter(|cell| cell.width.is_none()).count()).unwrap_or(COLUMNS).max(1);
    let mut wider = rest % free;
    let mut share = || {
        let extra = u32::from(wider > 0);
        wider -= extra;
        rest / free + extra
    };
    line.iter().map(|cell| if cell.width.is_some() { cell.wanted_width() } else { share() }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const FREE: Cell = Cell { width: None, height: None, least_width: 6, usual_height: 8 };
    const STAT: Cell = Cell { least_width: 3, usual_height: 4, ..FREE };

    fn wide(width: u8) -> Cell {
        Cell { width: Some(width), ..FREE }
    }

    fn spots(cells: &[Cell]) -> Vec<(u32, u32, u32)> {
        arrange(cells, 0).0.iter().map(|place| (place.x, place.y, place.w)).collect()
    }

    #[test]
    fn a_line_is_divided_evenly() {
        assert_eq!(spots(&[FREE; 2]), [(0, 0, 12), (12, 0, 12)]);
        assert_eq!(spots(&[STAT; 5]).iter().map(|spot| spot.2).collect::<Vec<_>>(), [5, 5, 5, 5, 4]);
        assert_eq!(spots(&[wide(16), FREE]), [(0, 0, 16), (16, 0, 8)]);
    }

    #[test]
    fn lines_wrap() {
        assert_eq!(spots(&[wide(16), wide(16)]), [(0, 0, 16), (0, 8, 16)]);
        let five = spots(&[FREE; 5]);
        assert_eq!(five[..3], [(0, 0, 8), (8, 0, 8), (16, 0, 8)]);
        assert_eq!(five[3..], [(0, 8, 12), (12, 8, 12)]);
    }

    #[test]
    fn every_line_without_set_widths_is_full() {
        for count in 1..40 {
            let (places, _) = arrange(&vec![STAT; count], 0);
            let bottom = places.last().unwrap().y;
            for y in (0..=bottom).step_by(4) {
                let sum: u32 = places.iter().filter(|place| place.y == y).map(|place| place.w).sum();
                assert_eq!(sum, COLUMNS, "{count} panels, line at {y}");
            }
        }
    }

    #[test]
    fn a_line_has_one_height() {
        let (places, bottom) = arrange(&[STAT, FREE], 3);
        assert_eq!(places.iter().map(|place| place.h).collect::<Vec<_>>(), [8, 8]);
        assert_eq!(bottom, 11);
        let low = Cell { height: Some(5), ..FREE };
        let (places, bottom) = arrange(&[low, low], 0);
        assert_eq!((places[0].h, bottom), (5, 5));
    }
}
