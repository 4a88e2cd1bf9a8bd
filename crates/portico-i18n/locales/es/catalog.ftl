# El catálogo.
catalog-title = Datos
catalog-title-search = { $words } · Datos
catalog-description = Todos los conjuntos de datos abiertos de { $site }: búsqueda, tablas, mapas, descargas, API.
catalog-search = Buscar un conjunto de datos
catalog-filters = Filtros
catalog-found = { $count ->
    [0] Ningún conjunto de datos
    [one] { $count } conjunto de datos
   *[other] { $count } conjuntos de datos
 }
catalog-sort = Ordenar por
catalog-sort-newest = Más recientes primero
catalog-sort-oldest = Más antiguos primero
catalog-sort-title = Título, de la A a la Z
catalog-sort-title-back = Título, de la Z a la A
catalog-sort-records = Más registros
catalog-pages = Páginas
catalog-updated = actualizado el { $date }
catalog-facet-theme = Tema
catalog-facet-features = Qué ofrece
catalog-facet-publisher = Productor
catalog-facet-keyword = Palabra clave
catalog-facet-license = Licencia
catalog-facet-language = Idioma
catalog-facet-modified = Modificación
catalog-feature-analyze = Cifras para analizar
catalog-feature-timeserie = Fechas
catalog-feature-geo = Lugares en un mapa
catalog-feature-image = Imágenes
catalog-language-en = inglés
catalog-language-fr = francés
catalog-language-es = español
catalog-language-de = alemán
catalog-language-it = italiano
catalog-language-pt = portugués
catalog-language-nl = neerlandés
catalog-language-ca = catalán
catalog-language-eu = euskera
catalog-language-sv = sueco
catalog-language-ar = árabe
catalog-nothing = Ningún conjunto de datos coincide
catalog-nothing-text = Pruebe con menos palabras o con otras, o quite un filtro. Basta con el principio de una palabra.
catalog-all = Ver todos los conjuntos de datos
catalog-none-yet = Todavía no hay conjuntos de datos
catalog-none-yet-text = En cuanto se publique uno, aparecerá aquí.
catalog-as-file = Esta lista como archivo:
