# Der Katalog.
catalog-title = Daten
catalog-title-search = { $words } · Daten
catalog-description = Alle offenen Datensätze von { $site }: Suche, Tabellen, Karten, Downloads, API.
catalog-search = Datensätze durchsuchen
catalog-filters = Filter
catalog-found = { $count ->
    [0] Kein Datensatz
    [one] { $count } Datensatz
   *[other] { $count } Datensätze
 }
catalog-sort = Sortieren nach
catalog-sort-newest = Neueste zuerst
catalog-sort-oldest = Älteste zuerst
catalog-sort-title = Titel, A bis Z
catalog-sort-title-back = Titel, Z bis A
catalog-sort-records = Meiste Einträge
catalog-pages = Seiten
catalog-updated = aktualisiert am { $date }
catalog-facet-theme = Thema
catalog-facet-features = Enthält
catalog-facet-publisher = Herausgeber
catalog-facet-keyword = Schlagwort
catalog-facet-license = Lizenz
catalog-facet-language = Sprache
catalog-facet-modified = Geändert
catalog-feature-analyze = Zahlen zum Auswerten
catalog-feature-timeserie = Datumsangaben
catalog-feature-geo = Orte auf einer Karte
catalog-feature-image = Bilder
catalog-language-en = Englisch
catalog-language-fr = Französisch
catalog-language-es = Spanisch
catalog-language-de = Deutsch
catalog-language-it = Italienisch
catalog-language-pt = Portugiesisch
catalog-language-nl = Niederländisch
catalog-language-ca = Katalanisch
catalog-language-eu = Baskisch
catalog-language-sv = Schwedisch
catalog-language-ar = Arabisch
catalog-nothing = Kein Datensatz entspricht der Suche
catalog-nothing-text = Versuchen Sie es mit weniger oder anderen Wörtern oder entfernen Sie einen Filter. Der Anfang eines Wortes genügt.
catalog-all = Alle Datensätze anzeigen
catalog-none-yet = Noch kein Datensatz
catalog-none-yet-text = Sobald einer veröffentlicht wird, steht er hier.
catalog-as-file = Diese Liste als Datei:
