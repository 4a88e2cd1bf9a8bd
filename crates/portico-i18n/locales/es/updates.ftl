# Actualizaciones programadas: un conjunto de datos se mantiene al día desde una dirección.
updates-title = Actualizaciones
updates-none = Nada trae datos nuevos automáticamente.
updates-new = Mantenerlo al día desde una dirección
updates-one = Actualización programada
updates-lead = El portal vuelve a descargar el archivo en estos momentos. Solo lo que ha cambiado crea una versión; si los campos son otros, esperan su decisión.
updates-now = Ahora
updates-plan = De dónde y cuándo
updates-source = Fuente
updates-when = Cuándo
updates-hourly = cada hora
updates-daily = cada día a las 3:00
updates-weekly = cada lunes a las 3:00
updates-own = con mi propio horario
updates-cron = Mi propio horario (cron)
updates-cron-help = Minuto, hora, día del mes, mes, día de la semana, en la zona horaria { $zone }. Por ejemplo 0 6 * * 1-5: de lunes a viernes a las 6:00.
updates-next = Próxima ejecución
updates-last = Último resultado
updates-person = Con los permisos de
updates-operator = quien gestiona el portal
updates-running = en curso
updates-paused = en pausa
updates-job = la tarea
updates-outcome-updated = versión nueva
updates-outcome-unchanged = nada nuevo
updates-outcome-drift = otros campos
updates-outcome-failed = fallida
updates-outcome-cancelled = cancelada
updates-failures = { $count ->
    [one] { $count } vez seguida
   *[other] { $count } veces seguidas
 }
updates-drift = Los campos de la fuente han cambiado
updates-drift-help = Los lectores siguen viendo la versión anterior. Acepte el cambio si es intencionado, o haga corregir la fuente.
updates-accept = Aceptar y actualizar
updates-look = Ver la diferencia
updates-run = Actualizar ahora
updates-pause = Pausar
updates-resume = Reanudar
updates-remove = Quitar
updates-remove-ask = El conjunto de datos deja de actualizarse desde { $address }. Sus datos se quedan.
updates-add = Mantenerlo al día
updates-keep = Mantener al día este conjunto de datos
updates-keep-help = El portal vuelve a descargar el archivo de la misma dirección.
updates-never = no, solo esta vez
office-done-update-added = Desde ahora, el conjunto de datos se mantiene al día.
office-done-update-paused = La actualización programada está en pausa.
office-done-update-resumed = La actualización programada vuelve a funcionar.
office-done-update-removed = Se ha quitado la actualización programada. Los datos se quedan.
office-attention-drift = { $count ->
    [one] { $count } fuente tiene otros campos que antes
   *[other] { $count } fuentes tienen otros campos que antes
 }
office-attention-drift-hint = Los lectores siguen viendo la versión anterior. Mire la diferencia y acéptela, o haga corregir la fuente.
office-attention-updates = { $count ->
    [one] { $count } actualización programada falla
   *[other] { $count } actualizaciones programadas fallan
 }
office-attention-updates-hint = Se intentan de nuevo, cada vez con menos frecuencia. Lea el motivo.
office-attention-mail = { $count ->
    [one] { $count } correo no se pudo enviar
   *[other] { $count } correos no se pudieron enviar
 }
office-attention-mail-hint = Lea el motivo. En la página de la persona se puede crear otro enlace y entregarlo en mano.
office-mail-given-up = Abandonado { $when }.
office-mail-again = Se intentará de nuevo.
updates-words = Cambios de la descripción
updates-words-lead = Una versión guarda las últimas palabras que los lectores vieron con ella. Lo que antes era distinto está aquí.
