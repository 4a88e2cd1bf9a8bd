# Publishing: files, previews, descriptions.
publish-new = New dataset
publish-update-title = New data for { $dataset }
publish-lead = First send the data. You see what the portal makes of it, and can change every guess, before anything is published.
publish-by-file = A file of this computer
publish-by-address = A file on the web
publish-file = File
publish-limit = CSV, Excel (.xlsx), LibreOffice (.ods), JSON, JSON Lines, GeoJSON, Parquet, or a zipped Shapefile; at most { $limit }. You can also drop it here.
publish-send = Send the file
publish-sending = Sending
publish-lost = The connection is lost. Sending goes on as soon as it is back.
publish-too-large = The file is larger than the limit of { $limit }. Send it zipped, or ask who runs the portal.
publish-paused = Paused
publish-pause = Pause
publish-resume = Go on
publish-sent = The file is here.
publish-address = Address
publish-address-help = Begins with http:// or https://. The portal fetches the file itself.
publish-fetch = Fetch it
publish-waiting = Files that are not used yet
publish-size = Size
publish-incomplete = (incomplete: choose the same file again to go on)
publish-discard = Discard
office-done-upload-discarded = The file is gone.
publish-search = Title or identifier
publish-state = State
publish-state-draft = draft
publish-state-published = published
publish-state-restricted = published, restricted
publish-total = { $count ->
    [one] { $count } dataset
   *[other] { $count } datasets
 }
publish-none = There is no dataset to show here.
publish-dataset = Dataset
publish-records = Records
publish-version = Version
publish-changed = Last change (UTC)
publish-actions = Actions
publish-update = New data
publish-page = Its page
publish-look = Look at the data
publish-first-rows = The first records
publish-looked-at = { $count ->
    [one] A first look at { $count } record. The import reads the whole file: a type is kept only if every value fits.
   *[other] A first look at { $count } records. The import reads the whole file: a type is kept only if every value fits.
 }
publish-whole = { $count ->
    [one] All { $count } record was looked at.
   *[other] All { $count } records were looked at.
 }
publish-problems = { $count ->
    [one] { $count } problem in what was looked at
   *[other] { $count } problems in what was looked at
 }
publish-line = Line
publish-column = Column
publish-problem = Problem
publish-value = Value
publish-notes = Remarks on the file
publish-file-choices = How to read the file
publish-fields = Fields
publish-guessed = automatic ({ $guess })
publish-automatic = automatic
publish-format = Format
publish-encoding = Encoding
publish-separator = Separator
publish-separator-tab = tab
publish-separator-space = space
publish-header-row = Row of the headers
publish-header-row-help = – 0 when there are none
publish-sheet = Sheet
publish-records-path = Where the records are
publish-crs = Coordinate system
publish-crs-help = Such as EPSG:2154, when the file does not say.
publish-bad-cells = Cells that do not fit their type
publish-bad-empty = leave them empty, and list them
publish-bad-row = leave out the whole row, and list it
publish-bad-text = keep the whole column as text
publish-sample = for example { $sample }
publish-type = Type
publish-label = Label
publish-more = More
publish-name = Technical name
publish-date-format = How dates are written
publish-unit = Unit
publish-facet = Offer as a filter
publish-yes = yes
publish-no = no
publish-multivalued = Several values, separated by
publish-hidden = Leave out of the table (API and exports have it)
publish-hierarchical = Levels, separated by
publish-field-description = Description
publish-type-text = text
publish-type-int = whole number
publish-type-double = decimal number
publish-type-boolean = yes or no
publish-type-date = date
publish-type-datetime = date and time
publish-type-geo-point-2d = point on the map
publish-type-geo-shape = shape on the map
publish-type-file = file
publish-follow = Show what becomes of it
publish-next = Next: describe it
publish-update-how = What happens to the records
publish-update-now = Update the dataset
publish-mode = The records of the dataset
publish-mode-replace = are replaced by those of the file
publish-mode-append = stay, those of the file are added
publish-mode-upsert = with the same key are replaced, others added
publish-key = Key
publish-key-help = For replacing by key: the field that tells which record is which.
publish-note = What is new (for the list of versions)
publish-drift = The fields differ from those of { $dataset }
publish-drift-missing = { $field } is missing in the file
publish-drift-added = { $field } is new
publish-drift-changed = { $field }: was { $old }, is { $new }
publish-drift-accept = I accept these changes
publish-newer-version = Version { $number } by { $author } came since you looked at this. Your file would replace its records: look once more, and publish again if that is what you want.
publish-drift-unseen = The fields of the file differ from those of the dataset. Look at the differences below, and accept them if they are meant
publish-about = Describe the dataset
publish-title = Title
publish-title-missing = A dataset needs a title.
publish-too-long = This is longer than 20,000 characters.
publish-id = Identifier in addresses
publish-id-help = Lower-case letters, digits and hyphens. It stays for ever.
publish-description = Description
publish-description-help = What is in it, who collected it, what it does not say. HTML is allowed; scripts and images are removed.
publish-theme = Themes
publish-keyword = Keywords
publish-keyword-help = With commas between them.
publish-license = Licence
publish-license-help = Choose one of the suggestions, or write another.
publish-publisher = Publisher
publish-references = Where it comes from
publish-language = Language of the data
publish-language-help = Two letters: en, fr, es…
publish-from = First day that the data covers
publish-until = Last day
publish-day-help = Such as 2026-11-25.
publish-proposed = Proposed from the data: correct it where it is wrong.
publish-spatial = Area that the data covers
publish-spatial-help = A place, or west, south, east, north in degrees.
publish-frequency = How often it changes
publish-publish = Publish
publish-draft = Keep as a draft
publish-delete = Delete
publish-delete-ask = “{ $title }” disappears from every page and from the API.
publish-not-yours = You may see this, but not change it in this state.
publish-unpublish = Take back to draft
publish-save = Save
publish-about-it = Description
publish-theirs = Your text is in the form below, unsaved. Meanwhile somebody else saved:
publish-deleted = Deleted
publish-deleted-when = Deleted (UTC)
publish-bring-back = Bring back
publish-versions-lead = Restoring makes a new version with the records, the description and the steps of an earlier one: nothing of history is lost.
publish-restore = Restore
office-done-dataset-published = The dataset is published.
office-done-dataset-unpublished = The dataset is a draft again.
office-done-dataset-deleted = The dataset is deleted. It can be brought back below.
office-done-dataset-back = The dataset is back, as it was.
publish-delete-days = { $count ->
    [one] It can be brought back for { $count } day; then it is gone for good.
   *[other] It can be brought back for { $count } days; then it is gone for good.
 }
publish-before-this = As before this change
office-done-description-back = The description is as it was before that change. This is a change too, and can be taken back.
source-title = Source
source-lead = Where the records come from. A person sends a file or an address; a program may name a source that is read at each publication, or push records.
source-current = What readers see
source-none-yet = There are no records yet.
source-file = File
source-size = Size
source-named = Source named by a program
source-named-none = No program has named one.
source-name = Title
source-kind = Read as
source-by = By
source-read = Read it again and publish
source-forget = Forget this source
source-forget-ask = The dataset “{ $title }” has no source any more, and its file is removed. The records stay as they are.
source-files = Files that programs sent
source-is-read = in use
source-places = Places that programs push records to
source-place = Place
source-last-push = Last push
source-waiting = Waiting
source-refused = Refused
source-closed = closed
source-open = Take pushes again
source-close = Refuse pushes
source-again = Try the refused ones again
office-done-source-forgotten = The source is forgotten. The records stay.
office-done-source-file-dropped = The file is removed.
office-done-pushes-again = The pushes wait for their turn again.
feedback-title = Feedback
feedback-lead = What readers who have signed in say about single records. Correct the source, or the steps; then the matter is closed here.
feedback-filter = Which feedback
feedback-open = Open
feedback-archived = Closed
feedback-none = Nobody has said anything that is still open.
feedback-none-archived = Nothing has been closed yet.
feedback-record = Record
feedback-look = The record
feedback-said = What was said
feedback-who = Who
feedback-empty = (should be empty)
feedback-archive = Close
feedback-count = { $count ->
    [one] { $count } remark
   *[other] { $count } remarks
 }
office-done-feedback = The matter is closed.
office-attention-feedback = { $count ->
    [one] Readers have something to say about { $count } dataset
   *[other] Readers have something to say about { $count } datasets
 }
office-attention-feedback-hint = They say that a record is wrong, and perhaps what would be right.
