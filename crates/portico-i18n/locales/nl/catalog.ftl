# De catalogus.
catalog-title = Data
catalog-title-search = { $words } · Data
catalog-description = Alle open datasets van { $site }: zoeken, tabellen, kaarten, downloads, API.
catalog-search = Zoeken in de datasets
catalog-filters = Filters
catalog-found = { $count ->
    [0] Geen dataset
    [one] { $count } dataset
   *[other] { $count } datasets
 }
catalog-sort = Sorteren op
catalog-sort-newest = Nieuwste eerst
catalog-sort-oldest = Oudste eerst
catalog-sort-title = Titel, A tot Z
catalog-sort-title-back = Titel, Z tot A
catalog-sort-records = Meeste records
catalog-pages = Pagina’s
catalog-updated = bijgewerkt op { $date }
catalog-facet-theme = Thema
catalog-facet-features = Bevat
catalog-facet-publisher = Uitgever
catalog-facet-keyword = Trefwoord
catalog-facet-license = Licentie
catalog-facet-language = Taal
catalog-facet-modified = Gewijzigd
catalog-feature-analyze = Cijfers om te analyseren
catalog-feature-timeserie = Datums
catalog-feature-geo = Plaatsen op een kaart
catalog-feature-image = Afbeeldingen
catalog-language-en = Engels
catalog-language-fr = Frans
catalog-language-es = Spaans
catalog-language-de = Duits
catalog-language-it = Italiaans
catalog-language-pt = Portugees
catalog-language-nl = Nederlands
catalog-language-ca = Catalaans
catalog-language-eu = Baskisch
catalog-language-sv = Zweeds
catalog-language-ar = Arabisch
catalog-nothing = Geen enkele dataset komt overeen
catalog-nothing-text = Probeer minder of andere woorden, of verwijder een filter. Het begin van een woord is genoeg.
catalog-all = Alle datasets tonen
catalog-none-yet = Nog geen dataset
catalog-none-yet-text = Zodra er een is gepubliceerd, staat die hier.
catalog-as-file = Deze lijst als bestand:
