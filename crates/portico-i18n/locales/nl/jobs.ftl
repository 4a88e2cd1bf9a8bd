# Taken: wat er op de achtergrond loopt.
jobs-lead = Wat het portaal op de achtergrond doet. Een taak die mislukt, zegt waarom en kan opnieuw worden geprobeerd; er gaat er geen verloren als het portaal stopt.
jobs-filter = Status van de taken
jobs-all = Alle
jobs-none = Geen taak is in deze toestand.
jobs-none-yet = Er is nog niets op de achtergrond gedaan. Imports, geplande updates en e-mails komen hier te staan.
jobs-about = Taken van de dataset { $dataset }.
jobs-see-all = Alle taken bekijken
jobs-task = Taak
jobs-state = Status
jobs-how-far = Voortgang
jobs-author = Gevraagd door
jobs-when = Wanneer (UTC)
jobs-kind-import = Import
jobs-kind-fetch = Bestand ophalen
jobs-kind-update = Geplande bijwerking
jobs-kind-restore = Versie terugzetten
jobs-kind-mail = E-mail
jobs-kind-other = Taak
jobs-state-waiting = wacht
jobs-state-running = bezig
jobs-state-done = klaar
jobs-state-failed = mislukt
jobs-state-cancelled = geannuleerd
jobs-open-dataset = Dataset openen
jobs-look-at-file = Bestand bekijken
jobs-refused = { $count ->
    [one] { $count } rij met geweigerde cellen: de lijst
   *[other] { $count } rijen met geweigerde cellen: de lijst
 }
jobs-attempt = poging { $number } van { $allowed }
jobs-phase-fetching = bezig met ophalen
jobs-phase-reading = elke rij wordt gelezen
jobs-phase-storing = bezig met opslaan
jobs-phase-working = bezig
jobs-bytes-of = { $bytes } van { $total }
jobs-rows = { $count ->
    [one] { $count } rij
   *[other] { $count } rijen
 }
jobs-rate = { $rate } per seconde
jobs-left = nog ongeveer { $seconds } s
jobs-not-begun = De taak is nog niet aan de beurt.
jobs-look-again = Vernieuwen
jobs-cancel = Taak annuleren
jobs-retry = Opnieuw proberen
jobs-log = Logboek
jobs-log-empty = Nog geen meldingen.
jobs-asked-by = Gevraagd door { $author }
office-done-job-cancelled = De taak wordt beëindigd.
office-done-job-retried = De taak wacht weer op haar beurt.
