# Publier : fichiers, aperçus, descriptions.
publish-new = Nouveau jeu de données
publish-update-title = Nouvelles données pour { $dataset }
publish-lead = Envoyez d’abord les données. Vous verrez ce que le portail en comprend et pourrez tout corriger avant toute publication.
publish-by-file = Un fichier de cet ordinateur
publish-by-address = Un fichier du web
publish-file = Fichier
publish-limit = CSV, Excel (.xlsx), LibreOffice (.ods), JSON, JSON Lines, GeoJSON, Parquet ou Shapefile zippé ; { $limit } au plus. Vous pouvez aussi le déposer ici.
publish-send = Envoyer le fichier
publish-sending = Envoi
publish-lost = La connexion est perdue. L’envoi reprendra dès son retour.
publish-too-large = Le fichier dépasse la limite de { $limit }. Compressez-le, ou demandez à l’équipe du portail.
publish-paused = En pause
publish-pause = Mettre en pause
publish-resume = Reprendre
publish-sent = Le fichier est arrivé.
publish-address = Adresse
publish-address-help = Commence par http:// ou https://. Le portail récupère lui-même le fichier.
publish-fetch = Récupérer
publish-waiting = Fichiers pas encore utilisés
publish-size = Taille
publish-incomplete = (incomplet : choisissez le même fichier pour reprendre)
publish-discard = Jeter
office-done-upload-discarded = Le fichier est supprimé.
publish-search = Titre ou identifiant
publish-state = État
publish-state-draft = brouillon
publish-state-published = publié
publish-state-restricted = publié, accès restreint
publish-total = { $count ->
    [one] { $count } jeu de données
   *[other] { $count } jeux de données
 }
publish-none = Aucun jeu de données à afficher.
publish-dataset = Jeu de données
publish-records = Enregistrements
publish-version = Version
publish-changed = Dernière modification (UTC)
publish-actions = Actions
publish-update = Nouvelles données
publish-page = Sa page
publish-look = Regarder les données
publish-first-rows = Les premiers enregistrements
publish-looked-at = { $count ->
    [one] Premier aperçu sur { $count } enregistrement. L’import lira tout le fichier : un type n’est gardé que si chaque valeur convient.
   *[other] Premier aperçu sur { $count } enregistrements. L’import lira tout le fichier : un type n’est gardé que si chaque valeur convient.
 }
publish-whole = { $count ->
    [one] { $count } enregistrement, lu en entier.
   *[other] { $count } enregistrements, tous lus.
 }
publish-problems = { $count ->
    [one] { $count } problème dans cet aperçu
   *[other] { $count } problèmes dans cet aperçu
 }
publish-line = Ligne
publish-column = Colonne
publish-problem = Problème
publish-value = Valeur
publish-notes = Remarques sur le fichier
publish-file-choices = Comment lire le fichier
publish-fields = Champs
publish-guessed = automatique ({ $guess })
publish-automatic = automatique
publish-format = Format
publish-encoding = Encodage
publish-separator = Séparateur
publish-separator-tab = tabulation
publish-separator-space = espace
publish-header-row = Ligne des en-têtes
publish-header-row-help = – 0 s’il n’y en a pas
publish-sheet = Feuille
publish-records-path = Où sont les enregistrements
publish-crs = Système de coordonnées
publish-crs-help = Par exemple EPSG:2154, si le fichier ne le dit pas.
publish-bad-cells = Cellules qui ne conviennent pas au type
publish-bad-empty = les laisser vides et les lister
publish-bad-row = écarter la ligne entière et la lister
publish-bad-text = garder toute la colonne en texte
publish-sample = par exemple { $sample }
publish-type = Type
publish-label = Libellé
publish-more = Plus
publish-name = Nom technique
publish-date-format = Écriture des dates
publish-unit = Unité
publish-facet = Proposer comme filtre
publish-yes = oui
publish-no = non
publish-multivalued = Plusieurs valeurs, séparées par
publish-hidden = Ne pas montrer dans le tableau (l’API et les exports l’ont)
publish-hierarchical = Niveaux, séparés par
publish-field-description = Description
publish-type-text = texte
publish-type-int = nombre entier
publish-type-double = nombre décimal
publish-type-boolean = oui ou non
publish-type-date = date
publish-type-datetime = date et heure
publish-type-geo-point-2d = point sur la carte
publish-type-geo-shape = forme sur la carte
publish-type-file = fichier
publish-follow = Voir le résultat
publish-next = Suite : le décrire
publish-update-how = Que deviennent les enregistrements
publish-update-now = Mettre à jour le jeu de données
publish-mode = Les enregistrements du jeu de données
publish-mode-replace = sont remplacés par ceux du fichier
publish-mode-append = restent, ceux du fichier s’ajoutent
publish-mode-upsert = de même clé sont remplacés, les autres ajoutés
publish-key = Clé
publish-key-help = Pour remplacer par clé : le champ qui identifie chaque enregistrement.
publish-note = Ce qui change (pour la liste des versions)
publish-drift = Les champs diffèrent de ceux de { $dataset }
publish-drift-missing = { $field } manque dans le fichier
publish-drift-added = { $field } est nouveau
publish-drift-changed = { $field } : était { $old }, devient { $new }
publish-drift-accept = J’accepte ces changements
publish-newer-version = La version { $number } de { $author } est arrivée depuis que vous avez regardé. Votre fichier en remplacerait les enregistrements : regardez encore une fois, et publiez de nouveau si c’est ce que vous voulez.
publish-drift-unseen = Les champs du fichier diffèrent de ceux du jeu de données. Regardez les différences ci-dessous et acceptez-les si elles sont voulues
publish-about = Décrire le jeu de données
publish-title = Titre
publish-title-missing = Il faut un titre.
publish-too-long = Ceci dépasse 20 000 caractères.
publish-id = Identifiant dans les adresses
publish-id-help = Lettres minuscules, chiffres et tirets. Il ne changera plus.
publish-description = Description
publish-description-help = Ce qu’il contient, qui l’a recueilli, ce qu’il ne dit pas. HTML permis ; scripts et images sont retirés.
publish-theme = Thèmes
publish-keyword = Mots-clés
publish-keyword-help = Séparés par des virgules.
publish-license = Licence
publish-license-help = Choisissez une suggestion ou écrivez-en une autre.
publish-publisher = Producteur
publish-references = D’où il vient
publish-language = Langue des données
publish-language-help = Deux lettres : en, fr, es…
publish-from = Premier jour couvert
publish-until = Dernier jour
publish-day-help = Par exemple 2026-11-25.
publish-proposed = Proposé d’après les données : corrigez au besoin.
publish-spatial = Zone couverte
publish-spatial-help = Un lieu, ou ouest, sud, est, nord en degrés.
publish-frequency = Fréquence de mise à jour
publish-publish = Publier
publish-draft = Garder en brouillon
publish-delete = Supprimer
publish-delete-ask = « { $title } » disparaîtra de toutes les pages et de l’API.
publish-not-yours = Vous pouvez voir ceci, mais pas le modifier dans cet état.
publish-unpublish = Repasser en brouillon
publish-save = Enregistrer
publish-about-it = Description
publish-theirs = Votre texte est dans le formulaire ci-dessous, pas encore enregistré. Entre-temps, quelqu’un a enregistré :
publish-deleted = Supprimés
publish-deleted-when = Supprimé (UTC)
publish-bring-back = Rétablir
publish-versions-lead = Restaurer crée une nouvelle version avec les données, la description et les étapes d’une version antérieure : rien de l’historique n’est perdu.
publish-restore = Restaurer
office-done-dataset-published = Le jeu de données est publié.
office-done-dataset-unpublished = Le jeu de données est de nouveau un brouillon.
office-done-dataset-deleted = Le jeu de données est supprimé. Il peut être rétabli ci-dessous.
office-done-dataset-back = Le jeu de données est rétabli tel quel.
publish-delete-days = { $count ->
    [one] Il peut être rétabli pendant { $count } jour ; ensuite il est perdu.
   *[other] Il peut être rétabli pendant { $count } jours ; ensuite il est perdu.
 }
publish-before-this = Comme avant ce changement
office-done-description-back = La description est comme avant ce changement. C’est aussi un changement, qui peut être annulé.
source-title = Source
source-lead = D’où viennent les enregistrements. Une personne envoie un fichier ou une adresse ; un programme peut nommer une source, lue à chaque publication, ou pousser des enregistrements.
source-current = Ce que voient les lecteurs
source-none-yet = Il n’y a pas encore d’enregistrements.
source-file = Fichier
source-size = Taille
source-named = Source nommée par un programme
source-named-none = Aucun programme n’en a nommé.
source-name = Titre
source-kind = Lue comme
source-by = Par
source-read = La relire et publier
source-forget = Oublier cette source
source-forget-ask = Le jeu de données « { $title } » n’a plus de source, et son fichier est supprimé. Les enregistrements restent tels quels.
source-files = Fichiers envoyés par des programmes
source-is-read = utilisé
source-places = Points où des programmes poussent des enregistrements
source-place = Point
source-last-push = Dernier envoi
source-waiting = En attente
source-refused = Refusés
source-closed = fermé
source-open = Accepter de nouveau les envois
source-close = Refuser les envois
source-again = Réessayer les envois refusés
office-done-source-forgotten = La source est oubliée. Les enregistrements restent.
office-done-source-file-dropped = Le fichier est supprimé.
office-done-pushes-again = Les envois attendent de nouveau leur tour.
feedback-title = Retours
feedback-lead = Ce que des lecteurs connectés disent d’enregistrements. Corrigez la source ou les étapes ; puis l’affaire est close ici.
feedback-filter = Quels retours
feedback-open = Ouverts
feedback-archived = Clos
feedback-none = Personne n’a rien dit qui soit encore ouvert.
feedback-none-archived = Rien n’a encore été clos.
feedback-record = Enregistrement
feedback-look = L’enregistrement
feedback-said = Ce qui a été dit
feedback-who = Qui
feedback-empty = (devrait être vide)
feedback-archive = Clore
feedback-count = { $count ->
    [one] { $count } remarque
   *[other] { $count } remarques
 }
office-done-feedback = L’affaire est close.
office-attention-feedback = { $count ->
    [one] Des lecteurs ont quelque chose à dire de { $count } jeu de données
   *[other] Des lecteurs ont quelque chose à dire de { $count } jeux de données
 }
office-attention-feedback-hint = Ils disent qu’un enregistrement est faux, et peut-être ce qui serait juste.
