// What does the browser keep for this page, beyond cookies?
(async () => {
  const list = async (read) => { try { return (await read()).slice(0, 500).map((name) => String(name).slice(0, 200)); } catch { return []; } };
  return {
    host: location.host,
    localStorage: await list(() => Object.keys(localStorage)),
    sessionStorage: await list(() => Object.keys(sessionStorage)),
    indexedDB: await list(async () => (await indexedDB.databases()).map((database) => database.name)),
    cache: await list(() => caches.keys()),
    serviceWorker: await list(async () => (await navigator.serviceWorker.getRegistrations()).map((one) => new URL((one.active ?? one.waiting ?? one.installing)?.scriptURL ?? one.scope).pathname)),
  };
})()
