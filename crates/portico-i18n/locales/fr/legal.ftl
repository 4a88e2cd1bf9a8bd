# Politique de confidentialité et conditions, pour ce que le portail peut en dire lui-même.
legal-privacy-title = Politique de confidentialité
legal-terms-title = Conditions d’utilisation
legal-cookies-title = Politique de cookies
legal-privacy-intro = Ce que ce portail sait de vous, et ce qu’il ignore.
legal-privacy-readers-title = Si vous consultez
legal-privacy-readers-text = Lire, chercher, télécharger et appeler l’API ne demandent aucun compte et ne déposent aucun cookie. Le journal d’accès contient la page, l’heure et le résultat, sans votre adresse ni votre navigateur.
legal-privacy-accounts-title = Si vous avez un compte
legal-privacy-accounts-text = Pour un compte, le portail conserve l’adresse e-mail, un mot de passe qu’il est impossible de relire, le rôle, les connexions encore valables et l’auteur des modifications apportées aux données.
legal-privacy-security-title = Contre les intrusions
legal-privacy-security-text = Pendant { $days ->
    [one] { $days } jour
   *[other] { $days } jours
 }, le portail garde, à part de tout le reste, les demandes qu’il a refusées par sécurité : une connexion échouée, un formulaire contrefait, une clé fausse, trop d’essais. Chaque ligne dit la minute, l’adresse réseau, la page et combien de fois. Les responsables du portail la lisent pour remarquer les attaques ; rien d’autre n’y est rattaché, et elle est ensuite effacée.
legal-privacy-third-title = Tiers
legal-privacy-third-text = Aucune page ne charge quoi que ce soit depuis un autre site : polices, cartes et scripts viennent d’ici. Rien n’est vendu ni transmis.
legal-privacy-rights-title = Vos droits
legal-privacy-rights-text = Vous pouvez demander à consulter, corriger ou effacer ce qui vous concerne, et saisir votre autorité de protection des données.
legal-contact = Contact : { $contact }
legal-terms-data-title = Utiliser les données
legal-terms-data-text = Chaque jeu de données indique sa licence sur sa page Informations. La licence précise ce que vous pouvez faire et comment citer la source.
legal-terms-quality-title = Qualité
legal-terms-quality-text = Les données sont publiées avec soin, telles quelles. Si vous trouvez une erreur, signalez-la au producteur nommé sur la page du jeu de données.
legal-terms-fair-title = Usage raisonnable
legal-terms-fair-text = Le portail est à tout le monde. Les requêtes qui le ralentiraient pour les autres attendent leur tour ; pour de gros volumes, préférez les exports à de nombreuses petites requêtes.
