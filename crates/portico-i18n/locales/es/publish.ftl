# Publicar: archivos, vistas previas, descripciones.
publish-new = Nuevo conjunto de datos
publish-update-title = Nuevos datos para { $dataset }
publish-lead = Primero envíe los datos. Verá qué entiende el portal y podrá corregirlo todo antes de publicar nada.
publish-by-file = Un archivo de este ordenador
publish-by-address = Un archivo de la web
publish-file = Archivo
publish-limit = CSV, Excel (.xlsx), LibreOffice (.ods), JSON, JSON Lines, GeoJSON, Parquet o Shapefile comprimido; como máximo { $limit }. También puede soltarlo aquí.
publish-send = Enviar el archivo
publish-sending = Enviando
publish-lost = Se ha perdido la conexión. El envío seguirá en cuanto vuelva.
publish-too-large = El archivo supera el límite de { $limit }. Envíelo comprimido o pregunte a quien gestiona el portal.
publish-paused = En pausa
publish-pause = Pausar
publish-resume = Continuar
publish-sent = El archivo ya está aquí.
publish-address = Dirección
publish-address-help = Empieza por http:// o https://. El propio portal descarga el archivo.
publish-fetch = Descargar
publish-waiting = Archivos aún sin usar
publish-size = Tamaño
publish-incomplete = (incompleto: elija el mismo archivo para continuar)
publish-discard = Descartar
office-done-upload-discarded = El archivo se ha borrado.
publish-search = Título o identificador
publish-state = Estado
publish-state-draft = borrador
publish-state-published = publicado
publish-state-restricted = publicado, restringido
publish-total = { $count ->
    [one] { $count } conjunto de datos
   *[other] { $count } conjuntos de datos
 }
publish-none = No hay conjuntos de datos que mostrar.
publish-dataset = Conjunto de datos
publish-records = Registros
publish-version = Versión
publish-changed = Último cambio (UTC)
publish-actions = Acciones
publish-update = Nuevos datos
publish-page = Su página
publish-look = Ver los datos
publish-first-rows = Los primeros registros
publish-looked-at = { $count ->
    [one] Primer vistazo a { $count } registro. La importación leerá todo el archivo: un tipo se mantiene solo si encajan todos los valores.
   *[other] Primer vistazo a { $count } registros. La importación leerá todo el archivo: un tipo se mantiene solo si encajan todos los valores.
 }
publish-whole = { $count ->
    [one] { $count } registro, leído entero.
   *[other] { $count } registros, todos leídos.
 }
publish-problems = { $count ->
    [one] { $count } problema en este vistazo
   *[other] { $count } problemas en este vistazo
 }
publish-line = Línea
publish-column = Columna
publish-problem = Problema
publish-value = Valor
publish-notes = Observaciones sobre el archivo
publish-file-choices = Cómo leer el archivo
publish-fields = Campos
publish-guessed = automático ({ $guess })
publish-automatic = automático
publish-format = Formato
publish-encoding = Codificación
publish-separator = Separador
publish-separator-tab = tabulador
publish-separator-space = espacio
publish-header-row = Fila de los encabezados
publish-header-row-help = – 0 si no hay
publish-sheet = Hoja
publish-records-path = Dónde están los registros
publish-crs = Sistema de coordenadas
publish-crs-help = Por ejemplo EPSG:25830, si el archivo no lo dice.
publish-bad-cells = Celdas que no encajan en su tipo
publish-bad-empty = dejarlas vacías y listarlas
publish-bad-row = omitir toda la fila y listarla
publish-bad-text = mantener toda la columna como texto
publish-sample = por ejemplo { $sample }
publish-type = Tipo
publish-label = Etiqueta
publish-more = Más
publish-name = Nombre técnico
publish-date-format = Cómo se escriben las fechas
publish-unit = Unidad
publish-facet = Ofrecer como filtro
publish-yes = sí
publish-no = no
publish-multivalued = Varios valores, separados por
publish-hidden = No mostrar en la tabla (la API y las exportaciones lo tienen)
publish-hierarchical = Niveles, separados por
publish-field-description = Descripción
publish-type-text = texto
publish-type-int = número entero
publish-type-double = número decimal
publish-type-boolean = sí o no
publish-type-date = fecha
publish-type-datetime = fecha y hora
publish-type-geo-point-2d = punto en el mapa
publish-type-geo-shape = forma en el mapa
publish-type-file = archivo
publish-follow = Ver el resultado
publish-next = Siguiente: describirlo
publish-update-how = Qué pasa con los registros
publish-update-now = Actualizar el conjunto de datos
publish-mode = Los registros del conjunto de datos
publish-mode-replace = se sustituyen por los del archivo
publish-mode-append = se quedan y se añaden los del archivo
publish-mode-upsert = con la misma clave se sustituyen, los demás se añaden
publish-key = Clave
publish-key-help = Para sustituir por clave: el campo que identifica cada registro.
publish-note = Qué cambia (para la lista de versiones)
publish-drift = Los campos difieren de los de { $dataset }
publish-drift-missing = { $field } falta en el archivo
publish-drift-added = { $field } es nuevo
publish-drift-changed = { $field }: era { $old }, pasa a { $new }
publish-drift-accept = Acepto estos cambios
publish-newer-version = La versión { $number } de { $author } llegó después de que usted miró esto. Su archivo reemplazaría sus registros: mire una vez más y publique de nuevo si es lo que quiere.
publish-drift-unseen = Los campos del archivo difieren de los del conjunto de datos. Mire las diferencias y acéptelas si son intencionadas
publish-about = Describir el conjunto de datos
publish-title = Título
publish-title-missing = Hace falta un título.
publish-too-long = Esto supera los 20.000 caracteres.
publish-id = Identificador en las direcciones
publish-id-help = Minúsculas, cifras y guiones. Ya no cambiará.
publish-description = Descripción
publish-description-help = Qué contiene, quién lo recogió, qué no dice. Se permite HTML; se quitan scripts e imágenes.
publish-theme = Temas
publish-keyword = Palabras clave
publish-keyword-help = Separadas por comas.
publish-license = Licencia
publish-license-help = Elija una sugerencia o escriba otra.
publish-publisher = Productor
publish-references = De dónde viene
publish-language = Idioma de los datos
publish-language-help = Dos letras: en, fr, es…
publish-from = Primer día que cubren los datos
publish-until = Último día
publish-day-help = Por ejemplo 2026-11-25.
publish-proposed = Propuesto a partir de los datos: corríjalo si hace falta.
publish-spatial = Zona que cubren los datos
publish-spatial-help = Un lugar, u oeste, sur, este, norte en grados.
publish-frequency = Frecuencia de actualización
publish-publish = Publicar
publish-draft = Guardar como borrador
publish-delete = Eliminar
publish-delete-ask = «{ $title }» desaparecerá de todas las páginas y de la API.
publish-not-yours = Puede ver esto, pero no cambiarlo en este estado.
publish-unpublish = Volver a borrador
publish-save = Guardar
publish-about-it = Descripción
publish-theirs = Su texto está en el formulario de abajo, sin guardar. Mientras tanto alguien guardó:
publish-deleted = Eliminados
publish-deleted-when = Eliminado (UTC)
publish-bring-back = Recuperar
publish-versions-lead = Restaurar crea una versión nueva con los datos, la descripción y los pasos de una anterior: no se pierde nada del historial.
publish-restore = Restaurar
office-done-dataset-published = El conjunto de datos está publicado.
office-done-dataset-unpublished = El conjunto de datos vuelve a ser un borrador.
office-done-dataset-deleted = El conjunto de datos se ha eliminado. Puede recuperarlo abajo.
office-done-dataset-back = El conjunto de datos ha vuelto como era.
publish-delete-days = { $count ->
    [one] Se puede recuperar durante { $count } día; después se pierde.
   *[other] Se puede recuperar durante { $count } días; después se pierde.
 }
publish-before-this = Como antes de este cambio
office-done-description-back = La descripción está como antes de ese cambio. Esto también es un cambio y puede deshacerse.
source-title = Origen
source-lead = De dónde vienen los registros. Una persona envía un archivo o una dirección; un programa puede indicar un origen, que se lee en cada publicación, o enviar registros.
source-current = Lo que ven los lectores
source-none-yet = Todavía no hay registros.
source-file = Archivo
source-size = Tamaño
source-named = Origen indicado por un programa
source-named-none = Ningún programa ha indicado uno.
source-name = Título
source-kind = Leído como
source-by = Por
source-read = Leerlo de nuevo y publicar
source-forget = Olvidar este origen
source-forget-ask = El conjunto de datos «{ $title }» ya no tiene origen y su archivo se elimina. Los registros quedan como están.
source-files = Archivos enviados por programas
source-is-read = en uso
source-places = Lugares a los que los programas envían registros
source-place = Lugar
source-last-push = Último envío
source-waiting = En espera
source-refused = Rechazados
source-closed = cerrado
source-open = Aceptar envíos de nuevo
source-close = Rechazar envíos
source-again = Probar de nuevo los rechazados
office-done-source-forgotten = El origen está olvidado. Los registros quedan.
office-done-source-file-dropped = El archivo se ha eliminado.
office-done-pushes-again = Los envíos esperan de nuevo su turno.
feedback-title = Comentarios
feedback-lead = Lo que lectores con sesión iniciada dicen de algunos registros. Corrija el origen o los pasos; después el asunto se cierra aquí.
feedback-filter = Qué comentarios
feedback-open = Abiertos
feedback-archived = Cerrados
feedback-none = Nadie ha dicho nada que siga abierto.
feedback-none-archived = Todavía no se ha cerrado nada.
feedback-record = Registro
feedback-look = El registro
feedback-said = Lo que se dijo
feedback-who = Quién
feedback-empty = (debería estar vacío)
feedback-archive = Cerrar
feedback-count = { $count ->
    [one] { $count } comentario
   *[other] { $count } comentarios
 }
office-done-feedback = El asunto está cerrado.
office-attention-feedback = { $count ->
    [one] Los lectores tienen algo que decir de { $count } conjunto de datos
   *[other] Los lectores tienen algo que decir de { $count } conjuntos de datos
 }
office-attention-feedback-hint = Dicen que un registro está mal y quizá qué sería correcto.
