//! How are messages sent and received? JSON with a zero byte behind each, over two pipes, as `--remote-debugging-pipe` has it.

use std::io::{Read, Write};
use std::process::{ChildStdin, ChildStdout};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::time::Duration;

use serde_json::Value;

/// Longest message that is kept; a longer one is dropped while it passes.
const LONGEST: usize = 32 * 1024 * 1024;
/// Messages that may wait: beyond that the browser waits.
const WAITING: usize = 1024;

/// The two ends.
#[derive(Debug)]
pub(crate) struct Wire {
    input: ChildStdin,
    incoming: Receiver<Value>,
}

/// No message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Silence {
    /// None yet.
    Late,
    /// The browser is gone.
    Gone,
}

impl Wire {
    /// Over the browser's pipes.
    pub(crate) fn new(input: ChildStdin, output: ChildStdout) -> Self {
        let (sender, incoming) = sync_channel(WAITING);
        std::thread::spawn(move || receive(output, &sender));
        Self { input, incoming }
    }

    /// Sends one message.
    pub(crate) fn send(&mut self, message: &Value) -> Result<(), Silence> {
        let mut bytes = message.to_string().into_bytes();
        bytes.push(0);
        self.input
            .write_all(&bytes)
            .and_then(|()| self.input.flush())
            .map_err(|_| Silence::Gone)
    }

    /// The next message, within that time.
    pub(crate) fn receive(&self, time: Duration) -> Result<Value, Silence> {
        self.incoming.recv_timeout(time).map_err(|error| match error {
            RecvTimeoutError::Timeout => Silence::Late,
            RecvTimeoutError::Disconnected => Silence::Gone,
        })
    }
}

fn receive(mut output: impl Read, sender: &SyncSender<Value>) {
    let mut buffer = vec![0; 64 * 1024];
    let mut message = Vec::new();
    let mut is_too_long = false;
    while let Ok(read @ 1..) = output.read(&mut buffer) {
        for part in buffer[..read].split_inclusive(|byte| *byte == 0) {
            let is_end = part.last() == Some(&0);
            let part = if is_end { &part[..part.len() - 1] } else { part };
            is_too_long |= message.len() + part.len() > LONGEST;
            if is_too_long {
                message = Vec::new();
            } else {
                message.extend_from_slice(part);
            }
            if is_end {
                let value = serde_json::from_slice(&message);
                message.clear();
                is_too_long = false;
                if let Ok(value) = value
                    && sender.send(value).is_err()
                {
                    return;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_end_with_a_zero_byte_wherever_the_pipe_cuts_them() {
        let (sender, incoming) = sync_channel(8);
        receive(&b"{\"id\":1}\0{\"id\":\0{\"id\":3}\0{\"id\":4"[..], &sender);
        drop(sender);
        let ids: Vec<_> = incoming.iter().map(|message| message["id"].as_u64()).collect();
        assert_eq!(
            ids,
            [Some(1), Some(3)],
            "the broken one and the unfinished one are left out"
        );
    }
}
