# La politique de cookies et la page des choix.
cookies-title = Politique de cookies
cookies-opening = { $site } utilise des cookies pour une seule raison : fonctionner.
cookies-opening-with-statistics = { $site } utilise des cookies pour fonctionner, et mesure son audience sans aucun cookie.
cookies-readers = Si vous ne faites que lire, chercher ou télécharger, aucun cookie n’est déposé. Il n’y a pas de bandeau, car rien ici ne demande votre consentement.
cookies-readers-infrastructure = Si vous ne faites que lire, chercher ou télécharger, le site lui-même ne dépose aucun cookie. Ce qui se trouve devant lui, comme un répartiteur de charge, dépose ceux que nomme le tableau : sans eux, vous n’atteindriez pas le site. Il n’y a pas de bandeau, car rien ici ne demande votre consentement.
cookies-what-title = Qu’est-ce qu’un cookie ?
cookies-what-text = Un cookie est un court texte qu’un site demande à votre navigateur de garder et de renvoyer à la visite suivante. Les cookies ci-dessous sont les seules choses que ce site garde dans votre navigateur : ni stockage local, ni base de données, ni identifiant caché.
cookies-classes-title = Quatre sortes de cookies
cookies-class-necessary-title = Cookies nécessaires
cookies-class-necessary-text = Cookies internes sans lesquels un service que vous avez demandé ne fonctionnerait pas : se connecter, garder la langue choisie, protéger les formulaires, retenir vos choix en matière de cookies. La loi ne demande pas de consentement pour eux.
cookies-class-statistical-title = Cookies statistiques
cookies-class-statistical-text = Cookies qui mesurent l’usage d’un site. Lorsque les chiffres sont rendus anonymes, de sorte qu’on ne puisse remonter à une personne, ils ne demandent pas de consentement. Ce site n’en utilise aucun : quand il compte les visites, il n’enregistre rien dans votre navigateur.
cookies-class-first-party-title = Cookies internes, dits propriétaires
cookies-class-first-party-text = Cookies que le site dépose pour lui-même au-delà du strict nécessaire, par exemple pour le confort. Ils demandent votre consentement.
cookies-class-third-party-title = Cookies tiers
cookies-class-third-party-text = Cookies qu’un autre organisme dépose par l’intermédiaire du site, par exemple avec une vidéo ou un bouton de partage. Ils demandent votre consentement, et c’est cet organisme qui décide de ce qu’il en fait.
cookies-class-empty = Ce site n’en dépose aucun.
cookies-table-title = Les cookies de ce site
cookies-table-caption = Tous les cookies que ce site peut déposer. « Portico » est le logiciel qui fait fonctionner ce site.
cookies-column-supplier = Fournisseur
cookies-column-function = Fonction et emplacement
cookies-column-name = Nom du cookie
cookies-column-purpose = Finalité
cookies-column-set-when = Déposé quand
cookies-column-duration = Durée
cookies-column-technical = Détails techniques
cookies-place-both = site public et administration
cookies-place-front = site public
cookies-place-back = administration
cookies-life-browser-or-days = Jusqu’à la fermeture du navigateur, ou { $count ->
    [one] { $count } jour
   *[other] { $count } jours
 } si vous demandez à rester connecté
cookies-life-days = { $count ->
    [one] { $count } jour
   *[other] { $count } jours
 }
cookies-life-weeks = { $count ->
    [one] { $count } semaine
   *[other] { $count } semaines
 }
cookies-life-months = { $count ->
    [one] { $count } mois
   *[other] { $count } mois
 }
cookies-sessionid-function = Authentification
cookies-sessionid-purpose = Retient qui vous êtes d’une page à l’autre une fois connecté.
cookies-sessionid-set-when = Quand vous vous connectez ; supprimé quand vous vous déconnectez.
cookies-django-language-function = Choix de la langue
cookies-django-language-purpose = Retient la langue que vous avez choisie pour les pages.
cookies-django-language-set-when = Quand vous changez de langue.
cookies-csrftoken-function = API (protection des formulaires contre la falsification)
cookies-csrftoken-purpose = Garantit qu’un formulaire ou un appel qui modifie quelque chose vient bien de ce site. Sa valeur reste la même jusqu’à la prochaine connexion ou déconnexion ; la copie présente dans chaque page est différente.
cookies-csrftoken-set-when = Sur une page contenant un formulaire protégé, comme la connexion, et tant que vous êtes connecté.
cookies-cookies-preferences-function = Choix en matière de cookies
cookies-cookies-preferences-purpose = Retient vos choix sur les cookies et les statistiques. Il contient le jour et les choix, aucun identifiant.
cookies-cookies-preferences-set-when = Quand vous faites un choix ou exprimez une opposition ; les visites suivantes ne le prolongent pas.
cookies-technical-http-only = caché aux scripts
cookies-technical-readable = lisible par les scripts de ce site, pour qu’ils puissent le renvoyer
cookies-technical-common = SameSite=Lax, envoyé à cet hôte seulement, par connexion chiffrée uniquement si le site en utilise une
cookies-infrastructure-technical = déposé sous l’adresse de ce site par ce qui se trouve devant lui
cookies-infrastructure-set-when = Avec la première réponse, par ce qui se trouve devant le site.
cookies-refuse-title = Refuser et supprimer les cookies
cookies-refuse-text = Vous pouvez bloquer ou supprimer les cookies dans votre navigateur. Tout continue de fonctionner sur ce site, sauf la connexion ; la langue choisie est alors oubliée.
cookies-refuse-edge = Edge : Paramètres, Confidentialité, recherche et services, Cookies
cookies-refuse-chrome = Chrome : Paramètres, Confidentialité et sécurité, Cookies tiers, Afficher toutes les données des sites
cookies-refuse-firefox = Firefox : Paramètres, Vie privée et sécurité, Cookies et données de sites
cookies-refuse-safari = Safari : Réglages, Confidentialité, Gérer les données de sites web
cookies-contact-title = Questions
cookies-contact-text = Questions sur cette page ou sur vos données : { $contact }.
cookies-contact-none = Les questions sur cette page ou sur vos données s’adressent à l’organisme qui tient ce portail.
cookies-contact-officer = Délégué à la protection des données : { $officer }.
cookies-contact-authority = Vous pouvez aussi adresser une réclamation à l’autorité de protection des données : { $authority }.
cookies-contact-any-authority = Vous pouvez aussi adresser une réclamation à votre autorité de protection des données.
cookies-version = Version { $version }, { $date }
cookies-versions = Versions précédentes
cookies-versions-none = Ceci est la première version.
cookies-twins = La même chose en données
cookies-download-pdf = Télécharger en PDF
cookies-paper-source = Le texte en vigueur se trouve à l’adresse { $address }
cookies-download-json = JSON
cookies-download-csv = CSV
cookies-manage = Gérer les cookies
cookies-preferences-title = Vos choix en matière de cookies
cookies-preferences-intro = Rien sur ce site ne demande votre consentement. Vous pouvez tout de même refuser que vos visites soient comptées dans les statistiques anonymes.
cookies-preferences-statistics = Ne pas compter mes visites dans les statistiques anonymes
cookies-preferences-statistics-help = Le comptage se fait sur le serveur, n’enregistre rien dans votre navigateur et ne permet pas de remonter à vous. Il ne demande pas de consentement, mais vous pouvez vous y opposer.
cookies-preferences-save = Enregistrer mes choix
cookies-preferences-saved = Vos choix sont enregistrés pour 180 jours.
cookies-preferences-none = Vous n’avez fait aucun choix, et aucun cookie n’est enregistré à ce sujet.
cookies-preferences-stored = Enregistré dans votre navigateur : { $value }
cookies-preferences-stored-on = Choix fait le { $date }.
cookies-preferences-counted = Vos visites sont comptées dans les statistiques anonymes.
cookies-preferences-not-counted = Vos visites ne sont pas comptées dans les statistiques.
cookies-preferences-forget = Oublier mes choix
cookies-preferences-forgotten = Vos choix sont oubliés et le cookie est supprimé.
