# Die Cookie-Richtlinie und die Seite mit den Einstellungen.
cookies-title = Cookie-Richtlinie
cookies-opening = { $site } verwendet Cookies aus einem einzigen Grund: damit die Website funktioniert.
cookies-opening-with-statistics = { $site } verwendet Cookies, damit die Website funktioniert, und misst die Nutzung ganz ohne Cookies.
cookies-readers = Wenn Sie nur lesen, suchen oder herunterladen, wird kein Cookie gesetzt. Es gibt kein Banner, weil hier nichts Ihre Einwilligung erfordert.
cookies-readers-infrastructure = Wenn Sie nur lesen, suchen oder herunterladen, setzt diese Website selbst kein Cookie. Was vor ihr steht, etwa ein Lastverteiler, setzt die Cookies, die in der Tabelle stehen: Ohne sie würden Sie die Website nicht erreichen. Es gibt kein Banner, weil hier nichts Ihre Einwilligung braucht.
cookies-what-title = Was ist ein Cookie?
cookies-what-text = Ein Cookie ist ein kurzer Text, den Ihr Browser auf Bitten einer Website aufbewahrt und beim nächsten Besuch zurücksendet. Die unten genannten Cookies sind das Einzige, was diese Website in Ihrem Browser speichert: kein lokaler Speicher, keine Datenbank, keine versteckte Kennung.
cookies-classes-title = Vier Arten von Cookies
cookies-class-necessary-title = Notwendige Cookies
cookies-class-necessary-text = Interne Cookies, ohne die ein von Ihnen gewünschter Dienst nicht funktionieren würde: sich anmelden, die gewählte Sprache beibehalten, Formulare schützen, sich Ihre Cookie-Einstellungen merken. Das Gesetz verlangt dafür keine Einwilligung.
cookies-class-statistical-title = Statistik-Cookies
cookies-class-statistical-text = Cookies, die messen, wie eine Website genutzt wird. Werden die Zahlen anonymisiert, sodass sie sich keiner Person zuordnen lassen, ist keine Einwilligung nötig. Diese Website verwendet keine: Wenn sie Besuche zählt, speichert sie nichts in Ihrem Browser.
cookies-class-first-party-title = Interne Cookies (First-Party-Cookies)
cookies-class-first-party-text = Cookies, die die Website über das unbedingt Notwendige hinaus selbst setzt, zum Beispiel für mehr Komfort. Sie erfordern Ihre Einwilligung.
cookies-class-third-party-title = Cookies von Dritten (Third-Party-Cookies)
cookies-class-third-party-text = Cookies, die eine andere Organisation über die Website setzt, zum Beispiel mit einem Video oder einer Schaltfläche zum Teilen. Sie erfordern Ihre Einwilligung, und jene Organisation entscheidet, was sie damit tut.
cookies-class-empty = Diese Website setzt keine.
cookies-table-title = Die Cookies dieser Website
cookies-table-caption = Alle Cookies, die diese Website setzen kann. „Portico“ ist die Software, mit der diese Website läuft.
cookies-column-supplier = Anbieter
cookies-column-function = Funktion und Ort
cookies-column-name = Name des Cookies
cookies-column-purpose = Zweck
cookies-column-set-when = Wann gesetzt
cookies-column-duration = Speicherdauer
cookies-column-technical = Technische Angaben
cookies-place-both = öffentlicher Bereich und Verwaltung
cookies-place-front = öffentlicher Bereich
cookies-place-back = Verwaltung
cookies-life-browser-or-days = Bis zum Schließen des Browsers oder { $count ->
    [one] { $count } Tag
   *[other] { $count } Tage
 }, wenn Sie angemeldet bleiben möchten
cookies-life-days = { $count ->
    [one] { $count } Tag
   *[other] { $count } Tage
 }
cookies-life-weeks = { $count ->
    [one] { $count } Woche
   *[other] { $count } Wochen
 }
cookies-life-months = { $count ->
    [one] { $count } Monat
   *[other] { $count } Monate
 }
cookies-sessionid-function = Authentifizierung
cookies-sessionid-purpose = Merkt sich nach der Anmeldung von einer Seite zur nächsten, wer Sie sind.
cookies-sessionid-set-when = Wenn Sie sich erfolgreich anmelden; wird beim Abmelden entfernt.
cookies-django-language-function = Wahl der Sprache
cookies-django-language-purpose = Merkt sich die Sprache, die Sie für die Seiten gewählt haben.
cookies-django-language-set-when = Wenn Sie zu einer anderen Sprache wechseln.
cookies-csrftoken-function = API (Schutz der Formulare vor Fälschung)
cookies-csrftoken-purpose = Stellt sicher, dass ein Formular oder ein Aufruf, der etwas ändert, von dieser Website stammt. Der Wert bleibt gleich, bis Sie sich an- oder abmelden; die Kopie in jeder Seite ist eine andere.
cookies-csrftoken-set-when = Auf einer Seite mit geschütztem Formular, etwa der Anmeldung, und solange Sie angemeldet sind.
cookies-cookies-preferences-function = Cookie-Einstellungen
cookies-cookies-preferences-purpose = Merkt sich, was Sie zu Cookies und Statistik gewählt haben. Es enthält den Tag und die Auswahl, keine Kennung.
cookies-cookies-preferences-set-when = Wenn Sie eine Auswahl treffen oder widersprechen; spätere Besuche verlängern es nicht.
cookies-technical-http-only = für Skripte verborgen
cookies-technical-readable = für Skripte dieser Website lesbar, damit sie es zurücksenden können
cookies-technical-common = SameSite=Lax, wird nur an diesen Host gesendet, nur über verschlüsselte Verbindungen, sofern die Website sie verwendet
cookies-infrastructure-technical = unter der Adresse dieser Website gesetzt von dem, was vor ihr steht
cookies-infrastructure-set-when = Mit der ersten Antwort, von dem, was vor der Website steht.
cookies-refuse-title = Cookies ablehnen und löschen
cookies-refuse-text = Sie können Cookies in Ihrem Browser blockieren oder löschen. Auf dieser Website funktioniert dann weiterhin alles außer der Anmeldung; eine gewählte Sprache wird vergessen.
cookies-refuse-edge = Edge: Einstellungen, Datenschutz, Suche und Dienste, Cookies
cookies-refuse-chrome = Chrome: Einstellungen, Datenschutz und Sicherheit, Drittanbieter-Cookies, Alle Websitedaten ansehen
cookies-refuse-firefox = Firefox: Einstellungen, Datenschutz & Sicherheit, Cookies und Website-Daten
cookies-refuse-safari = Safari: Einstellungen, Datenschutz, Websitedaten verwalten
cookies-contact-title = Fragen
cookies-contact-text = Fragen zu dieser Seite oder zu Ihren Daten: { $contact }.
cookies-contact-none = Fragen zu dieser Seite oder zu Ihren Daten richten Sie an die Stelle, die dieses Portal betreibt.
cookies-contact-officer = Datenschutzbeauftragte Person: { $officer }.
cookies-contact-authority = Sie können sich auch bei der Datenschutzbehörde beschweren: { $authority }.
cookies-contact-any-authority = Sie können sich auch bei Ihrer Datenschutzbehörde beschweren.
cookies-version = Version { $version }, { $date }
cookies-versions = Frühere Versionen
cookies-versions-none = Dies ist die erste Version.
cookies-twins = Dasselbe als Daten
cookies-download-pdf = Als PDF herunterladen
cookies-paper-source = Die aktuell gültige Fassung finden Sie unter { $address }
cookies-download-json = JSON
cookies-download-csv = CSV
cookies-manage = Cookies verwalten
cookies-preferences-title = Ihre Cookie-Einstellungen
cookies-preferences-intro = Nichts auf dieser Website erfordert Ihre Einwilligung. Sie können trotzdem ablehnen, in der anonymen Statistik gezählt zu werden.
cookies-preferences-statistics = Meine Besuche nicht in der anonymen Statistik zählen
cookies-preferences-statistics-help = Gezählt wird auf dem Server; in Ihrem Browser wird nichts gespeichert, und nichts lässt sich zu Ihnen zurückverfolgen. Eine Einwilligung ist nicht nötig, aber Sie können widersprechen.
cookies-preferences-save = Auswahl speichern
cookies-preferences-saved = Ihre Auswahl ist für 180 Tage gespeichert.
cookies-preferences-none = Sie haben keine Auswahl getroffen, und es ist kein Cookie dazu gespeichert.
cookies-preferences-stored = In Ihrem Browser gespeichert: { $value }
cookies-preferences-stored-on = Auswahl getroffen am { $date }.
cookies-preferences-counted = Sie werden in der anonymen Statistik gezählt.
cookies-preferences-not-counted = Sie werden in der Statistik nicht gezählt.
cookies-preferences-forget = Auswahl vergessen
cookies-preferences-forgotten = Ihre Auswahl ist vergessen und das Cookie entfernt.
