# Geplante Aktualisierungen: Ein Datensatz wird von einer Adresse aktuell gehalten.
updates-title = Aktualisierungen
updates-none = Nichts bringt von selbst neue Daten.
updates-new = Von einer Adresse aktuell halten
updates-one = Geplante Aktualisierung
updates-lead = Das Portal ruft die Datei zu diesen Zeiten erneut ab. Nur was sich geändert hat, ergibt eine neue Version; andere Felder als bisher warten auf Ihre Entscheidung.
updates-now = Jetzt
updates-plan = Woher und wann
updates-source = Quelle
updates-when = Wann
updates-hourly = jede Stunde
updates-daily = jeden Tag um 3:00 Uhr
updates-weekly = jeden Montag um 3:00 Uhr
updates-own = zu eigenen Zeiten
updates-cron = Eigene Zeiten (cron)
updates-cron-help = Minute, Stunde, Tag des Monats, Monat, Wochentag, in der Zeitzone { $zone }. Zum Beispiel 0 6 * * 1-5: Montag bis Freitag um 6:00 Uhr.
updates-next = Nächster Lauf
updates-last = Letztes Ergebnis
updates-person = Mit den Rechten von
updates-operator = Betreiber des Portals
updates-running = läuft gerade
updates-paused = angehalten
updates-job = der Auftrag
updates-outcome-updated = neue Version
updates-outcome-unchanged = nichts Neues
updates-outcome-drift = andere Felder
updates-outcome-failed = fehlgeschlagen
updates-outcome-cancelled = abgebrochen
updates-failures = { $count ->
    [one] { $count }-mal in Folge
   *[other] { $count }-mal in Folge
 }
updates-drift = Die Felder der Quelle haben sich geändert
updates-drift-help = Leser sehen weiterhin die Version davor. Akzeptieren Sie die Änderung, wenn sie beabsichtigt ist, oder lassen Sie die Quelle korrigieren.
updates-accept = Akzeptieren und aktualisieren
updates-look = Unterschied ansehen
updates-run = Jetzt aktualisieren
updates-pause = Anhalten
updates-resume = Fortsetzen
updates-remove = Entfernen
updates-remove-ask = Der Datensatz wird nicht mehr von { $address } aktualisiert. Seine Daten bleiben.
updates-add = Aktuell halten
updates-keep = Diesen Datensatz aktuell halten
updates-keep-help = Das Portal ruft die Datei erneut von derselben Adresse ab.
updates-never = nein, nur dieses eine Mal
office-done-update-added = Der Datensatz wird ab jetzt aktuell gehalten.
office-done-update-paused = Die geplante Aktualisierung ist angehalten.
office-done-update-resumed = Die geplante Aktualisierung läuft wieder.
office-done-update-removed = Die geplante Aktualisierung ist entfernt. Die Daten bleiben.
office-attention-drift = { $count ->
    [one] { $count } Quelle hat andere Felder als bisher
   *[other] { $count } Quellen haben andere Felder als bisher
 }
office-attention-drift-hint = Leser sehen weiterhin die Version davor. Sehen Sie sich den Unterschied an und akzeptieren Sie ihn, oder lassen Sie die Quelle korrigieren.
office-attention-updates = { $count ->
    [one] { $count } geplante Aktualisierung schlägt fehl
   *[other] { $count } geplante Aktualisierungen schlagen fehl
 }
office-attention-updates-hint = Sie werden immer seltener wiederholt. Sehen Sie sich den Grund an.
office-attention-mail = { $count ->
    [one] { $count } E-Mail konnte nicht gesendet werden
   *[other] { $count } E-Mails konnten nicht gesendet werden
 }
office-attention-mail-hint = Sehen Sie sich den Grund an. Auf der Seite der Person lässt sich ein neuer Link erstellen und übergeben.
office-mail-given-up = Aufgegeben { $when }.
office-mail-again = Ein weiterer Versuch folgt.
updates-words = Änderungen der Beschreibung
updates-words-lead = Eine Version behält die letzten Worte, die Leser mit ihr sahen. Was vorher anders war, steht hier.
