## The frame of every page

skip-to-content = Zum Inhalt springen
nav-main = Hauptnavigation
nav-main-narrow = Hauptmenü
nav-crumbs = Wo diese Seite steht
menu = Menü
nav-home = Übersicht
nav-connections = Verbindungen
nav-people = Personen
nav-groups = Gruppen
nav-fields = Felder
nav-signatures = Signaturen
nav-targets = Zielpersonen
nav-activity = Aktivität
nav-alerts = Meldungen
nav-settings = Einstellungen
nav-profile = Ihr Profil
nav-tenants = Alle Organisationen
nav-held-count =
    { $n ->
        [one] { $n } Person wird zurückgehalten
       *[other] { $n } Personen werden zurückgehalten
    }
nav-alert-count =
    { $n ->
        [one] { $n } offene Meldung
       *[other] { $n } offene Meldungen
    }
other-organisations = Andere Organisationen
theme = Farben
theme-light = Hell
theme-dark = Dunkel
theme-system = System
sign-out = Abmelden
as-request = Als Anfrage
as-request-words = Was diese Seite zeigt, kommt aus diesen Aufrufen.
as-request-keys = API-Schlüssel anlegen

## Words that many pages need

name = Name
state = Zustand
provider = Identitätsanbieter
the-provider = Der Identitätsanbieter
email = E-Mail
password = Passwort
optional = (freiwillig)
required = nötig
save = Speichern
copy = Kopieren
search = Suchen
clear = Zurücksetzen
look = Ansehen
back = Zurück
done = Erledigt
actions = Aktionen
never = Nie
when = Wann
changed = Geändert
made = Angelegt
expires = Läuft ab
last-used = Zuletzt benutzt
never-used = Nie benutzt
last-seen = Zuletzt gesehen
last-request = Letzte Anfrage
not-known-yet = noch nicht bekannt
no-value = nichts
taken-away = entfernt
source = Quelle
id = Id
general = Allgemein
days =
    { $n ->
        [one] { $n } Tag
       *[other] { $n } Tage
    }
hours =
    { $n ->
        [one] { $n } Stunde
       *[other] { $n } Stunden
    }
pages = Seiten
first-page = Erste Seite
next-page = Nächste Seite
word-or = oder
word-and = und
facet-any = Alle
type-the-name = Zur Bestätigung „{ $name }“ eingeben
revoke = Widerrufen
go-on = Weiter
save-as-text = Als .txt speichern
link = Link
base-url = Basis-URL
base-url-hint = Mit oder ohne /v2 am Ende dasselbe.
secret-token = Geheimes Token
part-failed = Dieser Teil konnte nicht geladen werden
conflict-see-now = Aktuellen Stand ansehen
conflict-typed = Was Sie eingegeben haben
request-id = Anfrage-ID
to-home = Zur Startseite
to-connections = Zu den Verbindungen

## Times

ago-now = gerade eben
ago-minute =
    { $n ->
        [one] vor { $n } Minute
       *[other] vor { $n } Minuten
    }
ago-hour =
    { $n ->
        [one] vor { $n } Stunde
       *[other] vor { $n } Stunden
    }
ago-day =
    { $n ->
        [one] vor { $n } Tag
       *[other] vor { $n } Tagen
    }
ago-month =
    { $n ->
        [one] vor { $n } Monat
       *[other] vor { $n } Monaten
    }
ago-year =
    { $n ->
        [one] vor { $n } Jahr
       *[other] vor { $n } Jahren
    }
in-minute =
    { $n ->
        [one] in { $n } Minute
       *[other] in { $n } Minuten
    }
in-hour =
    { $n ->
        [one] in { $n } Stunde
       *[other] in { $n } Stunden
    }
in-day =
    { $n ->
        [one] in { $n } Tag
       *[other] in { $n } Tagen
    }
in-month =
    { $n ->
        [one] in { $n } Monat
       *[other] in { $n } Monaten
    }
in-year =
    { $n ->
        [one] in { $n } Jahr
       *[other] in { $n } Jahren
    }

## What was done

done-saved = Gespeichert.
done-taken-back = Zurückgenommen.
done-connection-made = Die Verbindung ist angelegt. Als Nächstes: ein geheimes Token.
done-disconnecting = Getrennt. Was für ihre Personen gewählt wurde, wird ausgeführt.
done-link-revoked = Der Link gilt nicht mehr.
done-paused = Pausiert. Der Identitätsanbieter soll es später wieder versuchen.
done-shown-once = Was dort stand, wird einmal gezeigt. Wenn Sie es nicht behalten haben, erzeugen Sie ein neues.
done-resumed = Die Verbindung nimmt wieder Anfragen an.
done-restored = Die Person ist wieder aktiv.
done-token-revoked = Das Token gilt nicht mehr.
problem-code_needed = Noch ein Schritt
problem-sign_in_refused = Das passt nicht zusammen

## Signing in and the first start

sign-in = Anmelden
sign-in-lead = Personen, Signaturen und Zielpersonen, immer im Einklang mit Ihrem Identitätsanbieter.
sign-in-with = Mit { $name } anmelden
sign-in-no-account = Kein Konto? Ein Inhaber Ihrer Organisation kann Sie einladen.
one-time-code = Einmalcode
one-time-code-hint = Sechs Ziffern aus Ihrer App oder ein Wiederherstellungscode.
set-up-title = Willkommen bei Rollcall
set-up-lead = Legen Sie Ihr Konto an. Die Installation gehört dann Ihnen.
set-up-begin = Konto anlegen und beginnen
set-up-expired = Dieser Link gilt nicht mehr.
set-up-again = Legen Sie auf dem Server einen neuen an:
organisation = Organisation
organisation-hint = Das Unternehmen, dessen Personen hier ankommen. Später änderbar.
your-name = Ihr Name
password-hint = Mindestens 12 Zeichen. Ein paar Wörter sind besser als Sonderzeichen.
invitation = Einladung
invitation-title = { $organisation } beitreten
invitation-lead = { $by } lädt Sie ein. Ihre Rolle: { $role }.
invitation-accept = Einladung annehmen
invitation-ask-again = Bitten Sie die Person, die Sie eingeladen hat, um eine neue.
invitation-new-password = Wählen Sie ein neues Passwort: Eine andere Organisation hat Ihren Link gemacht und kann Ihr jetziges kennen. Es endet, ebenso offene Sitzungen und Einmalcodes.
mail-invitation-subject = Sie sind zu { $organisation } eingeladen
mail-invitation-words = { $by } lädt Sie ein, mit Rollcall für { $organisation } zu arbeiten. Ihre Rolle: { $role }. Mit diesem Link nehmen Sie an:
mail-invitation-until = Der Link gilt einmal, bis { $until }. Wenn Sie keine Einladung erwartet haben, lassen Sie ihn unbenutzt.
mail-reset-subject = Wählen Sie ein anderes Passwort
mail-reset-words = { $by } hat einen Link erzeugt, mit dem Sie ein anderes Passwort für { $email } wählen:
mail-reset-until = Der Link gilt einmal, bis { $until }. Wenn Sie nicht darum gebeten haben, sagen Sie es Ihren Admins.
mail-alerts-subject = [Rollcall] { $tenant }: { $n } Meldungen
mail-alerts-subject-one = [Rollcall] { $tenant }: { $alert }
mail-alerts-over = Vorbei: { $alert }
mail-alerts-since = Seit { $since }
mail-alerts-from = Von { $since } bis { $until }
mail-alerts-foot = Wer das bekommt, was gemeldet wird und in welcher Sprache, wird unter Meldungen eingestellt.
mail-alerts-test-subject = [Rollcall] { $tenant }: Test
mail-alerts-test-words = Das ist ein Test der Meldungen von Rollcall. Es ist nichts passiert.
role-owner = Inhaber
role-admin = Admin
role-auditor = Prüfer
role-signature_editor = Signaturredakteur
role-target_editor = Zielpersonenredakteur

## Home

home-hello = Guten Tag, { $name }
home-lead = Was bei { $organisation } geschieht und was auf Sie wartet.
home-groups =
    { $n ->
        [one] in { $n } Gruppe
       *[other] in { $n } Gruppen
    }
home-held-sub = warten auf Ihre Entscheidung
home-held-none = nichts zurückgehalten
home-leavers-sub = deaktiviert, eine Zeit lang behalten
home-last-request-sub = von einem Identitätsanbieter
needs-you = Zu erledigen
all-alerts = Alle Meldungen
home-requests = Anfragen der letzten 24 Stunden
home-all-requests = Alle Anfragen
home-all-connections = Alle Verbindungen
home-people = Personen nach Zustand
home-people-chart = { $active } aktiv, { $held } zurückgehalten, { $inactive } inaktiv
chart-requests = Anfragen je Stunde über { $hours } Stunden: { $ok } angenommen, { $refused } abgelehnt, { $failed } fehlgeschlagen
chart-hour = { $time }: { $ok } angenommen, { $refused } abgelehnt, { $failed } fehlgeschlagen
chart-most = höchstens { $n } je Stunde
completeness = Vollständigkeit
checklist = Erste Schritte
checklist-done = { $done } von { $of }
step-connection = Eine Verbindung anlegen
step-token = Dem Identitätsanbieter ein geheimes Token geben
step-tested = Der Identitätsanbieter testet die Zugangsdaten
step-people = Die erste Person kommt an
step-signature = Eine Signatur veröffentlichen
alert-token_expiring = Ein benutztes Token läuft bald ab
alert-token_expired_in_use = Ein abgelaufenes Token wird noch benutzt
alert-silence = Eine aktive Verbindung ist verstummt
alert-error_rate = Viele Anfragen werden abgelehnt
alert-guard_hit = Abgänge werden zurückgehalten
alert-connector_failing = Ein Empfänger oder eine Quelle ist nicht erreichbar
alert-completeness_drop = Ein Feld ist lückenhafter geworden
alert-closed = beendet
alert-text-token_expiring = Das geheime Token „{ $token }“ der Verbindung „{ $connection }“ läuft in { $days ->
        [one] { $days } Tag
       *[other] { $days } Tagen
    } ab, am { $expires_at }, und wurde zuletzt am { $used_at } benutzt. Erneuern Sie es, und fügen Sie das neue beim Identitätsanbieter ein; bis dahin gelten beide.
alert-text-key_expiring = Der API-Schlüssel „{ $token }“ läuft in { $days ->
        [one] { $days } Tag
       *[other] { $days } Tagen
    } ab, am { $expires_at }, und wurde zuletzt am { $used_at } benutzt. Legen Sie vorher einen neuen an, und tragen Sie ihn dort ein, wo dieser benutzt wird.
alert-text-token_expired_in_use = Das geheime Token „{ $token }“ ist am { $expires_at } abgelaufen, und am { $used_at } kam eine Anfrage damit. Legen Sie ein neues an, und fügen Sie es beim Identitätsanbieter ein.
alert-text-silence = Über die Verbindung „{ $connection }“ ist seit { $hours ->
        [one] { $hours } Stunde
       *[other] { $hours } Stunden
    } nichts gekommen; an { $days } der letzten 7 Tage gab es Anfragen. Sehen Sie nach, ob die Bereitstellung beim Identitätsanbieter eingeschaltet ist und ob er diesen Server erreicht.
alert-text-error_rate = Von { $requests } Anfragen in der Stunde ab { $since } wurden { $refused } abgelehnt oder schlugen fehl, die meisten aus diesem Grund: { $cause }. In der Liste der Anfragen steht, warum und was zu tun ist.
alert-text-people_held = Die Verbindung „{ $connection }“ hat mehr Personen deaktiviert oder gelöscht, als der Schutz gehen lässt: { $people ->
        [one] { $people } Person wird
       *[other] { $people } Personen werden
    } seit { $since } zurückgehalten. Sie zählen wie zuvor, bis Sie sie gehen lassen oder behalten.
alert-text-people_vanished = Seit { $since } fehlen in der Quelle von „{ $connection }“ mehr Personen, als auf einmal gehen dürfen. Sie zählen wie zuvor, bis Sie sie gehen lassen oder behalten.
alert-text-people_held_and_vanished = Die Verbindung „{ $connection }“ hat mehr Personen deaktiviert oder gelöscht, als der Schutz gehen lässt: { $people ->
        [one] { $people } Person wird
       *[other] { $people } Personen werden
    } zurückgehalten. Außerdem fehlen in ihrer Quelle mehr Personen, als auf einmal gehen dürfen. Das wartet seit { $since } auf Sie; alle zählen wie zuvor, bis Sie sie gehen lassen oder behalten.
alert-text-webhook_disabled = Der Webhook „{ $webhook }“ ist seit { $since } abgeschaltet: { $why }. Bringen Sie den Empfänger in Ordnung, und schalten Sie den Webhook ein; er macht weiter, wo er aufgehört hat.
alert-text-webhook_failing = Der Webhook „{ $webhook }“ ist seit { $since } gestört: { $why }. Er wird von selbst wieder versucht.
alert-text-event_stream_failing = Der Ereignisstrom „{ $stream }“ ist { $attempts ->
        [one] { $attempts }-mal
       *[other] { $attempts }-mal
    } nacheinander gescheitert: { $why }. Er wird von selbst wieder versucht.
alert-text-event_stream_resting = Der Ereignisstrom „{ $stream }“ ruht seit { $since }, nach { $attempts ->
        [one] { $attempts } gescheiterten Versuch
       *[other] { $attempts } gescheiterten Versuchen
    }: { $why }. Bringen Sie den Empfänger in Ordnung, und setzen Sie den Strom fort; er macht weiter, wo er aufgehört hat.
alert-text-gophish_failing = Die Gruppen von Gophish ließen sich nicht abgleichen: { $why }. Sehen Sie nach, ob es erreichbar ist und ob der Schlüssel stimmt.
alert-text-pull_failing = Über „{ $connection }“ werden keine Personen mehr abgeholt: { $why }. Auf der Seite der Verbindung steht, was zu tun ist.
alert-text-completeness_drop = { $percent } % der Personen haben das Pflichtfeld „{ $field }“; es waren { $before } %. Sehen Sie nach, was die Verbindungen dafür senden und was an den Feldern oder beim Anbieter geändert wurde.

## Connections

connection = Verbindung
connections-lead = Eine je Ort, von dem Personen kommen: von ihm gesendet (Push) oder dort gelesen (Pull).
connections-empty = Noch keine Verbindung
connections-empty-words = Eine Verbindung gibt einem Identitätsanbieter wie Okta oder Entra ID eine Adresse und ein geheimes Token. Personen kommen an, sobald Sie sie dort zuweisen.
connection-new = Neue Verbindung
connection-new-lead = Personen werden entweder von Ihrem Identitätsanbieter hierher gesendet oder dort gelesen, wo sie geführt werden.
connection-make = Verbindung anlegen
connection-name-hint = Wie Sie sie nennen. Der Identitätsanbieter sieht es nie.
connection-speaks = Spricht wie { $provider }
connection-nothing-yet = Noch ist nichts gekommen
connection-live = Aktiv
connection-waiting = Wartet
connection-failing = Gestört
connection-paused = Pausiert
connection-expired = Token abgelaufen
connection-disconnecting = Wird getrennt
connection-disconnected = Getrennt
connect-set-up = Einrichten
connect-how = Was bei Ihrem Identitätsanbieter zu tun ist
provider-other = Andere
profile = Wie Anfragen gelesen werden
profile-okta = Wie Okta schreibt
profile-entra = Wie Microsoft Entra ID schreibt
profile-strict = Streng nach der Norm
profile-interop = Nach dem Interoperabilitätsprofil
single-rules = Einzelne Regeln
single-rules-hint = Mit + ein- und mit - ausgeschaltet, zum Beispiel +read-only-in-path.
basic-allowed = Auch Benutzername und Passwort annehmen (Basic)
basic-allowed-hint = Nur für Anbieter, die kein Token senden können.
test-mode = Testmodus
test-mode-hint = Anfragen werden beantwortet, als wären sie ausgeführt; nichts bleibt.
test-mode-words = Der Testmodus ist an: Anfragen werden beantwortet, als wären sie ausgeführt; nichts bleibt.
pause = Pausieren
resume = Fortsetzen
paused-since = Pausiert
paused-words = Anfragen werden mit 503 und „in 5 Minuten wieder“ beantwortet. Nichts geht verloren: der Identitätsanbieter sendet es später.
reach-title = Ihr Identitätsanbieter erreicht diese Adresse nicht
reach-words = { $url } ist keine öffentliche https-Adresse. Okta und Entra ID rufen aus dem Internet und nur über https an.
reach-proxy = Stellen Sie einen Proxy oder Tunnel mit https davor und starten Sie den Server mit
reach-simulate = Oder probieren Sie es jetzt ohne Okta: das spielt Oktas eigene Aufrufe.
live-waiting = Noch keine Anfrage
live-waiting-words = Diese Zeile ändert sich von selbst, sobald eine kommt.
live-tested = { $who } hat die Zugangsdaten getestet: OK
live-tested-next = Schalten Sie nun Anlegen, Ändern und Deaktivieren ein und weisen Sie Personen zu.
live-last = { $who } hat eine Anfrage gesendet
live-no-people = Noch keine Person: sie kommt an, sobald Sie sie beim Identitätsanbieter zuweisen.
live-people = Personen sind angekommen
see-people = Personen ansehen
from-address = von { $address }
look-at-request = Anfrage ansehen
step-token-paste = das Token einfügen, das Sie daneben anlegen
okta-1 = Fügen Sie die SCIM-Test-App aus dem Katalog hinzu.
okta-2 = Geben Sie ihr einen Namen und lassen Sie den Rest.
okta-3 = Schalten Sie die Bereitstellung ein und tragen Sie diese beiden ein.
okta-4 = Testen und speichern. Die Zeile oben sagt, was kam.
okta-5 = Schalten Sie die drei Arten von Änderungen ein.
okta-6 = Weisen Sie Personen zu und senden Sie die Gruppen, die Sie brauchen.
entra-1 = Legen Sie eine eigene Anwendung an.
entra-2 = Beginnen Sie eine Bereitstellung und tragen Sie diese beiden ein.
entra-3 = Testen Sie die Verbindung. Die Zeile oben sagt, was kam.
entra-4 = Sehen Sie die Attributzuordnung durch; was dort fehlt, wird nie gesendet.
entra-5 = Weisen Sie Personen und Gruppen zu und starten Sie.
entra-flag = Das Ende bringt Entra ID dazu, sich an die Norm zu halten.
onelogin-1 = Fügen Sie die SCIM-App hinzu.
onelogin-2 = Tragen Sie diese beiden ein.
onelogin-3 = Schalten Sie die Verbindung ein. Die Zeile oben sagt, was kam.
onelogin-4 = Schalten Sie die Bereitstellung ein und geben Sie Personen die App.
jumpcloud-1 = Fügen Sie eine eigene Anwendung mit Identitätsverwaltung hinzu.
jumpcloud-2 = Wählen Sie SCIM 2.0 und tragen Sie diese beiden ein.
jumpcloud-3 = Testen und aktivieren. JumpCloud legt eine Testperson an und entfernt sie wieder.
jumpcloud-4 = Geben Sie Benutzergruppen die Anwendung.
other-1 = Jeder SCIM-2.0-Client kann sich verbinden. Er braucht diese Adresse:
other-2 = Er sendet das geheime Token mit jeder Anfrage.
other-3 = Personen werden über userName gefunden, Gruppen über displayName.
other-4 = Lassen Sie ihn Personen deaktivieren (active: false) statt löschen: dann sind sie wiederherstellbar.

## Tokens and links

tokens = Tokens
token-state-live = Gültig
token-state-expired = Abgelaufen
token-state-revoked = Widerrufen
tokens-empty = Noch kein Token
tokens-empty-words = Der Identitätsanbieter zeigt es bei jeder Anfrage. Sie sehen es einmal, beim Anlegen.
token-new = Neues Token
token-make = Geheimes Token anlegen
token-none-yet = Der Identitätsanbieter zeigt es bei jeder Anfrage. Sie sehen es einmal.
token-lost = Nicht mehr zur Hand? Legen Sie ein weiteres an:
token-expiring = Das Token „{ $name }“ ist in Gebrauch und läuft ab
token-created = Ihr geheimes Token
token-created-lead = Kopieren Sie jetzt beide Werte in Ihren Identitätsanbieter.
token-ends = endet
token-once = Das Token wird nur dieses eine Mal gezeigt. Gespeichert ist es so, dass niemand es zurücklesen kann.
token-stored = Ich habe es aufbewahrt
token-no-expiry = Es läuft nie ab.
token-old-ends = Das alte Token endet
labels-url = Okta: SCIM 2.0 Base Url · Entra ID: Tenant URL · OneLogin: SCIM Base URL · JumpCloud: Base URL
labels-token = Okta: OAuth Bearer Token · Entra ID: Secret token · OneLogin: SCIM Bearer Token · JumpCloud: Token Key
rotate = Erneuern
rotate-words = Ein neues Token wird angelegt. Beide gelten, bis das alte endet; keine Anfrage schlägt fehl.
rotate-do = Neues Token anlegen
overlap = Das alte endet nach
overlap-none = sofort
revoke-words = Von da an wird abgelehnt, wer es benutzt.
revoke-do = Token widerrufen
set-up-links = Jemand anderen machen lassen
set-up-links-words = Ein Link, mit dem Ihre IT oder die eines Kunden diese Verbindung ohne Konto einrichtet.
link-lifetime = Gilt
link-make = Einrichtungslink anlegen
link-made = Angelegt
link-created = Ihr Link
link-created-lead = Senden Sie ihn an die Person, die gemeint ist.
link-once = Der Link wird nur dieses eine Mal gezeigt. Wer ihn hat, kann ihn bis zum Ablauf benutzen.
link-mailed = Er wurde auch per E-Mail gesendet.
link-not-mailed = Er konnte nicht per E-Mail gesendet werden: { $why }
customer-title = Verbindung einrichten
customer-connect = Mit { $organisation } verbinden
customer-lead = Sie richten „{ $connection }“ ein. Dieser Link läuft ab:
customer-ask-again = Bitten Sie die absendende Person um einen neuen.

## What a connection sends

catalogue = Was gesendet wird
catalogue-empty = Noch nichts empfangen
catalogue-empty-words = Jedes Attribut, das der Identitätsanbieter sendet, wird hier gezählt, mit der Form eines Wertes und nie mit dem Wert.
never-received = Erwartet, aber nie empfangen
attribute = Attribut
sample = Form
requests = Anfragen
used-by = Benutzt von
map-it = Ein Feld daraus machen
fate-withheld = nicht behalten
fate-dropped = verworfen
guard = Schutz
guard-words = Gehen innerhalb einer Zeit mehr, als der größere der beiden Werte zulässt, werden die übrigen zurückgehalten, bis Sie entscheiden. Wer in derselben Zeit erst kam, darf immer gehen. Der Anbieter merkt nichts davon.
guard-people = Personen
guard-percent = oder % aller Aktiven
guard-minutes = In Minuten
disconnect = Trennen
disconnect-words = Beendet die Zufuhr endgültig: die Tokens gelten nicht mehr, und Sie wählen, was mit den Personen geschieht.
disconnect-asks = Ihre Personen sind die, die zuerst über diese Verbindung kamen und die seither keine andere Verbindung geändert hat.
disconnect-people = Ihre Personen
disconnect-keep = bleiben, wie sie sind
disconnect-deactivate = werden deaktiviert
disconnect-delete = werden gelöscht
disconnect-do = { $name } trennen
disconnected = Getrennt

## Pull

connection-how = Wie Personen kommen
connection-kind = Art
kind-push-short = Push
kind-pull-short = Pull
kind-import-short = Liste
last-heard = Zuletzt gehört
next-run = Nächster Lauf
pulled-from = Gelesen aus { $source }
source-scim = einem SCIM-Server
choose-push = Push (SCIM)
choose-push-words = Okta, Entra ID und andere senden Personen hierher, sobald sich etwas ändert.
choose-pull = Pull aus { $source }
choose-okta-words = Einmal anmelden; Personen werden alle paar Minuten gelesen.
choose-scim-words = Jeder SCIM-2.0-Server, mit Adresse und Token.
choose-token-words = Mit einem Token, das Personen lesen darf.
pull-okta-how = In Okta, Schritt für Schritt
pull-okta-needs = Sie brauchen das Recht, in Oktas Admin-Konsole Anwendungen anzulegen.
pull-okta-1 = Legen Sie in Oktas Admin-Konsole eine App-Integration an.
pull-okta-2 = Wählen Sie diese beiden.
pull-okta-3 = Geben Sie ihr einen Namen und kreuzen Sie beide Grant types an.
pull-okta-4 = Kopieren Sie diese Adresse in die Sign-in redirect URIs, anstelle dessen, was dort steht.
pull-okta-callback-hint = Buchstabe für Buchstabe: Okta vergleicht genau.
pull-okta-5 = Lassen Sie zu, wer verbinden wird, und speichern Sie.
pull-okta-6 = Gewähren Sie der Anwendung diese beiden Scopes.
pull-scope-users = Liest Personen
pull-scope-schemas = Liest eigene Attribute
pull-okta-7 = Kopieren Sie die Client ID von dort hierher.
pull-okta-8 = Kopieren Sie Ihre Okta-Domain: sie steht oben rechts im Menü der Admin-Konsole, unter Ihrem Namen.
pull-okta-origin = Okta sagt, der Origin sei nicht erlaubt?
pull-okta-origin-words = In der Regel genügt die Redirect URI. Besteht Okta darauf, fügen Sie diesen hinzu:
pull-okta-make = Speichern und weiter
pull-okta-make-hint = Danach: einmal bei Okta anmelden.
pull-okta-check = Was in Okta eingestellt sein muss
pull-domain = Okta-Domain
pull-domain-hint = Zum Beispiel acme.okta.com; eine Adresse aus dem Browser genügt auch.
pull-custom-domain = Das ist unsere eigene Domain für Okta
pull-custom-domain-hint = Nur wenn Ihr Okta eine eigene Domain hat, etwa login.acme.com.
wrong-domain_empty = Geben Sie die Okta-Domain ein, zum Beispiel acme.okta.com.
wrong-domain_none = „{ $domain }“ ist keine Domain.
wrong-domain_login = Lassen Sie weg, was vor dem @ steht.
wrong-domain_port = Lassen Sie den Doppelpunkt und die Zahl dahinter weg.
wrong-domain_address = Das ist eine IP-Adresse; Okta wird mit seinem Namen gefragt.
wrong-domain_private = „{ $domain }“ kennt nur ein privates Netz, und Okta ist in keinem.
wrong-domain_unicode = Darin sind Buchstaben, die gewöhnlichen nur ähneln. Tippen Sie die Domain von Hand.
wrong-domain_no_org = „{ $domain }“ gehört Okta selbst und keiner Organisation. Ihre beginnt mit Ihrem Namen: acme.okta.com.
wrong-domain_looks_alike = „{ $domain }“ sieht aus wie eine Domain von Okta und ist keine. Wer sie geschickt hat, will vielleicht mitlesen.
wrong-domain_custom = „{ $domain }“ ist keine Domain von Okta. Ist es Ihre eigene Domain für Okta, kreuzen Sie es darunter an.
problem-input = Das lässt sich nicht annehmen
problem-foreign_page = Es wurde nichts getan
wrong-foreign_page = Das hat die Seite einer anderen Website gesendet. Öffnen Sie die Konsole selbst, und tun Sie es dort.
problem-foreign_form = Es wurde nichts getan
wrong-foreign_form = Dieses Formular gehört zu einer anderen Sitzung. Laden Sie die Seite neu, und senden Sie es noch einmal.
problem-changed_meanwhile = Jemand war schneller
wrong-changed_meanwhile = Jemand anderes hat das geändert, seit die Seite geladen wurde. Von Ihnen wurde nichts gespeichert: Sehen Sie sich den aktuellen Stand an, und geben Sie es noch einmal ein.
problem-no_part = Hier ist nichts für Sie
wrong-no_part = Sie gehören zu keiner Organisation dieses Namens.
problem-no_role = Nichts zu sehen
wrong-no_role = Sie haben in keiner Organisation eine Rolle. Bitten Sie einen Inhaber, Sie einzuladen.
problem-state_unknown = Diese Anmeldung ist vorbei
problem-another_admin = Jemand anderes hat damit begonnen
problem-words-state_unknown = Niemand hat damit begonnen, sie wurde schon benutzt, oder es ist lange her. Gehen Sie zur Verbindung, und drücken Sie noch einmal Okta verbinden.
problem-words-another_admin = Jemand anderes hat damit begonnen, oder Sie haben sich inzwischen abgemeldet. Melden Sie sich hier an, und drücken Sie noch einmal Okta verbinden.
problem-source_refused = Die Quelle lehnt ab
pull-scim-words = Der Server wird gefragt, wie ein SCIM-Client fragt: mit Basis-URL und einem Token, das Personen lesen darf.
pull-rippling-words = Ripplings REST-API wird mit einem Token gefragt. Nach der veröffentlichten Beschreibung gemacht; noch nicht mit dem Dienst selbst erprobt.
pull-payfit-words = PayFits Partner-API wird mit einem Schlüssel gefragt. Nach den öffentlichen Anleitungen gemacht; noch nicht mit dem Dienst selbst erprobt.
pull-url = Basis-URL
pull-url-hint = Wo dessen /Users sind, ohne /Users: https://scim.example.com/v2
pull-token = Token
pull-token-hint = Ohne „Bearer“ davor. Es wird verschlüsselt aufbewahrt und nie gezeigt.
pull-token-hint-rippling = In Rippling: Developer › API Tokens. Es wird verschlüsselt aufbewahrt und nie gezeigt.
pull-token-hint-payfit = PayFits API-Schlüssel. Er wird verschlüsselt aufbewahrt und nie gezeigt.
pull-token-kept = Eines ist hinterlegt. Leer lassen, um es zu behalten.
pull-make = Verbindung anlegen
pull-make-hint = Alle werden sofort gelesen.
pull-connect = Okta verbinden
pull-sign-in = Ein Schritt fehlt noch: bei Okta anmelden
pull-sign-in-words = Sie gehen zu { $domain }, melden sich als Admin an, der Personen lesen darf, und kommen hierher zurück. Dann werden alle zum ersten Mal gelesen.
pull-sign-in-again = Erneut anmelden
pull-confirm = Okta verbinden?
pull-confirm-words = Die Organisation „{ $tenant }“ will über ihre Verbindung „{ $connection }“ alle Personen von { $origin } lesen.
pull-confirm-beware = Machen Sie nur weiter, wenn Sie oder jemand aus Ihrem Team das gerade begonnen hat. Sonst schließen Sie diese Seite: Es ist nichts geschehen.
pull-confirm-yes = Verbinden
sso-going = Weiter zur Anmeldung
sso-going-words = Sie werden dorthin geführt und kommen innerhalb von zehn Minuten zurück.
sso-go = Dorthin
pull-going = Weiter zu Okta
pull-going-words = Sie werden zur Anmeldung dorthin geführt und kommen innerhalb von zehn Minuten zurück.
pull-go = Zu Okta
done-pull-made = Die Verbindung ist angelegt.
done-pull-connected = Okta ist verbunden. Alle werden zum ersten Mal gelesen.
done-pull-paused = Pausiert. Bis zur Fortsetzung wird niemand gelesen.
done-pull-resumed = Es wird wieder gelesen.
done-sync = Vorgemerkt. Es beginnt, sobald Platz ist.
done-vanished-released = Freigegeben. Sie werden deaktiviert.
done-vanished-rejected = Sie bleiben aktiv.
pull-overview = Überblick
catalogue-pulled = Was kommt
sync-now = Jetzt abgleichen
sync-full = Alle lesen
pull-state-new = Noch nicht verbunden
pull-state-connected = Verbunden
pull-state-needs_sign_in = Anmeldung nötig
pull-state-needs_token = Token nötig
pull-state-failing = Gestört
pull-state-paused = Pausiert
pull-state-disconnected = Getrennt
pull-nobody-signed-in = Noch hat sich niemand angemeldet
pull-nobody-words = Diese Zeile ändert sich von selbst, sobald es jemand tut.
pull-no-token = Es gibt noch kein Token
pull-no-token-words = Hinterlegen Sie es in den Einstellungen; dann werden alle gelesen.
pull-paused-words = Niemand wird gelesen. Was sich dort inzwischen ändert, wird nach der Fortsetzung gelesen.
pull-in-step = Im Einklang mit { $source }
pull-tried-again = nächster Versuch
pull-people = Personen von dort
pull-every =
    { $n ->
        [one] jede Minute
       *[other] alle { $n } Minuten
    }
full-read = Alle gelesen
full-daily = täglich ab { $hour }:00 UTC
began = Begann
ended = endete
run-soon = Es beginnt gleich
run-soon-words = Wie weit es kommt, steht hier.
run-running = Läuft
run-done = Fertig
run-failed = Abgebrochen
run-held = Wartet auf Sie
run-stopped = Angehalten
run-now-reading = Personen werden gelesen.
run-now-waiting = Wer auf einen Namen wartete, ist an der Reihe.
run-now-vanishing = Wer fort ist, wird deaktiviert.
run-kind-full = Alle
run-kind-changes = Wer sich änderte
run-kind-told = Wen die Quelle meldete
run-so-far = { $seen } gelesen · { $created } angelegt · { $changed } geändert · { $deactivated } deaktiviert
run-so-far-failed = { $n } nicht übernommen
run-what = Was
run-seen = Gelesen
run-created = Angelegt
run-changed = Geändert
run-reactivated = Wieder aktiv
run-deactivated = Deaktiviert
run-guarded = Vom Schutz gehalten
run-held-n = { $n } gehalten
run-unchanged = Unverändert
run-left-out = Ausgelassen
run-failed-people = Fehlgeschlagen
run-not-taken = Nicht übernommen
run-asked =
    { $n ->
        [one] { $n } Seite
       *[other] { $n } Seiten
    }
run-requests = Anfragen
run-watch = Zusehen
run-decided = Von einem Admin entschieden
run-problems = Wer nicht übernommen wurde, und warum
run-at-source = In der Quelle
run-why = Warum
run-no-problems = Alle wurden übernommen.
pull-runs = Läufe
pull-run = Ein Lauf
all-runs = Alle Läufe
runs-kept = Die letzten 200 werden aufbewahrt.
runs-empty = Noch kein Lauf
runs-empty-words = Jedes Lesen steht hier: wer angelegt, geändert, deaktiviert wurde und wer nicht übernommen werden konnte.
vanished-words =
    { $n ->
        [one] { $n } Person ist nicht mehr in der Quelle.
       *[other] { $n } Personen sind nicht mehr in der Quelle.
    }
vanished-title =
    { $n ->
        [one] { $n } Person ist aus der Quelle verschwunden
       *[other] { $n } Personen sind aus der Quelle verschwunden
    }
vanished-held = { $n } von { $of } waren nicht mehr da, und höchstens { $may } dürfen auf einmal gehen. Bis zu Ihrer Entscheidung zählen sie wie zuvor.
vanished-unsure = { $n } waren nicht mehr da, aber { $unidentified } andere waren nicht lesbar: wer davon wirklich fort ist, ist nicht bekannt.
vanished-nobody_there = Die Quelle war leer. Wahrscheinlich stimmt dort etwas nicht, und niemand ist fort.
vanished-over = Es wurde schon entschieden, oder alle wurden seither noch einmal gelesen.
vanished-release = Gehen lassen
vanished-release-words =
    { $n ->
        [one] { $n } Person wird deaktiviert und verlässt alle Exporte.
       *[other] { $n } Personen werden deaktiviert und verlassen alle Exporte.
    }
vanished-release-do =
    { $n ->
        [one] { $n } Person deaktivieren
       *[other] { $n } Personen deaktivieren
    }
vanished-reject = Behalten
vanished-reject-words = Sie bleiben aktiv. Wenn das nächste Mal alle gelesen werden, wird wieder gefragt.
vanished-reject-do = Aktiv lassen
pull-how = Wie Personen gelesen werden
pull-every-minutes = Minuten zwischen Läufen
pull-full-hour = Alle, täglich ab
hour-utc = { $h }:00 UTC
pull-share = Höchstens so viele % der Anfragen, die die Quelle erlaubt
pull-share-hint = Der Rest ist für Ihre anderen Anwendungen.
pull-adoption = Jemand hier hat schon denselben Benutzernamen
adoption-same_name = ist dieselbe Person
adoption-never = ist jemand anderes: melden
pull-who = Wer als aktiv zählt
pull-staged = STAGED (in Okta noch nicht aktiviert)
pull-suspended = SUSPENDED
pull-creates-inactive = Auch Personen anlegen, die dort nicht aktiv sind
pull-vanished = Wie viele auf einmal fort sein dürfen
pull-vanished-percent = oder % derer, die über diese Verbindung kamen
pull-vanished-words = Bis zu einem von beiden wird deaktiviert, wer nicht mehr in der Quelle ist. Mehr werden für Ihre Entscheidung zurückgehalten.
pull-priorities = Wem geglaubt wird, wo jemand auch per Push kommt
pull-priorities-words = Betrifft nur Personen, die auf beiden Wegen kommen.
pull-otherwise = In der Regel
priority-push = Push wird geglaubt
priority-pull = Pull wird geglaubt
priority-as-otherwise = Wie in der Regel
pull-source = Quelle
pull-signed-in-as = Angemeldet als
pull-since = Seit
pull-no-schemas = nicht gewährt: eigene Attribute haben hier keine Namen
pull-other-source = Ändern, was gefragt wird
pull-other-source-words = Eine andere Domain, Anwendung oder Adresse wird neu gefragt: womit gefragt wurde, wird vergessen.
pull-sends-origin = Einen Header Origin senden, wie ein Browser
pull-sends-origin-hint = Okta erwartet ihn von einer Single-Page Application.
pull-hook = Event Hook
pull-hook-there = Angelegt
pull-hook-none = Keiner
pull-hook-words = Okta meldet sofort, bei wem sich etwas änderte, statt alle paar Minuten gefragt zu werden.
pull-hook-make = Eine Adresse dafür anlegen
pull-hook-again = Eine andere anlegen
pull-hook-lead = Kopieren Sie dies jetzt nach Okta. Die vorige Adresse, falls es eine gab, gilt nicht mehr.
pull-hook-1 = Legen Sie in Oktas Admin-Konsole einen Event Hook an.
pull-hook-2 = Füllen Sie diese drei aus.
pull-hook-3 = Wählen Sie diese Ereignisse.
pull-hook-4 = Speichern Sie, und lassen Sie Okta die Adresse prüfen.
guard-words-pull = Werden dort in einer Zeit mehr Personen als hier deaktiviert, wird der Rest zurückgehalten, bis Sie entscheiden.
disconnect-words-pull = Beendet sie endgültig: womit die Quelle gefragt wurde, wird vergessen, und Sie wählen, was mit den Personen geschieht.
disconnect-asks-pull =
    { $n ->
        [one] { $n } Person kam über diese Verbindung.
       *[other] { $n } Personen kamen über diese Verbindung.
    }
attribute-to-come = hat noch niemand
schema-text = Text
schema-boolean = ja oder nein
schema-number = Zahl
schema-integer = ganze Zahl
schema-list = mehrere
field-known =
    { $n ->
        [one] { $n } Attribut, das Verbindungen haben
       *[other] { $n } Attribute, die Verbindungen haben
    }
pull-problem-other = In der Quelle stimmt etwas nicht
pull-problem-access_denied = In Okta wurde abgelehnt
pull-fix-access_denied = Wer sich anmeldete, stimmte nicht zu oder darf es nicht. Drücken Sie noch einmal Okta verbinden, und stimmen Sie zu.
pull-problem-not_assigned = Wer sich anmeldete, ist der Anwendung nicht zugewiesen
pull-fix-not_assigned = In Okta: `Applications › Ihre Anwendung › Assignments`. Weisen Sie sie zu, und drücken Sie noch einmal Okta verbinden.
pull-problem-invalid_scope = Ein Scope ist nicht gewährt
pull-fix-invalid_scope = In Okta: `Applications › Ihre Anwendung › Okta API Scopes`. Gewähren Sie `okta.users.read` und `okta.schemas.read`, und drücken Sie noch einmal Okta verbinden.
pull-problem-not_granted = In Okta ist etwas nicht gewährt
pull-fix-not_granted = In Okta: `Applications › Ihre Anwendung › Okta API Scopes` für einen Scope, `Security › Administrators` für eine Rolle. Drücken Sie dann noch einmal Okta verbinden.
pull-problem-invalid_grant = Okta nimmt die Anmeldung nicht mehr an
pull-fix-invalid_grant = Sie wurde widerrufen, zu lange nicht benutzt oder dauerte zu lange. Drücken Sie noch einmal Okta verbinden.
pull-problem-needs_sign_in = Jemand muss sich erneut anmelden
pull-fix-needs_sign_in = Melden Sie sich noch einmal bei Okta an.
pull-problem-needs_token = Das Token wird nicht mehr angenommen
pull-fix-needs_token = Legen Sie in der Quelle ein anderes an, und hinterlegen Sie es hier:
pull-problem-settings = Etwas muss anders eingestellt werden
pull-problem-id_token_refused = Wer sich anmeldete, ließ sich nicht bestätigen
pull-problem-source_away = Die Quelle antwortet nicht
pull-fix-source_away = Es ist nichts zu tun: es wird wieder versucht.
pull-problem-source_busy = Die Quelle bittet um Geduld
pull-fix-source_busy = Es ist nichts zu tun: es geht von selbst weiter.
pull-problem-answer_unreadable = Die Antwort ist nicht lesbar
pull-fix-answer_unreadable = Vergleichen Sie die Domain oder die Adresse in den Einstellungen. Stimmt sie, melden Sie es uns.
pull-problem-not_found = Unter dieser Adresse ist nichts
pull-fix-not_found = Vergleichen Sie die Domain oder die Adresse in den Einstellungen.
pull-problem-unauthorized_client = Die Anwendung darf das nicht
pull-fix-unauthorized_client = In Okta: `Applications › Ihre Anwendung › General`. Sie muss eine Single-Page Application mit den Grant types Authorization Code und Refresh Token sein, und die Client ID dieselbe wie hier.
pull-problem-temporarily_unavailable = Okta kann gerade nicht
pull-fix-temporarily_unavailable = Drücken Sie in einer Minute noch einmal Okta verbinden.
pull-problem-issuer_foreign = Eine andere Organisation hat geantwortet
pull-fix-issuer_foreign = Vergleichen Sie die Okta-Domain in den Einstellungen.
pull-problem-sign_in_late = Es dauerte länger als zehn Minuten
pull-fix-sign_in_late = Drücken Sie noch einmal Okta verbinden.
pull-problem-settings_changed = Die Einstellungen wurden inzwischen geändert
pull-fix-settings_changed = Drücken Sie noch einmal Okta verbinden.

## People

person = Person
people-everybody = Alle
people-active = Aktiv
people-held = Zurückgehalten
people-leavers = Ausgeschiedene
people-imports = Importierte Listen
people-all = Alle
people-download = Herunterladen
people-search-hint = Name, E-Mail oder Benutzername
people-empty = Noch ist niemand hier
people-empty-words = Eine Person erscheint erst, wenn der Identitätsanbieter sie zuweist.
person-active = Aktiv
person-held = Zurückgehalten
person-inactive = Inaktiv
nobody-found = Niemand entspricht dem
nobody-found-words = Suchen Sie nach weniger oder setzen Sie die Filter zurück.
facet-lacking = Ohne
facet-domain = Domain
group = Gruppe
job-title = Position
department = Abteilung
manager = Vorgesetzte Person
user-name = Benutzername
external-id = ID beim Anbieter
about = Über
in-no-group = In keiner Gruppe.
source-connection = eine Verbindung
source-import = eine importierte Liste
source-cli = die Befehlszeile
restore = Wiederherstellen
held-person = Der Identitätsanbieter sagt, dass diese Person ausgeschieden ist.
held-person-words = Es waren mehr, als der Schutz auf einmal durchlässt, also wartet es auf Sie. Bis dahin zählt die Person wie zuvor.
look-at-held = Zurückgehaltene ansehen
left = Ausgeschieden
left-words = Nicht mehr in Exporten; bis zum Ende der Aufbewahrung wiederherstellbar.
person-fields = Felder
signature = Signatur
target-user = Zielperson
history = Verlauf
raw = Rohdaten
raw-stored = Die Ressource, wie SCIM sie zeigt
locked = Gesperrt
lock = Behalten, was immer der Anbieter sendet
lock-hint = Ohne dies weicht der Wert, sobald der Anbieter einen anderen sendet.
set-by-hand = Von Hand setzen
take-back = Zurücknehmen
other-values =
    { $n ->
        [one] { $n } anderer Wert
       *[other] { $n } andere Werte
    }
changed-by-person = aus dem Datensatz
changed-by-group = durch eine Gruppe
changed-by-manager = durch die vorgesetzte Person
changed-by-hand = von Hand
changed-by-mapping = durch die Definition des Feldes
signature-none = Keine Signatur
signature-why = Warum diese
signature-next = Sonst wäre es
signature-unknown = „{ $name }“ wurde von Hand gesetzt, und es gibt keine mehr mit diesem Namen.
edit-signature = Signatur bearbeiten
let-rules-decide = Die Regeln entscheiden lassen
because-inactive = Die Person ist deaktiviert
because-hand = Von Hand gesetzt
because-exception = Eine Ausnahme:
because-rule = Die erste zutreffende Regel:
because-default = Die Vorgabe: keine Regel trifft zu
because-nothing = Keine Regel trifft zu, und es gibt keine Vorgabe
rule-applies = trifft zu
rule-applies-not = trifft nicht zu
campaigns = Kampagnen
campaign-active = Jetzt aktiv
campaign-waiting = Wartet
campaign-over = Vorbei
preview-light = Hell
preview-dark = Dunkel
preview-narrow = Auf dem Telefon
as-text = Als reiner Text
target-record = Der Datensatz für die Werkzeuge
target-exports = Welche Exporte
target-exports-words = Ob diese Person in der jeweiligen Datei ist, und was sonst dagegen spricht.
left-out-domain = Ausgelassen: { $domain } ist keine erlaubte Domain.
left-out-rule = Ausgelassen durch die Regel „{ $name }“.
held-by-rule = Zurückgehalten durch die Regel „{ $name }“.
history-empty = Keine Änderung aufbewahrt
history-empty-words = Jede Änderung dieser Person erscheint hier, mit der Anfrage, die sie bewirkt hat.
no-difference = kein Unterschied
operation-create = Angelegt
operation-created = Angelegt
operation-replace = Ersetzt
operation-replaced = Ersetzt
operation-patch = Geändert
operation-patched = Geändert
operation-updated = Geändert
operation-delete = Gelöscht
operation-deleted = Gelöscht
operation-revived = Zurückgekehrt
operation-released = Freigegeben
operation-restored = Wiederhergestellt

## Activity

activity-lead = Jede Anfrage eines Identitätsanbieters, warum sie abgelehnt wurde und was zu tun ist.
activity-requests = Anfragen
activity-changes = Änderungen
activity-deliveries = Zustellungen
activity-search-hint = Benutzername, ID, Anfrage-ID oder Pfad
activity-masked = Werte in den Inhalten sind maskiert: ein Großbuchstabe ist X, ein Buchstabe x, eine Ziffer 9.
outcome = Ergebnis
outcome-all = Alle
outcome-ok = OK
outcome-info = Mit Hinweis
outcome-refused = Abgelehnt
outcome-failed = Fehlgeschlagen
request = Anfrage
answer = Antwort
about-whom = Betrifft
took = Dauer
address = Adresse
agent = Programm
facts = Fakten
requests-empty = Noch keine Anfrage
requests-empty-words = Sobald ein Identitätsanbieter etwas fragt, erscheint es hier von selbst.
requests-none-found = Keine Anfrage entspricht dem
requests-none-found-words = Das Protokoll wird begrenzt aufbewahrt; suchen Sie nach weniger oder sehen Sie alle an.
request-told = Was dem Identitätsanbieter gesagt wurde
request-body = Was gesendet wurde
answer-body = Was geantwortet wurde
masked = maskiert
no-body = Kein Inhalt.
request-changes = Was sie geändert hat
request-no-changes = Nichts.
as-curl = Als curl
curl-masked = Die Werte sind maskiert: setzen Sie ein, was gemeint war, bevor Sie es senden.
replay = Trocken wiederholen
replayed = Was heute geschähe
replayed-lead = Die Anfrage wurde am heutigen Stand ausgeführt und zurückgenommen. Nichts wurde geschrieben.
would-change = Was sie ändern würde
would-change-nothing = Nichts.
fix-it = Abhilfe ansehen
fix-connection = Verbindung öffnen
fix-tokens = Tokens öffnen
fix-token = Anderes Token anlegen
fix-received = Ansehen, was gesendet wird
fix-mapping = Felder öffnen
fix-held = Über Zurückgehaltene entscheiden
fix-targets = Zielpersonen öffnen
fix-person = Person öffnen
fix-group = Gruppe öffnen

## Names of pages

fields-draft = Entwurf
fields-history = Versionen
who-gets-what = Wer was bekommt
targets-exports = Exporte
connectors = Anbindungen
settings-organisation = Organisation
admins = Admins
sso = Single Sign-on
audit = Prüfprotokoll
stored = Was wir speichern
api = API

## Rules in words

op-is = ist
op-contains = enthält
op-starts_with = beginnt mit
op-ends_with = endet mit
op-domain_is = hat die Domain
op-before = ist vor
op-not_after = ist nicht nach
op-after = ist nach
op-not_before = ist nicht vor
op-has_value = hat einen Wert
op-in_group = ist in der Gruppe
op-not-is = ist nicht
op-not-contains = enthält nicht
op-not-starts_with = beginnt nicht mit
op-not-ends_with = endet nicht mit
op-not-domain_is = hat nicht die Domain
op-not-before = ist nicht vor
op-not-not_after = ist nach
op-not-after = ist nicht nach
op-not-not_before = ist vor
op-not-has_value = ist leer
op-not-in_group = ist nicht in der Gruppe

## Short words

yes = Ja
no = Nein
on = An
off = Aus
you = Sie
test = Testen
delete = Löschen
remove = Entfernen
enable = Einschalten
disabled = Gesperrt
download = Herunterladen
choose = Auswählen
language = Sprache
role = Rolle
roles = Rollen
kind = Art
members = Mitglieder
cursor = Cursor
because = Weil
share = Anteil
before = Vorher
after = Nachher
before-after = Vorher und nachher
for-example = Zum Beispiel
at-most = höchstens
and-more =
    { $n ->
        [one] und { $n } weiteres
       *[other] und { $n } weitere
    }
one-per-line = Je Zeile eine.
by-itself = Von selbst
last-run = Letzter Lauf
time-zone = Zeitzone
two-factor = Einmalcodes
counting-people = Alle werden durchgesehen …
look-at-everybody = Alle durchsehen
done-deleted = Entfernt.
done-drafted = Als Entwurf gespeichert. Bis zur Veröffentlichung ändert sich für niemanden etwas.
done-published = Veröffentlicht. Es gilt jetzt.
done-discarded = Der Entwurf ist verworfen.
done-version-drafted = Daraus ist ein Entwurf geworden. Sehen Sie nach, was er bewirken würde, und veröffentlichen Sie ihn.
done-session-ended = Ihre Sitzung war beendet, daher wurde nichts gespeichert. Melden Sie sich an und senden Sie es noch einmal.
unsaved-words = Was Sie auf dieser Seite eingegeben haben, ist nicht gespeichert. Trotzdem verlassen?
done-released = Freigegeben. Sie sind ausgeschieden.
done-rejected = Abgelehnt. Sie sind wieder aktiv.
done-forgotten = Vergessen.
done-password = Das Passwort ist geändert; andere Sitzungen sind beendet.
done-replayed = Es wird erneut gesendet.

## Groups

groups-lead = Gruppen kommen von einem Identitätsanbieter, der sie sendet.
groups-empty = Noch keine Gruppe
groups-empty-words = In Okta über Push Groups; in Entra ID die Gruppe zuweisen. Weisen Sie zuerst die Personen zu.
groups-none-found = Keine Gruppe heißt so
group-members =
    { $n ->
        [one] { $n } Mitglied
       *[other] { $n } Mitglieder
    }
group-as-people = Als Personenliste
group-empty = Niemand ist darin
group-empty-words = Der Identitätsanbieter fügt Mitglieder hinzu, wenn er die Gruppe sendet.

## Held, leavers

held-lead = Abgänge jenseits des Schutzes. Bis Sie entscheiden, zählen diese Personen wie zuvor.
held-count =
    { $n ->
        [one] { $n } Abgang wird zurückgehalten
       *[other] { $n } Abgänge werden zurückgehalten
    }
held-what = Was
held-deactivated = deaktiviert
held-removed = entfernt
held-empty = Nichts wird zurückgehalten
held-empty-words = Deaktiviert ein Identitätsanbieter sehr viele Personen auf einmal, ob aus Versehen oder nicht, warten sie hier auf Sie.
release-all = Alle freigeben
release-words =
    { $n ->
        [one] { $n } Person scheidet jetzt aus: aus Exporten, Signaturen und Gruppen.
       *[other] { $n } Personen scheiden jetzt aus: aus Exporten, Signaturen und Gruppen.
    }
release-do =
    { $n ->
        [one] { $n } Person freigeben
       *[other] { $n } Personen freigeben
    }
release-chosen = Ausgewählte freigeben
reject-all = Alle behalten
reject-words =
    { $n ->
        [one] { $n } Person bleibt aktiv, mit ihren Gruppen. Der Identitätsanbieter erfährt nichts: weisen Sie sie dort wieder zu, sonst versucht er es vielleicht erneut.
       *[other] { $n } Personen bleiben aktiv, mit ihren Gruppen. Der Identitätsanbieter erfährt nichts: weisen Sie sie dort wieder zu, sonst versucht er es vielleicht erneut.
    }
reject-do =
    { $n ->
        [one] { $n } Person behalten
       *[other] { $n } Personen behalten
    }
reject-chosen = Ausgewählte behalten
leavers-lead =
    { $n ->
        [one] Deaktivierte Personen werden { $n } Tag behalten und sind bis dahin wiederherstellbar.
       *[other] Deaktivierte Personen werden { $n } Tage behalten und sind bis dahin wiederherstellbar.
    }
leavers-lead-ever = Deaktivierte Personen werden behalten und sind wiederherstellbar.
leavers-empty = Niemand ist ausgeschieden
leavers-empty-words = Wen der Identitätsanbieter deaktiviert, ist sofort überall draußen und bleibt eine Zeit lang hier.
leaver-until = Behalten bis
leaver-then-delete = dann gelöscht
leaver-then-anonymise = dann anonymisiert
anonymised = Anonymisiert
forget = Jetzt vergessen
forget-words = Was über diese Person bekannt ist, wird endgültig entfernt, auch aus dem Änderungsprotokoll.
forget-do = Diese Person vergessen

## Imported lists

imports-lead = Personen ohne Identitätsanbieter, aus einer CSV- oder Excel-Datei.
imports-empty = Noch keine Liste.
import-file = Eine Liste importieren
import-choose = Datei
import-choose-again = Dieselbe Datei noch einmal wählen
import-hint = CSV oder XLSX, höchstens 16 MiB. Die erste Zeile enthält die Spaltennamen; eine E-Mail-Spalte ist nötig.
import-source = Name der Liste
import-source-hint = Dieselbe Liste erneut ändert nur ihre eigenen Personen.
import-missing = Wer nicht mehr in der Datei ist
import-missing-keep = bleibt
import-missing-deactivate = wird deaktiviert
import-look = Erst ansehen
import-preview = Was der Import täte
import-done = Importiert
import-do = Importieren
import-lines =
    { $n ->
        [one] { $n } Zeile
       *[other] { $n } Zeilen
    }
import-line = Zeile { $n }
import-new = Neu
import-changed = Geändert
import-unchanged = Unverändert
import-left_out = Ausgelassen
import-missing_count = Fehlend
import-linked =
    { $n ->
        [one] { $n } verknüpft
       *[other] { $n } verknüpft
    }
import-problems = Was nicht stimmt
import-columns = Spalten
import-column = Spalte
import-same-as = wie { $name }
import-not-read = nicht gelesen
import-will-deactivate =
    { $n ->
        [one] { $n } Person wird deaktiviert.
       *[other] { $n } Personen werden deaktiviert.
    }
adoptions = Dieselbe Person zweimal?
adoptions-words = Eine importierte Person neben einer des Identitätsanbieters.
they-are-one = Es ist dieselbe
they-are-two = Es sind zwei
ask-again = Wieder fragen
kept-apart = getrennt gehalten
evidence-address = gleiche Adresse
evidence-employee_number = gleiche Personalnummer
evidence-name = gleicher Name
evidence-weak = schwach

## Fields and their definition

fields-lead = Was über eine Person bekannt ist und woher es kommt. Signaturen und Exporte entstehen daraus.
field = Feld
field-new = Neues Feld
field-key = Schlüssel
field-key-hint = Kleinbuchstaben, Ziffern und _. Ändert sich nie.
field-labels = Was man liest
field-sources = Quellen
field-sources-hint = Je Zeile eine; die erste mit einem Wert gewinnt. Zum Beispiel: path title
field-transforms = Was aus dem Wert wird
field-transforms-hint = Je Zeile eine: trim, upper, lower, title, initials, first 3, phone international
field-default = Wer keinen hat, bekommt
field-updates = Folgt den Quellen
updates-always = immer
updates-new_only = nur beim ersten Mal
updates-never = nie: von Hand gesetzt
field-required = Wer keinen hat, gilt als unvollständig
field-overridable = Der Wert einer Person darf von Hand gesetzt werden
field-by-hand = von Hand
field-remove = Feld entfernen
target-column = Spalte in Exporten
target-column-hint = Zum Beispiel mobile_phone; leer für keine.
kind-text = Text
kind-email = E-Mail
kind-phone = Telefon
kind-url = Webadresse
kind-image = Bild
kind-language = Sprache
kind-country = Land
kind-time_zone = Zeitzone
kind-date = Datum
kind-list = Liste
kind-enum = Auswahl
complete-people = { $n } von { $of } haben alles Nötige.
save-draft = Als Entwurf speichern
save-draft-hint = Bis zur Veröffentlichung ändert sich nichts.
draft-open = Es gibt einen Entwurf von
draft-review = Ansehen, was er tut, und veröffentlichen
draft-title = Der Entwurf
draft-lead = Felder, Signaturen, Regeln und Zielpersonen werden zusammen veröffentlicht.
draft-does = Was er täte
draft-all-differences = Alle Unterschiede
draft-publish = Veröffentlichen
draft-publish-do = Für alle veröffentlichen
draft-of = Aus Version { $n } gemacht von
draft-note = Notiz
draft-note-hint = Was sich geändert hat, für spätere Leser.
draft-discard = Entwurf verwerfen
draft-none = Es gibt keinen Entwurf
draft-none-words = Ändern Sie ein Feld, eine Signatur oder eine Regel; es wartet hier auf die Veröffentlichung.
diff-altered = Geändert
diff-losing = Verlieren einen Wert
diff-gaining = Bekommen einen Wert
diff-of =
    { $n ->
        [one] von { $n } Person
       *[other] von { $n } Personen
    }
diff-nobody = Niemandes Werte würden sich ändern.
diff-definition = Was der Entwurf anders sagt
diff-nothing = Der Entwurf sagt dasselbe wie das, was gilt.
alters-new = Neu:
alters-changed = Geändert:
alters-removed = Entfernt:
alters-order = In anderer Reihenfolge:
altered-field = Feld
altered-signature = Signatur
altered-exception = Ausnahme
altered-rule = Regel
altered-campaign = Kampagne
altered-exclusion = Ausschluss
altered-held = wer zurückgehalten wird
altered-settings = Einstellungen
altered-default-country = Land der Telefonnummern
altered-default-language = Sprache
altered-default-signature = Signatur für alle anderen
altered-groups = Gruppen der Zielpersonen
altered-allowed-domains = Domains der Zielpersonen
preview-person = An einer Person
preview-needs-draft = Speichern Sie einen Entwurf und sehen Sie hier, was aus einer Person wird.
preview-same =
    { $n ->
        [one] { $n } Feld bleibt, wie es ist.
       *[other] { $n } Felder bleiben, wie sie sind.
    }
history-title = Versionen
history-lead = Jede Veröffentlichung bleibt erhalten. Zurückgehen legt eine neue Version an.
version = Version { $n }
version-built-in = Was Rollcall mitbringt.
version-restore = Hierhin zurück
in-force = gilt
no-note = keine Notiz

## Signatures

signatures-lead = Was unter einer E-Mail steht, aus den Feldern jeder Person.
signature-new = Neue Signatur
signature-new-lead = Beginnen Sie mit einer davon. Sie funktionieren in Outlook, Gmail und Apple Mail.
signature-begin = Hiermit beginnen
signature-edit = Vorlagen
signature-html-hint = Felder in doppelten Klammern; data-hide-if-empty entfernt eine Zeile, wenn ihr Feld leer ist.
signature-remove = Signatur entfernen
signature-gone = Diese Signatur gibt es nicht
signature-gone-words = Vielleicht wurde ihr Entwurf verworfen.
signatures-empty = Noch keine Signatur
signatures-empty-words = Beginnen Sie mit einer fertigen, ändern Sie sie und bestimmen Sie mit Regeln, wer sie bekommt.
insert-field = Ein Feld einfügen
choose-person = Person wählen
found-more =
    { $n ->
        [one] … und { $n } weitere: Geben Sie mehr vom Namen ein.
       *[other] … und { $n } weitere: Geben Sie mehr vom Namen ein.
    }
preview = Vorschau
preview-narrow-dark = Auf dem Telefon, dunkel
lint = Prüfung
lint-runs = Wird mit allen geprüft …
lint-clean = Nichts zu bemerken
state-draft = Entwurf
state-published = Veröffentlicht
rules = Regeln
rules-words = Von oben; die erste zutreffende entscheidet.
rule-add = Regel hinzufügen
rule-when = Für wen
rule-when-hint = Ein Filter, zum Beispiel: department eq "Sales" or title co "Chief"
rule-default = Alle anderen
rule-count = Wird gezählt …
rule-matches = { $n } von { $of }
exception = Ausnahme
exception-words = bekommt keine Signatur
move-up = Nach oben
move-down = Nach unten
bundle = Die Signaturen aller
bundle-words = Ein Archiv mit HTML und Text je Person und Skripte, die sie einsetzen.
campaigns-lead = Etwas neben der Signatur, für eine Zeit: eine Messe, Grüße, ein Hinweis.
campaign-needs-signature = Eine Kampagne zeigt eine Signatur: Legen Sie zuerst eine an.
campaigns-empty = Keine Kampagne
campaigns-empty-words = Eine Kampagne zeigt eine zweite Signatur unter, über oder statt der üblichen, von einem Zeitpunkt bis zu einem anderen.
campaign-new = Neue Kampagne
campaign-from = Von
campaign-until = Bis
campaign-next = Nächstes Mal
layer = Wo
layer-below = unter der Signatur
layer-above = über der Signatur
layer-instead = an ihrer Stelle
repeats = Wiederholt sich
repeats-never = nie
repeats-monthly = jeden Monat
repeats-quarterly = jedes Quartal
repeats-yearly = jedes Jahr
who-lead = Wie viele welche Signatur bekommen und warum.
who-everybody = Alle
who-without = Ohne Signatur
who-now = Wie es ist
who-draft = Mit dem Entwurf

## Target users

targets-lead = Wer an Awareness-Kampagnen teilnimmt, in den Dateien Ihres vorhandenen Werkzeugs.
targets-now = Jetzt
targets-left-out = Ausgelassen
targets-who-left-out = Herunterladen, wer ausgelassen ist und warum
target-held = Zurückgehalten
target-exclusions = Ausgelassen
target-groups = Zielgruppen
formats = Dateien für Werkzeuge
format-own = Alle Spalten
check-first = Prüfen
check-clean =
    { $n ->
        [one] { $n } Person, alles in Ordnung
       *[other] { $n } Personen, alles in Ordnung
    }
check-errors =
    { $n ->
        [one] { $n } Person fehlte in der Datei oder würde abgewiesen
       *[other] { $n } Personen fehlten in der Datei oder würden abgewiesen
    }
check-who =
    { $n ->
        [one] Wer das ist
       *[other] Wer das ist: die ersten { $n }
    }
check-problems = { $n } von { $of } haben ein Problem
allowed-domains = Erlaubte Domains
allowed-domains-label = Domains
allowed-domains-hint = Je Zeile eine. Ohne eine sind alle erlaubt.
exclusions = Wer ausgelassen wird
exclusion-add = Zum Entwurf hinzufügen
connectors-lead = Werkzeuge, die von selbst im Gleichschritt bleiben.
gophish-words = Zielgruppen werden dort zu Gruppen und folgen jeder Änderung.
gophish-connect = Verbinden
gophish-groups = Gruppen
gophish-groups-hint = Je Zeile eine; ohne eine alle.
gophish-position = Was in „position“ steht
gophish-automatic = Nach Änderungen von selbst abgleichen
gophish-look = Ansehen, was geschähe
gophish-sync = Jetzt abgleichen
gophish-disconnect-words = Es wird nichts mehr gesendet. Die Gruppen dort bleiben.
gophish-did = { $added } hinzugefügt, { $removed } entfernt, { $changed } geändert
gophish-would = Was in Gophish geschähe
gophish-done = In Gophish erledigt
gophish-make = anlegen
gophish-change = ändern
gophish-rename = umbenennen
gophish-delete = löschen
in-step = Alles ist abgeglichen
in-step-words = Es ist nichts zu tun.
api-key = API-Schlüssel
sealed-hint = Verschlüsselt gespeichert und nie wieder gezeigt.
webhooks = Webhooks
webhooks-empty = Noch kein Webhook
webhooks-empty-words = Ein Webhook erfährt jede Änderung einer Person, signiert und der Reihe nach, bis er sie annimmt.
webhook-new = Neuer Webhook
webhook-hint = Sein Geheimnis wird einmal gezeigt.
webhook-well = In Ordnung
webhook-failing = Gestört
webhook-disabled = Abgeschaltet
webhook-position = Angenommen bis
webhook-next = Nächster Versuch
webhook-delete-words = Dorthin wird nichts mehr gesendet.
webhook-tested = Test des Webhooks
webhook-taken = Er wurde angenommen
webhook-not-taken = Er wurde nicht angenommen
event-streams = Ereignisströme
event-streams-empty = Kein Ereignisstrom (RFC 8935, RFC 8936): signierte Nachrichten über jede Änderung für Empfänger, die sie kennen. Angelegt auf der Befehlszeile: rollcall stream create.

## Changes and deliveries

events-lead = Was verkündet wird: jede Änderung dessen, was aus einer Person gemacht wird.
events-empty = Noch nichts verkündet
events-empty-words = Sobald sich Felder, Zielpersonensatz oder Signatur einer Person ändern, steht es hier.
events-not-ready = Alle werden gerade zum ersten Mal durchgesehen.
event-person-created = Angekommen
event-person-changed = Geändert
event-person-left = Ausgeschieden
event-part-fields = Felder
event-part-target_user = Zielperson
event-part-signature = Signatur
cause-kind-person = durch den Datensatz
cause-kind-manager = durch die vorgesetzte Person
cause-kind-group = durch eine Gruppe
cause-kind-mapping = durch eine neue Version der Felder
cause-kind-schemas = durch ein Schema
cause-kind-override = von Hand gesetzt
cause-kind-time = durch die Zeit
cause-kind-beginning = am Anfang
deliveries-lead = Was an Webhooks ging und was sie antworteten.
attempts-empty = Noch nichts gesendet
attempts-empty-words = Jeder Versuch steht hier mit seiner Antwort.
replay-after = nach Cursor
replay-from = Ab dort erneut senden

## Alerts

alerts-lead = Was schiefgeht, wird hier, per E-Mail und per Webhook gemeldet: am Anfang, einmal am Tag und am Ende.
alerts-open = Offen
alerts-closed = Beendet
alerts-none = Alles in Ordnung
alerts-none-words = Ablaufende Tokens, stumme Verbindungen, viele Ablehnungen, zurückgehaltene Abgänge und gestörte Empfänger stünden hier.
alerts-who = Wer benachrichtigt wird
alerts-emails = E-Mail-Adressen
alerts-webhook = Webhook
alerts-muted = Nicht melden
alerts-language = Sprache der E-Mails
alerts-thresholds = Ab wann
alerts-silence_hours = Stunden, die eine aktive Verbindung still sein darf
alerts-error_percent = Abgelehnte Anfragen von hundert,
alerts-error_requests_min = bei mindestens so vielen in einer Stunde
alerts-completeness_points = So viele von hundert Personen weniger mit einem Pflichtfeld an einem Tag
alerts-tested = Was aus dem Versuch wurde
alerts-way-off = Nicht eingerichtet
alerts-way-sent = Gesendet
alerts-way-failed = Nicht gesendet
alerts-test = Test senden

## Settings

guard-default = Eine Verbindung kann einen eigenen haben.
guard-on = Zurückhalten, was darüber hinausgeht
guard-on-hint = Sonst geht jede Person sofort, die der Anbieter deaktiviert oder entfernt.
guard-off = Aus: niemand wird zurückgehalten
guard-own = Diese Verbindung hat eigene Grenzen.
guard-inherited = Wie in der Organisation. Was Sie hier speichern, gilt nur für diese Verbindung.
guard-inherit = Wie in der Organisation
done-guard-inherited = Für die Verbindung gelten wieder die Grenzen der Organisation.
not-yours = Sie können das ansehen, aber nicht ändern. Ihre Rolle hier: { $role }.
exclusions-none = Keine Regel lässt jemanden aus.
audit-organisation = Diese Organisation
audit-installation = Installation
audit-lead-installation = Was keine einzelne Organisation betrifft: Konten, Anmeldungen, Single Sign-on.
reset-link = Neues Passwort
reset-link-words = Sie erhalten einen Link, der einmal gezeigt wird; damit wird ein anderes Passwort gewählt. Frühere Links gelten nicht mehr. Das jetzige Passwort gilt, bis der Link benutzt wird.
reset-link-make = Link erstellen
admin-disable = Sperren
admin-disable-words = Die Anmeldung ist nicht mehr möglich und alle Sitzungen enden, bis Sie die Sperre aufheben. Die Rolle bleibt.
admin-enable = Sperre aufheben
done-admin-disabled = Die Anmeldung ist gesperrt.
done-admin-enabled = Die Anmeldung ist wieder möglich.
retention = Wie lange etwas behalten wird
retention-words = In der Konfiguration des Servers festgelegt.
retention-what = Was
retention-how-long = Wie lange
kept-ever = solange es da ist
log-request_log = Anfragen
log-audit = Prüfprotokoll
log-changes = Änderungen
log-feeds = Ankündigungen
log-leavers = Ausgeschiedene
log-alerts = Meldungen, die vorbei sind
log-sessions = Sitzungen der Konsole
log-links = Abgelaufene Links
log-jobs = Ergebnisse asynchroner Anfragen
log-answers = Antworten auf Anfragen mit Idempotency-Key
settings-alerts = Wer erfährt, wenn etwas schiefgeht.
admins-lead = Wer in dieser Organisation was darf.
admin-remove-words = Die Rolle in { $organisation } endet sofort.
invite = Jemanden einladen
invite-do = Einladung anlegen
invitations-open = Offene Einladungen
role-words-owner = Alles, auch Admins, API-Schlüssel und Single Sign-on.
role-words-admin = Verbindungen, Tokens, Personen, Felder, Signaturen, Zielpersonen.
role-words-auditor = Liest alles, auch das Prüfprotokoll; ändert nichts.
role-words-signature_editor = Liest und bearbeitet Signaturen und wer welche bekommt.
role-words-target_editor = Liest und bearbeitet, wer Zielperson ist.
sso-lead = Admins melden sich mit Ihrem eigenen Identitätsanbieter an (OpenID Connect).
sso-issuer = Aussteller (Issuer)
sso-issuer-hint = Seine Adresse; alles Weitere wird dort gelesen.
sso-secret-hint = Leer lassen, um das gespeicherte zu behalten; nur bei gleichem Aussteller und gleicher Client-ID.
sso-domains = Erlaubte E-Mail-Domains
sso-domains-hint = Je Zeile eine. Nur Adressen daraus dürfen sich anmelden.
sso-default-role = Wer nicht eingeladen war, wird
sso-default-role-hint = Nur für Adressen der Domains oben.
sso-invited-only = niemand: nur eingeladene Admins
sso-remove = Single Sign-on ausschalten
sso-remove-words = Admins melden sich dann mit Passwort an.
sso-there = Beim Identitätsanbieter
sso-there-words = Legen Sie dort eine OpenID-Connect-Webanwendung mit dieser Adresse an.
password-now = Bisheriges Passwort
password-new = Neues Passwort
password-change = Passwort ändern
password-others = Alle Ihre anderen Sitzungen enden.
totp-words = Ein Code aus einer App auf Ihrem Telefon, zusätzlich zum Passwort.
totp-begin = Einschalten
totp-scan = Scannen Sie dies mit Ihrer App und geben Sie den gezeigten Code ein.
totp-qr = QR-Code für Ihre App
totp-by-hand = Oder dies in die App eingeben
totp-switch-on = Einschalten
totp-is-on = Beim Anmelden wird der Code Ihrer App verlangt.
totp-switch-off = Ausschalten
totp-off-words = Von da an genügt das Passwort allein.
recovery-codes = Wiederherstellungscodes.
recovery-codes-words = Jeder gilt einmal, falls das Telefon verloren geht. Sie werden nur jetzt gezeigt.
audit-lead = Wer was getan hat, wann und von wo.
audit-actor = Wer
audit-action = Was
audit-empty = Nichts entspricht dem
audit-empty-words = Alles, was Admins, API-Schlüssel oder die Befehlszeile tun, wird hier aufgeschrieben.
stored-lead = Was über Personen behalten wird, erzeugt aus dem, was wirklich ankommt, und der Konfiguration.
stored-kept = Behalten
stored-secrets = Geheimnisse
secret-tokens = Geheime Token
secret-how-tokens = nicht gespeichert: sie sind signiert, und nur ihre IDs werden behalten
secret-pushed_passwords = Passwörter, die ein Anbieter sendet
secret-how-pushed_passwords = nicht gespeichert: ihr Typ wird geprüft, dann werden sie verworfen
secret-admin_passwords = Passwörter von Admins
secret-how-admin_passwords = gehasht (Argon2id)
secret-one_time_codes = Geheimnisse der Einmalcodes
secret-how-one_time_codes = mit dem Schlüssel der Installation verschlüsselt (AES-256-GCM); Wiederherstellungscodes sind gehasht (SHA-256)
secret-sessions = Sitzungen der Konsole, Einladungen und andere Links
secret-how-sessions = gehasht (SHA-256)
secret-sso = Das Client-Geheimnis von Single Sign-on
secret-how-sso = mit dem Schlüssel der Installation verschlüsselt (AES-256-GCM)
secret-sources = Womit Quellen von Personen gefragt werden (Token, Refresh-Token, Schlüssel)
secret-how-sources = mit einem eigenen Schlüssel verschlüsselt (AES-256-GCM)
secret-receivers = Zugangsdaten von Webhooks, Ereignisempfängern und Gophish
secret-how-receivers = mit dem Schlüssel der Installation verschlüsselt (AES-256-GCM)
secret-job_bodies = Inhalte von Anfragen, die später beantwortet werden
secret-how-job_bodies = mit dem Schlüssel der Installation verschlüsselt, bis sie ausgeführt sind
secret-answers = Antworten auf Anfragen mit Idempotency-Key
secret-how-answers = mit dem Schlüssel der Installation verschlüsselt; solche, die ein Geheimnis zeigen, werden nicht gespeichert
secret-request_bodies = Inhalte im Anfrageprotokoll
secret-how-request_bodies = mit dem Schlüssel der Installation verschlüsselt, maskiert angezeigt
api-lead = Alles auf diesen Seiten lässt sich per Skript abfragen.
api-keys = API-Schlüssel
api-keys-empty = Noch kein API-Schlüssel
api-keys-empty-words = Ein Schlüssel hat eine Rolle wie ein Admin und wird einmal gezeigt.
api-key-new = Neuer API-Schlüssel
api-key-areas = Nur diese Bereiche
api-key-areas-hint = Der erste Teil der Adressen unter /api/v1, einer je Zeile, zum Beispiel target-users. Leer: alles, was die Rolle darf.
api-key-make = Schlüssel anlegen
api-try = Ausprobieren
api-described = Alles in OpenAPI 3.1
secret = Geheimnis
secret-shown = Angelegt: { $name }
secret-shown-lead = Kopieren Sie es jetzt dorthin, wo es hingehört.
secret-once = Es wird nur dieses eine Mal gezeigt.
tenants-lead = Jede Organisation hat eigene Personen, Verbindungen und Admins.
tenant-new = Neue Organisation
tenant-make = Organisation anlegen
people-lacking-all = Alle, denen es fehlt, als Datei
nobody-lacks = Alle haben es
nobody-lacks-words = Keiner aktiven Person fehlt ein gültiger Wert dieses Feldes.
lacking-none-here =
    { $n ->
        [one] Niemand unter der { $n } durchgesehenen Person
       *[other] Niemand unter den { $n } durchgesehenen Personen
    }
lacking-none-here-words = Die nächste Seite sieht die durch, die danach kommen.
lacking-looked-at =
    { $n ->
        [one] Für diese Seite wurde { $n } Person durchgesehen.
       *[other] Für diese Seite wurden { $n } Personen durchgesehen.
    }
reset-title = Ein anderes Passwort wählen
connection-active = Aktiv
fields-without = { $n -> 
    [one] Ein Feld ohne Wert
   *[other] { $n } Felder ohne Wert
  }
never-starved = Felder, die nichts füllt: { $n }
never-other = Andere Quellen, die nie kamen: { $n }
never-received-words = Attribute, auf die Felder warten und die diese Verbindung nicht gesendet hat.
signature-none-words = Keine Regel und keine Vorgabe gibt dieser Person eine Signatur. Regeln stehen unter Signaturen; daneben geht es von Hand.
source-groups = Namen der Gruppen
source-address = wenn es eine E-Mail-Adresse ist
source-manager = der vorgesetzten Person
source-when = wenn
this-group = Diese Gruppe
webhook = Webhook
profile-hint = „Automatisch“ ist für fast alle richtig.
profile-auto = Automatisch: der Anbieter wird erkannt
leaver-kept = bis Sie sie vergessen
simulate-title = Kein Okta zur Hand?
simulate-words = Rollcall spielt Okta gegen sich selbst: es prüft die Zugangsdaten, sendet zwei Personen namens „Simulated“ und eine Gruppe, ändert sie, lässt sie gehen und entfernt sie wieder. Empfänger von Änderungen erfahren davon.
simulate-do = Okta spielen
simulate-command = Dasselbe auf der Befehlszeile
simulated = Okta, gespielt
simulated-lead = Jeder Schritt, den Okta geht, der Reihe nach, und was daraus wurde.
simulated-green = Alle { $n } Schritte sind grün.
simulated-red = { $n } von { $of } Schritten sind rot.
simulated-removed = Die angelegten Personen und die Gruppe sind entfernt, das Token ist widerrufen.
simulated-expected = Erwartet:
simulated-came = es kam:
step-two_factor = Die Konten der Admins mit Einmalcodes schützen
audit-kind-admin = Admin
audit-kind-adoption = Importierte Person
audit-kind-alert = Warnung
audit-kind-connection = Verbindung
audit-kind-event_stream = Ereignisstrom
audit-kind-field = Wert einer Person
audit-kind-gophish = Gophish
audit-kind-guard = Schutz
audit-kind-import = Liste
audit-kind-index = Index
audit-kind-installation = Installation
audit-kind-invitation = Einladung
audit-kind-leaver = Ausgeschiedene Person
audit-kind-mapping = Felder
audit-kind-schema = Schema
audit-kind-session = Sitzung
audit-kind-set_up_link = Einrichtungslink
audit-kind-sso = Single Sign-on
audit-kind-tenant = Organisation
audit-kind-token = Geheimes Token
audit-kind-webhook = Webhook
audit-did-accept = angenommen
audit-did-ask = wird wieder gefragt
audit-did-begin = begonnen
audit-did-blocked = gesperrt
audit-did-change = geändert
audit-did-connect = verbunden
audit-did-create = angelegt
audit-did-define = definiert
audit-did-delete = gelöscht
audit-did-discard = Entwurf verworfen
audit-did-disconnect = getrennt
audit-did-draft = Entwurf gespeichert
audit-did-enable = wieder eingeschaltet
audit-did-end = beendet
audit-did-keep_apart = getrennt gehalten
audit-did-link = verbunden
audit-did-password = Passwort geändert
audit-did-pause = angehalten
audit-did-profile = Profil geändert
audit-did-publish = veröffentlicht
audit-did-purge = vergessen
audit-did-refused = abgelehnt
audit-did-reject = abgelehnt
audit-did-release = freigegeben
audit-did-remove = entfernt
audit-did-rename = umbenannt
audit-did-replay = noch einmal gesendet
audit-did-reset_link = Link für ein anderes Passwort angelegt
audit-did-restore = wiederhergestellt
audit-did-resume = fortgesetzt
audit-did-revoke = widerrufen
audit-did-rotate = ersetzt
audit-did-set = gesetzt
audit-did-set_up = eingerichtet
audit-did-test = getestet
audit-did-totp_off = Einmalcodes ausgeschaltet
audit-did-proven = durch Single Sign-on nachgewiesen
audit-did-totp_on = Einmalcodes eingeschaltet
audit-did-unset = zurückgenommen
lint-not_closed = Ein Element ist nicht geschlossen
lint-too_long = Zu lang für Gmail
lint-table_spacing = Abstand zwischen Zellen
lint-image_not_https = Ein Bild, das nicht von https kommt
lint-image_without_size = Ein Bild ohne Größe
lint-element_removed = Ein Element wird entfernt
lint-background_image = Ein Hintergrundbild
lint-link_not_https = Ein Link, der nicht https ist
lint-image_without_address = Ein Bild ohne Adresse
lint-image_format = Eine Bildart, die Mailprogramme nicht zeigen
lint-image_without_alt = Ein Bild ohne Ersatztext
lint-style_removed = Eine Formatierung wird entfernt
lint-unit = Eine Länge, die Outlook nicht kennt
lint-margin = Ein Rand, den Outlook nicht zeigt
lint-layout = Eine Anordnung, die Outlook nicht kennt
lint-box = Eine Größe, wo Outlook keine kennt
lint-max_width = Nur eine größte Breite
lint-font = Eine Schrift, die nicht alle haben
lint-corners = Runde Ecken
lint-unused = Niemand bekommt sie
lint-fails = Für manche lässt sie sich nicht erstellen
lint-field_empty = Ein Feld ist bei manchen leer
row-held = Zurückgehalten
row-excluded = Durch eine Regel ausgenommen
row-domain_not_allowed = Domain nicht erlaubt
row-email_changed = Die Adresse hat sich geändert
row-inactive = Deaktiviert
row-no_email = Keine E-Mail-Adresse
row-email_flawed = Die Adresse ist keine
row-email_formula = Die Adresse sieht aus wie eine Formel
row-email_repeated = Mehrere haben diese Adresse
row-no_group = In keiner Zielgruppe
row-several_groups = In mehreren Zielgruppen
row-required_empty = Ein nötiger Wert fehlt
row-phone_not_international = Telefonnummer ohne Land
row-value_unknown = Das Werkzeug kennt den Wert nicht
row-manager_missing = Keine vorgesetzte Person
row-manager_absent = Die vorgesetzte Person ist nicht in der Datei
row-neutralised = Eine Zelle sieht aus wie eine Formel
row-control_character = Ein Zeilenende in einem Wert
row-blank_clears = Eine leere Zelle löscht, was das Werkzeug hat
event-signature-key = welche
event-signature-rendered = was sie sagt
people-lead = { $n -> 
    [one] { $n } Person
   *[other] { $n } Personen
  }
nothing-here = Diese Seite gibt es nicht
nothing-here-words = Die Adresse ist vielleicht vertippt, oder was hier war, ist weg.
home-causes = Abgelehnt, oder gut zu wissen
made-signature = Welche Signatur
made-signature_content = Was die Signatur sagt
made-target_status = Ob Zielperson
made-target_groups = Zielgruppen
made-target_left_out = Warum ausgenommen

# What keeps requests from being carried out: one entry for each cause of docs/CAUSES.md.
cause-name-token_missing = Kein Token
cause-text-token_missing = Die Anfrage hatte kein Token. Oktas App mit „Header Auth“ sendet das Eingegebene, wie es ist; auch das geht. Ein leeres Feld sendet nichts.
cause-fix-token_missing = Fügen Sie das geheime Token in das Feld „OAuth Bearer Token“ (Okta) oder „Secret Token“ (Entra) ein.
cause-name-token_malformed = Kein gültiges Token
cause-text-token_malformed = Was gesendet wurde, ist kein Token von Rollcall. Ein Token beginnt mit ey und hat zwei Punkte; vielleicht wurde nur ein Teil eingefügt.
cause-fix-token_malformed = Fügen Sie das ganze Token ein, ohne Anführungszeichen und ohne „Bearer“ davor.
cause-name-token_foreign = Token eines anderen Servers
cause-text-token_foreign = Das Token mit der Endung { $ending } stammt von einer anderen Installation von Rollcall oder von einem geheimen Schlüssel, der ersetzt wurde.
cause-fix-token_foreign = Legen Sie ein neues Token für diese Verbindung an und fügen Sie es beim Identitätsanbieter ein.
cause-name-token_forged = Token mit falscher Signatur
cause-text-token_forged = Das Token mit der Endung { $ending } hat eine Signatur, die nicht unsere ist: es wurde verändert oder beim Einfügen abgeschnitten.
cause-fix-token_forged = Legen Sie ein neues Token für diese Verbindung an und fügen Sie es beim Identitätsanbieter ein.
cause-name-token_unknown = Unbekanntes Token
cause-text-token_unknown = Das Token mit der Endung { $ending } wurde hier gemacht und steht in keiner Tabelle: die Datenbank ist eine ältere Kopie oder eine andere.
cause-fix-token_unknown = Legen Sie ein neues Token für diese Verbindung an und fügen Sie es beim Identitätsanbieter ein.
cause-name-token_expired = Token abgelaufen
cause-text-token_expired = Das Token „{ $name }“ mit der Endung { $ending } ist am { $at } abgelaufen.
cause-fix-token_expired = Legen Sie ein neues Token für diese Verbindung an und fügen Sie es beim Identitätsanbieter ein.
cause-name-token_revoked = Token widerrufen
cause-text-token_revoked = Das Token „{ $name }“ mit der Endung { $ending } wurde am { $at } von { $by } widerrufen.
cause-fix-token_revoked = Legen Sie ein neues Token für diese Verbindung an und fügen Sie es beim Identitätsanbieter ein.
cause-name-token_wrong_scope = Token für etwas anderes
cause-text-token_wrong_scope = Das Token mit der Endung { $ending } ist für { $has }, und hier braucht es eines für { $needs }.
cause-fix-token_wrong_scope = Legen Sie ein neues Token für diese Verbindung an und fügen Sie es beim Identitätsanbieter ein.
cause-name-token_as_user_name = Token im falschen Feld
cause-text-token_as_user_name = Das Token kam als Benutzername von HTTP Basic. Es gehört in das Passwort; als Benutzername geht jeder.
cause-fix-token_as_user_name = Setzen Sie das Token in das Feld für das Passwort.
cause-name-basic_not_allowed = HTTP Basic ist nicht erlaubt
cause-text-basic_not_allowed = Der Client nutzte HTTP Basic, was diese Verbindung nicht erlaubt.
cause-fix-basic_not_allowed = Senden Sie das Token als Bearer-Token, oder erlauben Sie HTTP Basic für diese Verbindung.
cause-name-token_person_deleted = Token einer gelöschten Person
cause-text-token_person_deleted = Das Token „{ $name }“ gehört einer Person, die gelöscht wurde.
cause-fix-token_person_deleted = Nichts; es ist nur gut zu wissen.
cause-name-token_person_inactive = Token einer deaktivierten Person
cause-text-token_person_inactive = Das Token „{ $name }“ gehört einer Person, die deaktiviert ist.
cause-fix-token_person_inactive = Nichts; es ist nur gut zu wissen.
cause-name-path_doubled = Basis-URL doppelt
cause-text-path_doubled = Die Adresse wiederholt einen Teil der Basis-URL: { $path }.
cause-fix-path_doubled = Kopieren Sie die Basis-URL dieser Verbindung zum Identitätsanbieter; sie endet auf /scim.
cause-name-path_unknown = Falsche Adresse
cause-text-path_unknown = Unter { $path } gibt es nichts. Personen sind unter /scim/Users, Gruppen unter /scim/Groups.
cause-fix-path_unknown = Kopieren Sie die Basis-URL dieser Verbindung zum Identitätsanbieter; sie endet auf /scim.
cause-name-not_found = Nicht gefunden
cause-text-not_found = Was der Anbieter wollte, ist nicht (mehr) hier. { $detail }
cause-fix-not_found = Lassen Sie den Anbieter die Person neu suchen (Okta: Import, oder entfernen und wieder zuweisen); er merkt sich eine Kennung, die es nicht mehr gibt.
cause-name-method_unknown = Methode hier nicht bekannt
cause-text-method_unknown = { $method } geht unter { $path } nicht.
cause-fix-method_unknown = Kopieren Sie die Basis-URL dieser Verbindung zum Identitätsanbieter; sie endet auf /scim.
cause-name-media_type = Inhalt ist kein JSON
cause-text-media_type = Der Inhalt ist nicht, was SCIM sendet. { $detail }
cause-fix-media_type = Lassen Sie den Client application/scim+json (oder application/json) in UTF-8 senden.
cause-name-username_taken = Benutzername ist vergeben
cause-text-username_taken = Diesen Benutzernamen hat schon jemand: „{ $holder_name }“ ({ $holder_state }). { $detail }
cause-fix-username_taken = Öffnen Sie, wer ihn hat: verbinden, umbenennen oder löschen Sie eine der beiden, dann soll der Anbieter noch einmal senden.
cause-name-externalid_taken = externalId ist vergeben
cause-text-externalid_taken = Diese externalId hat schon jemand. { $detail }
cause-fix-externalid_taken = Suchen Sie mit externalId, wer sie hat, und berichtigen Sie eine der beiden beim Anbieter.
cause-name-group_name_taken = Gruppenname ist vergeben
cause-text-group_name_taken = Eine Gruppe dieses Namens ist schon hier: „{ $holder_name }“. { $detail }
cause-fix-group_name_taken = Verbinden Sie die gesendete Gruppe mit der hiesigen (Okta: Push Groups, „Link Group“), oder benennen Sie eine um.
cause-name-value_taken = Ein Wert ist vergeben
cause-text-value_taken = Ein Wert, den keine zwei haben dürfen, ist vergeben. { $detail }
cause-fix-value_taken = Ändern Sie beim Identitätsanbieter die Zuordnung des Attributs und lassen Sie ihn noch einmal senden.
cause-name-conflict = Widerspruch
cause-text-conflict = Die Anfrage passt nicht zu dem, was hier ist. { $detail }
cause-fix-conflict = Der Identitätsanbieter versucht es von selbst noch einmal.
cause-name-member_unknown = Unbekannte Gruppenmitglieder
cause-text-member_unknown = Die Gruppe nennt Personen, die niemand gesendet hat. { $detail }
cause-fix-member_unknown = Weisen Sie die Personen zuerst der Anwendung zu, dann senden Sie die Gruppe noch einmal.
cause-name-filter_invalid = Filter nicht lesbar
cause-text-filter_invalid = Der Filter ist nicht lesbar. { $detail }
cause-fix-filter_invalid = Fragen Sie mit dem, was das Handbuch nennt: eq, ne, co, sw, ew, gt, ge, lt, le, pr, and, or, not.
cause-name-filter_unsupported = Filter nicht unterstützt
cause-text-filter_unsupported = Der Filter ist lesbar und fragt nach etwas, das es nicht gibt oder das zu lange dauert. { $detail }
cause-fix-filter_unsupported = Fragen Sie mit dem, was das Handbuch nennt: eq, ne, co, sw, ew, gt, ge, lt, le, pr, and, or, not.
cause-name-cursor_invalid = Seite ist zu alt
cause-text-cursor_invalid = Der Cursor gehört nicht zu dieser Abfrage oder ist zu alt. { $detail }
cause-fix-cursor_invalid = Der Identitätsanbieter versucht es von selbst noch einmal.
cause-name-schema_invalid = Ein Wert passt nicht
cause-text-schema_invalid = Ein Wert passt nicht zu seinem Attribut. { $detail }
cause-fix-schema_invalid = Ändern Sie beim Identitätsanbieter die Zuordnung des Attributs und lassen Sie ihn noch einmal senden.
cause-name-precondition_failed = Inzwischen geändert
cause-text-precondition_failed = Der Client kannte eine andere Version als die hiesige. { $detail }
cause-fix-precondition_failed = Der Identitätsanbieter versucht es von selbst noch einmal.
cause-name-too_large = Anfrage zu groß
cause-text-too_large = Die Anfrage ist größer, als auf einmal genommen wird. { $detail }
cause-fix-too_large = Lassen Sie den Client weniger auf einmal senden, oder erhöhen Sie die Grenze, die die Meldung nennt.
cause-name-too_slow = Zu langsam
cause-text-too_slow = Der Inhalt kam nicht rechtzeitig an. { $detail }
cause-fix-too_slow = Der Identitätsanbieter versucht es von selbst noch einmal.
cause-name-rate_limited = Zu viele Anfragen
cause-text-rate_limited = Der Client fragte öfter, als er darf. { $detail }
cause-fix-rate_limited = Der Identitätsanbieter wird langsamer und versucht es von selbst noch einmal; limits.requests_per_second_max und limits.requests_waiting_max sagen, wie viel angenommen wird.
cause-name-forbidden = Nicht erlaubt
cause-text-forbidden = Der Aufrufer darf das nicht. { $detail }
cause-fix-forbidden = Nichts; es ist nur gut zu wissen.
cause-name-not_supported = Nicht unterstützt
cause-text-not_supported = SCIM kennt das, und es wird diesem Aufrufer nicht angeboten. { $detail }
cause-fix-not_supported = Nichts; es ist nur gut zu wissen.
cause-name-paused = Verbindung ist angehalten
cause-text-paused = Die Verbindung ist angehalten. { $detail }
cause-fix-paused = Setzen Sie die Verbindung fort; der Anbieter sendet noch einmal, was nicht ging.
cause-name-unavailable = Kurz nicht erreichbar
cause-text-unavailable = Die Datenbank antwortete nicht, oder es fehlte an Speicher für die Anfrage. { $detail }
cause-fix-unavailable = Der Identitätsanbieter versucht es von selbst noch einmal.
cause-name-internal = Der Server ist gescheitert
cause-text-internal = Der Server ist gescheitert. Sein Log sagt unter der Kennung dieser Anfrage, warum.
cause-fix-internal = Suchen Sie die Kennung der Anfrage im Log des Servers und melden Sie, was dort steht.
cause-name-refused = Abgelehnt
cause-text-refused = Die Anfrage wurde abgelehnt. { $detail }
cause-fix-refused = Nichts; es ist nur gut zu wissen.
cause-name-test_mode = Testmodus
cause-text-test_mode = Die Verbindung ist im Testmodus: nichts wurde geändert. Sonst wäre dies geschehen: { $would }.
cause-fix-test_mode = Schalten Sie den Testmodus aus, wenn geschehen soll, was geschehen würde.
cause-name-held_by_guard = Vom Schutz zurückgehalten
cause-text-held_by_guard = Der Anbieter ließ mehr Personen gehen, als der Schutz auf einmal durchlässt; diese wird zurückgehalten, und nichts verlässt die Exporte.
cause-fix-held_by_guard = Sehen Sie die Liste der Zurückgehaltenen an: geben Sie sie frei, oder lehnen Sie ab.
cause-name-conflict_with_override = Von Hand gesetzt, und bleibt
cause-text-conflict_with_override = Der Anbieter sagt etwas anderes, als von Hand gesetzt wurde, und das bleibt: { $fields }.
cause-fix-conflict_with_override = Öffnen Sie die Person, und nehmen Sie das von Hand Gesetzte zurück, wenn der Anbieter recht hat.
cause-name-attribute_dropped = Attribute nicht aufbewahrt
cause-text-attribute_dropped = Es kamen Attribute, die kein Schema hat; sie wurden nicht aufbewahrt: { $attributes }.
cause-fix-attribute_dropped = Senden Sie sie unter der URN einer Erweiterung, oder definieren Sie ein Schema, das sie hat; oder lassen Sie es: sonst betrifft es nichts.
