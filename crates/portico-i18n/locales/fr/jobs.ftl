# Tâches : ce qui tourne en arrière-plan.
jobs-lead = Ce que le portail fait en arrière-plan. Une tâche qui échoue dit pourquoi et peut être relancée ; aucune n’est perdue quand le portail s’arrête.
jobs-filter = État des tâches
jobs-all = Toutes
jobs-none = Aucune tâche n’est dans cet état.
jobs-none-yet = Rien n’a encore été fait en arrière-plan. Les imports, les mises à jour planifiées et les courriels seront listés ici.
jobs-about = Tâches du jeu de données { $dataset }.
jobs-see-all = Voir toutes les tâches
jobs-task = Tâche
jobs-state = État
jobs-how-far = Avancement
jobs-author = Demandée par
jobs-when = Quand (UTC)
jobs-kind-import = Import
jobs-kind-fetch = Récupération d’un fichier
jobs-kind-update = Mise à jour planifiée
jobs-kind-restore = Restauration d’une version
jobs-kind-mail = E-mail
jobs-kind-other = Tâche
jobs-state-waiting = en attente
jobs-state-running = en cours
jobs-state-done = terminée
jobs-state-failed = échouée
jobs-state-cancelled = annulée
jobs-open-dataset = Ouvrir le jeu de données
jobs-look-at-file = Regarder le fichier
jobs-refused = { $count ->
    [one] { $count } ligne avec des cellules refusées : la liste
   *[other] { $count } lignes avec des cellules refusées : la liste
 }
jobs-attempt = essai { $number } sur { $allowed }
jobs-phase-fetching = récupération
jobs-phase-reading = lecture de toutes les lignes
jobs-phase-storing = enregistrement
jobs-phase-working = travail en cours
jobs-bytes-of = { $bytes } sur { $total }
jobs-rows = { $count ->
    [one] { $count } ligne
   *[other] { $count } lignes
 }
jobs-rate = { $rate } par seconde
jobs-left = encore { $seconds } s environ
jobs-not-begun = Son tour n’est pas encore venu.
jobs-look-again = Actualiser
jobs-cancel = Annuler la tâche
jobs-retry = Relancer
jobs-log = Journal
jobs-log-empty = Rien à signaler pour l’instant.
jobs-asked-by = Demandée par { $author }
office-done-job-cancelled = La tâche s’arrête.
office-done-job-retried = La tâche attend de nouveau son tour.
