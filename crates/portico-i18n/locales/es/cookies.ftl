# La política de cookies y la página de preferencias.
cookies-title = Política de cookies
cookies-opening = { $site } usa cookies por una sola razón: para funcionar.
cookies-opening-with-statistics = { $site } usa cookies para funcionar y mide su audiencia sin ninguna cookie.
cookies-readers = Si solo lee, busca o descarga, no se instala ninguna cookie. No hay aviso porque nada de lo que hay aquí necesita su consentimiento.
cookies-readers-infrastructure = Si solo lee, busca o descarga, el sitio mismo no instala ninguna cookie. Lo que está delante de él, como un balanceador de carga, instala las que nombra la tabla: sin ellas no llegaría al sitio. No hay aviso porque nada aquí necesita su consentimiento.
cookies-what-title = ¿Qué es una cookie?
cookies-what-text = Una cookie es un texto breve que un sitio pide a su navegador que guarde y devuelva en la siguiente visita. Las cookies de abajo son lo único que este sitio guarda en su navegador: ni almacenamiento local, ni base de datos, ni identificador oculto.
cookies-classes-title = Cuatro tipos de cookies
cookies-class-necessary-title = Cookies necesarias
cookies-class-necessary-text = Cookies internas sin las cuales no funcionaría un servicio que usted ha pedido: iniciar sesión, conservar el idioma elegido, proteger los formularios, recordar sus preferencias sobre cookies. La ley no exige consentimiento para ellas.
cookies-class-statistical-title = Cookies estadísticas
cookies-class-statistical-text = Cookies que miden el uso de un sitio. Cuando las cifras se hacen anónimas, de modo que no se pueda llegar a una persona, no necesitan consentimiento. Este sitio no usa ninguna: cuando cuenta visitas, no guarda nada en su navegador.
cookies-class-first-party-title = Cookies internas o propias
cookies-class-first-party-text = Cookies que el sitio instala para sí mismo más allá de lo estrictamente necesario, por ejemplo por comodidad. Necesitan su consentimiento.
cookies-class-third-party-title = Cookies de terceros
cookies-class-third-party-text = Cookies que otra organización instala a través del sitio, por ejemplo con un vídeo o un botón para compartir. Necesitan su consentimiento, y es esa organización la que decide qué hace con ellas.
cookies-class-empty = Este sitio no instala ninguna.
cookies-table-title = Las cookies de este sitio
cookies-table-caption = Todas las cookies que este sitio puede instalar. «Portico» es el programa con el que funciona este sitio.
cookies-column-supplier = Proveedor
cookies-column-function = Función y ubicación
cookies-column-name = Nombre de la cookie
cookies-column-purpose = Finalidad
cookies-column-set-when = Cuándo se instala
cookies-column-duration = Duración
cookies-column-technical = Detalles técnicos
cookies-place-both = sitio público y administración
cookies-place-front = sitio público
cookies-place-back = administración
cookies-life-browser-or-days = Hasta cerrar el navegador, o { $count ->
    [one] { $count } día
   *[other] { $count } días
 } si pide mantener la sesión iniciada
cookies-life-days = { $count ->
    [one] { $count } día
   *[other] { $count } días
 }
cookies-life-weeks = { $count ->
    [one] { $count } semana
   *[other] { $count } semanas
 }
cookies-life-months = { $count ->
    [one] { $count } mes
   *[other] { $count } meses
 }
cookies-sessionid-function = Autenticación
cookies-sessionid-purpose = Recuerda quién es usted de una página a otra después de iniciar sesión.
cookies-sessionid-set-when = Cuando inicia sesión correctamente; se elimina al cerrar la sesión.
cookies-django-language-function = Elección de idioma
cookies-django-language-purpose = Recuerda el idioma que ha elegido para las páginas.
cookies-django-language-set-when = Cuando cambia de idioma.
cookies-csrftoken-function = API (protección de los formularios contra la falsificación)
cookies-csrftoken-purpose = Garantiza que un formulario o una llamada que cambia algo procede de este sitio. Su valor no cambia hasta que inicia o cierra sesión; la copia que lleva cada página es distinta.
cookies-csrftoken-set-when = En una página con un formulario protegido, como el inicio de sesión, y mientras tiene la sesión iniciada.
cookies-cookies-preferences-function = Preferencias sobre cookies
cookies-cookies-preferences-purpose = Recuerda lo que ha elegido sobre cookies y estadísticas. Contiene el día y las elecciones, ningún identificador.
cookies-cookies-preferences-set-when = Cuando elige o se opone; las visitas posteriores no la prolongan.
cookies-technical-http-only = oculta a los scripts
cookies-technical-readable = legible por los scripts de este sitio, para que puedan devolverla
cookies-technical-common = SameSite=Lax, enviada solo a este servidor, solo por conexión cifrada cuando el sitio la usa
cookies-infrastructure-technical = instalada bajo la dirección de este sitio por lo que está delante de él
cookies-infrastructure-set-when = Con la primera respuesta, por lo que está delante del sitio.
cookies-refuse-title = Rechazar y eliminar cookies
cookies-refuse-text = Puede bloquear o eliminar las cookies en su navegador. Todo sigue funcionando en este sitio, salvo el inicio de sesión; el idioma elegido se olvida.
cookies-refuse-edge = Edge: Configuración, Privacidad, búsqueda y servicios, Cookies
cookies-refuse-chrome = Chrome: Configuración, Privacidad y seguridad, Cookies de terceros, Ver todos los datos de sitios
cookies-refuse-firefox = Firefox: Ajustes, Privacidad y seguridad, Cookies y datos del sitio
cookies-refuse-safari = Safari: Ajustes, Privacidad, Gestionar datos de sitios web
cookies-contact-title = Preguntas
cookies-contact-text = Preguntas sobre esta página o sobre sus datos: { $contact }.
cookies-contact-none = Las preguntas sobre esta página o sobre sus datos se dirigen al organismo que gestiona este portal.
cookies-contact-officer = Delegado de protección de datos: { $officer }.
cookies-contact-authority = También puede reclamar ante la autoridad de protección de datos: { $authority }.
cookies-contact-any-authority = También puede reclamar ante su autoridad de protección de datos.
cookies-version = Versión { $version }, { $date }
cookies-versions = Versiones anteriores
cookies-versions-none = Esta es la primera versión.
cookies-twins = El mismo contenido como datos
cookies-download-pdf = Descargar en PDF
cookies-paper-source = El texto vigente está en { $address }
cookies-download-json = JSON
cookies-download-csv = CSV
cookies-manage = Gestionar cookies
cookies-preferences-title = Sus preferencias sobre cookies
cookies-preferences-intro = Nada en este sitio necesita su consentimiento. Aun así, puede negarse a que se le cuente en las estadísticas anónimas.
cookies-preferences-statistics = No contar mis visitas en las estadísticas anónimas
cookies-preferences-statistics-help = El recuento se hace en el servidor, no guarda nada en su navegador y no permite identificarle. No necesita consentimiento, pero usted puede oponerse.
cookies-preferences-save = Guardar mis preferencias
cookies-preferences-saved = Sus preferencias se guardan durante 180 días.
cookies-preferences-none = No ha elegido nada y no hay ninguna cookie guardada al respecto.
cookies-preferences-stored = Guardado en su navegador: { $value }
cookies-preferences-stored-on = Elección hecha el { $date }.
cookies-preferences-counted = Se le cuenta en las estadísticas anónimas.
cookies-preferences-not-counted = No se le cuenta en las estadísticas.
cookies-preferences-forget = Olvidar mis preferencias
cookies-preferences-forgotten = Sus preferencias se han olvidado y la cookie se ha eliminado.
