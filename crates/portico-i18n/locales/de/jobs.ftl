# Aufträge: was im Hintergrund läuft.
jobs-lead = Was das Portal im Hintergrund tut. Ein fehlgeschlagener Auftrag nennt den Grund und kann wiederholt werden; keiner geht verloren, wenn das Portal anhält.
jobs-filter = Status der Aufträge
jobs-all = Alle
jobs-none = Kein Auftrag ist in diesem Zustand.
jobs-none-yet = Im Hintergrund wurde noch nichts getan. Importe, geplante Aktualisierungen und E-Mails werden hier aufgelistet.
jobs-about = Aufträge zum Datensatz { $dataset }.
jobs-see-all = Alle Aufträge ansehen
jobs-task = Aufgabe
jobs-state = Status
jobs-how-far = Fortschritt
jobs-author = Beauftragt von
jobs-when = Wann (UTC)
jobs-kind-import = Import
jobs-kind-fetch = Datei abrufen
jobs-kind-update = Geplante Aktualisierung
jobs-kind-restore = Version wiederherstellen
jobs-kind-mail = E-Mail
jobs-kind-other = Aufgabe
jobs-state-waiting = wartet
jobs-state-running = läuft
jobs-state-done = erledigt
jobs-state-failed = fehlgeschlagen
jobs-state-cancelled = abgebrochen
jobs-open-dataset = Datensatz öffnen
jobs-look-at-file = Datei ansehen
jobs-refused = { $count ->
    [one] { $count } Zeile mit abgelehnten Zellen: die Liste
   *[other] { $count } Zeilen mit abgelehnten Zellen: die Liste
 }
jobs-attempt = Versuch { $number } von { $allowed }
jobs-phase-fetching = wird abgerufen
jobs-phase-reading = jede Zeile wird gelesen
jobs-phase-storing = wird gespeichert
jobs-phase-working = wird bearbeitet
jobs-bytes-of = { $bytes } von { $total }
jobs-rows = { $count ->
    [one] { $count } Zeile
   *[other] { $count } Zeilen
 }
jobs-rate = { $rate } pro Sekunde
jobs-left = noch etwa { $seconds } s
jobs-not-begun = Der Auftrag ist noch nicht an der Reihe.
jobs-look-again = Aktualisieren
jobs-cancel = Auftrag abbrechen
jobs-retry = Erneut versuchen
jobs-log = Protokoll
jobs-log-empty = Noch keine Meldung.
jobs-asked-by = Beauftragt von { $author }
office-done-job-cancelled = Der Auftrag wird beendet.
office-done-job-retried = Der Auftrag wartet wieder, bis er an der Reihe ist.
