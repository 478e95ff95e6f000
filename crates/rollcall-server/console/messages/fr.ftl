## The frame of every page

skip-to-content = Aller au contenu
nav-main = Navigation principale
nav-main-narrow = Menu principal
nav-crumbs = Où se trouve cette page
menu = Menu
nav-home = Accueil
nav-connections = Connexions
nav-people = Personnes
nav-groups = Groupes
nav-fields = Champs
nav-signatures = Signatures
nav-targets = Utilisateurs cibles
nav-activity = Activité
nav-alerts = Alertes
nav-settings = Paramètres
nav-profile = Votre profil
nav-tenants = Toutes les organisations
nav-held-count =
    { $n ->
        [one] { $n } personne est retenue
       *[other] { $n } personnes sont retenues
    }
nav-alert-count =
    { $n ->
        [one] { $n } alerte ouverte
       *[other] { $n } alertes ouvertes
    }
other-organisations = Autres organisations
theme = Couleurs
theme-light = Clair
theme-dark = Sombre
theme-system = Système
sign-out = Se déconnecter
as-request = En tant que requête
as-request-words = Ce que cette page montre vient de ces appels.
as-request-keys = Créer une clé d’API

## Words that many pages need

name = Nom
state = État
provider = Fournisseur d’identité
the-provider = Le fournisseur d’identité
email = E-mail
password = Mot de passe
optional = (facultatif)
required = obligatoire
save = Enregistrer
copy = Copier
search = Rechercher
clear = Effacer
look = Voir
back = Retour
done = Fait
actions = Actions
never = Jamais
when = Quand
changed = Modifié
made = Créé
expires = Expire
last-used = Dernière utilisation
never-used = Jamais utilisé
last-seen = Vu pour la dernière fois
last-request = Dernière requête
not-known-yet = pas encore connu
no-value = rien
taken-away = supprimé
source = Source
id = Id
general = Général
days =
    { $n ->
        [one] { $n } jour
       *[other] { $n } jours
    }
hours =
    { $n ->
        [one] { $n } heure
       *[other] { $n } heures
    }
pages = Pages
first-page = Première page
next-page = Page suivante
word-or = ou
word-and = et
facet-any = Tous
type-the-name = Saisissez « { $name } » pour confirmer
revoke = Révoquer
go-on = Continuer
save-as-text = Enregistrer en .txt
link = Lien
base-url = URL de base
base-url-hint = Identique avec ou sans /v2 à la fin.
secret-token = Jeton secret
part-failed = Cette partie n’a pas pu être chargée
conflict-see-now = Voir l’état actuel
conflict-typed = Ce que vous avez saisi
request-id = Identifiant de la requête
to-home = Vers l’accueil
to-connections = Vers les connexions

## Times

ago-now = à l’instant
ago-minute =
    { $n ->
        [one] il y a { $n } minute
       *[other] il y a { $n } minutes
    }
ago-hour =
    { $n ->
        [one] il y a { $n } heure
       *[other] il y a { $n } heures
    }
ago-day =
    { $n ->
        [one] il y a { $n } jour
       *[other] il y a { $n } jours
    }
ago-month =
    { $n ->
        [one] il y a { $n } mois
       *[other] il y a { $n } mois
    }
ago-year =
    { $n ->
        [one] il y a { $n } an
       *[other] il y a { $n } ans
    }
in-minute =
    { $n ->
        [one] dans { $n } minute
       *[other] dans { $n } minutes
    }
in-hour =
    { $n ->
        [one] dans { $n } heure
       *[other] dans { $n } heures
    }
in-day =
    { $n ->
        [one] dans { $n } jour
       *[other] dans { $n } jours
    }
in-month =
    { $n ->
        [one] dans { $n } mois
       *[other] dans { $n } mois
    }
in-year =
    { $n ->
        [one] dans { $n } an
       *[other] dans { $n } ans
    }

## What was done

done-saved = Enregistré.
done-taken-back = Annulé.
done-connection-made = La connexion est créée. Ensuite : un jeton secret.
done-disconnecting = Déconnecté. Le choix fait pour ses personnes est en cours d’exécution.
done-link-revoked = Le lien ne fonctionne plus.
done-paused = En pause. Le fournisseur d’identité réessaiera plus tard.
done-shown-once = Ce qui s’y trouvait n’est montré qu’une fois. Si vous ne l’avez pas gardé, créez-en un autre.
done-resumed = La connexion accepte à nouveau les requêtes.
done-restored = La personne est de nouveau active.
done-token-revoked = Le jeton ne fonctionne plus.
problem-code_needed = Encore une étape
problem-sign_in_refused = Cela ne correspond pas

## Signing in and the first start

sign-in = Se connecter
sign-in-lead = Personnes, signatures et utilisateurs cibles, en phase avec votre fournisseur d’identité.
sign-in-with = Se connecter avec { $name }
sign-in-no-account = Pas de compte ? Un propriétaire de votre organisation peut vous inviter.
one-time-code = Code à usage unique
one-time-code-hint = Six chiffres de votre application, ou un code de secours.
set-up-title = Bienvenue dans Rollcall
set-up-lead = Créez votre compte. Vous serez propriétaire de cette installation.
set-up-begin = Créer le compte et commencer
set-up-expired = Ce lien ne peut plus être utilisé.
set-up-again = Créez-en un autre sur le serveur :
organisation = Organisation
organisation-hint = L’entreprise dont les personnes arrivent ici. Modifiable plus tard.
your-name = Votre nom
password-hint = Au moins 12 caractères. Quelques mots valent mieux que des signes rares.
invitation = Invitation
invitation-title = Rejoindre { $organisation }
invitation-lead = { $by } vous invite. Votre rôle : { $role }.
invitation-accept = Accepter l’invitation
invitation-ask-again = Demandez-en une autre à la personne qui vous a invité.
invitation-new-password = Choisissez un nouveau mot de passe : une autre organisation a créé votre lien et peut connaître l’actuel. Il prend fin, ainsi que les sessions ouvertes et les codes à usage unique.
mail-invitation-subject = Vous êtes invité à rejoindre { $organisation }
mail-invitation-words = { $by } vous invite à travailler avec Rollcall pour { $organisation }. Votre rôle : { $role }. Ouvrez ce lien pour accepter :
mail-invitation-until = Le lien fonctionne une fois, jusqu’au { $until }. Si vous n’attendiez aucune invitation, ne l’utilisez pas.
mail-reset-subject = Choisissez un autre mot de passe
mail-reset-words = { $by } a créé un lien qui vous permet de choisir un autre mot de passe pour { $email } :
mail-reset-until = Le lien fonctionne une fois, jusqu’au { $until }. Si vous ne l’avez pas demandé, prévenez vos administrateurs.
mail-alerts-subject = [Rollcall] { $tenant } : { $n } alertes
mail-alerts-subject-one = [Rollcall] { $tenant } : { $alert }
mail-alerts-over = Terminé : { $alert }
mail-alerts-since = Depuis le { $since }
mail-alerts-from = Du { $since } au { $until }
mail-alerts-foot = Qui reçoit ceci, ce qui est signalé et dans quelle langue se règle sous Alertes.
mail-alerts-test-subject = [Rollcall] { $tenant } : essai
mail-alerts-test-words = Ceci est un essai des alertes de Rollcall. Tout va bien.
role-owner = Propriétaire
role-admin = Admin
role-auditor = Auditeur
role-signature_editor = Éditeur de signatures
role-target_editor = Éditeur de cibles

## Home

home-hello = Bonjour, { $name }
home-lead = Ce qui se passe chez { $organisation }, et ce qui vous attend.
home-groups =
    { $n ->
        [one] dans { $n } groupe
       *[other] dans { $n } groupes
    }
home-held-sub = attendent votre décision
home-held-none = rien n’est retenu
home-leavers-sub = désactivées, conservées un temps
home-last-request-sub = d’un fournisseur d’identité
needs-you = À traiter
all-alerts = Toutes les alertes
home-requests = Requêtes des dernières 24 heures
home-all-requests = Toutes les requêtes
home-all-connections = Toutes les connexions
home-people = Personnes par état
home-people-chart = { $active } actives, { $held } retenues, { $inactive } inactives
chart-requests = Requêtes par heure sur { $hours } heures : { $ok } acceptées, { $refused } refusées, { $failed } en échec
chart-hour = { $time } : { $ok } acceptées, { $refused } refusées, { $failed } en échec
chart-most = au plus { $n } par heure
completeness = Complétude
checklist = Premiers pas
checklist-done = { $done } sur { $of }
step-connection = Créer une connexion
step-token = Donner un jeton secret au fournisseur d’identité
step-tested = Le fournisseur d’identité teste les identifiants
step-people = La première personne arrive
step-signature = Publier une signature
alert-token_expiring = Un jeton utilisé expire bientôt
alert-token_expired_in_use = Un jeton expiré est encore utilisé
alert-silence = Une connexion active est devenue silencieuse
alert-error_rate = Beaucoup de requêtes sont refusées
alert-guard_hit = Des départs sont retenus
alert-connector_failing = Un destinataire ou une source est injoignable
alert-completeness_drop = Un champ est devenu moins complet
alert-closed = terminé
alert-text-token_expiring = Le jeton secret « { $token } » de la connexion « { $connection } » expire dans { $days ->
        [one] { $days } jour
       *[other] { $days } jours
    }, le { $expires_at }, et a servi pour la dernière fois le { $used_at }. Renouvelez-le et collez le nouveau chez le fournisseur d’identité ; d’ici là, les deux fonctionnent.
alert-text-key_expiring = La clé d’API « { $token } » expire dans { $days ->
        [one] { $days } jour
       *[other] { $days } jours
    }, le { $expires_at }, et a servi pour la dernière fois le { $used_at }. Créez-en une autre avant cette date et mettez-la là où celle-ci est utilisée.
alert-text-token_expired_in_use = Le jeton secret « { $token } » a expiré le { $expires_at }, et une requête est venue avec lui le { $used_at }. Créez un nouveau jeton et collez-le chez le fournisseur d’identité.
alert-text-silence = Rien n’est venu par la connexion « { $connection } » depuis { $hours ->
        [one] { $hours } heure
       *[other] { $hours } heures
    } ; il y a eu des requêtes { $days } des 7 derniers jours. Vérifiez que l’approvisionnement est activé chez le fournisseur d’identité et qu’il atteint ce serveur.
alert-text-error_rate = Sur { $requests } requêtes dans l’heure à partir du { $since }, { $refused } ont été refusées ou ont échoué, la plupart pour ceci : { $cause }. La liste des requêtes dit pourquoi et que faire.
alert-text-people_held = La connexion « { $connection } » a désactivé ou supprimé plus de personnes que la garde n’en laisse partir : { $people ->
        [one] { $people } personne est retenue
       *[other] { $people } personnes sont retenues
    } depuis le { $since }. Elles comptent comme avant jusqu’à ce que vous les laissiez partir ou les gardiez.
alert-text-people_vanished = Depuis le { $since }, il manque à la source de « { $connection } » plus de personnes qu’il n’en peut partir à la fois. Elles comptent comme avant jusqu’à ce que vous les laissiez partir ou les gardiez.
alert-text-people_held_and_vanished = La connexion « { $connection } » a désactivé ou supprimé plus de personnes que la garde n’en laisse partir : { $people ->
        [one] { $people } personne est retenue
       *[other] { $people } personnes sont retenues
    }. Il manque aussi à sa source plus de personnes qu’il n’en peut partir à la fois. Cela vous attend depuis le { $since } ; toutes comptent comme avant jusqu’à ce que vous les laissiez partir ou les gardiez.
alert-text-webhook_disabled = Le webhook « { $webhook } » est désactivé depuis le { $since } : { $why }. Réparez le destinataire et réactivez le webhook ; il reprendra là où il s’est arrêté.
alert-text-webhook_failing = Le webhook « { $webhook } » échoue depuis le { $since } : { $why }. Il sera réessayé de lui-même.
alert-text-event_stream_failing = Le flux d’événements « { $stream } » a échoué { $attempts ->
        [one] { $attempts } fois
       *[other] { $attempts } fois
    } de suite : { $why }. Il sera réessayé de lui-même.
alert-text-event_stream_resting = Le flux d’événements « { $stream } » est au repos depuis le { $since }, après { $attempts ->
        [one] { $attempts } tentative manquée
       *[other] { $attempts } tentatives manquées
    } : { $why }. Réparez le destinataire et reprenez le flux ; il reprendra là où il s’est arrêté.
alert-text-gophish_failing = Les groupes de Gophish n’ont pas pu être mis à jour : { $why }. Vérifiez qu’il est joignable et que sa clé est bonne.
alert-text-pull_failing = Les personnes ne sont plus lues par « { $connection } » : { $why }. La page de la connexion dit que faire.
alert-text-completeness_drop = { $percent } % des personnes ont le champ obligatoire « { $field } » ; c’était { $before } %. Voyez ce que les connexions envoient pour lui, et ce qui a changé dans les champs ou chez le fournisseur.

## Connections

connection = Connexion
connections-lead = Une par endroit d’où viennent des personnes : envoyées par lui (push), ou lues là-bas (pull).
connections-empty = Pas encore de connexion
connections-empty-words = Une connexion donne à un fournisseur d’identité comme Okta ou Entra ID une adresse et un jeton secret. Les personnes arrivent dès que vous les y affectez.
connection-new = Nouvelle connexion
connection-new-lead = Les personnes sont soit envoyées ici par votre fournisseur d’identité, soit lues là où elles sont tenues.
connection-make = Créer la connexion
connection-name-hint = Le nom que vous lui donnez. Le fournisseur d’identité ne le voit jamais.
connection-speaks = Parle comme { $provider }
connection-nothing-yet = Rien n’est encore arrivé
connection-live = Active
connection-waiting = En attente
connection-failing = En échec
connection-paused = En pause
connection-expired = Jeton expiré
connection-disconnecting = Déconnexion en cours
connection-disconnected = Déconnectée
connect-set-up = Mise en place
connect-how = Que faire chez votre fournisseur d’identité
provider-other = Autres
profile = Comment les requêtes sont lues
profile-okta = Comme Okta les écrit
profile-entra = Comme Microsoft Entra ID les écrit
profile-strict = À la lettre de la norme
profile-interop = Selon le profil d’interopérabilité
single-rules = Règles particulières
single-rules-hint = Activées par + et désactivées par -, par exemple +read-only-in-path.
basic-allowed = Accepter aussi nom d’utilisateur et mot de passe (Basic)
basic-allowed-hint = Seulement pour les fournisseurs qui ne peuvent pas envoyer de jeton.
test-mode = Mode d’essai
test-mode-hint = Les requêtes reçoivent une réponse comme si elles étaient faites ; rien ne reste.
test-mode-words = Le mode d’essai est actif : les requêtes reçoivent une réponse comme si elles étaient faites ; rien ne reste.
pause = Mettre en pause
resume = Reprendre
paused-since = En pause
paused-words = Les requêtes reçoivent 503 et « réessayez dans 5 minutes ». Rien n’est perdu : le fournisseur d’identité l’enverra plus tard.
reach-title = Votre fournisseur d’identité ne peut pas joindre cette adresse
reach-words = { $url } n’est pas une adresse https publique. Okta et Entra ID appellent depuis Internet et seulement en https.
reach-proxy = Placez un proxy ou un tunnel https devant et démarrez le serveur avec
reach-simulate = Ou essayez maintenant sans Okta : ceci joue les appels d’Okta.
live-waiting = Pas encore de requête
live-waiting-words = Cette ligne change d’elle-même dès qu’il en arrive une.
live-tested = { $who } a testé les identifiants : OK
live-tested-next = Activez maintenant création, mise à jour et désactivation, puis affectez des personnes.
live-last = { $who } a envoyé une requête
live-no-people = Personne encore : elle arrive dès que vous l’affectez chez le fournisseur d’identité.
live-people = Des personnes sont arrivées
see-people = Voir les personnes
from-address = de { $address }
look-at-request = Voir la requête
step-token-paste = collez le jeton que vous créez à côté
okta-1 = Ajoutez l’application de test SCIM du catalogue.
okta-2 = Donnez-lui un nom et laissez le reste.
okta-3 = Activez le provisionnement et remplissez ces deux champs.
okta-4 = Testez et enregistrez. La ligne ci-dessus dit ce qui est arrivé.
okta-5 = Activez les trois sortes de modification.
okta-6 = Affectez des personnes et envoyez les groupes voulus.
entra-1 = Créez votre propre application.
entra-2 = Commencez une configuration d’approvisionnement et remplissez ces deux champs.
entra-3 = Testez la connexion. La ligne ci-dessus dit ce qui est arrivé.
entra-4 = Parcourez le mappage d’attributs ; ce qui n’y est pas n’est jamais envoyé.
entra-5 = Affectez des personnes et des groupes, puis démarrez.
entra-flag = La fin fait qu’Entra ID respecte la norme.
onelogin-1 = Ajoutez l’application SCIM.
onelogin-2 = Remplissez ces deux champs.
onelogin-3 = Activez la connexion. La ligne ci-dessus dit ce qui est arrivé.
onelogin-4 = Activez le provisionnement, puis attribuez l’application.
jumpcloud-1 = Ajoutez votre propre application avec gestion des identités.
jumpcloud-2 = Choisissez SCIM 2.0 et remplissez ces deux champs.
jumpcloud-3 = Testez et activez. JumpCloud crée un utilisateur de test puis le retire.
jumpcloud-4 = Attribuez l’application à des groupes.
other-1 = Tout client SCIM 2.0 peut se connecter. Il lui faut cette adresse :
other-2 = Il envoie le jeton secret avec chaque requête.
other-3 = Les personnes sont trouvées par userName, les groupes par displayName.
other-4 = Faites-lui désactiver les personnes (active: false) plutôt que les supprimer : elles restent récupérables.

## Tokens and links

tokens = Jetons
token-state-live = Valide
token-state-expired = Expiré
token-state-revoked = Révoqué
tokens-empty = Pas encore de jeton
tokens-empty-words = Le fournisseur d’identité le présente à chaque requête. Vous le voyez une seule fois, à sa création.
token-new = Nouveau jeton
token-make = Créer un jeton secret
token-none-yet = Le fournisseur d’identité le présente à chaque requête. Vous le verrez une seule fois.
token-lost = Vous ne l’avez plus ? Créez-en un autre :
token-expiring = Le jeton « { $name } » est utilisé et expire
token-created = Votre jeton secret
token-created-lead = Copiez maintenant ces deux valeurs chez votre fournisseur d’identité.
token-ends = prend fin
token-once = Le jeton n’est montré qu’une fois. Il est stocké de sorte que personne ne puisse le relire.
token-stored = Je l’ai conservé
token-no-expiry = Il n’expire jamais.
token-old-ends = L’ancien jeton prend fin
labels-url = Okta : SCIM 2.0 Base Url · Entra ID : Tenant URL · OneLogin : SCIM Base URL · JumpCloud : Base URL
labels-token = Okta : OAuth Bearer Token · Entra ID : Secret token · OneLogin : SCIM Bearer Token · JumpCloud : Token Key
rotate = Renouveler
rotate-words = Un nouveau jeton est créé. Les deux valent jusqu’à la fin de l’ancien : aucune requête n’échoue.
rotate-do = Créer le nouveau jeton
overlap = L’ancien prend fin après
overlap-none = immédiatement
revoke-words = Dès lors, quiconque l’utilise est refusé.
revoke-do = Révoquer le jeton
set-up-links = Confier la mise en place
set-up-links-words = Un lien avec lequel votre service informatique ou celui d’un client met en place cette connexion, sans compte.
link-lifetime = Valable
link-make = Créer un lien de mise en place
link-made = Créé
link-created = Votre lien
link-created-lead = Envoyez-le à la personne concernée.
link-once = Le lien n’est montré qu’une fois. Quiconque l’a peut s’en servir jusqu’à son expiration.
link-mailed = Il a aussi été envoyé par e-mail.
link-not-mailed = Il n’a pas pu être envoyé par e-mail : { $why }
customer-title = Mettre en place la connexion
customer-connect = Se connecter à { $organisation }
customer-lead = Vous mettez en place « { $connection } ». Ce lien expire
customer-ask-again = Demandez-en un autre à la personne qui vous l’a envoyé.

## What a connection sends

catalogue = Ce qui est envoyé
catalogue-empty = Rien reçu encore
catalogue-empty-words = Chaque attribut envoyé par le fournisseur d’identité est compté ici, avec la forme d’une valeur et jamais la valeur.
never-received = Attendus mais jamais reçus
attribute = Attribut
sample = Forme
requests = Requêtes
used-by = Utilisé par
map-it = En faire un champ
fate-withheld = non conservé
fate-dropped = ignoré
guard = Garde
guard-words = Si, dans un délai, il en part plus que la plus grande de ces deux valeurs, le reste est retenu jusqu’à votre décision. Qui est arrivé dans ce même délai peut toujours partir. Le fournisseur n’en voit rien.
guard-people = Personnes
guard-percent = ou % des actifs
guard-minutes = En minutes
disconnect = Déconnecter
disconnect-words = Met fin au flux définitivement : ses jetons cessent de valoir, et vous choisissez le sort de ses personnes.
disconnect-asks = Ses personnes sont celles qui sont venues d’abord par cette connexion et qu’aucune autre connexion n’a modifiées depuis.
disconnect-people = Ses personnes
disconnect-keep = restent telles quelles
disconnect-deactivate = sont désactivées
disconnect-delete = sont supprimées
disconnect-do = Déconnecter { $name }
disconnected = Déconnectée

## Pull

connection-how = Comment les personnes arrivent
connection-kind = Type
kind-push-short = Push
kind-pull-short = Pull
kind-import-short = Liste
last-heard = Dernier signe
next-run = Prochaine lecture
pulled-from = Lu dans { $source }
source-scim = un serveur SCIM
choose-push = Push (SCIM)
choose-push-words = Okta, Entra ID et d’autres envoient les personnes ici dès qu’elles changent.
choose-pull = Pull depuis { $source }
choose-okta-words = Une connexion suffit ; les personnes sont lues toutes les quelques minutes.
choose-scim-words = Tout serveur SCIM 2.0, par son adresse et un jeton.
choose-token-words = Avec un jeton qui peut lire les personnes.
pull-okta-how = Dans Okta, pas à pas
pull-okta-needs = Il vous faut le droit de créer des applications dans la console d’administration d’Okta.
pull-okta-1 = Dans la console d’administration d’Okta, créez une intégration.
pull-okta-2 = Choisissez ces deux valeurs.
pull-okta-3 = Donnez-lui un nom et cochez les deux grant types.
pull-okta-4 = Copiez cette adresse dans les sign-in redirect URIs, à la place de ce qui s’y trouve.
pull-okta-callback-hint = Lettre par lettre : Okta compare exactement.
pull-okta-5 = Donnez accès à la personne qui connectera, puis enregistrez.
pull-okta-6 = Accordez à l’application ces deux scopes.
pull-scope-users = Lit les personnes
pull-scope-schemas = Lit vos propres attributs
pull-okta-7 = Copiez ici le Client ID qui s’y trouve.
pull-okta-8 = Copiez votre domaine Okta : il se trouve en haut à droite dans le menu de la console, sous votre nom.
pull-okta-origin = Okta dit que l’origine n’est pas autorisée ?
pull-okta-origin-words = En général la redirect URI suffit. Si Okta insiste, ajoutez celle-ci :
pull-okta-make = Enregistrer et continuer
pull-okta-make-hint = Ensuite : se connecter à Okta, une fois.
pull-okta-check = Ce qui doit être réglé dans Okta
pull-domain = Domaine Okta
pull-domain-hint = Par exemple acme.okta.com ; une adresse copiée du navigateur convient aussi.
pull-custom-domain = C’est notre propre domaine pour Okta
pull-custom-domain-hint = Seulement si votre Okta a un domaine personnalisé, comme login.acme.com.
wrong-domain_empty = Saisissez le domaine Okta, par exemple acme.okta.com.
wrong-domain_none = « { $domain } » n’est pas un domaine.
wrong-domain_login = Retirez ce qui précède le @.
wrong-domain_port = Retirez les deux-points et le nombre qui suit.
wrong-domain_address = C’est une adresse IP ; Okta est appelé par son nom.
wrong-domain_private = « { $domain } » n’est connu que d’un réseau privé, et Okta n’y est pas.
wrong-domain_unicode = Il contient des lettres qui ressemblent seulement aux lettres ordinaires. Saisissez le domaine à la main.
wrong-domain_no_org = « { $domain } » appartient à Okta même, et à aucune organisation. Le vôtre commence par votre nom : acme.okta.com.
wrong-domain_looks_alike = « { $domain } » ressemble à un domaine d’Okta et n’en est pas un. Qui l’a envoyé veut peut-être lire ce que dit Okta.
wrong-domain_custom = « { $domain } » n’est pas un domaine d’Okta. Si c’est votre propre domaine pour Okta, cochez la case ci-dessous.
problem-input = Ceci ne peut être accepté
problem-foreign_page = Rien n’a été fait
wrong-foreign_page = La page d’un autre site a envoyé ceci. Ouvrez la console elle-même et faites-le là.
problem-foreign_form = Rien n’a été fait
wrong-foreign_form = Ce formulaire appartient à une autre session. Rechargez la page et envoyez-le de nouveau.
problem-changed_meanwhile = Quelqu’un a été plus rapide
wrong-changed_meanwhile = Quelqu’un d’autre a modifié ceci depuis le chargement de la page. Rien de vous n’a été enregistré : voyez l’état actuel et saisissez-le de nouveau.
problem-no_part = Rien ici pour vous
wrong-no_part = Vous ne faites partie d’aucune organisation de ce nom.
problem-no_role = Rien à voir
wrong-no_role = Vous n’avez de rôle dans aucune organisation. Demandez à un propriétaire de vous inviter.
problem-state_unknown = Cette connexion est terminée
problem-another_admin = Un autre administrateur a commencé
problem-words-state_unknown = Personne ne l’a commencée, elle a déjà servi, ou c’est trop ancien. Allez à la connexion, et appuyez de nouveau sur Connecter Okta.
problem-words-another_admin = Un autre administrateur l’a commencé, ou vous vous êtes déconnecté entre-temps. Connectez-vous ici, et appuyez de nouveau sur Connecter Okta.
problem-source_refused = La source refuse
pull-scim-words = Le serveur est interrogé comme par un client SCIM : son URL de base, et un jeton qui peut lire les personnes.
pull-rippling-words = L’API REST de Rippling est interrogée avec un jeton. Fait d’après sa description publiée ; pas encore essayé avec le service même.
pull-payfit-words = L’API partenaires de PayFit est interrogée avec une clé. Fait d’après ses guides publics ; pas encore essayé avec le service même.
pull-url = URL de base
pull-url-hint = Là où sont ses /Users, sans /Users : https://scim.example.com/v2
pull-token = Jeton
pull-token-hint = Sans « Bearer » devant. Il est gardé chiffré et jamais montré.
pull-token-hint-rippling = Dans Rippling : Developer › API Tokens. Il est gardé chiffré et jamais montré.
pull-token-hint-payfit = La clé d’API de PayFit. Elle est gardée chiffrée et jamais montrée.
pull-token-kept = Un jeton est gardé. Laissez vide pour le garder.
pull-make = Créer la connexion
pull-make-hint = Tout le monde est lu aussitôt.
pull-connect = Connecter Okta
pull-sign-in = Il reste une étape : se connecter à Okta
pull-sign-in-words = Vous allez à { $domain }, vous connectez comme administrateur pouvant lire les personnes, et revenez ici. Puis tout le monde est lu une première fois.
pull-sign-in-again = Se reconnecter
pull-confirm = Connecter Okta ?
pull-confirm-words = L’organisation « { $tenant } » demande à lire toutes les personnes de { $origin } par sa connexion « { $connection } ».
pull-confirm-beware = Continuez seulement si vous ou un collègue venez de commencer cela. Sinon, fermez cette page : rien n’a été fait.
pull-confirm-yes = Connecter
sso-going = Vers la page de connexion
sso-going-words = Vous y êtes conduit, et revenez dans les dix minutes.
sso-go = Y aller
pull-going = Vers Okta
pull-going-words = Vous y êtes conduit pour vous connecter, et revenez dans les dix minutes.
pull-go = Aller à Okta
done-pull-made = La connexion est créée.
done-pull-connected = Okta est connecté. Tout le monde est lu une première fois.
done-pull-paused = En pause. Personne n’est lu avant la reprise.
done-pull-resumed = La lecture reprend.
done-sync = Demandé. Cela commence dès que possible.
done-vanished-released = Libérées. Elles sont en cours de désactivation.
done-vanished-rejected = Elles restent actives.
pull-overview = Vue d’ensemble
catalogue-pulled = Ce qui arrive
sync-now = Synchroniser
sync-full = Tout relire
pull-state-new = Pas encore connectée
pull-state-connected = Connectée
pull-state-needs_sign_in = Connexion requise
pull-state-needs_token = Jeton requis
pull-state-failing = En échec
pull-state-paused = En pause
pull-state-disconnected = Déconnectée
pull-nobody-signed-in = Personne ne s’est encore connecté
pull-nobody-words = Cette ligne change d’elle-même dès que quelqu’un le fait.
pull-no-token = Il n’y a pas encore de jeton
pull-no-token-words = Mettez-le dans les réglages ; puis tout le monde est lu.
pull-paused-words = Personne n’est lu. Ce qui y change entre-temps sera lu à la reprise.
pull-in-step = À jour avec { $source }
pull-tried-again = nouvel essai
pull-people = Personnes de là-bas
pull-every =
    { $n ->
        [one] chaque minute
       *[other] toutes les { $n } minutes
    }
full-read = Tout lu
full-daily = chaque jour dès { $hour } h UTC
began = Début
ended = fin
run-soon = Cela commence dans un instant
run-soon-words = L’avancement s’affiche ici.
run-running = En cours
run-done = Terminée
run-failed = Interrompue
run-held = Vous attend
run-stopped = Arrêtée
run-now-reading = Lecture des personnes.
run-now-waiting = C’est le tour de qui attendait un nom.
run-now-vanishing = Les personnes parties sont désactivées.
run-kind-full = Tout le monde
run-kind-changes = Qui a changé
run-kind-told = Qui la source a signalé
run-so-far = { $seen } lues · { $created } créées · { $changed } modifiées · { $deactivated } désactivées
run-so-far-failed = { $n } non reprises
run-what = Quoi
run-seen = Lues
run-created = Créées
run-changed = Modifiées
run-reactivated = Réactivées
run-deactivated = Désactivées
run-guarded = Retenues
run-held-n = { $n } retenues
run-unchanged = Inchangées
run-left-out = Écartées
run-failed-people = En échec
run-not-taken = Non reprises
run-asked =
    { $n ->
        [one] { $n } page
       *[other] { $n } pages
    }
run-requests = Requêtes
run-watch = Suivre
run-decided = Décidé par un administrateur
run-problems = Qui n’a pas été repris, et pourquoi
run-at-source = À la source
run-why = Pourquoi
run-no-problems = Tout le monde a été repris.
pull-runs = Lectures
pull-run = Une lecture
all-runs = Toutes les lectures
runs-kept = Les 200 dernières sont gardées.
runs-empty = Pas encore de lecture
runs-empty-words = Chaque lecture figure ici : qui a été créé, modifié, désactivé, et qui n’a pu être repris.
vanished-words =
    { $n ->
        [one] { $n } personne n’est plus dans la source.
       *[other] { $n } personnes ne sont plus dans la source.
    }
vanished-title =
    { $n ->
        [one] { $n } personne a disparu de la source
       *[other] { $n } personnes ont disparu de la source
    }
vanished-held = { $n } sur { $of } n’y étaient plus, et { $may } au plus peuvent partir à la fois. Elles comptent comme avant jusqu’à votre décision.
vanished-unsure = { $n } n’y étaient plus, mais { $unidentified } autres n’ont pu être lues : on ne sait qui est vraiment parti.
vanished-nobody_there = La source était vide. Quelque chose y est sans doute en défaut, et personne n’est parti.
vanished-over = C’est déjà décidé, ou tout le monde a été relu depuis.
vanished-release = Les laisser partir
vanished-release-words =
    { $n ->
        [one] { $n } personne est désactivée et quitte tous les exports.
       *[other] { $n } personnes sont désactivées et quittent tous les exports.
    }
vanished-release-do =
    { $n ->
        [one] Désactiver { $n } personne
       *[other] Désactiver { $n } personnes
    }
vanished-reject = Les garder
vanished-reject-words = Elles restent actives. À la prochaine lecture complète, la question sera reposée.
vanished-reject-do = Les garder actives
pull-how = Comment les personnes sont lues
pull-every-minutes = Minutes entre lectures
pull-full-hour = Tout le monde, chaque jour dès
hour-utc = { $h } h UTC
pull-share = Au plus tant de % des requêtes que permet la source
pull-share-hint = Le reste est pour vos autres applications.
pull-adoption = Quelqu’un ici a déjà le même nom d’utilisateur
adoption-same_name = est la même personne
adoption-never = est quelqu’un d’autre : me le dire
pull-who = Qui compte comme actif
pull-staged = STAGED (pas encore activé dans Okta)
pull-suspended = SUSPENDED
pull-creates-inactive = Créer aussi ici des personnes inactives là-bas
pull-vanished = Combien peuvent disparaître à la fois
pull-vanished-percent = ou % de ceux venus par cette connexion
pull-vanished-words = Jusqu’à l’un ou l’autre, qui n’est plus dans la source est désactivé. Au-delà, c’est retenu pour votre décision.
pull-priorities = Qui est cru quand quelqu’un arrive aussi par push
pull-priorities-words = Ne concerne que les personnes qui arrivent des deux façons.
pull-otherwise = En règle générale
priority-push = Le push est cru
priority-pull = Le pull est cru
priority-as-otherwise = Comme la règle
pull-source = Source
pull-signed-in-as = Connecté en tant que
pull-since = Depuis
pull-no-schemas = non accordé : vos propres attributs n’ont pas de nom ici
pull-other-source = Changer ce qui est interrogé
pull-other-source-words = Un autre domaine, une autre application ou adresse est interrogé à neuf : ce avec quoi on interrogeait est oublié.
pull-sends-origin = Envoyer un en-tête Origin, comme un navigateur
pull-sends-origin-hint = Okta l’attend d’une Single-Page Application.
pull-hook = Event hook
pull-hook-there = Créé
pull-hook-none = Aucun
pull-hook-words = Okta signale aussitôt chez qui quelque chose a changé, au lieu d’être interrogé toutes les quelques minutes.
pull-hook-make = Créer une adresse
pull-hook-again = En créer une autre
pull-hook-lead = Copiez ceci dans Okta maintenant. L’adresse précédente, s’il y en avait une, ne vaut plus.
pull-hook-1 = Dans la console d’administration d’Okta, créez un event hook.
pull-hook-2 = Remplissez ces trois champs.
pull-hook-3 = Choisissez ces événements.
pull-hook-4 = Enregistrez, et faites vérifier l’adresse par Okta.
guard-words-pull = Si plus de personnes que cela y sont désactivées dans un délai, les autres sont retenues jusqu’à votre décision.
disconnect-words-pull = Y met fin définitivement : ce avec quoi la source était interrogée est oublié, et vous choisissez le sort de ses personnes.
disconnect-asks-pull =
    { $n ->
        [one] { $n } personne est venue par cette connexion.
       *[other] { $n } personnes sont venues par cette connexion.
    }
attribute-to-come = personne ne l’a encore
schema-text = texte
schema-boolean = oui ou non
schema-number = nombre
schema-integer = nombre entier
schema-list = plusieurs
field-known =
    { $n ->
        [one] { $n } attribut des connexions
       *[other] { $n } attributs des connexions
    }
pull-problem-other = Quelque chose ne va pas à la source
pull-problem-access_denied = Le refus a été donné dans Okta
pull-fix-access_denied = La personne connectée n’a pas consenti, ou ne le peut pas. Appuyez de nouveau sur Connecter Okta, et consentez.
pull-problem-not_assigned = La personne connectée n’est pas affectée à l’application
pull-fix-not_assigned = Dans Okta : `Applications › votre application › Assignments`. Affectez-la, puis appuyez de nouveau sur Connecter Okta.
pull-problem-invalid_scope = Un scope n’est pas accordé
pull-fix-invalid_scope = Dans Okta : `Applications › votre application › Okta API Scopes`. Accordez `okta.users.read` et `okta.schemas.read`, puis appuyez de nouveau sur Connecter Okta.
pull-problem-not_granted = Quelque chose n’est pas accordé dans Okta
pull-fix-not_granted = Dans Okta : `Applications › votre application › Okta API Scopes` pour un scope, `Security › Administrators` pour un rôle. Puis appuyez de nouveau sur Connecter Okta.
pull-problem-invalid_grant = Okta n’accepte plus la connexion
pull-fix-invalid_grant = Elle a été révoquée, trop longtemps inutilisée, ou trop longue. Appuyez de nouveau sur Connecter Okta.
pull-problem-needs_sign_in = Quelqu’un doit se reconnecter
pull-fix-needs_sign_in = Reconnectez-vous à Okta.
pull-problem-needs_token = Le jeton n’est plus accepté
pull-fix-needs_token = Créez-en un autre à la source, et mettez-le ici :
pull-problem-settings = Un réglage doit être changé
pull-problem-id_token_refused = L’identité de la personne connectée n’a pu être vérifiée
pull-problem-source_away = La source ne répond pas
pull-fix-source_away = Il n’y a rien à faire : un nouvel essai suit.
pull-problem-source_busy = La source demande de patienter
pull-fix-source_busy = Il n’y a rien à faire : cela reprend de soi-même.
pull-problem-answer_unreadable = La réponse est illisible
pull-fix-answer_unreadable = Comparez le domaine ou l’adresse dans les réglages. S’il est juste, dites-le-nous.
pull-problem-not_found = Il n’y a rien à cette adresse
pull-fix-not_found = Comparez le domaine ou l’adresse dans les réglages.
pull-problem-unauthorized_client = L’application ne peut pas faire cela
pull-fix-unauthorized_client = Dans Okta : `Applications › votre application › General`. Ce doit être une Single-Page Application avec les grant types Authorization Code et Refresh Token, et le Client ID le même qu’ici.
pull-problem-temporarily_unavailable = Okta ne peut pas pour le moment
pull-fix-temporarily_unavailable = Appuyez de nouveau sur Connecter Okta dans une minute.
pull-problem-issuer_foreign = Une autre organisation a répondu
pull-fix-issuer_foreign = Comparez le domaine Okta dans les réglages.
pull-problem-sign_in_late = Cela a pris plus de dix minutes
pull-fix-sign_in_late = Appuyez de nouveau sur Connecter Okta.
pull-problem-settings_changed = Les réglages ont changé entre-temps
pull-fix-settings_changed = Appuyez de nouveau sur Connecter Okta.

## People

person = Personne
people-everybody = Tout le monde
people-active = Actives
people-held = Retenues
people-leavers = Départs
people-imports = Listes importées
people-all = Toutes
people-download = Télécharger
people-search-hint = Nom, e-mail ou nom d’utilisateur
people-empty = Personne ici pour l’instant
people-empty-words = Une personne n’apparaît qu’après son affectation chez le fournisseur d’identité.
person-active = Active
person-held = Retenue
person-inactive = Inactive
nobody-found = Personne ne correspond
nobody-found-words = Cherchez moins précisément ou effacez les filtres.
facet-lacking = Sans
facet-domain = Domaine
group = Groupe
job-title = Fonction
department = Service
manager = Responsable
user-name = Nom d’utilisateur
external-id = Id chez le fournisseur
about = À propos
in-no-group = Dans aucun groupe.
source-connection = une connexion
source-import = une liste importée
source-cli = la ligne de commande
restore = Rétablir
held-person = Le fournisseur d’identité dit que cette personne est partie.
held-person-words = C’était plus que la garde ne laisse passer d’un coup ; la décision vous attend. D’ici là, la personne compte comme avant.
look-at-held = Voir ce qui est retenu
left = Partie
left-words = Plus dans les exports ; récupérable jusqu’à la fin de la conservation.
person-fields = Champs
signature = Signature
target-user = Utilisateur cible
history = Historique
raw = Brut
raw-stored = La ressource telle que SCIM la montre
locked = Verrouillé
lock = La garder, quoi qu’envoie le fournisseur
lock-hint = Sans cela, la valeur cède dès que le fournisseur en envoie une autre.
set-by-hand = Fixer à la main
take-back = Annuler
other-values =
    { $n ->
        [one] { $n } autre valeur
       *[other] { $n } autres valeurs
    }
changed-by-person = de sa fiche
changed-by-group = par un groupe
changed-by-manager = par son responsable
changed-by-hand = à la main
changed-by-mapping = par la définition du champ
signature-none = Aucune signature
signature-why = Pourquoi celle-ci
signature-next = Sinon ce serait
signature-unknown = « { $name } » avait été fixée à la main et n’existe plus.
edit-signature = Modifier la signature
let-rules-decide = Laisser les règles décider
because-inactive = La personne est désactivée
because-hand = Fixée à la main
because-exception = Une exception :
because-rule = La première règle qui s’applique :
because-default = Par défaut : aucune règle ne s’applique
because-nothing = Aucune règle ne s’applique, et il n’y a pas de défaut
rule-applies = s’applique
rule-applies-not = ne s’applique pas
campaigns = Campagnes
campaign-active = Active
campaign-waiting = En attente
campaign-over = Terminée
preview-light = Clair
preview-dark = Sombre
preview-narrow = Sur un téléphone
as-text = En texte brut
target-record = La fiche que reçoivent les outils
target-exports = Quels exports
target-exports-words = Si cette personne est dans chaque fichier, et sinon pourquoi.
left-out-domain = Exclue : { $domain } n’est pas un domaine autorisé.
left-out-rule = Exclue par la règle « { $name } ».
held-by-rule = Retenue par la règle « { $name } ».
history-empty = Aucune modification conservée
history-empty-words = Chaque modification de cette personne apparaît ici, avec la requête qui l’a faite.
no-difference = aucune différence
operation-create = Créée
operation-created = Créée
operation-replace = Remplacée
operation-replaced = Remplacée
operation-patch = Modifiée
operation-patched = Modifiée
operation-updated = Modifiée
operation-delete = Supprimée
operation-deleted = Supprimée
operation-revived = Revenue
operation-released = Libérée
operation-restored = Rétablie

## Activity

activity-lead = Chaque requête d’un fournisseur d’identité, la raison d’un refus, et que faire.
activity-requests = Requêtes
activity-changes = Modifications
activity-deliveries = Livraisons
activity-search-hint = Nom d’utilisateur, id, id de requête ou chemin
activity-masked = Les valeurs des contenus sont masquées : une majuscule est X, une lettre x, un chiffre 9.
outcome = Résultat
outcome-all = Toutes
outcome-ok = OK
outcome-info = Avec remarque
outcome-refused = Refusées
outcome-failed = En échec
request = Requête
answer = Réponse
about-whom = Concerne
took = Durée
address = Adresse
agent = Programme
facts = Faits
requests-empty = Pas encore de requête
requests-empty-words = Dès qu’un fournisseur d’identité demande quelque chose, cela apparaît ici de soi-même.
requests-none-found = Aucune requête ne correspond
requests-none-found-words = Le journal est conservé un temps limité ; cherchez moins précisément ou regardez tout.
request-told = Ce qui a été dit au fournisseur d’identité
request-body = Ce qui a été envoyé
answer-body = Ce qui a été répondu
masked = masqué
no-body = Pas de contenu.
request-changes = Ce qu’elle a modifié
request-no-changes = Rien.
as-curl = En curl
curl-masked = Les valeurs sont masquées : remplacez-les par ce qui était voulu avant d’envoyer.
replay = Rejouer à blanc
replayed = Ce qui se passerait aujourd’hui
replayed-lead = La requête a été exécutée sur l’état du jour puis annulée. Rien n’a été écrit.
would-change = Ce qu’elle modifierait
would-change-nothing = Rien.
fix-it = Voir que faire
fix-connection = Ouvrir la connexion
fix-tokens = Ouvrir les jetons
fix-token = Créer un autre jeton
fix-received = Voir ce qui est envoyé
fix-mapping = Ouvrir les champs
fix-held = Décider de ce qui est retenu
fix-targets = Ouvrir les cibles
fix-person = Ouvrir la personne
fix-group = Ouvrir le groupe

## Names of pages

fields-draft = Brouillon
fields-history = Versions
who-gets-what = Qui reçoit quoi
targets-exports = Exports
connectors = Connecteurs
settings-organisation = Organisation
admins = Admins
sso = Authentification unique
audit = Journal d’audit
stored = Ce que nous stockons
api = API

## Rules in words

op-is = est
op-contains = contient
op-starts_with = commence par
op-ends_with = finit par
op-domain_is = est du domaine
op-before = est avant
op-not_after = n’est pas après
op-after = est après
op-not_before = n’est pas avant
op-has_value = a une valeur
op-in_group = est dans le groupe
op-not-is = n’est pas
op-not-contains = ne contient pas
op-not-starts_with = ne commence pas par
op-not-ends_with = ne finit pas par
op-not-domain_is = n’est pas du domaine
op-not-before = n’est pas avant
op-not-not_after = est après
op-not-after = n’est pas après
op-not-not_before = est avant
op-not-has_value = est vide
op-not-in_group = n’est pas dans le groupe

## Short words

yes = Oui
no = Non
on = Activé
off = Désactivé
you = Vous
test = Tester
delete = Supprimer
remove = Retirer
enable = Activer
disabled = Désactivé
download = Télécharger
choose = Choisir
language = Langue
role = Rôle
roles = Rôles
kind = Type
members = Membres
cursor = Curseur
because = Parce que
share = Part
before = Avant
after = Après
before-after = Avant et après
for-example = Par exemple
at-most = au plus
and-more =
    { $n ->
        [one] et { $n } autre
       *[other] et { $n } autres
    }
one-per-line = Un par ligne.
by-itself = Automatique
last-run = Dernière exécution
time-zone = Fuseau horaire
two-factor = Codes à usage unique
counting-people = Examen de tout le monde…
look-at-everybody = Examiner tout le monde
done-deleted = Retiré.
done-drafted = Enregistré comme brouillon. Rien ne change pour personne avant la publication.
done-published = Publié. C’est en vigueur maintenant.
done-discarded = Le brouillon est abandonné.
done-version-drafted = C’est maintenant un brouillon. Regardez ce qu’il ferait, puis publiez-le.
done-session-ended = Votre session était terminée : rien n’a été enregistré. Connectez-vous et envoyez à nouveau.
unsaved-words = Ce que vous avez saisi sur cette page n’est pas enregistré. Quitter quand même ?
done-released = Libérées. Elles sont parties.
done-rejected = Rejeté. Elles sont de nouveau actives.
done-forgotten = Oublié.
done-password = Le mot de passe est changé ; les autres sessions sont terminées.
done-replayed = L’envoi recommence.

## Groups

groups-lead = Les groupes viennent d’un fournisseur d’identité qui les envoie.
groups-empty = Pas encore de groupe
groups-empty-words = Dans Okta, utilisez Push Groups ; dans Entra ID, affectez le groupe. Affectez d’abord ses personnes.
groups-none-found = Aucun groupe de ce nom
group-members =
    { $n ->
        [one] { $n } membre
       *[other] { $n } membres
    }
group-as-people = En liste de personnes
group-empty = Personne n’y est
group-empty-words = Le fournisseur d’identité ajoute les membres lorsqu’il envoie le groupe.

## Held, leavers

held-lead = Départs au-delà de la garde. Jusqu’à votre décision, ces personnes comptent comme avant.
held-count =
    { $n ->
        [one] { $n } départ est retenu
       *[other] { $n } départs sont retenus
    }
held-what = Quoi
held-deactivated = désactivation
held-removed = suppression
held-empty = Rien n’est retenu
held-empty-words = Si un fournisseur d’identité désactive beaucoup de personnes d’un coup, par erreur ou non, elles vous attendent ici.
release-all = Tout libérer
release-words =
    { $n ->
        [one] { $n } personne part maintenant : exports, signatures et groupes.
       *[other] { $n } personnes partent maintenant : exports, signatures et groupes.
    }
release-do =
    { $n ->
        [one] Libérer { $n } personne
       *[other] Libérer { $n } personnes
    }
release-chosen = Libérer la sélection
reject-all = Tout garder
reject-words =
    { $n ->
        [one] { $n } personne reste active, avec ses groupes. Le fournisseur d’identité n’en sait rien : affectez-la à nouveau, sinon il pourrait recommencer.
       *[other] { $n } personnes restent actives, avec leurs groupes. Le fournisseur d’identité n’en sait rien : affectez-les à nouveau, sinon il pourrait recommencer.
    }
reject-do =
    { $n ->
        [one] Garder { $n } personne
       *[other] Garder { $n } personnes
    }
reject-chosen = Garder la sélection
leavers-lead =
    { $n ->
        [one] Les personnes désactivées sont conservées { $n } jour et récupérables d’ici là.
       *[other] Les personnes désactivées sont conservées { $n } jours et récupérables d’ici là.
    }
leavers-lead-ever = Les personnes désactivées sont conservées et récupérables.
leavers-empty = Personne n’est parti
leavers-empty-words = Toute personne désactivée par le fournisseur d’identité sort aussitôt de tout et reste ici un temps.
leaver-until = Conservée jusque
leaver-then-delete = puis supprimée
leaver-then-anonymise = puis anonymisée
anonymised = Anonymisée
forget = Oublier maintenant
forget-words = Ce qui est connu de cette personne est retiré pour de bon, y compris du journal des modifications.
forget-do = Oublier cette personne

## Imported lists

imports-lead = Des personnes absentes de tout fournisseur d’identité, depuis un fichier CSV ou Excel.
imports-empty = Pas encore de liste.
import-file = Importer une liste
import-choose = Fichier
import-choose-again = Choisissez à nouveau le même fichier
import-hint = CSV ou XLSX, 16 Mio au plus. La première ligne contient les noms de colonnes ; une colonne e-mail est obligatoire.
import-source = Nom de la liste
import-source-hint = La même liste met à jour seulement ses propres personnes.
import-missing = Qui n’est plus dans le fichier
import-missing-keep = reste
import-missing-deactivate = est désactivé
import-look = Voir d’abord
import-preview = Ce que ferait l’import
import-done = Importé
import-do = Importer
import-lines =
    { $n ->
        [one] { $n } ligne
       *[other] { $n } lignes
    }
import-line = Ligne { $n }
import-new = Nouvelles
import-changed = Modifiées
import-unchanged = Inchangées
import-left_out = Exclues
import-missing_count = Absentes
import-linked =
    { $n ->
        [one] { $n } liée
       *[other] { $n } liées
    }
import-problems = Ce qui ne va pas
import-columns = Colonnes
import-column = Colonne
import-same-as = comme { $name }
import-not-read = non lue
import-will-deactivate =
    { $n ->
        [one] { $n } personne sera désactivée.
       *[other] { $n } personnes seront désactivées.
    }
adoptions = Deux fois la même personne ?
adoptions-words = Une personne importée à côté d’une d’un fournisseur d’identité.
they-are-one = C’est la même
they-are-two = Ce sont deux
ask-again = Redemander
kept-apart = séparées
evidence-address = même adresse
evidence-employee_number = même matricule
evidence-name = même nom
evidence-weak = faible

## Fields and their definition

fields-lead = Ce que l’on sait d’une personne, et d’où cela vient. Signatures et exports en sont faits.
field = Champ
field-new = Nouveau champ
field-key = Clé
field-key-hint = Minuscules, chiffres et _. Ne change jamais.
field-labels = Ce que l’on lit
field-sources = Sources
field-sources-hint = Une par ligne ; la première qui a une valeur l’emporte. Par exemple : path title
field-transforms = Ce qui est fait de la valeur
field-transforms-hint = Une par ligne : trim, upper, lower, title, initials, first 3, phone international
field-default = À défaut
field-updates = Suit ses sources
updates-always = toujours
updates-new_only = seulement la première fois
updates-never = jamais : fixé à la main
field-required = Qui n’en a pas compte comme incomplet
field-overridable = La valeur d’une personne peut être fixée à la main
field-by-hand = à la main
field-remove = Retirer le champ
target-column = Colonne des exports
target-column-hint = Par exemple mobile_phone ; vide pour aucune.
kind-text = Texte
kind-email = E-mail
kind-phone = Téléphone
kind-url = Adresse web
kind-image = Image
kind-language = Langue
kind-country = Pays
kind-time_zone = Fuseau horaire
kind-date = Date
kind-list = Liste
kind-enum = Choix
complete-people = { $n } sur { $of } ont tout ce qui est obligatoire.
save-draft = Enregistrer comme brouillon
save-draft-hint = Rien ne change avant la publication.
draft-open = Il y a un brouillon de
draft-review = Voir son effet et publier
draft-title = Le brouillon
draft-lead = Champs, signatures, règles et cibles sont publiés ensemble.
draft-does = Ce qu’il ferait
draft-all-differences = Toutes les différences
draft-publish = Publier
draft-publish-do = Publier pour tous
draft-of = Fait à partir de la version { $n } par
draft-note = Note
draft-note-hint = Ce qui a changé, pour qui regardera en arrière.
draft-discard = Abandonner le brouillon
draft-none = Il n’y a pas de brouillon
draft-none-words = Modifiez un champ, une signature ou une règle ; cela attend ici votre publication.
diff-altered = Modifiées
diff-losing = Perdent une valeur
diff-gaining = Gagnent une valeur
diff-of =
    { $n ->
        [one] sur { $n } personne
       *[other] sur { $n } personnes
    }
diff-nobody = Les valeurs de personne ne changeraient.
diff-definition = Ce que le brouillon dit autrement
diff-nothing = Le brouillon dit la même chose que ce qui est en vigueur.
alters-new = Nouveau :
alters-changed = Modifié :
alters-removed = Retiré :
alters-order = Dans un autre ordre :
altered-field = champ
altered-signature = signature
altered-exception = exception
altered-rule = règle
altered-campaign = campagne
altered-exclusion = exclusion
altered-held = personnes retenues
altered-settings = réglages
altered-default-country = pays des numéros de téléphone
altered-default-language = langue
altered-default-signature = signature pour les autres
altered-groups = groupes des utilisateurs cibles
altered-allowed-domains = domaines des utilisateurs cibles
preview-person = Sur une personne
preview-needs-draft = Enregistrez un brouillon, puis voyez ici ce que devient une personne.
preview-same =
    { $n ->
        [one] { $n } champ reste tel quel.
       *[other] { $n } champs restent tels quels.
    }
history-title = Versions
history-lead = Chaque publication est conservée. Revenir en arrière crée une nouvelle version.
version = Version { $n }
version-built-in = Ce que Rollcall apporte d’origine.
version-restore = Revenir à celle-ci
in-force = en vigueur
no-note = pas de note

## Signatures

signatures-lead = Ce qui figure sous un e-mail, fait des champs de chaque personne.
signature-new = Nouvelle signature
signature-new-lead = Commencez par l’une de celles-ci. Elles fonctionnent dans Outlook, Gmail et Apple Mail.
signature-begin = Commencer avec celle-ci
signature-edit = Modèles
signature-html-hint = Champs entre doubles accolades ; data-hide-if-empty retire une ligne dont le champ est vide.
signature-remove = Retirer la signature
signature-gone = Cette signature n’existe pas
signature-gone-words = Peut-être son brouillon a-t-il été abandonné.
signatures-empty = Pas encore de signature
signatures-empty-words = Partez d’une toute faite, modifiez-la, et dites par des règles qui la reçoit.
insert-field = Insérer un champ
choose-person = Choisir une personne
found-more =
    { $n ->
        [one] … et { $n } autre : précisez le nom.
       *[other] … et { $n } autres : précisez le nom.
    }
preview = Aperçu
preview-narrow-dark = Sur un téléphone, sombre
lint = Contrôle
lint-runs = Contrôle avec tout le monde…
lint-clean = Rien à signaler
state-draft = Brouillon
state-published = Publiée
rules = Règles
rules-words = De haut en bas ; la première qui s’applique décide.
rule-add = Ajouter une règle
rule-when = Pour qui
rule-when-hint = Un filtre, par exemple : department eq "Sales" or title co "Chief"
rule-default = Tous les autres
rule-count = Comptage…
rule-matches = { $n } sur { $of }
exception = Exception
exception-words = ne reçoit aucune signature
move-up = Monter
move-down = Descendre
bundle = Les signatures de tous
bundle-words = Une archive avec HTML et texte par personne, et des scripts pour les installer.
campaigns-lead = Quelque chose à côté de la signature, pour un temps : un salon, des vœux, un avis.
campaign-needs-signature = Une campagne montre une signature : créez-en d’abord une.
campaigns-empty = Aucune campagne
campaigns-empty-words = Une campagne montre une seconde signature sous, au-dessus ou à la place de l’habituelle, d’un moment à un autre.
campaign-new = Nouvelle campagne
campaign-from = Du
campaign-until = Jusqu’au
campaign-next = Prochaine fois
layer = Où
layer-below = sous la signature
layer-above = au-dessus de la signature
layer-instead = à sa place
repeats = Se répète
repeats-never = jamais
repeats-monthly = chaque mois
repeats-quarterly = chaque trimestre
repeats-yearly = chaque année
who-lead = Combien reçoivent quelle signature, et pourquoi.
who-everybody = Tout le monde
who-without = Sans signature
who-now = État actuel
who-draft = Avec le brouillon

## Target users

targets-lead = Qui participe aux campagnes de sensibilisation, dans les fichiers de l’outil que vous avez déjà.
targets-now = Maintenant
targets-left-out = Exclues
targets-who-left-out = Télécharger qui est exclu, et pourquoi
target-held = Retenues
target-exclusions = Exclue
target-groups = Groupes cibles
formats = Fichiers pour les outils
format-own = Toutes les colonnes
check-first = Vérifier
check-clean =
    { $n ->
        [one] { $n } personne, rien à redire
       *[other] { $n } personnes, rien à redire
    }
check-errors =
    { $n ->
        [one] { $n } personne ne serait pas dans le fichier ou serait refusée
       *[other] { $n } personnes ne seraient pas dans le fichier ou seraient refusées
    }
check-who =
    { $n ->
        [one] Qui est-ce
       *[other] Qui sont-elles : les { $n } premières
    }
check-problems = { $n } sur { $of } ont un problème
allowed-domains = Domaines autorisés
allowed-domains-label = Domaines
allowed-domains-hint = Un par ligne. Sans aucun, tous sont autorisés.
exclusions = Qui est exclu
exclusion-add = Ajouter au brouillon
connectors-lead = Des outils tenus à jour d’eux-mêmes.
gophish-words = Les groupes cibles y deviennent des groupes et suivent chaque changement.
gophish-connect = Connecter
gophish-groups = Groupes
gophish-groups-hint = Un par ligne ; sans aucun, tous.
gophish-position = Ce qui figure dans « position »
gophish-automatic = Mettre à jour automatiquement après les changements
gophish-look = Voir ce qui se passerait
gophish-sync = Mettre à jour maintenant
gophish-disconnect-words = Plus rien n’est envoyé. Les groupes là-bas restent.
gophish-did = { $added } ajoutés, { $removed } retirés, { $changed } modifiés
gophish-would = Ce qui serait fait dans Gophish
gophish-done = Fait dans Gophish
gophish-make = créer
gophish-change = modifier
gophish-rename = renommer
gophish-delete = supprimer
in-step = Tout est à jour
in-step-words = Il n’y a rien à faire.
api-key = Clé d’API
sealed-hint = Stockée chiffrée et jamais remontrée.
webhooks = Webhooks
webhooks-empty = Pas encore de webhook
webhooks-empty-words = Un webhook apprend chaque changement d’une personne, signé et dans l’ordre, jusqu’à ce qu’il l’accepte.
webhook-new = Nouveau webhook
webhook-hint = Son secret est montré une seule fois.
webhook-well = En ordre
webhook-failing = En échec
webhook-disabled = Désactivé
webhook-position = Accepté jusqu’à
webhook-next = Prochain essai
webhook-delete-words = Plus rien n’y est envoyé.
webhook-tested = Test du webhook
webhook-taken = Il a été accepté
webhook-not-taken = Il n’a pas été accepté
event-streams = Flux d’événements
event-streams-empty = Aucun flux d’événements (RFC 8935, RFC 8936) : des messages signés de chaque changement pour les destinataires qui les connaissent. À créer en ligne de commande : rollcall stream create.

## Changes and deliveries

events-lead = Ce qui est annoncé : chaque changement de ce qui est fait d’une personne.
events-empty = Rien d’annoncé encore
events-empty-words = Dès que les champs, la fiche cible ou la signature de quelqu’un changent, cela figure ici.
events-not-ready = Le premier examen de tout le monde est en cours.
event-person-created = Arrivée
event-person-changed = Modifiée
event-person-left = Partie
event-part-fields = Champs
event-part-target_user = Utilisateur cible
event-part-signature = Signature
cause-kind-person = par sa fiche
cause-kind-manager = par son responsable
cause-kind-group = par un groupe
cause-kind-mapping = par une nouvelle version des champs
cause-kind-schemas = par un schéma
cause-kind-override = fixé à la main
cause-kind-time = par le temps
cause-kind-beginning = au début
deliveries-lead = Ce qui a été envoyé aux webhooks, et leurs réponses.
attempts-empty = Rien d’envoyé encore
attempts-empty-words = Chaque essai figure ici avec sa réponse.
replay-after = après le curseur
replay-from = Renvoyer à partir de là

## Alerts

alerts-lead = Ce qui va mal est signalé ici, par e-mail et par webhook : au début, une fois par jour, et à la fin.
alerts-open = Ouvertes
alerts-closed = Terminées
alerts-none = Tout va bien
alerts-none-words = Jetons expirants, connexions muettes, refus nombreux, départs retenus et destinataires en échec figureraient ici.
alerts-who = Qui est prévenu
alerts-emails = Adresses e-mail
alerts-webhook = Webhook
alerts-muted = Ne pas signaler
alerts-language = Langue des e-mails
alerts-thresholds = À partir de quand
alerts-silence_hours = Heures pendant lesquelles une connexion active peut se taire
alerts-error_percent = Requêtes refusées sur cent,
alerts-error_requests_min = pour au moins autant en une heure
alerts-completeness_points = Personnes sur cent en moins avec un champ obligatoire en un jour
alerts-tested = Résultat de l’essai
alerts-way-off = Non configuré
alerts-way-sent = Envoyé
alerts-way-failed = Non envoyé
alerts-test = Envoyer un test

## Settings

guard-default = Une connexion peut avoir la sienne.
guard-on = Retenir ce qui dépasse cette limite
guard-on-hint = Sinon, toute personne que le fournisseur désactive ou supprime part aussitôt.
guard-off = Désactivée : personne n’est retenu
guard-own = Cette connexion a ses propres limites.
guard-inherited = Comme dans l’organisation. Ce que vous enregistrez ici ne vaut que pour cette connexion.
guard-inherit = Comme dans l’organisation
done-guard-inherited = Les limites de l’organisation valent à nouveau pour la connexion.
not-yours = Vous pouvez consulter ceci, mais pas le modifier. Votre rôle ici : { $role }.
exclusions-none = Aucune règle n’exclut personne.
audit-organisation = Cette organisation
audit-installation = Installation
audit-lead-installation = Ce qui ne concerne aucune organisation en particulier : comptes, connexions, authentification unique.
reset-link = Nouveau mot de passe
reset-link-words = Vous obtenez un lien, affiché une seule fois, qui permet de choisir un autre mot de passe. Les liens précédents ne fonctionnent plus. Le mot de passe actuel reste valable jusqu’à son utilisation.
reset-link-make = Créer le lien
admin-disable = Bloquer
admin-disable-words = La connexion n’est plus possible et toutes les sessions se terminent, jusqu’à ce que vous leviez le blocage. Le rôle reste.
admin-enable = Lever le blocage
done-admin-disabled = La connexion est bloquée.
done-admin-enabled = La connexion est à nouveau possible.
retention = Durées de conservation
retention-words = Fixées dans la configuration du serveur.
retention-what = Quoi
retention-how-long = Combien de temps
kept-ever = tant que cela existe
log-request_log = Requêtes
log-audit = Journal d’audit
log-changes = Modifications
log-feeds = Annonces
log-leavers = Départs
log-alerts = Alertes terminées
log-sessions = Sessions de la console
log-links = Liens expirés
log-jobs = Résultats des requêtes asynchrones
log-answers = Réponses aux requêtes avec Idempotency-Key
settings-alerts = Qui est prévenu quand quelque chose va mal.
admins-lead = Qui peut faire quoi dans cette organisation.
admin-remove-words = Le rôle dans { $organisation } prend fin aussitôt.
invite = Inviter quelqu’un
invite-do = Créer l’invitation
invitations-open = Invitations ouvertes
role-words-owner = Tout, y compris admins, clés d’API et authentification unique.
role-words-admin = Connexions, jetons, personnes, champs, signatures, cibles.
role-words-auditor = Lit tout, y compris le journal d’audit ; ne modifie rien.
role-words-signature_editor = Lit, et modifie les signatures et qui reçoit laquelle.
role-words-target_editor = Lit, et modifie qui est une cible.
sso-lead = Les admins se connectent avec votre propre fournisseur d’identité (OpenID Connect).
sso-issuer = Émetteur (issuer)
sso-issuer-hint = Son adresse ; le reste y est lu.
sso-secret-hint = Laissez vide pour garder celui qui est stocké, si l’émetteur et le client ID restent les mêmes.
sso-domains = Domaines e-mail autorisés
sso-domains-hint = Un par ligne. Seules ces adresses peuvent se connecter.
sso-default-role = Qui n’a pas été invité devient
sso-default-role-hint = Seulement pour les adresses des domaines ci-dessus.
sso-invited-only = personne : admins invités seulement
sso-remove = Désactiver l’authentification unique
sso-remove-words = Les admins se connecteront alors par mot de passe.
sso-there = Chez le fournisseur d’identité
sso-there-words = Créez-y une application web OpenID Connect avec cette adresse.
password-now = Mot de passe actuel
password-new = Nouveau mot de passe
password-change = Changer le mot de passe
password-others = Toutes vos autres sessions prennent fin.
totp-words = Un code d’une application sur votre téléphone, en plus du mot de passe.
totp-begin = Activer
totp-scan = Scannez ceci avec votre application, puis saisissez le code affiché.
totp-qr = Code QR pour votre application
totp-by-hand = Ou saisissez ceci dans l’application
totp-switch-on = Activer
totp-is-on = Le code de votre application est demandé à la connexion.
totp-switch-off = Désactiver
totp-off-words = Dès lors, le mot de passe seul suffit.
recovery-codes = Codes de secours.
recovery-codes-words = Chacun vaut une fois si le téléphone est perdu. Ils ne sont montrés que maintenant.
audit-lead = Qui a fait quoi, quand et d’où.
audit-actor = Qui
audit-action = Quoi
audit-empty = Rien ne correspond
audit-empty-words = Tout ce que fait un admin, une clé d’API ou la ligne de commande est noté ici.
stored-lead = Ce qui est conservé des personnes, tiré de ce qui arrive vraiment et de la configuration.
stored-kept = Conservé
stored-secrets = Secrets
secret-tokens = Jetons secrets
secret-how-tokens = non conservés : ils sont signés, et seuls leurs identifiants sont gardés
secret-pushed_passwords = Mots de passe envoyés par un fournisseur
secret-how-pushed_passwords = non conservés : leur type est vérifié, puis ils sont écartés
secret-admin_passwords = Mots de passe des administrateurs
secret-how-admin_passwords = hachés (Argon2id)
secret-one_time_codes = Secrets des codes à usage unique
secret-how-one_time_codes = chiffrés avec la clé de l’installation (AES-256-GCM) ; les codes de secours sont hachés (SHA-256)
secret-sessions = Sessions de la console, invitations et autres liens
secret-how-sessions = hachés (SHA-256)
secret-sso = Le secret client de l’authentification unique
secret-how-sso = chiffré avec la clé de l’installation (AES-256-GCM)
secret-sources = Ce avec quoi les sources de personnes sont lues (jetons, jetons d’actualisation, clés)
secret-how-sources = chiffré avec une clé à part (AES-256-GCM)
secret-receivers = Identifiants des webhooks, des destinataires d’événements et de Gophish
secret-how-receivers = chiffrés avec la clé de l’installation (AES-256-GCM)
secret-job_bodies = Contenu des requêtes auxquelles il est répondu plus tard
secret-how-job_bodies = chiffré avec la clé de l’installation, jusqu’à leur exécution
secret-answers = Réponses aux requêtes avec Idempotency-Key
secret-how-answers = chiffrées avec la clé de l’installation ; celles qui montrent un secret ne sont pas conservées
secret-request_bodies = Contenu dans le journal des requêtes
secret-how-request_bodies = chiffré avec la clé de l’installation, montré masqué
api-lead = Tout ce que montrent ces pages peut être demandé par un script.
api-keys = Clés d’API
api-keys-empty = Pas encore de clé d’API
api-keys-empty-words = Une clé a un rôle, comme un admin, et n’est montrée qu’une fois.
api-key-new = Nouvelle clé d’API
api-key-areas = Seulement ces domaines
api-key-areas-hint = La première partie des adresses sous /api/v1, une par ligne, par exemple target-users. Vide : tout ce que le rôle permet.
api-key-make = Créer la clé
api-try = Essayez
api-described = Tout en OpenAPI 3.1
secret = Secret
secret-shown = Créé : { $name }
secret-shown-lead = Copiez-le maintenant là où il doit aller.
secret-once = Il n’est montré qu’une fois.
tenants-lead = Chaque organisation a ses personnes, ses connexions et ses admins.
tenant-new = Nouvelle organisation
tenant-make = Créer l’organisation
people-lacking-all = Toutes les personnes concernées, en fichier
nobody-lacks = Tout le monde l’a
nobody-lacks-words = Aucune personne active n’est sans valeur valable pour ce champ.
lacking-none-here =
    { $n ->
        [one] Personne parmi la { $n } personne examinée
       *[other] Personne parmi les { $n } personnes examinées
    }
lacking-none-here-words = La page suivante examine celles qui viennent après.
lacking-looked-at =
    { $n ->
        [one] { $n } personne a été examinée pour cette page.
       *[other] { $n } personnes ont été examinées pour cette page.
    }
reset-title = Choisir un autre mot de passe
connection-active = Active
fields-without = { $n -> 
    [one] Un champ sans valeur
   *[other] { $n } champs sans valeur
  }
never-starved = Champs que rien ne remplit : { $n }
never-other = Autres sources jamais venues : { $n }
never-received-words = Attributs que des champs attendent et que cette connexion n’a pas envoyés.
signature-none-words = Aucune règle ni valeur par défaut ne donne de signature à cette personne. Les règles sont sous Signatures ; à côté, on peut en donner une à la main.
source-groups = Noms des groupes
source-address = si c’est une adresse e-mail
source-manager = du responsable
source-when = si
this-group = Ce groupe
webhook = Webhook
profile-hint = « Automatique » convient à presque tous.
profile-auto = Automatique : le fournisseur est reconnu
leaver-kept = jusqu’à ce que vous les oubliiez
simulate-title = Pas d’Okta sous la main ?
simulate-words = Rollcall joue le rôle d’Okta face à lui-même : il teste les identifiants, envoie deux personnes nommées « Simulated » et un groupe, les modifie, les laisse partir et les efface. Les destinataires des changements en sont avertis.
simulate-do = Jouer le rôle d’Okta
simulate-command = La même chose en ligne de commande
simulated = Okta, joué
simulated-lead = Chaque étape d’Okta, dans l’ordre, et ce qu’il en est advenu.
simulated-green = Les { $n } étapes sont vertes.
simulated-red = { $n } étapes sur { $of } sont rouges.
simulated-removed = Les personnes et le groupe créés sont effacés, le jeton est révoqué.
simulated-expected = Attendu :
simulated-came = reçu :
step-two_factor = Protéger les comptes des admins avec des codes à usage unique
audit-kind-admin = Administrateur
audit-kind-adoption = Personne importée
audit-kind-alert = Alerte
audit-kind-connection = Connexion
audit-kind-event_stream = Flux d’événements
audit-kind-field = Valeur d’une personne
audit-kind-gophish = Gophish
audit-kind-guard = Garde
audit-kind-import = Liste
audit-kind-index = Index
audit-kind-installation = Installation
audit-kind-invitation = Invitation
audit-kind-leaver = Personne partie
audit-kind-mapping = Champs
audit-kind-schema = Schéma
audit-kind-session = Session
audit-kind-set_up_link = Lien de mise en place
audit-kind-sso = Connexion unique
audit-kind-tenant = Organisation
audit-kind-token = Jeton secret
audit-kind-webhook = Webhook
audit-did-accept = acceptée
audit-did-ask = à redemander
audit-did-begin = commencée
audit-did-blocked = bloquée
audit-did-change = modifié
audit-did-connect = connecté
audit-did-create = créé
audit-did-define = défini
audit-did-delete = supprimé
audit-did-discard = brouillon abandonné
audit-did-disconnect = déconnecté
audit-did-draft = brouillon enregistré
audit-did-enable = réactivé
audit-did-end = terminée
audit-did-keep_apart = gardée à part
audit-did-link = liée
audit-did-password = mot de passe changé
audit-did-pause = mis en pause
audit-did-profile = profil modifié
audit-did-publish = publiés
audit-did-purge = oubliée
audit-did-refused = refusée
audit-did-reject = rejetée
audit-did-release = libérée
audit-did-remove = retiré
audit-did-rename = renommée
audit-did-replay = renvoyé
audit-did-reset_link = lien pour un autre mot de passe créé
audit-did-restore = rétabli
audit-did-resume = repris
audit-did-revoke = révoqué
audit-did-rotate = remplacé
audit-did-set = fixé
audit-did-set_up = mise en place
audit-did-test = testée
audit-did-totp_off = codes à usage unique arrêtés
audit-did-proven = prouvé par l’authentification unique
audit-did-totp_on = codes à usage unique activés
audit-did-unset = retirée
lint-not_closed = Un élément n’est pas fermé
lint-too_long = Trop long pour Gmail
lint-table_spacing = Espace entre cellules
lint-image_not_https = Une image qui ne vient pas de https
lint-image_without_size = Une image sans dimensions
lint-element_removed = Un élément est retiré
lint-background_image = Une image de fond
lint-link_not_https = Un lien qui n’est pas https
lint-image_without_address = Une image sans adresse
lint-image_format = Un format d’image que les messageries n’affichent pas
lint-image_without_alt = Une image sans texte de remplacement
lint-style_removed = Un style est retiré
lint-unit = Une longueur qu’Outlook ne connaît pas
lint-margin = Une marge qu’Outlook n’affiche pas
lint-layout = Une mise en page qu’Outlook ne connaît pas
lint-box = Une taille là où Outlook n’en connaît pas
lint-max_width = Une largeur maximale seule
lint-font = Une police que tous n’ont pas
lint-corners = Coins arrondis
lint-unused = Personne ne la reçoit
lint-fails = Elle ne peut être faite pour certains
lint-field_empty = Un champ est vide pour certains
row-held = Retenue
row-excluded = Écartée par une règle
row-domain_not_allowed = Domaine non permis
row-email_changed = L’adresse a changé
row-inactive = Désactivée
row-no_email = Pas d’adresse e-mail
row-email_flawed = L’adresse n’en est pas une
row-email_formula = L’adresse ressemble à une formule
row-email_repeated = Plusieurs ont cette adresse
row-no_group = Dans aucun groupe cible
row-several_groups = Dans plusieurs groupes cibles
row-required_empty = Une valeur requise manque
row-phone_not_international = Numéro sans pays
row-value_unknown = L’outil ne connaît pas la valeur
row-manager_missing = Pas de responsable
row-manager_absent = Le responsable n’est pas dans le fichier
row-neutralised = Une cellule ressemble à une formule
row-control_character = Une fin de ligne dans une valeur
row-blank_clears = Une cellule vide efface ce que l’outil a
event-signature-key = laquelle
event-signature-rendered = ce qu’elle dit
people-lead = { $n -> 
    [one] { $n } personne
   *[other] { $n } personnes
  }
nothing-here = Cette page n’existe pas
nothing-here-words = L’adresse est peut-être mal saisie, ou ce qui était ici a disparu.
home-causes = Refusées, ou bonnes à savoir
made-signature = Quelle signature
made-signature_content = Ce que dit la signature
made-target_status = Si utilisateur cible
made-target_groups = Groupes cibles
made-target_left_out = Pourquoi écarté

# What keeps requests from being carried out: one entry for each cause of docs/CAUSES.md.
cause-name-token_missing = Pas de jeton
cause-text-token_missing = La requête n’avait pas de jeton. L’application d’Okta avec « Header Auth » envoie ce qui est saisi tel quel ; cela marche aussi. Un champ vide n’envoie rien.
cause-fix-token_missing = Collez le jeton secret dans le champ « OAuth Bearer Token » (Okta) ou « Secret Token » (Entra).
cause-name-token_malformed = Pas un jeton valable
cause-text-token_malformed = Ce qui a été envoyé n’est pas un jeton de Rollcall. Un jeton commence par ey et a deux points ; peut-être n’en a-t-on collé qu’une partie.
cause-fix-token_malformed = Collez le jeton entier, sans guillemets et sans « Bearer » devant.
cause-name-token_foreign = Jeton d’un autre serveur
cause-text-token_foreign = Le jeton qui finit par { $ending } vient d’une autre installation de Rollcall, ou d’une clé secrète remplacée.
cause-fix-token_foreign = Créez un nouveau jeton pour cette connexion et collez-le chez le fournisseur d’identité.
cause-name-token_forged = Jeton à la signature fausse
cause-text-token_forged = Le jeton qui finit par { $ending } a une signature qui n’est pas la nôtre : il a été changé, ou coupé au collage.
cause-fix-token_forged = Créez un nouveau jeton pour cette connexion et collez-le chez le fournisseur d’identité.
cause-name-token_unknown = Jeton inconnu
cause-text-token_unknown = Le jeton qui finit par { $ending } a été créé ici et n’est dans aucune table : la base est une copie plus ancienne, ou une autre.
cause-fix-token_unknown = Créez un nouveau jeton pour cette connexion et collez-le chez le fournisseur d’identité.
cause-name-token_expired = Jeton expiré
cause-text-token_expired = Le jeton « { $name } » qui finit par { $ending } a expiré le { $at }.
cause-fix-token_expired = Créez un nouveau jeton pour cette connexion et collez-le chez le fournisseur d’identité.
cause-name-token_revoked = Jeton révoqué
cause-text-token_revoked = Le jeton « { $name } » qui finit par { $ending } a été révoqué le { $at } par { $by }.
cause-fix-token_revoked = Créez un nouveau jeton pour cette connexion et collez-le chez le fournisseur d’identité.
cause-name-token_wrong_scope = Jeton pour autre chose
cause-text-token_wrong_scope = Le jeton qui finit par { $ending } est pour { $has }, et il en faut un pour { $needs }.
cause-fix-token_wrong_scope = Créez un nouveau jeton pour cette connexion et collez-le chez le fournisseur d’identité.
cause-name-token_as_user_name = Jeton dans le mauvais champ
cause-text-token_as_user_name = Le jeton est venu comme nom d’utilisateur de HTTP Basic. Il va dans le mot de passe ; tout nom d’utilisateur convient.
cause-fix-token_as_user_name = Mettez le jeton dans le champ du mot de passe.
cause-name-basic_not_allowed = HTTP Basic n’est pas permis
cause-text-basic_not_allowed = Le client a utilisé HTTP Basic, que cette connexion ne permet pas.
cause-fix-basic_not_allowed = Envoyez le jeton en Bearer, ou permettez HTTP Basic pour cette connexion.
cause-name-token_person_deleted = Jeton d’une personne supprimée
cause-text-token_person_deleted = Le jeton « { $name } » est à une personne qui a été supprimée.
cause-fix-token_person_deleted = Rien ; c’est seulement bon à savoir.
cause-name-token_person_inactive = Jeton d’une personne désactivée
cause-text-token_person_inactive = Le jeton « { $name } » est à une personne désactivée.
cause-fix-token_person_inactive = Rien ; c’est seulement bon à savoir.
cause-name-path_doubled = URL de base en double
cause-text-path_doubled = L’adresse répète une partie de l’URL de base : { $path }.
cause-fix-path_doubled = Copiez l’URL de base de cette connexion chez le fournisseur d’identité ; elle finit par /scim.
cause-name-path_unknown = Mauvaise adresse
cause-text-path_unknown = Il n’y a rien à { $path }. Les personnes sont à /scim/Users, les groupes à /scim/Groups.
cause-fix-path_unknown = Copiez l’URL de base de cette connexion chez le fournisseur d’identité ; elle finit par /scim.
cause-name-not_found = Introuvable
cause-text-not_found = Ce que le fournisseur a demandé n’est pas (ou plus) ici. { $detail }
cause-fix-not_found = Faites rechercher la personne au fournisseur (Okta : Import, ou retirer puis réaffecter) ; il garde un identifiant qui n’existe plus.
cause-name-method_unknown = Méthode inconnue ici
cause-text-method_unknown = { $method } n’est pas possible à { $path }.
cause-fix-method_unknown = Copiez l’URL de base de cette connexion chez le fournisseur d’identité ; elle finit par /scim.
cause-name-media_type = Le corps n’est pas du JSON
cause-text-media_type = Le corps n’est pas ce que SCIM envoie. { $detail }
cause-fix-media_type = Faites envoyer application/scim+json (ou application/json) en UTF-8.
cause-name-username_taken = Nom d’utilisateur déjà pris
cause-text-username_taken = Quelqu’un a déjà ce nom d’utilisateur : « { $holder_name } » ({ $holder_state }). { $detail }
cause-fix-username_taken = Ouvrez la personne qui l’a : liez, renommez ou effacez l’une des deux, puis faites renvoyer.
cause-name-externalid_taken = externalId déjà pris
cause-text-externalid_taken = Quelqu’un a déjà cet externalId. { $detail }
cause-fix-externalid_taken = Cherchez par externalId qui l’a, et corrigez l’un des deux chez le fournisseur.
cause-name-group_name_taken = Nom de groupe déjà pris
cause-text-group_name_taken = Un groupe de ce nom est déjà ici : « { $holder_name } ». { $detail }
cause-fix-group_name_taken = Liez le groupe envoyé à celui d’ici (Okta : Push Groups, « Link Group »), ou renommez-en un.
cause-name-value_taken = Une valeur est déjà prise
cause-text-value_taken = Une valeur que deux ne peuvent avoir est déjà prise. { $detail }
cause-fix-value_taken = Changez la correspondance de l’attribut chez le fournisseur d’identité, puis faites renvoyer.
cause-name-conflict = Conflit
cause-text-conflict = La requête ne va pas avec ce qui est ici. { $detail }
cause-fix-conflict = Le fournisseur d’identité réessaie de lui-même.
cause-name-member_unknown = Membres de groupe inconnus
cause-text-member_unknown = Le groupe cite des personnes que nul n’a envoyées. { $detail }
cause-fix-member_unknown = Affectez d’abord les personnes à l’application, puis renvoyez le groupe.
cause-name-filter_invalid = Filtre illisible
cause-text-filter_invalid = Le filtre ne peut être lu. { $detail }
cause-fix-filter_invalid = Demandez avec ce que cite le manuel : eq, ne, co, sw, ew, gt, ge, lt, le, pr, and, or, not.
cause-name-filter_unsupported = Filtre non pris en charge
cause-text-filter_unsupported = Le filtre se lit, et demande ce qui n’existe pas ou prend trop de temps. { $detail }
cause-fix-filter_unsupported = Demandez avec ce que cite le manuel : eq, ne, co, sw, ew, gt, ge, lt, le, pr, and, or, not.
cause-name-cursor_invalid = Page trop ancienne
cause-text-cursor_invalid = Le curseur n’est pas de cette recherche, ou trop ancien. { $detail }
cause-fix-cursor_invalid = Le fournisseur d’identité réessaie de lui-même.
cause-name-schema_invalid = Une valeur ne convient pas
cause-text-schema_invalid = Une valeur ne va pas avec son attribut. { $detail }
cause-fix-schema_invalid = Changez la correspondance de l’attribut chez le fournisseur d’identité, puis faites renvoyer.
cause-name-precondition_failed = Changé entre-temps
cause-text-precondition_failed = Le client connaissait une autre version que celle d’ici. { $detail }
cause-fix-precondition_failed = Le fournisseur d’identité réessaie de lui-même.
cause-name-too_large = Requête trop grande
cause-text-too_large = La requête dépasse ce qui est pris en une fois. { $detail }
cause-fix-too_large = Faites envoyer moins à la fois, ou relevez la limite que cite le message.
cause-name-too_slow = Trop lent
cause-text-too_slow = Le corps n’est pas arrivé à temps. { $detail }
cause-fix-too_slow = Le fournisseur d’identité réessaie de lui-même.
cause-name-rate_limited = Trop de requêtes
cause-text-rate_limited = Le client a demandé plus souvent que permis. { $detail }
cause-fix-rate_limited = Le fournisseur d’identité ralentit et réessaie de lui-même ; limits.requests_per_second_max et limits.requests_waiting_max disent combien est accepté.
cause-name-forbidden = Non permis
cause-text-forbidden = L’appelant n’a pas ce droit. { $detail }
cause-fix-forbidden = Rien ; c’est seulement bon à savoir.
cause-name-not_supported = Non pris en charge
cause-text-not_supported = SCIM connaît cela, et ce n’est pas offert à cet appelant. { $detail }
cause-fix-not_supported = Rien ; c’est seulement bon à savoir.
cause-name-paused = Connexion en pause
cause-text-paused = La connexion est en pause. { $detail }
cause-fix-paused = Reprenez la connexion ; le fournisseur renvoie ce qu’il n’a pu envoyer.
cause-name-unavailable = Indisponible un moment
cause-text-unavailable = La base n’a pas répondu, ou la mémoire manquait pour la requête. { $detail }
cause-fix-unavailable = Le fournisseur d’identité réessaie de lui-même.
cause-name-internal = Le serveur a échoué
cause-text-internal = Le serveur a échoué. Son journal dit pourquoi, sous l’identifiant de cette requête.
cause-fix-internal = Cherchez l’identifiant de la requête dans le journal du serveur, et signalez ce qui s’y trouve.
cause-name-refused = Refusé
cause-text-refused = La requête a été refusée. { $detail }
cause-fix-refused = Rien ; c’est seulement bon à savoir.
cause-name-test_mode = Mode d’essai
cause-text-test_mode = La connexion est en mode d’essai : rien n’a été changé. Sinon ceci serait arrivé : { $would }.
cause-fix-test_mode = Arrêtez le mode d’essai quand ce qui arriverait est ce qui doit arriver.
cause-name-held_by_guard = Retenu par la garde
cause-text-held_by_guard = Le fournisseur a laissé partir plus de personnes que la garde n’en laisse passer ; celle-ci est retenue, et rien ne quitte les exports.
cause-fix-held_by_guard = Regardez la liste des personnes retenues : libérez-la, ou rejetez-la.
cause-name-conflict_with_override = Fixé à la main, et reste
cause-text-conflict_with_override = Le fournisseur dit autre chose que ce qui a été fixé à la main, et qui reste : { $fields }.
cause-fix-conflict_with_override = Ouvrez la personne, et retirez ce qui a été fixé à la main si le fournisseur a raison.
cause-name-attribute_dropped = Attributs non gardés
cause-text-attribute_dropped = Des attributs qu’aucun schéma n’a sont venus, et n’ont pas été gardés : { $attributes }.
cause-fix-attribute_dropped = Envoyez-les sous l’URN d’une extension, ou définissez un schéma qui les a ; ou laissez : rien d’autre n’est touché.
