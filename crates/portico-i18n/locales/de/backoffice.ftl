# Die Verwaltung: Rahmen, Übersicht, Einstellungen, Änderungsprotokoll.
office-title = Verwaltung
office-crumbs = Sie sind hier
office-dashboard = Übersicht
office-datasets = Datensätze
office-jobs = Aufträge
office-statistics = Statistik
office-people = Personen
office-groups = Gruppen
office-keys = API-Schlüssel
office-cookies = Cookies
office-settings = Einstellungen
office-trail = Änderungsprotokoll
office-required = (Pflichtfeld)
office-errors = Es wurde nichts gespeichert. Bitte prüfen Sie diese Felder:
office-filter = Filtern
office-wrong-date = Ein Datum wird so geschrieben: 2026-11-25.
office-done-saved = Gespeichert.
office-done-created = Erstellt.
office-done-deleted = Gelöscht.
office-done-unchanged = Es hatte sich nichts geändert, daher wurde nichts gespeichert.
office-latest = Letzte Änderungen
office-figure-published = { $count ->
    [one] veröffentlichter Datensatz
   *[other] veröffentlichte Datensätze
 }
office-figure-drafts = { $count ->
    [one] Entwurf
   *[other] Entwürfe
 }
office-trail-lead = Jede Änderung an Daten, Personen und Einstellungen, mit der Person, die sie vorgenommen hat. Niemand kann bearbeiten oder entfernen, was hier steht. Alle Zeiten in UTC.
office-trail-total = { $count ->
    [one] { $count } Änderung
   *[other] { $count } Änderungen
 }
office-trail-empty = Es wurde noch keine Änderung aufgezeichnet.
office-trail-none = Keine Änderung passt zu diesem Filter. Wählen Sie einen längeren Zeitraum oder setzen Sie den Filter zurück.
office-trail-all = Das ganze Änderungsprotokoll
office-trail-any = Alle
office-trail-thing = Objekt
office-trail-thing-id = Kennung
office-trail-action = Aktion
office-trail-author = Geändert von
office-trail-from = Von
office-trail-to = Bis
office-trail-change = Änderung
office-trail-difference = Unterschiede
office-trail-when = Zeit
office-trail-where = Wo
office-trail-before = Vorher
office-trail-after = Nachher
office-trail-whole = alles
office-trail-secret = Geändert. Der Wert ist geheim und wird hier nicht aufbewahrt.
office-trail-no-difference = Für diese Änderung wurde kein Wert verglichen.
office-trail-more = { $count ->
    [one] { $count } weiterer Unterschied wurde nicht aufbewahrt.
   *[other] { $count } weitere Unterschiede wurden nicht aufbewahrt.
 }
office-trail-history = Alle Änderungen dieses Objekts
office-author-key = API-Schlüssel von { $name }
office-author-operator = Befehlszeile
office-author-job = Auftrag { $name }
office-author-anonymous = Niemand angemeldet
office-thing-dataset = Datensatz
office-thing-attachment = Anhang
office-thing-schedule = Zeitplan
office-thing-job = Auftrag
office-thing-person = Person
office-thing-invitation = Einladung
office-thing-group = Gruppe
office-thing-key = API-Schlüssel
office-thing-session = Sitzung
office-thing-settings = Einstellungen
office-thing-cookies = Cookies
office-action-create = Erstellt
office-action-change = Geändert
office-action-delete = Gelöscht
office-action-restore = Wiederhergestellt
office-action-publish = Veröffentlicht
office-action-unpublish = Veröffentlichung zurückgezogen
office-action-import = Importiert
office-action-push = Laufend übertragen
office-action-invite = Eingeladen
office-action-enable = Aktiviert
office-action-disable = Deaktiviert
office-action-grant = Erteilt
office-action-revoke = Entzogen
office-action-cancel = Abgebrochen
office-action-retry = Erneut versucht
