"""HTTP as the checks speak it: JSON in, JSON out, one connection a client that is kept alive."""

import http.client
import json


class Answer:
    def __init__(self, status, headers, text):
        self.status = status
        self.headers = headers
        self.text = text

    def json(self):
        return json.loads(self.text)


class Client:
    """Calls one address (a replica, or the proxy) with one token. Not for two threads at once."""

    def __init__(self, address, token=None):
        self.address = address
        self.token = token
        self.connection = None

    def send(self, method, path, body=None, **headers):
        """Sends one request, once. Raises OSError or http.client.HTTPException where no answer comes."""
        if self.connection is None:
            self.connection = http.client.HTTPConnection(*self.address, timeout=120)
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        if body is not None:
            headers.setdefault("Content-Type", "application/scim+json")
            body = json.dumps(body)
        try:
            self.connection.request(method, path, body, headers)
            response = self.connection.getresponse()
            answer = Answer(response.status, response.headers, response.read().decode())
            if response.will_close:
                self.close()
            return answer
        except (OSError, http.client.HTTPException):
            self.close()
            raise

    def close(self):
        if self.connection is not None:
            self.connection.close()
            self.connection = None


def answer_or_none(client, method, path, body=None):
    """The answer, or None where nobody listens."""
    try:
        return client.send(method, path, body)
    except (OSError, http.client.HTTPException):
        return None


def user(name, **more):
    return {"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "userName": name, "active": True, **more}


def patch(*operations):
    return {"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], "Operations": list(operations)}


def title(text):
    return patch({"op": "replace", "path": "title", "value": text})
