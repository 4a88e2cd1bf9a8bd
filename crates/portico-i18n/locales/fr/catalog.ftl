# Le catalogue.
catalog-title = Données
catalog-title-search = { $words } · Données
catalog-description = Tous les jeux de données ouverts de { $site } : recherche, tableaux, cartes, téléchargements, API.
catalog-search = Chercher un jeu de données
catalog-filters = Filtres
catalog-found = { $count ->
    [0] Aucun jeu de données
    [one] { $count } jeu de données
   *[other] { $count } jeux de données
 }
catalog-sort = Trier par
catalog-sort-newest = Plus récents d’abord
catalog-sort-oldest = Plus anciens d’abord
catalog-sort-title = Titre, de A à Z
catalog-sort-title-back = Titre, de Z à A
catalog-sort-records = Nombre d’enregistrements
catalog-pages = Pages
catalog-updated = mis à jour le { $date }
catalog-facet-theme = Thème
catalog-facet-features = Contenu
catalog-facet-publisher = Producteur
catalog-facet-keyword = Mot-clé
catalog-facet-license = Licence
catalog-facet-language = Langue
catalog-facet-modified = Modification
catalog-feature-analyze = Chiffres à analyser
catalog-feature-timeserie = Dates
catalog-feature-geo = Lieux sur une carte
catalog-feature-image = Images
catalog-language-en = anglais
catalog-language-fr = français
catalog-language-es = espagnol
catalog-language-de = allemand
catalog-language-it = italien
catalog-language-pt = portugais
catalog-language-nl = néerlandais
catalog-language-ca = catalan
catalog-language-eu = basque
catalog-language-sv = suédois
catalog-language-ar = arabe
catalog-nothing = Aucun jeu de données ne correspond
catalog-nothing-text = Essayez moins de mots, d’autres mots, ou retirez un filtre. Le début d’un mot suffit.
catalog-all = Voir tous les jeux de données
catalog-none-yet = Pas encore de jeu de données
catalog-none-yet-text = Dès qu’il en sera publié un, il figurera ici.
catalog-as-file = Cette liste en fichier :
