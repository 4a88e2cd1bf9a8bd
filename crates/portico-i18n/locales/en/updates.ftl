# Scheduled updates: a dataset is kept up to date from an address.
updates-title = Updates
updates-none = Nothing brings new data by itself.
updates-new = Keep it up to date from an address
updates-one = Scheduled update
updates-lead = The portal fetches the file again at these times. Only what has changed makes a new version; other fields than before wait for your decision.
updates-now = Now
updates-plan = Where from, and when
updates-source = Source
updates-when = When
updates-hourly = every hour
updates-daily = every day at 3:00
updates-weekly = every Monday at 3:00
updates-own = at times of my own
updates-cron = Times of my own (cron)
updates-cron-help = Minute, hour, day of the month, month, day of the week, in the time zone { $zone }. For example 0 6 * * 1-5: from Monday to Friday at 6:00.
updates-next = Next run
updates-last = Last result
updates-person = With the rights of
updates-operator = the operator of the portal
updates-running = running now
updates-paused = paused
updates-job = the job
updates-outcome-updated = new version
updates-outcome-unchanged = nothing new
updates-outcome-drift = other fields
updates-outcome-failed = failed
updates-outcome-cancelled = cancelled
updates-failures = { $count ->
    [one] { $count } time in a row
   *[other] { $count } times in a row
 }
updates-drift = The fields of the source have changed
updates-drift-help = Readers still see the version before. Accept the change if it is meant, or have the source corrected.
updates-accept = Accept and update
updates-look = Look at the difference
updates-run = Update now
updates-pause = Pause
updates-resume = Resume
updates-remove = Remove
updates-remove-ask = The dataset is no longer updated from { $address }. Its data stays.
updates-add = Keep it up to date
updates-keep = Keep this dataset up to date
updates-keep-help = The portal fetches the file again from the same address.
updates-never = no, only this once
office-done-update-added = The dataset is kept up to date from now on.
office-done-update-paused = The scheduled update is paused.
office-done-update-resumed = The scheduled update runs again.
office-done-update-removed = The scheduled update is removed. The data stays.
office-attention-drift = { $count ->
    [one] { $count } source has other fields than before
   *[other] { $count } sources have other fields than before
 }
office-attention-drift-hint = Readers still see the version before. Look at the difference, and accept it or have the source corrected.
office-attention-updates = { $count ->
    [one] { $count } scheduled update fails
   *[other] { $count } scheduled updates fail
 }
office-attention-updates-hint = They are tried again, less and less often. Look at the reason.
office-attention-mail = { $count ->
    [one] { $count } mail could not be sent
   *[other] { $count } mails could not be sent
 }
office-attention-mail-hint = Look at the reason. A link can be made again, and handed over, on the page of the person.
office-mail-given-up = Given up { $when }.
office-mail-again = It is tried again.
updates-words = Changes of the description
updates-words-lead = A version keeps the last words that readers saw with it. What was different before is here.
