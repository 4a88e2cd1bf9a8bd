# Política de privacidad y condiciones, en lo que el propio portal puede decir.
legal-privacy-title = Política de privacidad
legal-terms-title = Condiciones de uso
legal-cookies-title = Política de cookies
legal-privacy-intro = Lo que este portal sabe de usted y lo que no.
legal-privacy-readers-title = Si solo consulta
legal-privacy-readers-text = Leer, buscar, descargar y llamar a la API no requieren cuenta ni instalan ninguna cookie. El registro de accesos contiene la página, la hora y el resultado, sin su dirección ni su navegador.
legal-privacy-accounts-title = Si tiene una cuenta
legal-privacy-accounts-text = De una cuenta, el portal conserva el correo electrónico, una contraseña que no se puede recuperar, el rol, las sesiones aún válidas y quién hizo cada cambio en los datos.
legal-privacy-security-title = Contra las intrusiones
legal-privacy-security-text = Durante { $days ->
    [one] { $days } día
   *[other] { $days } días
 }, el portal guarda, aparte de todo lo demás, qué peticiones rechazó por seguridad: un inicio de sesión fallido, un formulario falsificado, una clave incorrecta, demasiados intentos. Cada línea dice el minuto, la dirección de red, la página y cuántas veces. Quienes gestionan el portal la leen para notar ataques; nada más se relaciona con ella y después se borra.
legal-privacy-third-title = Terceros
legal-privacy-third-text = Ninguna página carga nada de otro sitio: tipos de letra, mapas y scripts proceden de aquí. Nada se vende ni se cede.
legal-privacy-rights-title = Sus derechos
legal-privacy-rights-text = Puede pedir consultar, corregir o borrar lo que le concierne y reclamar ante su autoridad de protección de datos.
legal-contact = Contacto: { $contact }
legal-terms-data-title = Uso de los datos
legal-terms-data-text = Cada conjunto de datos muestra su licencia en la página Información. La licencia dice qué puede hacer y cómo citar la fuente.
legal-terms-quality-title = Calidad
legal-terms-quality-text = Los datos se publican con cuidado, tal como están. Si encuentra un error, avise a la entidad que figura en la página del conjunto de datos.
legal-terms-fair-title = Uso razonable
legal-terms-fair-text = El portal es de todos. Las peticiones que lo harían más lento para los demás esperan su turno; para grandes volúmenes, use las exportaciones en lugar de muchas peticiones pequeñas.
