# Tareas: lo que se ejecuta en segundo plano.
jobs-lead = Lo que el portal hace en segundo plano. Una tarea que falla dice por qué y se puede repetir; ninguna se pierde cuando el portal se detiene.
jobs-filter = Estado de las tareas
jobs-all = Todas
jobs-none = Ninguna tarea está en este estado.
jobs-none-yet = Todavía no se ha hecho nada en segundo plano. Las importaciones, las actualizaciones programadas y los correos aparecerán aquí.
jobs-about = Tareas del conjunto de datos { $dataset }.
jobs-see-all = Ver todas las tareas
jobs-task = Tarea
jobs-state = Estado
jobs-how-far = Avance
jobs-author = Pedida por
jobs-when = Cuándo (UTC)
jobs-kind-import = Importación
jobs-kind-fetch = Descarga de un archivo
jobs-kind-update = Actualización programada
jobs-kind-restore = Restauración de una versión
jobs-kind-mail = Correo
jobs-kind-other = Tarea
jobs-state-waiting = en espera
jobs-state-running = en curso
jobs-state-done = hecha
jobs-state-failed = fallida
jobs-state-cancelled = cancelada
jobs-open-dataset = Abrir el conjunto de datos
jobs-look-at-file = Ver el archivo
jobs-refused = { $count ->
    [one] { $count } fila con celdas rechazadas: la lista
   *[other] { $count } filas con celdas rechazadas: la lista
 }
jobs-attempt = intento { $number } de { $allowed }
jobs-phase-fetching = descarga
jobs-phase-reading = lectura de todas las filas
jobs-phase-storing = almacenamiento
jobs-phase-working = trabajando
jobs-bytes-of = { $bytes } de { $total }
jobs-rows = { $count ->
    [one] { $count } fila
   *[other] { $count } filas
 }
jobs-rate = { $rate } por segundo
jobs-left = faltan unos { $seconds } s
jobs-not-begun = Aún no le ha llegado el turno.
jobs-look-again = Mirar de nuevo
jobs-cancel = Cancelar la tarea
jobs-retry = Intentar de nuevo
jobs-log = Registro
jobs-log-empty = Aún no ha dicho nada.
jobs-asked-by = Pedida por { $author }
office-done-job-cancelled = La tarea termina.
office-done-job-retried = La tarea espera otra vez su turno.
