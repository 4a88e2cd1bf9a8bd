# Geplande bijwerkingen: een dataset wordt bijgehouden vanaf een adres.
updates-title = Bijwerkingen
updates-none = Niets brengt vanzelf nieuwe gegevens.
updates-new = Bijhouden vanaf een adres
updates-one = Geplande bijwerking
updates-lead = Het portaal haalt het bestand op deze tijden opnieuw op. Alleen wat is veranderd, maakt een nieuwe versie; andere velden dan voorheen wachten op uw beslissing.
updates-now = Nu
updates-plan = Waarvandaan en wanneer
updates-source = Bron
updates-when = Wanneer
updates-hourly = elk uur
updates-daily = elke dag om 3.00 uur
updates-weekly = elke maandag om 3.00 uur
updates-own = op eigen tijden
updates-cron = Eigen tijden (cron)
updates-cron-help = Minuut, uur, dag van de maand, maand, dag van de week, in de tijdzone { $zone }. Bijvoorbeeld 0 6 * * 1-5: van maandag tot vrijdag om 6.00 uur.
updates-next = Volgende keer
updates-last = Laatste resultaat
updates-person = Met de rechten van
updates-operator = de beheerder van het portaal
updates-running = nu bezig
updates-paused = gepauzeerd
updates-job = de taak
updates-outcome-updated = nieuwe versie
updates-outcome-unchanged = niets nieuws
updates-outcome-drift = andere velden
updates-outcome-failed = mislukt
updates-outcome-cancelled = geannuleerd
updates-failures = { $count ->
    [one] { $count } keer op rij
   *[other] { $count } keer op rij
 }
updates-drift = De velden van de bron zijn veranderd
updates-drift-help = Lezers zien nog de vorige versie. Accepteer de wijziging als die bedoeld is, of laat de bron verbeteren.
updates-accept = Accepteren en bijwerken
updates-look = Verschil bekijken
updates-run = Nu bijwerken
updates-pause = Pauzeren
updates-resume = Hervatten
updates-remove = Verwijderen
updates-remove-ask = De dataset wordt niet meer bijgewerkt vanaf { $address }. De gegevens blijven.
updates-add = Bijhouden
updates-keep = Deze dataset bijhouden
updates-keep-help = Het portaal haalt het bestand opnieuw op van hetzelfde adres.
updates-never = nee, alleen deze keer
office-done-update-added = De dataset wordt vanaf nu bijgehouden.
office-done-update-paused = De geplande bijwerking is gepauzeerd.
office-done-update-resumed = De geplande bijwerking loopt weer.
office-done-update-removed = De geplande bijwerking is verwijderd. De gegevens blijven.
office-attention-drift = { $count ->
    [one] { $count } bron heeft andere velden dan voorheen
   *[other] { $count } bronnen hebben andere velden dan voorheen
 }
office-attention-drift-hint = Lezers zien nog de vorige versie. Bekijk het verschil en accepteer het, of laat de bron verbeteren.
office-attention-updates = { $count ->
    [one] { $count } geplande bijwerking mislukt
   *[other] { $count } geplande bijwerkingen mislukken
 }
office-attention-updates-hint = Ze worden steeds minder vaak opnieuw geprobeerd. Bekijk de reden.
office-attention-mail = { $count ->
    [one] { $count } e-mail kon niet worden verstuurd
   *[other] { $count } e-mails konden niet worden verstuurd
 }
office-attention-mail-hint = Bekijk de reden. Op de pagina van de persoon kan een nieuwe link worden gemaakt en overhandigd.
office-mail-given-up = Opgegeven { $when }.
office-mail-again = Er volgt nog een poging.
updates-words = Wijzigingen van de beschrijving
updates-words-lead = Een versie bewaart de laatste woorden die lezers erbij zagen. Wat eerder anders was, staat hier.
