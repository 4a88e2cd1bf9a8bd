// Which pages for signed-in people does this page lead to?
[...new Set([...document.querySelectorAll("a[href]")].map((link) => new URL(link.href, location)).filter((url) => url.origin === location.origin && /^\/(backoffice|account)\//.test(url.pathname)).map((url) => url.pathname))].slice(0, 100)
