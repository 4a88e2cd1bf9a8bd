# Woorden van alle pagina’s.
common-skip = Naar de inhoud
common-menu = Menu
common-home = Home
common-data = Data
common-about = Over ons
common-search = Zoeken
common-language = Taal
common-change-language = Andere taal kiezen
common-language-label = Taal van de pagina’s
common-previous = Vorige
common-next = Volgende
common-close = Sluiten
common-clear = Wissen
common-apply = Toepassen
common-cancel = Annuleren
common-save = Opslaan
common-yes = Ja
common-no = Nee
common-none = Geen
common-back = Terug
common-download = Downloaden
common-print = Afdrukken
common-footer = Over dit portaal
common-footer-legal = Juridische informatie
common-powered-by = Gemaakt met Portico
common-records = { $count ->
    [one] { $count } record
   *[other] { $count } records
 }
common-datasets = { $count ->
    [one] { $count } dataset
   *[other] { $count } datasets
 }
