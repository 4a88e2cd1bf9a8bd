# The cookies policy and the page of choices.
cookies-title = Cookies policy
cookies-opening = { $site } uses cookies for one reason: so that it works.
cookies-opening-with-statistics = { $site } uses cookies so that it works, and performs web analytics without any cookie.
cookies-readers = If you only read, search or download, no cookie is set at all. There is no banner because nothing here needs your consent.
cookies-readers-infrastructure = If you only read, search or download, this site itself sets no cookie. What stands in front of it, such as a load balancer, sets the ones that the table names: without them you would not reach the site. There is no banner because nothing here needs your consent.
cookies-what-title = What is a cookie?
cookies-what-text = A cookie is a short text that a site asks your browser to keep and to send back on the next visit. The cookies below are the only things that this site keeps in your browser: no local storage, no database, no hidden identifier.
cookies-classes-title = Four kinds of cookies
cookies-class-necessary-title = Necessary cookies
cookies-class-necessary-text = Internal cookies without which a service that you asked for would not work: signing in, keeping the language that you chose, protecting forms, remembering your choices about cookies. The law does not ask for consent to them.
cookies-class-statistical-title = Statistical cookies
cookies-class-statistical-text = Cookies that measure how a site is used. When the figures are made anonymous, so that they cannot be traced to a person, they need no consent. This site uses none: where it counts visits, it does so without storing anything in your browser.
cookies-class-first-party-title = Internal, first-party cookies
cookies-class-first-party-text = Cookies that the site sets for itself, beyond what is strictly necessary, for instance for comfort. They need your consent.
cookies-class-third-party-title = Third-party cookies
cookies-class-third-party-text = Cookies that another organisation sets through the site, for instance with a video or a share button. They need your consent, and that organisation decides what it does with them.
cookies-class-empty = This site sets none.
cookies-table-title = The cookies of this site
cookies-table-caption = Every cookie that this site can set. “Portico” is the software that this site runs on.
cookies-column-supplier = Supplier
cookies-column-function = Function and location
cookies-column-name = Cookie name
cookies-column-purpose = Purpose
cookies-column-set-when = Set when
cookies-column-duration = Duration
cookies-column-technical = Technical details
cookies-place-both = front and back office
cookies-place-front = front office
cookies-place-back = back office
cookies-life-browser-or-days = Until the browser closes, or { $count ->
    [one] { $count } day
   *[other] { $count } days
 } if you ask to stay signed in
cookies-life-days = { $count ->
    [one] { $count } day
   *[other] { $count } days
 }
cookies-life-weeks = { $count ->
    [one] { $count } week
   *[other] { $count } weeks
 }
cookies-life-months = { $count ->
    [one] { $count } month
   *[other] { $count } months
 }
cookies-sessionid-function = Authentication
cookies-sessionid-purpose = Remembers who you are from one page to the next after you have signed in.
cookies-sessionid-set-when = When you sign in successfully; removed when you sign out.
cookies-django-language-function = Choice of language
cookies-django-language-purpose = Remembers the language that you chose for the pages.
cookies-django-language-set-when = When you switch to another language.
cookies-csrftoken-function = API (protection of forms against forgery)
cookies-csrftoken-purpose = Makes sure that a form or a call that changes something comes from this site. Its value stays the same until you sign in or out; the copy in each page is different.
cookies-csrftoken-set-when = On a page with a protected form, such as signing in, and while you are signed in.
cookies-cookies-preferences-function = Choices about cookies
cookies-cookies-preferences-purpose = Remembers what you chose about cookies and statistics. It holds the day and the choices, no identifier.
cookies-cookies-preferences-set-when = When you make a choice or an objection; not extended by later visits.
cookies-technical-http-only = hidden from scripts
cookies-technical-readable = readable by scripts of this site, so that they can send it back
cookies-technical-common = SameSite=Lax, sent to this host only, encrypted connections only when the site uses them
cookies-infrastructure-technical = set under the address of this site by what stands in front of it
cookies-infrastructure-set-when = With the first answer, by what stands in front of the site.
cookies-refuse-title = Refusing and deleting cookies
cookies-refuse-text = You can block or delete cookies in your browser. Everything on this site keeps working, except signing in; a language that you chose is then forgotten.
cookies-refuse-edge = Edge: Settings, Privacy, search and services, Cookies
cookies-refuse-chrome = Chrome: Settings, Privacy and security, Third-party cookies, See all site data
cookies-refuse-firefox = Firefox: Settings, Privacy & Security, Cookies and Site Data
cookies-refuse-safari = Safari: Settings, Privacy, Manage Website Data
cookies-contact-title = Questions
cookies-contact-text = Questions about this page or about your data: { $contact }.
cookies-contact-none = Questions about this page or about your data go to the organisation that runs this portal.
cookies-contact-officer = Data protection officer: { $officer }.
cookies-contact-authority = You may also complain to the data-protection authority: { $authority }.
cookies-contact-any-authority = You may also complain to your data-protection authority.
cookies-version = Version { $version }, { $date }
cookies-versions = Earlier versions
cookies-versions-none = This is the first version.
cookies-twins = The same as data
cookies-download-pdf = Download as PDF
cookies-paper-source = The text that holds today is at { $address }
cookies-download-json = JSON
cookies-download-csv = CSV
cookies-manage = Manage cookies
cookies-preferences-title = Your choices about cookies
cookies-preferences-intro = Nothing on this site needs your consent. You can still say no to being counted in the anonymous statistics.
cookies-preferences-statistics = Do not count my visits in the anonymous statistics
cookies-preferences-statistics-help = Counting happens on the server, stores nothing in your browser and cannot be traced to you. It needs no consent, but you may object.
cookies-preferences-save = Save my choices
cookies-preferences-saved = Your choices are saved for 180 days.
cookies-preferences-none = You have not made a choice, and no cookie about it is stored.
cookies-preferences-stored = Stored in your browser: { $value }
cookies-preferences-stored-on = Choice made on { $date }.
cookies-preferences-counted = You are counted in the anonymous statistics.
cookies-preferences-not-counted = You are not counted in the statistics.
cookies-preferences-forget = Forget my choices
cookies-preferences-forgotten = Your choices are forgotten and the cookie is removed.
