# De startpagina.
home-headline = Open data, voor iedereen
home-lead = Vind een dataset, bekijk hem als tabel of op een kaart, download hem of roep hem aan vanuit een programma. Zonder account.
home-search-placeholder = { $count ->
    [one] Zoek in { $count } dataset
   *[other] Zoek in { $count } datasets
 }
home-words = Trefwoorden
home-figure-datasets = { $count ->
    [one] dataset
   *[other] datasets
 }
home-figure-records = { $count ->
    [one] record
   *[other] records
 }
home-figure-publishers = { $count ->
    [one] uitgever
   *[other] uitgevers
 }
home-figure-api = Open API
home-newest = Nieuwste
home-themes = Thema’s
home-publishers = Uitgevers
home-all = Alle datasets
home-empty = Hier is nog niets gepubliceerd.
