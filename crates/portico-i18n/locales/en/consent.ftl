# Services of others that a portal adds: banner, placeholders, choices, versions of the policy.

# Banner. The two answers come from a fixed list: a test compares.
consent-accept-all = Accept all
consent-reject-all = Reject all
consent-choose = Choose one by one
consent-banner-title = Cookies and content from others
consent-banner-text = This site works without them. With your consent it also uses the following, which comes from others, sends them your network address, and may set cookies:
consent-banner-ignored = If you do not answer, none of it is loaded. You can change your mind at any time with “Manage cookies” at the foot of every page.
consent-banner-by = by { $provider }:
consent-changed-title = We ask again because something has changed since you chose:
consent-changed-added = { $title } is new.
consent-changed-purpose = { $title } now serves another purpose.
consent-changed-class = { $title } is now of another kind.
consent-changed-provider = { $title } is now provided by { $provider }.
consent-changed-controller = For { $title }, { $controller } is now responsible.
consent-changed-host-added = { $title } now talks to another host.
consent-changed-storage-added = { $title } now stores something more in your browser.
consent-changed-longer = What { $title } stores now stays longer.
consent-done-accept = Your choice is saved for 180 days: everything is allowed.
consent-done-reject = Your choice is saved for 180 days: everything is refused.
consent-done-saved = Your choices are saved for 180 days.
consent-done-change = Change it
consent-done-hide = Hide this message

# Placeholders.
consent-placeholder-what = This content comes from { $provider } and is not loaded without your consent.
consent-placeholder-learns = If you show it, your browser connects to { $hosts }. { $provider } then learns your network address, which browser you use, and that you came from this site.
consent-placeholder-stores = It may store in your browser: { $names }.
consent-placeholder-signal = Your browser says that you do not want to be tracked, so it stays off unless you decide otherwise here.
consent-placeholder-responsible = Responsible: { $controller }
consent-placeholder-privacy = privacy policy of { $provider }
consent-show-once = Show once
consent-show-always = Always show from this site
consent-open-there = Open at { $host }
consent-shown = Content from { $provider }
consent-shown-once = Shown this once; nothing about it is stored here.
consent-blocked = The author has put content from { $host } here. This site loads nothing from there.
consent-map-title = Another background
consent-map-shown = The background of the map comes from { $provider }.

# Choices.
consent-preferences-intro = Nothing of the following is needed to use this site. What you do not allow is not loaded.
consent-preferences-services = Content and tools of others
consent-preferences-own = Statistics of this site
consent-preferences-details = Who, where, how long
consent-preferences-provider = Provider
consent-preferences-controller = Responsible for the data
consent-preferences-hosts = Your browser then talks to
consent-preferences-stores = Stores in your browser
consent-preferences-policy = Privacy policy
consent-preferences-nothing = nothing
consent-state-allowed = You allow it.
consent-state-refused = You refuse it.
consent-state-signal = Refused, because your browser says so.
consent-state-undecided = You have not chosen: it is off.
consent-signal-honoured = Your browser sent a signal against tracking (Global Privacy Control or Do Not Track). It is honoured: everything optional is refused, you are not counted, and nothing was stored about it.
consent-signal-overruled = Your browser sends a signal against tracking. You made an explicit choice here, and that choice holds.

# The policy when something needs consent.
consent-policy-readers = If you only read, search or download, no cookie is set at all. Some content comes from others: it is loaded only for those who agreed, and everything else works without it.
consent-policy-what-text = A cookie is a short text that a site asks your browser to keep and to send back on the next visit. The items below are the only things that this site, or others through it, may keep in your browser; the last ones only if you agree.
consent-class-statistical-text = Cookies that measure how a site is used. When the figures are made anonymous, so that they cannot be traced to a person, they need no consent. This site counts visits without storing anything in your browser; the tool below is used as well, and only with your consent.
consent-table-caption = Every cookie and other item that this site can cause
consent-set-when = Only after you agreed to it.
consent-stores-nothing = Stores nothing
consent-life-none = Nothing is stored
consent-life-endless = Until it is deleted
consent-life-browser = Until the browser closes
consent-technical-hosts = your browser talks to { $hosts }
consent-technical-own = kept under the address of this site, readable by the provider’s script
consent-technical-theirs = kept under the address of the provider
consent-kind-cookie = cookie
consent-kind-localStorage = local storage
consent-kind-sessionStorage = session storage
consent-kind-indexedDB = browser database
consent-kind-cache = cache
consent-kind-serviceWorker = service worker
consent-kind-connection = connection only

# Versions.
consent-versions-title = Versions of this policy
consent-versions-text = Each version is kept word by word. Its fingerprint (SHA-256) covers the whole document and names the fingerprint of the version before, so that no earlier text can be changed unnoticed.
consent-versions-head = Fingerprint of this version:
consent-versions-document = document
consent-versions-current = the version that holds now
consent-version-earlier = This is version { $version } of { $date }. It no longer holds.
consent-version-now = Read the version that holds now
consent-version-changes = What changed in this version
consent-version-asks = Visitors who had chosen before were asked again.
consent-version-asks-not = Choices made before still hold.
consent-what-first = First version.
consent-what-added = { $service }: added.
consent-what-removed = { $service }: removed.
consent-what-purpose = { $service }: other purpose.
consent-what-class = { $service }: other class.
consent-what-provider = { $service }: other provider.
consent-what-controller = { $service }: somebody else is responsible.
consent-what-host-added = { $service }: another host.
consent-what-host-removed = { $service }: one host less.
consent-what-storage-added = { $service }: stores something more.
consent-what-storage-removed = { $service }: stores less.
consent-what-longer = { $service }: stays longer.
consent-what-shorter = { $service }: stays shorter.
consent-what-wording = Other words, same meaning.
consent-what-wording-service = { $service }: other words, same meaning.
consent-what-technical = { $service }: technical addresses.
consent-what-own-cookies = The description of the portal’s own cookies.
consent-what-statistics = Anonymous statistics switched on or off.
consent-what-prose = The owner’s own text.

# What is wrong with a service.
consent-problem-key = Lower-case letters, digits and single hyphens, 2 to 40 characters.
consent-problem-empty = This must be filled in.
consent-problem-long = This is too long, or has characters that cannot be shown.
consent-problem-address = An address that begins with https:// is needed.
consent-problem-class = Only the portal’s own cookies are necessary; what is added needs consent.
consent-problem-language = The portal’s first language is missing.
consent-problem-hosts-needed = Name at least one host that the browser talks to.
consent-problem-many = There are too many.
consent-problem-host = Host names only, in lower case: video.example.org or *.example.org, without https:// and path.
consent-problem-twice = The same entry is there twice.
consent-problem-name = A name without spaces, semicolons, commas or quotes is needed.
consent-problem-reserved = The portal’s own cookies cannot be declared again.
consent-problem-kind = What is stored must be a cookie or another kind of storage.
consent-problem-days = Browsers keep a cookie for 400 days at most; 0 means until the browser closes.
consent-problem-tiles-needed = A map needs the address of its tiles, and nothing else has one.
consent-problem-tiles = An address on one of the hosts, beginning with https:// and with {"{z}"}, {"{x}"} and {"{y}"}.
consent-problem-script-needed = A measuring tool needs the address of its script, and nothing else has one.
consent-problem-script = An address on one of the hosts, beginning with https://.
consent-problem-data = Names in lower-case letters, digits and hyphens; values up to 500 characters.
