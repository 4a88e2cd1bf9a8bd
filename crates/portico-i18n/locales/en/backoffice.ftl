# The back office: its shell, the dashboard, settings, the audit trail.
office-title = Back office
office-crumbs = You are here
office-tabs = Screens of this object
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
office-trail-lead = Every change of data, people and settings, with its author. Nobody can edit or remove what is written here.
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
office-thing-feedback = Feedback
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
office-settings-general = General
office-settings-look = Look
office-settings-catalog = Catalog
office-settings-legal = Legal texts
office-settings-general-lead = What you save here holds at once, on every page.
office-settings-look-lead = The accent colour is that of links and buttons. Colours that cannot be read well are refused.
office-settings-catalog-lead = Publishers choose from these words when they describe a dataset. Datasets keep what they have.
office-settings-legal-lead = Written in Markdown. Where a text is empty, the page says what the program can say of itself. Contact and the link to the cookies policy are added by themselves.
office-settings-fixed = Decided in the settings file or the environment of the server, and cannot be changed here.
office-settings-title = Name of the portal
office-settings-languages = Languages of the pages
office-settings-languages-help = With one language alone, there is no language menu and no language cookie.
office-settings-first = First language
office-settings-timezone = Time zone
office-settings-timezone-help = The back office tells times in this zone.
office-settings-contact = Contact
office-settings-contact-help = An e-mail address or a sentence, shown on the policy pages.
office-settings-footer = Foot of every page
office-settings-footer-help = For example the name and address of the office that runs the portal. To place the links yourself, write { $links }; those to the cookies policy and to the choices must then be there.
office-settings-officer = Data protection officer
office-settings-officer-help = Name and address, shown on the policy pages.
office-settings-authority = Data-protection authority
office-settings-authority-help = Name and address of the authority where people may complain.
office-settings-browsers = Deleting cookies, browser by browser
office-settings-browsers-help = One browser on a line. Empty: the instructions of the program.
office-settings-licences = Licences
office-settings-licences-help = One a line: name | address of its text.
office-settings-themes = Themes
office-settings-themes-help = One a line.
office-settings-accent-light = Accent colour, light
office-settings-accent-dark = Accent colour, dark
office-settings-accent-help = A hash and six digits, such as #17655d.
office-settings-contrast = weakest contrast { $ratio } to 1 (at least 4.5 is needed)
office-settings-preview = Preview
office-settings-preview-chosen = What is chosen
office-settings-usual = Back to the usual colours
office-settings-logo = Logo
office-settings-logo-now = The logo as it is now
office-settings-logo-file = Picture
office-settings-logo-help = PNG, JPEG, WebP or GIF, at most { $count } KiB. It is shown 40 pixels high, beside the name.
office-settings-logo-save = Use this picture
office-settings-logo-remove = Remove the logo
office-settings-conflict = Somebody else changed these settings while you were editing. Nothing of yours is saved yet.
office-settings-conflict-hint = Your entries are below. Save again to put them in place of the others, or reload the page to begin from the others.
office-wrong-long = Too long: at most { $count } characters.
office-wrong-many = Too many: at most { $count }.
office-wrong-language = The portal does not speak “{ $value }”.
office-wrong-timezone = There is no time zone “{ $value }”.
office-wrong-colour = “{ $value }” is not a colour. Write it like #17655d.
office-wrong-contrast = This colour cannot be read well: its weakest contrast is { $ratio } to 1, and 4.5 is needed. Make it darker for the light scheme, lighter for the dark one.
office-wrong-address = “{ $value }” is not an address of the web. Write it with https://.
office-wrong-twice = “{ $value }” is there twice.
office-wrong-nameless = “{ $value }” has no name before it.
office-wrong-foot-link = There is no link “{ $value }” for the foot of a page.
office-wrong-foot-without = A foot that places links needs { $value }: people must find it on every page.
office-wrong-no-file = Choose a picture first.
office-wrong-picture = This file is not a PNG, JPEG, WebP or GIF picture. Drawings (SVG) may hold scripts: save the logo as PNG.
office-wrong-picture-large = The picture is too large: at most { $count } KiB, and 4,000 pixels a side.
office-attention = What needs attention
office-attention-none = Nothing needs your attention.
office-attention-more = and { $count } more
office-attention-failed = { $count ->
    [one] { $count } job failed
   *[other] { $count } jobs failed
 }
office-attention-failed-hint = In the last 14 days. Look at the reason, then try again.
office-attention-stale = { $count ->
    [one] { $count } dataset is older than it should be
   *[other] { $count } datasets are older than they should be
 }
office-attention-stale-hint = Older than the frequency that they announce, or than a year. Update them, or say how often they change.
office-attention-drafts = { $count ->
    [one] { $count } draft
   *[other] { $count } drafts
 }
office-attention-drafts-hint = Only those who may edit see them.
office-attention-licence = { $count ->
    [one] { $count } dataset without a licence
   *[other] { $count } datasets without a licence
 }
office-attention-licence-hint = Nobody knows what may be done with the data.
office-attention-description = { $count ->
    [one] { $count } dataset without a description
   *[other] { $count } datasets without a description
 }
office-attention-description-hint = Two sentences say what a record is and where the data comes from.
office-attention-searches = Searches that found nothing
office-attention-searches-hint = From the anonymous statistics: only words that enough different visitors typed are known.
office-searches-in-vain = { $vain } of { $all } searches
office-searched-by = { $count ->
    [one] { $count } visitor
   *[other] { $count } visitors
 }
office-last-days = last { $days } days
office-age = { $age } days old
office-age-promised = { $age } days old, announced: every { $days ->
    [one] day
   *[other] { $days } days
 }
office-do-publish = Publish a file
office-do-jobs = Look at the jobs
office-do-statistics = Statistics
office-do-settings = Settings
office-first = What to do first
office-first-lead = This portal has no dataset yet that you may edit. These steps take a few minutes each.
office-first-publish = Publish a first file
office-first-publish-text = A spreadsheet, a CSV, a GeoJSON or a zipped Shapefile becomes a dataset with a table, a map, downloads and an API.
office-first-name = Name the portal
office-first-name-text = Its name, languages, time zone, and whom to write to.
office-first-look = Give it your colours
office-first-look-text = A logo and an accent colour that everyone can read.
office-first-people = Invite those who publish
office-first-people-text = Each with an account of their own, so that the audit trail says who did what.
office-first-read = Read what the data can answer
office-first-read-text = The query language behind every table, map, chart and export.
office-statistics-off = This portal does not count its visits: statistics are switched off in its settings file.
office-statistics-lead = The same numbers as everyone sees, nothing more is known.
office-statistics-periods = Period
statistics-total-searches_in_vain = searches without result
statistics-total-by_people = requests by people
statistics-total-by_programs = requests by programs
statistics-total-by_bots = requests by crawlers
statistics-total-client_errors = refused requests
statistics-total-server_errors = failures of ours

# Requests that were refused for the sake of security.
office-refusals = Refused requests
office-refusals-lead = Sign-ins that failed, forged forms, wrong keys and too many attempts of the last { $days ->
    [one] day
   *[other] { $days } days
 }, with their network address. This list serves to notice attacks and nothing else; older entries are deleted. It is brought up to date once a minute.
office-refusals-off = Nothing is kept: the setting security.days is 0.
office-refusals-none = Nothing was refused.
office-refusal-what = What
office-refusal-address = Network address
office-refusal-path = Page
office-refusal-count = How often
office-refusal-sign-in = Sign-in that failed
office-refusal-many = Too many attempts
office-refusal-forged = Forged form
office-refusal-key = Wrong key
office-refusal-more = More, not listed one by one

office-settings-own = Metadata
office-settings-own-lead = What datasets of this portal say besides title, licence and the like. The form for descriptions asks for it, readers find it on the page of the dataset, programs as custom.name.
office-own-new = A further field
office-own-label = Label
office-own-name = Name for programs
office-own-name-help = A letter, then letters, digits, hyphens and underscores. Left empty, it is made of the label. Values belong to the name: a field with another name begins empty.
office-own-form = Kind of value
office-own-form-text = A line of text
office-own-form-long-text = Several lines of text
office-own-form-list = Several words
office-own-form-int = A whole number
office-own-form-double = A number
office-own-form-date = A day
office-own-form-flag = Yes or no
office-own-form-choice = One of the choices
office-own-form-choices = Any of the choices
office-own-choices = Choices
office-own-choices-help = One a line, where something is chosen.
office-own-help = How to fill it in
office-own-need = Whether it is needed
office-own-need-optional = As one likes
office-own-need-recommended = Recommended: the dashboard reminds of it
office-own-need-mandatory = Needed before a dataset is published
office-own-facet = Readers filter the catalog by it
office-own-internal = Only for those who work on datasets, never shown to readers
office-own-place = Place
office-own-remove = Take this field away
office-own-remove-help = What datasets say with it is kept, and comes back with a field of the same name.
office-wrong-name = “{ $value }” is no name: write a letter, then letters, digits, hyphens and underscores.
office-wrong-no-choices = Write what there is to choose from.
office-attention-own = { $count ->
    [one] { $count } dataset without a field that this portal wants
   *[other] { $count } datasets without a field that this portal wants
}
office-attention-own-hint = The settings say which fields are recommended or needed.
