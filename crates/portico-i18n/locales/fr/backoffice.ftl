# L’administration : cadre, tableau de bord, réglages, journal.
office-title = Administration
office-crumbs = Vous êtes ici
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
office-figure-published = { $count ->
    [one] jeu de données publié
   *[other] jeux de données publiés
 }
office-figure-drafts = { $count ->
    [one] brouillon
   *[other] brouillons
 }
office-trail-lead = Chaque modification des données, des personnes et des réglages, avec son auteur. Personne ne peut corriger ni retirer ce qui est écrit ici. Les heures sont en UTC.
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
