# Wörter aller Seiten.
common-skip = Zum Inhalt springen
common-menu = Menü
common-home = Startseite
common-data = Daten
common-about = Über uns
common-search = Suchen
common-language = Sprache
common-change-language = Sprache wechseln
common-language-label = Sprache der Seiten
common-previous = Zurück
common-next = Weiter
common-close = Schließen
common-clear = Zurücksetzen
common-apply = Anwenden
common-cancel = Abbrechen
common-save = Speichern
common-yes = Ja
common-no = Nein
common-none = Keine
common-back = Zurück
common-download = Herunterladen
common-print = Drucken
common-footer = Über dieses Portal
common-footer-legal = Rechtliches
common-powered-by = Erstellt mit Portico
common-records = { $count ->
    [one] { $count } Eintrag
   *[other] { $count } Einträge
 }
common-datasets = { $count ->
    [one] { $count } Datensatz
   *[other] { $count } Datensätze
 }
