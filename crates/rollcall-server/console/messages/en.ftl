## The frame of every page

skip-to-content = Skip to the content
nav-main = Main
nav-main-narrow = Main menu
nav-crumbs = Where this page is
menu = Menu
nav-home = Home
nav-connections = Connections
nav-people = People
nav-groups = Groups
nav-fields = Fields
nav-signatures = Signatures
nav-targets = Target users
nav-activity = Activity
nav-alerts = Alerts
nav-settings = Settings
nav-profile = Your profile
nav-tenants = All organisations
nav-held-count =
    { $n ->
        [one] { $n } person is held
       *[other] { $n } people are held
    }
nav-alert-count =
    { $n ->
        [one] { $n } open alert
       *[other] { $n } open alerts
    }
other-organisations = Other organisations
theme = Colours
theme-light = Light
theme-dark = Dark
theme-system = System
sign-out = Sign out
as-request = As a request
as-request-words = What this page shows comes from these calls.
as-request-keys = Make an API key

## Words that many pages need

name = Name
state = State
provider = Identity provider
the-provider = The identity provider
email = E-mail
password = Password
optional = (optional)
required = required
save = Save
copy = Copy
search = Search
clear = Clear
look = Look
back = Back
done = Done
actions = Actions
never = Never
when = When
changed = Changed
made = Made
expires = Expires
last-used = Last used
never-used = Never used
last-seen = Last seen
last-request = Last request
not-known-yet = not known yet
no-value = nothing
taken-away = taken away
source = Source
id = Id
general = General
days =
    { $n ->
        [one] { $n } day
       *[other] { $n } days
    }
hours =
    { $n ->
        [one] { $n } hour
       *[other] { $n } hours
    }
pages = Pages
first-page = First page
next-page = Next page
word-or = or
word-and = and
facet-any = Any
type-the-name = Type “{ $name }” to confirm
revoke = Revoke
go-on = Go on
save-as-text = Save as .txt
link = Link
base-url = Base URL
base-url-hint = The same with or without /v2 at the end.
secret-token = Secret token
part-failed = This part could not be loaded
conflict-see-now = See how it is now
conflict-typed = What you typed
request-id = Request id
to-home = To the start page
to-connections = To connections

## Times

ago-now = just now
ago-minute =
    { $n ->
        [one] { $n } minute ago
       *[other] { $n } minutes ago
    }
ago-hour =
    { $n ->
        [one] { $n } hour ago
       *[other] { $n } hours ago
    }
ago-day =
    { $n ->
        [one] { $n } day ago
       *[other] { $n } days ago
    }
ago-month =
    { $n ->
        [one] { $n } month ago
       *[other] { $n } months ago
    }
ago-year =
    { $n ->
        [one] { $n } year ago
       *[other] { $n } years ago
    }
in-minute =
    { $n ->
        [one] in { $n } minute
       *[other] in { $n } minutes
    }
in-hour =
    { $n ->
        [one] in { $n } hour
       *[other] in { $n } hours
    }
in-day =
    { $n ->
        [one] in { $n } day
       *[other] in { $n } days
    }
in-month =
    { $n ->
        [one] in { $n } month
       *[other] in { $n } months
    }
in-year =
    { $n ->
        [one] in { $n } year
       *[other] in { $n } years
    }

## What was done

done-saved = Saved.
done-taken-back = Taken back.
done-connection-made = The connection is made. Next: a secret token.
done-disconnecting = Disconnected. What was chosen for its people is being done.
done-link-revoked = The link no longer works.
done-paused = Paused. The identity provider is told to try again later.
done-shown-once = What stood there is shown once. If you did not keep it, make another one.
done-resumed = The connection takes requests again.
done-restored = The person is active again.
done-token-revoked = The token no longer works.
problem-code_needed = One more step
problem-sign_in_refused = These do not fit together

## Signing in and the first start

sign-in = Sign in
sign-in-lead = People, signatures and target users, in step with your identity provider.
sign-in-with = Sign in with { $name }
sign-in-no-account = No account? An owner of your organisation can invite you.
one-time-code = One-time code
one-time-code-hint = Six digits from your app, or a recovery code.
set-up-title = Welcome to Rollcall
set-up-lead = Make your account. You will own this installation.
set-up-begin = Make the account and begin
set-up-expired = This link can no longer be used.
set-up-again = Make another one on the server:
organisation = Organisation
organisation-hint = The company whose people arrive here. You can change it later.
your-name = Your name
password-hint = 12 characters or more. A few words are better than odd characters.
invitation = Invitation
invitation-title = Join { $organisation }
invitation-lead = { $by } invites you. Your role: { $role }.
invitation-accept = Accept the invitation
invitation-ask-again = Ask whoever invited you for another one.
invitation-new-password = Choose a new password: another organisation made your link and may know the one you have. That one ends, and so do open sessions and one-time codes.
mail-invitation-subject = You are invited to { $organisation }
mail-invitation-words = { $by } invites you to work with Rollcall for { $organisation }. Your role: { $role }. Open this link to accept:
mail-invitation-until = The link works once, until { $until }. If you expected no invitation, leave it alone.
mail-reset-subject = Choose another password
mail-reset-words = { $by } made a link by which you choose another password for { $email }:
mail-reset-until = The link works once, until { $until }. If you did not ask for it, tell your admins.
mail-alerts-subject = [Rollcall] { $tenant }: { $n } alerts
mail-alerts-subject-one = [Rollcall] { $tenant }: { $alert }
mail-alerts-over = Over: { $alert }
mail-alerts-since = Since { $since }
mail-alerts-from = From { $since } to { $until }
mail-alerts-foot = Who gets this, what is told and in which language is set under Alerts.
mail-alerts-test-subject = [Rollcall] { $tenant }: test
mail-alerts-test-words = This is a test of Rollcall’s alerts. Nothing is wrong.
role-owner = Owner
role-admin = Admin
role-auditor = Auditor
role-signature_editor = Signature editor
role-target_editor = Target editor

## Home

home-hello = Hello, { $name }
home-lead = What goes on at { $organisation }, and what needs you.
home-groups =
    { $n ->
        [one] in { $n } group
       *[other] in { $n } groups
    }
home-held-sub = waiting for your decision
home-held-none = nothing is held
home-leavers-sub = deactivated, kept for a time
home-last-request-sub = from an identity provider
needs-you = Needs you
all-alerts = All alerts
home-requests = Requests of the last 24 hours
home-all-requests = All requests
home-all-connections = All connections
home-people = People by state
home-people-chart = { $active } active, { $held } held, { $inactive } inactive
chart-requests = Requests per hour over { $hours } hours: { $ok } taken, { $refused } refused, { $failed } failed
chart-hour = { $time }: { $ok } taken, { $refused } refused, { $failed } failed
chart-most = at most { $n } an hour
completeness = Completeness
checklist = First steps
checklist-done = { $done } of { $of }
step-connection = Make a connection
step-token = Give the identity provider a secret token
step-tested = The identity provider tests the credentials
step-people = The first person arrives
step-signature = Publish a signature
alert-token_expiring = A secret token expires soon and is in use
alert-token_expired_in_use = An expired secret token is still being used
alert-silence = A live connection has gone quiet
alert-error_rate = Many requests are refused
alert-guard_hit = Departures are held
alert-connector_failing = A receiver or a source cannot be reached
alert-completeness_drop = A field has become less complete
alert-closed = ended
alert-text-token_expiring = The secret token "{ $token }" of the connection "{ $connection }" expires in { $days ->
        [one] { $days } day
       *[other] { $days } days
    }, on { $expires_at }, and was last used on { $used_at }. Rotate it, and paste the new one into the identity provider; both work until then.
alert-text-key_expiring = The API key "{ $token }" expires in { $days ->
        [one] { $days } day
       *[other] { $days } days
    }, on { $expires_at }, and was last used on { $used_at }. Make another one before, and put it where this one is used.
alert-text-token_expired_in_use = The secret token "{ $token }" expired on { $expires_at }, and a request came with it on { $used_at }. Make a new one and paste it into the identity provider.
alert-text-silence = Nothing has come over the connection "{ $connection }" for { $hours ->
        [one] { $hours } hour
       *[other] { $hours } hours
    }; there were requests on { $days } of the last 7 days. See whether provisioning is switched on at the identity provider, and whether it reaches this server.
alert-text-error_rate = Of { $requests } requests in the hour from { $since }, { $refused } were refused or failed, most of them for this: { $cause }. The list of requests says why and what to do.
alert-text-people_held = The connection "{ $connection }" deactivated or deleted more people than the guard lets go: { $people ->
        [one] { $people } person is
       *[other] { $people } people are
    } held since { $since }. They count as before until you let them go or keep them.
alert-text-people_vanished = Since { $since } the source of "{ $connection }" lacks more people than may go at once. They count as before until you let them go or keep them.
alert-text-people_held_and_vanished = The connection "{ $connection }" deactivated or deleted more people than the guard lets go: { $people ->
        [one] { $people } person is
       *[other] { $people } people are
    } held. Its source also lacks more people than may go at once. This waits for you since { $since }; all of them count as before until you let them go or keep them.
alert-text-webhook_disabled = The webhook "{ $webhook }" is disabled since { $since }: { $why }. Mend the receiver, and enable the webhook; it goes on where it stopped.
alert-text-webhook_failing = The webhook "{ $webhook }" has failed since { $since }: { $why }. It is tried again by itself.
alert-text-event_stream_failing = The event stream "{ $stream }" has failed { $attempts ->
        [one] { $attempts } time
       *[other] { $attempts } times
    } in a row: { $why }. It is tried again by itself.
alert-text-event_stream_resting = The event stream "{ $stream }" rests since { $since }, after { $attempts ->
        [one] { $attempts } failed attempt
       *[other] { $attempts } failed attempts
    }: { $why }. Mend the receiver, and resume the stream; it goes on where it stopped.
alert-text-gophish_failing = The groups of Gophish could not be brought into step: { $why }. See whether it can be reached, and whether its key is right.
alert-text-pull_failing = People are not pulled over "{ $connection }" any more: { $why }. The connection's page says what to do.
alert-text-completeness_drop = { $percent } % of people have the required field "{ $field }"; it was { $before } %. See what the connections send for it, and what of the mapping or the provider was changed.

## Connections

connection = Connection
connections-lead = One for each place from which people come: sent by it (push), or read there (pull).
connections-empty = No connection yet
connections-empty-words = A connection gives an identity provider such as Okta or Entra ID an address and a secret token. People arrive once you assign them there.
connection-new = New connection
connection-new-lead = People are either sent here by your identity provider, or read from where they are kept.
connection-make = Make the connection
connection-name-hint = What you call it. The identity provider never sees it.
connection-speaks = Speaks like { $provider }
connection-nothing-yet = Nothing has come yet
connection-live = Live
connection-waiting = Waiting
connection-failing = Failing
connection-paused = Paused
connection-expired = Token expired
connection-disconnecting = Disconnecting
connection-disconnected = Disconnected
connect-set-up = Set up
connect-how = What to do at your identity provider
provider-other = Others
profile = How requests are read
profile-okta = As Okta writes
profile-entra = As Microsoft Entra ID writes
profile-strict = To the letter of the standard
profile-interop = By the interoperability profile
single-rules = Single rules
single-rules-hint = Switched on with + and off with -, for example +read-only-in-path.
basic-allowed = Also take a user name and password (Basic)
basic-allowed-hint = Only for providers that cannot send a token.
test-mode = Test mode
test-mode-hint = Requests are answered as if done, and nothing stays.
test-mode-words = Test mode is on: requests are answered as if done, and nothing stays.
pause = Pause
resume = Resume
paused-since = Paused
paused-words = Requests are answered with 503 and “try again in 5 minutes”. Nothing is lost: the identity provider sends it later.
reach-title = Your identity provider cannot reach this address
reach-words = { $url } is not a public https address. Okta and Entra ID call from the internet and only over https.
reach-proxy = Put a reverse proxy or a tunnel with https in front, and start the server with
reach-simulate = Or try it now without Okta: this plays Okta’s own calls.
live-waiting = No request yet
live-waiting-words = This line changes by itself as soon as one comes.
live-tested = { $who } tested the credentials: OK
live-tested-next = Now switch on creating, updating and deactivating, and assign people.
live-last = { $who } sent a request
live-no-people = No person yet: somebody arrives once you assign them at the identity provider.
live-people = People have arrived
see-people = See people
from-address = from { $address }
look-at-request = Look at the request
step-token-paste = paste the token that you make beside
okta-1 = Add the SCIM test app from the catalogue.
okta-2 = Give it a name and leave the rest as it is.
okta-3 = Switch on provisioning and fill in these two.
okta-4 = Test and save. The line above says what came.
okta-5 = Switch on the three kinds of change.
okta-6 = Assign people, and push the groups you need.
entra-1 = Make an application of your own.
entra-2 = Begin a provisioning configuration and fill in these two.
entra-3 = Test the connection. The line above says what came.
entra-4 = Look through the attribute mapping; what is not in it is never sent.
entra-5 = Assign people and groups, and start.
entra-flag = The end makes Entra ID keep to the standard.
onelogin-1 = Add the SCIM app.
onelogin-2 = Fill in these two.
onelogin-3 = Enable the connection. The line above says what came.
onelogin-4 = Enable provisioning, then give people the app.
jumpcloud-1 = Add an application of your own with identity management.
jumpcloud-2 = Choose SCIM 2.0 and fill in these two.
jumpcloud-3 = Test and activate. JumpCloud makes a test user and takes it away again.
jumpcloud-4 = Give user groups the application.
other-1 = Any client of SCIM 2.0 can connect. It needs this address:
other-2 = It sends the secret token with each request.
other-3 = People are matched by userName, groups by displayName.
other-4 = Let it deactivate people (active: false) rather than delete them: then they can be restored.

## Tokens and links

tokens = Tokens
token-state-live = Live
token-state-expired = Expired
token-state-revoked = Revoked
tokens-empty = No token yet
tokens-empty-words = The identity provider shows it with each request. It is shown to you once, when it is made.
token-new = New token
token-make = Make a secret token
token-none-yet = The identity provider shows it with each request. You will see it once.
token-lost = Not at hand any more? Make another one:
token-expiring = The token “{ $name }” is in use and expires
token-created = Your secret token
token-created-lead = Copy both values into your identity provider now.
token-ends = ends
token-once = The token is shown only this once. It is stored so that nobody can read it back.
token-stored = I have stored it
token-no-expiry = It never expires.
token-old-ends = The old token ends
labels-url = Okta: SCIM 2.0 Base Url · Entra ID: Tenant URL · OneLogin: SCIM Base URL · JumpCloud: Base URL
labels-token = Okta: OAuth Bearer Token · Entra ID: Secret token · OneLogin: SCIM Bearer Token · JumpCloud: Token Key
rotate = Rotate
rotate-words = A new token is made. Both work until the old one ends, so no request fails.
rotate-do = Make the new token
overlap = The old one ends after
overlap-none = at once
revoke-words = From then on whoever uses it is refused.
revoke-do = Revoke the token
set-up-links = Let somebody else do it
set-up-links-words = A link with which your IT or a customer’s sets this connection up, without an account.
link-lifetime = Works for
link-make = Make a set-up link
link-made = Made
link-created = Your link
link-created-lead = Send it to whoever is meant.
link-once = The link is shown only this once. Whoever has it can use it until it ends.
link-mailed = It was sent by e-mail too.
link-not-mailed = It could not be sent by e-mail: { $why }
customer-title = Set up the connection
customer-connect = Connect to { $organisation }
customer-lead = You are setting up “{ $connection }”. This link expires
customer-ask-again = Ask whoever sent it for another one.

## What a connection sends

catalogue = What is sent
catalogue-empty = Nothing received yet
catalogue-empty-words = Each attribute that the identity provider sends is counted here, with the shape of a value and never the value.
never-received = Expected but never received
attribute = Attribute
sample = Shape
requests = Requests
used-by = Used by
map-it = Make a field of it
fate-withheld = not kept
fate-dropped = dropped
guard = Guard
guard-words = If more leave within a time than the larger of these two, the rest is held until you decide. Whoever came within the same time may always go. The provider notices nothing.
guard-people = People
guard-percent = or % of all active
guard-minutes = Within minutes
disconnect = Disconnect
disconnect-words = Ends the feed for good: its tokens stop working, and you choose what becomes of its people.
disconnect-asks = Its people are those who came over this connection first and whom no other connection has changed since.
disconnect-people = Its people
disconnect-keep = stay as they are
disconnect-deactivate = are deactivated
disconnect-delete = are deleted
disconnect-do = Disconnect { $name }
disconnected = Disconnected

## Pull

connection-how = How people come
connection-kind = Kind
kind-push-short = Push
kind-pull-short = Pull
kind-import-short = List
last-heard = Last heard of
next-run = Next run
pulled-from = Pulled from { $source }
source-scim = a SCIM server
choose-push = Push (SCIM)
choose-push-words = Okta, Entra ID and others send people here as they change.
choose-pull = Pull from { $source }
choose-okta-words = Sign in once; people are read every few minutes.
choose-scim-words = Any SCIM 2.0 server, by its address and a token.
choose-token-words = With a token that may read people.
pull-okta-how = In Okta, step by step
pull-okta-needs = You need the right to make applications in Okta’s admin console.
pull-okta-1 = In Okta’s admin console, make an app integration.
pull-okta-2 = Choose these two.
pull-okta-3 = Give it a name, and tick both grant types.
pull-okta-4 = Copy this address into the sign-in redirect URIs, in the place of what stands there.
pull-okta-callback-hint = Letter by letter: Okta compares it exactly.
pull-okta-5 = Let whoever will connect use the application, and save.
pull-okta-6 = Grant the application these two scopes.
pull-scope-users = Reads people
pull-scope-schemas = Reads attributes of your own
pull-okta-7 = Copy the Client ID from there to here.
pull-okta-8 = Copy your Okta domain: it stands in the menu at the top right of the admin console, below your name.
pull-okta-origin = Okta says that the origin is not allowed?
pull-okta-origin-words = As a rule the redirect URI is enough. If Okta insists, add this one:
pull-okta-make = Save and go on
pull-okta-make-hint = Next: sign in at Okta, once.
pull-okta-check = What has to be set in Okta
pull-domain = Okta domain
pull-domain-hint = For example acme.okta.com; an address copied from the browser will do.
pull-custom-domain = This is our own domain for Okta
pull-custom-domain-hint = Only where your Okta has a custom domain, such as login.acme.com.
wrong-domain_empty = Type the Okta domain, for example acme.okta.com.
wrong-domain_none = “{ $domain }” is no domain.
wrong-domain_login = Leave out what stands before the @.
wrong-domain_port = Leave out the colon and the number behind it.
wrong-domain_address = This is an IP address; Okta is asked by its name.
wrong-domain_private = Only a private network knows “{ $domain }”, and Okta is in none.
wrong-domain_unicode = There are letters in it that only look like plain ones. Type the domain by hand.
wrong-domain_no_org = “{ $domain }” is Okta’s own, and no organisation’s. Yours begins with your name: acme.okta.com.
wrong-domain_looks_alike = “{ $domain }” looks like a domain of Okta’s and is none. Whoever sent it may want to read what Okta says.
wrong-domain_custom = “{ $domain }” is no domain of Okta’s. If it is your own domain for Okta, tick the box below.
problem-input = This cannot be taken
problem-foreign_page = Nothing was done
wrong-foreign_page = Another site’s page sent this. Open the console itself and do it there.
problem-foreign_form = Nothing was done
wrong-foreign_form = This form is of another session. Reload the page and send it again.
problem-changed_meanwhile = Somebody was quicker
wrong-changed_meanwhile = Somebody else changed this since the page was loaded. Nothing of yours was saved: look at how it is now, and put it in again.
problem-no_part = Nothing here for you
wrong-no_part = You have no part in an organisation of that name.
problem-no_role = Nothing to see
wrong-no_role = You have no role in any organisation. Ask an owner to invite you.
problem-state_unknown = This sign-in is over
problem-another_admin = Another admin began this
problem-words-state_unknown = Nobody began it, it was used already, or it is long ago. Go to the connection, and press Connect Okta again.
problem-words-another_admin = Another admin began this, or you have signed out meanwhile. Sign in here, and press Connect Okta again.
problem-source_refused = The source refuses
pull-scim-words = The server is asked as a SCIM client asks: its base URL, and a token that may read people.
pull-rippling-words = Rippling’s REST API is asked with a token. Made from its published description; not yet tried with the service itself.
pull-payfit-words = PayFit’s partner API is asked with a key. Made from its public guides; not yet tried with the service itself.
pull-url = Base URL
pull-url-hint = Where its /Users are, without /Users: https://scim.example.com/v2
pull-token = Token
pull-token-hint = Without “Bearer” before it. It is kept encrypted and never shown.
pull-token-hint-rippling = In Rippling: Developer › API Tokens. It is kept encrypted and never shown.
pull-token-hint-payfit = PayFit’s API key. It is kept encrypted and never shown.
pull-token-kept = One is kept. Leave it empty to keep it.
pull-make = Make the connection
pull-make-hint = Everybody is read at once.
pull-connect = Connect Okta
pull-sign-in = One step is left: sign in at Okta
pull-sign-in-words = You go to { $domain }, sign in as an admin who may read people, and come back here. Then everybody is read for the first time.
pull-sign-in-again = Sign in again
pull-confirm = Connect Okta?
pull-confirm-words = The organisation “{ $tenant }” asks to read all people of { $origin } over its connection “{ $connection }”.
pull-confirm-beware = Go on only if you or a colleague began this just now. Otherwise close this page: nothing has been done.
pull-confirm-yes = Connect
sso-going = On to where you sign in
sso-going-words = You are taken there, and come back within ten minutes.
sso-go = Go there
pull-going = On to Okta
pull-going-words = You are taken there to sign in, and come back within ten minutes.
pull-go = Go to Okta
done-pull-made = The connection is made.
done-pull-connected = Okta is connected. Everybody is being read for the first time.
done-pull-paused = Paused. Nobody is read until it is resumed.
done-pull-resumed = People are read again.
done-sync = Asked for. It begins as soon as there is room.
done-vanished-released = Let go. They are being deactivated.
done-vanished-rejected = They stay active.
pull-overview = Overview
catalogue-pulled = What comes
sync-now = Sync now
sync-full = Read everybody
pull-state-new = Not connected yet
pull-state-connected = Connected
pull-state-needs_sign_in = Sign-in needed
pull-state-needs_token = Token needed
pull-state-failing = Failing
pull-state-paused = Paused
pull-state-disconnected = Disconnected
pull-nobody-signed-in = Nobody has signed in yet
pull-nobody-words = This line changes by itself once somebody has.
pull-no-token = There is no token yet
pull-no-token-words = Set it in the settings; then everybody is read.
pull-paused-words = Nobody is read. What changes there meanwhile is read once it is resumed.
pull-in-step = In step with { $source }
pull-tried-again = tried again
pull-people = People from there
pull-every =
    { $n ->
        [one] every minute
       *[other] every { $n } minutes
    }
full-read = Everybody read
full-daily = daily from { $hour }:00 UTC
began = Began
ended = ended
run-soon = It begins in a moment
run-soon-words = How far it comes stands here.
run-running = Running
run-done = Done
run-failed = Broke off
run-held = Waits for you
run-stopped = Stopped
run-now-reading = People are being read.
run-now-waiting = Those who waited for a name have their turn.
run-now-vanishing = Those who are gone are being deactivated.
run-kind-full = Everybody
run-kind-changes = Who changed
run-kind-told = Whom the source told of
run-so-far = { $seen } read · { $created } created · { $changed } changed · { $deactivated } deactivated
run-so-far-failed = { $n } not taken
run-what = What
run-seen = Read
run-created = Created
run-changed = Changed
run-reactivated = Active again
run-deactivated = Deactivated
run-guarded = Held by the guard
run-held-n = { $n } held
run-unchanged = Unchanged
run-left-out = Left out
run-failed-people = Failed
run-not-taken = Not taken
run-asked =
    { $n ->
        [one] { $n } page
       *[other] { $n } pages
    }
run-requests = Requests
run-watch = Watch it
run-decided = Decided by an admin
run-problems = Who was not taken, and why
run-at-source = At the source
run-why = Why
run-no-problems = Everybody was taken.
pull-runs = Runs
pull-run = A run
all-runs = All runs
runs-kept = The last 200 are kept.
runs-empty = No run yet
runs-empty-words = Each time people are read it is listed here: who was created, changed, deactivated, and who could not be taken.
vanished-words =
    { $n ->
        [one] { $n } person is not at the source any more.
       *[other] { $n } people are not at the source any more.
    }
vanished-title =
    { $n ->
        [one] { $n } person is gone from the source
       *[other] { $n } people are gone from the source
    }
vanished-held = { $n } of { $of } were not there any more, and at most { $may } may go at once. They count as before until you decide.
vanished-unsure = { $n } were not there any more, but { $unidentified } others could not be read: who of them is really gone is not known.
vanished-nobody_there = The source was empty. Most likely something is wrong there, and nobody has gone.
vanished-over = It was decided already, or everybody was read once more since.
vanished-release = Let them go
vanished-release-words =
    { $n ->
        [one] { $n } person is deactivated and leaves all exports.
       *[other] { $n } people are deactivated and leave all exports.
    }
vanished-release-do =
    { $n ->
        [one] Deactivate { $n } person
       *[other] Deactivate { $n } people
    }
vanished-reject = Keep them
vanished-reject-words = They stay active. The next time everybody is read it is asked again.
vanished-reject-do = Keep them active
pull-how = How people are read
pull-every-minutes = Minutes between runs
pull-full-hour = Everybody, daily from
hour-utc = { $h }:00 UTC
pull-share = At most so many % of the requests that the source allows
pull-share-hint = The rest is for your other applications.
pull-adoption = Somebody here already has the same user name
adoption-same_name = is the same person
adoption-never = is somebody else: tell me
pull-who = Who counts as active
pull-staged = STAGED (not activated in Okta yet)
pull-suspended = SUSPENDED
pull-creates-inactive = Also make people here who are not active there
pull-vanished = How many may be gone at once
pull-vanished-percent = or % of those who came over this connection
pull-vanished-words = Up to either, whoever is not at the source any more is deactivated. More are held for you to decide.
pull-priorities = Who is believed where somebody is pushed too
pull-priorities-words = Only matters for people who come both ways.
pull-otherwise = As a rule
priority-push = Push is believed
priority-pull = Pull is believed
priority-as-otherwise = As a rule
pull-source = Source
pull-signed-in-as = Signed in as
pull-since = Since
pull-no-schemas = not granted: attributes of your own have no names here
pull-other-source = Change what is asked
pull-other-source-words = Another domain, application or address is asked anew: what it was asked with is forgotten.
pull-sends-origin = Send a header Origin, as a browser does
pull-sends-origin-hint = Okta expects it of a Single-Page Application.
pull-hook = Event hook
pull-hook-there = Made
pull-hook-none = None
pull-hook-words = Okta tells at once of whom something changed, instead of being asked every few minutes.
pull-hook-make = Make an address for it
pull-hook-again = Make another one
pull-hook-lead = Copy these into Okta now. The address before, if there was one, works no more.
pull-hook-1 = In Okta’s admin console, make an event hook.
pull-hook-2 = Fill in these three.
pull-hook-3 = Choose these events.
pull-hook-4 = Save, and have Okta verify the address.
guard-words-pull = If more people than this are deactivated there within a time, the rest is held until you decide.
disconnect-words-pull = Ends it for good: what the source was asked with is forgotten, and you choose what becomes of its people.
disconnect-asks-pull =
    { $n ->
        [one] { $n } person came over this connection.
       *[other] { $n } people came over this connection.
    }
attribute-to-come = nobody has it yet
schema-text = text
schema-boolean = yes or no
schema-number = number
schema-integer = whole number
schema-list = several
field-known =
    { $n ->
        [one] { $n } attribute that connections have
       *[other] { $n } attributes that connections have
    }
pull-problem-other = Something is wrong at the source
pull-problem-access_denied = Okta was told no
pull-fix-access_denied = Whoever signed in did not consent, or may not. Press Connect Okta again, and consent.
pull-problem-not_assigned = Whoever signed in is not assigned to the application
pull-fix-not_assigned = In Okta: `Applications › your application › Assignments`. Assign them, and press Connect Okta again.
pull-problem-invalid_scope = A scope is not granted
pull-fix-invalid_scope = In Okta: `Applications › your application › Okta API Scopes`. Grant `okta.users.read` and `okta.schemas.read`, and press Connect Okta again.
pull-problem-not_granted = Something is not granted in Okta
pull-fix-not_granted = In Okta: `Applications › your application › Okta API Scopes` for a scope, `Security › Administrators` for a role. Then press Connect Okta again.
pull-problem-invalid_grant = Okta does not take the sign-in any more
pull-fix-invalid_grant = It was revoked, unused for too long, or took too long. Press Connect Okta again.
pull-problem-needs_sign_in = Somebody has to sign in again
pull-fix-needs_sign_in = Sign in at Okta once more.
pull-problem-needs_token = The token is not taken any more
pull-fix-needs_token = Make another one at the source, and set it here:
pull-problem-settings = Something has to be set otherwise
pull-problem-id_token_refused = Who signed in could not be verified
pull-problem-source_away = The source does not answer
pull-fix-source_away = Nothing needs to be done: it is tried again.
pull-problem-source_busy = The source asks for patience
pull-fix-source_busy = Nothing needs to be done: it goes on by itself.
pull-problem-answer_unreadable = The answer cannot be read
pull-fix-answer_unreadable = Compare the domain or the address in the settings. If it is right, tell us.
pull-problem-not_found = There is nothing at this address
pull-fix-not_found = Compare the domain or the address in the settings.
pull-problem-unauthorized_client = The application may not do this
pull-fix-unauthorized_client = In Okta: `Applications › your application › General`. It has to be a Single-Page Application with the grant types Authorization Code and Refresh Token, and the Client ID the same as here.
pull-problem-temporarily_unavailable = Okta cannot just now
pull-fix-temporarily_unavailable = Press Connect Okta again in a minute.
pull-problem-issuer_foreign = Another organisation answered
pull-fix-issuer_foreign = Compare the Okta domain in the settings.
pull-problem-sign_in_late = It took longer than ten minutes
pull-fix-sign_in_late = Press Connect Okta again.
pull-problem-settings_changed = The settings were changed meanwhile
pull-fix-settings_changed = Press Connect Okta again.

## People

person = Person
people-everybody = Everybody
people-active = Active
people-held = Held
people-leavers = Leavers
people-imports = Imported lists
people-all = All
people-download = Download
people-search-hint = Name, e-mail or user name
people-empty = Nobody is here yet
people-empty-words = A person appears only after the identity provider assigns them.
person-active = Active
person-held = Held
person-inactive = Inactive
nobody-found = Nobody is like that
nobody-found-words = Search for less, or clear the filters.
facet-lacking = Lacks
facet-domain = Domain
group = Group
job-title = Job position
department = Department
manager = Manager
user-name = User name
external-id = Id at the provider
about = About
in-no-group = In no group.
source-connection = a connection
source-import = an imported list
source-cli = the command line
restore = Restore
held-person = The identity provider says that this person has left.
held-person-words = It was more than the guard lets through at once, so it waits for you. Until then the person counts as before.
look-at-held = Look at what is held
left = Left
left-words = Not in exports any more; can be restored until the retention ends.
person-fields = Fields
signature = Signature
target-user = Target user
history = History
raw = Raw
raw-stored = The resource as SCIM shows it
locked = Locked
lock = Keep it, whatever the provider sends
lock-hint = Without this, the value goes as soon as the provider sends another one.
set-by-hand = Set by hand
take-back = Take back
other-values =
    { $n ->
        [one] { $n } other value
       *[other] { $n } other values
    }
changed-by-person = from their record
changed-by-group = by a group
changed-by-manager = by their manager
changed-by-hand = by hand
changed-by-mapping = by the field’s definition
signature-none = No signature
signature-why = Why this one
signature-next = Otherwise it would be
signature-unknown = “{ $name }” was set by hand, and there is none of that name any more.
edit-signature = Edit the signature
let-rules-decide = Let the rules decide
because-inactive = The person is deactivated
because-hand = Set by hand
because-exception = An exception:
because-rule = The first rule that applies:
because-default = The default: no rule applies
because-nothing = No rule applies, and there is no default
rule-applies = applies
rule-applies-not = does not apply
campaigns = Campaigns
campaign-active = Active now
campaign-waiting = Waiting
campaign-over = Over
preview-light = Light
preview-dark = Dark
preview-narrow = On a telephone
as-text = As plain text
target-record = The record that tools get
target-exports = Which exports
target-exports-words = Whether this person is in each file, and what is wrong where not.
left-out-domain = Left out: { $domain } is not an allowed domain.
left-out-rule = Left out by the rule “{ $name }”.
held-by-rule = Held back by the rule “{ $name }”.
history-empty = No change is kept
history-empty-words = Each change of this person appears here, with the request that made it.
no-difference = nothing differs
operation-create = Created
operation-created = Created
operation-replace = Replaced
operation-replaced = Replaced
operation-patch = Changed
operation-patched = Changed
operation-updated = Changed
operation-delete = Deleted
operation-deleted = Deleted
operation-revived = Came back
operation-released = Let go
operation-restored = Restored

## Activity

activity-lead = Every request of an identity provider, why it was refused, and what to do.
activity-requests = Requests
activity-changes = Changes
activity-deliveries = Deliveries
activity-search-hint = User name, id, request id or path
activity-masked = Values in bodies are masked: a capital is X, a letter x, a digit 9.
outcome = Outcome
outcome-all = All
outcome-ok = OK
outcome-info = With a note
outcome-refused = Refused
outcome-failed = Failed
request = Request
answer = Answer
about-whom = About
took = Took
address = Address
agent = Agent
facts = Facts
requests-empty = No request yet
requests-empty-words = As soon as an identity provider asks something it appears here, by itself.
requests-none-found = No request is like that
requests-none-found-words = The log is kept for a limited time; search for less, or look at all.
request-told = What the identity provider was told
request-body = What was sent
answer-body = What was answered
masked = masked
no-body = No body.
request-changes = What it changed
request-no-changes = Nothing.
as-curl = As curl
curl-masked = Values are masked: put in what was meant before you send it.
replay = Try again, dry
replayed = What would happen today
replayed-lead = The request was carried out against today’s state and taken back. Nothing was written.
would-change = What it would change
would-change-nothing = Nothing.
fix-it = See what to do
fix-connection = Open the connection
fix-tokens = Open the tokens
fix-token = Make another token
fix-received = See what is sent
fix-mapping = Open the fields
fix-held = Decide on what is held
fix-targets = Open target users
fix-person = Open the person
fix-group = Open the group

## Names of pages

fields-draft = Draft
fields-history = Versions
who-gets-what = Who gets what
targets-exports = Exports
connectors = Connectors
settings-organisation = Organisation
admins = Admins
sso = Single sign-on
audit = Audit log
stored = What we store
api = API

## Rules in words

op-is = is
op-contains = contains
op-starts_with = starts with
op-ends_with = ends with
op-domain_is = is of the domain
op-before = is before
op-not_after = is not after
op-after = is after
op-not_before = is not before
op-has_value = has a value
op-in_group = is in the group
op-not-is = is not
op-not-contains = does not contain
op-not-starts_with = does not start with
op-not-ends_with = does not end with
op-not-domain_is = is not of the domain
op-not-before = is not before
op-not-not_after = is after
op-not-after = is not after
op-not-not_before = is before
op-not-has_value = is empty
op-not-in_group = is not in the group

## Short words

yes = Yes
no = No
on = On
off = Off
you = You
test = Test
delete = Delete
remove = Remove
enable = Enable
disabled = Disabled
download = Download
choose = Choose
language = Language
role = Role
roles = Roles
kind = Kind
members = Members
cursor = Cursor
because = Because
share = Share
before = Before
after = After
before-after = Before and after
for-example = For example
at-most = at most
and-more =
    { $n ->
        [one] and { $n } more
       *[other] and { $n } more
    }
one-per-line = One on each line.
by-itself = By itself
last-run = Last run
time-zone = Time zone
two-factor = One-time codes
counting-people = Looking at everybody…
look-at-everybody = Look at everybody
done-deleted = Removed.
done-drafted = Saved as a draft. Nothing changes for anybody until it is published.
done-published = Published. It is in force now.
done-discarded = The draft is thrown away.
done-version-drafted = It is a draft now. Look at what it would do, and publish it.
done-session-ended = Your session had ended, so nothing was saved. Sign in and send it again.
unsaved-words = What you typed on this page is not saved. Leave it all the same?
done-released = Let go. They have left.
done-rejected = Rejected. They are active again.
done-forgotten = Forgotten.
done-password = The password is changed; other sessions are ended.
done-replayed = It is being sent again.

## Groups

groups-lead = Groups come from an identity provider that pushes them.
groups-empty = No group yet
groups-empty-words = In Okta, use Push Groups; in Entra ID, assign the group. Assign its people first.
groups-none-found = No group is called that
group-members =
    { $n ->
        [one] { $n } member
       *[other] { $n } members
    }
group-as-people = As a list of people
group-empty = Nobody is in it
group-empty-words = The identity provider adds members when it pushes the group.

## Held, leavers

held-lead = Departures that went beyond the guard. Until you decide, these people count as before.
held-count =
    { $n ->
        [one] { $n } departure is held
       *[other] { $n } departures are held
    }
held-what = What
held-deactivated = deactivated
held-removed = removed
held-empty = Nothing is held
held-empty-words = If an identity provider deactivates very many people at once, by mistake or not, they wait here for you.
release-all = Let all go
release-words =
    { $n ->
        [one] { $n } person leaves now: out of exports, signatures and groups.
       *[other] { $n } people leave now: out of exports, signatures and groups.
    }
release-do =
    { $n ->
        [one] Let { $n } person go
       *[other] Let { $n } people go
    }
release-chosen = Let the chosen go
reject-all = Keep all
reject-words =
    { $n ->
        [one] { $n } person stays active with their groups. The identity provider is told nothing: assign them again there, or it may try again.
       *[other] { $n } people stay active with their groups. The identity provider is told nothing: assign them again there, or it may try again.
    }
reject-do =
    { $n ->
        [one] Keep { $n } person
       *[other] Keep { $n } people
    }
reject-chosen = Keep the chosen
leavers-lead =
    { $n ->
        [one] Deactivated people are kept for { $n } day and can be restored until then.
       *[other] Deactivated people are kept for { $n } days and can be restored until then.
    }
leavers-lead-ever = Deactivated people are kept and can be restored.
leavers-empty = Nobody has left
leavers-empty-words = Whoever the identity provider deactivates is out of everything at once and stays here for a time.
leaver-until = Kept until
leaver-then-delete = then deleted
leaver-then-anonymise = then anonymised
anonymised = Anonymised
forget = Forget now
forget-words = What is known of this person is taken out for good, also from the log of changes.
forget-do = Forget this person

## Imported lists

imports-lead = People who are in no identity provider, from a CSV or Excel file.
imports-empty = No list yet.
import-file = Import a list
import-choose = File
import-choose-again = Choose the same file again
import-hint = CSV or XLSX, at most 16 MiB. The first line has the names of the columns; an e-mail column has to be there.
import-source = Name of the list
import-source-hint = The same list again updates its own people only.
import-missing = Who is no longer in the file
import-missing-keep = stays
import-missing-deactivate = is deactivated
import-look = Look first
import-preview = What the import would do
import-done = Imported
import-do = Import it
import-lines =
    { $n ->
        [one] { $n } line
       *[other] { $n } lines
    }
import-line = Line { $n }
import-new = New
import-changed = Changed
import-unchanged = Unchanged
import-left_out = Left out
import-missing_count = Missing
import-linked =
    { $n ->
        [one] { $n } linked
       *[other] { $n } linked
    }
import-problems = What is wrong
import-columns = Columns
import-column = Column
import-same-as = same as { $name }
import-not-read = not read
import-will-deactivate =
    { $n ->
        [one] { $n } person will be deactivated.
       *[other] { $n } people will be deactivated.
    }
adoptions = The same person twice?
adoptions-words = An imported person beside one of an identity provider.
they-are-one = They are one
they-are-two = They are two
ask-again = Ask again
kept-apart = kept apart
evidence-address = same address
evidence-employee_number = same employee number
evidence-name = same name
evidence-weak = weak

## Fields and their definition

fields-lead = What is known of a person, and where it comes from. Signatures and exports are made of these.
field = Field
field-new = New field
field-key = Key
field-key-hint = Small letters, digits and _. It never changes.
field-labels = What people read
field-sources = Sources
field-sources-hint = One on each line; the first that has a value wins. For example: path title
field-transforms = What is made of the value
field-transforms-hint = One on each line: trim, upper, lower, title, initials, first 3, phone international
field-default = Whoever has none gets
field-updates = Follows its sources
updates-always = always
updates-new_only = only the first time
updates-never = never: set by hand
field-required = Whoever has none counts as incomplete
field-overridable = One person’s value may be set by hand
field-by-hand = by hand
field-remove = Remove the field
target-column = Column in exports
target-column-hint = For example mobile_phone; empty for none.
kind-text = Text
kind-email = E-mail
kind-phone = Telephone
kind-url = Web address
kind-image = Picture
kind-language = Language
kind-country = Country
kind-time_zone = Time zone
kind-date = Date
kind-list = List
kind-enum = Choice
complete-people = { $n } of { $of } have all that is required.
save-draft = Save as a draft
save-draft-hint = Nothing changes until you publish it.
draft-open = There is a draft by
draft-review = See what it does, and publish
draft-title = The draft
draft-lead = Fields, signatures, rules and target users are published together.
draft-does = What it would do
draft-all-differences = All differences
draft-publish = Publish
draft-publish-do = Publish it for everybody
draft-of = Made from version { $n } by
draft-note = Note
draft-note-hint = What changed, for whoever looks back.
draft-discard = Throw the draft away
draft-none = There is no draft
draft-none-words = Change a field, a signature or a rule, and it waits here until you publish it.
diff-altered = Changed
diff-losing = Lose a value
diff-gaining = Get a value
diff-of =
    { $n ->
        [one] of { $n } person
       *[other] of { $n } people
    }
diff-nobody = Nobody’s values would change.
diff-definition = What the draft says otherwise
diff-nothing = The draft says the same as what is in force.
alters-new = New:
alters-changed = Changed:
alters-removed = Removed:
alters-order = In another order:
altered-field = field
altered-signature = signature
altered-exception = exception
altered-rule = rule
altered-campaign = campaign
altered-exclusion = exclusion
altered-held = who is held back
altered-settings = settings
altered-default-country = country of telephone numbers
altered-default-language = language
altered-default-signature = signature for everybody else
altered-groups = groups of target users
altered-allowed-domains = domains of target users
preview-person = On one person
preview-needs-draft = Save a draft, then see here what becomes of a person.
preview-same =
    { $n ->
        [one] { $n } field stays as it is.
       *[other] { $n } fields stay as they are.
    }
history-title = Versions
history-lead = Each publication is kept. Going back makes a new version.
version = Version { $n }
version-built-in = What Rollcall brings with it.
version-restore = Go back to this
in-force = in force
no-note = no note

## Signatures

signatures-lead = What stands below an e-mail, made of each person’s fields.
signature-new = New signature
signature-new-lead = Begin with one of these. They work in Outlook, Gmail and Apple Mail.
signature-begin = Begin with this
signature-edit = Templates
signature-html-hint = Fields in double braces; data-hide-if-empty takes a row out when its field is empty.
signature-remove = Remove the signature
signature-gone = There is no such signature
signature-gone-words = Maybe the draft it stood in was thrown away.
signatures-empty = No signature yet
signatures-empty-words = Begin with a ready one, change it, and say by rules who gets it.
insert-field = Put in a field
choose-person = Choose a person
found-more =
    { $n ->
        [one] … and { $n } more: type more of the name.
       *[other] … and { $n } more: type more of the name.
    }
preview = Preview
preview-narrow-dark = On a telephone, dark
lint = Check
lint-runs = Checking with everybody…
lint-clean = Nothing to remark
state-draft = Draft
state-published = Published
rules = Rules
rules-words = From the top; the first that applies decides.
rule-add = Add a rule
rule-when = For whom
rule-when-hint = A filter, for example: department eq "Sales" or title co "Chief"
rule-default = Everybody else
rule-count = Counting…
rule-matches = { $n } of { $of }
exception = Exception
exception-words = gets no signature
move-up = Move up
move-down = Move down
bundle = Everybody’s signatures
bundle-words = An archive with HTML and text for each person, and scripts that put them in place.
campaigns-lead = Something beside the signature for a time: a fair, greetings, a notice.
campaign-needs-signature = A campaign shows a signature: make one first.
campaigns-empty = No campaign
campaigns-empty-words = A campaign shows a second signature below, above or instead of the usual one, from one moment to another.
campaign-new = New campaign
campaign-from = From
campaign-until = Until
campaign-next = Next
layer = Where
layer-below = below the signature
layer-above = above the signature
layer-instead = instead of it
repeats = Repeats
repeats-never = never
repeats-monthly = every month
repeats-quarterly = every quarter
repeats-yearly = every year
who-lead = How many get which signature, and why.
who-everybody = Everybody
who-without = Without a signature
who-now = As it is
who-draft = With the draft

## Target users

targets-lead = Who takes part in security-awareness campaigns, in the files of the tool you already have.
targets-now = Now
targets-left-out = Left out
targets-who-left-out = Download who is left out, and why
target-held = Held back
target-exclusions = Left out
target-groups = Target groups
formats = Files for tools
format-own = All columns
check-first = Check
check-clean =
    { $n ->
        [one] { $n } person, nothing wrong
       *[other] { $n } people, nothing wrong
    }
check-errors =
    { $n ->
        [one] { $n } person would not be in the file or would be refused
       *[other] { $n } people would not be in the file or would be refused
    }
check-who =
    { $n ->
        [one] Who that is
       *[other] Who they are: the first { $n }
    }
check-problems = { $n } of { $of } have a problem
allowed-domains = Allowed domains
allowed-domains-label = Domains
allowed-domains-hint = One on each line. Without any, all are allowed.
exclusions = Who is left out
exclusion-add = Add to the draft
connectors-lead = Tools that are kept in step by themselves.
gophish-words = Target groups become groups there, and follow every change.
gophish-connect = Connect
gophish-groups = Groups
gophish-groups-hint = One on each line; without any, all.
gophish-position = What stands in “position”
gophish-automatic = Bring into step by itself after changes
gophish-look = See what it would do
gophish-sync = Bring into step now
gophish-disconnect-words = Nothing is sent any more. The groups there stay.
gophish-did = { $added } added, { $removed } removed, { $changed } changed
gophish-would = What would be done in Gophish
gophish-done = Done in Gophish
gophish-make = make
gophish-change = change
gophish-rename = rename
gophish-delete = delete
in-step = Everything is in step
in-step-words = Nothing has to be done.
api-key = API key
sealed-hint = Stored encrypted and never shown again.
webhooks = Webhooks
webhooks-empty = No webhook yet
webhooks-empty-words = A webhook is told of each change of a person, signed, in order, until it takes it.
webhook-new = New webhook
webhook-hint = Its secret is shown once.
webhook-well = Well
webhook-failing = Failing
webhook-disabled = Disabled
webhook-position = Taken up to
webhook-next = Next try
webhook-delete-words = Nothing is sent there any more.
webhook-tested = Test of the webhook
webhook-taken = It was taken
webhook-not-taken = It was not taken
event-streams = Event streams
event-streams-empty = No event stream (RFC 8935, RFC 8936): signed messages of every change for receivers that know them. Made on the command line: rollcall stream create.

## Changes and deliveries

events-lead = What is announced: each change of what is made of a person.
events-empty = Nothing announced yet
events-empty-words = As soon as somebody’s fields, target record or signature change, it stands here.
events-not-ready = The first look at everybody is under way.
event-person-created = Arrived
event-person-changed = Changed
event-person-left = Left
event-part-fields = Fields
event-part-target_user = Target user
event-part-signature = Signature
cause-kind-person = by their record
cause-kind-manager = by their manager
cause-kind-group = by a group
cause-kind-mapping = by a new version of the fields
cause-kind-schemas = by a schema
cause-kind-override = set by hand
cause-kind-time = by the time
cause-kind-beginning = at the beginning
deliveries-lead = What was sent to webhooks, and what they answered.
attempts-empty = Nothing was sent yet
attempts-empty-words = Each attempt is listed here with its answer.
replay-after = after cursor
replay-from = Send again from there

## Alerts

alerts-lead = What goes wrong is told here, by e-mail and by webhook: when it begins, once a day, and when it ends.
alerts-open = Open
alerts-closed = Ended
alerts-none = All is well
alerts-none-words = Expiring tokens, silent connections, many refusals, held departures and failing receivers would stand here.
alerts-who = Who is told
alerts-emails = E-mail addresses
alerts-webhook = Webhook
alerts-muted = Do not tell of
alerts-language = Language of the e-mails
alerts-thresholds = From when on
alerts-silence_hours = Hours that a live connection may be quiet
alerts-error_percent = Refused requests of a hundred,
alerts-error_requests_min = of at least so many in an hour
alerts-completeness_points = Of a hundred people, so many fewer with a required field in a day
alerts-tested = What came of the test
alerts-way-off = Not set
alerts-way-sent = Sent
alerts-way-failed = Not sent
alerts-test = Send a test

## Settings

guard-default = A connection can have its own.
guard-on = Hold what goes beyond this
guard-on-hint = Without this, everybody whom the provider deactivates or removes leaves at once.
guard-off = Off: nobody is held
guard-own = This connection has limits of its own.
guard-inherited = As the organisation has it. What you save here holds for this connection alone.
guard-inherit = Do as the organisation does
done-guard-inherited = The connection has the organisation’s limits again.
not-yours = You can look at this, not change it. Your role here: { $role }.
exclusions-none = Nobody is left out by a rule.
audit-organisation = This organisation
audit-installation = Installation
audit-lead-installation = What was done about no single organisation: accounts, sign-ins, single sign-on.
reset-link = New password
reset-link-words = You get a link, shown once, by which they choose another password. Links made before stop working. Their password stays until they use it.
reset-link-make = Make the link
admin-disable = Lock out
admin-disable-words = They cannot sign in and are signed out everywhere, until you let them in again. Their role stays.
admin-enable = Let in again
done-admin-disabled = They cannot sign in any more.
done-admin-enabled = They can sign in again.
retention = How long things are kept
retention-words = Set in the server’s configuration.
retention-what = What
retention-how-long = How long
kept-ever = as long as it is there
log-request_log = Requests
log-audit = Audit log
log-changes = Changes
log-feeds = Announcements
log-leavers = Leavers
log-alerts = Alerts that are over
log-sessions = Sessions of the console
log-links = Links that have expired
log-jobs = Results of asynchronous requests
log-answers = Answers to requests with an Idempotency-Key
settings-alerts = Who is told when something goes wrong.
admins-lead = Who may do what in this organisation.
admin-remove-words = They lose their role in { $organisation } at once.
invite = Invite somebody
invite-do = Make the invitation
invitations-open = Open invitations
role-words-owner = Everything, also admins, API keys and single sign-on.
role-words-admin = Connections, tokens, people, fields, signatures, target users.
role-words-auditor = Reads everything, also the audit log; changes nothing.
role-words-signature_editor = Reads, and edits signatures and who gets them.
role-words-target_editor = Reads, and edits who is a target user.
sso-lead = Admins sign in with your own identity provider (OpenID Connect).
sso-issuer = Issuer
sso-issuer-hint = Its address; the rest is read from there.
sso-secret-hint = Leave it empty to keep the one that is stored, for the same issuer and client ID.
sso-domains = Allowed e-mail domains
sso-domains-hint = One on each line. Only addresses of these may sign in.
sso-default-role = Whoever was not invited becomes
sso-default-role-hint = Only for addresses of the domains above.
sso-invited-only = nobody: invited admins only
sso-remove = Switch off single sign-on
sso-remove-words = Admins sign in with their passwords then.
sso-there = At the identity provider
sso-there-words = Make an OpenID Connect web application there with this address.
password-now = Password now
password-new = New password
password-change = Change the password
password-others = All your other sessions end.
totp-words = A code from an app on your telephone, asked for beside the password.
totp-begin = Switch on
totp-scan = Scan this with your app, then type the code that it shows.
totp-qr = QR code for your app
totp-by-hand = Or type this into the app
totp-switch-on = Switch on
totp-is-on = Your app’s code is asked for when you sign in.
totp-switch-off = Switch off
totp-off-words = From then on the password alone is enough.
recovery-codes = Recovery codes.
recovery-codes-words = Each works once if the telephone is lost. They are shown only now.
audit-lead = Who did what, when and from where.
audit-actor = Who
audit-action = What
audit-empty = Nothing is like that
audit-empty-words = Each thing that an admin, an API key or the command line does is written down here.
stored-lead = What is kept of people, generated from what really arrives and from the configuration.
stored-kept = Kept
stored-secrets = Secrets
secret-tokens = Secret tokens
secret-how-tokens = not stored: they are signed, and only their ids are kept
secret-pushed_passwords = Passwords that a provider pushes
secret-how-pushed_passwords = not stored: checked for their type and dropped
secret-admin_passwords = Passwords of admins
secret-how-admin_passwords = hashed (Argon2id)
secret-one_time_codes = Secrets of one-time codes
secret-how-one_time_codes = encrypted with the installation's key (AES-256-GCM); recovery codes are hashed (SHA-256)
secret-sessions = Sessions of the console, invitations and other links
secret-how-sessions = hashed (SHA-256)
secret-sso = The client secret of single sign-on
secret-how-sso = encrypted with the installation's key (AES-256-GCM)
secret-sources = What sources of people are asked with (tokens, refresh tokens, keys)
secret-how-sources = encrypted with a key of their own (AES-256-GCM)
secret-receivers = Credentials of webhooks, event receivers and Gophish
secret-how-receivers = encrypted with the installation's key (AES-256-GCM)
secret-job_bodies = Bodies of requests that are answered later
secret-how-job_bodies = encrypted with the installation's key, until they are carried out
secret-answers = Answers to requests with an Idempotency-Key
secret-how-answers = encrypted with the installation's key; those that show a secret are not stored
secret-request_bodies = Bodies in the request log
secret-how-request_bodies = encrypted with the installation's key, shown masked
api-lead = Everything on these pages can be asked by a script.
api-keys = API keys
api-keys-empty = No API key yet
api-keys-empty-words = A key has a role, as an admin has, and is shown once.
api-key-new = New API key
api-key-areas = Only these areas
api-key-areas-hint = The first part of addresses below /api/v1, one a line, such as target-users. Empty: all that the role may.
api-key-make = Make the key
api-try = Try it
api-described = Everything in OpenAPI 3.1
secret = Secret
secret-shown = Made: { $name }
secret-shown-lead = Copy it to where it belongs now.
secret-once = It is shown only this once.
tenants-lead = Each organisation has its own people, connections and admins.
tenant-new = New organisation
tenant-make = Make the organisation
people-lacking-all = All who lack it, as a file
nobody-lacks = Everybody has it
nobody-lacks-words = No active person is without a good value of this field.
lacking-none-here =
    { $n ->
        [one] Nobody of the { $n } person looked at
       *[other] Nobody of the { $n } people looked at
    }
lacking-none-here-words = The next page looks at those who come after them.
lacking-looked-at =
    { $n ->
        [one] { $n } person was looked at for this page.
       *[other] { $n } people were looked at for this page.
    }
reset-title = Choose another password
connection-active = Active
fields-without = { $n -> 
    [one] One field without a value
   *[other] { $n } fields without a value
  }
never-starved = Fields that nothing fills: { $n }
never-other = Other sources that never came: { $n }
never-received-words = Attributes that fields wait for and this connection has not sent.
signature-none-words = No rule and no default gives this person a signature. Rules are under Signatures; beside, one can be given by hand.
source-groups = Names of the groups
source-address = if it is an e-mail address
source-manager = of the manager
source-when = if
this-group = This group
webhook = Webhook
profile-hint = “Automatic” is right for nearly everybody.
profile-auto = Automatic: the provider is recognised
leaver-kept = until you forget them
simulate-title = No Okta at hand?
simulate-words = Rollcall plays Okta’s part against itself: it tests the credentials, sends two people named “Simulated” and a group, changes them, lets them go, and removes them again. Receivers of changes are told of them.
simulate-do = Play Okta’s part
simulate-command = The same from a command line
simulated = Okta, played
simulated-lead = Each step of Okta’s sequence, in its order, and what came of it.
simulated-green = All { $n } steps are green.
simulated-red = { $n } of { $of } steps are red.
simulated-removed = The people and the group that were made are removed, and the token is revoked.
simulated-expected = Expected:
simulated-came = came:
step-two_factor = Protect the admins’ accounts with one-time codes
audit-kind-admin = Admin
audit-kind-adoption = Imported person
audit-kind-alert = Alert
audit-kind-connection = Connection
audit-kind-event_stream = Event stream
audit-kind-field = Value of a person
audit-kind-gophish = Gophish
audit-kind-guard = Guard
audit-kind-import = List
audit-kind-index = Index
audit-kind-installation = Installation
audit-kind-invitation = Invitation
audit-kind-leaver = Leaver
audit-kind-mapping = Fields
audit-kind-schema = Schema
audit-kind-session = Session
audit-kind-set_up_link = Set-up link
audit-kind-sso = Single sign-on
audit-kind-tenant = Organisation
audit-kind-token = Secret token
audit-kind-webhook = Webhook
audit-did-accept = accepted
audit-did-ask = to be asked again
audit-did-begin = begun
audit-did-blocked = blocked
audit-did-change = changed
audit-did-connect = connected
audit-did-create = made
audit-did-define = defined
audit-did-delete = deleted
audit-did-discard = draft discarded
audit-did-disconnect = disconnected
audit-did-draft = draft saved
audit-did-enable = switched on again
audit-did-end = ended
audit-did-keep_apart = kept apart
audit-did-link = linked
audit-did-password = password changed
audit-did-pause = paused
audit-did-profile = profile changed
audit-did-publish = published
audit-did-purge = forgotten
audit-did-refused = refused
audit-did-reject = rejected
audit-did-release = released
audit-did-remove = removed
audit-did-rename = renamed
audit-did-replay = sent again
audit-did-reset_link = link for another password made
audit-did-restore = restored
audit-did-resume = resumed
audit-did-revoke = revoked
audit-did-rotate = replaced
audit-did-set = set
audit-did-set_up = set up
audit-did-test = tested
audit-did-totp_off = one-time codes switched off
audit-did-proven = proven by single sign-on
audit-did-totp_on = one-time codes switched on
audit-did-unset = taken back
lint-not_closed = An element is not closed
lint-too_long = Too long for Gmail
lint-table_spacing = Space between cells
lint-image_not_https = A picture that is not from https
lint-image_without_size = A picture without a size
lint-element_removed = An element is taken out
lint-background_image = A background picture
lint-link_not_https = A link that is not https
lint-image_without_address = A picture without an address
lint-image_format = A kind of picture that mail programs do not show
lint-image_without_alt = A picture without words for it
lint-style_removed = A style is taken out
lint-unit = A length that Outlook does not know
lint-margin = A margin that Outlook does not show
lint-layout = A layout that Outlook does not know
lint-box = A size where Outlook knows none
lint-max_width = A greatest width alone
lint-font = A font that not everybody has
lint-corners = Round corners
lint-unused = Nobody gets it
lint-fails = It cannot be made for some
lint-field_empty = A field is empty for some
row-held = Held back
row-excluded = Left out by a rule
row-domain_not_allowed = Domain is not allowed
row-email_changed = The address has changed
row-inactive = Deactivated
row-no_email = No e-mail address
row-email_flawed = The address is none
row-email_formula = The address looks like a formula
row-email_repeated = Several have this address
row-no_group = In no target group
row-several_groups = In several target groups
row-required_empty = A needed value is missing
row-phone_not_international = Telephone number without a country
row-value_unknown = The tool does not know the value
row-manager_missing = No manager
row-manager_absent = The manager is not in the file
row-neutralised = A cell looks like a formula
row-control_character = A line end within a value
row-blank_clears = An empty cell clears what the tool has
event-signature-key = which one
event-signature-rendered = what it says
people-lead = { $n -> 
    [one] { $n } person
   *[other] { $n } people
  }
nothing-here = There is no such page
nothing-here-words = The address may be mistyped, or what was here is gone.
home-causes = Refused, or worth knowing
made-signature = Which signature
made-signature_content = What the signature says
made-target_status = Whether a target user
made-target_groups = Target groups
made-target_left_out = Why left out

# What keeps requests from being carried out: one entry for each cause of docs/CAUSES.md.
cause-name-token_missing = No token
cause-text-token_missing = The request had no token. Okta's app with "Header Auth" sends what was typed as it is, so that works too; an empty field sends nothing.
cause-fix-token_missing = Paste the secret token into the field "OAuth Bearer Token" (Okta) or "Secret Token" (Entra).
cause-name-token_malformed = Not a token
cause-text-token_malformed = What was sent is no token of Rollcall. A token begins with ey and has two dots; perhaps only a part of it was pasted.
cause-fix-token_malformed = Paste the whole token, without quotes and without "Bearer" before it.
cause-name-token_foreign = Token of another server
cause-text-token_foreign = The token ending in { $ending } was made by another installation of Rollcall, or under a secret key that was replaced.
cause-fix-token_foreign = Create a new token for this connection and paste it into the identity provider.
cause-name-token_forged = Token with a wrong signature
cause-text-token_forged = The token ending in { $ending } has a signature that is not ours: it was changed, or cut when it was pasted.
cause-fix-token_forged = Create a new token for this connection and paste it into the identity provider.
cause-name-token_unknown = Unknown token
cause-text-token_unknown = The token ending in { $ending } was made here, and is in no table: the database is an older copy, or another one.
cause-fix-token_unknown = Create a new token for this connection and paste it into the identity provider.
cause-name-token_expired = Token expired
cause-text-token_expired = The token "{ $name }" ending in { $ending } expired on { $at }.
cause-fix-token_expired = Create a new token for this connection and paste it into the identity provider.
cause-name-token_revoked = Token revoked
cause-text-token_revoked = The token "{ $name }" ending in { $ending } was revoked on { $at } by { $by }.
cause-fix-token_revoked = Create a new token for this connection and paste it into the identity provider.
cause-name-token_wrong_scope = Token for something else
cause-text-token_wrong_scope = The token ending in { $ending } is for { $has }, and this needs one for { $needs }.
cause-fix-token_wrong_scope = Create a new token for this connection and paste it into the identity provider.
cause-name-token_as_user_name = Token in the wrong field
cause-text-token_as_user_name = The token was sent as the user name of HTTP Basic. It belongs into the password; any user name will do.
cause-fix-token_as_user_name = Put the token into the password field.
cause-name-basic_not_allowed = HTTP Basic is not allowed
cause-text-basic_not_allowed = The client used HTTP Basic, which this connection does not allow.
cause-fix-basic_not_allowed = Send the token as a bearer token, or allow HTTP Basic for this connection.
cause-name-token_person_deleted = Token of a deleted person
cause-text-token_person_deleted = The token "{ $name }" belongs to a person who was deleted.
cause-fix-token_person_deleted = Nothing; it is only good to know.
cause-name-token_person_inactive = Token of a deactivated person
cause-text-token_person_inactive = The token "{ $name }" belongs to a person who is deactivated.
cause-fix-token_person_inactive = Nothing; it is only good to know.
cause-name-path_doubled = Base URL twice
cause-text-path_doubled = The address repeats a part of the base URL: { $path }.
cause-fix-path_doubled = Copy the base URL of this connection into the identity provider; it ends in /scim.
cause-name-path_unknown = Wrong address
cause-text-path_unknown = There is nothing at { $path }. People are at /scim/Users, groups at /scim/Groups.
cause-fix-path_unknown = Copy the base URL of this connection into the identity provider; it ends in /scim.
cause-name-not_found = Not found
cause-text-not_found = What the provider asked for is not here (any more). { $detail }
cause-fix-not_found = Let the provider look the person up again (Okta: Import, or remove and assign again); it keeps an id that is gone.
cause-name-method_unknown = Method not known here
cause-text-method_unknown = { $method } cannot be used at { $path }.
cause-fix-method_unknown = Copy the base URL of this connection into the identity provider; it ends in /scim.
cause-name-media_type = Body is no JSON
cause-text-media_type = The body is not what SCIM sends. { $detail }
cause-fix-media_type = Let the client send application/scim+json (or application/json) in UTF-8.
cause-name-username_taken = User name is taken
cause-text-username_taken = Somebody has that user name already: "{ $holder_name }", who is { $holder_state }. { $detail }
cause-fix-username_taken = Open the person who has it: link, rename or purge one of the two, then let the provider send again.
cause-name-externalid_taken = externalId is taken
cause-text-externalid_taken = Somebody has that externalId already. { $detail }
cause-fix-externalid_taken = Find who has it by externalId, and mend one of the two at the provider.
cause-name-group_name_taken = Group name is taken
cause-text-group_name_taken = A group of that name is here already: "{ $holder_name }". { $detail }
cause-fix-group_name_taken = Link the pushed group to the one that is here (Okta: Push Groups, "Link Group"), or rename one.
cause-name-value_taken = A value is taken
cause-text-value_taken = A value that no two may share is taken. { $detail }
cause-fix-value_taken = Change the attribute's mapping in the identity provider, then let it send again.
cause-name-conflict = Conflict
cause-text-conflict = The request does not fit what is here. { $detail }
cause-fix-conflict = The identity provider tries again by itself.
cause-name-member_unknown = Unknown group members
cause-text-member_unknown = The group names people whom nobody has sent. { $detail }
cause-fix-member_unknown = Assign the people to the application first, then push the group again.
cause-name-filter_invalid = Filter cannot be read
cause-text-filter_invalid = The filter cannot be read. { $detail }
cause-fix-filter_invalid = Ask with what the manual lists: eq, ne, co, sw, ew, gt, ge, lt, le, pr, and, or, not.
cause-name-filter_unsupported = Filter is not supported
cause-text-filter_unsupported = The filter can be read, and asks for what is not there or takes too long. { $detail }
cause-fix-filter_unsupported = Ask with what the manual lists: eq, ne, co, sw, ew, gt, ge, lt, le, pr, and, or, not.
cause-name-cursor_invalid = Page is too old
cause-text-cursor_invalid = The cursor is not one of this query, or too old. { $detail }
cause-fix-cursor_invalid = The identity provider tries again by itself.
cause-name-schema_invalid = A value does not fit
cause-text-schema_invalid = A value does not fit its attribute. { $detail }
cause-fix-schema_invalid = Change the attribute's mapping in the identity provider, then let it send again.
cause-name-precondition_failed = Changed meanwhile
cause-text-precondition_failed = The client knew another version than the one that is here. { $detail }
cause-fix-precondition_failed = The identity provider tries again by itself.
cause-name-too_large = Request too large
cause-text-too_large = The request is larger than what is taken at once. { $detail }
cause-fix-too_large = Let the client send less at a time, or raise the limit that the message names.
cause-name-too_slow = Too slow
cause-text-too_slow = The body did not arrive in time. { $detail }
cause-fix-too_slow = The identity provider tries again by itself.
cause-name-rate_limited = Too many requests
cause-text-rate_limited = The client asked more often than it may. { $detail }
cause-fix-rate_limited = The identity provider slows down and tries again by itself; limits.requests_per_second_max and limits.requests_waiting_max say how much is taken.
cause-name-forbidden = Not allowed
cause-text-forbidden = The caller may not do that. { $detail }
cause-fix-forbidden = Nothing; it is only good to know.
cause-name-not_supported = Not supported
cause-text-not_supported = SCIM has this, and it is not offered to this caller. { $detail }
cause-fix-not_supported = Nothing; it is only good to know.
cause-name-paused = Connection is paused
cause-text-paused = The connection is paused. { $detail }
cause-fix-paused = Resume the connection; the provider sends again what it could not.
cause-name-unavailable = Not available for a moment
cause-text-unavailable = The database did not answer, or there was no memory for the request. { $detail }
cause-fix-unavailable = The identity provider tries again by itself.
cause-name-internal = The server failed
cause-text-internal = The server failed. Its log says why, under this request's id.
cause-fix-internal = Look for the request's id in the server's log, and report what stands there.
cause-name-refused = Refused
cause-text-refused = The request was refused. { $detail }
cause-fix-refused = Nothing; it is only good to know.
cause-name-test_mode = Test mode
cause-text-test_mode = The connection is in test mode: nothing was changed. Otherwise this would have happened: { $would }.
cause-fix-test_mode = Switch the test mode off when what would happen is what should.
cause-name-held_by_guard = Held by the guard
cause-text-held_by_guard = The provider let go of more people than the guard lets pass at once; this one is held, and nothing leaves the exports.
cause-fix-held_by_guard = Look at the list of who is held: release it, or reject it.
cause-name-conflict_with_override = Set by hand, and stays
cause-text-conflict_with_override = The provider says something else than what was set by hand, which stays: { $fields }.
cause-fix-conflict_with_override = Open the person, and take back what was set by hand if the provider is right.
cause-name-attribute_dropped = Attributes were not kept
cause-text-attribute_dropped = Attributes came that no schema has, and were not kept: { $attributes }.
cause-fix-attribute_dropped = Send them under the URN of an extension, or define a schema that has them; or leave them: nothing else is affected.
