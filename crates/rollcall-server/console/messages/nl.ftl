## The frame of every page

skip-to-content = Naar de inhoud
nav-main = Hoofdnavigatie
nav-main-narrow = Hoofdmenu
nav-crumbs = Waar deze pagina staat
menu = Menu
nav-home = Overzicht
nav-connections = Verbindingen
nav-people = Personen
nav-groups = Groepen
nav-fields = Velden
nav-signatures = Handtekeningen
nav-targets = Doelgebruikers
nav-activity = Activiteit
nav-alerts = Meldingen
nav-settings = Instellingen
nav-profile = Je profiel
nav-tenants = Alle organisaties
nav-held-count =
    { $n ->
        [one] { $n } persoon wordt vastgehouden
       *[other] { $n } personen worden vastgehouden
    }
nav-alert-count =
    { $n ->
        [one] { $n } open melding
       *[other] { $n } open meldingen
    }
other-organisations = Andere organisaties
theme = Kleuren
theme-light = Licht
theme-dark = Donker
theme-system = Systeem
sign-out = Afmelden
as-request = Als verzoek
as-request-words = Wat deze pagina toont, komt uit deze aanroepen.
as-request-keys = API-sleutel maken

## Words that many pages need

name = Naam
state = Status
provider = Identiteitsprovider
the-provider = De identiteitsprovider
email = E-mail
password = Wachtwoord
optional = (optioneel)
required = verplicht
save = Opslaan
copy = Kopiëren
search = Zoeken
clear = Wissen
look = Bekijken
back = Terug
done = Klaar
actions = Acties
never = Nooit
when = Wanneer
changed = Gewijzigd
made = Gemaakt
expires = Verloopt
last-used = Laatst gebruikt
never-used = Nooit gebruikt
last-seen = Laatst gezien
last-request = Laatste verzoek
not-known-yet = nog niet bekend
no-value = niets
taken-away = weggehaald
source = Bron
id = Id
general = Algemeen
days =
    { $n ->
        [one] { $n } dag
       *[other] { $n } dagen
    }
hours =
    { $n ->
        [one] { $n } uur
       *[other] { $n } uur
    }
pages = Pagina’s
first-page = Eerste pagina
next-page = Volgende pagina
word-or = of
word-and = en
facet-any = Alle
type-the-name = Typ “{ $name }” om te bevestigen
revoke = Intrekken
go-on = Verder
save-as-text = Opslaan als .txt
link = Link
base-url = Basis-URL
base-url-hint = Met of zonder /v2 aan het eind hetzelfde.
secret-token = Geheim token
part-failed = Dit deel kon niet worden geladen
conflict-see-now = Bekijk hoe het nu is
conflict-typed = Wat je hebt ingevuld
request-id = Verzoek-id
to-home = Naar de startpagina
to-connections = Naar verbindingen

## Times

ago-now = zojuist
ago-minute =
    { $n ->
        [one] { $n } minuut geleden
       *[other] { $n } minuten geleden
    }
ago-hour =
    { $n ->
        [one] { $n } uur geleden
       *[other] { $n } uur geleden
    }
ago-day =
    { $n ->
        [one] { $n } dag geleden
       *[other] { $n } dagen geleden
    }
ago-month =
    { $n ->
        [one] { $n } maand geleden
       *[other] { $n } maanden geleden
    }
ago-year =
    { $n ->
        [one] { $n } jaar geleden
       *[other] { $n } jaar geleden
    }
in-minute =
    { $n ->
        [one] over { $n } minuut
       *[other] over { $n } minuten
    }
in-hour =
    { $n ->
        [one] over { $n } uur
       *[other] over { $n } uur
    }
in-day =
    { $n ->
        [one] over { $n } dag
       *[other] over { $n } dagen
    }
in-month =
    { $n ->
        [one] over { $n } maand
       *[other] over { $n } maanden
    }
in-year =
    { $n ->
        [one] over { $n } jaar
       *[other] over { $n } jaar
    }

## What was done

done-saved = Opgeslagen.
done-taken-back = Teruggedraaid.
done-connection-made = De verbinding is gemaakt. Nu nog een geheim token.
done-disconnecting = Losgekoppeld. Wat voor de personen is gekozen, wordt uitgevoerd.
done-link-revoked = De link werkt niet meer.
done-paused = Gepauzeerd. De identiteitsprovider probeert het later opnieuw.
done-shown-once = Wat daar stond, wordt één keer getoond. Heb je het niet bewaard, maak dan een nieuwe.
done-resumed = De verbinding neemt weer verzoeken aan.
done-restored = De persoon is weer actief.
done-token-revoked = Het token werkt niet meer.
problem-code_needed = Nog één stap
problem-sign_in_refused = Dit klopt niet met elkaar

## Signing in and the first start

sign-in = Aanmelden
sign-in-lead = Personen, handtekeningen en doelgebruikers, gelijk met je identiteitsprovider.
sign-in-with = Aanmelden met { $name }
sign-in-no-account = Geen account? Een eigenaar van je organisatie kan je uitnodigen.
one-time-code = Eenmalige code
one-time-code-hint = Zes cijfers uit je app, of een herstelcode.
set-up-title = Welkom bij Rollcall
set-up-lead = Maak je account. Je wordt eigenaar van deze installatie.
set-up-begin = Account maken en beginnen
set-up-expired = Deze link werkt niet meer.
set-up-again = Maak op de server een nieuwe:
organisation = Organisatie
organisation-hint = Het bedrijf waarvan de personen hier aankomen. Later te wijzigen.
your-name = Je naam
password-hint = 12 tekens of meer. Een paar woorden zijn beter dan vreemde tekens.
invitation = Uitnodiging
invitation-title = Meedoen met { $organisation }
invitation-lead = { $by } nodigt je uit. Je rol: { $role }.
invitation-accept = Uitnodiging aannemen
invitation-ask-again = Vraag degene die je uitnodigde om een nieuwe.
invitation-new-password = Kies een nieuw wachtwoord: een andere organisatie heeft uw link gemaakt en kan het huidige kennen. Dat vervalt, net als open sessies en eenmalige codes.
mail-invitation-subject = U bent uitgenodigd voor { $organisation }
mail-invitation-words = { $by } nodigt u uit om met Rollcall te werken voor { $organisation }. Uw rol: { $role }. Open deze link om aan te nemen:
mail-invitation-until = De link werkt één keer, tot { $until }. Verwachtte u geen uitnodiging, gebruik hem dan niet.
mail-reset-subject = Kies een ander wachtwoord
mail-reset-words = { $by } heeft een link gemaakt waarmee u een ander wachtwoord kiest voor { $email }:
mail-reset-until = De link werkt één keer, tot { $until }. Hebt u er niet om gevraagd, zeg het dan tegen uw beheerders.
mail-alerts-subject = [Rollcall] { $tenant }: { $n } meldingen
mail-alerts-subject-one = [Rollcall] { $tenant }: { $alert }
mail-alerts-over = Voorbij: { $alert }
mail-alerts-since = Sinds { $since }
mail-alerts-from = Van { $since } tot { $until }
mail-alerts-foot = Wie dit krijgt, wat wordt gemeld en in welke taal stelt u in onder Meldingen.
mail-alerts-test-subject = [Rollcall] { $tenant }: test
mail-alerts-test-words = Dit is een test van de meldingen van Rollcall. Er is niets mis.
role-owner = Eigenaar
role-admin = Beheerder
role-auditor = Auditor
role-signature_editor = Handtekeningredacteur
role-target_editor = Doelgroepredacteur

## Home

home-hello = Hallo, { $name }
home-lead = Wat er bij { $organisation } gebeurt, en wat op je wacht.
home-groups =
    { $n ->
        [one] in { $n } groep
       *[other] in { $n } groepen
    }
home-held-sub = wachten op je besluit
home-held-none = niets vastgehouden
home-leavers-sub = gedeactiveerd, een tijd bewaard
home-last-request-sub = van een identiteitsprovider
needs-you = Te doen
all-alerts = Alle meldingen
home-requests = Verzoeken van de laatste 24 uur
home-all-requests = Alle verzoeken
home-all-connections = Alle verbindingen
home-people = Personen naar status
home-people-chart = { $active } actief, { $held } vastgehouden, { $inactive } inactief
chart-requests = Verzoeken per uur over { $hours } uur: { $ok } aangenomen, { $refused } geweigerd, { $failed } mislukt
chart-hour = { $time }: { $ok } aangenomen, { $refused } geweigerd, { $failed } mislukt
chart-most = hooguit { $n } per uur
completeness = Volledigheid
checklist = Eerste stappen
checklist-done = { $done } van { $of }
step-connection = Een verbinding maken
step-token = De identiteitsprovider een geheim token geven
step-tested = De identiteitsprovider test de gegevens
step-people = De eerste persoon komt aan
step-signature = Een handtekening publiceren
alert-token_expiring = Een gebruikt token verloopt binnenkort
alert-token_expired_in_use = Een verlopen token wordt nog gebruikt
alert-silence = Een actieve verbinding is stil
alert-error_rate = Veel verzoeken worden geweigerd
alert-guard_hit = Vertrekken worden vastgehouden
alert-connector_failing = Een ontvanger of een bron is niet bereikbaar
alert-completeness_drop = Een veld is minder volledig geworden
alert-closed = voorbij
alert-text-token_expiring = Het geheime token “{ $token }” van de verbinding “{ $connection }” verloopt over { $days ->
        [one] { $days } dag
       *[other] { $days } dagen
    }, op { $expires_at }, en is voor het laatst gebruikt op { $used_at }. Vernieuw het en plak het nieuwe bij de identiteitsprovider; tot die tijd werken beide.
alert-text-key_expiring = De API-sleutel “{ $token }” verloopt over { $days ->
        [one] { $days } dag
       *[other] { $days } dagen
    }, op { $expires_at }, en is voor het laatst gebruikt op { $used_at }. Maak voor die tijd een nieuwe en zet die waar deze wordt gebruikt.
alert-text-token_expired_in_use = Het geheime token “{ $token }” is verlopen op { $expires_at }, en op { $used_at } kwam er een verzoek mee. Maak een nieuw token en plak het bij de identiteitsprovider.
alert-text-silence = Over de verbinding “{ $connection }” is al { $hours ->
        [one] { $hours } uur
       *[other] { $hours } uur
    } niets gekomen; op { $days } van de laatste 7 dagen waren er verzoeken. Kijk of de provisioning bij de identiteitsprovider aanstaat en of die deze server bereikt.
alert-text-error_rate = Van { $requests } verzoeken in het uur vanaf { $since } zijn er { $refused } geweigerd of mislukt, de meeste hierom: { $cause }. In de lijst van verzoeken staat waarom en wat te doen is.
alert-text-people_held = De verbinding “{ $connection }” heeft meer personen gedeactiveerd of verwijderd dan de bewaking laat gaan: { $people ->
        [one] { $people } persoon wordt
       *[other] { $people } personen worden
    } sinds { $since } vastgehouden. Ze tellen als voorheen tot je ze laat gaan of behoudt.
alert-text-people_vanished = Sinds { $since } ontbreken er in de bron van “{ $connection }” meer personen dan er tegelijk mogen gaan. Ze tellen als voorheen tot je ze laat gaan of behoudt.
alert-text-people_held_and_vanished = De verbinding “{ $connection }” heeft meer personen gedeactiveerd of verwijderd dan de bewaking laat gaan: { $people ->
        [one] { $people } persoon wordt
       *[other] { $people } personen worden
    } vastgehouden. Ook ontbreken er in de bron meer personen dan er tegelijk mogen gaan. Dit wacht sinds { $since } op jou; allen tellen als voorheen tot je ze laat gaan of behoudt.
alert-text-webhook_disabled = De webhook “{ $webhook }” is uitgeschakeld sinds { $since }: { $why }. Herstel de ontvanger en schakel de webhook in; die gaat verder waar hij stopte.
alert-text-webhook_failing = De webhook “{ $webhook }” is gestoord sinds { $since }: { $why }. Het wordt vanzelf opnieuw geprobeerd.
alert-text-event_stream_failing = De gebeurtenisstroom “{ $stream }” is { $attempts ->
        [one] { $attempts } keer
       *[other] { $attempts } keer
    } achter elkaar mislukt: { $why }. Het wordt vanzelf opnieuw geprobeerd.
alert-text-event_stream_resting = De gebeurtenisstroom “{ $stream }” rust sinds { $since }, na { $attempts ->
        [one] { $attempts } mislukte poging
       *[other] { $attempts } mislukte pogingen
    }: { $why }. Herstel de ontvanger en hervat de stroom; die gaat verder waar hij stopte.
alert-text-gophish_failing = De groepen van Gophish konden niet worden bijgewerkt: { $why }. Kijk of het bereikbaar is en of de sleutel klopt.
alert-text-pull_failing = Over “{ $connection }” worden geen personen meer opgehaald: { $why }. Op de pagina van de verbinding staat wat te doen is.
alert-text-completeness_drop = { $percent } % van de personen heeft het verplichte veld “{ $field }”; het was { $before } %. Kijk wat de verbindingen ervoor sturen en wat er aan de velden of bij de provider is gewijzigd.

## Connections

connection = Verbinding
connections-lead = Eén voor elke plek waar personen vandaan komen: gestuurd (push) of daar gelezen (pull).
connections-empty = Nog geen verbinding
connections-empty-words = Een verbinding geeft een identiteitsprovider zoals Okta of Entra ID een adres en een geheim token. Personen komen aan zodra je ze daar toewijst.
connection-new = Nieuwe verbinding
connection-new-lead = Personen worden door je identiteitsprovider hierheen gestuurd, of gelezen waar ze worden bijgehouden.
connection-make = Verbinding maken
connection-name-hint = Hoe jij haar noemt. De identiteitsprovider ziet dit nooit.
connection-speaks = Spreekt als { $provider }
connection-nothing-yet = Er is nog niets gekomen
connection-live = Actief
connection-waiting = Wacht
connection-failing = Gestoord
connection-paused = Gepauzeerd
connection-expired = Token verlopen
connection-disconnecting = Wordt losgekoppeld
connection-disconnected = Losgekoppeld
connect-set-up = Instellen
connect-how = Wat je bij je identiteitsprovider doet
provider-other = Andere
profile = Hoe verzoeken worden gelezen
profile-okta = Zoals Okta schrijft
profile-entra = Zoals Microsoft Entra ID schrijft
profile-strict = Strikt volgens de norm
profile-interop = Volgens het interoperabiliteitsprofiel
single-rules = Losse regels
single-rules-hint = Met + aan en met - uit, bijvoorbeeld +read-only-in-path.
basic-allowed = Ook gebruikersnaam en wachtwoord aannemen (Basic)
basic-allowed-hint = Alleen voor providers die geen token kunnen sturen.
test-mode = Testmodus
test-mode-hint = Verzoeken krijgen antwoord alsof ze zijn uitgevoerd; niets blijft.
test-mode-words = De testmodus staat aan: verzoeken krijgen antwoord alsof ze zijn uitgevoerd; niets blijft.
pause = Pauzeren
resume = Hervatten
paused-since = Gepauzeerd
paused-words = Verzoeken krijgen 503 met “probeer het over 5 minuten weer”. Er gaat niets verloren: de identiteitsprovider stuurt het later.
reach-title = Je identiteitsprovider kan dit adres niet bereiken
reach-words = { $url } is geen openbaar https-adres. Okta en Entra ID komen van het internet en alleen via https.
reach-proxy = Zet er een proxy of tunnel met https voor en start de server met
reach-simulate = Of probeer het nu zonder Okta: dit speelt Okta’s eigen aanroepen.
live-waiting = Nog geen verzoek
live-waiting-words = Deze regel verandert vanzelf zodra er een komt.
live-tested = { $who } heeft de gegevens getest: OK
live-tested-next = Zet nu aanmaken, bijwerken en deactiveren aan en wijs personen toe.
live-last = { $who } stuurde een verzoek
live-no-people = Nog geen persoon: die komt aan zodra je die bij de identiteitsprovider toewijst.
live-people = Er zijn personen aangekomen
see-people = Personen bekijken
from-address = van { $address }
look-at-request = Verzoek bekijken
step-token-paste = plak het token dat je hiernaast maakt
okta-1 = Voeg de SCIM-testapp uit de catalogus toe.
okta-2 = Geef haar een naam en laat de rest staan.
okta-3 = Zet provisioning aan en vul deze twee in.
okta-4 = Test en sla op. De regel hierboven zegt wat er kwam.
okta-5 = Zet de drie soorten wijzigingen aan.
okta-6 = Wijs personen toe en stuur de groepen die je nodig hebt.
entra-1 = Maak een eigen toepassing.
entra-2 = Begin een inrichtingsconfiguratie en vul deze twee in.
entra-3 = Test de verbinding. De regel hierboven zegt wat er kwam.
entra-4 = Loop de attribuuttoewijzing na; wat er niet in staat wordt nooit gestuurd.
entra-5 = Wijs personen en groepen toe en start.
entra-flag = Het einde laat Entra ID zich aan de norm houden.
onelogin-1 = Voeg de SCIM-app toe.
onelogin-2 = Vul deze twee in.
onelogin-3 = Zet de verbinding aan. De regel hierboven zegt wat er kwam.
onelogin-4 = Zet provisioning aan en geef personen de app.
jumpcloud-1 = Voeg een eigen toepassing met identiteitsbeheer toe.
jumpcloud-2 = Kies SCIM 2.0 en vul deze twee in.
jumpcloud-3 = Test en activeer. JumpCloud maakt een testgebruiker en haalt die weer weg.
jumpcloud-4 = Geef gebruikersgroepen de toepassing.
other-1 = Elke SCIM 2.0-client kan verbinden. Die heeft dit adres nodig:
other-2 = Die stuurt het geheime token met elk verzoek mee.
other-3 = Personen worden gevonden via userName, groepen via displayName.
other-4 = Laat die personen deactiveren (active: false) in plaats van verwijderen: dan zijn ze te herstellen.

## Tokens and links

tokens = Tokens
token-state-live = Geldig
token-state-expired = Verlopen
token-state-revoked = Ingetrokken
tokens-empty = Nog geen token
tokens-empty-words = De identiteitsprovider toont het bij elk verzoek. Je ziet het één keer, bij het maken.
token-new = Nieuw token
token-make = Geheim token maken
token-none-yet = De identiteitsprovider toont het bij elk verzoek. Je ziet het één keer.
token-lost = Niet meer bij de hand? Maak een ander:
token-expiring = Het token “{ $name }” is in gebruik en verloopt
token-created = Je geheime token
token-created-lead = Kopieer nu beide waarden naar je identiteitsprovider.
token-ends = eindigt
token-once = Het token wordt alleen deze ene keer getoond. Het is zo opgeslagen dat niemand het kan teruglezen.
token-stored = Ik heb het bewaard
token-no-expiry = Het verloopt nooit.
token-old-ends = Het oude token eindigt
labels-url = Okta: SCIM 2.0 Base Url · Entra ID: Tenant URL · OneLogin: SCIM Base URL · JumpCloud: Base URL
labels-token = Okta: OAuth Bearer Token · Entra ID: Secret token · OneLogin: SCIM Bearer Token · JumpCloud: Token Key
rotate = Vernieuwen
rotate-words = Er komt een nieuw token. Beide werken tot het oude eindigt, dus geen verzoek mislukt.
rotate-do = Nieuw token maken
overlap = Het oude eindigt na
overlap-none = meteen
revoke-words = Vanaf dan wordt geweigerd wie het gebruikt.
revoke-do = Token intrekken
set-up-links = Laat iemand anders het doen
set-up-links-words = Een link waarmee je IT of die van een klant deze verbinding zonder account instelt.
link-lifetime = Werkt
link-make = Instellink maken
link-made = Gemaakt
link-created = Je link
link-created-lead = Stuur hem naar wie bedoeld is.
link-once = De link wordt alleen deze ene keer getoond. Wie hem heeft, kan hem gebruiken tot hij verloopt.
link-mailed = Hij is ook per e-mail verzonden.
link-not-mailed = Hij kon niet per e-mail worden verzonden: { $why }
customer-title = Verbinding instellen
customer-connect = Verbinden met { $organisation }
customer-lead = Je stelt “{ $connection }” in. Deze link verloopt
customer-ask-again = Vraag degene die hem stuurde om een nieuwe.

## What a connection sends

catalogue = Wat er wordt gestuurd
catalogue-empty = Nog niets ontvangen
catalogue-empty-words = Elk attribuut dat de identiteitsprovider stuurt, wordt hier geteld, met de vorm van een waarde en nooit de waarde.
never-received = Verwacht maar nooit ontvangen
attribute = Attribuut
sample = Vorm
requests = Verzoeken
used-by = Gebruikt door
map-it = Er een veld van maken
fate-withheld = niet bewaard
fate-dropped = weggelaten
guard = Bewaking
guard-words = Vertrekken er binnen een tijd meer dan de grootste van deze twee toelaat, dan wordt de rest vastgehouden tot je beslist. Wie in diezelfde tijd pas kwam, mag altijd gaan. De provider merkt er niets van.
guard-people = Personen
guard-percent = of % van alle actieve
guard-minutes = Binnen minuten
disconnect = Loskoppelen
disconnect-words = Beëindigt de toevoer voorgoed: de tokens werken niet meer en je kiest wat er met de personen gebeurt.
disconnect-asks = De personen zijn degenen die het eerst via deze verbinding kwamen en die sindsdien door geen andere verbinding zijn gewijzigd.
disconnect-people = De personen
disconnect-keep = blijven zoals ze zijn
disconnect-deactivate = worden gedeactiveerd
disconnect-delete = worden verwijderd
disconnect-do = { $name } loskoppelen
disconnected = Losgekoppeld

## Pull

connection-how = Hoe personen komen
connection-kind = Soort
kind-push-short = Push
kind-pull-short = Pull
kind-import-short = Lijst
last-heard = Laatst gehoord
next-run = Volgende run
pulled-from = Gelezen uit { $source }
source-scim = een SCIM-server
choose-push = Push (SCIM)
choose-push-words = Okta, Entra ID en andere sturen personen hierheen zodra er iets verandert.
choose-pull = Pull uit { $source }
choose-okta-words = Eén keer inloggen; personen worden om de paar minuten gelezen.
choose-scim-words = Elke SCIM 2.0-server, met adres en token.
choose-token-words = Met een token dat personen mag lezen.
pull-okta-how = In Okta, stap voor stap
pull-okta-needs = Je hebt het recht nodig om in Okta’s beheerconsole applicaties te maken.
pull-okta-1 = Maak in Okta’s beheerconsole een app-integratie.
pull-okta-2 = Kies deze twee.
pull-okta-3 = Geef hem een naam en vink beide grant types aan.
pull-okta-4 = Kopieer dit adres naar de sign-in redirect URIs, in plaats van wat daar staat.
pull-okta-callback-hint = Letter voor letter: Okta vergelijkt precies.
pull-okta-5 = Geef toegang aan wie gaat koppelen, en sla op.
pull-okta-6 = Ken de applicatie deze twee scopes toe.
pull-scope-users = Leest personen
pull-scope-schemas = Leest eigen attributen
pull-okta-7 = Kopieer de Client ID van daar naar hier.
pull-okta-8 = Kopieer je Okta-domein: het staat rechtsboven in het menu van de beheerconsole, onder je naam.
pull-okta-origin = Zegt Okta dat de origin niet is toegestaan?
pull-okta-origin-words = Meestal is de redirect URI genoeg. Houdt Okta vol, voeg dan deze toe:
pull-okta-make = Opslaan en verder
pull-okta-make-hint = Daarna: één keer inloggen bij Okta.
pull-okta-check = Wat in Okta moet staan
pull-domain = Okta-domein
pull-domain-hint = Bijvoorbeeld acme.okta.com; een adres uit de browser mag ook.
pull-custom-domain = Dit is ons eigen domein voor Okta
pull-custom-domain-hint = Alleen als jullie Okta een eigen domein heeft, zoals login.acme.com.
wrong-domain_empty = Typ het Okta-domein, bijvoorbeeld acme.okta.com.
wrong-domain_none = ‘{ $domain }’ is geen domein.
wrong-domain_login = Laat weg wat voor de @ staat.
wrong-domain_port = Laat de dubbele punt en het getal erachter weg.
wrong-domain_address = Dit is een IP-adres; Okta wordt bij zijn naam gevraagd.
wrong-domain_private = ‘{ $domain }’ kent alleen een privénetwerk, en Okta zit in geen.
wrong-domain_unicode = Er staan letters in die alleen op gewone lijken. Typ het domein met de hand.
wrong-domain_no_org = ‘{ $domain }’ is van Okta zelf en van geen organisatie. Die van jou begint met je naam: acme.okta.com.
wrong-domain_looks_alike = ‘{ $domain }’ lijkt op een domein van Okta en is het niet. Wie het stuurde, wil misschien meelezen.
wrong-domain_custom = ‘{ $domain }’ is geen domein van Okta. Is het jullie eigen domein voor Okta, vink dat hieronder aan.
problem-input = Dit kan niet worden aangenomen
problem-foreign_page = Er is niets gedaan
wrong-foreign_page = Dit kwam van een pagina van een andere website. Open de console zelf en doe het daar.
problem-foreign_form = Er is niets gedaan
wrong-foreign_form = Dit formulier hoort bij een andere sessie. Laad de pagina opnieuw en verstuur het nog eens.
problem-changed_meanwhile = Iemand was sneller
wrong-changed_meanwhile = Iemand anders heeft dit gewijzigd sinds de pagina is geladen. Van jou is niets opgeslagen: bekijk hoe het nu is en voer het opnieuw in.
problem-no_part = Hier is niets voor jou
wrong-no_part = Je hoort niet bij een organisatie met die naam.
problem-no_role = Niets te zien
wrong-no_role = Je hebt in geen enkele organisatie een rol. Vraag een eigenaar om je uit te nodigen.
problem-state_unknown = Deze aanmelding is voorbij
problem-another_admin = Een andere beheerder begon hiermee
problem-words-state_unknown = Niemand begon ermee, ze is al gebruikt of het is lang geleden. Ga naar de verbinding en druk nog eens op Okta koppelen.
problem-words-another_admin = Een andere beheerder begon hiermee, of je hebt je intussen afgemeld. Log hier in en druk nog eens op Okta koppelen.
problem-source_refused = De bron weigert
pull-scim-words = De server wordt gevraagd zoals een SCIM-client vraagt: met basis-URL en een token dat personen mag lezen.
pull-rippling-words = De REST-API van Rippling wordt met een token gevraagd. Gemaakt naar de gepubliceerde beschrijving; nog niet met de dienst zelf beproefd.
pull-payfit-words = De partner-API van PayFit wordt met een sleutel gevraagd. Gemaakt naar de openbare handleidingen; nog niet met de dienst zelf beproefd.
pull-url = Basis-URL
pull-url-hint = Waar de /Users staan, zonder /Users: https://scim.example.com/v2
pull-token = Token
pull-token-hint = Zonder ‘Bearer’ ervoor. Het wordt versleuteld bewaard en nooit getoond.
pull-token-hint-rippling = In Rippling: Developer › API Tokens. Het wordt versleuteld bewaard en nooit getoond.
pull-token-hint-payfit = De API-sleutel van PayFit. Hij wordt versleuteld bewaard en nooit getoond.
pull-token-kept = Er is er een bewaard. Laat leeg om het te houden.
pull-make = Verbinding maken
pull-make-hint = Iedereen wordt meteen gelezen.
pull-connect = Okta koppelen
pull-sign-in = Nog één stap: inloggen bij Okta
pull-sign-in-words = Je gaat naar { $domain }, logt in als beheerder die personen mag lezen en komt hier terug. Dan wordt iedereen voor het eerst gelezen.
pull-sign-in-again = Opnieuw inloggen
pull-confirm = Okta koppelen?
pull-confirm-words = De organisatie “{ $tenant }” wil via haar verbinding “{ $connection }” alle personen van { $origin } lezen.
pull-confirm-beware = Ga alleen verder als jij of een collega dit net is begonnen. Sluit deze pagina anders: er is niets gebeurd.
pull-confirm-yes = Koppelen
sso-going = Door naar het inloggen
sso-going-words = Je wordt erheen gebracht en komt binnen tien minuten terug.
sso-go = Daarheen
pull-going = Door naar Okta
pull-going-words = Je wordt erheen gebracht om in te loggen en komt binnen tien minuten terug.
pull-go = Naar Okta
done-pull-made = De verbinding is gemaakt.
done-pull-connected = Okta is gekoppeld. Iedereen wordt voor het eerst gelezen.
done-pull-paused = Gepauzeerd. Tot het hervatten wordt niemand gelezen.
done-pull-resumed = Er wordt weer gelezen.
done-sync = Gevraagd. Het begint zodra er ruimte is.
done-vanished-released = Vrijgegeven. Ze worden gedeactiveerd.
done-vanished-rejected = Ze blijven actief.
pull-overview = Overzicht
catalogue-pulled = Wat komt
sync-now = Nu bijwerken
sync-full = Iedereen lezen
pull-state-new = Nog niet gekoppeld
pull-state-connected = Gekoppeld
pull-state-needs_sign_in = Inloggen nodig
pull-state-needs_token = Token nodig
pull-state-failing = Gestoord
pull-state-paused = Gepauzeerd
pull-state-disconnected = Losgekoppeld
pull-nobody-signed-in = Nog niemand heeft ingelogd
pull-nobody-words = Deze regel verandert vanzelf zodra iemand dat doet.
pull-no-token = Er is nog geen token
pull-no-token-words = Zet het in de instellingen; dan wordt iedereen gelezen.
pull-paused-words = Niemand wordt gelezen. Wat daar intussen verandert, wordt na het hervatten gelezen.
pull-in-step = Gelijk met { $source }
pull-tried-again = volgende poging
pull-people = Personen daarvandaan
pull-every =
    { $n ->
        [one] elke minuut
       *[other] om de { $n } minuten
    }
full-read = Iedereen gelezen
full-daily = dagelijks vanaf { $hour }:00 UTC
began = Begon
ended = eindigde
run-soon = Het begint zo
run-soon-words = Hoe ver het komt, staat hier.
run-running = Bezig
run-done = Klaar
run-failed = Afgebroken
run-held = Wacht op jou
run-stopped = Gestopt
run-now-reading = Personen worden gelezen.
run-now-waiting = Wie op een naam wachtte, is aan de beurt.
run-now-vanishing = Wie weg is, wordt gedeactiveerd.
run-kind-full = Iedereen
run-kind-changes = Wie veranderde
run-kind-told = Wie de bron meldde
run-so-far = { $seen } gelezen · { $created } gemaakt · { $changed } gewijzigd · { $deactivated } gedeactiveerd
run-so-far-failed = { $n } niet overgenomen
run-what = Wat
run-seen = Gelezen
run-created = Gemaakt
run-changed = Gewijzigd
run-reactivated = Weer actief
run-deactivated = Gedeactiveerd
run-guarded = Vastgehouden
run-held-n = { $n } vastgehouden
run-unchanged = Ongewijzigd
run-left-out = Overgeslagen
run-failed-people = Mislukt
run-not-taken = Niet overgenomen
run-asked =
    { $n ->
        [one] { $n } pagina
       *[other] { $n } pagina’s
    }
run-requests = Verzoeken
run-watch = Volgen
run-decided = Beslist door een beheerder
run-problems = Wie niet is overgenomen, en waarom
run-at-source = In de bron
run-why = Waarom
run-no-problems = Iedereen is overgenomen.
pull-runs = Runs
pull-run = Een run
all-runs = Alle runs
runs-kept = De laatste 200 worden bewaard.
runs-empty = Nog geen run
runs-empty-words = Elke keer lezen staat hier: wie is gemaakt, gewijzigd, gedeactiveerd en wie niet kon worden overgenomen.
vanished-words =
    { $n ->
        [one] { $n } persoon staat niet meer in de bron.
       *[other] { $n } personen staan niet meer in de bron.
    }
vanished-title =
    { $n ->
        [one] { $n } persoon is uit de bron verdwenen
       *[other] { $n } personen zijn uit de bron verdwenen
    }
vanished-held = { $n } van { $of } waren er niet meer, en hoogstens { $may } mogen tegelijk gaan. Tot je beslist tellen ze zoals voorheen.
vanished-unsure = { $n } waren er niet meer, maar { $unidentified } andere konden niet worden gelezen: wie echt weg is, is niet bekend.
vanished-nobody_there = De bron was leeg. Waarschijnlijk is daar iets mis en is niemand weg.
vanished-over = Het is al beslist, of iedereen is sindsdien nog eens gelezen.
vanished-release = Laten gaan
vanished-release-words =
    { $n ->
        [one] { $n } persoon wordt gedeactiveerd en verlaat alle exports.
       *[other] { $n } personen worden gedeactiveerd en verlaten alle exports.
    }
vanished-release-do =
    { $n ->
        [one] { $n } persoon deactiveren
       *[other] { $n } personen deactiveren
    }
vanished-reject = Houden
vanished-reject-words = Ze blijven actief. De volgende keer dat iedereen wordt gelezen, wordt het opnieuw gevraagd.
vanished-reject-do = Actief houden
pull-how = Hoe personen worden gelezen
pull-every-minutes = Minuten tussen runs
pull-full-hour = Iedereen, dagelijks vanaf
hour-utc = { $h }:00 UTC
pull-share = Hoogstens zoveel % van de verzoeken die de bron toestaat
pull-share-hint = De rest is voor je andere applicaties.
pull-adoption = Iemand hier heeft al dezelfde gebruikersnaam
adoption-same_name = is dezelfde persoon
adoption-never = is iemand anders: meld het
pull-who = Wie als actief telt
pull-staged = STAGED (in Okta nog niet geactiveerd)
pull-suspended = SUSPENDED
pull-creates-inactive = Ook personen maken die daar niet actief zijn
pull-vanished = Hoeveel er tegelijk weg mogen zijn
pull-vanished-percent = of % van wie via deze verbinding kwamen
pull-vanished-words = Tot een van beide wordt gedeactiveerd wie niet meer in de bron staat. Meer worden vastgehouden tot jij beslist.
pull-priorities = Wie wordt geloofd als iemand ook via push komt
pull-priorities-words = Geldt alleen voor personen die langs beide wegen komen.
pull-otherwise = In de regel
priority-push = Push wordt geloofd
priority-pull = Pull wordt geloofd
priority-as-otherwise = Zoals in de regel
pull-source = Bron
pull-signed-in-as = Ingelogd als
pull-since = Sinds
pull-no-schemas = niet toegekend: eigen attributen hebben hier geen namen
pull-other-source = Wijzigen wat wordt gevraagd
pull-other-source-words = Een ander domein, een andere applicatie of een ander adres wordt opnieuw gevraagd: waarmee werd gevraagd, wordt vergeten.
pull-sends-origin = Een header Origin sturen, zoals een browser
pull-sends-origin-hint = Okta verwacht die van een Single-Page Application.
pull-hook = Event hook
pull-hook-there = Gemaakt
pull-hook-none = Geen
pull-hook-words = Okta meldt meteen bij wie iets veranderde, in plaats van om de paar minuten te worden gevraagd.
pull-hook-make = Er een adres voor maken
pull-hook-again = Een andere maken
pull-hook-lead = Kopieer dit nu naar Okta. Het vorige adres, als dat er was, werkt niet meer.
pull-hook-1 = Maak in Okta’s beheerconsole een event hook.
pull-hook-2 = Vul deze drie in.
pull-hook-3 = Kies deze gebeurtenissen.
pull-hook-4 = Sla op en laat Okta het adres controleren.
guard-words-pull = Worden er daar binnen een tijd meer personen dan dit gedeactiveerd, dan wordt de rest vastgehouden tot jij beslist.
disconnect-words-pull = Beëindigt het voorgoed: waarmee de bron werd gevraagd, wordt vergeten, en je kiest wat er met de personen gebeurt.
disconnect-asks-pull =
    { $n ->
        [one] { $n } persoon kwam via deze verbinding.
       *[other] { $n } personen kwamen via deze verbinding.
    }
attribute-to-come = heeft nog niemand
schema-text = tekst
schema-boolean = ja of nee
schema-number = getal
schema-integer = geheel getal
schema-list = meerdere
field-known =
    { $n ->
        [one] { $n } attribuut dat verbindingen hebben
       *[other] { $n } attributen die verbindingen hebben
    }
pull-problem-other = Er is iets mis bij de bron
pull-problem-access_denied = In Okta is geweigerd
pull-fix-access_denied = Wie inlogde, stemde niet toe of mag dat niet. Druk nog eens op Okta koppelen en stem toe.
pull-problem-not_assigned = Wie inlogde, is niet aan de applicatie toegewezen
pull-fix-not_assigned = In Okta: `Applications › je applicatie › Assignments`. Wijs ze toe en druk nog eens op Okta koppelen.
pull-problem-invalid_scope = Een scope is niet toegekend
pull-fix-invalid_scope = In Okta: `Applications › je applicatie › Okta API Scopes`. Ken `okta.users.read` en `okta.schemas.read` toe en druk nog eens op Okta koppelen.
pull-problem-not_granted = In Okta is iets niet toegekend
pull-fix-not_granted = In Okta: `Applications › je applicatie › Okta API Scopes` voor een scope, `Security › Administrators` voor een rol. Druk daarna nog eens op Okta koppelen.
pull-problem-invalid_grant = Okta neemt de aanmelding niet meer aan
pull-fix-invalid_grant = Ze is ingetrokken, te lang niet gebruikt of duurde te lang. Druk nog eens op Okta koppelen.
pull-problem-needs_sign_in = Iemand moet opnieuw inloggen
pull-fix-needs_sign_in = Log nog eens in bij Okta.
pull-problem-needs_token = Het token wordt niet meer aangenomen
pull-fix-needs_token = Maak er in de bron een ander en zet het hier:
pull-problem-settings = Iets moet anders worden ingesteld
pull-problem-id_token_refused = Wie inlogde, kon niet worden bevestigd
pull-problem-source_away = De bron antwoordt niet
pull-fix-source_away = Er hoeft niets te gebeuren: het wordt opnieuw geprobeerd.
pull-problem-source_busy = De bron vraagt om geduld
pull-fix-source_busy = Er hoeft niets te gebeuren: het gaat vanzelf verder.
pull-problem-answer_unreadable = Het antwoord kan niet worden gelezen
pull-fix-answer_unreadable = Vergelijk het domein of het adres in de instellingen. Klopt het, meld het ons.
pull-problem-not_found = Op dit adres is niets
pull-fix-not_found = Vergelijk het domein of het adres in de instellingen.
pull-problem-unauthorized_client = De applicatie mag dit niet
pull-fix-unauthorized_client = In Okta: `Applications › je applicatie › General`. Het moet een Single-Page Application zijn met de grant types Authorization Code en Refresh Token, en de Client ID dezelfde als hier.
pull-problem-temporarily_unavailable = Okta kan nu even niet
pull-fix-temporarily_unavailable = Druk over een minuut nog eens op Okta koppelen.
pull-problem-issuer_foreign = Een andere organisatie antwoordde
pull-fix-issuer_foreign = Vergelijk het Okta-domein in de instellingen.
pull-problem-sign_in_late = Het duurde langer dan tien minuten
pull-fix-sign_in_late = Druk nog eens op Okta koppelen.
pull-problem-settings_changed = De instellingen zijn intussen gewijzigd
pull-fix-settings_changed = Druk nog eens op Okta koppelen.

## People

person = Persoon
people-everybody = Iedereen
people-active = Actief
people-held = Vastgehouden
people-leavers = Vertrokken
people-imports = Geïmporteerde lijsten
people-all = Alle
people-download = Downloaden
people-search-hint = Naam, e-mail of gebruikersnaam
people-empty = Er is nog niemand
people-empty-words = Een persoon verschijnt pas nadat de identiteitsprovider die toewijst.
person-active = Actief
person-held = Vastgehouden
person-inactive = Inactief
nobody-found = Niemand voldoet hieraan
nobody-found-words = Zoek op minder, of wis de filters.
facet-lacking = Mist
facet-domain = Domein
group = Groep
job-title = Functie
department = Afdeling
manager = Leidinggevende
user-name = Gebruikersnaam
external-id = Id bij de provider
about = Over
in-no-group = In geen groep.
source-connection = een verbinding
source-import = een geïmporteerde lijst
source-cli = de opdrachtregel
restore = Herstellen
held-person = De identiteitsprovider zegt dat deze persoon is vertrokken.
held-person-words = Het waren er meer dan de bewaking tegelijk doorlaat, dus het wacht op jou. Tot dan telt de persoon als voorheen.
look-at-held = Bekijk wat wordt vastgehouden
left = Vertrokken
left-words = Niet meer in exports; te herstellen tot het einde van de bewaartermijn.
person-fields = Velden
signature = Handtekening
target-user = Doelgebruiker
history = Geschiedenis
raw = Ruw
raw-stored = De resource zoals SCIM die toont
locked = Vergrendeld
lock = Behouden, wat de provider ook stuurt
lock-hint = Zonder dit wijkt de waarde zodra de provider een andere stuurt.
set-by-hand = Met de hand zetten
take-back = Terugdraaien
other-values =
    { $n ->
        [one] { $n } andere waarde
       *[other] { $n } andere waarden
    }
changed-by-person = uit het record
changed-by-group = door een groep
changed-by-manager = door de leidinggevende
changed-by-hand = met de hand
changed-by-mapping = door de definitie van het veld
signature-none = Geen handtekening
signature-why = Waarom deze
signature-next = Anders was het
signature-unknown = “{ $name }” was met de hand gezet, en bestaat niet meer.
edit-signature = Handtekening bewerken
let-rules-decide = De regels laten beslissen
because-inactive = De persoon is gedeactiveerd
because-hand = Met de hand gezet
because-exception = Een uitzondering:
because-rule = De eerste regel die geldt:
because-default = De standaard: geen regel geldt
because-nothing = Geen regel geldt, en er is geen standaard
rule-applies = geldt
rule-applies-not = geldt niet
campaigns = Campagnes
campaign-active = Nu actief
campaign-waiting = Wacht
campaign-over = Voorbij
preview-light = Licht
preview-dark = Donker
preview-narrow = Op een telefoon
as-text = Als platte tekst
target-record = Het record dat tools krijgen
target-exports = Welke exports
target-exports-words = Of deze persoon in elk bestand zit, en anders waarom niet.
left-out-domain = Weggelaten: { $domain } is geen toegestaan domein.
left-out-rule = Weggelaten door de regel “{ $name }”.
held-by-rule = Tegengehouden door de regel “{ $name }”.
history-empty = Geen wijziging bewaard
history-empty-words = Elke wijziging van deze persoon verschijnt hier, met het verzoek dat haar deed.
no-difference = geen verschil
operation-create = Aangemaakt
operation-created = Aangemaakt
operation-replace = Vervangen
operation-replaced = Vervangen
operation-patch = Gewijzigd
operation-patched = Gewijzigd
operation-updated = Gewijzigd
operation-delete = Verwijderd
operation-deleted = Verwijderd
operation-revived = Teruggekomen
operation-released = Vrijgegeven
operation-restored = Hersteld

## Activity

activity-lead = Elk verzoek van een identiteitsprovider, waarom het is geweigerd, en wat te doen.
activity-requests = Verzoeken
activity-changes = Wijzigingen
activity-deliveries = Leveringen
activity-search-hint = Gebruikersnaam, id, verzoek-id of pad
activity-masked = Waarden in de inhoud zijn gemaskeerd: een hoofdletter is X, een letter x, een cijfer 9.
outcome = Uitkomst
outcome-all = Alle
outcome-ok = OK
outcome-info = Met een opmerking
outcome-refused = Geweigerd
outcome-failed = Mislukt
request = Verzoek
answer = Antwoord
about-whom = Over
took = Duur
address = Adres
agent = Programma
facts = Feiten
requests-empty = Nog geen verzoek
requests-empty-words = Zodra een identiteitsprovider iets vraagt, verschijnt het hier vanzelf.
requests-none-found = Geen verzoek voldoet hieraan
requests-none-found-words = Het logboek wordt beperkt bewaard; zoek op minder, of bekijk alles.
request-told = Wat de identiteitsprovider te horen kreeg
request-body = Wat is gestuurd
answer-body = Wat is geantwoord
masked = gemaskeerd
no-body = Geen inhoud.
request-changes = Wat het wijzigde
request-no-changes = Niets.
as-curl = Als curl
curl-masked = De waarden zijn gemaskeerd: vul in wat bedoeld was voordat je het verstuurt.
replay = Droog herhalen
replayed = Wat er vandaag zou gebeuren
replayed-lead = Het verzoek is op de stand van vandaag uitgevoerd en teruggedraaid. Er is niets geschreven.
would-change = Wat het zou wijzigen
would-change-nothing = Niets.
fix-it = Bekijk wat te doen
fix-connection = Verbinding openen
fix-tokens = Tokens openen
fix-token = Ander token maken
fix-received = Bekijk wat er wordt gestuurd
fix-mapping = Velden openen
fix-held = Beslissen over wat wordt vastgehouden
fix-targets = Doelgebruikers openen
fix-person = Persoon openen
fix-group = Groep openen

## Names of pages

fields-draft = Concept
fields-history = Versies
who-gets-what = Wie wat krijgt
targets-exports = Exports
connectors = Koppelingen
settings-organisation = Organisatie
admins = Beheerders
sso = Single sign-on
audit = Auditlogboek
stored = Wat we opslaan
api = API

## Rules in words

op-is = is
op-contains = bevat
op-starts_with = begint met
op-ends_with = eindigt op
op-domain_is = heeft het domein
op-before = is voor
op-not_after = is niet na
op-after = is na
op-not_before = is niet voor
op-has_value = heeft een waarde
op-in_group = is in de groep
op-not-is = is niet
op-not-contains = bevat niet
op-not-starts_with = begint niet met
op-not-ends_with = eindigt niet op
op-not-domain_is = heeft niet het domein
op-not-before = is niet voor
op-not-not_after = is na
op-not-after = is niet na
op-not-not_before = is voor
op-not-has_value = is leeg
op-not-in_group = is niet in de groep

## Short words

yes = Ja
no = Nee
on = Aan
off = Uit
you = Jij
test = Testen
delete = Verwijderen
remove = Verwijderen
enable = Inschakelen
disabled = Uitgeschakeld
download = Downloaden
choose = Kiezen
language = Taal
role = Rol
roles = Rollen
kind = Soort
members = Leden
cursor = Cursor
because = Omdat
share = Aandeel
before = Voor
after = Na
before-after = Voor en na
for-example = Bijvoorbeeld
at-most = hooguit
and-more =
    { $n ->
        [one] en nog { $n }
       *[other] en nog { $n }
    }
one-per-line = Eén per regel.
by-itself = Vanzelf
last-run = Laatste keer
time-zone = Tijdzone
two-factor = Eenmalige codes
counting-people = Iedereen wordt bekeken…
look-at-everybody = Iedereen bekijken
done-deleted = Verwijderd.
done-drafted = Opgeslagen als concept. Tot de publicatie verandert er voor niemand iets.
done-published = Gepubliceerd. Het geldt nu.
done-discarded = Het concept is weggegooid.
done-version-drafted = Het is nu een concept. Kijk wat het zou doen en publiceer het.
done-session-ended = Je sessie was afgelopen, dus er is niets opgeslagen. Log in en verstuur het opnieuw.
unsaved-words = Wat je op deze pagina hebt getypt, is niet opgeslagen. Toch verlaten?
done-released = Vrijgegeven. Ze zijn vertrokken.
done-rejected = Afgewezen. Ze zijn weer actief.
done-forgotten = Vergeten.
done-password = Het wachtwoord is gewijzigd; andere sessies zijn beëindigd.
done-replayed = Het wordt opnieuw gestuurd.

## Groups

groups-lead = Groepen komen van een identiteitsprovider die ze stuurt.
groups-empty = Nog geen groep
groups-empty-words = Gebruik in Okta Push Groups; wijs in Entra ID de groep toe. Wijs eerst de personen toe.
groups-none-found = Geen groep heet zo
group-members =
    { $n ->
        [one] { $n } lid
       *[other] { $n } leden
    }
group-as-people = Als personenlijst
group-empty = Er zit niemand in
group-empty-words = De identiteitsprovider voegt leden toe als die de groep stuurt.

## Held, leavers

held-lead = Vertrekken die de bewaking tegenhield. Tot je beslist, tellen deze personen als voorheen.
held-count =
    { $n ->
        [one] { $n } vertrek wordt vastgehouden
       *[other] { $n } vertrekken worden vastgehouden
    }
held-what = Wat
held-deactivated = gedeactiveerd
held-removed = verwijderd
held-empty = Er wordt niets vastgehouden
held-empty-words = Als een identiteitsprovider heel veel personen tegelijk deactiveert, per ongeluk of niet, wachten ze hier op jou.
release-all = Allen laten gaan
release-words =
    { $n ->
        [one] { $n } persoon vertrekt nu: uit exports, handtekeningen en groepen.
       *[other] { $n } personen vertrekken nu: uit exports, handtekeningen en groepen.
    }
release-do =
    { $n ->
        [one] { $n } persoon laten gaan
       *[other] { $n } personen laten gaan
    }
release-chosen = Gekozenen laten gaan
reject-all = Allen houden
reject-words =
    { $n ->
        [one] { $n } persoon blijft actief, met de groepen. De identiteitsprovider hoort niets: wijs die daar opnieuw toe, anders probeert die het misschien weer.
       *[other] { $n } personen blijven actief, met hun groepen. De identiteitsprovider hoort niets: wijs ze daar opnieuw toe, anders probeert die het misschien weer.
    }
reject-do =
    { $n ->
        [one] { $n } persoon houden
       *[other] { $n } personen houden
    }
reject-chosen = Gekozenen houden
leavers-lead =
    { $n ->
        [one] Gedeactiveerde personen worden { $n } dag bewaard en zijn tot dan te herstellen.
       *[other] Gedeactiveerde personen worden { $n } dagen bewaard en zijn tot dan te herstellen.
    }
leavers-lead-ever = Gedeactiveerde personen worden bewaard en zijn te herstellen.
leavers-empty = Niemand is vertrokken
leavers-empty-words = Wie de identiteitsprovider deactiveert, is meteen overal uit en blijft hier een tijd.
leaver-until = Bewaard tot
leaver-then-delete = daarna verwijderd
leaver-then-anonymise = daarna geanonimiseerd
anonymised = Geanonimiseerd
forget = Nu vergeten
forget-words = Wat over deze persoon bekend is, verdwijnt voorgoed, ook uit het wijzigingslogboek.
forget-do = Deze persoon vergeten

## Imported lists

imports-lead = Personen die in geen identiteitsprovider zitten, uit een CSV- of Excel-bestand.
imports-empty = Nog geen lijst.
import-file = Een lijst importeren
import-choose = Bestand
import-choose-again = Kies hetzelfde bestand opnieuw
import-hint = CSV of XLSX, hooguit 16 MiB. De eerste regel heeft de kolomnamen; een e-mailkolom is verplicht.
import-source = Naam van de lijst
import-source-hint = Dezelfde lijst opnieuw werkt alleen haar eigen personen bij.
import-missing = Wie niet meer in het bestand zit
import-missing-keep = blijft
import-missing-deactivate = wordt gedeactiveerd
import-look = Eerst bekijken
import-preview = Wat de import zou doen
import-done = Geïmporteerd
import-do = Importeren
import-lines =
    { $n ->
        [one] { $n } regel
       *[other] { $n } regels
    }
import-line = Regel { $n }
import-new = Nieuw
import-changed = Gewijzigd
import-unchanged = Ongewijzigd
import-left_out = Weggelaten
import-missing_count = Ontbreekt
import-linked =
    { $n ->
        [one] { $n } gekoppeld
       *[other] { $n } gekoppeld
    }
import-problems = Wat er mis is
import-columns = Kolommen
import-column = Kolom
import-same-as = zelfde als { $name }
import-not-read = niet gelezen
import-will-deactivate =
    { $n ->
        [one] { $n } persoon wordt gedeactiveerd.
       *[other] { $n } personen worden gedeactiveerd.
    }
adoptions = Tweemaal dezelfde persoon?
adoptions-words = Een geïmporteerde persoon naast een van een identiteitsprovider.
they-are-one = Het is dezelfde
they-are-two = Het zijn er twee
ask-again = Weer vragen
kept-apart = apart gehouden
evidence-address = zelfde adres
evidence-employee_number = zelfde personeelsnummer
evidence-name = zelfde naam
evidence-weak = zwak

## Fields and their definition

fields-lead = Wat over een persoon bekend is, en waar het vandaan komt. Handtekeningen en exports worden hiervan gemaakt.
field = Veld
field-new = Nieuw veld
field-key = Sleutel
field-key-hint = Kleine letters, cijfers en _. Verandert nooit.
field-labels = Wat men leest
field-sources = Bronnen
field-sources-hint = Eén per regel; de eerste met een waarde wint. Bijvoorbeeld: path title
field-transforms = Wat van de waarde wordt gemaakt
field-transforms-hint = Eén per regel: trim, upper, lower, title, initials, first 3, phone international
field-default = Wie er geen heeft, krijgt
field-updates = Volgt de bronnen
updates-always = altijd
updates-new_only = alleen de eerste keer
updates-never = nooit: met de hand gezet
field-required = Wie er geen heeft, telt als onvolledig
field-overridable = De waarde van één persoon mag met de hand gezet worden
field-by-hand = met de hand
field-remove = Veld verwijderen
target-column = Kolom in exports
target-column-hint = Bijvoorbeeld mobile_phone; leeg voor geen.
kind-text = Tekst
kind-email = E-mail
kind-phone = Telefoon
kind-url = Webadres
kind-image = Afbeelding
kind-language = Taal
kind-country = Land
kind-time_zone = Tijdzone
kind-date = Datum
kind-list = Lijst
kind-enum = Keuze
complete-people = { $n } van { $of } hebben alles wat verplicht is.
save-draft = Opslaan als concept
save-draft-hint = Er verandert niets tot je publiceert.
draft-open = Er is een concept van
draft-review = Bekijk wat het doet, en publiceer
draft-title = Het concept
draft-lead = Velden, handtekeningen, regels en doelgebruikers worden samen gepubliceerd.
draft-does = Wat het zou doen
draft-all-differences = Alle verschillen
draft-publish = Publiceren
draft-publish-do = Voor iedereen publiceren
draft-of = Gemaakt van versie { $n } door
draft-note = Notitie
draft-note-hint = Wat er veranderde, voor wie terugkijkt.
draft-discard = Concept weggooien
draft-none = Er is geen concept
draft-none-words = Wijzig een veld, handtekening of regel, en het wacht hier tot je publiceert.
diff-altered = Gewijzigd
diff-losing = Verliezen een waarde
diff-gaining = Krijgen een waarde
diff-of =
    { $n ->
        [one] van { $n } persoon
       *[other] van { $n } personen
    }
diff-nobody = Van niemand zouden waarden veranderen.
diff-definition = Wat het concept anders zegt
diff-nothing = Het concept zegt hetzelfde als wat geldt.
alters-new = Nieuw:
alters-changed = Gewijzigd:
alters-removed = Verwijderd:
alters-order = In een andere volgorde:
altered-field = veld
altered-signature = handtekening
altered-exception = uitzondering
altered-rule = regel
altered-campaign = campagne
altered-exclusion = uitsluiting
altered-held = wie wordt tegengehouden
altered-settings = instellingen
altered-default-country = land van telefoonnummers
altered-default-language = taal
altered-default-signature = handtekening voor alle anderen
altered-groups = groepen van doelgebruikers
altered-allowed-domains = domeinen van doelgebruikers
preview-person = Bij één persoon
preview-needs-draft = Sla een concept op en zie hier wat er van een persoon wordt.
preview-same =
    { $n ->
        [one] { $n } veld blijft zoals het is.
       *[other] { $n } velden blijven zoals ze zijn.
    }
history-title = Versies
history-lead = Elke publicatie blijft bewaard. Teruggaan maakt een nieuwe versie.
version = Versie { $n }
version-built-in = Wat Rollcall meebrengt.
version-restore = Hiernaar terug
in-force = geldt
no-note = geen notitie

## Signatures

signatures-lead = Wat onder een e-mail staat, gemaakt van de velden van elke persoon.
signature-new = Nieuwe handtekening
signature-new-lead = Begin met een van deze. Ze werken in Outlook, Gmail en Apple Mail.
signature-begin = Hiermee beginnen
signature-edit = Sjablonen
signature-html-hint = Velden tussen dubbele accolades; data-hide-if-empty haalt een rij weg als haar veld leeg is.
signature-remove = Handtekening verwijderen
signature-gone = Deze handtekening bestaat niet
signature-gone-words = Misschien is het concept waarin ze stond weggegooid.
signatures-empty = Nog geen handtekening
signatures-empty-words = Begin met een kant-en-klare, pas haar aan en bepaal met regels wie haar krijgt.
insert-field = Een veld invoegen
choose-person = Kies een persoon
found-more =
    { $n ->
        [one] … en nog { $n }: typ meer van de naam.
       *[other] … en nog { $n }: typ meer van de naam.
    }
preview = Voorbeeld
preview-narrow-dark = Op een telefoon, donker
lint = Controle
lint-runs = Wordt met iedereen gecontroleerd…
lint-clean = Niets op te merken
state-draft = Concept
state-published = Gepubliceerd
rules = Regels
rules-words = Van boven; de eerste die geldt beslist.
rule-add = Regel toevoegen
rule-when = Voor wie
rule-when-hint = Een filter, bijvoorbeeld: department eq "Sales" or title co "Chief"
rule-default = Alle anderen
rule-count = Wordt geteld…
rule-matches = { $n } van { $of }
exception = Uitzondering
exception-words = krijgt geen handtekening
move-up = Omhoog
move-down = Omlaag
bundle = Ieders handtekeningen
bundle-words = Een archief met HTML en tekst per persoon, en scripts die ze plaatsen.
campaigns-lead = Iets naast de handtekening, voor een tijd: een beurs, groeten, een bericht.
campaign-needs-signature = Een campagne toont een handtekening: maak er eerst een.
campaigns-empty = Geen campagne
campaigns-empty-words = Een campagne toont een tweede handtekening onder, boven of in plaats van de gewone, van een moment tot een ander.
campaign-new = Nieuwe campagne
campaign-from = Van
campaign-until = Tot
campaign-next = Volgende keer
layer = Waar
layer-below = onder de handtekening
layer-above = boven de handtekening
layer-instead = in plaats ervan
repeats = Herhaalt zich
repeats-never = nooit
repeats-monthly = elke maand
repeats-quarterly = elk kwartaal
repeats-yearly = elk jaar
who-lead = Hoeveel personen welke handtekening krijgen, en waarom.
who-everybody = Iedereen
who-without = Zonder handtekening
who-now = Zoals het is
who-draft = Met het concept

## Target users

targets-lead = Wie meedoet aan bewustwordingscampagnes, in de bestanden van de tool die je al hebt.
targets-now = Nu
targets-left-out = Weggelaten
targets-who-left-out = Download wie is weggelaten, en waarom
target-held = Tegengehouden
target-exclusions = Weggelaten
target-groups = Doelgroepen
formats = Bestanden voor tools
format-own = Alle kolommen
check-first = Controleren
check-clean =
    { $n ->
        [one] { $n } persoon, niets mis
       *[other] { $n } personen, niets mis
    }
check-errors =
    { $n ->
        [one] { $n } persoon zou niet in het bestand staan of worden geweigerd
       *[other] { $n } personen zouden niet in het bestand staan of worden geweigerd
    }
check-who =
    { $n ->
        [one] Wie dat is
       *[other] Wie dat zijn: de eerste { $n }
    }
check-problems = { $n } van { $of } hebben een probleem
allowed-domains = Toegestane domeinen
allowed-domains-label = Domeinen
allowed-domains-hint = Eén per regel. Zonder zijn alle toegestaan.
exclusions = Wie wordt weggelaten
exclusion-add = Aan het concept toevoegen
connectors-lead = Tools die vanzelf gelijk blijven.
gophish-words = Doelgroepen worden daar groepen, en volgen elke wijziging.
gophish-connect = Koppelen
gophish-groups = Groepen
gophish-groups-hint = Eén per regel; zonder alle.
gophish-position = Wat in “position” staat
gophish-automatic = Na wijzigingen vanzelf gelijk maken
gophish-look = Bekijk wat er zou gebeuren
gophish-sync = Nu gelijk maken
gophish-disconnect-words = Er wordt niets meer gestuurd. De groepen daar blijven.
gophish-did = { $added } toegevoegd, { $removed } verwijderd, { $changed } gewijzigd
gophish-would = Wat er in Gophish zou gebeuren
gophish-done = In Gophish gedaan
gophish-make = maken
gophish-change = wijzigen
gophish-rename = hernoemen
gophish-delete = verwijderen
in-step = Alles is gelijk
in-step-words = Er hoeft niets te gebeuren.
api-key = API-sleutel
sealed-hint = Versleuteld opgeslagen en nooit meer getoond.
webhooks = Webhooks
webhooks-empty = Nog geen webhook
webhooks-empty-words = Een webhook hoort elke wijziging van een persoon, ondertekend en op volgorde, tot die haar aanneemt.
webhook-new = Nieuwe webhook
webhook-hint = Het geheim wordt één keer getoond.
webhook-well = In orde
webhook-failing = Gestoord
webhook-disabled = Uitgeschakeld
webhook-position = Aangenomen tot
webhook-next = Volgende poging
webhook-delete-words = Er wordt niets meer heen gestuurd.
webhook-tested = Test van de webhook
webhook-taken = Het is aangenomen
webhook-not-taken = Het is niet aangenomen
event-streams = Gebeurtenisstromen
event-streams-empty = Geen gebeurtenissenstroom (RFC 8935, RFC 8936): ondertekende berichten over elke wijziging voor ontvangers die ze kennen. Aangemaakt op de opdrachtregel: rollcall stream create.

## Changes and deliveries

events-lead = Wat wordt aangekondigd: elke wijziging van wat van een persoon wordt gemaakt.
events-empty = Nog niets aangekondigd
events-empty-words = Zodra iemands velden, doelrecord of handtekening veranderen, staat het hier.
events-not-ready = Iedereen wordt voor het eerst bekeken.
event-person-created = Aangekomen
event-person-changed = Gewijzigd
event-person-left = Vertrokken
event-part-fields = Velden
event-part-target_user = Doelgebruiker
event-part-signature = Handtekening
cause-kind-person = door het record
cause-kind-manager = door de leidinggevende
cause-kind-group = door een groep
cause-kind-mapping = door een nieuwe versie van de velden
cause-kind-schemas = door een schema
cause-kind-override = met de hand gezet
cause-kind-time = door de tijd
cause-kind-beginning = aan het begin
deliveries-lead = Wat naar webhooks ging, en wat ze antwoordden.
attempts-empty = Nog niets gestuurd
attempts-empty-words = Elke poging staat hier met haar antwoord.
replay-after = na cursor
replay-from = Vanaf daar opnieuw sturen

## Alerts

alerts-lead = Wat misgaat, wordt hier, per e-mail en per webhook gemeld: bij het begin, één keer per dag en bij het einde.
alerts-open = Open
alerts-closed = Voorbij
alerts-none = Alles in orde
alerts-none-words = Aflopende tokens, stille verbindingen, veel weigeringen, vastgehouden vertrekken en gestoorde ontvangers zouden hier staan.
alerts-who = Wie bericht krijgt
alerts-emails = E-mailadressen
alerts-webhook = Webhook
alerts-muted = Niet melden
alerts-language = Taal van de e-mails
alerts-thresholds = Vanaf wanneer
alerts-silence_hours = Uren dat een actieve verbinding stil mag zijn
alerts-error_percent = Geweigerde verzoeken van de honderd,
alerts-error_requests_min = bij minstens zoveel in een uur
alerts-completeness_points = Zoveel van de honderd personen minder met een verplicht veld op een dag
alerts-tested = Wat er van de test kwam
alerts-way-off = Niet ingesteld
alerts-way-sent = Verzonden
alerts-way-failed = Niet verzonden
alerts-test = Test sturen

## Settings

guard-default = Een verbinding kan een eigen hebben.
guard-on = Vasthouden wat hierboven komt
guard-on-hint = Anders vertrekt iedereen die de provider deactiveert of verwijdert meteen.
guard-off = Uit: niemand wordt vastgehouden
guard-own = Deze verbinding heeft eigen grenzen.
guard-inherited = Zoals in de organisatie. Wat hier wordt opgeslagen, geldt alleen voor deze verbinding.
guard-inherit = Zoals in de organisatie
done-guard-inherited = Voor de verbinding gelden weer de grenzen van de organisatie.
not-yours = Dit is te bekijken, niet te wijzigen. Rol hier: { $role }.
exclusions-none = Geen regel laat iemand weg.
audit-organisation = Deze organisatie
audit-installation = Installatie
audit-lead-installation = Wat over geen enkele organisatie in het bijzonder gaat: accounts, aanmeldingen, single sign-on.
reset-link = Nieuw wachtwoord
reset-link-words = Er komt een link die één keer wordt getoond; daarmee wordt een ander wachtwoord gekozen. Eerdere links werken niet meer. Het huidige wachtwoord blijft gelden tot de link is gebruikt.
reset-link-make = Link maken
admin-disable = Uitsluiten
admin-disable-words = Aanmelden kan niet meer en alle sessies eindigen, tot de toegang weer wordt gegeven. De rol blijft.
admin-enable = Weer toelaten
done-admin-disabled = Aanmelden kan niet meer.
done-admin-enabled = Aanmelden kan weer.
retention = Hoelang iets wordt bewaard
retention-words = Ingesteld in de configuratie van de server.
retention-what = Wat
retention-how-long = Hoelang
kept-ever = zolang het er is
log-request_log = Verzoeken
log-audit = Auditlogboek
log-changes = Wijzigingen
log-feeds = Aankondigingen
log-leavers = Vertrokkenen
log-alerts = Meldingen die voorbij zijn
log-sessions = Sessies van de console
log-links = Verlopen links
log-jobs = Resultaten van asynchrone verzoeken
log-answers = Antwoorden op verzoeken met een Idempotency-Key
settings-alerts = Wie bericht krijgt als er iets misgaat.
admins-lead = Wie in deze organisatie wat mag.
admin-remove-words = De rol in { $organisation } vervalt meteen.
invite = Iemand uitnodigen
invite-do = Uitnodiging maken
invitations-open = Open uitnodigingen
role-words-owner = Alles, ook beheerders, API-sleutels en single sign-on.
role-words-admin = Verbindingen, tokens, personen, velden, handtekeningen, doelgebruikers.
role-words-auditor = Leest alles, ook het auditlogboek; wijzigt niets.
role-words-signature_editor = Leest, en bewerkt handtekeningen en wie welke krijgt.
role-words-target_editor = Leest, en bewerkt wie doelgebruiker is.
sso-lead = Beheerders melden zich aan met je eigen identiteitsprovider (OpenID Connect).
sso-issuer = Uitgever (issuer)
sso-issuer-hint = Het adres; de rest wordt daar gelezen.
sso-secret-hint = Leeg laten om het opgeslagen geheim te houden; alleen bij dezelfde uitgever en client-ID.
sso-domains = Toegestane e-maildomeinen
sso-domains-hint = Eén per regel. Alleen adressen hiervan mogen aanmelden.
sso-default-role = Wie niet was uitgenodigd, wordt
sso-default-role-hint = Alleen voor adressen van de domeinen hierboven.
sso-invited-only = niemand: alleen uitgenodigde beheerders
sso-remove = Single sign-on uitschakelen
sso-remove-words = Beheerders melden zich dan met hun wachtwoord aan.
sso-there = Bij de identiteitsprovider
sso-there-words = Maak daar een OpenID Connect-webtoepassing met dit adres.
password-now = Huidig wachtwoord
password-new = Nieuw wachtwoord
password-change = Wachtwoord wijzigen
password-others = Al je andere sessies eindigen.
totp-words = Een code uit een app op je telefoon, naast het wachtwoord.
totp-begin = Inschakelen
totp-scan = Scan dit met je app en typ de code die hij toont.
totp-qr = QR-code voor je app
totp-by-hand = Of typ dit in de app
totp-switch-on = Inschakelen
totp-is-on = Bij het aanmelden wordt de code van je app gevraagd.
totp-switch-off = Uitschakelen
totp-off-words = Vanaf dan is het wachtwoord alleen genoeg.
recovery-codes = Herstelcodes.
recovery-codes-words = Elke code werkt één keer als de telefoon kwijt is. Ze worden alleen nu getoond.
audit-lead = Wie wat deed, wanneer en waarvandaan.
audit-actor = Wie
audit-action = Wat
audit-empty = Niets voldoet hieraan
audit-empty-words = Alles wat beheerders, API-sleutels of de opdrachtregel doen, wordt hier opgeschreven.
stored-lead = Wat over personen wordt bewaard, gemaakt uit wat echt aankomt en de configuratie.
stored-kept = Bewaard
stored-secrets = Geheimen
secret-tokens = Geheime tokens
secret-how-tokens = niet opgeslagen: ze zijn ondertekend, en alleen hun id’s worden bewaard
secret-pushed_passwords = Wachtwoorden die een provider stuurt
secret-how-pushed_passwords = niet opgeslagen: hun type wordt gecontroleerd, daarna worden ze weggegooid
secret-admin_passwords = Wachtwoorden van beheerders
secret-how-admin_passwords = gehasht (Argon2id)
secret-one_time_codes = Geheimen van eenmalige codes
secret-how-one_time_codes = versleuteld met de sleutel van de installatie (AES-256-GCM); herstelcodes zijn gehasht (SHA-256)
secret-sessions = Sessies van de console, uitnodigingen en andere links
secret-how-sessions = gehasht (SHA-256)
secret-sso = Het clientgeheim van de single sign-on
secret-how-sso = versleuteld met de sleutel van de installatie (AES-256-GCM)
secret-sources = Waarmee bronnen van personen worden gevraagd (tokens, refresh-tokens, sleutels)
secret-how-sources = versleuteld met een eigen sleutel (AES-256-GCM)
secret-receivers = Toegangsgegevens van webhooks, ontvangers van gebeurtenissen en Gophish
secret-how-receivers = versleuteld met de sleutel van de installatie (AES-256-GCM)
secret-job_bodies = Inhoud van verzoeken die later worden beantwoord
secret-how-job_bodies = versleuteld met de sleutel van de installatie, tot ze zijn uitgevoerd
secret-answers = Antwoorden op verzoeken met een Idempotency-Key
secret-how-answers = versleuteld met de sleutel van de installatie; die een geheim tonen, worden niet opgeslagen
secret-request_bodies = Inhoud in het verzoeklogboek
secret-how-request_bodies = versleuteld met de sleutel van de installatie, gemaskeerd getoond
api-lead = Alles op deze pagina’s kan een script ook vragen.
api-keys = API-sleutels
api-keys-empty = Nog geen API-sleutel
api-keys-empty-words = Een sleutel heeft een rol, zoals een beheerder, en wordt één keer getoond.
api-key-new = Nieuwe API-sleutel
api-key-areas = Alleen deze onderdelen
api-key-areas-hint = Het eerste deel van adressen onder /api/v1, één per regel, zoals target-users. Leeg: alles wat de rol mag.
api-key-make = Sleutel maken
api-try = Probeer het
api-described = Alles in OpenAPI 3.1
secret = Geheim
secret-shown = Gemaakt: { $name }
secret-shown-lead = Kopieer het nu naar waar het hoort.
secret-once = Het wordt alleen deze ene keer getoond.
tenants-lead = Elke organisatie heeft eigen personen, verbindingen en beheerders.
tenant-new = Nieuwe organisatie
tenant-make = Organisatie maken
people-lacking-all = Iedereen die het mist, als bestand
nobody-lacks = Iedereen heeft het
nobody-lacks-words = Geen enkele actieve persoon mist een goede waarde voor dit veld.
lacking-none-here =
    { $n ->
        [one] Niemand van de { $n } bekeken persoon
       *[other] Niemand van de { $n } bekeken personen
    }
lacking-none-here-words = De volgende pagina bekijkt wie daarna komt.
lacking-looked-at =
    { $n ->
        [one] Voor deze pagina is { $n } persoon bekeken.
       *[other] Voor deze pagina zijn { $n } personen bekeken.
    }
reset-title = Kies een ander wachtwoord
connection-active = Actief
fields-without = { $n -> 
    [one] Eén veld zonder waarde
   *[other] { $n } velden zonder waarde
  }
never-starved = Velden die niets vult: { $n }
never-other = Andere bronnen die nooit kwamen: { $n }
never-received-words = Attributen waarop velden wachten en die deze verbinding niet heeft gestuurd.
signature-none-words = Geen regel en geen standaard geeft deze persoon een handtekening. Regels staan onder Handtekeningen; hiernaast kan het met de hand.
source-groups = Namen van de groepen
source-address = als het een e-mailadres is
source-manager = van de leidinggevende
source-when = als
this-group = Deze groep
webhook = Webhook
profile-hint = “Automatisch” is voor bijna iedereen goed.
profile-auto = Automatisch: de provider wordt herkend
leaver-kept = tot je ze vergeet
simulate-title = Geen Okta bij de hand?
simulate-words = Rollcall speelt Okta tegen zichzelf: het test de gegevens, stuurt twee personen met de naam “Simulated” en een groep, wijzigt ze, laat ze gaan en verwijdert ze weer. Ontvangers van wijzigingen horen ervan.
simulate-do = Okta spelen
simulate-command = Hetzelfde op de opdrachtregel
simulated = Okta, gespeeld
simulated-lead = Elke stap die Okta zet, op volgorde, en wat ervan werd.
simulated-green = Alle { $n } stappen zijn groen.
simulated-red = { $n } van { $of } stappen zijn rood.
simulated-removed = De gemaakte personen en de groep zijn verwijderd, het token is ingetrokken.
simulated-expected = Verwacht:
simulated-came = er kwam:
step-two_factor = De accounts van de admins met eenmalige codes beschermen
audit-kind-admin = Beheerder
audit-kind-adoption = Geïmporteerde persoon
audit-kind-alert = Waarschuwing
audit-kind-connection = Verbinding
audit-kind-event_stream = Gebeurtenissenstroom
audit-kind-field = Waarde van een persoon
audit-kind-gophish = Gophish
audit-kind-guard = Bewaking
audit-kind-import = Lijst
audit-kind-index = Index
audit-kind-installation = Installatie
audit-kind-invitation = Uitnodiging
audit-kind-leaver = Vertrokken persoon
audit-kind-mapping = Velden
audit-kind-schema = Schema
audit-kind-session = Sessie
audit-kind-set_up_link = Instellink
audit-kind-sso = Single sign-on
audit-kind-tenant = Organisatie
audit-kind-token = Geheim token
audit-kind-webhook = Webhook
audit-did-accept = aanvaard
audit-did-ask = wordt weer gevraagd
audit-did-begin = begonnen
audit-did-blocked = geblokkeerd
audit-did-change = gewijzigd
audit-did-connect = verbonden
audit-did-create = gemaakt
audit-did-define = gedefinieerd
audit-did-delete = verwijderd
audit-did-discard = concept weggegooid
audit-did-disconnect = verbroken
audit-did-draft = concept opgeslagen
audit-did-enable = weer ingeschakeld
audit-did-end = beëindigd
audit-did-keep_apart = apart gehouden
audit-did-link = gekoppeld
audit-did-password = wachtwoord gewijzigd
audit-did-pause = gepauzeerd
audit-did-profile = profiel gewijzigd
audit-did-publish = gepubliceerd
audit-did-purge = vergeten
audit-did-refused = geweigerd
audit-did-reject = afgewezen
audit-did-release = vrijgegeven
audit-did-remove = verwijderd
audit-did-rename = hernoemd
audit-did-replay = opnieuw gestuurd
audit-did-reset_link = link voor een ander wachtwoord gemaakt
audit-did-restore = hersteld
audit-did-resume = hervat
audit-did-revoke = ingetrokken
audit-did-rotate = vervangen
audit-did-set = gezet
audit-did-set_up = ingericht
audit-did-test = getest
audit-did-totp_off = eenmalige codes uitgezet
audit-did-proven = bewezen door single sign-on
audit-did-totp_on = eenmalige codes aangezet
audit-did-unset = teruggenomen
lint-not_closed = Een element is niet gesloten
lint-too_long = Te lang voor Gmail
lint-table_spacing = Ruimte tussen cellen
lint-image_not_https = Een afbeelding die niet van https komt
lint-image_without_size = Een afbeelding zonder afmeting
lint-element_removed = Een element wordt verwijderd
lint-background_image = Een achtergrondafbeelding
lint-link_not_https = Een link die niet https is
lint-image_without_address = Een afbeelding zonder adres
lint-image_format = Een soort afbeelding die mailprogramma’s niet tonen
lint-image_without_alt = Een afbeelding zonder vervangende tekst
lint-style_removed = Een stijl wordt verwijderd
lint-unit = Een lengte die Outlook niet kent
lint-margin = Een marge die Outlook niet toont
lint-layout = Een indeling die Outlook niet kent
lint-box = Een afmeting waar Outlook er geen kent
lint-max_width = Alleen een grootste breedte
lint-font = Een lettertype dat niet iedereen heeft
lint-corners = Ronde hoeken
lint-unused = Niemand krijgt hem
lint-fails = Voor sommigen kan hij niet worden gemaakt
lint-field_empty = Een veld is bij sommigen leeg
row-held = Tegengehouden
row-excluded = Weggelaten door een regel
row-domain_not_allowed = Domein niet toegestaan
row-email_changed = Het adres is veranderd
row-inactive = Gedeactiveerd
row-no_email = Geen e-mailadres
row-email_flawed = Het adres is er geen
row-email_formula = Het adres lijkt een formule
row-email_repeated = Meerderen hebben dit adres
row-no_group = In geen doelgroep
row-several_groups = In meerdere doelgroepen
row-required_empty = Een nodige waarde ontbreekt
row-phone_not_international = Telefoonnummer zonder land
row-value_unknown = Het hulpmiddel kent de waarde niet
row-manager_missing = Geen leidinggevende
row-manager_absent = De leidinggevende staat niet in het bestand
row-neutralised = Een cel lijkt een formule
row-control_character = Een regeleinde in een waarde
row-blank_clears = Een lege cel wist wat het hulpmiddel heeft
event-signature-key = welke
event-signature-rendered = wat erin staat
people-lead = { $n -> 
    [one] { $n } persoon
   *[other] { $n } personen
  }
nothing-here = Deze pagina bestaat niet
nothing-here-words = Het adres is misschien verkeerd getypt, of wat hier was is weg.
home-causes = Geweigerd, of goed om te weten
made-signature = Welke handtekening
made-signature_content = Wat de handtekening zegt
made-target_status = Of doelgebruiker
made-target_groups = Doelgroepen
made-target_left_out = Waarom weggelaten

# What keeps requests from being carried out: one entry for each cause of docs/CAUSES.md.
cause-name-token_missing = Geen token
cause-text-token_missing = Het verzoek had geen token. Okta’s app met “Header Auth” stuurt wat is ingevuld zoals het is; ook dat werkt. Een leeg veld stuurt niets.
cause-fix-token_missing = Plak het geheime token in het veld “OAuth Bearer Token” (Okta) of “Secret Token” (Entra).
cause-name-token_malformed = Geen geldig token
cause-text-token_malformed = Wat is gestuurd, is geen token van Rollcall. Een token begint met ey en heeft twee punten; misschien is maar een deel geplakt.
cause-fix-token_malformed = Plak het hele token, zonder aanhalingstekens en zonder “Bearer” ervoor.
cause-name-token_foreign = Token van een andere server
cause-text-token_foreign = Het token dat eindigt op { $ending } is gemaakt door een andere installatie van Rollcall, of onder een geheime sleutel die is vervangen.
cause-fix-token_foreign = Maak een nieuw token voor deze verbinding en plak het bij de identiteitsprovider.
cause-name-token_forged = Token met een verkeerde handtekening
cause-text-token_forged = Het token dat eindigt op { $ending } heeft een handtekening die niet van ons is: het is veranderd, of afgekapt bij het plakken.
cause-fix-token_forged = Maak een nieuw token voor deze verbinding en plak het bij de identiteitsprovider.
cause-name-token_unknown = Onbekend token
cause-text-token_unknown = Het token dat eindigt op { $ending } is hier gemaakt en staat in geen tabel: de database is een oudere kopie, of een andere.
cause-fix-token_unknown = Maak een nieuw token voor deze verbinding en plak het bij de identiteitsprovider.
cause-name-token_expired = Token verlopen
cause-text-token_expired = Het token “{ $name }” dat eindigt op { $ending } is verlopen op { $at }.
cause-fix-token_expired = Maak een nieuw token voor deze verbinding en plak het bij de identiteitsprovider.
cause-name-token_revoked = Token ingetrokken
cause-text-token_revoked = Het token “{ $name }” dat eindigt op { $ending } is op { $at } ingetrokken door { $by }.
cause-fix-token_revoked = Maak een nieuw token voor deze verbinding en plak het bij de identiteitsprovider.
cause-name-token_wrong_scope = Token voor iets anders
cause-text-token_wrong_scope = Het token dat eindigt op { $ending } is voor { $has }, en hier is er een nodig voor { $needs }.
cause-fix-token_wrong_scope = Maak een nieuw token voor deze verbinding en plak het bij de identiteitsprovider.
cause-name-token_as_user_name = Token in het verkeerde veld
cause-text-token_as_user_name = Het token kwam als gebruikersnaam van HTTP Basic. Het hoort in het wachtwoord; elke gebruikersnaam is goed.
cause-fix-token_as_user_name = Zet het token in het wachtwoordveld.
cause-name-basic_not_allowed = HTTP Basic is niet toegestaan
cause-text-basic_not_allowed = De client gebruikte HTTP Basic, wat deze verbinding niet toestaat.
cause-fix-basic_not_allowed = Stuur het token als bearer-token, of sta HTTP Basic toe voor deze verbinding.
cause-name-token_person_deleted = Token van een verwijderde persoon
cause-text-token_person_deleted = Het token “{ $name }” is van een persoon die is verwijderd.
cause-fix-token_person_deleted = Niets; het is alleen goed om te weten.
cause-name-token_person_inactive = Token van een gedeactiveerde persoon
cause-text-token_person_inactive = Het token “{ $name }” is van een persoon die is gedeactiveerd.
cause-fix-token_person_inactive = Niets; het is alleen goed om te weten.
cause-name-path_doubled = Basis-URL dubbel
cause-text-path_doubled = Het adres herhaalt een deel van de basis-URL: { $path }.
cause-fix-path_doubled = Kopieer de basis-URL van deze verbinding naar de identiteitsprovider; ze eindigt op /scim.
cause-name-path_unknown = Verkeerd adres
cause-text-path_unknown = Er is niets op { $path }. Personen staan op /scim/Users, groepen op /scim/Groups.
cause-fix-path_unknown = Kopieer de basis-URL van deze verbinding naar de identiteitsprovider; ze eindigt op /scim.
cause-name-not_found = Niet gevonden
cause-text-not_found = Wat de provider vroeg, is hier niet (meer). { $detail }
cause-fix-not_found = Laat de provider de persoon opnieuw opzoeken (Okta: Import, of verwijderen en opnieuw toewijzen); hij onthoudt een id dat weg is.
cause-name-method_unknown = Methode hier niet bekend
cause-text-method_unknown = { $method } kan niet op { $path }.
cause-fix-method_unknown = Kopieer de basis-URL van deze verbinding naar de identiteitsprovider; ze eindigt op /scim.
cause-name-media_type = Inhoud is geen JSON
cause-text-media_type = De inhoud is niet wat SCIM stuurt. { $detail }
cause-fix-media_type = Laat de client application/scim+json (of application/json) in UTF-8 sturen.
cause-name-username_taken = Gebruikersnaam is bezet
cause-text-username_taken = Iemand heeft die gebruikersnaam al: “{ $holder_name }” ({ $holder_state }). { $detail }
cause-fix-username_taken = Open wie hem heeft: koppel, hernoem of wis een van de twee en laat de provider opnieuw sturen.
cause-name-externalid_taken = externalId is bezet
cause-text-externalid_taken = Iemand heeft die externalId al. { $detail }
cause-fix-externalid_taken = Zoek met externalId wie hem heeft en herstel een van de twee bij de provider.
cause-name-group_name_taken = Groepsnaam is bezet
cause-text-group_name_taken = Er is al een groep met die naam: “{ $holder_name }”. { $detail }
cause-fix-group_name_taken = Koppel de gestuurde groep aan die van hier (Okta: Push Groups, “Link Group”), of hernoem er een.
cause-name-value_taken = Een waarde is bezet
cause-text-value_taken = Een waarde die geen twee mogen delen, is bezet. { $detail }
cause-fix-value_taken = Wijzig bij de identiteitsprovider de toewijzing van het attribuut en laat hem opnieuw sturen.
cause-name-conflict = Conflict
cause-text-conflict = Het verzoek past niet bij wat hier is. { $detail }
cause-fix-conflict = De identiteitsprovider probeert het vanzelf opnieuw.
cause-name-member_unknown = Onbekende groepsleden
cause-text-member_unknown = De groep noemt personen die niemand heeft gestuurd. { $detail }
cause-fix-member_unknown = Wijs de personen eerst toe aan de toepassing en stuur dan de groep opnieuw.
cause-name-filter_invalid = Filter onleesbaar
cause-text-filter_invalid = Het filter kan niet worden gelezen. { $detail }
cause-fix-filter_invalid = Vraag met wat de handleiding noemt: eq, ne, co, sw, ew, gt, ge, lt, le, pr, and, or, not.
cause-name-filter_unsupported = Filter niet ondersteund
cause-text-filter_unsupported = Het filter is leesbaar, en vraagt naar wat er niet is of te lang duurt. { $detail }
cause-fix-filter_unsupported = Vraag met wat de handleiding noemt: eq, ne, co, sw, ew, gt, ge, lt, le, pr, and, or, not.
cause-name-cursor_invalid = Pagina is te oud
cause-text-cursor_invalid = De cursor hoort niet bij deze zoekvraag, of is te oud. { $detail }
cause-fix-cursor_invalid = De identiteitsprovider probeert het vanzelf opnieuw.
cause-name-schema_invalid = Een waarde past niet
cause-text-schema_invalid = Een waarde past niet bij haar attribuut. { $detail }
cause-fix-schema_invalid = Wijzig bij de identiteitsprovider de toewijzing van het attribuut en laat hem opnieuw sturen.
cause-name-precondition_failed = Intussen gewijzigd
cause-text-precondition_failed = De client kende een andere versie dan die hier is. { $detail }
cause-fix-precondition_failed = De identiteitsprovider probeert het vanzelf opnieuw.
cause-name-too_large = Verzoek te groot
cause-text-too_large = Het verzoek is groter dan wat in één keer wordt aangenomen. { $detail }
cause-fix-too_large = Laat de client minder tegelijk sturen, of verhoog de grens die de melding noemt.
cause-name-too_slow = Te traag
cause-text-too_slow = De inhoud kwam niet op tijd aan. { $detail }
cause-fix-too_slow = De identiteitsprovider probeert het vanzelf opnieuw.
cause-name-rate_limited = Te veel verzoeken
cause-text-rate_limited = De client vroeg vaker dan mag. { $detail }
cause-fix-rate_limited = De identiteitsprovider vertraagt en probeert het vanzelf opnieuw; limits.requests_per_second_max en limits.requests_waiting_max zeggen hoeveel wordt aangenomen.
cause-name-forbidden = Niet toegestaan
cause-text-forbidden = De aanroeper mag dat niet. { $detail }
cause-fix-forbidden = Niets; het is alleen goed om te weten.
cause-name-not_supported = Niet ondersteund
cause-text-not_supported = SCIM kent dit, en het wordt deze aanroeper niet geboden. { $detail }
cause-fix-not_supported = Niets; het is alleen goed om te weten.
cause-name-paused = Verbinding is gepauzeerd
cause-text-paused = De verbinding is gepauzeerd. { $detail }
cause-fix-paused = Hervat de verbinding; de provider stuurt opnieuw wat niet lukte.
cause-name-unavailable = Even niet beschikbaar
cause-text-unavailable = De database antwoordde niet, of er was geen geheugen voor het verzoek. { $detail }
cause-fix-unavailable = De identiteitsprovider probeert het vanzelf opnieuw.
cause-name-internal = De server faalde
cause-text-internal = De server faalde. Zijn log zegt waarom, onder het id van dit verzoek.
cause-fix-internal = Zoek het id van het verzoek in de log van de server en meld wat daar staat.
cause-name-refused = Geweigerd
cause-text-refused = Het verzoek is geweigerd. { $detail }
cause-fix-refused = Niets; het is alleen goed om te weten.
cause-name-test_mode = Testmodus
cause-text-test_mode = De verbinding staat in testmodus: er is niets gewijzigd. Anders was dit gebeurd: { $would }.
cause-fix-test_mode = Zet de testmodus uit als wat zou gebeuren ook moet gebeuren.
cause-name-held_by_guard = Vastgehouden door de bewaking
cause-text-held_by_guard = De provider liet meer personen gaan dan de bewaking in één keer doorlaat; deze wordt vastgehouden, en niets verlaat de exports.
cause-fix-held_by_guard = Bekijk de lijst van wie wordt vastgehouden: geef ze vrij, of wijs af.
cause-name-conflict_with_override = Met de hand gezet, en blijft
cause-text-conflict_with_override = De provider zegt iets anders dan wat met de hand is gezet, en dat blijft: { $fields }.
cause-fix-conflict_with_override = Open de persoon en neem terug wat met de hand is gezet als de provider gelijk heeft.
cause-name-attribute_dropped = Attributen niet bewaard
cause-text-attribute_dropped = Er kwamen attributen die geen schema heeft; ze zijn niet bewaard: { $attributes }.
cause-fix-attribute_dropped = Stuur ze onder de URN van een uitbreiding, of definieer een schema dat ze heeft; of laat het: verder raakt het niets.
