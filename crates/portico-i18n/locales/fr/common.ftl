# Mots de toutes les pages.
common-skip = Aller au contenu
common-menu = Menu
common-home = Accueil
common-data = Données
common-about = À propos
common-search = Rechercher
common-language = Langue
common-change-language = Changer de langue
common-language-label = Langue des pages
common-previous = Précédent
common-next = Suivant
common-close = Fermer
common-clear = Effacer
common-apply = Appliquer
common-cancel = Annuler
common-save = Enregistrer
common-yes = Oui
common-no = Non
common-none = Aucun
common-back = Retour
common-download = Télécharger
common-print = Imprimer
common-footer = À propos de ce portail
common-footer-legal = Informations légales
common-powered-by = Réalisé avec Portico
common-records = { $count ->
    [one] { $count } enregistrement
   *[other] { $count } enregistrements
 }
common-datasets = { $count ->
    [one] { $count } jeu de données
   *[other] { $count } jeux de données
 }
