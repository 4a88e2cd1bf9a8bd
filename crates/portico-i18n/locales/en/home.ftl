# The front page.
home-headline = Open data, for everyone to use
home-lead = Find a dataset, read it as a table or on a map, download it, or call it from a program. No account needed.
home-search-placeholder = { $count ->
    [one] Search { $count } dataset
   *[other] Search { $count } datasets
 }
home-words = Keywords
home-figure-datasets = { $count ->
    [one] dataset
   *[other] datasets
 }
home-figure-records = { $count ->
    [one] record
   *[other] records
 }
home-figure-publishers = { $count ->
    [one] publisher
   *[other] publishers
 }
home-figure-api = Open API
home-newest = Newest
home-themes = Themes
home-publishers = Publishers
home-all = All datasets
home-empty = Nothing has been published here yet.
