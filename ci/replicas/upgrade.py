"""A rolling restart loses no request, and a newer schema does not end the replicas that run."""

import http.client
import threading
import time

from client import answer_or_none, title, user
from installation import until

CLIENTS = 8


class Provider(threading.Thread):
    """An identity provider: creates, reads, changes and deletes people one after the other, and notes what went wrong."""

    def __init__(self, client, number):
        super().__init__(daemon=True)
        self.client, self.number = client, number
        self.stopped = threading.Event()
        self.requests, self.people, self.failures = 0, 0, []

    def run(self):
        while not self.stopped.is_set():
            created = self.ask(201, "POST", "/scim/Users", user(f"p{self.number}-{self.people}@example.com"))
            self.people += 1
            if created is None:
                continue
            path = f"/scim/Users/{created.json()['id']}"
            self.ask(200, "GET", path)
            self.ask(200, "PATCH", path, title("Engineer"))
            self.ask(204, "DELETE", path)

    def ask(self, status, method, path, body=None):
        self.requests += 1
        try:
            answer = self.client.send(method, path, body)
        except (OSError, http.client.HTTPException) as error:
            self.failures.append((method, repr(error)))
            return None
        if answer.status != status:
            self.failures.append((method, answer.status, answer.text))
            return None
        return answer


class Ending(threading.Thread):
    """What a replica that ends says to whoever asks it directly, from the signal until nobody listens."""

    def __init__(self, replica, token):
        super().__init__(daemon=True)
        self.replica, self.token = replica, token
        self.ready, self.served = [], []

    def run(self):
        probe, client = self.replica.client(), self.replica.client(self.token)
        while (ready := answer_or_none(probe, "GET", "/readyz")) is not None:
            self.ready.append(ready.status)
            served = answer_or_none(client, "GET", "/scim/Users?count=1")
            if ready.status == 503 and served is not None:
                self.served.append((served.status, served.headers["Connection"]))
            time.sleep(0.05)


def restart(site, expect):
    """Each replica in turn gets SIGTERM, ends by itself, and is started again, while eight providers push."""
    token = site.tenant("restart")
    providers = [Provider(site.proxy(token), number) for number in range(CLIENTS)]
    for provider in providers:
        provider.start()
    for replica in site.replicas:
        ending = Ending(replica, token)
        before = sum(provider.requests for provider in providers)
        replica.terminate()
        ending.start()
        code = replica.exit_code()
        ending.join()
        expect(f"{replica.name} ends with exit code 0", code == 0, code)
        statuses = [status for n, status in enumerate(ending.ready) if n == 0 or status != ending.ready[n - 1]]
        expect(f"{replica.name} says that it is not ready before it stops to listen", statuses in ([200, 503], [503]), statuses)
        expect(f"{replica.name} serves meanwhile, each answer the last on its connection",
               ending.served and all(served == (200, "close") for served in ending.served), ending.served[-3:])
        expect("others served meanwhile", sum(provider.requests for provider in providers) > before)
        replica.start()
        # The proxy has to see that it is back before the next one goes.
        until(f"{replica.name} is asked again", lambda: asked(replica))
    for provider in providers:
        provider.stopped.set()
    for provider in providers:
        provider.join()
    failures = [failure for provider in providers for failure in provider.failures]
    requests = sum(provider.requests for provider in providers)
    expect(f"not one of {requests} requests failed", not failures, f"{len(failures)} did: {failures[:5]}")
    people = sum(provider.people for provider in providers)
    changes = dict(site.sql("SELECT operation, count(*) FROM changes WHERE tenant_id = 'restart' GROUP BY operation"))
    once = {"created": str(people), "patched": str(people), "deleted": str(people)}
    expect("each change was made once", changes == once, (changes, once))


def asked(replica):
    """Whether the proxy sends requests there: its metrics count more than what is asked directly."""
    return "rollcall_http_requests_total{method=\"POST\"" in replica.client().send("GET", "/metrics").text


def newer_schema(site, expect):
    """What a newer program adds to the schema disturbs nobody; what one takes away makes those unready who need it."""
    token = site.tenant("newer")
    site.sql("ALTER TABLE resources ADD COLUMN shoe_size BIGINT NOT NULL DEFAULT 0")
    site.sql("INSERT INTO __diesel_schema_migrations (version) VALUES ('9998')")
    for replica in site.replicas:
        written = replica.client(token).send("POST", "/scim/Users", user(f"{replica.name}@example.com"))
        expect(f"{replica.name} goes on with a schema that a newer program added to", written.status == 201 and replica.is_ready(), written.text)
    expect("`rollcall migrate` of the older program has nothing to do", "up to date" in site.run("migrate"))
    site.sql("INSERT INTO __diesel_schema_migrations (version) VALUES ('9999c9998')")
    for replica in site.replicas:
        expect(f"{replica.name} is not ready where something was taken away that it needs", not replica.is_ready())
    site.sql("DELETE FROM __diesel_schema_migrations WHERE version = '9999c9998'")
    for replica in site.replicas:
        until(f"{replica.name} is ready again", replica.is_ready)
