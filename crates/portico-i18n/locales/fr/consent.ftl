# Services de tiers ajoutés par un portail : bandeau, contenus en attente, choix, versions de la politique.

# Bandeau. Les deux réponses viennent d’une liste fixe : un test compare.
consent-accept-all = Tout accepter
consent-reject-all = Tout refuser
consent-choose = Choisir au cas par cas
consent-banner-title = Cookies et contenus de tiers
consent-banner-text = Ce site fonctionne sans eux. Avec votre consentement, il utilise aussi ce qui suit, qui vient de tiers, leur transmet votre adresse réseau et peut déposer des cookies :
consent-banner-ignored = Sans réponse de votre part, rien de tout cela n’est chargé. Vous pouvez changer d’avis à tout moment avec « Gérer les cookies » au bas de chaque page.
consent-banner-by = par { $provider } :
consent-changed-title = Nous vous le demandons à nouveau, car quelque chose a changé depuis votre choix :
consent-changed-added = { $title } est nouveau.
consent-changed-purpose = { $title } a désormais une autre finalité.
consent-changed-class = { $title } relève désormais d’une autre catégorie.
consent-changed-provider = { $title } est désormais fourni par { $provider }.
consent-changed-controller = Pour { $title }, le responsable est désormais { $controller }.
consent-changed-host-added = { $title } communique désormais avec un autre serveur.
consent-changed-storage-added = { $title } enregistre désormais davantage dans votre navigateur.
consent-changed-longer = Ce que { $title } enregistre reste désormais plus longtemps.
consent-done-accept = Votre choix est enregistré pour 180 jours : tout est autorisé.
consent-done-reject = Votre choix est enregistré pour 180 jours : tout est refusé.
consent-done-saved = Vos choix sont enregistrés pour 180 jours.
consent-done-change = Le modifier
consent-done-hide = Masquer ce message

# Contenus en attente.
consent-placeholder-what = Ce contenu vient de { $provider } et n’est pas chargé sans votre consentement.
consent-placeholder-learns = Si vous l’affichez, votre navigateur se connecte à { $hosts }. { $provider } apprend alors votre adresse réseau, le navigateur que vous utilisez et que vous venez de ce site.
consent-placeholder-stores = Il peut enregistrer dans votre navigateur : { $names }.
consent-placeholder-signal = Votre navigateur indique que vous ne voulez pas être suivi : ce contenu reste donc désactivé, sauf si vous en décidez autrement ici.
consent-placeholder-responsible = Responsable : { $controller }
consent-placeholder-privacy = politique de confidentialité de { $provider }
consent-show-once = Afficher une fois
consent-show-always = Toujours afficher sur ce site
consent-open-there = Ouvrir sur { $host }
consent-shown = Contenu de { $provider }
consent-shown-once = Affiché cette fois seulement ; rien n’est enregistré ici à ce sujet.
consent-blocked = L’auteur a placé ici un contenu de { $host }. Ce site n’en charge rien.
consent-map-title = Un autre fond de carte
consent-map-shown = Le fond de la carte vient de { $provider }.

# Choix.
consent-preferences-intro = Rien de ce qui suit n’est nécessaire pour utiliser ce site. Ce que vous n’autorisez pas n’est pas chargé.
consent-preferences-services = Contenus et outils de tiers
consent-preferences-own = Statistiques de ce site
consent-preferences-details = Qui, où, combien de temps
consent-preferences-provider = Fournisseur
consent-preferences-controller = Responsable des données
consent-preferences-hosts = Votre navigateur communique alors avec
consent-preferences-stores = Enregistre dans votre navigateur
consent-preferences-policy = Politique de confidentialité
consent-preferences-nothing = rien
consent-state-allowed = Vous l’autorisez.
consent-state-refused = Vous le refusez.
consent-state-signal = Refusé, car votre navigateur le demande.
consent-state-undecided = Vous n’avez pas choisi : c’est désactivé.
consent-signal-honoured = Votre navigateur a envoyé un signal contre le pistage (Global Privacy Control ou Do Not Track). Il est respecté : tout ce qui est facultatif est refusé, vos visites ne sont pas comptées, et rien n’a été enregistré à ce sujet.
consent-signal-overruled = Votre navigateur envoie un signal contre le pistage. Vous avez fait ici un choix explicite, et c’est ce choix qui vaut.

# La politique lorsque quelque chose demande un consentement.
consent-policy-readers = Si vous ne faites que lire, chercher ou télécharger, aucun cookie n’est déposé. Certains contenus viennent de tiers : ils ne sont chargés que pour les personnes qui ont accepté, et tout le reste fonctionne sans eux.
consent-policy-what-text = Un cookie est un court texte qu’un site demande à votre navigateur de garder et de renvoyer à la visite suivante. Les éléments ci-dessous sont les seuls que ce site, ou des tiers à travers lui, peuvent garder dans votre navigateur ; les derniers seulement si vous acceptez.
consent-class-statistical-text = Des cookies qui mesurent l’utilisation d’un site. Lorsque les chiffres sont rendus anonymes, de sorte qu’ils ne permettent pas de remonter à une personne, ils ne demandent pas de consentement. Ce site compte les visites sans rien enregistrer dans votre navigateur ; l’outil ci-dessous s’y ajoute, et seulement avec votre consentement.
consent-table-caption = Tous les cookies et autres éléments dont ce site peut être à l’origine
consent-set-when = Seulement après votre accord.
consent-stores-nothing = N’enregistre rien
consent-life-none = Rien n’est enregistré
consent-life-endless = Jusqu’à sa suppression
consent-life-browser = Jusqu’à la fermeture du navigateur
consent-technical-hosts = votre navigateur communique avec { $hosts }
consent-technical-own = gardé sous l’adresse de ce site, lisible par le script du fournisseur
consent-technical-theirs = gardé sous l’adresse du fournisseur
consent-kind-cookie = cookie
consent-kind-localStorage = stockage local
consent-kind-sessionStorage = stockage de session
consent-kind-indexedDB = base de données du navigateur
consent-kind-cache = cache
consent-kind-serviceWorker = service worker
consent-kind-connection = connexion seulement

# Versions.
consent-versions-title = Versions de cette politique
consent-versions-text = Chaque version est conservée mot pour mot. Son empreinte (SHA-256) couvre le document entier et nomme l’empreinte de la version précédente : aucun texte antérieur ne peut être modifié sans que cela se voie.
consent-versions-head = Empreinte de cette version :
consent-versions-document = document
consent-versions-current = la version en vigueur
consent-version-earlier = Ceci est la version { $version } du { $date }. Elle n’est plus en vigueur.
consent-version-now = Lire la version en vigueur
consent-version-changes = Ce qui a changé dans cette version
consent-version-asks = Les personnes qui avaient déjà choisi ont été interrogées à nouveau.
consent-version-asks-not = Les choix déjà faits restent valables.
consent-what-first = Première version.
consent-what-added = { $service } : ajouté.
consent-what-removed = { $service } : retiré.
consent-what-purpose = { $service } : autre finalité.
consent-what-class = { $service } : autre catégorie.
consent-what-provider = { $service } : autre fournisseur.
consent-what-controller = { $service } : autre responsable.
consent-what-host-added = { $service } : un serveur de plus.
consent-what-host-removed = { $service } : un serveur de moins.
consent-what-storage-added = { $service } : enregistre davantage.
consent-what-storage-removed = { $service } : enregistre moins.
consent-what-longer = { $service } : reste plus longtemps.
consent-what-shorter = { $service } : reste moins longtemps.
consent-what-wording = D’autres mots, le même sens.
consent-what-wording-service = { $service } : d’autres mots, le même sens.
consent-what-technical = { $service } : adresses techniques.
consent-what-own-cookies = La description des cookies propres au portail.
consent-what-statistics = Statistiques anonymes activées ou désactivées.
consent-what-prose = Le texte propre au responsable du portail.

# Ce qui ne va pas dans un service.
consent-problem-key = Lettres minuscules, chiffres et tirets simples, de 2 à 40 caractères.
consent-problem-empty = Ce champ doit être rempli.
consent-problem-long = C’est trop long, ou il y a des caractères qui ne s’affichent pas.
consent-problem-address = Il faut une adresse qui commence par https://.
consent-problem-class = Seuls les cookies du portail sont nécessaires ; ce qui est ajouté demande un consentement.
consent-problem-language = La première langue du portail manque.
consent-problem-hosts-needed = Nommez au moins un serveur avec lequel le navigateur communique.
consent-problem-many = Il y en a trop.
consent-problem-host = Des noms de serveur seulement, en minuscules : video.example.org ou *.example.org, sans https:// ni chemin.
consent-problem-twice = Le même élément y figure deux fois.
consent-problem-name = Il faut un nom sans espace, point-virgule, virgule ni guillemet.
consent-problem-reserved = Les cookies du portail ne peuvent pas être déclarés une seconde fois.
consent-problem-kind = Ce qui est enregistré doit être un cookie ou une autre sorte de stockage.
consent-problem-days = Les navigateurs gardent un cookie 400 jours au plus ; 0 signifie jusqu’à la fermeture du navigateur.
consent-problem-tiles-needed = Une carte a besoin de l’adresse de ses tuiles, et rien d’autre n’en a.
consent-problem-tiles = Une adresse sur l’un des serveurs, commençant par https:// et contenant {"{z}"}, {"{x}"} et {"{y}"}.
consent-problem-script-needed = Un outil de mesure a besoin de l’adresse de son script, et rien d’autre n’en a.
consent-problem-script = Une adresse sur l’un des serveurs, commençant par https://.
consent-problem-data = Des noms en lettres minuscules, chiffres et tirets ; des valeurs de 500 caractères au plus.
