//! How is `portico push-key` written? Its subcommands and options.

use clap::Subcommand;

/// Push keys.
#[derive(Debug, Subcommand)]
pub(crate) enum PushKeyCommand {
    /// Make a key; the address to push to is printed once, alone on the last line
    Create {
        /// Identifier of the dataset
        dataset: String,
        /// Name in the address
        #[arg(long, value_name = "NAME", default_value = "realtime")]
        resource: String,
        /// Records may bring fields that the dataset does not have yet
        #[arg(long)]
        new_fields: bool,
    },
    /// List the keys, and what waits to be taken over
    List {
        /// As JSON
        #[arg(long)]
        json: bool,
    },
    /// Make a new key; the old one is useless at once
    Renew {
        /// Identifier of the dataset
        dataset: String,
        /// Name in the address
        #[arg(long, value_name = "NAME", default_value = "realtime")]
        resource: String,
    },
    /// Take pushes again
    Enable {
        /// Identifier of the dataset
        dataset: String,
        /// Name in the address
        #[arg(long, value_name = "NAME", default_value = "realtime")]
        resource: String,
    },
    /// Refuse pushes for a while; the key stays what it is
    Disable {
        /// Identifier of the dataset
        dataset: String,
        /// Name in the address
        #[arg(long, value_name = "NAME", default_value = "realtime")]
        resource: String,
    },
    /// Take a key away for good; what was pushed stays
    Remove {
        /// Identifier of the dataset
        dataset: String,
        /// Name in the address
        #[arg(long, value_name = "NAME", default_value = "realtime")]
        resource: String,
    },
}
