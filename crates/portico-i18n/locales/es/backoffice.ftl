# La administración: marco, panel, ajustes, registro de cambios.
office-title = Administración
office-crumbs = Está aquí
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
office-figure-published = { $count ->
    [one] conjunto de datos publicado
   *[other] conjuntos de datos publicados
 }
office-figure-drafts = { $count ->
    [one] borrador
   *[other] borradores
 }
office-trail-lead = Cada cambio de datos, personas y ajustes, con su autor. Nadie puede corregir ni borrar lo que está escrito aquí. Las horas son UTC.
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
