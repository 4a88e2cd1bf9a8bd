# Servicios de terceros que un portal añade: aviso, contenidos en espera, elecciones, versiones de la política.

# Aviso. Las dos respuestas vienen de una lista fija: una prueba compara.
consent-accept-all = Aceptar todo
consent-reject-all = Rechazar todo
consent-choose = Elegir uno por uno
consent-banner-title = Cookies y contenidos de terceros
consent-banner-text = Este sitio funciona sin ellos. Con su consentimiento utiliza también cookies y contenidos de terceros, que reciben entonces su dirección de red:
consent-banner-ignored = Si no responde, nada de esto se carga. Puede cambiar de opinión en cualquier momento con «Gestionar cookies» al pie de cada página.
consent-banner-by = de { $provider }:
consent-changed-title = Volvemos a preguntar porque algo ha cambiado desde su elección:
consent-changed-added = { $title } es nuevo.
consent-changed-purpose = { $title } tiene ahora otra finalidad.
consent-changed-class = { $title } es ahora de otra clase.
consent-changed-provider = { $title } lo ofrece ahora { $provider }.
consent-changed-controller = De { $title } responde ahora { $controller }.
consent-changed-host-added = { $title } se comunica ahora con otro servidor.
consent-changed-storage-added = { $title } guarda ahora algo más en su navegador.
consent-changed-longer = Lo que guarda { $title } permanece ahora más tiempo.
consent-done-accept = Su elección queda guardada 180 días: todo está permitido.
consent-done-reject = Su elección queda guardada 180 días: todo está rechazado.
consent-done-saved = Sus elecciones quedan guardadas 180 días.
consent-done-change = Cambiarla
consent-done-hide = Ocultar este mensaje

# Contenidos en espera.
consent-placeholder-what = Este contenido viene de { $provider } y no se carga sin su consentimiento.
consent-placeholder-learns = Si lo muestra, su navegador se conecta con { $hosts }. { $provider } conoce entonces su dirección de red, qué navegador usa y que viene de este sitio.
consent-placeholder-stores = Puede guardar en su navegador: { $names }.
consent-placeholder-signal = Su navegador indica que no quiere ser rastreado, así que queda desactivado salvo que aquí decida otra cosa.
consent-placeholder-responsible = Responsable: { $controller }
consent-placeholder-privacy = política de privacidad de { $provider }
consent-show-once = Mostrar una vez
consent-show-always = Mostrar siempre en este sitio
consent-open-there = Abrir en { $host }
consent-shown = Contenido de { $provider }
consent-shown-once = Mostrado solo esta vez; aquí no se guarda nada al respecto.
consent-blocked = Aquí el autor puso un contenido de { $host }. Este sitio no carga nada de allí.
consent-map-title = Otro fondo
consent-map-shown = El fondo del mapa viene de { $provider }.

# Elecciones.
consent-preferences-intro = Nada de lo siguiente hace falta para usar este sitio. Lo que no permita no se carga.
consent-preferences-services = Contenidos y herramientas de terceros
consent-preferences-own = Estadísticas de este sitio
consent-preferences-details = Quién, dónde, cuánto tiempo
consent-preferences-provider = Proveedor
consent-preferences-controller = Responsable de los datos
consent-preferences-hosts = Su navegador se comunica entonces con
consent-preferences-stores = Guarda en su navegador
consent-preferences-policy = Política de privacidad
consent-preferences-nothing = nada
consent-state-allowed = Lo permite.
consent-state-refused = Lo rechaza.
consent-state-signal = Rechazado, porque su navegador lo pide.
consent-state-undecided = No ha elegido: está desactivado.
consent-signal-honoured = Su navegador envió una señal contra el rastreo (Global Privacy Control o Do Not Track). Se respeta: todo lo opcional está rechazado, no se le cuenta, y no se ha guardado nada al respecto.
consent-signal-overruled = Su navegador envía una señal contra el rastreo. Usted hizo aquí una elección expresa, y esa elección vale.

# La política cuando algo necesita consentimiento.
consent-policy-readers = Si solo lee, busca o descarga, no se instala ninguna cookie. Algunos contenidos vienen de terceros: solo se cargan para quienes aceptaron, y todo lo demás funciona sin ellos.
consent-policy-what-text = Una cookie es un texto breve que un sitio pide a su navegador que guarde y devuelva en la visita siguiente. Los elementos de abajo son los únicos que este sitio, u otros a través de él, pueden guardar en su navegador; los últimos solo si usted acepta.
consent-class-statistical-text = Cookies que miden cómo se usa un sitio. Cuando las cifras se hacen anónimas, de modo que no permiten llegar a una persona, no necesitan consentimiento. Este sitio cuenta las visitas sin guardar nada en su navegador; la herramienta de abajo se usa además, y solo con su consentimiento.
consent-table-caption = Todas las cookies y otros elementos que este sitio puede causar
consent-set-when = Solo después de que usted lo acepte.
consent-stores-nothing = No guarda nada
consent-life-none = No se guarda nada
consent-life-endless = Hasta que se borre
consent-life-browser = Hasta que se cierre el navegador
consent-technical-hosts = su navegador se comunica con { $hosts }
consent-technical-own = guardado bajo la dirección de este sitio, legible por el script del proveedor
consent-technical-theirs = guardado bajo la dirección del proveedor
consent-kind-cookie = cookie
consent-kind-localStorage = almacenamiento local
consent-kind-sessionStorage = almacenamiento de sesión
consent-kind-indexedDB = base de datos del navegador
consent-kind-cache = caché
consent-kind-serviceWorker = service worker
consent-kind-connection = solo conexión

# Versiones.
consent-versions-title = Versiones de esta política
consent-versions-text = Cada versión se conserva palabra por palabra. Su huella (SHA-256) abarca el documento entero y nombra la huella de la versión anterior, de modo que ningún texto anterior puede cambiarse sin que se note.
consent-versions-head = Huella de esta versión:
consent-versions-document = documento
consent-versions-current = la versión vigente
consent-version-earlier = Esta es la versión { $version } del { $date }. Ya no está vigente.
consent-version-now = Leer la versión vigente
consent-version-changes = Qué cambió en esta versión
consent-version-asks = Se volvió a preguntar a quienes ya habían elegido.
consent-version-asks-not = Las elecciones anteriores siguen valiendo.
consent-what-first = Primera versión.
consent-what-added = { $service }: añadido.
consent-what-removed = { $service }: retirado.
consent-what-purpose = { $service }: otra finalidad.
consent-what-class = { $service }: otra clase.
consent-what-provider = { $service }: otro proveedor.
consent-what-controller = { $service }: otro responsable.
consent-what-host-added = { $service }: un servidor más.
consent-what-host-removed = { $service }: un servidor menos.
consent-what-storage-added = { $service }: guarda algo más.
consent-what-storage-removed = { $service }: guarda menos.
consent-what-longer = { $service }: permanece más tiempo.
consent-what-shorter = { $service }: permanece menos tiempo.
consent-what-wording = Otras palabras, el mismo sentido.
consent-what-wording-service = { $service }: otras palabras, el mismo sentido.
consent-what-technical = { $service }: direcciones técnicas.
consent-what-own-cookies = La descripción de las cookies propias del portal.
consent-what-statistics = Estadísticas anónimas activadas o desactivadas.
consent-what-prose = El texto propio del titular.

# Qué falla en un servicio.
consent-problem-key = Letras minúsculas, cifras y guiones simples, de 2 a 40 caracteres.
consent-problem-empty = Hay que rellenarlo.
consent-problem-long = Es demasiado largo, o tiene caracteres que no se pueden mostrar.
consent-problem-address = Hace falta una dirección que empiece por https://.
consent-problem-class = Solo las cookies propias del portal son necesarias; lo añadido necesita consentimiento.
consent-problem-language = Falta el primer idioma del portal.
consent-problem-hosts-needed = Nombre al menos un servidor con el que se comunica el navegador.
consent-problem-many = Son demasiados.
consent-problem-host = Solo nombres de servidor, en minúsculas: video.example.org o *.example.org, sin https:// ni ruta.
consent-problem-twice = Lo mismo está dos veces.
consent-problem-name = Hace falta un nombre sin espacios, puntos y coma, comas ni comillas.
consent-problem-reserved = Las cookies propias del portal no se pueden declarar otra vez.
consent-problem-kind = Lo que se guarda tiene que ser una cookie u otro tipo de almacenamiento.
consent-problem-days = Los navegadores guardan una cookie 400 días como máximo; 0 significa hasta que se cierre el navegador.
consent-problem-tiles-needed = Un mapa necesita la dirección de sus teselas, y nada más la tiene.
consent-problem-tiles = Una dirección en uno de los servidores, que empiece por https:// y contenga {"{z}"}, {"{x}"} y {"{y}"}.
consent-problem-script-needed = Una herramienta de medición necesita la dirección de su script, y nada más la tiene.
consent-problem-script = Una dirección en uno de los servidores, que empiece por https://.
consent-problem-data = Nombres en letras minúsculas, cifras y guiones; valores de hasta 500 caracteres.
