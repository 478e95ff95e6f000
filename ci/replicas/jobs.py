"""Requests that are answered later, and indexes: each is done once, whoever works on it, also when that one is killed."""

from client import user
from installation import until

PEOPLE = 120
INDEXED = ["title", "nickName", "preferredLanguage"]


def bulk(tenant):
    operations = [
        {"method": "POST", "path": "/Users", "bulkId": f"b{n}",
         "data": user(f"{tenant}-{n}@example.com", **{name: f"{name} {n}" for name in INDEXED})}
        for n in range(PEOPLE)
    ]
    return {"schemas": ["urn:ietf:params:scim:api:messages:2.0:BulkRequest"], "Operations": operations}


def ask_later(replica, token, body):
    answer = replica.client(token).send("POST", "/scim/Bulk", body, Prefer="respond-async")
    assert answer.status == 202, answer.text
    return answer.headers["Set-Txn"]


def people(site, tenant):
    return site.number(f"SELECT count(*) FROM resources WHERE tenant_id = '{tenant}'")


def results(replica, token, txn):
    answer = replica.client(token).send("GET", f"/scim/.async/{txn}")
    return answer.json()["Operations"] if answer.status == 200 else None


def once(site, expect):
    """A replica is killed in the middle of what it was given; the others finish it, and their own."""
    victim, other, third = site.replicas
    # Two to the victim, since it works on two at the same time; one of them might be taken by somebody else.
    given = {tenant: site.tenant(tenant) for tenant in ("job-a", "job-b", "job-c")}
    txns = {tenant: ask_later(other if tenant == "job-c" else victim, token, bulk(tenant)) for tenant, token in given.items()}
    until("the victim is in the middle", lambda: people(site, "job-a") and people(site, "job-b"))
    victim.kill()
    try:
        unfinished = site.number("SELECT count(*) FROM jobs WHERE finished_at IS NULL AND tenant_id IN ('job-a', 'job-b')")
        expect("the replica was killed in the middle", unfinished > 0, unfinished)
        finished_once(site, expect, third, given, txns)
        leases = site.number("SELECT sum(attempts) FROM jobs WHERE tenant_id IN ('job-a', 'job-b')")
        expect("a killed replica's work was taken over", leases > 2, leases)
    finally:
        victim.start()


def finished_once(site, expect, witness, given, txns):
    """Each request's operations took place once and were answered once, whichever replica is asked."""
    for tenant, token in given.items():
        answers = until(f"{tenant} is answered", lambda: results(witness, token, txns[tenant]))
        created = [answer for answer in answers if answer["status"] == "201"]
        expect(f"{tenant}: each operation is answered once, with success", len(answers) == len(created) == PEOPLE, answers[:3])
        changes = dict(site.sql(f"SELECT operation, count(*) FROM changes WHERE tenant_id = '{tenant}' GROUP BY operation"))
        expect(f"{tenant}: each operation took place once", people(site, tenant) == PEOPLE, people(site, tenant))
        expect(f"{tenant}: each is announced once", set(changes.values()) == {str(PEOPLE)} and len(changes) == 2, changes)


def built_once(site, expect):
    """Each replica is given an index of the people of the check before; the first is killed at once, whatever it has begun."""
    api = site.token("job-a", "administrator", "api")
    for replica, attribute in zip(site.replicas, INDEXED):
        body = {"resource_type": "User", "attribute": attribute}
        answer = replica.client(api).send("POST", "/api/v1/indexes", body)
        assert answer.status == 201, answer.text
    site.replicas[0].kill()
    try:
        witness = site.replicas[1].client(api)
        states = lambda: [index["state"] for index in witness.send("GET", "/api/v1/indexes").json()["indexes"]]
        until("all indexes are built", lambda: states() == ["ready"] * len(INDEXED))
    finally:
        site.replicas[0].start()
    entries = site.number("SELECT count(*) FROM attribute_entries WHERE tenant_id = 'job-a'")
    expect("indexes given to three replicas are whole", entries == PEOPLE * len(INDEXED), entries)
    token = site.token("job-a", "reader")
    for replica, attribute in zip(site.replicas, INDEXED):
        path = f"/scim/Users?filter={attribute}%20eq%20%22{attribute}%207%22"
        found = replica.client(token).send("GET", path).json()["totalResults"]
        expect(f"{replica.name} finds by {attribute}", found == 1, found)
