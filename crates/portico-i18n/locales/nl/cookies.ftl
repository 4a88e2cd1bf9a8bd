# Het cookiebeleid en de pagina met keuzes.
cookies-title = Cookiebeleid
cookies-opening = { $site } gebruikt cookies om één reden: om te werken.
cookies-opening-with-statistics = { $site } gebruikt cookies om te werken en meet het bezoek zonder enige cookie.
cookies-readers = Als u alleen leest, zoekt of downloadt, wordt er geen enkele cookie geplaatst. Er is geen banner, omdat hier niets uw toestemming vereist.
cookies-readers-infrastructure = Als u alleen leest, zoekt of downloadt, plaatst deze site zelf geen cookie. Wat ervoor staat, zoals een loadbalancer, plaatst de cookies die in de tabel staan: zonder die cookies zou u de site niet bereiken. Er is geen banner, omdat hier niets uw toestemming nodig heeft.
cookies-what-title = Wat is een cookie?
cookies-what-text = Een cookie is een korte tekst die een site uw browser vraagt te bewaren en bij het volgende bezoek terug te sturen. De cookies hieronder zijn het enige wat deze site in uw browser bewaart: geen lokale opslag, geen database, geen verborgen identificatiecode.
cookies-classes-title = Vier soorten cookies
cookies-class-necessary-title = Noodzakelijke cookies
cookies-class-necessary-text = Interne cookies die nodig zijn voor een dienst waar u om hebt gevraagd: inloggen, de gekozen taal onthouden, formulieren beschermen, uw cookiekeuzes bewaren. De wet vraagt hiervoor geen toestemming.
cookies-class-statistical-title = Statistische cookies
cookies-class-statistical-text = Cookies die meten hoe een site wordt gebruikt. Worden de cijfers anoniem gemaakt, zodat ze niet tot een persoon te herleiden zijn, dan is geen toestemming nodig. Deze site gebruikt er geen: als ze bezoeken telt, slaat ze daarvoor niets op in uw browser.
cookies-class-first-party-title = Interne cookies (first-party)
cookies-class-first-party-text = Cookies die de site voor zichzelf plaatst en die niet strikt noodzakelijk zijn, bijvoorbeeld voor het gemak. Daarvoor is uw toestemming nodig.
cookies-class-third-party-title = Cookies van derden (third-party)
cookies-class-third-party-text = Cookies die een andere organisatie via de site plaatst, bijvoorbeeld met een video of een deelknop. Daarvoor is uw toestemming nodig; die organisatie bepaalt zelf wat ze ermee doet.
cookies-class-empty = Deze site plaatst er geen.
cookies-table-title = De cookies van deze site
cookies-table-caption = Alle cookies die deze site kan plaatsen. “Portico” is de software waarop deze site draait.
cookies-column-supplier = Leverancier
cookies-column-function = Functie en plaats
cookies-column-name = Naam van de cookie
cookies-column-purpose = Doel
cookies-column-set-when = Wanneer geplaatst
cookies-column-duration = Bewaartermijn
cookies-column-technical = Technische details
cookies-place-both = openbaar gedeelte en beheer
cookies-place-front = openbaar gedeelte
cookies-place-back = beheer
cookies-life-browser-or-days = Tot u de browser sluit, of { $count ->
    [one] { $count } dag
   *[other] { $count } dagen
 } als u ingelogd wilt blijven
cookies-life-days = { $count ->
    [one] { $count } dag
   *[other] { $count } dagen
 }
cookies-life-weeks = { $count ->
    [one] { $count } week
   *[other] { $count } weken
 }
cookies-life-months = { $count ->
    [one] { $count } maand
   *[other] { $count } maanden
 }
cookies-sessionid-function = Authenticatie
cookies-sessionid-purpose = Onthoudt na het inloggen van de ene pagina op de andere wie u bent.
cookies-sessionid-set-when = Wanneer u met succes inlogt; verwijderd wanneer u uitlogt.
cookies-django-language-function = Taalkeuze
cookies-django-language-purpose = Onthoudt de taal die u voor de pagina’s hebt gekozen.
cookies-django-language-set-when = Wanneer u een andere taal kiest.
cookies-csrftoken-function = API (bescherming van formulieren tegen vervalsing)
cookies-csrftoken-purpose = Controleert of een formulier of een aanroep die iets wijzigt, van deze site komt. De waarde blijft gelijk tot u in- of uitlogt; de kopie in elke pagina is telkens anders.
cookies-csrftoken-set-when = Op een pagina met een beschermd formulier, zoals inloggen, en zolang u ingelogd bent.
cookies-cookies-preferences-function = Cookiekeuzes
cookies-cookies-preferences-purpose = Onthoudt wat u over cookies en statistieken hebt gekozen. De cookie bevat de dag en de keuzes, en niets waaraan u te herkennen bent.
cookies-cookies-preferences-set-when = Wanneer u een keuze maakt of bezwaar maakt; latere bezoeken verlengen de termijn niet.
cookies-technical-http-only = verborgen voor scripts
cookies-technical-readable = leesbaar voor scripts van deze site, zodat ze de cookie kunnen terugsturen
cookies-technical-common = SameSite=Lax, alleen naar deze host gestuurd, alleen over versleutelde verbindingen als de site die gebruikt
cookies-infrastructure-technical = onder het adres van deze site geplaatst door wat ervoor staat
cookies-infrastructure-set-when = Bij het eerste antwoord, door wat vóór de site staat.
cookies-refuse-title = Cookies weigeren en verwijderen
cookies-refuse-text = U kunt cookies in uw browser blokkeren of verwijderen. Alles op deze site blijft werken, behalve inloggen; een gekozen taal wordt dan vergeten.
cookies-refuse-edge = Edge: Instellingen, Privacy, zoeken en services, Cookies
cookies-refuse-chrome = Chrome: Instellingen, Privacy en beveiliging, Cookies van derden, Alle sitegegevens bekijken
cookies-refuse-firefox = Firefox: Instellingen, Privacy & Beveiliging, Cookies en websitegegevens
cookies-refuse-safari = Safari: Instellingen, Privacy, Beheer websitegegevens
cookies-contact-title = Vragen
cookies-contact-text = Vragen over deze pagina of over uw gegevens: { $contact }.
cookies-contact-none = Met vragen over deze pagina of over uw gegevens kunt u terecht bij de organisatie die dit portaal beheert.
cookies-contact-officer = Functionaris voor gegevensbescherming: { $officer }.
cookies-contact-authority = U kunt ook een klacht indienen bij de toezichthouder voor gegevensbescherming: { $authority }.
cookies-contact-any-authority = U kunt ook een klacht indienen bij uw toezichthouder voor gegevensbescherming.
cookies-version = Versie { $version }, { $date }
cookies-versions = Eerdere versies
cookies-versions-none = Dit is de eerste versie.
cookies-twins = Dezelfde inhoud als data
cookies-download-pdf = Downloaden als pdf
cookies-paper-source = De tekst die nu geldt, staat op { $address }
cookies-download-json = JSON
cookies-download-csv = CSV
cookies-manage = Cookies beheren
cookies-preferences-title = Uw cookiekeuzes
cookies-preferences-intro = Niets op deze site vereist uw toestemming. U kunt wel weigeren om in de anonieme statistieken te worden meegeteld.
cookies-preferences-statistics = Mijn bezoeken niet meetellen in de anonieme statistieken
cookies-preferences-statistics-help = Het tellen gebeurt op de server, slaat niets op in uw browser en is niet tot u te herleiden. Toestemming is niet nodig, maar u kunt bezwaar maken.
cookies-preferences-save = Mijn keuzes opslaan
cookies-preferences-saved = Uw keuzes zijn voor 180 dagen opgeslagen.
cookies-preferences-none = U hebt geen keuze gemaakt en daarover is geen cookie opgeslagen.
cookies-preferences-stored = Opgeslagen in uw browser: { $value }
cookies-preferences-stored-on = Keuze gemaakt op { $date }.
cookies-preferences-counted = U wordt in de anonieme statistieken meegeteld.
cookies-preferences-not-counted = U wordt niet in de statistieken meegeteld.
cookies-preferences-forget = Mijn keuzes wissen
cookies-preferences-forgotten = Uw keuzes zijn gewist en de cookie is verwijderd.
