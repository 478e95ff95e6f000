"""A secret token that is revoked anywhere is refused everywhere within a second, and so are changed definitions obeyed."""

import threading
import time

from client import user

# What docs/SCALE.md and docs/SCHEMAS.md promise.
SECONDS_MAX = 1.0


class Watch(threading.Thread):
    """Asks one replica without a pause, so that it has what it knows at hand, and notes when each request began."""

    def __init__(self, client, path, done):
        super().__init__(daemon=True)
        self.client, self.path, self.done = client, path, done
        self.seen = []
        self.stopped = threading.Event()

    def run(self):
        while not self.stopped.is_set():
            began = time.monotonic()
            self.seen.append((began, self.client.send("GET", self.path).status))

    def late(self, changed_at):
        """What was answered as before to requests that began a second after the change or later."""
        return [status for began, status in self.seen if began >= changed_at + SECONDS_MAX and status != self.done]

    def is_over(self, changed_at):
        return bool(self.seen) and self.seen[-1][0] >= changed_at + 2 * SECONDS_MAX


def watched(replicas, token, path, before, done, change):
    """Makes the change while every replica is asked for `path`: {replica: answers that came too late}."""
    watches = {replica.name: Watch(replica.client(token), path, done) for replica in replicas}
    for watch in watches.values():
        watch.start()
    try:
        while not all(watch.seen for watch in watches.values()):
            time.sleep(0.01)
        assert all(status == before for watch in watches.values() for _, status in watch.seen)
        change()
        changed_at = time.monotonic()
        while not all(watch.is_over(changed_at) for watch in watches.values()):
            time.sleep(0.01)
    finally:
        for watch in watches.values():
            watch.stopped.set()
            watch.join()
    return {name: watch.late(changed_at) for name, watch in watches.items()}


def revocation(site, expect):
    """The token is made and used on all replicas, and revoked by the command line, which speaks to none of them."""
    site.tenant("revocation")
    token = site.token("revocation", "leaked")
    revoke = lambda: site.run("token", "revoke", "--tenant", "revocation", "leaked")
    for replica, answers in watched(site.replicas, token, "/scim/Users?count=1", 200, 401, revoke).items():
        expect(f"{replica} refuses a revoked token within a second", not answers, answers)


URN = "urn:example:replicas:1.0:User"


def definitions(site, expect):
    """A schema that one replica is given holds at once for what the others write, and within a second for what they show."""
    token, api = site.tenant("definitions"), site.token("definitions", "administrator", "api")
    def define():
        schema = {"id": URN, "name": "Desk", "attributes": [{"name": "floor", "type": "integer"}]}
        kind = {"name": "User", "endpoint": "/Users", "schema": "urn:ietf:params:scim:schemas:core:2.0:User",
                "schemaExtensions": [{"schema": URN, "required": False}]}
        administrator = site.replicas[0].client(api)
        for path, body in [(f"schemas/{URN}", schema), ("resource-types/User", kind)]:
            answer = administrator.send("PUT", f"/api/v1/{path}", body)
            assert answer.status in (200, 201), answer.text
        for replica in site.replicas[1:]:
            wrong = user(f"wrong-{replica.name}@example.com", **{URN: {"floor": "first"}})
            answer = replica.client(token).send("POST", "/scim/Users", wrong)
            expect(f"{replica.name} obeys at once a schema that {site.replicas[0].name} was given",
                   answer.status == 400 and "floor" in answer.text, answer.text)

    # Not known before: the first write under a URN would make it a learned one.
    late = watched(site.replicas, token, f"/scim/Schemas/{URN}", 404, 200, define)
    for replica, answers in late.items():
        expect(f"{replica} publishes a schema within a second", not answers, answers)
