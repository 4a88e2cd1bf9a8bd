# Jobs: what runs in the background.
jobs-lead = What the portal does in the background. A job that fails says why and can be tried again; none is lost when the portal stops.
jobs-filter = State of the jobs
jobs-all = All
jobs-none = No job is in this state.
jobs-none-yet = Nothing has been done in the background yet. Imports, scheduled updates and mails will be listed here.
jobs-about = Jobs about the dataset { $dataset }.
jobs-see-all = See all jobs
jobs-task = Task
jobs-state = State
jobs-how-far = How far
jobs-author = Asked for by
jobs-when = When (UTC)
jobs-kind-import = Import
jobs-kind-fetch = Fetch a file
jobs-kind-update = Scheduled update
jobs-kind-restore = Restore a version
jobs-kind-mail = Mail
jobs-kind-other = Task
jobs-state-waiting = waiting
jobs-state-running = running
jobs-state-done = done
jobs-state-failed = failed
jobs-state-cancelled = cancelled
jobs-open-dataset = Open the dataset
jobs-look-at-file = Look at the file
jobs-refused = { $count ->
    [one] { $count } row with refused cells: the list
   *[other] { $count } rows with refused cells: the list
 }
jobs-attempt = attempt { $number } of { $allowed }
jobs-phase-fetching = fetching
jobs-phase-reading = reading every row
jobs-phase-storing = storing
jobs-phase-working = working
jobs-bytes-of = { $bytes } of { $total }
jobs-rows = { $count ->
    [one] { $count } row
   *[other] { $count } rows
 }
jobs-rate = { $rate } a second
jobs-left = about { $seconds } s left
jobs-not-begun = Its turn has not come yet.
jobs-look-again = Look again
jobs-cancel = Cancel the job
jobs-retry = Try again
jobs-log = Log
jobs-log-empty = It has said nothing yet.
jobs-asked-by = Asked for by { $author }
office-done-job-cancelled = The job ends.
office-done-job-retried = The job waits for its turn again.
