# Datenschutzerklärung und Nutzungsbedingungen, soweit das Portal selbst dazu etwas sagen kann.
legal-privacy-title = Datenschutzerklärung
legal-terms-title = Nutzungsbedingungen
legal-cookies-title = Cookie-Richtlinie
legal-privacy-intro = Was dieses Portal über Sie weiß und was nicht.
legal-privacy-readers-title = Wenn Sie nur lesen
legal-privacy-readers-text = Lesen, Suchen, Herunterladen und Aufrufe der API erfordern kein Konto und setzen kein Cookie. Das Zugriffsprotokoll enthält die Seite, die Uhrzeit und das Ergebnis, weder Ihre Adresse noch Ihren Browser.
legal-privacy-accounts-title = Wenn Sie ein Konto haben
legal-privacy-accounts-text = Zu einem Konto speichert das Portal die E-Mail-Adresse, ein Passwort, das sich nicht zurücklesen lässt, die Rolle, die Zeitpunkte der noch gültigen Anmeldungen und wer welche Änderungen an Daten vorgenommen hat.
legal-privacy-security-title = Gegen Einbrüche
legal-privacy-security-text = { $days ->
    [one] Einen Tag
   *[other] { $days } Tage
 } lang bewahrt das Portal, getrennt von allem anderen, auf, welche Anfragen es aus Sicherheitsgründen abgewiesen hat: eine misslungene Anmeldung, ein gefälschtes Formular, ein falscher Schlüssel, zu viele Versuche. Ein solcher Eintrag enthält die Minute, die Netzadresse, die Seite und wie oft. Wer das Portal betreibt, liest ihn, um Angriffe zu bemerken; nichts wird damit verknüpft, und danach wird er gelöscht.
legal-privacy-third-title = Dritte
legal-privacy-third-text = Keine Seite lädt etwas von einer anderen Website: Schriften, Karten und Skripte kommen von hier. Nichts wird verkauft oder weitergegeben.
legal-privacy-rights-title = Ihre Rechte
legal-privacy-rights-text = Sie können Auskunft, Berichtigung oder Löschung Ihrer Daten verlangen und sich bei Ihrer Datenschutzbehörde beschweren.
legal-contact = Kontakt: { $contact }
legal-terms-data-title = Nutzung der Daten
legal-terms-data-text = Jeder Datensatz nennt seine Lizenz auf der Seite „Informationen“. Die Lizenz sagt, was erlaubt ist und wie die Quelle zu nennen ist.
legal-terms-quality-title = Qualität
legal-terms-quality-text = Die Daten werden sorgfältig und so veröffentlicht, wie sie vorliegen. Wenn Sie einen Fehler finden, teilen Sie ihn dem Herausgeber mit, der auf der Seite des Datensatzes genannt ist.
legal-terms-fair-title = Faire Nutzung
legal-terms-fair-text = Das Portal ist für alle da. Anfragen, die es für andere verlangsamen würden, müssen warten; verwenden Sie für große Mengen die Exporte statt vieler kleiner Anfragen.
