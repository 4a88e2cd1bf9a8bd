# The back office: its shell, the dashboard, settings, the audit trail.
office-title = Back office
office-crumbs = You are here
office-dashboard = Dashboard
office-datasets = Datasets
office-jobs = Jobs
office-statistics = Statistics
office-people = People
office-groups = Groups
office-keys = API keys
office-cookies = Cookies
office-settings = Settings
office-trail = Audit trail
office-required = (required)
office-errors = Nothing was saved. Please look at these fields:
office-filter = Filter
office-wrong-date = A date is written like 2026-11-25.
office-done-saved = Saved.
office-done-created = Created.
office-done-deleted = Deleted.
office-done-unchanged = Nothing had changed, so nothing was saved.
office-latest = Latest changes
office-figure-published = { $count ->
    [one] published dataset
   *[other] published datasets
 }
office-figure-drafts = { $count ->
    [one] draft
   *[other] drafts
 }
office-trail-lead = Every change of data, people and settings, with its author. Nobody can edit or remove what is written here. Times are in UTC.
office-trail-total = { $count ->
    [one] { $count } change
   *[other] { $count } changes
 }
office-trail-empty = No change has been written down yet.
office-trail-none = No change fits this filter. Choose a longer period, or clear the filter.
office-trail-all = The whole audit trail
office-trail-any = Any
office-trail-thing = Object
office-trail-thing-id = Identifier
office-trail-action = Action
office-trail-author = Author
office-trail-from = From
office-trail-to = To
office-trail-change = Change
office-trail-difference = Differences
office-trail-when = Time
office-trail-where = Where
office-trail-before = Before
office-trail-after = After
office-trail-whole = everything
office-trail-secret = Changed. The value is a secret and is not kept here.
office-trail-no-difference = No value was compared for this change.
office-trail-more = { $count ->
    [one] { $count } more difference was not kept.
   *[other] { $count } more differences were not kept.
 }
office-trail-history = All changes of this object
office-author-key = API key of { $name }
office-author-operator = Command line
office-author-job = Job { $name }
office-author-anonymous = Nobody signed in
office-thing-dataset = Dataset
office-thing-attachment = Attachment
office-thing-schedule = Schedule
office-thing-job = Job
office-thing-person = Person
office-thing-invitation = Invitation
office-thing-group = Group
office-thing-key = API key
office-thing-session = Session
office-thing-settings = Settings
office-thing-cookies = Cookies
office-action-create = Created
office-action-change = Changed
office-action-delete = Deleted
office-action-restore = Restored
office-action-publish = Published
office-action-unpublish = Unpublished
office-action-import = Imported
office-action-push = Pushed
office-action-invite = Invited
office-action-enable = Enabled
office-action-disable = Disabled
office-action-grant = Granted
office-action-revoke = Revoked
office-action-cancel = Cancelled
office-action-retry = Tried again
