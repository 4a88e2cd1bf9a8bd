# Words of every page.
common-skip = Skip to the content
common-menu = Menu
common-home = Home
common-data = Data
common-about = About
common-search = Search
common-language = Language
common-change-language = Change language
common-language-label = Language of the pages
common-previous = Previous
common-next = Next
common-close = Close
common-clear = Clear
common-apply = Apply
common-cancel = Cancel
common-save = Save
common-yes = Yes
common-no = No
common-none = None
common-back = Back
common-download = Download
common-print = Print
common-footer = About this portal
common-footer-legal = Legal information
common-powered-by = Made with Portico
common-records = { $count ->
    [one] { $count } record
   *[other] { $count } records
 }
common-datasets = { $count ->
    [one] { $count } dataset
   *[other] { $count } datasets
 }
