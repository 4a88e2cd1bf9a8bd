# L’administration : cadre, tableau de bord, réglages, journal.
office-title = Administration
office-crumbs = Vous êtes ici
office-tabs = Écrans de cet objet
office-dashboard = Tableau de bord
office-datasets = Jeux de données
office-jobs = Tâches
office-statistics = Statistiques
office-people = Personnes
office-groups = Groupes
office-keys = Clés d’API
office-cookies = Cookies
office-settings = Réglages
office-trail = Journal des modifications
office-required = (obligatoire)
office-errors = Rien n’a été enregistré. Vérifiez ces champs :
office-filter = Filtrer
office-wrong-date = Une date s’écrit ainsi : 2026-11-25.
office-done-saved = Enregistré.
office-done-created = Créé.
office-done-deleted = Supprimé.
office-done-unchanged = Rien n’avait changé : rien n’a été enregistré.
office-latest = Dernières modifications
office-trail-lead = Chaque modification des données, des personnes et des réglages, avec son auteur. Personne ne peut corriger ni retirer ce qui est écrit ici.
office-trail-total = { $count ->
    [one] { $count } modification
   *[other] { $count } modifications
 }
office-trail-empty = Aucune modification n’a encore été notée.
office-trail-none = Aucune modification ne correspond à ce filtre. Choisissez une période plus longue, ou effacez le filtre.
office-trail-all = Tout le journal
office-trail-any = Tous
office-trail-thing = Objet
office-trail-thing-id = Identifiant
office-trail-action = Action
office-trail-author = Auteur
office-trail-from = Du
office-trail-to = Au
office-trail-change = Modification
office-trail-difference = Différences
office-trail-when = Date et heure
office-trail-where = Où
office-trail-before = Avant
office-trail-after = Après
office-trail-whole = l’ensemble
office-trail-secret = Modifié. La valeur est secrète et n’est pas gardée ici.
office-trail-no-difference = Aucune valeur n’a été comparée pour cette modification.
office-trail-more = { $count ->
    [one] { $count } autre différence n’a pas été gardée.
   *[other] { $count } autres différences n’ont pas été gardées.
 }
office-trail-history = Toutes les modifications de cet objet
office-author-key = Clé d’API de { $name }
office-author-operator = Ligne de commande
office-author-job = Tâche { $name }
office-author-anonymous = Personne n’était connecté
office-thing-dataset = Jeu de données
office-thing-attachment = Pièce jointe
office-thing-schedule = Planification
office-thing-job = Tâche
office-thing-person = Personne
office-thing-invitation = Invitation
office-thing-group = Groupe
office-thing-key = Clé d’API
office-thing-session = Session
office-thing-settings = Réglages
office-thing-cookies = Cookies
office-thing-feedback = Retour d’un lecteur
office-action-create = Création
office-action-change = Modification
office-action-delete = Suppression
office-action-restore = Restauration
office-action-publish = Publication
office-action-unpublish = Dépublication
office-action-import = Import
office-action-push = Envoi en continu
office-action-invite = Invitation
office-action-enable = Activation
office-action-disable = Désactivation
office-action-grant = Attribution
office-action-revoke = Retrait
office-action-cancel = Annulation
office-action-retry = Nouvel essai
office-settings-general = Général
office-settings-look = Apparence
office-settings-catalog = Catalogue
office-settings-legal = Textes légaux
office-settings-general-lead = Ce que vous enregistrez ici vaut tout de suite, sur toutes les pages.
office-settings-look-lead = La couleur d’accent est celle des liens et des boutons. Les couleurs peu lisibles sont refusées.
office-settings-catalog-lead = Les producteurs choisissent parmi ces mots pour décrire un jeu de données. Les jeux de données gardent ce qu’ils ont.
office-settings-legal-lead = En Markdown. Là où un texte est vide, la page dit ce que le programme peut dire de lui-même. Le contact et le lien vers la politique de cookies s’ajoutent d’eux-mêmes.
office-settings-fixed = Décidé dans le fichier de réglages ou l’environnement du serveur : non modifiable ici.
office-settings-title = Nom du portail
office-settings-languages = Langues des pages
office-settings-languages-help = Avec une seule langue, il n’y a ni menu de langue ni cookie de langue.
office-settings-first = Première langue
office-settings-timezone = Fuseau horaire
office-settings-timezone-help = L’administration indique les heures dans ce fuseau.
office-settings-contact = Contact
office-settings-contact-help = Une adresse e-mail ou une phrase, affichée sur les pages légales.
office-settings-footer = Pied de chaque page
office-settings-footer-help = Par exemple le nom et l’adresse du service qui tient le portail. Pour placer vous-même les liens, écrivez { $links } ; ceux de la politique de cookies et des choix doivent alors y être.
office-settings-officer = Délégué à la protection des données
office-settings-officer-help = Nom et adresse, affichés sur les pages légales.
office-settings-authority = Autorité de protection des données
office-settings-authority-help = Nom et adresse de l’autorité à laquelle on peut adresser une réclamation.
office-settings-browsers = Supprimer les cookies, navigateur par navigateur
office-settings-browsers-help = Un navigateur par ligne. Vide : les explications du programme.
office-settings-licences = Licences
office-settings-licences-help = Une par ligne : nom | adresse de son texte.
office-settings-themes = Thèmes
office-settings-themes-help = Un par ligne.
office-settings-accent-light = Couleur d’accent, clair
office-settings-accent-dark = Couleur d’accent, sombre
office-settings-accent-help = Un dièse et six chiffres, comme #17655d.
office-settings-contrast = contraste le plus faible : { $ratio } pour 1 (il faut au moins 4,5)
office-settings-preview = Aperçu
office-settings-preview-chosen = Ce qui est choisi
office-settings-usual = Revenir aux couleurs habituelles
office-settings-logo = Logo
office-settings-logo-now = Le logo actuel
office-settings-logo-file = Image
office-settings-logo-help = PNG, JPEG, WebP ou GIF, { $count } Kio au plus. Elle s’affiche sur 40 pixels de haut, à côté du nom.
office-settings-logo-save = Utiliser cette image
office-settings-logo-remove = Retirer le logo
office-settings-conflict = Quelqu’un d’autre a modifié ces réglages pendant que vous les modifiiez. Vos saisies ne sont pas encore enregistrées.
office-settings-conflict-hint = Vos saisies sont ci-dessous. Enregistrez de nouveau pour qu’elles remplacent les autres, ou rechargez la page pour repartir des autres.
office-wrong-long = Trop long : { $count } caractères au plus.
office-wrong-many = Trop nombreux : { $count } au plus.
office-wrong-language = Le portail ne parle pas « { $value } ».
office-wrong-timezone = Le fuseau horaire « { $value } » n’existe pas.
office-wrong-colour = « { $value } » n’est pas une couleur. Écrivez-la comme #17655d.
office-wrong-contrast = Cette couleur se lit mal : son contraste le plus faible est de { $ratio } pour 1, il faut 4,5. Prenez-la plus foncée pour le thème clair, plus claire pour le thème sombre.
office-wrong-address = « { $value } » n’est pas une adresse du web. Écrivez-la avec https://.
office-wrong-twice = « { $value } » y figure deux fois.
office-wrong-nameless = « { $value } » n’a pas de nom devant lui.
office-wrong-foot-link = Il n’y a pas de lien « { $value } » pour le pied de page.
office-wrong-foot-without = Un pied de page qui place des liens doit contenir { $value } : on doit le trouver sur chaque page.
office-wrong-no-file = Choisissez d’abord une image.
office-wrong-picture = Ce fichier n’est pas une image PNG, JPEG, WebP ou GIF. Un dessin (SVG) peut contenir des scripts : enregistrez le logo en PNG.
office-wrong-picture-large = L’image est trop grande : { $count } Kio et 4 000 pixels de côté au plus.
office-attention = À surveiller
office-attention-none = Rien ne demande votre attention.
office-attention-more = et { $count } de plus
office-attention-failed = { $count ->
    [one] { $count } tâche a échoué
   *[other] { $count } tâches ont échoué
 }
office-attention-failed-hint = Au cours des 14 derniers jours. Lisez la raison, puis réessayez.
office-attention-stale = { $count ->
    [one] { $count } jeu de données est plus ancien qu’il ne devrait
   *[other] { $count } jeux de données sont plus anciens qu’ils ne devraient
 }
office-attention-stale-hint = Plus anciens que la fréquence annoncée, ou qu’un an. Mettez-les à jour, ou dites à quelle fréquence ils changent.
office-attention-drafts = { $count ->
    [one] { $count } brouillon
   *[other] { $count } brouillons
 }
office-attention-drafts-hint = Visibles de ceux qui peuvent les modifier.
office-attention-licence = { $count ->
    [one] { $count } jeu de données sans licence
   *[other] { $count } jeux de données sans licence
 }
office-attention-licence-hint = Personne ne sait ce qu’il est permis de faire de ces données.
office-attention-description = { $count ->
    [one] { $count } jeu de données sans description
   *[other] { $count } jeux de données sans description
 }
office-attention-description-hint = Deux phrases disent ce qu’est un enregistrement et d’où viennent les données.
office-attention-searches = Recherches sans résultat
office-attention-searches-hint = D’après les statistiques anonymes : seuls sont connus les mots tapés par assez de visiteurs différents.
office-searches-in-vain = { $vain } recherches sur { $all }
office-searched-by = { $count ->
    [one] { $count } visiteur
   *[other] { $count } visiteurs
 }
office-last-days = { $days } derniers jours
office-age = { $age } jours
office-age-promised = { $age } jours, annoncé : tous les { $days ->
    [one] jours
   *[other] { $days } jours
 }
office-do-publish = Publier un fichier
office-do-jobs = Voir les tâches
office-do-statistics = Statistiques
office-do-settings = Réglages
office-first = Pour commencer
office-first-lead = Ce portail n’a pas encore de jeu de données que vous puissiez modifier. Chaque étape prend quelques minutes.
office-first-publish = Publier un premier fichier
office-first-publish-text = Une feuille de calcul, un CSV, un GeoJSON ou un Shapefile compressé devient un jeu de données avec tableau, carte, téléchargements et API.
office-first-name = Nommer le portail
office-first-name-text = Son nom, ses langues, son fuseau horaire, et à qui écrire.
office-first-look = Lui donner vos couleurs
office-first-look-text = Un logo et une couleur d’accent lisible par tous.
office-first-people = Inviter ceux qui publient
office-first-people-text = À chacun son compte : le journal dit ainsi qui a fait quoi.
office-first-read = Lire ce que les données peuvent répondre
office-first-read-text = Le langage de requête derrière chaque tableau, carte, graphique et export.
office-statistics-off = Ce portail ne compte pas ses visites : les statistiques sont désactivées dans son fichier de réglages.
office-statistics-lead = Les mêmes nombres que tout le monde voit ; rien de plus n’est connu.
office-statistics-periods = Période
statistics-total-searches_in_vain = recherches sans résultat
statistics-total-by_people = requêtes de personnes
statistics-total-by_programs = requêtes de programmes
statistics-total-by_bots = requêtes de robots
statistics-total-client_errors = requêtes refusées
statistics-total-server_errors = pannes de notre côté

office-refusals = Demandes refusées
office-refusals-lead = Connexions échouées, formulaires contrefaits, clés fausses et essais trop nombreux { $days ->
    [one] du dernier jour
   *[other] des { $days } derniers jours
 }, avec leur adresse réseau. Cette liste sert à remarquer les attaques et à rien d’autre ; les lignes plus anciennes sont effacées. Elle est mise à jour chaque minute.
office-refusals-off = Rien n’est gardé : le réglage security.days est à 0.
office-refusals-none = Rien n’a été refusé.
office-refusal-what = Quoi
office-refusal-address = Adresse réseau
office-refusal-path = Page
office-refusal-count = Combien de fois
office-refusal-sign-in = Connexion échouée
office-refusal-many = Trop d’essais
office-refusal-forged = Formulaire contrefait
office-refusal-key = Clé fausse
office-refusal-more = D’autres, sans détail

office-settings-own = Métadonnées
office-settings-own-lead = Ce que les jeux de données de ce portail disent en plus du titre, de la licence et du reste. Le formulaire de description le demande, les lecteurs le trouvent sur la page du jeu de données, les programmes sous custom.nom.
office-own-new = Un champ de plus
office-own-label = Libellé
office-own-name = Nom pour les programmes
office-own-name-help = Une lettre, puis des lettres, des chiffres, des traits d’union et des tirets bas. Laissé vide, il est tiré du libellé. Les valeurs appartiennent au nom : un champ renommé commence vide.
office-own-form = Genre de valeur
office-own-form-text = Une ligne de texte
office-own-form-long-text = Plusieurs lignes de texte
office-own-form-list = Plusieurs mots
office-own-form-int = Un nombre entier
office-own-form-double = Un nombre
office-own-form-date = Un jour
office-own-form-flag = Oui ou non
office-own-form-choice = L’un des choix
office-own-form-choices = Plusieurs des choix
office-own-choices = Choix
office-own-choices-help = Un par ligne, là où l’on choisit.
office-own-help = Comment le remplir
office-own-need = S’il est nécessaire
office-own-need-optional = Facultatif
office-own-need-recommended = Recommandé : le tableau de bord le rappelle
office-own-need-mandatory = Nécessaire avant la publication
office-own-facet = Les lecteurs filtrent le catalogue avec ce champ
office-own-internal = Seulement pour ceux qui travaillent sur les jeux de données, jamais montré aux lecteurs
office-own-place = Place
office-own-remove = Retirer ce champ
office-own-remove-help = Ce que les jeux de données en disent est conservé et revient avec un champ du même nom.
office-wrong-name = « { $value } » n’est pas un nom : écrivez une lettre, puis des lettres, des chiffres, des traits d’union et des tirets bas.
office-wrong-no-choices = Écrivez parmi quoi choisir.
office-attention-own = { $count ->
    [one] { $count } jeu de données sans un champ que ce portail souhaite
   *[other] { $count } jeux de données sans un champ que ce portail souhaite
}
office-attention-own-hint = Les paramètres disent quels champs sont recommandés ou nécessaires.
