# Mises à jour planifiées : un jeu de données est tenu à jour depuis une adresse.
updates-title = Mises à jour
updates-none = Rien n’apporte de nouvelles données automatiquement.
updates-new = Tenir à jour depuis une adresse
updates-one = Mise à jour planifiée
updates-lead = Le portail récupère de nouveau le fichier à ces moments. Seul ce qui a changé crée une version ; des champs différents attendent votre décision.
updates-now = En ce moment
updates-plan = D’où, et quand
updates-source = Source
updates-when = Quand
updates-hourly = toutes les heures
updates-daily = chaque jour à 3 h
updates-weekly = chaque lundi à 3 h
updates-own = à mes propres horaires
updates-cron = Mes propres horaires (cron)
updates-cron-help = Minute, heure, jour du mois, mois, jour de la semaine, dans le fuseau horaire { $zone }. Par exemple 0 6 * * 1-5 : du lundi au vendredi à 6 h.
updates-next = Prochaine exécution
updates-last = Dernier résultat
updates-person = Avec les droits de
updates-operator = l’exploitant du portail
updates-running = en cours
updates-paused = en pause
updates-job = la tâche
updates-outcome-updated = nouvelle version
updates-outcome-unchanged = rien de nouveau
updates-outcome-drift = autres champs
updates-outcome-failed = échec
updates-outcome-cancelled = annulée
updates-failures = { $count ->
    [one] { $count } fois de suite
   *[other] { $count } fois de suite
 }
updates-drift = Les champs de la source ont changé
updates-drift-help = Les lecteurs voient encore la version précédente. Acceptez le changement s’il est voulu, ou faites corriger la source.
updates-accept = Accepter et mettre à jour
updates-look = Voir la différence
updates-run = Mettre à jour maintenant
updates-pause = Mettre en pause
updates-resume = Reprendre
updates-remove = Supprimer
updates-remove-ask = Le jeu de données n’est plus mis à jour depuis { $address }. Ses données restent.
updates-add = Tenir à jour
updates-keep = Tenir ce jeu de données à jour
updates-keep-help = Le portail récupère de nouveau le fichier à la même adresse.
updates-never = non, seulement cette fois
office-done-update-added = Le jeu de données est désormais tenu à jour.
office-done-update-paused = La mise à jour planifiée est en pause.
office-done-update-resumed = La mise à jour planifiée reprend.
office-done-update-removed = La mise à jour planifiée est supprimée. Les données restent.
office-attention-drift = { $count ->
    [one] { $count } source a d’autres champs qu’avant
   *[other] { $count } sources ont d’autres champs qu’avant
 }
office-attention-drift-hint = Les lecteurs voient encore la version précédente. Regardez la différence, puis acceptez-la ou faites corriger la source.
office-attention-updates = { $count ->
    [one] { $count } mise à jour planifiée échoue
   *[other] { $count } mises à jour planifiées échouent
 }
office-attention-updates-hint = Elles sont réessayées de moins en moins souvent. Lisez la raison.
office-attention-mail = { $count ->
    [one] { $count } e-mail n’a pas pu partir
   *[other] { $count } e-mails n’ont pas pu partir
 }
office-attention-mail-hint = Lisez la raison. Un lien peut être refait, et remis en main propre, sur la page de la personne.
office-mail-given-up = Abandonné { $when }.
office-mail-again = Un nouvel essai suivra.
updates-words = Changements de la description
updates-words-lead = Une version garde les derniers mots que les lecteurs ont vus avec elle. Ce qui était différent avant est ici.
