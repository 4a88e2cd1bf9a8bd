# Die Verwaltung: Rahmen, Übersicht, Einstellungen, Änderungsprotokoll.
office-title = Verwaltung
office-crumbs = Sie sind hier
office-tabs = Bildschirme dieses Objekts
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
office-trail-lead = Jede Änderung an Daten, Personen und Einstellungen, mit der Person, die sie vorgenommen hat. Niemand kann bearbeiten oder entfernen, was hier steht.
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
office-thing-feedback = Rückmeldung
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
office-settings-general = Allgemein
office-settings-look = Aussehen
office-settings-catalog = Katalog
office-settings-legal = Rechtliche Texte
office-settings-general-lead = Was Sie hier speichern, gilt sofort auf allen Seiten.
office-settings-look-lead = Die Akzentfarbe ist die Farbe von Links und Schaltflächen. Schlecht lesbare Farben werden abgelehnt.
office-settings-catalog-lead = Aus diesen Wörtern wird beim Beschreiben eines Datensatzes gewählt. Bestehende Datensätze behalten, was sie haben.
office-settings-legal-lead = In Markdown geschrieben. Wo ein Text leer ist, sagt die Seite, was das Programm von sich selbst sagen kann. Der Kontakt und der Link zur Cookie-Richtlinie werden automatisch ergänzt.
office-settings-fixed = In der Einstellungsdatei oder der Umgebung des Servers festgelegt; hier nicht änderbar.
office-settings-title = Name des Portals
office-settings-languages = Sprachen der Seiten
office-settings-languages-help = Mit nur einer Sprache gibt es kein Sprachmenü und kein Sprach-Cookie.
office-settings-first = Erste Sprache
office-settings-timezone = Zeitzone
office-settings-timezone-help = Die Verwaltung nennt Zeiten in dieser Zone.
office-settings-contact = Kontakt
office-settings-contact-help = Eine E-Mail-Adresse oder ein Satz, der auf den rechtlichen Seiten steht.
office-settings-footer = Fuß jeder Seite
office-settings-footer-help = Zum Beispiel Name und Anschrift der Stelle, die das Portal betreibt. Um die Links selbst zu setzen, schreiben Sie { $links }; die zur Cookie-Richtlinie und zur Auswahl müssen dann dabei sein.
office-settings-officer = Datenschutzbeauftragte Person
office-settings-officer-help = Name und Anschrift, auf den rechtlichen Seiten gezeigt.
office-settings-authority = Datenschutzbehörde
office-settings-authority-help = Name und Anschrift der Behörde, bei der man sich beschweren kann.
office-settings-browsers = Cookies löschen, Browser für Browser
office-settings-browsers-help = Ein Browser je Zeile. Leer: die Anleitung des Programms.
office-settings-licences = Lizenzen
office-settings-licences-help = Eine pro Zeile: Name | Adresse ihres Textes.
office-settings-themes = Themen
office-settings-themes-help = Eines pro Zeile.
office-settings-accent-light = Akzentfarbe, hell
office-settings-accent-dark = Akzentfarbe, dunkel
office-settings-accent-help = Eine Raute und sechs Zeichen, zum Beispiel #17655d.
office-settings-contrast = schwächster Kontrast { $ratio } zu 1 (nötig sind mindestens 4,5)
office-settings-preview = Vorschau
office-settings-preview-chosen = Ausgewählt
office-settings-usual = Zurück zu den üblichen Farben
office-settings-logo = Logo
office-settings-logo-now = Das aktuelle Logo
office-settings-logo-file = Bild
office-settings-logo-help = PNG, JPEG, WebP oder GIF, höchstens { $count } KiB. Es wird 40 Pixel hoch neben dem Namen gezeigt.
office-settings-logo-save = Dieses Bild verwenden
office-settings-logo-remove = Logo entfernen
office-settings-conflict = Jemand anderes hat diese Einstellungen geändert, während Sie sie bearbeitet haben. Ihre Angaben sind noch nicht gespeichert.
office-settings-conflict-hint = Ihre Angaben stehen unten. Speichern Sie erneut, um die anderen zu ersetzen, oder laden Sie die Seite neu, um von den anderen auszugehen.
office-wrong-long = Zu lang: höchstens { $count } Zeichen.
office-wrong-many = Zu viele: höchstens { $count }.
office-wrong-language = Das Portal spricht „{ $value }“ nicht.
office-wrong-timezone = Es gibt keine Zeitzone „{ $value }“.
office-wrong-colour = „{ $value }“ ist keine Farbe. Schreiben Sie sie wie #17655d.
office-wrong-contrast = Diese Farbe ist schlecht lesbar: Ihr schwächster Kontrast ist { $ratio } zu 1, nötig sind 4,5. Machen Sie sie für das helle Schema dunkler, für das dunkle heller.
office-wrong-address = „{ $value }“ ist keine Webadresse. Schreiben Sie sie mit https://.
office-wrong-twice = „{ $value }“ kommt zweimal vor.
office-wrong-nameless = Vor „{ $value }“ steht kein Name.
office-wrong-foot-link = Einen Link „{ $value }“ gibt es für den Fuß der Seite nicht.
office-wrong-foot-without = Ein Fuß, der Links setzt, braucht { $value }: Er muss auf jeder Seite zu finden sein.
office-wrong-no-file = Wählen Sie zuerst ein Bild.
office-wrong-picture = Diese Datei ist kein Bild im Format PNG, JPEG, WebP oder GIF. Zeichnungen (SVG) können Skripte enthalten: Speichern Sie das Logo als PNG.
office-wrong-picture-large = Das Bild ist zu groß: höchstens { $count } KiB und 4.000 Pixel pro Seite.
office-attention = Was Aufmerksamkeit braucht
office-attention-none = Nichts braucht Ihre Aufmerksamkeit.
office-attention-more = und { $count } weitere
office-attention-failed = { $count ->
    [one] { $count } Auftrag ist fehlgeschlagen
   *[other] { $count } Aufträge sind fehlgeschlagen
 }
office-attention-failed-hint = In den letzten 14 Tagen. Sehen Sie sich den Grund an und versuchen Sie es dann erneut.
office-attention-stale = { $count ->
    [one] { $count } Datensatz ist älter, als er sein sollte
   *[other] { $count } Datensätze sind älter, als sie sein sollten
 }
office-attention-stale-hint = Älter als die angekündigte Häufigkeit oder als ein Jahr. Aktualisieren Sie sie oder geben Sie an, wie oft sie sich ändern.
office-attention-drafts = { $count ->
    [one] { $count } Entwurf
   *[other] { $count } Entwürfe
 }
office-attention-drafts-hint = Nur wer sie bearbeiten darf, sieht sie.
office-attention-licence = { $count ->
    [one] { $count } Datensatz ohne Lizenz
   *[other] { $count } Datensätze ohne Lizenz
 }
office-attention-licence-hint = Niemand weiß, was mit den Daten erlaubt ist.
office-attention-description = { $count ->
    [one] { $count } Datensatz ohne Beschreibung
   *[other] { $count } Datensätze ohne Beschreibung
 }
office-attention-description-hint = Zwei Sätze sagen, was ein Eintrag ist und woher die Daten stammen.
office-attention-searches = Suchen ohne Treffer
office-attention-searches-hint = Aus der anonymen Statistik: Bekannt sind nur Wörter, die genügend verschiedene Personen eingegeben haben.
office-searches-in-vain = { $vain } von { $all } Suchen
office-searched-by = { $count ->
    [one] { $count } Person
   *[other] { $count } Personen
 }
office-last-days = letzte { $days } Tage
office-age = { $age } Tage alt
office-age-promised = { $age } Tage alt, angekündigt: { $days ->
    [one] jeden Tag
   *[other] alle { $days } Tage
 }
office-do-publish = Datei veröffentlichen
office-do-jobs = Aufträge ansehen
office-do-statistics = Statistik
office-do-settings = Einstellungen
office-first = Was zuerst zu tun ist
office-first-lead = Dieses Portal hat noch keinen Datensatz, den Sie bearbeiten dürfen. Diese Schritte dauern jeweils wenige Minuten.
office-first-publish = Eine erste Datei veröffentlichen
office-first-publish-text = Aus einer Tabelle, CSV, GeoJSON oder einem Shapefile als ZIP wird ein Datensatz mit Tabelle, Karte, Downloads und API.
office-first-name = Dem Portal einen Namen geben
office-first-name-text = Name, Sprachen, Zeitzone und an wen man schreibt.
office-first-look = Ihre Farben verwenden
office-first-look-text = Ein Logo und eine Akzentfarbe, die alle lesen können.
office-first-people = Die Redaktion einladen
office-first-people-text = Alle mit einem eigenen Konto, damit das Änderungsprotokoll sagt, wer was getan hat.
office-first-read = Lesen, was die Daten beantworten können
office-first-read-text = Die Abfragesprache hinter jeder Tabelle, Karte, Grafik und jedem Export.
office-statistics-off = Dieses Portal zählt seine Besuche nicht: Die Statistik ist in der Einstellungsdatei ausgeschaltet.
office-statistics-lead = Dieselben Zahlen, die alle sehen; mehr ist nicht bekannt.
office-statistics-periods = Zeitraum
statistics-total-searches_in_vain = Suchen ohne Treffer
statistics-total-by_people = Anfragen von Menschen
statistics-total-by_programs = Anfragen von Programmen
statistics-total-by_bots = Anfragen von Suchrobotern
statistics-total-client_errors = abgelehnte Anfragen
statistics-total-server_errors = Fehler auf unserer Seite

office-refusals = Abgewiesene Anfragen
office-refusals-lead = Misslungene Anmeldungen, gefälschte Formulare, falsche Schlüssel und zu viele Versuche { $days ->
    [one] des letzten Tages
   *[other] der letzten { $days } Tage
 } mit ihrer Netzadresse. Diese Liste dient dazu, Angriffe zu bemerken, und zu nichts anderem; ältere Einträge werden gelöscht. Sie wird jede Minute ergänzt.
office-refusals-off = Nichts wird aufbewahrt: Die Einstellung security.days steht auf 0.
office-refusals-none = Nichts wurde abgewiesen.
office-refusal-what = Was
office-refusal-address = Netzadresse
office-refusal-path = Seite
office-refusal-count = Wie oft
office-refusal-sign-in = Misslungene Anmeldung
office-refusal-many = Zu viele Versuche
office-refusal-forged = Gefälschtes Formular
office-refusal-key = Falscher Schlüssel
office-refusal-more = Weitere, nicht einzeln

office-settings-own = Metadaten
office-settings-own-lead = Was Datensätze dieses Portals außer Titel, Lizenz und dergleichen sagen. Das Formular für Beschreibungen fragt danach, Leser finden es auf der Seite des Datensatzes, Programme unter custom.name.
office-own-new = Ein weiteres Feld
office-own-label = Bezeichnung
office-own-name = Name für Programme
office-own-name-help = Ein Buchstabe, dann Buchstaben, Ziffern, Binde- und Unterstriche. Bleibt er leer, wird er aus der Bezeichnung gebildet. Werte gehören zum Namen: ein Feld mit anderem Namen beginnt leer.
office-own-form = Art des Wertes
office-own-form-text = Eine Zeile Text
office-own-form-long-text = Mehrere Zeilen Text
office-own-form-list = Mehrere Wörter
office-own-form-int = Eine ganze Zahl
office-own-form-double = Eine Zahl
office-own-form-date = Ein Tag
office-own-form-flag = Ja oder nein
office-own-form-choice = Eine der Möglichkeiten
office-own-form-choices = Mehrere der Möglichkeiten
office-own-choices = Auswahl
office-own-choices-help = Je Zeile eine Möglichkeit, wo etwas gewählt wird.
office-own-help = Wie man es ausfüllt
office-own-need = Ob es nötig ist
office-own-need-optional = Nach Belieben
office-own-need-recommended = Empfohlen: die Übersicht erinnert daran
office-own-need-mandatory = Nötig, bevor veröffentlicht wird
office-own-facet = Leser filtern den Katalog danach
office-own-internal = Nur für alle, die an Datensätzen arbeiten, nie für Leser
office-own-place = Platz
office-own-remove = Dieses Feld wegnehmen
office-own-remove-help = Was Datensätze damit sagen, bleibt erhalten und kommt mit einem Feld desselben Namens zurück.
office-wrong-name = „{ $value }“ ist kein Name: schreiben Sie einen Buchstaben, dann Buchstaben, Ziffern, Binde- und Unterstriche.
office-wrong-no-choices = Schreiben Sie, woraus gewählt wird.
office-attention-own = { $count ->
    [one] { $count } Datensatz ohne ein Feld, das dieses Portal wünscht
   *[other] { $count } Datensätze ohne ein Feld, das dieses Portal wünscht
}
office-attention-own-hint = Die Einstellungen sagen, welche Felder empfohlen oder nötig sind.
