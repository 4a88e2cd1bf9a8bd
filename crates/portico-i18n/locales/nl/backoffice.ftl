# Het beheer: kader, overzicht, instellingen, wijzigingslogboek.
office-title = Beheer
office-crumbs = U bent hier
office-tabs = Schermen van dit object
office-dashboard = Overzicht
office-datasets = Datasets
office-jobs = Taken
office-statistics = Statistieken
office-people = Personen
office-groups = Groepen
office-keys = API-sleutels
office-cookies = Cookies
office-settings = Instellingen
office-trail = Wijzigingslogboek
office-required = (verplicht)
office-errors = Er is niets opgeslagen. Controleer deze velden:
office-filter = Filteren
office-wrong-date = Een datum schrijft u als 2026-11-25.
office-done-saved = Opgeslagen.
office-done-created = Aangemaakt.
office-done-deleted = Verwijderd.
office-done-unchanged = Er was niets gewijzigd, dus is er niets opgeslagen.
office-latest = Laatste wijzigingen
office-trail-lead = Elke wijziging van data, personen en instellingen, met de auteur. Niemand kan bewerken of verwijderen wat hier staat.
office-trail-total = { $count ->
    [one] { $count } wijziging
   *[other] { $count } wijzigingen
 }
office-trail-empty = Er is nog geen wijziging vastgelegd.
office-trail-none = Geen enkele wijziging past bij dit filter. Kies een langere periode of wis het filter.
office-trail-all = Het hele wijzigingslogboek
office-trail-any = Alle
office-trail-thing = Object
office-trail-thing-id = Identificatie
office-trail-action = Actie
office-trail-author = Auteur
office-trail-from = Van
office-trail-to = Tot en met
office-trail-change = Wijziging
office-trail-difference = Verschillen
office-trail-when = Tijdstip
office-trail-where = Waar
office-trail-before = Voor
office-trail-after = Na
office-trail-whole = alles
office-trail-secret = Gewijzigd. De waarde is geheim en wordt hier niet bewaard.
office-trail-no-difference = Voor deze wijziging is geen waarde vergeleken.
office-trail-more = { $count ->
    [one] Nog { $count } verschil is niet bewaard.
   *[other] Nog { $count } verschillen zijn niet bewaard.
 }
office-trail-history = Alle wijzigingen van dit object
office-author-key = API-sleutel van { $name }
office-author-operator = Opdrachtregel
office-author-job = Taak { $name }
office-author-anonymous = Niemand ingelogd
office-thing-dataset = Dataset
office-thing-attachment = Bijlage
office-thing-schedule = Planning
office-thing-job = Taak
office-thing-person = Persoon
office-thing-invitation = Uitnodiging
office-thing-group = Groep
office-thing-key = API-sleutel
office-thing-session = Sessie
office-thing-settings = Instellingen
office-thing-cookies = Cookies
office-thing-feedback = Reactie van een lezer
office-action-create = Aangemaakt
office-action-change = Gewijzigd
office-action-delete = Verwijderd
office-action-restore = Teruggezet
office-action-publish = Gepubliceerd
office-action-unpublish = Publicatie ingetrokken
office-action-import = Geïmporteerd
office-action-push = Doorlopend verzonden
office-action-invite = Uitgenodigd
office-action-enable = Ingeschakeld
office-action-disable = Uitgeschakeld
office-action-grant = Toegekend
office-action-revoke = Ingetrokken
office-action-cancel = Geannuleerd
office-action-retry = Opnieuw geprobeerd
office-settings-general = Algemeen
office-settings-look = Uiterlijk
office-settings-catalog = Catalogus
office-settings-legal = Juridische teksten
office-settings-general-lead = Wat u hier opslaat, geldt meteen op alle pagina’s.
office-settings-look-lead = De accentkleur is die van links en knoppen. Slecht leesbare kleuren worden geweigerd.
office-settings-catalog-lead = Uit deze woorden wordt gekozen bij het beschrijven van een dataset. Datasets houden wat ze hebben.
office-settings-legal-lead = Geschreven in Markdown. Waar een tekst leeg is, zegt de pagina wat het programma over zichzelf kan zeggen. Het contact en de link naar het cookiebeleid worden vanzelf toegevoegd.
office-settings-fixed = Vastgelegd in het instellingenbestand of de omgeving van de server; hier niet te wijzigen.
office-settings-title = Naam van het portaal
office-settings-languages = Talen van de pagina’s
office-settings-languages-help = Met slechts één taal is er geen taalmenu en geen taalcookie.
office-settings-first = Eerste taal
office-settings-timezone = Tijdzone
office-settings-timezone-help = Het beheer toont tijden in deze zone.
office-settings-contact = Contact
office-settings-contact-help = Een e-mailadres of een zin, getoond op de juridische pagina’s.
office-settings-footer = Voet van elke pagina
office-settings-footer-help = Bijvoorbeeld naam en adres van de dienst die het portaal beheert. Om zelf de links te plaatsen, schrijft u { $links }; die naar het cookiebeleid en naar de keuzes moeten er dan bij zijn.
office-settings-officer = Functionaris voor gegevensbescherming
office-settings-officer-help = Naam en adres, getoond op de juridische pagina’s.
office-settings-authority = Toezichthouder voor gegevensbescherming
office-settings-authority-help = Naam en adres van de toezichthouder bij wie men een klacht kan indienen.
office-settings-browsers = Cookies verwijderen, browser voor browser
office-settings-browsers-help = Eén browser per regel. Leeg: de uitleg van het programma.
office-settings-licences = Licenties
office-settings-licences-help = Eén per regel: naam | adres van de tekst.
office-settings-themes = Thema’s
office-settings-themes-help = Eén per regel.
office-settings-accent-light = Accentkleur, licht
office-settings-accent-dark = Accentkleur, donker
office-settings-accent-help = Een hekje en zes tekens, zoals #17655d.
office-settings-contrast = zwakste contrast { $ratio } op 1 (ten minste 4,5 is nodig)
office-settings-preview = Voorbeeld
office-settings-preview-chosen = Gekozen
office-settings-usual = Terug naar de gewone kleuren
office-settings-logo = Logo
office-settings-logo-now = Het huidige logo
office-settings-logo-file = Afbeelding
office-settings-logo-help = PNG, JPEG, WebP of GIF, hoogstens { $count } KiB. Het logo wordt 40 pixels hoog naast de naam getoond.
office-settings-logo-save = Deze afbeelding gebruiken
office-settings-logo-remove = Logo verwijderen
office-settings-conflict = Iemand anders heeft deze instellingen gewijzigd terwijl u ze bewerkte. Van u is nog niets opgeslagen.
office-settings-conflict-hint = Uw invoer staat hieronder. Sla opnieuw op om die in de plaats te zetten, of laad de pagina opnieuw om van de andere uit te gaan.
office-wrong-long = Te lang: hoogstens { $count } tekens.
office-wrong-many = Te veel: hoogstens { $count }.
office-wrong-language = Het portaal spreekt geen “{ $value }”.
office-wrong-timezone = Er is geen tijdzone “{ $value }”.
office-wrong-colour = “{ $value }” is geen kleur. Schrijf die als #17655d.
office-wrong-contrast = Deze kleur is slecht leesbaar: het zwakste contrast is { $ratio } op 1, en 4,5 is nodig. Maak de kleur donkerder voor het lichte schema, lichter voor het donkere.
office-wrong-address = “{ $value }” is geen webadres. Schrijf het met https://.
office-wrong-twice = “{ $value }” staat er twee keer.
office-wrong-nameless = “{ $value }” heeft geen naam ervoor.
office-wrong-foot-link = Er is geen link “{ $value }” voor de voet van een pagina.
office-wrong-foot-without = Een voet die links plaatst, heeft { $value } nodig: men moet die op elke pagina vinden.
office-wrong-no-file = Kies eerst een afbeelding.
office-wrong-picture = Dit bestand is geen PNG-, JPEG-, WebP- of GIF-afbeelding. Tekeningen (SVG) kunnen scripts bevatten: sla het logo op als PNG.
office-wrong-picture-large = De afbeelding is te groot: hoogstens { $count } KiB en 4.000 pixels per zijde.
office-attention = Wat aandacht nodig heeft
office-attention-none = Niets heeft uw aandacht nodig.
office-attention-more = en nog { $count }
office-attention-failed = { $count ->
    [one] { $count } taak is mislukt
   *[other] { $count } taken zijn mislukt
 }
office-attention-failed-hint = In de laatste 14 dagen. Bekijk de reden en probeer het dan opnieuw.
office-attention-stale = { $count ->
    [one] { $count } dataset is ouder dan hij zou moeten zijn
   *[other] { $count } datasets zijn ouder dan ze zouden moeten zijn
 }
office-attention-stale-hint = Ouder dan de frequentie die ze aankondigen, of dan een jaar. Werk ze bij of geef aan hoe vaak ze veranderen.
office-attention-drafts = { $count ->
    [one] { $count } concept
   *[other] { $count } concepten
 }
office-attention-drafts-hint = Alleen wie ze mag bewerken, ziet ze.
office-attention-licence = { $count ->
    [one] { $count } dataset zonder licentie
   *[other] { $count } datasets zonder licentie
 }
office-attention-licence-hint = Niemand weet wat er met de data mag.
office-attention-description = { $count ->
    [one] { $count } dataset zonder beschrijving
   *[other] { $count } datasets zonder beschrijving
 }
office-attention-description-hint = Twee zinnen zeggen wat een record is en waar de data vandaan komt.
office-attention-searches = Zoekopdrachten zonder resultaat
office-attention-searches-hint = Uit de anonieme statistieken: alleen woorden die genoeg verschillende bezoekers hebben ingetypt, zijn bekend.
office-searches-in-vain = { $vain } van { $all } zoekopdrachten
office-searched-by = { $count ->
    [one] { $count } bezoeker
   *[other] { $count } bezoekers
 }
office-last-days = laatste { $days } dagen
office-age = { $age } dagen oud
office-age-promised = { $age } dagen oud, aangekondigd: { $days ->
    [one] elke dag
   *[other] om de { $days } dagen
 }
office-do-publish = Bestand publiceren
office-do-jobs = Taken bekijken
office-do-statistics = Statistieken
office-do-settings = Instellingen
office-first = Wat u eerst kunt doen
office-first-lead = Dit portaal heeft nog geen dataset die u mag bewerken. Deze stappen kosten elk enkele minuten.
office-first-publish = Een eerste bestand publiceren
office-first-publish-text = Een spreadsheet, CSV, GeoJSON of Shapefile als zip wordt een dataset met een tabel, een kaart, downloads en een API.
office-first-name = Het portaal een naam geven
office-first-name-text = De naam, de talen, de tijdzone en aan wie men schrijft.
office-first-look = Uw kleuren gebruiken
office-first-look-text = Een logo en een accentkleur die iedereen kan lezen.
office-first-people = Uitnodigen wie publiceert
office-first-people-text = Ieder met een eigen account, zodat het wijzigingslogboek zegt wie wat heeft gedaan.
office-first-read = Lezen wat de data kan beantwoorden
office-first-read-text = De zoektaal achter elke tabel, kaart, grafiek en export.
office-statistics-off = Dit portaal telt zijn bezoeken niet: de statistieken staan uit in het instellingenbestand.
office-statistics-lead = Dezelfde cijfers die iedereen ziet; meer is er niet bekend.
office-statistics-periods = Periode
statistics-total-searches_in_vain = zoekopdrachten zonder resultaat
statistics-total-by_people = verzoeken van mensen
statistics-total-by_programs = verzoeken van programma’s
statistics-total-by_bots = verzoeken van crawlers
statistics-total-client_errors = geweigerde verzoeken
statistics-total-server_errors = fouten van onze kant

office-refusals = Geweigerde verzoeken
office-refusals-lead = Mislukte aanmeldingen, vervalste formulieren, verkeerde sleutels en te veel pogingen { $days ->
    [one] van de laatste dag
   *[other] van de laatste { $days } dagen
 }, met hun netwerkadres. Deze lijst dient om aanvallen op te merken en nergens anders voor; oudere regels worden gewist. Ze wordt elke minuut bijgewerkt.
office-refusals-off = Er wordt niets bewaard: de instelling security.days is 0.
office-refusals-none = Er is niets geweigerd.
office-refusal-what = Wat
office-refusal-address = Netwerkadres
office-refusal-path = Pagina
office-refusal-count = Hoe vaak
office-refusal-sign-in = Mislukte aanmelding
office-refusal-many = Te veel pogingen
office-refusal-forged = Vervalst formulier
office-refusal-key = Verkeerde sleutel
office-refusal-more = Meer, niet apart vermeld

office-settings-own = Metadata
office-settings-own-lead = Wat datasets van dit portaal zeggen naast titel, licentie en dergelijke. Het formulier voor beschrijvingen vraagt ernaar, lezers vinden het op de pagina van de dataset, programma’s als custom.naam.
office-own-new = Nog een veld
office-own-label = Label
office-own-name = Naam voor programma’s
office-own-name-help = Een letter, daarna letters, cijfers, koppeltekens en liggende streepjes. Leeg gelaten wordt hij van het label gemaakt. Waarden horen bij de naam: een veld met een andere naam begint leeg.
office-own-form = Soort waarde
office-own-form-text = Een regel tekst
office-own-form-long-text = Meerdere regels tekst
office-own-form-list = Meerdere woorden
office-own-form-int = Een geheel getal
office-own-form-double = Een getal
office-own-form-date = Een dag
office-own-form-flag = Ja of nee
office-own-form-choice = Een van de keuzes
office-own-form-choices = Meerdere van de keuzes
office-own-choices = Keuzes
office-own-choices-help = Eén per regel, waar iets gekozen wordt.
office-own-help = Hoe het in te vullen
office-own-need = Of het nodig is
office-own-need-optional = Naar wens
office-own-need-recommended = Aanbevolen: het overzicht herinnert eraan
office-own-need-mandatory = Nodig voordat er wordt gepubliceerd
office-own-facet = Lezers filteren de catalogus ermee
office-own-internal = Alleen voor wie aan datasets werkt, nooit voor lezers
office-own-place = Plaats
office-own-remove = Dit veld weghalen
office-own-remove-help = Wat datasets ermee zeggen blijft bewaard en komt terug met een veld van dezelfde naam.
office-wrong-name = “{ $value }” is geen naam: schrijf een letter, daarna letters, cijfers, koppeltekens en liggende streepjes.
office-wrong-no-choices = Schrijf waaruit gekozen wordt.
office-attention-own = { $count ->
    [one] { $count } dataset zonder een veld dat dit portaal wil
   *[other] { $count } datasets zonder een veld dat dit portaal wil
}
office-attention-own-hint = De instellingen zeggen welke velden aanbevolen of nodig zijn.
