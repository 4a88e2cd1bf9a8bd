# Veröffentlichen: Dateien, Vorschau, Beschreibungen.
publish-new = Neuer Datensatz
publish-update-title = Neue Daten für { $dataset }
publish-lead = Senden Sie zuerst die Daten. Sie sehen, was das Portal daraus macht, und können alles korrigieren, bevor etwas veröffentlicht wird.
publish-by-file = Eine Datei von diesem Computer
publish-by-address = Eine Datei aus dem Web
publish-file = Datei
publish-limit = CSV, Excel (.xlsx), LibreOffice (.ods), JSON, JSON Lines, GeoJSON, Parquet oder ein Shapefile als ZIP; höchstens { $limit }. Sie können die Datei auch hier ablegen.
publish-send = Datei senden
publish-sending = Wird gesendet
publish-lost = Die Verbindung ist unterbrochen. Das Senden geht weiter, sobald sie wieder da ist.
publish-too-large = Die Datei ist größer als die Grenze von { $limit }. Senden Sie sie komprimiert oder fragen Sie den Betreiber des Portals.
publish-paused = Angehalten
publish-pause = Anhalten
publish-resume = Fortsetzen
publish-sent = Die Datei ist da.
publish-address = Adresse
publish-address-help = Beginnt mit http:// oder https://. Das Portal ruft die Datei selbst ab.
publish-fetch = Abrufen
publish-waiting = Noch nicht verwendete Dateien
publish-size = Größe
publish-incomplete = (unvollständig: wählen Sie dieselbe Datei noch einmal, um fortzufahren)
publish-discard = Verwerfen
office-done-upload-discarded = Die Datei wurde verworfen.
publish-search = Titel oder Kennung
publish-state = Status
publish-state-draft = Entwurf
publish-state-published = veröffentlicht
publish-state-restricted = veröffentlicht, zugangsbeschränkt
publish-total = { $count ->
    [one] { $count } Datensatz
   *[other] { $count } Datensätze
 }
publish-none = Es gibt hier keinen Datensatz zu zeigen.
publish-dataset = Datensatz
publish-records = Einträge
publish-version = Version
publish-changed = Letzte Änderung (UTC)
publish-actions = Aktionen
publish-update = Neue Daten
publish-page = Seite ansehen
publish-look = Daten prüfen
publish-first-rows = Die ersten Einträge
publish-looked-at = { $count ->
    [one] Ein erster Blick auf { $count } Eintrag. Der Import liest die ganze Datei: Ein Typ bleibt nur, wenn jeder Wert passt.
   *[other] Ein erster Blick auf { $count } Einträge. Der Import liest die ganze Datei: Ein Typ bleibt nur, wenn jeder Wert passt.
 }
publish-whole = { $count ->
    [one] { $count } Eintrag, vollständig gelesen.
   *[other] { $count } Einträge, alle gelesen.
 }
publish-problems = { $count ->
    [one] { $count } Problem im gelesenen Teil
   *[other] { $count } Probleme im gelesenen Teil
 }
publish-line = Zeile
publish-column = Spalte
publish-problem = Problem
publish-value = Wert
publish-notes = Anmerkungen zur Datei
publish-file-choices = Wie die Datei zu lesen ist
publish-fields = Felder
publish-guessed = automatisch ({ $guess })
publish-automatic = automatisch
publish-format = Format
publish-encoding = Zeichenkodierung
publish-separator = Trennzeichen
publish-separator-tab = Tabulator
publish-separator-space = Leerzeichen
publish-header-row = Zeile mit den Überschriften
publish-header-row-help = – 0, wenn es keine gibt
publish-sheet = Tabellenblatt
publish-records-path = Wo die Einträge stehen
publish-crs = Koordinatensystem
publish-crs-help = Zum Beispiel EPSG:25832, wenn die Datei es nicht angibt.
publish-bad-cells = Zellen, die nicht zu ihrem Typ passen
publish-bad-empty = leer lassen und auflisten
publish-bad-row = die ganze Zeile auslassen und auflisten
publish-bad-text = die ganze Spalte als Text behalten
publish-sample = zum Beispiel { $sample }
publish-type = Typ
publish-label = Bezeichnung
publish-more = Mehr
publish-name = Technischer Name
publish-date-format = Schreibweise der Datumsangaben
publish-unit = Einheit
publish-facet = Als Filter anbieten
publish-yes = ja
publish-no = nein
publish-multivalued = Mehrere Werte, getrennt durch
publish-hidden = In der Tabelle weglassen (API und Exporte haben es)
publish-hierarchical = Ebenen, getrennt durch
publish-field-description = Beschreibung
publish-type-text = Text
publish-type-int = ganze Zahl
publish-type-double = Dezimalzahl
publish-type-boolean = ja oder nein
publish-type-date = Datum
publish-type-datetime = Datum und Uhrzeit
publish-type-geo-point-2d = Punkt auf der Karte
publish-type-geo-shape = Form auf der Karte
publish-type-file = Datei
publish-follow = Ergebnis anzeigen
publish-next = Weiter: beschreiben
publish-update-how = Was mit den Einträgen geschieht
publish-update-now = Datensatz aktualisieren
publish-mode = Die Einträge des Datensatzes
publish-mode-replace = werden durch die der Datei ersetzt
publish-mode-append = bleiben, die der Datei kommen hinzu
publish-mode-upsert = mit demselben Schlüssel werden ersetzt, andere kommen hinzu
publish-key = Schlüssel
publish-key-help = Zum Ersetzen nach Schlüssel: das Feld, das jeden Eintrag eindeutig bestimmt.
publish-note = Was neu ist (für die Liste der Versionen)
publish-drift = Die Felder weichen von denen von { $dataset } ab
publish-drift-missing = { $field } fehlt in der Datei
publish-drift-added = { $field } ist neu
publish-drift-changed = { $field }: war { $old }, ist { $new }
publish-drift-accept = Ich akzeptiere diese Änderungen
publish-newer-version = Version { $number } von { $author } ist gekommen, seit Sie hier nachgesehen haben. Ihre Datei würde deren Datensätze ersetzen: Sehen Sie noch einmal hin und veröffentlichen Sie erneut, wenn Sie das wollen.
publish-drift-unseen = Die Felder der Datei weichen von denen des Datensatzes ab. Sehen Sie sich die Unterschiede unten an und akzeptieren Sie sie, wenn sie beabsichtigt sind
publish-about = Datensatz beschreiben
publish-title = Titel
publish-title-missing = Ein Datensatz braucht einen Titel.
publish-too-long = Das ist länger als 20.000 Zeichen.
publish-id = Kennung in Adressen
publish-id-help = Kleinbuchstaben, Ziffern und Bindestriche. Sie bleibt für immer.
publish-description = Beschreibung
publish-description-help = Was enthalten ist, wer es erhoben hat, was es nicht aussagt. HTML ist erlaubt; Skripte und Bilder werden entfernt.
publish-theme = Themen
publish-keyword = Schlagwörter
publish-keyword-help = Durch Kommas getrennt.
publish-license = Lizenz
publish-license-help = Wählen Sie einen Vorschlag oder schreiben Sie eine andere.
publish-publisher = Herausgeber
publish-references = Woher er stammt
publish-language = Sprache der Daten
publish-language-help = Zwei Buchstaben: en, fr, de …
publish-from = Erster Tag, den die Daten abdecken
publish-until = Letzter Tag
publish-day-help = Zum Beispiel 2026-11-25.
publish-proposed = Aus den Daten vorgeschlagen: Korrigieren Sie, was nicht stimmt.
publish-spatial = Gebiet, das die Daten abdecken
publish-spatial-help = Ein Ort oder West, Süd, Ost, Nord in Grad.
publish-frequency = Wie oft er sich ändert
publish-publish = Veröffentlichen
publish-draft = Als Entwurf behalten
publish-delete = Löschen
publish-delete-ask = „{ $title }“ verschwindet von allen Seiten und aus der API.
publish-not-yours = Sie können dies sehen, aber in diesem Status nicht ändern.
publish-unpublish = Zum Entwurf zurücksetzen
publish-save = Speichern
publish-about-it = Beschreibung
publish-theirs = Ihr Text steht im Formular unten und ist noch nicht gespeichert. Inzwischen hat jemand anderes gespeichert:
publish-deleted = Gelöscht
publish-deleted-when = Gelöscht (UTC)
publish-bring-back = Zurückholen
publish-versions-lead = Beim Wiederherstellen entsteht eine neue Version mit den Einträgen, der Beschreibung und den Schritten einer früheren: Vom Verlauf geht nichts verloren.
publish-restore = Wiederherstellen
office-done-dataset-published = Der Datensatz ist veröffentlicht.
office-done-dataset-unpublished = Der Datensatz ist wieder ein Entwurf.
office-done-dataset-deleted = Der Datensatz ist gelöscht. Er kann unten zurückgeholt werden.
office-done-dataset-back = Der Datensatz ist wieder da, wie er war.
publish-delete-days = { $count ->
    [one] Er kann { $count } Tag lang zurückgeholt werden; danach ist er endgültig weg.
   *[other] Er kann { $count } Tage lang zurückgeholt werden; danach ist er endgültig weg.
 }
publish-before-this = Wie vor dieser Änderung
office-done-description-back = Die Beschreibung ist wie vor jener Änderung. Auch das ist eine Änderung und kann zurückgenommen werden.
source-title = Quelle
source-lead = Woher die Einträge kommen. Ein Mensch sendet eine Datei oder eine Adresse; ein Programm kann eine Quelle nennen, die bei jeder Veröffentlichung gelesen wird, oder Einträge einliefern.
source-current = Was Leser sehen
source-none-yet = Es gibt noch keine Einträge.
source-file = Datei
source-size = Größe
source-named = Von einem Programm genannte Quelle
source-named-none = Kein Programm hat eine genannt.
source-name = Titel
source-kind = Gelesen als
source-by = Von
source-read = Neu lesen und veröffentlichen
source-forget = Diese Quelle vergessen
source-forget-ask = Der Datensatz „{ $title }“ hat dann keine Quelle mehr, und ihre Datei wird entfernt. Die Einträge bleiben, wie sie sind.
source-files = Dateien, die Programme gesendet haben
source-is-read = in Gebrauch
source-places = Stellen, an die Programme Einträge liefern
source-place = Stelle
source-last-push = Letzte Lieferung
source-waiting = Wartend
source-refused = Abgelehnt
source-closed = geschlossen
source-open = Lieferungen wieder annehmen
source-close = Lieferungen ablehnen
source-again = Abgelehnte noch einmal versuchen
office-done-source-forgotten = Die Quelle ist vergessen. Die Einträge bleiben.
office-done-source-file-dropped = Die Datei ist entfernt.
office-done-pushes-again = Die Lieferungen warten wieder, bis sie an der Reihe sind.
feedback-title = Rückmeldungen
feedback-lead = Was angemeldete Leser zu einzelnen Einträgen sagen. Berichtigen Sie die Quelle oder die Schritte; dann wird die Sache hier geschlossen.
feedback-filter = Welche Rückmeldungen
feedback-open = Offen
feedback-archived = Geschlossen
feedback-none = Niemand hat etwas gesagt, das noch offen ist.
feedback-none-archived = Noch nichts wurde geschlossen.
feedback-record = Eintrag
feedback-look = Der Eintrag
feedback-said = Was gesagt wurde
feedback-who = Wer
feedback-empty = (sollte leer sein)
feedback-archive = Schließen
feedback-count = { $count ->
    [one] { $count } Bemerkung
   *[other] { $count } Bemerkungen
 }
office-done-feedback = Die Sache ist geschlossen.
office-attention-feedback = { $count ->
    [one] Leser haben zu { $count } Datensatz etwas zu sagen
   *[other] Leser haben zu { $count } Datensätzen etwas zu sagen
 }
office-attention-feedback-hint = Sie sagen, dass ein Eintrag falsch ist, und vielleicht, was richtig wäre.
