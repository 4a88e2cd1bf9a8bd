# Publiceren: bestanden, voorbeelden, beschrijvingen.
publish-new = Nieuwe dataset
publish-update-title = Nieuwe data voor { $dataset }
publish-lead = Verstuur eerst de data. U ziet wat het portaal ervan maakt en kunt alles aanpassen voordat er iets wordt gepubliceerd.
publish-by-file = Een bestand van deze computer
publish-by-address = Een bestand op het web
publish-file = Bestand
publish-limit = CSV, Excel (.xlsx), LibreOffice (.ods), JSON, JSON Lines, GeoJSON, Parquet of een Shapefile als zip; hoogstens { $limit }. U kunt het bestand ook hierheen slepen.
publish-send = Bestand versturen
publish-sending = Bezig met versturen
publish-lost = De verbinding is verbroken. Het versturen gaat verder zodra die terug is.
publish-too-large = Het bestand is groter dan de limiet van { $limit }. Verstuur het gecomprimeerd of vraag het aan de beheerder van het portaal.
publish-paused = Gepauzeerd
publish-pause = Pauzeren
publish-resume = Verdergaan
publish-sent = Het bestand is aangekomen.
publish-address = Adres
publish-address-help = Begint met http:// of https://. Het portaal haalt het bestand zelf op.
publish-fetch = Ophalen
publish-waiting = Bestanden die nog niet zijn gebruikt
publish-size = Grootte
publish-incomplete = (onvolledig: kies hetzelfde bestand opnieuw om verder te gaan)
publish-discard = Weggooien
office-done-upload-discarded = Het bestand is weggegooid.
publish-search = Titel of identificatie
publish-state = Status
publish-state-draft = concept
publish-state-published = gepubliceerd
publish-state-restricted = gepubliceerd, afgeschermd
publish-total = { $count ->
    [one] { $count } dataset
   *[other] { $count } datasets
 }
publish-none = Er is hier geen dataset te tonen.
publish-dataset = Dataset
publish-records = Records
publish-version = Versie
publish-changed = Laatste wijziging (UTC)
publish-actions = Acties
publish-update = Nieuwe data
publish-page = Pagina bekijken
publish-look = Data bekijken
publish-first-rows = De eerste records
publish-looked-at = { $count ->
    [one] Een eerste blik op { $count } record. De import leest het hele bestand: een type blijft alleen als elke waarde past.
   *[other] Een eerste blik op { $count } records. De import leest het hele bestand: een type blijft alleen als elke waarde past.
 }
publish-whole = { $count ->
    [one] { $count } record, geheel gelezen.
   *[other] { $count } records, allemaal gelezen.
 }
publish-problems = { $count ->
    [one] { $count } probleem in wat is bekeken
   *[other] { $count } problemen in wat is bekeken
 }
publish-line = Regel
publish-column = Kolom
publish-problem = Probleem
publish-value = Waarde
publish-notes = Opmerkingen over het bestand
publish-file-choices = Hoe het bestand moet worden gelezen
publish-fields = Velden
publish-guessed = automatisch ({ $guess })
publish-automatic = automatisch
publish-format = Formaat
publish-encoding = Tekencodering
publish-separator = Scheidingsteken
publish-separator-tab = tab
publish-separator-space = spatie
publish-header-row = Rij met de kopteksten
publish-header-row-help = – 0 als er geen zijn
publish-sheet = Werkblad
publish-records-path = Waar de records staan
publish-crs = Coördinatenstelsel
publish-crs-help = Bijvoorbeeld EPSG:28992, als het bestand het niet zegt.
publish-bad-cells = Cellen die niet bij hun type passen
publish-bad-empty = leeg laten en vermelden
publish-bad-row = de hele rij weglaten en vermelden
publish-bad-text = de hele kolom als tekst houden
publish-sample = bijvoorbeeld { $sample }
publish-type = Type
publish-label = Label
publish-more = Meer
publish-name = Technische naam
publish-date-format = Schrijfwijze van de datums
publish-unit = Eenheid
publish-facet = Als filter aanbieden
publish-yes = ja
publish-no = nee
publish-multivalued = Meerdere waarden, gescheiden door
publish-hidden = Weglaten uit de tabel (API en exports hebben het)
publish-hierarchical = Niveaus, gescheiden door
publish-field-description = Beschrijving
publish-type-text = tekst
publish-type-int = geheel getal
publish-type-double = decimaal getal
publish-type-boolean = ja of nee
publish-type-date = datum
publish-type-datetime = datum en tijd
publish-type-geo-point-2d = punt op de kaart
publish-type-geo-shape = vorm op de kaart
publish-type-file = bestand
publish-follow = Resultaat tonen
publish-next = Verder: beschrijven
publish-update-how = Wat er met de records gebeurt
publish-update-now = Dataset bijwerken
publish-mode = De records van de dataset
publish-mode-replace = worden vervangen door die van het bestand
publish-mode-append = blijven, die van het bestand komen erbij
publish-mode-upsert = met dezelfde sleutel worden vervangen, andere komen erbij
publish-key = Sleutel
publish-key-help = Voor vervangen op sleutel: het veld dat elk record aanwijst.
publish-note = Wat er nieuw is (voor de lijst van versies)
publish-drift = De velden verschillen van die van { $dataset }
publish-drift-missing = { $field } ontbreekt in het bestand
publish-drift-added = { $field } is nieuw
publish-drift-changed = { $field }: was { $old }, is { $new }
publish-drift-accept = Ik accepteer deze wijzigingen
publish-newer-version = Versie { $number } van { $author } is gekomen sinds u hier keek. Uw bestand zou de records ervan vervangen: kijk nog een keer en publiceer opnieuw als u dat wilt.
publish-drift-unseen = De velden van het bestand verschillen van die van de dataset. Bekijk de verschillen hieronder en accepteer ze als ze bedoeld zijn
publish-about = Dataset beschrijven
publish-title = Titel
publish-title-missing = Een dataset heeft een titel nodig.
publish-too-long = Dit is langer dan 20.000 tekens.
publish-id = Identificatie in adressen
publish-id-help = Kleine letters, cijfers en koppeltekens. Die blijft voor altijd.
publish-description = Beschrijving
publish-description-help = Wat erin staat, wie het heeft verzameld, wat het niet zegt. HTML is toegestaan; scripts en afbeeldingen worden verwijderd.
publish-theme = Thema’s
publish-keyword = Trefwoorden
publish-keyword-help = Gescheiden door komma’s.
publish-license = Licentie
publish-license-help = Kies een suggestie of schrijf een andere.
publish-publisher = Uitgever
publish-references = Waar de dataset vandaan komt
publish-language = Taal van de data
publish-language-help = Twee letters: en, fr, nl…
publish-from = Eerste dag die de data beslaat
publish-until = Laatste dag
publish-day-help = Bijvoorbeeld 2026-11-25.
publish-proposed = Voorgesteld op basis van de data: verbeter wat niet klopt.
publish-spatial = Gebied dat de data beslaat
publish-spatial-help = Een plaats, of west, zuid, oost, noord in graden.
publish-frequency = Hoe vaak de dataset verandert
publish-publish = Publiceren
publish-draft = Als concept bewaren
publish-delete = Verwijderen
publish-delete-ask = “{ $title }” verdwijnt van alle pagina’s en uit de API.
publish-not-yours = U mag dit zien, maar in deze status niet wijzigen.
publish-unpublish = Terug naar concept
publish-save = Opslaan
publish-about-it = Beschrijving
publish-theirs = Uw tekst staat in het formulier hieronder, nog niet opgeslagen. Intussen heeft iemand anders opgeslagen:
publish-deleted = Verwijderd
publish-deleted-when = Verwijderd (UTC)
publish-bring-back = Terughalen
publish-versions-lead = Terugzetten maakt een nieuwe versie met de records, de beschrijving en de stappen van een eerdere: van de geschiedenis gaat niets verloren.
publish-restore = Terugzetten
office-done-dataset-published = De dataset is gepubliceerd.
office-done-dataset-unpublished = De dataset is weer een concept.
office-done-dataset-deleted = De dataset is verwijderd. U kunt de dataset hieronder terughalen.
office-done-dataset-back = De dataset is terug, zoals hij was.
publish-delete-days = { $count ->
    [one] De dataset kan { $count } dag lang worden teruggehaald; daarna is hij voorgoed weg.
   *[other] De dataset kan { $count } dagen lang worden teruggehaald; daarna is hij voorgoed weg.
 }
publish-before-this = Zoals vóór deze wijziging
office-done-description-back = De beschrijving is zoals vóór die wijziging. Ook dit is een wijziging, en kan worden teruggenomen.
source-title = Bron
source-lead = Waar de records vandaan komen. Een mens stuurt een bestand of een adres; een programma kan een bron noemen die bij elke publicatie wordt gelezen, of records aanleveren.
source-current = Wat lezers zien
source-none-yet = Er zijn nog geen records.
source-file = Bestand
source-size = Grootte
source-named = Bron die een programma noemde
source-named-none = Geen programma heeft er een genoemd.
source-name = Titel
source-kind = Gelezen als
source-by = Door
source-read = Opnieuw lezen en publiceren
source-forget = Deze bron vergeten
source-forget-ask = De dataset “{ $title }” heeft dan geen bron meer, en het bestand ervan wordt verwijderd. De records blijven zoals ze zijn.
source-files = Bestanden die programma’s stuurden
source-is-read = in gebruik
source-places = Plaatsen waar programma’s records aanleveren
source-place = Plaats
source-last-push = Laatste levering
source-waiting = Wachtend
source-refused = Geweigerd
source-closed = gesloten
source-open = Leveringen weer aannemen
source-close = Leveringen weigeren
source-again = Geweigerde opnieuw proberen
office-done-source-forgotten = De bron is vergeten. De records blijven.
office-done-source-file-dropped = Het bestand is verwijderd.
office-done-pushes-again = De leveringen wachten weer op hun beurt.
feedback-title = Reacties
feedback-lead = Wat aangemelde lezers over afzonderlijke records zeggen. Verbeter de bron of de stappen; daarna wordt de zaak hier gesloten.
feedback-filter = Welke reacties
feedback-open = Open
feedback-archived = Gesloten
feedback-none = Niemand heeft iets gezegd dat nog open is.
feedback-none-archived = Er is nog niets gesloten.
feedback-record = Record
feedback-look = Het record
feedback-said = Wat er gezegd is
feedback-who = Wie
feedback-empty = (zou leeg moeten zijn)
feedback-archive = Sluiten
feedback-count = { $count ->
    [one] { $count } opmerking
   *[other] { $count } opmerkingen
 }
office-done-feedback = De zaak is gesloten.
office-attention-feedback = { $count ->
    [one] Lezers hebben iets te zeggen over { $count } dataset
   *[other] Lezers hebben iets te zeggen over { $count } datasets
 }
office-attention-feedback-hint = Ze zeggen dat een record fout is, en misschien wat goed zou zijn.
