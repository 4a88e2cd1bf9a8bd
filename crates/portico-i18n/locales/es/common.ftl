# Palabras de todas las páginas.
common-skip = Ir al contenido
common-menu = Menú
common-home = Inicio
common-data = Datos
common-about = Acerca de
common-search = Buscar
common-language = Idioma
common-change-language = Cambiar de idioma
common-language-label = Idioma de las páginas
common-previous = Anterior
common-next = Siguiente
common-close = Cerrar
common-clear = Borrar
common-apply = Aplicar
common-cancel = Cancelar
common-save = Guardar
common-yes = Sí
common-no = No
common-none = Ninguno
common-back = Volver
common-download = Descargar
common-print = Imprimir
common-footer = Acerca de este portal
common-footer-legal = Información legal
common-powered-by = Hecho con Portico
common-records = { $count ->
    [one] { $count } registro
   *[other] { $count } registros
 }
common-datasets = { $count ->
    [one] { $count } conjunto de datos
   *[other] { $count } conjuntos de datos
 }
