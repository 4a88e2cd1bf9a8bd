# La administración: marco, panel, ajustes, registro de cambios.
office-title = Administración
office-crumbs = Está aquí
office-tabs = Pantallas de este objeto
office-dashboard = Panel
office-datasets = Conjuntos de datos
office-jobs = Tareas
office-statistics = Estadísticas
office-people = Personas
office-groups = Grupos
office-keys = Claves de API
office-cookies = Cookies
office-settings = Ajustes
office-trail = Registro de cambios
office-required = (obligatorio)
office-errors = No se ha guardado nada. Revise estos campos:
office-filter = Filtrar
office-wrong-date = Una fecha se escribe así: 2026-11-25.
office-done-saved = Guardado.
office-done-created = Creado.
office-done-deleted = Eliminado.
office-done-unchanged = No había cambiado nada, así que no se ha guardado nada.
office-latest = Últimos cambios
office-trail-lead = Cada cambio de datos, personas y ajustes, con su autor. Nadie puede corregir ni borrar lo que está escrito aquí.
office-trail-total = { $count ->
    [one] { $count } cambio
   *[other] { $count } cambios
 }
office-trail-empty = Todavía no se ha anotado ningún cambio.
office-trail-none = Ningún cambio corresponde a este filtro. Elija un periodo más largo o borre el filtro.
office-trail-all = Todo el registro
office-trail-any = Cualquiera
office-trail-thing = Objeto
office-trail-thing-id = Identificador
office-trail-action = Acción
office-trail-author = Autor
office-trail-from = Desde
office-trail-to = Hasta
office-trail-change = Cambio
office-trail-difference = Diferencias
office-trail-when = Fecha y hora
office-trail-where = Dónde
office-trail-before = Antes
office-trail-after = Después
office-trail-whole = todo
office-trail-secret = Cambiado. El valor es secreto y no se guarda aquí.
office-trail-no-difference = No se comparó ningún valor en este cambio.
office-trail-more = { $count ->
    [one] { $count } diferencia más no se guardó.
   *[other] { $count } diferencias más no se guardaron.
 }
office-trail-history = Todos los cambios de este objeto
office-author-key = Clave de API de { $name }
office-author-operator = Línea de comandos
office-author-job = Tarea { $name }
office-author-anonymous = Nadie con sesión iniciada
office-thing-dataset = Conjunto de datos
office-thing-attachment = Adjunto
office-thing-schedule = Programación
office-thing-job = Tarea
office-thing-person = Persona
office-thing-invitation = Invitación
office-thing-group = Grupo
office-thing-key = Clave de API
office-thing-session = Sesión
office-thing-settings = Ajustes
office-thing-cookies = Cookies
office-thing-feedback = Comentario de un lector
office-action-create = Creación
office-action-change = Cambio
office-action-delete = Eliminación
office-action-restore = Restauración
office-action-publish = Publicación
office-action-unpublish = Retirada de la publicación
office-action-import = Importación
office-action-push = Envío continuo
office-action-invite = Invitación
office-action-enable = Activación
office-action-disable = Desactivación
office-action-grant = Concesión
office-action-revoke = Revocación
office-action-cancel = Cancelación
office-action-retry = Nuevo intento
office-settings-general = General
office-settings-look = Aspecto
office-settings-catalog = Catálogo
office-settings-legal = Textos legales
office-settings-general-lead = Lo que guarde aquí vale enseguida, en todas las páginas.
office-settings-look-lead = El color de acento es el de los enlaces y los botones. Los colores que se leen mal se rechazan.
office-settings-catalog-lead = Quien publica elige entre estas palabras al describir un conjunto de datos. Los conjuntos conservan lo que tienen.
office-settings-legal-lead = En Markdown. Donde un texto está vacío, la página dice lo que el programa puede decir de sí mismo. El contacto y el enlace a la política de cookies se añaden solos.
office-settings-fixed = Decidido en el archivo de ajustes o en el entorno del servidor; no se puede cambiar aquí.
office-settings-title = Nombre del portal
office-settings-languages = Idiomas de las páginas
office-settings-languages-help = Con un solo idioma no hay menú ni cookie de idioma.
office-settings-first = Primer idioma
office-settings-timezone = Zona horaria
office-settings-timezone-help = La administración indica las horas en esta zona.
office-settings-contact = Contacto
office-settings-contact-help = Un correo electrónico o una frase, que se muestra en las páginas legales.
office-settings-footer = Pie de cada página
office-settings-footer-help = Por ejemplo, el nombre y la dirección del organismo que gestiona el portal. Para colocar usted los enlaces, escriba { $links }; los de la política de cookies y de las opciones deben estar.
office-settings-officer = Delegado de protección de datos
office-settings-officer-help = Nombre y dirección, que se muestran en las páginas legales.
office-settings-authority = Autoridad de protección de datos
office-settings-authority-help = Nombre y dirección de la autoridad ante la que se puede reclamar.
office-settings-browsers = Borrar las cookies, navegador por navegador
office-settings-browsers-help = Un navegador por línea. Vacío: las instrucciones del programa.
office-settings-licences = Licencias
office-settings-licences-help = Una por línea: nombre | dirección de su texto.
office-settings-themes = Temas
office-settings-themes-help = Uno por línea.
office-settings-accent-light = Color de acento, claro
office-settings-accent-dark = Color de acento, oscuro
office-settings-accent-help = Una almohadilla y seis cifras, como #17655d.
office-settings-contrast = contraste más débil: { $ratio } a 1 (hace falta al menos 4,5)
office-settings-preview = Vista previa
office-settings-preview-chosen = Lo elegido
office-settings-usual = Volver a los colores habituales
office-settings-logo = Logotipo
office-settings-logo-now = El logotipo actual
office-settings-logo-file = Imagen
office-settings-logo-help = PNG, JPEG, WebP o GIF, de { $count } KiB como máximo. Se muestra con 40 píxeles de alto, junto al nombre.
office-settings-logo-save = Usar esta imagen
office-settings-logo-remove = Quitar el logotipo
office-settings-conflict = Otra persona cambió estos ajustes mientras usted los editaba. Todavía no se ha guardado nada suyo.
office-settings-conflict-hint = Sus datos están abajo. Guarde otra vez para ponerlos en lugar de los otros, o recargue la página para partir de los otros.
office-wrong-long = Demasiado largo: { $count } caracteres como máximo.
office-wrong-many = Demasiados: { $count } como máximo.
office-wrong-language = El portal no habla «{ $value }».
office-wrong-timezone = No existe la zona horaria «{ $value }».
office-wrong-colour = «{ $value }» no es un color. Escríbalo como #17655d.
office-wrong-contrast = Este color se lee mal: su contraste más débil es de { $ratio } a 1, y hace falta 4,5. Hágalo más oscuro para el tema claro, más claro para el oscuro.
office-wrong-address = «{ $value }» no es una dirección web. Escríbala con https://.
office-wrong-twice = «{ $value }» aparece dos veces.
office-wrong-nameless = «{ $value }» no tiene nombre delante.
office-wrong-foot-link = No hay ningún enlace «{ $value }» para el pie de página.
office-wrong-foot-without = Un pie que coloca enlaces necesita { $value }: debe encontrarse en cada página.
office-wrong-no-file = Elija primero una imagen.
office-wrong-picture = Este archivo no es una imagen PNG, JPEG, WebP o GIF. Un dibujo (SVG) puede contener scripts: guarde el logotipo como PNG.
office-wrong-picture-large = La imagen es demasiado grande: { $count } KiB y 4000 píxeles por lado como máximo.
office-attention = Lo que pide atención
office-attention-none = Nada pide su atención.
office-attention-more = y { $count } más
office-attention-failed = { $count ->
    [one] { $count } tarea ha fallado
   *[other] { $count } tareas han fallado
 }
office-attention-failed-hint = En los últimos 14 días. Lea el motivo y vuelva a intentarlo.
office-attention-stale = { $count ->
    [one] { $count } conjunto de datos es más antiguo de lo debido
   *[other] { $count } conjuntos de datos son más antiguos de lo debido
 }
office-attention-stale-hint = Más antiguos que la frecuencia que anuncian, o que un año. Actualícelos o diga con qué frecuencia cambian.
office-attention-drafts = { $count ->
    [one] { $count } borrador
   *[other] { $count } borradores
 }
office-attention-drafts-hint = Solo los ve quien puede editarlos.
office-attention-licence = { $count ->
    [one] { $count } conjunto de datos sin licencia
   *[other] { $count } conjuntos de datos sin licencia
 }
office-attention-licence-hint = Nadie sabe qué se puede hacer con los datos.
office-attention-description = { $count ->
    [one] { $count } conjunto de datos sin descripción
   *[other] { $count } conjuntos de datos sin descripción
 }
office-attention-description-hint = Dos frases dicen qué es un registro y de dónde vienen los datos.
office-attention-searches = Búsquedas sin resultado
office-attention-searches-hint = De las estadísticas anónimas: solo se conocen las palabras que escribieron bastantes visitantes distintos.
office-searches-in-vain = { $vain } de { $all } búsquedas
office-searched-by = { $count ->
    [one] { $count } visitante
   *[other] { $count } visitantes
 }
office-last-days = últimos { $days } días
office-age = { $age } días
office-age-promised = { $age } días, anunciado: cada { $days ->
    [one] día
   *[other] { $days } días
 }
office-do-publish = Publicar un archivo
office-do-jobs = Ver las tareas
office-do-statistics = Estadísticas
office-do-settings = Ajustes
office-first = Por dónde empezar
office-first-lead = Este portal aún no tiene ningún conjunto de datos que usted pueda editar. Cada paso lleva unos minutos.
office-first-publish = Publicar un primer archivo
office-first-publish-text = Una hoja de cálculo, un CSV, un GeoJSON o un Shapefile comprimido se convierte en un conjunto de datos con tabla, mapa, descargas y API.
office-first-name = Dar nombre al portal
office-first-name-text = Su nombre, sus idiomas, su zona horaria y a quién escribir.
office-first-look = Darle sus colores
office-first-look-text = Un logotipo y un color de acento que todos puedan leer.
office-first-people = Invitar a quienes publican
office-first-people-text = Cada uno con su cuenta, para que el registro diga quién hizo qué.
office-first-read = Leer lo que los datos pueden responder
office-first-read-text = El lenguaje de consulta detrás de cada tabla, mapa, gráfico y exportación.
office-statistics-off = Este portal no cuenta sus visitas: las estadísticas están desactivadas en su archivo de ajustes.
office-statistics-lead = Los mismos números que ve todo el mundo; no se sabe nada más.
office-statistics-periods = Periodo
statistics-total-searches_in_vain = búsquedas sin resultado
statistics-total-by_people = peticiones de personas
statistics-total-by_programs = peticiones de programas
statistics-total-by_bots = peticiones de robots
statistics-total-client_errors = peticiones rechazadas
statistics-total-server_errors = fallos nuestros

office-refusals = Peticiones rechazadas
office-refusals-lead = Inicios de sesión fallidos, formularios falsificados, claves incorrectas y demasiados intentos { $days ->
    [one] del último día
   *[other] de los últimos { $days } días
 }, con su dirección de red. Esta lista sirve para notar ataques y para nada más; las líneas más antiguas se borran. Se actualiza cada minuto.
office-refusals-off = No se guarda nada: el ajuste security.days es 0.
office-refusals-none = No se ha rechazado nada.
office-refusal-what = Qué
office-refusal-address = Dirección de red
office-refusal-path = Página
office-refusal-count = Cuántas veces
office-refusal-sign-in = Inicio de sesión fallido
office-refusal-many = Demasiados intentos
office-refusal-forged = Formulario falsificado
office-refusal-key = Clave incorrecta
office-refusal-more = Más, sin detalle

office-settings-own = Metadatos
office-settings-own-lead = Lo que los conjuntos de datos de este portal dicen además del título, la licencia y lo demás. El formulario de descripción lo pide, los lectores lo encuentran en la página del conjunto de datos, los programas como custom.nombre.
office-own-new = Un campo más
office-own-label = Etiqueta
office-own-name = Nombre para programas
office-own-name-help = Una letra y después letras, cifras, guiones y guiones bajos. Si se deja vacío, se forma con la etiqueta. Los valores pertenecen al nombre: un campo con otro nombre empieza vacío.
office-own-form = Tipo de valor
office-own-form-text = Una línea de texto
office-own-form-long-text = Varias líneas de texto
office-own-form-list = Varias palabras
office-own-form-int = Un número entero
office-own-form-double = Un número
office-own-form-date = Un día
office-own-form-flag = Sí o no
office-own-form-choice = Una de las opciones
office-own-form-choices = Varias de las opciones
office-own-choices = Opciones
office-own-choices-help = Una por línea, donde se elige algo.
office-own-help = Cómo rellenarlo
office-own-need = Si es necesario
office-own-need-optional = Opcional
office-own-need-recommended = Recomendado: el panel lo recuerda
office-own-need-mandatory = Necesario antes de publicar
office-own-facet = Los lectores filtran el catálogo con él
office-own-internal = Solo para quienes trabajan con los conjuntos de datos, nunca se muestra a los lectores
office-own-place = Lugar
office-own-remove = Quitar este campo
office-own-remove-help = Lo que los conjuntos de datos dicen con él se conserva y vuelve con un campo del mismo nombre.
office-wrong-name = «{ $value }» no es un nombre: escriba una letra y después letras, cifras, guiones y guiones bajos.
office-wrong-no-choices = Escriba entre qué se elige.
office-attention-own = { $count ->
    [one] { $count } conjunto de datos sin un campo que este portal quiere
   *[other] { $count } conjuntos de datos sin un campo que este portal quiere
}
office-attention-own-hint = La configuración dice qué campos son recomendados o necesarios.
