# La página de inicio.
home-headline = Datos abiertos, a disposición de todos
home-lead = Encuentre un conjunto de datos, léalo como tabla o en un mapa, descárguelo o consúltelo desde un programa. Sin cuenta.
home-search-placeholder = { $count ->
    [one] Buscar en { $count } conjunto de datos
   *[other] Buscar en { $count } conjuntos de datos
 }
home-words = Palabras clave
home-figure-datasets = { $count ->
    [one] conjunto de datos
   *[other] conjuntos de datos
 }
home-figure-records = { $count ->
    [one] registro
   *[other] registros
 }
home-figure-publishers = { $count ->
    [one] productor
   *[other] productores
 }
home-figure-api = API abierta
home-newest = Novedades
home-themes = Temas
home-publishers = Productores
home-all = Todos los conjuntos de datos
home-empty = Todavía no se ha publicado nada aquí.
