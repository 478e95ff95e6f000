"""Sixteen writers on three replicas, and one reader of what they change: it misses nothing and is told nothing twice."""

import base64
import json
import threading

from client import title, user

WRITERS = 16
ROUNDS = 12
SHARED = 4


class Writer(threading.Thread):
    """Creates people, changes them and some that everybody changes, deletes every other one; notes what was answered."""

    def __init__(self, client, number, shared):
        super().__init__(daemon=True)
        self.client, self.number, self.shared = client, number, shared
        self.done, self.refused = [], []

    def run(self):
        for n in range(ROUNDS):
            name = f"w{self.number}-{n}"
            created = self.ask("POST", "/scim/Users", user(f"{name}@example.com"), 201)
            if created is None:
                continue
            mine = created.json()["id"]
            self.ask("PATCH", f"/scim/Users/{mine}", title(name), 200)
            self.ask("PATCH", f"/scim/Users/{self.shared[n % SHARED]}", title(name), 200)
            if n % 2 == 0 and self.ask("DELETE", f"/scim/Users/{mine}", None, 204):
                self.done.append((mine, "deleted"))

    def ask(self, method, path, body, status):
        answer = self.client.send(method, path, body)
        if answer.status != status:
            self.refused.append((method, path, answer.status, answer.text))
            return None
        if answer.text:
            resource = answer.json()
            self.done.append((resource["id"], resource["meta"]["version"]))
        return answer


def claims(token):
    """What a signed event says; the checks of events themselves look at its signature."""
    payload = token.split(".")[1]
    return json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))


def told(event):
    """The resource and what became of it: the version it got, or that it is gone."""
    [(kind, about)] = event["events"].items()
    return event["sub_id"]["id"], "deleted" if kind.endswith(":delete") else about["version"]


class Reader(threading.Thread):
    """Polls through the proxy, so each time another replica, and acknowledges each time what came the time before."""

    def __init__(self, client, stream):
        super().__init__(daemon=True)
        self.client, self.path = client, f"/events/{stream}/poll"
        self.writers_are_done = threading.Event()
        self.events = []
        self.failure = None

    def run(self):
        acknowledged = []
        try:
            while True:
                is_last = self.writers_are_done.is_set()
                body = {"ack": acknowledged, "returnImmediately": is_last}
                answer = self.client.send("POST", self.path, body, Content_Type="application/json")
                assert answer.status == 200, answer.text
                sets = answer.json()["sets"]
                self.events += [(int(jti.rsplit(".", 1)[1]), claims(token)) for jti, token in sets.items()]
                acknowledged = list(sets)
                if is_last and not sets:
                    return
        except Exception as failure:  # Shown by whoever waits for this thread.
            self.failure = failure


def nothing_skipped(site, expect):
    token = site.tenant("changes")
    stream = site.run("stream", "create", "--tenant", "changes", "--name", "reader", "--poll").split()[-1]
    reader = Reader(site.proxy(site.token("changes", "reader", "events")), stream)
    first = site.proxy(token)
    answers = [first.send("POST", "/scim/Users", user(f"shared-{n}@example.com")).json() for n in range(SHARED)]
    made = [(answer["id"], answer["meta"]["version"]) for answer in answers]
    writers = [Writer(site.proxy(token), number, [person for person, _ in made]) for number in range(WRITERS)]
    for thread in [reader, *writers]:
        thread.start()
    for writer in writers:
        writer.join()
    reader.writers_are_done.set()
    reader.join()
    if reader.failure:
        raise reader.failure
    refused = [refusal for writer in writers for refusal in writer.refused]
    expect("no writer was refused", not refused, refused[:3])
    compare(made + [change for writer in writers for change in writer.done], reader.events, expect)
    for replica in site.replicas:
        counted = 'rollcall_http_requests_total{method="PATCH",endpoint="/scim/Users/{id}",status="200"}'
        expect(f"{replica.name} was one of those who wrote", counted in replica.client().send("GET", "/metrics").text)


def compare(written, events, expect):
    read = [told(event) for _, event in events]
    expect(f"the reader skipped nothing of {len(written)} changes", not set(written) - set(read), set(written) - set(read))
    expect("it was told nothing that did not happen", not set(read) - set(written), set(read) - set(written))
    expect("it was told nothing twice", len(read) == len(set(read)), len(read) - len(set(read)))
    numbers = [number for number, _ in events]
    expect("changes came in their order", numbers == sorted(numbers))
    versions = {}
    for person, version in read:
        versions.setdefault(person, []).append(version)
    is_ordered = lambda told: told == [f'W/"{n + 1}"' for n in range(len(told))]
    muddled = [told for told in versions.values() if not is_ordered([version for version in told if version != "deleted"])
               or "deleted" in told[:-1]]
    expect("each resource's versions came one after the other", not muddled, muddled[:1])
