# La page d’accueil.
home-headline = Des données ouvertes, à la disposition de tous
home-lead = Trouvez un jeu de données, lisez-le en tableau ou sur une carte, téléchargez-le ou interrogez-le depuis un programme. Sans compte.
home-search-placeholder = { $count ->
    [one] Chercher dans { $count } jeu de données
   *[other] Chercher dans { $count } jeux de données
 }
home-words = Mots-clés
home-figure-datasets = { $count ->
    [one] jeu de données
   *[other] jeux de données
 }
home-figure-records = { $count ->
    [one] enregistrement
   *[other] enregistrements
 }
home-figure-publishers = { $count ->
    [one] producteur
   *[other] producteurs
 }
home-figure-api = API ouverte
home-newest = Nouveautés
home-themes = Thèmes
home-publishers = Producteurs
home-all = Tous les jeux de données
home-empty = Rien n’a encore été publié ici.
