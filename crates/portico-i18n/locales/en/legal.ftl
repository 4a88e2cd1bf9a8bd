# Privacy policy and terms, as far as the portal itself can say them.
legal-privacy-title = Privacy policy
legal-terms-title = Terms and conditions
legal-cookies-title = Cookies policy
legal-privacy-intro = What this portal knows about you, and what it does not.
legal-privacy-readers-title = People who read
legal-privacy-readers-text = Reading, searching, downloading and calling the API need no account and set no cookie. The access log holds the page, the time and the outcome, without your address and without your browser.
legal-privacy-accounts-title = People with an account
legal-privacy-accounts-text = For an account the portal keeps the e-mail address, a password that cannot be read back, the role, the sign-ins that are still valid, and which changes to data were made by whom.
legal-privacy-security-title = Against break-ins
legal-privacy-security-text = For { $days ->
    [one] { $days } day
   *[other] { $days } days
 } the portal keeps, apart from everything else, which requests it refused for the sake of security: a sign-in that failed, a forged form, a wrong key, too many attempts. Such an entry holds the minute, the network address, the page and how often. Those who run the portal read it to notice attacks; nothing is linked to it, and it is then deleted.
legal-privacy-third-title = Third parties
legal-privacy-third-text = No page loads anything from another site: fonts, maps and scripts come from here. Nothing is sold or handed on.
legal-privacy-rights-title = Your rights
legal-privacy-rights-text = You may ask to see, correct or delete what concerns you, and complain to your data-protection authority.
legal-contact = Contact: { $contact }
legal-terms-data-title = Using the data
legal-terms-data-text = Each dataset shows its licence on its Information page. The licence says what you may do and how to name the source.
legal-terms-quality-title = Quality
legal-terms-quality-text = The data is published with care, as it is. If you find a mistake, tell the publisher named on the dataset’s page.
legal-terms-fair-title = Fair use
legal-terms-fair-text = The portal is for everyone. Requests that would slow it down for others wait their turn; for large amounts, use the exports rather than many small requests.
