"""Exports read from a streaming replica of the database, and from nothing else."""

import os
import signal

from client import user
from installation import Replica, until


def exports(site, expect):
    """A server of its own, which is told of the standby; what the standby has is held up, and then the standby ends."""
    token, api = site.tenant("exports"), site.token("exports", "administrator", "api")
    server = Replica(site, "with-standby", ROLLCALL_DATABASE_READ_URL=site.standby)
    server.start()
    try:
        provider, administrator = server.client(token), server.client(api)
        exported = lambda: len(administrator.send("GET", "/api/v1/target-users").json())
        people = lambda: provider.send("GET", "/scim/Users?count=0").json()["totalResults"]
        create = lambda name: provider.send("POST", "/scim/Users", user(f"{name}@example.com", emails=[{"value": f"{name}@example.com"}]))
        until("the standby has the tenant", lambda: site.sql("SELECT 1 FROM tenants WHERE tenant_id = 'exports'", site.standby))
        create("ada")
        expect("what is written is exported when the standby has it", until("the standby has her", lambda: exported() == 1))
        site.sql("SELECT pg_wal_replay_pause()", site.standby)
        create("grace")
        expect("what the standby does not have yet is not exported", (people(), exported()) == (2, 1), (people(), exported()))
        site.sql("SELECT pg_wal_replay_resume()", site.standby)
        expect("it is exported as soon as the standby has it", until("the standby has both", lambda: exported() == 2))
        os.kill(site.standby_pid, signal.SIGINT)
        answers = lambda: administrator.send("GET", "/api/v1/target-users")
        answer = until("the standby is away", lambda: (answer := answers()).status != 200 and answer)
        expect("without the standby exports are told to come back", (answer.status, bool(answer.headers["Retry-After"])) == (503, True), answer.text)
        expect("without the standby the server is ready, and writes", server.is_ready() and create("joan").status == 201)
    finally:
        server.kill()
