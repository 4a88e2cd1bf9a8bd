# Privacyverklaring en voorwaarden, voor zover het portaal er zelf iets over kan zeggen.
legal-privacy-title = Privacyverklaring
legal-terms-title = Gebruiksvoorwaarden
legal-cookies-title = Cookiebeleid
legal-privacy-intro = Wat dit portaal over u weet, en wat niet.
legal-privacy-readers-title = Als u alleen leest
legal-privacy-readers-text = Voor lezen, zoeken, downloaden en het aanroepen van de API is geen account nodig en wordt geen cookie geplaatst. Het toegangslogboek bevat de pagina, het tijdstip en het resultaat, zonder uw adres en zonder uw browser.
legal-privacy-accounts-title = Als u een account hebt
legal-privacy-accounts-text = Voor een account bewaart het portaal het e-mailadres, een wachtwoord dat niet kan worden teruggelezen, de rol, de tijdstippen van inlogsessies die nog geldig zijn en wie welke wijzigingen in de data heeft aangebracht.
legal-privacy-security-title = Tegen inbraak
legal-privacy-security-text = Het portaal bewaart { $days ->
    [one] { $days } dag
   *[other] { $days } dagen
 } lang, los van al het andere, welke verzoeken het om veiligheidsredenen heeft geweigerd: een mislukte aanmelding, een vervalst formulier, een verkeerde sleutel, te veel pogingen. Zo’n regel bevat de minuut, het netwerkadres, de pagina en hoe vaak. Wie het portaal beheert, leest dit om aanvallen op te merken; er wordt niets aan gekoppeld en daarna wordt het gewist.
legal-privacy-third-title = Derden
legal-privacy-third-text = Geen enkele pagina laadt iets van een andere site: lettertypen, kaarten en scripts komen van hier. Er wordt niets verkocht of doorgegeven.
legal-privacy-rights-title = Uw rechten
legal-privacy-rights-text = U kunt vragen om wat u betreft in te zien, te verbeteren of te verwijderen, en een klacht indienen bij uw privacytoezichthouder.
legal-contact = Contact: { $contact }
legal-terms-data-title = Gebruik van de data
legal-terms-data-text = Elke dataset toont zijn licentie op de pagina “Informatie”. De licentie zegt wat u mag doen en hoe u de bron vermeldt.
legal-terms-quality-title = Kwaliteit
legal-terms-quality-text = De data wordt met zorg gepubliceerd, zoals ze is. Vindt u een fout, meld die dan aan de uitgever die op de pagina van de dataset staat.
legal-terms-fair-title = Redelijk gebruik
legal-terms-fair-text = Het portaal is er voor iedereen. Verzoeken die het voor anderen zouden vertragen, wachten op hun beurt; gebruik voor grote hoeveelheden de exports in plaats van veel kleine verzoeken.
