# Het beheer: kader, overzicht, instellingen, wijzigingslogboek.
office-title = Beheer
office-crumbs = U bent hier
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
office-figure-published = { $count ->
    [one] gepubliceerde dataset
   *[other] gepubliceerde datasets
 }
office-figure-drafts = { $count ->
    [one] concept
   *[other] concepten
 }
office-trail-lead = Elke wijziging van data, personen en instellingen, met de auteur. Niemand kan bewerken of verwijderen wat hier staat. Tijden zijn in UTC.
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
