# Die Startseite.
home-headline = Offene Daten für alle
home-lead = Finden Sie einen Datensatz, lesen Sie ihn als Tabelle oder auf einer Karte, laden Sie ihn herunter oder rufen Sie ihn aus einem Programm ab. Ganz ohne Konto.
home-search-placeholder = { $count ->
    [one] { $count } Datensatz durchsuchen
   *[other] { $count } Datensätze durchsuchen
 }
home-words = Schlagwörter
home-figure-datasets = { $count ->
    [one] Datensatz
   *[other] Datensätze
 }
home-figure-records = { $count ->
    [one] Eintrag
   *[other] Einträge
 }
home-figure-publishers = { $count ->
    [one] Herausgeber
   *[other] Herausgeber
 }
home-figure-api = Offene API
home-newest = Neueste
home-themes = Themen
home-publishers = Herausgeber
home-all = Alle Datensätze
home-empty = Hier wurde noch nichts veröffentlicht.
