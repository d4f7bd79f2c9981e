//! Tables and plots, each with its provenance.
//!
//! A figure is a struct of plain data with public fields. It becomes SVG, PNG and a table of the
//! numbers shown; nothing is read from or written to disk, and no font of the system is used, so
//! the same data give the same bytes on every machine.
//!
//! | figure | question |
//! | --- | --- |
//! | [`TimeCourse`] | what happens after each dose, or along another quantity? |
//! | [`DoseResponse`] | how much is enough? |
//! | [`HeatMap`] | how does an outcome depend on two quantities? |
//! | [`TargetPlane`] | which compound hits the target and spares the rest? |
//! | [`TradeOff`] | what does a gain in one outcome cost in another? |
//! | [`ObservedPredicted`] | how far are predictions from what was observed? |
//!
//! [`Table`] prints results for people and machines; [`Provenance`] says where they come from.
//!
//! ```
//! use jakstat_report::{Axis, Caption, Doses, Figure, Panel, Provenance, Series, TimeCourse};
//!
//! let figure = TimeCourse {
//!     caption: Caption::new("The signal is back before the next dose", "one run, 5 mg at 0 h and 12 h"),
//!     x: Axis::linear("time", "h"),
//!     panels: vec![Panel {
//!         y: Axis::linear("signal", "% of baseline"),
//!         series: vec![Series {
//!             label: "pathway A".into(),
//!             x: vec![0.0, 2.0, 12.0, 14.0, 24.0],
//!             y: vec![100.0, 20.0, 90.0, 18.0, 89.0],
//!             ..Series::default()
//!         }],
//!         ..Panel::default()
//!     }],
//!     doses: vec![Doses { label: "dose".into(), times: vec![0.0, 12.0] }],
//!     provenance: Provenance { seed: Some(7), ..Provenance::default() },
//!     ..TimeCourse::default()
//! };
//! let rendered = figure.render(2.0)?;
//! assert!(rendered.svg.contains("pathway A") && rendered.csv.contains("pathway A"));
//! # Ok::<(), jakstat_report::FigureError>(())
//! ```

mod axis;
mod canvas;
mod check;
mod contour;
mod dose_response;
mod error;
mod figure;
mod font;
mod frame;
mod geometry;
mod heat_map;
mod label;
mod margin;
mod number;
mod observed_predicted;
mod palette;
mod png;
mod provenance;
mod study;
mod table;
mod target_plane;
mod tick;
mod time_course;
mod trade_off;

pub use axis::{Axis, Scale};
pub use dose_response::{Curve, DoseResponse, Exposure, Half};
pub use error::{FigureError, Problem};
pub use figure::{Caption, Figure, Rendered};
pub use heat_map::HeatMap;
pub use number::significant;
pub use observed_predicted::{ObservedPredicted, PredictedRow, PredictedTopic, observed_predicted};
pub use palette::ColourScale;
pub use provenance::Provenance;
pub use study::{PlotError, PlotFault, StudyResults, figure};
pub use table::{Cell, Heading, RowError, Table};
pub use target_plane::{ClinicalDose, Compound, Corner, TargetPlane};
pub use time_course::{Band, Doses, Mark, Panel, Series, TimeCourse, Window};
pub use trade_off::{Outcome, Path, TradeOff};
