//! How does a command end? Exit codes and what is said on the way out.

use std::process::ExitCode;

use portico_model::{Fault, FaultKind};

/// Everything done.
pub(crate) const DONE: u8 = 0;
/// It failed.
pub(crate) const FAILED: u8 = 1;
/// The command line or the settings are wrong.
pub(crate) const USAGE: u8 = 2;

/// Wrong command line, or a wish for help: clap knows which stream and which code.
pub(crate) fn usage(error: &clap::Error) -> ExitCode {
    // Printing fails only when the stream is closed: then nobody is there to be told.
    let _ = error.print();
    ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(USAGE))
}

/// The wrong use of a command, found after the command line was read.
#[derive(Debug)]
pub(crate) struct WrongUse(pub(crate) String);

impl std::fmt::Display for WrongUse {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for WrongUse {}

/// Says what went wrong and what to do; 2 for wrong use, else 1.
pub(crate) fn report(error: &anyhow::Error) -> ExitCode {
    if let Some(fault) = error.downcast_ref::<Fault>() {
        return report_fault(fault);
    }
    eprintln!("error: {error:#}");
    ExitCode::from(if error.downcast_ref::<WrongUse>().is_some() {
        USAGE
    } else {
        FAILED
    })
}

fn report_fault(fault: &Fault) -> ExitCode {
    eprintln!("error: {}", fault.message);
    if let (FaultKind::Internal, Some(source)) = (fault.kind, &fault.source) {
        eprintln!("cause: {source}");
    }
    if let Some(hint) = &fault.hint {
        eprintln!("hint: {hint}");
    }
    ExitCode::from(if fault.kind == FaultKind::Invalid {
        USAGE
    } else {
        FAILED
    })
}
