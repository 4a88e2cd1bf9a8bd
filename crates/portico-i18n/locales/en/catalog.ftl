# The catalog.
catalog-title = Data
catalog-title-search = { $words } · Data
catalog-description = Every open dataset of { $site }: search, tables, maps, downloads, API.
catalog-search = Search the datasets
catalog-filters = Filters
catalog-found = { $count ->
    [0] No dataset
    [one] { $count } dataset
   *[other] { $count } datasets
 }
catalog-sort = Sort by
catalog-sort-newest = Newest first
catalog-sort-oldest = Oldest first
catalog-sort-title = Title, A to Z
catalog-sort-title-back = Title, Z to A
catalog-sort-records = Most records
catalog-pages = Pages
catalog-updated = updated { $date }
catalog-facet-theme = Theme
catalog-facet-features = What it offers
catalog-facet-publisher = Publisher
catalog-facet-keyword = Keyword
catalog-facet-license = Licence
catalog-facet-language = Language
catalog-facet-modified = Modified
catalog-feature-analyze = Figures to analyse
catalog-feature-timeserie = Dates
catalog-feature-geo = Places on a map
catalog-feature-image = Images
catalog-language-en = English
catalog-language-fr = French
catalog-language-es = Spanish
catalog-language-de = German
catalog-language-it = Italian
catalog-language-pt = Portuguese
catalog-language-nl = Dutch
catalog-language-ca = Catalan
catalog-language-eu = Basque
catalog-language-sv = Swedish
catalog-language-ar = Arabic
catalog-nothing = No dataset matches
catalog-nothing-text = Try fewer or other words, or take away a filter. A word may be cut short: its beginning is enough.
catalog-all = Show all datasets
catalog-none-yet = No dataset yet
catalog-none-yet-text = As soon as one is published, it is listed here.
catalog-as-file = This list as a file:
